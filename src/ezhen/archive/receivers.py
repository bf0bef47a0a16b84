"""What the archive adds to navigation and search."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts.enums import Role
from ezhen.archive.enums import LOGGED
from ezhen.archive.queries.document import find_documents, type_name
from ezhen.core.shell import NavItem, register_nav, register_search, register_words


def register() -> None:
    """Called once when the app is ready."""
    readers = frozenset({*Role.OFFICE, *Role.BUSINESS})
    group, label = gettext_lazy("Programme"), gettext_lazy("Archive")
    register_nav(NavItem(group, label, "archive:documents", readers, "doc", 68))
    register_search(find)
    register_words(LOGGED)


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Papers for the search box."""
    for row in find_documents(user, text=text)[:5]:
        yield _("Paper"), f"{type_name(row.type)} · {row.title}", row.get_absolute_url()
