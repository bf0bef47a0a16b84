"""Registration of a market entity: fill in, submit, return with a reason, approve."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.accounts.api import Role, create_user
from ezhen.core import crypto
from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.core.pack import pack
from ezhen.parties.enums import OrganisationKind, RegistrationState
from ezhen.parties.errors import ReasonMissing, RegistrationClosed, RegistrationIncomplete
from ezhen.parties.models import Licence, Membership, Organisation, Person, Site
from ezhen.parties.validators import licence_dates, valid_identity_number


@action
def create_organisation(
    *, by: Any, post: str = "", at: dt.datetime | None = None, **facts: Any
) -> Organisation:
    """Begin a registration; the person who begins it works there. Raises AlreadyDone."""
    organisation = Organisation(created_at=at or timezone.now(), **facts)
    organisation.full_clean(validate_unique=False, validate_constraints=False)
    if Organisation.objects.filter(credit_code=organisation.credit_code).exists():
        raise AlreadyDone(
            _("An organisation with this credit code is registered already."), field="credit_code"
        )
    organisation.save()
    Membership.objects.create(user=by, organisation=organisation, post=post)
    record(action="parties.create_organisation", subject=organisation, by=by, at=at, **facts)
    return organisation


@action
def register_business(*, account: dict[str, Any], organisation: dict[str, Any]) -> Organisation:
    """Sign up: an account and the registration it begins, both or neither.

    `account`: username, password, display_name, phone. A shop's account is a merchant's, every
    other a producer's. Raises NameTaken, AlreadyDone, ValidationError.
    """
    is_shop = organisation["kind"] == OrganisationKind.SHOP
    user = create_user(role=Role.MERCHANT if is_shop else Role.PRODUCER, **account)
    return create_organisation(by=user, **organisation)


@action
def enter_supplier(*, by: Any, at: dt.datetime | None = None, **facts: Any) -> Organisation:
    """Enter a business from outside the town, so that what it supplies has a name and a number.

    Nobody signs in for it and it needs no review; one that is known already is returned as it is.
    """
    known = Organisation.objects.filter(credit_code=facts["credit_code"]).first()
    if known:
        return known
    organisation = Organisation(
        state=RegistrationState.OUTSIDE, created_at=at or timezone.now(), **facts
    )
    organisation.full_clean()
    organisation.save()
    record(action="parties.enter_supplier", subject=organisation, by=by, at=at, **facts)
    return organisation


@action
def change_organisation(*, organisation: Organisation, by: Any, **facts: Any) -> Organisation:
    """Correct a registration while it is one's own. Raises RegistrationClosed."""
    locked = _lock_editable(organisation)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    record(action="parties.change_organisation", subject=locked, by=by, **facts)
    return locked


@action
def add_licence(
    *, organisation: Organisation, by: Any, at: dt.datetime | None = None, **facts: Any
) -> Licence:
    """Add a paper; allowed at any time, since papers are renewed."""
    licence_dates(facts["valid_from"], facts.get("valid_until"))
    licence = Licence(organisation=organisation, **facts)
    licence.full_clean()
    licence.save()
    record(action="parties.add_licence", subject=organisation, by=by, at=at, number=licence.number)
    return licence


@action
def add_site(
    *, organisation: Organisation, by: Any, at: dt.datetime | None = None, **facts: Any
) -> Site:
    """Add a place of work; its township comes from the town's list of places."""
    place = pack().place(facts["place_code"])
    if place is None:
        raise RegistrationIncomplete(_("Choose a township from the list."), field="place_code")
    site = Site(organisation=organisation, place_name=place.name, **facts)
    if site.latitude is None:
        site.latitude, site.longitude = place.latitude, place.longitude
    site.full_clean()
    site.save()
    record(action="parties.add_site", subject=organisation, by=by, at=at, site=site.name)
    return site


@action
def add_person(
    *, organisation: Organisation, by: Any, at: dt.datetime | None = None, **facts: Any
) -> Person:
    """Add somebody who works there. The log keeps the name only, no numbers."""
    person = Person(organisation=organisation, **facts)
    if person.identity_number:
        valid_identity_number(person.identity_number)
        person.identity_index = crypto.blind("identity", person.identity_number)
    person.full_clean()
    person.save()
    record(action="parties.add_person", subject=organisation, by=by, at=at, name=person.name)
    return person


@action
def reveal_person(*, person: Person, reason: str, by: Any) -> Person:
    """Somebody reads the masked numbers of a person: allowed with a reason, and remembered.

    Raises ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why you need it."), field="reason")
    record(
        action="parties.reveal_person",
        subject=person.organisation,
        by=by,
        person=person,
        reason=reason.strip(),
    )
    return person


@action
def submit_registration(
    *, organisation: Organisation, by: Any, at: dt.datetime | None = None
) -> Organisation:
    """Hand the registration to the reviewer. Raises RegistrationClosed, RegistrationIncomplete."""
    locked = _lock_editable(organisation)
    if not locked.licences.exists():
        raise RegistrationIncomplete(_("Add at least one licence before you submit."))
    if not locked.sites.exists():
        raise RegistrationIncomplete(_("Add at least one site before you submit."))
    locked.state, locked.submitted_at = RegistrationState.SUBMITTED, at or timezone.now()
    locked.save()
    record(action="parties.submit_registration", subject=locked, by=by, at=at)
    return locked


@action
def return_registration(
    *, organisation: Organisation, reason: str, by: Any, at: dt.datetime | None = None
) -> Organisation:
    """Send it back with a reason the applicant can act on. Raises ReasonMissing, AlreadyDone."""
    if not reason.strip():
        raise ReasonMissing(_("Say what has to be mended."), field="reason")
    return _decide(organisation, RegistrationState.RETURNED, reason=reason.strip(), by=by, at=at)


@action
def approve_registration(
    *, organisation: Organisation, by: Any, at: dt.datetime | None = None
) -> Organisation:
    """Accept it: from now on the organisation may trade. Raises AlreadyDone."""
    return _decide(organisation, RegistrationState.APPROVED, reason="", by=by, at=at)


def _decide(
    organisation: Organisation, state: str, *, reason: str, by: Any, at: Any
) -> Organisation:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if locked.state != RegistrationState.SUBMITTED:
        raise AlreadyDone(_("This registration is not waiting for review any more."))
    locked.state, locked.return_reason = state, reason
    locked.decided_at, locked.decided_by = at or timezone.now(), by
    locked.save()
    record(action=f"parties.{state}_registration", subject=locked, by=by, at=at, reason=reason)
    return locked


def _lock_editable(organisation: Organisation) -> Organisation:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not locked.is_editable:
        raise RegistrationClosed(
            _("The registration is with the reviewer and cannot be changed now.")
        )
    return locked
