"""The acceptance by rubric: what is scored, and everything that was said and decided about it.

`AcceptanceStep` is a chain: every step names the one before it, once. A step's key is
"<acceptance>/<person>/<kind>/<uuid>", an item's "<most>/<proposed>/<uuid>" in hundredths of a
point, each part of a fixed length, so that CHECKs can compare what another row says. By any door,
raw SQL included: nothing follows the step that closes an acceptance, points above what is proposed
need a reason, and whoever gave them does not agree to them.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, IntegerField, Q
from django.db.models.functions import Cast, Substr
from django.urls import reverse

from ezhen.core.fields import MoneyField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.programme.enums import AcceptanceState, Column, StepKind

WIDTH = 10  # of a row's number in a step's key, and of hundredths in an item's
BY_AT, KIND_AT, KIND_LENGTH = WIDTH + 2, 2 * WIDTH + 3, 6
AGREE, SCORE = StepKind.AGREED, StepKind.SCORED
GO_ON = [kind for kind in StepKind.values if kind != StepKind.CLOSED]  # what may be followed


def step_key(acceptance: int, by: int, kind: str, uuid: Any) -> str:
    """The key of a step."""
    return f"{acceptance:0{WIDTH}}/{by:0{WIDTH}}/{kind}/{uuid}"


def item_key(most: Any, proposed: Any, uuid: Any) -> str:
    """The key of an item; `most` and `proposed` in points."""
    return f"{int(most * 100):0{WIDTH}}/{int(proposed * 100):0{WIDTH}}/{uuid}"


def _number(field: str, at: int) -> Cast:
    return Cast(Substr(F(field), at, WIDTH), IntegerField())


def _kind(field: str) -> Substr:
    return Substr(F(field), KIND_AT, KIND_LENGTH)


class Acceptance(models.Model):
    """One acceptance of the programme: by which version of the standard and which rubric, as things
    stood at `as_of`; the rubric is kept as it was then. `case`: the number of its formal procedure.
    What was decided stands in `body` with all scores, and is never changed: its steps are closed.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    title = models.CharField(max_length=80)
    version = models.ForeignKey("standards.StandardVersion", models.PROTECT, related_name="+")
    as_of = models.DateTimeField()
    rubric = models.TextField()
    rubric_sha256 = models.CharField(max_length=64)
    case = models.CharField(max_length=20, blank=True)
    state = models.CharField(
        max_length=10, choices=AcceptanceState, default=AcceptanceState.SCORING
    )
    answer_until = models.DateField(null=True, blank=True)
    is_answered = models.BooleanField(default=False)
    total = MoneyField(null=True, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    rectify_by = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.TextField(blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            known("acceptance", "state", AcceptanceState),
            models.CheckConstraint(
                name="acceptance_heard_by_a_day",
                condition=Q(state=AcceptanceState.SCORING) | Q(answer_until__isnull=False),
            ),
            models.CheckConstraint(
                name="acceptance_decided_wholly",
                condition=Q(
                    state=AcceptanceState.DECIDED,
                    total__isnull=False,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                & ~Q(grade="")
                & ~Q(body_sha256="")
                | ~Q(state=AcceptanceState.DECIDED)
                & Q(total__isnull=True, decided_at__isnull=True, grade="", body=""),
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=~Q(state=AcceptanceState.DECIDED),
                name="acceptance_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:acceptance", args=[self.uuid])


class AcceptanceItem(AppendOnly):
    """Something to score: a task on its papers, a task on the spot, or a bonus. `code`: the task's
    or bonus's; `most`: what can be given; `proposed`: what the verdicts come to; `layers`: the
    verdicts side by side, layer → [satisfied, not satisfied, out of date], as of the acceptance."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    key = models.CharField(max_length=60, unique=True)
    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    column = models.CharField(max_length=10, choices=Column)
    code = models.CharField(max_length=40)
    most = MoneyField()
    proposed = MoneyField()
    num_requirements = models.PositiveIntegerField(default=0)
    layers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            known("acceptance_item", "column", Column),
            models.UniqueConstraint(
                fields=["acceptance", "column", "code"], name="acceptance_item_once"
            ),
            models.CheckConstraint(
                name="acceptance_item_within_its_points",
                condition=Q(most__gt=0, proposed__gte=0, proposed__lte=F("most")),
            ),
            models.CheckConstraint(
                name="acceptance_item_key_says_its_points",
                condition=Q(most=_number("key", 1)) & Q(proposed=_number("key", WIDTH + 2)),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("programme:acceptance_item", args=[self.uuid])


class AcceptanceStep(AppendOnly):
    """One thing that was done: opened, points given or agreed to, sent, answered, replied to,
    closed. `after`: the step before it; `follows`: its kind."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    key = models.CharField(max_length=80, unique=True)
    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=6, choices=StepKind)
    after = models.OneToOneField(
        "self", models.PROTECT, to_field="key", null=True, blank=True, related_name="followed_by"
    )
    follows = models.CharField(max_length=6, blank=True)
    item = models.ForeignKey(
        AcceptanceItem,
        models.PROTECT,
        to_field="key",
        db_column="item_key",
        null=True,
        blank=True,
        related_name="steps",
    )
    points = MoneyField(null=True, blank=True)
    agrees_to = models.OneToOneField(
        "self", models.PROTECT, to_field="key", null=True, blank=True, related_name="agreed"
    )
    text = models.CharField(max_length=500, blank=True)
    files = models.ManyToManyField("archive.StoredFile", related_name="+", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            known("acceptance_step", "kind", StepKind),
            models.CheckConstraint(
                name="acceptance_step_key_says_whose",
                condition=Q(acceptance=_number("key", 1))
                & Q(by=_number("key", BY_AT))
                & Q(kind=_kind("key")),
            ),
            models.CheckConstraint(
                name="acceptance_step_follows_an_open_one",
                condition=Q(kind=StepKind.OPENED, after__isnull=True)
                | ~Q(kind=StepKind.OPENED)
                & Q(after__isnull=False)
                & Q(acceptance=_number("after", 1))
                & Q(follows=_kind("after"), follows__in=GO_ON),
            ),
            models.UniqueConstraint(
                fields=["acceptance"],
                condition=Q(kind=StepKind.OPENED),
                name="acceptance_opened_once",
            ),
            models.CheckConstraint(
                name="acceptance_points_within_their_item",
                condition=Q(kind=SCORE, points__isnull=False, item__isnull=False)
                & Q(points__gte=0, points__lte=_number("item", 1))
                | ~Q(kind=SCORE) & Q(points__isnull=True),
            ),
            models.CheckConstraint(
                name="acceptance_raised_with_reason",
                condition=~Q(kind=SCORE) | Q(points__lte=_number("item", WIDTH + 2)) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="acceptance_agreed_by_another",
                condition=~Q(kind=AGREE) & Q(agrees_to__isnull=True)
                | Q(kind=AGREE, agrees_to__isnull=False)
                & Q(acceptance=_number("agrees_to", 1))
                & ~Q(by=_number("agrees_to", BY_AT)),
            ),
            models.CheckConstraint(
                name="acceptance_said_in_words",
                condition=~Q(kind__in=(StepKind.ARGUED, StepKind.JUDGED)) | ~Q(text=""),
            ),
        ]
        indexes = [models.Index(fields=["acceptance", "item"], name="acceptance_step_item")]
