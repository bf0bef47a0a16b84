"""Roles are code: what a role may do stands in each module's rules, never in a table."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.enums import TonedChoices


class Role(TextChoices):
    """The chair a person sits in (standard overview §6). One account, one role."""

    PRODUCER = "producer", _("Producer")
    MERCHANT = "merchant", _("Shop or buyer")
    REGULATOR = "regulator", _("Market regulator")
    BUREAU = "bureau", _("Commerce bureau")
    OPERATOR = "operator", _("Town operator")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")

    BUSINESS = nonmember(frozenset({"producer", "merchant"}))
    OFFICE = nonmember(frozenset({"regulator", "bureau", "operator", "auditor"}))
    # GB/T 22239: three powers, none can both act and erase
    POWERS = nonmember(frozenset({"system_admin", "security_admin", "audit_admin"}))

    DUTIES = nonmember(
        {
            "producer": _("makes, tests, labels and ships; registers business and products"),
            "merchant": _("receives deliveries, sells, takes part in recalls"),
            "regulator": _("inspects, stops sale, recalls, answers consumers"),
            "bureau": _("reviews registrations and products, watches how the town stands"),
            "operator": _("runs the town day by day and helps businesses"),
            "auditor": _("reads everything, checks the log, changes nothing"),
            "system_admin": _("makes and closes accounts, unlocks them; sees no log"),
            "security_admin": _("grants or refuses each office account; makes none"),
            "audit_admin": _("reads and verifies the log; touches no account"),
        }
    )

    @property
    def duty(self) -> str:
        """What this chair does, in one line."""
        return str(self.DUTIES[self.value])


class AccountState(TonedChoices):
    """Whether an account may be entered."""

    WAITING = "waiting", _("waiting for its grant")
    OPEN = "open", _("open for use")
    CLOSED = "closed", _("account closed")

    TONES = nonmember({"waiting": "work", "open": "ok", "closed": "stale"})


# what the log calls each action
LOGGED = {
    "accounts.create_user": pgettext_lazy("log", "Account made"),
    "accounts.create_demo_user": pgettext_lazy("log", "Demo account made"),
    "accounts.propose_user": pgettext_lazy("log", "Account proposed"),
    "accounts.grant_user": pgettext_lazy("log", "Account granted"),
    "accounts.refuse_user": pgettext_lazy("log", "Account refused"),
    "accounts.close_user": pgettext_lazy("log", "Account closed"),
    "accounts.unlock_user": pgettext_lazy("log", "Account unlocked"),
    "accounts.reset_password": pgettext_lazy("log", "New password given"),
    "accounts.sign_in": pgettext_lazy("log", "Signed in"),
    "accounts.sign_out": pgettext_lazy("log", "Signed out"),
    "accounts.locked_out": pgettext_lazy("log", "Locked after wrong passwords"),
    "accounts.add_second_factor": pgettext_lazy("log", "Second factor switched on"),
    "accounts.remove_second_factor": pgettext_lazy("log", "Second factor switched off"),
    "accounts.change_password": pgettext_lazy("log", "Own password changed"),
    "accounts.verify_log": pgettext_lazy("log", "Verification of the log begun"),
}
