"""Budget lines by source, with running sums that the database keeps within the plan."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.core.fields import MoneyField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.programme.enums import FundSource


class BudgetLine(models.Model):
    """One line of one source. `contracted` and `paid` run along with contracts and payments; more
    than planned cannot be paid. More may be contracted: the budget may follow, a flag says so."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    source = models.CharField(_("source of the money"), max_length=10, choices=FundSource)
    code = models.CharField(_("line no."), max_length=20)
    title = models.CharField(_("budget line"), max_length=80)
    task = models.CharField(_("task"), max_length=5, blank=True)
    planned = MoneyField(_("planned"))
    contracted = MoneyField(default=0)
    paid = MoneyField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "code"], name="budget_line_once"),
            known("budget_line", "source", FundSource),
            models.CheckConstraint(name="budget_line_planned", condition=Q(planned__gte=0)),
            models.CheckConstraint(
                name="budget_line_not_overpaid", condition=Q(paid__gte=0, paid__lte=F("planned"))
            ),
            models.CheckConstraint(name="budget_line_contracted", condition=Q(contracted__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("programme:budget")


class BudgetChange(AppendOnly):
    """The plan of a line was changed by a decision of the client."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="changes")
    change = MoneyField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
