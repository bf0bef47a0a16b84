"""A firm's return of last month."""

import datetime as dt

from tests.factories import today

from ezhen.core.periods import period_of
from ezhen.figures.actions.filing import save_filing
from ezhen.figures.queries.dataset import dataset

SALES = {"platform": "100", "livestream": "50", "group": "0", "crossborder": "0"}
SALES |= {"offline": "0", "total": "150", "orders": "12"}


def add(scene):
    """Filed by hand."""
    definition = dataset("monthly_sales")
    month = period_of(definition.grain, today().replace(day=1) - dt.timedelta(days=1))
    filing = save_filing(
        definition=definition,
        period=month,
        organisation=scene.organisation,
        by=scene.users["producer"],
        values=SALES,
    )
    return {
        "figures/return/": {"uuid": filing.uuid},
        "figures/<slug:code>/<str:key>/seal/": {"code": "annual_retail", "key": "2025"},
        "figures/<": {"code": "monthly_sales", "key": month.key},
    }
