"""A file goes into a register: read, compared, mended, entered in parts, taken back."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories import make_user
from tests.registers.conftest import HEADS, LIVESTREAM, WRITTEN, workbook, written

from ezhen.archive.errors import FileNotReadable, FileTooLarge, FileTypeWrong
from ezhen.core import jobs
from ezhen.core.cells import say
from ezhen.core.errors import NotAllowed
from ezhen.core.log import verify
from ezhen.core.models import Job, LogEntry
from ezhen.registers import api
from ezhen.registers.actions import importing
from ezhen.registers.actions.correcting import correct_rows
from ezhen.registers.errors import ImportClosed
from ezhen.registers.models import ImportBatch, Record, RecordKey, RecordRevision
from ezhen.registers.queries import batch as queries

pytestmark = pytest.mark.django_db


def rows(batch, verdict):
    return [row for chunk in batch.chunks.filter(verdict=verdict) for row in chunk.rows]


def reasons(batch):
    """What the preview says of each wrong cell, by line and field."""
    return {
        (row["line"], name): say(*error)
        for row in rows(batch, "wrong")
        for name, error in row["errors"].items()
    }


def test_rows_are_read_compared_and_entered(hand_in, commit, operator):
    batch = hand_in(workbook([written(number) for number in range(3)]))
    assert (batch.state, batch.sheet, batch.header_row) == ("preview", "场次", 1)
    assert batch.counts["new"] == batch.counts["rows"] == 3
    assert batch.counts["totals"]["amount"] == "56838.00"
    assert Record.objects.count() == 0
    batch = commit(batch)
    assert (batch.state, batch.counts["entered"]) == ("done", 3)
    first = Record.objects.order_by("serial").first()
    assert first.number == "2026-0001"
    assert (first.data["venue"], first.date, first.state) == (
        "studio",
        dt.date(2026, 1, 5),
        "waiting",
    )
    assert "挂面周中专场" in first.search
    assert first.revisions.get().batch == batch
    assert first.created_by == operator
    assert RecordKey.objects.count() == 3
    assert LogEntry.objects.filter(action="registers.import_rows").count() == 1
    assert verify().is_intact


def test_the_same_file_again_enters_nothing(hand_in, commit):
    content = workbook([written(number) for number in range(3)])
    commit(hand_in(content))
    batch = hand_in(content)
    assert (batch.counts["same"], batch.counts["new"]) == (3, 0)
    commit(batch)
    assert Record.objects.count() == 3


def test_what_differs_is_shown_and_only_taken_when_chosen(hand_in, commit, operator):
    commit(hand_in(workbook([written(0)])))
    content = workbook([written(0, amount=28460.0, theme="新的主题")])
    batch = hand_in(content)
    (row,) = rows(batch, "differs")
    assert row["differs"] == ["theme", "amount"]
    commit(batch)
    assert Record.objects.get().data["amount"] == "18946.00"
    batch = hand_in(content)
    chunk = batch.chunks.get(verdict="differs")
    importing.decide_rows(batch=batch, use={chunk.pk: {2: True}}, by=operator)
    batch = commit(batch)
    record = Record.objects.get()
    assert (record.data["amount"], record.n4, record.revision) == ("28460.00", 28460, 2)
    assert "新的主题" in record.search
    assert batch.counts["entered"] == 1


def test_what_changed_since_the_preview_is_left_alone(hand_in, commit, operator):
    commit(hand_in(workbook([written(0)])))
    batch = hand_in(workbook([written(0, amount=1.0), written(1)]))
    chunk = batch.chunks.get(verdict="differs")
    importing.decide_rows(batch=batch, use={chunk.pk: {2: True}}, by=operator)
    api.change_record(record=Record.objects.get(), values={"amount": 5}, revision=1, by=operator)
    values = LIVESTREAM | {"held_on": "2026-01-06"}
    api.enter_record(register="livestreams", values=values, by=operator)
    batch = commit(batch)
    assert (batch.counts["entered"], batch.counts["skipped"]) == (0, 2)
    assert [row.data["amount"] for row in Record.objects.order_by("pk")] == ["5.00", "18946.00"]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"minutes": 12}, "minutes", "12 分钟，不到 30"),
        (
            {"amount": "358,00"},
            "amount",
            "“358,00”里的逗号是小数点还是千位号？请改成 1,234.00 这样",
        ),
        ({"held_on": "昨天"}, "held_on", "“昨天”不是日期，请写成 2026-11-23"),
        ({"held_on": dt.date(2525, 1, 5)}, "held_on", "2525-01-05 离得太远，年份对吗？"),
        ({"theme": "=cmd|' /C calc'!A0"}, "theme", "“=cmd|' /C calc'!A0”像公式，不能导入"),
        ({"host": 6917926768823643751}, "host", "末几位"),
        ({"venue": "村口"}, "venue", "“村口”不在可选项里"),
        ({"theme": None}, "theme", "缺主题"),
    ],
)
def test_each_wrong_cell_says_why(hand_in, changes, field, reason):
    batch = hand_in(workbook([written(0), written(1, **changes)]))
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 1)
    assert reason in reasons(batch)[(3, field)]


def test_excel_traps_that_can_be_read_are_read(hand_in, commit):
    """Days as text and as numbers, times as shares of a day, thousands, full width, wrappers."""
    row = written(
        0,
        held_on="2026年1月5日",
        started=0.8125,
        ended=dt.time(22, 0).isoformat(),
        viewers="6,840",
        orders="２０３",
        amount="￥18,946.00元",
        host='="连晓燕"',
    )
    commit(hand_in(workbook([row, written(1, held_on=46028)])))
    first, second = Record.objects.order_by("pk")
    assert first.data["started"] == "19:30"
    assert (first.data["viewers"], first.data["orders"]) == (6840, 203)
    assert (first.data["amount"], first.data["host"]) == ("18946.00", "连晓燕")
    assert second.date == dt.date(2026, 1, 6)


def test_moved_columns_and_lines_above_and_below_are_understood(hand_in):
    heads = dict(reversed(HEADS.items())) | {"note": "备注"}
    total = [None] * len(heads)
    total[0], total[list(heads).index("amount")] = "合计", 99
    content = workbook(
        [written(0), written(1)],
        heads=heads,
        above=[["古韩镇直播台账"], [], ["填报单位：e镇运营"]],
        below=[total],
    )
    batch = hand_in(content)
    assert (batch.state, batch.counts["new"], batch.header_row) == ("preview", 2, 4)
    told = [say(*note) for note in batch.notes]
    assert told == ["成交额：表里合计 99.00，各行相加 37,892.00", "没有用到的列：备注"]


def test_renamed_columns_are_guessed_and_a_person_confirms(hand_in, operator):
    heads = HEADS | {"host": "主播姓名", "amount": "GMV"}
    batch = hand_in(workbook([written(0)], heads=heads))
    assert batch.state == "mapping"
    told = {header["name"]: (header["field"], header["guess"]) for header in batch.headers}
    assert told["主播姓名"] == ("host", True)
    assert told["GMV"] == ("", False)
    matched = {str(at): name for at, name in enumerate(heads)}
    without = {at: name for at, name in matched.items() if name != "amount"}
    with pytest.raises(ImportClosed, match="成交额"):
        importing.match_columns(batch=batch, mapping=without, by=operator)
    twice = matched | {"0": "amount"}
    with pytest.raises(ImportClosed):
        importing.match_columns(batch=batch, mapping=twice, by=operator)
    importing.match_columns(batch=batch, mapping=matched, by=operator)
    jobs.run_until_idle()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == ("preview", 1)


def test_merged_cells_are_refused_cell_by_cell(hand_in):
    def merge(book, page):
        page.merge_range(1, 5, 2, 5, "连晓燕")

    batch = hand_in(workbook([written(0), written(1, host=None)], change=merge))
    assert batch.counts["new"] == 1
    assert reasons(batch)[(3, "host")] == "这一格是合并单元格，请拆开后每格都填"


def test_formulas_count_with_the_result_that_was_saved(hand_in, commit):
    def formula(book, page):
        page.write_formula(1, 10, "=100+20.5", None, 120.5)

    commit(hand_in(workbook([written(0)], change=formula)))
    assert Record.objects.get().data["amount"] == "120.50"


def test_a_row_twice_in_a_file(hand_in):
    batch = hand_in(workbook([written(0), written(0), written(0, theme="别的")]))
    assert (batch.counts["new"], batch.counts["same"], batch.counts["wrong"]) == (1, 1, 1)
    assert reasons(batch)[(4, "held_on")] == "和第 2 行重复"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_in_both_encodings(hand_in, encoding):
    row = written(0)
    lines = [",".join(HEADS.values()), ",".join(str(row[name]) for name in HEADS)]
    batch = hand_in("\r\n".join(lines).encode(encoding), name="场次.csv")
    assert batch.counts["new"] == 1


def test_what_is_no_table_is_refused(hand_in, operator, settings):
    batch = hand_in(workbook([], heads={"a": "甲", "b": "乙"}))
    assert batch.state == "refused"
    assert "没找到列名" in batch.refusal
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
    with pytest.raises(FileTypeWrong):
        hand_in(picture)
    with pytest.raises(FileTypeWrong):
        hand_in(b"MZ", name="台账.exe")
    with pytest.raises(FileNotReadable):
        hand_in(b"")
    settings.UPLOAD_LIMIT_BYTES = 10
    with pytest.raises(FileTooLarge):
        hand_in(workbook([written(0)]))
    assert Record.objects.count() == 0


def test_a_zip_bomb_is_refused(hand_in):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b"0" * 30_000_000)
        bomb.writestr("xl/workbook.xml", b"0" * 30_000_000)
    with pytest.raises((FileNotReadable, FileTypeWrong)):
        hand_in(buffer.getvalue())


def test_too_many_rows_are_refused(hand_in, monkeypatch):
    monkeypatch.setattr("ezhen.core.sheets.MOST_ROWS", 2)
    batch = hand_in(workbook([written(number) for number in range(3)]))
    assert batch.state == "refused"
    assert "超过 2 行" in batch.refusal
    assert batch.chunks.count() == 0


def test_problems_are_mended_on_the_page(hand_in, commit, operator):
    batch = hand_in(workbook([written(0), written(1, minutes=12, amount="358,00"), written(2)]))
    chunk = batch.chunks.get(verdict="wrong")
    batch = correct_rows(batch=batch, fixes={chunk.pk: {3: {"minutes": "45"}}}, by=operator)
    assert (batch.counts["wrong"], batch.counts["new"]) == (1, 2)
    assert list(reasons(batch)) == [(3, "amount")]
    fixes = {chunk.pk: {3: {"amount": "358.00"}}}
    batch = correct_rows(batch=batch, fixes=fixes, by=operator)
    assert (batch.counts["wrong"], batch.counts["new"]) == (0, 3)
    assert batch.counts["totals"]["amount"] == "38250.00"
    assert not batch.chunks.filter(verdict="wrong").exists()
    commit(batch)
    assert Record.objects.get(date="2026-01-06").data["amount"] == "358.00"


def test_personal_values_lie_sealed_in_the_preview(hand_in, commit, town_pack):
    heads = {"held_on": "日期", "topic": "问什么", "who": "姓名", "phone": "电话"}
    people = [
        {"held_on": "2026-11-01", "topic": "开店", "who": "王小明", "phone": "13812345678"},
        {"held_on": "2026-11-02", "topic": "开店", "who": "李小红", "phone": "1381234567"},
    ]
    batch = hand_in(workbook(people, heads=heads), register="chats")
    stored = str(list(batch.chunks.values_list("rows", flat=True)))
    for secret in ("王小明", "李小红", "13812345678", "1381234567"):
        assert secret not in stored
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 1)
    commit(batch)
    assert Record.objects.get().t2
    assert hand_in(workbook(people, heads=heads), register="chats").counts["same"] == 1


def test_only_keepers_hand_in(hand_in, bureau):
    for who in (bureau, make_user(role="producer")):
        with pytest.raises(NotAllowed):
            hand_in(workbook([written(0)]), by=who)


def test_a_killed_import_goes_on_and_doubles_nothing(hand_in, operator, monkeypatch):
    monkeypatch.setattr("ezhen.registers.actions.judging.AT_ONCE", 2)
    monkeypatch.setattr("ezhen.registers.actions.reading.AT_ONCE", 2)
    batch = hand_in(workbook([written(number) for number in range(7)]))
    assert batch.chunks.count() == 4
    importing.start_commit(batch=batch, by=operator)
    job = jobs.claim()
    parts = jobs._functions[job.name](job)
    next(parts)
    next(parts)  # two parts are entered; then the worker is killed
    parts.close()
    assert Record.objects.count() == 4
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    jobs.run_until_idle()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["entered"]) == ("done", 7)
    assert Record.objects.count() == RecordRevision.objects.count() == 7
    assert sorted(Record.objects.values_list("serial", flat=True)) == list(range(1, 8))


def test_a_part_that_breaks_leaves_nothing_of_itself(hand_in, operator, monkeypatch):
    batch = hand_in(workbook([written(0), written(1)]))
    importing.start_commit(batch=batch, by=operator)
    chunk = batch.chunks.get()
    monkeypatch.setattr(importing, "_keep", lambda *_args, **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        importing.enter_chunk(chunk=chunk, by=operator)
    chunk.refresh_from_db()
    assert chunk.entered_at is None
    assert Record.objects.count() == RecordKey.objects.count() == 0
    assert api.definition("livestreams")


def test_a_reading_that_was_killed_begins_anew(hand_in, monkeypatch):
    monkeypatch.setattr("ezhen.registers.actions.judging.AT_ONCE", 2)
    batch = hand_in(workbook([written(number) for number in range(5)]))
    ImportBatch.objects.filter(pk=batch.pk).update(state="reading", counts={})
    jobs.enqueue("registers.read_import", by=batch.created_by, batch=str(batch.uuid))
    jobs.run_until_idle()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == ("preview", 5)
    assert sum(batch.chunks.values_list("num_rows", flat=True)) == 5


def test_an_import_is_taken_back(hand_in, commit, operator):
    commit(hand_in(workbook([written(0)])))
    batch = hand_in(workbook([written(0, amount=5.0), written(1), written(2)]))
    chunk = batch.chunks.get(verdict="differs")
    importing.decide_rows(batch=batch, use={chunk.pk: {2: True}}, by=operator)
    batch = commit(batch)
    assert queries.undo_until(batch)
    importing.start_undo(batch=batch, by=operator)
    jobs.run_until_idle()
    batch.refresh_from_db()
    assert batch.state == "undone"
    stands = Record.objects.standing()
    assert [(one.data["amount"], one.n4, one.revision) for one in stands] == [
        ("18946.00", 18946, 3)
    ]
    assert Record.objects.filter(state="withdrawn").count() == 2
    assert RecordKey.objects.count() == 1
    assert verify().is_intact
    batch = commit(hand_in(workbook([written(1)])))
    assert batch.counts["entered"] == 1


def test_what_others_built_on_is_not_taken_back(hand_in, commit, operator, bureau):
    batch = commit(hand_in(workbook([written(0), written(1)])))
    api.review_record(record=Record.objects.first(), confirm=True, by=bureau)
    with pytest.raises(ImportClosed, match="1 行核验或改过"):
        importing.start_undo(batch=batch, by=operator)
    assert queries.num_touched(batch) == 1


def test_the_time_for_taking_back_ends(hand_in, commit, operator):
    batch = commit(hand_in(workbook([written(0)])))
    batch.ended_at = timezone.now() - dt.timedelta(days=8)
    batch.save()
    assert queries.undo_until(batch) is None
    with pytest.raises(ImportClosed):
        importing.start_undo(batch=batch, by=operator)


def test_steps_are_taken_once(hand_in, commit, operator):
    batch = commit(hand_in(workbook([written(0)])))
    for step in (
        lambda: importing.start_commit(batch=batch, by=operator),
        lambda: importing.discard_import(batch=batch, by=operator),
        lambda: importing.match_columns(batch=batch, mapping={}, by=operator),
    ):
        with pytest.raises(ImportClosed):
            step()
    other = hand_in(workbook([written(5)]))
    importing.discard_import(batch=other, by=operator)
    other.refresh_from_db()
    assert (other.state, other.chunks.count()) == ("discarded", 0)


def test_new_rows_tell_which_gaps_they_fill(enter, hand_in):
    today = timezone.localdate()
    enter(held_on=today - dt.timedelta(days=60))
    enter(held_on=today - dt.timedelta(days=1))
    missing = WRITTEN | {"held_on": today - dt.timedelta(days=30)}
    batch = hand_in(workbook([missing]))
    assert len(batch.counts["filled"]) == 1


def test_a_file_type_is_told_by_its_bytes(operator):
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF")
    with pytest.raises(ImportClosed):
        importing.start_import(register="livestreams", upload=upload, by=operator)
