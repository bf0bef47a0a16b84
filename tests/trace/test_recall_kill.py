"""A recall whose process is killed (SIGKILL) in the middle, on the default database on disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
import django; django.setup()
from ezhen.core.setup import prepare; prepare()
from tests.factories import make_lot, make_user
make_user(role="regulator", username="zhao")
make_lot(code="ZY1")
"""
KILL = """
import os, signal
import django; django.setup()
from django.db import connection
from ezhen.accounts.models import User
from ezhen.trace.models import Lot
from tests.factories import make_recall

def die(execute, sql, params, many, context):
    answer = execute(sql, params, many, context)
    if sql.startswith('INSERT INTO "trace_lothold"'):
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

connection.execute_wrappers.append(die)
make_recall(Lot.objects.get(code="ZY1"), by=User.objects.get(username="zhao"))
"""
AFTER = """
import django; django.setup()
from ezhen.accounts.models import User
from ezhen.core import log
from ezhen.trace.models import Lot, LotHold, Recall, RecallNotice
from ezhen.trace.queries.lot import standing_of
from tests.factories import make_recall
lot, by = Lot.objects.get(code="ZY1"), User.objects.get(username="zhao")
left = [model.objects.count() for model in (Recall, RecallNotice, LotHold)]
print(left, standing_of(lot).value, log.verify().is_intact, make_recall(lot, by=by).number[-3:])
"""


def _run(script, folder):
    """Another process on the same data folder."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "ezhen.config.settings",
        "EZHEN_MODE": "test",
        "EZHEN_DATA": str(folder),
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_recall_killed_in_the_middle_has_not_begun_and_can_be_issued_afterwards(tmp_path):
    begun = _run(BEGIN, tmp_path)
    assert begun.returncode == 0, begun.stderr
    assert _run(KILL, tmp_path).returncode == -signal.SIGKILL
    after = _run(AFTER, tmp_path)
    assert after.stdout.strip() == "[0, 0, 0] sellable True 001", after.stderr
