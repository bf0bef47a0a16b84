"""The crypto adapter: everything that needs a key goes through here.

Software today (SM4-GCM, HMAC-SHA-256 from `cryptography`), a hardware module later: GB/T 39786
asks for a certified product, which a Python library never is, so no other module names a cipher.
The master key lives in the data folder, never in the database or the repository.
"""

import functools
import hmac
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from ezhen.core.errors import KeyMissing

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = b"\x01"


class Tampered(ValueError):
    """A ciphertext or its context is not what was written."""


def master_key_path() -> Path:
    """Where the master key lies: EZHEN_DATA/keys/master.key (32 random bytes, mode 0600)."""
    return Path(settings.DATA_DIR) / "keys" / "master.key"


def ensure_master_key() -> None:
    """Make the master key of a new town; an existing one is never touched."""
    path = master_key_path()
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"master.{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    temporary.write_bytes(secrets.token_bytes(32))
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        pass  # another process made it first; both go on with that one
    finally:
        temporary.unlink()


@functools.cache
def _master_key() -> bytes:
    try:
        return master_key_path().read_bytes()
    except FileNotFoundError as error:
        raise KeyMissing(f"{master_key_path()}: run `ezhen setup`, or restore it") from error


@functools.cache
def derive(purpose: str, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose (HKDF-SHA-256, RFC 5869): other purposes learn nothing of it."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode())
    return kdf.derive(_master_key())


def new_key() -> bytes:
    """16 random bytes for SM4 or AES-128."""
    return secrets.token_bytes(KEY_BYTES)


def seal(purpose: str, plain: bytes, *, context: str = "") -> bytes:
    """Encrypt with SM4-GCM: version, nonce, tag, ciphertext. `context` is authenticated with it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(derive(purpose)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(VERSION + context.encode())
    body = encryptor.update(plain) + encryptor.finalize()
    return VERSION + nonce + encryptor.tag + body


def open_sealed(purpose: str, sealed: bytes, *, context: str = "") -> bytes:
    """Decrypt what `seal` made. Raises Tampered when a byte, the purpose or the context differs."""
    version, rest = sealed[:1], sealed[1:]
    nonce, tag = rest[:NONCE_BYTES], rest[NONCE_BYTES : NONCE_BYTES + TAG_BYTES]
    if version != VERSION or len(tag) != TAG_BYTES:
        raise Tampered("not a sealed value")
    decryptor = Cipher(algorithms.SM4(derive(purpose)), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(VERSION + context.encode())
    try:
        return decryptor.update(rest[NONCE_BYTES + TAG_BYTES :]) + decryptor.finalize()
    except InvalidTag as error:
        raise Tampered(f"a sealed value of {purpose} was changed") from error


def blind(purpose: str, text: str) -> str:
    """Keyed index of a secret text (HMAC-SHA-256, 32 hex): equal texts meet, nothing else shows."""
    return hmac.digest(derive(f"blind:{purpose}", 32), text.encode(), "sha256").hex()[:32]
