"""What every template may use without loading: figures as people write them, and small geometry.

Nothing known is shown as nothing: an absent value becomes a dash, never a zero.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, ngettext

register = template.Library()

ABSENT = "—"
BAR_WIDTH, BAR_HEIGHT, BAR_FLOOR = 336.0, 80.0, 104.0
GAP_SHARE = 0.28
MIN_SLOTS = 6
TONES = {"success": "ok", "warning": "short", "error": "bad", "info": "note", "debug": "note"}
KNOWLEDGE = {"computed": "raw", "reported": "raw", "verified": "verified", "sealed": "sealed"}


def _moment(value: Any) -> dt.date | dt.datetime | dt.time:
    """Read a date or time; ISO text is accepted because stored documents carry it."""
    if isinstance(value, str):
        found = parse_datetime(value) if len(value) > 10 else parse_date(value)  # noqa: PLR2004 length of an ISO date
        if found is None:
            raise ValueError(f"not an ISO date or time: {value!r}")
        value = found
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _day(value: Any) -> dt.date:
    moment = _moment(value)
    if isinstance(moment, dt.time):
        raise TypeError("a time of day is no day")
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _is_absent(value: Any) -> bool:
    return value is None or value == ""


@register.filter
def ez_date(value: Any) -> str:
    """2026-11-23, in local time."""
    return ABSENT if _is_absent(value) else _moment(value).strftime("%Y-%m-%d")


@register.filter
def ez_md(value: Any) -> str:
    """11-23: month and day, where the year is said elsewhere."""
    return ABSENT if _is_absent(value) else _moment(value).strftime("%m-%d")


@register.filter
def ez_time(value: Any) -> str:
    """2026-11-23 10:05 for a moment, 10:05 for a time of day."""
    if _is_absent(value):
        return ABSENT
    moment = _moment(value)
    return moment.strftime("%H:%M" if isinstance(moment, dt.time) else "%Y-%m-%d %H:%M")


def _round(value: Any, places: int) -> Decimal:
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _bare(number: Decimal) -> str:
    """Thousands separators, no trailing zeros, no minus before zero."""
    text = f"{number:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@register.filter
def ez_qty(value: Any, places: int = 3) -> str:
    """1,240 or 1,240.5: at most `places` decimals (half up), no trailing zeros."""
    return ABSENT if _is_absent(value) else _bare(_round(value, places))


@register.filter
def ez_money(value: Any) -> str:
    """¥12,345.00; the sign stands before the ¥. Yuan in, two decimals out."""
    if _is_absent(value):
        return ABSENT
    amount = _round(value, 2)
    return f"{'-' if amount < 0 else ''}¥{abs(amount):,.2f}"


@register.filter
def ez_percent(value: Any, places: int = 1) -> str:
    """A share (0.049) as 4.9%; at most `places` decimals."""
    if _is_absent(value):
        return ABSENT
    share = value if isinstance(value, Decimal) else Decimal(str(value))
    return _bare(_round(share * 100, places)) + "%"


@register.filter
def ez_when(value: Any) -> str:
    """How far a day is from today: today, tomorrow, 7 days left, 3 days over."""
    if _is_absent(value):
        return ""
    days = (_day(value) - timezone.localdate()).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), 2: gettext("the day after tomorrow")}
    if days in near:
        return near[days]
    if days < 0:
        return ngettext("%(days)d day over", "%(days)d days over", -days) % {"days": -days}
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


@register.filter
def ez_tone(level: str) -> str:
    """The tone of a message of django.contrib.messages, by its level tag."""
    return TONES.get(level, "note")


@register.filter
def ez_knowledge_icon(state: str) -> str:
    """The shape of how well a figure is known: computed, reported, verified, sealed."""
    return KNOWLEDGE.get(state, "raw")


@register.filter
def ez_share(part: Any, whole: Any) -> float:
    """Percent (0 to 100) that `part` is of `whole`; 0 of nothing. For <progress value>."""
    if not whole or _is_absent(part):
        return 0.0
    return max(0.0, min(100.0, float(part) / float(whole) * 100))


def _parameters(context: Context, given: Any) -> QueryDict:
    if isinstance(given, QueryDict):
        return given.copy()
    if isinstance(given, Mapping):
        fresh = QueryDict(mutable=True)
        fresh.update(given)
        return fresh
    if given:
        return QueryDict(str(given).lstrip("?"), mutable=True)
    request = context.get("request") or getattr(context, "request", None)
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def add_query(context: Context, query: Any = None, **changes: Any) -> str:
    """`?…` with the present parameters and these changes; None or "" takes one away.

    `query`: QueryDict, mapping or text; without it the parameters of the request.
    """
    parameters = _parameters(context, query)
    for name, value in changes.items():
        if _is_absent(value):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


@register.simple_tag(takes_context=True)
def put_query(context: Context, name: str, value: Any, query: Any = None) -> str:
    """`?…` with one parameter, named by a variable, set; anything but paging starts at page 1."""
    changes = {name: value} if name.endswith("page") else {"page": None, name: value}
    return add_query(context, query, **changes)


@register.simple_tag
def ez_pairs(*words: Any) -> list[tuple[Any, Any]]:
    """`{% ez_pairs "term" value "term" value as rows %}`: couples for facts.html and bars.html."""
    return list(zip(words[::2], words[1::2], strict=True))


@dataclass(frozen=True)
class Bar:
    """One bar: SVG lengths as text, so no locale puts a comma into them."""

    label: Any
    value: str
    x: str
    y: str
    width: str
    height: str
    above: str
    end: str
    last: bool


@register.simple_tag
def ez_bars(rows: Iterable[tuple[Any, Any]]) -> list[Bar]:
    """Bars in a drawing 336 wide, scaled from zero so that the greatest is 80 high."""
    rows = [(label, float(value or 0)) for label, value in rows]
    top = max((value for _, value in rows), default=0) or 1.0
    shares = [max(0.0, value / top) for _, value in rows]
    return [_bar(index, label, value, shares) for index, (label, value) in enumerate(rows)]


def _bar(index: int, label: Any, value: float, shares: list[float]) -> Bar:
    slot = BAR_WIDTH / max(len(shares) - GAP_SHARE, MIN_SLOTS)
    height = shares[index] * BAR_HEIGHT
    last = index == len(shares) - 1
    # a number is wider than its bar: it stands above the neighbour that it reaches over
    beside = shares[index - 1 : index + 1] if last and index else shares[index : index + 2]
    return Bar(
        label=label,
        value=ez_qty(value),
        x=f"{index * slot:.1f}",
        y=f"{BAR_FLOOR - height:.1f}",
        width=f"{slot * (1 - GAP_SHARE):.1f}",
        height=f"{height:.1f}",
        above=f"{BAR_FLOOR - max(beside) * BAR_HEIGHT - 6:.1f}",
        end=f"{(index + 1 - GAP_SHARE) * slot:.1f}",
        last=last,
    )


@register.simple_tag
def ez_ring(percent: Any) -> str:
    """`stroke-dasharray` of a ring with pathLength 100; never full before all is done."""
    done = max(0.0, min(100.0, float(percent or 0)))
    return f"{math.floor(done * 10) / 10:.1f} 100"
