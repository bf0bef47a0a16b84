"""States and kinds of traceability; EPCIS/CBV terms where the standard has one."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.enums import TonedChoices


class LotOrigin(TextChoices):
    """How a lot came into the town's books."""

    BOUGHT = "bought", _("bought in")
    HARVESTED = "harvested", _("harvested")
    MADE = "made", _("made")
    PACKED = "packed", _("packed")


class Step(TextChoices):
    """A line of a lot's timeline."""

    BUY_IN = "buy_in", _("Bought in")
    HARVEST = "harvest", _("Harvested")
    PROCESS = "process", _("Processed")
    PACK = "pack", _("Packed")
    TEST = "test", _("Tested")
    SHIP = "ship", _("Shipped")
    RECEIVE = "receive", _("Received")
    SELL = "sell", _("Sold")
    SAMPLE = "sample", _("Sampled")
    DESTROY = "destroy", _("Destroyed")
    CODES = "codes", _("Codes bound")
    HOLD = "hold", _("Sale stopped")
    RELEASE = "release", _("Sale allowed again")
    INSPECT = "inspect", _("Inspected")
    RECALL = "recall", _("Recalled")
    EXIT = "exit", _("Taken off the market")

    WARNING = nonmember(frozenset({"hold", "recall", "exit"}))


class TestState(TextChoices):
    """Where a lot stands with its quality test."""

    NOT_NEEDED = "not_needed", _("no test needed")
    WAITING = "waiting", _("waiting for its test")
    PASSED = "passed", _("test passed")
    FAILED = "failed", _("test failed")

    SELLABLE = nonmember(frozenset({"not_needed", "passed"}))


class HoldCause(TextChoices):
    """Why a lot may not be sold."""

    TEST_FAILED = "test_failed", _("a test failed")
    MARKET_HOLD = "market_hold", _("held by the regulator")
    MARKET_EXIT = "market_exit", _("taken off the market by the regulator")
    RECALL = "recall", _("recalled")


class Standing(TonedChoices):
    """May it be sold? Computed when read, the worst reason first."""

    RECALLED = "recalled", _("Recalled")
    HELD = "held", _("Sale stopped")
    EXPIRED = "expired", _("Past its date")
    TEST_WAITING = "test_waiting", _("Waiting for its test")
    SELLABLE = "sellable", _("May be sold")

    TONES = nonmember(
        {
            "recalled": "bad",
            "held": "bad",
            "expired": "stale",
            "test_waiting": "short",
            "sellable": "ok",
        }
    )


class ProcessKind(TextChoices):
    """What was done to the inputs."""

    MILLING = "milling", _("Milling")
    NOODLE_MAKING = "noodle_making", _("Kneading, drawing and drying noodles")
    PACKING = "packing", _("Cutting and packing")
    WEAVING = "weaving", _("Weaving")
    SORTING = "sorting", _("Sorting")
    OTHER = "other", _("Other processing")


class ReadingSource(TextChoices):
    """Where a process reading comes from."""

    HAND = "hand", _("by hand")
    SENSOR = "sensor", _("sensor file")


class UseKind(TextChoices):
    """How an amount leaves the books for good."""

    SOLD = "sold", _("sold")
    SAMPLED = "sampled", _("sent for testing or kept as sample")
    DESTROYED = "destroyed", _("destroyed")


class ShipmentState(TextChoices):
    """Where a shipment is."""

    SENT = "sent", _("on the way")
    RECEIVED = "received", _("received")


class OrderState(TextChoices):
    """Life of a code order."""

    PREPARING = "preparing", _("being prepared")
    READY = "ready", _("ready")


class CodeFactKind(TextChoices):
    """What was done to a range of codes."""

    BIND = "bind", _("bound to a lot")
    ACTIVATE = "activate", _("activated")
    VOID = "void", _("voided")


class CodeState(TonedChoices):
    """What a code can be used for now, from the facts about its range."""

    FREE = "free", _("bound to no lot")
    BOUND = "bound", _("bound, not activated")
    ACTIVE = "active", _("in use")
    VOID = "void", _("voided")

    TONES = nonmember({"free": "stale", "bound": "work", "active": "ok", "void": "stale"})


class LabelPaper(TextChoices):
    """What labels are printed on."""

    ROLL_LARGE = "40x60", _("Roll of 40 × 60 mm")
    ROLL_SMALL = "20x30", _("Roll of 20 × 30 mm")
    SHEET_LARGE = "a4-40x60", _("A4 sheet, 21 labels of 40 × 60 mm")
    SHEET_SMALL = "a4-20x30", _("A4 sheet, 81 labels of 20 × 30 mm")


class CodeVerdict(TextChoices):
    """What the scan page says first. It says "suspect", never "fake"."""

    RECALLED = "recalled", _("Recalled")
    HELD = "held", _("Sale stopped")
    UNKNOWN = "unknown", _("No such code")
    NOT_ACTIVE = "not_active", _("Not activated")
    VOID = "void", _("Voided")
    EXPIRED = "expired", _("Past its date")
    SUSPECT = "suspect", _("Please check")
    AGAIN = "again", _("Valid, looked up before")
    FIRST = "first", _("Valid, first look-up")


class SuspicionRule(TextChoices):
    """Which rule raised a suspicion."""

    MANY = "many", _("many look-ups in a short time")
    APART = "apart", _("far apart in a short time")
    LIFETIME = "lifetime", _("more look-ups than one item can have")
    REPORTED = "reported", _("reported by a consumer")


class SuspicionState(TonedChoices):
    """What became of a suspicion."""

    OPEN = "open", _("waiting for the regulator")
    CLEARED = "cleared", _("looked into, nothing wrong")
    CONFIRMED = "confirmed", _("copied, being followed up")

    TONES = nonmember({"open": "short", "cleared": "ok", "confirmed": "bad"})


class ComplaintKind(TextChoices):
    """Why a consumer writes."""

    COMPLAINT = "complaint", _("Complaint")
    FEEDBACK = "feedback", _("Feedback")
    SUSPECT = "suspect", _("The label looks copied")


class InspectionResult(TonedChoices):
    """Result of an inspection."""

    PASSED = "passed", _("nothing wrong")
    CORRECT = "correct", _("to be corrected")
    FAILED = "failed", _("not acceptable")

    TONES = nonmember({"passed": "ok", "correct": "short", "failed": "bad"})


class RecallClass(TextChoices):
    """食品召回管理办法: class I, II or III."""

    ONE = "1", _("Class I")
    TWO = "2", _("Class II")
    THREE = "3", _("Class III")

    # hours to start, working days to finish
    START_HOURS = nonmember({"1": 24, "2": 48, "3": 72})
    FINISH_WORKDAYS = nonmember({"1": 10, "2": 20, "3": 30})
    # Art. 13 in short: what the food may do or did
    HARM = nonmember(
        {
            "1": _("It may do grave harm to health, or cause death."),
            "2": _("It may harm health in an ordinary way."),
            "3": _("What the label says is false."),
        }
    )

    @property
    def harm(self) -> str:
        """When this class is right."""
        return str(self.HARM[self.value])

    @property
    def start_hours(self) -> int:
        """Hours from the known risk within which it must begin."""
        return self.START_HOURS[self.value]

    @property
    def finish_workdays(self) -> int:
        """Working days from the announcement within which it must be done."""
        return self.FINISH_WORKDAYS[self.value]


class RecallState(TextChoices):
    """Life of a recall."""

    ISSUED = "issued", _("running")
    CLOSED = "closed", pgettext_lazy("recall", "closed")


# what the log calls each action
LOGGED = {
    "trace.buy_in": pgettext_lazy("log", "Lot bought in"),
    "trace.harvest_lot": pgettext_lazy("log", "Lot harvested"),
    "trace.process_lots": pgettext_lazy("log", "Lot made"),
    "trace.use_lot.sold": pgettext_lazy("log", "Amount sold"),
    "trace.use_lot.sampled": pgettext_lazy("log", "Amount sampled"),
    "trace.use_lot.destroyed": pgettext_lazy("log", "Amount destroyed"),
    "trace.record_test": pgettext_lazy("log", "Test recorded"),
    "trace.issue_certificate": pgettext_lazy("log", "Certificate issued"),
    "trace.ship_lots": pgettext_lazy("log", "Lots shipped"),
    "trace.receive_shipment": pgettext_lazy("log", "Delivery confirmed"),
    "trace.hold_lots.test_failed": pgettext_lazy("log", "Lots stopped: a test failed"),
    "trace.hold_lots.market_hold": pgettext_lazy("log", "Lots stopped by the regulator"),
    "trace.hold_lots.market_exit": pgettext_lazy("log", "Lots taken off the market"),
    "trace.hold_lots.recall": pgettext_lazy("log", "Lots stopped by a recall"),
    "trace.release_lots.test_failed": pgettext_lazy("log", "Lots let go: a new test passed"),
    "trace.release_lots.market_hold": pgettext_lazy("log", "Lots let go by the regulator"),
    "trace.release_lots.recall": pgettext_lazy("log", "Lots let go after a recall"),
    "trace.order_codes": pgettext_lazy("log", "Codes ordered"),
    "trace.finish_order": pgettext_lazy("log", "Codes ready"),
    "trace.prepare_again": pgettext_lazy("log", "Codes prepared again"),
    "trace.bind_codes": pgettext_lazy("log", "Codes bound"),
    "trace.activate_codes": pgettext_lazy("log", "Codes activated"),
    "trace.take_codes": pgettext_lazy("log", "Codes taken out for printing"),
    "trace.void_codes": pgettext_lazy("log", "Codes voided"),
    "trace.raise_suspicions": pgettext_lazy("log", "Code suspected"),
    "trace.decide_suspicion": pgettext_lazy("log", "Suspicion decided"),
    "trace.receive_complaint": pgettext_lazy("log", "Complaint received"),
    "trace.answer_complaint": pgettext_lazy("log", "Complaint answered"),
    "trace.reveal_phone": pgettext_lazy("log", "Consumer's phone read"),
    "trace.inspect": pgettext_lazy("log", "Inspection recorded"),
    "trace.issue_recall": pgettext_lazy("log", "Recall issued"),
    "trace.confirm_notices": pgettext_lazy("log", "Recall confirmed by a holder"),
    "trace.close_recall": pgettext_lazy("log", "Recall closed"),
}
