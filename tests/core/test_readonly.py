"""Pages that only read cannot write."""

import uuid

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from ezhen.core.models import Submission
from ezhen.core.readonly import WriteRefused, declared_write, read_only

pytestmark = pytest.mark.django_db


def page(do, method="GET"):
    """A page for strangers that does something."""

    @read_only
    def view(_request):
        do()
        return HttpResponse()

    return view(RequestFactory().generic(method, "/"))


def write():
    Submission.objects.create(key=uuid.uuid4(), target="/")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_reading_is_free():
    page(lambda: list(Submission.objects.all()))
    page(lambda: run("WITH RECURSIVE n(i) AS (SELECT 1) SELECT i FROM n"))


@pytest.mark.parametrize(
    "do",
    [
        write,
        lambda: Submission.objects.update(target="/"),
        lambda: Submission.objects.filter(target="x").delete(),
        lambda: run("with t as (select 1) insert into core_submission select * from t"),
        lambda: run("\n  DROP TABLE core_submission"),
        lambda: Submission.objects.bulk_create([Submission(target="/")]),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_writing_is_refused_before_it_happens(do, method):
    with pytest.raises(WriteRefused), transaction.atomic():
        page(do, method)

    assert not Submission.objects.exists()


def test_declared_write_and_form_go_through():
    page(declared_write(write))
    page(write, "POST")

    assert Submission.objects.count() == 2


def test_guard_ends_with_the_page():
    page(lambda: None)
    write()


def test_declaration_ends_with_the_action():
    with pytest.raises(WriteRefused), transaction.atomic():
        page(lambda: (declared_write(lambda: None)(), write()))
