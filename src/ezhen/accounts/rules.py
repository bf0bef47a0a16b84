"""By which door a session of this town begins, and whose task an account is.

Who may open a page stands in core.access.
"""

from typing import Any

from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.core.errors import NotAllowed

BACKEND = "ezhen.accounts.adapter.TownBackend"


def must_be(user: Any, role: str) -> None:
    """Raises NotAllowed for anybody of another role."""
    if getattr(user, "role", None) != role:
        raise NotAllowed(_("Only the %(role)s may do this.") % {"role": Role(role).label})
