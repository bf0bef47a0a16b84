"""Settings that come from outside the code: environment variables and the data folder.

A missing or impossible value stops the start with the remedy, never with a guess.
"""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]


def flag(name: str, *, default: bool) -> bool:
    """Read a yes/no variable; anything but 1/0/true/false/yes/no is refused."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes"}:
        return True
    if value in {"0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")


def data_folder() -> Path:
    """`EZHEN_DATA`, by default ./data: database, files, keys. Created with mode 0700."""
    folder = Path(os.environ.get("EZHEN_DATA") or ROOT / "data").expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(folder: Path, name: str) -> str:
    """Read the secret `name` of the data folder, making it on the first start (mode 0600)."""
    path = folder / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        temporary = path.with_name(f"{name}.{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            path.hardlink_to(temporary)
        temporary.unlink()
    return path.read_text().strip()
