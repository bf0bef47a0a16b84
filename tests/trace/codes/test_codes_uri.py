"""Addresses, and what scanners and keyboards give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezhen.trace.codes import (
    ALPHABET,
    InvalidParameter,
    MalformedSerial,
    ScanTarget,
    UnreadableCode,
    digital_link,
    digital_link_prefix,
    parse_scan,
    readable,
    short_link,
)

pytestmark = pytest.mark.pure

SERIAL = "7K3M9QXD2VHTC4PW8RNE"
EAN = "6901234567892"
GTIN = "06901234567892"
HOST = "https://e.example"
FULL = ScanTarget(serial=SERIAL, gtin=GTIN, lot="A/1")
lots = st.text("!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz", min_size=1, max_size=20).filter(
    lambda lot: lot not in {".", ".."}
)
serials = st.text(ALPHABET, min_size=20, max_size=20)


def test_digital_link_pads_the_gtin_and_encodes_the_lot():
    link = digital_link(HOST + "/", EAN, SERIAL, "A/1")

    assert link == f"{HOST}/01/{GTIN}/10/A%2F1/21/{SERIAL}"


def test_digital_link_without_lot_has_no_lot_part():
    assert digital_link(HOST, GTIN, SERIAL) == f"{HOST}/01/{GTIN}/21/{SERIAL}"
    assert digital_link_prefix(HOST, GTIN) == f"{HOST}/01/{GTIN}/21/"


def test_short_link_is_the_serial_under_c():
    assert short_link(HOST, SERIAL) == f"{HOST}/c/{SERIAL}"


@given(serial=serials, lot=lots)
def test_links_are_read_back(serial, lot):
    assert parse_scan(digital_link(HOST, EAN, serial, lot)) == ScanTarget(serial, GTIN, lot)
    assert parse_scan(digital_link(HOST, EAN, serial)) == ScanTarget(serial, GTIN)
    assert parse_scan(short_link(HOST, serial)) == ScanTarget(serial)


@pytest.mark.parametrize(
    ("host", "gtin", "lot", "code"),
    [
        ("e.example", GTIN, "", "host"),
        ("https://e.example/?a=", GTIN, "", "host"),
        (HOST, "6901234567891", "", "gtin"),
        (HOST, "", "", "gtin"),
        (HOST, GTIN, "..", "lot"),
        (HOST, GTIN, "x" * 21, "lot"),
        (HOST, GTIN, "批次一", "lot"),
        (HOST, GTIN, "A 1", "lot"),
    ],
)
def test_digital_link_refuses_what_gs1_cannot_carry(host, gtin, lot, code):
    with pytest.raises(InvalidParameter) as refusal:
        digital_link(host, gtin, SERIAL, lot)

    assert refusal.value.code == code


def test_links_refuse_a_malformed_serial():
    with pytest.raises(MalformedSerial):
        digital_link(HOST, GTIN, SERIAL.lower())
    with pytest.raises(MalformedSerial):
        short_link(HOST, SERIAL[:19])


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (f"https://other.example/shop/01/{GTIN}/10/A%2F1/21/{SERIAL}?17=270101#x", FULL),
        (f"http://e.example/01/{EAN}/22/2A/10/A%2F1/21/{SERIAL.lower()}", FULL),
        (f"{HOST}/01/{GTIN}/10/01/21/{SERIAL}", ScanTarget(SERIAL, GTIN, "01")),
        (f"{HOST}/01/{GTIN}/10/c/21/{SERIAL}", ScanTarget(SERIAL, GTIN, "c")),
        (f"{HOST}/01/{GTIN}", ScanTarget(gtin=GTIN)),
        (f"{HOST}/c/{SERIAL}?from=wechat", ScanTarget(SERIAL)),
        (f"HTTPS://E.EXAMPLE/C/{SERIAL}", ScanTarget(SERIAL)),
        (f"e.example/c/{SERIAL}/", ScanTarget(SERIAL)),
        (f"localhost:8000/c/{SERIAL}", ScanTarget(SERIAL)),
        (f"/c/{SERIAL}", ScanTarget(SERIAL)),
        (f"]Q1{HOST}/c/{SERIAL}", ScanTarget(SERIAL)),
        (SERIAL, ScanTarget(SERIAL)),
        (readable(SERIAL), ScanTarget(SERIAL)),
        ("7k3m9 qxd2v htc4p w8rne", ScanTarget(SERIAL)),
        ("01234 56789 01234 56789", ScanTarget("01234567890123456789")),
        (f"(01){GTIN}(10)A/1(21){SERIAL}", FULL),
        (f"（01）{GTIN} （10）A/1 （21）{SERIAL}", FULL),
        (f"(21){SERIAL}", ScanTarget(SERIAL)),
        (f"01{GTIN}10A/1\x1d21{SERIAL}", FULL),
        (f"01{GTIN}21{SERIAL}\x1d10A/1", FULL),
        (f"\x1d01{GTIN}10A/1\x1d21{SERIAL}\x1d", FULL),
        (f"]C101{GTIN}10A/1\x1d21{SERIAL}", FULL),
        (f"]d2\x1d01{GTIN}10A/1\x1d21{SERIAL}", FULL),
        (f"]Q301{GTIN}21{SERIAL}\x1d10A/1", FULL),
        (f"]C101{GTIN}", ScanTarget(gtin=GTIN)),
        (f"01{GTIN}1012", ScanTarget(gtin=GTIN, lot="12")),
        (EAN, ScanTarget(gtin=GTIN)),
        (f"]E0{EAN}", ScanTarget(gtin=GTIN)),
        ("690 1234 567892", ScanTarget(gtin=GTIN)),
        ("１６９０１２３４５６７８９９", ScanTarget(gtin="16901234567899")),
        ("12345670", ScanTarget(gtin="00000012345670")),
    ],
)
def test_scan_is_read(text, target):
    assert parse_scan(text) == target


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("https://e.example/news/7", "url"),
        ("https://e.example/01/abc", "url"),
        (f"https://e.example/01/{GTIN}/10/%00/21/{SERIAL}", "url"),
        ("https://[e/01/1", "url"),
        (f"https://e.example/01/6901234567891/21/{SERIAL}", "gtin"),
        (f"https://e.example/01/{GTIN}/21/{SERIAL[:19]}", "length"),
        (f"https://e.example/c/{SERIAL[:19]}U", "alphabet"),
        ("(10)A1", "element"),
        ("(01", "element"),
        ("]C1", "element"),
        ("]C1hello", "element"),
        (f"(01)6901234567891(21){SERIAL}", "element"),
        (f"(01)06901234567891(21){SERIAL}", "gtin"),
        ("6901234567891", "gtin"),
        ("12345", "length"),
        ("1" * 3_000, "length"),
        (readable(SERIAL)[:-1] + "0", "check"),
        ("你好", "length"),
    ],
)
def test_scan_that_names_no_item_is_refused_with_its_reason(text, code):
    with pytest.raises(UnreadableCode) as refusal:
        parse_scan(text)

    assert refusal.value.code == code


fragments = st.sampled_from(
    f"]C1 ]d2 (01) (21) (17) 01 17991399 {GTIN} {EAN} {SERIAL} /c/ /01/ https:// [ % %00 ٣ ² ３"
    " \x1d e.example 8005".split(" ")
)


@given(st.lists(fragments | st.text(max_size=5), max_size=7).map("".join))
def test_scan_of_any_text_is_read_or_refused(text):
    codes = set()
    try:
        target = parse_scan(text)
    except UnreadableCode as refusal:
        codes.add(refusal.code)
    else:
        assert target.serial or target.gtin
        assert len(target.gtin) in {0, 14}
        assert len(target.serial) in {0, 20}
    assert codes <= {"empty", "url", "element", "gtin", "length", "alphabet", "check"}
