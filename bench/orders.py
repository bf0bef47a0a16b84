"""An order of 10^8 codes: what it costs to place, and how many rows it makes.

EZHEN_BENCH_FULL=1 also prepares all of its codes (a minute or more); otherwise the first parts are
prepared and the rest is reckoned.
"""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bench.figure import Figure, at_most, seconds, seen
from bench.labels import NUM_CODES
from bench.town import open_town

PARTS = 5


def figures() -> Iterator[Figure]:
    """Rows and seconds of the largest order, beside an order of one code."""
    open_town()
    from tests.factories import make_product

    product = make_product()
    one, _, _ = place_order(product, 1)
    all_rows, took, order = place_order(product, NUM_CODES)
    yield at_most("rows of an order of 10^8 codes / of one code", all_rows / one, "×", 1)
    yield seen("rows of an order of 10^8 codes", all_rows, "rows")
    yield seen("placing an order of 10^8 codes", 1000 * took, "ms")
    yield from prepare(order)


def place_order(product: Any, quantity: int) -> tuple[int, float, Any]:
    """Rows that appeared anywhere, seconds, and the order."""
    from ezhen.trace.actions.code import order_codes

    made = {}

    def order() -> None:
        made["order"] = order_codes(
            organisation=product.organisation, product=product, quantity=quantity, by=None
        )

    before = num_rows()
    took = seconds(order)
    return num_rows() - before, took, made["order"]


def prepare(order: Any) -> Iterator[Figure]:
    """Compute the digests that prove a printer's file, as the worker does; no row comes of it."""
    from ezhen.core.models import Job
    from ezhen.trace.tasks.code import PART, prepare_codes

    is_full = os.environ.get("EZHEN_BENCH_FULL") == "1"
    parts = NUM_CODES // PART if is_full else PARTS
    before = num_rows()
    took = seconds(lambda: list(islice(prepare_codes(order.job), None if is_full else parts)))
    yield at_most("rows that preparing them adds", num_rows() - before, "rows", 1)
    name = "preparing 10^8 codes" if is_full else f"preparing 10^8 codes, reckoned from {PARTS} %"
    yield seen(name, took * NUM_CODES / (PART * parts), "s")
    Job.objects.filter(pk=order.job_id).update(state="done")  # no worker shall go on with it


def num_rows() -> int:
    """Rows of all tables."""
    from django.apps import apps

    return sum(
        model._meta.base_manager.count() for model in apps.get_models(include_auto_created=True)
    )
