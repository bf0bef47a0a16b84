"""`ezhen pack check` reads the rules of money and the drafts of plans too."""

import shutil

import pytest
from click.testing import CliRunner

from ezhen.standards.commands import keeping


@pytest.fixture
def town_pack(tmp_path, settings):
    """A copy of the town's pack."""
    folder = tmp_path / "pack"
    shutil.copytree(settings.PACK_DIR, folder)
    return folder


def check(folder):
    return CliRunner().invoke(keeping.check, ["--folder", str(folder)])


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("funds.yaml", "pace: 0.65", "pace: 1.65", "funds.yaml:16:"),
        ("funds.yaml", "  building: 4000000", "  building: -1", "funds.yaml:4:"),
        ("funds.yaml", "  building: 4000000", "  bridge: 4000000", "funds.yaml:4:"),
        ("funds.yaml", "late_days: 30", "late_days: soon", "funds.yaml:14:"),
        ("funds.yaml", "unpaid_days: 60", "", "Field required"),
        ("plan.yaml", "until: 0.85, weight: 60", "until: 0.05, weight: 60", "one after the other"),
        ("plan.yaml", "until: 0.85, weight: 60", "until: 0.85, weight: 0", "plan.yaml:6:"),
    ],
)
def test_bad_values_are_named_with_their_line(town_pack, file, old, new, said):
    path = town_pack / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    result = check(town_pack)
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize("file", ["funds.yaml", "plan.yaml"])
def test_missing_file_is_named(town_pack, file):
    (town_pack / file).unlink()
    result = check(town_pack)
    assert (result.exit_code, f"{file}:1: the file is missing" in result.output) == (1, True)
