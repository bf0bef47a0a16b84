"""`ezhen funds …` and `ezhen sample`."""

import datetime as dt
import json
import sys
from pathlib import Path

import click
from django.utils import timezone

from ezhen.programme.actions.check import check_flags
from ezhen.programme.queries import flag as flag_queries
from ezhen.programme.queries.ocds import release_package
from ezhen.programme.queries.sample import draw_from
from ezhen.programme.queries.statement import statement, statement_sheet
from ezhen.registers.errors import NoSuchRegister

DAY = click.DateTime(["%Y-%m-%d"])
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group("funds")
def funds() -> None:
    """The programme's money: statement, red flags, open-contracting export."""


@funds.command("statement")
@click.option("--out", required=True, type=OUT, help="The .xlsx to write.")
@click.option("--from", "first", type=DAY, help="First day of payments; all when left out.")
@click.option("--until", type=DAY, help="Last day of payments; today when left out.")
def statement_command(*, out: Path, first: dt.datetime | None, until: dt.datetime | None) -> None:
    """Write the statement of funds (资金使用明细表) in the clerk's layout."""
    last = until.date() if until else timezone.localdate()
    found = statement(first.date() if first else None, last)
    out.write_bytes(statement_sheet(found, until=last))
    click.echo(f"{len(found.rows)} rows, {found.paid:,.2f} yuan paid: {out}")


@funds.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def flags(*, as_json: bool) -> None:
    """Run every check now and list what it found. Exit code 1 while a flag waits."""
    check_flags()
    rows = [flag_queries.dressed(flag) for flag in flag_queries.flags()]
    waiting = flag_queries.num_waiting()
    if as_json:
        facts = {"waiting": waiting, "flags": [row.facts for row in rows]}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            number = row.flag.contract.number if row.flag.contract else "-"
            click.echo(f"{row.flag.state:<10} {row.flag.check_code:<24} {number:<16} {row.text}")
        click.echo(f"{waiting} of {len(rows)} flags wait")
    sys.exit(1 if waiting else 0)


@funds.command()
@click.option("--out", required=True, type=OUT, help="The .json to write.")
@click.option("--uri", required=True, help="Where the package will be published.")
def ocds(*, out: Path, uri: str) -> None:
    """Write contracts and payments as an OCDS 1.1 release package."""
    now = timezone.now().astimezone(dt.UTC).replace(microsecond=0)
    package = release_package(uri=uri, at=now)
    out.write_text(json.dumps(package, ensure_ascii=False, indent=1))
    click.echo(f"{len(package['releases'])} releases: {out}")


@click.command("sample")
@click.option("--seed", required=True, help="The published seed.")
@click.option("--register", required=True, help="The register to draw from.")
@click.option("--size", default=10, show_default=True, help="How many rows.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def sample(*, seed: str, register: str, size: int, as_json: bool) -> None:
    """Draw rows of a register from a seed: SHA-256 of "SEED|UUID", sorted, the first ones."""
    try:
        drawn = draw_from(register, seed, size)
    except (NoSuchRegister, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(drawn.__dict__ | {"seed": seed, "register": register}))
        return
    for row in drawn.rows:
        click.echo(row)
    click.echo(f"{len(drawn.rows)} of {drawn.population} rows, drawn from {drawn.digest}")


groups = (funds, sample)
