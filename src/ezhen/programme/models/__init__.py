"""Tables of the programme: the chain of money, and what is flagged in it."""

from ezhen.programme.models.acceptance import Acceptance, AcceptanceItem, AcceptanceStep
from ezhen.programme.models.asset import AssetCheck, AssetHandover, AssetLoan
from ezhen.programme.models.booking import Booking, BookingSlot
from ezhen.programme.models.budget import BudgetChange, BudgetLine
from ezhen.programme.models.contract import (
    Amendment,
    Contract,
    Milestone,
    ThirdParty,
    WorkAcceptance,
)
from ezhen.programme.models.finding import Finding, FindingStep
from ezhen.programme.models.flag import Flag, FlagStep
from ezhen.programme.models.payment import STANDING, Invoice, Payment
from ezhen.programme.models.plan import PlanChange, PlanStep
from ezhen.programme.models.sample import Sample
from ezhen.programme.models.tenant import GrowthAck, GrowthStep

__all__ = [
    "STANDING",
    "Acceptance",
    "AcceptanceItem",
    "AcceptanceStep",
    "Amendment",
    "AssetCheck",
    "AssetHandover",
    "AssetLoan",
    "Booking",
    "BookingSlot",
    "BudgetChange",
    "BudgetLine",
    "Contract",
    "Finding",
    "FindingStep",
    "Flag",
    "FlagStep",
    "GrowthAck",
    "GrowthStep",
    "Invoice",
    "Milestone",
    "Payment",
    "PlanChange",
    "PlanStep",
    "Sample",
    "ThirdParty",
    "WorkAcceptance",
]
