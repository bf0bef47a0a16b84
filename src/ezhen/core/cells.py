"""What stands in a cell, typed or from Excel: text, number, day, time of day.

Excel's traps are met here: long numbers whose last digits are gone, dates as text or as day counts,
`="…"` wrappers, formulas typed as text, cells that show an error. What cannot be read for certain
is refused with a reason a clerk can act on; nothing is guessed.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy, gettext_noop

EXACT = 10**15  # a float keeps 15 digits
EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_DAYS = range(18_000, 80_000)  # 1949 to 2119
DAY_MINUTES = 24 * 60
NOTHING = frozenset({"", "-", "—", "--", "/", "n/a", "none", "null"})
_CELL_ERROR = re.compile(r"#(REF|N/A|NAME\?|VALUE|DIV/0|NUM|NULL|SPILL|GETTING_DATA)!?\??")
_FORMULA = re.compile(r"=|[+\-@]\w*[(|]")
_WRAPPED = re.compile(r'="(.*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


class Unfit(ValidationError):
    """A value that cannot be taken. `message_id` and `params` can be stored and said later, in
    the language of whoever reads them."""

    def __init__(self, message_id: str, **params: Any) -> None:
        self.message_id = message_id
        self.params = params
        super().__init__(gettext_lazy(message_id), code="unfit", params=params)


def say(message_id: str, params: dict[str, Any]) -> str:
    """The reason of a stored refusal, in the language in force."""
    return gettext(message_id) % params


def is_nothing(raw: Any) -> bool:
    """Empty, or one of the signs people write for it."""
    return raw is None or raw == [] or (isinstance(raw, str) and raw.strip().lower() in NOTHING)


def as_text(raw: Any) -> str:
    """A cell as text. A number with more digits than Excel keeps is refused, not guessed."""
    if isinstance(raw, bool):
        return str(raw)
    if isinstance(raw, float | int):
        if abs(raw) >= EXACT:
            raise Unfit(
                gettext_noop("Excel has lost the last digits: make the column text and retry")
            )
        return str(int(raw)) if float(raw).is_integer() else repr(raw)
    if isinstance(raw, dt.datetime):
        return raw.isoformat(sep=" ", timespec="minutes")
    text = str(raw)
    if found := _WRAPPED.fullmatch(text.strip()):
        text = found[1]
    text = _CONTROL.sub("", text.replace("\xa0", " ")).strip().removeprefix("'").strip()
    if _CELL_ERROR.fullmatch(text):
        raise Unfit(gettext_noop("The formula in this cell gives an error: %(value)s"), value=text)
    if _FORMULA.match(text):
        raise Unfit(gettext_noop("“%(value)s” begins like a formula"), value=text[:40])
    return text


def as_number(raw: Any, unit: str) -> Decimal:
    """A cell as a number. Thousands must be grouped by three: “358,00” is not guessed."""
    if isinstance(raw, bool | dt.date | dt.time):
        raise Unfit(gettext_noop("“%(value)s” is no number"), value=str(raw))
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    if isinstance(raw, float):
        return Decimal(repr(raw))
    text = unicodedata.normalize("NFKC", as_text(raw)).replace(" ", "")
    bare = text.removeprefix("¥").removeprefix("￥").removesuffix(unit).removesuffix("元")
    if "," in bare:
        if not _GROUPED.fullmatch(bare):
            raise Unfit(gettext_noop("“%(value)s”: is the comma a decimal point?"), value=text[:40])
        bare = bare.replace(",", "")
    try:
        return Decimal(bare)
    except InvalidOperation:
        raise Unfit(gettext_noop("“%(value)s” is no number"), value=text[:40]) from None


def as_date(raw: Any) -> dt.date:
    """A cell as a day: a date, Excel's count of days, or 2026-11-23, 2026/11/23, 2026年11月23日."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, float | int) and not isinstance(raw, bool) and int(raw) in EXCEL_DAYS:
        return EXCEL_EPOCH + dt.timedelta(days=int(raw))
    text = unicodedata.normalize("NFKC", as_text(raw))
    found = _DATE.match(text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    try:
        return dt.date(*map(int, found.groups()))  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise Unfit(
            gettext_noop("“%(value)s” is no date: write it as 2026-11-23"), value=text[:40]
        ) from None


def as_minutes(raw: Any) -> int:
    """A cell as minutes since midnight; Excel keeps a time as a share of a day."""
    minutes = None
    if isinstance(raw, dt.datetime | dt.time):
        minutes = raw.hour * 60 + raw.minute
    elif isinstance(raw, dt.timedelta):
        minutes = round(raw.total_seconds() / 60)
    elif isinstance(raw, float) and 0 <= raw < 1:
        minutes = round(raw * DAY_MINUTES)
    elif found := _TIME.fullmatch(unicodedata.normalize("NFKC", as_text(raw))):
        minutes = int(found[1]) * 60 + int(found[2])
    if minutes is None or not 0 <= minutes < DAY_MINUTES:
        raise Unfit(gettext_noop("“%(value)s” is no time: write it as 19:30"), value=str(raw)[:40])
    return minutes
