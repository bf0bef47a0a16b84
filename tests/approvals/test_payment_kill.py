"""A payment whose process is killed between payment and voucher step, on the database on disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
import django; django.setup()
from ezhen.core.setup import prepare; prepare()
from tests.approvals.walk import people, policy, published
policy()
who = people()
case, _notice = published(who)
print(case.number, who["pay"].username)
"""
PAY = """
import os, signal, sys
import django; django.setup()
from django.db import connection
from ezhen.accounts.models import User
from ezhen.approvals.models import Case
from tests.approvals.walk import pay

def die(execute, sql, params, many, context):
    answer = execute(sql, params, many, context)
    if sql.startswith('INSERT INTO "approvals_casepayment"'):
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

if {kill}:
    connection.execute_wrappers.append(die)
case = Case.objects.get(number="{number}")
pay(case, User.objects.get(username="{payer}"))
"""
AFTER = """
import django; django.setup()
from ezhen.approvals.models import Case, CasePayment, CaseStep
from ezhen.core import log
case = Case.objects.get(number="{number}")
paid = CaseStep.objects.filter(case=case, decision="paid").count()
print(CasePayment.objects.count(), paid, case.stage, log.verify().is_intact)
"""


def run(script, folder, **facts):
    """Another process on the same data folder."""
    for name, value in facts.items():
        script = script.replace(f"{{{name}}}", str(value))
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


def test_payment_killed_before_its_voucher_was_never_made_and_can_be_made_again(tmp_path):
    begun = run(BEGIN, tmp_path)
    assert begun.returncode == 0, begun.stderr
    number, payer = begun.stdout.split()[-2:]
    facts = {"number": number, "payer": payer}
    assert run(PAY, tmp_path, kill=True, **facts).returncode == -signal.SIGKILL
    assert run(AFTER, tmp_path, **facts).stdout.strip() == "0 0 pay True"

    again = run(PAY, tmp_path, kill=False, **facts)
    assert again.returncode == 0, again.stderr
    assert run(AFTER, tmp_path, **facts).stdout.strip() == "1 1 receive True"
