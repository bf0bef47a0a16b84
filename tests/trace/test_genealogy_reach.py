"""The set that a lot reaches, against networkx on random genealogies."""

import random

import networkx as nx
import pytest
from tests.factories import make_lot

from ezhen.trace.models import Lot, LotLink
from ezhen.trace.queries.lot import affected_ids, reached_from

pytestmark = pytest.mark.django_db

LOTS = 30


def random_genealogy(pattern, seed):
    """Links from earlier to later lots, some lots with many, some with none; and their graph."""
    chance = random.Random(seed)
    facts = {"product_id", "producer_id", "owner_id", "origin", "quantity", "produced_on"}
    same = {name: getattr(pattern, name) for name in facts}
    lots = Lot.objects.bulk_create(Lot(**same, code=f"{seed}-{n}") for n in range(LOTS))
    graph = nx.DiGraph()
    graph.add_nodes_from(lot.pk for lot in lots)
    for place, lot in enumerate(lots):
        sources = chance.sample(lots[:place], min(place, chance.choice([0, 1, 1, 2, 5])))
        graph.add_edges_from((source.pk, lot.pk) for source in sources)
    LotLink.objects.bulk_create(
        LotLink(source_id=source, target_id=target, quantity=1) for source, target in graph.edges
    )
    return graph


def test_reach_equals_a_breadth_first_search_both_ways():
    pattern = make_lot()
    for seed in range(20):
        graph = random_genealogy(pattern, seed)
        for lot in graph:
            down = {found for _from, found in nx.bfs_edges(graph, lot)}
            up = {found for _from, found in nx.bfs_edges(graph, lot, reverse=True)}
            assert reached_from(lot, downstream=True) == down
            assert reached_from(lot, downstream=False) == up
            assert affected_ids(lot) == down | {lot}
