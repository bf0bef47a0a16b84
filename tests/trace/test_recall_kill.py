"""A recall whose process is killed (SIGKILL) in the middle, on the database under test."""

import signal

BEGIN = """
from tests.factories import make_lot, make_user
make_user(role="regulator", username="zhao")
make_lot(code="ZY1")
"""
KILL = """
import os, signal
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
from ezhen.accounts.models import User
from ezhen.core import log
from ezhen.trace.models import Lot, LotHold, Recall, RecallNotice
from ezhen.trace.queries.lot import standing_of
from tests.factories import make_recall
lot, by = Lot.objects.get(code="ZY1"), User.objects.get(username="zhao")
left = [model.objects.count() for model in (Recall, RecallNotice, LotHold)]
print(left, standing_of(lot).value, log.verify().is_intact, make_recall(lot, by=by).number[-3:])
"""


def test_recall_killed_in_the_middle_has_not_begun_and_can_be_issued_afterwards(town):
    begun = town.run(BEGIN)
    assert begun.returncode == 0, begun.stderr
    assert town.run(KILL).returncode == -signal.SIGKILL
    after = town.run(AFTER)
    assert after.stdout.strip() == "[0, 0, 0] sellable True 001", after.stderr
