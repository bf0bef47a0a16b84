"""Processing and packing: inputs become one output, and the mass must balance."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.trace import epcis
from ezhen.trace.actions.event import Part, add_lines, lot_quantity, place_of, store_event
from ezhen.trace.actions.lot import create_lot, expiry, lock_lots, may_move, take
from ezhen.trace.enums import LotOrigin, ProcessKind, Step, TestState
from ezhen.trace.errors import BalanceRefused, ImpossibleDate
from ezhen.trace.models import Lot, LotLink, Process, ProcessReading
from ezhen.trace.validators import mass_balance, may_be_made, may_trade, not_in_future

INPUT_STEP = {ProcessKind.PACKING: Step.PACK}


@dataclass(frozen=True)
class Input:
    """So much of a lot, in its product's unit."""

    lot: Lot
    quantity: Decimal


@dataclass(frozen=True)
class Reading:
    """A value taken on the way."""

    at: dt.datetime
    activity: str
    temperature: Decimal | None = None
    humidity: Decimal | None = None
    note: str = ""
    source: str = "hand"


@action
def process_lots(
    *,
    organisation: Any,
    kind: str,
    inputs: Sequence[Input],
    product: Any,
    quantity: Decimal,
    started_at: dt.datetime,
    ended_at: dt.datetime,
    by: Any,
    readings: Sequence[Reading] = (),
    site: Any = None,
    code: str = "",
    note: str = "",
) -> Process:
    """Turn inputs into one new lot.

    Order: check, lock the inputs in pk order, refuse held ones, take the amounts, balance the mass,
    make the lot with its links, write one TransformationEvent. A lot that fails its class's test
    stays unsold until one passes. Raises NotApproved, ImpossibleDate, LotHeld, NotEnough,
    BalanceRefused.
    """
    _check(organisation, product, started_at, ended_at, inputs)
    locked = {lot.pk: lot for lot in lock_lots([part.lot.pk for part in inputs])}
    parts = [Part(locked[part.lot.pk], part.quantity) for part in inputs]
    for part in parts:
        may_move(part.lot)
        take(part.lot, organisation, part.quantity, field="inputs")
    mass_in, mass_out = _masses(parts, product, quantity)
    mass_balance(mass_in=mass_in, mass_out=mass_out, tolerance=product.rules.loss)
    output = _make_output(
        organisation=organisation,
        kind=kind,
        parts=parts,
        product=product,
        quantity=quantity,
        ended_at=ended_at,
        by=by,
        site=site,
        code=code,
    )
    process = Process(
        organisation=organisation,
        kind=kind,
        started_at=started_at,
        ended_at=ended_at,
        input_mass=mass_in,
        output_mass=mass_out,
        tolerance=product.rules.loss,
        note=note,
        output=output,
        by=by,
    )
    process.save()
    _keep_readings(process, readings)
    _write(process, parts, readings, site)
    record(
        action="trace.process_lots",
        subject=output,
        by=by,
        at=ended_at,
        kind=kind,
        inputs=[[part.lot.code, part.quantity] for part in parts],
        quantity=quantity,
    )
    return process


def _check(
    organisation: Any, product: Any, started: Any, ended: Any, inputs: Sequence[Input]
) -> None:
    may_trade(organisation)
    may_be_made(product)
    not_in_future(ended, "ended_at")
    if ended < started:
        raise ImpossibleDate(_("It would end before it began."), field="ended_at")
    if not inputs or len({part.lot.pk for part in inputs}) != len(inputs):
        raise BalanceRefused(_("Name each input lot once, and at least one."), field="inputs")


def _masses(parts: list[Part], product: Any, quantity: Decimal) -> tuple[Decimal, Decimal]:
    masses = [part.lot.product.mass(part.quantity) for part in parts]
    mass_out = product.mass(quantity)
    if mass_out is None or None in masses:
        raise BalanceRefused(
            _("The mass of one unit is not known. Enter it at the product first."), field="quantity"
        )
    return sum((mass for mass in masses if mass is not None), Decimal(0)), mass_out


def _make_output(
    *,
    organisation: Any,
    kind: str,
    parts: list[Part],
    product: Any,
    quantity: Decimal,
    ended_at: dt.datetime,
    **facts: Any,
) -> Lot:
    produced_on = ended_at.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    output = create_lot(
        owner=organisation,
        producer=organisation,
        product=product,
        origin=LotOrigin.PACKED if kind == ProcessKind.PACKING else LotOrigin.MADE,
        quantity=quantity,
        produced_on=produced_on,
        best_before=expiry(product, produced_on),
        test_state=TestState.WAITING if product.rules.test else TestState.NOT_NEEDED,
        at=ended_at,
        **facts,
    )
    for part in parts:
        LotLink(source=part.lot, target=output, quantity=part.quantity).save()
    return output


def _keep_readings(process: Process, readings: Sequence[Reading]) -> None:
    for reading in readings:
        row = ProcessReading(process=process, **reading.__dict__)
        row.full_clean()
        row.save()


def _write(process: Process, parts: list[Part], readings: Sequence[Reading], site: Any) -> None:
    step = INPUT_STEP.get(ProcessKind(process.kind), Step.PROCESS)
    output = Part(process.output, process.output.quantity)
    sensors = [
        epcis.SensorReading(reading.at, kind, value)
        for reading in readings
        for kind, value in (("temperature", reading.temperature), ("humidity", reading.humidity))
        if value is not None
    ]
    body = epcis.transformation_event(
        at=process.ended_at,
        inputs=[lot_quantity(part) for part in parts],
        outputs=[lot_quantity(output)],
        place=place_of(process.organisation, site),
        transformation_id=f"{settings.PUBLIC_URL}/process/{process.uuid}",
        step="packing" if step == Step.PACK else "commissioning",
        sensors=sensors,
    )
    event_id = store_event(step, body, process.ended_at)
    organisation, at = process.organisation, process.ended_at
    common: dict[str, Any] = {"step": step, "organisation": organisation, "at": at}
    used = ", ".join(_amount(part) for part in parts)
    add_lines(
        **common,
        parts=[output],
        event_id=event_id,
        site=site,
        title=process.get_kind_display(),
        text=used,
    )
    add_lines(
        **common,
        parts=parts,
        event_id=event_id,
        site=site,
        title=_("Used for lot %(lot)s") % {"lot": process.output.code},
        is_public=False,
    )


def _amount(part: Part) -> str:
    product = part.lot.product
    return f"{product.name} {part.quantity.normalize():f} {product.get_unit_display()}"
