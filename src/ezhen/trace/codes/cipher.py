"""Block ciphers by name, and the inputs that the single and the bulk path must agree on.

Every block under the TOWN key starts with a label, so the rounds of the permutation and the town
tag never share an input. Under the ORDER key only tags are made: town tag (8 bytes) | sealed
payload (8 bytes).
"""

import hashlib
import threading
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from ezhen.trace.codes.errors import InvalidParameter

KEY_SIZE = 16
BLOCK_SIZE = 16
KEYS_PER_THREAD = 1024
HALF_BITS = 30
HALF_MASK = (1 << HALF_BITS) - 1
ROUNDS = 4
ROUND_LABEL = b"ez.perm1"
TOWN_LABEL = b"ez.town1"
_ALGORITHMS = {"sm4": algorithms.SM4, "aes": algorithms.AES}


class _Contexts(threading.local):
    """Encryptors by key. A context must not be used by two threads at once: a cache for each."""

    def __init__(self) -> None:
        self.get = lru_cache(maxsize=KEYS_PER_THREAD)(_new_encryptor)


def _new_encryptor(cipher: str, key: bytes) -> CipherContext:
    check_key(key)
    # one block in, one block out, each block with its label: ECB is the plain block function here
    return Cipher(_ALGORITHMS[cipher](key), modes.ECB()).encryptor()  # noqa: S305 - see above


_contexts = _Contexts()


def encryptor(cipher: str, key: bytes) -> CipherContext:
    """The calling thread's encryptor for a key; do not hand it to another thread."""
    return _contexts.get(cipher, key)


def check_key(key: bytes) -> None:
    """Raises InvalidParameter (`key`) unless the key is 16 bytes."""
    if not isinstance(key, bytes) or len(key) != KEY_SIZE:
        raise InvalidParameter("key", "a key is 16 bytes")


def check_cipher(cipher: str) -> None:
    """Raises InvalidParameter (`cipher`) unless it is `sm4` (GB/T 32907) or `aes` (FIPS 197)."""
    if cipher not in _ALGORITHMS:
        raise InvalidParameter("cipher", f"unknown cipher {cipher!r}")


def round_heads() -> tuple[bytes, ...]:
    """First 12 bytes of a round's block: label, round number; the right half follows."""
    return tuple(ROUND_LABEL + number.to_bytes(4) for number in range(1, ROUNDS + 1))


def town_tag(cipher: str, town_key: bytes, town: str) -> bytes:
    """8 bytes that bind a tag to the town's name and key."""
    digest = hashlib.sha256(town.encode()).digest()
    return encryptor(cipher, town_key).update(TOWN_LABEL + digest[:8])[:8]
