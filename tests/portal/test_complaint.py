"""Writing to the town from a scan page."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.labelled import make_labels
from tests.portal.pictures import picture_file

from ezhen.trace.actions import complaint as actions
from ezhen.trace.codes import readable
from ezhen.trace.models import Complaint, Suspicion

pytestmark = pytest.mark.django_db


def send(client, **facts):
    """Send the form; returns the answer."""
    data = {"kind": "complaint", "text": "煮出来有异味", "submission": uuid.uuid4()} | facts
    return client.post("/complaint", data)


def test_form_comes_from_a_label_with_its_code(client):
    labels = make_labels()

    page = client.get(f"/complaint?code={labels.serial()}&kind=suspect").content.decode()

    assert f'value="{labels.serial()}"' in page
    assert re.search(r'value="suspect"[^>]*checked', page)


@pytest.mark.parametrize("query", ["?kind=nonsense", "?code=" + "x" * 999, "?lot=%00"])
def test_form_opens_whatever_the_link_says(client, query):
    assert client.get(f"/complaint{query}").status_code == 200


def test_complaint_is_kept_with_photo_and_sealed_phone(client):
    labels = make_labels()

    answer = send(
        client, code=readable(labels.serial()), phone="138 0355 1234", file=picture_file()
    )

    row = Complaint.objects.get()
    assert answer["Location"] == f"/complaint/{row.uuid}"
    assert (row.serial, row.lot, row.phone) == (labels.serial(), labels.lot, "13803551234")
    assert row.photo.is_picture
    assert not row.photo.is_public
    page = client.get(answer["Location"]).content.decode()
    assert row.number in page
    assert "13803551234" not in page
    assert row.text not in page


def test_number_tells_nobody_how_many_wrote(client):
    send(client)
    send(client)

    first, second = Complaint.objects.order_by("pk").values_list("number", flat=True)
    day = f"TS{timezone.localdate():%y%m%d}-"
    assert first[: len(day)] == second[: len(day)] == day
    assert first != second


def test_sent_twice_is_kept_once(client):
    key = uuid.uuid4()

    answers = [send(client, submission=key) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"text": "  "}, "text", "必填"),
        ({"text": "长" * 501}, "text", "500"),
        ({"code": "7K3M9 QXD2V"}, "code", "码不完整"),
        ({"phone": "12"}, "phone", "不是电话号码"),
        ({"phone": "<b>x</b>"}, "phone", "不是电话号码"),
        ({"file": SimpleUploadedFile("a.jpg", b"no picture at all")}, "file", ""),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF")}, "file", ""),
        ({"file": SimpleUploadedFile("a.jpg", b"")}, "file", "空"),
    ],
)
def test_refusal_stands_at_its_field_and_loses_nothing(client, facts, field, said):
    answer = send(client, **({"text": "味道不对,请查"} | facts))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Complaint.objects.exists()
    assert set(answer.context["form"].errors) == {field}
    assert said in str(answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in page
    if field != "text":
        assert "味道不对,请查" in page


def test_large_photo_is_refused_with_its_limit(client, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024

    answer = send(client, file=picture_file(noisy=True))

    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


def test_report_of_a_copied_label_asks_the_regulator_once(client):
    labels = make_labels()
    for _ in range(2):
        send(client, kind="suspect", code=labels.serial())

    assert Suspicion.objects.get().rule == "reported"
    assert Complaint.objects.count() == 2


def test_report_about_an_unknown_code_is_kept_all_the_same(client):
    send(client, kind="suspect", code="0" * 20)

    assert Complaint.objects.get().serial == "0" * 20
    assert not Suspicion.objects.exists()


def test_flood_about_one_code_is_stopped_and_others_are_heard(client):
    labels = make_labels()
    for _ in range(actions.MOST_PER_CODE):
        assert send(client, code=labels.serial()).status_code == 302

    answer = send(client, code=labels.serial())

    assert answer.status_code == 422
    assert "过一会儿再写" in answer.content.decode()
    assert send(client, code=labels.serial(1)).status_code == 302
    later = timezone.now() - actions.HOUR - dt.timedelta(seconds=1)
    Complaint.objects.update(at=later)
    assert send(client, code=labels.serial()).status_code == 302


def test_flood_of_all_is_stopped(client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PER_HOUR", 2)
    assert [send(client).status_code for _ in range(3)] == [302, 302, 422]


def test_receipt_of_nobody_is_not_found(client):
    assert client.get(f"/complaint/{uuid.uuid4()}").status_code == 404


def test_forgery_from_another_site_is_refused(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/complaint", {"kind": "complaint", "text": "x"}).status_code == 403
