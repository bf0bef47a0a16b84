"""One form a step of the chain."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.forms import ActionForm, DateInput, PhotosField
from ezhen.core.templatetags.ez import ez_money
from ezhen.programme.enums import Column, ContractKind, FundSource, VenuePurpose
from ezhen.programme.models import BudgetLine, Invoice, Payment, ThirdParty
from ezhen.programme.models.booking import moment_of
from ezhen.programme.queries.area import Area, moment
from ezhen.registers.api import definitions

TASK = r"^[1-9PW]\.[1-9]$"


def money_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """Yuan and cents."""
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, **kwargs)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, by the browser's calendar."""
    return forms.DateField(label=label, widget=DateInput(), **kwargs)


def task_field() -> forms.RegexField:
    """A task of the standard."""
    return forms.RegexField(
        TASK,
        label=_("Task"),
        required=False,
        help_text=_("The number of the task, such as 4.8"),
    )


class LineForm(ActionForm):
    """A budget line."""

    source = forms.ChoiceField(label=_("Source of the money"), choices=FundSource)
    code = forms.CharField(label=_("Line no."), max_length=20)
    title = forms.CharField(label=_("Budget line"), max_length=80)
    planned = money_field(_("Planned, yuan"), min_value=0)
    task = task_field()


class LineChangeForm(ActionForm):
    """A decision that changes a line."""

    change = money_field(
        _("Change, yuan"), help_text=_("With a minus sign when the plan is lowered.")
    )
    reason = forms.CharField(label=_("Reason and decision no."), max_length=300)


class StepForm(ActionForm):
    """A step of a plan."""

    title = forms.CharField(label=pgettext_lazy("plan", "Step"), max_length=120)
    owner = forms.CharField(label=_("Responsible person"), max_length=60)
    begins_on = day_field(_("Begins on"))
    ends_on = day_field(_("Ends on"))
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=_("Its share of the task's work, beside the other steps."),
    )


class StepMoveForm(ActionForm):
    """Other days or another person."""

    owner = forms.CharField(label=_("Responsible person"), max_length=60)
    begins_on = day_field(_("Begins on"))
    ends_on = day_field(_("Ends on"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


class StepDoneForm(ActionForm):
    """A step is done, with its proof."""

    done_on = day_field(_("Done on"), initial=timezone.localdate)
    proof = forms.ChoiceField(
        label=_("Proof that is here already"),
        required=False,
        help_text=_("Accepted work of a contract, or a row of the work ledger of this task."),
    )
    file = forms.FileField(label=_("Or a file"), required=False)
    text = forms.CharField(
        label=_("What was done"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Without another proof this is written into the work ledger."),
    )

    def __init__(self, *args: Any, proofs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [("", "—"), *((one.key, one.label) for one in proofs)]


class ThirdPartyForm(ActionForm):
    """A firm that works for the programme."""

    name = forms.CharField(label=_("Name"), max_length=120)
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=18)
    qualification = forms.CharField(label=_("Qualification"), max_length=120)
    qualified_until = day_field(
        _("Qualification valid until"), required=False, help_text=_("Empty: without an end.")
    )


class ContractForm(ActionForm):
    """A signed contract."""

    number = forms.CharField(label=_("Contract no."), max_length=40)
    party = forms.ModelChoiceField(
        ThirdParty.objects.none(), label=_("Third party"), to_field_name="uuid"
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ContractKind)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    line = forms.ModelChoiceField(
        BudgetLine.objects.none(), label=_("Budget line"), to_field_name="uuid"
    )
    value = money_field(_("Amount, yuan"), min_value=0)
    task = task_field()
    notice_until = day_field(
        _("Last day of the award's public notice"),
        required=False,
        help_text=_("Empty when there was no tender."),
    )
    signed_on = day_field(_("Signed on"))
    starts_on = day_field(_("Begins on"))
    ends_on = day_field(_("Ends on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = ThirdParty.objects.order_by("name", "pk")
        self.fields["line"].queryset = BudgetLine.objects.order_by("source", "code", "pk")
        self.fields["line"].label_from_instance = named_line


def named_line(line: BudgetLine) -> str:
    """Source, line and what is free."""
    return f"{line.get_source_display()} · {line} · {ez_money(line.planned - line.contracted)}"


class AmendForm(ActionForm):
    """An amendment."""

    change = money_field(
        _("Change, yuan"), help_text=_("With a minus sign when the amount is lowered.")
    )
    ends_on = day_field(_("Ends now on"))
    signed_on = day_field(_("Signed on"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MilestoneForm(ActionForm):
    """A milestone."""

    title = forms.CharField(label=_("Milestone"), max_length=120)
    due_on = day_field(_("To be done by"))
    value = money_field(_("Amount, yuan"), min_value=0)
    is_advance = forms.BooleanField(label=_("An advance, payable before the work"), required=False)


class AcceptForm(ActionForm):
    """The client accepts work."""

    accepted_on = day_field(_("Accepted on"), initial=timezone.localdate)
    findings = forms.CharField(
        label=_("What was looked at and found"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class InvoiceForm(ActionForm):
    """An invoice."""

    code = forms.CharField(
        label=_("Invoice code"),
        max_length=20,
        required=False,
        help_text=_("Empty for a fully digital invoice."),
    )
    number = forms.CharField(label=_("Invoice no."), max_length=20)
    issued_on = day_field(_("Invoice date"))
    amount = money_field(_("Amount with tax, yuan"), min_value=0)


class PayForm(ActionForm):
    """A payment with its voucher."""

    invoice = forms.ModelChoiceField(
        Invoice.objects.none(), label=_("Invoice"), to_field_name="uuid"
    )
    amount = money_field(_("Amount, yuan"), min_value=0)
    paid_on = day_field(_("Paid on"), initial=timezone.localdate)
    voucher = forms.CharField(label=_("Voucher no."), max_length=40)
    slip_payee = forms.CharField(
        label=_("Payee on the bank's slip"),
        max_length=120,
        help_text=_("Copy it from the slip. Another name than the contract's raises a flag."),
    )
    approver = forms.CharField(label=_("Payment approved by"), max_length=60)

    def __init__(self, *args: Any, invoices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].queryset = invoices
        self.fields["invoice"].label_from_instance = named_invoice


def named_invoice(invoice: Invoice) -> str:
    """Number, milestone and what is open."""
    return f"{invoice} · {invoice.milestone} · {ez_money(invoice.amount - invoice.paid)}"


class ReverseForm(ActionForm):
    """A payment is taken back."""

    payment = forms.ModelChoiceField(
        Payment.objects.none(), label=_("Payment"), to_field_name="uuid"
    )
    voucher = forms.CharField(label=_("No. of the reversing voucher"), max_length=40)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, payments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payment"].queryset = payments
        self.fields["payment"].label_from_instance = named_payment


def named_payment(payment: Payment) -> str:
    """Voucher, day and amount."""
    return f"{payment.voucher} · {payment.paid_on} · {ez_money(payment.amount)}"


class ExplainForm(ActionForm):
    """What is said about a flag."""

    text = forms.CharField(
        label=_("What is to be said"), max_length=500, widget=forms.Textarea({"rows": 4})
    )


class SampleForm(ActionForm):
    """A seed, a register, how many rows."""

    register = forms.ChoiceField(label=_("Register to draw from"))
    seed = forms.CharField(
        label=_("Seed"),
        max_length=80,
        help_text=_("A text that was published beforehand and that nobody could choose."),
    )
    size = forms.IntegerField(label=_("Rows to draw"), min_value=1, max_value=500, initial=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = definitions().values()
        self.fields["register"].choices = [(one.code, str(one.title)) for one in known]


class ContractFilter(forms.Form):
    """The filter of the list."""

    q = forms.CharField(label=_("Search"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("all")), *ContractKind.choices]
        self.fields["source"].choices = [("", _("all")), *FundSource.choices]


class BookForm(ActionForm):
    """A room for a time of a day."""

    day = day_field(_("Day"))
    starts = forms.ChoiceField(label=_("Begins at"))
    ends = forms.ChoiceField(label=_("Ends at"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=VenuePurpose)
    people = forms.IntegerField(label=_("Number of people"), min_value=1, max_value=5000, initial=4)
    user = forms.CharField(label=_("Used by"), max_length=120)
    about = forms.CharField(
        label=_("What for"),
        max_length=120,
        required=False,
        help_text=_("Such as: filming of the autumn noodles"),
    )

    def __init__(self, *args: Any, area: Area, names_user: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, past = area.span(timezone.localdate())
        times = [f"{timezone.localtime(moment_of(one)):%H:%M}" for one in range(first, past + 1)]
        self.fields["starts"].choices = [(one, one) for one in times[:-1]]
        self.fields["ends"].choices = [(one, one) for one in times[1:]]
        if not names_user:
            del self.fields["user"]

    def facts(self) -> dict[str, Any]:
        """The two times as moments of the day."""
        found = super().facts()
        day = found.pop("day")
        for name in ("starts", "ends"):
            found[name] = moment(day, dt.time.fromisoformat(found[name]))
        return found


class EndUseForm(ActionForm):
    """How a room was used."""

    people = forms.IntegerField(label=_("People who came"), min_value=1, max_value=5000)
    keeper = forms.CharField(label=_("On duty"), max_length=60)


class GrowthForm(ActionForm):
    """A step of a tenant's plan."""

    goal = forms.CharField(label=_("Goal"), max_length=200)
    measure = forms.CharField(label=_("How it is measured"), max_length=200)
    due_on = day_field(pgettext_lazy("plan of a tenant", "Deadline"))
    mentor = forms.CharField(label=_("Mentor"), max_length=60)


class EndGrowthForm(ActionForm):
    """What came of a step."""

    result = forms.CharField(
        label=_("What came of it"), max_length=300, widget=forms.Textarea({"rows": 3})
    )
    file = forms.FileField(label=_("Paper or picture"), required=False)


class FindingForm(ActionForm):
    """What an inspector found."""

    problem = forms.CharField(
        label=_("What was found"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    row = forms.ChoiceField(label=_("Row of the sample"), required=False)
    task = task_field()

    def __init__(self, *args: Any, rows: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rows:
            self.fields["row"].choices = [("", _("none of them")), *((row, row) for row in rows)]
        else:
            del self.fields["row"]


class MendingForm(ActionForm):
    """Measure, who, until when."""

    measure = forms.CharField(
        label=_("Measure"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    owner = forms.CharField(label=_("Responsible person"), max_length=60)
    due_on = day_field(_("Deadline"))


class ProofForm(ExplainForm):
    """What was done, with its proof."""

    file = forms.FileField(label=_("Paper or picture"), required=False)


class HandOverForm(ActionForm):
    """Into whose custody."""

    taker = forms.CharField(label=_("Taken over by"), max_length=60)
    note = forms.CharField(label=_("Note on its state"), max_length=300, required=False)


class TakeOutForm(ActionForm):
    """Who takes it out, and what for."""

    user = forms.CharField(label=_("Taken out by"), max_length=60)
    purpose = forms.CharField(label=_("What for"), max_length=200)
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=9999, initial=1)


class AssetCheckForm(ActionForm):
    """What was seen at an asset."""

    place = forms.CharField(label=_("Where it stands"), max_length=120)
    note = forms.CharField(label=_("Note on its state"), max_length=300, required=False)


class OpenAcceptanceForm(ActionForm):
    """What is accepted, as it stood on which day, by which formal case."""

    title = forms.CharField(label=_("What is accepted"), max_length=80)
    on = day_field(
        _("As it stood on"), required=False, help_text=_("Empty: as it stands at this moment.")
    )
    case = forms.ChoiceField(label=_("Formal case"), required=False)

    def __init__(self, *args: Any, cases: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [number for number, _url in cases]
        self.fields["case"].choices = [("", _("none yet")), *((one, one) for one in numbers)]
        self.fields["case"].initial = numbers[-1] if numbers else ""


def points_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """Points with two decimal places."""
    return forms.DecimalField(label=label, max_digits=6, decimal_places=2, min_value=0, **kwargs)


class ScoreForm(ActionForm):
    """Points for one item; on site with pictures."""

    points = points_field(_("Points"))
    reason = forms.CharField(
        label=_("Reason and what was seen"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed above what is proposed; asked for below it."),
    )
    photos = PhotosField(label=_("Photos"), required=False)

    def __init__(self, *args: Any, item: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.column != Column.ON_SITE:
            del self.fields["photos"]


class AnswerScoreForm(ExplainForm):
    """The contractor's answer, with its proof."""

    file = forms.FileField(label=_("Paper or picture"), required=False)


class JudgeAnswerForm(ExplainForm):
    """The team's reply, with other points if it was right."""

    points = points_field(
        _("New points"), required=False, help_text=_("Empty: the points stay as they are.")
    )


class DecideForm(ActionForm):
    """The total that was looked at."""

    expects = forms.DecimalField(widget=forms.HiddenInput)
