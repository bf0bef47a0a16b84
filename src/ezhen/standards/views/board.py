"""The board: 53 tasks at a glance, as a page, on paper and in Excel."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ezhen.accounts.api import allow
from ezhen.core.excel import excel_response
from ezhen.standards.enums import Layer
from ezhen.standards.queries import board as queries
from ezhen.standards.queries.standing import load_reasons
from ezhen.standards.rules import SEES, may_load, may_set_term
from ezhen.standards.views.day import day_of, picture_on, suffix_of

ORDERS = ("text", "lacking", "due")


@allow(*SEES)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """How far the programme is, and what it will lack; filters, a past day, Excel."""
    day = day_of(request)
    picture = picture_on(day)
    if picture is None:
        return render(request, "standards/none.html", {"may_load": may_load(request.user)})
    found = queries.board(picture)
    if request.GET.get("as") == "xlsx":
        return _excel(found)
    shown = [*queries.chosen(found.rows, request.GET.get("show", ""), request.user)]
    who = request.GET.get("who", "")
    if who:
        shown = [row for row in shown if row.duty.name == who]
    order = request.GET.get("order", "text")
    context = {
        "board": found,
        "day": day,
        "picked": found.picture.frame.today,
        "today": timezone.localdate(),
        "suffix": suffix_of(day),
        "columns": _columns(found, shown, order),
        "num_shown": len(shown),
        "filters": _filters(found, request),
        "show": request.GET.get("show", ""),
        "who": who,
        "people": sorted({row.duty.name for row in found.rows}),
        "order": order,
        "may_set_term": may_set_term(request.user),
        "may_load": may_load(request.user),
    }
    return render(request, "standards/board.html", context)


def _filters(found: queries.Board, request: HttpRequest) -> list[tuple[str, int]]:
    """Each filter with the number of tasks behind it."""
    return [
        (name, sum(1 for _row in queries.chosen(found.rows, name, request.user)))
        for name in queries.FILTERS
    ]


Group = tuple[queries.AreaRow | None, list[queries.TaskRow]]


def _columns(
    found: queries.Board, shown: list[queries.TaskRow], order: str
) -> tuple[list[Group], list[Group]]:
    """Two columns of equal height: by area in the order of the text, or one plain list."""
    if order in {"lacking", "due"}:
        keys: dict[str, Any] = {
            "lacking": lambda row: (-row.lacking, -row.missed),
            "due": lambda row: (row.duty.due, -row.lacking),
        }
        rows = sorted(shown, key=keys[order])
        half = (len(rows) + 1) // 2
        return [(None, rows[:half])], [(None, rows[half:])]
    wanted = {id(row) for row in shown}
    groups: list[Group] = [
        (area, rows)
        for area in found.areas
        if (rows := [row for row in area.rows if id(row) in wanted])
    ]
    return _halved(groups)


def _halved(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """Break between two areas, where the columns come out nearest to equal."""
    heights = [1 + len(rows) for _area, rows in groups]
    whole = sum(heights)
    cuts = range(len(groups) + 1)
    best = min(cuts, key=lambda cut: abs(whole - 2 * sum(heights[:cut])))
    return groups[:best], groups[best:]


def _excel(found: queries.Board) -> HttpResponse:
    headers = [
        _("Task"),
        _("Task title"),
        _("Requirement"),
        _("Text"),
        _("Conclusion"),
        _("Why"),
        *(label for _layer, label in Layer.human()),
        _("Points"),
        _("Due on"),
        _("Responsible"),
    ]
    name = _("Standard %(day)s") % {"day": f"{found.picture.frame.today:%Y-%m-%d}"}
    return excel_response(name, headers, _rows(found))


def _rows(found: queries.Board) -> Iterator[list[Any]]:
    content = found.picture.content
    load_reasons(found.picture.standings.values())
    for row in found.rows:
        for standing in row.standings:
            outcome = standing.outcome
            yield [
                row.task.id,
                str(row.task.title),
                standing.item.id,
                str(standing.item.requirement.text),
                standing.state.label,
                " ".join(str(say) for say in outcome.said),
                *(_opinion(standing, layer) for layer in Layer.HUMAN),
                content.points(standing.item.id) if standing.satisfied else 0,
                row.duty.due,
                row.duty.name,
            ]


def _opinion(standing: Any, layer: str) -> str:
    opinion = standing.opinions.get(layer)
    return str(opinion.verdict.get_result_display()) if opinion else ""
