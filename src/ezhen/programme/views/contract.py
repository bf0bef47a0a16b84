"""Contracts: the list, one contract with its chain, and each step that is entered."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow
from ezhen.core.excel import excel_response
from ezhen.core.templatetags.ez import ez_money
from ezhen.programme.actions import contract as actions
from ezhen.programme.actions.payment import enter_invoice, pay_invoice, reverse_payment
from ezhen.programme.forms import (
    AcceptForm,
    AmendForm,
    ContractFilter,
    ContractForm,
    InvoiceForm,
    MilestoneForm,
    PayForm,
    ReverseForm,
    ThirdPartyForm,
)
from ezhen.programme.models import STANDING, Contract, Invoice, Milestone, Payment
from ezhen.programme.queries import contract as queries
from ezhen.programme.queries.flag import dressed
from ezhen.programme.rules import DECIDES, KEEPS, SEES
from ezhen.programme.views.step import step

PAGE = 50
F_AMOUNT = F("amount")


@allow(*SEES)
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """All contracts: with whom, how much, how far paid."""
    form = ContractFilter(request.GET)
    form.is_valid()
    rows = queries.contracts(**{name: form.cleaned_data.get(name, "") for name in form.fields})
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    context = {
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_keep": request.user.role in KEEPS,
    }
    return render(request, "programme/contracts.html", context)


def _excel(rows: Any) -> HttpResponse:
    headers = (
        _("Contract no."),
        _("Third party"),
        _("Subject"),
        _("Budget line"),
        _("Signed on"),
        _("Amount, yuan"),
        _("Paid so far, yuan"),
    )
    table = [
        (one.number, one.party.name, one.subject, str(one.line), one.signed_on, one.value, one.paid)
        for one in rows
    ]
    return excel_response(_("Contracts"), headers, table)


@allow(*SEES)
@require_GET
def contract(request: HttpRequest, uuid: str) -> HttpResponse:
    """One contract: how far it is, what is missing next, and everything that happened."""
    found = _contract(uuid)
    rows = queries.milestones_of(found, timezone.localdate())
    following = queries.next_step(found, rows)
    context = {
        "contract": found,
        "left": found.value - found.paid,
        "rows": rows,
        "chain": queries.chain_of(found, rows),
        "following": following,
        "next_url": _next_url(found, following, request.user),
        "flags": [dressed(flag) for flag in queries.flags_of(found)],
        "may_keep": request.user.role in KEEPS,
    }
    return render(request, "programme/contract.html", context)


def _contract(uuid: str) -> Contract:
    return get_object_or_404(Contract.objects.select_related("party", "line"), uuid=uuid)


def _milestone(uuid: str) -> Milestone:
    return get_object_or_404(Milestone.objects.select_related("contract__party"), uuid=uuid)


def _next_url(found: Contract, following: Any, user: Any) -> str:
    """The page of the next step, for whose step it is; empty for everybody else."""
    owners = DECIDES if following and following.step == "accept" else KEEPS
    if following is None or user.role not in owners:
        return ""
    if following.step in {"milestone", "pay"}:
        return reverse(f"programme:{following.step}", args=[found.uuid])
    return reverse(f"programme:{following.step}", args=[following.milestone.uuid])


def _back(found: Contract) -> tuple[str, str]:
    return found.number, found.get_absolute_url()


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def new_party(request: HttpRequest) -> HttpResponse:
    """A third party with its qualification."""
    form = ThirdPartyForm(request.POST or None)

    def do() -> str:
        actions.enter_third_party(by=request.user, **form.facts())
        return reverse("programme:new_contract")

    return step(
        request,
        form,
        do,
        headline=_("New third party"),
        button=_("Enter it"),
        back=(_("Contracts"), reverse("programme:contracts")),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def new_contract(request: HttpRequest) -> HttpResponse:
    """A signed contract."""
    form = ContractForm(request.POST or None)

    def do() -> str:
        return actions.sign_contract(by=request.user, **form.facts()).get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("New contract"),
        answer=_("A third party that is not in the list is entered first."),
        button=_("Enter the contract"),
        back=(_("Contracts"), reverse("programme:contracts")),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, uuid: str) -> HttpResponse:
    """An amendment that both sides signed."""
    found = _contract(uuid)
    form = AmendForm(request.POST or None, initial={"ends_on": found.ends_on, "change": 0})

    def do() -> str:
        actions.amend_contract(contract=found, by=request.user, **form.facts())
        return found.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("Amend contract %(number)s") % {"number": found.number},
        answer=_("It is worth %(value)s until %(end)s.")
        % {"value": ez_money(found.value), "end": found.ends_on},
        button=_("Enter the amendment"),
        back=_back(found),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def milestone(request: HttpRequest, uuid: str) -> HttpResponse:
    """A milestone of a contract."""
    found = _contract(uuid)
    left = found.value - found.agreed
    form = MilestoneForm(request.POST or None, initial={"value": left, "due_on": found.ends_on})

    def do() -> str:
        actions.add_milestone(contract=found, by=request.user, **form.facts())
        return found.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("New milestone of %(number)s") % {"number": found.number},
        answer=_("%(left)s of the contract has no milestone yet.") % {"left": ez_money(left)},
        button=_("Add the milestone"),
        back=_back(found),
    )


@allow(*DECIDES)
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, uuid: str) -> HttpResponse:
    """The client accepts the work of a milestone."""
    found = _milestone(uuid)
    form = AcceptForm(request.POST or None)

    def do() -> str:
        actions.accept_work(milestone=found, by=request.user, **form.facts())
        return found.contract.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("Is “%(milestone)s” done as agreed?") % {"milestone": found.title},
        answer=_("%(party)s, contract %(number)s, worth %(value)s, due on %(due)s.")
        % {
            "party": found.contract.party,
            "number": found.contract.number,
            "value": ez_money(found.value),
            "due": found.due_on,
        },
        button=_("Accept the work"),
        back=_back(found.contract),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def invoice(request: HttpRequest, uuid: str) -> HttpResponse:
    """An invoice for a milestone."""
    found = _milestone(uuid)
    form = InvoiceForm(request.POST or None, initial={"amount": found.value - found.paid})

    def do() -> str:
        enter_invoice(milestone=found, by=request.user, **form.facts())
        return found.contract.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("Invoice for “%(milestone)s”") % {"milestone": found.title},
        answer=_("From %(party)s.") % {"party": found.contract.party},
        button=_("Enter the invoice"),
        back=_back(found.contract),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, uuid: str) -> HttpResponse:
    """A payment with its voucher."""
    found = _contract(uuid)
    open_ones = Invoice.objects.filter(contract=found, paid__lt=F_AMOUNT)
    open_ones = open_ones.select_related("milestone", "contract__party").order_by("issued_on", "pk")
    first = open_ones.first()
    initial: dict[str, Any] = {"slip_payee": found.party.name}
    if first:
        initial |= {"invoice": first.uuid, "amount": first.amount - first.paid}
    form = PayForm(request.POST or None, invoices=open_ones, initial=initial)

    def do() -> str:
        pay_invoice(by=request.user, **form.facts())
        return found.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("Pay %(party)s") % {"party": found.party},
        answer=_("The contract has %(left)s left to be paid.")
        % {"left": ez_money(found.value - found.paid)},
        button=_("Enter the payment"),
        back=_back(found),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, uuid: str) -> HttpResponse:
    """A mistaken payment is taken back by a row of its own."""
    found = _contract(uuid)
    standing = Payment.objects.filter(STANDING, contract=found)
    form = ReverseForm(request.POST or None, payments=standing.order_by("-paid_on", "-pk"))

    def do() -> str:
        reverse_payment(by=request.user, **form.facts())
        return found.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("Reverse a payment of %(number)s") % {"number": found.number},
        answer=_("The payment stays readable; a row with its own voucher takes it back."),
        button=_("Reverse it"),
        back=_back(found),
    )
