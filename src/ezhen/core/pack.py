"""The town pack: what differs between counties is data (packs/<county>/)."""

import datetime as dt
import functools
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict

from ezhen.core.packfile import read_yaml

Row = TypeVar("Row", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Strict):
    """A township or village: code (GB/T 2260, extended by the statistics), position in degrees."""

    code: str
    name: str
    kind: str
    parent: str = ""
    latitude: Decimal
    longitude: Decimal


class City(_Strict):
    """A prefecture-level city a scan can come from, by GB/T 2260 code."""

    code: str
    name: str
    latitude: float
    longitude: float


class ProductClass(_Strict):
    """What follows from a product's class: certificate, test before sale, share of mass lost."""

    code: str
    name: str
    name_en: str
    certificate: bool
    test: bool
    loss: Decimal
    food: bool

    def __str__(self) -> str:
        return self.name if (get_language() or "").startswith("zh") else self.name_en


class ScanRules(_Strict):
    """When a code becomes suspect. A suspicion is a question to a person, never a verdict."""

    many_scans: int
    many_within_hours: int
    places_apart_km: int
    places_within_hours: int
    scans_over_lifetime: int


class Town(_Strict):
    """pack.yaml."""

    code: str
    name: str
    platform: str
    county: str
    province_city: str
    host_authority: str
    operator: str
    market_authority: str
    complaint_phone: str
    accent: str
    gs1_prefix: str
    scan_rules: ScanRules
    source: str


class DaysOff(_Strict):
    """A holiday, first to last day inclusive."""

    first: dt.date
    last: dt.date
    name: str


class Year(_Strict):
    """The workdays of one year as announced: days off, and weekend days that are worked."""

    year: int
    source: str
    days_off: tuple[DaysOff, ...]
    worked: tuple[dt.date, ...]


class Pack(_Strict):
    """A whole pack, checked when read: an unknown key or a wrong type stops the start."""

    town: Town
    places: tuple[Place, ...]
    cities: tuple[City, ...]
    product_classes: tuple[ProductClass, ...]
    holidays: tuple[Year, ...]

    def product_class(self, code: str) -> ProductClass:
        """The class of a code. Raises LookupError for one the pack does not have."""
        for found in self.product_classes:
            if found.code == code:
                return found
        raise LookupError(code)

    def city(self, code: str) -> City | None:
        """The city of a six-digit code; a district answers with its city (first four digits)."""
        wanted = code[:4]
        return next((city for city in self.cities if city.code[:4] == wanted), None)

    def place(self, code: str) -> Place | None:
        """The township or village of a code."""
        return next((place for place in self.places if place.code == code), None)


def load(folder: Path) -> Pack:
    """Read a pack folder. Raises PackError naming file and line of what is wrong."""
    return Pack(
        town=read_yaml(folder / "pack.yaml").read_as(Town),
        places=_rows(folder, "places", Place, "code"),
        cities=_rows(folder, "cities", City, "code"),
        product_classes=_rows(folder, "product_classes", ProductClass, "code"),
        holidays=_rows(folder, "holidays", Year, "year"),
    )


def _rows(folder: Path, name: str, model: type[Row], key: str) -> tuple[Row, ...]:
    """A file that is a list of things, none of them twice."""
    file = read_yaml(folder / f"{name}.yaml")
    if not isinstance(file.data, list) or not file.data:
        raise file.error("a list is expected here")
    rows = tuple(file.read_as(model, (index,)) for index in range(len(file.data)))
    seen = set()
    for index, row in enumerate(rows):
        if getattr(row, key) in seen:
            raise file.error(f"{key} {getattr(row, key)} stands twice", (index,))
        seen.add(getattr(row, key))
    return rows


@functools.cache
def pack() -> Pack:
    """The pack of this town (setting PACK_DIR)."""
    return load(Path(settings.PACK_DIR))
