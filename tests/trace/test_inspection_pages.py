"""Inspections, as the regulator on a phone and the business that was inspected see them."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from python_calamine import CalamineWorkbook
from tests.factories import (
    make_inspection,
    make_lot,
    make_noodles,
    make_organisation,
    make_user,
    member_of,
    pass_test,
    today,
)

from ezhen.archive.api import may_open
from ezhen.trace.enums import Standing
from ezhen.trace.models import Inspection
from ezhen.trace.queries.lot import standing_of

pytestmark = pytest.mark.django_db


def _photo(name="现场.jpg", colour="red"):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def _form(organisation, result="correct", **more):
    return {
        "organisation": organisation.pk,
        "result": result,
        "findings": "" if result == "passed" else "化验台账缺 10 月记录",
        "correct_by": today() + dt.timedelta(days=7),
        "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        **more,
    }


def _new(**target):
    return reverse("trace:new_inspection") + "?" + "&".join(f"{k}={v}" for k, v in target.items())


def test_form_records_result_deadline_and_several_photos(client_as):
    lot = make_lot()
    data = _form(lot.owner, file=[_photo(), _photo("台账.jpg", "blue")])
    response = client_as("regulator").post(_new(lot=lot.uuid), data)
    made = Inspection.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.lot, made.result) == (lot, "correct")
    assert made.correct_by == today() + dt.timedelta(days=7)
    assert made.photos.count() == 2


def test_form_with_nothing_wrong_needs_no_deadline_although_one_is_proposed(client_as):
    lot = make_lot()
    client_as("regulator").post(_new(lot=lot.uuid), _form(lot.owner, "passed"))
    assert Inspection.objects.get().correct_by is None


def test_form_stops_the_sale_of_a_lot_that_is_not_acceptable(client_as):
    flour = make_lot(quantity="2000")
    noodles = make_noodles(source=flour)
    pass_test(noodles)
    client = client_as("regulator")
    page = client.get(_new(lot=flour.uuid)).text
    assert "2 个批次" in page  # the effect is said before it is so
    client.post(_new(lot=flour.uuid), _form(flour.owner, "failed", hold="on"))
    assert standing_of(flour) == Standing.HELD
    assert standing_of(noodles) == Standing.HELD


def test_refused_form_keeps_words_and_photos(client_as):
    lot = make_lot()
    client = client_as("regulator")
    data = _form(lot.owner, "failed", findings="", file=[_photo(), _photo("坏.jpg", "blue")])
    page = client.post(_new(lot=lot.uuid), data)
    assert page.status_code == 200
    assert not Inspection.objects.exists()
    kept = page.context["kept"]
    assert [photo.name for photo in kept] == ["现场.jpg", "坏.jpg"]
    data = _form(lot.owner, "failed", kept=[str(photo.uuid) for photo in kept])
    client.post(_new(lot=lot.uuid), data)
    assert {photo.pk for photo in Inspection.objects.get().photos.all()} == {p.pk for p in kept}


def test_photo_that_is_none_is_named_and_the_others_are_kept(client_as):
    lot = make_lot()
    wrong = SimpleUploadedFile("程序.jpg", b"MZ not a picture")
    page = client_as("regulator").post(_new(lot=lot.uuid), _form(lot.owner, file=[_photo(), wrong]))
    assert "程序.jpg" in page.context["form"].errors["file"][0]
    assert [photo.name for photo in page.context["kept"]] == ["现场.jpg"]
    assert not Inspection.objects.exists()


def test_somebody_elses_upload_cannot_be_slipped_in_as_a_photo(client_as):
    other = make_inspection(photos=[_stored()])
    lot = make_lot()
    data = _form(lot.owner, kept=[str(other.photos.get().uuid)])
    page = client_as("regulator").post(_new(lot=lot.uuid), data)
    assert page.context["form"].errors["kept"]
    assert Inspection.objects.get() == other


def _stored():
    from ezhen.archive.api import store_photo

    return store_photo(upload=_photo(), by=make_user(role="regulator"))


def test_form_sent_twice_records_one_inspection(client_as):
    lot = make_lot()
    client = client_as("regulator")
    data = _form(lot.owner, submission="0190c0de-0000-7000-8000-000000000002")
    first = client.post(_new(lot=lot.uuid), data)
    second = client.post(_new(lot=lot.uuid), data)
    assert first["Location"] == second["Location"]
    assert Inspection.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"correct_by": ""}, "correct_by", "整改期限"),
        ({"correct_by": "2020-01-01"}, "correct_by", "早于抽检日期"),
        ({"findings": "  "}, "findings", "请"),
        ({"hold": "on"}, "hold", "不合格"),
        ({"at": "2999-01-01T08:00"}, "at", "日期"),
        ({"result": "perhaps"}, "result", "perhaps"),
    ],
)
def test_wrong_input_is_said_at_its_field(client_as, change, field, said):
    lot = make_lot()
    page = client_as("regulator").post(_new(lot=lot.uuid), _form(lot.owner) | change)
    assert said in page.context["form"].errors[field][0]
    assert not Inspection.objects.exists()


def test_recheck_closes_the_earlier_inspection_once(client_as):
    earlier = make_inspection()
    client = client_as("regulator")
    url = _new(rechecks=earlier.uuid)
    assert "整改好了没有" in client.get(url).text
    client.post(url, _form(earlier.organisation, "passed"))
    assert earlier.followed_by.get().result == "passed"
    assert not Inspection.objects.open().exists()
    page = client.post(url, _form(earlier.organisation, "passed"))
    assert "已经复查过了" in page.text


def test_without_a_target_it_asks_which_and_finds_lots_and_businesses(client_as):
    lot = make_lot(owner=make_organisation(name="漳源手工挂面坊"))
    client = client_as("regulator")
    assert "抽检谁、哪一批" in client.get(reverse("trace:new_inspection")).text
    page = client.get(reverse("trace:new_inspection"), {"q": "漳源"}).text
    assert f"?organisation={lot.owner.uuid}" in page
    page = client.get(reverse("trace:new_inspection"), {"q": lot.code}).text
    assert f"?lot={lot.uuid}" in page


def test_a_lot_with_its_holders_offers_each_of_them(client_as):
    lot = make_lot()
    page = client_as("regulator").get(_new(lot=lot.uuid))
    offered = {organisation.pk for organisation in page.context["organisations"]}
    assert offered == {lot.owner_id, lot.producer_id}


@pytest.mark.parametrize("role", ["producer", "merchant", "bureau", "operator", "auditor"])
def test_only_the_regulator_records(client_as, role):
    lot = make_lot()
    client = client_as(role)
    assert client.get(_new(lot=lot.uuid)).status_code == 403
    assert client.post(_new(lot=lot.uuid), _form(lot.owner)).status_code == 403
    assert not Inspection.objects.exists()


def test_business_sees_its_own_inspections_and_no_others(client_as):
    mine, other = make_inspection(), make_inspection(findings="别家的问题")
    client = client_as(member_of(mine.organisation))
    page = client.get(reverse("trace:inspections")).text
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() not in page
    assert "别家的问题" not in page
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert b"PK" in client.get(reverse("trace:inspections"), {"as": "xlsx"}).content


def test_photos_open_for_whoever_sees_the_inspection(client_as):
    photo = _stored()
    made = make_inspection(photos=[photo])
    assert may_open(member_of(made.organisation), photo)
    assert may_open(make_user(role="auditor"), photo)
    assert not may_open(member_of(make_organisation()), photo)
    url = reverse("archive:download", args=[photo.uuid])
    assert client_as(member_of(make_organisation())).get(url).status_code == 404


def test_list_says_what_is_overdue_and_filters(client_as):
    now = timezone.now()
    late = make_inspection(at=now - dt.timedelta(days=9), days=-2)
    later, done = make_inspection(), make_inspection(result="passed")
    client = client_as("regulator")
    page = client.get(reverse("trace:inspections")).text
    assert "1 件整改逾期，共 2 件待整改" in page
    assert "超 2 天" in page
    overdue = client.get(reverse("trace:inspections"), {"state": "overdue"}).text
    assert late.get_absolute_url() in overdue
    assert later.get_absolute_url() not in overdue
    passed = client.get(reverse("trace:inspections"), {"state": "passed"}).text
    assert done.get_absolute_url() in passed
    assert late.get_absolute_url() not in passed
    found = client.get(reverse("trace:inspections"), {"q": "潮湿"}).text
    assert late.get_absolute_url() in found
    assert done.get_absolute_url() not in found


def test_list_goes_out_as_excel_with_the_filter(client_as):
    make_inspection(result="passed")
    made = make_inspection()
    response = client_as("bureau").get(
        reverse("trace:inspections"), {"as": "xlsx", "state": "open"}
    )
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    rows = rows.to_python()
    assert rows[0][1] == "受检单位"
    assert len(rows) == 2
    assert rows[1][1] == made.organisation.name
    assert rows[1][6] == made.correct_by


def test_list_asks_the_same_queries_for_1_and_30(
    client_as, django_assert_num_queries, django_assert_max_num_queries
):
    organisation, by = make_organisation(), make_user(role="regulator")
    make_inspection(organisation, by=by)
    client = client_as("regulator")
    client.get(reverse("trace:inspections"))
    with django_assert_max_num_queries(13) as first:
        client.get(reverse("trace:inspections"))
    for _ in range(29):
        make_inspection(organisation, by=by)
    with django_assert_num_queries(len(first)):
        client.get(reverse("trace:inspections"))


def test_only_a_lot_with_nothing_wrong_gets_a_public_line():
    lot = make_lot()
    make_inspection(lot=lot, result="failed")
    make_inspection(lot=lot, result="passed")
    lines = lot.steps.filter(step="inspect").order_by("pk")
    assert [line.is_public for line in lines] == [False, True]
