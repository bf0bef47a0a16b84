"""Rooms, made through the doors."""

import datetime as dt

from django.utils import timezone
from tests.factories import credit_code, today

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
TENANT = {
    "applied_on": "2026-03-01",
    "firm": "韩小二杂粮铺",
    "credit_code": credit_code(880_900),
    "source": "new",
    "admitted_on": "2026-03-09",
    "office": "209 号办公室",
    "team": "3",
    "plan": "yes",
}
LICENCE = {
    "granted_on": "2026-03-01",
    "firm": "漳源手工挂面坊",
    "application": "SQ-1",
    "approval": "襄商〔2026〕2号",
    "noticed_on": "2026-02-20",
    "agreement": "XY-1",
    "certificate": "GHSQ-1",
    "products": "手工挂面",
    "until": "2028-02-28",
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
