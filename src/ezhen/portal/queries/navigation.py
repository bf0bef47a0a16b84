"""The main navigation of the public pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class PublicItem:
    """One entry."""

    label: str
    url: str
    current: bool


def public_nav(current: str) -> list[PublicItem]:
    """Front page, look-up, notices, letter; `current` is the URL name of the page being drawn."""
    labels = {
        "front": _("Front page"),
        "query": _("Look up"),
        "notices": _("Public notices"),
        "complaint": _("Write to us"),
    }
    return [
        PublicItem(label, reverse(f"portal:{name}"), name == current)
        for name, label in labels.items()
    ]
