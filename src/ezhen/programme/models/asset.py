"""Stock-checks, custody and use of assets: the card itself is a row of the register (16)."""

from django.conf import settings
from django.db import models

from ezhen.core.fields import Personal, SealedTextField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.programme.enums import ReturnState


class AssetCheck(AppendOnly):
    """Somebody stood before an asset, or before the place where it should have been."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    asset = models.UUIDField()  # of the register's row, which another module keeps
    is_there = models.BooleanField()
    place = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="asset_check_missing_says_why",
                condition=models.Q(is_there=True) | ~models.Q(note=""),
            )
        ]
        indexes = [models.Index(fields=["asset", "id"], name="asset_check_of")]


class AssetHandover(AppendOnly):
    """An asset went from one person's custody into another's."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    asset = models.UUIDField()
    giver = SealedTextField(personal=Personal.NAME)
    taker = SealedTextField(personal=Personal.NAME)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["asset", "id"], name="asset_handover_of")]


class AssetLoan(models.Model):
    """Pieces of an asset that somebody took out to use, until they come back."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    asset = models.UUIDField()
    user = SealedTextField(personal=Personal.NAME)
    pieces = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=200)
    taken_on = models.DateField()
    back_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.OUT)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            known("asset_loan", "state", ReturnState),
            models.CheckConstraint(
                name="asset_loan_back_with_day",
                condition=models.Q(state="out", back_on__isnull=True)
                | ~models.Q(state="out")
                & models.Q(back_on__isnull=False, back_on__gte=models.F("taken_on")),
            ),
            models.CheckConstraint(name="asset_loan_of_pieces", condition=models.Q(pieces__gte=1)),
        ]
        indexes = [models.Index(fields=["asset", "state"], name="asset_loan_of")]

    @property
    def standing(self) -> ReturnState:
        """Its state, with tone and words."""
        return ReturnState(self.state)
