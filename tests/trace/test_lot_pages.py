"""Pages of lots, processing, tests and shipments, as the people who use them."""

import datetime as dt
import io
import subprocess
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.factories import (
    credit_code,
    make_flour,
    make_lot,
    make_noodles,
    make_organisation,
    make_product,
    member_of,
    pass_test,
    today,
)

from ezhen.trace.actions.shipment import Load, ship_lots
from ezhen.trace.models import Lot, LotBalance, Process, Shipment

pytestmark = pytest.mark.django_db


def _rows(prefix, rows):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for index, row in enumerate(rows):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


def _local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _process_form(flour, product, quantity="1000", used="520", **more):
    now = timezone.now()
    return {
        "kind": "noodle_making",
        "product": product.pk,
        "quantity": quantity,
        "started_at": _local(now - dt.timedelta(hours=8)),
        "ended_at": _local(now - dt.timedelta(hours=1)),
        **_rows("inputs", [{"lot": flour.pk, "quantity": used}]),
        **_rows("readings", []),
        **more,
    }


def test_list_shows_a_business_its_own_lots_only(client_as):
    mine, other = make_lot(), make_lot()
    page = client_as(member_of(mine.owner)).get(reverse("trace:lots")).text
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() not in page


def test_list_asks_the_same_queries_for_1_and_40_lots(
    client_as, django_assert_num_queries, django_assert_max_num_queries
):
    owner, flour = make_organisation(), make_flour()
    make_lot(owner=owner, product=flour)
    client = client_as(member_of(owner))
    client.get(reverse("trace:lots"))
    with django_assert_max_num_queries(10) as first:
        client.get(reverse("trace:lots"))
    for _ in range(39):
        make_lot(owner=owner, product=flour)
    with django_assert_num_queries(len(first)):
        client.get(reverse("trace:lots"))


def test_list_finds_two_chinese_characters_and_filters_by_state(client_as):
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="5000")
    noodles = make_noodles(source=flour, owner=owner)
    client = client_as(member_of(owner))
    found = client.get(reverse("trace:lots"), {"q": "挂面"}).text
    assert noodles.get_absolute_url() in found
    assert flour.get_absolute_url() not in found
    waiting = client.get(reverse("trace:lots"), {"standing": "test_waiting"}).text
    assert noodles.get_absolute_url() in waiting
    assert flour.get_absolute_url() not in waiting


def test_list_goes_out_as_excel(client_as):
    lot = make_lot(quantity="1240.5")
    response = client_as(member_of(lot.owner)).get(reverse("trace:lots"), {"as": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "批次"
    assert rows[1][0] == lot.code
    assert rows[1][5] == 1240.5


def test_lot_page_says_first_that_it_waits_for_its_test(client_as):
    noodles = make_noodles()
    page = client_as(member_of(noodles.owner)).get(noodles.get_absolute_url())
    assert page.status_code == 200
    assert "等检验" in page.text
    assert reverse("trace:new_test", args=[noodles.uuid]) in page.text


def test_lot_page_is_not_found_for_a_stranger(client_as):
    lot = make_lot()
    stranger = member_of(make_organisation())
    assert client_as(stranger).get(lot.get_absolute_url()).status_code == 404


def test_lot_page_draws_what_went_in_and_where_it_went(client_as):
    flour = make_lot(quantity="2000")
    noodles = make_noodles(source=flour)
    pass_test(noodles)
    shop = make_organisation(role="merchant", name="便民超市")
    ship_lots(
        sender=noodles.owner,
        receiver=shop,
        loads=[Load(noodles, Decimal(240))],
        by=member_of(noodles.owner),
    )
    page = client_as(member_of(noodles.owner)).get(noodles.get_absolute_url()).text
    assert f"小麦粉 {flour.supplier_lot}" in page
    assert "便民超市" in page
    assert "账平" in page


def test_process_form_makes_a_lot(client_as):
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="600")
    product = make_product(organisation=owner)
    reading = {
        "at": _local(timezone.now() - dt.timedelta(hours=3)),
        "activity": "晾晒",
        "temperature": "21.5",
        "humidity": "68",
    }
    data = _process_form(flour, product) | _rows("readings", [reading])
    response = client_as(member_of(owner)).post(reverse("trace:new_process"), data)
    process = Process.objects.get()
    assert response["Location"] == process.output.get_absolute_url()
    assert process.readings.get().temperature == Decimal("21.5")


def test_process_form_keeps_what_was_typed_when_it_is_refused(client_as):
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="600")
    product = make_product(organisation=owner)
    data = _process_form(flour, product, quantity="9999", note="一班")
    page = client_as(member_of(owner)).post(reverse("trace:new_process"), data).text
    assert "多于投料" in page
    assert 'value="9999"' in page
    assert "一班" in page
    assert not Process.objects.exists()
    assert LotBalance.objects.get(lot=flour, holder=owner).quantity == 600


def test_process_form_sent_twice_makes_one_lot(client_as):
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="5000")
    product = make_product(organisation=owner)
    key = "0190c0de-0000-7000-8000-000000000001"
    data = _process_form(flour, product, submission=key)
    client = client_as(member_of(owner))
    first = client.post(reverse("trace:new_process"), data)
    second = client.post(reverse("trace:new_process"), data)
    assert first["Location"] == second["Location"]
    assert Process.objects.count() == 1


def test_process_form_reads_a_sensor_file(client_as):
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="600")
    product = make_product(organisation=owner)
    text = "时间,温度,湿度\n2026-11-02 08:00,21.5,68\n2026/11/02 09:00,22,66.5\n"
    file = SimpleUploadedFile("sensor.csv", text.encode("gb18030"))
    data = _process_form(flour, product) | {"sensor": file}
    client_as(member_of(owner)).post(reverse("trace:new_process"), data)
    readings = Process.objects.get().readings.order_by("at")
    assert [reading.humidity for reading in readings] == [Decimal("68.0"), Decimal("66.5")]
    assert {reading.source for reading in readings} == {"sensor"}


def test_process_form_names_the_line_of_a_sensor_file_it_cannot_read(client_as):
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="600")
    product = make_product(organisation=owner)
    file = SimpleUploadedFile("sensor.csv", "时间,温度,湿度\n昨天,21,60\n".encode())
    data = _process_form(flour, product) | {"sensor": file}
    page = client_as(member_of(owner)).post(reverse("trace:new_process"), data).text
    assert "第 2 行" in page
    assert not Process.objects.exists()


def test_test_form_with_a_failed_item_stops_the_lot(client_as):
    noodles = make_noodles()
    items = [
        {"name": "水分", "unit": "%", "result": "12", "limit": "≤ 14.5", "has_passed": "1"},
        {"name": "铅", "unit": "mg/kg", "result": "0.5", "limit": "≤ 0.2", "has_passed": "0"},
    ]
    data = {
        "laboratory": "漳泽食品检测",
        "report_number": "ZZ26-1",
        "sampled_on": noodles.produced_on,
        "tested_on": today(),
        **_rows("items", items),
    }
    client = client_as(member_of(noodles.owner))
    response = client.post(reverse("trace:new_test", args=[noodles.uuid]), data, follow=True)
    assert "暂停销售" in response.text
    noodles.refresh_from_db()
    assert noodles.test_state == "failed"


def test_test_form_refuses_a_report_that_is_not_what_its_name_says(client_as):
    noodles = make_noodles()
    item = {"name": "水分", "result": "12", "has_passed": "1"}
    data = {
        "laboratory": "漳泽食品检测",
        "report_number": "ZZ26-1",
        "sampled_on": noodles.produced_on,
        "tested_on": today(),
        "report": SimpleUploadedFile("report.pdf", b"MZ this is a program"),
        **_rows("items", [item]),
    }
    page = (
        client_as(member_of(noodles.owner))
        .post(reverse("trace:new_test", args=[noodles.uuid]), data)
        .text
    )
    assert "report.pdf" in page
    assert "漳泽食品检测" in page
    assert not noodles.tests.exists()


def test_held_lot_cannot_ship_by_the_page(client_as):
    lot = make_lot()
    pass_test(lot, passed=False)
    shop = make_organisation(role="merchant")
    data = {"receiver": shop.pk, **_rows("loads", [{"lot": lot.pk, "quantity": "1"}])}
    page = client_as(member_of(lot.owner)).post(reverse("trace:new_shipment"), data)
    assert page.status_code == 200
    assert "不能使用、发货或销售" in page.text
    assert not Shipment.objects.exists()


def test_receiver_confirms_and_sender_cannot(client_as):
    lot = make_lot(quantity="100")
    shop = make_organisation(role="merchant")
    shipment = ship_lots(
        sender=lot.owner, receiver=shop, loads=[Load(lot, Decimal(40))], by=member_of(lot.owner)
    )
    data = {f"line_{shipment.lines.get().pk}": "40"}
    url = shipment.get_absolute_url()
    assert 'value="40"' in client_as(member_of(shop)).get(url).text  # not 4E+1
    client_as(member_of(lot.owner)).post(url, data)
    shipment.refresh_from_db()
    assert shipment.state == "sent"
    client_as(member_of(shop)).post(url, data)
    shipment.refresh_from_db()
    assert shipment.state == "received"
    assert LotBalance.objects.get(lot=lot, holder=shop).quantity == 40


def test_buy_in_form_enters_a_lot(client_as):
    owner, flour = make_organisation(), make_flour()
    data = {
        "supplier": flour.organisation_id,
        "product": flour.pk,
        "supplier_lot": "RF261022",
        "quantity": "1240",
        "produced_on": today() - dt.timedelta(days=3),
        "has_papers": "on",
    }
    client_as(member_of(owner)).post(reverse("trace:new_bought_lot"), data)
    assert Lot.objects.get().supplier_lot == "RF261022"


def test_trace_report_names_the_chain(client_as, tmp_path):
    flour = make_lot(quantity="2000")
    noodles = make_noodles(source=flour)
    url = reverse("trace:lot_report", args=[noodles.uuid])
    response = client_as(member_of(noodles.owner)).get(url)
    path = tmp_path / "report.pdf"
    path.write_bytes(response.content)
    text = subprocess.run(
        ["pdftotext", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert noodles.code in text
    assert flour.code in text


def test_buy_in_form_enters_a_new_supplier_and_its_product(client_as):
    owner = make_organisation()
    data = {
        "supplier_name": "襄垣县盐业配送站",
        "supplier_code": credit_code(777),
        "product_name": "食用盐",
        "product_class": "salt",
        "unit": "kg",
        "supplier_lot": "Y260907",
        "quantity": "22",
        "produced_on": today() - dt.timedelta(days=3),
    }
    response = client_as(member_of(owner)).post(reverse("trace:new_bought_lot"), data)
    lot = Lot.objects.get()
    assert response["Location"] == lot.get_absolute_url()
    assert (lot.producer.name, lot.product.name) == ("襄垣县盐业配送站", "食用盐")


def test_buy_in_form_refuses_a_wrong_credit_code_at_its_field(client_as):
    owner = make_organisation()
    data = {"supplier_name": "盐业", "supplier_code": "92140423MA00000000", "product_name": "盐"}
    page = client_as(member_of(owner)).post(reverse("trace:new_bought_lot"), data).text
    assert "统一社会信用代码不对" in page
    assert 'value="盐业"' in page
