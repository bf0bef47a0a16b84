"""The acceptance by rubric: what the rules refuse, and what the database refuses by itself."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.factories import make_user
from tests.standards.small import content as small_content
from tests.standards.small import words

from ezhen.archive.api import store_file
from ezhen.core.errors import NotAllowed
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnlyError
from ezhen.programme import api
from ezhen.programme.enums import Column, StepKind
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import Acceptance, AcceptanceStep, Finding
from ezhen.programme.models.acceptance import step_key
from ezhen.standards.api import judge_requirement, put_into_force
from ezhen.standards.definitions import Rubric

pytestmark = pytest.mark.django_db
TASKS = {"1.1": "6.5", "1.2": "3.5"}


def rubric(**facts):
    """Ten points in two tasks, 1.5 of them on site, one of bonus, four grades."""
    told = {
        "title": words("细则"),
        "note": words("说明"),
        "total": "10",
        "tasks": TASKS,
        "on_site": [{"task": "1.1", "points": "1.5", "looks": [words("设备在用吗？")]}],
        "bonus": [{"id": "honour", "title": words("表彰"), "points": "1", "asks": words("文件")}],
        "grades": [
            {"code": "excellent", "title": words("优秀"), "lower": "9", "follows": words("通过")},
            {"code": "good", "title": words("良好"), "lower": "8", "follows": words("通过")},
            {"code": "fair", "title": words("一般"), "lower": "6", "follows": words("通过")},
            {
                "code": "poor",
                "title": words("较差"),
                "lower": "0",
                "follows": words("限期三个月整改"),
                "rectify_days": 92,
            },
        ],
    }
    return Rubric.model_validate(told | facts)


def small(**facts):
    """The small standard with this rubric."""
    found = small_content()
    object.__setattr__(found, "rubric", rubric(**facts))
    return found


class Team:
    """Who takes part, and the acceptance they work on."""

    def __init__(self):
        self.operator = make_user(role="operator", display_name="申锦程")
        self.bureau = make_user(role="bureau", display_name="张慧芳")
        self.bureau2 = make_user(role="bureau", display_name="李海霞")
        self.auditor = make_user(role="auditor", display_name="冯敏")
        self.version = put_into_force(content=small(), by=None, in_force_from=dt.date(2025, 11, 24))

    def satisfy(self, *names):
        """Raise requirements by two persons, so that they count as satisfied."""
        from ezhen.standards.api import second_verdict

        for name in names:
            verdict = judge_requirement(
                version=self.version,
                requirement=name,
                layer="verified",
                result="satisfied",
                reason="现场核实",
                by=self.bureau,
            )
            second_verdict(verdict=verdict, by=self.bureau2)

    def open(self, **facts):
        """Open it."""
        facts.setdefault("title", "2026 年度验收")
        self.acceptance = api.open_acceptance(by=self.bureau, **facts)
        return self.acceptance

    def item(self, code, column=Column.PAPERS):
        """An item of it."""
        return self.acceptance.items.get(code=code, column=column)

    def give(self, code, points, by=None, column=Column.PAPERS, **facts):
        """Points, by the auditor unless said."""
        item = self.item(code, column)
        return api.give_points(item=item, points=Decimal(points), by=by or self.auditor, **facts)

    def see(self):
        """What is on site was looked at: nothing is given there."""
        self.give("1.1", "0", column=Column.ON_SITE)

    def raised(self, code, points, column=Column.PAPERS):
        """Above what is proposed, by two persons."""
        self.give(code, points, column=column, reason="现场补充了材料")
        api.agree_points(item=self.item(code, column), by=self.bureau)

    def issue(self):
        """Send the scores."""
        return api.issue_scores(acceptance=self.acceptance, by=self.bureau)

    def decide(self, **facts):
        """Nothing more is said; it is decided."""
        api.end_answers(acceptance=self.acceptance, by=self.operator)
        self.acceptance = api.decide_acceptance(acceptance=self.acceptance, by=self.bureau, **facts)
        return self.acceptance

    def total(self):
        """As it stands."""
        return api.sheet_of(Acceptance.objects.get(pk=self.acceptance.pk)).total


@pytest.fixture
def team(db):
    return Team()


@pytest.fixture
def opened(team):
    team.satisfy("1.1.B1", "1.1.B2")
    team.open()
    return team


def test_points_are_proposed_from_the_verdicts(opened):
    # two of three requirements of 1.1: 4.3 of 6.5 points, a part of them on site
    sheet = api.sheet_of(opened.acceptance)
    assert sheet.proposed == sheet.total == Decimal("4.3")
    papers, site = opened.item("1.1"), opened.item("1.1", Column.ON_SITE)
    assert (papers.most, site.most) == (Decimal(5), Decimal("1.5"))
    assert (papers.proposed, site.proposed) == (Decimal("3.31"), Decimal("0.99"))
    assert papers.layers["computed"] == [0, 3, 0]
    assert papers.layers["verified"] == [2, 0, 0]
    assert opened.item("honour", Column.BONUS).proposed == 0


def test_points_are_lowered_freely(opened):
    opened.give("1.1", "2.25")
    assert opened.total() == Decimal("3.24")
    assert AcceptanceStep.objects.filter(kind=StepKind.SCORED).get().text == ""


def test_raised_points_need_a_reason_and_wait_for_a_second_person(opened):
    with pytest.raises(StepRefused, match="理由"):
        opened.give("1.1", "4.5")
    opened.give("1.1", "4.5", reason="现场补充了材料")
    opened.see()
    assert opened.total() == Decimal("3.31")
    with pytest.raises(StepRefused, match="第二人"):
        opened.issue()
    with pytest.raises(StepRefused, match="不能是本人"):
        api.agree_points(item=opened.item("1.1"), by=opened.auditor)
    api.agree_points(item=opened.item("1.1"), by=opened.bureau)
    assert opened.total() == Decimal("4.5")  # nothing was given on site
    with pytest.raises(StepRefused):
        api.agree_points(item=opened.item("1.1"), by=opened.bureau2)


def test_bonus_is_always_given_by_two(opened):
    opened.give("honour", "1", column=Column.BONUS, reason="市级表彰")
    assert opened.total() == Decimal("4.3")
    api.agree_points(item=opened.item("honour", Column.BONUS), by=opened.bureau)
    assert opened.total() == Decimal("5.3")


def test_lowering_takes_back_what_waits(opened):
    raised = opened.give("1.1", "4.5", reason="现场补充了材料")
    opened.give("1.1", "1", by=opened.bureau)
    with pytest.raises(StepRefused):
        api.agree_points(item=opened.item("1.1"), seen=raised.uuid, by=opened.bureau2)
    assert opened.total() == Decimal("1.99")


@pytest.mark.parametrize("points", ["-0.01", "5.01"])
def test_points_stay_within_their_item(opened, points):
    with pytest.raises(StepRefused, match="5"):
        opened.give("1.1", points)


def raw(team, item=None, **facts):
    """A step past all rules, by plain SQL; returns its key."""
    acceptance = team.acceptance
    uuid, by, kind = new_uuid(), facts.pop("by", team.auditor), facts.pop("kind", "scored")
    last = acceptance.steps.order_by("-pk").first()
    row = {
        "uuid": uuid.hex if connection.vendor == "sqlite" else str(uuid),
        "key": step_key(acceptance.pk, facts.pop("said_by", by).pk, kind, uuid),
        "acceptance_id": acceptance.pk,
        "kind": kind,
        "after_id": last.key,
        "follows": last.kind,
        "item_key": item.key if item else None,
        "points": None,
        "agrees_to_id": None,
        "text": "",
        "at": timezone.now(),
        "by_id": by.pk,
    } | facts
    names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        sql = f"INSERT INTO programme_acceptancestep ({names}) VALUES ({marks})"
        cursor.execute(sql, [*row.values()])
    return row["key"]


def test_database_takes_a_plain_score(opened):
    raw(opened, opened.item("1.1"), points=331)
    assert opened.total() == Decimal("4.3")


def test_database_refuses_what_the_rules_refuse(opened):
    item = opened.item("1.1")
    for facts in (
        {"points": 332},  # above what is proposed, no reason
        {"points": 501, "text": "高于满分"},
        {"points": -1},
        {"points": None},
        {"points": 100, "said_by": opened.bureau},  # the key says somebody else
    ):
        with pytest.raises(IntegrityError):
            raw(opened, item, **facts)
    score = raw(opened, item, points=332, text="补充了材料")
    for facts in (
        {"by": opened.auditor, "agrees_to_id": score},  # the same person
        {"by": opened.bureau, "agrees_to_id": None},
    ):
        with pytest.raises(IntegrityError):
            raw(opened, item, kind="agreed", **facts)
    assert opened.total() == Decimal("4.3")
    raw(opened, item, kind="agreed", by=opened.bureau, agrees_to_id=score)
    assert opened.total() == Decimal("4.31")


def test_an_item_cannot_say_other_points_than_its_key(opened):
    for column in ("most", "proposed"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE programme_acceptanceitem SET {column} = {column} + 1")


def test_scores_are_sent_once_everything_on_site_was_seen(opened):
    with pytest.raises(StepRefused, match="现场"):
        opened.issue()
    opened.see()
    found = opened.issue()
    assert found.answer_until == timezone.localdate() + dt.timedelta(days=5)
    with pytest.raises(StepRefused):
        opened.issue()


def test_contractor_answers_and_the_team_replies(opened):
    opened.see()
    item = opened.item("1.2")
    with pytest.raises(StepRefused):
        api.answer_score(item=item, text="早了", by=opened.operator)
    opened.issue()
    file = store_file(
        upload=SimpleUploadedFile("照片.pdf", b"%PDF-1.4\nx\n%%EOF\n"), by=opened.operator
    )
    step = api.answer_score(item=item, text="台账已补", files=[file], by=opened.operator)
    assert [*step.files.all()] == [file]
    with pytest.raises(StepRefused, match="未答复"):
        opened.decide()
    reply = api.judge_answer(item=item, text="属实", points=Decimal(2), by=opened.auditor)
    assert reply.kind == StepKind.JUDGED
    api.agree_points(item=item, by=opened.bureau)
    assert opened.total() == Decimal("5.31")
    with pytest.raises(StepRefused):
        api.judge_answer(item=item, text="再说", by=opened.auditor)


def test_answers_have_their_days(opened):
    opened.see()
    opened.issue()
    late = timezone.now() + dt.timedelta(days=6)
    with pytest.raises(StepRefused, match="期限"):
        api.answer_score(item=opened.item("1.2"), text="迟了", by=opened.operator, at=late)
    with pytest.raises(StepRefused):
        api.decide_acceptance(acceptance=opened.acceptance, by=opened.bureau)
    done = api.decide_acceptance(acceptance=opened.acceptance, by=opened.bureau, at=late)
    assert done.grade == "poor"


def test_nobody_scores_answers_and_decides(opened):
    item = opened.item("1.1")
    regulator = make_user(role="regulator")
    for step in (
        lambda: api.open_acceptance(title="x", by=opened.auditor),
        lambda: api.give_points(item=item, points=Decimal(0), by=opened.operator),
        lambda: api.give_points(item=item, points=Decimal(0), by=regulator),
        lambda: api.agree_points(item=item, by=opened.operator),
        lambda: api.issue_scores(acceptance=opened.acceptance, by=opened.auditor),
        lambda: api.answer_score(item=item, text="x", by=opened.auditor),
        lambda: api.end_answers(acceptance=opened.acceptance, by=opened.bureau),
        lambda: api.judge_answer(item=item, text="x", by=opened.operator),
        lambda: api.decide_acceptance(acceptance=opened.acceptance, by=opened.auditor),
        lambda: api.raise_shortfalls(acceptance=opened.acceptance, by=opened.operator),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_decided_is_closed(opened):
    opened.see()
    opened.issue()
    with pytest.raises(StepRefused, match="改动"):
        opened.decide(expects=Decimal(9))
    api.decide_acceptance(acceptance=opened.acceptance, by=opened.bureau, expects=Decimal("3.31"))
    item = opened.item("1.1")
    for step in (
        lambda: opened.give("1.1", "0"),
        lambda: api.agree_points(item=item, by=opened.bureau),
        lambda: api.answer_score(item=item, text="x", by=opened.operator),
        lambda: api.judge_answer(item=item, text="x", by=opened.auditor),
        lambda: api.decide_acceptance(acceptance=opened.acceptance, by=opened.bureau),
    ):
        with pytest.raises(StepRefused, match="已作出结论"):
            step()
    first = opened.acceptance.steps.order_by("pk").first()
    for facts in (
        {},  # after the last step, the closing one
        {"follows": "issued"},  # a lie about it
        {"after_id": first.key, "follows": "opened"},  # after one that has a follower
        {"after_id": None, "follows": ""},
    ):
        with pytest.raises(IntegrityError):
            raw(opened, item, points=0, **facts)
    with pytest.raises(AppendOnlyError):
        AcceptanceStep.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_acceptance SET total = NULL")


@pytest.mark.parametrize(
    ("points", "grade", "days"),
    [
        ("9.00", "excellent", 0),
        ("8.99", "good", 0),
        ("8.00", "good", 0),
        ("7.99", "fair", 0),
        ("6.00", "fair", 0),
        ("5.99", "poor", 92),
        ("0", "poor", 92),
    ],
)
def test_grade_at_its_exact_limit(team, points, grade, days):
    team.open()
    rest = Decimal(points)
    for code, column, most in (
        ("1.1", Column.PAPERS, 5),
        ("1.1", Column.ON_SITE, Decimal("1.5")),
        ("1.2", Column.PAPERS, Decimal("3.5")),
    ):
        given = min(rest, most)
        rest -= given
        (team.raised if given else team.give)(code, given, column=column)
    team.issue()
    done = team.decide()
    assert (done.total, done.grade) == (Decimal(points), grade)
    due = timezone.localdate() + dt.timedelta(days=days)
    assert done.rectify_by == (due if days else None)


def test_frozen_rubric_does_not_move_with_the_pack(opened):
    changed = small(tasks={"1.1": "3.5", "1.2": "6.5"}, answer_days=30)
    version = put_into_force(content=changed, by=opened.bureau)
    assert version.number == 2
    opened.see()
    assert opened.issue().answer_until == timezone.localdate() + dt.timedelta(days=5)
    assert opened.item("1.1").most == 5
    assert opened.decide().version == opened.version


def test_one_acceptance_is_open_at_a_time(opened):
    with pytest.raises(StepRefused, match="先"):
        opened.open()
    with pytest.raises(StepRefused):
        opened.open(on=timezone.localdate() + dt.timedelta(days=1))


def test_what_fell_short_becomes_findings_once(opened):
    opened.give("1.2", "0", reason="台账缺三个月")
    opened.see()
    opened.issue()
    with pytest.raises(StepRefused):
        api.raise_shortfalls(acceptance=opened.acceptance, by=opened.bureau)
    opened.decide()
    raised = api.raise_shortfalls(acceptance=opened.acceptance, by=opened.bureau)
    assert [one.task for one in raised] == ["1.1", "1.2"]
    assert "台账缺三个月" in raised[1].problem
    assert api.raise_shortfalls(acceptance=opened.acceptance, by=opened.bureau) == []
    assert Finding.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_persons_score_at_once(transactional_db, at_once):
    team = Team()
    team.open()
    item = team.item("1.1")

    def score(number):
        by = (team.auditor, team.bureau)[number % 2]
        reason = f"第{number}次"
        api.give_points(item=item, points=Decimal(number) / 100, reason=reason, by=by)

    assert at_once(*(partial(score, number) for number in range(8))) == [None] * 8
    keys = team.acceptance.steps.order_by("pk").values_list("key", "after_id")
    chain = [*keys]
    assert len(chain) == 9
    assert [after for _key, after in chain[1:]] == [key for key, _after in chain[:-1]]
