"""Modules meet at their doors, actions know no pages, inline imports say why."""

import ast
import re
from pathlib import Path

import grimp
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ezhen"
DOORS = {"api", "enums", "errors", "signals"}
REASONS = ("slow import", "optional dependency", "app ready")
NO_PAGES = {"actions", "queries", "validators", "models", "tasks"}
PAGES = ("django.http", "django.shortcuts", "django.views")


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("ezhen", exclude_type_checking_imports=True, cache_dir=None)


def is_through_a_door(importer, imported):
    """`ezhen.trace.views` may import `ezhen.parties.api`, its own module, and core."""
    here, there = importer.split("."), imported.split(".")
    if len(here) < 2 or len(there) < 2 or here[1] == there[1] or there[1] == "core":
        return True
    return len(there) > 2 and there[2] in DOORS


def test_modules_import_each_other_through_their_doors_only(graph):
    found = [
        f"{importer} imports {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if not is_through_a_door(importer, imported)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("imported", "allowed"),
    [
        ("ezhen.parties.api", True),
        ("ezhen.parties.enums", True),
        ("ezhen.parties.models", False),
        ("ezhen.parties", False),
        ("ezhen.trace.models", True),
        ("ezhen.core.log", True),
    ],
)
def test_door_rule_tells_doors_from_walls(imported, allowed):
    assert is_through_a_door("ezhen.trace.views.lot", imported) is allowed


def trees():
    """Every source file that is no migration, parsed."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE), path.read_text()


def imports(tree):
    """Names that a file imports, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def test_actions_and_queries_know_no_pages():
    found = [
        f"{path}:{line} imports {name}"
        for path, text in trees()
        if NO_PAGES & {part.removesuffix(".py") for part in path.parts[1:]}
        for name, line in imports(ast.parse(text))
        if name.startswith(PAGES)
    ]
    assert found == []


def test_inline_imports_carry_a_reason_of_the_closed_list():
    found = []
    for path, text in trees():
        lines = text.splitlines()
        for function in ast.walk(ast.parse(text)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    reason = re.search(r"# noqa: (?:\w+, )*PLC0415 (.+)$", lines[node.lineno - 1])
                    if not reason or reason[1] not in REASONS:
                        found.append(f"{path}:{node.lineno} {lines[node.lineno - 1].strip()}")
    assert found == []
