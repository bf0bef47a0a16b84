"""Forms of inspections: what a regulator fills in with one thumb, and the list's filter."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm, DateInput, DateTimeInput, PhotosField
from ezhen.core.valueforms import Segments
from ezhen.core.workdays import add_workdays
from ezhen.trace.actions.inspection import Finding
from ezhen.trace.enums import InspectionResult

CORRECT_WORKDAYS = 7
# three words that fit under one thumb
ON_THE_SPOT = [
    (InspectionResult.PASSED, _("In order")),
    (InspectionResult.CORRECT, _("To be corrected")),
    (InspectionResult.FAILED, _("Not acceptable")),
]


def first_deadline() -> Any:
    """The day that the form proposes for the correction."""
    return add_workdays(timezone.localdate(), CORRECT_WORKDAYS)


class InspectionForm(ActionForm):
    """Result first; what follows from it below. `kept` are photos that were stored before."""

    organisation = forms.ModelChoiceField(label=_("Whose goods or site"), queryset=None)
    result = forms.ChoiceField(label=_("Result"), choices=ON_THE_SPOT, widget=Segments)
    findings = forms.CharField(
        label=_("What was found"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed unless nothing was wrong."),
    )
    correct_by = forms.DateField(
        label=_("To be corrected by"), required=False, widget=DateInput, initial=first_deadline
    )
    hold = forms.BooleanField(
        label=_("Stop the sale of this lot and of all made from it, at once"), required=False
    )
    file = PhotosField(label=_("Photos"), required=False)
    kept = forms.ModelMultipleChoiceField(queryset=None, required=False, to_field_name="uuid")
    at = forms.DateTimeField(label=_("When"), widget=DateTimeInput, initial=timezone.localtime)

    def __init__(self, *args: Any, organisations: Sequence[Any], uploads: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = type(organisations[0]).objects.filter(
            pk__in=[organisation.pk for organisation in organisations]
        )
        field.initial = organisations[0].pk
        field.empty_label = None
        self.fields["kept"].queryset = uploads

    def clean(self) -> dict[str, Any]:
        """A day for correction goes with that result only; the form proposes one for all."""
        facts = super().clean() or self.cleaned_data
        if facts.get("result") != InspectionResult.CORRECT:
            facts["correct_by"] = None
        return facts

    def finding(self, photos: Sequence[Any]) -> Finding:
        """As the action takes it."""
        facts = self.cleaned_data
        return Finding(
            result=facts["result"],
            findings=facts["findings"],
            correct_by=facts["correct_by"],
            photos=[*facts["kept"], *photos],
        )


class InspectionFilter(forms.Form):
    """Search and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("not corrected yet")),
            ("overdue", _("overdue")),
            *InspectionResult.choices,
        ],
    )
