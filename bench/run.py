"""`make bench`: measures every figure, prints a table and writes bench.json.

Run: python -m bench.run [GROUP…]. A group is a function that yields figures; it runs in a process
of its own, because settings are read once, and once for each database where it says so. A new
group is a file in this folder and a line in GROUPS.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.figure import Figure
from bench.town import DATABASES, ROOT, databases

RESULT = ROOT / "bench.json"


@dataclass(frozen=True)
class Group:
    """Where the figures come from, `module:function`, and on which databases."""

    source: str
    databases: tuple[str, ...] = ()


GROUPS = {
    "codes": Group("bench.codes:generation"),
    "verify": Group("bench.codes:verification"),
    "run": Group("bench.newcomer:figures"),
    "dossier": Group("bench.dossier:figures"),
    "orders": Group("bench.orders:figures", DATABASES),
    "scan": Group("bench.scan:figures", DATABASES),
    "genealogy": Group("bench.genealogy:figures", DATABASES),
    "import": Group("bench.registers:importing", DATABASES),
    "lists": Group("bench.registers:lists", DATABASES),
    "search": Group("bench.registers:searches", DATABASES),
    "standards": Group("bench.standards:figures", DATABASES),
}


def main() -> int:
    """Measure what the arguments name; 1 when a bar does not hold."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="ezhen-bench-") as folder:
        for found in measure(chosen_groups(), Path(folder)):
            figures.append(found)
            print(line(found), flush=True)
            RESULT.write_text(as_json(figures))
    judged = [found.holds for found in figures if found.holds is not None]
    print(f"{sum(judged)} of {len(judged)} bars hold")
    return 0 if all(judged) else 1


def chosen_groups() -> dict[str, Group]:
    """Those of the command line, all without arguments."""
    parser = argparse.ArgumentParser(description=__doc__, prog="make bench FIGURES=…")
    parser.add_argument("group", nargs="*", help=f"one of {', '.join(GROUPS)}")
    names = parser.parse_args().group or list(GROUPS)
    unknown = sorted(set(names) - set(GROUPS))
    if unknown:
        parser.error(f"unknown {', '.join(unknown)}: choose from {', '.join(GROUPS)}")
    return {name: GROUPS[name] for name in names}


def measure(groups: dict[str, Group], folder: Path) -> Iterator[Figure]:
    """Run the groups: first those without database, then all of each database in one town."""
    for name, group in groups.items():
        if not group.databases:
            yield from run_group(name, group, {"EZHEN_DATA": str(folder / "none")})
    for database in DATABASES:
        wanted = {name: group for name, group in groups.items() if database in group.databases}
        if not wanted:
            continue
        with databases(database, folder) as environment:
            for name, group in wanted.items():
                yield from run_group(name, group, environment, database)


def run_group(
    name: str, group: Group, environment: dict[str, str], database: str = ""
) -> list[Figure]:
    """The figures of one group; a group that breaks is a figure that does not hold."""
    print(f"… {name} {database}", file=sys.stderr, flush=True)
    label = f" ({database})" if database else ""
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            found = pool.submit(figures_of, group.source, environment).result()
    except Exception:  # noqa: BLE001 the other groups still tell something
        traceback.print_exc()
        return [Figure(f"{name}{label}", None, "not measured", holds=False)]
    return [Figure(**(asdict(one) | {"figure": one.figure + label})) for one in found]


def figures_of(source: str, environment: dict[str, str]) -> list[Figure]:
    """In the child: set the environment before anything reads it, then measure."""
    os.environ.update(environment)
    module, function = source.split(":")
    return list(getattr(importlib.import_module(module), function)())


def as_json(figures: list[Figure]) -> str:
    """The list that acceptance and later work read."""
    return json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1) + "\n"


def line(one: Figure) -> str:
    """A row of the table."""
    value = "—" if one.value is None else f"{one.value:,}"
    verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[one.holds]
    bar = "" if one.bar is None else f"bar {one.bar:,}"
    return f"{one.figure:<72}{value:>12} {one.unit:<12} {bar:<12} {verdict}".rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
