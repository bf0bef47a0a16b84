"""What the aggregate `supervision` adds to navigation, home pages and search."""


def register() -> None:
    """Called once when the app is ready."""
