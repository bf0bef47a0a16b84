"""What a test finds, in a form that is stored and read aloud in either language."""

import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from ezhen.core.definitions import Words
from ezhen.core.templatetags.ez import ez_qty
from ezhen.standards.enums import Code, Forecast


@dataclass(frozen=True)
class Say:
    """A sentence: message id and values, put into words when it is shown."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.text:
            return ""
        return gettext(self.text) % {name: _shown(value) for name, value in self.values.items()}

    def plain(self) -> dict[str, Any]:
        """JSON."""
        return {
            "say": self.text,
            "with": {key: _value(value) for key, value in self.values.items()},
        }


NOTHING_SAID = Say("")
COMMA = Words(zh="、", en=", ")  # between the items of a list


def named(words: Words) -> dict[str, str]:
    """Words as a value of a sentence."""
    return {"zh": words.zh, "en": words.en}


@dataclass(frozen=True)
class Gap:
    """Something missing: what, and the page and button that mend it; `explain`: the page on which
    somebody says why it cannot be mended (that explains the gap, and never fills it)."""

    label: Say
    url: str = ""
    button: Say = NOTHING_SAID
    explain: str = ""


@dataclass(frozen=True)
class Evidence:
    """What the outcome rests on: how much of what, and the page with the very rows or files."""

    label: Say
    url: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Cell:
    """A period of a cadence, for the picture: rows in it, and done, gap, open, or to come."""

    key: str
    label: str
    count: int
    state: str


@dataclass(frozen=True)
class Outcome:
    """The finding of one test or slot, or of a whole requirement.

    `said` begins with the sentence that answers; `have` of `need` is its short form (both in per
    cent when `is_share`). `fingerprint` says when a verdict no longer speaks of the same thing.
    """

    holds: bool
    code: Code
    said: tuple[Say, ...] = ()
    have: Decimal | None = None
    need: Decimal | None = None
    is_share: bool = False
    forecast: Forecast = Forecast.EXPECTED
    evidence: tuple[Evidence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    cells: tuple[Cell, ...] = ()
    test: str = ""
    how: Say = NOTHING_SAID
    parts: tuple["Outcome", ...] = ()

    def __post_init__(self) -> None:
        if self.holds:
            object.__setattr__(self, "forecast", Forecast.DONE)

    def named(self, test: str, how: Say = NOTHING_SAID) -> "Outcome":
        """The same, with the id of the test it is the outcome of, and how that counts."""
        return replace(self, test=test, how=how)

    @property
    def fingerprint(self) -> list[Any]:
        """The conclusion, without what merely grows: which tests, and what each came to."""
        inner = [part.fingerprint for part in self.parts]
        return [self.test, self.holds, self.code.value, *([inner] if inner else [])]

    def plain(self) -> dict[str, Any]:
        """JSON."""
        return _plain(self)

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Outcome":
        """From JSON."""
        return cls(
            holds=data["holds"],
            code=Code(data["code"]),
            said=tuple(_say(row) for row in data["said"]),
            have=_number(data["have"]),
            need=_number(data["need"]),
            is_share=data["is_share"],
            forecast=Forecast(data["forecast"]),
            evidence=tuple(
                Evidence(_say(row["label"]), row["url"], row["missing"]) for row in data["evidence"]
            ),
            gaps=tuple(
                Gap(_say(row["label"]), row["url"], _say(row["button"]), row["explain"])
                for row in data["gaps"]
            ),
            cells=tuple(Cell(**row) for row in data["cells"]),
            test=data["test"],
            how=_say(data["how"]),
            parts=tuple(cls.read(row) for row in data["parts"]),
        )


def _say(data: dict[str, Any]) -> Say:
    return Say(data["say"], {key: _unplain(value) for key, value in data["with"].items()})


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _plain(value: Any) -> Any:
    if isinstance(value, Say):
        return value.plain()
    if isinstance(value, (Outcome, Gap, Evidence)):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Cell):
        return asdict(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(value: Any) -> Any:
    """A value of a sentence: numbers keep being numbers."""
    return {"number": str(value)} if isinstance(value, Decimal) else _plain(value)


def _unplain(value: Any) -> Any:
    if isinstance(value, dict) and "say" in value:
        return _say(value)
    if isinstance(value, dict) and "number" in value:
        return Decimal(value["number"])
    return value


def _shown(value: Any) -> str:
    """A value as people write it: numbers with separators, words in the language in force."""
    if isinstance(value, dict):
        return str(Words(**value))
    if isinstance(value, list | tuple):
        return str(COMMA).join(str(item) for item in value)
    if isinstance(value, (int, Decimal)):
        return ez_qty(value, 2)
    return str(value)
