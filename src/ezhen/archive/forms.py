"""Forms of documents."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm, DateInput


class DocumentForm(ActionForm):
    """A paper that comes in."""

    type = forms.ChoiceField(label=_("What paper is it?"))
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("Left empty, the file's name is taken."),
    )
    file = forms.FileField(label=_("File"), help_text=_("JPG, PNG, WebP, PDF, XLSX or CSV."))
    dated_on = forms.DateField(
        label=_("Date of the paper"), widget=DateInput, initial=timezone.localdate
    )
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput, required=False)

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = types


class ReplaceForm(ActionForm):
    """A newer version."""

    file = forms.FileField(label=_("Newer file"))
    note = forms.CharField(label=_("What changed"), max_length=200, required=False)
    dated_on = forms.DateField(label=_("Date of the paper"), widget=DateInput, required=False)
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput, required=False)
    expects = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(ActionForm):
    """Why a paper no longer counts."""

    reason = forms.CharField(label=_("Why it no longer counts"), max_length=200)
