"""Findings and rectification: who may do what at which step, and what the database holds."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from tests.factories import make_user, today
from tests.programme.chain import ago

from ezhen.core.errors import NotAllowed
from ezhen.programme import api
from ezhen.programme.enums import FindingState
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import Finding
from ezhen.registers import api as registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    return make_user(role="auditor")


@pytest.fixture
def finding(auditor):
    return api.raise_finding(problem="设备归置不整齐，台账未运转", task="6.8", by=auditor)


def planned(chain, finding):
    return api.plan_mending(
        finding=finding,
        measure="三日内归置，重建台账",
        owner="路永胜",
        due_on=today(),
        by=chain.operator,
    )


def test_finding_goes_from_problem_to_look_back(chain, auditor, finding):
    planned(chain, finding)
    with pytest.raises(StepRefused):
        api.judge_finding(finding=finding, is_good=True, text="好", by=auditor)
    api.prove_mending(finding=finding, text="已归置", by=chain.operator)
    found = api.judge_finding(finding=finding, is_good=False, text="台账还缺两月", by=auditor)
    assert found.state == FindingState.PLANNED
    api.prove_mending(finding=finding, text="已补齐", by=chain.operator)
    found = api.judge_finding(finding=finding, is_good=True, text="属实", by=chain.bureau)
    assert found.state == FindingState.CLOSED
    found = api.judge_finding(finding=finding, is_good=True, text="保持良好", by=auditor)
    assert found.state == FindingState.HELD
    states = found.steps.order_by("pk").values_list("state", flat=True)
    assert [*states] == ["open", "planned", "proved", "planned", "proved", "closed", "held"]
    with pytest.raises(StepRefused):
        api.judge_finding(finding=finding, is_good=True, text="再来", by=auditor)


def test_what_came_back_is_open_again(chain, auditor, finding):
    planned(chain, finding)
    api.prove_mending(finding=finding, text="已归置", by=chain.operator)
    api.judge_finding(finding=finding, is_good=True, text="属实", by=auditor)
    found = api.judge_finding(finding=finding, is_good=False, text="又乱了", by=auditor)
    assert found.state == FindingState.OPEN


@pytest.mark.parametrize(("is_right", "state"), [(True, "dropped"), (False, "open")])
def test_dispute_is_judged(chain, auditor, finding, is_right, state):
    api.dispute_finding(finding=finding, text="当日在盘点", by=chain.operator)
    with pytest.raises(StepRefused):
        planned(chain, finding)
    found = api.judge_finding(finding=finding, is_good=is_right, text="核对影像", by=auditor)
    assert found.state == state


def test_nobody_finds_and_mends(chain, auditor, finding):
    for step in (
        lambda: api.raise_finding(problem="乱", by=chain.operator),
        lambda: api.judge_finding(finding=finding, is_good=True, text="好", by=chain.operator),
        lambda: api.dispute_finding(finding=finding, text="不对", by=auditor),
        lambda: api.prove_mending(finding=finding, text="好", by=auditor),
        lambda: api.plan_mending(
            finding=finding, measure="归置", owner="甲", due_on=today(), by=chain.bureau
        ),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_a_plan_names_person_and_day(chain, auditor, finding):
    facts = {"finding": finding, "measure": "归置", "by": chain.operator}
    with pytest.raises(StepRefused, match="期限"):
        api.plan_mending(owner="甲", due_on=ago(1), **facts)
    with pytest.raises(StepRefused, match="责任人"):
        api.plan_mending(owner=" ", due_on=today(), **facts)
    with pytest.raises(StepRefused):
        api.raise_finding(problem=" ", by=auditor)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_finding SET state = 'closed'")


def test_row_is_one_that_the_sample_drew(chain, auditor):
    chain.paid()
    row = registers.waiting("contracts").get()
    registers.review_record(record=row, confirm=True, by=chain.bureau)
    sample = api.draw_sample(register="contracts", seed="1", size=1, by=auditor)
    found = api.raise_finding(problem="缺验收照片", sample=sample, row=sample.rows[0], by=auditor)
    assert found.row == str(row.uuid)
    with pytest.raises(StepRefused):
        api.raise_finding(problem="缺", sample=sample, row="x", by=auditor)


def test_finding_is_walked_on_its_page(client_as, chain, auditor):
    client = client_as(auditor)
    assert "没有未销号的问题" in client.get(reverse("programme:findings")).text
    new = reverse("programme:new_finding")
    url = client.post(new, {"problem": "账目不清", "task": "P.5"})["Location"]
    finding = Finding.objects.get()
    client = client_as(chain.operator)
    assert "账目不清" in client.get(reverse("home")).text
    plan = reverse("programme:answer", args=[finding.uuid, "plan"])
    refused = client.post(plan, {"measure": "重做", "owner": "申锦程", "due_on": ago(3)})
    assert refused.status_code == 422
    assert "整改期限已过。" in refused.text
    client.post(plan, {"measure": "重做", "owner": "申锦程", "due_on": today()})
    prove = reverse("programme:answer", args=[finding.uuid, "prove"])
    picture = SimpleUploadedFile("after.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n", "application/pdf")
    assert client.post(prove, {"text": "已重做", "file": picture}).status_code == 302
    client = client_as(auditor)
    page = client.get(url).text
    assert "按承诺整改到位了吗？" in page
    file = finding.steps.order_by("-pk").first().file
    assert client.get(reverse("archive:download", args=[file.uuid])).status_code == 200
    client.post(reverse("programme:judge", args=[finding.uuid]), {"text": "属实"})
    assert "已销号，待回头看" in client.get(url).text
    assert "账目不清" in client.get(reverse("programme:findings"), {"state": "closed"}).text
    assert (
        client_as(chain.operator)
        .post(reverse("programme:answer", args=[finding.uuid, "nothing"]))
        .status_code
        == 403
    )
