"""Definitions are stored when records are first written under them."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import canonical, record
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.errors import DefinitionChanged
from ezhen.registers.models import RegisterVersion


@action
def store_definition(*, definition: RegisterDefinition, by: Any = None) -> RegisterVersion:
    """Pin a definition. One that is known is returned as it is.

    Raises DefinitionChanged when its content differs from what was stored under this version, when
    a newer version is known, or when a column would change its meaning.
    """
    body = definition.model_dump(mode="json")
    sha256 = hashlib.sha256(canonical(body).encode()).hexdigest()
    stored = RegisterVersion.objects.filter(code=definition.code).order_by("-version")
    newest = stored.first()
    if newest and newest.version == definition.version and newest.sha256 == sha256:
        return newest
    if newest and newest.version >= definition.version:
        raise DefinitionChanged(
            _("Register %(code)s was changed: give it version %(version)d.")
            % {"code": definition.code, "version": newest.version + 1}
        )
    for earlier in stored:
        _check_succession(RegisterDefinition.model_validate(earlier.body), definition)
    made = RegisterVersion(
        code=definition.code, version=definition.version, sha256=sha256, body=body
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # another first writer stored it a moment ago
        return store_definition(definition=definition, by=by)
    record(
        action="registers.store_definition",
        subject=made,
        by=by,
        code=made.code,
        version=made.version,
        sha256=sha256,
    )
    return made


def _check_succession(earlier: RegisterDefinition, later: RegisterDefinition) -> None:
    """Fields may be added or retired; a name keeps its type, a column keeps its field."""
    before, after = earlier.slots(), later.slots()
    held = {slot: name for name, slot in before.items()}
    for field in earlier.fields:
        now = later.by_name.get(field.name)
        if now is None:
            _refuse(later, _("%(field)s is gone: retire it instead"), field.name)
        elif now.type != field.type or now.personal != field.personal:
            _refuse(later, _("%(field)s has another type: give it a new name"), field.name)
    for name, slot in after.items():
        if held.get(slot, name) != name or before.get(name, slot) != slot:
            _refuse(later, _("%(field)s would change its column: say its slot"), name)


def _refuse(definition: RegisterDefinition, message: str, field: str) -> None:
    said = message % {"field": field}
    raise DefinitionChanged(f"{definition.code}: {said}")
