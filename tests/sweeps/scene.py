"""One of each thing, and the arguments that a URL of the table needs to point at it."""

import datetime as dt
import re
from decimal import Decimal

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.factories import (
    make_complaint,
    make_inspection,
    make_mushrooms,
    make_organisation,
    make_product,
    make_recall,
    make_suspicion,
    make_user,
    member_of,
    today,
)
from tests.labelled import make_labels, make_tested_noodles

from ezhen.accounts.api import Role
from ezhen.core.access import ANY
from ezhen.core.periods import period_of

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
CSV = "批次,数量\n1,2\n".encode()


class Scene:
    """A workshop with a lot, its papers, people and labels; a shop it ships to; one user a role."""

    def __init__(self):
        maker = make_organisation()
        product = make_product(organisation=maker, gtin="6901234567892")
        self.lot = make_tested_noodles(owner=maker, product=product)
        self.organisation = self.lot.owner
        self.shop = make_organisation(role="merchant")
        self.users = {
            role: make_user(role=role) for role in Role.values if role not in Role.BUSINESS
        }
        self.users |= {"producer": member_of(self.organisation), "merchant": member_of(self.shop)}
        self.labels = make_labels(self.lot)
        self.add_parts()
        self.sessions = {role: self.sign_in(user) for role, user in self.users.items()}

    def add_parts(self):
        """What hangs on the workshop and its lot."""
        from ezhen.accounts.actions import verify_log
        from ezhen.archive.api import Subject, add_document, store_file
        from ezhen.core.jobs import enqueue
        from ezhen.core.log import history
        from ezhen.parties.api import add_person
        from ezhen.trace.actions.certificate import issue_certificate
        from ezhen.trace.actions.shipment import Load, ship_lots

        by = self.users["producer"]
        self.person = add_person(
            organisation=self.organisation, by=by, name="王建国", post="质检员", phone="13835501234"
        )
        upload = SimpleUploadedFile("批次.csv", CSV)
        self.file = store_file(upload=upload, by=by)
        self.paper = add_document(
            type="方案", subject=Subject("task", "1.1"), file=self.file, by=self.users["operator"]
        )
        self.job = enqueue("sweep", by=by)
        self.shipment = ship_lots(
            sender=self.organisation, receiver=self.shop, loads=[Load(self.lot, Decimal(10))], by=by
        )

        from ezhen.registers.api import enter_record

        self.week = period_of("week", today() - dt.timedelta(days=7))
        self.record = enter_record(
            register="livestreams",
            values=LIVESTREAM | {"held_on": self.week.first - dt.timedelta(days=7)},
            by=self.users["operator"],
        )
        self.entry = history(self.lot).first()
        verify_log(by=self.users["audit_admin"])
        self.greens = make_mushrooms(organisation=self.organisation)
        self.certificate = issue_certificate(
            lot=self.greens, quantity=Decimal(5), basis_control=True, by=by
        )
        self.verdict = self.raised_verdict()
        regulator = self.users["regulator"]
        self.inspection = make_inspection(lot=self.lot, by=regulator)
        self.complaint = make_complaint(self.lot, text="面断")
        self.suspicion = make_suspicion(self.labels.order, lot=self.lot)
        self.recall = make_recall(self.lot, is_mock=True, by=regulator)

    def raised_verdict(self):
        """A verdict above what is computed: it waits for a second person."""
        from ezhen.standards import api as standards

        version = standards.put_into_force(content=standards.read_pack().content, by=None)
        standards.refresh()  # once for all tests: what they do to it is undone
        return standards.judge_requirement(
            version=version,
            requirement="4.8.B1",
            layer="self_check",
            result="satisfied",
            reason="抖音后台有记录",
            by=self.users["operator"],
        )

    def sign_in(self, user):
        """The key of a session of theirs."""
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def visitor(self, role):
        """A browser of that role; None is nobody."""
        client = Client()
        if role:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def url(self, route):
        """The address of a route, pointing at a thing of the scene."""
        found = self.arguments(route) if "<" in route else {}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(found[name[1]]), route)

    def arguments(self, route):
        """The keyword arguments of a route; LookupError says that the scene lacks a thing."""
        for beginning, found in self.things().items():
            if route.startswith(beginning):
                return found
        raise LookupError(f"{route}: say in tests/sweeps/scene.py which thing it shows")

    def things(self):
        """Beginning of a route → arguments; the longer beginning first."""
        serial = self.labels.serial()
        link = {"gtin": "06901234567892", "lot": self.lot.code, "serial": serial}
        return {
            "c/<": {"serial": serial},
            "C/<": {"serial": serial},
            "01/<str:gtin>/10/<path:lot>/21/": link,
            "01/<str:gtin>/21/": {key: link[key] for key in ("gtin", "serial")},
            "01/<str:gtin>/10/": {key: link[key] for key in ("gtin", "lot")},
            "01/<": {"gtin": link["gtin"]},
            "api/scan/": {"serial": serial},
            "complaint/": {"uuid": self.complaint.uuid},
            "jobs/": {"uuid": self.job.uuid},
            "account/demo/": {"username": "nobody"},
            "account/users/<": {"uuid": self.users["bureau"].uuid},
            "account/log/<": {"uuid": self.entry.uuid},
            "parties/people/": {"uuid": self.person.uuid},
            "parties/<": {"uuid": self.organisation.uuid},
            "files/papers/<": {"uuid": self.paper.uuid},
            "files/<": {"uuid": self.file.uuid},
            "products/<": {"uuid": self.lot.product.uuid},
            "registers/rows/": {"uuid": self.record.uuid},
            "registers/<": {"code": "livestreams", "period": self.week.key},
            "trace/lots/<uuid:uuid>/certificate/": {"uuid": self.greens.uuid},
            "trace/certificates/": {"uuid": self.certificate.uuid},
            "trace/codes/<": {"uuid": self.labels.order.uuid},
            "standard/tasks/": {"task": "4.8"},
            "standard/requirements/": {"requirement": "P.1.B1", "role": "client"},
            "standard/verdicts/": {"uuid": self.verdict.uuid},
            "trace/lots/": {"uuid": self.lot.uuid},
            "trace/shipments/": {"uuid": self.shipment.uuid},
            "trace/inspections/<": {"uuid": self.inspection.uuid},
            "trace/suspicions/<": {"uuid": self.suspicion.uuid},
            "trace/complaints/<": {"uuid": self.complaint.uuid},
            "trace/recalls/<": {"uuid": self.recall.uuid},
        }


def table(patterns=None, prefix=""):
    """(route, pattern) of every URL of the town."""
    for part in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield route, part
        else:
            yield from table(part.url_patterns, route)


ROUTES = dict(table())


def roles_of(route):
    """Roles that a route's view declares: None for everybody, else a set of role names."""
    roles = ROUTES[route].callback.roles
    return set(Role.values) if roles is ANY else roles
