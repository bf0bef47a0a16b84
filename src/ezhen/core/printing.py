"""Typst behind one function: a template and plain data in, a PDF/A-2u out.

PDF/A-2u is the archive profile: fonts embedded, text searchable, and Typst refuses a character
that no font can draw, so an empty box never reaches paper unnoticed.
"""

import functools
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

FONT_FILES = ("NotoSansHans-Regular.otf", "NotoSansHans-Bold.otf")
STAND_IN = "〓"  # what Chinese typesetting prints for a sort that is not in the case
LARGE = 50_000  # characters of data
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class PrintingError(RuntimeError):
    """A template did not compile; the message carries Typst's diagnostic."""


class FontsMissingError(PrintingError):
    """The print fonts are not installed."""

    def __init__(self, folder: Path):
        super().__init__(
            f"No print fonts in {folder} (looked for {', '.join(FONT_FILES)}). "
            "Run `make setup`, which installs the npm package @embedpdf/fonts-sc."
        )


class MissingGlyphError(PrintingError):
    """The data hold characters that no print font has; `characters` names them."""

    def __init__(self, characters: str):
        super().__init__(f"No print font has: {' '.join(characters)}")
        self.characters = characters


def font_folder() -> Path:
    """Where the setup command puts the print fonts."""
    return Path(settings.NODE_MODULES) / "@embedpdf" / "fonts-sc" / "fonts"


def compile_pdf(
    template: Path,
    data: dict,
    *,
    font_dir: Path | None = None,
    at: datetime | None = None,
    stand_in: str | None = None,
) -> bytes:
    """Typeset `template` with `data` and return the PDF.

    The template reads `json(bytes(sys.inputs.data))`; data are never part of the source, so no
    text can act as markup. It may import files of its own folder and nothing else. Control
    characters are dropped. Only the fonts in `font_dir` (default: the installed npm package) and
    those inside Typst are used, so the same call gives the same bytes on every machine as long
    as `at`, the aware time written into the document (default: now), is the same.

    A character that no font has raises `MissingGlyphError`; with `stand_in` it is replaced
    instead. Other faults raise `PrintingError`, absent fonts `FontsMissingError`.
    """
    fonts = _fonts(Path(font_dir) if font_dir else font_folder())
    at = at or datetime.now(UTC)
    data = _printable(data)
    try:
        return _typeset(template, data, fonts, at)
    except MissingGlyphError as error:
        if stand_in is None:
            raise
        table = dict.fromkeys(map(ord, error.characters), stand_in)
        return _typeset(template, _mapped(data, lambda text: text.translate(table)), fonts, at)


def _typeset(template: Path, data: dict, fonts: typst.Fonts, at: datetime) -> bytes:
    payload = json.dumps(data, ensure_ascii=False)
    try:
        return typst.compile(
            template,
            root=template.parent,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": payload},
            pdf_standards=["a-2u"],
            timestamp=int(at.timestamp()),
            pdf_tags=False,  # costs a third more bytes; the page on screen is the accessible form
        )
    except typst.TypstError as error:
        raise _named(error) from error
    finally:
        if len(payload) > LARGE:
            _forget(fonts)


def _forget(fonts: typst.Fonts) -> None:
    """Drop what Typst remembers of a large document.

    It keeps intermediate results for ten compilations: 500 labels printed again and again grow
    a worker past 0.6 GB, and with this stay at 0.2 GB. Ten empty ones take 0.1 s then.
    """
    for _ in range(10):
        typst.compile(b"", font_paths=fonts, ignore_system_fonts=True, format="svg")


def _named(error: typst.TypstError) -> PrintingError:
    found = _REFUSED.findall(error.diagnostic)
    if not found:
        return PrintingError(error.diagnostic)
    text = _RUST_ESCAPE.sub(lambda match: chr(int(match[1], 16)), "".join(found))
    return MissingGlyphError("".join(dict.fromkeys(text)))


@functools.lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    if not all((folder / name).is_file() for name in FONT_FILES):
        raise FontsMissingError(folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _printable(data: Any) -> Any:
    return _mapped(data, lambda text: _UNPRINTABLE.sub("", text))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Apply `change` to every string of a JSON-like value."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    return value
