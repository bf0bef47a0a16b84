"""Answers for machines."""

import pytest
from django.db import OperationalError, connection
from tests.factories import make_recall, pass_test
from tests.labelled import make_labels

from ezhen.trace.codes import readable
from ezhen.trace.models import CodeUse, Scan

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def ask(client, serial, **headers):
    return client.get(f"/api/scan/{serial}", headers=headers)


def test_health_asks_the_database_and_says_nothing_else(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/api/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


def test_health_is_bad_when_the_database_is_gone(client):
    def gone(*_arguments, **_keywords):
        raise OperationalError

    with connection.execute_wrapper(gone):
        answer = client.get("/api/health")

    assert (answer.status_code, answer["Content-Type"]) == (503, PROBLEM)


def test_scan_answers_as_the_page_does(client):
    labels = make_labels()

    first, second = (ask(client, labels.serial()).json() for _ in range(2))

    assert (first["verdict"], first["lookups"], first["first_at"]) == ("first", 1, None)
    assert (second["verdict"], second["lookups"]) == ("again", 2)
    assert second["first_at"] == first["at"]
    assert first["serial"] == labels.serial()
    assert first["readable"] == readable(labels.serial())
    assert first["story"]["lot"]["code"] == labels.lot.code
    assert first["story"]["tests"][0]["items"][0] == {
        "name": "水分",
        "unit": "%",
        "result": "12.6",
        "limit": "≤ 14.5",
        "passed": True,
    }
    assert (CodeUse.objects.count(), Scan.objects.count()) == (1, 1)


def test_scan_of_a_recalled_lot_names_the_recall(client):
    labels = make_labels()
    issued = make_recall(labels.lot)

    answer = ask(client, labels.serial()).json()

    assert answer["verdict"] == "recalled"
    assert answer["recall"]["number"] == issued.number
    assert answer["recall"]["class"] == "1"


def test_scan_of_a_label_not_in_use_counts_nothing(client):
    answer = ask(client, make_labels(active=False).serial()).json()

    assert (answer["verdict"], answer["lookups"]) == ("not_active", 0)


@pytest.mark.parametrize(
    ("serial", "status", "code"),
    [
        ("0" * 20, 404, "unknown"),
        ("TOO-SHORT", 400, "length"),
        ("U" * 20, 400, "alphabet"),
    ],
)
def test_refusal_is_a_problem_document(client, serial, status, code):
    answer = ask(client, serial)

    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    said = answer.json()
    assert (said["status"], said["code"], said["type"]) == (status, code, "about:blank")
    assert said["title"]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/scan/x", "/api/health"])
def test_other_methods_are_refused_as_a_problem(client, path):
    answer = client.post(path)

    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert answer["Allow"] == "GET, HEAD"


def test_unknown_address_is_a_problem_too(client):
    answer = client.get("/api/nothing")

    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


def test_scan_by_head_counts_nothing(client):
    client.head(f"/api/scan/{make_labels().serial()}")

    assert not CodeUse.objects.exists()


def test_scan_speaks_english_when_asked(client):
    client.cookies["django_language"] = "en"

    assert ask(client, make_labels().serial()).json()["label"] == "Valid, first look-up"


@pytest.mark.parametrize("number", [1, 20])
def test_scan_reads_the_same_for_1_and_20_tests(client, django_assert_num_queries, number):
    labels = make_labels()
    for test in range(number):
        pass_test(labels.lot, number=f"T{test}")
    ask(client, labels.serial(1))

    with django_assert_num_queries(10):
        ask(client, labels.serial())
