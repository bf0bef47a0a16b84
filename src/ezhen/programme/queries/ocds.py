"""Contracts and payments as an OCDS 1.1 release package (standard.open-contracting.org).

One release a contract, tagged by how far it is: contract, amended, under implementation. Amounts
are CNY; the party is identified by its unified social credit code (scheme CN-USCC).
"""

import datetime as dt
from typing import Any

from ezhen.core.pack import pack
from ezhen.programme.models import Contract, Payment

VERSION = "1.1"
CURRENCY = "CNY"
PREFIX = "ocds-ezhen0"  # not registered with the OCDS helpdesk: a county asks for its own


def release_package(*, uri: str, at: dt.datetime) -> dict[str, Any]:
    """Every contract, oldest first; six queries, however many there are."""
    rows = (
        Contract.objects.select_related("party", "line")
        .prefetch_related(
            "amendments", "milestones__acceptance", "milestones__invoices", "payments__invoice"
        )
        .order_by("signed_on", "pk")
    )
    return {
        "uri": uri,
        "version": VERSION,
        "publishedDate": at.isoformat(),
        "publisher": {"name": pack().town.host_authority},
        "releases": [_release(row, at) for row in rows],
    }


def _value(amount: Any) -> dict[str, Any]:
    return {"amount": float(amount), "currency": CURRENCY}


def _day(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _release(row: Contract, at: dt.datetime) -> dict[str, Any]:
    buyer = {"id": "buyer", "name": pack().town.host_authority}
    supplier = {"id": f"CN-USCC-{row.party_id}", "name": row.party.name}
    payments = sorted(row.payments.all(), key=lambda one: one.pk)
    return {
        "ocid": f"{PREFIX}-{row.uuid}",
        "id": f"{row.uuid}-{at:%Y%m%dT%H%M%SZ}",
        "date": at.isoformat(),
        "tag": _tags(row, payments),
        "initiationType": "tender",
        "language": "zh",
        "parties": [
            buyer | {"roles": ["buyer", "payer"]},
            supplier
            | {
                "roles": ["supplier", "payee"],
                "identifier": {
                    "scheme": "CN-USCC",
                    "id": row.party_id,
                    "legalName": row.party.name,
                },
            },
        ],
        "buyer": buyer,
        "planning": {
            "budget": {
                "id": str(row.line.uuid),
                "description": f"{row.line.get_source_display()} {row.line}",
                "amount": _value(row.line.planned),
            }
        },
        "awards": [{"id": f"{row.uuid}-award", "status": "active", "suppliers": [supplier]}],
        "contracts": [_contract(row, payments, buyer, supplier)],
    }


def _tags(row: Contract, payments: list[Payment]) -> list[str]:
    tags = ["planning", "award", "contract"]
    if row.amendments.all():
        tags.append("contractAmendment")
    return [*tags, "implementation"] if payments else tags


def _contract(
    row: Contract, payments: list[Payment], buyer: dict[str, Any], supplier: dict[str, Any]
) -> dict[str, Any]:
    is_over = row.paid >= row.value
    return {
        "id": str(row.uuid),
        "awardID": f"{row.uuid}-award",
        "title": row.subject,
        "description": row.number,
        "status": "terminated" if is_over else "active",
        "dateSigned": _day(row.signed_on),
        "period": {"startDate": _day(row.starts_on), "endDate": _day(row.ends_on)},
        "value": _value(row.value),
        "amendments": [
            {
                "id": str(one.number),
                "date": _day(one.signed_on),
                "rationale": one.reason,
                "description": f"{one.change:+.2f} {CURRENCY}",
            }
            for one in sorted(row.amendments.all(), key=lambda one: one.number)
        ],
        "implementation": {
            "milestones": [_milestone(one) for one in _in_order(row)],
            "transactions": [_transaction(one, buyer, supplier) for one in payments],
        },
    }


def _in_order(row: Contract) -> list[Any]:
    return sorted(row.milestones.all(), key=lambda one: one.number)


def _milestone(one: Any) -> dict[str, Any]:
    acceptance = getattr(one, "acceptance", None)
    facts = {
        "id": str(one.number),
        "title": one.title,
        "type": "financing" if one.is_advance else "delivery",
        "dueDate": _day(one.due_on),
        "status": "met" if acceptance else "scheduled",
    }
    return facts | ({"dateMet": _day(acceptance.accepted_on)} if acceptance else {})


def _transaction(
    payment: Payment, buyer: dict[str, Any], supplier: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": payment.voucher,
        "source": str(payment.invoice),
        "date": _day(payment.paid_on),
        "value": _value(payment.amount),
        "payer": buyer,
        "payee": supplier,
    }
