"""Reads about accounts and the log."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from ezhen.accounts.enums import AccountState, Role
from ezhen.accounts.models import User
from ezhen.core.enums import JobState
from ezhen.core.models import Job, LogEntry

VERIFY = "accounts.verify_log"


def has_demo_users() -> bool:
    """True when the demo town has its chairs."""
    return User.objects.filter(is_demo=True).exists()


def demo_user(username: str) -> User:
    """A chair of the demo town. Raises User.DoesNotExist."""
    return User.objects.get(is_demo=True, username=username)


def demo_chairs() -> QuerySet[User]:
    """The demo accounts that can be entered, in the order they were made."""
    return User.objects.filter(is_demo=True, is_active=True).order_by("pk")


def accounts(*, q: str = "", role: str = "", state: str = "") -> QuerySet[Any]:
    """Accounts with `has_factor` and `is_locked`; those that wait first, then by name."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    rows = User.objects.annotate(has_factor=Exists(factor), is_locked=Exists(_locks()))
    if q:
        rows = rows.filter(Q(display_name__icontains=q) | Q(username__icontains=q))
    if role:
        rows = rows.filter(role=role)
    if state:
        rows = rows.filter(state=state)
    is_waiting = Case(When(state=AccountState.WAITING, then=0), default=1)
    return rows.order_by(is_waiting, "role", "display_name", "pk")


def _locks() -> QuerySet[AccessAttempt]:
    """Failed sign-ins that lock an account now, of the account in the outer query."""
    return AccessAttempt.objects.filter(
        username=OuterRef("username"),
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME,
    )


def waiting_accounts() -> QuerySet[User]:
    """Those that the security administrator has to grant or refuse, oldest first."""
    return User.objects.filter(state=AccountState.WAITING).order_by("date_joined", "pk")


def locked_accounts() -> QuerySet[User]:
    """Those that cannot be entered for a while after wrong passwords."""
    return User.objects.filter(Exists(_locks()), state=AccountState.OPEN).order_by("pk")


@dataclass(frozen=True)
class FactorShare:
    """How many accounts of offices and administrators use a second factor."""

    used: int
    total: int


def factor_share() -> FactorShare:
    """Counted over the accounts in use."""
    rows = accounts(state=AccountState.OPEN).exclude(role__in=Role.BUSINESS)
    return FactorShare(rows.filter(has_factor=True).count(), rows.count())


@dataclass(frozen=True)
class LogSearch:
    """What is looked for in the log; days inclusive, in the town's time."""

    first: dt.date
    last: dt.date
    actor: str = ""
    action: str = ""
    subject: str = ""


def entries(search: LogSearch) -> QuerySet[LogEntry]:
    """Entries of the days, newest first."""
    zone = timezone.get_current_timezone()
    begin = dt.datetime.combine(search.first, dt.time.min, zone)
    end = dt.datetime.combine(search.last + dt.timedelta(days=1), dt.time.min, zone)
    rows = LogEntry.objects.filter(at__gte=begin, at__lt=end)
    if search.actor:
        rows = rows.filter(actor__icontains=search.actor)
    if search.action:
        rows = rows.filter(action=search.action)
    if search.subject:
        text = search.subject
        rows = rows.filter(Q(subject_id=text) | Q(facts__icontains=text))
    return rows.order_by("-at", "-pk")


def entries_of(user: User) -> QuerySet[LogEntry]:
    """What happened to an account and what its person did, newest first."""
    own = Q(subject_type=User._meta.label_lower, subject_id=str(user.uuid))
    return LogEntry.objects.filter(own | Q(actor_id=user.pk)).order_by("-at", "-pk")


def entries_by_week(*, weeks: int, until: dt.date) -> tuple[tuple[str, float], ...]:
    """Entries of each of the last weeks (Monday first), oldest first, as (label, number)."""
    monday = until - dt.timedelta(days=until.weekday())
    first = monday - dt.timedelta(weeks=weeks - 1)
    zone = timezone.get_current_timezone()
    begin = dt.datetime.combine(first, dt.time.min, zone)
    days = (
        LogEntry.objects.filter(at__gte=begin)
        .annotate(day=TruncDate("at"))
        .values_list("day")
        .annotate(num=Count("pk"))
        .order_by("day")
    )
    totals = [0.0] * weeks
    for day, num in days:
        week = (day - first).days // 7
        if 0 <= week < weeks:
            totals[week] += num
    return tuple(
        (f"{first + dt.timedelta(weeks=week):%m-%d}", total) for week, total in enumerate(totals)
    )


def accounts_by_month(*, months: int, until: dt.date) -> tuple[tuple[str, float], ...]:
    """Accounts made by the end of each of the last months, oldest first, as (label, number)."""
    first = until.replace(day=1)
    begins = [first]
    for _month in range(months - 1):
        begins.insert(0, (begins[0] - dt.timedelta(days=1)).replace(day=1))
    ends = [*begins[1:], until + dt.timedelta(days=1)]
    days = sorted(
        timezone.localdate(moment) for moment in User.objects.values_list("date_joined", flat=True)
    )
    return tuple(
        (f"{begin:%Y-%m}", float(sum(day < end for day in days)))
        for begin, end in zip(begins, ends, strict=True)
    )


def last_verification() -> Job | None:
    """The verification that was begun last, or None."""
    return Job.objects.filter(name=VERIFY).select_related("by").order_by("-pk").first()


def finished_verification() -> Job | None:
    """The verification that ended last, or None."""
    rows = Job.objects.filter(name=VERIFY, state=JobState.DONE).select_related("by")
    return rows.order_by("-ended_at", "-pk").first()


def subject_of(entry: LogEntry) -> Any:
    """The thing an entry speaks of, or None when its table or row is not there."""
    try:
        model = apps.get_model(entry.subject_type)
    except LookupError:
        return None
    names = {field.name for field in model._meta.get_fields()}
    key = "uuid" if "uuid" in names else "pk"
    return model._meta.default_manager.filter(**{key: entry.subject_id}).first()
