"""What traceability answers when the shell asks, one aggregate a file."""

from ezhen.core.shell import register_words
from ezhen.trace.enums import LOGGED
from ezhen.trace.receivers import code, figures, lot, quality, shipment, supervision


def register() -> None:
    """Register every aggregate's part of navigation, home and search."""
    register_words(LOGGED)
    for aggregate in (lot, quality, shipment, code, supervision, figures):
        aggregate.register()
