import re

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from ezhen.trace.labels import qr

URL = "https://town.example/01/06912345678901/10/ZY261105A/21/7K3M9QXD2VHTC4PW8RNE"


def drawn_matrix(svg):
    """The modules an SVG path covers, quiet zone included."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    cells = [[0] * size for _ in range(size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        for column in range(int(x), int(x) + int(width)):
            cells[int(y)][column] = 1
    return cells


@settings(max_examples=25, deadline=None)
@given(st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=40))
def test_symbol_draws_exactly_the_modules_of_segno(serial):
    url = "https://town.example/c/" + serial
    code = segno.make_qr(url, error="m")

    symbol = qr.symbol(url, room_mm=60)

    assert drawn_matrix(symbol.svg) == [list(row) for row in code.matrix_iter(border=4)]


def test_symbol_is_half_a_millimetre_a_module_where_there_is_room():
    symbol = qr.symbol(URL, room_mm=22.5)

    assert symbol.edge_mm == 22.5  # version 5: 37 modules and 8 of quiet zone


def test_symbol_shrinks_to_its_room():
    assert qr.symbol(URL + "0" * 20, room_mm=22.5).edge_mm == 22.5


def test_symbol_refuses_modules_that_phones_cannot_read():
    with pytest.raises(qr.UrlTooLongError, match=r"22\.5 mm"):
        qr.symbol(URL + "0" * 60, room_mm=22.5)


def test_symbols_all_hold_their_own_address_at_level_m_or_better():
    urls = [f"{URL[:-5]}{number:05d}" for number in range(5)]

    symbols = list(qr.symbols(urls, room_mm=22.5))

    mask = segno.make_qr(urls[0], error="m").mask
    for url, symbol in zip(urls, symbols, strict=True):
        code = segno.make_qr(url, error="m", mask=mask)
        assert code.error in {"M", "Q", "H"}
        assert drawn_matrix(symbol.svg) == [list(row) for row in code.matrix_iter(border=4)]
    assert len({symbol.svg for symbol in symbols}) == 5
