"""Forms: a second click finds the first answer, a refusal stands at its field."""

import uuid

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import RequestFactory
from tests.factories import make_user

from ezhen.core.errors import AlreadyDone, DomainError
from ezhen.core.forms import ActionForm, submit
from ezhen.core.models import Job, Submission


class NameForm(ActionForm):
    name = forms.CharField()
    photo = forms.FileField(required=False)


def sent(user, key, files=None, **data):
    request = RequestFactory().post("/", {"submission": str(key), **data, **(files or {})})
    request.user = user
    return request, NameForm(request.POST, request.FILES)


def answer(user, key, do, files=None, **data):
    request, form = sent(user, key, files, **{"name": "面粉"} | data)
    return submit(request, form, do), form


def make_one():
    job = Job.objects.create(name="one")
    return f"/jobs/{job.uuid}/"


@pytest.fixture
def user(db):
    return make_user()


def test_form_carries_a_key_of_its_own():
    keys = {str(NameForm()["submission"].value()) for _number in range(3)}
    assert len(keys) == 3


def test_first_click_does_it_and_the_second_finds_the_answer(user):
    key = uuid.uuid4()
    first, _form = answer(user, key, make_one)
    second, _form = answer(user, key, make_one)
    assert first.url == second.url
    assert Job.objects.count() == 1


def test_another_form_of_the_same_kind_does_it_again(user):
    answer(user, uuid.uuid4(), make_one)
    answer(user, uuid.uuid4(), make_one)
    assert Job.objects.count() == 2


def test_who_goes_back_and_changes_something_means_it(user):
    key = uuid.uuid4()
    answer(user, key, make_one)
    answer(user, key, make_one, name="挂面")
    answer(user, key, make_one, files={"photo": SimpleUploadedFile("a.jpg", b"12")})
    answer(user, key, make_one, files={"photo": SimpleUploadedFile("b.jpg", b"12")})
    assert Job.objects.count() == 4
    answer(user, key, make_one)
    assert Job.objects.count() == 4


def test_csrf_token_that_turned_does_not_make_it_another_form(user):
    key = uuid.uuid4()
    answer(user, key, make_one, csrfmiddlewaretoken="a")
    answer(user, key, make_one, csrfmiddlewaretoken="b")
    assert Job.objects.count() == 1


def test_refused_form_can_be_sent_again_with_the_same_key(user):
    key = uuid.uuid4()

    def refuse():
        Job.objects.create(name="half")
        raise AlreadyDone("不行", field="name")

    done, form = answer(user, key, refuse)
    assert done is None
    assert form.errors == {"name": ["不行"]}
    assert not Submission.objects.exists()
    assert not Job.objects.exists()
    assert answer(user, key, make_one)[0].status_code == 302


def test_refusal_without_a_field_stands_on_top(user):
    def refuse():
        raise DomainError("不行", field="nothing like this")

    _done, form = answer(user, uuid.uuid4(), refuse)
    assert form.non_field_errors() == ["不行"]


def test_refusal_keeps_its_code_for_machines(user):
    def refuse():
        raise AlreadyDone("不行", field="name")

    _done, form = answer(user, uuid.uuid4(), refuse)
    assert form.errors.as_data()["name"][0].code == "already_done"


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (ValidationError({"name": ["太长"]}), "name"),
        (ValidationError({"other": ["太长"]}), "__all__"),
        (ValidationError("太长"), "__all__"),
    ],
)
def test_what_a_model_refuses_stands_at_its_field(user, error, field):
    def refuse():
        raise error

    _done, form = answer(user, uuid.uuid4(), refuse)
    assert form.errors == {field: ["太长"]}


def test_invalid_form_does_nothing(user):
    request, form = sent(user, uuid.uuid4(), name="")
    assert submit(request, form, make_one) is None
    assert not Job.objects.exists()


def test_form_without_a_key_still_works(user):
    request = RequestFactory().post("/", {"name": "面粉"})
    request.user = user
    assert submit(request, NameForm(request.POST), make_one).status_code == 302


def test_broken_rule_of_the_database_is_not_taken_for_a_second_click(user):
    def clash():
        Job.objects.create(name="x", state="invented")
        return "/"

    with pytest.raises(IntegrityError):
        answer(user, uuid.uuid4(), clash)
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_have_one_effect(at_once):
    user, key = make_user(), uuid.uuid4()

    def click():
        done, form = answer(user, key, make_one)
        return done.url if done else form.errors

    found = at_once(*[click] * 4)
    assert len(set(found)) == 1, found
    assert Job.objects.count() == 1
    assert Submission.objects.count() == 1
