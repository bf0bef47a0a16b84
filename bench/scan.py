"""The scan page over HTTP, beside an empty page of the same application and server.

Half of the requests are for codes that were looked up before, half for codes that never were.
"""

import gzip
import random
import re
import urllib.request
from collections.abc import Iterator

from bench.figure import Figure, at_least, at_most, in_turn, seen
from bench.labels import NUM_CODES, NUM_LOTS, Labels, make_labels
from bench.load import Plan, Result
from bench.server import drive, town_server
from bench.town import open_town

FEW, MANY = 10_000, 1_000_000
CONNECTIONS = 32
OPEN_CONNECTIONS = 128
SECONDS, OPEN_SECONDS = 3.0, 12.0
RUNS = 5
EMPTY = "/bench/empty"
LINKED = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


def figures() -> Iterator[Figure]:
    """Rate, steadiness, latency, queries and bytes."""
    open_town()
    labels = make_labels()
    labels.scan_up_to(FEW)
    with town_server() as port:
        page = Page(port, labels)
        page.warm_up()
        _, _, few = in_turn(page.scans, page.empties, runs=RUNS)
        labels.scan_up_to(MANY)
        page.scans()
        scans, empties, many = in_turn(page.scans, page.empties, runs=RUNS)
        yield at_least("scan page / empty page, 10^6 scans", 100 * many, "%", 30)
        change = 100 * abs(many / few - 1)
        yield at_most("the same with 10^4 scans, difference", change, "%", 15)
        yield from _half_load(page, scans / 2)
        yield at_most("scan page and what it links, over the wire", page.num_bytes(), "B", 30_000)
        yield at_most("queries of a scan page", num_queries(labels), "", 4)
        yield seen("scan page", scans, "1/s")
        yield seen("empty page", empties, "1/s")
        yield from _floor(page)


def _half_load(page: "Page", rate: float) -> Iterator[Figure]:
    """Requests at random moments at half the most the server can do."""
    result = page.send(page.labelled(int(rate * OPEN_SECONDS)), OPEN_SECONDS, rate)
    yield at_most("scan page p95 at half of its most", result.p95, "ms", 100)
    yield seen("scan page median at half of its most", result.p50, "ms")


def _floor(page: "Page") -> Iterator[Figure]:
    """How near the page is to the least it could do, and whether the client was in the way."""
    _, _, floor = in_turn(page.prototypes, page.empties, runs=3)
    yield seen("one insert and two selects / empty page", 100 * floor, "%")
    busiest = page.send([EMPTY], SECONDS).busy
    yield seen("client's share of one core at most", 100 * busiest, "%")


class Page:
    """Sends requests for labels to a server."""

    def __init__(self, port: int, labels: Labels) -> None:
        self.port = port
        self.labels = labels
        self.chance = random.Random(1)
        self.fresh = NUM_CODES // 2  # codes from here on were never looked up

    def labelled(self, count: int) -> list[str]:
        """Addresses of `count` labels, in the short form that is printed."""
        half = min(count // 2 + 1, self.labels.num_scanned)
        again = self.chance.sample(range(self.labels.num_scanned), half)
        numbers = [*again, *self._never_looked_up(half)]
        self.chance.shuffle(numbers)
        return [f"/c/{self.labels.serial(number)}" for number in numbers]

    def _never_looked_up(self, count: int) -> range:
        self.fresh += count
        return range(self.fresh - count, self.fresh)

    def warm_up(self) -> None:
        """Draw every lot's card and fill the processes' caches: the town on its second day."""
        for place in range(NUM_LOTS):
            serial = self.labels.serial_at(place * NUM_CODES // NUM_LOTS)
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/c/{serial}").read()
        self.scans()

    def scans(self) -> float:
        """The most scan pages a second."""
        return self.send(self.labelled(20_000), SECONDS).per_second

    def empties(self) -> float:
        """The most empty pages a second."""
        return self.send([EMPTY], SECONDS).per_second

    def prototypes(self) -> float:
        """The most of the least that a scan page could be, a second."""
        order = self.labels.order.number
        numbers = self._never_looked_up(20_000)
        paths = [f"/bench/prototype/{order}/{self.labels.index(number)}" for number in numbers]
        return self.send(paths, SECONDS).per_second

    def send(self, paths: list[str], seconds: float, rate: float = 0) -> Result:
        """Drive the server; an answer that is no page spoils the measurement."""
        connections = OPEN_CONNECTIONS if rate else CONNECTIONS
        result = drive(Plan(self.port, paths, connections, seconds, rate))
        if result.errors:
            raise RuntimeError(f"{result.errors} of {result.requests} answers are no page")
        return result

    def num_bytes(self) -> int:
        """Heads and bodies of the page and of every style sheet, script and picture it links."""
        address = self.labelled(2)[0]
        page = self._fetch(address)
        links = {link.decode() for link in LINKED.findall(page[1])}
        return page[0] + sum(self._fetch(link)[0] for link in links)

    def _fetch(self, path: str) -> tuple[int, bytes]:
        address = f"http://127.0.0.1:{self.port}{path}"
        wanted = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(wanted) as answer:
            body = answer.read()
            size = len(body) + len(answer.headers.as_bytes())
            packed = answer.headers.get("Content-Encoding") == "gzip"
        return size, gzip.decompress(body) if packed else body


def num_queries(labels: Labels) -> int:
    """Statements that one look-up sends, the most of a first and a later one."""
    from django.db import connection
    from django.test import Client

    counts = []
    for _look in range(2):
        statements: list[str] = []

        def keep(execute, *call, kept=statements):
            kept.append(call[0])
            return execute(*call)

        path = f"/c/{labels.serial_at(NUM_CODES - 1)}"
        with connection.execute_wrapper(keep):
            assert Client(SERVER_NAME="127.0.0.1").get(path).status_code == 200
        assert any("INSERT" in sql for sql in statements), "the look-up was not counted"
        counts.append(sum(not sql.startswith("BEGIN") for sql in statements))
    return max(counts)
