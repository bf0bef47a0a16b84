"""A room is booked, given back, used or not. The use writes its row of the register of venue use
(17), so that the proof comes from the booking."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.parties.api import organisation_of
from ezhen.programme.enums import BookingState, VenuePurpose
from ezhen.programme.errors import AreaTaken, StepRefused
from ezhen.programme.models import Booking, BookingSlot
from ezhen.programme.models.booking import QUARTER, quarter_of
from ezhen.programme.queries.area import Area, area_of, area_rows, dressed
from ezhen.programme.rules import BOOKS, KEEPS
from ezhen.registers import api as registers

USES = "venue_use"
AHEAD = dt.timedelta(days=90)


@action
def book_area(
    *,
    area: Any,
    starts: dt.datetime,
    ends: dt.datetime,
    purpose: str,
    people: int,
    by: Any,
    user: str = "",
    about: str = "",
    at: dt.datetime | None = None,
) -> Booking:
    """Take an area (the uuid of its row) for a time within a day, in quarters of an hour. A
    business books for itself; the operator says for whom.

    Raises NotAllowed, StepRefused at the field that is wrong, AreaTaken.
    """
    at = at or timezone.now()
    organisation = _organisation(by)
    if organisation is None and not user.strip():
        raise StepRefused(_("Say who uses the room."), field="user")
    found = _bookable(area)
    _check_time(found, starts, ends, at)
    if people < 1:
        raise StepRefused(_("Say how many people come."), field="people")
    booking = Booking(
        area=found.row.uuid,
        organisation=organisation,
        user=organisation.name if organisation else user.strip(),
        purpose=VenuePurpose(purpose),
        people=people,
        about=about.strip(),
        first=quarter_of(starts),
        past=quarter_of(ends),
        at=at,
        by=by,
    )
    booking.save()
    _hold(booking)
    facts = {"area": str(found.row.uuid), "user": booking.user, "starts": starts, "ends": ends}
    record(action="programme.book_area", subject=booking, by=by, at=at, **facts)
    return booking


def _organisation(by: Any) -> Any:
    """Who books: the business of the person, or nobody for the operator. Raises NotAllowed."""
    if by.role not in BOOKS:
        raise NotAllowed(_("You do not book rooms."))
    if by.role not in Role.BUSINESS:
        return None
    organisation = organisation_of(by)
    if organisation is None:
        raise NotAllowed(_("Register your business first."))
    return organisation


def _bookable(area: Any) -> Area:
    row = area_rows().filter(uuid=area).first()
    if row is None:
        raise StepRefused(_("This room cannot be booked."))
    return dressed(row)


def _check_time(area: Area, starts: dt.datetime, ends: dt.datetime, at: dt.datetime) -> None:
    """Raises StepRefused for a time at which the area cannot be had, at the field."""
    if ends <= starts:
        raise StepRefused(_("It ends before it begins."), field="ends")
    if starts.timestamp() % QUARTER or ends.timestamp() % QUARTER:
        raise StepRefused(_("Rooms are booked by the quarter of an hour."), field="starts")
    day, last = timezone.localdate(starts), timezone.localdate(ends - dt.timedelta(seconds=1))
    if day != last:
        raise StepRefused(_("One booking is for one day."), field="ends")
    if quarter_of(starts) < quarter_of(at):
        raise StepRefused(_("This time is over already."), field="starts")
    if day > timezone.localdate(at + AHEAD):
        raise StepRefused(
            _("Rooms are booked at most %(n)d days ahead.") % {"n": AHEAD.days}, field="day"
        )
    if area.is_closed(day):
        said = _("%(area)s is closed until %(day)s.")
        raise StepRefused(said % {"area": area.name, "day": area.closed_until}, field="day")
    first, past = area.span(day)
    if quarter_of(starts) < first or quarter_of(ends) > past:
        said = _("%(area)s is open from %(opens)s to %(closes)s.")
        hours = {"opens": f"{area.opens:%H:%M}", "closes": f"{area.closes:%H:%M}"}
        raise StepRefused(said % {"area": area.name, **hours}, field="starts")


def _hold(booking: Booking) -> None:
    """Take the slots in their order, so that two who want the same wait in a line. Raises AreaTaken
    naming the time that is taken."""
    slots = [
        BookingSlot(booking=booking, area=booking.area, quarter=quarter)
        for quarter in range(booking.first, booking.past)
    ]
    try:
        with transaction.atomic():
            BookingSlot.objects.bulk_create(slots)
    except IntegrityError as error:
        raise _taken(booking) from error


def _taken(booking: Booking) -> AreaTaken:
    other = (
        Booking.objects.filter(
            slots__area=booking.area,
            slots__quarter__gte=booking.first,
            slots__quarter__lt=booking.past,
        )
        .order_by("first")
        .first()
    )
    if other is None:
        return AreaTaken(_("Somebody was faster: the room is taken."), field="starts")
    said = _("The room is taken from %(first)s to %(past)s.")
    first, past = timezone.localtime(other.starts), timezone.localtime(other.ends)
    return AreaTaken(said % {"first": f"{first:%H:%M}", "past": f"{past:%H:%M}"}, field="starts")


def _open(booking: Booking) -> Booking:
    """The booking, locked. Raises StepRefused when it is not open any more."""
    locked = Booking.objects.select_for_update().get(pk=booking.pk)
    if locked.state != BookingState.BOOKED:
        raise StepRefused(_("This booking is not open any more."))
    return locked


@action
def cancel_booking(
    *, booking: Booking, reason: str, by: Any, at: dt.datetime | None = None
) -> Booking:
    """Give the room back: by whoever booked it before it begins, by the operator at any time.
    Raises NotAllowed, StepRefused."""
    at = at or timezone.now()
    locked = _open(booking)
    if not Booking.objects.visible_to(by).filter(pk=locked.pk).exists() or by.role not in BOOKS:
        raise NotAllowed(_("This booking is not yours."))
    if by.role not in KEEPS and locked.starts <= at:
        raise StepRefused(_("It has begun already: call the centre."))
    if not reason.strip():
        raise StepRefused(_("Say why."), field="reason")
    locked.state, locked.reason = BookingState.CANCELLED, reason.strip()
    locked.save()
    locked.slots.all().delete()
    record(action="programme.cancel_booking", subject=locked, by=by, at=at, reason=reason)
    return locked


@action
def end_use(
    *,
    booking: Booking,
    people: int,
    keeper: str,
    by: Any,
    at: dt.datetime | None = None,
) -> Booking:
    """The operator confirms that the room was used, by how many, and who was on duty; the row of
    the register writes itself. Raises NotAllowed, StepRefused before it begins."""
    at = at or timezone.now()
    locked = _to_end(booking, by, at)
    if people < 1:
        raise StepRefused(_("Say how many people came."), field="people")
    if not keeper.strip():
        raise StepRefused(_("Say who was on duty."), field="keeper")
    locked.state, locked.people = BookingState.USED, people
    locked.save()
    put_use(locked, keeper=keeper.strip(), by=by, at=at)
    record(action="programme.end_use", subject=locked, by=by, at=at, people=people)
    return locked


def put_use(booking: Booking, *, keeper: str, by: Any, at: dt.datetime) -> None:
    """The row of a use in the register of venue use."""
    area = area_of(booking.area)
    if area is None:
        raise StepRefused(_("The area was taken out of its register."))
    starts, ends = timezone.localtime(booking.starts), timezone.localtime(booking.ends)
    values = {
        "used_on": starts.date().isoformat(),
        "facility": area.row.data["facility"],
        "room": area.name,
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "user": booking.user,
        "purpose": booking.purpose,
        "people": booking.people,
        "keeper": keeper,
    }
    registers.put_record(register=USES, key=booking.uuid, values=values, by=by, at=at)


@action
def miss_booking(*, booking: Booking, by: Any, at: dt.datetime | None = None) -> Booking:
    """Nobody came: no use, no row. Raises NotAllowed, StepRefused before it begins."""
    at = at or timezone.now()
    locked = _to_end(booking, by, at)
    locked.state = BookingState.MISSED
    locked.save()
    record(action="programme.miss_booking", subject=locked, by=by, at=at)
    return locked


def _to_end(booking: Booking, by: Any, at: dt.datetime) -> Booking:
    if by.role not in KEEPS:
        raise NotAllowed(_("The town operator keeps the rooms."))
    locked = _open(booking)
    if locked.starts > at:
        raise StepRefused(_("It has not begun yet."))
    return locked
