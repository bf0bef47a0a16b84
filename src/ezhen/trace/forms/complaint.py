"""Forms about what consumers wrote."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm
from ezhen.trace.enums import ComplaintKind


class AnswerForm(ActionForm):
    """What was done."""

    answer = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea({"rows": 4})
    )


class PhoneForm(forms.Form):
    """Why a masked number is read. No key against double submits: each look is a look."""

    reason = forms.CharField(label=_("Why do you need the number?"), max_length=200)


class ComplaintFilter(forms.Form):
    """Search, kind and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    kind = forms.ChoiceField(
        label=_("About"), required=False, choices=[("", _("All")), *ComplaintKind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("waiting for an answer")),
            ("answered", _("answered")),
        ],
    )
