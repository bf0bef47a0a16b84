"""Looking a code up: who is first, what counts, and when the regulator is asked."""

import datetime as dt
import threading
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories import make_organisation, make_user, member_of, pass_test
from tests.labelled import make_labels, make_tested_noodles

from ezhen.core.models import LogEntry
from ezhen.core.pack import pack
from ezhen.trace.actions.hold import stop_sale
from ezhen.trace.actions.recall import issue_recall
from ezhen.trace.actions.scan import keep_card, look_up_code, show_again, take_first
from ezhen.trace.actions.suspicion import decide_suspicion
from ezhen.trace.codes import ALPHABET, MalformedSerial
from ezhen.trace.enums import CodeVerdict, SuspicionRule
from ezhen.trace.models import CodeUse, Lot, LotCard, Scan, Suspicion
from ezhen.trace.queries.scan import read_code

pytestmark = pytest.mark.django_db
CHANGZHI, TAIYUAN, BEIJING, SHANGHAI = "140400", "140100", "110000", "310000"
RULES = pack().town.scan_rules


def look(serial, *, ago=dt.timedelta(), city=""):
    """The answer to a look-up some time ago."""
    return look_up_code(serial=serial, language="zh-hans", city=city, at=timezone.now() - ago)


def verdict(serial):
    return look(serial).verdict


def recall(lot, **facts):
    """The regulator recalls the lot."""
    now = timezone.now()
    facts = {
        "recall_class": "2",
        "reason": "监督抽检水分超标",
        "advice": "退回购买处,全额退款。",
        "by": make_user("regulator"),
        "started_at": now,
        "scoped_at": now,
    } | facts
    return issue_recall(source=lot, lots=[lot], **facts)


def make_last_day(lot, day):
    """The lot was made long ago and is good until `day`."""
    facts = {"produced_on": day - dt.timedelta(days=30), "best_before": day}
    Lot.objects.filter(pk=lot.pk).update(**facts)


def yesterday():
    return timezone.localdate() - dt.timedelta(days=1)


def test_look_up_tells_the_first_from_the_next():
    labels = make_labels()

    first, second, third = (look(labels.serial()) for _ in range(3))

    assert first.verdict == CodeVerdict.FIRST
    assert first.history is None
    assert second.verdict == third.verdict == CodeVerdict.AGAIN
    assert (second.history.num, third.history.num) == (2, 3)
    assert third.history.first_at == first.at
    assert verdict(labels.serial(1)) == CodeVerdict.FIRST


def test_look_up_keeps_time_and_city_and_nothing_else():
    labels = make_labels()
    look(labels.serial(), city=CHANGZHI)
    look(labels.serial(), city=TAIYUAN)

    use, scan = CodeUse.objects.get(), Scan.objects.get()

    assert (use.order_number, use.index, use.city) == (labels.order.number, 0, CHANGZHI)
    assert scan.city == TAIYUAN
    kept = {field.name for field in Scan._meta.fields}
    assert kept == {"id", "order_number", "index", "at", "city"}


@pytest.mark.django_db(transaction=True)
def test_look_up_by_fifty_at_once_has_one_first():
    serial = make_labels().serial()
    everybody = threading.Barrier(50)
    verdicts = []

    def one():
        everybody.wait()
        verdicts.append(verdict(serial))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert verdicts.count(CodeVerdict.FIRST) == 1
    assert set(verdicts) == {CodeVerdict.FIRST, CodeVerdict.AGAIN, CodeVerdict.SUSPECT}
    assert (CodeUse.objects.count(), Scan.objects.count()) == (1, 49)


def test_look_up_that_reads_before_another_is_first_is_not_first_itself():
    """Both saw an unused code; the unique key decides."""
    labels = make_labels()
    reading = read_code(labels.serial(), "zh-hans")
    verdict(labels.serial())

    assert take_first(reading=reading, at=timezone.now(), city="") is False


@pytest.mark.django_db(transaction=True)
def test_look_up_counts_nothing_when_it_does_not_get_through():
    """A process that dies before its row is written leaves the code unused."""
    labels = make_labels()

    with pytest.raises(SystemExit), connection.execute_wrapper(_killed_at_insert):
        look(labels.serial())

    assert verdict(labels.serial()) == CodeVerdict.FIRST


def _killed_at_insert(execute, sql, *rest):
    if "INSERT" in sql:
        raise SystemExit
    return execute(sql, *rest)


def test_look_up_of_a_label_in_store_does_not_count():
    bound, blank = make_labels(active=False), make_labels(bound=False)

    assert verdict(bound.serial()) == CodeVerdict.NOT_ACTIVE
    assert verdict(blank.serial()) == CodeVerdict.NOT_ACTIVE
    assert not CodeUse.objects.exists()


def test_look_up_knows_only_codes_that_were_made():
    labels = make_labels(quantity=10)
    serial = labels.serial()
    forged = [
        serial[:place] + other + serial[place + 1 :]
        for place, other in product(range(20), ALPHABET)
        if other != serial[place]
    ]

    assert {verdict(one) for one in forged} == {CodeVerdict.UNKNOWN}
    assert verdict(labels.serial(10)) == CodeVerdict.UNKNOWN  # beyond the order
    assert not CodeUse.objects.exists()


def test_look_up_refuses_what_is_no_serial():
    with pytest.raises(MalformedSerial):
        look("TOO SHORT")


def test_look_up_of_codes_that_are_still_being_made():
    labels = make_labels()
    type(labels.order).objects.update(state="preparing")

    assert verdict(labels.serial()) == CodeVerdict.UNKNOWN


def test_verdict_of_a_voided_label():
    labels = make_labels()
    labels.void(3, 5)

    assert [verdict(labels.serial(index)) for index in (2, 3, 5, 6)] == [
        CodeVerdict.FIRST,
        CodeVerdict.VOID,
        CodeVerdict.VOID,
        CodeVerdict.FIRST,
    ]


def test_verdict_past_the_date():
    labels = make_labels()
    make_last_day(labels.lot, timezone.localdate())
    on_the_day = verdict(labels.serial())
    make_last_day(labels.lot, yesterday())

    assert on_the_day == CodeVerdict.FIRST
    assert verdict(labels.serial()) == CodeVerdict.EXPIRED


def test_verdict_of_a_stopped_lot():
    labels = make_labels()
    stop_sale(lot=labels.lot, cause="market_hold", reason="抽检", by=make_user("regulator"))

    assert verdict(labels.serial()) == CodeVerdict.HELD


def test_verdict_of_a_lot_that_failed_a_test():
    labels = make_labels()
    pass_test(labels.lot, passed=False, number="R2")

    assert verdict(labels.serial()) == CodeVerdict.HELD


def test_verdict_of_a_recalled_lot_names_the_recall():
    labels = make_labels()
    issued = recall(labels.lot)

    answer = look(labels.serial())

    assert answer.verdict == CodeVerdict.RECALLED
    assert answer.reading.recall.number == issued.number
    assert answer.reading.recall.advice == "退回购买处,全额退款。"


def test_verdict_recalled_stands_above_voided_and_expired():
    labels = make_labels()
    labels.void(0)
    make_last_day(labels.lot, yesterday())
    recall(labels.lot)

    assert verdict(labels.serial()) == CodeVerdict.RECALLED


def test_mock_recall_changes_no_verdict():
    labels = make_labels()
    recall(labels.lot, is_mock=True)

    assert verdict(labels.serial()) == CodeVerdict.FIRST


def test_show_again_counts_nothing_and_says_what_was_said():
    labels = make_labels()
    first, second = look(labels.serial(), city=CHANGZHI), look(labels.serial(), city=TAIYUAN)
    look(labels.serial())

    shown = [
        show_again(serial=labels.serial(), language="en", at=answer.at)
        for answer in (first, second)
    ]

    assert [(one.verdict, one.city) for one in shown] == [
        (CodeVerdict.FIRST, CHANGZHI),
        (CodeVerdict.AGAIN, TAIYUAN),
    ]
    assert shown[1].history.num == 2
    assert Scan.objects.count() == 2


@pytest.mark.parametrize("times", [1, 2, 40])
def test_history_names_the_first_look_however_many_follow(times):
    labels = make_labels()
    first = look(labels.serial(), ago=dt.timedelta(days=400), city=BEIJING)
    for day in range(times, 0, -1):
        answer = look(labels.serial(), ago=dt.timedelta(days=day * 9))

    assert answer.history.num == times + 1
    assert answer.history.first_at == first.at
    assert answer.history.looks[-1].city == BEIJING
    assert [one.at for one in answer.history.looks] == sorted(
        (one.at for one in answer.history.looks), reverse=True
    )


class TestQueries:
    """What a look-up costs the database, with the lot's card drawn."""

    def count(self, django_assert_num_queries, number, serial):
        with django_assert_num_queries(number):
            return verdict(serial)

    @pytest.mark.parametrize("times_before", [1, 20])
    def test_first_and_again(self, django_assert_num_queries, times_before):
        labels = make_labels()
        assert self.count(django_assert_num_queries, 2, labels.serial()) == CodeVerdict.FIRST
        for day in range(times_before - 1, 0, -1):
            look(labels.serial(), ago=dt.timedelta(days=day))
        assert self.count(django_assert_num_queries, 3, labels.serial()) == CodeVerdict.AGAIN

    def test_not_counted(self, django_assert_num_queries):
        serial = make_labels(active=False).serial()
        assert self.count(django_assert_num_queries, 1, serial) == CodeVerdict.NOT_ACTIVE
        unknown = "0" * 20
        assert self.count(django_assert_num_queries, 1, unknown) == CodeVerdict.UNKNOWN

    def test_stopped_lots(self, django_assert_num_queries):
        held, recalled, void, expired = (make_labels() for _ in range(4))
        stop_sale(lot=held.lot, cause="market_hold", reason="抽检", by=make_user("regulator"))
        recall(recalled.lot)
        void.void(0)
        make_last_day(expired.lot, yesterday())
        expected = (
            (held, CodeVerdict.HELD),
            (recalled, CodeVerdict.RECALLED),
            (void, CodeVerdict.VOID),
            (expired, CodeVerdict.EXPIRED),
        )
        for labels, wanted in expected:
            assert self.count(django_assert_num_queries, 2, labels.serial()) == wanted
            assert self.count(django_assert_num_queries, 3, labels.serial()) == wanted

    def test_suspect(self, django_assert_num_queries):
        labels = make_labels()
        look(labels.serial(), city=CHANGZHI)
        look(labels.serial(), city=SHANGHAI)
        assert Suspicion.objects.count() == 1
        assert self.count(django_assert_num_queries, 3, labels.serial()) == CodeVerdict.SUSPECT

    def test_lost_race_for_the_first_look(self, django_assert_num_queries, monkeypatch):
        """Four: read, try to be first, count, history."""
        labels = make_labels()
        reading = read_code(labels.serial(), "zh-hans")
        look(labels.serial())
        monkeypatch.setattr("ezhen.trace.actions.scan.read_code", lambda *_: reading)
        assert self.count(django_assert_num_queries, 3, labels.serial()) == CodeVerdict.AGAIN


def rules_after(*looks):
    """Which rules are broken after look-ups (ago in hours, city) of one code, oldest first."""
    labels = make_labels()
    for hours, city in looks:
        answer = look(labels.serial(), ago=dt.timedelta(hours=hours), city=city)
    return answer.rules


def test_suspicion_many_begins_at_its_number_within_its_hours():
    hours = RULES.many_within_hours
    enough = [(hours - 0.1 - n * 0.1, "") for n in range(RULES.many_scans - 1)]

    assert SuspicionRule.MANY in rules_after(*enough, (0, ""))
    assert rules_after(*enough[1:], (0, "")) == frozenset()
    too_long_ago = [(hours + 0.1, ""), *enough[1:]]
    assert rules_after(*too_long_ago, (0, "")) == frozenset()


def test_suspicion_apart_needs_distance_within_the_hours():
    hours = RULES.places_within_hours

    assert rules_after((hours - 0.1, CHANGZHI), (0, SHANGHAI)) == {SuspicionRule.APART}
    assert rules_after((hours + 0.1, CHANGZHI), (0, SHANGHAI)) == frozenset()
    assert rules_after((1, CHANGZHI), (0, TAIYUAN)) == frozenset()  # 190 km
    assert rules_after((1, CHANGZHI), (0, "")) == frozenset()


def test_suspicion_apart_is_measured_to_the_kilometre(monkeypatch):
    from ezhen.trace.queries.looks import distance_km

    far = distance_km(pack().city(CHANGZHI), pack().city(TAIYUAN))
    assert far == pytest.approx(192.6, abs=0.5)

    def limit(km):
        rules = RULES.model_copy(update={"places_apart_km": km})
        town = pack().town.model_copy(update={"scan_rules": rules})
        changed = pack().model_copy(update={"town": town})
        monkeypatch.setattr("ezhen.trace.actions.scan.pack", lambda: changed)
        return rules_after((1, CHANGZHI), (0, TAIYUAN))

    assert limit(192) == {SuspicionRule.APART}
    assert limit(193) == frozenset()


def test_suspicion_lifetime_begins_after_its_number():
    days = [(24 * (RULES.scans_over_lifetime + 5 - n), "") for n in range(50)]
    most = RULES.scans_over_lifetime

    assert rules_after(*days[:most]) == frozenset()
    assert SuspicionRule.LIFETIME in rules_after(*days[: most + 1])


def test_suspicion_is_asked_once_for_each_rule():
    labels = make_labels()
    for city in (CHANGZHI, SHANGHAI, CHANGZHI, SHANGHAI):
        answer = look(labels.serial(), city=city)

    assert answer.verdict == CodeVerdict.SUSPECT
    asked = Suspicion.objects.get()
    assert (asked.rule, asked.num_scans, asked.lot, asked.index) == ("apart", 2, labels.lot, 0)
    assert LogEntry.objects.filter(action="trace.raise_suspicions").count() == 1


@pytest.mark.parametrize(
    ("state", "wanted"),
    [("cleared", CodeVerdict.AGAIN), ("confirmed", CodeVerdict.SUSPECT)],
)
def test_suspicion_that_was_decided_shows(state, wanted):
    labels = make_labels()
    look(labels.serial(), city=CHANGZHI)
    look(labels.serial(), city=SHANGHAI)
    decide_suspicion(
        suspicion=Suspicion.objects.get(), state=state, answer="查过", by=make_user("regulator")
    )

    assert verdict(labels.serial()) == wanted
    assert Suspicion.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_suspicion_is_asked_once_by_many_at_once():
    labels = make_labels()
    look(labels.serial(), city=CHANGZHI)
    everybody = threading.Barrier(10)

    def one():
        everybody.wait()
        look(labels.serial(), city=SHANGHAI)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rules = Suspicion.objects.values_list("rule", flat=True)
    assert sorted(rules) == ["apart", "many"]
    assert LogEntry.objects.filter(action="trace.raise_suspicions").count() <= 2


def test_card_is_kept_for_an_hour_and_a_revision():
    lot = make_tested_noodles()
    labels = make_labels(lot)
    read = lambda: read_code(labels.serial(), "zh-hans")  # noqa: E731
    assert read().card is None

    revision = read().lot.revision
    keep_card(lot_id=lot.pk, language="zh-hans", revision=revision, draw=lambda: "<p>story</p>")
    assert read().card == "<p>story</p>"
    assert read_code(labels.serial(), "en").card is None

    LotCard.objects.update(drawn_at=timezone.now() - dt.timedelta(minutes=61))
    assert read().card is None

    keep_card(lot_id=lot.pk, language="zh-hans", revision=revision, draw=lambda: "<p>new</p>")
    assert read().card == "<p>new</p>"
    stop_sale(lot=lot, cause="market_hold", reason="抽检", by=make_user("regulator"))
    assert read().card is None


def test_reading_names_producer_and_product():
    owner = make_organisation(name="漳源手工挂面坊", short_name="漳源")
    lot = make_tested_noodles(owner=owner)
    reading = read_code(make_labels(lot).serial(), "zh-hans")

    assert (reading.lot.producer, reading.lot.producer_name) == ("漳源", "漳源手工挂面坊")
    assert reading.lot.product == "手工挂面 500 g"
    assert member_of(owner)
