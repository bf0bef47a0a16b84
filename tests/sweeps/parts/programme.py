"""A contract half paid, a flag that was explained, a sample."""

from tests.factories import today
from tests.programme.chain import ASSET, Chain
from tests.programme.places import LICENCE, TENANT, booked, room

from ezhen.parties.api import organisation_of
from ezhen.programme import api
from ezhen.programme.models import Flag
from ezhen.registers import api as registers
from ezhen.standards import api as standards


def add(scene):
    """Made by the operator and the bureau of the scene."""
    operator, bureau = scene.users["operator"], scene.users["bureau"]
    chain = Chain(operator, bureau)
    contract = chain.contract("200000")
    done = chain.milestone(contract, "100000")
    chain.accept(done)
    chain.pay(chain.invoice(done), "60000")
    waits = chain.milestone(contract, "100000", days=40, title="二期")
    for row in registers.waiting("contracts"):
        registers.review_record(record=row, confirm=True, by=bureau)
    flag = Flag.objects.get(check_code="late_milestone", state="open")
    api.explain_flag(flag=flag, text="雨季停工", by=operator)
    sample = api.draw_sample(register="contracts", seed="1", size=1, by=bureau)
    finding = api.raise_finding(problem="缺验收照片", sample=sample, row=sample.rows[0], by=bureau)
    standards.put_into_force(content=standards.read_pack().content, by=None)
    step = api.add_step(
        task="6.1",
        title="改建施工",
        owner="路永胜",
        begins_on=contract.starts_on,
        ends_on=contract.ends_on,
        weight=40,
        by=operator,
    )
    asset = registers.enter_record(register="assets", values=ASSET, by=operator)
    area = room(operator)
    booking = booked(area, operator, user="县融媒体中心")
    firm = organisation_of(scene.users["producer"])
    values = TENANT | {"firm": firm.name, "credit_code": firm.credit_code}
    loan = api.take_out_asset(asset=asset.uuid, user="牛婷婷", purpose="拍摄", by=operator)
    tenant = registers.enter_record(register="tenancies", values=values, by=operator)
    growth = api.plan_growth(
        tenant=tenant.uuid,
        goal="店铺月销 5 万元",
        measure="平台后台",
        due_on=today(),
        mentor="郭晓燕",
        by=operator,
    )
    licence = registers.enter_record(register="brand_licences", values=LICENCE, by=operator)
    return {
        "programme/loans/<": {"uuid": loan.uuid},
        "programme/tenants/<": {"uuid": tenant.uuid},
        "programme/growth/<": {"uuid": growth.uuid},
        "programme/licences/<": {"uuid": licence.uuid},
        "programme/areas/<": {"uuid": area.uuid},
        "programme/bookings/<": {"uuid": booking.uuid},
        "programme/assets/<": {"uuid": asset.uuid},
        "programme/findings/<": {"uuid": finding.uuid, "what": "plan"},
        "programme/plan/steps/<": {"uuid": step.uuid, "what": "drop"},
        "programme/plan/<": {"task": "6.1"},
        "programme/budget/<": {"uuid": contract.line.uuid},
        "programme/contracts/<": {"uuid": contract.uuid},
        "programme/milestones/<": {"uuid": waits.uuid},
        "programme/flags/<": {"uuid": flag.uuid},
        "programme/samples/<": {"uuid": sample.uuid},
    }
