"""Forms for people without an account."""

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
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "CN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("This is no phone number. Correct it or leave it empty."))
        return str(number.national_number)
