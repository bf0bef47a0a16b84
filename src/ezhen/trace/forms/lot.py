"""Forms for lots: buying in, harvesting, taking out, and the list's filter."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm, DateInput
from ezhen.core.pack import pack
from ezhen.parties.api import valid_credit_code
from ezhen.products.enums import Unit
from ezhen.trace.enums import Standing, UseKind


def quantity_field(label: Any, **options: Any) -> forms.DecimalField:
    """An amount: more than nothing, three decimals."""
    return forms.DecimalField(label=label, min_value=0, max_digits=15, decimal_places=3, **options)


def as_typed(quantity: Decimal) -> str:
    """240, not 240.000 and never 2.4E+2: what a person would have typed."""
    return f"{quantity.normalize():f}"


class BuyInForm(ActionForm):
    """A supplier's lot that came in; supplier and product are chosen, or entered the first time."""

    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=None, required=False, empty_label=_("A new supplier, below")
    )
    supplier_name = forms.CharField(label=_("New supplier's name"), max_length=120, required=False)
    supplier_code = forms.CharField(
        label=_("New supplier's credit code"), max_length=18, required=False
    )
    product = forms.ModelChoiceField(
        label=_("What came"), queryset=None, required=False, empty_label=_("A new product, below")
    )
    product_name = forms.CharField(label=_("New product's name"), max_length=80, required=False)
    product_class = forms.ChoiceField(label=_("New product's class"), required=False)
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, required=False)
    supplier_lot = forms.CharField(
        label=_("Supplier's lot number"), max_length=40, help_text=_("As printed on the sack.")
    )
    quantity = quantity_field(_("Quantity"))
    produced_on = forms.DateField(label=_("Production date"), widget=DateInput)
    best_before = forms.DateField(label=_("Best before"), widget=DateInput, required=False)
    has_papers = forms.BooleanField(
        label=_("The supplier's test report or certificate is here"), required=False, initial=True
    )

    def __init__(self, *args: Any, suppliers: Any, products: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = suppliers
        self.fields["product"].queryset = products
        self.fields["product"].label_from_instance = lambda product: (
            f"{product.organisation}: {product}"
        )
        self.fields["product_class"].choices = [
            (found.code, str(found)) for found in pack().product_classes
        ]

    def clean(self) -> dict[str, Any]:
        """Chosen or entered, and the product must be the supplier's."""
        facts = super().clean() or self.cleaned_data
        supplier, product = facts.get("supplier"), facts.get("product")
        if not supplier:
            self._check_new_supplier(facts)
        if not product and not facts.get("product_name"):
            self.add_error("product", _("Choose what came, or enter it below."))
        if product and (supplier is None or product.organisation_id != supplier.pk):
            self.add_error("product", _("This supplier does not make this product."))
        return facts

    def _check_new_supplier(self, facts: dict[str, Any]) -> None:
        if not facts.get("supplier_name"):
            self.add_error("supplier", _("Choose the supplier, or enter it below."))
            return
        try:
            valid_credit_code(str(facts.get("supplier_code", "")).upper())
        except ValidationError as error:
            self.add_error("supplier_code", error)


class HarvestForm(ActionForm):
    """What a farm brought in."""

    product = forms.ModelChoiceField(label=_("Product"), queryset=None)
    quantity = quantity_field(_("Quantity"))
    produced_on = forms.DateField(
        label=_("Harvested on"), widget=DateInput, initial=timezone.localdate
    )
    site = forms.ModelChoiceField(label=_("Field or greenhouse"), queryset=None, required=False)

    def __init__(self, *args: Any, products: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products
        self.fields["site"].queryset = sites


class UseForm(ActionForm):
    """An amount that leaves the books for good."""

    kind = forms.ChoiceField(
        label=_("What happened to it"), choices=UseKind.choices, widget=forms.RadioSelect
    )
    quantity = quantity_field(_("Quantity"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class LotFilter(forms.Form):
    """Search and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    standing = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Standing.choices]
    )


class LotAmountForm(forms.Form):
    """So much of a lot that one has in hand."""

    lot = forms.ModelChoiceField(label=_("Lot"), queryset=None)
    quantity = quantity_field(_("How much"))

    def __init__(self, *args: Any, lots: Any, labels: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lot"]
        field.queryset = lots
        field.label_from_instance = lambda lot: labels.get(lot.pk, lot.code)


class LotAmounts(forms.BaseFormSet):
    """Rows of lot and amount, each lot once."""

    def clean(self) -> None:
        """Raises when a lot stands twice."""
        lots = [row["lot"] for row in self.filled()]
        if len(set(lots)) != len(lots):
            raise ValidationError(_("Name each lot once."))

    def filled(self) -> list[dict[str, Any]]:
        """The rows that say something."""
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [row for row in rows if row.get("lot") and row.get("quantity") is not None]


LotAmountFormSet = forms.formset_factory(
    LotAmountForm, formset=LotAmounts, extra=0, min_num=1, validate_min=True, max_num=50
)
