"""What the dossier holds of recalls: as they stood, and the same bytes each time."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.factories import make_noodles, make_recall, make_user, member_of, pass_test

from ezhen.standards.parts import parts
from ezhen.trace.actions.recall import close_recall, confirm_notices
from ezhen.trace.queries.dossier import recalls_part

pytestmark = pytest.mark.django_db


def told(moment):
    """Path, bytes and rows of the part at a moment."""
    (piece,) = recalls_part(SimpleNamespace(as_of=moment))
    return piece.content, [json.loads(line) for line in piece.content.decode().splitlines()]


def test_recalls_are_a_part_of_the_dossier():
    assert "recalls" in {part.code for part in parts()}


def test_a_recall_is_told_as_it_stood_at_the_moment(monkeypatch):
    noodles = make_noodles()
    pass_test(noodles)
    regulator = make_user(role="regulator")
    recall = make_recall(noodles, by=regulator)
    moment = timezone.now()
    before, (row,) = told(moment)
    assert (row["number"], row["state"], row["is_mock"]) == (recall.number, "issued", False)
    assert [notice["returned"] for notice in row["notices"]] == [None]
    assert row["notices"][0]["holder"] == noodles.owner.name
    later = moment + dt.timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    notice = recall.notices.get()
    confirm_notices(
        recall=recall,
        holder=noodles.owner,
        returned={notice.lot_id: noodles.quantity},
        by=member_of(noodles.owner),
    )
    close_recall(recall=recall, by=regulator)
    assert told(moment)[0] == before
    (row,) = told(later)[1]
    assert (row["state"], row["notices"][0]["returned"]) == (
        "closed",
        f"{noodles.quantity.normalize():f}",
    )
    assert len(row["steps"]) > len(json.loads(before)["steps"])
    assert told(moment - dt.timedelta(days=1))[1] == []
