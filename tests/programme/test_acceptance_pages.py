"""The acceptance on its pages, by each role; and what the check of a pack says of a rubric."""

import shutil

import pytest
from django.urls import reverse
from tests.programme.test_acceptance import Team, rubric

from ezhen.programme.enums import Column
from ezhen.programme.models import Acceptance
from ezhen.standards.queries.content import folder
from ezhen.standards.queries.problems import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db):
    return Team()


def page(name, thing):
    return reverse(f"programme:{name}", args=[thing.uuid])


def test_acceptance_is_walked_on_its_pages(client_as, team):
    bureau = client_as(team.bureau)
    assert "目前没有进行中的验收" in bureau.get(reverse("programme:acceptances")).text
    url = bureau.post(reverse("programme:new_acceptance"), {"title": "年度验收"})["Location"]
    team.acceptance = Acceptance.objects.get()
    auditor = client_as(team.auditor)
    site, paper = team.item("1.1", Column.ON_SITE), team.item("1.2")
    assert "设备在用吗？" in auditor.get(site.get_absolute_url()).text
    refused = auditor.post(page("acceptance_score", paper), {"points": "2.5"})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    auditor.post(page("acceptance_score", site), {"points": "0"})
    auditor.post(page("acceptance_score", paper), {"points": "2.5", "reason": "见原件"})
    assert "须由验收组另一人同意" in auditor.get(paper.get_absolute_url()).text
    operator = client_as(team.operator)
    assert operator.get(paper.get_absolute_url()).status_code == 403
    assert operator.get(page("acceptance_sheet", team.acceptance)).status_code == 403
    assert "2.50" not in operator.get(url).text
    bureau = client_as(team.bureau)
    assert "同意这个分数" in bureau.get(paper.get_absolute_url()).text
    bureau.post(page("acceptance_agree", paper))
    assert bureau.post(page("acceptance_send", team.acceptance), {}).status_code == 302
    operator = client_as(team.operator)
    assert "查看验收评分并答复" in operator.get(reverse("home")).text
    operator.post(page("acceptance_answer", paper), {"text": "还有一份"})
    auditor = client_as(team.auditor)
    auditor.post(page("acceptance_judge", paper), {"text": "已计入"})
    client_as(team.operator).post(page("acceptance_silent", team.acceptance), {})
    bureau = client_as(team.bureau)
    shown = bureau.get(page("acceptance_decide", team.acceptance)).text
    assert "作出结论：2.50 分，较差？" in shown
    bureau.post(page("acceptance_decide", team.acceptance), {"expects": "2.50"})
    assert "封存进卷宗" in bureau.get(url).text
    bureau.post(page("acceptance_findings", team.acceptance))
    assert "1.1" in bureau.get(reverse("programme:findings")).text


def test_who_sees_no_money_sees_no_acceptance(client_as, team):
    team.open()
    for role in ("producer", "merchant", "regulator"):
        from tests.factories import make_user

        client = client_as(make_user(role=role))
        assert client.get(team.acceptance.get_absolute_url()).status_code == 403


def test_sheet_reads_in_few_queries(client_as, team, django_assert_max_num_queries):
    team.open()
    client = client_as(team.bureau)
    client.get(team.acceptance.get_absolute_url())
    with django_assert_max_num_queries(24):
        client.get(team.acceptance.get_absolute_url())


WRONG = {
    "do not add up": ("total: 100", "total: 99"),
    "begins at 0": ("    lower: 0\n", "    lower: 5\n"),
    "must fall from the best": ("    lower: 80\n", "    lower: 95\n"),
    "stands twice": ("  - code: good\n", "  - code: fair\n"),
    "no task 6.9": ('  - task: "6.8"', '  - task: "6.9"'),
    "points on site": ("    points: 0.8\n", "    points: 9.5\n"),
}


@pytest.mark.parametrize("says", WRONG)
def test_check_refuses_a_rubric(tmp_path, says):
    pack = tmp_path / "standard"
    shutil.copytree(folder(), pack)
    file = pack / "rubric.yaml"
    right, wrong = WRONG[says]
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))
    assert any(says in str(one) for one in problems(pack))


def test_the_towns_own_rubric_is_in_order():
    assert [str(one) for one in problems(folder()) if "rubric" in str(one)] == []


def test_grade_of_points_is_the_best_that_is_reached():
    assert [rubric().grade_of(points).code for points in (9, 8, 6, 0)] == [
        "excellent",
        "good",
        "fair",
        "poor",
    ]
