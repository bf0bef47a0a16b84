"""From a label or a number to the lot, without leaving a scan."""

import pytest
from django.urls import reverse
from tests.factories import make_lot, make_organisation, make_product, make_suspicion
from tests.labelled import make_labels

from ezhen.trace.models import CodeUse, Scan

pytestmark = pytest.mark.django_db


def _find(client, text, purpose="look"):
    return client.get(reverse("trace:find"), {"q": text, "for": purpose})


def test_a_serial_leads_to_its_lot_and_counts_as_no_scan(client_as):
    labels = make_labels()
    suspicion = make_suspicion(labels.order, 4, lot=labels.lot, scans=3)
    before = CodeUse.objects.count(), Scan.objects.count()
    page = _find(client_as("regulator"), labels.serial(4)).text
    assert labels.lot.get_absolute_url() in page
    assert reverse("trace:new_recall", args=[labels.lot.uuid]) in page
    assert "3 次" in page
    assert suspicion.get_absolute_url() in page
    assert (CodeUse.objects.count(), Scan.objects.count()) == before


@pytest.mark.parametrize("form", ["https://x.example/c/{}", "{} ", "https://x.example/01/21/{}"])
def test_links_and_spaces_are_read(client_as, form):
    labels = make_labels()
    page = _find(client_as("regulator"), form.format(labels.serial(4)))
    found = [row.lot for row in page.context["found"].lots]
    assert found == ([labels.lot] if "/01/" not in form else [])


def test_a_serial_of_another_town_is_called_so(client_as):
    labels = make_labels()
    wrong = labels.serial(4)[:-1] + ("0" if labels.serial(4)[-1] != "0" else "1")
    page = _find(client_as("regulator"), wrong)
    assert "这个码不是本镇发的" in page.text
    assert page.context["found"].lots == []


def test_barcode_with_lot_finds_the_lot(client_as):
    owner = make_organisation()
    lot = make_lot(product=make_product(organisation=owner, gtin="6901234567892"), owner=owner)
    make_lot(product=lot.product, owner=owner)
    page = _find(client_as("regulator"), f"(01)06901234567892(10){lot.code}")
    assert [row.lot for row in page.context["found"].lots] == [lot]


def test_part_of_a_lot_number_or_two_characters_of_a_name_find(client_as):
    lot = make_lot()
    client = client_as("regulator")
    for text in (lot.code[2:], "小麦", lot.supplier_lot):
        page = _find(client, text, "recall")
        assert lot in [row.lot for row in page.context["found"].lots]
    assert reverse("trace:new_recall", args=[lot.uuid]) in page.text
    assert "没有找到" in _find(client, "查无此货").text


def test_offices_find_without_the_regulators_buttons_and_businesses_do_not(client_as):
    lot = make_lot()
    page = _find(client_as("bureau"), lot.code).text
    assert lot.get_absolute_url() in page
    assert reverse("trace:new_recall", args=[lot.uuid]) not in page
    assert _find(client_as("producer"), lot.code).status_code == 403
