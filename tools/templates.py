"""Compile every template of the town: a wrong tag, filter or `{% url %}` stops the build."""

import sys
from pathlib import Path

import django
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

SOURCE = Path(__file__).resolve().parents[1] / "src" / "ezhen"


def names() -> list[str]:
    """Every template by the name it is loaded with."""
    folders = sorted(SOURCE.glob("*/templates"))
    return [str(path.relative_to(folder)) for folder in folders for path in folder.rglob("*.html")]


def broken() -> list[str]:
    """`name: reason` for each template that does not compile."""
    found = []
    for name in names():
        try:
            get_template(name)
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            found.append(f"{name}: {error}")
    return found


if __name__ == "__main__":
    django.setup()
    faults = broken()
    print("\n".join(faults) or f"{len(names())} templates")
    sys.exit(bool(faults))
