"""Papers that the system makes: each once, filed with its case, with what it must say."""

import hashlib

import pytest
from django.urls import reverse
from tests.approvals.walk import AFTER_NOTICE, licensed, pay, people, policy, published, step

from ezhen.approvals.models import MadePaper
from ezhen.approvals.papers.made import made_pdf
from ezhen.approvals.queries.paper import paper_data
from ezhen.archive.api import documents_for, path_of
from ezhen.core import jobs
from ezhen.core.models import Job

pytestmark = pytest.mark.django_db


def types_of(case):
    return set(documents_for("case", str(case.uuid)).values_list("type", flat=True))


def test_subsidy_leaves_every_paper_of_its_chain():
    policy()
    who = people()
    case, _notice = published(who)
    pay(case, who["pay"])
    case = step(case, "receive", case.applicant, {"received_by": "王建平"}, at=AFTER_NOTICE)
    jobs.run_until_idle()
    made = {"application_form", "review_record", "approval_document", "public_notice"}
    assert made | {"disbursement_record", "receipt_record"} <= types_of(case)
    assert not Job.objects.exclude(state="done").exists()


def test_licence_leaves_agreement_and_certificate():
    case = licensed()
    jobs.run_until_idle()
    assert {"agreement_text", "authorisation_certificate"} <= types_of(case)


def test_paper_is_made_once_even_when_the_worker_died_and_began_again():
    policy()
    case, _notice = published(people())
    jobs.run_until_idle()
    before = MadePaper.objects.count()
    Job.objects.update(state="waiting", lease_until=None)
    jobs.run_until_idle()
    assert MadePaper.objects.count() == before
    assert documents_for("case", str(case.uuid)).filter(type="application_form").count() == 1


def test_application_form_says_who_and_what_and_hides_personal_values():
    policy()
    case, _notice = published(people())
    data = paper_data("application", case.steps.get(decision="sent"))
    text = str(data)
    assert case.organisation.credit_code in text
    assert "8,600.00" in text
    assert "13800001111" not in text
    assert "王建平" not in text


def test_certificate_carries_the_address_that_verifies_it():
    case = licensed()
    data = paper_data("certificate", case.steps.get(stage="archive"))
    assert data["address"].endswith(reverse("portal:licence", args=[case.certificate.code]))
    assert data["last"] == "2028-11-16"
    assert "<svg" in data["qr"]


def test_disbursement_list_has_amounts_and_a_masked_account():
    policy()
    who = people()
    case, _notice = published(who)
    pay(case, who["pay"])
    case.refresh_from_db()
    data = paper_data("disbursement_list", case.steps.get(decision="paid"))
    assert data["table"][1][3:6] == ["8,000.00", "8,000.00", "P-1"]
    assert "6222020000000000" not in str(data)


def test_same_data_and_moment_give_the_same_bytes():
    policy()
    case, _notice = published(people())
    step_of = case.steps.get(stage="approve")
    data = paper_data("approval", step_of)
    one = made_pdf("approval", data, step_of.at)
    other = made_pdf("approval", data, step_of.at)
    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()
    assert one.startswith(b"%PDF")


def test_paper_opens_for_its_applicant_and_not_for_strangers(client):
    from tests.factories import make_organisation, member_of

    policy()
    case, _notice = published(people())
    jobs.run_until_idle()
    paper = documents_for("case", str(case.uuid)).get(type="approval_document")
    file = paper.versions.get(number=1).file
    url = reverse("archive:download", args=[file.uuid])
    client.force_login(case.applicant)
    assert client.get(url).status_code == 200
    assert path_of(file).exists()
    client.force_login(member_of(make_organisation()))
    assert client.get(url).status_code in {403, 404}
