"""The town pack: what is wrong in it is named with file and line, before anything starts."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from ezhen.core.pack import load, pack
from ezhen.core.packfile import PackError


@pytest.fixture
def folder(tmp_path):
    """A copy of the town's pack, to spoil."""
    copy = tmp_path / "pack"
    copy.mkdir()
    for path in Path(settings.PACK_DIR).glob("*.yaml"):
        shutil.copy(path, copy)
    return copy


def spoil(folder, name, old, new):
    """Change the first place where a text stands; returns its line."""
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_pack_of_the_town_loads(folder):
    read = load(folder)
    assert read.town.platform
    assert read.place("140423100").name == "古韩镇"
    assert read.product_class("noodle").test is True


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("pack.yaml", "platform:", "plattform:", "platform"),
        ("places.yaml", "latitude: 36.535", "latitude: north", "latitude"),
        ("places.yaml", "name: 古韩镇", "names: 古韩镇", "name"),
        ("cities.yaml", "code:", "kode:", "code"),
        ("product_classes.yaml", "loss: 0.12", "loss: a third", "loss"),
        ("holidays.yaml", "year: 2026", "year: next", "year"),
        ("places.yaml", "140423101", "140423100", "140423100 stands twice"),
        ("places.yaml", "- {code", "- {code: 1, code", "code stands twice"),
        ("pack.yaml", "platform:", "platform: [", ""),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(folder, name, old, new, said):
    line = spoil(folder, name, old, new)
    with pytest.raises(PackError) as refusal:
        load(folder)
    errors = refusal.value.all
    assert any(error.file.endswith(name) and said in error.message for error in errors)
    assert any(abs(error.line - line) <= 1 for error in errors) or not said


@pytest.mark.parametrize("content", ["", "a: 1", "[]", "just words"])
def test_list_that_is_none_is_named(folder, content):
    (folder / "places.yaml").write_text(content)
    with pytest.raises(PackError, match=r"places\.yaml:1: a list is expected"):
        load(folder)


def test_missing_file_is_named(folder):
    (folder / "cities.yaml").unlink()
    with pytest.raises(FileNotFoundError, match=r"cities\.yaml"):
        load(folder)


def test_class_that_the_pack_does_not_have_is_refused():
    with pytest.raises(LookupError, match="gold"):
        pack().product_class("gold")
    assert pack().place("nowhere") is None
    assert pack().city("999999") is None


def test_district_is_answered_with_its_city():
    assert pack().city("140423").code == "140400"


def test_class_says_its_name_in_the_language_in_force():
    noodles = pack().product_class("noodle")
    with translation.override("zh-hans"):
        assert str(noodles) == "挂面"
    with translation.override("en"):
        assert str(noodles) == "Dried noodles"
