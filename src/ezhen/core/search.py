"""Search that finds one and two Chinese characters, the same on both databases.

A row keeps one short column with what it can be found by, folded (width, case, spaces); a search
asks whether the column holds each word. Full-text indexes were tried: FTS5's trigram tokenizer and
pg_trgm miss two characters, a GIN index over bigrams answers in 0.1 ms but takes as long to fill
as the import that fills it, and a second mechanism for each database. A plain look through 100,000
rows takes 40 to 80 ms (bench/registers.py), so the plain look it is.
"""

import re
import unicodedata
from typing import Any

from django.db import models
from django.db.models import Q

LONGEST = 400  # characters kept: an index entry of PostgreSQL ends at 2,700 bytes
_SPACES = re.compile(r"\s+")


def folded(*texts: Any) -> str:
    """What is stored and compared: NFKC (full-width letters become plain), lower case."""
    text = " ".join(str(text) for text in texts if text)
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()[:LONGEST]


class SearchField(models.TextField):
    """The column a row is found by: fill it with `folded(…)`, ask with `matching(…)`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)


@SearchField.register_lookup
class Holds(models.Lookup):
    """`search__holds="挂面"`: the text stands somewhere in the column, no wildcard in it."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """instr and strpos are the same function under two names; both beat LIKE."""
        column, first = self.process_lhs(compiler, connection)
        wanted, second = self.process_rhs(compiler, connection)
        function = "instr" if connection.vendor == "sqlite" else "strpos"
        return f"{function}({column}, {wanted}) > 0", [*first, *second]


def matching(text: str, column: str = "search") -> Q:
    """Rows whose column holds every word of the text; an empty text matches all."""
    query = Q()
    for word in folded(text).split():
        query &= Q(**{f"{column}__holds": word})
    return query
