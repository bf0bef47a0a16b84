"""A lot and its surroundings as plain data, for the command line and for programs.

Quantities are decimal strings in the product's unit, times UTC in ISO 8601.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from ezhen.trace.models import CodeOrder, Lot
from ezhen.trace.queries.code import parsed_number
from ezhen.trace.queries.lot import equation, holdings, open_causes, reached_from, standing_of
from ezhen.trace.queries.lot_page import code_counts, steps_of

CHUNK = 500


def lots_named(text: str) -> list[Lot]:
    """The lot of a uuid, or all lots of a number: numbers are unique to their owner only."""
    uuid = _uuid(text)
    rows = Lot.objects.filter(uuid=uuid) if uuid else Lot.objects.filter(code=text.strip())
    return list(rows.with_names().order_by("pk"))


def order_named(text: str) -> CodeOrder | None:
    """The code order of a uuid or of a number as printed (MD26-48392018)."""
    uuid, number = _uuid(text), parsed_number(text)
    if uuid:
        return CodeOrder.objects.filter(uuid=uuid).first()
    return CodeOrder.objects.filter(number=number).first() if number else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def lot_facts(lot: Lot) -> dict[str, Any]:
    """What the lot's page shows: standing, equation, holders, steps, links, codes."""
    causes = open_causes([lot.pk]).get(lot.pk, frozenset())
    counts = code_counts(lot)
    return {
        **_name(lot.uuid, lot.code),
        "product": {"code": lot.product.code, "name": str(lot.product), "gtin": lot.product.gtin},
        "producer": lot.producer.name,
        "owner": lot.owner.name,
        "origin": lot.origin,
        "supplier_lot": lot.supplier_lot,
        "quantity": _plain(lot.quantity),
        "unit": lot.product.unit,
        "produced_on": _plain(lot.produced_on),
        "best_before": _plain(lot.best_before),
        "test_state": lot.test_state,
        "standing": standing_of(lot).value,
        "holds": sorted(causes),
        "equation": {name: _plain(value) for name, value in asdict(equation(lot)).items()},
        "holders": [
            {
                "name": row.holder.name,
                "quantity": _plain(row.quantity),
                "on_the_way": row.on_the_way,
            }
            for row in holdings(lot)
        ],
        "inputs": _links(lot, "links_in", "source"),
        "outputs": _links(lot, "links_out", "target"),
        "codes": asdict(counts),
        "steps": [
            {
                "at": _plain(step.at),
                "step": step.step,
                "title": step.title or str(step.get_step_display()),
                "organisation": step.organisation.name,
                "place": step.place,
                "quantity": _plain(step.quantity),
                "event": step.event_id,
            }
            for step in steps_of(lot)
        ],
    }


def affected_facts(lot: Lot) -> dict[str, Any]:
    """Every lot that went into this one and every lot made from it, by uuid and number."""
    return {
        "lot": _name(lot.uuid, lot.code),
        "upstream": list(_names(reached_from(lot.pk, downstream=False))),
        "downstream": list(_names(reached_from(lot.pk, downstream=True))),
    }


def _names(ids: Iterable[int]) -> Iterator[dict[str, str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        rows = Lot.objects.filter(pk__in=ordered[start : start + CHUNK]).order_by("pk")
        for uuid, code in rows.values_list("uuid", "code"):
            yield _name(uuid, code)


def _name(uuid: UUID, code: str) -> dict[str, str]:
    return {"uuid": str(uuid), "code": code}


def _links(lot: Lot, side: str, other: str) -> list[dict[str, Any]]:
    rows = getattr(lot, side).select_related(other).order_by("pk")
    return [
        {
            **_name(getattr(row, other).uuid, getattr(row, other).code),
            "quantity": _plain(row.quantity),
        }
        for row in rows
    ]


def _plain(value: Any) -> str | None:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else None
