"""Personal values of definitions: what is a right number, how it is sealed, how it is matched.

Names, phones, identity numbers, accounts and addresses lie encrypted in a record's JSON; beside it
only a keyed index, by which equal values meet. Masks and reveal rules go by the class
(core.fields.Personal).
"""

import base64
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop
from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as StdnumError

from ezhen.core import crypto
from ezhen.core.cells import Unfit
from ezhen.core.definitions import Field, FieldType
from ezhen.core.fields import Personal

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?")
_IDENTITY = re.compile(r"[1-9]\d{16}[\dX]")
_BANK = re.compile(r"\d{12,21}")


def is_masked(value: str) -> bool:
    """A platform's export hides part of it: it is kept as it came, and never matched on."""
    return "**" in value or value.startswith(("##", "$$"))


def _phone(value: str) -> str:
    bare = re.sub(r"^\+?86-?(?=1)", "", re.sub(r"\s", "", value))
    if not (is_masked(value) or _MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare)):
        raise Unfit(
            gettext_noop("This phone number is not right: 11 digits, or area code and number")
        )
    return bare


def _identity(value: str) -> str:
    if is_masked(value):
        return value
    bare = ric.compact(value)
    try:
        # not ric.validate: it knows a county only from the year in which it got its code, and
        # refuses everybody born before
        if not _IDENTITY.fullmatch(bare) or bare[-1] != ric.calc_check_digit(bare):
            raise InvalidChecksum
        ric.get_birth_date(bare)
    except StdnumError:
        raise Unfit(
            gettext_noop("The identity number is not right: check the 18 characters")
        ) from None
    return bare


def _bank(value: str) -> str:
    bare = value.replace(" ", "").replace("-", "")
    if not (is_masked(value) or _BANK.fullmatch(bare)):
        raise Unfit(gettext_noop("This account number is not right: 12 to 21 digits"))
    return bare


NUMBERS: dict[str, Callable[[Any], Any]] = {
    Personal.PHONE: _phone,
    Personal.IDENTITY: _identity,
    Personal.BANK: _bank,
}


def personal_class(field: Field) -> Personal | None:
    """The class of personal data the field holds; a person's name always is."""
    return field.personal or (Personal.NAME if field.type == FieldType.PERSON else None)


def seal_value(field: Field, value: Any) -> Any:
    """What the record stores: a personal value encrypted (base 64), any other as it is."""
    kind = personal_class(field)
    if kind is None or value is None:
        return value
    return base64.b64encode(crypto.seal(f"value:{kind}", str(value).encode())).decode()


def open_value(field: Field, stored: Any) -> Any:
    """The canonical value of what is stored. Raises crypto.Tampered."""
    kind = personal_class(field)
    if kind is None or stored is None:
        return stored
    return crypto.open_sealed(f"value:{kind}", base64.b64decode(stored)).decode()


def blind_value(field: Field, value: Any) -> str:
    """The typed copy of a personal value: equal values meet, nothing can be read from it."""
    return "" if is_masked(value) else crypto.blind(f"value:{personal_class(field)}", value)
