"""What is wrong with something typed, said so that it can be mended."""

from django.utils.translation import gettext as _

from ezhen.trace.api import CodeError, wrong_place

GROUP, LENGTH = 5, 20


def problem_with(typed: str, error: CodeError | None) -> str:
    """What to check; `error` is None for a lot that is not registered. One query at most."""
    if error is None:
        return _("No lot of this number is registered for the barcode. Check both on the pack.")
    if error.code == "alphabet" and error.detail:
        return _(
            "“%(letters)s” is in no code: there are only digits and letters, without I, L, O and U."
        ) % {"letters": error.detail}
    if error.code == "check":
        return _wrong_character(typed)
    return _PROBLEMS()[error.code]


def _wrong_character(typed: str) -> str:
    place = wrong_place(typed)
    if place is None:
        return _("More than one character is wrong. Compare each group with the label.")
    if place == LENGTH:
        return _("The one character after the hyphen is wrong. Compare it with the label.")
    return _("Character %(number)s of group %(group)s is wrong. Compare it with the label.") % {
        "number": place % GROUP + 1,
        "group": place // GROUP + 1,
    }


def _PROBLEMS() -> dict[str, str]:  # noqa: N802 a table in the language of the moment
    return {
        "empty": _("Type the 20 characters below the square code, or the barcode number."),
        "length": _("A code has 20 characters, or 21 with the one after the hyphen. Count again."),
        "gtin": _("This barcode number is not complete. Type all digits below the bars."),
        "element": _("This barcode carries no product number that we can read."),
        "url": _("This address does not lead to a code of this town."),
    }
