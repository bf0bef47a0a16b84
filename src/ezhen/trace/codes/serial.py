"""The written form of a serial: Crockford base-32, its check character, what people type.

A serial is 20 characters = 100 bits: 60 bits of sealed payload, then a tag of 40 bits. It fits
GS1 AI (21) (X..20) and uses only upper-case letters and digits, so a QR code stays in its
alphanumeric mode. I, L, O and U are absent (Crockford 2002): nothing looks like 1 or 0.
"""

import re
import unicodedata

from stdnum import luhn

from ezhen.trace.codes.errors import MalformedSerial

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
TAG_BITS = 40
GROUP = 5

# two characters at a time: half the steps of one at a time
_PAIRS = tuple(high + low for high in ALPHABET for low in ALPHABET)
_PAIR_SHIFTS = tuple(range(5 * (LENGTH - 2), -1, -10))
# to the digits of int(…, 32); "!" makes int() refuse what it would tolerate ("_", "+", spaces)
_PYTHON_DIGITS = b"0123456789abcdefghijklmnopqrstuv"
_TO_PYTHON = bytes(
    _PYTHON_DIGITS[ALPHABET.index(chr(byte))] if chr(byte) in ALPHABET else ord("!")
    for byte in range(256)
)
_LOOKALIKES = str.maketrans("ILO", "110")
# hyphen, dashes and minus as keyboards and chat programs write them
_SEPARATORS = re.compile(r"[\s\u002D\u00AD\u2010-\u2015\u2212\uFE63\uFF0D\u200B\uFEFF]+")


def encode(value: int) -> str:
    """The 20 characters of a 100-bit number, most significant first."""
    return "".join([_PAIRS[value >> shift & 0x3FF] for shift in _PAIR_SHIFTS])


def decode(serial: str) -> int:
    """The 100-bit number of a serial in canonical form (see `normalise` for people's input).

    Raises MalformedSerial (`length`, `alphabet`).
    """
    if len(serial) != LENGTH:
        raise MalformedSerial("length")
    try:
        return int(serial.encode("ascii").translate(_TO_PYTHON), 32)
    except ValueError:
        raise MalformedSerial("alphabet") from None


def compact(text: str) -> str:
    """Upper case, full-width forms narrowed, without spaces and hyphens."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def normalise(text: str) -> str:
    """The canonical 20 characters of what a person typed, with or without check character.

    Raises MalformedSerial (`length`, `alphabet`, `check`).
    """
    serial = compact(text).translate(_LOOKALIKES)
    if len(serial) not in {LENGTH, LENGTH + 1}:
        raise MalformedSerial("length")
    if wrong := set(serial).difference(ALPHABET):
        raise MalformedSerial("alphabet", "".join(sorted(wrong, key=serial.index)))
    if serial[LENGTH:] and serial[LENGTH:] != check_character(serial[:LENGTH]):
        raise MalformedSerial("check")
    return serial[:LENGTH]


def check_character(serial: str) -> str:
    """Luhn modulo 32 (ISO/IEC 7812-1 annex B, widened): finds every single wrong character."""
    return luhn.calc_check_digit(serial, alphabet=ALPHABET)


def corrections(typed: str) -> list[tuple[int, str]]:
    """Serials that differ from a typed one in a single character and fit the check character typed
    with it, each with the place that differs (0 … 20; 20 is the check character itself).

    Luhn's formula allows one for each place. Empty for anything but a whole serial whose check
    character is wrong.
    """
    text = compact(typed).translate(_LOOKALIKES)
    if len(text) != LENGTH + 1 or not set(text).issubset(ALPHABET):
        return []
    rest = luhn.checksum(text, alphabet=ALPHABET)
    found = [(LENGTH, text[:LENGTH])] if rest else []
    for place in range(LENGTH) if rest else ():
        wanted = (_share(place, text[place]) - rest) % len(ALPHABET)
        right = next(letter for letter in ALPHABET if _share(place, letter) == wanted)
        found.append((place, text[:place] + right + text[place + 1 : LENGTH]))
    return found


def _share(place: int, letter: str) -> int:
    """What a character adds to Luhn's sum, modulo 32."""
    value = ALPHABET.index(letter)
    is_doubled = (LENGTH - place) % 2 == 1
    return sum(divmod(value * 2, len(ALPHABET))) % len(ALPHABET) if is_doubled else value


def readable(serial: str) -> str:
    """For printing beside the symbol: `7K3M9 QXD2V HTC4P W8RNE-5`."""
    decode(serial)
    groups = [serial[start : start + GROUP] for start in range(0, LENGTH, GROUP)]
    return f"{' '.join(groups)}-{check_character(serial)}"
