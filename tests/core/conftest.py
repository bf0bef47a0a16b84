"""A town with a data folder of its own: keys, anchors of the log, files."""

import threading

import pytest
from django.db import connection

from ezhen.core import crypto


@pytest.fixture
def data_folder(tmp_path, settings):
    """An empty data folder with a fresh master key."""
    settings.DATA_DIR = tmp_path
    crypto._master_key.cache_clear()
    crypto.derive.cache_clear()
    crypto.ensure_master_key()
    yield tmp_path
    crypto._master_key.cache_clear()
    crypto.derive.cache_clear()


@pytest.fixture
def at_once():
    """`at_once(work, …)`: run each in a thread of its own, begun together; their results in order,
    an exception for one that raised."""

    def run(*works):
        gate = threading.Barrier(len(works))
        results = [None] * len(works)

        def one(place, work):
            try:
                gate.wait(timeout=20)
                results[place] = work()
            except Exception as error:  # noqa: BLE001 the test looks at it
                results[place] = error
            finally:
                connection.close()

        threads = [
            threading.Thread(target=one, args=(place, work)) for place, work in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return results

    return run
