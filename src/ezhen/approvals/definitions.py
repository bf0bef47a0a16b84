"""What a procedure (申报审批) is: packs/<county>/approvals/*.yaml, one file a procedure.

An application walks through stages in the order of the file; each says who may act, by when, what
is filled in and which papers come out. Nothing here reads the database.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from ezhen.core.definitions import NUMERIC, Field, Name, Strict, Words


class StageKind(StrEnum):
    """What happens at a stage. Power over a case is split by it (see EXCLUSIVE)."""

    APPLY = "apply"
    REVIEW = "review"
    APPROVE = "approve"
    PUBLICISE = "publicise"  # a public notice, timed
    VOTE = "vote"
    SIGN = "sign"
    DELIVER = "deliver"
    PAY = "pay"
    RECEIVE = "receive"
    ARCHIVE = "archive"


# one person holds at the most one of these powers in a case
EXCLUSIVE = frozenset({"apply", "review", "approve", "publicise", "pay"})
MadePaper = Literal[
    "application",
    "review_opinion",
    "approval",
    "notice",
    "agreement",
    "certificate",
    "disbursement_list",
    "receipt",
]


class PaperAsk(Strict):
    """A paper to be handed in; `example` says what it looks like and where one gets it."""

    document: Name
    required: bool = True
    example: Words


class Notice(Strict):
    """A public notice of so many days; an open objection stops the clock."""

    days: int
    unit: Literal["workdays", "days"] = "workdays"
    pauses: bool = True


class Stage(Strict):
    """One stage. `waiting` is what the applicant reads while it lasts: what happens, by whom."""

    code: Name
    kind: StageKind
    title: Words
    waiting: Words
    roles: tuple[str, ...]  # accounts' roles; "applicant": whoever applied; "public": anybody
    workdays: int | None = None
    fields: tuple[Field, ...] = ()
    papers: tuple[PaperAsk, ...] = ()
    makes: tuple[MadePaper, ...] = ()
    may_return: bool = False
    may_refuse: bool = False
    notice: Notice | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind == StageKind.PUBLICISE) != (self.notice is not None):
            raise ValueError(f"stage {self.code}: a public notice needs its days, and only that")
        return self


class OfferRule(Strict):
    """What the data alone grant (免申即享): offered once a year to whoever reaches `at_least` in a
    measure that a module registered. `values` fill the application; no paper is asked."""

    code: Name
    title: Words
    why: Words  # %(number)s stands for what was measured
    measure: str
    at_least: Decimal
    values: dict[str, str]


class Under(Strict):
    """An application rests on a granted case of another procedure (a subsidy on its policy): one
    whose field `theirs` says what this application's field `ours` says."""

    procedure: Name
    ours: Name
    theirs: Name


class ProcedureDefinition(Strict):
    """One procedure. `amount` names the field with the money asked for, `granted` the one in which
    the approver says how much is granted."""

    code: Name
    version: int = 1
    number: int  # row of the standard overview §4
    annex_of: str = ""  # the procedure of this number that it belongs to: leaving, after moving in
    title: Words
    what: Words  # one line: who gets what
    clauses: tuple[str, ...]
    applicants: tuple[str, ...]  # roles
    kinds: tuple[str, ...] = ()  # kinds of organisation that may apply; empty: all
    fields: tuple[Field, ...]
    papers: tuple[PaperAsk, ...] = ()
    stages: tuple[Stage, ...]
    amount: str = ""
    granted: str = ""
    under: Under | None = None
    offers: tuple[OfferRule, ...] = ()
    prefix: str = "SQ"  # of the number: BT26-0001
    valid_months: int | None = None  # of what is granted: a licence, a place
    note: Words | None = None  # a recorded reading where the text gives no rule

    def __str__(self) -> str:
        return str(self.title)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        codes = [stage.code for stage in self.stages]
        if len(set(codes)) != len(codes):
            raise ValueError(f"procedure {self.code}: a stage stands twice")
        if not self.stages or self.stages[0].kind != StageKind.APPLY:
            raise ValueError(f"procedure {self.code}: it begins with an application")
        names = [field.name for field in self.all_fields]
        if len(set(names)) != len(names):
            raise ValueError(f"procedure {self.code}: a field name stands twice")
        money = {field.name for field in self.all_fields if field.type in NUMERIC}
        if missing := {self.amount, self.granted} - {""} - money:
            raise ValueError(f"procedure {self.code}: no number {', '.join(sorted(missing))}")
        if self.under and self.under.ours not in names:
            raise ValueError(f"procedure {self.code}: no field {self.under.ours}")
        asked = {field.name for field in self.fields}
        for offer in self.offers:
            if missing := offer.values.keys() - asked:
                raise ValueError(f"offer {offer.code}: no field {', '.join(sorted(missing))}")
        self._check_order()
        return self

    def _check_order(self) -> None:
        kinds = [stage.kind for stage in self.stages]
        if any("certificate" in stage.makes for stage in self.stages[:-1]):
            raise ValueError(f"procedure {self.code}: the certificate is made at the last stage")
        if StageKind.PAY in kinds:
            before = kinds[: kinds.index(StageKind.PAY)]
            if not {StageKind.APPROVE, StageKind.PUBLICISE} <= set(before) or not self.granted:
                raise ValueError(
                    f"procedure {self.code}: nothing is paid that was not approved and published"
                )

    @property
    def lasts(self) -> bool:
        """Does what is granted go on for a time: rules, a licence, a place?"""
        ends = {"until", "ends_on"} & {field.name for field in self.all_fields}
        is_rule = self.stages[-1].kind == StageKind.ARCHIVE
        return bool(self.valid_months or ends or is_rule)

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Those of the application, then those of the stages."""
        return self.fields + tuple(field for stage in self.stages for field in stage.fields)

    def stage(self, code: str) -> Stage:
        """The stage of a code. Raises LookupError."""
        for found in self.stages:
            if found.code == code:
                return found
        raise LookupError(code)

    def after(self, code: str) -> Stage | None:
        """The stage after one; None after the last."""
        codes = [stage.code for stage in self.stages]
        place = codes.index(code) + 1
        return self.stages[place] if place < len(codes) else None
