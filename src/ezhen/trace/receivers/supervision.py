"""What supervision adds to navigation, home pages, search, and to who may open which file."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ezhen.accounts.enums import Role
from ezhen.archive.api import register_viewer
from ezhen.core.shell import (
    Figure,
    Home,
    NavItem,
    Tile,
    Todo,
    register_home,
    register_nav,
    register_search,
)
from ezhen.standards.api import Part, register_part
from ezhen.trace.models import Complaint, Inspection, Recall
from ezhen.trace.queries.dossier import recalls_part
from ezhen.trace.queries.figures import inspections_by_week
from ezhen.trace.queries.recall import with_progress
from ezhen.trace.queries.supervision import (
    answer_by,
    open_complaints_for,
    open_corrections_of,
    open_suspicions_for,
    recalls_to_answer,
)

CHECKING = gettext_lazy("Checking goods")
HANDLING = gettext_lazy("Handling")
SUPERVISION = gettext_lazy("Supervision")
SHOWN = 3
WEEKS = 12


def num_suspicions(user: Any) -> int:
    """Suspected codes that wait for this person."""
    return open_suspicions_for(user).count()


def num_complaints(user: Any) -> int:
    """Messages that wait for this person's answer."""
    return open_complaints_for(user).count()


def num_recalls(user: Any) -> int:
    """Recalls that wait for this person's confirmation."""
    return recalls_to_answer(user).count()


def register() -> None:
    """Called once when the app is ready."""
    offices, businesses = frozenset(Role.OFFICE), frozenset(Role.BUSINESS)
    inspections, recalls = gettext_lazy("Inspections"), gettext_lazy("Recalls")
    suspected, complaints = gettext_lazy("Suspected codes"), gettext_lazy("Complaints and reports")
    register_nav(
        NavItem(CHECKING, gettext_lazy("Check a code"), "trace:find", offices, "scan", 12),
        NavItem(CHECKING, inspections, "trace:inspections", offices, "lab", 13, tab=True),
        NavItem(
            HANDLING,
            suspected,
            "trace:suspicions",
            offices,
            "qr",
            14,
            tab=True,
            count=num_suspicions,
        ),
        NavItem(HANDLING, recalls, "trace:recalls", offices, "recall", 15, tab=True),
        NavItem(HANDLING, gettext_lazy("Stopped lots"), "trace:stopped", offices, "pause", 16),
        NavItem(
            HANDLING, complaints, "trace:complaints", offices, "text", 17, count=num_complaints
        ),
        NavItem(SUPERVISION, recalls, "trace:recalls", businesses, "recall", 40, count=num_recalls),
        NavItem(SUPERVISION, inspections, "trace:inspections", businesses, "lab", 41),
        NavItem(SUPERVISION, suspected, "trace:suspicions", businesses, "qr", 42),
        NavItem(SUPERVISION, complaints, "trace:complaints", businesses, "text", 43),
    )
    register_home(fill_home)
    register_search(find)
    register_part(Part("recalls", "召回", recalls_part, order=26))
    register_viewer(may_see_photo)


def may_see_photo(user: Any, file: Any) -> bool:
    """Photos of an inspection or a complaint: whoever sees that."""
    if Inspection.objects.visible_to(user).filter(photos=file).exists():
        return True
    return Complaint.objects.visible_to(user).filter(photo=file).exists()


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Recalls and complaints for the search box, by their numbers."""
    for recall in Recall.objects.visible_to(user).filter(number__icontains=text)[:5]:
        yield _("Recall"), f"{recall.number} · {recall.reason[:40]}", recall.get_absolute_url()
    for row in Complaint.objects.visible_to(user).filter(number__icontains=text)[:5]:
        yield _("Complaint"), f"{row.number} · {row.text[:40]}", row.get_absolute_url()


def fill_home(user: Any, home: Home) -> None:
    """The regulator: what to look into, answer and follow up; a business: what it was told."""
    if user.role in Role.BUSINESS:
        _fill_business(user, home)
    elif user.role == Role.REGULATOR:
        _fill_regulator(user, home)


def _add_rest(home: Home, num_left: int, title: str, url_name: str) -> None:
    """One line for what is not listed, so the page's count stays honest."""
    if num_left > 0:
        url = reverse(f"trace:{url_name}")
        home.todos.append(Todo(title % {"n": num_left}, "", url, _("See all")))


def _fill_business(user: Any, home: Home) -> None:
    for recall in recalls_to_answer(user):
        text = _("A drill: go on selling, but answer.") if recall.is_mock else recall.reason
        title = (
            _("Answer the drill %(number)s")
            if recall.is_mock
            else _("Recall %(number)s: take it off sale and confirm")
        )
        told = timezone.localdate(recall.issued_at)
        home.todos.append(
            Todo(
                title % {"number": recall.number},
                text,
                reverse("trace:confirm_recall", args=[recall.uuid]),
                _("Answer the recall"),
                recall.finish_by if recall.is_mock else told,
            )
        )
    corrections = open_corrections_of(user)
    for row in corrections[:SHOWN]:
        home.todos.append(
            Todo(
                _("Correct what the inspection found"),
                row.findings[:80],
                row.get_absolute_url(),
                _("See it"),
                row.correct_by,
            )
        )
    left = corrections.count() - SHOWN
    _add_rest(home, left, _("Further corrections: %(n)d"), "inspections")


def _fill_regulator(user: Any, home: Home) -> None:
    _add_recalls(home)
    _add_corrections(home)
    _add_suspicions(user, home)
    _add_complaints(user, home)
    home.tiles += [
        Tile(
            _("Record an inspection"),
            _("photos, result, deadline"),
            reverse("trace:new_inspection"),
            "lab",
            10,
        ),
        Tile(
            _("Recall"),
            _("find everything, decide, follow up"),
            reverse("trace:find") + "?for=recall",
            "recall",
            20,
        ),
        Tile(_("Check a code"), _("counts as no scan"), reverse("trace:find"), "scan", 25),
    ]
    home.figure = _inspection_figure()


def _add_recalls(home: Home) -> None:
    waiting = with_progress(Recall.objects.running()).filter(num_waiting__gt=0)
    for recall in waiting.order_by("finish_by", "pk")[:SHOWN]:
        title = _("Drill %(number)s") if recall.is_mock else _("Recall %(number)s")
        text = ngettext(
            "%(n)d of %(told)d holders has not confirmed",
            "%(n)d of %(told)d holders have not confirmed",
            recall.num_waiting,
        )
        home.todos.append(
            Todo(
                title % {"number": recall.number},
                text % {"n": recall.num_waiting, "told": recall.num_told},
                recall.get_absolute_url(),
                _("Follow up"),
                recall.finish_by,
            )
        )
    _add_rest(home, waiting.count() - SHOWN, _("Further recalls: %(n)d"), "recalls")


def _add_corrections(home: Home) -> None:
    late = Inspection.objects.overdue(timezone.localdate()).with_names()
    for row in late.order_by("correct_by", "pk")[:SHOWN]:
        home.todos.append(
            Todo(
                _("Look again at %(name)s") % {"name": row.organisation},
                row.findings[:80],
                reverse("trace:new_inspection") + f"?rechecks={row.uuid}",
                _("Look again"),
                row.correct_by,
            )
        )
    left = late.count() - SHOWN
    _add_rest(home, left, _("Further overdue corrections: %(n)d"), "inspections")


def _add_suspicions(user: Any, home: Home) -> None:
    for row in open_suspicions_for(user)[:SHOWN]:
        maker = row.lot.producer if row.lot else row.order.organisation
        home.todos.append(
            Todo(
                _("Suspected code: %(rule)s") % {"rule": row.get_rule_display()},
                _("%(product)s of %(maker)s") % {"product": row.lot.product, "maker": maker}
                if row.lot
                else str(maker),
                row.get_absolute_url(),
                _("Look into it"),
            )
        )
    left = num_suspicions(user) - SHOWN
    _add_rest(home, left, _("Further suspected codes: %(n)d"), "suspicions")


def _add_complaints(user: Any, home: Home) -> None:
    for row in open_complaints_for(user)[:SHOWN]:
        home.todos.append(
            Todo(
                _("Answer %(number)s") % {"number": row.number},
                row.text[:80],
                row.get_absolute_url(),
                _("Answer"),
                answer_by(row),
            )
        )
    left = num_complaints(user) - SHOWN
    _add_rest(home, left, _("Further messages: %(n)d"), "complaints")


def _inspection_figure() -> Figure:
    """Inspections of this month, against last month to the same day, with 12 weeks."""
    now = timezone.localtime()
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    then = Inspection.objects.filter(at__gte=before, at__lt=min(before + (now - first), first))
    return Figure(
        _("Inspections in month %(month)d") % {"month": now.month},
        f"{Inspection.objects.filter(at__gte=first).count():,}",
        _("inspections"),
        f"{first:%m-%d} – {now:%m-%d}",
        reverse("trace:inspections"),
        _("%(n)d in the same days of last month") % {"n": then.count()},
        inspections_by_week(weeks=WEEKS, until=now.date()),
        _("Computed from the inspections recorded; bars: number a week."),
    )
