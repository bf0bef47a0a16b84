"""Pages of the registers, as people use them."""

import datetime as dt
import io

import pytest
import python_calamine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.factories import make_organisation, make_user, member_of
from tests.registers.conftest import CHAT, LIVESTREAM, workbook, written

from ezhen.core import jobs
from ezhen.core.log import history
from ezhen.registers import api
from ezhen.registers.models import GapNote, ImportBatch, Record
from ezhen.registers.queries import register as register_queries

pytestmark = pytest.mark.django_db
LIST = "/registers/livestreams/"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8ffff3f0005fe02fea735819e0000000049454e44ae426082"
)


def text_of(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


@pytest.fixture
def at_desk(client_as, operator):
    return client_as(operator)


def test_list_answers_with_numbers_and_totals(at_desk, enter):
    enter(amount=18946)
    enter(started="08:00", ended="09:00", amount=28640, theme="双十一专场")
    page = at_desk.get(LIST)
    said = text_of(page)
    assert "共 2 行，成交额 47,586.00 元。" in said
    assert "合计（2 行）" in said
    assert "缺 4" in said
    assert "待核验" in said


def test_list_without_rows_says_what_will_be_here(at_desk, begun):
    begun(dt.date(2025, 11, 24))
    said = text_of(at_desk.get(LIST))
    assert "还没有记录" in said
    assert "一行一场直播" in said
    assert "登记第一行" in said


@pytest.mark.parametrize("num", [1, 3])
def test_list_asks_few_questions(at_desk, enter, begun, num):
    for number in range(num):
        enter(started=f"{number:02}:00", ended="23:00")
    begun(dt.date(2026, 1, 1))
    with CaptureQueriesContext(connection) as asked:
        at_desk.get(LIST)
    own = [query["sql"] for query in asked if '"registers_' in query["sql"]]
    assert len(own) == 4  # totals, periods with records, notes on gaps, rows


def test_list_finds_by_two_characters_filters_and_sorts(at_desk, enter):
    enter(theme="挂面专场", amount=5, products="面")
    enter(started="08:00", ended="09:00", theme="小米专场", venue="origin", amount=9, products="米")

    def themes(query):
        soup = BeautifulSoup(at_desk.get(LIST + query).content, "html.parser")
        return [cell.get_text(strip=True) for cell in soup.select("tbody td[data-label=主题]")]

    assert themes("?q=挂面") == ["挂面专场"]
    assert themes("?q=米") == ["小米专场"]
    assert themes("?q=%25") == []
    assert themes("?f-venue=origin") == ["小米专场"]
    assert themes("?sort=amount") == ["挂面专场", "小米专场"]
    assert themes("?sort=-amount") == ["小米专场", "挂面专场"]
    assert themes("?from=2026-11-19") == []
    assert len(themes("?from=x&f-venue=nothing&sort=nothing&page=99&part=nothing")) == 2
    assert "没有符合的行" in text_of(at_desk.get(LIST + "?q=没有"))


def test_gaps_stand_among_the_rows(at_desk, enter):
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    enter(held_on=monday - dt.timedelta(days=14))
    enter(held_on=monday)
    soup = BeautifulSoup(at_desk.get(LIST).content, "html.parser")
    kinds = [
        "gap" if "ez-lack" in row.get("class", []) else "row" for row in soup.select("tbody tr")
    ]
    assert kinds == ["row", "gap", "row"]
    assert "还缺 1 期。" in text_of(at_desk.get(LIST))
    link = soup.select_one("tr.ez-lack a")["href"]
    page = at_desk.get(link)
    assert "为什么没有记录" in text_of(page)
    done = at_desk.post(link, {"reason": "停电"}, follow=True)
    assert GapNote.objects.get().note == "停电"
    assert "停电" in text_of(done)
    assert "停电" in text_of(at_desk.get(LIST + "gaps/"))
    assert at_desk.get(LIST + "gaps/2020-W01/").status_code == 404


def form_data(**changes):
    return LIVESTREAM | {"held_on": "2026-11-18"} | changes


def test_entry_from_the_phone(at_desk, operator):
    page = at_desk.get(LIST + "new/")
    assert "什么时候、在哪" in text_of(page)
    answer = at_desk.post(LIST + "new/", form_data(), follow=True)
    assert "已登记，编号 2026-0001。" in text_of(answer) or "2026-0001" in answer.text
    row = Record.objects.get()
    assert row.data["amount"] == "18946.00"
    again = BeautifulSoup(at_desk.get(LIST + "new/").content, "html.parser")
    assert again.select_one("input[name=host]")["value"] == "连晓燕"
    assert "value" not in again.select_one("input[name=theme]").attrs


def test_entry_says_at_each_field_what_to_mend(at_desk):
    page = at_desk.post(LIST + "new/", form_data(minutes="12", amount="358,00", theme=""))
    soup = BeautifulSoup(page.content, "html.parser")
    errors = [error.get_text(strip=True) for error in soup.select(".ez-error p")]
    assert errors == [
        "12 分钟，不到 30",
        "缺主题",
        "“358,00”里的逗号是小数点还是千位号？请改成 1,234.00 这样",
    ]
    assert soup.select_one("input[name=amount]")["value"] == "358,00"
    assert Record.objects.count() == 0


def test_entry_twice_is_refused_and_a_double_click_is_not(at_desk):
    sent = form_data(submission="0194b2a0-0000-7000-8000-000000000001")
    first = at_desk.post(LIST + "new/", sent)
    second = at_desk.post(LIST + "new/", sent)
    assert first["Location"] == second["Location"]
    assert Record.objects.count() == 1
    page = at_desk.post(LIST + "new/", form_data())
    assert "台账已有这一行（2026-0001）" in page.text


def test_entry_takes_papers_with_it(at_desk):
    paper = SimpleUploadedFile("方案.png", PICTURE)
    at_desk.post(LIST + "new/", form_data() | {"paper-plan-": paper})
    row = Record.objects.get()
    assert row.papers_missing == 3
    said = text_of(at_desk.get(row.get_absolute_url()))
    assert "方案.png" in said
    assert "已有 1，共 4" in said


def test_a_paper_that_cannot_be_read_enters_nothing(at_desk):
    broken = SimpleUploadedFile("方案.png", b"no picture")
    page = at_desk.post(LIST + "new/", form_data() | {"paper-plan-": broken})
    assert page.status_code == 200
    assert Record.objects.count() == 0


def test_papers_come_later_and_a_withdrawn_one_is_missing_again(at_desk, enter, operator):
    from ezhen.archive.api import documents_for, withdraw_document

    row = enter()
    url = reverse("registers:attach", args=[row.uuid])
    for name in ("plan", "review_report"):
        file = SimpleUploadedFile(f"{name}.png", PICTURE)
        at_desk.post(url, {"document": name, "part": "", "file": file})
    row.refresh_from_db()
    assert row.papers_missing == 2
    paper = documents_for("record", str(row.uuid), "livestreams").first()
    withdraw_document(document=paper, reason="错", by=operator)
    row.refresh_from_db()
    assert row.papers_missing == 3
    assert "2026-0001" in text_of(at_desk.get(paper.get_absolute_url()))


def test_pairs_of_pictures_stand_side_by_side(at_desk, enter):
    row = enter(
        "stations",
        opened_on="2026-09-15",
        name="桥坡站",
        place="古韩镇",
        village="桥坡村",
        address="村委会旁",
        fixed=True,
        master="张明",
        phone="13803550000",
        functions="parcels",
        cost=1,
        screened_on="2026-01-01",
    )
    url = reverse("registers:attach", args=[row.uuid])
    sent = {"document": "renovation_comparison", "part": "before"}
    at_desk.post(url, sent | {"file": SimpleUploadedFile("前.png", PICTURE)})
    page = at_desk.get(row.get_absolute_url())
    assert "改后：缺" in text_of(page)
    at_desk.post(url, sent | {"part": "after", "file": SimpleUploadedFile("后.png", PICTURE)})
    soup = BeautifulSoup(at_desk.get(row.get_absolute_url()).content, "html.parser")
    captions = [one.get_text(strip=True) for one in soup.select(".ez-pair figcaption")]
    assert captions == ["改前", "改后"]


def test_change_refuses_the_slower_of_two(at_desk, enter, operator):
    row = enter()
    url = reverse("registers:change", args=[row.uuid])
    colleague = make_user(role="operator", display_name="李强")
    api.change_record(record=row, values={"amount": 1}, revision=1, by=colleague)
    page = at_desk.post(url, form_data(theme="新") | {"ez-revision": "1"})
    assert "李强" in page.text
    assert "成交额 18,946.00 → 1.00" in page.text
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select_one("input[name=ez-revision]")["value"] == "2"
    page = at_desk.post(url, form_data(theme="新") | {"ez-revision": "2"})
    assert page.status_code == 302
    assert Record.objects.get().data["theme"] == "新"


def test_personal_values_are_masked_and_kept_unless_written(client_as, operator, town_pack):
    client = client_as(operator)
    row = api.enter_record(register="chats", values=CHAT, by=operator)
    page = client.get(row.get_absolute_url())
    assert "138****5678" in page.text
    assert "13812345678" not in page.text
    url = reverse("registers:change", args=[row.uuid])
    assert "13812345678" not in client.get(url).text
    sent = CHAT | {"topic": "贷款", "who": "", "phone": "", "ez-revision": "1"}
    assert client.post(url, sent).status_code == 302
    page = client.post(reverse("registers:reveal", args=[row.uuid]), {"reason": "回访"})
    assert "13812345678" in page.text
    assert "王小明" in page.text
    assert history(row).last().action == "registers.reveal_record"
    sheet = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(client.get("/registers/chats/?as=xlsx").content)
    )
    assert "13812345678" not in str(sheet.get_sheet_by_index(0).to_python())
    found = BeautifulSoup(client.get("/registers/chats/?q=13812345678").content, "html.parser")
    assert len(found.select("tbody tr")) == 1


def test_review_on_the_page(client_as, enter, bureau):
    row = enter()
    client = client_as(bureau)
    assert "核验通过" in text_of(client.get(row.get_absolute_url()))
    client.post(reverse("registers:return", args=[row.uuid]), {"reason": "缺复盘"})
    row.refresh_from_db()
    assert (row.state, row.return_reason) == ("returned", "缺复盘")
    assert "缺复盘" in text_of(client.get(row.get_absolute_url()))
    answer = client.post(reverse("registers:confirm", args=[row.uuid]), follow=True)
    assert "已不在待核验里" in answer.text


def test_many_are_confirmed_at_once(client_as, enter, bureau):
    rows = [enter(started=f"{number:02}:00", ended="23:00") for number in range(3)]
    client = client_as(bureau)
    soup = BeautifulSoup(client.get(LIST + "?part=waiting").content, "html.parser")
    assert len(soup.select("input[name=row]")) == 3
    client.post(LIST + "confirm/", {"row": [str(rows[0].uuid), str(rows[2].uuid)]})
    states = Record.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "waiting", "confirmed"]


def test_withdrawing_needs_a_reason(at_desk, enter):
    row = enter()
    url = reverse("registers:withdraw", args=[row.uuid])
    at_desk.post(url, {"reason": ""})
    assert Record.objects.get().state == "waiting"
    at_desk.post(url, {"reason": "重复"})
    assert Record.objects.get().state == "withdrawn"
    assert "全部 0 已作废 1" in text_of(at_desk.get(LIST))
    assert "挂面周中专场" in text_of(at_desk.get(LIST + "?part=withdrawn"))


def test_excel_out_holds_every_field_and_no_formula(at_desk, enter):
    enter(theme="+86 专场")
    content = at_desk.get(LIST + "?as=xlsx").content
    table = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    head, row = table.get_sheet_by_index(0).to_python()
    assert head[:3] == ["编号", "开播日期", "场地"]
    assert "成交额（元）" in head
    values = dict(zip(head, row, strict=True))
    assert values["开播日期"] == dt.date(2026, 11, 18)
    assert (values["场地"], values["成交额（元）"], values["主题"]) == ("直播间", 18946, "+86 专场")


def test_print_form_is_a_paper(at_desk, enter):
    enter()
    answer = at_desk.get(LIST + "?as=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_template_out_is_read_back(at_desk, hand_in, commit, operator):
    content = at_desk.get(LIST + "template/").content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names[:2] == ["直播带货台账", "填写说明"]
    head = book.get_sheet_by_index(0).to_python()[0]
    filled = workbook([written(0)], heads=dict(zip(written(0), head, strict=False)))
    batch = hand_in(filled)
    assert (batch.state, batch.counts["new"]) == ("preview", 1)


def test_import_on_the_page(at_desk, operator):
    content = workbook([written(0), written(1, minutes=12)])
    page = at_desk.post(
        LIST + "imports/", {"file": SimpleUploadedFile("场次.xlsx", content)}, follow=True
    )
    assert page["Refresh"] == "2"
    jobs.run_until_idle()
    batch = ImportBatch.objects.get()
    page = at_desk.get(batch.get_absolute_url())
    said = text_of(page)
    assert "2 行里 1 行可导入，1 行有问题" in said
    assert "12 分钟，不到 30" in said
    soup = BeautifulSoup(page.content, "html.parser")
    cell = soup.select_one("td.ez-wrong input")
    url = reverse("registers:import_mend", args=[batch.uuid])
    at_desk.post(url, {cell["name"]: "45"})
    assert "2 行里 2 行可导入" in text_of(at_desk.get(batch.get_absolute_url()))
    at_desk.post(url, {"commit": "1"})
    jobs.run_until_idle()
    said = text_of(at_desk.get(batch.get_absolute_url()))
    assert "已导入 2 行" in said
    assert "撤销这 2 行" in said
    at_desk.post(reverse("registers:import_undo", args=[batch.uuid]))
    jobs.run_until_idle()
    assert "这次导入已撤销" in text_of(at_desk.get(batch.get_absolute_url()))
    assert Record.objects.standing().count() == 0
    assert "场次.xlsx" in text_of(at_desk.get(LIST + "imports/"))


def test_import_gives_the_problem_rows_back(at_desk, hand_in):
    batch = hand_in(workbook([written(0, minutes=12)]))
    content = at_desk.get(batch.get_absolute_url() + "?as=xlsx").content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    head, row = book.get_sheet_by_index(0).to_python()
    values = dict(zip(head, row, strict=True))
    assert values["时长（分钟）"] == "12"
    assert values["原因"] == "时长：12 分钟，不到 30"
    assert hand_in(content, name="改后.xlsx").counts["wrong"] == 1


def test_columns_are_matched_on_the_page(at_desk, hand_in):
    from tests.registers.conftest import HEADS

    batch = hand_in(workbook([written(0)], heads=HEADS | {"amount": "GMV"}))
    page = at_desk.get(batch.get_absolute_url())
    assert "还有 1 个字段没有对上列" in text_of(page)
    soup = BeautifulSoup(page.content, "html.parser")
    sent = {
        select["name"]: (select.select_one("option[selected]") or {"value": "amount"})["value"]
        for select in soup.select("select[name^=column]")
    }
    at_desk.post(reverse("registers:import_columns", args=[batch.uuid]), sent)
    jobs.run_until_idle()
    assert "1 行里 1 行可导入" in text_of(at_desk.get(batch.get_absolute_url()))


def test_index_groups_registers_and_counts_what_is_missing(at_desk, enter):
    enter(held_on=timezone.localdate() - dt.timedelta(days=30))
    said = text_of(at_desk.get("/registers/"))
    assert "74 本台账" in said or "本台账，缺" in said
    assert "直播带货台账" in said
    assert "直播带货台账" in text_of(at_desk.get("/registers/?part=missing"))
    assert "直播带货台账" not in text_of(at_desk.get("/registers/?part=returned"))


def test_keepers_see_at_home_what_is_due(at_desk, enter, operator, bureau):
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    row = enter(held_on=monday - dt.timedelta(days=14))
    said = text_of(at_desk.get("/home/"))
    assert "直播带货台账" in said
    assert f"缺 {monday - dt.timedelta(days=7)} 至" in said
    api.review_record(record=row, confirm=False, reason="缺复盘", by=bureau)
    assert "缺复盘" in text_of(at_desk.get("/home/"))


def test_the_reviewer_sees_at_home_how_many_wait(client_as, enter, bureau):
    enter()
    assert "1 行待核验" in text_of(client_as(bureau).get("/home/"))


def test_search_box_finds_rows(at_desk, enter, client_as):
    row = enter(theme="史北村晾面场实拍")
    answer = at_desk.get("/search/?q=晾面")
    assert answer.status_code == 302
    assert answer["Location"] == row.get_absolute_url()
    assert "晾面" not in text_of(client_as("producer").get("/search/?q=晾面")).replace(
        "晾面", "", 1
    )


def test_a_business_sees_nothing_of_others(client_as, town_pack):
    file = town_pack / "registers" / "chats.yaml"
    text = file.read_text().replace(
        "keepers: [operator]", "keepers: [operator, producer]\nown_rows: true\nparty: firm"
    )
    firm = "  - {name: firm, label: {zh: 企业, en: Firm}, type: party, required: true}\n"
    file.write_text(text.replace("fields:\n", "fields:\n" + firm))
    register_queries._loaded.cache_clear()
    mine, other = make_organisation(), make_organisation()
    row = api.enter_record(register="chats", values=CHAT, by=member_of(other))
    client = client_as(member_of(mine))
    assert text_of(client.get("/registers/")).count("咨询登记簿") == 1
    assert client.get(LIST).status_code == 404
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get("/registers/chats/").status_code == 200
    answer = client.post("/registers/chats/new/", CHAT)
    assert answer.status_code == 302
    assert Record.objects.order_by("-pk").first().organisation == mine
    own = client.get(Record.objects.order_by("-pk").first().get_absolute_url())
    assert own.status_code == 200


def test_a_register_type_is_added_by_editing_the_pack_alone(client_as, operator, town_pack):
    """docs/checklists.md says how: one file, and everything is there."""
    client = client_as(operator)
    assert client.get("/registers/chats/").status_code == 200
    assert client.post("/registers/chats/new/", CHAT).status_code == 302
    assert "怎么开店" in text_of(client.get("/registers/chats/"))
    assert client.get("/registers/chats/template/").status_code == 200
    assert client.get("/registers/chats/?as=pdf").content.startswith(b"%PDF")
    assert client.get("/registers/chats/?as=xlsx").status_code == 200
    assert "咨询登记簿" in text_of(client.get("/registers/"))
    assert "咨询登记簿" in text_of(client.get("/registers/chats/fields/"))
