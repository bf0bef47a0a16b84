"""Forms of registration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm, DateInput
from ezhen.core.pack import pack
from ezhen.parties.enums import LicenceKind, OrganisationKind, RegistrationState
from ezhen.parties.validators import valid_credit_code

KINDS = [
    choice
    for choice in OrganisationKind.choices
    if choice[0] not in {OrganisationKind.AUTHORITY, OrganisationKind.LABORATORY}
]


class OrganisationForm(ActionForm):
    """Facts of a market entity."""

    name = forms.CharField(
        label=_("Full name"), max_length=120, help_text=_("As on the business licence.")
    )
    short_name = forms.CharField(label=_("Short name"), max_length=40)
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=18,
        validators=[valid_credit_code],
        help_text=_("18 characters on the business licence."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    lot_prefix = forms.RegexField(
        label=_("Lot prefix"),
        regex=r"^[A-Z]{1,4}$",
        max_length=4,
        help_text=_("One to four capital letters that begin each of your lot numbers."),
        error_messages={"invalid": _("One to four capital letters.")},
    )
    phone = forms.CharField(
        label=_("Public phone"),
        max_length=30,
        required=False,
        help_text=_("Shown to consumers who scan your products."),
    )

    def clean_credit_code(self) -> str:
        """Letters are capitals."""
        return str(self.cleaned_data["credit_code"]).upper()


class RegisterForm(OrganisationForm):
    """Sign-up: the business and the account of the person who registers it."""

    display_name = forms.CharField(label=_("Your name"), max_length=80)
    mobile = forms.CharField(label=_("Your phone"), max_length=20)
    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters, not only digits."),
    )

    def account(self) -> dict[str, Any]:
        """The facts of the account."""
        facts = self.cleaned_data
        names = ("username", "password", "display_name")
        return {name: facts[name] for name in names} | {"phone": facts["mobile"]}

    def organisation(self) -> dict[str, Any]:
        """The facts of the business."""
        names = OrganisationForm.base_fields
        return {name: self.cleaned_data[name] for name in names if name != "submission"}


class LicenceForm(ActionForm):
    """A paper with its dates and a picture of it."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=LicenceKind.choices)
    number = forms.CharField(label=_("Number"), max_length=60)
    valid_from = forms.DateField(label=_("Valid from"), widget=DateInput)
    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Empty when it has no end."),
    )
    file = forms.FileField(
        label=_("Photo or PDF"), required=False, help_text=_("Only you and the offices see it.")
    )


class SiteForm(ActionForm):
    """A place of work."""

    name = forms.CharField(label=_("Name of the site"), max_length=60)
    place_code = forms.ChoiceField(label=_("Township"))
    address = forms.CharField(label=_("Address"), max_length=160, required=False)
    latitude = forms.DecimalField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        max_digits=9,
        decimal_places=6,
        required=False,
        help_text=_("Left empty, the township's centre is used."),
    )
    longitude = forms.DecimalField(
        label=_("Longitude"),
        min_value=-180,
        max_value=180,
        max_digits=9,
        decimal_places=6,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_code"].choices = [(place.code, place.name) for place in pack().places]

    def clean(self) -> dict[str, Any]:
        """Both coordinates or none."""
        facts = super().clean() or self.cleaned_data
        if (facts.get("latitude") is None) != (facts.get("longitude") is None):
            self.add_error("longitude", _("Enter both coordinates, or none."))
        return facts


class PersonForm(ActionForm):
    """Somebody who works there."""

    name = forms.CharField(label=_("Name"), max_length=60)
    post = forms.CharField(label=_("Post"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    identity_number = forms.CharField(
        label=_("Identity number"),
        max_length=18,
        required=False,
        help_text=_("Kept encrypted and shown masked."),
    )


class ReturnForm(ActionForm):
    """Why it goes back."""

    reason = forms.CharField(
        label=_("What has to be mended"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class RevealForm(ActionForm):
    """Why a masked number is read."""

    reason = forms.CharField(label=_("Why do you need it?"), max_length=200)


class OrganisationFilter(forms.Form):
    """Search, state and kind above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *RegistrationState.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *OrganisationKind.choices]
    )
