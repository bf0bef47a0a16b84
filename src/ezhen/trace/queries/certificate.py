"""Conformity certificates: what a promise can rest on, and what is printed."""

import calendar
import datetime as dt
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from ezhen.core.pack import pack
from ezhen.trace import labels
from ezhen.trace.labels.wording import quantity
from ezhen.trace.models import Certificate, Lot
from ezhen.trace.queries.report import address_of

KEEP_MONTHS = 6


def basis_of(lot: Lot) -> dict[str, bool]:
    """What the promise can rest on: control in production always, tests as recorded."""
    passed = set(lot.tests.filter(has_passed=True).values_list("is_own", flat=True))
    return {
        "basis_control": True,
        "basis_own_test": True in passed,
        "basis_outside_test": False in passed,
    }


def left_to_certify(lot: Lot) -> Decimal:
    """How much of the lot no certificate speaks of yet."""
    promised = lot.certificates.aggregate(total=Sum("quantity"))["total"] or Decimal(0)
    return max(lot.quantity - promised, Decimal(0))


def certificates_of(lot: Lot) -> QuerySet[Certificate]:
    """The lot's certificates, newest first."""
    return lot.certificates.select_related("issued_by").order_by("-issued_at", "-pk")


def kept_until(certificate: Certificate) -> dt.date:
    """Six months after it was issued (Order 2025 No. 4): until then nobody throws it away."""
    day = timezone.localdate(certificate.issued_at)
    years, month = divmod(day.month - 1 + KEEP_MONTHS, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def printed(certificate: Certificate) -> labels.CertificateData:
    """The certificate as it stands on paper."""
    lot, producer = certificate.lot, certificate.lot.owner
    site = lot.site or producer.sites.order_by("pk").first()
    return labels.CertificateData(
        number=certificate.number,
        product=str(lot.product),
        quantity=quantity(certificate.quantity, str(lot.product.get_unit_display())),
        origin=f"{pack().town.county}{site.place_name}" if site else pack().town.county,
        issued_at=certificate.issued_at,
        issuer=producer.name,
        contact=producer.phone,
        url=address_of(lot),
        lot=lot.code,
        has_quality_control=certificate.basis_control,
        is_self_tested=certificate.basis_own_test,
        is_commission_tested=certificate.basis_outside_test,
    )
