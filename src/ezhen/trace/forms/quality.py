"""Forms of a quality test."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm, DateInput
from ezhen.trace.actions.quality import Item


class TestForm(ActionForm):
    """A laboratory's report about a lot."""

    __test__ = False  # not a test case

    laboratory = forms.CharField(label=_("Laboratory"), max_length=80)
    report_number = forms.CharField(label=_("Report number"), max_length=40)
    sampled_on = forms.DateField(label=_("Sampled on"), widget=DateInput)
    tested_on = forms.DateField(label=_("Tested on"), widget=DateInput)
    is_own = forms.BooleanField(label=_("Our own test"), required=False)
    report = forms.FileField(
        label=_("Report"), required=False, help_text=_("PDF or photo of the report.")
    )


class ItemForm(forms.Form):
    """One measured item."""

    name = forms.CharField(label=_("Item"), max_length=60)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    result = forms.CharField(label=_("Result"), max_length=30)
    limit = forms.CharField(label=_("Limit"), max_length=30, required=False)
    has_passed = forms.TypedChoiceField(
        label=_("Verdict"),
        choices=[("1", _("passed")), ("0", _("failed"))],
        coerce=lambda value: value == "1",
        initial="1",
    )


ItemFormSet = forms.formset_factory(ItemForm, extra=0, min_num=1, validate_min=True, max_num=60)


def items_of(formset: Any) -> list[Item]:
    """The rows as the action takes them."""
    return [Item(**form.cleaned_data) for form in formset.forms if form.cleaned_data]
