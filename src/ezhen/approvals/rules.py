"""Who may act on a case. Powers over one case are never in one hand."""

from typing import Any

from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.approvals.definitions import EXCLUSIVE, ProcedureDefinition, Stage
from ezhen.approvals.enums import Power
from ezhen.approvals.errors import CaseRefused, OnePersonTwoPowers
from ezhen.approvals.models import Case, CaseActor
from ezhen.parties.api import works_for

APPLICANT, PUBLIC = "applicant", "public"
READERS = frozenset({*Role.BUSINESS, Role.BUREAU, Role.OPERATOR, Role.AUDITOR})


def may_apply(user: Any, definition: ProcedureDefinition, organisation: Any = None) -> bool:
    """The definition names the roles, and perhaps the kinds of organisation."""
    if user.role not in definition.applicants:
        return False
    if user.role in Role.BUSINESS:
        fits = not definition.kinds or getattr(organisation, "kind", "") in definition.kinds
        return organisation is not None and fits and works_for(user, organisation)
    return True


def is_applicant(user: Any, case: Case) -> bool:
    """Whoever applied, or works for the organisation that did."""
    if case.applicant_id == user.pk:
        return True
    return case.organisation is not None and works_for(user, case.organisation)


def holds_stage(user: Any, case: Case, stage: Stage) -> bool:
    """Is this stage for this person's role? Says nothing yet about powers held before."""
    if APPLICANT in stage.roles and is_applicant(user, case):
        return True
    return user.role in stage.roles and not (is_applicant(user, case) and _is_power(stage))


def _is_power(stage: Stage) -> bool:
    return stage.kind in EXCLUSIVE and stage.kind.value != Power.APPLY.value


def shut_out(user: Any, case: Case, stage: Stage) -> str:
    """Why a person who held another power in the case may not do this stage; empty: they may."""
    held = CaseActor.objects.filter(case=case, user=user).values_list("power", flat=True).first()
    if not held or stage.kind not in EXCLUSIVE or held == stage.kind:
        return ""
    return _("You were %(power)s of this application: somebody else has to do this step.") % {
        "power": Power(held).label
    }


def must_hold(user: Any, case: Case, stage: Stage) -> None:
    """Raises CaseRefused for a stage that is not this person's, OnePersonTwoPowers for one who held
    another power in the case before."""
    if why_not := shut_out(user, case, stage):
        raise OnePersonTwoPowers(why_not)
    if not holds_stage(user, case, stage):
        raise CaseRefused(_("This step is not yours."))
