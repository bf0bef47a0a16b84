"""Who may enter, and what allauth may do: a registration or an administrator makes accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from ezhen.core import crypto
from ezhen.core.pack import pack


class TownBackend(ModelBackend):
    """Names and passwords; a demo account exists in demo mode only, by whatever door."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at sign-in and at each request of a session: a closed account ends at once."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)


class AccountAdapter(DefaultAccountAdapter):
    """Names and passwords only; no mail is needed in a town."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody signs up without an organisation: the registration pages make the account."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed at rest like any other secret."""

    def encrypt(self, text: str) -> str:
        """Plain secret to hex of the sealed bytes."""
        return crypto.seal("mfa", text.encode()).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Back again; raises crypto.Tampered when changed."""
        return crypto.open_sealed("mfa", bytes.fromhex(encrypted_text)).decode()

    def get_totp_issuer(self) -> str:
        """The name the authenticator app shows."""
        return pack().town.platform
