"""States of applications, and what was done at a stage."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.enums import TonedChoices


class CaseState(TonedChoices):
    """Life of an application."""

    DRAFT = "draft", _("being written")
    RUNNING = "running", _("under way")
    RETURNED = "returned", _("returned to be mended")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("not granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")

    OPEN = nonmember(frozenset({"draft", "running", "returned"}))
    EDITABLE = nonmember(frozenset({"draft", "returned"}))
    TONES = nonmember(
        {
            "draft": "note",
            "running": "work",
            "returned": "short",
            "granted": "ok",
            "refused": "bad",
            "withdrawn": "stale",
        }
    )


class Decision(TextChoices):
    """One line of a case's history."""

    SENT = "sent", _("Sent in")
    PASSED = "passed", _("Passed")
    RETURNED = "returned", _("Returned to be mended")
    REFUSED = "refused", _("Not granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    PUBLISHED = "published", _("Published")
    OBJECTED = "objected", _("Objection received")
    ANSWERED = "answered", _("Objection answered")
    VOIDED = "voided", _("Earlier approval fell")
    PAID = "paid", _("Paid")
    ENDED = "ended", pgettext_lazy("application", "Ended")


class Power(TextChoices):
    """A person holds at the most one of these in a case."""

    APPLY = "apply", _("applicant")
    REVIEW = "review", _("reviewer")
    APPROVE = "approve", _("approver")
    PUBLICISE = "publicise", _("publisher")
    PAY = "pay", _("payer")


class ObjectionResult(TextChoices):
    """What came of an objection."""

    OPEN = "open", _("being looked into")
    REJECTED = "rejected", _("not upheld")
    UPHELD = "upheld", _("upheld")


class LicenceState(TonedChoices):
    """What a square code answers."""

    VALID = "valid", pgettext_lazy("licence", "valid")
    EXPIRED = "expired", pgettext_lazy("licence", "expired")
    REVOKED = "revoked", pgettext_lazy("licence", "taken back")

    TONES = nonmember({"valid": "ok", "expired": "stale", "revoked": "bad"})


# what the log calls each action
LOGGED = {
    "approvals.start_case": pgettext_lazy("log", "Application begun"),
    "approvals.send_case": pgettext_lazy("log", "Application sent in"),
    "approvals.take_back_case": pgettext_lazy("log", "Application taken back"),
    "approvals.withdraw_case": pgettext_lazy("log", "Application withdrawn"),
    "approvals.pass_stage": pgettext_lazy("log", "Step of an application passed"),
    "approvals.return_case": pgettext_lazy("log", "Application returned"),
    "approvals.refuse_case": pgettext_lazy("log", "Application not granted"),
    "approvals.publish_notice": pgettext_lazy("log", "Notice published"),
    "approvals.object_to": pgettext_lazy("log", "Objection received"),
    "approvals.answer_objection": pgettext_lazy("log", "Objection answered"),
    "approvals.pay_case": pgettext_lazy("log", "Grant paid"),
    "approvals.end_grant": pgettext_lazy("log", "Grant ended early"),
    "approvals.close_vote": pgettext_lazy("log", "Vote closed"),
    "approvals.hand_in_paper": pgettext_lazy("log", "Paper of an application handed in"),
    "approvals.file_paper": pgettext_lazy("log", "Paper of an application made"),
    "approvals.reveal_case": pgettext_lazy("log", "Personal values of an application shown"),
}
