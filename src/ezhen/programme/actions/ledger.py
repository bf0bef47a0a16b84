"""The registers of contracts (5) and of payments (4) follow the chain: lists, prints and proofs
read them as before."""

import datetime as dt
from typing import Any

from ezhen.programme.models import Contract, Payment, WorkAcceptance
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

CONTRACTS, PAYMENTS = "contracts", "fund_entries"


def put_contract(contract: Contract, *, by: Any, at: dt.datetime) -> None:
    """The row of a contract, as it stands now."""
    open_ones = contract.milestones.filter(acceptance=None)
    last = WorkAcceptance.objects.filter(milestone__contract=contract).order_by("-accepted_on")
    accepted = last.first() if contract.agreed and not open_ones.exists() else None
    values = {
        "signed_on": contract.signed_on.isoformat(),
        "number": contract.number,
        "kind": contract.kind,
        "party": contract.party.name,
        "qualification": contract.party.qualification,
        "subject": contract.subject,
        "task": contract.task,
        "amount": str(contract.value),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "accepted_on": accepted.accepted_on.isoformat() if accepted else "",
    }
    registers.put_record(register=CONTRACTS, key=contract.uuid, values=values, by=by, at=at)


def put_payment(payment: Payment, *, by: Any, at: dt.datetime) -> None:
    """The row of a payment."""
    contract = payment.contract
    values = {
        "paid_on": payment.paid_on.isoformat(),
        "source": contract.line.source,
        "line": str(contract.line),
        "task": contract.task,
        "payee": contract.party.name,
        "amount": str(payment.amount),
        "contract": contract.number,
        "voucher": payment.voucher,
        "approver": payment.approver,
    }
    registers.put_record(register=PAYMENTS, key=payment.uuid, values=values, by=by, at=at)


def take_payment_back(payment: Payment, *, reason: str, by: Any, at: dt.datetime) -> None:
    """A reversed payment counts no more; its row stays readable."""
    everything = registers.rows(PAYMENTS, states=RecordState.STANDS)
    row = everything.filter(uuid=payment.uuid).first()
    if row is not None:
        registers.withdraw_record(record=row, reason=reason, by=by, at=at)
