"""How values read on paper: times of the county, quantities, spans."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def moment(value: datetime | None) -> str:
    """`2026-11-22 07:40` in Chinese time (a naive value is taken as such); empty for None."""
    if value is None:
        return ""
    return f"{value.astimezone(CHINA) if value.tzinfo else value:%Y-%m-%d %H:%M}"


def day(value: date | None) -> str:
    """`2026-11-22`; empty for None."""
    return value.isoformat() if value else ""


def quantity(value: Decimal | None, unit: str = "") -> str:
    """`1,250.5 kg`: thousands grouped, no trailing zeros; empty for None."""
    if value is None:
        return ""
    number = f"{value:,f}"
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return f"{number} {unit}".rstrip()


def span(value: timedelta) -> str:
    """`3 天 4 小时`, `2 小时 05 分`, `12 分`: whole minutes, rounded down."""
    minutes = int(abs(value).total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} 天 {hours} 小时"
    return f"{hours} 小时 {minutes:02d} 分" if hours else f"{minutes} 分"
