"""What every test may use."""

import contextlib
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from tests.factories import make_user

# a busy machine is no failure
settings.register_profile("town", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("town")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the marks
def pytest_collection_modifyitems(items):
    """A test that touches no database is pure; one of row locks needs PostgreSQL."""
    for item in items:
        if not item.get_closest_marker("django_db") and not DATABASE_FIXTURES & {
            *item.fixturenames
        }:
            item.add_marker("pure")
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL"))


@pytest.fixture(autouse=True, scope="session")
def _town_has_its_key():
    """As `ezhen setup` makes it."""
    from ezhen.core.crypto import ensure_master_key

    ensure_master_key()


@pytest.fixture(autouse=True)
def _town_speaks_its_language():
    """A page that a test opened in English leaves the next test nothing."""
    yield
    translation.deactivate()


@pytest.fixture
def client_as(client):
    """A client signed in as a user, or as a new one of a role."""

    def enter(who):
        user = make_user(role=who) if isinstance(who, str) else who
        client.force_login(user)
        return client

    return enter


ROOT = Path(__file__).parents[1]


@dataclass
class Town:
    """A town of its own on disk, for what runs in processes of its own."""

    folder: Path
    env: dict

    def start(self, *command):
        """A running process with pipes for output and errors."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.env, cwd=ROOT, text=True, stdout=pipe, stderr=pipe
        )

    def ezhen(self, *arguments):
        """The finished `ezhen` command: returncode, stdout, stderr."""
        process = self.start(*self.command(*arguments))
        output, errors = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def command(self, *arguments):
        """The command line of `ezhen`, of this source tree."""
        code = "import sys; from ezhen.config.cli import main; sys.argv[0] = 'ezhen'; main()"
        return [sys.executable, "-c", code, *map(str, arguments)]

    def run(self, code):
        """A script that ran inside the town: returncode, stdout, stderr."""
        process = self.start(sys.executable, "-c", f"import django; django.setup()\n{code}")
        output, errors = process.communicate(timeout=120)
        return subprocess.CompletedProcess(code, process.returncode, output, errors)

    def python(self, code):
        """What a script prints that runs inside the town."""
        done = self.run(code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")  # what one file's processes leave behind is not the next one's
def town(tmp_path_factory):
    """A town with keys and tables, on the database server under test."""
    folder = tmp_path_factory.mktemp("town")
    env = os.environ | {
        "EZHEN_DATA": str(folder),
        "EZHEN_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "ezhen.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    with _own_database(env, folder.name):
        made = Town(folder, env)
        done = made.ezhen("setup")
        assert done.returncode == 0, done.stderr
        yield made


@contextlib.contextmanager
def _own_database(env, name):
    """SQLite lies in the folder; on PostgreSQL a database is made and dropped again."""
    url = env.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield
        return
    name = f"{name}_{os.getpid()}".replace("-", "_")
    env["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{name}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    yield
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


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
