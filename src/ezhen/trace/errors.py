"""Refusals of traceability."""

from ezhen.core.errors import DomainError


class NotApproved(DomainError):
    """Producer or product is not registered and approved."""

    code = "not_approved"


class LotHeld(DomainError):
    """The lot is held or recalled: it cannot move by any door."""

    code = "lot_held"


class LotNotSellable(DomainError):
    """The lot waits for its test or is past its date."""

    code = "lot_not_sellable"


class NotEnough(DomainError):
    """More than the holder has."""

    code = "not_enough"


class BalanceRefused(DomainError):
    """Outputs heavier than inputs, or more lost than the class allows."""

    code = "balance_refused"


class ImpossibleDate(DomainError):
    """A date in the future, or an end before its beginning."""

    code = "impossible_date"


class AlreadyReceived(DomainError):
    """The shipment was received before."""

    code = "already_received"


class OrderTooLarge(DomainError):
    """Fewer than 1 or more than 100,000,000 codes in one order."""

    code = "order_too_large"


class OrderNotReady(DomainError):
    """The order is still being prepared."""

    code = "order_not_ready"


class RangeRefused(DomainError):
    """A range of codes that does not exist, overlaps, or is voided."""

    code = "range_refused"


class CodesAltered(DomainError):
    """The codes computed now are not those that were prepared and printed."""

    code = "codes_altered"


class CertificateNotForClass(DomainError):
    """This class of product gets no 承诺达标合格证."""

    code = "certificate_not_for_class"


class CertificateRefused(DomainError):
    """A promise without basis, or on a test that is not in the books."""

    code = "certificate_refused"


class TestRefused(DomainError):
    """A test that cannot be: no items, no laboratory, dates the wrong way round."""

    code = "test_refused"
    __test__ = False  # not a test case


class RecallRefused(DomainError):
    """A recall without scope, reason or class, or one that is closed."""

    code = "recall_refused"


class ShipmentRefused(DomainError):
    """A shipment to oneself, with nothing on it, or with more received than sent."""

    code = "shipment_refused"


class ComplaintRefused(DomainError):
    """A complaint without text, one too many within the hour, or a photo that is none."""

    code = "complaint_refused"


class InspectionRefused(DomainError):
    """An inspection without findings, with a deadline it cannot have, or of another producer."""

    code = "inspection_refused"


class SuspicionRefused(DomainError):
    """A decision about a suspected code that says nothing."""

    code = "suspicion_refused"
