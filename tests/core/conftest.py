"""A town with a data folder of its own: keys, anchors of the log, files."""

import pytest

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
