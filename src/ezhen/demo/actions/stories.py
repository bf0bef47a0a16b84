"""What went wrong in the demo year and how it was mended, and what waits for somebody today."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from ezhen.archive.api import store_file
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import Happening, later
from ezhen.demo.actions.labels import LANGUAGE, newest_labelled, stick
from ezhen.demo.actions.making import make_noodles, pack_gifts, sample
from ezhen.demo.actions.pictures import picture_upload
from ezhen.demo.actions.trading import (
    GREENS_TEST,
    NOODLE_TEST,
    Delivery,
    deliver,
    is_sellable,
    record_test,
    use,
)
from ezhen.trace import api as trace
from ezhen.trace.enums import (
    ComplaintKind,
    HoldCause,
    InspectionResult,
    RecallClass,
    SuspicionState,
    UseKind,
)

TAIYUAN, CHANGZHI, GUANGZHOU = "140100", "140400", "440100"
PHONE = "129000990{:02d}"  # no such prefix exists
SETTLED = dt.timedelta(days=63)  # before that there is not enough that could go wrong


def plan_stories(town: Town) -> None:
    """Everything that is not weekly work, by days before today."""
    stories: Sequence[tuple[int, int, Happening]] = (
        (95, 10, lambda at: _inspect_mill(town, at)),
        (62, 10, lambda at: _inspect(town, "noodles", at, photo="rack")),
        (30, 9, lambda at: _clear_the_counter(town, at)),
        (27, 15, lambda at: _inspect(town, "shop", at)),
        (20, 14, lambda at: _complain_about_a_box(town, at)),
        (17, 11, lambda at: _inspect(town, "cloth", at, found="配电箱无盖，电线未穿管。", days=14)),
        (9, 14, lambda at: _mock_recall(town, at)),
        (9, 18, lambda at: _fail(town, at)),
        (5, 20, lambda at: _praise(town, at)),
        (
            4,
            15,
            lambda at: _inspect(
                town, "noodles2", at, found=_on_the_floor(at), days=7, photo="floor"
            ),
        ),
        (4, 18, lambda at: _leave_untested(town, 2_100, at)),
        (3, 10, lambda at: _copy_far_away(town, at)),
        (2, 9, lambda at: _copy_many_times(town, at)),
        (2, 19, lambda at: _complain_about_crumbs(town, at)),
        (1, 8, lambda at: _send_off(town, "noodles", "fair", "plain", at)),
        (1, 16, lambda at: _send_off(town, "mill", "noodles", "flour", at)),
        (1, 21, lambda at: _report_a_copy(town, at)),
    )
    for days, hour, happening in stories:
        at = town.diary.ago(days, hour)
        if at > town.begin + SETTLED:
            town.diary.plan(at, happening)
    morning = town.diary.ago(0, 8, 30)
    town.diary.plan(morning, lambda at: make_noodles(town, "noodles", "plain", 1_260, at, hours=3))
    town.diary.plan(morning, lambda at: _send_off(town, "noodles", "shop", "buckwheat", at))


def _on_the_floor(at: dt.datetime) -> str:
    first, last = later(at, -17), later(at, -11)
    days = f"{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日"
    return f"面粉靠墙落地堆放，未离墙离地；消毒记录缺 {days}。"


def _inspect(
    town: Town, who: str, at: dt.datetime, *, found: str = "", days: int = 0, photo: str = ""
) -> Any:
    """A visit: nothing wrong, or something to be corrected within days."""
    result = InspectionResult.CORRECT if days else InspectionResult.PASSED
    by = town.users["regulator"]
    photos = [store_file(upload=picture_upload(photo, "现场照片"), by=by)] if photo else []
    finding = trace.Finding(
        result=result,
        findings=found or "原料、记录、人员健康证齐全，现场整洁。",
        correct_by=at.date() + dt.timedelta(days=days) if days else None,
        photos=photos,
    )
    return trace.inspect(organisation=town.organisations[who], finding=finding, by=by, at=at)


def _inspect_mill(town: Town, at: dt.datetime) -> None:
    """Sacks on the floor, and on pallets eleven days later."""
    found = "成品面粉直接落地堆放，要求垫板离地 10 cm。"
    first = _inspect(town, "mill", at, found=found, days=14, photo="floor")

    def look_again(moment: dt.datetime) -> None:
        by = town.users["regulator"]
        photo = store_file(upload=picture_upload("pallet", "整改后"), by=by)
        finding = trace.Finding(InspectionResult.PASSED, "已垫板离地，符合要求。", photos=[photo])
        trace.inspect(
            organisation=first.organisation, finding=finding, rechecks=first, by=by, at=moment
        )

    town.diary.plan(later(at, 11, 10), look_again)


def stopped_for_a_while(town: Town, lot: Any, at: dt.datetime) -> None:
    """A picking is stopped on a suspicious quick test, and let go when the laboratory clears it."""
    by = town.users["regulator"]
    stopped: list[Any] = []

    def stop(moment: dt.datetime) -> None:
        finding = trace.Finding(
            InspectionResult.FAILED, "监督快检抑制率 54%，超过 50%，先封存，送检复核。"
        )
        stopped.append(
            trace.inspect(
                organisation=lot.owner, finding=finding, lot=lot, hold=True, by=by, at=moment
            )
        )

    def let_go(moment: dt.datetime) -> None:
        finding = trace.Finding(InspectionResult.PASSED, "实验室复检未检出，解除封存。")
        trace.inspect(
            organisation=lot.owner,
            finding=finding,
            lot=lot,
            rechecks=stopped[0],
            by=by,
            at=moment,
        )
        reason = "实验室复检合格"
        trace.allow_sale(lot=lot, cause=HoldCause.MARKET_HOLD, reason=reason, by=by, at=moment)

    town.diary.plan(later(at, 1, 9, 30), stop)
    town.diary.plan(later(at, 3, 11), lambda at: record_test(town, lot, GREENS_TEST, at))
    town.diary.plan(later(at, 3, 15), let_go)


def recalled_later(town: Town, lot: Any, at: dt.datetime) -> None:
    """A buyer cannot read the date on the pack; the lot and its gift boxes come back."""
    town.diary.plan(later(at, 12, 19), lambda moment: _complain_about_the_date(town, lot, moment))
    town.diary.plan(later(at, 13, 10), lambda moment: _recall(town, lot, moment))


def _recall(town: Town, lot: Any, at: dt.datetime) -> None:
    recall = trace.issue_recall(
        source=lot,
        lots=_lot_and_what_became_of_it(lot),
        recall_class=RecallClass.THREE,
        reason="外包装生产日期喷码模糊，无法辨认",
        advice="可继续食用；到购买处凭包装换货或退款。",
        started_at=at,
        scoped_at=at + dt.timedelta(minutes=25),
        by=town.users["regulator"],
        at=at + dt.timedelta(minutes=100),
    )
    _plan_answers(town, recall, later(at, 1, 9))
    town.diary.plan(
        later(at, 8, 15),
        lambda moment: trace.close_recall(recall=recall, by=town.users["regulator"], at=moment),
    )
    for holder in _holders(town, recall):
        for found in _lot_and_what_became_of_it(lot):
            town.diary.plan(later(at, 9, 10), _destroying(town, holder, found))


def _plan_answers(
    town: Town, recall: Any, at: dt.datetime, *, silent: frozenset[str] = frozenset()
) -> None:
    """Each holder says what was taken off sale, one after the other."""
    for number, who in enumerate(_holders(town, recall)):
        if who not in silent:
            answer = _answering(town, recall, who)
            town.diary.plan(at + dt.timedelta(minutes=75 * number), answer)


def _holders(town: Town, recall: Any) -> list[str]:
    told = set(recall.notices.values_list("holder_id", flat=True))
    return [who for who, found in town.organisations.items() if found.pk in told]


def _answering(town: Town, recall: Any, who: str) -> Happening:
    def happen(at: dt.datetime) -> None:
        rows = recall.notices.filter(holder=town.organisations[who])
        trace.confirm_notices(
            recall=recall,
            holder=town.organisations[who],
            returned=dict(rows.values_list("lot_id", "quantity")),
            by=town.users[who],
            note="已下架，单独存放",
            at=at,
        )

    return happen


def _destroying(town: Town, who: str, lot: Any) -> Happening:
    def happen(at: dt.datetime) -> None:
        if left := town.shelves.left_of(who, lot):
            note = "召回后销毁，监管人员在场"
            use(town, who, (lot, left), UseKind.DESTROYED, at, note=note)

    return happen


def _lot_and_what_became_of_it(lot: Any) -> list[Any]:
    return [lot, *(link.target for link in lot.links_out.select_related("target").order_by("pk"))]


def _mock_recall(town: Town, at: dt.datetime) -> None:
    """A drill that runs: the fair has not answered yet."""
    lot = newest_labelled(town, "plain", skip=1).lot
    recall = trace.issue_recall(
        source=lot,
        lots=_lot_and_what_became_of_it(lot),
        recall_class=RecallClass.TWO,
        reason="季度演练：假设复检水分超标",
        advice="演练，不影响购买和食用。",
        started_at=at,
        scoped_at=at + dt.timedelta(minutes=8),
        is_mock=True,
        by=town.users["regulator"],
        at=at + dt.timedelta(minutes=31),
    )
    _plan_answers(town, recall, later(at, 1, 9), silent=frozenset({"fair"}))


def _fail(town: Town, at: dt.datetime) -> None:
    """Packed into gift boxes before the report was there: the report stops both lots."""
    lot = make_noodles(town, "noodles2", "hollow", 900, at)
    sample(town, "noodles2", lot, later(at, 1, 9))
    stick(town, "hollow", lot, 648, later(at, 1, 10))
    failed = {"水分": "15.6", "自然断条率": "7.2"}

    def box(moment: dt.datetime) -> None:
        pack_gifts(town, "noodles2", lot, what="hollow_gift", boxes=60, at=moment)

    town.diary.plan(later(at, 2, 17), box)
    town.diary.plan(
        later(at, 7, 16), lambda moment: record_test(town, lot, NOODLE_TEST, moment, failed=failed)
    )


def _leave_untested(town: Town, bags: int, at: dt.datetime) -> None:
    """The samples are at the laboratory; the report is due tomorrow."""
    lot = make_noodles(town, "noodles", "plain", bags, at)
    town.diary.plan(later(at, 1, 9), lambda moment: sample(town, "noodles", lot, moment))


def _send_off(town: Town, sender: str, receiver: str, what: str, at: dt.datetime) -> None:
    """A delivery that is still on the way."""
    for lot in reversed(town.lots[what]):
        left = town.shelves.left_of(sender, lot)
        if left and is_sellable(lot, at):
            part = (lot, min(left, Decimal(1_200 if what == "flour" else 120)))
            deliver(town, Delivery(sender, receiver, what, (part,), days=3), at)
            return


def _look(town: Town, labelled: Any, index: int, looks: Sequence[tuple[dt.datetime, str]]) -> None:
    serial = trace.serial_of(labelled.order, labelled.first + index)
    for at, city in looks:
        trace.look_up_code(serial=serial, language=LANGUAGE, city=city, at=at)


def _copy_far_away(town: Town, at: dt.datetime) -> None:
    """Taiyuan and, three hours later, Guangzhou."""
    looks = ((at, TAIYUAN), (at + dt.timedelta(hours=3, minutes=10), GUANGZHOU))
    _look(town, newest_labelled(town, "plain", skip=1), 17, looks)


def _copy_many_times(town: Town, at: dt.datetime) -> None:
    """Seven looks within a day."""
    looks = [(at + dt.timedelta(minutes=55 * number), TAIYUAN) for number in range(7)]
    _look(town, newest_labelled(town, "plain", skip=2), 231, looks)


def _clear_the_counter(town: Town, at: dt.datetime) -> None:
    """The same, but the regulator finds a sample that everybody at the fair may scan."""
    labelled = newest_labelled(town, "plain")
    looks = [(at + dt.timedelta(minutes=40 * number), TAIYUAN) for number in range(7)]
    _look(town, labelled, 5, looks)

    def decide(moment: dt.datetime) -> None:
        for suspicion in trace.open_suspicions(labelled.lot):
            trace.decide_suspicion(
                suspicion=suspicion,
                state=SuspicionState.CLEARED,
                answer="太原展销区柜台样品，顾客轮流扫码，不是复制。",
                by=town.users["regulator"],
                at=moment,
            )

    town.diary.plan(later(at, 1, 11), decide)


def _complain(
    town: Town,
    labelled: Any,
    at: dt.datetime,
    *,
    kind: str,
    text: str,
    photo: str = "",
    number: int = 0,
) -> Any:
    """From the scan page of a pack, with or without a photo and a phone."""
    return trace.receive_complaint(
        complaint=trace.NewComplaint(
            kind=kind,
            text=text,
            serial=trace.serial_of(labelled.order, labelled.first + 40 + number),
            phone=PHONE.format(number) if number else "",
            photo=picture_upload(photo, "投诉照片") if photo else None,
        ),
        at=at,
    )


def _answer(town: Town, complaint: Any, answer: str) -> Callable[[dt.datetime], None]:
    def happen(at: dt.datetime) -> None:
        trace.answer_complaint(
            complaint=complaint, answer=answer, by=town.users["regulator"], at=at
        )

    return happen


def _complain_about_the_date(town: Town, lot: Any, at: dt.datetime) -> None:
    labelled = next(row for row in town.labelled if row.lot.pk == lot.pk)
    text = "包装上的生产日期喷花了，看不清是哪天的。"
    made = _complain(
        town, labelled, at, kind=ComplaintKind.COMPLAINT, text=text, photo="label", number=11
    )
    answer = "查实该批喷码模糊，已启动三级召回，请凭包装到购买处换货。"
    town.diary.plan(later(at, 1, 17), _answer(town, made, answer))


def _complain_about_a_box(town: Town, at: dt.datetime) -> None:
    text = "礼盒一角压坏了，里面的面没事。"
    labelled = newest_labelled(town, "gift")
    made = _complain(town, labelled, at, kind=ComplaintKind.COMPLAINT, text=text, number=21)
    answer = "已联系展销区更换礼盒，并要求面坊加护角。"
    town.diary.plan(later(at, 1, 10), _answer(town, made, answer))


def _praise(town: Town, at: dt.datetime) -> None:
    labelled = newest_labelled(town, "buckwheat")
    text = "荞麦味很足，家里老人爱吃，希望出小包装。"
    made = _complain(town, labelled, at, kind=ComplaintKind.FEEDBACK, text=text)
    town.diary.plan(later(at, 1, 9), _answer(town, made, "谢谢，建议已转给面坊。"))


def _complain_about_crumbs(town: Town, at: dt.datetime) -> None:
    text = "一袋里有小半袋碎渣，煮出来一锅糊。"
    labelled = newest_labelled(town, "hollow")
    _complain(town, labelled, at, kind=ComplaintKind.COMPLAINT, text=text, number=31)


def _report_a_copy(town: Town, at: dt.datetime) -> None:
    text = "直播间买的，标签像是复印的，二维码发虚。"
    labelled = newest_labelled(town, "plain", skip=3)
    _complain(town, labelled, at, kind=ComplaintKind.SUSPECT, text=text, photo="label", number=41)
