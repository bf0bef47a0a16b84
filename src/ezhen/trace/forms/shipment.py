"""Forms of shipping and receiving."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm
from ezhen.trace.actions.shipment import Load
from ezhen.trace.forms.lot import as_typed, quantity_field


class ShipForm(ActionForm):
    """To whom."""

    receiver = forms.ModelChoiceField(label=_("Receiver"), queryset=None)

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers


def loads_of(formset: Any) -> list[Load]:
    """The rows as the action takes them."""
    return [Load(row["lot"], row["quantity"]) for row in formset.filled()]


class ReceiveForm(ActionForm):
    """What came of each line; all of it unless changed."""

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = quantity_field(
                f"{line.lot.product} {line.lot.code}", initial=as_typed(line.quantity)
            )

    def received(self) -> dict[int, Decimal]:
        """Per line (pk) what came."""
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line in self.lines}
