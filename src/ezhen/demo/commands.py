"""`ezhen demo`: the believable year."""

import click
from django.conf import settings


@click.group()
def group() -> None:
    """The demo year."""


group.name = "demo"


@group.command()
def load() -> None:
    """Fill the town with an invented year; does nothing when it has one already."""
    from ezhen.core import jobs, log  # noqa: PLC0415 app ready
    from ezhen.core.setup import prepare  # noqa: PLC0415 slow import
    from ezhen.demo.actions import load_year  # noqa: PLC0415 app ready

    if not settings.DEMO:
        raise click.ClickException("only in demo mode: set EZHEN_MODE=demo")
    prepare()
    if not load_year():
        click.echo("the demo year is there already")
        return
    jobs.run_until_idle()
    log.seal_all()
    click.echo("the demo year is loaded")
