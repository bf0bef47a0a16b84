"""What a register (台账) is: packs/<county>/registers/*.yaml, one file a register."""

from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import model_validator

from ezhen.core.definitions import Field, FieldType, Name, Strict, Words
from ezhen.core.packfile import PackError, read_yaml
from ezhen.core.periods import Grain

# typed columns that each record keeps beside its JSON, by kind of field
SLOTS = {"text": 8, "number": 6, "date": 3}
NUMBERS = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY, FieldType.YES_NO})
RESERVED = frozenset({"submission"})  # the form's own
SHOWN_COLUMNS = 8  # of a list, unless the definition names them
NOT_LISTED = frozenset({FieldType.NOTE, FieldType.FILES, FieldType.LINK})


class Cadence(Strict):
    """At least `least` records in every period; with `each`, for every record of that register.

    A period is due `due_days` days after it ends.
    """

    grain: Grain
    least: int = 1
    due_days: int = 5
    each: str = ""  # code of the register whose records are the subjects (stations)
    subject: str = ""  # the field of this register that names the subject
    ends: str = ""  # the field of that register that says when a subject ended


class Paper(Strict):
    """A paper that every record should have; `document` is the type in the standard's list."""

    document: Name
    required: bool = True
    pair: bool = False  # before and after, as two pictures


class PrintForm(Strict):
    """How the register is filed on paper."""

    landscape: bool = True
    columns: tuple[Name, ...] = ()  # empty: all fields that are not retired
    signatures: tuple[Words, ...] = ()


class Section(Strict):
    """A group of fields of the entry form, under a heading."""

    title: Words
    fields: tuple[Name, ...]


class RegisterDefinition(Strict):
    """One register type. `date` names the field that puts a record into a period."""

    code: Name
    version: int = 1
    number: int  # row of the standard overview §3
    title: Words
    what: Words  # one line: what a row is
    area: str  # area of the standard it is filed under
    clauses: tuple[str, ...]
    keepers: tuple[str, ...]  # roles that write
    reviewers: tuple[str, ...] = ()  # roles that confirm or return a record; empty: no review
    own_rows: bool = False  # business roles see and write only the rows of their organisation
    party: str = ""  # the field (type party) that says whose row it is, with own_rows
    moves_to: str = ""  # module that will take it over; empty: it stays data
    date: str = ""
    called: str = ""  # the field by which people name a row; empty: the first required text
    cadence: Cadence | None = None
    unique: tuple[tuple[Name, ...], ...] = ()
    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()  # of the entry form; empty: one form without headings
    columns: tuple[Name, ...] = ()  # of the list; empty: the first eight short ones
    carried: tuple[Name, ...] = ()  # a new row begins with what the keeper's last row has here
    in_order: tuple[tuple[Name, Name], ...] = ()  # dates or times: the second is not earlier
    totals: tuple[Name, ...] = ()
    papers: tuple[Paper, ...] = ()
    print: PrintForm = PrintForm()
    retention_years: int = 10

    def __str__(self) -> str:
        return str(self.title)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if RESERVED & {field.name for field in self.fields}:
            raise ValueError(f"register {self.code}: a field cannot be named submission")
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"register {self.code}: a field name stands twice")
        if missing := self._named() - set(names):
            raise ValueError(f"register {self.code}: no field {', '.join(sorted(missing))}")
        if self.cadence and not self.date:
            raise ValueError(f"register {self.code}: a cadence needs the field of its date")
        if self.date and self.field(self.date).type != FieldType.DATE:
            raise ValueError(f"register {self.code}: {self.date} is no date")
        self.slots()
        return self

    def _named(self) -> set[str]:
        """Every field that another part of the definition speaks of."""
        lists = (*self.unique, *self.in_order, *(section.fields for section in self.sections))
        named = {self.date, self.party, self.called, *self.totals, *self.columns, *self.carried}
        named |= {*self.print.columns, *(name for names in lists for name in names)}
        if self.cadence:
            named.add(self.cadence.subject)
        return named - {""}

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields, retired ones too."""
        return {field.name: field for field in self.fields}

    def field(self, name: str) -> Field:
        """The field of a name. Raises LookupError."""
        return self.by_name[name]

    @cached_property
    def active(self) -> tuple[Field, ...]:
        """The fields that are asked today."""
        return tuple(field for field in self.fields if not field.retired)

    @cached_property
    def listed(self) -> tuple[Field, ...]:
        """The fields that the list shows, the date first."""
        if self.columns:
            return tuple(self.field(name) for name in self.columns)
        short = [field for field in self.active if field.type not in NOT_LISTED]
        short.sort(key=lambda field: field.name != self.date)
        return tuple(short[:SHOWN_COLUMNS])

    @cached_property
    def name_field(self) -> Field:
        """The field by which people name a row."""
        if self.called:
            return self.field(self.called)
        texts = [field for field in self.active if field.type == FieldType.TEXT and field.required]
        return (*texts, *self.active)[0]

    def slots(self) -> dict[str, str]:
        """Field name to typed column (t1…, n1…, d1…). A field that is indexed later than its
        neighbours says its `slot`, so that no column ever changes its meaning.

        Raises ValueError when a kind runs out or two fields want one column.
        """
        places = {field.name: field.slot for field in self.fields if field.slot}
        if len(set(places.values())) < len(places):
            raise ValueError(f"register {self.code}: two fields want one slot")
        for field in self._indexed():
            if field.name not in places:
                places[field.name] = self._free(_kind(field), set(places.values()))
            elif places[field.name] not in _columns(_kind(field)):
                raise ValueError(f"register {self.code}: {field.name} cannot stand in {field.slot}")
        return places

    def _free(self, kind: str, taken: set[str]) -> str:
        for column in _columns(kind):
            if column not in taken:
                return column
        raise ValueError(f"register {self.code}: more than {SLOTS[kind]} {kind} indexes")

    def _indexed(self) -> list[Field]:
        named = {*self.totals, self.party, *(name for key in self.unique for name in key)}
        if self.cadence:
            named.add(self.cadence.subject)
        return [
            field
            for field in self.fields
            if (field.index or field.name in named) and field.name != self.date
        ]


def _kind(field: Field) -> str:
    if field.type in NUMBERS:
        return "number"
    return "date" if field.type == FieldType.DATE else "text"


def _columns(kind: str) -> list[str]:
    return [f"{kind[0]}{number}" for number in range(1, SLOTS[kind] + 1)]


def load(folder: Path) -> dict[str, RegisterDefinition]:
    """Every register of a pack by code, in the order of the standard. Raises PackError."""
    found: dict[str, RegisterDefinition] = {}
    for path in sorted((folder / "registers").glob("*.yaml")):
        file = read_yaml(path)
        definition = file.read_as(RegisterDefinition)
        if definition.code != path.stem:
            raise file.error(f"the code must be the file's name, {path.stem}", ["code"])
        found[definition.code] = definition
    return dict(sorted(found.items(), key=lambda item: (item[1].number, item[0])))


def problems(folder: Path, *, roles: frozenset[str], documents: frozenset[str]) -> list[PackError]:
    """Everything that is wrong with the registers of a pack, each with its file and line.

    `documents` are the types of paper the standard knows; empty: they are not compared.
    """
    wrong: list[PackError] = []
    good = {}
    for path in sorted((folder / "registers").glob("*.yaml")):
        try:
            file = read_yaml(path)
            good[path.stem] = file, file.read_as(RegisterDefinition)
        except PackError as error:
            wrong.extend(error.all)
    for stem, (file, definition) in good.items():
        for message, where in _strays(stem, definition, set(good), roles, documents):
            wrong.append(file.error(message, where))
    return wrong


Stray = tuple[str, tuple[str | int, ...]]


def _strays(
    stem: str,
    definition: RegisterDefinition,
    codes: set[str],
    roles: frozenset[str],
    documents: frozenset[str],
) -> list[Stray]:
    """What a definition names that is not there."""
    found: list[Stray] = []
    if definition.code != stem:
        found.append((f"the code must be the file's name, {stem}", ("code",)))
    for key in ("keepers", "reviewers"):
        unknown = sorted(set(getattr(definition, key)) - roles)
        found.extend((f"no role {name}", (key,)) for name in unknown)
    if definition.cadence and definition.cadence.each not in {"", *codes}:
        found.append((f"no register {definition.cadence.each}", ("cadence", "each")))
    for position, field in enumerate(definition.fields):
        if field.register_code not in {"", *codes}:
            where = ("fields", position, "register_code")
            found.append((f"no register {field.register_code}", where))
    for position, paper in enumerate(definition.papers):
        if documents and paper.document not in documents:
            found.append((f"no document {paper.document}", ("papers", position, "document")))
    return found
