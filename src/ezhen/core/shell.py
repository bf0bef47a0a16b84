"""What the shell of every signed-in page shows; modules register their part in `apps.ready()`.

Upward knowledge is by registration: core draws the navigation, the home page and the search, the
modules above say what belongs in them.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ezhen.core.counters import counted
from ezhen.core.pack import pack


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation. `count` says how many things wait there for this person."""

    group: Any
    label: Any
    url_name: str
    roles: frozenset[str]
    icon: str = "list"
    order: int = 50
    tab: bool = False
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Todo:
    """Something that waits for a person: by when, what, why, and the page that mends it."""

    title: Any
    text: Any
    url: str
    button: Any
    due: dt.date | None = None


@dataclass(frozen=True)
class Tile:
    """One of the three big actions of a role's home."""

    label: Any
    text: Any
    url: str
    icon: str
    order: int = 50


@dataclass(frozen=True)
class Figure:
    """How a role stands: one number with unit, period, change, and a trend of (label, value)."""

    label: Any
    value: Any
    unit: Any
    period: Any
    url: str
    change: Any = ""
    trend: tuple[tuple[str, float], ...] = ()
    note: Any = ""


@dataclass
class Home:
    """What the modules put on one person's home page."""

    todos: list[Todo] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    figure: Figure | None = None
    sections: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


_nav: list[NavItem] = []
_home: list[Callable[[Any, Home], None]] = []
_search: list[Callable[[Any, str], Iterable[tuple[str, str, str]]]] = []
_words: dict[str, Any] = {}
_identity: list[Callable[[Any], tuple[str, str]]] = []


def register_nav(*items: NavItem) -> None:
    """Add entries to the navigation."""
    _nav.extend(items)


def register_home(provider: Callable[[Any, Home], None]) -> None:
    """Add a function that fills the home page of a user."""
    _home.append(provider)


def register_search(provider: Callable[[Any, str], Iterable[tuple[str, str, str]]]) -> None:
    """Add a function (user, text) → (kind, title, url) rows for the search box."""
    _search.append(provider)


def register_identity(provider: Callable[[Any], tuple[str, str]]) -> None:
    """Add the function user → (organisation, role) shown beside the person's name."""
    _identity.append(provider)


def register_words(words: dict[str, Any]) -> None:
    """Add what a log entry's action is called: {"trace.buy_in": "Bought in"}, translated lazily."""
    _words.update(words)


def word_for(action: str) -> str:
    """The name of a logged action in the person's language; the bare action when none is known."""
    return str(_words.get(action, action))


def words() -> dict[str, str]:
    """Every named action with its name, sorted by it."""
    return dict(sorted(((key, str(word)) for key, word in _words.items()), key=lambda row: row[1]))


def identity_of(user: Any) -> tuple[str, str]:
    """Organisation and role of a person, as a registered module says it."""
    return next((who(user) for who in _identity), ("", ""))


def home_for(user: Any) -> Home:
    """Collect a person's home page: todos by date, three tiles, one figure."""
    home = Home()
    for provider in _home:
        provider(user, home)
    home.todos.sort(key=lambda todo: (todo.due is None, todo.due or dt.date.max))
    home.tiles = sorted(home.tiles, key=lambda tile: tile.order)[:3]
    return home


def search_for(user: Any, text: str) -> list[tuple[str, str, str]]:
    """All modules' answers to the search box; fewer than two characters find nothing."""
    if len(text.strip()) < 2:  # noqa: PLR2004 two Chinese characters find
        return []
    return [row for provider in _search for row in provider(user, text.strip())]


@dataclass
class Entry:
    """A navigation entry as drawn."""

    label: Any
    url: str
    icon: str
    current: bool
    count: int


@dataclass
class Group:
    """A group of the navigation as drawn."""

    label: Any
    items: list[Entry]


def navigation(request: HttpRequest) -> tuple[list[Group], list[Entry]]:
    """Groups for the sidebar and up to four entries for the phone's tab bar (home is the fifth)."""
    role = getattr(request.user, "role", "")
    items = sorted((item for item in _nav if role in item.roles), key=lambda item: item.order)
    groups: dict[str, Group] = {}
    tabs: list[Entry] = []
    for item in items:
        url = reverse(item.url_name)
        count = counted(request, item.url_name, item.count) if item.count else 0
        entry = Entry(item.label, url, item.icon, request.path.startswith(url), count)
        groups.setdefault(str(item.group), Group(item.group, [])).items.append(entry)
        if item.tab:
            tabs.append(entry)
    return list(groups.values()), tabs[:4]


def _shell(request: HttpRequest) -> dict[str, Any]:
    town = pack().town
    other = "en" if request.LANGUAGE_CODE == "zh-hans" else "zh-hans"
    shell: dict[str, Any] = {
        "town": town.platform,
        "authority": town.host_authority,
        "operator": town.operator,
        "complaint_phone": town.complaint_phone,
        "demo": settings.DEMO,
        "language": request.LANGUAGE_CODE,
        "other_language": other,
        "other_language_label": "English" if other == "en" else "中文",
        "home_url": reverse("home"),
        "home_current": request.path == reverse("home"),
        "search_url": reverse("search"),
        "care": request.COOKIES.get("care") == "1",
    }
    if request.user.is_authenticated:
        name = str(request.user)
        organisation, role = identity_of(request.user)
        groups, tabs = navigation(request)
        shell |= {
            "person": name,
            "initial": name[:1],
            "organisation": organisation,
            "role": role,
            "nav": groups,
            "tabs": tabs,
        }
    return shell


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, worked out only when a template asks for it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}
