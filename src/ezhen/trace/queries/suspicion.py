"""What a regulator needs to judge a suspected code."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ezhen.core.pack import pack
from ezhen.trace.codes import readable
from ezhen.trace.models import CodeUse, Complaint, Scan, Suspicion
from ezhen.trace.queries.code import serial_of
from ezhen.trace.queries.looks import looks_within

SHOWN = 50


@dataclass(frozen=True)
class NamedLook:
    """One look-up of a code: when, and from which city; empty when nobody told."""

    at: dt.datetime
    city: str


def serial_shown(suspicion: Suspicion) -> str:
    """The serial as printed on the label."""
    return readable(serial_of(suspicion.order, suspicion.index))


def looks_at(suspicion: Suspicion, *, most: int = SHOWN) -> list[NamedLook]:
    """The newest look-ups of the code."""
    rows = looks_within(_code(suspicion), most=most)
    return [NamedLook(row.at, city_name(row.city)) for row in rows]


def num_looks(suspicion: Suspicion) -> int:
    """How often the code was looked up."""
    code = _code(suspicion)
    return CodeUse.objects.filter(code).count() + Scan.objects.filter(code).count()


def city_name(code: str) -> str:
    """The name of a scan's city; empty when nobody told or the pack does not know it."""
    city = pack().city(code) if code else None
    return city.name if city else ""


def _code(suspicion: Suspicion) -> Q:
    return Q(order_number=suspicion.order.number, index=suspicion.index)


def complaints_about(suspicion: Suspicion) -> QuerySet[Complaint]:
    """What consumers wrote from this code's page."""
    serial = serial_of(suspicion.order, suspicion.index)
    return Complaint.objects.filter(serial=serial).order_by("-at", "-pk")


def others_of_code(suspicion: Suspicion) -> QuerySet[Suspicion]:
    """Further questions about the same code."""
    rows = Suspicion.objects.filter(order=suspicion.order_id, index=suspicion.index)
    return rows.exclude(pk=suspicion.pk).order_by("pk")
