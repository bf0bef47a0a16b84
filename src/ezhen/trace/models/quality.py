"""Quality tests and conformity certificates."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ezhen.core.fields import QuantityField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly


class QualityTest(AppendOnly):
    """A test of a lot: laboratory, report, items. Passed when every item passed."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    lot = models.ForeignKey("trace.Lot", models.PROTECT, related_name="tests")
    laboratory = models.CharField(_("laboratory"), max_length=80)
    report_number = models.CharField(_("report number"), max_length=40)
    sampled_on = models.DateField(_("sampled on"))
    tested_on = models.DateField(_("tested on"))
    is_own = models.BooleanField(_("own test"), default=False)
    has_passed = models.BooleanField()
    report = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "laboratory", "report_number"],
                name="quality_test_report_once",
                violation_error_message=_("This report is recorded already."),
            ),
            models.CheckConstraint(
                name="quality_test_after_sampling", condition=Q(tested_on__gte=F("sampled_on"))
            ),
        ]


class TestItem(AppendOnly):
    """One measured item. `limit` is the bound as printed, such as ≤ 14.5."""

    __test__ = False  # not a test case

    test = models.ForeignKey(QualityTest, models.PROTECT, related_name="items")
    name = models.CharField(_("item"), max_length=60)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    result = models.CharField(_("result"), max_length=30)
    limit = models.CharField(_("limit"), max_length=30, blank=True)
    has_passed = models.BooleanField(_("passed"))


class Certificate(AppendOnly):
    """承诺达标合格证 (MARA order 2025 no. 4): one for a lot and buyer, kept at least six months."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    lot = models.ForeignKey("trace.Lot", models.PROTECT, related_name="certificates")
    quantity = QuantityField()
    basis_control = models.BooleanField(_("quality and safety under control"))
    basis_own_test = models.BooleanField(_("own test passed"))
    basis_outside_test = models.BooleanField(_("outside test passed"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_quantity_positive", condition=Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="certificate_has_a_basis",
                condition=Q(basis_control=True)
                | Q(basis_own_test=True)
                | Q(basis_outside_test=True),
                violation_error_message=_("Tick at least one basis of the promise."),
            ),
        ]
