"""Who may enter."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import AccountState, Role
from ezhen.core.fields import Personal, SealedTextField
from ezhen.core.ids import new_uuid
from ezhen.core.models import known


class User(AbstractUser):
    """One person, one account, one role; never shared, never deleted, only closed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    display_name = models.CharField(_("name"), max_length=80)
    phone = SealedTextField(_("phone"), personal=Personal.PHONE, blank=True)
    state = models.CharField(max_length=10, choices=AccountState, default=AccountState.OPEN)
    must_change_password = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            known("user", "role", Role),
            known("user", "state", AccountState),
            models.CheckConstraint(
                name="user_active_while_open",
                condition=Q(state="open", is_active=True) | (~Q(state="open") & Q(is_active=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_absolute_url(self) -> str:
        return reverse("user", args=[self.uuid])

    @property
    def state_tone(self) -> str:
        """The tone of the UI kit that shows its state."""
        return AccountState(self.state).tone
