"""The programme's days and who answers for what: the pack's, unless the town decided otherwise."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.standards.definitions import Duty, Programme
from ezhen.standards.models import Assignment, Term
from ezhen.standards.queries.content import Content, read_programme
from ezhen.standards.tests.frame import Frame


@functools.cache
def pack_programme() -> Programme:
    """programme.yaml, read once in a process."""
    return read_programme()


def programme(as_of: dt.datetime | None = None) -> Programme:
    """The days in force: the newest decision known at that moment, else the pack's."""
    known = Term.objects.filter(at__lte=as_of) if as_of else Term.objects.all()
    term = known.order_by("-pk").first()
    if term is None:
        return pack_programme()
    days = {name: getattr(term, name) for name in ("begins_on", "ends_on", "accepted_on")}
    # other days: the years that yearly demands count follow from them
    return pack_programme().model_copy(update=days | {"years": ()})


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day in the town."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def frame_on(
    content: Content, day: dt.date | None = None, as_of: dt.datetime | None = None
) -> Frame:
    """The frame of today, of a past day as it was known at its end, or of a moment (`as_of`)."""
    if as_of:
        days = programme(as_of)
        return Frame(days, timezone.localdate(as_of), days.accepted_on, as_of, content.targets)
    today = timezone.localdate()
    as_of = end_of(day) if day and day < today else None
    days = programme(as_of)
    return Frame(days, day or today, days.accepted_on, as_of, content.targets)


@dataclass(frozen=True)
class DutyNow:
    """Who answers for a task: a person, or a role while nobody is named."""

    person: Any
    role: str
    reviewer: Any
    due: dt.date

    @property
    def name(self) -> str:
        """As lists show it."""
        return str(self.person) if self.person else str(Role(self.role).label)

    def is_of(self, user: Any) -> bool:
        """Is it this person's, or of the person's role while nobody is named?"""
        if self.person:
            return user.pk in {self.person.pk, getattr(self.reviewer, "pk", None)}
        return user.role == self.role


def duties(
    content: Content, days: Programme, as_of: dt.datetime | None = None
) -> Mapping[str, DutyNow]:
    """Task to who answers for it: three queries for all tasks."""
    known = Assignment.objects.filter(at__lte=as_of) if as_of else Assignment.objects.all()
    newest = known.values("task").annotate(last=Max("pk")).values("last")
    rows = Assignment.objects.filter(pk__in=newest).select_related("responsible", "reviewer")
    given = {row.task: row for row in rows}
    plans = {task: days.tasks.get(task, days.duty) for task in content.tasks}
    people = _people(plan for task, plan in plans.items() if task not in given)
    return {
        task: _assigned(given[task]) if task in given else _planned(plans[task], people, days)
        for task in content.tasks
    }


def _people(plans: Any) -> dict[str, Any]:
    names = {name for plan in plans for name in (plan.user, plan.reviewer) if name}
    if not names:
        return {}
    users = get_user_model().objects.filter(Q(username__in=names), is_active=True)
    return {user.username: user for user in users}


def _assigned(row: Assignment) -> DutyNow:
    return DutyNow(row.responsible, row.responsible.role, row.reviewer, row.due_on)


def _planned(plan: Duty, people: dict[str, Any], days: Programme) -> DutyNow:
    due = plan.due or days.accepted_on
    return DutyNow(people.get(plan.user), plan.role, people.get(plan.reviewer), due)
