"""What funds.yaml and plan.yaml of the pack may say: the numbers that the checks of money go by,
and the steps that a plan is drafted from."""

import functools
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ezhen.core.definitions import Strict, Words
from ezhen.core.packfile import PackError, PackFile, read_yaml
from ezhen.programme.enums import ContractKind


class FundRules(BaseModel):
    """Sums in yuan, shares of 1, days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tender_from: dict[ContractKind, Annotated[Decimal, Field(gt=0)]]
    just_under: Decimal = Field(gt=0, lt=1)
    split_within_days: int = Field(gt=0)
    grown_by: Decimal = Field(gt=0)
    late_days: int = Field(ge=0)
    unpaid_days: int = Field(gt=0)
    pace: Decimal = Field(gt=0, le=1)
    pace_from_days: int = Field(ge=0)


def read_funds(folder: Path) -> FundRules:
    """funds.yaml of a pack. Raises PackError with file and line, also where it is missing."""
    return _file(folder / "funds.yaml").read_as(FundRules)


def _file(path: Path) -> PackFile:
    if not path.is_file():
        raise PackError(path, 1, "the file is missing")
    return read_yaml(path)


_read = functools.cache(read_funds)


def fund_rules() -> FundRules:
    """The rules of this town's pack. Raises PackError with file and line."""
    return _read(Path(settings.PACK_DIR))


class PlanPart(Strict):
    """A step of a drafted plan: what, until which share of the task's days, and its weight."""

    title: Words
    until: Decimal = Field(gt=0, le=1)
    weight: int = Field(gt=0, le=100)


class PlanDraft(Strict):
    """plan.yaml: the steps that a task's plan is drafted from, the usual ones unless named."""

    usual: tuple[PlanPart, ...] = Field(min_length=1)
    tasks: dict[str, tuple[PlanPart, ...]] = {}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name, parts in {"usual": self.usual, **self.tasks}.items():
            ends = [part.until for part in parts]
            if not ends or ends != sorted(set(ends)):
                raise ValueError(f"{name}: the steps must end one after the other")
        return self

    def of(self, task: str) -> tuple[PlanPart, ...]:
        """The steps of a task."""
        return self.tasks.get(task, self.usual)


def read_plan(folder: Path) -> PlanDraft:
    """plan.yaml of a pack. Raises PackError with file and line, also where it is missing."""
    return _file(folder / "plan.yaml").read_as(PlanDraft)


_read_plan = functools.cache(read_plan)


def plan_draft() -> PlanDraft:
    """What this town's pack drafts plans from. Raises PackError with file and line."""
    return _read_plan(Path(settings.PACK_DIR))
