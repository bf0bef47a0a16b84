"""docs/checklists.md is true: what its blocks add to a copy of the pack works without any code."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.factories import make_user

from ezhen.approvals.api import read_procedures
from ezhen.registers.api import definitions
from ezhen.standards.actions.refresh import refresh
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.commands import keeping as commands
from ezhen.standards.enums import State
from ezhen.standards.queries import pack as pack_queries
from ezhen.standards.queries.content import read_pack
from ezhen.standards.queries.standing import picture

ROOT = Path(__file__).parents[2]
NEXT = '          - id: "6.3.S4"\n'  # the catalogue's requirement is put before this one


def blocks():
    """File of the pack → what the checklist puts into it."""
    text = (ROOT / "docs" / "checklists.md").read_text("utf-8")
    found = re.findall(r"```yaml\n# (\S+\.yaml).*?\n(.*?)```", text, re.DOTALL)
    return dict(found)


@pytest.fixture
def town_pack(tmp_path, settings):
    """A copy of the town's pack."""
    folder = tmp_path / "pack"
    shutil.copytree(settings.PACK_DIR, folder)
    settings.PACK_DIR = folder
    _forget()
    yield folder
    _forget()


def _forget():
    """What a process reads of the pack only once."""
    for function in (pack_queries.drafted, pack_queries.document_types, pack_queries.tasks):
        function.cache_clear()


@pytest.fixture
def edited(town_pack):
    """With everything the checklists add."""
    for name, text in blocks().items():
        file = town_pack / name
        if name == "standard/catalogue.yaml":
            before = file.read_text("utf-8")
            assert before.count(NEXT) == 1
            file.write_text(before.replace(NEXT, text + NEXT), "utf-8")
        else:
            kept = file.read_text("utf-8") if file.exists() else ""
            file.write_text(f"{kept}\n{text}", "utf-8")
    return town_pack


def test_the_checklists_name_these_files():
    assert set(blocks()) == {
        "registers/tastings.yaml",
        "standard/catalogue.yaml",
        "standard/bindings/6.yaml",
        "approvals/tasting_room.yaml",
    }


def test_the_edited_pack_is_in_order_and_everything_in_it_is_proved(edited):
    checked = CliRunner().invoke(commands.check, ["--folder", str(edited)])
    assert checked.exit_code == 0, checked.output
    assert "339 of 339 requirements are bound" in CliRunner().invoke(commands.coverage).output
    assert read_procedures(edited)["tasting_room"].stage("approve").workdays == 2


@pytest.mark.django_db
def test_a_register_and_a_requirement_added_in_the_pack_work_at_once(
    town_pack, request, on, client_as
):
    """In force before; then edited, shown, put into force, filled by hand, and satisfied."""
    on("2026-11-23")
    put_into_force(content=read_pack().content, by=None)
    request.getfixturevalue("edited")
    bureau, operator = make_user(role="bureau"), make_user(role="operator")
    versions = reverse("standards:versions")
    assert "6.3.S9" in client_as(bureau).get(versions).content.decode()
    client_as(bureau).post(versions, {"in_force_from": "2026-11-23"})
    from ezhen.standards.queries.content import in_force

    version = in_force(dt.date(2026, 11, 23))
    assert version.number == 2

    def state():
        return picture(version, refresh()).standings["6.3.S9"].state

    assert state() != State.SATISFIED
    client = client_as(operator)
    assert "品鉴活动台账" in client.get(reverse("registers:registers")).content.decode()
    form = reverse("registers:new_record", args=["tastings"])
    for place in ("一号厅", "二号厅"):
        facts = {"held_on": "2026-11-20", "place": place, "guests": "30", "host": "连晓燕"}
        assert client.post(form, facts).status_code == 302
    listed = client.get(reverse("registers:register", args=["tastings"])).content.decode()
    assert "二号厅" in listed
    assert "连**" in listed
    assert state() == State.SATISFIED
    page = client.get(reverse("standards:task", args=["6.3"])).content.decode()
    assert "举办品鉴活动" in page
    assert definitions()["tastings"].totals == ("guests",)
