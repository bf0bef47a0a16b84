"""Whole orders: equal to single serials, no collision, CSV from any byte."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ezhen.trace.codes import MAX_ORDER, MAX_QUANTITY, InvalidParameter, Scheme, csv_size
from ezhen.trace.codes.bulk import CHUNK, Source
from ezhen.trace.codes.scheme import INDEX_BITS

pytestmark = pytest.mark.pure

TOWN_KEY = bytes(range(16))
ORDER_KEY = bytes(range(100, 116))
SCHEME = Scheme(TOWN_KEY, "guhan")
PREFIX = "https://e.example/01/06901234567892/10/A1/21/"
WHOLE = 50_000  # more than three pieces


@pytest.mark.parametrize("cipher", ["sm4", "aes"])
@given(
    order=st.integers(1, MAX_ORDER),
    first=st.integers(0, MAX_QUANTITY) | st.just(MAX_QUANTITY - 3),
    count=st.integers(0, 40),
    prefix=st.sampled_from(["", "x", PREFIX]),
)
def test_lines_equal_single_serials(cipher, order, first, count, prefix):
    scheme = Scheme(TOWN_KEY, "guhan", cipher)
    last = min(MAX_QUANTITY, first + count)

    lines = b"".join(scheme.lines(order, ORDER_KEY, first, last, uri_prefix=prefix)).decode()

    serials = [scheme.serial(order, ORDER_KEY, index) for index in range(first, last)]
    assert lines == "".join(f"{s},{prefix}{s}\r\n" if prefix else f"{s}\r\n" for s in serials)


def test_lines_across_pieces_equal_single_serials():
    lines = b"".join(SCHEME.lines(8, ORDER_KEY, 5, 5 + 2 * CHUNK + 9)).split()

    assert len(lines) == 2 * CHUNK + 9
    for place in (0, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 8):
        assert lines[place].decode() == SCHEME.serial(8, ORDER_KEY, 5 + place)


def test_ten_million_serials_do_not_collide():
    source = Source("sm4", TOWN_KEY, ORDER_KEY, bytes(8), 4 << INDEX_BITS)
    step = 250_000

    sealed = np.concatenate(
        [source.sealed(start, start + step) for start in range(0, 10_000_000, step)]
    )

    assert sealed.max() < 1 << 60
    sealed.sort()
    assert np.count_nonzero(sealed[1:] == sealed[:-1]) == 0
    assert len(sealed) == 10_000_000


def read(start, stop, quantity=WHOLE, prefix=PREFIX):
    return b"".join(SCHEME.read_csv(6, ORDER_KEY, quantity, prefix, start, stop))


@pytest.fixture(scope="module")
def whole():
    return {prefix: read(0, csv_size(WHOLE, prefix), prefix=prefix) for prefix in ("", PREFIX)}


@pytest.mark.parametrize(("prefix", "header"), [("", b"serial"), (PREFIX, b"serial,uri")])
def test_csv_is_header_and_every_line(whole, prefix, header):
    content = whole[prefix]

    lines = b"".join(SCHEME.lines(6, ORDER_KEY, 0, WHOLE, uri_prefix=prefix))
    assert content == header + b"\r\n" + lines
    assert len(content) == csv_size(WHOLE, prefix)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), prefix=st.sampled_from(["", PREFIX]))
def test_csv_read_from_any_byte_equals_the_slice(whole, data, prefix):
    content = whole[prefix]
    size = len(content)
    start = data.draw(st.integers(0, size) | st.integers(0, 40), label="start")
    length = data.draw(st.integers(0, 300) | st.integers(0, size - start), label="length")
    stop = min(size, start + length)

    assert read(start, stop, prefix=prefix) == content[start:stop]


@pytest.mark.parametrize("prefix", ["", PREFIX])
def test_csv_read_around_header_and_line_ends_equals_the_slice(prefix):
    content = read(0, csv_size(3, prefix), 3, prefix)

    for start in range(len(content) + 1):
        for stop in range(start, len(content) + 1, 7):
            assert read(start, stop, 3, prefix) == content[start:stop]
        assert read(start, len(content), 3, prefix) == content[start:]


def test_csv_of_nothing_is_its_header():
    assert read(0, csv_size(0, PREFIX), quantity=0) == b"serial,uri\r\n"


def test_csv_read_at_the_end_of_the_largest_order_does_not_compute_the_rest():
    # the whole order would take minutes
    size = csv_size(MAX_QUANTITY, "")

    tail = read(size - 22, size, MAX_QUANTITY, "")

    assert tail.decode() == SCHEME.serial(6, ORDER_KEY, MAX_QUANTITY - 1) + "\r\n"


@pytest.mark.parametrize(("start", "stop"), [(-1, 5), (6, 5), (0, 10_000)])
def test_csv_read_outside_the_file_is_refused(start, stop):
    with pytest.raises(InvalidParameter) as refusal:
        read(start, stop, quantity=3)

    assert refusal.value.code == "range"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: csv_size(MAX_QUANTITY + 1), "quantity"),
        (lambda: csv_size(-1), "quantity"),
        (lambda: csv_size(1, "https://e.example/,"), "prefix"),
        (lambda: csv_size(1, "https://e.example/\r\n"), "prefix"),
        (lambda: SCHEME.lines(1, ORDER_KEY, 0, 1, uri_prefix="https://镇/"), "prefix"),
        (lambda: SCHEME.lines(1, ORDER_KEY, 2, 1), "range"),
        (lambda: SCHEME.lines(1, ORDER_KEY, 0, MAX_QUANTITY + 1), "range"),
        (lambda: SCHEME.lines(0, ORDER_KEY, 0, 1), "order"),
        (lambda: SCHEME.lines(1, b"", 0, 1), "key"),
    ],
)
def test_bulk_refuses_wrong_parameters_at_the_call(call, code):
    with pytest.raises(InvalidParameter) as refusal:
        call()

    assert refusal.value.code == code


def test_part_digest_is_of_exactly_those_lines():
    lines = b"".join(SCHEME.lines(6, ORDER_KEY, 100, 40_000, uri_prefix=PREFIX))

    digest = SCHEME.part_digest(6, ORDER_KEY, 100, 40_000, PREFIX)

    assert digest == hashlib.sha256(lines).hexdigest()
    assert digest != SCHEME.part_digest(6, ORDER_KEY, 100, 40_001, PREFIX)
