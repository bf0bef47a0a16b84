"""The page of all data sets."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from tests.factories import make_organisation, make_user, today

from ezhen.figures.models import Filing

pytestmark = pytest.mark.django_db


def test_periods_before_the_first_return_are_no_gaps(client_as):
    """One line a set where nothing was ever filed; up to the oldest return where something was."""
    client = client_as(make_user("bureau"))
    before = lines(client)
    assert before["monthly_sales"] == 1

    organisation, by = make_organisation(), make_user("bureau")
    first = today().replace(day=1)
    end = (first - dt.timedelta(days=1)).replace(day=1) - dt.timedelta(days=1)
    Filing.objects.create(
        dataset="monthly_sales",
        organisation=organisation,
        period=f"{end:%Y-%m}",
        ends_on=end,
        state="filed",
        changed_at=dt.datetime.now(tz=dt.UTC),
        changed_by=by,
    )

    assert lines(client) == before | {"monthly_sales": 2}


def lines(client):
    """Rows of each data set's table, by its code."""
    soup = BeautifulSoup(client.get("/figures/").content, "html.parser")
    found = {}
    for link in soup.select("tbody a"):
        code = link["href"].split("/")[2]
        found[code] = found.get(code, 0) + 1
    return found
