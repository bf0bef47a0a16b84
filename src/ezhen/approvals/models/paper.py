"""Papers that the system makes of a case, and the certificate that anybody may verify."""

from django.db import models
from django.urls import reverse

from ezhen.core.models import AppendOnly


class MadePaper(AppendOnly):
    """A paper of a step, filed in the archive: made once, whoever asks again."""

    step = models.ForeignKey("approvals.CaseStep", models.PROTECT, related_name="made")
    kind = models.CharField(max_length=20)
    document = models.ForeignKey("archive.Document", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "kind"], name="made_paper_once_a_step"),
        ]


class Certificate(AppendOnly):
    """What the square code of a licence leads to. Whether it holds is read off its case each time:
    nothing printed can say that it was taken back."""

    case = models.OneToOneField("approvals.Case", models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("portal:licence", args=[self.code])
