"""What a consumer writes from a scan page."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.archive.api import store_file
from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.trace.actions.scan import raise_suspicions
from ezhen.trace.codes import ALPHABET, CodeError
from ezhen.trace.enums import ComplaintKind, SuspicionRule
from ezhen.trace.errors import ComplaintRefused
from ezhen.trace.models import Complaint
from ezhen.trace.queries.looks import history_of
from ezhen.trace.queries.scan import CodeReading, read_code

HOUR = dt.timedelta(hours=1)
# against flooding; per code, and for all together, since nothing is known of who writes
MOST_PER_CODE = 5
MOST_PER_HOUR = 120
RANDOM_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What was typed. `serial` is canonical or empty; phone and photo are the writer's choice."""

    kind: str
    text: str
    serial: str = ""
    lot: Any = None
    phone: str = ""
    photo: UploadedFile | None = None


@action
def receive_complaint(
    *, complaint: NewComplaint, by: Any = None, at: dt.datetime | None = None
) -> Complaint:
    """Keep a complaint with its photo and sealed phone, under a number the writer can quote.

    A label reported as copied raises a REPORTED suspicion of a genuine code. Raises
    ComplaintRefused (without text, too many in an hour, a photo that is none) and the archive's
    refusals.
    """
    at = at or timezone.now()
    _check(complaint, at)
    reading = _reading(complaint.serial)
    lot_id = reading.lot.pk if reading and reading.lot else getattr(complaint.lot, "pk", None)
    row = Complaint.objects.create(
        number=_free_number(at),
        kind=complaint.kind,
        lot_id=lot_id,
        serial=complaint.serial,
        text=complaint.text.strip(),
        phone=complaint.phone,
        photo=_photo(complaint.photo, by),
        at=at,
    )
    if reading and complaint.kind == ComplaintKind.SUSPECT:
        _report(reading, at)
    record(
        action="trace.receive_complaint",
        subject=row,
        by=by,
        at=at,
        number=row.number,
        kind=row.kind,
        serial=row.serial,
    )
    return row


def _check(complaint: NewComplaint, at: dt.datetime) -> None:
    if not complaint.text.strip():
        raise ComplaintRefused(_("Say what happened."), field="text")
    recent = Complaint.objects.filter(at__gt=at - HOUR)
    of_code = recent.filter(serial=complaint.serial) if complaint.serial else recent.none()
    if of_code.count() >= MOST_PER_CODE or recent.count() >= MOST_PER_HOUR:
        raise ComplaintRefused(
            _("Many messages came within this hour. Please call us, or try again later.")
        )


def _reading(serial: str) -> CodeReading | None:
    try:
        return read_code(serial, "") if serial else None
    except CodeError:
        return None


def _photo(upload: UploadedFile | None, by: Any) -> Any:
    if upload is None:
        return None
    stored = store_file(upload=upload, by=by)
    if not stored.is_picture:
        raise ComplaintRefused(_("Send a photo: JPG, PNG or WebP."), field="file")
    return stored


def _report(reading: CodeReading, at: dt.datetime) -> None:
    if SuspicionRule.REPORTED in reading.suspicions:
        return
    history = history_of(reading.number, reading.index, until=at)
    rules = frozenset({SuspicionRule.REPORTED.value})
    raise_suspicions(reading=reading, rules=rules, num_scans=history.num, at=at)


def _free_number(at: dt.datetime) -> str:
    """TS, the day, four random characters: it tells nobody how many complaints there were."""
    while True:
        tail = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM_CHARACTERS))
        number = f"TS{timezone.localdate(at):%y%m%d}-{tail}"
        if not Complaint.objects.filter(number=number).exists():
            return number
