"""The plan of each task: drafted once, planned anew with a reason, done with a proof."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from tests.factories import make_user, today
from tests.programme.chain import ago

from ezhen.core.errors import NotAllowed
from ezhen.programme import api
from ezhen.programme.enums import PlanState
from ezhen.programme.errors import NumberUsed, StepRefused
from ezhen.programme.models import PlanStep
from ezhen.programme.queries import plan as queries
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState
from ezhen.standards import api as standards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standard(db):
    return standards.put_into_force(content=standards.read_pack().content, by=None)


def step(chain, task="4.8", title="联系主播", begins=40, ends=10, **facts):
    """A step that begins and ends so many days ago."""
    facts = {"owner": "牛婷婷", "weight": 20} | facts
    return api.add_step(
        task=task, title=title, begins_on=ago(begins), ends_on=ago(ends), by=chain.operator, **facts
    )


def ledger():
    return registers.rows("work_ledger", states=RecordState.STANDS)


def test_every_task_gets_its_steps_once(chain):
    step(chain)
    number = api.draft_plan(by=chain.operator)
    assert {*PlanStep.objects.values_list("task", flat=True)} == {*queries.tasks_now().duties}
    assert PlanStep.objects.filter(task="4.8").count() == 1
    assert [
        *PlanStep.objects.filter(task="6.1").order_by("pk").values_list("title", flat=True)
    ] == [
        "选址与改建设计",
        "改建施工",
        "设备进场与功能区挂牌",
        "制度上墙、开放运行",
    ]
    duty = queries.tasks_now().duties["1.1"]
    last = PlanStep.objects.filter(task="1.1").order_by("-ends_on").first()
    assert (last.ends_on, last.owner, number > 150) == (duty.due, duty.name, True)
    assert api.draft_plan(by=chain.operator) == 0


def test_first_plan_stays_when_it_is_planned_anew(chain):
    found = step(chain, ends=10)
    with pytest.raises(StepRefused, match="写明原因"):
        api.move_step(
            step=found, owner="甲", begins_on=ago(40), ends_on=ago(1), reason=" ", by=chain.operator
        )
    moved = api.move_step(
        step=found,
        owner="郝春燕",
        begins_on=ago(40),
        ends_on=ago(-20),
        reason="主播档期调整",
        by=chain.operator,
    )
    (row,) = queries.plan_rows("4.8")
    assert (row.moved_days, row.state, row.owner) == (30, PlanState.UNDER_WAY, "郝春燕")
    assert (moved.first_ends_on, moved.ends_on) == (ago(10), ago(-20))
    changes = moved.changes.order_by("pk").values_list("move", "ends_on", "text")
    assert [*changes] == [("planned", ago(10), ""), ("moved", ago(-20), "主播档期调整")]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_planchange SET text = '' WHERE move = 'moved'")


def test_done_without_a_proof_writes_the_work_ledger(chain):
    found = step(chain)
    with pytest.raises(StepRefused, match="佐证"):
        api.finish_step(step=found, done_on=ago(12), by=chain.operator)
    done = api.finish_step(step=found, done_on=ago(12), text="签约主播两名", by=chain.operator)
    row = ledger().get()
    assert (str(row.uuid), row.date, row.data["work"]) == (done.row, ago(12), "联系主播")
    with pytest.raises(StepRefused, match="已经完成"):
        api.finish_step(step=found, done_on=ago(12), text="再来", by=chain.operator)
    assert ledger().count() == 1
    again = api.reopen_step(step=found, reason="一名主播退出", by=chain.operator)
    assert (again.done_on, again.row, again.changes.count()) == (None, "", 3)


def test_proof_is_one_of_this_task(chain):
    contract = chain.paid(task="4.8")
    other = chain.paid(task="6.1").milestones.get()
    found = step(chain)
    offered = [proof.key for proof in queries.proofs_for("4.8")]
    assert offered == [str(contract.milestones.get().uuid)]
    with pytest.raises(StepRefused, match="不是本任务"):
        api.finish_step(step=found, done_on=today(), proof=str(other.uuid), by=chain.operator)
    with pytest.raises(StepRefused, match="还没到"):
        api.finish_step(step=found, done_on=ago(-1), proof=offered[0], by=chain.operator)
    done = api.finish_step(step=found, done_on=today(), proof=offered[0], by=chain.operator)
    assert done.milestone == contract.milestones.get()
    assert not ledger().exists()


def test_milestones_stand_in_the_plan_of_their_task(chain):
    contract = chain.contract(value="1000", task="4.8")
    chain.milestone(contract, "300", title="预付", is_advance=True)
    waits = chain.milestone(contract, "400", days=20, title="设备到货")
    done = chain.milestone(contract, "300", days=30, title="设备安装")
    chain.accept(done, days=31)
    rows = queries.plan_rows("4.8")
    assert [(row.title, row.state, row.contract) for row in rows] == [
        ("设备安装", PlanState.DONE, contract.number),
        ("设备到货", PlanState.LATE, contract.number),
    ]
    assert rows[1].url == waits.contract.get_absolute_url()


def test_only_the_operator_plans(chain):
    found = step(chain)
    for do in (
        lambda: api.move_step(
            step=found, owner="甲", begins_on=today(), ends_on=today(), reason="慢", by=chain.bureau
        ),
        lambda: api.draft_plan(by=chain.bureau),
        lambda: api.finish_step(step=found, done_on=today(), text="好", by=chain.bureau),
        lambda: api.drop_step(step=found, reason="不做", by=chain.bureau),
        lambda: api.reopen_step(step=found, reason="没做", by=chain.bureau),
    ):
        with pytest.raises(NotAllowed):
            do()


def test_bad_steps_are_refused(chain):
    step(chain)
    with pytest.raises(NumberUsed, match="同名"):
        step(chain)
    with pytest.raises(StepRefused, match="没有这项任务"):
        step(chain, task="9.9")
    with pytest.raises(StepRefused, match="不能早于"):
        step(chain, title="倒着", begins=1, ends=5)
    api.drop_step(step=PlanStep.objects.get(), reason="并入下一步", by=chain.operator)
    step(chain)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_planstep SET done_on = ends_on")


def test_axis_places_days_within_its_months():
    months = queries.axis(dt.date(2026, 1, 15), dt.date(2026, 4, 2))
    assert months.width == 4
    assert months.at(dt.date(2026, 1, 1)) == 0
    assert months.at(dt.date(2026, 2, 15)) == 1.5
    assert months.at(dt.date(2027, 1, 1)) == 4
    assert months.span(dt.date(2026, 2, 1), dt.date(2026, 2, 28)) == (1.0, 1.0)


def test_plan_is_walked_on_its_pages(client_as, chain):
    client = client_as(chain.operator)
    page = client.get(reverse("programme:plan"))
    assert "还没有计划步骤" in page.text
    client.post(reverse("programme:draft_plan"))
    late = PlanStep.objects.get(task="1.1", title="编制工作方案和细化方案")
    PlanStep.objects.exclude(pk=late.pk).update(begins_on=ago(-1), ends_on=ago(-9))
    PlanStep.objects.filter(pk=late.pk).update(begins_on=ago(9), ends_on=ago(3))
    total = PlanStep.objects.count()
    assert f"{total} 步完成 0 步，逾期 1 步" in client.get(reverse("programme:plan")).text
    shown = client.get(reverse("programme:plan"), {"show": "late"}).text
    assert "主导产业调研" in shown
    assert "产业标准与准入" not in shown
    task = client.get(reverse("standards:task", args=["1.1"])).text
    assert reverse("programme:plan_task", args=["1.1"]) in task
    done = reverse("programme:finish_step", args=[late.uuid])
    refused = client.post(done, {"done_on": today()})
    assert refused.status_code == 422
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n", "application/pdf")
    assert client.post(done, {"done_on": today(), "file": file}).status_code == 302
    page = client_as(chain.bureau).get(late.get_absolute_url()).text
    assert "已完成" in page
    late.refresh_from_db()
    proof = reverse("archive:download", args=[late.file.uuid])
    assert proof in page
    assert client.get(proof).status_code == 200
    assert "登记完成" not in page
    assert client_as(make_user(role="merchant")).get(late.get_absolute_url()).status_code == 403


def test_plan_page_asks_the_same_for_any_number_of_steps(
    client_as, chain, django_assert_max_num_queries
):
    api.draft_plan(by=chain.operator)
    client = client_as(chain.bureau)
    client.get(reverse("programme:plan"))
    with django_assert_max_num_queries(20):
        assert client.get(reverse("programme:plan")).status_code == 200
