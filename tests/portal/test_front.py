"""The town's front page, and what all pages for strangers keep to."""

import re

import pytest
from django.urls import get_resolver
from tests.factories import make_organisation, make_product, make_recall, make_user, member_of
from tests.labelled import make_labels, make_tested_noodles
from tests.portal.pictures import noisy_photo

from ezhen.parties.api import add_person
from ezhen.portal.queries import picture

pytestmark = pytest.mark.django_db
IDENTITY = "140423199001011237"


def test_front_page_asks_for_the_code_first(client):
    page = client.get("/").content.decode()

    assert "查包装上的溯源码" in page
    assert page.index('id="q"') < page.index("从田头到货架")


def test_front_page_warns_of_recalls_but_not_of_drills(client):
    product = make_product(name="召回挂面")
    make_recall(make_tested_noodles(owner=product.organisation, product=product))
    drill = make_product(name="演练挂面")
    make_recall(make_tested_noodles(owner=drill.organisation, product=drill), is_mock=True)

    page = client.get("/").content.decode()

    warned = page[page.index("正在召回") : page.index("从田头到货架")]
    assert "召回挂面" in warned
    assert "演练挂面" not in warned


@pytest.mark.parametrize("number", [1, 12])
def test_front_page_asks_the_same_queries_for_1_and_12_products(
    client, django_assert_num_queries, number
):
    for _ in range(number):
        make_product()
    client.get("/")
    with django_assert_num_queries(6):
        page = client.get("/").content.decode()
    assert page.count("<b>手工挂面</b>") == min(number, 8)


def test_photos_are_made_small_once(client, monkeypatch):
    owner = make_organisation()
    make_product(organisation=owner, photo=noisy_photo(member_of(owner)))
    client.get("/")
    opened = []
    monkeypatch.setattr(picture.Image, "open", opened.append)

    page = client.get("/").content.decode()

    assert opened == []
    assert "data:image/webp;base64," in page


def test_lost_photo_takes_nothing_else_away(client):
    owner = make_organisation()
    photo = noisy_photo(member_of(owner))
    make_product(organisation=owner, photo=photo)
    picture.path_of(photo).unlink()

    assert client.get("/").status_code == 200


def test_front_page_is_found_by_crawlers_and_scan_pages_are_not(client):
    assert "noindex" not in client.get("/").content.decode()


PUBLIC = {"/", "/complaint", "/query?q=6901234567892", "/01/06901234567892"}


def strangers_views():
    """Every view of the portal and of the APIs, by its name."""
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "app_name", "") in {"portal", "rest"}:
            yield from ((one.name, one.callback) for one in pattern.url_patterns if one.name)


@pytest.mark.parametrize(("name", "view"), list(strangers_views()))
def test_view_for_strangers_only_reads(name, view):
    assert name == "care" or view.is_read_only


def test_public_pages_tell_nothing_personal(client):
    """Names, phones and identity numbers of everybody whom the pages' data is tied to."""
    owner = make_organisation(phone="0355-7000126", by=make_user(display_name="赵保密"))
    add_person(
        organisation=owner,
        by=member_of(owner),
        name="钱保密",
        post="厂长",
        phone="13812345678",
        identity_number=IDENTITY,
    )
    product = make_product(organisation=owner, gtin="6901234567892")
    labels = make_labels(make_tested_noodles(owner=owner, product=product))
    client.post("/complaint", {"kind": "complaint", "text": "孙保密写", "phone": "13912345678"})
    make_recall(labels.lot, by=make_user("regulator", display_name="李保密"))
    paths = {
        *PUBLIC,
        f"/c/{labels.serial()}",
        f"/01/06901234567892/10/{labels.lot.code}",
        f"/api/scan/{labels.serial()}",
        f"/api/scan/{labels.serial(1)}",
    }

    for path in paths:
        said = client.get(path, follow=True).content.decode()
        assert "保密" not in said, path
        assert not re.search(r"1[3-9]\d{9}(?!\d)", said.replace(labels.serial(), "")), path
        assert IDENTITY not in said, path
        assert "lot" in said or "批" in said or "码" in said
