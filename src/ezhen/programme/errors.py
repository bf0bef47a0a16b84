"""Refusals of the programme."""

from ezhen.core.errors import DomainError


class OverBudget(DomainError):
    """More than a budget line, a contract or an invoice holds."""

    code = "over_budget"


class InvoiceUsed(DomainError):
    """An invoice of this code and number is entered already."""

    code = "invoice_used"


class VoucherUsed(DomainError):
    """A payment with this voucher number is entered already."""

    code = "voucher_used"


class StepRefused(DomainError):
    """The chain has not come this far, or is past it."""

    code = "step_refused"


class AreaTaken(DomainError):
    """Somebody has the area at this time."""

    code = "area_taken"


class NumberUsed(DomainError):
    """Something has this number already."""

    code = "number_used"
