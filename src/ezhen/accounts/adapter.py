"""Who may enter, and what allauth may do: a registration or an administrator makes accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.core import crypto
from ezhen.core.pack import pack


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Whose account somebody tries to enter: axes counts the failures of each name."""
    return (credentials or {}).get("username") or request.POST.get("login", "")


class TownBackend(ModelBackend):
    """Names and passwords; a demo account exists in demo mode only, by whatever door."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at sign-in and at each request of a session: a closed account ends at once."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)


SAID = {
    "account/messages/password_changed.txt": _("The password is changed."),
    "mfa/messages/totp_activated.txt": _("The second factor is on."),
    "mfa/messages/totp_deactivated.txt": _("The second factor is off."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Names and passwords only; no mail is needed in a town."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name or password is wrong."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This password is wrong."),
        "incorrect_code": _("This code is wrong. Wait for the next one and try again."),
        "rate_limited": _("Too many tries. Wait a few minutes."),
    }

    def pre_authenticate(self, _request: HttpRequest, **_credentials: Any) -> None:
        """Axes counts failures, in the database where every process knows them."""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_args: Any,
        **_kwargs: Any,
    ) -> None:
        """Say what changed; coming and going needs no words."""
        if message_template in SAID:
            messages.add_message(request, level, SAID[message_template])

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """After a new password the work goes on."""
        return reverse("home")

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody signs up without an organisation: the registration pages make the account."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed at rest like any other secret."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        """Plain secret to hex of the sealed bytes."""
        return crypto.seal("mfa", text.encode()).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Back again; raises crypto.Tampered when changed."""
        return crypto.open_sealed("mfa", bytes.fromhex(encrypted_text)).decode()

    def get_totp_issuer(self) -> str:
        """The name the authenticator app shows."""
        return pack().town.platform
