"""Rows are entered, changed, reviewed and withdrawn; every step leaves its trace."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from tests.factories import make_organisation, make_user, member_of

from ezhen.core.errors import NotAllowed
from ezhen.core.log import history, verify
from ezhen.core.models import AppendOnlyError, LogEntry
from ezhen.registers import api
from ezhen.registers.actions.build import digest_of
from ezhen.registers.actions.record import reveal_record
from ezhen.registers.errors import (
    DefinitionChanged,
    KeptElsewhere,
    NoSuchRegister,
    ReasonMissing,
    RecordChanged,
    RecordClosed,
    RecordExists,
)
from ezhen.registers.models import Record, RecordRevision, RegisterVersion
from ezhen.registers.queries import register as register_queries
from ezhen.registers.signals import records_changed

pytestmark = pytest.mark.django_db


def test_enter_keeps_json_columns_number_revision_and_entry(enter, operator):
    row = enter()
    row.refresh_from_db()
    assert row.number == "2026-0001"
    assert row.data["amount"] == "18946.00"
    assert (row.date, row.t1, row.n4) == (dt.date(2026, 11, 18), "studio", Decimal("18946.0000"))
    assert (row.state, row.revision, row.papers_missing) == ("waiting", 1, 4)
    assert "挂面周中专场" in row.search
    assert "直播间 studio" in row.search
    first = row.revisions.get()
    assert (first.data, first.n4, first.by, first.state) == (row.data, row.n4, operator, "waiting")
    entry = history(row).get()
    assert entry.action == "registers.enter_record"
    assert first.digest in entry.facts
    assert first.digest == digest_of(row.uuid, vars(first))


def test_numbers_run_by_year_without_a_hole(enter):
    days = ["2025-12-30", "2026-01-02", "2026-01-03"]
    numbers = [enter(held_on=day).number for day in days]
    assert numbers == ["2025-0001", "2026-0001", "2026-0002"]


def test_enter_refuses_each_field_with_its_reason(enter):
    with pytest.raises(ValidationError) as refused:
        enter(held_on="2026-13-01", minutes="12", venue="展馆", theme="")
    said = refused.value.message_dict
    assert set(said) == {"held_on", "minutes", "venue", "theme"}
    assert said["minutes"] == ["12 分钟，不到 30"]
    assert said["theme"] == ["缺主题"]
    assert Record.objects.count() == 0


def test_enter_refuses_what_no_register_asks(enter, operator):
    with pytest.raises(NoSuchRegister):
        enter("nothing")
    with pytest.raises(ValidationError):
        enter(colour="red")


def test_enter_refuses_who_does_not_keep_it(enter, bureau):
    for who in (bureau, make_user(role="producer"), make_user(role="system_admin")):
        with pytest.raises(NotAllowed):
            enter(by=who)


def test_the_same_row_twice_is_refused_and_named(enter):
    first = enter()
    with pytest.raises(RecordExists, match="2026-0001") as refused:
        enter(theme="又一场")
    assert refused.value.facts["record"] == first.uuid
    assert enter(started="09:00", ended="10:00").number == "2026-0002"


def test_dates_stand_in_order(enter, town_pack):
    with pytest.raises(ValidationError) as refused:
        enter("chats", answered_on="2026-11-17")
    assert "answered_on" in refused.value.message_dict
    assert enter("chats", answered_on="2026-11-18").d1 == dt.date(2026, 11, 18)


def test_personal_values_are_sealed_everywhere(enter, town_pack):
    row = enter("chats")
    row.refresh_from_db()
    stored = f"{row.data} {row.search} {row.t2} {row.revisions.get().data}"
    stored += "".join(LogEntry.objects.values_list("facts", flat=True))
    assert "王小明" not in stored
    assert "13812345678" not in stored
    assert row.t2
    assert reveal_record(record=row, reason="回访", by=row.created_by)["phone"] == "13812345678"
    assert history(row).last().action == "registers.reveal_record"
    with pytest.raises(ReasonMissing):
        reveal_record(record=row, reason=" ", by=row.created_by)


def test_personal_keys_meet_without_being_read(enter, town_pack):
    enter("chats")
    with pytest.raises(RecordExists):
        enter("chats", who="王大明", phone="138 1234 5678")
    enter("chats", phone="138****5678")
    enter("chats", phone="138****5678")


def test_change_makes_a_revision_and_asks_for_review_again(enter, operator, bureau):
    row = enter()
    row = api.review_record(record=row, confirm=True, by=bureau)
    row = api.change_record(
        record=row, values={"amount": "28,460"}, revision=2, by=operator, reason="后台数"
    )
    row.refresh_from_db()
    assert (row.state, row.revision, row.n4) == ("waiting", 3, Decimal(28460))
    assert row.data["theme"] == "挂面周中专场"
    stood = row.revisions.order_by("number").values_list("number", "state", "n4")
    assert list(stood) == [(1, "waiting", 18946), (2, "confirmed", 18946), (3, "waiting", 28460)]


def test_a_change_that_changes_nothing_leaves_no_revision(enter, operator):
    row = enter()
    same = api.change_record(record=row, values={"amount": "18946.0"}, revision=1, by=operator)
    assert same.revision == 1


def test_two_people_editing_the_second_learns_what_the_first_did(enter, operator):
    row = enter()
    colleague = make_user(role="operator", display_name="李强")
    api.change_record(record=row, values={"amount": "28460"}, revision=1, by=colleague)
    with pytest.raises(RecordChanged) as refused:
        api.change_record(record=row, values={"theme": "换一个"}, revision=1, by=operator)
    assert "李强" in str(refused.value)
    assert "成交额 18,946.00 → 28,460.00" in str(refused.value)
    assert Record.objects.get().data["theme"] == "挂面周中专场"


def test_change_moves_the_key(enter, operator):
    row = enter()
    row = api.change_record(record=row, values={"host": "王璐"}, revision=1, by=operator)
    other = enter()
    with pytest.raises(RecordExists):
        api.change_record(record=other, values={"host": "王璐"}, revision=1, by=operator)
    assert other.keys.count() == 1


def test_withdrawn_rows_stay_readable_and_free_their_key(enter, operator):
    row = enter()
    with pytest.raises(ReasonMissing):
        api.withdraw_record(record=row, reason="", by=operator)
    row = api.withdraw_record(record=row, reason="重复登记", by=operator)
    assert row.state == "withdrawn"
    assert row.revisions.count() == 2
    assert enter().number == "2026-0002"
    with pytest.raises(RecordClosed):
        api.change_record(record=row, values={"theme": "x"}, revision=2, by=operator)


def test_review_is_for_reviewers_and_never_of_ones_own(enter, operator, bureau):
    row = enter()
    for who in (operator, make_user(role="regulator"), make_user(role="auditor")):
        with pytest.raises(NotAllowed):
            api.review_record(record=row, confirm=True, by=who)
    with pytest.raises(ReasonMissing):
        api.review_record(record=row, confirm=False, by=bureau)
    row = api.review_record(record=row, confirm=False, reason="缺复盘", by=bureau)
    assert (row.state, row.return_reason) == ("returned", "缺复盘")
    with pytest.raises(RecordClosed):
        api.review_record(record=row, confirm=True, by=bureau)
    row = api.change_record(record=row, values={}, revision=2, by=operator)
    assert (row.state, row.return_reason) == ("waiting", "")
    assert [one.state for one in api.confirm_records(records=[row], by=bureau)] == ["confirmed"]


def test_registers_without_reviewers_keep_at_once(enter, town_pack):
    assert enter("chats").state == "kept"


def test_as_of_gives_what_stood_then(enter, operator, bureau):
    june = timezone.make_aware(dt.datetime(2026, 6, 30, 12))  # noqa: DTZ001 made aware here
    day = dt.timedelta(days=1)
    row = enter(held_on="2026-06-01", at=june - 9 * day)
    api.review_record(record=row, confirm=True, by=bureau, at=june - 8 * day)
    api.change_record(record=row, values={"amount": 1}, revision=2, by=operator, at=june + day)
    enter(at=june + 2 * day)
    then = api.rows("livestreams", june)
    assert [one.n4 for one in then] == [18946]
    assert api.rows("livestreams").count() == 0
    assert api.rows("livestreams", june - 8.5 * day).count() == 0
    assert api.waiting("livestreams").count() == 2
    assert api.changed_since("livestreams", june).count() == 1
    assert api.changed_since("livestreams", june + 3 * day).count() == 0


def test_condition_reads_filters_of_proofs(enter, town_pack):
    enter("chats", kinds="开店、贷款", solved="是", minutes=5, place="古韩镇")
    enter("chats", phone="13912345678", kinds="贷款", solved="否", minutes=15)
    enter("chats", phone="")
    definition = api.definition("chats")

    def count(**where):
        return api.rows("chats").filter(api.condition(definition, where)).count()

    assert count(kinds={"has": "shop"}) == 1
    assert count(kinds={"has": "loan"}) == 2
    assert count(solved=True) == 1
    assert count(solved={"set": False}) == 1
    assert count(minutes={"gte": 5, "lt": 15}) == 1
    assert count(phone="13912345678") == 1
    assert count(topic=["怎么开店", "别的"]) == 3
    assert count(topic={"ne": "怎么开店"}) == 0
    assert count(place="140423100") == 1
    assert count(held_on={"lte": "2026-11-18"}) == 3
    for wrong in ({"who": "x"}, {"nothing": 1}, {"topic": {"like": "x"}}):
        with pytest.raises(LookupError):
            api.condition(definition, wrong)


def test_places_are_known_by_name_or_code(enter, town_pack):
    assert enter("chats", place="虒亭镇").t3 == "140423104"
    with pytest.raises(ValidationError, match="虒亭乡"):
        enter("chats", phone="", place="虒亭乡")


def test_a_definition_is_pinned_and_only_grows(enter, town_pack):
    enter("chats")
    file = town_pack / "registers" / "chats.yaml"
    text = file.read_text()

    def change(*edits):
        changed = text
        for old, new in edits:
            assert old in changed
            changed = changed.replace(old, new)
        file.write_text(changed)
        register_queries._loaded.cache_clear()

    newer = ("version: 1", "version: 2")
    solved = "  - {name: solved, label: {zh: 已解决, en: Solved}, type: yes_no, index: true}\n"
    freed = ("minimum: 1, index: true", "minimum: 1")
    stars = "  - {name: stars, label: {zh: 评分, en: Stars}, type: integer, index: true}\n"
    for edits in (
        [("一行一次", "一行两次")],
        [newer, (solved, "")],
        [newer, ("type: yes_no", "type: text")],
        [newer, freed, ("totals: [minutes]\n", "")],
    ):
        change(*edits)
        with pytest.raises(DefinitionChanged):
            enter("chats", phone="13912345678")
    retired = solved.replace("index: true", "index: true, retired: true")
    change(newer, (solved, retired + stars))
    assert enter("chats", phone="13912345678", stars=5).n3 == 5
    assert RegisterVersion.objects.filter(code="chats").count() == 2


def test_a_change_keeps_what_retired_fields_hold(enter, town_pack, operator):
    row = enter("chats", solved="是")
    file = town_pack / "registers" / "chats.yaml"
    text = file.read_text().replace("version: 1", "version: 2")
    file.write_text(
        text.replace("type: yes_no, index: true", "type: yes_no, index: true, retired: true")
    )
    register_queries._loaded.cache_clear()
    row = api.change_record(record=row, values={"topic": "别的"}, revision=1, by=operator)
    assert row.data["solved"] is True


def test_a_business_writes_and_sees_rows_of_its_own(town_pack, operator):
    file = town_pack / "registers" / "chats.yaml"
    text = file.read_text().replace(
        "keepers: [operator]", "keepers: [operator, producer]\nown_rows: true\nparty: firm"
    )
    text = text.replace(
        "fields:\n",
        "fields:\n  - {name: firm, label: {zh: 企业, en: Firm}, type: party, required: true}\n",
    )
    file.write_text(text)
    register_queries._loaded.cache_clear()
    mine, other = make_organisation(), make_organisation()
    values = {"held_on": "2026-11-18", "topic": "开店", "who": "王", "firm": str(other.uuid)}
    row = api.enter_record(register="chats", values=values, by=member_of(mine))
    assert row.organisation == mine
    assert row.t1 == str(mine.uuid)
    assert Record.objects.visible_to(member_of(mine)).count() == 1
    assert Record.objects.visible_to(member_of(other)).count() == 0
    assert Record.objects.visible_to(operator).count() == 1
    assert Record.objects.visible_to(make_user(role="system_admin")).count() == 0
    with pytest.raises(RecordClosed):
        api.change_record(record=row, values={"topic": "x"}, revision=1, by=member_of(other))
    row = api.change_record(
        record=row, values={"firm": str(other.uuid), "topic": "店"}, revision=1, by=member_of(mine)
    )
    assert row.organisation == mine
    stranger = make_user(role="producer")
    with pytest.raises(NotAllowed):
        api.enter_record(register="chats", values=values, by=stranger)


def test_evidence_cannot_be_changed_or_erased(enter):
    row = enter()
    revision = row.revisions.get()
    with pytest.raises(AppendOnlyError):
        revision.save()
    with pytest.raises(AppendOnlyError):
        RecordRevision.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        RecordRevision.objects.filter(pk=revision.pk).update(state="kept")
    assert verify().is_intact


def test_listeners_hear_in_the_transaction_of_the_change(enter):
    heard = []

    def listen(register, uuids, **_kwargs):
        heard.append((register, uuids, transaction.get_connection().in_atomic_block))

    records_changed.connect(listen)
    try:
        row = enter()
    finally:
        records_changed.disconnect(listen)
    assert heard == [("livestreams", [str(row.uuid)], True)]


def test_a_module_takes_a_register_over_and_keeps_its_rows(enter, operator, monkeypatch):
    from ezhen.core.ids import new_uuid

    old = enter()
    key = new_uuid()
    with pytest.raises(KeptElsewhere):
        api.put_record(register="livestreams", key=key, values={}, by=operator)
    server = api.Server("trade", lambda: "/trade/new/", lambda row: f"/trade/{row.uuid}/")
    monkeypatch.setitem(register_queries._servers, "livestreams", server)
    with pytest.raises(KeptElsewhere):
        enter(started="08:00", ended="09:00")
    values = dict(old.data) | {"started": "08:00", "amount": "100"}
    put = api.put_record(register="livestreams", key=key, values=values, by=operator)
    assert put.uuid == key
    put = api.put_record(
        register="livestreams", key=key, values=values | {"amount": "200"}, by=operator
    )
    assert (put.revision, put.n4) == (2, 200)
    again = api.put_record(
        register="livestreams", key=key, values=values | {"amount": "200"}, by=operator
    )
    assert again.revision == 2
    states = frozenset({"waiting"})
    stands = api.rows("livestreams", states=states).order_by("pk").values_list("n4", flat=True)
    assert list(stands) == [18946, 200]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_row(operator):
    """Twenty people enter the same livestream at one moment: one row, nineteen clear refusals."""
    from tests.registers.conftest import LIVESTREAM

    barrier, results = threading.Barrier(10), []

    def go(number):
        barrier.wait()
        try:
            values = LIVESTREAM | {"theme": f"第 {number} 次"}
            results.append(api.enter_record(register="livestreams", values=values, by=operator))
        except RecordExists as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, Record) for one in results) == 1
    assert sum(isinstance(one, RecordExists) for one in results) == 9
    assert Record.objects.count() == 1
    assert Record.objects.get().number == "2026-0001"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once_under_load(operator):
    from tests.registers.conftest import LIVESTREAM

    barrier = threading.Barrier(8)

    def go(number):
        barrier.wait()
        try:
            for minute in range(5):
                values = LIVESTREAM | {"started": f"{number:02}:{minute:02}"}
                api.enter_record(register="livestreams", values=values, by=operator)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    serials = list(Record.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, 41))
