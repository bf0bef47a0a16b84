"""Forms of the product library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm
from ezhen.core.pack import pack
from ezhen.products.enums import ProductState, Unit
from ezhen.products.validators import valid_gtin


class ProductForm(ActionForm):
    """A product as its producer describes it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    specification = forms.CharField(
        label=_("Specification"), max_length=80, help_text=_("Such as 500 g or 1 kg × 10.")
    )
    product_class = forms.ChoiceField(label=_("Class"))
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices)
    unit_mass = forms.DecimalField(
        label=_("Kilograms in one unit"),
        min_value=0,
        max_digits=15,
        decimal_places=3,
        required=False,
        help_text=_("Needed for bags, boxes, pieces and metres, so that masses can be balanced."),
    )
    gtin = forms.CharField(
        label=_("Barcode number"),
        max_length=14,
        required=False,
        validators=[valid_gtin],
        help_text=_("Without one the town gives a code of its own."),
    )
    shelf_life_days = forms.IntegerField(
        label=_("Shelf life in days"), min_value=1, max_value=3650, required=False
    )
    ingredients = forms.CharField(label=_("Ingredients"), max_length=200, required=False)
    storage = forms.CharField(label=_("Storage"), max_length=120, required=False)
    photo = forms.ImageField(label=_("Photo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product_class"].choices = [
            (found.code, str(found)) for found in pack().product_classes
        ]

    def clean(self) -> dict[str, Any]:
        """Counted units need a mass."""
        facts = super().clean() or self.cleaned_data
        if facts.get("unit") and facts["unit"] not in Unit.MASS and not facts.get("unit_mass"):
            self.add_error("unit_mass", _("Say how many kilograms one unit has."))
        return facts


class ReturnForm(ActionForm):
    """Why it goes back."""

    reason = forms.CharField(
        label=_("What has to be mended"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class ProductFilter(forms.Form):
    """Search and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *ProductState.choices]
    )
