"""How fast item codes are made and verified, on one core. Run: python bench/codes.py

Generation is measured against what one would write first: a loop with `hmac` and `base64`, giving
the same CSV lines (20 characters, 40-bit tag, no permutation). Both run in the same process, in
turn, and the median of three counts: the ratio means the same on a slow and a fast machine.
"""

import base64
import hashlib
import hmac
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from ezhen.trace.codes import Scheme  # after the path: runs from a checkout

TOWN_KEY = bytes(range(16))
ORDER_KEY = bytes(range(16, 32))
ORDER = 2026
PREFIX = "https://e.example/01/06901234567892/10/A1/21/"
BULK = 1_000_000
PLAIN = 100_000
VERIFIED = 100_000
RUNS = 3
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


def per_second(work: Callable[[int], object], quantity: int) -> float:
    """Items a second of one run."""
    start = time.perf_counter()
    work(quantity)
    return quantity / (time.perf_counter() - start)


def generation() -> tuple[float, float, float]:
    """Codes a second of ours and the plain way, and the ratio: medians of three pairs."""
    pairs = [(per_second(bulk_lines, BULK), per_second(plain_lines, PLAIN)) for _ in range(RUNS)]
    ours, plain = zip(*pairs, strict=True)
    return median(ours), median(plain), median(one / other for one, other in pairs)


def verification() -> tuple[float, float]:
    """Serials a second: tag alone (the order is known), and located first, as a scan does."""
    scheme = Scheme(TOWN_KEY, "bench")
    serials = [scheme.serial(ORDER, ORDER_KEY, index) for index in range(VERIFIED)]

    def verify(_quantity: int) -> None:
        for serial in serials:
            assert scheme.is_genuine(serial, ORDER_KEY)

    def locate_and_verify(_quantity: int) -> None:
        for index, serial in enumerate(serials):
            assert scheme.locate(serial).index == index
            assert scheme.is_genuine(serial, ORDER_KEY)

    known, located = (
        median(per_second(work, VERIFIED) for _ in range(RUNS))
        for work in (verify, locate_and_verify)
    )
    return known, located


def rows() -> list[dict[str, object]]:
    """Figures with their bars; a figure without a bar is for information."""
    ours, plain, ratio = generation()
    known, located = verification()
    return [
        _row("codes generated / plain hmac and base-32", ratio, "×", 10),
        _row("codes generated, CSV lines with URI", ours, "1/s", None),
        _row("plain hmac and base-32", plain, "1/s", None),
        _row("codes verified", known, "1/s", 100_000),
        _row("codes located and verified", located, "1/s", None),
    ]


def _row(figure: str, value: float, unit: str, bar: float | None) -> dict[str, object]:
    holds = None if bar is None else value >= bar
    return {"figure": figure, "value": round(value, 1), "unit": unit, "bar": bar, "holds": holds}


if __name__ == "__main__":
    for row in rows():
        verdict = "" if row["bar"] is None else f"bar {row['bar']:>8,}  holds: {row['holds']}"
        print(f"{row['figure']:<42}{row['value']:>14,.1f} {row['unit']:<4}{verdict}")
