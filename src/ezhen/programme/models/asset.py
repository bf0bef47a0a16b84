"""Stock-checks of assets: the card itself is a row of the register of assets (16)."""

from django.conf import settings
from django.db import models

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly


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
