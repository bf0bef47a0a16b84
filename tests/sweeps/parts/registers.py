"""A row of a ledger."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import today
from tests.registers.conftest import workbook, written

from ezhen.core.jobs import run
from ezhen.core.periods import period_of
from ezhen.registers.actions.importing import start_import
from ezhen.registers.api import enter_record

LIVESTREAM = {
    "venue": "studio",
    "started": "20:00",
    "ended": "22:00",
    "theme": "挂面专场",
    "host": "连晓燕",
    "account": "douyin",
    "minutes": 120,
    "viewers": 6840,
    "orders": 203,
    "amount": 18946,
    "local_amount": 18000,
    "products": "手工挂面",
}


def add(scene):
    """A livestream, and the week after it."""
    week = period_of("week", today() - dt.timedelta(days=7))
    record = enter_record(
        register="livestreams",
        values=LIVESTREAM | {"held_on": week.first - dt.timedelta(days=7)},
        by=scene.users["operator"],
    )
    batch = start_import(
        register="livestreams",
        upload=SimpleUploadedFile("场次.xlsx", workbook([written(0), written(1, minutes=12)])),
        by=scene.users["operator"],
    )
    run(batch.job)
    return {
        "registers/imports/": {"uuid": batch.uuid},
        "registers/rows/": {"uuid": record.uuid},
        "registers/<": {"code": "livestreams", "period": week.key},
    }
