"""Putting a version of the standard into force."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.standards import rules
from ezhen.standards.definitions import Migration
from ezhen.standards.errors import StandardUnchanged
from ezhen.standards.models import StandardVersion
from ezhen.standards.queries.content import Content
from ezhen.standards.queries.draft import Draft, draft
from ezhen.standards.signals import standard_changed


@action
def put_into_force(
    *,
    content: Content,
    by: Any,
    migration: Migration | None = None,
    in_force_from: dt.date | None = None,
    at: dt.datetime | None = None,
) -> StandardVersion:
    """Store a version, pinned by its hash. The first may be stored by the town itself (`by` None);
    a later one needs the client, and its migration map where the text changed: verdicts follow it.

    Raises NotAllowed, StandardUnchanged, MapMissing, MapWrong.
    """
    now = at or timezone.now()
    last = StandardVersion.objects.select_for_update().defer("body").order_by("-number").first()
    if last is not None and (by is None or not rules.may_load(by)):
        raise NotAllowed(_("Only the client puts a new version into force."))
    if last is not None and last.sha256 == content.sha256:
        raise StandardUnchanged(_("This version is in force already."))
    change = draft(last, content, migration) if last else None
    version = StandardVersion(
        number=last.number + 1 if last else 1,
        code=content.catalogue.id,
        issued=content.catalogue.issued,
        sha256=content.sha256,
        body=content.body(),
        in_force_from=in_force_from or timezone.localdate(now),
        supersedes=last,
        changes=change.moves if change else [],
        is_rebinding=change.is_rebinding if change else False,
        at=now,
        by=by,
    )
    version.save()
    record(
        action="standards.put_into_force",
        subject=version,
        by=by,
        at=now,
        number=version.number,
        sha256=version.sha256,
        in_force_from=version.in_force_from,
        changes=_facts(change),
    )
    standard_changed.send(sender=StandardVersion, version=version)
    return version


def _facts(change: Draft | None) -> dict[str, Any]:
    if change is None:
        return {}
    return {"moves": change.moves, "rebound": list(change.rebound)}
