"""Registers with many rows: 50,000 come in from a file, lists of 20,000 open, 100,000 searched."""

import io
import time
import urllib.request
from collections.abc import Iterator
from statistics import quantiles
from typing import Any

from bench.figure import Figure, at_most, in_turn, seconds, seen
from bench.server import town_server
from bench.town import analyze, open_town

NUM_IMPORTED, NUM_LISTED, NUM_SEARCHED = 50_000, 20_000, 100_000
# with a cadence and five totals; with the most fields; with personal data; rows of a business's own
LISTED = ("livestreams", "stations", "trainees", "orders")
REQUESTS = 60
WORDS = ("挂面", "虒亭", "核桃", "辣椒", "错字")  # the last finds nothing


def importing() -> Iterator[Figure]:
    """From the upload to the last row, beside reading the file and inserting its rows, no more."""
    open_town()
    from tests.factories import make_user

    by = make_user(role="operator")
    works = iter(range(10**6))

    def plain() -> float:
        content = workbook(next(works))
        return seconds(lambda: read_and_insert(content))

    def whole() -> float:
        content = workbook(next(works))
        return seconds(lambda: hand_in(content, by))

    wholes, plains, ratio = in_turn(whole, plain, runs=3)
    yield at_most("import of 50,000 rows / calamine and one bulk insert", ratio, "×", 3)
    yield seen("import of 50,000 rows, preview and revisions included", wholes, "s")
    yield seen("calamine and one bulk insert", plains, "s")


def workbook(number: int) -> bytes:
    """50,000 livestreams that no other number has."""
    import xlsxwriter
    from tests.registers.conftest import HEADS

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("台账")
    page.write_row(0, 0, list(HEADS.values()))
    for row in range(NUM_IMPORTED):
        page.write_row(row + 1, 0, _livestream(number, row))
    book.close()
    return buffer.getvalue()


def _livestream(number: int, row: int) -> list[Any]:
    day, hour = f"2026-{row % 10 + 1:02}-{row // 10 % 28 + 1:02}", 6 + row // 280 % 14
    times = f"{hour:02}:{row % 60:02}", f"{hour + 2:02}:00"
    host, amount = f"主播{number}-{row}", 1000 + row % 9000
    counts = 120, row % 9000, row % 300, amount, amount - 10
    return [day, "直播间", *times, f"挂面专场{row}", host, "抖音", *counts, "手工挂面、荞麦挂面"]


def hand_in(content: bytes, by: Any) -> None:
    """As a person does it: upload, the job reads, start, the job enters."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from ezhen.core.jobs import run_until_idle
    from ezhen.registers.actions.importing import start_commit, start_import

    upload = SimpleUploadedFile("台账.xlsx", content)
    batch = start_import(register="livestreams", upload=upload, by=by)
    run_until_idle()
    batch.refresh_from_db()
    start_commit(batch=batch, by=by)
    run_until_idle()
    batch.refresh_from_db()
    if batch.num_entered != NUM_IMPORTED:
        raise RuntimeError(f"{batch.num_entered} rows entered: {batch.refusal} {batch.counts}")


def read_and_insert(content: bytes) -> None:
    """The least that an import could be: no checks, no keys, no history, no preview."""
    from django.db import transaction
    from django.utils import timezone
    from python_calamine import CalamineWorkbook
    from tests.registers.conftest import HEADS

    from ezhen.registers.models import Record

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    now, names = timezone.now(), list(HEADS)
    common = {"register": "plain", "version": 1, "year": 2026, "state": "kept"}
    with transaction.atomic():
        Record.objects.bulk_create(
            Record(
                **common,
                serial=serial,
                data=dict(zip(names, row, strict=True)),
                created_at=now,
                changed_at=now,
                date=row[0],
                n1=row[7],
                t1=row[5],
            )
            for serial, row in enumerate(rows[1:], time.time_ns() // 1_000_000 % 10**9)
        )
        transaction.set_rollback(True)


def lists() -> Iterator[Figure]:
    """The first page of registers with 20,000 rows each, over HTTP, and its statements."""
    open_town()
    from bench.filled import fill, make_filler

    from ezhen.registers.api import definition

    filler, by = make_filler(), _user()
    for code in LISTED:
        fill(code, filler.rows(definition(code), NUM_LISTED), by=by)
    analyze()
    paths = {code: f"/registers/{code}/" for code in LISTED}
    with town_server() as port:
        for code, path in paths.items():
            p95 = page_p95(port, by, [path])
            yield at_most(f"{code} of 20,000 rows, first page, p95", p95, "ms", 150)
    most = max(num_statements(by, path) for path in paths.values())
    yield at_most("statements of a first page", most, "", 6)


def searches() -> Iterator[Figure]:
    """Two characters in 100,000 rows of a register, and in 100,000 papers."""
    open_town()
    from bench.filled import fill, make_filler

    from ezhen.registers.api import definition

    by = _user()
    fill("visits", make_filler().rows(definition("visits"), NUM_SEARCHED), by=by)
    file_papers(by)
    analyze()
    with town_server() as port:
        for name, path in {"rows": "/registers/visits/?q=", "papers": "/files/papers/?q="}.items():
            p95 = page_p95(port, by, [f"{path}{urllib.request.quote(word)}" for word in WORDS])
            yield at_most(f"two characters in 100,000 {name}, p95", p95, "ms", 100)


def file_papers(by: Any) -> None:
    """100,000 papers of the archive, each with a version, on one file."""
    from bench.filled import NAMES
    from bench.filled import WORDS as GOODS
    from django.utils import timezone

    from ezhen.archive.models import Document, DocumentVersion, StoredFile
    from ezhen.core.search import folded

    now = timezone.now()
    file = StoredFile.objects.create(
        sha256="1" * 64, size=1, media_type="application/pdf", name="a.pdf", uploaded_by=by
    )
    titles = [f"{GOODS[n % 8]}{NAMES[n // 8 % 8]}验收单{n}" for n in range(NUM_SEARCHED)]
    papers = Document.objects.bulk_create(
        (
            Document(
                type="plan",
                title=title,
                subject_kind="task",
                subject_id="1.1",
                dated_on=now.date(),
                search=folded(title),
                added_at=now,
                added_by=by,
            )
            for title in titles
        ),
        batch_size=5000,
    )
    DocumentVersion.objects.bulk_create(
        (DocumentVersion(document=one, number=1, file=file, at=now, by=by) for one in papers),
        batch_size=5000,
    )


def page_p95(port: int, user: Any, paths: list[str]) -> float:
    """Milliseconds within which 19 of 20 answers come, one request after the other."""
    cookie = _session(user)
    took = []
    for number in range(REQUESTS + len(paths)):
        address = f"http://127.0.0.1:{port}{paths[number % len(paths)]}"
        wanted = urllib.request.Request(address, headers={"Cookie": cookie})
        start = time.perf_counter()
        with urllib.request.urlopen(wanted) as answer:
            answer.read()
            if answer.url != address:
                raise RuntimeError(f"{address} led to {answer.url}")
        took.append(1000 * (time.perf_counter() - start))
    return quantiles(took[len(paths) :], n=20)[-1]


def num_statements(user: Any, path: str) -> int:
    """How many statements a page sends, once the person's session is known."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="ezhen.accounts.adapter.TownBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def _session(user: Any) -> str:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="ezhen.accounts.adapter.TownBackend")
    return "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())


def _user() -> Any:
    from tests.factories import make_user

    return make_user(role="operator")
