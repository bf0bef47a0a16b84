"""A year of the demo town, week by week until today, then what waits for the visitor."""

import datetime as dt

from django.utils import timezone

from ezhen.accounts.api import has_demo_users
from ezhen.core.actions import action
from ezhen.demo.actions.cast import Town, enter_cast, leave_registrations_open
from ezhen.demo.actions.diary import Diary, later
from ezhen.demo.actions.labels import order_roll, void_spoilt
from ezhen.demo.actions.making import Run, grow_greens, harvest_wheat, live_run, restock, weave
from ezhen.demo.actions.stories import plan_stories, recalled_later, stopped_for_a_while

WEEKS = 50
FIRST_BAGS = 1_900
MORE_EACH_WEEK = 12
SETTLING_IN = 2  # weeks until the first noodles
HARVEST = (6, 18)  # month, day
# of the last weeks, counted from the end: when something out of the ordinary happened
RECALLED, DAMP, STOPPED = 21, 15, 5
ROLLS = (
    ("plain", "noodles", 200_000),
    ("blank", "noodles", 100_000),
    ("hollow", "noodles2", 50_000),
    ("sheet", "cloth", 2_000),
)


@action
def load_year(*, weeks: int = WEEKS) -> bool:
    """Build the year in one transaction: all of it or nothing. False when the town has one."""
    if has_demo_users():
        return False
    now = timezone.localtime().replace(microsecond=0)
    monday = later(now, -now.weekday() - 7 * (weeks + SETTLING_IN), 8)
    town = Town(Diary(now), monday)
    enter_cast(town)
    _plan_year(town, weeks)
    plan_stories(town)
    town.diary.live()
    leave_registrations_open(town)
    return True


def _plan_year(town: Town, weeks: int) -> None:
    """Rolls of codes, harvests, then each week's work."""
    at = later(town.begin, 8, 9)
    for name, who, quantity in ROLLS:
        order_roll(town, name, who, quantity=quantity, at=at)
    town.diary.plan(
        later(at, 30), lambda at: void_spoilt(town, "plain", 240, "打印机卡纸，标签报废", at)
    )
    _plan_harvests(town)
    for number in range(weeks + SETTLING_IN + 1):
        monday = later(town.begin, 7 * number, 7)
        if number:
            town.diary.plan(monday, lambda at: restock(town, at))
        if number >= SETTLING_IN:
            _plan_week(town, monday, number - SETTLING_IN, weeks)


def _plan_harvests(town: Town) -> None:
    begin = town.begin.date()
    cut_on = dt.date(begin.year, *HARVEST)
    if cut_on > begin:
        cut_on = dt.date(begin.year - 1, *HARVEST)
    town.diary.plan(later(town.begin, 6), lambda at: harvest_wheat(town, at, cut_on=cut_on))
    month, day = HARVEST
    summer = later(town.begin.replace(year=cut_on.year + 1, month=month, day=day), 0, 18)
    town.diary.plan(summer, lambda at: harvest_wheat(town, at))


def _plan_week(town: Town, monday: dt.datetime, number: int, weeks: int) -> None:
    """Plain noodles each week, the rest by turns; the numbers grow through the year."""
    plan = town.diary.plan
    to_go = weeks - number
    plain = Run(
        "noodles",
        "plain",
        FIRST_BAGS + MORE_EACH_WEEK * number + town.dice.randrange(-140, 141, 20),
        "plain",
        scans=4 + number // 4,
        boxes=75 if number % 4 == 1 else 0,
        is_damp=to_go == DAMP,
        then=recalled_later if to_go == RECALLED else None,
    )
    plan(later(monday, 1, 18), lambda at: live_run(town, plain, at))
    if number % 3 == 0:
        buckwheat = Run("noodles", "buckwheat", 1_200, "blank", scans=3)
        plan(later(monday, 3, 18), lambda at: live_run(town, buckwheat, at))
    if number % 2 == 0:
        hollow = Run("noodles2", "hollow", 900, "hollow", scans=3)
        plan(later(monday, 2, 18), lambda at: live_run(town, hollow, at))
    if number % 2 == 1:
        then = stopped_for_a_while if to_go in {STOPPED, STOPPED + 1} else None
        plan(later(monday, 3, 7), lambda at: grow_greens(town, at, then=then))
    if number % 4 == 1:
        plan(later(monday, 2, 17), lambda at: weave(town, at))
