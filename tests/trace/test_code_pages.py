"""Pages of item codes, labels and certificates, as the people who use them."""

import io
import re
import subprocess

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.factories import (
    make_lot,
    make_mushrooms,
    make_noodles,
    make_order,
    make_organisation,
    make_product,
    make_user,
    member_of,
    pass_test,
    serial_of,
)
from tests.labelled import make_tested_noodles

from ezhen.core import jobs, log
from ezhen.core.enums import JobState
from ezhen.trace.actions.code import activate_codes, bind_codes, void_codes
from ezhen.trace.codes import readable
from ezhen.trace.models import Certificate, CodeOrder
from ezhen.trace.queries.code_file import file_size, read_file
from ezhen.trace.queries.code_page import num_free, tally_of, with_tally
from ezhen.trace.queries.lot_page import code_counts

pytestmark = pytest.mark.django_db


def _page(name, order, **query):
    return reverse(f"trace:{name}", args=[order.uuid], query=query or None)


def _owner(order):
    return member_of(order.organisation)


# the list


def test_list_shows_a_business_its_own_orders_and_the_offices_all(client_as):
    mine, other = make_order(quantity=10), make_order(quantity=10)
    page = client_as(_owner(mine)).get(reverse("trace:code_orders")).text
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() not in page
    page = client_as("regulator").get(reverse("trace:code_orders")).text
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() in page


def test_list_asks_the_same_queries_for_1_and_3_orders(client_as, django_assert_num_queries):
    product = make_product()
    make_order(product=product, quantity=10)
    client = client_as(member_of(product.organisation))
    client.get(reverse("trace:code_orders"))
    with django_assert_num_queries(12):
        client.get(reverse("trace:code_orders"))
    for _ in range(2):
        make_order(product=product, quantity=10)
    with django_assert_num_queries(12):
        client.get(reverse("trace:code_orders"))


def test_list_counts_what_is_left(client_as):
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=5000)
    by = _owner(order)
    bind_codes(order=order, lot=lot, first=0, last=2399, by=by)
    activate_codes(order=order, first=0, last=2039, by=by)
    void_codes(order=order, first=2030, last=2049, reason="撕坏", by=by)
    void_codes(order=order, first=4990, last=4999, reason="试机", by=by)
    tally = tally_of(with_tally(CodeOrder.objects.all()).get())
    assert (tally.free, tally.bound, tally.active, tally.void) == (2590, 350, 2030, 30)
    assert tally.free + tally.bound + tally.active + tally.void == tally.quantity
    assert num_free(order.organisation) == 2590
    page = client_as(by).get(reverse("trace:code_orders")).text
    assert "还有 2,590 个码没用" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "挂面"}, True), ({"q": "荞麦"}, False), ({"state": "preparing"}, False)],
)
def test_list_is_searched_and_filtered(client_as, query, found):
    order = make_order(quantity=10)
    page = client_as(_owner(order)).get(reverse("trace:code_orders"), query).text
    assert (order.get_absolute_url() in page) is found


def test_list_is_searched_by_number_and_lot(client_as):
    lot = make_noodles()
    order, other = make_order(lot=lot, quantity=10), make_order(product=lot.product, quantity=10)
    client = client_as(_owner(order))
    for text in (str(order), str(order.number), lot.code):
        page = client.get(reverse("trace:code_orders"), {"q": text}).text
        assert order.get_absolute_url() in page
        assert other.get_absolute_url() not in page


def test_list_goes_out_as_excel(client_as):
    order = make_order(lot=make_noodles(), quantity=1234)
    response = client_as(_owner(order)).get(reverse("trace:code_orders"), {"as": "xlsx"})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(response.content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[0][0] == "码单"
    assert rows[1][0] == str(order)
    assert rows[1][4:9] == [1234, 0, 1234, 0, 0]


def test_list_of_nobody_says_what_will_stand_there(client_as):
    page = client_as(member_of(make_organisation())).get(reverse("trace:code_orders")).text
    assert "还没有申领过码" in page


# ordering


def test_form_is_filled_in_from_the_lot(client_as):
    lot = make_noodles(quantity="2400")
    client = client_as(member_of(lot.owner))
    page = client.get(reverse("trace:new_code_order"), {"lot": lot.uuid}).text
    assert f'<option value="{lot.pk}" selected>' in page
    assert 'value="2400"' in page
    assert 'name="product"' not in page
    make_order(lot=lot, quantity=400)
    page = client.get(reverse("trace:new_code_order"), {"lot": lot.uuid}).text
    assert 'value="2000"' in page
    assert "已绑 400 个码" in page


def test_order_without_number_takes_one_for_each_pack(client_as):
    lot = make_noodles(quantity="2400")
    client = client_as(member_of(lot.owner))
    response = client.post(reverse("trace:new_code_order"), {"lot": lot.pk})
    order = CodeOrder.objects.get()
    assert response.url == order.get_absolute_url()
    assert (order.quantity, order.facts.get().lot) == (2400, lot)


def test_blank_order_needs_a_number(client_as):
    product = make_product()
    client = client_as(member_of(product.organisation))
    page = client.post(reverse("trace:new_code_order"), {"product": product.pk})
    assert "请填要多少个码" in page.text
    client.post(reverse("trace:new_code_order"), {"product": product.pk, "quantity": "300"})
    order = CodeOrder.objects.get()
    assert (order.product, order.quantity) == (product, 300)
    assert not order.facts.exists()


@pytest.mark.parametrize("quantity", ["0", "-3", "100000001", "1e9", "viel"])
def test_order_out_of_bounds_is_refused_at_its_field(client_as, quantity):
    product = make_product()
    client = client_as(member_of(product.organisation))
    page = client.post(
        reverse("trace:new_code_order"), {"product": product.pk, "quantity": quantity}
    )
    assert page.status_code == 200
    assert 'id="id_quantity_error"' in page.text
    assert not CodeOrder.objects.exists()


def test_order_sent_twice_is_one_order(client_as):
    product = make_product()
    client = client_as(member_of(product.organisation))
    data = {
        "product": product.pk,
        "quantity": "300",
        "submission": "6f1d3c52-1111-4222-8333-944445555666",
    }
    first = client.post(reverse("trace:new_code_order"), data)
    second = client.post(reverse("trace:new_code_order"), data)
    assert first.url == second.url
    assert CodeOrder.objects.count() == 1


def test_order_for_a_lot_of_somebody_else_is_not_found(client_as):
    lot = make_noodles()
    client = client_as(member_of(make_organisation()))
    assert client.get(reverse("trace:new_code_order"), {"lot": lot.uuid}).status_code == 404
    client.post(reverse("trace:new_code_order"), {"lot": lot.pk, "quantity": "5"})
    assert not CodeOrder.objects.exists()


# one order


def test_pages_of_an_order_are_not_found_for_a_stranger(client_as):
    order = make_order(lot=make_tested_noodles(), quantity=10)
    client = client_as(member_of(make_organisation()))
    names = (
        "code_order",
        "code_progress",
        "code_file",
        "code_digests",
        "bind_codes",
        "activate_codes",
        "void_codes",
        "labels",
        "labels_pdf",
    )
    for name in names:
        assert client.get(_page(name, order)).status_code == 404, name
    assert client.post(_page("code_order_again", order)).status_code == 404
    data = {"first": "1", "last": "10", "reason": "试"}
    for name in ("bind_codes", "activate_codes", "void_codes"):
        assert client.post(_page(name, order), data).status_code == 404, name
    assert [fact.kind for fact in order.facts.all()] == ["bind"]


def test_offices_read_an_order_but_cannot_take_its_codes(client_as):
    order = make_order(lot=make_noodles(), quantity=10)
    client = client_as("bureau")
    page = client.get(order.get_absolute_url())
    assert page.status_code == 200
    assert _page("code_file", order) not in page.text
    for name in ("code_file", "labels", "labels_pdf", "void_codes"):
        assert client.get(_page(name, order)).status_code == 403


def test_order_page_shows_progress_until_it_is_ready(client_as):
    order = make_order(quantity=2_500_000, ready=False)
    client = client_as(_owner(order))
    page = client.get(order.get_absolute_url()).text
    assert f'data-ez-poll="{_page("code_progress", order)}"' in page
    assert "排队中" in page
    steps = []
    jobs.run(
        jobs.claim(), report=lambda _job: steps.append(client.get(_page("code_progress", order)))
    )
    assert "1,000,000 / 2,500,000" in steps[0].text
    assert 'value="40.0"' in steps[0].text
    assert "data-ez-done" not in steps[0].text
    assert 'data-ez-done="reload"' in client.get(_page("code_progress", order)).text
    assert "data-ez-poll" not in client.get(order.get_absolute_url()).text


def test_order_whose_preparation_stopped_can_be_tried_again(client_as):
    order = make_order(quantity=10, ready=False)
    order.job.state = JobState.FAILED
    order.job.save()
    client = client_as(_owner(order))
    assert "生成停了" in client.get(order.get_absolute_url()).text
    assert "生成停了" in client.get(reverse("trace:code_orders")).text
    assert 'data-ez-done="reload"' in client.get(_page("code_progress", order)).text
    client.post(_page("code_order_again", order))
    jobs.run_until_idle()
    assert "还有 10 个码没用" in client.get(order.get_absolute_url()).text


def test_order_page_asks_the_same_queries_for_1_and_3_ranges(client_as, django_assert_num_queries):
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=100)
    client = client_as(_owner(order))
    client.get(order.get_absolute_url())
    with django_assert_num_queries(10):
        client.get(order.get_absolute_url())
    activate_codes(order=order, first=40, last=59, by=_owner(order))
    with django_assert_num_queries(10):
        page = client.get(order.get_absolute_url())
    assert page.text.count("<tr") == 4


def test_ranges_of_one_lot_and_state_stand_on_one_row(client_as):
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=1000)
    for first in (0, 100, 200):
        activate_codes(order=order, first=first, last=first + 99, by=_owner(order))
    page = client_as(_owner(order)).get(order.get_absolute_url()).text
    assert "1 – 300" in page
    assert "301 – 1,000" in page


# binding, activating, voiding


def test_bind_suggests_the_newest_lot_without_codes_and_its_packs(client_as):
    lot = make_tested_noodles(quantity="400")
    order = make_order(product=lot.product, quantity=1000)
    client = client_as(_owner(order))
    page = client.get(_page("bind_codes", order)).text
    assert f'<option value="{lot.pk}" selected>' in page
    assert re.search(r'name="first"[^>]*value="1"|value="1"[^>]*name="first"', page)
    assert 'value="400"' in page
    response = client.post(_page("bind_codes", order), {"lot": lot.pk, "first": "1", "last": "400"})
    assert response.url == order.get_absolute_url()
    assert code_counts(lot).bound == 400
    page = client.get(_page("bind_codes", order)).text
    assert 'value="401"' in page
    assert 'value="1000"' in page


def test_range_is_given_by_scanning_the_first_and_last_label(client_as):
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=1000)
    data = {
        "first": order.uri_prefix + serial_of(order, 99),
        "last": readable(serial_of(order, 199)),
    }
    client_as(_owner(order)).post(_page("activate_codes", order), data)
    fact = order.facts.get(kind="activate")
    assert (fact.first, fact.last) == (99, 199)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("abc", "请填码的序号，或扫一下标签"),
        ("6901234567892", "请填码的序号，或扫一下标签"),
        ("", "必填"),
        ("0", "1 到 1,000"),
        ("1001", "1 到 1,000"),
        ("1,200", "1 到 1,000"),
    ],
)
def test_range_that_is_none_is_refused_at_its_field(client_as, text, says):
    order = make_order(lot=make_tested_noodles(), quantity=1000)
    page = client_as(_owner(order)).post(
        _page("activate_codes", order), {"first": text, "last": "10"}
    )
    assert page.status_code == 200
    assert says in page.text
    assert order.facts.count() == 1


def test_label_of_another_order_is_refused_at_its_field(client_as):
    lot = make_tested_noodles()
    order, other = make_order(lot=lot, quantity=10), make_order(product=lot.product, quantity=10)
    page = client_as(_owner(order)).post(
        _page("activate_codes", order), {"first": serial_of(other), "last": "10"}
    )
    assert f"不是码单 {order} 的" in page.text


def test_activate_suggests_what_is_bound_to_the_lot_of_the_link(client_as):
    lot = make_tested_noodles()
    other = make_noodles(source=make_lot(owner=lot.owner), owner=lot.owner, product=lot.product)
    order = make_order(product=lot.product, quantity=100)
    bind_codes(order=order, lot=lot, first=0, last=9, by=_owner(order))
    bind_codes(order=order, lot=other, first=10, last=29, by=_owner(order))
    client = client_as(_owner(order))
    page = client.get(_page("activate_codes", order)).text
    assert 'value="10"' in page
    page = client.get(_page("activate_codes", order, lot=other.uuid)).text
    assert 'value="11"' in page
    assert 'value="30"' in page


def test_activation_of_a_lot_that_waits_says_why(client_as):
    lot = make_noodles()
    order = make_order(lot=lot, quantity=10)
    page = client_as(_owner(order)).post(
        _page("activate_codes", order), {"first": "1", "last": "10"}
    )
    assert f"批次 {lot} 不能销售" in page.text


def test_void_asks_for_a_reason(client_as):
    order = make_order(quantity=10)
    client = client_as(_owner(order))
    page = client.post(_page("void_codes", order), {"first": "1", "last": "2", "reason": ""})
    assert 'id="id_reason_error"' in page.text
    client.post(_page("void_codes", order), {"first": "1", "last": "2", "reason": "印坏"})
    assert order.facts.get().reason == "印坏"


# the file


def test_file_is_the_whole_order(client_as):
    order = make_order(quantity=1000)
    response = client_as(_owner(order)).get(_page("code_file", order))
    body = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert int(response["Content-Length"]) == len(body) == file_size(order)
    assert f"{order}.csv" in response["Content-Disposition"]
    lines = body.decode().splitlines()
    assert lines[0] == "serial,uri"
    assert len(lines) == 1001
    assert lines[1] == f"{serial_of(order)},{order.uri_prefix}{serial_of(order)}"
    entry = log.history(order).last()
    assert (entry.action, entry.actor) == ("trace.take_codes", str(_owner(order)))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=5000-9999", 5000, 10000),
        ("bytes=70000-", 70000, None),
        ("bytes=-100", -100, None),
        ("bytes=11-999999999", 11, None),
        ("bytes=-999999999", 0, None),
    ],
)
def test_part_of_the_file_is_the_slice(client_as, asked, start, stop):
    order = make_order(quantity=1200)
    client = client_as(_owner(order))
    whole = b"".join(client.get(_page("code_file", order)).streaming_content)
    response = client.get(_page("code_file", order), headers={"range": asked})
    body = b"".join(response.streaming_content)
    assert response.status_code == 206
    assert body == whole[start:stop]
    first = whole.index(body[:60])
    assert response["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{len(whole)}"
    assert int(response["Content-Length"]) == len(body)


def test_download_that_broke_off_is_gone_on_with(client_as):
    order = make_order(quantity=3000)
    client = client_as(_owner(order))
    first = client.get(_page("code_file", order))
    got = next(iter(first.streaming_content))[:12345]
    rest = client.get(
        _page("code_file", order),
        headers={"range": f"bytes={len(got)}-", "if-range": first["ETag"]},
    )
    assert rest.status_code == 206
    whole = got + b"".join(rest.streaming_content)
    assert whole == b"".join(read_file(order, 0, file_size(order)))


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=5-4", "bytes=-0"])
def test_part_that_the_file_does_not_have_is_refused(client_as, asked):
    order = make_order(quantity=10)
    response = client_as(_owner(order)).get(_page("code_file", order), headers={"range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{file_size(order)}"


@pytest.mark.parametrize(
    "headers",
    [
        {"range": "lines=1-2"},
        {"range": "bytes=-"},
        {"range": "bytes=0-1,4-5"},
        {"range": "bytes=0-1", "if-range": '"another"'},
    ],
)
def test_what_is_no_single_range_of_this_file_gives_the_whole(client_as, headers):
    order = make_order(quantity=10)
    response = client_as(_owner(order)).get(_page("code_file", order), headers=headers)
    assert response.status_code == 200
    assert len(b"".join(response.streaming_content)) == file_size(order)


def test_file_that_is_known_is_not_sent_again_and_head_sends_nothing(client_as):
    order = make_order(quantity=10)
    client = client_as(_owner(order))
    head = client.head(_page("code_file", order))
    assert int(head["Content-Length"]) == file_size(order)
    assert head["Accept-Ranges"] == "bytes"
    known = client.get(_page("code_file", order), headers={"if-none-match": head["ETag"]})
    assert known.status_code == 304
    assert [entry.action for entry in log.history(order)] == [
        "trace.order_codes",
        "trace.finish_order",
    ]


def test_file_of_an_order_that_is_not_ready_leads_to_its_page(client_as):
    order = make_order(quantity=10, ready=False)
    client = client_as(_owner(order))
    for name in ("code_file", "labels"):
        assert client.get(_page(name, order)).url == order.get_absolute_url()


def test_digests_are_those_of_the_manifest(client_as):
    order = make_order(quantity=10)
    text = client_as(_owner(order)).get(_page("code_digests", order)).text
    assert text.splitlines() == ["first,last,sha256", f"1,10,{order.manifest[0]['sha256']}"]


# labels


def _words(pdf, tmp_path):
    path = tmp_path / "labels.pdf"
    path.write_bytes(pdf)
    pages = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    return int(re.search(r"Pages:\s+(\d+)", pages)[1]), re.sub(r"\s", "", text)


def _halves(order, index):
    """A small label prints its serial in two lines."""
    groups = readable(serial_of(order, index)).split()
    return "".join(groups[:2]), "".join(groups[2:])


@pytest.mark.parametrize(
    ("paper", "pages", "facts"),
    [("40x60", 3, True), ("20x30", 3, False), ("a4-40x60", 1, True), ("a4-20x30", 1, False)],
)
def test_labels_name_serial_lot_and_dates(client_as, tmp_path, paper, pages, facts):
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=100)
    response = client_as(_owner(order)).get(
        _page("labels_pdf", order, paper=paper, first=11, last=13)
    )
    assert response["Content-Type"] == "application/pdf"
    num, text = _words(response.content, tmp_path)
    assert num == pages
    for index in (10, 11, 12):
        assert all(half in text for half in _halves(order, index))
    assert not any(half in text for half in _halves(order, 13))
    assert (lot.code in text) is facts
    assert (f"{lot.produced_on:%Y-%m-%d}" in text) is facts
    assert (f"{lot.best_before:%Y-%m-%d}" in text) is facts
    entry = log.history(order).last()
    assert entry.action == "trace.take_codes"
    assert f"labels {paper}" in entry.facts


def test_labels_leave_voided_codes_out_and_blank_ones_have_no_lot(client_as, tmp_path):
    order = make_order(quantity=100)
    void_codes(order=order, first=1, last=1, reason="印坏", by=_owner(order))
    response = client_as(_owner(order)).get(
        _page("labels_pdf", order, paper="40x60", first=1, last=3)
    )
    num, text = _words(response.content, tmp_path)
    assert num == 2
    assert readable(serial_of(order, 1)).replace(" ", "") not in text
    assert "批号" not in text
    assert "手工挂面" in text


def test_labels_of_a_large_range_come_in_parts(client_as):
    order = make_order(quantity=1200)
    page = client_as(_owner(order)).get(_page("labels", order, first=1, last=1200)).text
    for first, last in ((1, 500), (501, 1000), (1001, 1200)):
        assert f"paper=40x60&amp;first={first}&amp;last={last}" in page
    assert "3 个文件待打印" in page


def test_labels_of_the_largest_order_are_paged(client_as, django_assert_max_num_queries):
    order = make_order(quantity=100_000_000, ready=False)
    CodeOrder.objects.filter(pk=order.pk).update(state="ready")
    client = client_as(_owner(order))
    with django_assert_max_num_queries(12):
        page = client.get(_page("labels", order)).text
    assert "200,000" in page
    assert page.count("labels.pdf") == 20


def test_one_document_has_at_most_500_labels(client_as, tmp_path):
    order = make_order(quantity=1200)
    response = client_as(_owner(order)).get(
        _page("labels_pdf", order, paper="a4-20x30", first=1, last=1200)
    )
    num, text = _words(response.content, tmp_path)
    assert num == 7
    assert all(half in text for half in _halves(order, 499))
    assert not any(half in text for half in _halves(order, 500))


def test_labels_that_cannot_be_printed_lead_back_with_the_reason(client_as):
    order = make_order(quantity=10)
    void_codes(order=order, first=0, last=1, reason="印坏", by=_owner(order))
    client = client_as(_owner(order))
    response = client.get(_page("labels_pdf", order, paper="40x60", first=5, last=50), follow=True)
    assert "1 到 10" in response.text
    assert client.get(_page("labels_pdf", order, paper="40x60", first=1, last=2)).status_code == 302
    assert client.get(_page("labels_pdf", order)).status_code == 302


def test_print_page_lists_what_is_not_in_use(client_as, django_assert_num_queries):
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=1000)
    other = make_order(quantity=10)
    by = _owner(order)
    bind_codes(order=order, lot=lot, first=0, last=399, by=by)
    activate_codes(order=order, first=0, last=99, by=by)
    client = client_as(by)
    client.get(reverse("trace:print_labels"))
    with django_assert_num_queries(10):
        page = client.get(reverse("trace:print_labels")).text
    assert "900 枚标签可以打印" in page
    assert "first=101&amp;last=400" in page
    assert "first=401&amp;last=1000" in page
    assert other.get_absolute_url() not in page
    for _ in range(2):
        make_order(product=lot.product, quantity=10)
    with django_assert_num_queries(10):
        client.get(reverse("trace:print_labels"))


def test_print_page_of_nobody_says_how_to_start(client_as):
    page = client_as(member_of(make_organisation())).get(reverse("trace:print_labels")).text
    assert "没有要打印的标签" in page
    assert reverse("trace:new_code_order") in page


# home and search


def test_home_counts_what_is_left_and_names_what_to_do(client_as):
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=1000)
    client = client_as(_owner(order))
    page = client.get(reverse("home")).text
    assert "还有 1,000 个码没用" in page
    assert f"码单 {order} 已备好" in page
    bind_codes(order=order, lot=lot, first=0, last=399, by=_owner(order))
    page = client.get(reverse("home")).text
    assert f"启用批次 {lot} 的码" in page
    assert f"{_page('activate_codes', order)}?lot={lot.uuid}" in page
    activate_codes(order=order, first=0, last=399, by=_owner(order))
    page = client.get(reverse("home")).text
    assert f"启用批次 {lot} 的码" not in page
    assert f"码单 {order} 已备好" not in page


def test_home_asks_nobody_to_activate_a_lot_that_waits_or_voided_codes(client_as):
    waiting = make_noodles()
    order = make_order(lot=waiting, quantity=10)
    client = client_as(_owner(order))
    assert "启用批次" not in client.get(reverse("home")).text
    pass_test(waiting)
    assert "启用批次" in client.get(reverse("home")).text
    activate_codes(order=order, first=0, last=4, by=_owner(order))
    void_codes(order=order, first=3, last=9, reason="撕坏", by=_owner(order))
    assert "启用批次" not in client.get(reverse("home")).text


def test_search_finds_an_order_and_an_item(client_as):
    order, other = make_order(lot=make_noodles(), quantity=10), make_order(quantity=10)
    client = client_as(_owner(order))
    assert client.get(reverse("search"), {"q": str(order)}).url == order.get_absolute_url()
    serial = readable(serial_of(order, 3))
    assert client.get(reverse("search"), {"q": serial}).url == order.get_absolute_url()
    stranger = client.get(reverse("search"), {"q": serial_of(other)})
    assert stranger.status_code == 200
    assert other.get_absolute_url() not in stranger.text


def test_lot_page_leads_its_owner_to_the_labels(client_as):
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=10)
    page = client_as(_owner(order)).get(lot.get_absolute_url()).text
    assert order.get_absolute_url() in page
    assert f"{_page('labels', order)}?first=1&amp;last=10" in page


# certificates


def test_certificate_form_is_filled_in_from_the_books(client_as):
    lot = make_mushrooms()
    page = (
        client_as(member_of(lot.owner)).get(reverse("trace:new_certificate", args=[lot.uuid])).text
    )
    assert 'value="860"' in page
    assert re.search(r'name="basis_outside_test"[^>]*checked', page)
    assert re.search(r'name="basis_own_test"[^>]*disabled', page)


def test_certificate_is_issued_and_printed(client_as, tmp_path):
    organisation = make_organisation(name="襄垣县菌香合作社", phone="0355-700 0458")
    lot = make_mushrooms(organisation=organisation)
    client = client_as(member_of(lot.owner))
    url = reverse("trace:new_certificate", args=[lot.uuid])
    response = client.post(url, {"quantity": "500", "basis_control": "on"}, follow=True)
    made = Certificate.objects.get()
    assert f"合格证 {made.number} 已开" in response.text
    assert "保存到" in response.text
    pdf = client.get(reverse("trace:certificate_pdf", args=[made.uuid]))
    pages, text = _words(pdf.content, tmp_path)
    assert pages == 1
    for words in ("承诺达标合格证", made.number, "香菇", "500kg", "襄垣县菌香合作社", lot.code):
        assert words in text


def test_certificate_refusal_stands_at_its_field(client_as):
    lot = make_mushrooms()
    client = client_as(member_of(lot.owner))
    url = reverse("trace:new_certificate", args=[lot.uuid])
    page = client.post(url, {"quantity": "861", "basis_control": "on"}).text
    assert "还能开 860 kg" in page
    page = client.post(url, {"quantity": "5"}).text
    assert "承诺依据至少勾一项" in page
    # a disabled box that is sent all the same counts for nothing
    client.post(url, {"quantity": "5", "basis_control": "on", "basis_own_test": "on"})
    assert not Certificate.objects.get().basis_own_test


def test_certificate_of_noodles_or_of_somebody_else_is_not_found(client_as):
    noodles = make_tested_noodles()
    client = client_as(member_of(noodles.owner))
    assert client.get(reverse("trace:new_certificate", args=[noodles.uuid])).status_code == 404
    other = make_mushrooms()
    assert client.get(reverse("trace:new_certificate", args=[other.uuid])).status_code == 404
    from ezhen.trace.actions.certificate import issue_certificate

    made = issue_certificate(lot=other, quantity=5, by=member_of(other.owner), basis_control=True)
    assert client.get(reverse("trace:certificate_pdf", args=[made.uuid])).status_code == 404
    office = client_as(make_user(role="regulator"))
    assert office.get(reverse("trace:certificate_pdf", args=[made.uuid])).status_code == 200
