"""Rooms, made through the doors."""

import datetime as dt

from django.utils import timezone
from tests.factories import today

from ezhen.programme import api
from ezhen.registers import api as registers

ROOM = {
    "opened_on": "2026-03-02",
    "facility": "centre",
    "name": "一号直播间",
    "kind": "livestream",
    "city": "county",
    "size": "36",
    "keeper": "连慧敏",
    "rules": "yes",
    "bookable": "yes",
    "opens": "08:00",
    "closes": "22:00",
    "house_rules": "用后断电，物品归位。",
}


def room(by, **values):
    """A room that can be booked."""
    return registers.enter_record(register="areas", values=ROOM | values, by=by)


def at(hour, minute=0, days=1):
    """A time of tomorrow, or of another day from today."""
    moment = dt.datetime.combine(today() + dt.timedelta(days=days), dt.time(hour, minute))
    return timezone.make_aware(moment)


def booked(area, by, **facts):
    """Two hours of tomorrow morning unless said otherwise."""
    facts.setdefault("starts", at(9))
    facts.setdefault("ends", at(11))
    facts.setdefault("purpose", "livestream")
    facts.setdefault("people", 4)
    return api.book_area(area=area.uuid, by=by, **facts)
