"""Forms about suspected codes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm
from ezhen.core.valueforms import Segments
from ezhen.trace.enums import SuspicionState


class DecideForm(ActionForm):
    """One way or the other, and what was found."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (SuspicionState.CLEARED, _("Nothing wrong")),
            (SuspicionState.CONFIRMED, _("Copied")),
        ],
        widget=Segments,
    )
    answer = forms.CharField(
        label=_("What was found"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class SuspicionFilter(forms.Form):
    """Search and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *SuspicionState.choices]
    )
