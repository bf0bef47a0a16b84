"""Procedures are data: the fourteen of the pack, a fifteenth by a file, what a file cannot say."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from django.conf import settings
from django.urls import reverse
from tests.approvals.walk import hand_in
from tests.factories import make_organisation, make_user, member_of

from ezhen.approvals import api
from ezhen.approvals.commands import group
from ezhen.approvals.models import Case
from ezhen.core.packfile import PackError

FIFTEENTH = """
code: training_room
version: 1
number: 15
title: {zh: 培训室借用, en: Training room}
what: {zh: 备案企业借用培训室, en: Registered businesses borrow the training room}
clauses: [3.2.B1]
applicants: [producer, merchant]
prefix: PX
fields:
  - {name: day, label: {zh: 借用日期, en: Day}, type: date, required: true}
  - {name: people, label: {zh: 人数, en: People}, type: integer, minimum: 1, required: true}
papers:
  - {document: training_plan, example: {zh: 培训安排, en: The plan of the training}}
stages:
  - code: apply
    kind: apply
    title: {zh: 申请, en: Application}
    waiting: {zh: 请填写。, en: Fill in.}
    roles: [applicant]
    makes: [application]
  - code: approve
    kind: approve
    title: {zh: 同意, en: Approval}
    waiting: {zh: 正在排时间。, en: Being scheduled.}
    roles: [operator]
    workdays: 2
    may_return: true
    makes: [approval]
  - code: done
    kind: archive
    title: {zh: 用完归还, en: Given back}
    waiting: {zh: 请按时归还。, en: Give it back in time.}
    roles: [operator]
    workdays: 10
"""


@pytest.fixture
def pack(tmp_path, settings):
    """A copy of the town's pack that a test may edit."""
    folder = tmp_path / "pack"
    shutil.copytree(settings.PACK_DIR, folder)
    settings.PACK_DIR = folder
    return folder


@pytest.mark.django_db
def test_fifteenth_procedure_is_a_file_of_the_pack(pack, client):
    (pack / "approvals" / "training_room.yaml").write_text(FIFTEENTH)
    assert len(api.procedures()) == 16

    firm = make_organisation()
    client.force_login(member_of(firm))
    assert "培训室借用" in client.get(reverse("approvals:open")).text
    client.post(reverse("approvals:start", args=["training_room"]))
    case = Case.objects.get(code="training_room")
    url = case.get_absolute_url()
    values = {"day": "2026-12-01", "people": "30", "revision": case.revision}
    client.post(f"{url}save/", values)
    hand_in(case, "training_plan")
    case.refresh_from_db()
    client.post(f"{url}check/", {"promise": "on", "revision": case.revision})
    for stage in ("approve", "done"):
        client.force_login(make_user(role="operator"))
        assert 'id="decide"' in client.get(url).text
        client.post(f"{url}decide/", {"stage": stage, "decision": "pass"})
    case.refresh_from_db()
    assert case.state == "granted"
    assert case.number.startswith("PX26-")


@pytest.mark.django_db
def test_changed_procedure_keeps_running_cases_under_their_own_version(pack):
    path = pack / "approvals" / "training_room.yaml"
    path.write_text(FIFTEENTH)
    firm = make_organisation()
    values = {"day": "2026-12-01", "people": "30"}
    first = api.start_case(
        definition=api.procedure("training_room"),
        organisation=firm,
        by=member_of(firm),
        values=values,
    )
    path.write_text(FIFTEENTH.replace("version: 1", "version: 2").replace("借用日期", "哪天用"))
    from ezhen.approvals.queries import procedure

    procedure._loaded.cache_clear()
    second = api.start_case(
        definition=api.procedure("training_room"),
        organisation=firm,
        by=member_of(firm),
        values=values,
    )
    labels = [str(api.definition_of(case).fields[0].label) for case in (first, second)]
    assert labels == ["借用日期", "哪天用"]
    procedure._loaded.cache_clear()


FAULTS = {
    "no approval before pay": (
        "subsidy",
        lambda d: (d["stages"].pop(2), d.pop("granted")),
        "nothing is paid",
    ),
    "no notice before pay": ("subsidy", lambda d: d["stages"].pop(3), "nothing is paid"),
    "stage twice": ("policy", lambda d: d["stages"].append(d["stages"][1]), "stands twice"),
    "no application first": ("policy", lambda d: d["stages"].pop(0), "begins with an application"),
    "unknown amount": ("policy", lambda d: d.update(amount="sum"), "no number sum"),
    "notice without days": ("policy", lambda d: d["stages"][3].pop("notice"), "needs its days"),
    "offer of a field that is not there": (
        "subsidy",
        lambda d: d["offers"][0]["values"].update(colour="red"),
        "no field colour",
    ),
    "certificate before the end": (
        "brand_licence",
        lambda d: d["stages"][1].update(makes=["certificate"]),
        "certificate is made at the last stage",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_wrong_file_is_refused_by_name(pack, fault):
    code, spoil, said = FAULTS[fault]
    path = pack / "approvals" / f"{code}.yaml"
    body = yaml.safe_load(path.read_text())
    spoil(body)
    path.write_text(yaml.safe_dump(body, allow_unicode=True))
    with pytest.raises(PackError, match=said):
        api.read_procedures(pack)


def test_offers_use_measures_that_modules_registered():
    rules = [rule for one in api.procedures().values() for rule in one.offers]
    assert rules
    assert {rule.measure for rule in rules} <= api.measures()


# ---- commands


def test_list_command_names_the_fourteen():
    out = CliRunner().invoke(group, ["list"])
    assert out.exit_code == 0
    assert "14 procedures" in out.output
    rows = json.loads(CliRunner().invoke(group, ["list", "--json"]).output)
    own = [row for row in rows if not row["annex_of"]]
    assert [row["number"] for row in own] == list(range(1, 15))
    annexed = [(row["code"], row["annex_of"], row["number"]) for row in rows if row["annex_of"]]
    assert annexed == [("tenancy_exit", "tenancy", 10)]


def test_diagram_is_a_picture_with_every_stage(tmp_path):
    from xml.etree import ElementTree

    path = tmp_path / "subsidy.svg"
    done = CliRunner().invoke(group, ["diagram", "subsidy", "--out", str(path)])
    assert done.exit_code == 0
    text = path.read_text()
    assert ElementTree.fromstring(text).tag.endswith("svg")
    for stage in api.procedure("subsidy").stages:
        assert str(stage.title) in text


def test_diagram_of_no_procedure_says_where_to_look():
    refused = CliRunner().invoke(group, ["diagram", "nothing"])
    assert refused.exit_code == 1
    assert "ezhen procedure list" in refused.output


def test_every_procedure_has_a_file_of_its_name():
    names = {path.stem for path in (Path(settings.PACK_DIR) / "approvals").glob("*.yaml")}
    assert names == set(api.procedures())
