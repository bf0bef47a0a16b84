"""The written form: what people type, check character, groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezhen.trace.codes import (
    ALPHABET,
    CodeError,
    MalformedSerial,
    check_character,
    corrections,
    normalise,
    readable,
)
from ezhen.trace.codes.serial import decode, encode

pytestmark = pytest.mark.pure

SERIAL = "7K3M9QXD2VHTC4PW8RNE"
serials = st.text(ALPHABET, min_size=20, max_size=20)


@given(st.integers(0, 2**100 - 1))
def test_encode_and_decode_are_inverse(value):
    assert decode(encode(value)) == value


def test_encode_is_most_significant_first():
    assert encode(1) == "0" * 19 + "1"
    assert encode(31 << 95) == "Z" + "0" * 19


@given(serials)
def test_readable_form_is_read_back(serial):
    text = readable(serial)

    assert len(text) == 25
    assert normalise(text) == serial
    assert normalise(text.lower().replace(" ", "\u3000").replace("-", "—")) == serial
    assert normalise(text[:-2]) == serial


def test_readable_form_groups_by_five():
    assert readable(SERIAL) == f"7K3M9 QXD2V HTC4P W8RNE-{check_character(SERIAL)}"


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("ooooo iiiii lllll 00000", "00000111111111100000"),
        ("７Ｋ３Ｍ９ＱＸＤ２ＶＨＴＣ４ＰＷ８ＲＮＥ", SERIAL),
        (f" {SERIAL}\r\n", SERIAL),
        ("7k3m9-qxd2v-htc4p-w8rne", SERIAL),
    ],
)
def test_normalise_forgives_how_people_type(text, serial):
    assert normalise(text) == serial


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        (SERIAL[:19], "length"),
        (SERIAL + "00", "length"),
        (SERIAL[:19] + "U", "alphabet"),
        (SERIAL[:19] + "镇", "alphabet"),
        (SERIAL + "*", "alphabet"),
    ],
)
def test_normalise_refuses_and_says_why(text, code):
    with pytest.raises(MalformedSerial) as refusal:
        normalise(text)

    assert refusal.value.code == code
    assert isinstance(refusal.value, CodeError)


@given(serial=serials, place=st.integers(0, 19), wrong=st.sampled_from(ALPHABET))
def test_check_character_finds_every_single_wrong_character(serial, place, wrong):
    mistyped = serial[:place] + wrong + serial[place + 1 :]

    assert (check_character(mistyped) == check_character(serial)) == (mistyped == serial)


def test_normalise_refuses_every_other_check_character():
    right = check_character(SERIAL)
    for wrong in set(ALPHABET) - {right}:
        with pytest.raises(MalformedSerial) as refusal:
            normalise(SERIAL + wrong)
        assert refusal.value.code == "check"


@given(serial=serials, place=st.integers(0, 20), letter=st.sampled_from(ALPHABET))
def test_corrections_hold_the_serial_meant(serial, place, letter):
    whole = serial + check_character(serial)
    typed = whole[:place] + letter + whole[place + 1 :]

    found = corrections(typed)

    assert ((place, serial) in found) is (typed != whole)
    assert len(found) in {0, 21}


def test_corrections_of_anything_else_are_none():
    assert corrections("") == corrections("7K3M9QXD2VHTC4PW8RNE") == corrections("€" * 21) == []
