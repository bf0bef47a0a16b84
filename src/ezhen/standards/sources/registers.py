"""`register.CODE`: the rows of a register that count as a proof."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from ezhen.core.definitions import Field, FieldType, Words
from ezhen.core.personal import personal_class
from ezhen.registers import api as registers
from ezhen.registers.errors import NoSuchRegister
from ezhen.standards.definitions import Filter
from ezhen.standards.sources import Source, UnknownField, UnknownSource, address, register_source
from ezhen.standards.sources.ask import Ask, Mend, Subject
from ezhen.standards.sources.rows import RowSource

SIGNS = {"gte": "≥", "gt": ">", "lte": "≤", "lt": "<", "ne": "≠", "eq": "="}
ANY = str(UUID(int=0))  # where a row's own stands in the address of its page
LISTED = frozenset({FieldType.CHOICE, FieldType.CHOICES})


class Register(RowSource):
    """The rows of one register: confirmed, or kept where nobody reviews."""

    can = frozenset({"rows", "subjects"})

    def __init__(self, definition: registers.RegisterDefinition) -> None:
        self.definition = definition
        self.code = f"register.{definition.code}"
        self.title: Words = definition.title
        self.dated = bool(definition.date)

    def fields(self) -> dict[str, frozenset[str] | None]:
        """The fields with a column of their own, and the day."""
        names = {*self.definition.slots(), *filter(None, [self.definition.date]), "state"}
        return {name: self._codes(name) for name in sorted(names)}

    def _codes(self, name: str) -> frozenset[str] | None:
        field = self.definition.by_name.get(name)
        if field is None or field.type not in LISTED:
            return None
        return frozenset(choice.code for choice in field.choices)

    def column(self, field: str) -> str:
        """Where a field stands."""
        try:
            return registers.column(self.definition, field)
        except LookupError:
            raise UnknownField(f"{self.code}: {field}") from None

    def condition(self, where: Filter) -> Q:
        """A filter, with its values as the columns have them."""
        try:
            return registers.condition(self.definition, where)
        except LookupError as error:
            raise UnknownField(f"{self.code}: {error.args[0]}") from None

    def rows(self, as_of: dt.datetime | None) -> QuerySet[Any]:
        """The rows that count, now or as they stood at a moment."""
        return registers.rows(self.definition.code, as_of)

    def unit_of(self, field: str) -> Words | None:
        """As the register says."""
        unit = self.definition.field(field).unit
        return Words(zh=unit, en=unit) if unit else None

    def titled(self, where: Filter) -> Words:
        """The register, and what the filter picks of it: 活动台账·电商沙龙."""
        picked = [self._picked(name, wanted) for name, wanted in where.items()]
        return Words(
            zh="·".join([self.title.zh, *(words.zh for words in picked)]),
            en=": ".join([self.title.en, *filter(None, [", ".join(w.en for w in picked)])]),
        )

    def _picked(self, name: str, wanted: Any) -> Words:
        field = self.definition.by_name.get(name)
        if field is None:
            return Words(zh=str(wanted), en=str(wanted))
        operator, value = next(iter(wanted.items())) if isinstance(wanted, dict) else ("eq", wanted)
        if operator == "set" or isinstance(value, bool):
            return _yes_or_no(field, bool(value))
        chosen = value if isinstance(value, list) else [value]
        labels = [choice for choice in field.choices if choice.code in chosen]
        if labels:
            return Words(
                zh="、".join(choice.zh for choice in labels),
                en=" or ".join(choice.en for choice in labels),
            )
        sign = SIGNS.get(operator, "")
        return Words(zh=f"{field.label.zh}{sign}{value}", en=f"{field.label.en} {sign}{value}")

    def subjects(self, ask: Ask) -> list[Subject]:
        """The rows by what people call them."""
        prefix = "record__" if ask.as_of else ""
        name = self.definition.name_field
        found = self.asked(ask).values_list(
            f"{prefix}uuid", "date", KT(f"data__{name.name}"), f"{prefix}year", f"{prefix}serial"
        )
        is_hidden = personal_class(name) is not None
        page = address("registers:record", ANY)
        return [
            Subject(
                str(uuid),
                f"{year}-{serial:04}" if is_hidden or not called else str(called),
                began,
                page.replace(ANY, str(uuid)),
            )
            for uuid, began, called, year, serial in found.order_by("date", "pk")
        ]

    def corrected(self, ask: Ask, since: dt.datetime) -> int:
        """Rows that counted at `since` and were changed or withdrawn after it."""
        later = registers.changed_since(self.definition.code, since)
        if ask.as_of:
            later = later.filter(at__lte=ask.as_of)
        then = registers.rows(self.definition.code, since).filter(self.condition(ask.where))
        return then.filter(record__in=later.values("record")).count()

    def waiting(self, ask: Ask) -> int:
        """Rows that wait for review, or came back."""
        if not self.definition.reviewers or ask.as_of:
            return 0
        if self.definition.code not in self.once(("register", "waiting"), registers.num_waiting):
            return 0
        rows = registers.waiting(self.definition.code).filter(self.condition(ask.where))
        if self.dated and ask.first:
            rows = rows.filter(date__gte=ask.first)
        return rows.count()

    def url(self, ask: Ask) -> str:
        """The list, with the filters that a list can show."""
        found = address("registers:register", self.definition.code)
        simple = {name: value for name, value in ask.where.items() if isinstance(value, str)}
        return f"{found}?{urlencode(simple)}" if found and simple else found

    def mend(self, *, task: str, grain: str = "", subject: str = "") -> Mend:
        """The form for a new row; a gap of the register's own rhythm can also be explained."""
        rhythm = self.definition.cadence
        is_own = rhythm is not None and rhythm.grain == grain and not rhythm.each
        explain = address("registers:explain", self.definition.code, "PERIOD") if is_own else ""
        return Mend(
            url=address("registers:new_record", self.definition.code),
            day=self.definition.date,
            subject=subject,
            explain=explain,
        )


def _yes_or_no(field: Field, is_so: bool) -> Words:
    if is_so:
        return Words(zh=field.label.zh, en=field.label.en)
    return Words(zh=f"无{field.label.zh}", en=f"without {field.label.en}")


def register() -> None:
    """Called once when the app is ready."""

    def named(name: str) -> Source:
        try:
            return Register(registers.definition(name))
        except NoSuchRegister:
            raise UnknownSource(f"register.{name}") from None

    register_source("register", named, registers.definitions)
