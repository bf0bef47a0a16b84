"""Organisations, their people, papers and sites."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.core.fields import Personal, SealedTextField
from ezhen.core.ids import new_uuid
from ezhen.core.models import known
from ezhen.parties.enums import LicenceKind, OrganisationKind, RegistrationState
from ezhen.parties.validators import valid_credit_code

if TYPE_CHECKING:
    from ezhen.accounts.models import User

NOTICE = dt.timedelta(days=30)
SEES_ALL = Role.OFFICE | Role.POWERS


class OrganisationQuerySet(models.QuerySet):
    """Lists of organisations."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees itself and every approved organisation's name."""
        if user.role in SEES_ALL:
            return self
        own = Q(pk__in=user.memberships.values("organisation"))
        return self.filter(own | Q(state=RegistrationState.APPROVED))

    def approved(self) -> Self:
        """Those that may trade."""
        return self.filter(state=RegistrationState.APPROVED)

    def of(self, user: "User") -> Self:
        """Those a person works for."""
        return self.filter(memberships__user=user)

    def waiting(self) -> Self:
        """Those that wait for the reviewer."""
        return self.filter(state=RegistrationState.SUBMITTED)

    def waiting_first(self) -> Self:
        """Waiting ones first, longest waiting on top; the rest newest first."""
        is_waiting = Case(When(state=RegistrationState.SUBMITTED, then=0), default=1)
        return self.order_by(is_waiting, F("submitted_at").asc(nulls_last=True), "-pk")

    def chosen(self, *, q: str = "", state: str = "", kind: str = "") -> Self:
        """Those that match the filter of the list; empty values choose all."""
        rows = self.filter(state=state) if state else self
        rows = rows.filter(kind=kind) if kind else rows
        return rows.filter(Q(name__icontains=q) | Q(credit_code__icontains=q)) if q else rows


class Organisation(models.Model):
    """A market entity (市场主体) and its registration with the town (备案)."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, validators=[valid_credit_code]
    )
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    phone = models.CharField(_("public phone"), max_length=30, blank=True)
    lot_prefix = models.CharField(_("lot prefix"), max_length=4, blank=True)
    state = models.CharField(
        max_length=12, choices=RegistrationState, default=RegistrationState.DRAFT
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            known("organisation", "state", RegistrationState),
            known("organisation", "kind", OrganisationKind),
            models.CheckConstraint(
                name="organisation_decided_at_and_by",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_returned_with_reason",
                condition=~Q(state="returned") | ~Q(return_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("parties:organisation", args=[self.uuid])

    @property
    def state_tone(self) -> str:
        """The tone of the UI kit that shows its state."""
        return RegistrationState(self.state).tone

    @property
    def is_editable(self) -> bool:
        """True while its own people may change it."""
        return self.state in RegistrationState.EDITABLE


class Membership(models.Model):
    """Who works for which organisation, and as what."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    post = models.CharField(_("post"), max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")
        ]


class Person(models.Model):
    """Somebody who works at an organisation; sensitive fields are sealed and masked."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=60)
    phone = SealedTextField(_("phone"), personal=Personal.PHONE, blank=True)
    identity_number = SealedTextField(_("identity number"), personal=Personal.IDENTITY, blank=True)
    identity_index = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "identity_index"],
                condition=~Q(identity_index=""),
                name="person_once_per_organisation",
                violation_error_message=_("This person is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Licence(models.Model):
    """A paper with a number and dates; expiry is computed when read."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="licences")
    kind = models.CharField(_("kind"), max_length=20, choices=LicenceKind)
    number = models.CharField(_("number"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    file = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            known("licence", "kind", LicenceKind),
            models.UniqueConstraint(
                fields=["organisation", "kind", "number"],
                name="licence_once",
                violation_error_message=_("This licence is on the list already."),
            ),
            models.CheckConstraint(
                name="licence_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("The licence would end before it begins."),
            ),
        ]

    @property
    def ends_soon(self) -> bool:
        """True within 30 days of its end."""
        return self.valid_until is not None and not self.is_valid_on(timezone.localdate() + NOTICE)

    def is_valid_on(self, day: dt.date) -> bool:
        """True when the paper covers that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Site(models.Model):
    """A place of work: workshop, field, store; position in degrees (WGS 84)."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    name = models.CharField(_("name"), max_length=60)
    place_code = models.CharField(_("township"), max_length=12)
    place_name = models.CharField(max_length=40, editable=False)
    address = models.CharField(_("address"), max_length=160, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="site_name_once",
                violation_error_message=_("You have a site of this name already."),
            ),
            models.CheckConstraint(
                name="site_position_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
