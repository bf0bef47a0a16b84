"""Sealed values: any changed byte, another purpose or another context is found."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezhen.core import crypto
from ezhen.core.errors import KeyMissing


@pytest.fixture(autouse=True)
def keys(data_folder):
    """A key of this test."""


@pytest.mark.parametrize("plain", [b"", b"1", "王建国 13835501234".encode(), bytes(5000)])
def test_sealed_value_opens_again(plain):
    assert crypto.open_sealed("field:phone", crypto.seal("field:phone", plain)) == plain


def test_sealing_twice_gives_two_texts():
    assert crypto.seal("a", b"same") != crypto.seal("a", b"same")


def test_every_changed_byte_is_found():
    sealed = crypto.seal("field:phone", b"13835501234", context="7")
    for place in range(len(sealed)):
        for bit in (1, 128):
            changed = bytearray(sealed)
            changed[place] ^= bit
            with pytest.raises(crypto.Tampered):
                crypto.open_sealed("field:phone", bytes(changed), context="7")


def test_every_cut_is_found():
    sealed = crypto.seal("field:phone", b"13835501234")
    for length in range(len(sealed)):
        with pytest.raises(crypto.Tampered):
            crypto.open_sealed("field:phone", sealed[:length])
    with pytest.raises(crypto.Tampered):
        crypto.open_sealed("field:phone", sealed + b"x")


def test_other_purpose_and_other_context_open_nothing():
    sealed = crypto.seal("field:phone", b"13835501234", context="7")
    with pytest.raises(crypto.Tampered):
        crypto.open_sealed("field:identity", sealed, context="7")
    with pytest.raises(crypto.Tampered):
        crypto.open_sealed("field:phone", sealed, context="8")


def test_blind_index_meets_equal_texts_only():
    assert crypto.blind("identity", "140423") == crypto.blind("identity", "140423")
    assert crypto.blind("identity", "140423") != crypto.blind("identity", "140424")
    assert crypto.blind("identity", "140423") != crypto.blind("phone", "140423")
    assert "140423" not in crypto.blind("identity", "140423")


def test_keys_of_purposes_are_strangers():
    assert crypto.derive("a") != crypto.derive("b")
    assert len(crypto.derive("a")) == 16
    assert len(crypto.derive("a", 32)) == 32


def test_master_key_is_made_once_for_nobody_else(data_folder):
    path = crypto.master_key_path()
    before = path.read_bytes()
    crypto.ensure_master_key()
    assert path.read_bytes() == before
    assert len(before) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["master.key"]


def test_processes_that_make_the_key_at_once_agree(data_folder, at_once):
    crypto.master_key_path().unlink()
    at_once(*[crypto.ensure_master_key] * 8)
    assert len(crypto.master_key_path().read_bytes()) == 32
    assert len([*crypto.master_key_path().parent.iterdir()]) == 1


def test_missing_key_is_named_with_the_remedy():
    crypto.master_key_path().unlink()
    crypto._master_key.cache_clear()
    crypto.derive.cache_clear()
    with pytest.raises(KeyMissing, match="ezhen setup"):
        crypto.seal("a", b"x")


def test_another_master_key_opens_nothing(data_folder):
    sealed = crypto.seal("a", b"x")
    crypto.master_key_path().unlink()
    crypto._master_key.cache_clear()
    crypto.derive.cache_clear()
    crypto.ensure_master_key()
    with pytest.raises(crypto.Tampered):
        crypto.open_sealed("a", sealed)


@given(st.binary(max_size=300))
def test_strange_bytes_are_never_opened(strange):
    with pytest.raises(crypto.Tampered):
        crypto.open_sealed("a", strange)
