"""The plans of the demo town: drafted at the beginning, done step by step, a few late or moved."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.programme import api as programme
from ezhen.registers import api as registers

DRAFTED = 2  # day of the programme
EARLY = (4, 1, 6, 2, 3)  # days before its end that a step was done, by turns
LEFT_OPEN = 29  # of so many steps whose day has passed, one is not done
MOVED = {
    "6.8": (21, "两个站点换了房东，挂牌推迟"),
    "7.2": (30, "快递企业合同续签，线路重新核定"),
    "9.1": (14, "等县统计局口径通知"),
}
REVIEWED_AFTER = 3  # days
DONE_TEXT = "按计划完成，材料已归档"


def live_plans(town: Town) -> None:
    """Draft, move three steps, and finish what was due."""
    by, today = town.users["operator"], town.diary.now.date()
    programme.draft_plan(by=by, at=later(town.begin, DRAFTED, 15))
    _move(town, by)
    due = [step for step in programme.open_steps() if step.ends_on < today]
    for number, step in enumerate(due, start=1):
        if number % LEFT_OPEN:
            _finish(town, step, step.ends_on - dt.timedelta(days=EARLY[number % len(EARLY)]), by)


def _move(town: Town, by: Any) -> None:
    for task, (days, reason) in MOVED.items():
        ahead = [
            step for step in programme.open_steps(task) if step.ends_on > town.diary.now.date()
        ]
        if ahead:
            programme.move_step(
                step=ahead[0],
                owner=ahead[0].owner,
                begins_on=ahead[0].begins_on,
                ends_on=ahead[0].ends_on + dt.timedelta(days=days),
                reason=reason,
                by=by,
                at=town.diary.ago(18, 10),
            )


def _finish(town: Town, step: Any, done_on: dt.date, by: Any) -> None:
    """What was done goes into the work ledger, and the bureau confirms that row."""
    done_on = max(done_on, town.begin.date() + dt.timedelta(days=DRAFTED))
    at = timezone.make_aware(dt.datetime.combine(done_on, dt.time(17)))
    programme.finish_step(step=step, done_on=done_on, text=DONE_TEXT, by=by, at=at)
    confirmed = min(later(at, REVIEWED_AFTER, 16), town.diary.ago(0, 16))
    for row in registers.waiting("work_ledger").filter(date=done_on, created_at=at):
        registers.review_record(record=row, confirm=True, by=town.users["bureau"], at=confirmed)
