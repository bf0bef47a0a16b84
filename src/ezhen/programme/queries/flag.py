"""Red flags for people: what the check says, and how the flag stands."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, When

from ezhen.programme.enums import FlagState
from ezhen.programme.flags import CHECKS
from ezhen.programme.models import Flag

FIRST = {"open": 0, "explained": 1, "stands": 2, "answered": 3, "gone": 4}


@dataclass(frozen=True)
class FlagRow:
    """A flag as drawn."""

    flag: Flag
    title: str
    text: str

    @property
    def state(self) -> FlagState:
        """How it stands."""
        return FlagState(self.flag.state)

    @property
    def facts(self) -> dict[str, Any]:
        """For machines."""
        return {
            "flag": self.flag.check_code,
            "state": self.flag.state,
            "contract": self.flag.contract.number if self.flag.contract else None,
            "text": self.text,
            "at": self.flag.at.isoformat(),
            "uuid": str(self.flag.uuid),
        }


def dressed(flag: Flag) -> FlagRow:
    """What its check says about it."""
    check = CHECKS[flag.check_code]
    return FlagRow(flag, str(check.title), str(check.says) % flag.facts)


def flags(state: str = "") -> QuerySet[Flag]:
    """Flags of one state, or those that still say something; what waits comes first."""
    rows = Flag.objects.filter(check_code__in=CHECKS).select_related("contract__party")
    rows = rows.filter(state=state) if state else rows.exclude(state=FlagState.GONE)
    order = Case(*(When(state=name, then=place) for name, place in FIRST.items()), default=9)
    return rows.order_by(order, "-at", "-pk")


def num_waiting() -> int:
    """Flags that are not settled."""
    return Flag.objects.filter(check_code__in=CHECKS, state__in=FlagState.WAITS).count()
