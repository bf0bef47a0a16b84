"""A new version of the standard: its map, what it changes first, and that no verdict is lost."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import make_user
from tests.standards.small import content, paper

from ezhen.core.errors import NotAllowed
from ezhen.core.log import history
from ezhen.core.models import AppendOnlyError
from ezhen.standards.actions.refresh import refresh
from ezhen.standards.actions.verdict import attest, judge_requirement
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.definitions import Migration, Move
from ezhen.standards.enums import Change, State
from ezhen.standards.errors import MapMissing, MapWrong, StandardUnchanged
from ezhen.standards.models import StandardVersion, Verdict
from ezhen.standards.queries.content import content_of, in_force
from ezhen.standards.queries.draft import draft
from ezhen.standards.queries.lineage import lineage
from ezhen.standards.queries.standing import picture
from ezhen.standards.queries.verdict import dropped
from ezhen.standards.queries.verdict import history as verdict_history

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = dt.date(2023, 8, 1), dt.date(2026, 1, 1), dt.date(2026, 6, 1)


def moves(*rows, of=FIRST):
    """A migration map of (kind, old, new)."""
    return Migration(of=of, moves=[Move(kind=kind, old=old, new=new) for kind, old, new in rows])


@pytest.fixture
def verdicts(small, on, operator):
    """A self-check on each requirement of the small standard."""
    on("2026-11-23")
    return {
        name: judge_requirement(
            version=small, requirement=name, layer="self_check", result="short", by=operator
        )
        for name in content_of(small).items
    }


SPREAD = moves(
    ("split", ("1.1.B1",), ("1.1.B1", "1.1.B3")),
    ("merged", ("1.1.B2", "1.1.S1"), ("1.1.B2",)),
    ("dropped", ("1.2.B1",), ()),
)
SPREAD_NAMES = ("1.1.B1", "1.1.B3", "1.1.B2", "1.2.B2")


def test_a_version_is_pinned_by_its_content_and_never_changed(small):
    assert content_of(small).sha256 == small.sha256 == content().sha256
    assert history(small).get().action == "standards.put_into_force"
    with pytest.raises(AppendOnlyError):
        small.save()
    with pytest.raises(AppendOnlyError):
        StandardVersion.objects.update(body="")


def test_the_same_content_again_is_refused(small, bureau):
    with pytest.raises(StandardUnchanged):
        put_into_force(content=content(), by=bureau)


def test_only_the_client_puts_a_later_version_into_force(small, operator):
    later = content(bindings={})
    for who in (None, operator, make_user(role="auditor")):
        with pytest.raises(NotAllowed):
            put_into_force(content=later, by=who)


def test_other_proofs_of_the_same_text_need_no_map(small, bureau, verdicts, on):
    later = content(bindings={"1.1.B1": {"slots": [{"document": "plan"}]}})
    shown = draft(small, later)
    assert shown.is_rebinding
    assert set(shown.rebound) == {"1.1.B1", "1.1.B2", "1.1.S1", "1.2.B1"}
    version = put_into_force(content=later, by=bureau)
    assert version.is_rebinding
    found = picture(version, refresh()).standings
    assert all("self_check" in standing.opinions for standing in found.values())


def test_a_changed_text_without_a_map_is_refused_and_changes_nothing(small, bureau):
    later = content(issued=SECOND, texts={"1.1.B1": "改了"})
    with pytest.raises(MapMissing, match=r"1\.1\.B1"):
        put_into_force(content=later, by=bureau)
    with pytest.raises(MapMissing, match=r"1\.2\.B1"):
        put_into_force(content=content(("1.1.B1", "1.1.B2", "1.1.S1"), issued=SECOND), by=bureau)
    assert StandardVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("map_", "named"),
    [
        (moves(("dropped", ("9.9.B9",), ()), *[("dropped", ("1.2.B1",), ())]), "9.9.B9"),
        (moves(("same", ("1.2.B1",), ("9.9.B9",))), "9.9.B9"),
        (moves(("dropped", ("1.2.B1",), ()), ("same", ("1.2.B1",), ("1.1.B1",))), "1.2.B1"),
    ],
)
def test_a_map_that_names_what_is_not_there_or_twice_is_refused(small, bureau, map_, named):
    later = content(("1.1.B1", "1.1.B2", "1.1.S1"), issued=SECOND)
    with pytest.raises(MapWrong, match=named):
        put_into_force(content=later, by=bureau, migration=map_)


def test_what_changes_is_shown_before_it_takes_effect(small, verdicts):
    shown = draft(small, content(SPREAD_NAMES, issued=SECOND), SPREAD)
    assert [(step.kind, step.old, step.new, step.num_verdicts) for step in shown.steps] == [
        (Change.SPLIT, ("1.1.B1",), ("1.1.B1", "1.1.B3"), 1),
        (Change.MERGED, ("1.1.B2", "1.1.S1"), ("1.1.B2",), 2),
        (Change.DROPPED, ("1.2.B1",), (), 1),
        (Change.ADDED, (), ("1.2.B2",), 0),
    ]
    assert StandardVersion.objects.count() == 1


def test_verdicts_follow_the_map(small, bureau, verdicts):
    version = put_into_force(
        content=content(SPREAD_NAMES, issued=SECOND), by=bureau, migration=SPREAD
    )
    assert verdict_history(version, "1.1.B1") == [verdicts["1.1.B1"]]
    assert verdict_history(version, "1.1.B3") == [verdicts["1.1.B1"]]
    assert set(verdict_history(version, "1.1.B2")) == {verdicts["1.1.B2"], verdicts["1.1.S1"]}
    assert verdict_history(version, "1.2.B2") == []
    assert dropped(version) == [verdicts["1.2.B1"]]
    found = picture(version, refresh()).standings
    for name in ("1.1.B1", "1.1.B3", "1.1.B2"):
        assert found[name].opinions["self_check"].is_stale


def test_a_verdict_on_unchanged_words_goes_on_counting(small, bureau, on, operator):
    on("2026-11-23")
    paper(by=operator)
    judge_requirement(
        version=small, requirement="1.1.B2", layer="verified", result="satisfied", by=bureau
    )
    attest(version=small, requirement="1.1.S1", role="client", is_met=True, note="看过", by=bureau)
    plan = {"slots": [{"document": "plan"}]}
    word = {"tests": [{"type": "attested", "role": "client", "days": 100}]}
    names = ("1.1.B1", "1.1.B9", "1.1.S1", "1.2.B1")
    version = put_into_force(
        content=content(
            names,
            issued=SECOND,
            bindings={"1.1.B9": plan, "1.1.S1": word},
            texts={"1.1.B9": "要求1.1.B2"},
        ),
        by=bureau,
        migration=moves(("same", ("1.1.B2",), ("1.1.B9",))),
    )
    found = picture(version, refresh()).standings
    assert found["1.1.B9"].state == State.SATISFIED
    assert found["1.1.B9"].opinions["verified"].counts
    assert found["1.1.S1"].state == State.SATISFIED


def test_a_reworded_requirement_keeps_its_verdict_but_asks_for_a_new_one(
    small, bureau, on, operator
):
    on("2026-11-23")
    paper(by=operator)
    judge_requirement(
        version=small, requirement="1.1.B2", layer="verified", result="satisfied", by=bureau
    )
    version = put_into_force(
        content=content(issued=SECOND, texts={"1.1.B2": "改了"}),
        by=bureau,
        migration=moves(("reworded", ("1.1.B2",), ("1.1.B2",))),
    )
    standing = picture(version, refresh()).standings["1.1.B2"]
    assert standing.opinions["verified"].change == Change.REWORDED
    assert not standing.opinions["verified"].counts


def test_a_version_counts_from_its_day_and_the_past_stays_with_the_old_one(small, bureau, on):
    on("2026-11-23")
    version = put_into_force(
        content=content(bindings={}), by=bureau, in_force_from=dt.date(2026, 12, 1)
    )
    assert in_force(dt.date(2026, 11, 30)) == small
    assert in_force(dt.date(2026, 12, 1)) == version
    assert in_force(dt.date(2020, 1, 1)) == small


def test_a_version_that_was_rolled_back_leaves_nothing_to_the_next_one_of_its_key(small, bureau):
    names = ("1.1.B1", "1.1.B9", "1.1.S1", "1.2.B1")
    later = content(names, issued=SECOND, texts={"1.1.B9": "要求1.1.B2"})

    def heirs_with(*rows):
        version = put_into_force(content=later, by=bureau, migration=moves(*rows))
        return lineage(version)[small.pk, "1.1.B2"]

    with transaction.atomic():
        assert heirs_with(("dropped", ("1.1.B2",), ())) == ()
        transaction.set_rollback(True)
    assert [one.requirement for one in heirs_with(("same", ("1.1.B2",), ("1.1.B9",)))] == ["1.1.B9"]


# any map over three versions: every verdict is found under a requirement, or among the dropped
NAMES = [f"1.{task}.B{number}" for task in (1, 2) for number in (1, 2, 3)]


@st.composite
def maps(draw, before):
    """A map from some requirements to new ones: each old one stays, or is moved in some way."""
    rest, rows, after = list(before), [], []
    while rest:
        old = rest.pop(0)
        kinds = ["same", "reworded", "split", "dropped", "stay", *(["merged"] if rest else [])]
        kind = draw(st.sampled_from(kinds))
        free = [name for name in NAMES + [f"1.3.B{n}" for n in range(1, 9)] if name not in after]
        free = [name for name in free if name not in rest and name != old]
        if kind == "stay" or (kind in {"same", "split", "merged"} and len(free) < 2):
            after.append(old)
        elif kind == "reworded":
            rows.append((kind, (old,), (old,)))
            after.append(old)
        elif kind == "dropped":
            rows.append((kind, (old,), ()))
        elif kind == "same":
            rows.append((kind, (old,), (free[0],)))
            after.append(free[0])
        elif kind == "split":
            rows.append((kind, (old,), tuple(free[:2])))
            after += free[:2]
        else:
            rows.append((kind, (old, rest.pop(0)), (free[0],)))
            after.append(free[0])
    return rows, after


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_chain_of_versions_loses_a_verdict(data):
    with transaction.atomic():
        _follow(data)
        transaction.set_rollback(True)


def _follow(data):
    bureau, operator = make_user(role="bureau"), make_user(role="operator")
    names, given_verdicts = list(NAMES), []
    texts: dict[str, str] = dict.fromkeys(names, "一样")
    version = put_into_force(content=content(tuple(names), texts=texts), by=None)
    for number, issued in enumerate((SECOND, THIRD)):
        given_verdicts += [
            judge_requirement(
                version=version, requirement=name, layer="self_check", result="short", by=operator
            )
            for name in data.draw(st.lists(st.sampled_from(names), unique=True))
            if names
        ]
        rows, names = data.draw(maps(names))
        if not names:
            return
        reworded = {new for kind, _old, found in rows if kind == "reworded" for new in found}
        texts = {name: texts.get(name, "一样") for name in names}
        texts |= dict.fromkeys(reworded, f"改{number}")
        later = content(tuple(names), issued=issued, texts=texts)
        if later.sha256 == version.sha256:
            continue
        version = put_into_force(
            content=later, by=bureau, migration=moves(*rows, of=version.issued)
        )
    reachable = set(dropped(version))
    for name in names:
        reachable |= set(verdict_history(version, name))
    assert reachable == set(given_verdicts)
    assert Verdict.objects.count() == len(given_verdicts)
    assert {key for key, heirs in lineage(version).items() if heirs}
