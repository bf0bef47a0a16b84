"""The form of a conformity certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm
from ezhen.trace.forms.lot import quantity_field


class CertificateForm(ActionForm):
    """How much is promised, and on what basis."""

    quantity = quantity_field(_("Quantity on the certificate"))
    basis_control = forms.BooleanField(
        label=_("Basis: quality and safety under control"), required=False
    )
    basis_own_test = forms.BooleanField(label=_("Basis: our own test passed"), required=False)
    basis_outside_test = forms.BooleanField(
        label=_("Basis: a laboratory's test passed"), required=False
    )
