"""The file of an order: one line a code. It is computed whenever it is read, never stored."""

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ezhen.trace.codes import csv_size
from ezhen.trace.enums import OrderState
from ezhen.trace.errors import CodesAltered, OrderNotReady
from ezhen.trace.models import CodeOrder
from ezhen.trace.queries.code import order_key, scheme


def file_size(order: CodeOrder) -> int:
    """Bytes of the whole file."""
    return csv_size(order.quantity, order.uri_prefix)


def read_file(order: CodeOrder, start: int, stop: int) -> Iterator[bytes]:
    """Bytes `start` to `stop` (exclusive) of the file, from any place at the same cost."""
    codes, key = scheme(order.cipher), order_key(order)
    return codes.read_csv(order.number, key, order.quantity, order.uri_prefix, start, stop)


def file_tag(order: CodeOrder) -> str:
    """What names the content of the file (a strong ETag): it follows from the digests."""
    digest = hashlib.sha256()
    for part in order.manifest:
        digest.update(part["sha256"].encode())
    return digest.hexdigest()[:32]


def checked_file(order: CodeOrder) -> Iterator[tuple[int, bytes]]:
    """The file piece by piece, each with the number of codes of the parts that are proven.

    Each part is compared with the digest kept when the order was prepared. Raises OrderNotReady,
    CodesAltered: another master key, town code or cipher would make other codes than are printed.
    """
    must_be_ready(order)
    codes, key = scheme(order.cipher), order_key(order)
    yield 0, b"".join(read_file(order, 0, csv_size(0, order.uri_prefix)))
    done = 0
    for part in order.manifest:
        digest = hashlib.sha256()
        lines = codes.lines(
            order.number, key, part["first"], part["last"] + 1, uri_prefix=order.uri_prefix
        )
        for piece in lines:
            digest.update(piece)
            yield done, piece
        if digest.hexdigest() != part["sha256"]:
            raise CodesAltered(
                _("Order %(order)s: the codes made now are not those that were prepared.")
                % {"order": order}
            )
        done = part["last"] + 1
    yield done, b""


def must_be_ready(order: CodeOrder) -> None:
    """Raises OrderNotReady while the codes are being prepared."""
    if order.state != OrderState.READY:
        raise OrderNotReady(_("These codes are still being prepared. Try again when they are."))
