"""A year of the demo town, week by week until today, then what waits for the visitor."""

import datetime as dt
from functools import partial

from django.utils import timezone

from ezhen.accounts.api import create_demo_user, demo_user, has_demo_users, verify_log
from ezhen.core import jobs, log
from ezhen.core.actions import action
from ezhen.demo.actions.acceptance import accept
from ezhen.demo.actions.applications import apply_for_things
from ezhen.demo.actions.businesses import BUSINESSES, OFFICES, ROLLS, SUPPLIES
from ezhen.demo.actions.cast import Town, enter_supply, join, leave_registrations_open
from ezhen.demo.actions.diary import Diary, later
from ezhen.demo.actions.labels import order_roll, void_spoilt
from ezhen.demo.actions.ledgers import fill_ledgers
from ezhen.demo.actions.making import Run, grow_greens, harvest_wheat, live_run, restock, weave
from ezhen.demo.actions.money import plan_money
from ezhen.demo.actions.places import show_places
from ezhen.demo.actions.returns import file_returns
from ezhen.demo.actions.standard import show_standard
from ezhen.demo.actions.stories import plan_stories, recalled_later, stopped_for_a_while
from ezhen.standards.api import refresh, touch

WEEKS = 50
FIRST_BAGS = 1_900
MORE_EACH_WEEK = 12
SETTLING_IN = 2  # weeks until the first noodles
HARVEST = (6, 18)  # month, day
FIRST_HARVEST = 12  # days after the beginning, at the earliest
# of the last weeks, counted from the end: when something out of the ordinary happened
RECALLED, DAMP, STOPPED = 21, 15, 5


@action
def load_year(*, weeks: int = WEEKS) -> bool:
    """Build the year in one transaction: all of it or nothing. False when the town has one."""
    if has_demo_users():
        return False
    now = timezone.localtime().replace(microsecond=0)
    monday = later(now, -now.weekday() - 7 * (weeks + SETTLING_IN), 8)
    town = Town(Diary(now), monday)
    _enter_cast(town, weeks)
    _plan_year(town, weeks)
    plan_stories(town)
    plan_money(town)
    town.diary.live()
    leave_registrations_open(town)
    apply_for_things(town)
    filled = fill_ledgers(town)
    file_returns(town)
    show_places(town)
    show_standard(town, filled)
    accept(town)
    return True


def settle_year() -> None:
    """What workers do afterwards: print codes, seal the log, verify it, judge what rests on that.

    Each step is its own transaction and harmless twice.
    """
    jobs.run_until_idle()
    log.seal_all()
    verify_log(by=demo_user("auditor"))
    jobs.run_until_idle()
    log.seal_all()
    touch("figure.system.log_intact")
    refresh()


def _enter_cast(town: Town, weeks: int) -> None:
    """The offices are there; businesses join at the beginning or later in the year, each with its
    products and its rolls of codes."""
    for username, role, name in OFFICES:
        town.users[username] = create_demo_user(
            username=username, display_name=name, role=role, at=town.begin
        )
    for number, (key, supplier, product) in enumerate(SUPPLIES, start=1):
        enter_supply(town, key, supplier, product, number)
    for number, business in enumerate(BUSINESSES, start=1):
        begin = later(town.begin, round(business.joined * weeks * 7), 9)
        town.diary.plan(begin, partial(join, town, business, number))
        for name, who, quantity in ROLLS:
            if who == business.username:
                order = partial(order_roll, town, name, who, quantity)
                town.diary.plan(later(begin, 5, 9), order)


def _plan_year(town: Town, weeks: int) -> None:
    """Harvests, then each week's work."""
    spoilt = partial(void_spoilt, town, "plain", 240, "打印机卡纸，标签报废")
    town.diary.plan(later(town.begin, 38), spoilt)
    _plan_harvests(town)
    for number in range(weeks + SETTLING_IN + 1):
        monday = later(town.begin, 7 * number, 7)
        if number:
            town.diary.plan(monday, partial(restock, town))
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
    settled = later(town.begin, FIRST_HARVEST, 18)  # registered, its products approved
    town.diary.plan(max(summer, settled), partial(harvest_wheat, town))


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
    plan(later(monday, 1, 18), partial(live_run, town, plain))
    if number % 3 == 0:
        buckwheat = Run("noodles", "buckwheat", 1_200, "blank", scans=3)
        plan(later(monday, 3, 18), partial(live_run, town, buckwheat))
    if number % 2 == 0:
        hollow = Run("noodles2", "hollow", 900, "hollow", scans=3)
        plan(later(monday, 2, 18), partial(live_run, town, hollow))
    if number % 2 == 1:
        then = stopped_for_a_while if to_go in {STOPPED, STOPPED + 1} else None
        plan(later(monday, 3, 7), partial(grow_greens, town, then))
    if number % 4 == 1:
        plan(later(monday, 2, 17), partial(weave, town))
