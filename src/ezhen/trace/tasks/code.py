"""Preparing an order of item codes.

Codes have no rows: to prepare them is to compute every line once and keep the digest of each part,
which later proves a file that was handed out. A killed worker loses the part it was at, no more.
"""

from collections.abc import Iterator

from ezhen.core.jobs import Progress, job
from ezhen.core.models import Job
from ezhen.trace.actions.code import PREPARE, finish_order
from ezhen.trace.models import CodeOrder
from ezhen.trace.queries.code import order_key, scheme

PART = 1_000_000


def register() -> None:
    """Called once when the app is ready."""
    job(PREPARE)(prepare_codes)


def prepare_codes(job: Job) -> Iterator[Progress]:
    """Digest the lines of an order part by part, then declare it ready."""
    order = CodeOrder.objects.get(uuid=job.arguments["order"])
    codes, key = scheme(order.cipher), order_key(order)
    parts = list(job.state_data.get("parts", ()))
    done = parts[-1]["last"] + 1 if parts else 0
    while done < order.quantity:
        end = min(done + PART, order.quantity)
        digest = codes.part_digest(order.number, key, done, end, order.uri_prefix)
        parts.append({"first": done, "last": end - 1, "sha256": digest})
        done = end
        yield Progress(done, order.quantity, {"parts": [*parts]})
    finish_order(order=order, manifest=parts)
