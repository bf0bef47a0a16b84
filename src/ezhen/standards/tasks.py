"""Building a dossier in the background."""

import shutil
import time
from collections.abc import Iterator

from django.utils import timezone, translation

from ezhen.core import log
from ezhen.core.jobs import Progress, job
from ezhen.core.models import Job, LogBlock
from ezhen.standards.actions.dossier import begin, file_dossier, fill, recipe_of, seal
from ezhen.standards.models import Dossier
from ezhen.standards.papers.bag import pack
from ezhen.standards.parts import LANGUAGE
from ezhen.standards.queries.dossier import BUILD, folder, place_of

EVERY = 0.5  # seconds between two notes of progress


@job(BUILD)
def build_dossier(job: Job) -> Iterator[Progress]:
    """Make it in a folder of its own, pack it, enter it. A killed build begins anew with the same
    moment and the same block of the log, and so gives the same bytes."""
    if Dossier.objects.filter(uuid=job.uuid).exists():
        return  # killed between the row and the end of the job
    state = job.state_data or {"block": _block(job)}
    yield Progress(0, job.total, state)
    recipe = recipe_of(job, state["block"])
    work = folder() / f"{job.uuid}.work"
    with translation.override(LANGUAGE):
        build = begin(recipe, work)
        noted, total = time.monotonic(), 0
        for done, total in fill(build):
            if time.monotonic() - noted > EVERY:
                noted = time.monotonic()
                yield Progress(done, total, state)
        yield Progress(total, total, state)
        fingerprint = seal(build)
    place = place_of(job.uuid)
    num_files = sum(path.is_file() for path in work.rglob("*"))
    pack(work, place, f"dossier-{timezone.localtime(recipe.as_of):%Y-%m-%d}")
    size = place.stat().st_size
    file_dossier(job=job, recipe=recipe, fingerprint=fingerprint, num_files=num_files, size=size)
    shutil.rmtree(work)


def _block(job: Job) -> int:
    """The newest block of the log: what waits is sealed first, the request itself included."""
    if "block" in job.arguments:
        return int(job.arguments["block"])
    log.seal_all()
    return LogBlock.objects.order_by("-number").values_list("number", flat=True).first() or 0
