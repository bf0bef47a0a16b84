"""The few statements that run at every look-up of a label: planned once, not waiting for a disk."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import connection


def prepared_cursor() -> Any:
    """A cursor whose statements the database parses and plans once for each connection.

    On PostgreSQL planning costs ten times what running such a statement does, and Django's own
    cursors never prepare. The setting EZHEN_PREPARE=0 is for a pooler between here and the
    database that hands one connection to many and does not know prepared statements. SQLite's
    driver keeps statements by itself.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from psycopg import Cursor  # noqa: PLC0415 optional dependency

    connection.ensure_connection()
    cursor: Any = Cursor(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)


@contextlib.contextmanager
def unsynced() -> Iterator[None]:
    """On SQLite, what commits inside does not wait for the disk.

    It outlives a killed process; a power cut may take back what was committed since the last
    commit that did wait, or the last checkpoint. PostgreSQL always waits: those who wait there
    share one sync. docs/decisions says why.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    connection.connection.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        connection.connection.execute("PRAGMA synchronous=FULL")
