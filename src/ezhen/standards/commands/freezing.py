"""`ezhen dossier …`"""

import datetime as dt
import json
import sys
from pathlib import Path

import click

from ezhen.core import jobs
from ezhen.core.enums import JobState
from ezhen.core.errors import DomainError
from ezhen.core.models import Job
from ezhen.standards.actions.dossier import start_dossier
from ezhen.standards.models import Dossier
from ezhen.standards.papers import verify as verifier
from ezhen.standards.papers.bag import unpack
from ezhen.standards.queries.dossier import packed, running

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("dossier")
def dossier() -> None:
    """The frozen dossier: the whole programme with its proofs, for the acceptance."""


@dossier.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder.")
@click.option("--on", "day", type=DAY, help="As everything stood at the end of a past day.")
@click.option("--again", type=int, help="From the same state as dossier number N.")
def build(*, out: Path, day: dt.datetime | None, again: int | None) -> None:
    """Build a dossier and put it into a new folder; the folder appears whole or not at all.

    A build that was killed goes on when this runs again. Progress goes to standard error; the
    output is the number and the fingerprint.
    """
    if out.exists():
        raise click.ClickException(f"{out} exists already")
    try:
        job = _begun(day, again)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    ended = jobs.wait_for(job, report=_Bar())
    if ended.state == JobState.FAILED:
        raise click.ClickException(f"the dossier could not be built: {ended.error}")
    made = Dossier.objects.get(uuid=ended.uuid)
    out.parent.mkdir(parents=True, exist_ok=True)
    unpack(packed(made), out.absolute())
    click.echo(f"dossier {made.number} {made.fingerprint}")


def _begun(day: dt.datetime | None, again: int | None) -> Job:
    """The build to wait for: one that was begun, else a new one."""
    if begun := running():
        if day or again:
            raise click.ClickException(
                "another dossier is being built: run without --on and --again to finish it first"
            )
        click.echo(f"going on with the dossier begun {begun.created_at:%Y-%m-%d %H:%M}", err=True)
        return begun
    like = Dossier.objects.filter(number=again).first() if again else None
    if again and like is None:
        raise click.ClickException(f"there is no dossier {again}")
    return start_dossier(on=day.date() if day else None, like=like, by=None)


class _Bar:
    """A line on standard error each time another hundredth is done."""

    def __init__(self) -> None:
        self.shown = -1

    def __call__(self, job: Job) -> None:
        if job.percent > self.shown:
            self.shown = job.percent
            click.echo(f"{job.done:,} of {job.total:,} parts ({job.percent} %)", err=True)


@dossier.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def listed(*, as_json: bool) -> None:
    """The dossiers that were sealed, newest first."""
    rows = [
        {
            "number": row.number,
            "as_of": row.as_of.isoformat(),
            "version": row.version.number,
            "fingerprint": row.fingerprint,
            "log_head": row.log_head,
            "files": row.num_files,
            "bytes": row.size,
        }
        for row in Dossier.objects.select_related("version").order_by("-number")
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{row['number']:>4} {row['as_of']} {row['fingerprint']}")
    if not rows:
        click.echo("no dossier was sealed yet")


@dossier.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--fingerprint", default="", help="The one on the signed receipt.")
def verify(*, folder: Path, fingerprint: str) -> None:
    """Verify a dossier's folder, by the very code that lies in it as verify.py.

    Exit code 0 when nothing was changed, 1 when something was, 2 for what is no dossier.
    """
    expected = ["--fingerprint", fingerprint] if fingerprint else []
    sys.exit(verifier.main([str(folder), *expected]))
