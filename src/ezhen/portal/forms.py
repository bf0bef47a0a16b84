"""Forms for people without an account."""

from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ezhen.core.forms import ActionForm
from ezhen.trace.api import CodeError, normalise
from ezhen.trace.enums import ComplaintKind

PICTURES = "image/jpeg,image/png,image/webp"


class ComplaintForm(ActionForm):
    """A complaint or feedback; only the kind and the text are asked for."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=ComplaintKind,
        widget=forms.RadioSelect,
        initial=ComplaintKind.COMPLAINT,
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Where you bought it, what you saw. At most 500 characters."),
    )
    code = forms.CharField(
        label=gettext_lazy("Code on the label"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("The 20 characters below the square code."),
    )
    file = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        help_text=gettext_lazy("The label and the pack, best in one picture."),
    )
    phone = forms.CharField(
        label=pgettext_lazy("label", "Your phone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Only if we may call back. It is stored encrypted, never shown."),
    )
    lot = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        """The canonical serial, or nothing."""
        typed = self.cleaned_data["code"]
        try:
            return normalise(typed) if typed else ""
        except CodeError as error:
            message = _("This is not a whole code. Compare it with the label, or leave it empty.")
            raise forms.ValidationError(message) from error

    def clean_phone(self) -> str:
        """A number that can be called in China, digits only."""
        typed = self.cleaned_data["phone"]
        number = callable_number(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(_("This is no phone number. Correct it or leave it empty."))
        return number


def callable_number(typed: str) -> str | None:
    """A number that can be called in China, digits only; None for anything else."""
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        return None
    return str(number.national_number) if phonenumbers.is_possible_number(number) else None


class CalledForm(ActionForm):
    """Asks for a phone that can be called."""

    phone = forms.CharField(
        label=pgettext_lazy("label", "Your phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """Digits only. Raises ValidationError."""
        number = callable_number(self.cleaned_data["phone"])
        if number is None:
            raise forms.ValidationError(_("This is no phone number: 11 digits, please."))
        return number


class ObjectionForm(CalledForm):
    """An objection to a public notice."""

    text = forms.CharField(
        label=gettext_lazy("What do you object to?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What is not right, and how you know. At most 500 characters."),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("You may leave it out."),
    )
    field_order = ["text", "name", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _(
            "Its last four digits and a number show you the answer. It is stored encrypted."
        )


class FollowForm(ActionForm):
    """Number and last digits of the phone."""

    number = forms.CharField(
        label=gettext_lazy("Number of the objection"),
        max_length=20,
        help_text=gettext_lazy("It stands on the receipt: YY261124-7K3M."),
    )
    tail = forms.RegexField(
        r"^\d{4}$",
        label=gettext_lazy("Last four digits of the phone"),
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Four digits, please.")},
    )

    def not_found(self) -> None:
        """Says nothing about which of the two is wrong."""
        self.add_error(None, _("No objection has this number and these digits. Check both."))


class BallotForm(CalledForm):
    """One vote."""

    entry = forms.ChoiceField(label=gettext_lazy("Your choice"), widget=forms.RadioSelect)
    field_order = ["entry", "phone"]

    def __init__(self, *args: Any, entries: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [(str(n), name) for n, name in enumerate(entries)]
        self.fields["phone"].help_text = _("One vote a number; only a keyed trace of it is kept.")
