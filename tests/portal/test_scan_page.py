"""The page of a label, as a phone gets it."""

import datetime as dt
import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone
from tests.factories import (
    make_organisation,
    make_product,
    make_user,
    member_of,
    pass_test,
)
from tests.labelled import make_labels, make_tested_noodles
from tests.portal.conftest import headline
from tests.trace.test_scan_actions import make_last_day, recall, yesterday

from ezhen.accounts.models import User
from ezhen.trace.actions.hold import stop_sale
from ezhen.trace.actions.scan import look_up_code
from ezhen.trace.codes import corrections, readable
from ezhen.trace.models import CodeUse, LotCard, LotStep, Scan, Suspicion

pytestmark = pytest.mark.django_db
EAN = "6901234567892"


def num_looks():
    return CodeUse.objects.count() + Scan.objects.count()


def shop_product(**facts):
    """A product with a barcode number."""
    return make_product(gtin=EAN, **facts)


def test_first_scan_says_so_with_four_checks(scan):
    labels = make_labels()

    page = scan(f"/c/{labels.serial()}")

    assert page.status == 200
    assert headline(page) == "编码有效 首次查询"
    assert readable(labels.serial()) in page
    for said in ("编码有效", "首次查询", "没有召回", "在保质期内"):
        assert f"<b>{said}</b>" in page
    assert labels.lot.code in page
    assert "12315" in page


def test_next_scans_say_which_they_are_and_when_the_others_were(scan):
    labels = make_labels()
    for _ in range(2):
        scan(f"/c/{labels.serial()}")

    page = scan(f"/c/{labels.serial()}")

    assert headline(page) == "第 3 次查询 请核对"
    today = f"{timezone.localtime():%Y-%m-%d}"
    assert [row.split(" ")[0] for row in re.findall(r"<td>(.*?)</td>", page)[:3]] == [today] * 3
    assert "是我或家人查的" in page
    assert f"code={labels.serial()}&amp;kind=suspect" in page


def test_packs_of_a_lot_do_not_show_each_others_look_ups(scan):
    """Their pages are drawn once a minute for all; the list of look-ups is each pack's own."""
    labels = make_labels()
    at = timezone.now().replace(microsecond=0) - dt.timedelta(days=40)
    for index, city in enumerate(["140400", ""]):
        look_up_code(
            serial=labels.serial(index),
            language="zh-hans",
            city=city,
            at=at + dt.timedelta(days=index),
        )

    pages = [scan(f"/c/{labels.serial(index)}") for index in range(2)]

    for index, place in enumerate(["长治", "—"]):
        first = f"{timezone.localtime(at + dt.timedelta(days=index)):%Y-%m-%d}"
        row = re.search(r"<td>(.*?)</td><td class=\"ez-num\">(.*?)</td>", pages[index])
        assert row[1].startswith(first)
        assert place in row[2]
        assert readable(labels.serial(index)) in pages[index]
        assert not re.search("[\ue000-\uf8ff]", pages[index])


@pytest.mark.parametrize(
    ("spoil", "said", "status"),
    [
        (lambda labels: recall(labels.lot), "已召回 请不要食用", 200),
        (
            lambda labels: stop_sale(
                lot=labels.lot, cause="market_hold", reason="抽检", by=make_user("regulator")
            ),
            "暂停销售 请先不要食用",
            200,
        ),
        (lambda labels: labels.void(0), "码已作废 请核对", 200),
        (lambda labels: make_last_day(labels.lot, yesterday()), "编码有效 已过保质期", 200),
    ],
)
def test_answer_of_a_spoilt_label(scan, spoil, said, status):
    labels = make_labels()
    spoil(labels)

    page = scan(f"/c/{labels.serial()}")

    assert (headline(page), page.status) == (said, status)


def test_answer_of_a_label_not_in_use(scan):
    page = scan(f"/c/{make_labels(active=False).serial()}")

    assert (headline(page), page.status) == ("尚未启用 请核对", 200)
    assert "kind=suspect" in page


def test_answer_of_an_unknown_code_offers_to_type_it_again(scan):
    page = scan(f"/c/{'0' * 20}")

    assert (headline(page), page.status) == ("查无此码 请核对", 404)
    assert f'value="{"0" * 20}"' in page


def test_recall_says_first_what_to_do(scan):
    labels = make_labels()
    issued = recall(labels.lot)

    page = scan(f"/c/{labels.serial()}")

    order = ["您现在这样做", "退回购买处,全额退款。", "召回公告", issued.number, "检验结果"]
    assert [page.index(said) for said in order] == sorted(page.index(said) for said in order)
    assert "二级召回" in page


def test_suspect_is_said_and_fake_never(scan, settings):
    settings.SCAN_PLACE_HEADER = "X-City"
    labels = make_labels()
    scan(f"/c/{labels.serial()}", **{"x-city": "140400"})

    page = scan(f"/c/{labels.serial()}", **{"x-city": "310000"})

    assert headline(page) == "疑似被复制 请核对"
    assert "相距很远" in page
    assert "上海" in page
    assert not re.search("假|fake", page)
    assert Suspicion.objects.get().rule == "apart"


def test_place_is_believed_from_the_towns_own_proxy_only(scan, settings):
    settings.SCAN_PLACE_HEADER = ""
    scan(f"/c/{make_labels().serial()}", **{"x-city": "310000"})

    assert CodeUse.objects.get().city == ""


def test_label_of_another_product_or_lot_is_suspect(scan):
    product = shop_product()
    labels = make_labels(make_tested_noodles(owner=product.organisation, product=product))
    serial, lot = labels.serial(), labels.lot.code

    assert headline(scan(f"/01/0{EAN}/10/{lot}/21/{serial}")) == "编码有效 首次查询"
    assert headline(scan(f"/01/0{EAN}/10/OTHER/21/{serial}")) == "疑似被复制 请核对"
    assert headline(scan(f"/01/06901234567908/21/{serial}")) == "疑似被复制 请核对"
    assert not Suspicion.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/c/{}",
        "/C/{}",
        f"/01/0{EAN}/21/{{}}",
        f"/01/{EAN}/21/{{}}",
        f"/01/0{EAN}/10/{{lot}}/21/{{}}",
    ],
)
def test_every_printed_form_leads_to_the_answer(scan, path):
    product = shop_product()
    labels = make_labels(make_tested_noodles(owner=product.organisation, product=product))

    page = scan(path.format(labels.serial(), lot=labels.lot.code))

    assert headline(page) == "编码有效 首次查询"


def test_page_is_stored_by_nobody_and_leaves_no_cookie(scan, client_as):
    client_as("producer")
    answer = scan(f"/c/{make_labels().serial()}").answer

    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_page_is_protected_as_every_other_page(scan, client):
    """The short way past the middleware keeps its headers."""
    names = (
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Content-Language",
    )
    answer, other = scan(f"/c/{make_labels().serial()}").answer, client.get("/")

    assert {name: answer[name] for name in names} == {name: other[name] for name in names}
    policy = "Content-Security-Policy"
    assert set(answer[policy].split("; ")) == set(other[policy].split("; "))
    lengthy = {"Content-Length", "Content-Encoding", "Cache-Control", "Vary", "Set-Cookie"}
    assert set(other.headers) - lengthy <= set(answer.headers)


def test_posting_to_a_label_is_refused(client):
    assert client.post(f"/c/{'0' * 20}").status_code == 405


def test_no_script_is_needed_or_sent(scan):
    page = scan(f"/c/{make_labels().serial()}")

    assert "<script" not in page
    assert " on" not in re.sub(r">[^<]*<", "><", page).replace(" one", "")
    assert "style=" not in page


@pytest.mark.parametrize("robot", ["Googlebot/2.1", "Baiduspider", "facebookexternalhit/1.1"])
def test_robots_and_head_do_not_count(scan, client, robot):
    serial = make_labels().serial()

    page = scan(f"/c/{serial}", **{"user-agent": robot})
    client.head(f"/c/{serial}")

    assert headline(page) == "编码有效 首次查询"
    assert num_looks() == 0


def test_wechat_counts(scan):
    agent = (
        "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107.0 Mobile Safari/537.36 "
        "XWEB/5169 MMWEBSDK/20230405 MicroMessenger/8.0.35.2360 WeChat/arm64 Language/zh_CN"
    )
    scan(f"/c/{make_labels().serial()}", **{"user-agent": agent})

    assert num_looks() == 1


def test_robots_are_asked_to_stay_away(client):
    said = client.get("/robots.txt").content.decode()

    assert "Disallow: /c/" in said
    assert "Disallow: /01/" in said


def links(page):
    """Where 关怀版 and the other language lead."""
    return {
        kind: href.replace("&amp;", "&")
        for kind, href in re.findall(r'href="\?(?=(lang|care))(.*?)"', page)
    }


def test_large_type_and_english_show_the_same_answer_without_counting(scan):
    path = f"/c/{make_labels().serial()}"
    page = scan(path)

    large, english = (scan(f"{path}?{links(page)[kind]}") for kind in ("care", "lang"))

    assert headline(large) == "编码有效 首次查询"
    assert 'class="ez-care"' in large
    assert headline(english) == "Code valid First look-up"
    assert num_looks() == 1
    # remembered from now on
    assert headline(scan(path)) == "Look-up no. 2 Please check"


def test_ticket_of_another_code_or_an_old_one_counts(scan, monkeypatch):
    labels = make_labels()
    ticket = links(scan(f"/c/{labels.serial()}"))["care"]

    scan(f"/c/{labels.serial(1)}?{ticket}")
    assert num_looks() == 2

    now = timezone.now().timestamp()
    monkeypatch.setattr("time.time", lambda: now + 1801)
    scan(f"/c/{labels.serial()}?{ticket}")
    assert num_looks() == 3


@pytest.mark.parametrize("ticket", ["", "1", "999.x", "²", "9" * 30 + ".ab", "-1.x"])
def test_forged_ticket_counts(scan, ticket):
    scan(f"/c/{make_labels().serial()}?seen={ticket}")

    assert num_looks() == 1


def test_typed_serial_is_read_in_any_spacing(scan, client):
    serial = make_labels().serial()
    spaced = " ".join(serial[at : at + 5] for at in range(0, 20, 5))
    for typed in (
        spaced,
        spaced.lower(),
        readable(serial),
        f"　{spaced}　",
        serial.replace("", " "),
    ):
        answer = client.get("/query", {"q": typed})
        assert answer["Location"] == f"/c/{serial}"


def test_barcode_with_lot_leads_to_the_lot_without_a_verdict(scan, client):
    product = shop_product()
    lot = make_tested_noodles(owner=product.organisation, product=product)

    choose = scan(client.get("/query", {"q": EAN})["Location"])
    assert headline(choose) == "手工挂面 是哪个批次？"
    assert lot.code in choose
    answer = client.get("/query", {"q": EAN, "lot": lot.code})
    page = scan(answer["Location"])

    assert headline(page) == "查到这个批次 不判定单件"
    assert (
        answer["Location"] == client.get("/query", {"q": f"(01)0{EAN}(10){lot.code}"})["Location"]
    )
    assert num_looks() == 0


def test_lot_page_of_a_recalled_lot_warns(scan):
    product = shop_product()
    lot = make_tested_noodles(owner=product.organisation, product=product)
    recall(lot)

    page = scan(f"/01/0{EAN}/10/{lot.code}")

    assert "已召回" in headline(page)
    assert "退回购买处" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7K3M9 QXD2V HTC4P W8RN", "溯源码是 20 位"),
        ("7K3M9 QXD2V HTC4P W8RNU", "“U”"),
        ("6901234567891", "条码数字"),
        ("https://example.org/elsewhere", "这个网址"),
        ("(01)0690123456", "条码"),
    ],
)
def test_mistyped_text_says_what_to_check_and_stays_in_the_field(scan, typed, said):
    page = scan(f"/query?q={typed}")

    assert page.status == 404
    assert headline_text(page) == "请核对您输入的"
    assert said in page
    assert f'value="{typed}"' in page


def test_mistyped_character_is_named_by_its_place(scan):
    typed = readable(make_labels().serial())  # groups of five, hyphen, check character

    def said(place):
        other = "2" if typed[place] != "2" else "3"
        return scan(f"/query?q={typed[:place]}{other}{typed[place + 1 :]}")

    assert "第 1 组第 1 位不对" in said(0)
    assert "第 3 组第 2 位不对" in said(13)
    assert "横线后面那一位不对" in said(len(typed) - 1)
    two = next(
        wrong
        for other in "0123"
        if corrections(wrong := other * 2 + typed[2:]) and other != typed[0]
    )
    assert "不止一位不对" in scan(f"/query?q={two}")


def headline_text(page):
    return re.search(r"<h1>(.*?)</h1>", page).group(1)


def test_what_was_typed_is_shown_as_text(scan):
    page = scan("/query?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_broken_path_of_a_label_is_an_ordinary_404(client):
    answer = client.get("/01/notanumber/99/x")

    assert answer.status_code == 404
    assert "没有" in answer.content.decode()


class TestSize:
    """Bytes over the wire with the styles, as served."""

    def whole(self, scan, path):
        answer = scan(path).answer
        assert answer["Content-Encoding"] == "gzip"
        sheets = re.findall(
            r'<link rel="(?:stylesheet|icon)"[^>]*href="/static/(.*?)"',
            gzip.decompress(answer.content).decode(),
        )
        # WhiteNoise sends the compressed file beside each sheet
        styles = sum(len(gzip.compress(_read(sheet), 9)) for sheet in sheets)
        assert len(sheets) == 2
        headers = sum(len(name) + len(value) + 4 for name, value in answer.items())
        return len(answer.content) + headers + styles

    def test_ordinary_page_is_small(self, scan):
        assert self.whole(scan, f"/c/{make_labels().serial()}") < 9_000

    def test_long_story_stays_within_30_kb(self, scan, tmp_path):
        """A photo, 200 steps, 40 tests with long names."""
        from tests.portal.pictures import noisy_photo

        owner = make_organisation(name="襄垣县古韩镇" + "很长很长的名字" * 10, short_name="长" * 40)
        product = make_product(
            organisation=owner, name="古韩手工挂面" * 10, photo=noisy_photo(member_of(owner))
        )
        lot = make_tested_noodles(owner=owner, product=product)
        for number in range(40):
            pass_test(lot, number=f"ZZ26-{number:06d}")
        moment = timezone.now() - dt.timedelta(hours=1)
        LotStep.objects.bulk_create(
            LotStep(
                lot=lot,
                at=moment,
                step="process",
                title=f"第 {number} 道工序",
                organisation=owner,
                place="古韩镇",
                quantity=number,
                unit="bag",
                text=f"第 {number} 次上杆阴干 {number * 7 % 50} 小时,下架 {number * 13 % 997} kg",
                event_id=f"e{number}",
            )
            for number in range(200)
        )
        path = f"/c/{make_labels(lot).serial()}"
        page = scan(path)

        assert page.count("道工序") == 200
        assert self.whole(scan, path) <= 30_000


def _read(path):
    from pathlib import Path

    return Path(finders.find(path)).read_bytes()


class TestQueries:
    """The whole page, with the lot's card drawn once before."""

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_first_again_and_unknown(self, scan, client, django_assert_num_queries, language):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        labels = make_labels()
        scan(f"/c/{labels.serial(1)}")
        for number in (2, 3, 3):
            with django_assert_num_queries(number):
                scan(f"/c/{labels.serial()}")
        with django_assert_num_queries(1):
            scan(f"/c/{'0' * 20}")

    def test_recalled_and_held(self, scan, django_assert_num_queries):
        held, recalled = make_labels(), make_labels()
        stop_sale(lot=held.lot, cause="market_hold", reason="抽检", by=make_user("regulator"))
        recall(recalled.lot)
        for labels in (held, recalled):
            scan(f"/c/{labels.serial(1)}")
            with django_assert_num_queries(2):
                scan(f"/c/{labels.serial()}")

    def test_drawing_the_card_reads_the_same_for_one_and_many_steps(
        self, scan, django_assert_num_queries
    ):
        labels = make_labels()
        for times in (1, 30):
            for number in range(times):
                pass_test(labels.lot, number=f"T{times}-{number}")
            LotCard.objects.all().delete()
            with django_assert_num_queries(18):
                scan(f"/c/{labels.serial(times)}")


def test_card_is_drawn_once_for_all_packs_of_a_lot(scan):
    labels = make_labels()
    for index in range(3):
        scan(f"/c/{labels.serial(index)}")

    assert LotCard.objects.count() == 1


def test_page_changes_at_once_when_a_step_is_added(scan):
    labels = make_labels()
    scan(f"/c/{labels.serial()}")
    pass_test(labels.lot, number="NEW-7")

    assert "NEW-7" in scan(f"/c/{labels.serial()}")


def test_page_shows_what_the_story_holds(scan):
    owner = make_organisation(name="漳源手工挂面坊", phone="0355-7000126")
    product = make_product(organisation=owner, ingredients="小麦粉、饮用水", storage="阴凉干燥处")
    lot = make_tested_noodles(owner=owner, product=product)

    page = scan(f"/c/{make_labels(lot).serial()}")

    for said in ("漳泽食品检测", "≤ 14.5", "小麦粉、饮用水", "阴凉干燥处", "0355-7000126"):
        assert said in page
    assert "古韩镇" in page


def test_page_names_no_person_and_no_sealed_phone(scan):
    labels = make_labels()
    for user in User.objects.all():
        user.display_name, user.phone = f"赵秘密{user.pk}", "13812345678"
        user.save()

    page = scan(f"/c/{labels.serial()}")

    assert "赵秘密" not in page
    assert "13812345678" not in page
