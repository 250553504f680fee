"""The schema of an export, derived from the structs of `model.tables`: the one place.

Validation, `datapackage.json`, `docs/export-format.md` and the SQLite tables all come from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, Literal

from msgspec import Struct, inspect
from msgspec.structs import replace

from generator.model.release import NEWEST_FORMAT
from generator.model.tables import TABLES, Row
from generator.model.vocabulary import SINCE

LIST_SEPARATOR = "|"
"""Joins the parts of a list in one cell."""

TYPES_BY_NAME: dict[str, type[Row]] = {row_type.table: row_type for row_type in TABLES}
"""Row types by the name of their table."""

ColumnType = Literal["string", "integer", "number", "boolean", "date", "list"]
Vocabulary = type[StrEnum]


class Column(Struct, frozen=True, kw_only=True):
    """One column: meaning, type and limits. `item_enum` is the vocabulary of a list's parts.

    A column that is not required may be empty; `references` names the table its values stand in.
    """

    name: str
    title: str
    description: str
    headings: tuple[str, ...]
    references: str | None
    type: ColumnType
    required: bool
    since: int
    optional_since: int
    enum: Vocabulary | None = None
    item_enum: Vocabulary | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""


def tables_of(format: int) -> tuple[type[Row], ...]:
    """The tables of a format, in the order in which references resolve."""
    return tuple(row_type for row_type in TABLES if row_type.since_format <= format)


@cache
def columns(row_type: type[Row], format: int = NEWEST_FORMAT) -> tuple[Column, ...]:
    """The columns that a table has in a format, in their canonical order."""
    described = inspect.type_info(row_type)
    assert isinstance(described, inspect.StructType)
    known = map(_column, described.fields)
    return tuple(
        replace(column, required=column.required or column.optional_since > format)
        for column in known
        if column.since <= format
    )


@cache
def header(row_type: type[Row], format: int = NEWEST_FORMAT) -> tuple[str, ...]:
    """The names of the columns: the first line of a canonical CSV."""
    return tuple(column.name for column in columns(row_type, format))


@cache
def words_of(vocabulary: Vocabulary, format: int = NEWEST_FORMAT) -> tuple[StrEnum, ...]:
    """The words that a vocabulary has in a format."""
    since = SINCE.get(vocabulary, {})
    return tuple(word for word in vocabulary if since.get(word, 1) <= format)


def row_key(row: Row) -> str:
    """The key of a row as notices and the history name it: its parts joined by a slash."""
    parts = key_parts(row)
    return parts[0] if len(parts) == 1 else joined_key(parts)


def joined_key(parts: Iterable[str]) -> str:
    """The same of the parts of a key."""
    return "/".join(parts)


def key_parts(row: Row) -> tuple[str, ...]:
    """The key of a row as canonical cells; rows of a table are sorted by it."""
    if len(row.key) == 1:
        value = getattr(row, row.key[0])
        return (value,) if type(value) is str else (_key_part(value),)
    return tuple([_key_part(getattr(row, name)) for name in row.key])


def _key_part(value: str | date) -> str:
    return value if isinstance(value, str) else value.isoformat()


def as_cells(row: Row, format: int = NEWEST_FORMAT) -> tuple[str, ...]:
    """The canonical CSV cells of a row: nothing for None, true/false, 1880 rather than 1880.0."""
    values, renders = _rendering(type(row), format)
    return tuple(
        [
            "" if value is None else render(value) if render else value
            for value, render in zip(values(row), renders, strict=True)
        ]
    )


def cells_of(column: Column, rows: Iterable[Row]) -> list[str]:
    """The canonical cells of one column."""
    render = str if column.enum else _RENDERS.get(column.type)
    values = map(attrgetter(column.name), rows)
    if render is None:
        return [value or "" for value in values]
    return ["" if value is None else render(value) for value in values]


def table_cells(
    row_type: type[Row], rows: Iterable[Row], format: int = NEWEST_FORMAT
) -> Iterator[tuple[str, ...]]:
    """The canonical cells of each row of a table: by columns, which is quicker than row by row."""
    waiting = iter(rows)
    while part := tuple(islice(waiting, _AT_ONCE)):
        yield from zip(
            *(cells_of(column, part) for column in columns(row_type, format)), strict=True
        )


_AT_ONCE = 1000
"""Rows whose cells are at hand at once."""


def table_schema(row_type: type[Row], format: int = NEWEST_FORMAT) -> dict[str, Any]:
    """The Frictionless Table Schema of a table."""
    return {
        "fields": [_schema_field(column, format) for column in columns(row_type, format)],
        "missingValues": [""],
        "primaryKey": list(row_type.key),
        "foreignKeys": [
            {
                "fields": [column.name],
                "reference": {
                    # The standard says "" where a table refers to itself.
                    "resource": "" if column.references == row_type.table else column.references,
                    "fields": list(TYPES_BY_NAME[column.references].key),
                },
            }
            for column in columns(row_type, format)
            if column.references and column.type != "list"
        ],
    }


def sqlite_ddl(
    row_type: type[Row],
    extra_columns: Sequence[tuple[str, str]] = (),
    primary_key: Sequence[str] | None = None,
) -> str:
    """The CREATE TABLE statement of a table; `extra_columns` are (name, declaration) pairs.

    Lists are text joined by "|", booleans 0 or 1, dates ISO text.
    """
    declared = [
        f"{column.name} {_SQLITE_TYPES[column.type]}{' NOT NULL' if column.required else ''}"
        for column in columns(row_type)
    ]
    declared += [f"{name} {declaration}" for name, declaration in extra_columns]
    key = ", ".join(primary_key or row_type.key)
    body = ",\n    ".join([*declared, f"PRIMARY KEY ({key})"])
    return f"CREATE TABLE {row_type.table} (\n    {body}\n) WITHOUT ROWID"


def _column(field: inspect.Field) -> Column:
    meta = field.type
    assert isinstance(meta, inspect.Metadata)
    assert meta.extra_json_schema is not None
    assert meta.extra is not None
    kinds = meta.type.types if isinstance(meta.type, inspect.UnionType) else (meta.type,)
    kind = next(kind for kind in kinds if not isinstance(kind, inspect.NoneType))
    return Column(
        name=field.name,
        title=meta.extra_json_schema["title"],
        description=meta.extra_json_schema["description"],
        headings=tuple(meta.extra["headings"]),
        references=meta.extra["references"],
        required=field.required,
        since=meta.extra["since"],
        optional_since=meta.extra["optional_since"],
        unit=meta.extra["unit"],
        **_limits(kind),
    )


def _limits(kind: inspect.Type) -> dict[str, Any]:
    match kind:
        case inspect.StrType():
            return {
                "type": "string",
                "pattern": kind.pattern,
                "min_length": kind.min_length,
                "max_length": kind.max_length,
            }
        case inspect.IntType() | inspect.FloatType():
            name = "integer" if isinstance(kind, inspect.IntType) else "number"
            return {"type": name, "minimum": kind.ge, "maximum": kind.le}
        case inspect.BoolType():
            return {"type": "boolean"}
        case inspect.DateType():
            return {"type": "date"}
        case inspect.EnumType():
            return {"type": "string", "enum": kind.cls}
        case inspect.VarTupleType(item_type=inspect.EnumType(cls=vocabulary)):
            return {"type": "list", "item_enum": vocabulary}
        case inspect.VarTupleType():
            return {"type": "list"}
    raise TypeError(f"no column can hold {kind!r}")


def _schema_field(column: Column, format: int) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    limits = {
        "pattern": column.pattern,
        "minLength": column.min_length,
        "maxLength": column.max_length,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    constraints |= {name: limit for name, limit in limits.items() if limit is not None}
    if column.enum:
        constraints["enum"] = [str(word) for word in words_of(column.enum, format)]
    if column.item_enum:
        # A pattern and not the type "list": every validator knows patterns.
        one = "|".join(str(word) for word in words_of(column.item_enum, format))
        constraints["pattern"] = rf"^({one})(\|({one}))*$"
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.title,
        "description": column.description,
        "type": "string" if column.type == "list" else column.type,
    }
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field | ({"constraints": constraints} if constraints else {})


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _date(value: date) -> str:
    return value.isoformat()


@cache
def _rendering(
    row_type: type[Row], format: int
) -> tuple[Callable[[Row], tuple[Any, ...]], tuple[Callable[[Any], str] | None, ...]]:
    renders = tuple(
        str if column.enum else _RENDERS.get(column.type) for column in columns(row_type, format)
    )
    return attrgetter(*header(row_type, format)), renders


_RENDERS: dict[ColumnType, Callable[[Any], str]] = {
    "integer": str,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "list": LIST_SEPARATOR.join,
}

_SQLITE_TYPES: dict[ColumnType, str] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
    "list": "TEXT",
}
