"""What allauth may do here: accounts are made by a registration or an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from ezhen.core import crypto
from ezhen.core.pack import pack


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
