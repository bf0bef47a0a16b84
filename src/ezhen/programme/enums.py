"""Sources of money, kinds of contracts, and how a red flag stands."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.enums import TonedChoices


class FundSource(TextChoices):
    """Who gives the money (the codes of the register of payments)."""

    CENTRAL = "central", pgettext_lazy("fund source", "central")
    PROVINCE = "province", pgettext_lazy("fund source", "province")
    COUNTY = "county", pgettext_lazy("fund source", "county")
    OWN = "own", pgettext_lazy("fund source", "own")


class ContractKind(TextChoices):
    """What a third party does (the codes of the register of contracts)."""

    DESIGN = "design", _("design")
    BUILDING = "building", _("building")
    PURCHASE = "purchase", _("purchase")
    SERVICE = "service", _("technical service")
    FILM = "film", _("film and pictures")
    DELIVERY = "delivery", _("delivery")
    PACKAGING = "packaging", _("packaging")


class FlagState(TonedChoices):
    """A red flag is explained by the contractor, answered by the client, or stands."""

    OPEN = "open", pgettext_lazy("flag", "to be explained")
    EXPLAINED = "explained", pgettext_lazy("flag", "explained")
    ANSWERED = "answered", pgettext_lazy("flag", "settled")
    STANDS = "stands", pgettext_lazy("flag", "stands")
    GONE = "gone", pgettext_lazy("flag", "mended")

    WAITS = nonmember(frozenset({"open", "explained", "stands"}))
    TONES = nonmember(
        {"open": "bad", "explained": "work", "answered": "ok", "stands": "bad", "gone": "stale"}
    )


class FindingState(TonedChoices):
    """A finding of an inspection: the contractor answers, mends by a day and proves it; the
    inspector closes it, and later looks back whether it held."""

    OPEN = "open", pgettext_lazy("finding", "to be answered")
    DISPUTED = "disputed", pgettext_lazy("finding", "disputed")
    PLANNED = "planned", pgettext_lazy("finding", "being mended")
    PROVED = "proved", pgettext_lazy("finding", "mended, to be checked")
    CLOSED = "closed", pgettext_lazy("finding", "closed, to be looked at again")
    HELD = "held", pgettext_lazy("finding", "held when looked at again")
    DROPPED = "dropped", pgettext_lazy("finding", "dropped")

    WAITS = nonmember(frozenset({"open", "disputed", "planned", "proved"}))
    TONES = nonmember(
        {
            "open": "bad",
            "disputed": "short",
            "planned": "work",
            "proved": "work",
            "closed": "ok",
            "held": "ok",
            "dropped": "stale",
        }
    )


class VenuePurpose(TextChoices):
    """What a room is used for (the codes of the register of venue use)."""

    TRAINING = "training", pgettext_lazy("venue", "training")
    LIVESTREAM = "livestream", pgettext_lazy("venue", "livestream")
    MEETING = "meeting", pgettext_lazy("venue", "meeting")
    PHOTO = "photo", pgettext_lazy("venue", "photography")
    VISIT = "visit", pgettext_lazy("venue", "visit")
    EVENT = "event", pgettext_lazy("venue", "event")


class BookingState(TonedChoices):
    """A booking is used, or nobody came, or it was cancelled."""

    BOOKED = "booked", pgettext_lazy("booking", "booked")
    USED = "used", pgettext_lazy("booking", "used")
    MISSED = "missed", pgettext_lazy("booking", "nobody came")
    CANCELLED = "cancelled", pgettext_lazy("booking", "cancelled")

    TONES = nonmember({"booked": "work", "used": "ok", "missed": "short", "cancelled": "stale"})


class GrowthState(TonedChoices):
    """A step of a tenant's one-to-one plan."""

    PLANNED = "planned", pgettext_lazy("plan of a tenant", "under way")
    DONE = "done", pgettext_lazy("plan of a tenant", "done")
    DROPPED = "dropped", pgettext_lazy("plan of a tenant", "dropped")

    TONES = nonmember({"planned": "work", "done": "ok", "dropped": "stale"})


class ReturnState(TonedChoices):
    """How a piece of equipment came back (the codes of the register of equipment use)."""

    OUT = "out", pgettext_lazy("equipment", "taken out")
    GOOD = "good", pgettext_lazy("equipment", "back, good")
    FAULT = "fault", pgettext_lazy("equipment", "back, faulty")

    TONES = nonmember({"out": "work", "good": "ok", "fault": "bad"})


class AcceptanceState(TonedChoices):
    """The team scores, the contractor is heard, the client decides."""

    SCORING = "scoring", pgettext_lazy("acceptance", "being scored")
    HEARING = "hearing", pgettext_lazy("acceptance", "scores sent, being heard")
    DECIDED = "decided", pgettext_lazy("acceptance", "decided")

    TONES = nonmember({"scoring": "work", "hearing": "short", "decided": "ok"})


class Column(TextChoices):
    """Where points are given."""

    PAPERS = "papers", pgettext_lazy("points", "on the papers")
    ON_SITE = "on_site", pgettext_lazy("points", "on site")
    BONUS = "bonus", pgettext_lazy("points", "bonus")


class StepKind(TextChoices):
    """What was done in an acceptance; six letters each, they are a part of a step's key."""

    OPENED = "opened", pgettext_lazy("acceptance", "acceptance opened")
    SCORED = "scored", pgettext_lazy("acceptance", "points given")
    AGREED = "agreed", pgettext_lazy("acceptance", "second person agreed")
    ISSUED = "issued", pgettext_lazy("acceptance", "scores sent to the contractor")
    ARGUED = "argued", pgettext_lazy("acceptance", "contractor answered")
    SILENT = "silent", pgettext_lazy("acceptance", "contractor has nothing to add")
    JUDGED = "judged", pgettext_lazy("acceptance", "team replied")
    CLOSED = "closed", pgettext_lazy("acceptance", "decided and closed")


class PlanState(TonedChoices):
    """How a step of the plan stands on a day."""

    LATE = "late", pgettext_lazy("step", "late")
    UNDER_WAY = "under_way", pgettext_lazy("step", "under way")
    AHEAD = "ahead", pgettext_lazy("step", "not begun")
    DONE = "done", pgettext_lazy("step", "done")

    TONES = nonmember({"late": "bad", "under_way": "work", "ahead": "stale", "done": "ok"})


class PlanMove(TextChoices):
    """What became of a step of the plan."""

    PLANNED = "planned", pgettext_lazy("step", "planned")
    MOVED = "moved", pgettext_lazy("step", "planned anew")
    DONE = "done", pgettext_lazy("step", "done")
    REOPENED = "reopened", pgettext_lazy("step", "not done after all")
    DROPPED = "dropped", pgettext_lazy("step", "left out")


# what the log calls each action
LOGGED = {
    "programme.plan_line": pgettext_lazy("log", "Budget line planned"),
    "programme.change_line": pgettext_lazy("log", "Budget line changed"),
    "programme.enter_third_party": pgettext_lazy("log", "Third party entered"),
    "programme.sign_contract": pgettext_lazy("log", "Contract entered"),
    "programme.amend_contract": pgettext_lazy("log", "Contract amended"),
    "programme.add_milestone": pgettext_lazy("log", "Milestone agreed"),
    "programme.accept_work": pgettext_lazy("log", "Work accepted"),
    "programme.enter_invoice": pgettext_lazy("log", "Invoice entered"),
    "programme.pay_invoice": pgettext_lazy("log", "Payment entered"),
    "programme.reverse_payment": pgettext_lazy("log", "Payment reversed"),
    "programme.check_flags": pgettext_lazy("log", "Red flag raised or mended"),
    "programme.explain_flag": pgettext_lazy("log", "Red flag explained"),
    "programme.settle_flag": pgettext_lazy("log", "Red flag answered"),
    "programme.check_asset": pgettext_lazy("log", "Asset checked"),
    "programme.book_area": pgettext_lazy("log", "Room booked"),
    "programme.cancel_booking": pgettext_lazy("log", "Booking of a room cancelled"),
    "programme.end_use": pgettext_lazy("log", "Use of a room confirmed"),
    "programme.miss_booking": pgettext_lazy("log", "Booking of a room not used"),
    "programme.put_tenancy": pgettext_lazy("log", "Tenancy entered from its application"),
    "programme.end_tenancy": pgettext_lazy("log", "Tenancy ended"),
    "programme.plan_growth": pgettext_lazy("log", "Step of a tenant's plan agreed"),
    "programme.end_growth": pgettext_lazy("log", "Step of a tenant's plan ended"),
    "programme.acknowledge_plan": pgettext_lazy("log", "Plan acknowledged by the tenant"),
    "programme.put_licence": pgettext_lazy("log", "Brand licence entered from its application"),
    "programme.count_brand_sales": pgettext_lazy("log", "Sales under the brand added up"),
    "programme.hand_over_asset": pgettext_lazy("log", "Asset handed over"),
    "programme.take_out_asset": pgettext_lazy("log", "Equipment taken out"),
    "programme.give_back_asset": pgettext_lazy("log", "Equipment given back"),
    "programme.draw_sample": pgettext_lazy("log", "Sample drawn"),
    "programme.raise_finding": pgettext_lazy("log", "Finding raised"),
    "programme.dispute_finding": pgettext_lazy("log", "Finding disputed"),
    "programme.plan_mending": pgettext_lazy("log", "Rectification planned"),
    "programme.prove_mending": pgettext_lazy("log", "Rectification proved"),
    "programme.add_step": pgettext_lazy("log", "Step planned"),
    "programme.move_step": pgettext_lazy("log", "Step planned anew"),
    "programme.finish_step": pgettext_lazy("log", "Step done"),
    "programme.reopen_step": pgettext_lazy("log", "Step not done after all"),
    "programme.drop_step": pgettext_lazy("log", "Step left out"),
    "programme.judge_finding": pgettext_lazy("log", "Finding judged"),
    "programme.open_acceptance": pgettext_lazy("log", "Acceptance opened"),
    "programme.give_points": pgettext_lazy("log", "Acceptance points given"),
    "programme.agree_points": pgettext_lazy("log", "Raised points agreed to"),
    "programme.issue_scores": pgettext_lazy("log", "Acceptance scores sent"),
    "programme.answer_score": pgettext_lazy("log", "Acceptance score answered"),
    "programme.end_answers": pgettext_lazy("log", "Nothing more to answer"),
    "programme.judge_answer": pgettext_lazy("log", "Answer to a score replied to"),
    "programme.decide_acceptance": pgettext_lazy("log", "Acceptance decided"),
}
