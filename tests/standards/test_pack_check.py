"""`ezhen pack check` names every fault with file and line; the other commands of the standard."""

import json
import shutil

import pytest
import yaml
from click.testing import CliRunner
from tests.standards.small import confirm, livestream
from tests.standards.test_board import dt

from ezhen.standards.actions.version import put_into_force
from ezhen.standards.commands import keeping as commands
from ezhen.standards.queries.content import read_pack
from ezhen.standards.queries.coverage import coverage
from ezhen.standards.queries.problems import problems


@pytest.fixture
def town_pack(tmp_path, settings):
    """A copy of the town's pack."""
    folder = tmp_path / "pack"
    shutil.copytree(settings.PACK_DIR, folder)
    settings.PACK_DIR = folder
    return folder


def found_in(folder):
    """(file, line, message) of each problem."""
    return [
        (error.file.rpartition("/")[2], error.line, error.message)
        for error in problems(folder / "standard")
    ]


def test_the_towns_own_standard_is_in_order(settings):
    from pathlib import Path

    assert problems(Path(settings.PACK_DIR) / "standard") == []


# what is put into the file of area P, at the line of the requirement, and what is said of it
FAULTS = {
    "unknown source": (
        "{tests: [{type: count, source: register.livestream, value: 1}]}",
        "P.1.B1: no source register.livestream: did you mean livestream_products, livestreams",
    ),
    "unknown prefix": (
        "{tests: [{type: count, source: ledger.x, value: 1}]}",
        "P.1.B1: no source ledger.x: known are",
    ),
    "unknown field": (
        "{tests: [{type: count, source: register.risks, where: {colour: red}, value: 1}]}",
        "P.1.B1: register.risks has no field colour",
    ),
    "field without a column": (
        "{tests: [{type: sum, source: register.livestreams, measure: products, value: 1}]}",
        "P.1.B1: register.livestreams has no field products, or keeps no column",
    ),
    "unknown choice": (
        "{tests: [{type: count, source: register.risks, where: {level: grave}, value: 1}]}",
        "P.1.B1: grave is none of high, low, middle",
    ),
    "unknown operator": (
        "{tests: [{type: count, source: register.risks, where: {level: {like: low}}, value: 1}]}",
        "P.1.B1: no operator like",
    ),
    "unknown figure of the catalogue": (
        '{tests: [{type: count, source: register.risks, target: "9.9.T9"}]}',
        "P.1.B1: the catalogue has no figure 9.9.T9",
    ),
    "unknown role": (
        "{tests: [{type: attested, role: king}]}",
        "P.1.B1: the catalogue has no role king",
    ),
    "role that nobody speaks for": (
        "{tests: [{type: attested, role: villager}]}",
        "P.1.B1: no account speaks for villager",
    ),
    "unknown document": (
        "{slots: [{document: nothing}]}",
        "P.1.B1: the catalogue has no document nothing",
    ),
    "unknown rows for papers": (
        "{slots: [{document: plan, each: register.nothing}]}",
        "P.1.B1: no source register.nothing",
    ),
    "unknown task": (
        '{slots: [{document: plan, also: ["9.9"]}]}',
        "P.1.B1: the catalogue has no task 9.9",
    ),
    "seal of rows": (
        "{tests: [{type: seal, source: register.risks, by: auditor}]}",
        "P.1.B1: register.risks has no seal for a test of type seal",
    ),
    "figure of a register": (
        "{tests: [{type: figure, source: register.risks, value: 1}]}",
        "P.1.B1: register.risks has no value for a test of type figure",
    ),
    "compound that can never hold": (
        "{tests: [{type: compound, least: 2, tests: [{type: attested, role: client}]}]}",
        "P.1.B1: 2 of 1 tests can never hold",
    ),
    "fault inside a compound": (
        "{tests: [{type: compound, tests: [{type: attested, role: king}]}]}",
        "P.1.B1: the catalogue has no role king",
    ),
    "two tests of one id": (
        "{tests: [{type: attested, role: client}, {type: attested, role: client}]}",
        "P.1.B1: two tests have one id",
    ),
    "nothing in it": ("{}", "nothing proves this requirement"),
    "no bound": (
        "{tests: [{type: count, source: register.risks}]}",
        "give a value or a target, one of them",
    ),
    "unknown kind": ("{tests: [{type: guess}]}", "tests"),
    "unknown key": ("{test: []}", "test: Extra inputs are not permitted"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_a_binding_is_named_with_file_and_line(town_pack, fault):
    binding, said = FAULTS[fault]
    file = town_pack / "standard" / "bindings" / "P.yaml"
    bound = yaml.safe_load(file.read_text())
    del bound["P.1.B1"]
    rest = yaml.safe_dump(bound, allow_unicode=True)
    file.write_text(f"# a comment\n\nP.1.B1: {binding}\n{rest}")
    found = found_in(town_pack)
    assert any(
        (name, line) == ("P.yaml", 3) and message.startswith(said) for name, line, message in found
    ), found


def edit(folder, name, before, after):
    """Change a file of the pack; returns the line of the change."""
    file = folder / "standard" / name
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))
    return text[: text.index(before)].count("\n") + 1


def test_a_requirement_that_nothing_proves_is_named_in_the_catalogue(town_pack):
    file = town_pack / "standard" / "bindings" / "9.yaml"
    bound = yaml.safe_load(file.read_text())
    del bound["9.3.S1"]
    file.write_text(yaml.safe_dump(bound, allow_unicode=True))
    text = (town_pack / "standard" / "catalogue.yaml").read_text()
    line = text[: text.index('- id: "9.3.S1"')].count("\n") + 1
    assert found_in(town_pack) == [("catalogue.yaml", line, "nothing proves requirement 9.3.S1")]


def test_a_requirement_bound_twice_or_unknown_is_named(town_pack):
    text = '"9.9.B9": {slots: [{document: plan}]}\n"P.1.B1": {slots: [{document: plan}]}\n'
    (town_pack / "standard" / "bindings" / "Z.yaml").write_text(text)
    assert found_in(town_pack) == [
        ("Z.yaml", 2, "P.1.B1 is bound twice"),
        ("Z.yaml", 1, "the catalogue has no requirement 9.9.B9"),
    ]


def test_a_duplicate_id_in_the_catalogue_is_named(town_pack):
    line = edit(town_pack, "catalogue.yaml", '- id: "P.1.B2"', '- id: "P.1.B1"')
    assert ("catalogue.yaml", line, "the requirement P.1.B1 stands twice") in found_in(town_pack)


def test_a_key_that_stands_twice_is_named(town_pack):
    file = town_pack / "standard" / "bindings" / "W.yaml"
    file.write_text(file.read_text() + "\nW.1.B1: {slots: [{document: plan}]}\n")
    assert any("stands twice" in message for _file, _line, message in found_in(town_pack))


def test_a_binding_that_contains_itself_is_named(town_pack):
    file = town_pack / "standard" / "bindings" / "Z.yaml"
    file.write_text("'P.1.B1':\n  tests: &round\n    - {type: compound, tests: *round}\n")
    found = found_in(town_pack)
    assert any(name == "Z.yaml" and "itself" in message for name, _line, message in found), found


def test_points_that_do_not_add_up_or_fit_are_named(town_pack):
    line = edit(town_pack, "rubric.yaml", '"P.1": 1.5', '"P.9": 1.5')
    assert set(found_in(town_pack)) == {
        ("rubric.yaml", line, "the catalogue has no task P.9"),
        ("rubric.yaml", 7, "task P.1 has no points"),
    }
    edit(town_pack, "rubric.yaml", '"P.9": 1.5', '"P.9": 1.6')
    assert "do not add up to 100" in found_in(town_pack)[0][2]


def test_days_that_do_not_follow_each_other_are_named(town_pack):
    edit(town_pack, "programme.yaml", "ends_on: 2027-03-31", "ends_on: 2020-03-31")
    assert "must follow each other" in found_in(town_pack)[0][2]


def test_a_map_that_cannot_be_is_named(town_pack):
    file = town_pack / "standard" / "migration.yaml"
    file.write_text("of: 2023-08-01\nmoves:\n  - {kind: split, old: [a], new: [b]}\n")
    assert found_in(town_pack) == [("migration.yaml", 3, "split: 1 old and 1 new do not fit")]


# commands


def run(command, *arguments):
    """The result of a command."""
    return CliRunner().invoke(command, arguments)


def test_pack_check_goes_by_exit_code(town_pack):
    assert run(commands.check).exit_code == 0
    file = town_pack / "standard" / "bindings" / "W.yaml"
    file.write_text("W.1.B1: [\n")
    result = run(commands.check)
    assert result.exit_code == 1
    assert "W.yaml:2:" in result.output


def test_coverage_counts_each_requirement_once_and_fails_below_all(town_pack):
    found = coverage(read_pack().content)
    assert sum(found.by_proof.values()) == found.bound == found.total == 338
    assert found.by_proof["records"] >= 165
    result = run(commands.coverage, "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["bound"] == 338
    file = town_pack / "standard" / "bindings" / "W.yaml"
    bound = yaml.safe_load(file.read_text())
    del bound["W.1.B1"]
    file.write_text(yaml.safe_dump(bound, allow_unicode=True))
    result = run(commands.coverage)
    assert result.exit_code == 1
    assert "337 of 338 requirements are bound" in result.output
    assert "nothing proves W.1.B1" in result.output


def test_papers_of_rows_and_uploads_are_no_records():
    found = read_pack().content
    from ezhen.standards.queries.coverage import proof_of

    assert proof_of(found.items["4.8.S1"]) == "files"
    assert proof_of(found.items["4.7.S1"]) == "files"
    assert proof_of(found.items["4.8.B1"]) == "records"
    assert proof_of(found.items["4.7.B2"]) == "attestation"


@pytest.mark.django_db
def test_status_and_explain_say_what_the_board_says(on, operator, bureau):
    on("2026-11-23")
    put_into_force(content=read_pack().content, by=None)
    confirm(livestream(by=operator, held_on=dt.date(2026, 11, 18)), by=bureau)
    result = run(commands.status, "--json", "--task", "4.8")
    facts = json.loads(result.output)
    assert (facts["total"], [task["id"] for task in facts["tasks"]]) == (338, ["4.8"])
    reasons = {row["id"]: row["reasons"] for row in facts["tasks"][0]["requirements"]}
    assert reasons["4.8.B3"][-1] == "直播间场次：1场，要求不少于1场。"
    result = run(commands.explain, "4.8.B1")
    assert "直播带货：52周中1周有，缺51周" in result.output
    assert "/registers/livestreams/new/" in result.output
    assert run(commands.status).output.count("\n") == 54
    assert run(commands.status, "--task", "9.9").exit_code == 1
    assert run(commands.explain, "9.9.B9").exit_code == 1
    past = json.loads(run(commands.status, "--json", "--on", "2026-06-30").output)
    assert past["day"] == "2026-06-30"


@pytest.mark.django_db
def test_commands_without_a_standard_say_what_to_do():
    result = run(commands.status)
    assert result.exit_code == 1
    assert "ezhen setup" in result.output
    assert run(commands.load).exit_code == 0
    assert run(commands.status).exit_code == 0


def test_a_register_and_a_requirement_are_added_by_editing_the_pack_alone(town_pack):
    """docs/checklists.md: ten lines of YAML, no code."""
    from ezhen.standards.sources.registers import Register

    (town_pack / "registers" / "chats.yaml").write_text(
        "code: chats\nversion: 1\nnumber: 99\ntitle: {zh: 咨询簿, en: Chats}\n"
        'what: {zh: 一行一次, en: One row each}\narea: "6"\nclauses: ["6.3.S3"]\n'
        "keepers: [operator]\ndate: held_on\nfields:\n"
        "  - {name: held_on, label: {zh: 日期, en: Date}, type: date, required: true}\n"
        "  - {name: topic, label: {zh: 问题, en: Topic}, type: text, required: true, index: true}\n"
    )
    edit(
        town_pack,
        "catalogue.yaml",
        '          - id: "P.1.B1"\n',
        '          - id: "P.1.B9"\n            kind: basic\n'
        '            text: {zh: "常年咨询", en: "Advice all year"}\n            proof: register\n'
        '            system: project\n          - id: "P.1.B1"\n',
    )
    edit(
        town_pack,
        "bindings/P.yaml",
        "P.1.B1:\n",
        "P.1.B9:\n  tests:\n"
        "    - {type: distinct, source: register.chats, measure: topic, value: 3}\nP.1.B1:\n",
    )
    assert found_in(town_pack) == []
    drafted = read_pack(town_pack / "standard")
    assert drafted.content.items["P.1.B9"].sources == {"register.chats"}
    from ezhen.standards.sources import source

    assert isinstance(source("register.chats"), Register)
