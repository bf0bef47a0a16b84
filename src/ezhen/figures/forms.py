"""Forms of returns, made from the data set."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.definitions import FieldType, heading
from ezhen.core.forms import ActionForm
from ezhen.core.valueforms import ValueField
from ezhen.figures.definitions import DatasetDefinition


class FilingForm(ActionForm):
    """One return. What looked odd the last time gets a field for its explanation. A draft may be
    kept with fields still empty."""

    expects = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        definition: DatasetDefinition,
        user: Any,
        questions: dict[str, str] | None = None,
        is_draft: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        for one in definition.fields:
            if not one.retired and one.type != FieldType.FILES:
                self.fields[one.name] = ValueField(one, user)
                self.fields[one.name].required = one.required and not is_draft
        for key, message in (questions or {}).items():
            self.fields[explanation(key)] = forms.CharField(
                label=message, max_length=200, required=False, help_text=_("Say why.")
            )

    def values(self) -> dict[str, Any]:
        """What was entered for the fields of the data set, as typed when it could not be read."""
        names = {one.name for one in self.definition.fields}
        return {name: self.cleaned_data.get(name) for name in self.fields if name in names}

    def explained(self) -> dict[str, str]:
        """Answers by the key of their question."""
        rows = self.cleaned_data.items()
        return {
            name.removeprefix("why-").replace("-", ":", 1): value
            for name, value in rows
            if name.startswith("why-") and value
        }


def explanation(key: str) -> str:
    """The name of the field that answers a question (`outlier:total`)."""
    return f"why-{key.replace(':', '-', 1)}"


class ReturnForm(ActionForm):
    """Why a return comes back."""

    reason = forms.CharField(
        label=_("What is to be mended"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class PaperForm(ActionForm):
    """A paper of a return."""

    document = forms.CharField(widget=forms.HiddenInput)
    file = forms.FileField(label=_("File"), help_text=_("A scan or photo with the stamp on it."))


class SheetForm(ActionForm):
    """A filled-in Excel form."""

    file = forms.FileField(
        label=_("Filled-in form"), widget=forms.FileInput({"accept": ".xlsx,.xls"})
    )


class SealForm(ActionForm):
    """The totals as the stamped paper says them, and the paper."""

    def __init__(self, *args: Any, definition: DatasetDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in definition.totals:
            self.fields[one.name] = forms.DecimalField(
                label=heading(one),
                max_digits=18,
                decimal_places=4,
                widget=forms.TextInput({"inputmode": "decimal", "class": "ez-num"}),
            )
        self.fields["paper"] = forms.FileField(
            label=_("Scan of the stamped paper"),
            widget=forms.FileInput({"accept": "application/pdf,image/*"}),
        )
