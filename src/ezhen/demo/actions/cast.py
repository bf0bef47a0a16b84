"""The people, businesses and products of the demo town enter, each through the doors."""

import datetime as dt
import random
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from stdnum import ean
from stdnum.cn import uscc

from ezhen.accounts.api import Role, create_demo_user, propose_user
from ezhen.archive.api import store_file
from ezhen.core.pack import pack
from ezhen.demo.actions.businesses import (
    BUSINESSES,
    NEWCOMER,
    PRODUCTS,
    RETURN_REASON,
    RETURNED,
    Business,
)
from ezhen.demo.actions.diary import Diary, later
from ezhen.demo.actions.papers import paper_upload
from ezhen.demo.actions.pictures import picture_upload
from ezhen.demo.actions.shelf import Shelves
from ezhen.parties import api as parties
from ezhen.parties.enums import LicenceKind, RegistrationState
from ezhen.products import api as products

STEMS = {"company": "91140423MA", "cooperative": "93140423MA"}  # GB 32100: by kind of entity
SHOP_STEM = "92140423MA"
HELD_BEFORE = 260  # days that a paper is older than the registration


@dataclass
class Town:
    """Everybody by short name, what they have in hand, and what is still to happen."""

    diary: Diary
    begin: dt.datetime
    users: dict[str, Any] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)
    products: dict[str, Any] = field(default_factory=dict)
    sites: dict[str, Any] = field(default_factory=dict)
    suppliers: dict[str, Any] = field(default_factory=dict)
    rolls: dict[str, Any] = field(default_factory=dict)
    # when each business was approved
    joined: dict[str, dt.datetime] = field(default_factory=dict)
    labelled: list[Any] = field(default_factory=list)
    shelves: Shelves = field(default_factory=Shelves)
    # the same dice each time: two demo towns that begin on one day are alike
    dice: random.Random = field(default_factory=lambda: random.Random("古韩镇"))  # noqa: S311
    # what was made of each product, oldest first
    lots: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def trades(self, who: str) -> bool:
        """True once a business is registered and approved."""
        found = self.organisations.get(who)
        return found is not None and found.state == RegistrationState.APPROVED

    def keep(self, who: str, what: str, lot: Any, quantity: Decimal) -> None:
        """An amount of a lot comes into somebody's hands."""
        self.shelves.put(who, what, lot, quantity)
        if lot not in self.lots[what]:
            self.lots[what].append(lot)


def join(town: Town, business: Business, number: int, at: dt.datetime) -> None:
    """A business registers and hands in; the bureau approves two days later, then its products."""
    register(town, business, number, at)
    who = business.username
    parties.submit_registration(
        organisation=town.organisations[who], by=town.users[who], at=later(at, 0, 16, number)
    )
    town.diary.plan(later(at, 2, 15, number), lambda moment: _approve(town, who, moment))


def _approve(town: Town, who: str, at: dt.datetime) -> None:
    town.joined[who] = at
    town.organisations[who] = parties.approve_registration(
        organisation=town.organisations[who], by=town.users["bureau"], at=at
    )
    for owner, key, facts in PRODUCTS:
        if owner == who:
            town.diary.plan(later(at, 1, 10), partial(_enter_product, town, who, key, facts))


def leave_registrations_open(town: Town) -> None:
    """One newcomer waits for the bureau, one got its registration back, two products are open, and
    a colleague of the regulator waits for the grant of an account."""
    propose_user(
        username="regulator2",
        display_name="魏建华",
        role=Role.REGULATOR,
        password=secrets.token_urlsafe(24),
        by=town.users["system"],
    )
    number = len(BUSINESSES) + 1
    handed_in = town.diary.ago(1, 16, 20)
    for business in (NEWCOMER, RETURNED):
        register(town, business, number, town.diary.ago(4, 10))
        number += 1
        parties.submit_registration(
            organisation=town.organisations[business.username],
            by=town.users[business.username],
            at=handed_in,
        )
        handed_in = town.diary.ago(3, 11, 5)
    parties.return_registration(
        organisation=town.organisations[RETURNED.username],
        reason=RETURN_REASON,
        by=town.users["bureau"],
        at=town.diary.ago(2, 9, 40),
    )
    _propose(town, "noodles", "菠菜挂面", "300 g", days=6, reason="配料表缺菠菜粉的用量，请补。")
    _propose(town, "noodles2", "鸡蛋挂面", "500 g", days=1)


def _propose(
    town: Town, owner: str, name: str, specification: str, *, days: int, reason: str = ""
) -> None:
    """A product that is handed in; with a reason it comes back."""
    by = town.users[owner]
    product = products.create_product(
        organisation=town.organisations[owner],
        by=by,
        name=name,
        specification=specification,
        product_class="noodle",
        unit="bag",
        unit_mass=Decimal(specification.split(maxsplit=1)[0]) / 1000,
        shelf_life_days=270,
        ingredients="小麦粉、水、食用盐",
        at=town.diary.ago(days, 15),
    )
    products.submit_product(product=product, by=by, at=town.diary.ago(days, 15, 30))
    if reason:
        products.return_product(
            product=product, reason=reason, by=town.users["bureau"], at=town.diary.ago(days - 2, 10)
        )


def credit_code(kind: str, number: int) -> str:
    """An invented code with a right check character."""
    stem = f"{STEMS.get(kind, SHOP_STEM)}{9_000_000 + number:07d}"
    return stem + uscc.calc_check_digit(stem)


def register(town: Town, business: Business, number: int, at: dt.datetime) -> None:
    """Facts, papers, a site and people; not handed in yet."""
    user = create_demo_user(
        username=business.username, display_name=business.person, role=business.role, at=at
    )
    organisation = parties.create_organisation(
        by=user,
        post=business.post,
        name=business.name,
        short_name=business.short_name,
        kind=business.kind,
        credit_code=credit_code(business.kind, number),
        lot_prefix=business.prefix,
        phone=f"0355-00000{number:02d}",
        at=at,
    )
    for kind, days in business.papers:
        _add_paper(town, organisation, user, kind=kind, days=days, at=at)
    place = pack().place(business.place)
    assert place is not None, business.place
    north, east = business.offset
    town.sites[business.username] = parties.add_site(
        organisation=organisation,
        by=user,
        name=business.site,
        place_code=business.place,
        latitude=place.latitude + Decimal(north),
        longitude=place.longitude + Decimal(east),
        at=at,
    )
    people = [(business.person, business.post)]
    people += [(worker.name, worker.post) for worker in business.workers]
    for place_in_list, (name, post) in enumerate(people):
        parties.add_person(
            organisation=organisation,
            by=user,
            name=name,
            post=post,
            phone=f"129000{number:02d}{place_in_list:03d}",
            at=at,
        )
    town.users[business.username], town.organisations[business.username] = user, organisation


def _add_paper(
    town: Town, organisation: Any, user: Any, *, kind: str, days: int | None, at: dt.datetime
) -> None:
    today = town.diary.now.date()
    begun = at.date() - dt.timedelta(days=HELD_BEFORE)
    until = today + dt.timedelta(days=days) if days is not None else None
    number = f"演示-{organisation.lot_prefix}-{kind[:4].upper()}"
    title = str(LicenceKind(kind).label)
    facts = [
        ("持证单位", organisation.name),
        ("统一社会信用代码", organisation.credit_code),
        ("有效期", f"{begun:%Y-%m-%d} 至 {until:%Y-%m-%d}" if until else "长期"),
    ]
    upload = paper_upload(title=title, number=number, facts=facts, at=at)
    parties.add_licence(
        organisation=organisation,
        by=user,
        kind=kind,
        number=number,
        valid_from=begun,
        valid_until=until,
        file=store_file(upload=upload, by=user, at=at),
        at=at,
    )


def _enter_product(
    town: Town, owner: str, key: str, facts: dict[str, Any], at: dt.datetime
) -> None:
    by = town.users[owner]
    facts = dict(facts)
    if stem := facts.pop("gtin", ""):
        facts["gtin"] = stem + ean.calc_check_digit(stem)
    if mass := facts.pop("unit_mass", ""):
        facts["unit_mass"] = Decimal(mass)
    product = products.create_product(
        organisation=town.organisations[owner],
        by=by,
        photo=store_file(upload=picture_upload(key, facts["name"]), by=by, is_public=True, at=at),
        at=at,
        **facts,
    )
    products.submit_product(product=product, by=by, at=later(at, 0, 11))

    def approve(moment: dt.datetime) -> None:
        town.products[key] = products.approve_product(
            product=product, by=town.users["bureau"], at=moment
        )

    town.diary.plan(later(at, 1, 9), approve)


def enter_supply(
    town: Town, key: str, supplier: dict[str, str], product: dict[str, str], number: int
) -> None:
    by = town.users["operator"]
    code = credit_code(supplier["kind"], 900 + number)
    town.suppliers[key] = parties.enter_supplier(by=by, credit_code=code, at=town.begin, **supplier)
    town.products[key] = products.enter_ingredient(
        supplier=town.suppliers[key], by=by, at=town.begin, **product
    )
