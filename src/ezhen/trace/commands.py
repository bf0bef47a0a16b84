"""`ezhen codes …` and `ezhen trace …`

Exit code 0 when done, 1 when refused (the reason on standard error), 2 for a wrong call.
"""

import functools
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from ezhen.core import jobs
from ezhen.core.errors import DomainError
from ezhen.core.models import Job
from ezhen.products.api import product_of_code
from ezhen.trace.actions.code import order_codes
from ezhen.trace.codes import CodeError, parse_scan
from ezhen.trace.enums import OrderState
from ezhen.trace.models import CodeOrder, Lot
from ezhen.trace.queries.code import segments_of
from ezhen.trace.queries.code_file import checked_file
from ezhen.trace.queries.facts import affected_facts, lot_facts, lots_named, order_named
from ezhen.trace.queries.scan import read_code

P = ParamSpec("P")
R = TypeVar("R")


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Turn a refusal into exit code 1 with its message."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except DomainError as error:
            raise click.ClickException(str(error)) from error

    return run


@click.group()
def codes() -> None:
    """Item codes: order, export, verify."""


@codes.command()
@click.option("--product", "code", required=True, help="Product code (see `ezhen product list`).")
@click.option("--quantity", type=int, required=True, help="1 to 100,000,000.")
@click.option("--lot", "lot_name", help="Number or uuid of the lot to bind them to at once.")
@refusing
def order(*, code: str, quantity: int, lot_name: str | None) -> None:
    """Order item codes for a product and wait until they are prepared.

    Progress goes to standard error; the last line of the output is the order's id.
    """
    product = product_of_code(code)
    if product is None:
        raise click.ClickException(f"no product has the code {code}")
    lot = _lot(lot_name) if lot_name else None
    organisation = lot.owner if lot else product.organisation
    made = order_codes(
        organisation=organisation, product=product, lot=lot, quantity=quantity, by=None
    )
    click.echo(f"order {made}", err=True)
    assert made.job is not None
    ended = jobs.wait_for(made.job, report=_Progress("codes"))
    made.refresh_from_db()
    if made.state != OrderState.READY:
        raise click.ClickException(f"order {made} could not be prepared: {ended.error}")
    click.echo(str(made.uuid))


@codes.command()
@click.argument("order_name", metavar="ORDER")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; it appears whole or not at all.",
)
@refusing
def export(*, order_name: str, out: Path) -> None:
    """Write the codes of ORDER (id or number) as CSV with a column `serial`.

    Every part is checked against the digest kept when the codes were prepared.
    """
    found = _order(order_name)
    try:
        _write_whole(out, _pieces(found))
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(f"{found.quantity:,} codes in {out}", err=True)


@codes.command()
@click.argument("serials", nargs=-1, required=True, metavar="SERIAL...")
def verify(*, serials: tuple[str, ...]) -> None:
    """Say of each SERIAL (as printed, typed or scanned) whether the town made it.

    Exit code 0 only if all are genuine. Nothing is counted as a look-up.
    """
    verdicts = [_verdict(text) for text in serials]
    for text, (genuine, words) in zip(serials, verdicts, strict=True):
        click.echo(f"{text}\t{'genuine' if genuine else 'not genuine'}\t{words}")
    sys.exit(0 if all(genuine for genuine, _words in verdicts) else 1)


def _verdict(text: str) -> tuple[bool, str]:
    try:
        serial = parse_scan(text).serial
    except CodeError as error:
        return False, f"unreadable ({error.code})"
    reading = read_code(serial, "en") if serial else None
    if reading is None:
        return False, "no such code" if serial else "no serial in it"
    found = CodeOrder.objects.get(pk=reading.order_id)
    (state,) = segments_of(found, reading.index, reading.index)
    return True, f"order {found}, code {reading.index + 1}, {state.state.value}"


@click.group()
def trace() -> None:
    """Lots: one lot, and what it reaches."""


@trace.command("lot")
@click.argument("lot_name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def show_lot(*, lot_name: str, as_json: bool) -> None:
    """Everything about a lot, named by uuid or number."""
    facts = lot_facts(_lot(lot_name))
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(f"{facts['code']}  {facts['product']['name']}  {facts['standing']}")
    click.echo(f"{facts['quantity']} {facts['unit']}, made {facts['produced_on']}")
    for step in facts["steps"]:
        click.echo(f"{step['at'][:16]}  {step['title']}  {step['organisation']}")


@trace.command()
@click.argument("lot_name", metavar="LOT")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def affected(*, lot_name: str, as_json: bool) -> None:
    """Every lot that went into LOT and every lot made from it."""
    facts = affected_facts(_lot(lot_name))
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for side in ("upstream", "downstream"):
        click.echo(f"{side}: {len(facts[side])}")
        for row in facts[side]:
            click.echo(f"  {row['uuid']}  {row['code']}")


def _lot(name: str) -> Lot:
    found = lots_named(name)
    if not found:
        raise click.ClickException(f"no lot is called {name}")
    if len(found) > 1:
        which = "\n".join(f"  {lot.uuid}  {lot.owner.name}" for lot in found)
        raise click.ClickException(f"{len(found)} lots are called {name}; use the uuid:\n{which}")
    return found[0]


def _order(name: str) -> CodeOrder:
    found = order_named(name)
    if found is None:
        raise click.ClickException(f"no code order is called {name}")
    return found


def _pieces(found: CodeOrder) -> Iterator[bytes]:
    progress = _Progress("codes")
    for done, piece in checked_file(found):
        yield piece
        progress.show(done, found.quantity)


def _write_whole(out: Path, pieces: Iterator[bytes]) -> None:
    """Write beside the target and rename: whoever looks sees the old file or the whole new one."""
    temporary = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


class _Progress:
    """A line on standard error each time another hundredth is done."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.shown = -1

    def __call__(self, job: Job) -> None:
        self.show(job.done, job.total)

    def show(self, done: int, total: int) -> None:
        percent = done * 100 // total if total else 0
        if percent > self.shown:
            self.shown = percent
            click.echo(f"{done:,} of {total:,} {self.what} ({percent} %)", err=True)


groups: list[Any] = [codes, trace]
