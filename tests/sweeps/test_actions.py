"""Every action runs in a transaction of its own and leaves an entry in the log."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ezhen"
# why an action leaves no entry of its own
SILENT = {
    "standards.actions.refresh.forget": "what was computed may be computed again at any time",
    "trace.actions.scan.take_first": "the look-up itself is the evidence",
    "trace.actions.scan.record_scan": "the look-up itself is the evidence",
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
    """Every function of the house by its full name, and by its bare name."""
    for module, tree in files():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", node


def is_action(node):
    marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
    return bool(marks & {"action", "statement"})


def calls(node):
    """Bare names that a function calls: `record(…)`, `log.record(…)`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            if isinstance(inner.func, ast.Name):
                yield inner.func.id
            elif isinstance(inner.func, ast.Attribute):
                yield inner.func.attr


def names_of_record(tree):
    """What a file calls `core.log.record`."""
    yield "record"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "ezhen.core.log":
            yield from (part.asname for part in node.names if part.name == "record" and part.asname)


FUNCTIONS = dict(functions())
RECORD = {module: {*names_of_record(tree)} for module, tree in files()}
ACTIONS = sorted(name for name, node in FUNCTIONS.items() if is_action(node))


def called_by(name):
    """Full names of the functions that a function calls: of its own file, else of its module,
    else of the house."""
    file, module = name.rsplit(".", 1)[0], name.split(".")[0]
    for called in calls(FUNCTIONS[name]):
        same = [full for full in FUNCTIONS if full.rsplit(".", 1)[1] == called]
        for scope in (f"{file}.", f"{module}.", ""):
            if near := [full for full in same if full.startswith(scope)]:
                yield from near
                break


def records(name):
    """Does the function, or one that it calls, append an entry?"""
    seen, waiting = {name}, [name]
    while waiting:
        current = waiting.pop()
        if RECORD[current.rsplit(".", 1)[0]] & {*calls(FUNCTIONS[current])}:
            return True
        fresh = set(called_by(current)) - seen
        seen |= fresh
        waiting += fresh
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
