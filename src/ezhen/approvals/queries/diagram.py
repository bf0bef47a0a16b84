"""A procedure as a picture: SVG written here, no other tool. Boxes from left to right in rows of
four, an arrow to the next; stages of a power that nobody may hold twice stand in green."""

from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from ezhen.approvals.definitions import ProcedureDefinition, Stage
from ezhen.approvals.enums import Power
from ezhen.approvals.queries.case import owner_of

WIDE, HIGH, GAP, ACROSS, TOP = 210, 120, 46, 4, 64
LINE = 18
MOST = 13  # Chinese characters of 13 px that fit a box


def svg(definition: ProcedureDefinition) -> str:
    """The whole picture as text."""
    rows = -(-len(definition.stages) // ACROSS)
    across = min(len(definition.stages), ACROSS)
    width = across * (WIDE + GAP) + GAP
    height = TOP + rows * (HIGH + GAP) + 20
    parts = [_box(stage, *_corner(place)) for place, stage in enumerate(definition.stages)]
    parts += [_arrow(place) for place in range(len(definition.stages) - 1)]
    title = f"{definition.number}. {definition.title} · {', '.join(definition.clauses)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="sans-serif" font-size="13">'
        '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8"'
        ' markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#1c2733"/></marker></defs>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="{GAP}" y="36" font-size="18" font-weight="700">{escape(title)}</text>'
        f"{''.join(parts)}</svg>\n"
    )


def _corner(place: int) -> tuple[int, int]:
    return GAP + place % ACROSS * (WIDE + GAP), TOP + place // ACROSS * (HIGH + GAP)


def _box(stage: Stage, x: int, y: int) -> str:
    accent = "#0b6b5d" if stage.kind in Power.values else "#5d6b78"
    lines = [_cut(owner_of(stage)), _time_of(stage), *_ways_of(stage)]
    texts = "".join(
        f'<text x="{x + 14}" y="{y + 50 + number * LINE}" fill="#3d4a57">{escape(line)}</text>'
        for number, line in enumerate(filter(None, lines))
    )
    return (
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="4" fill="#f6f7f8"'
        f' stroke="{accent}" stroke-width="1.5"/>'
        f'<text x="{x + 14}" y="{y + 27}" font-size="16" font-weight="700" fill="#1c2733">'
        f"{escape(str(stage.title))}</text>{texts}"
    )


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


def _time_of(stage: Stage) -> str:
    if stage.notice:
        return _("On notice: %(days)d days") % {"days": stage.notice.days}
    return _("%(days)d working days") % {"days": stage.workdays} if stage.workdays else ""


def _ways_of(stage: Stage) -> list[str]:
    ways = [_("may return")] * stage.may_return + [_("may refuse")] * stage.may_refuse
    made = _("makes %(n)d papers") % {"n": len(stage.makes)} if stage.makes else ""
    return [" · ".join(ways), made]


def _arrow(place: int) -> str:
    x, y = _corner(place)
    to_x, to_y = _corner(place + 1)
    style = 'fill="none" stroke="#1c2733" stroke-width="1.5" marker-end="url(#end)"'
    if to_y == y:
        return f'<path d="M{x + WIDE} {y + HIGH // 2}H{to_x - 2}" {style}/>'
    middle = y + HIGH + GAP // 2
    down = f"M{x + WIDE // 2} {y + HIGH}V{middle}H{to_x + WIDE // 2}V{to_y - 2}"
    return f'<path d="{down}" {style}/>'
