"""`ezhen procedure …`"""

import json
from pathlib import Path
from typing import Any

import click

from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.errors import NoSuchProcedure
from ezhen.approvals.queries.diagram import svg
from ezhen.approvals.queries.procedure import procedure, procedures


@click.group("procedure")
def group() -> None:
    """The application procedures of the town pack."""


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def list_procedures(*, as_json: bool) -> None:
    """Every procedure with its stages, who may apply, and the clauses it serves."""
    rows = [_row(one) for one in procedures().values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['number']:>3} {row['code']:<16} {' → '.join(row['stages'])}")
    annexes = sum(bool(row["annex_of"]) for row in rows)
    more = f", {annexes} annexed" if annexes else ""
    click.echo(f"{len(rows) - annexes} procedures{more}")


def _row(one: ProcedureDefinition) -> dict[str, Any]:
    return {
        "code": one.code,
        "version": one.version,
        "number": one.number,
        "annex_of": one.annex_of,
        "title": str(one.title),
        "applicants": list(one.applicants),
        "clauses": list(one.clauses),
        "stages": [stage.code for stage in one.stages],
        "papers": [paper.document for paper in one.papers],
    }


@group.command()
@click.argument("code")
@click.option("--out", type=click.Path(path_type=Path), help="Write it here instead of printing.")
def diagram(*, code: str, out: Path | None) -> None:
    """The stages of procedure CODE as an SVG picture: who, how long, which papers come out."""
    try:
        found = procedure(code)
    except NoSuchProcedure:
        raise click.ClickException(f"there is no procedure {code}: ezhen procedure list") from None
    picture = svg(found)
    if out is None:
        click.echo(picture)
        return
    out.write_text(picture, encoding="utf-8")
    click.echo(str(out))
