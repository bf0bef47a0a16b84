"""A year of the demo town, week by week until today, then what waits for the visitor."""

import datetime as dt

from django.utils import timezone

from ezhen.accounts.api import has_demo_users
from ezhen.core.actions import action
from ezhen.demo.actions.cast import Town, enter_cast, leave_registrations_open
from ezhen.demo.actions.diary import Diary, later
from ezhen.demo.actions.making import (
    grow_greens,
    harvest_wheat,
    make_noodles,
    restock,
    weave,
)

WEEKS = 50
FIRST_BAGS = 1_900
MORE_EACH_WEEK = 12
SETTLING_IN = 2  # weeks until the first noodles
HARVEST = (6, 18)  # month, day


@action
def load_year(*, weeks: int = WEEKS) -> bool:
    """Build the year in one transaction: all of it or nothing. False when the town has one."""
    if has_demo_users():
        return False
    now = timezone.localtime().replace(microsecond=0)
    monday = later(now, -now.weekday() - 7 * (weeks + SETTLING_IN), 8)
    town = Town(Diary(now), monday)
    enter_cast(town)
    plan_year(town, weeks)
    town.diary.live()
    leave_registrations_open(town)
    return True


def plan_year(town: Town, weeks: int) -> None:
    """Harvests, then each week's work."""
    _plan_harvests(town)
    for number in range(weeks + SETTLING_IN + 1):
        monday = later(town.begin, 7 * number, 7)
        if number:
            town.diary.plan(monday, lambda at: restock(town, at))
        if number >= SETTLING_IN:
            _plan_week(town, monday, number - SETTLING_IN)


def _plan_harvests(town: Town) -> None:
    begin = town.begin.date()
    cut_on = dt.date(begin.year, *HARVEST)
    if cut_on > begin:
        cut_on = dt.date(begin.year - 1, *HARVEST)
    town.diary.plan(later(town.begin, 6), lambda at: harvest_wheat(town, at, cut_on=cut_on))
    summer = later(
        town.begin.replace(year=cut_on.year + 1, month=HARVEST[0], day=HARVEST[1]), 0, 18
    )
    town.diary.plan(summer, lambda at: harvest_wheat(town, at))


def _plan_week(town: Town, monday: dt.datetime, number: int) -> None:
    """Plain noodles each week, the rest by turns; the numbers grow through the year."""
    plan = town.diary.plan
    bags = FIRST_BAGS + MORE_EACH_WEEK * number + town.dice.randrange(-140, 141, 20)
    plan(later(monday, 1, 18), lambda at: make_noodles(town, "noodles", "plain", bags, at))
    if number % 3 == 0:
        units = 1_200
        plan(later(monday, 3, 18), lambda at: make_noodles(town, "noodles", "buckwheat", units, at))
    if number % 2 == 0:
        plan(later(monday, 2, 18), lambda at: make_noodles(town, "noodles2", "hollow", 900, at))
    if number % 2 == 1:
        plan(later(monday, 3, 7), lambda at: grow_greens(town, at))
    if number % 4 == 1:
        plan(later(monday, 2, 17), lambda at: weave(town, at))
