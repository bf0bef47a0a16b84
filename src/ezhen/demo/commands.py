"""`ezhen demo`: the believable year."""

import click
from django.conf import settings


@click.group("demo")
def group() -> None:
    """The demo year."""


@group.command()
@click.option("--weeks", default=50, show_default=True, help="How many weeks of work to invent.")
def load(*, weeks: int) -> None:
    """Fill the town with an invented year; does nothing when it has one already.

    One transaction: a load that was killed leaves nothing, and can be begun again.
    """
    from ezhen.core.setup import prepare  # noqa: PLC0415 slow import
    from ezhen.demo.actions import load_year, settle_year  # noqa: PLC0415 app ready

    if not settings.DEMO:
        raise click.ClickException("only in demo mode: set EZHEN_MODE=demo")
    prepare()
    is_new = load_year(weeks=weeks)
    if is_new:
        settle_year()
    click.echo("the demo year is loaded" if is_new else "the demo year is there already")
