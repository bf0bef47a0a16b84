"""Pages of the modules above that belong to a task: its plan. They say so when the app is ready."""

from collections.abc import Callable
from typing import Any

Link = tuple[Any, str, str]  # label, address, icon
_links: list[Callable[[str, Any], Link | None]] = []


def register_task_link(link: Callable[[str, Any], Link | None]) -> None:
    """A module has a page of each task: task and person → link, None for who may not open it."""
    _links.append(link)


def links_of(task: str, user: Any) -> list[Link]:
    """The pages of a task that a person may open."""
    return [found for link in _links if (found := link(task, user))]
