"""`standard.…`: the standard's own things as subjects: the tasks that each need their plan."""

from collections.abc import Callable, Iterable

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Task
from ezhen.standards.sources import Source, UnknownSource, register_source
from ezhen.standards.sources.ask import Ask, Subject, Tally

AREAS_OF_WORK = "123456789"  # P and W are rules for the whole project, no tasks with a plan


class Tasks(Source):
    """The tasks of the nine areas of work, in the order of the text."""

    code = "standard.tasks"
    title = Words(zh="标准任务", en="Tasks of the standard")
    can = frozenset({"rows", "subjects"})
    dated = False

    def __init__(self, tasks: Callable[[], Iterable[Task]]) -> None:
        self._tasks = tasks

    def fields(self) -> dict[str, frozenset[str] | None]:
        """Nothing to ask about."""
        return {}

    def tally(self, ask: Ask) -> list[Tally]:
        """How many there are."""
        return [Tally(count=len(self.subjects(ask)))]

    def subjects(self, ask: Ask) -> list[Subject]:
        """Each task by its number."""
        return [
            Subject(task.id, f"{task.id} {task.title}")
            for task in self._tasks()
            if task.id[0] in AREAS_OF_WORK
        ]


def register(tasks: Callable[[], Iterable[Task]]) -> None:
    """Called once when the app is ready."""

    def named(name: str) -> Source:
        if name != "tasks":
            raise UnknownSource(f"standard.{name}")
        return Tasks(tasks)

    register_source("standard", named, lambda: ("tasks",))
