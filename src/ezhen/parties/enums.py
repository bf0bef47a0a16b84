"""Kinds and states of parties."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.enums import TonedChoices


class OrganisationKind(TextChoices):
    """What an organisation does in the chain; one may do several, this is the main one."""

    WORKSHOP = "workshop", _("Workshop")
    COMPANY = "company", _("Company")
    COOPERATIVE = "cooperative", _("Cooperative")
    FARM = "farm", _("Family farm")
    SHOP = "shop", _("Shop")
    HUB = "hub", _("Joint delivery hub")
    LABORATORY = "laboratory", _("Testing laboratory")
    AUTHORITY = "authority", _("Authority")


class RegistrationState(TonedChoices):
    """Where a registration stands (备案)."""

    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("waiting for review")
    RETURNED = "returned", _("returned for completion")
    APPROVED = "approved", _("approved")
    OUTSIDE = "outside", _("outside the town")

    TONES = nonmember(
        {
            "draft": "stale",
            "submitted": "work",
            "returned": "short",
            "approved": "ok",
            "outside": "note",
        }
    )
    EDITABLE = nonmember(frozenset({"draft", "returned"}))


class LicenceKind(TextChoices):
    """Papers a producer must hold."""

    BUSINESS = "business", _("Business licence")
    FOOD_PRODUCTION = "food_production", _("Food production licence (SC)")
    WORKSHOP = "workshop", _("Small food workshop registration")
    FOOD_TRADE = "food_trade", _("Food trade licence")
    HEALTH = "health", _("Health certificate")
    BRAND = "brand", _("Brand licence")
    OTHER = "other", _("Other paper")


# what the log calls each action
LOGGED = {
    "parties.create_organisation": pgettext_lazy("log", "Registration begun"),
    "parties.change_organisation": pgettext_lazy("log", "Registration corrected"),
    "parties.enter_supplier": pgettext_lazy("log", "Outside supplier entered"),
    "parties.add_licence": pgettext_lazy("log", "Paper added"),
    "parties.add_site": pgettext_lazy("log", "Site added"),
    "parties.add_person": pgettext_lazy("log", "Person added"),
    "parties.reveal_person": pgettext_lazy("log", "Masked numbers read"),
    "parties.submit_registration": pgettext_lazy("log", "Registration handed in"),
    "parties.approved_registration": pgettext_lazy("log", "Registration approved"),
    "parties.returned_registration": pgettext_lazy("log", "Registration returned"),
}
