"""What a register (台账) is: packs/<county>/registers/*.yaml, one file a register."""

from typing import Self

from pydantic import model_validator

from ezhen.core.definitions import Field, FieldType, Name, Strict, Words
from ezhen.core.periods import Grain

# typed columns that each record keeps beside its JSON, by kind of field
SLOTS = {"text": 8, "number": 6, "date": 3}


class Cadence(Strict):
    """At least `least` records in every period; with `each`, for every record of that register.

    A period is due `due_days` days after it ends.
    """

    grain: Grain
    least: int = 1
    due_days: int = 5
    each: str = ""  # code of the register whose records are the subjects (stations)
    subject: str = ""  # the field of this register that names the subject


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
    cadence: Cadence | None = None
    unique: tuple[tuple[Name, ...], ...] = ()
    fields: tuple[Field, ...]
    totals: tuple[Name, ...] = ()
    papers: tuple[Paper, ...] = ()
    print: PrintForm = PrintForm()
    retention_years: int = 10

    def __str__(self) -> str:
        return str(self.title)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"register {self.code}: a field name stands twice")
        known = set(names)
        used = {self.date, self.party} - {""}
        used |= {name for key in self.unique for name in key} | {*self.totals, *self.print.columns}
        if self.cadence and self.cadence.subject:
            used.add(self.cadence.subject)
        if missing := used - known:
            raise ValueError(f"register {self.code}: no field {', '.join(sorted(missing))}")
        if self.cadence and not self.date:
            raise ValueError(f"register {self.code}: a cadence needs the field of its date")
        self.slots()
        return self

    def field(self, name: str) -> Field:
        """The field of a name. Raises LookupError."""
        for found in self.fields:
            if found.name == name:
                return found
        raise LookupError(name)

    @property
    def active(self) -> tuple[Field, ...]:
        """The fields that are asked today."""
        return tuple(field for field in self.fields if not field.retired)

    def slots(self) -> dict[str, str]:
        """Field name to typed column (t1…, n1…, d1…), in the order of the file: append only, so a
        column never changes its meaning. Raises ValueError when a kind runs out."""
        used = dict.fromkeys(SLOTS, 0)
        places: dict[str, str] = {}
        indexed = {*self.totals, self.party, *(name for key in self.unique for name in key)}
        if self.cadence:
            indexed.add(self.cadence.subject)
        for field in self.fields:
            if not (field.index or field.name in indexed) or field.name == self.date:
                continue
            kind = _kind(field)
            used[kind] += 1
            if used[kind] > SLOTS[kind]:
                raise ValueError(f"register {self.code}: more than {SLOTS[kind]} {kind} indexes")
            places[field.name] = f"{kind[0]}{used[kind]}"
        return places


def _kind(field: Field) -> str:
    if field.type in {FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY, FieldType.YES_NO}:
        return "number"
    return "date" if field.type == FieldType.DATE else "text"
