"""A definition is pinned when the first case comes in under it."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.errors import CaseRefused
from ezhen.approvals.models import ProcedureVersion
from ezhen.core.log import canonical


def pin_definition(definition: ProcedureDefinition) -> ProcedureVersion:
    """The stored version of a definition; inside a caller's action.

    Raises CaseRefused when its content changed under the same version number.
    """
    body = definition.model_dump(mode="json")
    sha256 = hashlib.sha256(canonical(body).encode()).hexdigest()
    stored = ProcedureVersion.objects.filter(code=definition.code, version=definition.version)
    found = stored.first()
    if found is None:
        found = ProcedureVersion(
            code=definition.code, version=definition.version, sha256=sha256, body=body
        )
        try:
            with transaction.atomic():
                found.save()
        except IntegrityError:  # another first application stored it a moment ago
            found = stored.get()
    if found.sha256 != sha256:
        raise CaseRefused(
            _("Procedure %(code)s was changed in the pack: give it version %(version)d.")
            % {"code": definition.code, "version": definition.version + 1}
        )
    return found
