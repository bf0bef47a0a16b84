"""`ezhen pack …` and `ezhen standard …`"""

import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.approvals.api import read_procedures
from ezhen.core.packfile import PackError, pack_checks
from ezhen.figures.api import read_datasets
from ezhen.registers.api import problems as register_problems
from ezhen.standards.actions.refresh import outcomes_on, refresh
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.enums import Proof
from ezhen.standards.queries import coverage as coverage_queries
from ezhen.standards.queries import pack as pack_queries
from ezhen.standards.queries.board import board
from ezhen.standards.queries.content import in_force, read_pack
from ezhen.standards.queries.outcome import compute, reader_for
from ezhen.standards.queries.problems import problems as standard_problems
from ezhen.standards.queries.standing import Picture, load_reasons, picture

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("pack")
def pack() -> None:
    """The town pack: what differs between counties."""


@pack.command()
@click.option("--folder", type=click.Path(exists=True, path_type=Path), help="Another pack.")
def check(*, folder: Path | None) -> None:
    """Read the whole pack; name what is wrong, with file and line. Exit code 1 when anything is."""
    found = _problems(folder or Path(settings.PACK_DIR))
    for error in found:
        click.echo(str(error))
    click.echo(f"{len(found)} problems" if found else "the pack is in order")
    sys.exit(1 if found else 0)


def _problems(folder: Path) -> list[PackError]:
    documents = frozenset(pack_queries.document_types())
    found = register_problems(folder, roles=frozenset(Role.values), documents=documents)
    for read in (read_datasets, read_procedures, *pack_checks()):
        try:
            read(folder)
        except PackError as error:
            found += error.all
    return [*found, *standard_problems(folder / "standard")]


@click.group("standard")
def standard() -> None:
    """The execution standard and how far it is fulfilled."""


@standard.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
@click.option("--task", default="", help="Only this task.")
@click.option("--on", "day", type=DAY, help="As it stood at the end of a day.")
def status(*, as_json: bool, task: str, day: dt.datetime | None) -> None:
    """How every requirement stands. Exit code 1 for a task that is not there."""
    found = board(_picture(day))
    rows = [row for row in found.rows if task in {"", row.task.id}]
    if not rows:
        raise click.ClickException(f"no task {task}")
    if as_json:
        load_reasons(standing for row in rows for standing in row.standings)
        click.echo(json.dumps(_facts(found, rows), ensure_ascii=False, indent=1))
        return
    click.echo(
        f"{found.picture.frame.today}: {found.satisfied} of {found.total} satisfied,"
        f" {found.expected} expected by their day, {found.score} of {found.points} points"
    )
    for row in rows:
        short = f", {row.missed} will be short" if row.missed else ""
        click.echo(
            f"{row.task.id:<4} {row.state.value:<10} {row.satisfied}/{row.total}"
            f" due {row.duty.due}{short}  {row.task.title}"
        )


def _picture(day: dt.datetime | None) -> Picture:
    today = timezone.localdate()
    past = day.date() if day and day.date() < today else None
    version = in_force(past or today)
    if version is None:
        raise click.ClickException("no standard is in force: run `ezhen setup`")
    rows = outcomes_on(version, past) if past else refresh()
    return picture(version, rows, past)


def _facts(found: Any, rows: Iterable[Any]) -> dict[str, Any]:
    return {
        "day": str(found.picture.frame.today),
        "version": found.picture.version.sha256,
        "total": found.total,
        "satisfied": found.satisfied,
        "expected": found.expected,
        "points": str(found.points),
        "score": str(found.score),
        "tasks": [_task(row) for row in rows],
    }


def _task(row: Any) -> dict[str, Any]:
    return {
        "id": row.task.id,
        "title": str(row.task.title),
        "state": row.state.value,
        "satisfied": row.satisfied,
        "total": row.total,
        "will_be_short": row.missed,
        "due": str(row.duty.due),
        "responsible": row.duty.name,
        "requirements": [_requirement(standing) for standing in row.standings],
    }


def _requirement(standing: Any) -> dict[str, Any]:
    return {
        "id": standing.item.id,
        "text": str(standing.item.requirement.text),
        "state": standing.state.value,
        "code": standing.code.value,
        "computed": standing.row.holds,
        "reasons": [str(say) for say in standing.outcome.said],
        "layers": {
            layer: {
                "result": opinion.verdict.result,
                "by": str(opinion.verdict.by),
                "at": opinion.verdict.at.isoformat(),
                "stale": opinion.is_stale,
            }
            for layer, opinion in standing.opinions.items()
        },
    }


@standard.command()
@click.argument("requirement")
@click.option("--on", "day", type=DAY, help="As it stood at the end of a day.")
def explain(*, requirement: str, day: dt.datetime | None) -> None:
    """Why a requirement stands as it does: every test, its numbers, what is missing and where."""
    found = _picture(day)
    item = found.content.items.get(requirement)
    if item is None:
        raise click.ClickException(f"no requirement {requirement}")
    standing = found.standings[requirement]
    due = found.duties[item.task.id].due
    reader = reader_for(found.version, found.frame).at(item.task.id, requirement, due)
    outcome = compute(item, reader)
    click.echo(f"{requirement} {item.requirement.text}")
    click.echo(f"{standing.state.label} ({standing.code.value})")
    for part in outcome.parts:
        click.echo(f"  {'+' if part.holds else '-'} {part.test}: {part.how}")
        for say in part.said:
            click.echo(f"      {say}")
        for gap in part.gaps:
            click.echo(f"      missing: {gap.label}  {gap.url}")
    if item.binding and item.binding.reading:
        click.echo(f"  read as: {item.binding.reading}")
    for layer, opinion in standing.opinions.items():
        stale = " (out of date)" if opinion.is_stale else ""
        verdict = opinion.verdict
        click.echo(f"  {layer}: {verdict.result} by {verdict.by}{stale} {verdict.reason}")


@standard.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def coverage(*, as_json: bool) -> None:
    """How many requirements are bound, by kind of proof. Exit code 1 when one is not bound."""
    found = coverage_queries.coverage(read_pack().content)
    if as_json:
        facts = {"total": found.total, "bound": found.bound, "by_proof": found.by_proof}
        click.echo(json.dumps(facts | {"unbound": found.unbound}))
    else:
        click.echo(f"{found.bound} of {found.total} requirements are bound")
        for proof in Proof:
            click.echo(f"{found.by_proof[proof]:>4} {proof.value}")
        for name in found.unbound:
            click.echo(f"nothing proves {name}")
    sys.exit(1 if found.unbound else 0)


@standard.command()
def load() -> None:
    """Put the pack's first version into force; a later one is put into force on its page."""
    drafted = read_pack()
    if drafted.problems:
        raise click.ClickException(str(drafted.problems[0]))
    version = put_into_force(content=drafted.content, by=None)
    click.echo(f"version {version} {version.sha256}")
