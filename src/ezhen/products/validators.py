"""Is this product input acceptable?"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import ean

from ezhen.core.pack import pack

GTIN_LENGTHS = {8, 12, 13, 14}


def valid_gtin(value: str) -> None:
    """A GTIN of 8, 12, 13 or 14 digits with its check digit (GS1 General Specifications §7.9)."""
    if not (value.isdigit() and len(value) in GTIN_LENGTHS and ean.is_valid(value)):
        raise ValidationError(
            _("The barcode number is not right: check the digits under the barcode."), code="gtin"
        )


def known_class(value: str) -> None:
    """A class of the town pack."""
    if value not in {found.code for found in pack().product_classes}:
        raise ValidationError(_("Choose a class from the list."), code="product_class")
