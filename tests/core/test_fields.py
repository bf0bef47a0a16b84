"""Personal fields: sealed at rest, plain in Python, masked for people."""

import base64

import pytest
from django.db import connection
from tests.factories import make_organisation, member_of

from ezhen.core import crypto
from ezhen.core.fields import Personal, mask
from ezhen.parties.api import add_person
from ezhen.parties.models import Person

PHONE, IDENTITY = "13835501234", "11010519491231002X"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", PHONE, "138****1234"),
        ("phone", "1234567", "****"),
        ("phone", "", ""),
        ("identity", IDENTITY, "1101****02X"),
        ("identity", "1101", "****"),
        ("bank", "6222020200112233", "****2233"),
        ("bank", "2233", "****"),
        ("name", "王建国", "王**"),
        ("name", "王", "王"),
        ("address", "山西省长治市襄垣县古韩镇", "山西省长治市****"),
    ],
)
def test_mask_shows_just_enough_to_recognise(kind, value, shown):
    assert mask(kind, value) == shown


@pytest.mark.parametrize("kind", Personal)
def test_mask_never_shows_a_whole_number(kind):
    for length in range(1, 20):
        value = ("9876543210" * 2)[:length]
        assert mask(kind, value) != value or (kind == "name" and length == 1)


@pytest.fixture
def person(db):
    crypto.ensure_master_key()
    organisation = make_organisation(approved=False)
    return add_person(
        organisation=organisation,
        by=member_of(organisation),
        name="王建国",
        post="工人",
        phone=PHONE,
        identity_number=IDENTITY,
    )


def stored(person):
    """What the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT phone, identity_number FROM parties_person WHERE id = %s", [person.pk]
        )
        return cursor.fetchone()


def test_personal_field_is_sealed_at_rest_and_plain_in_python(person):
    for text, plain in zip(stored(person), (PHONE, IDENTITY), strict=True):
        assert plain not in text
        assert plain.encode() not in base64.b64decode(text)
    fresh = Person.objects.get(pk=person.pk)
    assert (fresh.phone, fresh.identity_number) == (PHONE, IDENTITY)


def test_personal_field_that_was_changed_at_rest_is_refused(person):
    sealed = bytearray(base64.b64decode(stored(person)[0]))
    sealed[-1] ^= 1
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE parties_person SET phone = %s WHERE id = %s",
            [base64.b64encode(bytes(sealed)).decode(), person.pk],
        )
    with pytest.raises(crypto.Tampered):
        Person.objects.get(pk=person.pk)


def test_personal_field_of_another_class_does_not_open(person):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE parties_person SET phone = identity_number WHERE id = %s", [person.pk]
        )
    with pytest.raises(crypto.Tampered):
        Person.objects.get(pk=person.pk)


def test_empty_personal_field_stays_empty(person):
    Person.objects.filter(pk=person.pk).update(phone="")
    assert stored(person)[0] == ""
    assert Person.objects.get(pk=person.pk).phone == ""


def test_log_never_holds_a_personal_number(person):
    from ezhen.core.models import LogEntry

    facts = "".join(LogEntry.objects.values_list("facts", flat=True))
    assert PHONE not in facts
    assert IDENTITY not in facts
