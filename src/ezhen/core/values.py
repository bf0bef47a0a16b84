"""What a field may hold: one reader for forms, Excel and programs, one way to show it.

`reader(field)` turns what came in (typed text, an Excel cell, JSON) into the canonical value that a
record keeps, or raises `Unfit` with a reason that a clerk can act on. Canonical JSON: text, whole
number, decimals and money as plain strings, ISO dates, codes, uuids; None for nothing.
Personal values are sealed before they are stored; their typed copy is a blind index.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ezhen.core.cells import EXACT, Unfit, as_date, as_minutes, as_number, as_text, is_nothing
from ezhen.core.definitions import NUMERIC, Choice, Field, FieldType
from ezhen.core.fields import mask
from ezhen.core.personal import NUMBERS, blind_value, is_masked, personal_class
from ezhen.core.references import REFERENCES

Read = Callable[[Any], Any]

SHORT, LONG = 200, 4000  # characters of a text and of a note
PLACES = 4  # decimals of a number
BIGGEST = Decimal(10) ** 13
EARLIEST, LATEST = dt.date(1949, 10, 1), 10  # a founding date; years from today
YES = frozenset({"是", "有", "对", "yes", "y", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "没有", "不", "no", "n", "false", "0", "×", "✗"})
SLOT_TEXT = 120  # characters of the typed copy of a text
SEPARATORS = re.compile(r"[、,，;；/\n]+")


def read(field: Field, raw: Any) -> Any:
    """The canonical value of one field. Raises Unfit."""
    return reader(field)(raw)


def reader(field: Field) -> Read:
    """The function that reads this field; make it once for a column of 50,000 cells."""
    inner = _checked(field, _READERS[field.type](field))
    empty = _empty(field)

    def read_field(raw: Any) -> Any:
        value = None if empty(raw) else inner(raw)
        value = None if value == [] else value
        if value is None and field.required:
            raise Unfit(gettext_noop("Missing: %(field)s"), field=str(field.label))
        return value

    return read_field


def _empty(field: Field) -> Callable[[Any], bool]:
    """What counts as nothing in this field: never what the list of choices names, such as 无."""
    empty = _EMPTY.get(field.type, _no_value)
    if field.type != FieldType.CHOICE:
        return empty
    codes = _codes(field)

    def is_empty(raw: Any) -> bool:
        return empty(raw) and not (isinstance(raw, str) and raw.strip().casefold() in codes)

    return is_empty


def _no_value(raw: Any) -> bool:
    """无 is a word in a text, and no for yes or no; in a number or a date it is nothing."""
    return is_nothing(raw) or raw == "无"


def _checked(field: Field, inner: Read) -> Read:
    """Add the field's own limits to a reader."""
    if field.type in NUMERIC and (field.minimum is not None or field.maximum is not None):
        return _then(inner, lambda value: _within(field, value))
    if field.personal in NUMBERS:
        return _then(inner, NUMBERS[field.personal])
    if field.pattern:
        pattern = re.compile(field.pattern)
        return _then(inner, lambda value: _matched(pattern, value))
    return inner


def _then(inner: Read, check: Read) -> Read:
    return lambda raw: None if (value := inner(raw)) is None else check(value)


def _within(field: Field, value: Any) -> Any:
    number = Decimal(value)
    if field.minimum is not None and number < field.minimum:
        raise Unfit(
            gettext_noop("%(value)s %(unit)s is less than %(least)s"),
            value=value,
            unit=field.unit,
            least=f"{field.minimum:f}",
        )
    if field.maximum is not None and number > field.maximum:
        raise Unfit(
            gettext_noop("%(value)s %(unit)s is more than %(most)s"),
            value=value,
            unit=field.unit,
            most=f"{field.maximum:f}",
        )
    return value


def _matched(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise Unfit(gettext_noop("“%(value)s” is not written as it should be"), value=value[:40])
    return value


# ---- text


def _text(field: Field) -> Read:
    most = LONG if field.type == FieldType.NOTE else SHORT
    several_lines = field.type == FieldType.NOTE

    def read_text(raw: Any) -> str | None:
        text = as_text(raw)
        if not several_lines:
            text = " ".join(text.split())
        if len(text) > most:
            raise Unfit(gettext_noop("Longer than %(most)s characters"), most=most)
        return text or None

    return read_text


def _link(_field: Field) -> Read:
    def read_link(raw: Any) -> str:
        text = as_text(raw)
        if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", text) or len(text) > LONG:
            raise Unfit(gettext_noop("“%(value)s” is no web address (https://…)"), value=text[:60])
        return text

    return read_link


# ---- numbers


def _sized(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) >= BIGGEST:
        raise Unfit(gettext_noop("This number is too big"))
    return number


def _integer(field: Field) -> Read:
    def read_integer(raw: Any) -> int:
        if type(raw) is int and abs(raw) < EXACT:
            return raw
        number = _sized(as_number(raw, field.unit))
        if number != number.to_integral_value():
            raise Unfit(gettext_noop("“%(value)s” is no whole number"), value=f"{number:f}")
        return int(number)

    return read_integer


def _decimal(field: Field) -> Read:
    places = 2 if field.type == FieldType.MONEY else PLACES
    smallest = Decimal(1).scaleb(-places)

    def read_decimal(raw: Any) -> str:
        number = _sized(as_number(raw, field.unit))
        # a sum in Excel ends in …99999997: what is nearer than a float can tell apart is rounded
        rounded = number.quantize(smallest)
        if rounded != number and not (isinstance(raw, float) and _is_noise(raw, rounded)):
            raise Unfit(
                gettext_noop("“%(value)s” has more than %(places)s decimals"),
                value=f"{number:f}",
                places=places,
            )
        if places == 2:  # noqa: PLR2004 money keeps its two decimals
            return f"{rounded:f}"
        return f"{rounded.normalize():f}" if rounded else "0"

    return read_decimal


def _is_noise(raw: float, rounded: Decimal) -> bool:
    return abs(Decimal(raw) - rounded) < Decimal("1e-9") * max(abs(rounded), Decimal(1))


# ---- dates and times


def _date(_field: Field) -> Read:
    def read_date(raw: Any) -> str:
        day = as_date(raw)
        if not EARLIEST <= day <= dt.date(_this_year() + LATEST, 12, 31):
            said = gettext_noop("%(value)s is too far away: is the year right?")
            raise Unfit(said, value=day.isoformat())
        return day.isoformat()

    return read_date


def _this_year() -> int:
    return timezone.localdate().year


def _time(_field: Field) -> Read:
    def read_time(raw: Any) -> str:
        minutes = as_minutes(raw)
        return f"{minutes // 60:02}:{minutes % 60:02}"

    return read_time


# ---- choices and references


def _yes_no(_field: Field) -> Read:
    def read_yes_no(raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        text = unicodedata.normalize("NFKC", as_text(raw)).lower()
        if text in YES or text in NO:
            return text in YES
        raise Unfit(gettext_noop("“%(value)s”: write yes or no"), value=text[:40])

    return read_yes_no


def _codes(field: Field) -> dict[str, str]:
    """Every way to write a choice → its code."""
    ways = [(written.casefold(), one.code) for one in field.choices for written in _written(one)]
    return dict(ways)


def _written(choice: Choice) -> tuple[str, ...]:
    return choice.zh, choice.en, choice.code


def _choice(field: Field) -> Read:
    codes = _codes(field)

    def read_choice(raw: Any) -> str:
        text = as_text(raw)
        if (code := codes.get(text.casefold())) is None:
            raise Unfit(
                gettext_noop("“%(value)s” is not in the list: %(choices)s"),
                value=text[:40],
                choices="、".join(str(one) for one in field.choices[:8]),
            )
        return code

    return read_choice


def _choices(field: Field) -> Read:
    one = _choice(field)

    def read_choices(raw: Any) -> list[str]:
        parts = raw if isinstance(raw, list | tuple) else SEPARATORS.split(as_text(raw))
        return sorted({one(part) for part in parts if not _no_value(part)})

    return read_choices


def _key(_field: Field) -> Read:
    return lambda raw: str(raw).strip()


def _keys(_field: Field) -> Read:
    def read_keys(raw: Any) -> list[str]:
        parts = raw if isinstance(raw, list | tuple) else [raw]
        return list(dict.fromkeys(str(part) for part in parts if part))

    return read_keys


_EMPTY: dict[str, Callable[[Any], bool]] = {
    FieldType.TEXT: is_nothing,
    FieldType.NOTE: is_nothing,
    FieldType.PERSON: is_nothing,
    FieldType.YES_NO: is_nothing,
}
_READERS: dict[str, Callable[[Field], Read]] = {
    FieldType.TEXT: _text,
    FieldType.NOTE: _text,
    FieldType.PERSON: _text,
    FieldType.LINK: _link,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _decimal,
    FieldType.MONEY: _decimal,
    FieldType.DATE: _date,
    FieldType.TIME: _time,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    # what a key means is looked up for a whole column at once: core.references
    FieldType.PARTY: _key,
    FieldType.PRODUCT: _key,
    FieldType.PLACE: _key,
    FieldType.RECORD: _key,
    FieldType.FILES: _keys,
}


# ---- showing and indexing


def slot(field: Field, value: Any) -> Any:
    """The typed copy beside the JSON: text, Decimal, date; None for nothing."""
    if value is None:
        return None
    if personal_class(field):
        return blind_value(field, value)
    if field.type == FieldType.DATE:
        return dt.date.fromisoformat(value)
    if field.type in NUMERIC or field.type == FieldType.YES_NO:
        return Decimal(value)
    if field.type == FieldType.CHOICES:
        return f"|{'|'.join(value)}|"[:SLOT_TEXT]
    return value[:SLOT_TEXT]


def show(field: Field, value: Any, labels: Mapping[str, str] | None = None) -> str:
    """A canonical value as people read it; personal ones masked. `labels`: names of references."""
    if value is None or value == []:
        return ""
    if kind := personal_class(field):
        return value if is_masked(value) else mask(kind, value)
    if field.type in REFERENCES:
        keys = value if isinstance(value, list) else [value]
        return "、".join((labels or {}).get(key, key) for key in keys)
    return _SHOWN.get(field.type, _plainly)(field, value)


def show_total(field: Field, total: Decimal) -> str:
    """A sum of the field: money keeps its two decimals."""
    if field.type == FieldType.MONEY:
        return f"{total:,.2f}"
    return f"{total.normalize():,f}" if total else "0"


def cell(field: Field, value: Any, labels: Mapping[str, str] | None = None) -> Any:
    """A canonical value as an Excel cell: numbers and dates as such, all else as people read it."""
    if value is not None and not personal_class(field):
        if field.type in NUMERIC:
            return Decimal(value)
        if field.type == FieldType.DATE:
            return dt.date.fromisoformat(value)
    return show(field, value, labels)


def _plainly(_field: Field, value: Any) -> str:
    return str(value)


def _grouped(_field: Field, value: Any) -> str:
    return f"{Decimal(value):,f}"


def _said_yes(_field: Field, value: Any) -> str:
    return _("yes") if value else _("no")


def _labelled(field: Field, value: Any) -> str:
    labels = {choice.code: str(choice) for choice in field.choices}
    codes = value if isinstance(value, list) else [value]
    return "、".join(labels.get(code) or str(code) for code in codes)


_SHOWN: dict[str, Callable[[Field, Any], str]] = {
    FieldType.INTEGER: _grouped,
    FieldType.NUMBER: _grouped,
    FieldType.MONEY: _grouped,
    FieldType.YES_NO: _said_yes,
    FieldType.CHOICE: _labelled,
    FieldType.CHOICES: _labelled,
}
