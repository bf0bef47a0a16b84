"""Rows of registers by the thousand, as their definitions allow, entered as an import enters them.

The bench draws no town of its own: values differ from row to row, days lie in the year that ended
yesterday, names come from short lists, so that lists, totals, groups and keys have work to do.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

CHUNK = 500  # rows of one transaction, as of an import
DAYS = 365
WORDS = ("挂面", "手工醋", "小米", "核桃", "荞麦面", "土布", "辣椒酱", "黄梨")
NAMES = ("王村", "古韩", "虒亭", "夏店", "侯堡", "下良", "善福", "北底")


class Filler:
    """Makes rows; `parties`, `places` and `products` are what they may point to."""

    def __init__(self, *, parties: list[str], places: list[str], products: list[str]) -> None:
        self.known = {"party": parties, "place": places, "product": products}  # and "record events"
        self.first = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=DAYS)

    def rows(self, definition: Any, count: int, offset: int = 0) -> Iterator[dict[str, Any]]:
        """`count` rows of canonical values. The n-th is the same each time."""
        makers = [(one.name, self._maker(one)) for one in definition.active]
        for number in range(offset, offset + count):
            found = {name: make(number) for name, make in makers}
            yield {name: value for name, value in found.items() if value is not None}

    def _maker(self, one: Any) -> Callable[[int], Any]:
        if one.choices:
            codes = [choice.code for choice in one.choices]
            wrap = (lambda code: [code]) if one.type == "choices" else (lambda code: code)
            return lambda n: wrap(codes[n % len(codes)])
        if known := self.known.get(f"{one.type} {one.register_code}".strip()):
            return lambda n: known[n % len(known)]
        least, most = int(one.minimum or 1), int(one.maximum or 10**6)
        makers: dict[str, Callable[[int], Any]] = {
            "text": lambda n: f"{WORDS[n % 8]}{NAMES[n // 8 % 8]}{n}",
            "note": lambda n: f"{NAMES[n % 8]}、{WORDS[n // 8 % 8]}，第{n}次",
            "person": lambda n: f"王{NAMES[n % 8]}",
            "integer": lambda n: least + n * 7919 % (most - least),
            "number": lambda n: str(least + n * 7919 % (most - least)),
            "money": lambda n: f"{least + n * 7919 % (most - least)}.50",
            "date": lambda n: (self.first + dt.timedelta(days=n % DAYS)).isoformat(),
            "time": lambda n: f"{n // 60 % 24:02}:{n % 60:02}",
            "yes_no": lambda n: n % 5 > 0,
            "link": lambda n: f"https://example.com/{n}",
        }
        return makers.get(one.type, lambda _n: None)


def make_filler() -> Filler:
    """A filler of a town with a few businesses and products."""
    from tests.factories import make_organisation, make_product

    from ezhen.core.pack import pack

    owners = [make_organisation() for _ in range(8)]
    products = [make_product(organisation=owner) for owner in owners]
    return Filler(
        parties=[str(owner.uuid) for owner in owners],
        products=[str(product.uuid) for product in products],
        places=[place.code for place in pack().places],
    )


def fill(register: str, rows: Iterable[dict[str, Any]], *, by: Any) -> int:
    """Enter rows as a commit of an import does: chunk by chunk. Returns how many went in."""
    from ezhen.core.personal import personal_class, seal_value
    from ezhen.registers.actions.importing import enter_chunk
    from ezhen.registers.api import definition as definition_of
    from ezhen.registers.api import store_definition
    from ezhen.registers.models import ImportChunk

    definition = definition_of(register)
    store_definition(definition=definition, by=by)
    batch = _batch(definition, by)
    sealed = {one.name: one for one in definition.fields if personal_class(one)}
    entered = 0
    for position, part in enumerate(_parts(rows)):
        stored = [
            {"line": line, "values": _stored(values, sealed, seal_value)}
            for line, values in enumerate(part)
        ]
        chunk = ImportChunk.objects.create(
            batch=batch, verdict="new", position=position, rows=stored, num_rows=len(stored)
        )
        entered += enter_chunk(chunk=chunk, by=by)
    return entered


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(rows)
    while part := list(itertools.islice(rows, CHUNK)):
        yield part


def _stored(values: dict[str, Any], sealed: dict[str, Any], seal: Any) -> dict[str, Any]:
    return {n: seal(sealed[n], v) if n in sealed else v for n, v in values.items()}


def _batch(definition: Any, by: Any) -> Any:
    from ezhen.archive.models import StoredFile
    from ezhen.registers.models import ImportBatch

    name = f"{definition.code}.csv"
    file = StoredFile.objects.create(
        sha256="0" * 64, size=1, media_type="text/csv", name=name, uploaded_by=by
    )
    return ImportBatch.objects.create(
        register=definition.code,
        version=definition.version,
        file=file,
        state="committing",
        created_by=by,
    )
