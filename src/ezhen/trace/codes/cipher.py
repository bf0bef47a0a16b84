"""Block ciphers by name, and the inputs that the single and the bulk path must agree on.

The TOWN key makes two things, each under its own label: the key of the permutation and the town
tag. Under the ORDER key only tags are made: town tag (8 bytes) | sealed payload (8 bytes).

The permutation is AES whatever the tag is: it hides volumes and proves nothing, four more SM4
blocks a code would cost twice as much as all the rest (SM4 has no instructions of its own in
today's processors), and a serial leads to its order even after the setting has changed.
"""

import hashlib
import hmac
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
PERMUTATION = "aes"
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


def permutation_key(town_key: bytes) -> bytes:
    """The key of the rounds: a subkey, so that no key serves two ciphers."""
    return hmac.digest(town_key, ROUND_LABEL, "sha256")[:KEY_SIZE]


def town_tag(cipher: str, town_key: bytes, town: str) -> bytes:
    """8 bytes that bind a tag to the town's name and key."""
    digest = hashlib.sha256(town.encode()).digest()
    return encryptor(cipher, town_key).update(TOWN_LABEL + digest[:8])[:8]
