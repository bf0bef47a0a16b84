"""Returns: three clocks, rules, outliers, checking, sealing, and figures by name."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.factories import make_organisation, make_user, member_of

from ezhen.core.errors import AlreadyDone, NotAllowed
from ezhen.core.periods import read_period
from ezhen.figures.actions.filing import return_filing, save_filing, verify_filing
from ezhen.figures.actions.seal import seal_period
from ezhen.figures.enums import Clock, FilingState, Known
from ezhen.figures.errors import FilingChanged, FilingRefused, FilingWrong, SealRefused
from ezhen.figures.models import Filing, FilingRevision
from ezhen.figures.providers import FigureSpec, Span, Value, figure, register_figure
from ezhen.figures.queries.dataset import clock, dataset, due_on
from ezhen.figures.queries.filing import (
    period_report,
    rows_of,
    seal_states,
    waiting_for,
)
from ezhen.figures.validators import check_filing

OCTOBER = read_period("2026-10")
YEAR = read_period("2025")
SOON = dt.datetime(2026, 11, 5, 2, tzinfo=dt.UTC)
JANUARY = dt.datetime(2026, 1, 12, 2, tzinfo=dt.UTC)


def sales(**facts):
    channels = {"platform": "100", "livestream": "50", "group": "0", "crossborder": "0"}
    return channels | {"offline": "0", "total": "150", "orders": "12"} | facts


def file_sales(firm, *, period=OCTOBER, at=SOON, **facts):
    facts.setdefault("values", sales())
    return save_filing(
        definition=dataset("monthly_sales"),
        period=period,
        organisation=firm,
        by=member_of(firm),
        at=at,
        **facts,
    )


def file_retail(firm, retail="120", **facts):
    values = {"retail": retail, "produce": "60", "last_year": "100", "shops": "2"}
    return save_filing(
        definition=dataset("annual_retail"),
        period=YEAR,
        organisation=firm,
        by=member_of(firm),
        at=JANUARY,
        values=values | facts,
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 10, 31), Clock.EARLY),
        (dt.date(2026, 11, 1), Clock.OPEN),
        (dt.date(2026, 11, 10), Clock.OPEN),
        (dt.date(2026, 11, 11), Clock.LATE),
        (dt.date(2026, 12, 10), Clock.LATE),
        (dt.date(2026, 12, 11), Clock.CLOSED),
    ],
)
def test_period_opens_is_due_and_closes_on_its_days(day, expected):
    assert clock(dataset("monthly_sales"), OCTOBER, day) == expected
    assert due_on(dataset("monthly_sales"), OCTOBER) == dt.date(2026, 11, 10)


def test_filing_keeps_canonical_values_and_every_version(db):
    filed = file_sales(make_organisation())

    assert filed.state == FilingState.FILED
    assert filed.data["total"] == "150.00"
    assert FilingRevision.objects.get(filing=filed).number == 1


def test_total_that_is_not_the_sum_is_refused_at_its_field(db):
    with pytest.raises(FilingWrong) as refusal:
        file_sales(make_organisation(), values=sales(total="149"))
    assert refusal.value.problems[0][0] == "total"
    assert not Filing.objects.exists()


def test_value_that_is_no_number_is_refused_at_its_field(db):
    with pytest.raises(FilingWrong) as refusal:
        file_sales(make_organisation(), values=sales(platform="很多"))
    assert next(field for field, _message in refusal.value.problems) == "platform"


def test_draft_is_kept_without_being_complete(db):
    kept = file_sales(make_organisation(), values={"platform": "100"}, send=False)
    assert kept.state == FilingState.DRAFT
    assert not rows_of("monthly_sales")


def test_odd_value_needs_an_explanation(db):
    firm = make_organisation()
    for month in ("2026-06", "2026-07", "2026-08", "2026-09"):
        period = read_period(month)
        at = dt.datetime.combine(period.last + dt.timedelta(days=3), dt.time(3), dt.UTC)
        file_sales(firm, period=period, at=at)
    odd = sales(platform="9950", total="10000")

    with pytest.raises(FilingWrong) as refusal:
        file_sales(firm, values=odd)
    assert refusal.value.problems[0][0] == "total"

    filed = file_sales(firm, values=odd, explained={"outlier:total": "双十一预售"})
    assert filed.explained == {"outlier:total": "双十一预售"}


def test_outlier_needs_the_history_it_names():
    definition = dataset("monthly_sales")
    values = sales(platform="9950", total="10000")
    short = [sales()] * 3
    assert check_filing(definition, values, short) == []
    assert check_filing(definition, values, [sales()] * 4)[0].key == "outlier:total"


def test_filing_too_early_or_after_closing_is_refused(db):
    firm = make_organisation()
    with pytest.raises(FilingRefused, match="2026-11-01"):
        file_sales(firm, at=dt.datetime(2026, 10, 20, tzinfo=dt.UTC))
    with pytest.raises(FilingRefused, match="2026-12-10"):
        file_sales(firm, at=dt.datetime(2026, 12, 20, tzinfo=dt.UTC))


def test_nobody_files_for_another_firm(db):
    firm, other = make_organisation(), make_organisation()
    with pytest.raises(NotAllowed):
        save_filing(
            definition=dataset("monthly_sales"),
            period=OCTOBER,
            organisation=firm,
            by=member_of(other),
            values=sales(),
            at=SOON,
        )


def test_second_person_with_an_old_page_is_told(db):
    firm = make_organisation()
    file_sales(firm)
    file_sales(firm, expects=1)
    with pytest.raises(FilingChanged):
        file_sales(firm, expects=1)


def test_return_is_mended_and_verified_even_after_closing(db):
    firm, checker = make_organisation(), make_user(role="operator")
    filed = file_sales(firm)
    with pytest.raises(FilingRefused):
        return_filing(filing=filed, reason=" ", by=checker)
    return_filing(filing=filed, reason="线下销售没填", by=checker)

    late = dt.datetime(2026, 12, 20, tzinfo=dt.UTC)
    mended = file_sales(firm, values=sales(offline="10", total="160"), at=late)
    verified = verify_filing(filing=mended, by=checker)

    assert verified.state == FilingState.VERIFIED
    states = FilingRevision.objects.filter(filing=filed).order_by("number").values_list("state")
    assert [state for (state,) in states] == ["filed", "returned", "filed", "verified"]
    with pytest.raises(AlreadyDone):
        verify_filing(filing=verified, by=checker)
    with pytest.raises(FilingRefused):
        file_sales(firm)


def test_only_the_named_role_verifies(db):
    filed = file_sales(make_organisation())
    with pytest.raises(NotAllowed):
        verify_filing(filing=filed, by=make_user(role="bureau"))


def test_rows_as_of_show_how_it_stood(db):
    firm = make_organisation()
    filed = file_sales(firm)
    return_filing(filing=filed, reason="再看", by=make_user(role="operator"), at=SOON + HOUR)

    assert rows_of("monthly_sales", as_of=SOON - HOUR) == []
    assert rows_of("monthly_sales", as_of=SOON)[0].state == FilingState.FILED
    assert rows_of("monthly_sales")[0].state == FilingState.RETURNED


HOUR = dt.timedelta(hours=1)


def test_waiting_lists_what_is_open_by_due_day(db):
    firm = make_organisation()
    today = dt.date(2026, 11, 5)
    waiting = waiting_for(firm, [dataset("monthly_sales")], today=today)
    assert [row.period.key for row in waiting] == ["2026-09", "2026-10"]

    file_sales(firm)
    waiting = waiting_for(firm, [dataset("monthly_sales")], today=today)
    assert [row.period.key for row in waiting] == ["2026-09"]


def stamped():
    return SimpleUploadedFile("盖章.pdf", b"%PDF-1.4\nstamp\n%%EOF\n")


def sealed(firms, bureau, **on_paper):
    definition = dataset("annual_retail")
    report = period_report(definition, YEAR)
    totals = dict(report.totals) | on_paper
    return seal_period(
        definition=definition, period=YEAR, on_paper=totals, paper=stamped(), by=bureau
    )


def test_seal_binds_the_paper_to_the_numbers_and_breaks_in_sight(db):
    firms, bureau = [make_organisation(), make_organisation()], make_user(role="bureau")
    filings = [file_retail(firm) for firm in firms]
    with pytest.raises(SealRefused):
        sealed(firms, bureau)
    for filing in filings:
        verify_filing(filing=filing, by=bureau)
    with pytest.raises(SealRefused) as refusal:
        sealed(firms, bureau, retail=Decimal(241))
    assert refusal.value.field == "retail"

    sealed(firms, bureau)

    report = period_report(dataset("annual_retail"), YEAR)
    assert (report.known, report.totals["retail"]) == (Known.SEALED, Decimal(240))
    assert seal_states("annual_retail", [2025], body="statistics_bureau")[0].is_sealed
    assert not seal_states("annual_retail", [2025], body="approval_bureau")[0].is_sealed

    return_filing(filing=filings[0], reason="更正", by=bureau)
    report = period_report(dataset("annual_retail"), YEAR)
    assert report.is_seal_broken
    assert report.known != Known.SEALED
    assert seal_states("annual_retail", [2025])[0].is_broken


def test_total_takes_the_state_of_its_weakest_part(db):
    firms, bureau = [make_organisation(), make_organisation()], make_user(role="bureau")
    verify_filing(filing=file_retail(firms[0]), by=bureau)
    file_retail(firms[1])
    report = period_report(dataset("annual_retail"), YEAR)
    assert report.known == Known.REPORTED
    assert report.num_verified == 1
    assert report.num_missing == report.num_filers - 2


def test_figure_is_asked_by_code_and_registered_once():
    spec = FigureSpec(
        "test.one", dataset("monthly_sales").title, dataset("monthly_sales").title, "sales", _one
    )
    register_figure(spec)
    register_figure(spec)
    assert figure("test.one").provider(Span(None, dt.date(2026, 1, 1))).number == 1
    with pytest.raises(ValueError, match="twice"):
        register_figure(FigureSpec("test.one", spec.title, spec.unit, "sales", _two))
    with pytest.raises(LookupError):
        figure("test.none")


def _one(_span):
    return Value(Decimal(1))


def _two(_span):
    return Value(Decimal(2))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_filing_at_once_leave_one_return():
    firm = make_organisation()
    barrier, answers = threading.Barrier(2), []

    def run():
        barrier.wait()
        try:
            answers.append(file_sales(firm).revision)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert Filing.objects.count() == 1
    assert FilingRevision.objects.count() == len(answers)
