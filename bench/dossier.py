"""The frozen dossier of the demo town: built, verified without our packages, and tampered with."""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figure import Figure, at_least, at_most, seconds, seen
from bench.town import ROOT

MOST = 10  # seconds
PLACES = 200
RUNS = 5


def figures() -> Iterator[Figure]:
    """Seconds to verify, and how many of 200 flipped bytes and of 2 cut logs are named."""
    with tempfile.TemporaryDirectory(prefix="ezhen-dossier-") as place:
        folder = Path(place) / "dossier"
        bare = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment = bare | {
            "EZHEN_MODE": "demo",
            "EZHEN_DATA": str(Path(place) / "data"),
            "DJANGO_SETTINGS_MODULE": "ezhen.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        ezhen(environment, "demo", "load")
        built = seconds(lambda: ezhen(environment, "dossier", "build", "--out", str(folder)))
        verified = median(seconds(lambda: verify(folder)) for _ in range(RUNS))
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        yield at_most("dossier of the demo town verified", verified, "s", MOST)
        yield at_least("flipped bytes at random places named", flipped(folder, files), "", PLACES)
        yield at_least("logs cut short named", cut(folder), "", 2)
        yield seen("dossier built", built, "s")
        yield seen("files of the dossier", len(files), "")
        yield seen("size of the dossier", size / 1e6, "MB")


def ezhen(environment: dict[str, str], *arguments: str) -> None:
    """Run the command to its end."""
    code = "from ezhen.config.cli import main; main()"
    command = [sys.executable, "-c", code, *arguments]
    subprocess.run(command, check=True, env=environment, cwd=ROOT, capture_output=True)


def verify(folder: Path) -> str:
    """What the dossier's own verifier prints, run on bare Python."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def flipped(folder: Path, files: list[Path]) -> int:
    """Flip a bit at random places over all bytes, one at a time; how many are named."""
    chance = random.Random(2026)
    weights = [path.stat().st_size for path in files]
    named = 0
    for path in chance.choices(files, weights, k=PLACES):
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        named += f"[changed] {path.relative_to(folder).as_posix()}" in verify(folder)
        path.write_bytes(whole)
    return named


def cut(folder: Path) -> int:
    """Cut the last entry, then the last block; how many are named as such."""
    named = 0
    for name in ("entries-0001.jsonl", "blocks.jsonl"):
        path = folder / "data" / "log" / name
        whole = path.read_bytes()
        path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
        named += "[log cut short]" in verify(folder)
        path.write_bytes(whole)
    return named
