"""Forms of item codes: ordering, ranges of an order, labels."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm
from ezhen.products.enums import Unit
from ezhen.trace.codes import MAX_QUANTITY, CodeError, parse_scan
from ezhen.trace.enums import LabelPaper, OrderState
from ezhen.trace.errors import RangeRefused
from ezhen.trace.models import CodeOrder, Lot
from ezhen.trace.queries.code import must_have, order_key, scheme

COUNTED = frozenset({Unit.BAG, Unit.BOX, Unit.PIECE})
MOST_DIGITS = 9  # of a code's number; a serial has 20 characters


class LotChoice(forms.ModelChoiceField):
    """One of one's own lots, with what is in it and how many codes it has."""

    def label_from_instance(self, lot: Any) -> str:
        """ZY261105A, 手工挂面 500 g, 2,400 袋; then the codes it has."""
        text = f"{lot.code} · {lot.product} · {lot.quantity.normalize():,f} "
        text += str(lot.product.get_unit_display())
        if lot.num_codes:
            text += " · " + str(_("%(n)s codes bound")) % {"n": f"{lot.num_codes:,}"}
        return text


class CodeOrderForm(ActionForm):
    """For which lot, or for which product, and how many."""

    lot = LotChoice(
        label=_("For which lot"),
        queryset=Lot.objects.none(),
        required=False,
        empty_label=_("None yet: blank codes, bound to a lot later"),
    )
    product = forms.ModelChoiceField(
        label=_("For which product"),
        queryset=None,
        required=False,
        empty_label=_("Any of our products"),
        help_text=_("Only for blank codes; a lot brings its product along."),
    )
    quantity = forms.IntegerField(
        label=_("How many codes"),
        min_value=1,
        max_value=MAX_QUANTITY,
        required=False,
        help_text=_("Left empty: one for each pack of the lot. At most 100,000,000."),
    )

    def __init__(self, *args: Any, lots: Any, products: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].queryset = lots
        self.fields["product"].queryset = products

    def clean(self) -> dict[str, Any]:
        """Without a number the lot must tell how many packs it has."""
        facts = super().clean() or self.cleaned_data
        if facts.get("quantity") is None and "quantity" not in self.errors:
            facts["quantity"] = packs_left(facts["lot"]) if facts.get("lot") else None
        if not facts.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("Enter how many codes you need."))
        return facts


def packs_left(lot: Any) -> int | None:
    """Packs of the lot without a code; None when it is not counted in packs, or all have one."""
    if lot.product.unit not in COUNTED:
        return None
    return max(0, int(lot.quantity) - lot.num_codes) or None


class CodeNumberField(forms.CharField):
    """A code of an order: its number as printed on the sheet, or the label itself, scanned."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.order: CodeOrder | None = None

    def clean(self, value: Any) -> int:
        """The index, counted from 0."""
        text = super().clean(value).replace(",", "").replace("，", "")
        if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
            return int(text) - 1
        return self._scanned(text)

    def _scanned(self, text: str) -> int:
        order = self.order
        assert order is not None
        try:
            serial = parse_scan(text).serial
            where = scheme().locate(serial)
        except CodeError:
            raise ValidationError(
                _("Enter the number of a code, or scan its label."), code="unreadable"
            ) from None
        mine = where.order == order.number and where.index < order.quantity
        if not mine or not scheme(order.cipher).is_genuine(serial, order_key(order)):
            raise ValidationError(
                _("This label is not of order %(order)s."),
                code="other_order",
                params={"order": order},
            )
        return where.index


class RangeForm(ActionForm):
    """First and last code of a range."""

    first = CodeNumberField(
        label=_("First code"), help_text=_("Its number, or scan the first label.")
    )
    last = CodeNumberField(label=_("Last code"), help_text=_("Its number, or scan the last label."))

    def __init__(self, *args: Any, order: CodeOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        for name in ("first", "last"):
            self.fields[name].order = order


class BindForm(RangeForm):
    """Which lot's packs the codes are on."""

    field_order = ("lot", "first", "last")
    lot = LotChoice(label=_("On the packs of which lot"), queryset=Lot.objects.none())

    def __init__(self, *args: Any, lots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].queryset = lots


class ActivateForm(RangeForm):
    """Codes that answer "valid" from now on."""


class VoidForm(RangeForm):
    """Codes that must never be valid again."""

    reason = forms.CharField(
        label=_("Why they are voided"),
        max_length=200,
        help_text=_("Such as spoilt in printing, torn, lost."),
    )


class LabelForm(forms.Form):
    """Which labels on which paper. A link: it changes nothing."""

    paper = forms.ChoiceField(
        label=_("Label paper"),
        choices=LabelPaper.choices,
        initial=LabelPaper.ROLL_LARGE,
        widget=forms.RadioSelect,
    )
    first = CodeNumberField(label=_("First code"))
    last = CodeNumberField(label=_("Last code"))

    def __init__(self, *args: Any, order: CodeOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        for name in ("first", "last"):
            self.fields[name].order = order

    def clean(self) -> dict[str, Any]:
        """A range that the order has."""
        facts = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                must_have(self.order, facts["first"], facts["last"])
            except RangeRefused as error:
                self.add_error(error.field, str(error))
        return facts


class CodeOrderFilter(forms.Form):
    """Search and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *OrderState.choices]
    )
