"""Is this upload what its name says? The bytes decide."""

import io
import zipfile
from pathlib import PurePath

import filetype
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from ezhen.archive.enums import FileKind
from ezhen.archive.errors import FileNotReadable, FileTypeWrong

EXTENSIONS = {
    ".jpg": FileKind.JPEG,
    ".jpeg": FileKind.JPEG,
    ".png": FileKind.PNG,
    ".webp": FileKind.WEBP,
    ".pdf": FileKind.PDF,
    ".xlsx": FileKind.XLSX,
    ".csv": FileKind.CSV,
}
MAX_PIXELS = 60_000_000
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200


def kind_of(name: str, content: bytes) -> FileKind:
    """The kind of a file by its bytes. Raises FileTypeWrong when name and content disagree."""
    expected = EXTENSIONS.get(PurePath(name).suffix.lower())
    if expected is None:
        raise FileTypeWrong(
            _("Files of this kind are not taken. Use JPG, PNG, WebP, PDF, XLSX or CSV."),
            field="file",
        )
    if _found(content) != expected:
        raise FileTypeWrong(
            _("The content of %(name)s is not what its name says. Save it again and retry.")
            % {"name": name},
            field="file",
        )
    _check_content(expected, content)
    return expected


def _found(content: bytes) -> str:
    guess = filetype.guess(content)
    if guess is not None:
        return guess.mime
    return FileKind.CSV if b"\x00" not in content[:4096] else "unknown"


def _check_content(kind: FileKind, content: bytes) -> None:
    try:
        if kind.startswith("image/"):
            _check_picture(content)
        elif kind == FileKind.XLSX:
            _check_archive(content)
        elif kind == FileKind.PDF and b"%%EOF" not in content[-2048:]:
            raise ValueError("cut off")  # noqa: TRY301 one place turns every cause into one refusal
    except (ValueError, OSError, SyntaxError, UnidentifiedImageError, zipfile.BadZipFile) as error:
        raise FileNotReadable(
            _("The file cannot be opened. It may be damaged; take or save it again."), field="file"
        ) from error


def _check_picture(content: bytes) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        picture.load()


def _check_archive(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 1):
            raise ValueError("unpacks to too much")
