"""What a lot reaches in a genealogy of a million links, against networkx over the same links."""

from collections.abc import Iterator

import networkx as nx
from bench.figure import Figure, at_most, in_turn, seconds, seen
from bench.town import analyze, open_town

INPUTS = 4
NUM_RAW = 25_000
NUM_MADE = 250_000
RUNS = 3

_LOTS = """INSERT INTO trace_lot ({columns}) WITH RECURSIVE series(i) AS (
  SELECT 0 UNION ALL SELECT i + 1 FROM series WHERE i + 1 < %(count)s)
SELECT {values} FROM series, trace_lot l WHERE l.id = %(pattern)s"""
# Each made lot takes INPUTS lots out of the NUM_RAW before it, one from each part of them; the
# multiplication scatters (Knuth 6.4), so two lots rarely take the same.
_LINKS = """INSERT INTO trace_lotlink (source_id, target_id, quantity)
WITH RECURSIVE series(i) AS (
  SELECT CAST(%(raw)s AS bigint) UNION ALL SELECT i + 1 FROM series WHERE i + 1 < %(count)s),
parts(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM parts WHERE k + 1 < %(inputs)s)
SELECT %(base)s + i - 1 - k * %(part)s
  - ((i * 2654435761 + k * 40503) %% 4294967296 / 65536) %% %(part)s, %(base)s + i, 1
FROM series CROSS JOIN parts"""


def figures() -> Iterator[Figure]:
    """Time for the set of ids, and that the sets are the same."""
    open_town()
    base = make_genealogy()
    graph = graph_of_links()
    assert graph.number_of_edges() == INPUTS * NUM_MADE
    yield from compare("everything a raw material went into", graph, base + NUM_RAW // 2, down=True)
    last = base + NUM_RAW + NUM_MADE - 1
    yield from compare("everything that went into a product", graph, last, down=False)


def compare(name: str, graph: nx.DiGraph, lot_id: int, *, down: bool) -> Iterator[Figure]:
    """Ours and networkx in turn; a set that differs spoils the measurement."""
    from ezhen.trace.queries.lot import reached_from

    links = graph if down else graph.reverse(copy=False)
    found = {}

    def ours() -> None:
        found["ours"] = reached_from(lot_id, downstream=down)

    def theirs() -> None:
        found["theirs"] = {lot for _before, lot in nx.bfs_edges(links, lot_id)}

    time, _, ratio = in_turn(lambda: seconds(ours), lambda: seconds(theirs), runs=RUNS)
    if found["ours"] != found["theirs"]:
        raise RuntimeError(f"{name}: {len(found['ours'])} lots, {len(found['theirs'])} by networkx")
    yield at_most(f"{name}, time / networkx", ratio, "×", 3)
    yield seen(f"{name}, {len(found['ours']):,} lots", 1000 * time, "ms")


def make_genealogy() -> int:
    """NUM_RAW raw lots and NUM_MADE made from them and from each other; the id of the first."""
    from django.db import connection, transaction
    from tests.factories import make_lot

    from ezhen.trace.models import Lot

    pattern = make_lot()
    is_postgres = connection.vendor == "postgresql"
    uuid = "gen_random_uuid()" if is_postgres else "lower(hex(randomblob(16)))"
    own = {"uuid": uuid, "code": "'B' || i"}
    columns = [field.column for field in Lot._meta.concrete_fields if not field.primary_key]
    values = [own.get(column, f"l.{column}") for column in columns]
    count = NUM_RAW + NUM_MADE
    with transaction.atomic(), connection.cursor() as cursor:
        lots = _LOTS.format(columns=", ".join(columns), values=", ".join(values))
        cursor.execute(lots, {"count": count, "pattern": pattern.pk})
        base = Lot.objects.get(owner=pattern.owner, code="B0").pk
        assert Lot.objects.get(owner=pattern.owner, code=f"B{count - 1}").pk == base + count - 1
        facts = {"base": base, "raw": NUM_RAW, "count": count, "inputs": INPUTS}
        cursor.execute(_LINKS, facts | {"part": NUM_RAW // INPUTS})
    analyze("trace_lotlink")
    return base


def graph_of_links() -> nx.DiGraph:
    """All links of the town as networkx holds them."""
    from ezhen.trace.models import LotLink

    return nx.DiGraph(LotLink.objects.values_list("source_id", "target_id").iterator(10_000))
