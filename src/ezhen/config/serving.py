"""Starting the process group: web processes and one worker, ended together."""

import multiprocessing
import signal
import threading
from typing import Any

import click
import django
from django.conf import settings
from granian import Granian
from granian.constants import Interfaces


def serve_town(*, host: str, port: int, workers: int) -> None:
    """Serve until a signal comes; the worker ends with the web processes."""
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=run_worker, name="ezhen-worker", daemon=True)
    worker.start()
    mode = "demo — invented data, open doors" if settings.DEMO else settings.MODE
    click.echo(f"ezhen on http://{host}:{port} ({mode})")
    server = Granian(
        "ezhen.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
    )
    try:
        server.serve()
    finally:
        worker.terminate()
        worker.join(timeout=10)


def run_worker() -> None:
    """The worker process: jobs and log sealing until SIGTERM."""
    django.setup()
    from ezhen.core import jobs, log  # noqa: PLC0415 app ready

    stop = threading.Event()

    def end(*_arguments: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    jobs.beat(log.seal_all)
    jobs.work(stop)
