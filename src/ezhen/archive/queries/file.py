"""Finding files."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from ezhen.archive.models import StoredFile

_viewers: list[Callable[[Any, StoredFile], bool]] = []


def path_of(file: StoredFile) -> Path:
    """Where the bytes of a file lie: EZHEN_DATA/files/ab/abcdef…"""
    return Path(settings.DATA_DIR) / "files" / file.sha256[:2] / file.sha256


def hash_of(file: StoredFile) -> str:
    """SHA-256 (hex) of the bytes as they lie on disk now; empty when they are gone."""
    try:
        with path_of(file).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def own_uploads(user: Any) -> QuerySet[StoredFile]:
    """What a person put there."""
    return StoredFile.objects.filter(uploaded_by=user).order_by("pk")


def register_viewer(may_see: Callable[[Any, StoredFile], bool]) -> None:
    """A module says which files a person with an account may open because of what they hang on."""
    _viewers.append(may_see)


def may_open(user: Any, file: StoredFile) -> bool:
    """Public files for all; own uploads; whatever a module vouches for."""
    if file.is_public:
        return True
    if not user.is_authenticated:
        return False
    return file.uploaded_by_id == user.pk or any(may_see(user, file) for may_see in _viewers)
