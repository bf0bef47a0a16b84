"""States of reported numbers, and how well a figure is known."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.enums import TonedChoices


class FilingState(TonedChoices):
    """Life of one return (报数): complete is not valid, valid is not verified."""

    DRAFT = "draft", _("draft")
    FILED = "filed", _("filed, waiting for a check")
    RETURNED = "returned", _("returned to be mended")
    VERIFIED = "verified", _("verified")

    COUNTED = nonmember(frozenset({"filed", "verified"}))
    TONES = nonmember({"draft": "note", "filed": "work", "returned": "short", "verified": "ok"})


class Known(TextChoices):
    """How well a figure is known; a total takes the state of its weakest part."""

    COMPUTED = "computed", _("computed")
    REPORTED = "reported", _("reported")
    VERIFIED = "verified", _("verified")
    SEALED = "sealed", _("sealed")


class Clock(TextChoices):
    """Where a period stands for whoever files."""

    EARLY = "early", _("not open yet")
    OPEN = "open", _("open")
    LATE = "late", _("overdue")
    CLOSED = "closed", pgettext_lazy("period", "closed")
