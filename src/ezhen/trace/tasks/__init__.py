"""Background jobs of traceability, one aggregate a file."""

from ezhen.trace.tasks import code


def register() -> None:
    """Register every aggregate's jobs under the names that actions enqueue."""
    code.register()
