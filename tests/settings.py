"""The town's settings in a data folder that is thrown away."""

import os
import tempfile
from pathlib import Path

os.environ["EZHEN_MODE"] = "test"
os.environ.setdefault("EZHEN_DATA", tempfile.mkdtemp(prefix="ezhen-test-"))
Path(os.environ["EZHEN_DATA"], "static").mkdir(parents=True, exist_ok=True)

from ezhen.config.settings import *  # noqa: E402, F403 the environment comes first

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # a file, not memory: threads and the live server each open it themselves, as in a town
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.db"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
COUNTER_SECONDS = 0  # every page counts, so what a test changed shows
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in often


class Undefined(str):
    """What a template shows for a variable that nobody gave it: a failing test."""

    __slots__ = ()

    def __contains__(self, part):
        return True  # so Django fills in the variable's name

    def __mod__(self, name):
        raise AssertionError(f"undefined template variable: {name}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("undefined")  # noqa: F405
