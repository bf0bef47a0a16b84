"""Background jobs of traceability, one aggregate a file: importing them registers them."""

from ezhen.trace.tasks import code

__all__ = ["code"]
