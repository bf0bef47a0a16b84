"""How fast item codes are made and verified, on one core.

Generation is measured against what one would write first: a loop with `hmac` and `base64`, giving
the same CSV lines (20 characters, 40-bit tag, no permutation). Both run in the same process, in
turn, and the median counts: the ratio means the same on a slow and a fast machine.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from statistics import median

from bench.figure import Figure, at_least, in_turn, seconds, seen

from ezhen.trace.codes import Scheme

TOWN_KEY = bytes(range(16))
ORDER_KEY = bytes(range(16, 32))
ORDER = 2026
PREFIX = "https://e.example/01/06901234567892/10/A1/21/"
BULK = 1_000_000
PLAIN = 100_000
VERIFIED = 100_000
RUNS = 5
CROCKFORD = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)


def plain_lines(quantity: int) -> None:
    """The plain way: payload of 60 bits, HMAC-SHA-256 cut to 40 bits, base-32, one by one."""
    for index in range(quantity):
        payload = ORDER << 27 | index
        tag = hmac.new(ORDER_KEY, payload.to_bytes(8, "big"), hashlib.sha256).digest()[:5]
        number = payload << 40 | int.from_bytes(tag, "big")
        # 100 bits on 13 bytes: four bits of padding make 20 whole characters and one to drop
        written = base64.b32encode((number << 4).to_bytes(13, "big"))[:20]
        serial = written.translate(CROCKFORD).decode()
        f"{serial},{PREFIX}{serial}\r\n".encode()


def bulk_lines(quantity: int) -> None:
    """Ours: permuted, tagged, as CSV."""
    scheme = Scheme(TOWN_KEY, "bench")
    for _piece in scheme.lines(ORDER, ORDER_KEY, 0, quantity, uri_prefix=PREFIX):
        pass


def generation() -> Iterator[Figure]:
    """Codes a second of ours and the plain way."""
    ours, plain, ratio = in_turn(
        lambda: BULK / seconds(lambda: bulk_lines(BULK)),
        lambda: PLAIN / seconds(lambda: plain_lines(PLAIN)),
        runs=RUNS,
    )
    yield at_least("codes as CSV lines / plain hmac and base-32", ratio, "×", 10)
    yield seen("codes as CSV lines", ours, "1/s")
    yield seen("plain hmac and base-32", plain, "1/s")


def verification() -> Iterator[Figure]:
    """Serials a second: tag alone (the order is known), and located first, as a scan does."""
    scheme = Scheme(TOWN_KEY, "bench")
    serials = [scheme.serial(ORDER, ORDER_KEY, index) for index in range(VERIFIED)]

    def verify() -> None:
        for serial in serials:
            assert scheme.is_genuine(serial, ORDER_KEY)

    def locate_and_verify() -> None:
        for index, serial in enumerate(serials):
            assert scheme.locate(serial).index == index
            assert scheme.is_genuine(serial, ORDER_KEY)

    yield at_least("codes located and verified", _rate(locate_and_verify), "1/s", 100_000)
    yield seen("codes verified, order known", _rate(verify), "1/s")


def _rate(work: Callable[[], None]) -> float:
    return median(VERIFIED / seconds(work) for _ in range(RUNS))
