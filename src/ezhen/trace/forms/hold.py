"""Forms for stopping a lot's sale and allowing it again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm
from ezhen.trace.enums import HoldCause

REASON_LENGTH = 280


def reason_field(label: Any, **options: Any) -> forms.CharField:
    """Why: a sentence or two that stays with the lot."""
    return forms.CharField(
        label=label,
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        strip=True,
        **options,
    )


class HoldForm(ActionForm):
    """For a time, or for good."""

    cause = forms.ChoiceField(
        label=_("For how long"),
        choices=[
            (HoldCause.MARKET_HOLD, _("Until we allow the sale again")),
            (HoldCause.MARKET_EXIT, _("For good: taken off the market, cannot be undone")),
        ],
        widget=forms.RadioSelect,
        initial=HoldCause.MARKET_HOLD,
    )
    reason = reason_field(_("Reason"), help_text=_("Buyers read it on the scan page."))


class ReleaseForm(ActionForm):
    """Which stop ends, and why."""

    stop = forms.TypedChoiceField(label=_("Which stop ends"), coerce=int, widget=forms.RadioSelect)
    reason = reason_field(_("Why it may be sold again"))

    def __init__(self, *args: Any, stops: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stops = list(stops)
        field = self.fields["stop"]
        field.choices = [(index, str(stop)) for index, stop in enumerate(self.stops)]
        field.initial = 0 if len(self.stops) == 1 else None

    def chosen(self) -> Any:
        """The stop that was ticked."""
        return self.stops[self.cleaned_data["stop"]]


class StopFilter(forms.Form):
    """Search and cause above the list of stopped lots."""

    q = forms.CharField(label=_("Search"), required=False)
    cause = forms.ChoiceField(
        label=_("Cause"), required=False, choices=[("", _("All")), *HoldCause.choices]
    )
