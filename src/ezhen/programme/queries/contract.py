"""Contracts in a list, and one contract's chain: what happened, and what is missing next."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ezhen.core.search import folded, matching
from ezhen.core.templatetags.ez import ez_money
from ezhen.programme.enums import FlagState
from ezhen.programme.models import Contract, Flag, Milestone

WAITING = Q(flags__state__in=FlagState.WAITS)


def contracts(*, q: str = "", kind: str = "", source: str = "") -> QuerySet[Contract]:
    """Contracts of the list, newest first, each with the number of flags that wait."""
    rows = Contract.objects.select_related("party", "line")
    rows = rows.filter(matching(q)) if folded(q) else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(line__source=source) if source else rows
    return rows.annotate(num_flags=Count("flags", filter=WAITING)).order_by("-signed_on", "-pk")


@dataclass(frozen=True)
class ChainItem:
    """One line of the timeline; `state` is a tone, empty for what is done."""

    date: dt.date
    title: str
    text: str = ""
    who: str = ""
    state: str = ""
    url: str = ""


@dataclass(frozen=True)
class NextStep:
    """What a contract waits for, and the name of the step that enters it: a view's url name."""

    text: str
    step: str
    milestone: Milestone | None = None


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with its invoices; `state` a tone and `word` what it says."""

    milestone: Milestone
    invoices: tuple[Any, ...]
    accepted_on: dt.date | None
    tone: str
    word: str

    @property
    def left(self) -> Decimal:
        """Not paid yet."""
        return self.milestone.value - self.milestone.paid


def milestones_of(contract: Contract, today: dt.date) -> list[MilestoneRow]:
    """The milestones in their order; three queries."""
    rows = contract.milestones.select_related("acceptance").prefetch_related(
        "invoices__payments__reversal"
    )
    return [_row(milestone, today) for milestone in rows.order_by("number")]


def _row(milestone: Milestone, today: dt.date) -> MilestoneRow:
    acceptance = getattr(milestone, "acceptance", None)
    accepted_on = acceptance.accepted_on if acceptance else None
    tone, word = _standing(milestone, accepted_on, today)
    invoices = tuple(sorted(milestone.invoices.all(), key=lambda one: one.pk))
    return MilestoneRow(milestone, invoices, accepted_on, tone, word)


def _standing(milestone: Milestone, accepted_on: dt.date | None, today: dt.date) -> tuple[str, str]:
    if milestone.paid >= milestone.value:
        return "ok", _("paid")
    if accepted_on:
        return "work", _("accepted, to be paid")
    if milestone.due_on < today and not milestone.is_advance:
        return "bad", _("overdue")
    return "note", _("to be paid") if milestone.is_advance else _("under way")


def next_step(contract: Contract, rows: list[MilestoneRow]) -> NextStep | None:
    """The first thing missing in the chain; None when all is paid."""
    if contract.agreed < contract.value:
        left = contract.value - contract.agreed
        text = _("%(left)s of the amount has no milestone yet.") % {"left": ez_money(left)}
        return NextStep(text, "milestone")
    return next((found for row in rows if (found := _missing(row))), None)


def _missing(row: MilestoneRow) -> NextStep | None:
    one, title = row.milestone, {"milestone": row.milestone.title, "due": row.milestone.due_on}
    if one.paid >= one.value:
        return None
    if row.accepted_on is None and not one.is_advance:
        return NextStep(
            _("“%(milestone)s”, due on %(due)s, waits for acceptance by the client.") % title,
            "accept",
            one,
        )
    open_invoice = next((found for found in row.invoices if found.paid < found.amount), None)
    if open_invoice is None:
        return NextStep(_("“%(milestone)s” waits for the invoice.") % title, "invoice", one)
    return NextStep(_("“%(milestone)s” waits for payment.") % title, "pay", one)


def chain_of(contract: Contract, rows: list[MilestoneRow]) -> list[ChainItem]:
    """Everything that happened to the contract, oldest first."""
    line = contract.line
    items = [
        ChainItem(
            contract.signed_on,
            _("Contract signed"),
            _("On budget line %(line)s, %(source)s money.")
            % {"line": line, "source": line.get_source_display()},
            contract.party.name,
        )
    ]
    items += [
        ChainItem(
            one.signed_on,
            _("Amendment %(number)d: %(change)s")
            % {"number": one.number, "change": f"{one.change:+,.2f}"},
            one.reason,
        )
        for one in contract.amendments.order_by("number")
    ]
    for row in rows:
        items += _of_milestone(row)
    return sorted(items, key=lambda item: item.date)


def _of_milestone(row: MilestoneRow) -> list[ChainItem]:
    title = {"milestone": row.milestone.title}
    items = []
    if row.accepted_on:
        acceptance = row.milestone.acceptance
        items.append(
            ChainItem(
                row.accepted_on, _("Work accepted: %(milestone)s") % title, acceptance.findings
            )
        )
    for invoice in row.invoices:
        facts = {"invoice": invoice, "amount": ez_money(invoice.amount)}
        items.append(
            ChainItem(
                invoice.issued_on,
                _("Invoice %(invoice)s: %(amount)s") % facts,
                row.milestone.title,
            )
        )
        items += [_of_payment(payment) for payment in invoice.payments.all()]
    return items


def _of_payment(payment: Any) -> ChainItem:
    facts = {"voucher": payment.voucher, "amount": ez_money(payment.amount)}
    if payment.reverses_id:
        title = _("Reversed, voucher %(voucher)s: %(amount)s") % facts
        return ChainItem(payment.paid_on, title, payment.reason, state="bad")
    title = _("Paid, voucher %(voucher)s: %(amount)s") % facts
    return ChainItem(payment.paid_on, title, "", payment.approver)


def flags_of(contract: Contract) -> list[Flag]:
    """Its flags that wait, then the settled ones."""
    rows = Flag.objects.filter(contract=contract).exclude(state=FlagState.GONE).order_by("pk")
    return sorted(rows, key=lambda flag: flag.state not in FlagState.WAITS)
