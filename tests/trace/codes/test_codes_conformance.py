"""GS1's own cases of Digital Links, as far as a look-up reads them.

Only GTIN, lot and serial matter here, and a query string is never refused: chat programs add one
to every link. Links of other keys (a pallet, a place) are refused, since no label leads there.
"""

import json
import os
from pathlib import Path

import pytest

from ezhen.trace.codes import UnreadableCode, parse_scan

DATA = Path(os.environ.get("EZHEN_CONFORMANCE_DATA", "absent")) / "digital-link"
CASES = json.loads((DATA / "parse-cases.json").read_text()) if DATA.exists() else []
BY_PATH = [case for case in CASES if "?" not in case["uri"]]
READ = [case for case in CASES if case["valid"] and case["element_string"].startswith("^01")]

pytestmark = [
    pytest.mark.pure,
    pytest.mark.conformance,
    pytest.mark.skipif(not CASES, reason="EZHEN_CONFORMANCE_DATA has no digital-link/parse-cases"),
]


def elements(case):
    """GTIN and lot that the case's element string names; a lot is followed by a separator."""
    gtin, rest = case["element_string"][3:17], case["element_string"][17:]
    path = case["uri"].split("?")[0]
    lot = rest.split("10", 1)[1].split("^")[0] if "/10/" in path else ""
    return gtin, lot


def ids(case):
    return case["uri"]


@pytest.mark.parametrize("case", READ, ids=ids)
def test_gtin_and_lot_of_a_valid_link_are_read(case):
    if "/gtin/" in case["uri"]:
        pytest.skip("words instead of identifiers: withdrawn in GS1 Digital Link 1.2")
    if "/21/" in case["uri"]:
        # a serial of somebody else's is no code of this town, and is called so
        with pytest.raises(UnreadableCode) as refusal:
            parse_scan(case["uri"])
        assert refusal.value.code in {"length", "alphabet"}
        return

    target = parse_scan(case["uri"])

    assert (target.gtin, target.lot, target.serial) == (*elements(case), "")


@pytest.mark.parametrize("case", [c for c in BY_PATH if not c["valid"]], ids=ids)
def test_broken_path_is_refused(case):
    with pytest.raises(UnreadableCode):
        parse_scan(case["uri"])


@pytest.mark.parametrize("case", [c for c in CASES if c["valid"] and c not in READ], ids=ids)
def test_link_of_another_key_is_refused(case):
    with pytest.raises(UnreadableCode):
        parse_scan(case["uri"])


def test_there_are_cases_of_each_kind():
    assert len(READ) >= 20
    assert len(BY_PATH) >= 30
