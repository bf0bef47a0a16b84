"""Labels to scan: 10^8 codes on packs of many lots, and look-ups by the million."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bench.town import analyze

NUM_CODES = 100_000_000
NUM_LOTS = 200
STEP = 7919  # prime to NUM_CODES: spreads what was scanned over all codes, none twice
BATCH = 100_000
LANGUAGE = "zh-hans"

_SERIES = """WITH RECURSIVE series(i) AS (
  SELECT CAST(%(first)s AS bigint) UNION ALL SELECT i + 1 FROM series WHERE i + 1 < %(last)s)
SELECT %(order)s, (i * %(step)s) %% %(codes)s"""
_USES = f"""INSERT INTO trace_codeuse (order_number, "index", first_at)
{_SERIES}, %(at)s FROM series WHERE true
ON CONFLICT (order_number, "index") DO NOTHING"""
_SCANS = f"""INSERT INTO trace_scan (order_number, "index", at, city)
{_SERIES}, %(at)s, '' FROM series"""


@dataclass
class Labels:
    """An order whose codes are bound to lots and in use; the first `num_scanned` were looked up."""

    order: Any
    key: bytes
    num_scanned: int = 0

    def index(self, number: int) -> int:
        """The index of the code that is looked up as the `number`-th."""
        return number * STEP % NUM_CODES

    def serial(self, number: int) -> str:
        """The serial of the code that is looked up as the `number`-th."""
        return self.serial_at(self.index(number))

    def serial_at(self, index: int) -> str:
        """The serial of an index of the order."""
        from ezhen.trace.queries.code import scheme

        return scheme().serial(self.order.number, self.key, index)

    def scan_up_to(self, total: int) -> None:
        """Look codes up, each twice, until `total` have been: rows as the page writes them."""
        from django.db import connection
        from django.utils import timezone

        while self.num_scanned < total:
            last = min(total, self.num_scanned + BATCH)
            at = timezone.now() - dt.timedelta(days=1 + 90 * self.num_scanned // 1_000_000)
            facts = {
                "first": self.num_scanned,
                "last": last,
                "order": self.order.number,
                "step": STEP,
                "codes": NUM_CODES,
                "at": connection.ops.adapt_datetimefield_value(at),
            }
            with connection.cursor() as cursor:
                cursor.execute(_USES, facts)
                cursor.execute(_SCANS, facts)
            self.num_scanned = last
        analyze("trace_codeuse, trace_scan")


def make_labels() -> Labels:
    """10^8 codes of one producer, bound to NUM_LOTS lots in ranges of equal length, all in use."""
    from tests.factories import (
        make_lot,
        make_noodles,
        make_organisation,
        make_product,
        member_of,
        pass_test,
    )

    from ezhen.trace.actions.code import activate_codes, bind_codes
    from ezhen.trace.queries.code import order_key

    owner = make_organisation()
    product = make_product(organisation=owner)
    flour = make_lot(owner=owner, quantity="1000000000")
    by, share = member_of(owner), NUM_CODES // NUM_LOTS
    order = _ready_order(product, by)
    for place in range(NUM_LOTS):
        lot = make_noodles(source=flour, owner=owner, product=product)
        pass_test(lot, number=f"R{place}")
        first = place * share
        bind_codes(order=order, lot=lot, first=first, last=first + share - 1, by=by)
    activate_codes(order=order, first=0, last=NUM_CODES - 1, by=by)
    return Labels(order, order_key(order))


def _ready_order(product: Any, by: Any) -> Any:
    """An order as after its job, which is left out: it makes digests that no scan reads."""
    from ezhen.core.models import Job
    from ezhen.trace.actions.code import finish_order, order_codes

    order = order_codes(
        organisation=product.organisation, product=product, quantity=NUM_CODES, by=by
    )
    Job.objects.filter(pk=order.job_id).update(state="done")
    return finish_order(order=order, manifest=[])
