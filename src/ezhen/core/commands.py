"""`ezhen log …`"""

import json
import sys

import click

from ezhen.core import log


@click.group("log")
def group() -> None:
    """The append-only log of every action."""


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def verify(*, as_json: bool) -> None:
    """Recompute every digest and block; name what was changed, moved or cut off.

    Exit code 0 when intact, 1 when something was found.
    """
    result = log.verify()
    if as_json:
        rows = [finding.__dict__ for finding in result.findings]
        facts = {"blocks": result.blocks, "entries": result.entries, "waiting": result.waiting}
        click.echo(
            json.dumps({"intact": result.is_intact, "head": result.head, "findings": rows} | facts)
        )
    else:
        for finding in result.findings:
            click.echo(f"{finding.kind}: {finding.place}: {finding.detail}")
        click.echo(
            f"{result.blocks} blocks, {result.entries} entries, {result.waiting} not sealed yet"
        )
        click.echo(f"head {result.head}")
        click.echo("intact" if result.is_intact else f"{len(result.findings)} findings")
    sys.exit(0 if result.is_intact else 1)


@group.command()
def seal() -> None:
    """Seal what waits now instead of at the worker's next round."""
    click.echo(f"{log.seal_all()} blocks sealed")
