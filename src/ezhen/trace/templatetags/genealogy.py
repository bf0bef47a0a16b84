"""Where the boxes and arrows of a genealogy stand: lengths in a drawing 1094 wide."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from django import template

from ezhen.trace.queries.genealogy import Genealogy, Node

register = template.Library()

BOX, GAP, TOP = 58, 20, 18
SELF_HEIGHT = 118
# x and width of the five columns
COLUMNS = {
    "far_up": (0, 168),
    "up": (212, 196),
    "self": (452, 196),
    "down": (692, 192),
    "far_down": (926, 168),
}
CHARACTERS = {168: 17, 196: 21, 192: 20}


@dataclass(frozen=True)
class Box:
    """A node with its place; texts cut to what fits."""

    node: Node
    x: int
    y: int
    width: int
    title: str
    text: str

    @property
    def middle(self) -> int:
        """Where arrows meet it."""
        return self.y + BOX // 2

    @property
    def shape(self) -> tuple[int, int]:
        """Where the shape of its state stands."""
        return self.x + 10, self.y + 10

    @property
    def title_at(self) -> tuple[int, int]:
        """Start of the title."""
        return self.x + 34, self.y + 24

    @property
    def text_at(self) -> tuple[int, int]:
        """Start of the second line."""
        return self.x + 11, self.y + 46

    @property
    def amount_x(self) -> int:
        """End of the amount."""
        return self.right - 10

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width


@dataclass(frozen=True)
class Drawing:
    """Everything the template draws."""

    height: int
    boxes: list[Box]
    paths: list[str]
    heads: list[str]
    columns: list[tuple[str, int]]
    self_lines: tuple[int, int, int, int]
    self_x: int
    self_y: int
    self_width: int
    self_height: int = SELF_HEIGHT

    @property
    def self_text_x(self) -> int:
        """Left edge of the texts in the lot's own box."""
        return self.self_x + 15


@register.filter
def cut(text: str, width: int) -> str:
    """Cut to a width in half characters: a Chinese character counts two."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > width:
            return text[: max(index - 1, 1)] + "…"
    return text


@register.simple_tag
def genealogy_drawing(graph: Genealogy) -> Drawing:
    """Lay the graph out: columns by distance, boxes centred on the tallest column."""
    counts = [len(getattr(graph, name)) for name in COLUMNS if name != "self"]
    tall = max(SELF_HEIGHT, *(count * (BOX + GAP) - GAP for count in counts))
    self_x, self_width = COLUMNS["self"]
    self_y = TOP + (tall - SELF_HEIGHT) // 2
    placed: dict[str, dict[str, Box]] = {
        name: _column(getattr(graph, name), name, tall) for name in COLUMNS if name != "self"
    }
    paths, heads = [], []
    for start, end in _arrows(placed, self_x, self_y, self_width):
        path, head = _arrow(*start, *end)
        paths.append(path)
        heads.append(head)
    return Drawing(
        height=TOP + tall + 6,
        boxes=[box for column in placed.values() for box in column.values()],
        paths=paths,
        heads=heads,
        columns=[(name, x) for name, (x, _) in COLUMNS.items() if name == "self" or placed[name]],
        self_lines=(self_y + 30, self_y + 53, self_y + 75, self_y + 86),
        self_x=self_x,
        self_y=self_y,
        self_width=self_width,
    )


def _column(nodes: list[Node], name: str, tall: int) -> dict[str, Box]:
    x, width = COLUMNS[name]
    used = len(nodes) * (BOX + GAP) - GAP
    start = TOP + (tall - used) // 2
    fits = CHARACTERS[width]
    return {
        node.key: Box(
            node=node,
            x=x,
            y=start + index * (BOX + GAP),
            width=width,
            title=cut(node.title, fits),
            text=cut(node.text, fits - 7),
        )
        for index, node in enumerate(nodes)
    }


Point = tuple[int, int]


def _arrows(
    placed: dict[str, dict[str, Box]], self_x: int, self_y: int, self_width: int
) -> list[tuple[Point, Point]]:
    """Each arrow once: (from, to). They spread over the height of the lot's own box."""
    arrows: list[tuple[Point, Point]] = []
    for name, nearer in (("far_up", "up"), ("far_down", "down")):
        for box in placed[name].values():
            for parent in box.node.parents:
                if other := placed[nearer].get(parent):
                    pair = (box, other) if name == "far_up" else (other, box)
                    arrows.append(((pair[0].right, pair[0].middle), (pair[1].x, pair[1].middle)))
    for box, y in _spread(placed["up"], self_y):
        arrows.append(((box.right, box.middle), (self_x, y)))
    for box, y in _spread(placed["down"], self_y):
        arrows.append(((self_x + self_width, y), (box.x, box.middle)))
    return arrows


def _spread(column: dict[str, Box], self_y: int) -> list[tuple[Box, int]]:
    boxes = list(column.values())
    steps = [self_y + SELF_HEIGHT * (index + 1) // (len(boxes) + 1) for index in range(len(boxes))]
    assert all(one <= two for one, two in pairwise(steps))
    return list(zip(boxes, steps, strict=True))


def _arrow(x1: int, y1: int, x2: int, y2: int) -> tuple[str, str]:
    end = x2 - 7
    middle = (x1 + end) / 2
    path = f"M{x1} {y1}C{middle:.1f} {y1} {middle:.1f} {y2} {end} {y2}"
    return path, f"M{end} {y2 - 4}l7 4-7 4z"
