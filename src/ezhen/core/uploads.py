"""Uploads: how much is kept while one comes in, and keeping it from a module that stands below the
archive, which registers itself."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

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


class LimitedUploadHandler(FileUploadHandler):
    """Keeps no more of a file than shows that it is over the limit, so that an upload of 2 GB
    fills no disk; who stores the file sees its size and refuses it at its field."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk, for the handlers that keep it; None once the limit is passed."""
        return None if start > settings.UPLOAD_LIMIT_BYTES else raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler has the file."""
