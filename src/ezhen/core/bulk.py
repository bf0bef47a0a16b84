"""Many rows at once: in parts, and into the database several times as fast as `bulk_create`.

Django's insert builds an object for each row and asks each of its fields for SQL; here the
statement is made once, rows are plain dictionaries, and only the fields that need it prepare their
values (equal dates and decimals once). For imports of tens of thousands of rows: no signals, and
no primary keys come back.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connections, models, router

T = TypeVar("T")
Row = Mapping[str, Any]
Prepare = Callable[[Any], Any]
REMEMBERED = 4096  # prepared values of a column that are kept
AS_THEY_ARE = {models.Field.get_db_prep_save, models.ForeignKey.get_db_prep_save}
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
REPEATED = (models.DateField, models.DecimalField)  # DateTimeField is a DateField


def in_parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`, in their order."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def insert_many(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows given by attribute name (`batch_id`); what is left out takes its default.

    Raises IntegrityError; run it inside a transaction.
    """
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]
    connection = connections[router.db_for_write(model)]
    quote: Any = connection.ops.quote_name  # a concrete field has a column
    columns = ", ".join(quote(one.column) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    # names of tables and columns come from the models, values are parameters
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
    _run(connection, sql, rows, fields)


def update_many(model: type[models.Model], rows: Sequence[Row], names: Sequence[str]) -> None:
    """Write some fields of rows, each under its primary key (`id`)."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    connection = connections[router.db_for_write(model)]
    quote: Any = connection.ops.quote_name  # a concrete field has a column
    sets = ", ".join(f"{quote(one.column)} = %s" for one in fields)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    sql = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608 as above
    _run(connection, sql, rows, [*fields, model._meta.pk])


def _run(connection: Any, sql: str, rows: Sequence[Row], fields: Sequence[Any]) -> None:
    if not rows:
        return
    prepare = [(one.attname, one.get_default, _how(one, connection)) for one in fields]
    lines = [tuple(_value(row, *how) for how in prepare) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, lines)


def _value(row: Row, name: str, default: Callable[[], Any], how: Prepare | None) -> Any:
    value = row[name] if name in row else default()
    return value if how is None or value is None else how(value)


def _how(one: models.Field, connection: Any) -> Prepare | None:
    """How the field turns a value into what the driver takes; None when it is taken as it is."""
    if isinstance(one, PLAIN) and type(one).get_db_prep_save in AS_THEY_ARE:
        return None

    def prepare(value: Any) -> Any:
        return one.get_db_prep_save(value, connection)

    return functools.lru_cache(REMEMBERED)(prepare) if isinstance(one, REPEATED) else prepare
