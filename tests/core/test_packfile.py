"""Pack files name file and line."""

import pytest

from ezhen.core.packfile import PackError, read_yaml
from ezhen.registers.definitions import RegisterDefinition

pytestmark = pytest.mark.pure


def write(folder, text):
    path = folder / "r.yaml"
    path.write_text(text)
    return path


GOOD = """\
code: visits
number: 52
title: {zh: 参观, en: Visits}
what: {zh: 一次, en: one}
area: "6"
clauses: ["6.1.S7"]
keepers: [operator]
date: on
fields:
  - {name: "on", label: {zh: 日期, en: Date}, type: date, required: true}
  - name: people
    label: {zh: 人数, en: People}
    type: integer
"""


def test_read_as_gives_the_definition(tmp_path):
    text = GOOD.replace("date: on", 'date: "on"')
    definition = read_yaml(write(tmp_path, text)).read_as(RegisterDefinition)
    assert definition.code == "visits"
    assert definition.field("people").type == "integer"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("type: integer", "type: whole"), 13, "fields.type"),
        (("    type: integer\n", "    type: integer\n    colour: red\n"), 14, "colour"),
        (("number: 52", "number: many"), 2, "number"),
        (('area: "6"\n', ""), 1, "area: Field required"),
        (("keepers: [operator]", "keepers: [operator"), 8, ""),
        (("number: 52", "number: 52\nnumber: 53"), 3, "number stands twice"),
        (("name: people", 'name: "on"'), 1, "a field name stands twice"),
    ],
)
def test_read_names_the_line(tmp_path, change, line, said):
    text = GOOD.replace("date: on", 'date: "on"').replace(*change)
    with pytest.raises(PackError) as wrong:
        read_yaml(write(tmp_path, text)).read_as(RegisterDefinition)
    assert wrong.value.line == line
    assert said in wrong.value.message
    assert str(wrong.value).startswith(f"{tmp_path / 'r.yaml'}:{line}: ")


def test_read_as_names_every_problem(tmp_path):
    text = GOOD.replace("type: integer", "type: whole").replace("number: 52", "number: many")
    with pytest.raises(PackError) as wrong:
        read_yaml(write(tmp_path, text)).read_as(RegisterDefinition)
    assert [error.line for error in wrong.value.all] == [2, 8, 13]


def test_a_part_that_contains_itself_is_named(tmp_path):
    file = tmp_path / "loop.yaml"
    file.write_text("one: 1\ntests: &round\n  - {again: *round}\n")
    with pytest.raises(PackError, match="2: it contains itself"):
        read_yaml(file)
    file.write_text("one: &shared {a: 1}\ntwo: *shared\n")
    assert read_yaml(file).data["two"] == {"a": 1}
