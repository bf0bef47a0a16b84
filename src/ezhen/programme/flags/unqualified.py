"""The third party had no paper that let it do the work when the contract was signed."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import Contract

CODE = "unqualified"


def find(_today: dt.date) -> Iterator[Finding]:
    """No qualification, or one that ended before the contract was signed."""
    lacking = Q(party__qualification="") | Q(party__qualified_until__lt=F("signed_on"))
    for row in Contract.objects.filter(lacking).select_related("party"):
        until = row.party.qualified_until
        facts = {"party": row.party.name, "until": f"{until}" if until else _text("never")}
        yield Finding(CODE, str(row.uuid), row, facts)


CHECK = Check(
    CODE,
    _("Third party without qualification"),
    _("The qualification of %(party)s was valid until %(until)s."),
    find,
)
