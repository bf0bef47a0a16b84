"""Model fields with a meaning: personal data at rest, quantities, money-free decimals."""

import base64
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from ezhen.core import crypto


class Personal(StrEnum):
    """Class of a personal field (PIPL, GB/T 45574): decides mask, reveal and retention."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"
    BANK = "bank"
    ADDRESS = "address"


MASKS = {Personal.PHONE: (3, 4), Personal.IDENTITY: (4, 3), Personal.BANK: (0, 4)}


def mask(kind: str, value: str) -> str:
    """What a page shows of a personal value: phone 138****5678, identity 1404****123, name 王*."""
    if not value:
        return ""
    if kind == Personal.NAME:
        return value[0] + "*" * (len(value) - 1)
    if kind == Personal.ADDRESS:
        return value[:6] + "****"
    head, tail = MASKS[Personal(kind)]
    if len(value) <= head + tail:
        return "****"
    return value[:head] + "****" + value[-tail:]


class SealedTextField(models.TextField):
    """A personal text, SM4-GCM encrypted at rest; Python sees the plain text.

    It cannot be searched: keep a blind index (`core.crypto.blind`) beside it where equality
    matters. `personal` names the class that masks and reveal rules go by.
    """

    def __init__(self, *args: Any, personal: str, **kwargs: Any) -> None:
        self.personal = Personal(personal)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["personal"] = self.personal.value
        return name, path, args, kwargs

    @property
    def _purpose(self) -> str:
        return f"field:{self.personal}"

    def get_prep_value(self, value: Any) -> str | None:
        """Plain text to base-64 of the sealed bytes; empty stays empty."""
        if not value:
            return value
        sealed = crypto.seal(self._purpose, str(value).encode())
        return base64.b64encode(sealed).decode()

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        """Sealed bytes to plain text; raises crypto.Tampered when they were changed."""
        if not value:
            return value
        return crypto.open_sealed(self._purpose, base64.b64decode(value)).decode()


class QuantityField(models.DecimalField):
    """An amount in the unit beside it: 15 digits, 3 of them decimals, never a float."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(*args, **kwargs)


CENT = Decimal("0.01")


class MoneyField(models.BigIntegerField):
    """Yuan with two places in Python, whole cents in the database: a running sum and the CHECK on
    it are exact on every database (SQLite would add decimals as floats)."""

    # what the type checker believes of an attribute that is set or read
    _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        """Cents to yuan."""
        return None if value is None else (Decimal(value) * CENT).quantize(CENT)

    def to_python(self, value: Any) -> Decimal | None:
        """Raises ValidationError for what is no amount, or has parts of a cent."""
        if value is None:
            return None
        try:
            number = Decimal(str(value))
            exact = number.quantize(CENT)
        except InvalidOperation:
            raise ValidationError(_("This is no amount of money.")) from None
        if exact != number:
            raise ValidationError(_("An amount has two decimal places at most."))
        return exact

    def get_prep_value(self, value: Any) -> Any:
        """Yuan to cents; expressions pass."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        number = self.to_python(value)
        assert number is not None
        return int(number / CENT)

    def formfield(self, **kwargs: Any) -> Any:
        """An amount of yuan."""
        return forms.DecimalField(max_digits=14, decimal_places=2, label=kwargs.get("label"))


def cents(amount: Decimal) -> models.Value:
    """An amount as the database adds it to a `MoneyField`: `F("paid") + cents(amount)`."""
    return models.Value(amount, output_field=MoneyField())
