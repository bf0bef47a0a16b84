"""Message catalogues: one per module, message ids in English, Chinese complete.

`messages.py` refreshes every catalogue from the code and lists what has no Chinese;
`messages.py --check` only reports (exit 1 on a gap, or on two words for one text);
`messages.py --compile` writes the .mo files.
Needs no GNU gettext: Babel reads Python, Django's own lexer turns templates into Python.
"""

import io
import sys
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

SOURCE = Path(__file__).resolve().parents[1] / "src" / "ezhen"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "gettext_noop": None,
}


def found_in(module: Path) -> Catalog:
    """Every message of a module's Python files and templates."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 needs settings

    catalog = Catalog(locale="zh_Hans", project="ezhen", charset="utf-8")
    files = sorted(module.rglob("*.py")) + sorted((module / "templates").rglob("*.html"))
    for path in files:
        text = path.read_text()
        if path.suffix == ".html":
            # indentation of HTML means nothing, and Python's tokenizer would refuse it
            lines = templatize(text, origin=str(path)).splitlines()
            text = "\n".join(line.lstrip() for line in lines)
        for line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}
        ):
            catalog.add(
                message,
                locations=[(str(path.relative_to(SOURCE)), line)],
                auto_comments=comments,
                context=context,
                flags=[],
            )
    return catalog


def catalogue_path(module: Path) -> Path:
    """Where a module keeps its Chinese."""
    return module / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def refreshed(module: Path) -> Catalog:
    """The module's catalogue with today's messages and the Chinese it has."""
    fresh = found_in(module)
    path = catalogue_path(module)
    if not path.exists():
        return fresh
    with path.open("rb") as file:
        kept = read_po(file, locale="zh_Hans")
    kept.update(fresh, no_fuzzy_matching=True)
    kept.obsolete.clear()
    return kept


def gaps(catalog: Catalog) -> list[str]:
    """Message ids with no Chinese, or only a fuzzy one."""
    return [
        str(message.id)
        for message in catalog
        if message.id
        and (message.fuzzy or not (all(message.string) if message.pluralizable else message.string))
    ]


def quarrels() -> list[str]:
    """English texts with another Chinese in another module.

    Django reads all catalogues as one, so the module that stands first in INSTALLED_APPS would win
    everywhere. Say it with one word, or give the text a context (pgettext, `context "…"`).
    """
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for module in modules():
        path = catalogue_path(module)
        if not path.exists():
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id and message.string:
                    key = (message.context, _first(message.id))
                    said.setdefault(key, {})[module.name] = _first(message.string)
    return [
        f"{text!r} is " + ", ".join(f"{chinese} in {name}" for name, chinese in words.items())
        for (_context, text), words in said.items()
        if len(set(words.values())) > 1
    ]


def _first(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def write(module: Path, catalog: Catalog) -> None:
    """Write the .po without locations, so a moved line is no change."""
    path = catalogue_path(module)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, no_location=True, sort_output=True, width=100, omit_header=False)
    lines = [
        line
        for line in buffer.getvalue().decode().splitlines(keepends=True)
        if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated-By', '"Last-T'))
    ]
    path.write_text("".join(lines))


def compile_all() -> None:
    """Write the .mo beside each .po."""
    for path in SOURCE.rglob("django.po"):
        with path.open("rb") as file:
            catalog = read_po(file, locale="zh_Hans")
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def modules() -> list[Path]:
    """The packages that carry messages."""
    return sorted(path.parent for path in SOURCE.glob("*/apps.py"))


def main(arguments: list[str]) -> int:
    """Refresh, check or compile."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if "--compile" in arguments:
        compile_all()
        return 0
    only = {argument for argument in arguments if not argument.startswith("--")}
    missing = 0
    for module in modules():
        if only and module.name not in only:
            continue
        catalog = refreshed(module)
        if "--check" not in arguments and len(catalog):
            write(module, catalog)
        for message in gaps(catalog):
            missing += 1
            print(f"{module.name}: no Chinese for {message!r}")
    for quarrel in quarrels():
        missing += 1
        print(quarrel)
    if "--check" not in arguments:
        compile_all()
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
