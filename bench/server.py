"""Starting the town's own server, and driving it with the client."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from bench.load import Plan, Result

SERVE = "from ezhen.config.cli import main; main()"
WORKERS = 2
START_SECONDS = 60


@contextmanager
def town_server() -> Iterator[int]:
    """`ezhen serve` on a free port; yields the port once pages come."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, "serve", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process, START_SECONDS)
        yield port
    finally:
        end(process)


def wait_for(address: str, process: subprocess.Popen, most: float) -> bytes:
    """The page, once it comes; raises when the process ended or `most` seconds are over."""
    deadline = time.monotonic() + most
    while True:
        try:
            return urllib.request.urlopen(address, timeout=30).read()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with {process.returncode}") from None
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def end(process: subprocess.Popen) -> None:
    """End a process that has a session of its own, and its children with it."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
    except ProcessLookupError:
        return
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def drive(plan: Plan) -> Result:
    """Run the client in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(plan)),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return Result(**json.loads(done.stdout))
