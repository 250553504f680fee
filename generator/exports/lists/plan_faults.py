"""Why a table cannot be read, with what to write into the file or into pack.toml."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.exports.common_headings import AMBIGUOUS
from generator.exports.headings import (
    institution_part,
    names_a_person,
    nearest,
    plain_heading,
    tables_headed,
)
from generator.exports.lists.layout import Table
from generator.exports.reading.pack_settings import SourceTable
from generator.exports.reading.refusal import Refused
from generator.exports.reading.repair import canonical_cell
from generator.exports.schema import Column, columns
from generator.model.messages import Message, message_of, msg, word
from generator.model.problems import Problem
from generator.model.tables import Row


def no_headings(table: Table, row_type: type[Row]) -> Problem:
    """A sheet in which no heading of the table stands."""
    titles = ", ".join(column.title for column in columns(row_type))
    why = msg(
        "no heading row here: none of its cells is a heading of %(table)s (%(titles)s)",
        table=word("Table", row_type.table),
        titles=titles,
    )
    return Problem(table.file, table.heading_line, None, why)


def unknown_heading(table: Table, row_type: type[Row], heading: str) -> Problem:
    """A heading that no column has; the hint is a question, or says where it belongs."""
    question = AMBIGUOUS.get(plain_heading(heading))
    close = None if table.two_rows else nearest(row_type, heading)
    others = [each.table for each in tables_headed(heading)] if heading else []
    if question:
        why = msg(
            "may mean two things: %(question)s, or list it under ignore in pack.toml",
            question=question,
        )
    elif heading and names_a_person(heading):
        why = msg(
            "no column of %(table)s: an export holds no persons; list it under ignore in pack.toml",
            table=word("Table", row_type.table),
        )
    elif others:
        why = msg(
            "no column of %(table)s, but of %(list)s: add a [[source]] that takes it from "
            "this file, or list it under ignore in pack.toml",
            table=word("Table", row_type.table),
            list=", ".join(others),
        )
    else:
        why = msg(
            "no column of %(table)s; map it or list it under ignore in pack.toml",
            table=word("Table", row_type.table),
        )
        if close:
            why = msg(
                'no column of %(table)s; is "%(close)s" meant? Map it or list it under ignore in '
                "pack.toml",
                table=word("Table", row_type.table),
                close=close,
            )
    if table.two_rows:
        why = msg("%(why)s (the words of the two rows of headings are read as one)", why=why)
    return Problem(table.file, table.heading_line, heading or msg("(no heading)"), why)


def missing_columns(table: Table, row_type: type[Row], given: Collection[str]) -> Iterator[Problem]:
    """The columns that a table needs and that nothing gives."""
    for column in columns(row_type):
        if column.required and column.name not in given:
            why = msg(
                'no column "%(title)s"; %(table)s cannot do without it: %(how)s',
                title=column.title,
                table=word("Table", row_type.table),
                how=_how_to_give(table, row_type, column),
            )
            yield Problem(table.file, table.heading_line, column.name, why)


def _how_to_give(table: Table, row_type: type[Row], column: Column) -> Message:
    """How pack.toml can give a column that a file has not."""
    if column.name in row_type.key and column.references is None and column.pattern:
        made = _identifying(table, row_type)
        if made:
            listed = ", ".join(f'"{heading}"' for heading in made)
            return msg(
                "add it, or make one of other columns in pack.toml: id = { %(name)s = "
                "[%(listed)s] }",
                name=column.name,
                listed=listed,
            )
    if column.name == "facility_id" and column.references:
        return msg("add it, or a column with the name or the credit code of the institution")
    return msg(
        'add it, or give all rows one value in pack.toml: constants = { %(name)s = "…" }',
        name=column.name,
    )


def _identifying(table: Table, row_type: type[Row]) -> list[str]:
    """Headings that together tell one row from another."""
    wanted = ("name", "uscc", "region_code")
    parts = {institution_part(heading): heading for heading in reversed(table.headings)}
    found = [parts[part] for part in wanted if part in parts]
    dates = [each for each in table.headings if each.endswith(("日期", "时间", "文号"))]
    return [*found[:2], *(dates[:1] if row_type.historical else [])] if found else []


def given_constants(
    row_type: type[Row], source: SourceTable, faults: list[Problem]
) -> Iterator[tuple[str, str]]:
    """The constants of pack.toml in canonical form; what is no value of its column is a fault."""
    for column in columns(row_type):
        if column.name in source.constants:
            try:
                yield column.name, canonical_cell(column, source.constants[column.name], [])
            except Refused as error:
                place = f"source {source.file} constants.{column.name}"
                faults.append(Problem("pack.toml", None, place, message_of(error)))
