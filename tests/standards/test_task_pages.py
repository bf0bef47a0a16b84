"""A task and a requirement: reasons, evidence, layers, what mends it, and the forms of people."""

import datetime as dt
import shutil

import pytest
from tests.factories import make_user
from tests.standards.small import confirm, content, livestream, paper
from tests.standards.test_board import page, said

from ezhen.standards.actions.verdict import judge_requirement
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.models import Assignment, Attestation, StandardVersion, Term, Verdict
from ezhen.standards.queries.clock import programme
from ezhen.standards.queries.content import read_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(db, on):
    """A standard whose only requirement asks for a livestream every week."""
    test = {"type": "cadence", "source": "register.livestreams", "grain": "week"}
    reading = {"zh": "周一到周日", "en": "Monday to Sunday"}
    binding = {"tests": [test | {"unit": {"zh": "场", "en": "events"}}], "reading": reading}
    on("2025-12-15")
    return put_into_force(content=content(("1.1.B1",), bindings={"1.1.B1": binding}), by=None)


def test_task_page_says_which_week_is_missing_and_leads_to_it(weekly, client_as, operator, bureau):
    confirm(livestream(by=operator, held_on=dt.date(2025, 11, 26)), by=bureau)
    soup = page(client_as(operator), "/standard/tasks/1.1/")
    reason = "直播带货台账：3周中1周有，缺2周：2025-W49–W50。"
    assert reason in said(soup, ".ez-answer")
    assert said(soup, ".ez-std-why") == reason
    cells = [cell.get_text(strip=True) for cell in soup.select(".ez-std-cells i")]
    assert cells == ["1", "缺", "缺", "·"]
    links = [a["href"] for a in soup.select(".ez-std-fix a")]
    assert links[:2] == [
        "/registers/livestreams/new/?held_on=2025-12-01",
        "/registers/livestreams/gaps/2025-W49/",
    ]
    (button,) = soup.select(".ez-btn-primary")
    assert (button.get_text(strip=True), button["href"]) == ("补登", links[0])
    assert "理解： 周一到周日" in said(soup, ".ez-q-text")


def test_task_page_offers_each_chair_its_own_verdict(small, on, client_as):
    on("2026-11-23")
    words = {"operator": "自查", "bureau": "核验", "auditor": "审计"}
    for role, word in words.items():
        soup = page(client_as(role), "/standard/tasks/1.1/")
        assert soup.select_one(".ez-q-go a[href$='judge/']").get_text(strip=True) == word
    soup = page(client_as("regulator"), "/standard/tasks/1.1/")
    assert not soup.select(".ez-q-go a[href$='judge/']")


@pytest.mark.parametrize("path", ["tasks/9.9/", "requirements/9.9.B9/", "tasks/9.9/assign/"])
def test_what_is_not_in_the_standard_is_not_found(small, client_as, bureau, path):
    assert client_as(bureau).get(f"/standard/{path}").status_code == 404


def test_judging_through_the_form(small, on, client_as, operator):
    on("2026-11-23")
    paper(by=operator)
    client = client_as(operator)
    path = "/standard/requirements/1.1.B2/judge/"
    assert "退回补正" not in page(client, path).select_one("form[method=post]").get_text()
    answer = client.post(path, {"result": "short", "reason": ""})
    assert "与系统计算不一致，请写明理由。" in answer.content.decode()
    answer = client.post(path, {"result": "satisfied"})
    assert answer["Location"] == "/standard/tasks/1.1/"
    assert Verdict.objects.get().layer == "self_check"
    soup = page(client, "/standard/tasks/1.1/")
    assert "自查：1.1.B2 满足" in soup.get_text()


def test_raised_verdict_waits_on_the_page_for_another_person(small, on, client_as, operator):
    on("2026-11-23")
    verdict = judge_requirement(
        version=small,
        requirement="1.1.B1",
        layer="self_check",
        result="satisfied",
        reason="后台有记录",
        by=operator,
    )
    own = page(client_as(operator), "/standard/requirements/1.1.B1/")
    assert "第二人复核同意后才算数" in own.get_text()
    assert not own.select("form[action*=second]")
    other = client_as(make_user(role="operator"))
    assert page(other, "/standard/requirements/1.1.B1/").select("form[action*=second]")
    path = f"/standard/verdicts/{verdict.uuid}/second/"
    assert other.post(path).status_code == 302
    assert "高于系统计算，由两人认定" in page(other, "/standard/requirements/1.1.B1/").get_text()
    answer = other.post(path, follow=True)
    assert "这条结论不需要复核，或已经复核。" in answer.content.decode()


def test_confirming_through_the_form(small, on, client_as, bureau, operator):
    on("2026-11-23")
    path = "/standard/requirements/1.1.S1/confirm/client/"
    assert client_as(operator).get(path).status_code == 404
    client = client_as(bureau)
    link = page(client, "/standard/requirements/1.1.S1/").select_one(f"a[href='{path}']")
    assert "委托方" in link.get_text()
    answer = client.post(path, {"is_met": "1", "on": "2026-11-24", "note": "看过"})
    assert "这一天还没到。" in answer.content.decode()
    answer = client.post(path, {"is_met": "1", "on": "2026-11-20", "note": "中心一楼，四人在场"})
    assert answer.status_code == 302
    assert Attestation.objects.get().on == dt.date(2026, 11, 20)
    soup = page(client, "/standard/requirements/1.1.S1/")
    assert "委托方 2026-11-20 已确认，有效至 2027-02-28。" in soup.get_text()


def test_assigning_through_the_form(small, on, client_as, bureau, operator):
    on("2026-11-23")
    client = client_as(bureau)
    path = "/standard/tasks/1.1/assign/"
    facts = {"responsible": operator.pk, "reviewer": operator.pk, "due_on": "2026-12-31"}
    assert "责任人和复核人不能是同一人。" in client.post(path, facts).content.decode()
    assert client.post(path, facts | {"reviewer": bureau.pk}).status_code == 302
    assert Assignment.objects.get().due_on == dt.date(2026, 12, 31)
    assert "申丽娟 ，复核 张文斌" in said(page(client, "/standard/tasks/1.1/"), ".ez-std-facts")


def test_setting_the_term_through_the_form(small, on, client_as, bureau, operator):
    on("2026-11-23")
    path = "/standard/term/"
    assert client_as(operator).get(path).status_code == 403
    facts = {"begins_on": "2025-11-24", "ends_on": "2025-11-01", "accepted_on": "2027-05-31"}
    client = client_as(bureau)
    answer = client.post(path, facts | {"reason": "补充协议"})
    assert "截止日要在开始日之后。" in answer.content.decode()
    answer = client.post(path, facts | {"ends_on": "2027-05-31", "reason": "补充协议"})
    assert answer.status_code == 302
    assert Term.objects.get().reason == "补充协议"
    assert programme().accepted_on == dt.date(2027, 5, 31)


@pytest.fixture
def edited_pack(tmp_path, settings):
    """The town's pack with one binding changed."""
    folder = tmp_path / "pack"
    shutil.copytree(settings.PACK_DIR, folder)
    file = folder / "standard" / "bindings" / "P.yaml"
    before = "grain: month, grace_days: 10, share: 0.95"
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, "grain: quarter"))
    settings.PACK_DIR = folder
    return folder


def test_versions_page_shows_the_change_first_and_the_client_puts_it_into_force(
    on, client_as, people, request
):
    on("2026-11-23")
    put_into_force(content=read_pack().content, by=None)
    path, form = "/standard/versions/", {"in_force_from": "2026-11-23"}
    assert "县包里的标准正在用" in page(client_as(people.bureau), path).get_text()
    request.getfixturevalue("edited_pack")
    soup = page(client_as(people.operator), path)
    assert "县包改了证明方式，条文没变" in soup.get_text()
    assert "1 条要求改了证明方式：P.4.B3" in soup.get_text()
    assert not soup.select("form[method=post] .ez-btn-primary")
    client_as(people.operator).post(path, form)
    assert StandardVersion.objects.count() == 1
    client = client_as(people.bureau)
    assert client.post(path, form).status_code == 302
    assert StandardVersion.objects.order_by("-number").first().is_rebinding
    assert "县包里的标准正在用" in page(client, path).get_text()


def test_versions_page_names_what_is_wrong_with_the_pack(small, client_as, bureau, edited_pack):
    file = edited_pack / "standard" / "bindings" / "P.yaml"
    file.write_text(file.read_text().replace("grain: quarter", "grain: fortnight"))
    text = page(client_as(bureau), "/standard/versions/").get_text()
    assert "县包里的标准还不能启用" in text
    assert "bindings/P.yaml:" in text
