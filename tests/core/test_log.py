"""The log: whatever is done to an entry, a block or the anchor file is named."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.db.models import F, QuerySet
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import make_user

from ezhen.config.cli import main
from ezhen.core import log
from ezhen.core.models import LogBlock, LogEntry

LATER = dt.timedelta(minutes=5)


@pytest.fixture
def sealed(db, data_folder):
    """Four blocks sealed a while ago, the last three of four entries each, and one that waits."""
    earlier = log.timezone.now() - LATER
    by = make_user()
    assert log.seal_block(at=earlier)
    for _block in range(3):
        for number in range(4):
            log.record(action="test.write", subject=by, by=by, number=number, name="面粉")
        assert log.seal_block(at=earlier)
    log.seal_all()  # anchors them
    log.record(action="test.wait", subject=by, by=by)
    return list(LogBlock.objects.order_by("number"))


def kinds():
    """What a verification found, as kind → places."""
    found = {}
    for finding in log.verify().findings:
        found.setdefault(finding.kind, []).append(finding.place)
    return found


def rows(model):
    """Past the guard, as somebody with the database in hands."""
    return QuerySet(model)


def test_log_that_nobody_touched_is_intact(sealed):
    result = log.verify()
    assert result.is_intact
    assert (result.blocks, result.waiting) == (4, 1)
    assert result.entries == sum(block.count for block in sealed) + 1
    assert result.head == sealed[-1].digest


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facts", '{"number":9}'),
        ("actor", "李四"),
        ("action", "test.other"),
        ("subject_id", "x"),
        ("at", F("at") + dt.timedelta(microseconds=1)),
        ("actor_id", 999_999),
    ],
)
def test_changed_entry_is_named(sealed, field, value):
    entry = sealed[2].entries.get(position=1)
    rows(LogEntry).filter(pk=entry.pk).update(**{field: value})
    found = kinds()
    assert list(found) == ["entry_changed"]
    assert str(entry.uuid) in found["entry_changed"][0]
    assert found["entry_changed"][0].startswith("block 3 entry 1")


def test_every_flipped_byte_of_an_entry_is_named(sealed):
    entry = sealed[1].entries.get(position=0)
    for place in range(len(entry.facts)):
        flipped = entry.facts[:place] + chr(ord(entry.facts[place]) ^ 1) + entry.facts[place + 1 :]
        changed = LogEntry(**{f.attname: getattr(entry, f.attname) for f in entry._meta.fields})
        changed.facts = flipped
        assert log._is_changed(changed)


def test_changed_entry_with_a_fitting_digest_is_named(sealed):
    entry = sealed[1].entries.get(position=2)
    entry.facts = '{"number":9}'
    digest = log.entry_digest(entry)
    rows(LogEntry).filter(pk=entry.pk).update(facts=entry.facts, digest=digest)
    assert kinds() == {"entry_moved": ["block 2 entry 2"]}


def test_waiting_entry_that_was_changed_is_named(sealed):
    rows(LogEntry).filter(block=None).update(actor="李四")
    assert list(kinds()) == ["entry_changed"]


def test_swapped_entries_are_named(sealed):
    first, second = sealed[1].entries.order_by("position")[:2]
    rows(LogEntry).filter(pk=first.pk).update(position=1)
    rows(LogEntry).filter(pk=second.pk).update(position=0)
    assert kinds() == {"entry_moved": ["block 2 entry 0", "block 2 entry 1"]}


def test_erased_entry_is_named(sealed):
    rows(LogEntry).filter(pk=sealed[1].entries.get(position=3).pk).delete()
    assert kinds() == {"entry_missing": ["block 2 entry 3"]}


@pytest.mark.parametrize("position", [4, 0], ids=["behind the others", "at a taken position"])
def test_inserted_entry_is_named(sealed, position):
    forged = LogEntry(
        at=log.timezone.now(), actor="李四", action="x", subject_type="x", subject_id="1"
    )
    forged.facts = "{}"
    forged.digest = log.entry_digest(forged)
    forged.block, forged.position = sealed[1], position
    forged.save()
    assert f"block 2 entry {position}" in kinds()["entry_added"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("root", "0" * 64),
        ("previous", "0" * 64),
        ("count", 3),
        ("leaves", bytes(128)),
        ("digest", "0" * 64),
        ("sealed_at", F("sealed_at") + dt.timedelta(seconds=1)),
    ],
)
def test_changed_block_is_named(sealed, field, value):
    rows(LogBlock).filter(number=3).update(**{field: value})
    places = [place for found in kinds().values() for place in found]
    assert any(place.startswith("block 3") for place in places)


def test_rewritten_block_breaks_the_chain_behind_it(sealed):
    """Entry, leaf, root and digest fit each other: the next block and the anchor know better."""
    block = sealed[1]
    entry = block.entries.get(position=0)
    entry.actor = "李四"
    digest = log.entry_digest(entry)
    rows(LogEntry).filter(pk=entry.pk).update(actor=entry.actor, digest=digest)
    leaves = [bytes.fromhex(digest)] + [
        bytes.fromhex(other.digest) for other in block.entries.order_by("position")[1:]
    ]
    root = log.merkle_root(leaves).hex()
    rows(LogBlock).filter(pk=block.pk).update(
        leaves=b"".join(leaves),
        root=root,
        digest=log.block_digest(2, block.previous, root, block.count, block.sealed_at),
    )
    assert kinds() == {"chain_broken": ["block 3"], "anchor_differs": ["block 2"]}


def test_dropped_block_in_the_middle_is_named(sealed):
    rows(LogEntry).filter(block=sealed[1]).delete()
    rows(LogBlock).filter(pk=sealed[1].pk).delete()
    assert kinds() == {"block_missing": ["block 2"]}


def test_dropped_tail_is_named(sealed):
    for block in sealed[2:]:
        rows(LogEntry).filter(block=block).delete()
        rows(LogBlock).filter(pk=block.pk).delete()
    assert kinds() == {"tail_missing": ["block 3", "block 4"]}


def test_whole_log_dropped_is_named(sealed):
    rows(LogEntry).delete()
    rows(LogBlock).delete()
    assert len(kinds()["tail_missing"]) == 4


def test_reordered_blocks_are_named(sealed):
    second, third = sealed[1], sealed[2]
    rows(LogBlock).filter(pk=second.pk).update(number=99)
    rows(LogBlock).filter(pk=third.pk).update(number=2)
    rows(LogBlock).filter(pk=second.pk).update(number=3)
    assert {"block_changed", "chain_broken", "anchor_differs"} <= set(kinds())


def test_dropped_anchor_file_is_named(sealed):
    log.heads_path().unlink()
    assert kinds() == {"anchor_missing": ["block 1"]}


def test_anchor_file_cut_short_is_named(sealed):
    lines = log.heads_path().read_text().splitlines(keepends=True)
    log.heads_path().write_text("".join(lines[:1]))
    assert kinds() == {"anchor_missing": ["block 2"]}


def test_line_taken_out_of_the_anchor_file_is_named(sealed):
    lines = log.heads_path().read_text().splitlines(keepends=True)
    log.heads_path().write_text("".join(lines[:1] + lines[2:]))
    assert kinds() == {"anchor_missing": ["block 2"]}


def test_later_line_cannot_replace_an_earlier_one(sealed):
    with log.heads_path().open("a") as file:
        file.write(f"2 {'0' * 64} later\n")
    assert kinds() == {"anchor_differs": ["block 2"]}


def test_line_that_a_kill_cut_short_is_written_again(sealed):
    """Killed in the middle of the last line: the next round completes the file."""
    whole = log.heads_path().read_text()
    log.heads_path().write_text(whole[:-40])
    assert log.seal_all() == 1
    assert log.verify().is_intact
    assert sorted(log.read_heads().digests) == [1, 2, 3, 4, 5]


def test_block_sealed_before_a_kill_gets_its_line_with_the_next_round(sealed):
    assert log.seal_block()
    assert 5 not in log.read_heads().digests
    assert log.verify().is_intact
    assert log.seal_all() == 0
    assert 5 in log.read_heads().digests


def test_block_is_limited(db, data_folder, monkeypatch):
    monkeypatch.setattr(log, "BLOCK_LIMIT", 3)
    by = make_user()
    for number in range(7):
        log.record(action="test.write", subject=by, by=by, number=number)
    made = log.seal_all()
    assert made == 3
    assert max(block.count for block in LogBlock.objects.all()) == 3
    assert log.verify().is_intact


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 8, 9])
def test_merkle_root_depends_on_every_leaf_and_its_place(number):
    leaves = [bytes([n]) * 32 for n in range(number)]
    roots = {log.merkle_root(leaves)}
    for place in range(number):
        changed = [*leaves]
        changed[place] = b"\xff" * 32
        roots.add(log.merkle_root(changed))
    assert len(roots) == number + 1
    if number > 1:
        assert log.merkle_root(leaves[::-1]) not in roots


def test_merkle_root_equals_rfc_6962():
    """Independent reference: the recursive definition of RFC 6962 §2.1."""

    def reference(leaves):
        if len(leaves) == 1:
            return leaves[0]
        split = 1
        while split * 2 < len(leaves):
            split *= 2
        left, right = reference(leaves[:split]), reference(leaves[split:])
        return log.hashlib.sha256(b"\x01" + left + right).digest()

    for number in range(1, 40):
        leaves = [log.hashlib.sha256(bytes([n])).digest() for n in range(number)]
        assert log.merkle_root(leaves) == reference(leaves)


@given(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.none(), st.booleans())))
def test_canonical_json_reads_back_and_ignores_order(facts):
    text = log.canonical(facts)
    assert json.loads(text) == facts
    assert log.canonical(dict(reversed(list(facts.items())))) == text


def test_canonical_writes_moments_in_utc_and_decimals_plainly():
    moment = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert log.canonical(moment) == '"2026-11-24T00:00:00+00:00"'
    assert log.canonical([Decimal("1.50"), Decimal("1E+3")]) == '["1.5","1000"]'
    assert log.canonical({"b", "a"}) == '["a","b"]'
    assert log.canonical(b"\x01\xff") == '"01ff"'


def test_history_tells_what_happened_to_one_thing(db):
    one, other = make_user(), make_user()
    log.record(action="test.second", subject=one, by=other, note="x")
    log.record(action="test.elsewhere", subject=other, by=one)
    assert [e.action for e in log.history(one)] == ["accounts.create_user", "test.second"]


def test_entry_rolls_back_with_its_action(db):
    from ezhen.core.actions import action

    by = make_user()

    @action
    def fail():
        log.record(action="test.fail", subject=by, by=by)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert not LogEntry.objects.filter(action="test.fail").exists()


def test_command_says_intact_with_exit_code_0(sealed):
    done = CliRunner().invoke(main, ["log", "verify"])
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == "intact"
    assert sealed[-1].digest in done.output


def test_command_names_what_is_wrong_with_exit_code_1(sealed):
    rows(LogEntry).filter(pk=sealed[1].entries.get(position=3).pk).delete()
    done = CliRunner().invoke(main, ["log", "verify"])
    assert done.exit_code == 1
    assert "entry_missing: block 2 entry 3" in done.output


def test_command_answers_in_json(sealed):
    log.heads_path().unlink()
    done = CliRunner().invoke(main, ["log", "verify", "--json"])
    said = json.loads(done.output)
    assert done.exit_code == 1
    assert said["intact"] is False
    assert said["findings"][0]["kind"] == "anchor_missing"
    assert (said["blocks"], said["waiting"]) == (4, 1)


def test_command_seals_what_waits(sealed):
    done = CliRunner().invoke(main, ["log", "seal"])
    assert done.exit_code == 0
    assert log.verify().waiting == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_seal_each_entry_once(data_folder, at_once):
    by = make_user()
    for number in range(200):
        log.record(action="test.write", subject=by, by=by, number=number)
    made = at_once(*[log.seal_all] * 6)
    assert all(isinstance(number, int) for number in made), made
    assert sum(made) == LogBlock.objects.count()
    assert log.verify().is_intact
    assert log.verify().waiting == 0
    assert sum(block.count for block in LogBlock.objects.all()) == LogEntry.objects.count()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sealing_under_load_loses_and_doubles_nothing(data_folder, at_once, monkeypatch):
    monkeypatch.setattr(log, "BLOCK_LIMIT", 20)
    by = make_user()

    def write():
        from ezhen.core.actions import action

        @action
        def one(number):
            log.record(action="test.write", subject=by, by=by, number=number)

        for number in range(50):
            one(number)

    def seal():
        return [log.seal_all() for _ in range(20)]

    results = at_once(write, write, write, write, seal, seal)
    assert [found for found in results if isinstance(found, Exception)] == []
    log.seal_all()
    result = log.verify()
    assert result.is_intact, result.findings
    assert LogEntry.objects.filter(action="test.write").count() == 200
    assert result.waiting == 0
