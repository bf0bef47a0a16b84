"""Rooms: which there are, the week of one, booking it; what was booked."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.core.forms import ReasonForm, press, submit
from ezhen.programme.actions import booking as actions
from ezhen.programme.enums import BookingState
from ezhen.programme.forms import BookForm, EndUseForm
from ezhen.programme.models import Booking
from ezhen.programme.queries.area import (
    DAYS,
    Area,
    area_of,
    area_rows,
    dressed,
    names_of,
    num_today,
    taken_now,
    week_of,
)
from ezhen.programme.queries.booking import bookings as bookings_of
from ezhen.programme.queries.booking import to_end
from ezhen.programme.queries.daylog import LOG, day_logs
from ezhen.programme.rules import BOOKS, KEEPS, SEES, VISITS

PAGE = 50
WEEK = dt.timedelta(days=DAYS)
TWO_HOURS = dt.timedelta(hours=2)


@allow(*VISITS)
@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """Rooms that can be booked, and which are free now."""
    now, today = timezone.now(), timezone.localdate()
    page = Paginator(area_rows(), PAGE).get_page(request.GET.get("page"))
    found = [dressed(row) for row in page]
    uuids = [one.row.uuid for one in found]
    taken, booked = taken_now(uuids, now), num_today(uuids, today)
    rows = [(one, _now(one, taken, now), booked.get(one.row.uuid, 0)) for one in found]
    context = {
        "page_obj": page,
        "rows": rows,
        "num_free": sum(state == "free" for _area, state, _n in rows),
        "today": today,
        "keeps": request.user.role in KEEPS,
        "sees": request.user.role in SEES,
    }
    return render(request, "programme/areas.html", context)


def _now(area: Area, taken: set[Any], now: dt.datetime) -> str:
    """How an area stands at this moment."""
    here = timezone.localtime(now)
    if area.is_closed(here.date()):
        return "closed"
    if area.row.uuid in taken:
        return "taken"
    return "free" if area.opens <= here.time() < area.closes else "shut"


@allow(*VISITS)
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, uuid: str) -> HttpResponse:
    """The week of a room, its rules, and the form that books it."""
    found = area_of(uuid)
    if found is None or not found.row.data.get("bookable"):
        raise Http404
    today = timezone.localdate()
    monday = _monday(request.GET.get("week", ""), today)
    books = request.user.role in BOOKS
    form = BookForm(
        request.POST or None,
        area=found,
        names_user=request.user.role in KEEPS,
        initial=_first(request, found, today),
    )

    def do() -> str:
        made = actions.book_area(area=uuid, by=request.user, **form.facts())
        return made.get_absolute_url()

    if request.method == "POST" and books and (done := submit(request, form, do)):
        return done
    days = week_of(found, monday, now=timezone.now())
    context = {
        "area": found,
        "monday": monday,
        "sunday": monday + WEEK - dt.timedelta(days=1),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "days": days,
        "num_booked": sum(len(day.bookings) for day in days),
        "hours": [cell.hour for cell in days[0].cells],
        "today": today,
        "form": form,
        "books": books,
        "sees": request.user.role in SEES,
        "mine": set(request.user.memberships.values_list("organisation", flat=True)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/area.html", context, status=status)


def _monday(text: str, today: dt.date) -> dt.date:
    """The first day of the week of a day that the link names, or of today."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = today
    return day - dt.timedelta(days=day.weekday())


def _first(request: HttpRequest, area: Area, today: dt.date) -> dict[str, Any]:
    """What the form begins with: the free hour that was tapped, or two hours of tomorrow."""
    given = {name: request.GET[name] for name in ("day", "starts", "ends") if name in request.GET}
    opens = dt.datetime.combine(today, area.opens)
    past = min(opens + TWO_HOURS, dt.datetime.combine(today, area.closes))
    tomorrow = today + dt.timedelta(days=1)
    return {"day": tomorrow, "starts": f"{opens:%H:%M}", "ends": f"{past:%H:%M}"} | given


@allow(*VISITS)
@require_GET
def bookings(request: HttpRequest) -> HttpResponse:
    """What was booked; the keeper sees all, a business its own."""
    state = request.GET.get("state", "")
    state = state if state in BookingState.values else ""
    page = Paginator(bookings_of(request.user, state), PAGE).get_page(request.GET.get("page"))
    known = names_of({one.area for one in page})
    keeps = request.user.role in KEEPS
    now = timezone.now()
    mine = bookings_of(request.user, BookingState.BOOKED)
    context = {
        "page_obj": page,
        "rows": [(one, known.get(one.area), one.ends <= now) for one in page],
        "num_open": mine.count(),
        "num_to_end": to_end(now).count() if request.user.role in SEES else 0,
        "states": BookingState,
        "state": state,
        "keeps": keeps,
        "sees": request.user.role in SEES,
    }
    return render(request, "programme/bookings.html", context)


@allow(*VISITS)
@require_GET
def booking(request: HttpRequest, uuid: str) -> HttpResponse:
    """One booking, and what can be done with it now."""
    return _page(request, _visible(request, uuid))


def _visible(request: HttpRequest, uuid: str) -> Booking:
    rows = Booking.objects.visible_to(request.user).select_related("organisation", "by")
    return get_object_or_404(rows, uuid=uuid)


def _page(request: HttpRequest, found: Booking, **forms: Any) -> HttpResponse:
    keeps, is_open = request.user.role in KEEPS, found.state == BookingState.BOOKED
    has_begun = found.starts <= timezone.now()
    context = {
        "booking": found,
        "area": area_of(found.area),
        "may_cancel": is_open and request.user.role in BOOKS and (keeps or not has_begun),
        "may_end": is_open and keeps and has_begun,
        "sees": request.user.role in SEES,
        "end_form": forms.get("end")
        or EndUseForm(
            auto_id="end-%s", initial={"people": found.people, "keeper": str(request.user)}
        ),
        "cancel_form": forms.get("cancel") or ReasonForm(auto_id="cancel-%s"),
    }
    return render(request, "programme/booking.html", context, status=422 if forms else 200)


@allow(*BOOKS)
@require_POST
def cancel(request: HttpRequest, uuid: str) -> HttpResponse:
    """Give the room back."""
    found = _visible(request, uuid)
    form = ReasonForm(request.POST, auto_id="cancel-%s")

    def do() -> str:
        actions.cancel_booking(booking=found, by=request.user, **form.facts())
        messages.success(request, _("Cancelled. The room is free again."))
        return reverse("programme:bookings")

    return submit(request, form, do) or _page(request, found, cancel=form)


@allow(*KEEPS)
@require_POST
def end(request: HttpRequest, uuid: str) -> HttpResponse:
    """The room was used."""
    found = _visible(request, uuid)
    form = EndUseForm(request.POST, auto_id="end-%s")

    def do() -> str:
        actions.end_use(booking=found, by=request.user, **form.facts())
        messages.success(request, _("The use stands in the register of venue use."))
        return reverse("programme:bookings")

    return submit(request, form, do) or _page(request, found, end=form)


@allow(*KEEPS)
@require_POST
def miss(request: HttpRequest, uuid: str) -> HttpResponse:
    """Nobody came."""
    found = _visible(request, uuid)
    return press(
        request,
        found,
        lambda: actions.miss_booking(booking=found, by=request.user),
        _("Noted: nobody came."),
    )


@allow(*SEES)
@require_GET
def day_log(request: HttpRequest) -> HttpResponse:
    """A day at each facility, and whether its log is written."""
    day = _day(request.GET.get("day", ""))
    rows = day_logs(day)
    context = {
        "day": day,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "today": timezone.localdate(),
        "rows": rows,
        "num_open": sum(bool(row.lines) and row.log is None for row in rows),
        "keeps": request.user.role in KEEPS,
    }
    return render(request, "programme/day_log.html", context)


def _day(text: str) -> dt.date:
    """The day that a link names, or today; nobody logs a day to come."""
    today = timezone.localdate()
    try:
        return min(dt.date.fromisoformat(text), today)
    except ValueError:
        return today


@allow(*KEEPS)
@require_GET
def write_log(request: HttpRequest) -> HttpResponse:
    """The form of the register's log with the day filled in: a person finishes it."""
    day = _day(request.GET.get("day", ""))
    code = request.GET.get("facility", "")
    found = next((row for row in day_logs(day) if row.code == code), None)
    if found is None:
        return redirect("programme:day_log")
    if found.log:
        return redirect(found.log)
    values = {
        "held_on": day.isoformat(),
        "facility": code,
        "duty": str(request.user),
        "visitors": str(found.visitors),
        "events": found.draft,
    }
    return redirect(reverse("registers:new_record", args=[LOG]) + "?" + urlencode(values))
