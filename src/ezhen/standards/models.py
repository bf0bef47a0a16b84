"""Tables of the standard: its versions, who answers for what, verdicts, and what was computed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.standards.enums import Code, Forecast, Layer, Result


class StandardVersion(AppendOnly):
    """The standard as it was put into force: catalogue, bindings and rubric as canonical JSON.

    Never changed. `changes` says what became of each requirement of the version before:
    {kind, old, new, why}; `is_rebinding`: the text is the same, only its proofs differ.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    code = models.CharField(max_length=80)
    issued = models.DateField()
    sha256 = models.CharField(max_length=64)
    body = models.TextField()
    in_force_from = models.DateField()
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    changes = models.JSONField(default=list)
    is_rebinding = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="standard_version_first_or_follows",
                condition=Q(number=1, supersedes__isnull=True)
                | Q(number__gt=1, supersedes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issued:%Y-%m-%d} ({self.number})"

    def hold(self) -> None:
        """Lock the row until the transaction ends: who writes what rests on it waits here."""
        StandardVersion.objects.select_for_update().only("pk").get(pk=self.pk)


class Term(AppendOnly):
    """The programme's days as decided; the newest row counts, the pack's when there is none."""

    begins_on = models.DateField()
    ends_on = models.DateField()
    accepted_on = models.DateField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="standard_term_in_order",
                condition=Q(begins_on__lt=F("ends_on")) & Q(ends_on__lte=F("accepted_on")),
            ),
        ]


class Assignment(AppendOnly):
    """Who answers for a task and by when; the newest row of a task counts."""

    task = models.CharField(max_length=20, db_index=True)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="standard_assignment_two_persons",
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("responsible")),
            ),
        ]


class Verdict(AppendOnly):
    """A person's judgement of one requirement on one layer; the newest of a layer counts.

    `digest` is the fingerprint of the computed outcome it judged, `computed` that outcome's word.
    `needs_second`: it stands above what is computed and counts only once a second person agrees.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="verdicts")
    requirement = models.CharField(max_length=20)
    layer = models.CharField(max_length=10, choices=Layer.human())
    result = models.CharField(max_length=10, choices=Result)
    reason = models.CharField(max_length=500, blank=True)
    computed = models.CharField(max_length=20, choices=Code)
    digest = models.CharField(max_length=64)
    needs_second = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["requirement", "layer", "at"], name="standard_verdict_newest")
        ]
        constraints = [
            models.CheckConstraint(
                name="standard_verdict_layer_human", condition=Q(layer__in=Layer.HUMAN)
            ),
            known("standard_verdict", "result", Result),
            known("standard_verdict", "computed", Code),
            models.CheckConstraint(
                name="standard_verdict_raised_with_reason",
                condition=Q(needs_second=False) | (Q(result=Result.SATISFIED) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="standard_verdict_returned_with_reason",
                condition=~Q(result=Result.RETURNED) | ~Q(reason=""),
            ),
        ]


class Second(AppendOnly):
    """The second person who agrees to a verdict above what is computed."""

    verdict = models.OneToOneField(Verdict, models.PROTECT, related_name="second")
    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="standard_second_is_another", condition=~Q(by=F("first"))),
        ]


class Attestation(AppendOnly):
    """A named role says on a day that a requirement is met, or takes it back."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="attestations")
    requirement = models.CharField(max_length=20, db_index=True)
    role = models.CharField(max_length=40)
    is_met = models.BooleanField()
    on = models.DateField()
    note = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class Dossier(AppendOnly):
    """A frozen dossier that was built: what it was made from, and the fingerprint of all of it.

    The same version, moment and block of the log give the same fingerprint. `log_head` is the
    digest of that block; zero and empty where nothing was sealed. `uuid` is its job's.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="dossiers")
    as_of = models.DateTimeField()
    log_block = models.PositiveBigIntegerField()
    log_head = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64)
    num_files = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="standard_dossier_has_content", condition=Q(num_files__gt=0, size__gt=0)
            ),
            models.CheckConstraint(
                name="standard_dossier_log_block_and_head",
                condition=Q(log_block=0, log_head="") | (Q(log_block__gt=0) & ~Q(log_head="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        return reverse("standards:dossier", args=[self.uuid])


class Touch(models.Model):
    """A source changed. Written in the transaction of the change, so no change is missed; what
    rests on the source is computed anew and the touches that were seen are removed."""

    source = models.CharField(max_length=80)


class ComputedOutcome(models.Model):
    """What was computed for a requirement: a cache, safe to empty.

    `day`: computed for; a later day computes anew. `is_final`: how it stood at the end of a past
    day, which never changes. `lacks`: some of its evidence is not there at all. `corrected`: layer
    to the number of rows that its verdict had seen and that were changed afterwards.
    """

    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    requirement = models.CharField(max_length=20)
    day = models.DateField()
    is_final = models.BooleanField(default=False)
    holds = models.BooleanField()
    code = models.CharField(max_length=20, choices=Code)
    forecast = models.CharField(max_length=10, choices=Forecast)
    digest = models.CharField(max_length=64)
    lacks = models.BooleanField()
    body = models.JSONField()
    corrected = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            known("standard_outcome", "code", Code),
            known("standard_outcome", "forecast", Forecast),
            models.UniqueConstraint(
                fields=["version", "requirement"],
                condition=Q(is_final=False),
                name="standard_outcome_one_live",
            ),
            models.UniqueConstraint(
                fields=["version", "requirement", "day"],
                condition=Q(is_final=True),
                name="standard_outcome_one_a_day",
            ),
        ]
