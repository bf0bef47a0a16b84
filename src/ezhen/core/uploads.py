"""Keeping an upload from a module that stands below the archive: the archive registers itself."""

from collections.abc import Callable
from typing import Any

_keepers: list[Callable[..., Any]] = []


def register_keeper(keep: Callable[..., Any]) -> None:
    """The archive says how files are kept: keep(upload=, by=, is_public=) → stored file."""
    _keepers[:] = [keep]


def keep_upload(upload: Any, *, by: Any, is_public: bool = False) -> Any:
    """Keep an uploaded file, or None for none. Raises the archive's refusals."""
    if not upload:
        return None
    (keep,) = _keepers
    return keep(upload=upload, by=by, is_public=is_public)
