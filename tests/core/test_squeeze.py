"""Pages out of compressed parts."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezhen.core.squeeze import gzip_of, kept_part, short_part

pytestmark = pytest.mark.pure


@given(st.lists(st.tuples(st.text(), st.booleans())))
def test_parts_are_read_back_as_one_text(pieces):
    parts = [kept_part(text) if often else short_part(text) for text, often in pieces]

    assert gzip.decompress(gzip_of(parts)).decode() == "".join(text for text, _ in pieces)


def test_parts_longer_than_the_window_are_read_back():
    text = "".join(f"第 {n} 步,漳源手工挂面坊;" for n in range(5000))
    parts = [short_part(text), kept_part(text), short_part("end")]

    assert gzip.decompress(gzip_of(parts)).decode() == f"{text}{text}end"
    assert len(gzip_of(parts)) < len(text.encode()) / 3
