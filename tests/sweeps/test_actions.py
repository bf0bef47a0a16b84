"""Every action runs in a transaction of its own and leaves an entry in the log."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ezhen"
# why an action leaves no entry of its own
SILENT = {
    "core.log._seal": "it seals the entries",
    "approvals.actions.case.save_case": "each saved draft is a revision of its own",
    "approvals.actions.vote.cast_ballot": "the ballot is the evidence; who cast it stays unknown",
    "standards.actions.refresh.forget": "what was computed may be computed again at any time",
    "standards.actions.refresh._keep": "what was computed may be computed again at any time",
    "standards.actions.refresh._recompute": "what was computed may be computed again at any time",
    "trace.actions.scan.take_first": "the look-up itself is the evidence",
    "trace.actions.scan.record_scan": "the look-up itself is the evidence",
    "trace.actions.scan.keep_card": "a drawn card is derived and may be thrown away",
}
# what a door offers from the actions without being one
NO_ACTION = {
    "look_up_code": "a scan's answer: its writes are actions of their own, none of them blocks it",
    "show_again": "reads only",
    "outcomes_on": "reads, and keeps what it computed in an action of its own",
    "refresh": "reads, and stores what it computed in an action of its own",
    "touch": "one insert in the transaction of the change it speaks of",
    "check_due": "checks one file after the other, each an action",
}


def files():
    """Every file that may hold actions, by its module name below ezhen."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if "migrations" not in parts and parts[-1] != "__init__":
            yield ".".join(parts), ast.parse(path.read_text())


def functions():
    """Every function of the house by its full name."""
    for module, tree in files():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", node


def is_action(node):
    marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
    return bool(marks & {"action", "statement"})


def calls(node):
    """What a function calls, as written: `record(…)` is ("", "record"), `log.record(…)` is
    ("log", "record"). A method of any other expression is nobody's function."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            if isinstance(inner.func, ast.Name):
                yield "", inner.func.id
            elif isinstance(inner.func, ast.Attribute) and isinstance(inner.func.value, ast.Name):
                yield inner.func.value.id, inner.func.attr


def imports(tree):
    """What a file calls the things of the house: its name for it → the full name."""
    return {
        part.asname or part.name: f"{node.module}.{part.name}".removeprefix("ezhen.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("ezhen.")
        for part in node.names
    }


FUNCTIONS = dict(functions())
IMPORTS = {module: imports(tree) for module, tree in files()}
ACTIONS = sorted(name for name, node in FUNCTIONS.items() if is_action(node))
RECORD = "core.log.record"


def called_by(name):
    """Full names of the functions of the house that a function calls."""
    file = name.rsplit(".", 1)[0]
    for owner, called in calls(FUNCTIONS[name]):
        known = IMPORTS[file]
        full = f"{known.get(owner, owner)}.{called}" if owner else known.get(called)
        yield where_defined(full or f"{file}.{called}")


def where_defined(full):
    """A door passes on what others define: the name behind `archive.api.add_document`."""
    while full not in FUNCTIONS:
        file, _dot, name = full.rpartition(".")
        if name not in IMPORTS.get(file, {}):
            return full
        full = IMPORTS[file][name]
    return full


def records(name):
    """Does the function, or one that it calls, append an entry?"""
    seen, waiting = {name}, [name]
    while waiting:
        fresh = {*called_by(waiting.pop())} - seen
        if RECORD in fresh:
            return True
        seen |= fresh
        waiting += fresh & FUNCTIONS.keys()
    return False


def test_there_are_actions():
    assert {"accounts.actions.create_user", "trace.actions.recall.issue_recall"} <= set(ACTIONS)


@pytest.mark.parametrize("name", ACTIONS)
def test_action_leaves_an_entry(name):
    assert records(name) or name in SILENT


def test_silent_actions_exist_and_are_silent():
    assert [name for name in SILENT if name not in ACTIONS or records(name)] == []


DOORS = sorted(path.parent.name for path in SOURCE.glob("*/api.py"))


@pytest.mark.parametrize("module", DOORS)
def test_whatever_a_door_offers_from_the_actions_is_an_action(module):
    api = importlib.import_module(f"ezhen.{module}.api")
    offered = [getattr(api, name) for name in api.__all__]
    wrong = [
        thing.__name__
        for thing in offered
        if inspect.isfunction(thing)
        and ".actions" in thing.__module__
        and not hasattr(thing, "is_action")
        and thing.__name__ not in NO_ACTION
    ]
    assert wrong == []
