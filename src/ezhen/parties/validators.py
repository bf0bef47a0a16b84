"""Is this party input acceptable? One check for form, importer and API."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as StdnumError


def valid_credit_code(value: str) -> None:
    """统一社会信用代码 (GB 32100): 18 characters with a check character."""
    try:
        uscc.validate(value)
    except StdnumError as error:
        raise ValidationError(
            _("The credit code is not right: check the 18 characters on the licence."),
            code="credit_code",
        ) from error


def valid_identity_number(value: str) -> None:
    """公民身份号码 (GB 11643): 18 characters with a check character."""
    try:
        ric.validate(value)
    except StdnumError as error:
        raise ValidationError(
            _("The identity number is not right: check the 18 characters."), code="identity"
        ) from error


def licence_dates(valid_from: dt.date, valid_until: dt.date | None) -> None:
    """A licence ends after it begins and does not begin in the future."""
    if valid_from > timezone.localdate():
        raise ValidationError({"valid_from": _("This date is in the future.")})
    if valid_until and valid_until < valid_from:
        raise ValidationError({"valid_until": _("The licence would end before it begins.")})
