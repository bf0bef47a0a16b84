"""A bag (BagIt, RFC 8493) being filled: files under data/, then what describes and seals them.

The same files and facts give the same bytes: no time of packing, no order but the names'.
"""

import hashlib
import os
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ezhen.standards.papers import verify

CHUNK = 1 << 20
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
VERIFIER = Path(verify.__file__)
SAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*%\u2028\u2029]+')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST = 80  # characters of a name: whole paths fit into what Windows opens
PACKED = frozenset({".json", ".jsonl", ".html", ".txt", ".csv"})
Content = bytes | Path | Iterator[bytes]
EPOCH = (1980, 1, 1, 0, 0, 0)  # the day ZIP begins; a bag has no time of packing


class WrongBytes(ValueError):
    """A file does not give the hash it was stored under."""


def safe_name(name: str) -> str:
    """A file's own name, as every system can keep it: 监理报告（终）.pdf stays what it is."""
    bare = SAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "_"
    if DEVICES.match(bare):
        bare = f"_{bare}"
    stem, dot, ending = bare.rpartition(".")
    if len(bare) <= LONGEST:
        return bare
    return f"{stem[: LONGEST - len(ending) - 1].rstrip()}.{ending}" if dot else bare[:LONGEST]


@dataclass
class Bag:
    """Writes into `folder`, which must not exist; knows what it has written (path → SHA-256)."""

    folder: Path
    payload: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)

    def add(self, path: str, content: Content, *, sha256: str = "") -> None:
        """Put a file at data/`path`. With `sha256`: raises WrongBytes, and leaves nothing, when it
        is not what its bytes give; FileNotFoundError when a source is gone."""
        name = f"data/{path}"
        if name in self.payload:
            raise ValueError(f"{name} is there already")
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            digest, size = _write(target, content)
        except OSError:
            target.unlink(missing_ok=True)
            raise
        if sha256 and digest != sha256:
            target.unlink()
            raise WrongBytes(name)
        self.payload[name], self.sizes[name] = digest, size

    def holds(self, path: str) -> bool:
        """Is data/`path` there?"""
        return f"data/{path}" in self.payload

    def read(self, path: str, start: int = 0) -> bytes:
        """The bytes of data/`path` from `start` on; below zero: so many of the last."""
        with (self.folder / "data" / path).open("rb") as file:
            size = self.sizes[f"data/{path}"]
            file.seek(max(0, size + start) if start < 0 else start)
            return file.read()

    def beginning(self, path: str, most: int = 16) -> bytes:
        """The first bytes of data/`path`."""
        with (self.folder / "data" / path).open("rb") as file:
            return file.read(most)

    def seal(self, info: Mapping[str, str], readme: str) -> str:
        """Write everything beside data/; returns the fingerprint."""
        facts = {**info, "Payload-Oxum": f"{sum(self.sizes.values())}.{len(self.payload)}"}
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": "".join(f"{name}: {_line(text)}\n" for name, text in facts.items()),
            "README.txt": readme,
            "verify.py": VERIFIER.read_text("utf-8"),
            verify.PAYLOAD: _manifest(self.payload),
        }
        listed = {}
        for name, text in tags.items():
            listed[name], _size = _write(self.folder / name, text.encode())
        fingerprint, _size = _write(self.folder / verify.TAGS, _manifest(listed).encode())
        _write(self.folder / verify.FINGERPRINT, f"{fingerprint}\n".encode())
        return fingerprint


def _line(text: str) -> str:
    """A value of bag-info.txt stands on one line."""
    return " ".join(str(text).split())


def _manifest(digests: Mapping[str, str]) -> str:
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def _write(target: Path, content: Content) -> tuple[str, int]:
    """Hash while writing: what the manifest says is what was written."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for part in _read(content):
            digest.update(part)
            size += file.write(part)
    return digest.hexdigest(), size


def _read(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, Path):
        with content.open("rb") as source:
            while part := source.read(CHUNK):
                yield part
    else:
        yield from content


def pack(folder: Path, target: Path, top: str) -> None:
    """The bag as a ZIP with one folder `top` at its root; appears whole or not at all."""
    half = target.with_suffix(".half")
    with zipfile.ZipFile(half, "w") as archive:
        for path in sorted(found for found in folder.rglob("*") if found.is_file()):
            name = path.relative_to(folder).as_posix()
            member = zipfile.ZipInfo(f"{top}/{name}", EPOCH)
            member.external_attr = 0o644 << 16
            is_text = path.suffix in PACKED
            member.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            with path.open("rb") as source, archive.open(member, "w", force_zip64=True) as into:
                shutil.copyfileobj(source, into, CHUNK)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    half.replace(target)


def fingerprint_in(archive: Path) -> str:
    """The fingerprint of a packed bag; empty when it cannot be read any more."""
    try:
        with zipfile.ZipFile(archive) as packed:
            top = packed.namelist()[0].partition("/")[0]
            return hashlib.sha256(packed.read(f"{top}/{verify.TAGS}")).hexdigest()
    except (OSError, KeyError, IndexError, zipfile.BadZipFile):
        return ""


def unpack(archive: Path, folder: Path) -> None:
    """A packed bag as the folder `folder`, which must not exist; appears whole or not at all."""
    half = folder.with_name(f".{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    with zipfile.ZipFile(archive) as packed:
        top = packed.namelist()[0].partition("/")[0]
        packed.extractall(half)  # names were made by `pack`
    (half / top).rename(folder)
    half.rmdir()
