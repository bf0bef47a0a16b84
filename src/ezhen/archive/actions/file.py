"""Storing a file."""

import datetime as dt
import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.archive.errors import FileNotReadable, FileTooLarge, FileTypeWrong
from ezhen.archive.models import StoredFile
from ezhen.archive.queries import path_of
from ezhen.archive.validators import kind_of
from ezhen.core.actions import action
from ezhen.core.log import record


@action
def store_file(
    *, upload: UploadedFile, by: Any, is_public: bool = False, at: dt.datetime | None = None
) -> StoredFile:
    """Check an upload, put its bytes on disk (synced before the row commits), append an entry.

    Raises FileTooLarge, FileTypeWrong, FileNotReadable.
    """
    limit = settings.UPLOAD_LIMIT_BYTES
    if (upload.size or 0) > limit:
        raise FileTooLarge(
            _("The file is larger than %(mb)s MB. Make it smaller and retry.")
            % {"mb": limit // 1024**2},
            field="file",
        )
    content = upload.read()
    if not content:
        raise FileNotReadable(_("The file is empty."), field="file")
    name = Path(upload.name or "file").name[:200]
    stored = StoredFile(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=kind_of(name, content),
        name=name,
        is_public=is_public,
        uploaded_by=by if getattr(by, "pk", None) else None,
        uploaded_at=at or timezone.now(),
    )
    write_once(path_of(stored), content)
    stored.save()
    record(
        action="archive.store_file",
        subject=stored,
        by=by,
        at=at,
        sha256=stored.sha256,
        name=name,
    )
    return stored


@action
def store_photo(*, upload: UploadedFile, by: Any) -> StoredFile:
    """Keep an upload that must be a picture. Raises what `store_file` raises, and FileTypeWrong."""
    stored = store_file(upload=upload, by=by)
    if not stored.is_picture:
        raise FileTypeWrong(
            _("%(name)s is no photo. Send JPG, PNG or WebP.") % {"name": stored.name}, field="file"
        )
    return stored


def write_once(path: Path, content: bytes) -> None:
    """Write bytes beside their place, sync, then rename: a kill leaves all of it or nothing."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
