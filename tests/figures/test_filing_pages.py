"""Returns on the page: filing by hand and by Excel form, checking, the seal, who sees what."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.factories import make_organisation, make_user, member_of

from ezhen.core.excel import workbook
from ezhen.core.periods import period_of, read_period
from ezhen.figures.actions.filing import save_filing, verify_filing
from ezhen.figures.enums import FilingState
from ezhen.figures.models import Filing, Seal
from ezhen.figures.queries.dataset import dataset, datasets

pytestmark = pytest.mark.django_db

CHANNELS = {"platform": "100", "livestream": "50", "group": "0", "crossborder": "0"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
VALUES = CHANNELS | {"offline": "0", "total": "150", "orders": "12"}


def stamped():
    return SimpleUploadedFile("sealed.pdf", PDF, content_type="application/pdf")


def last_month():
    first = timezone.localdate().replace(day=1)
    return period_of(dataset("monthly_sales").grain, first - dt.timedelta(days=1))


def address(name, *more):
    return reverse(f"figures:{name}", args=["monthly_sales", last_month().key, *more])


@pytest.fixture
def firm():
    return make_organisation(name="杨村面坊")


def test_a_business_files_what_it_owes_and_sees_it_among_its_returns(client_as, firm):
    client = client_as(member_of(firm))
    assert address("file") in client.get(reverse("figures:returns")).content.decode()
    response = client.post(address("file"), VALUES)
    filed = Filing.objects.get()
    assert response.url == filed.get_absolute_url()
    assert (filed.state, filed.organisation) == (FilingState.FILED, firm)
    page = client.get(reverse("figures:returns")).content.decode()
    assert filed.get_absolute_url() in page


def test_a_wrong_sum_is_told_at_the_field_and_nothing_is_lost(client_as, firm):
    response = client_as(member_of(firm)).post(address("file"), VALUES | {"total": "149"})
    assert response.status_code == 422
    assert "total" in response.context["form"].errors
    assert 'value="149"' in response.content.decode()
    assert not Filing.objects.filter(state=FilingState.FILED).exists()


def test_the_form_says_what_must_be_filled_in_and_filing_wants_it(client_as, firm):
    client = client_as(member_of(firm))
    fields = client.get(address("file")).context["form"].fields
    assert [fields[name].required for name in VALUES] == [True] * len(VALUES)
    response = client.post(address("file"), {"platform": "70"})
    assert response.status_code == 422
    assert VALUES.keys() - response.context["form"].errors.keys() == {"platform"}
    assert not Filing.objects.exists()


def test_a_draft_is_kept_as_it_is(client_as, firm):
    client = client_as(member_of(firm))
    response = client.post(address("file"), {"platform": "70", "draft": "1"})
    assert response.url == address("file")
    assert Filing.objects.get().state == FilingState.DRAFT
    assert 'value="70' in client.get(address("file")).content.decode()


def test_the_excel_form_comes_back_filled_and_waits_to_be_sent(client_as, firm):
    client = client_as(member_of(firm))
    response = client.get(address("sheet"))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    fields = dataset("monthly_sales").fields
    rows = [[one.label.zh, VALUES.get(one.name) or ""] for one in fields]
    content = workbook("填报表", ["项目", "填报值"], rows)
    upload = SimpleUploadedFile("form.xlsx", content)
    page = client.post(address("file"), {"sheet": upload}).content.decode()
    assert 'value="150"' in page
    assert not Filing.objects.exists()


def test_a_file_that_is_no_form_is_refused_at_the_file(client_as, firm):
    upload = SimpleUploadedFile("form.xlsx", b"not a workbook")
    response = client_as(member_of(firm)).post(address("file"), {"sheet": upload})
    assert "file" in response.context["sheet"].errors


def test_the_checker_sees_the_return_verifies_it_and_sends_another_back(client_as, firm):
    client_as(member_of(firm)).post(address("file"), VALUES)
    filed = Filing.objects.get()
    operator = client_as("operator")
    assert operator.get(filed.get_absolute_url()).status_code == 200
    nothing_said = operator.post(reverse("figures:send_back", args=[filed.uuid]), {"reason": ""})
    assert nothing_said.status_code == 422
    operator.post(reverse("figures:verify", args=[filed.uuid]))
    filed.refresh_from_db()
    assert filed.state == FilingState.VERIFIED


def test_a_firm_never_sees_another_firms_return(client_as, firm):
    client_as(member_of(firm)).post(address("file"), VALUES)
    filed = Filing.objects.get()
    stranger = client_as(member_of(make_organisation(name="李村油坊")))
    assert stranger.get(filed.get_absolute_url()).status_code == 404
    assert filed.get_absolute_url() not in stranger.get(reverse("figures:returns")).content.decode()
    assert stranger.get(address("period")).status_code == 403


def test_the_stamped_paper_is_matched_to_the_totals(client_as, firm):
    yearly, year = dataset("annual_retail"), read_period("2025")
    january = dt.datetime(2026, 1, 12, 2, tzinfo=dt.UTC)
    values = {"retail": "120", "produce": "60", "last_year": "100", "shops": "2"}
    filed = save_filing(
        definition=yearly,
        period=year,
        organisation=firm,
        values=values,
        by=member_of(firm),
        at=january,
    )
    verify_filing(filing=filed, by=make_user(role=yearly.verifier))
    bureau = client_as("bureau")
    page = reverse("figures:seal", args=[yearly.code, year.key])
    assert bureau.get(page).status_code == 200
    right = {one.name: values[one.name] for one in yearly.totals}
    refused = bureau.post(page, right | {"retail": "121", "paper": stamped()})
    assert refused.status_code == 422
    assert {*refused.context["form"].errors} == {"retail"}
    done = bureau.post(page, right | {"paper": stamped()})
    assert done.url == reverse("figures:period", args=[yearly.code, year.key])
    assert Seal.objects.get().dataset == yearly.code


@pytest.mark.parametrize("many", [1, 30])
def test_a_period_asks_the_database_the_same_number_of_times(
    client_as, django_assert_max_num_queries, many
):
    for number in range(many):
        one = make_organisation(name=f"第{number}家")
        client_as(member_of(one)).post(address("file"), VALUES)
    client = client_as("bureau")
    client.get(address("period"))
    with django_assert_max_num_queries(20):
        client.get(address("period"))


def test_every_page_opens_for_those_whose_work_it_is(client_as):
    for role in ("bureau", "operator", "auditor", "regulator"):
        client = client_as(make_user(role=role))
        for name in ("returns", "named"):
            assert client.get(reverse(f"figures:{name}")).status_code == 200, (role, name)
        for one in datasets().values():
            key = period_of(one.grain, timezone.localdate()).key
            page = client.get(reverse("figures:period", args=[one.code, key]))
            assert page.status_code == 200
