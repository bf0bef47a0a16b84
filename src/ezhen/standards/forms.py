"""Forms of the standard: a verdict, a confirmation, who answers for what, the programme's days."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.core.forms import ActionForm, DateInput
from ezhen.standards.enums import Layer, Result


class VerdictForm(ActionForm):
    """A verdict on one requirement."""

    result = forms.ChoiceField(label=_("Your verdict"), choices=Result, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason of the verdict"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed when it differs from what is computed, or is returned."),
    )

    def __init__(self, *args: Any, layer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if layer == Layer.SELF_CHECK:  # nobody returns something to themselves
            kept = [choice for choice in Result.choices if choice[0] != Result.RETURNED]
            self.fields["result"].choices = kept


class AttestForm(ActionForm):
    """A role's word."""

    is_met = forms.TypedChoiceField(
        label=_("Is it so?"),
        choices=[("1", _("Yes")), ("", _("No, or no longer"))],
        coerce=bool,
        empty_value=False,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Looked at on"), widget=DateInput, initial=timezone.localdate)
    note = forms.CharField(
        label=_("What was looked at"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Where, what, with whom: an auditor reads it."),
    )

    def clean_on(self) -> Any:
        """Nobody has looked at something tomorrow."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day


class AssignForm(ActionForm):
    """Who does it, who looks at it, by when."""

    responsible = forms.ModelChoiceField(label=_("Responsible"), queryset=None)
    reviewer = forms.ModelChoiceField(label=_("Looked at by"), queryset=None, required=False)
    due_on = forms.DateField(label=_("Due on"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(
            role__in=[Role.OPERATOR, Role.BUREAU], is_active=True
        )
        for name in ("responsible", "reviewer"):
            self.fields[name].queryset = people.order_by("display_name", "pk")


class TermForm(ActionForm):
    """The programme's days."""

    begins_on = forms.DateField(label=_("Begins on"), widget=DateInput)
    ends_on = forms.DateField(label=_("Ends on"), widget=DateInput)
    accepted_on = forms.DateField(label=_("Accepted on"), widget=DateInput)
    reason = forms.CharField(
        label=_("By which paper"),
        max_length=200,
        help_text=_("Contract or decision, with its date."),
    )


class DossierForm(ActionForm):
    """As of when a dossier is frozen."""

    on = forms.DateField(
        label=_("As it stood on"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: as it stands now. A past day: as it was known at its end."),
    )

    def clean_on(self) -> Any:
        """No day that has not come."""
        day = self.cleaned_data["on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day


class VersionForm(ActionForm):
    """From when a new version counts."""

    in_force_from = forms.DateField(
        label=_("In force from"), widget=DateInput, initial=timezone.localdate
    )
