"""Samples drawn from a published seed."""

from django.conf import settings
from django.db import models

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly


class Sample(AppendOnly):
    """Which rows of a register were drawn, from which seed, out of how many. Anybody can draw it
    again (queries/sample.py says how); `digest` is of all the row numbers it was drawn from."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    register = models.CharField(max_length=40)
    seed = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "seed", "digest"], name="sample_once")
        ]
