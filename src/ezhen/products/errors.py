"""Refusals of products."""

from ezhen.core.errors import DomainError


class ProductClosed(DomainError):
    """The product is with the reviewer or approved; it cannot be edited now."""

    code = "product_closed"


class ProducerNotApproved(DomainError):
    """Products belong to registered producers."""

    code = "producer_not_approved"


class ReasonMissing(DomainError):
    """A decision against somebody needs a reason."""

    code = "reason_missing"
