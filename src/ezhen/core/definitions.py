"""Definitions as data: bilingual texts and typed fields, for every engine that reads the pack.

A register, a data set and (later) an application form are lists of fields; what a field may hold is
said once, here. A definition is checked when it is read: an unknown key or a wrong type stops it.
"""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from ezhen.core.fields import Personal

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Strict(BaseModel):
    """Base of everything read from a pack."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """A text in both languages; `str()` gives the language in force."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


class FieldType(StrEnum):
    """What a field holds, and how it is stored in a record's JSON."""

    TEXT = "text"  # one line
    NOTE = "note"  # several lines
    INTEGER = "integer"
    NUMBER = "number"  # decimal, as text in JSON
    MONEY = "money"  # yuan, two decimals, as text in JSON
    DATE = "date"  # ISO 8601
    TIME = "time"  # HH:MM
    YES_NO = "yes_no"
    CHOICE = "choice"  # code of one choice
    CHOICES = "choices"  # codes, sorted
    PARTY = "party"  # uuid of an organisation
    PERSON = "person"  # a person's name: personal data, sealed
    PRODUCT = "product"  # uuid of a product
    PLACE = "place"  # code of a township or village of the pack
    LINK = "link"  # web address
    RECORD = "record"  # uuid of a record of another register
    FILES = "files"  # uuids of archive documents; the paper's type is `document`


NUMERIC = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY})


class Choice(Words):
    """One of a list; `code` is what is stored and tested, never the label."""

    code: str


class Field(Strict):
    """One field. `index` keeps a typed copy beside the JSON, so that lists sort and tests count by
    it; a field that is no longer asked is `retired`, its name never used again."""

    name: Name
    label: Words
    type: FieldType
    unit: str = ""
    required: bool = False
    index: bool = False
    help: Words | None = None
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    personal: Personal | None = None
    register_code: str = ""  # of type record: which register
    document: str = ""  # of type files: which paper of the standard
    several: bool = True  # of type files: more than one
    slot: str = ""  # t3: which typed column, for a field that is indexed later than its neighbours
    retired: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wants = {
            FieldType.CHOICE: self.choices,
            FieldType.CHOICES: self.choices,
            FieldType.RECORD: self.register_code,
        }
        if self.type in wants and not wants[self.type]:
            raise ValueError(f"field {self.name}: a {self.type} needs its choices or its register")
        if self.index and self.type in {FieldType.NOTE, FieldType.FILES}:
            raise ValueError(f"field {self.name}: a {self.type} cannot be indexed")
        if len({choice.code for choice in self.choices}) < len(self.choices):
            raise ValueError(f"field {self.name}: a choice stands twice")
        if self.slot and not self.index:
            raise ValueError(f"field {self.name}: only an indexed field has a slot")
        if self.pattern:
            re.compile(self.pattern)
        return self


def heading(one: Field) -> str:
    """Name and unit: over a column, before a field, and as the importer knows it."""
    return f"{one.label}（{one.unit}）" if one.unit else str(one.label)
