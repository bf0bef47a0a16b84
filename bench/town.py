"""Throw-away towns to measure: one for each database, all groups of a run share it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SQLITE, POSTGRES = DATABASES = ("SQLite", "PostgreSQL")
POSTGRES_SCRIPT = ["sh", str(ROOT / "tools/postgres.sh")]


@contextmanager
def databases(database: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a town on this database; PostgreSQL runs as long as the block."""
    environment = {
        "EZHEN_MODE": "production",
        "EZHEN_DATA": str(folder / database.lower()),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    if database == SQLITE:
        yield environment | {"DATABASE_URL": f"sqlite:///{environment['EZHEN_DATA']}/ezhen.db"}
        return
    place = str(folder / "pg")
    started = subprocess.run(
        [*POSTGRES_SCRIPT, "start", place],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"POSTGRES_OPTIONS": ""},  # durable, as in production
    )
    try:
        yield environment | {"DATABASE_URL": started.stdout.strip()}
    finally:
        subprocess.run([*POSTGRES_SCRIPT, "stop", place], check=False)


def open_town() -> None:
    """Keys, tables and static files, once for each process that measures."""
    from ezhen.core.setup import prepare

    prepare()


def analyze(tables: str = "") -> None:
    """Look at what was just loaded, as PostgreSQL's autovacuum does within a minute; SQLite waits
    for nobody to tell it."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
