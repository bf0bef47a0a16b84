"""A payment whose process is killed before its voucher step, on the database under test."""

import signal

BEGIN = """
from tests.approvals.walk import people, policy, published
policy()
who = people()
case, _notice = published(who)
print(case.number, who["pay"].username)
"""
PAY = """
import os, signal, sys
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
from ezhen.approvals.models import Case, CasePayment, CaseStep
from ezhen.core import log
case = Case.objects.get(number="{number}")
paid = CaseStep.objects.filter(case=case, decision="paid").count()
print(CasePayment.objects.count(), paid, case.stage, log.verify().is_intact)
"""


def filled(script, **facts):
    """A script with its gaps filled in."""
    for name, value in facts.items():
        script = script.replace(f"{{{name}}}", str(value))
    return script


def test_payment_killed_before_its_voucher_was_never_made_and_can_be_made_again(town):
    begun = town.run(BEGIN)
    assert begun.returncode == 0, begun.stderr
    number, payer = begun.stdout.split()[-2:]
    facts = {"number": number, "payer": payer}
    assert town.run(filled(PAY, kill=True, **facts)).returncode == -signal.SIGKILL
    assert town.run(filled(AFTER, **facts)).stdout.strip() == "0 0 pay True"

    again = town.run(filled(PAY, kill=False, **facts))
    assert again.returncode == 0, again.stderr
    assert town.run(filled(AFTER, **facts)).stdout.strip() == "1 1 receive True"
