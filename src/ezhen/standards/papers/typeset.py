"""The papers and pages of a dossier: plain data in, bytes out; the same data give the same."""

import datetime as dt
import functools
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template

from ezhen.core.printing import STAND_IN, compile_pdf

TEMPLATES = Path(__file__).parent / "templates"


def _pdf(template: str, data: dict[str, Any], at: dt.datetime) -> bytes:
    return compile_pdf(TEMPLATES / template, data, at=at, stand_in=STAND_IN)


def cover_pdf(data: dict[str, Any], at: dt.datetime) -> bytes:
    """The cover of a task."""
    return _pdf("cover.typ", data, at)


def requirements_pdf(data: dict[str, Any], at: dt.datetime) -> bytes:
    """The requirements of a task with verdicts and reasons."""
    return _pdf("requirements.typ", data, at)


def table_pdf(data: dict[str, Any], at: dt.datetime) -> bytes:
    """A plain table: title, headers, rows of text."""
    return _pdf("table.typ", data, at)


def board_pdf(data: dict[str, Any], at: dt.datetime) -> bytes:
    """All tasks by area."""
    return _pdf("board.typ", data, at)


def report_pdf(data: dict[str, Any], at: dt.datetime) -> bytes:
    """The report on the four properties."""
    return _pdf("report.typ", data, at)


def receipt_pdf(data: dict[str, Any], at: dt.datetime) -> bytes:
    """The sheet with the fingerprint that is signed and kept apart from the dossier."""
    return _pdf("receipt.typ", data, at)


@functools.cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={"ez": "ezhen.core.templatetags.ez"},
        builtins=["ezhen.core.templatetags.ez"],
    )


@functools.cache
def _template(name: str) -> Template:
    return _engine().get_template(name)


def page(name: str, data: dict[str, Any]) -> bytes:
    """An offline page."""
    return _template(name).render(Context(data)).encode()
