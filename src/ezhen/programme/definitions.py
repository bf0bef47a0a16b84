"""What funds.yaml of the pack may say: the numbers that the checks of money go by."""

import functools
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from ezhen.core.packfile import read_yaml
from ezhen.programme.enums import ContractKind


class FundRules(BaseModel):
    """Sums in yuan, shares of 1, days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tender_from: dict[ContractKind, Decimal]
    just_under: Decimal = Field(gt=0, lt=1)
    split_within_days: int = Field(gt=0)
    grown_by: Decimal = Field(gt=0)
    late_days: int = Field(ge=0)
    unpaid_days: int = Field(gt=0)
    pace: Decimal = Field(gt=0, le=1)
    pace_from_days: int = Field(ge=0)


@functools.cache
def _read(folder: Path) -> FundRules:
    return read_yaml(folder / "funds.yaml").read_as(FundRules)


def fund_rules() -> FundRules:
    """The rules of this town's pack. Raises PackError with file and line."""
    return _read(Path(settings.PACK_DIR))
