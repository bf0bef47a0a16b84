"""The standard of the demo town: its days, who answers for what, proofs and verdicts."""

import datetime as dt
from typing import Any

from ezhen.archive.api import check_due
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.ledgers.fill import Filled
from ezhen.demo.actions.plan import live_plans
from ezhen.demo.actions.proofs import hand_in_papers, state_facts
from ezhen.standards.api import (
    Picture,
    assign_task,
    content_of,
    in_force,
    judge_requirement,
    picture,
    refresh,
    set_term,
)
from ezhen.standards.enums import Layer, Result

TERM_DAYS = 488  # sixteen months
EVERY_FILE = 100_000
LEFT_DAYS = 116  # at least, until it ends
# tasks with a person and a day of their own: days from today
DUE = {
    "4.7": -21, "6.3": -9, "1.1": -240, "4.1": -60, "4.5": -120, "6.1": -90, "6.2": -70, "5.1": -80,
    "7.1": -75, "8.1": 40, "8.2": 75, "4.8": LEFT_DAYS, "5.2": 60, "9.1": 100, "6.8": 90, "3.2": 80,
}  # fmt: skip
# judged as it stands: by the contractor, by the client too, by the auditor as well
CHECKED = (
    "P.1",
    "P.2",
    "P.3",
    "1.1",
    "1.2",
    "1.4",
    "1.5",
    "2.1",
    "2.2",
    "2.3",
    "4.1",
    "4.4",
    "4.5",
    "4.6",
    "5.1",
    "5.4",
    "6.1",
    "6.2",
    "6.4",
    "6.7",
    "7.1",
    "7.2",
    "8.1",
    "8.3",
)
VERIFIED = (
    "P.1",
    "P.3",
    "1.1",
    "1.4",
    "2.2",
    "4.1",
    "4.4",
    "4.5",
    "5.1",
    "6.1",
    "7.1",
    "8.1",
    "8.3",
)
AUDITED = ("1.1", "4.1", "4.4", "6.1")
DISPUTED = "8.3.S2"
OBJECTION = "抽查 14 份入户发放表，3 份没有住户签收，村名与发放台账也对不上，请补正后再核。"


def show_standard(town: Town, filled: Filled) -> None:
    """Everything that the board is made of."""
    version = in_force(town.diary.now.date())
    assert version is not None, "the pack's standard is put into force by prepare()"
    content = content_of(version)
    begins = town.begin.date()
    ends = max(
        begins + dt.timedelta(days=TERM_DAYS), town.diary.now.date() + dt.timedelta(days=LEFT_DAYS)
    )
    set_term(
        begins_on=begins,
        ends_on=ends,
        accepted_on=ends,
        reason="按项目合同",
        by=town.users["bureau"],
        at=later(town.begin, 0, 10),
    )
    for task, days in DUE.items():
        assign_task(
            task=task,
            responsible=town.users["operator"],
            reviewer=town.users["bureau"],
            due_on=min(town.diary.now.date() + dt.timedelta(days=days), ends),
            by=town.users["bureau"],
            at=later(town.begin, 1, 10),
        )
    live_plans(town)
    hand_in_papers(town, content, filled)
    state_facts(town, content, version)
    check_due(most=EVERY_FILE)
    _judge(town, version)


def _judge(town: Town, version: Any) -> None:
    """Each layer looks at what stands now, some days ago."""
    seen = picture(version, refresh(at=town.diary.now))
    for layer, who, tasks, days in (
        (Layer.SELF_CHECK, "operator", CHECKED, 6),
        (Layer.VERIFIED, "bureau", VERIFIED, 4),
        (Layer.AUDITED, "auditor", AUDITED, 2),
    ):
        for requirement in _met(seen, tasks):
            judge_requirement(
                version=version,
                requirement=requirement,
                layer=layer,
                result=Result.SATISFIED,
                by=town.users[who],
                at=town.diary.ago(days, 15),
            )
    judge_requirement(
        version=version,
        requirement=DISPUTED,
        layer=Layer.AUDITED,
        result=Result.RETURNED,
        reason=OBJECTION,
        by=town.users["auditor"],
        at=town.diary.ago(2, 16),
    )


def _met(seen: Picture, tasks: tuple[str, ...]) -> list[str]:
    return [
        name
        for name, found in seen.standings.items()
        if found.item.task.id in tasks and found.row.holds
    ]
