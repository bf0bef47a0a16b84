"""Entering, the password, the second factor: allauth's checks in the words of an office."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.utils.translation import gettext_lazy as _


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
        if AxesProxyHandler.is_locked(None, {"username": self.user.get_username()}):
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
