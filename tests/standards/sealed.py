"""Building a dossier, opening it, and looking for what is wrong with it."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

from ezhen.core import jobs
from ezhen.standards.actions.dossier import start_dossier
from ezhen.standards.models import Dossier
from ezhen.standards.papers import verify as verifier
from ezhen.standards.papers.bag import Bag

VERIFIER = Path(verifier.__file__)


def build(**asked):
    """A dossier, built here and now."""
    job = start_dossier(**{"by": None} | asked)
    jobs.run_until_idle()
    job.refresh_from_db()
    assert job.state == "done", job.error
    return Dossier.objects.get(uuid=job.uuid)


def found(folder, **more):
    """What the verifier finds, as (kind, place)."""
    return [(one.kind, one.place) for one in verifier.verify(str(folder), **more).findings]


def files_of(folder):
    """Name below the folder → bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def data_of(folder, path):
    """JSON of a file under data/."""
    return json.loads((folder / "data" / path).read_text("utf-8"))


def sheet(path):
    """Rows of the first sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return book.get_sheet_by_index(0).to_python()


def entries_of(folder):
    """The lines of the log, each with its end."""
    return (folder / "data/log/entries-0001.jsonl").read_bytes().splitlines(keepends=True)


def reseal(folder):
    """Write all manifests anew, as somebody would who covers up a change."""
    bag = Bag(folder.with_name("other"))
    for path in sorted((folder / "data").rglob("*")):
        if path.is_file():
            bag.add(path.relative_to(folder / "data").as_posix(), path)
    info = (folder / "bag-info.txt").read_text("utf-8").splitlines()
    facts = dict(line.split(": ", 1) for line in info if not line.startswith("Payload-Oxum"))
    bag.seal(facts, (folder / "README.txt").read_text("utf-8"))
    return bag.folder


def with_log(folder, entries=None, blocks=None):
    """What is found once the log was changed and all manifests were made anew."""
    if entries is not None:
        (folder / "data/log/entries-0001.jsonl").write_bytes(b"".join(entries))
    if blocks is not None:
        (folder / "data/log/blocks.jsonl").write_bytes(b"".join(blocks))
    forged = reseal(folder)
    try:
        return found(forged)
    finally:
        shutil.rmtree(forged)


def alone(folder, *arguments):
    """The verifier inside the dossier, run without any package: (exit code, output)."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments]
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder.parent)
    return done.returncode, (done.stdout + done.stderr).decode()


def half(archive, into):
    """Unpacks one file, then the disk is full."""
    archive.extract(archive.namelist()[0], into)
    raise OSError("no space")
