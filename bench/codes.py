"""Item codes: how fast they are made and checked, against plain Python in the same run."""

import base64
import hashlib
import hmac
import secrets
import statistics
import time
from collections.abc import Callable

from ezhen.trace.codes import Scheme
from ezhen.trace.codes.bulk import lines

PLAIN = 100_000
BULK = 2_000_000
CHECKS = 100_000


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def plain_rate(key: bytes) -> float:
    """Codes a second of the obvious way: HMAC of the counter, base-32."""

    def work() -> None:
        for index in range(PLAIN):
            message = index.to_bytes(8, "big")
            tag = hmac.new(key, message, hashlib.sha256).digest()[:5]
            base64.b32encode(message + tag)

    return PLAIN / _seconds(work)


def bulk_rate(scheme: Scheme, key: bytes) -> float:
    """Codes a second as ready CSV lines, one core."""
    return BULK / _seconds(lambda: [len(c) for c in lines(scheme, 1, key, 0, BULK)])


def verify_rate(scheme: Scheme, key: bytes) -> float:
    """Checks a second of different serials, one core."""
    serials = [scheme.serial(7, key, index) for index in range(CHECKS)]
    seconds = _seconds(lambda: [scheme.is_genuine(serial, key) for serial in serials])
    return CHECKS / seconds


def rows() -> list[dict]:
    """The two figures, each the median of three."""
    key = secrets.token_bytes(16)
    scheme = Scheme(secrets.token_bytes(16), "bench")
    ratio = statistics.median(bulk_rate(scheme, key) / plain_rate(key) for _ in range(3))
    checks = statistics.median(verify_rate(scheme, key) for _ in range(3))
    return [
        {
            "figure": "item codes as CSV lines / plain hmac + base-32",
            "value": round(ratio, 1),
            "unit": "x",
            "bar": 10,
            "holds": ratio >= 10,
        },
        {
            "figure": "verify one code",
            "value": round(checks),
            "unit": "1/s",
            "bar": 100_000,
            "holds": checks >= 100_000,
        },
    ]


if __name__ == "__main__":
    for row in rows():
        print(row)
