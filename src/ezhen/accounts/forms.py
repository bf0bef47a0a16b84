"""Entering, the password, the second factor (allauth's checks in the words of an office), accounts
and the log."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import AccountState, Role
from ezhen.core.forms import ActionForm, DateInput
from ezhen.core.shell import words

OFFICE_ROLES = [(value, label) for value, label in Role.choices if value not in Role.BUSINESS]


def _say(form: forms.Form, **labels: Any) -> None:
    """Name the fields; help stands below a field, never inside it."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].help_text = ""
        form.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            login=_("User name"),
            password=_("Password"),
            remember=_("Stay signed in when the browser closes, for 12 hours at most"),
        )


class ChangePasswordForm(account.ChangePasswordForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=_("Present password"),
            password1=_("New password"),
            password2=_("New password once more"),
        )
        self.fields["password1"].help_text = _("At least ten characters, not only digits.")


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=_("Password"))


class CodeForm(factor.AuthenticateForm):
    """The code of the app, or a recovery code. A wrong one counts like a wrong password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("Code from the app, or a recovery code"))

    def clean_code(self) -> str:
        """The code, unless too many were wrong: that count is shared by every process."""
        credentials = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(context.request, credentials):
            raise forms.ValidationError(
                _("Too many wrong codes. Wait 15 minutes, then sign in again."), code="locked"
            )
        return str(super().clean_code())


class ConfirmCodeForm(factor.ReauthenticateForm):
    """The code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("Code from the app, or a recovery code"))


class ActivateForm(totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("The six digits the app shows"))


def first_password() -> forms.CharField:
    """A password that somebody else will change."""
    return forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        validators=[validate_password],
        help_text=_("At least ten characters, not only digits. It is changed at first entry."),
    )


class AccountForm(ActionForm):
    """A new office account."""

    display_name = forms.CharField(label=_("Person"), max_length=80)
    username = forms.RegexField(
        label=_("User name"),
        regex=r"^[\w.@+-]+$",
        max_length=60,
        help_text=_("Letters, digits and . _ - without spaces."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=OFFICE_ROLES)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    password = first_password()


class PasswordForm(ActionForm):
    """A new first password."""

    password = first_password()


class ReasonForm(ActionForm):
    """Why an account is closed or refused."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class AccountFilter(forms.Form):
    """Search, role and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All")), *Role.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *AccountState.choices]
    )


class LogFilter(forms.Form):
    """Days, person, action and subject."""

    first = forms.DateField(label=_("From day"), required=False, widget=DateInput)
    last = forms.DateField(label=_("To day"), required=False, widget=DateInput)
    actor = forms.CharField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    subject = forms.CharField(label=_("About what"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("All")), *words().items()]
