"""Finding dossiers, and the build that is under way."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from ezhen.core.enums import JobState
from ezhen.core.models import Job
from ezhen.standards.models import Dossier

BUILD = "standards.build_dossier"


def folder() -> Path:
    """Where the town keeps them: EZHEN_DATA/dossiers."""
    return Path(settings.DATA_DIR) / "dossiers"


def place_of(uuid: UUID) -> Path:
    """The packed dossier of a build."""
    return folder() / f"{uuid}.zip"


def packed(dossier: Dossier) -> Path:
    """The ZIP of a dossier."""
    return place_of(dossier.uuid)


def dossiers() -> QuerySet[Dossier]:
    """All of them, newest first."""
    return Dossier.objects.select_related("version", "by").order_by("-number")


def running() -> Job | None:
    """The build that is under way or waits for its turn."""
    return Job.objects.filter(name=BUILD).exclude(state__in=JobState.ENDED).order_by("pk").first()


def failed() -> Job | None:
    """The newest build, when it stopped with an error."""
    last = Job.objects.filter(name=BUILD).order_by("-pk").first()
    return last if last and last.state == JobState.FAILED else None
