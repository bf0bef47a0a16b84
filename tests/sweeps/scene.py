"""A town with one of each thing, and the arguments by which a URL of the table points at it.

Each module says in `tests/sweeps/parts/<module>.py` what it adds: `add(scene)` makes the things and
returns {beginning of a route: keyword arguments}.
"""

import importlib
import re
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.factories import make_organisation, make_product, make_user, member_of
from tests.labelled import make_tested_noodles

from ezhen.accounts.api import Role
from ezhen.core.access import ANY

PARTS = sorted(path.stem for path in Path(__file__).with_name("parts").glob("[a-z]*.py"))


class Scene:
    """A workshop with a lot that may be sold, a shop that buys, one user of each role."""

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
        self.things = {}
        for name in PARTS:
            self.things |= importlib.import_module(f"tests.sweeps.parts.{name}").add(self)
        self.sessions = {role: self.sign_in(user) for role, user in self.users.items()}

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
        fitting = [beginning for beginning in self.things if route.startswith(beginning)]
        if not fitting:
            raise LookupError(f"{route}: say in tests/sweeps/parts/ which thing it shows")
        return self.things[max(fitting, key=len)]


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
