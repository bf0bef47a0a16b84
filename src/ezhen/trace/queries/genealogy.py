"""What went into a lot and where it went, two levels each way, ready to be drawn."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from ezhen.trace.enums import ShipmentState, Standing
from ezhen.trace.models import Lot, LotLink, ShipmentLine
from ezhen.trace.queries.lot import standings

MOST_IN_COLUMN = 6


@dataclass(frozen=True)
class Node:
    """A lot, or a receiver of this lot. `parents` are keys one column nearer to the lot."""

    key: str
    title: str
    text: str
    quantity: Decimal
    unit: Any
    tone: str
    parents: tuple[str, ...]
    url: str = ""
    state: Any = ""


@dataclass
class Genealogy:
    """Columns from far upstream to far downstream, and how many lots each way in all.

    `hidden` counts, per column, the nodes left out so that a wide graph stays readable.
    """

    far_up: list[Node] = field(default_factory=list)
    up: list[Node] = field(default_factory=list)
    down: list[Node] = field(default_factory=list)
    far_down: list[Node] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True for a lot that came from nothing known and has not moved."""
        return not (self.up or self.down)

    @property
    def num_hidden(self) -> int:
        """How many nodes are not drawn."""
        return sum(self.hidden.values())


def genealogy(lot: Lot, user: Any) -> Genealogy:
    """Two levels each way: seven queries whatever the size of the graph."""
    up = _links({lot.pk}, upward=True)
    far_up = _links({link.source_id for link in up}, upward=True)
    down = _links({lot.pk}, upward=False)
    far_down = _links({link.target_id for link in down}, upward=False)
    moves = _moves(lot)
    others = _other_lots(up, far_up, down, far_down, lot)
    look = _Look(others, user)
    direct = [move for move in moves if move["sender"] == lot.owner_id]
    onward = [move for move in moves if move["sender"] != lot.owner_id]
    found = Genealogy(
        far_up=[look.lot(link.source, link, (f"lot{link.target_id}",)) for link in far_up],
        up=[look.lot(link.source, link, ("self",)) for link in up],
        down=[look.lot(link.target, link, ("self",)) for link in down]
        + [look.receiver(lot, move, "self") for move in direct],
        far_down=[look.lot(link.target, link, (f"lot{link.source_id}",)) for link in far_down]
        + [look.receiver(lot, move, f"org{move['sender']}") for move in onward],
    )
    _merge_and_cut(found)
    return found


def _links(ids: set[int], *, upward: bool) -> list[LotLink]:
    if not ids:
        return []
    end = Q(target_id__in=ids) if upward else Q(source_id__in=ids)
    rows = LotLink.objects.filter(end).select_related(
        "source__product", "source__producer", "target__product", "target__producer"
    )
    return list(rows.order_by("-quantity", "pk"))


def _moves(lot: Lot) -> list[dict[str, Any]]:
    rows = (
        ShipmentLine.objects.filter(lot=lot)
        .values(
            "shipment__sender",
            "shipment__receiver",
            "shipment__receiver__name",
            "shipment__receiver__short_name",
        )
        .annotate(
            sent=Sum("quantity"),
            waiting=Sum("quantity", filter=Q(shipment__state=ShipmentState.SENT)),
        )
        .order_by("-sent", "shipment__receiver")
    )
    return [{key.removeprefix("shipment__"): value for key, value in row.items()} for row in rows]


def _other_lots(
    up: list[LotLink], far_up: list[LotLink], down: list[LotLink], far_down: list[LotLink], lot: Lot
) -> list[Lot]:
    found = {link.source_id: link.source for link in (*up, *far_up)}
    found |= {link.target_id: link.target for link in (*down, *far_down)}
    return [other for other in found.values() if other.pk != lot.pk]


class _Look:
    """How lots and receivers look to one person."""

    def __init__(self, lots: list[Lot], user: Any) -> None:
        self.standing = standings(lots)
        ids = [lot.pk for lot in lots]
        visible = Lot.objects.visible_to(user).filter(pk__in=ids) if ids else Lot.objects.none()
        self.visible = set(visible.values_list("pk", flat=True))

    def lot(self, lot: Lot, link: LotLink, parents: tuple[str, ...]) -> Node:
        state = self.standing[lot.pk]
        return Node(
            key=f"lot{lot.pk}",
            title=f"{lot.product.name} {lot.supplier_lot or lot.code}",
            text=lot.producer.short_name or lot.producer.name,
            quantity=link.quantity,
            unit=link.source.product.get_unit_display(),
            tone=Standing.TONES[state],
            parents=parents,
            url=lot.get_absolute_url() if lot.pk in self.visible else "",
            state=state.label,
        )

    def receiver(self, lot: Lot, move: dict[str, Any], parent: str) -> Node:
        waiting = bool(move["waiting"])
        return Node(
            key=f"org{move['receiver']}",
            title=move["receiver__short_name"] or move["receiver__name"],
            text=_("on the way") if waiting else _("received"),
            quantity=move["sent"],
            unit=lot.product.get_unit_display(),
            tone="work" if waiting else "ok",
            parents=(parent,),
            state=_("on the way") if waiting else _("received"),
        )


def _merge_and_cut(found: Genealogy) -> None:
    """One node for each key, its parents joined; at most a handful in a column."""
    nearer: dict[str, set[str]] = {}
    for name in ("up", "down", "far_up", "far_down"):
        merged = _merged(getattr(found, name))
        parents = nearer.get(name.removeprefix("far_"), {"self"})
        merged = [node for node in merged if name in {"up", "down"} or parents & set(node.parents)]
        found.hidden[name] = max(0, len(merged) - MOST_IN_COLUMN)
        kept = merged[:MOST_IN_COLUMN]
        nearer[name] = {node.key for node in kept}
        setattr(found, name, kept)


def _merged(nodes: Iterable[Node]) -> list[Node]:
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        groups[node.key].append(node)
    return [_joined(same) for same in groups.values()]


def _joined(same: list[Node]) -> Node:
    first = same[0]
    if len(same) == 1:
        return first
    return Node(
        **{
            **first.__dict__,
            "quantity": sum((node.quantity for node in same), Decimal(0)),
            "parents": tuple(dict.fromkeys(parent for node in same for parent in node.parents)),
        }
    )
