"""Freezing the programme into a dossier: asked for, made from parts, entered into the list.

Making reads as of one moment and writes into a folder of its own; only the finished, packed dossier
gets its name, and only then its row and its entry in the log. Killed anywhere before, it was not.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.jobs import enqueue
from ezhen.core.log import record
from ezhen.core.models import Job, LogBlock
from ezhen.core.pack import pack
from ezhen.standards import rules
from ezhen.standards.actions.refresh import evaluate
from ezhen.standards.errors import DossierGone, DossierRunning, NothingToFreeze
from ezhen.standards.models import Dossier, StandardVersion
from ezhen.standards.papers.bag import Bag, fingerprint_in
from ezhen.standards.parts import Build, Recipe, parts
from ezhen.standards.queries.board import board
from ezhen.standards.queries.clock import end_of
from ezhen.standards.queries.content import content_of, in_force
from ezhen.standards.queries.dossier import BUILD, packed, running
from ezhen.standards.queries.standing import picture

README = """{town} 验收卷宗
{standard}，截至 {as_of} 封存

查看：用浏览器打开 data/index.html（不需联网）。
核对：python3 verify.py（Python 3.8 以上，不需联网和任何软件包）；指纹须与盖章的封存单一致。
个人信息：生成的表格中已脱敏；原始文件保持原貌，可能含个人信息，请按规定保管。

The dossier of the programme as it stood at the moment above. Open data/index.html in a browser.
Check it with `python3 verify.py` (Python 3.8 or newer, nothing else) and compare the fingerprint
with the one on the signed receipt.
"""


@action
def start_dossier(
    *,
    by: Any,
    on: dt.date | None = None,
    like: Dossier | None = None,
    at: dt.datetime | None = None,
) -> Job:
    """Ask for a dossier; a job builds it. As it stands now, as it was known at the end of a past
    day (`on`), or from the very state of an earlier one (`like`). `by` None: the town's command.

    Raises NotAllowed, DossierRunning, NothingToFreeze.
    """
    if not rules.may_build(by):
        raise NotAllowed(_("The client, the contractor and the auditor build dossiers."))
    now = at or timezone.now()
    if on and on > timezone.localdate(now):
        raise NothingToFreeze(_("That day has not come yet."), field="on")
    is_past = on is not None and on < timezone.localdate(now)
    as_of = end_of(on) if on and is_past else now
    version = in_force(timezone.localdate(as_of))
    if version is None:
        raise NothingToFreeze(_("No standard is in force yet."))
    # one at a time: whoever asks first holds the version's row
    version.hold()
    if running():
        raise DossierRunning(_("A dossier is being built already: wait until it is ready."))
    facts: dict[str, Any] = {"version": version.number, "as_of": as_of.isoformat()}
    if like:
        facts = {"version": like.version.number, "as_of": like.as_of.isoformat()}
        facts["block"] = like.log_block
    job = enqueue(BUILD, by=by, **facts)
    record(action="standards.start_dossier", subject=job, by=by, at=now, **facts)
    return job


def recipe_of(job: Job, block: int) -> Recipe:
    """What a job was asked to build; `block`: the newest of the log that goes in, 0 for none."""
    return Recipe(
        version=StandardVersion.objects.get(number=job.arguments["version"]),
        as_of=dt.datetime.fromisoformat(job.arguments["as_of"]).astimezone(dt.UTC),
        block=LogBlock.objects.filter(number=block).first(),
    )


def begin(recipe: Recipe, folder: Path) -> Build:
    """Judge every requirement as of the moment, and open the bag in a folder of its own; what an
    earlier try left there is thrown away."""
    shutil.rmtree(folder, ignore_errors=True)
    rows = evaluate(recipe.version, content_of(recipe.version).items, {}, {}, as_of=recipe.as_of)
    found = picture(recipe.version, rows, as_of=recipe.as_of)
    return Build(recipe, found, board(found), Bag(folder))


def fill(build: Build) -> Iterator[tuple[int, int]]:
    """Put every part in; yields how many pieces are in, of how many."""
    wanted = [(part, part.steps(build)) for part in parts()]
    total = sum(steps for _part, steps in wanted)
    before = 0
    for part, steps in wanted:
        for done, piece in enumerate(part.pieces(build), 1):
            build.put(piece)
            yield before + min(done, steps), total
        before += steps
        yield before, total


def seal(build: Build) -> str:
    """Write what describes the bag; returns the fingerprint of all of it."""
    version, head = build.recipe.version, build.recipe.block
    town, counts = pack().town, build.counts
    as_of = timezone.localtime(build.as_of)
    info = {
        "Source-Organization": f"{town.host_authority} / {town.operator}",
        "Bagging-Date": f"{as_of:%Y-%m-%d}",
        "External-Identifier": f"{town.code}-{build.as_of.astimezone(dt.UTC):%Y%m%dT%H%M%S%fZ}",
        "External-Description": f"{town.name} {build.content.catalogue.title.zh}",
        "As-Of": build.as_of.astimezone(dt.UTC).isoformat(),
        "Standard-Code": version.code,
        "Standard-Issued": f"{version.issued}",
        "Standard-Version": f"{version.number}",
        "Standard-SHA256": version.sha256,
        "Requirements": f"{build.board.satisfied} of {build.board.total} satisfied",
        "Log-Blocks": f"{head.number if head else 0}",
        "Log-Head": head.digest if head else "none",
        "Log-Entries": f"{counts['log_entries']}, {counts['log_disclosed']} with content",
        "Failed-Checks": f"{counts['failed_checks']}",
        "Personal-Data": (
            "masked in generated tables as the offices see it; original files are as handed in"
            " and may hold personal data. 生成的表格已脱敏；原始文件保持原貌，可能含个人信息。"
        ),
        "Language": "zh-Hans; JSON also en",
    }
    standard = build.content.catalogue.title.zh
    readme = README.format(town=town.name, standard=standard, as_of=f"{as_of:%Y-%m-%d %H:%M:%S}")
    return build.bag.seal(info, readme)


@action
def file_dossier(
    *, job: Job, recipe: Recipe, fingerprint: str, num_files: int, size: int
) -> Dossier:
    """Enter a finished dossier into the list and the log; a second time gives the first row."""
    recipe.version.hold()
    if earlier := Dossier.objects.filter(uuid=job.uuid).first():
        return earlier
    last = Dossier.objects.order_by("-number").values_list("number", flat=True).first() or 0
    made = Dossier(
        uuid=job.uuid,
        number=last + 1,
        version=recipe.version,
        as_of=recipe.as_of,
        log_block=recipe.block.number if recipe.block else 0,
        log_head=recipe.block.digest if recipe.block else "",
        fingerprint=fingerprint,
        num_files=num_files,
        size=size,
        by=job.by,
    )
    made.save()
    record(
        action="standards.file_dossier",
        subject=made,
        by=job.by,
        at=made.at,
        number=made.number,
        version=recipe.version.number,
        as_of=made.as_of,
        log_block=made.log_block,
        log_head=made.log_head,
        fingerprint=fingerprint,
        num_files=num_files,
        size=size,
    )
    return made


@action
def take_dossier(*, dossier: Dossier, by: Any) -> Path:
    """Take a dossier out: its original files may hold personal data, so the log keeps who did.

    Raises NotAllowed, DossierGone.
    """
    if not rules.may_build(by):
        raise NotAllowed(_("The client, the contractor and the auditor take dossiers out."))
    place = packed(dossier)
    if fingerprint_in(place) != dossier.fingerprint:
        raise DossierGone(_("The file of this dossier is no longer what was sealed."))
    record(action="standards.take_dossier", subject=dossier, by=by, number=dossier.number)
    return place
