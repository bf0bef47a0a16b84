"""`make run` in a fresh clone: what a newcomer waits for. The package caches are as they are."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator

from bench.figure import Figure, at_most
from bench.server import end, free_port, wait_for
from bench.town import ROOT

MOST = 600
OURS = ("EZHEN_", "DJANGO_", "DATABASE_", "PYTHONPATH", "MAKE", "MFLAGS")


def figures() -> Iterator[Figure]:
    """Seconds from `make run` to the front page. Measures what is committed."""
    with tempfile.TemporaryDirectory(prefix="ezhen-clone-") as clone:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), clone], check=True)
        yield at_most("make run in a fresh clone, until the page answers", wait(clone), "s", 120)


def wait(clone: str) -> float:
    """Seconds until the clone's page is there; its server is ended."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    start = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        page = wait_for(f"http://127.0.0.1:{port}/", process, MOST)
        took = time.perf_counter() - start
    finally:
        end(process)
    if "古韩镇" not in page.decode():
        raise RuntimeError("what answers is not the town")
    return took
