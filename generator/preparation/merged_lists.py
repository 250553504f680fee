"""A list of events becomes the whole table: what it says, and of the last release what stays."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as with_values

from generator.exports.contents import Export
from generator.exports.lists.extents import (
    Extent,
    holder_of,
    identity_of,
    kind_of,
    made_identifier,
)
from generator.exports.lists.line_reader import UNNAMED
from generator.exports.pack_folder import FolderContent
from generator.exports.reading.mapping import Origin
from generator.exports.schema import columns
from generator.model.tables import TABLES, Row
from generator.preparation.last_release import carried_file

Pair = tuple[Row, Origin]


def merge_lists(last: Export | None, content: FolderContent) -> FolderContent:
    """The content with whole tables where the folder has lists only.

    An event that the last release has already keeps its identifier, and whatever the list has no
    column for; the identifier of a new one is made of what it says.
    """
    packed = dict(content.packed)
    for row_type in TABLES:
        extent = content.extents.get(row_type.table)
        if extent is not None:
            own = packed[row_type.table]
            packed[row_type.table] = _merged(last, row_type, own, extent)
    return replace(content, packed=packed)


def _merged(
    last: Export | None, row_type: type[Row], own: list[Pair], extent: Extent
) -> list[Pair]:
    earlier = list(last.numbered(row_type)) if last else []
    known: dict[tuple[str, ...], Row] = {}
    for _, row in earlier:
        known.setdefault(identity_of(row), row)
    merged = [(_as_known(row, known.get(identity_of(row))), origin) for row, origin in own]
    named = {identity_of(row) for row, _ in merged}
    keys = {_key(row) for row, _ in merged}
    holders = {holder_of(row) for row, _ in merged}
    kinds = {kind_of(row) for row, _ in merged}
    for line, row in earlier:
        if identity_of(row) in named or _key(row) in keys:
            continue
        if extent == "additions" or holder_of(row) in holders or kind_of(row) not in kinds:
            assert last is not None, "it has rows"
            merged.append((row, Origin(carried_file(last, row_type), line)))
    return merged


def _as_known(row: Row, before: Row | None) -> Row:
    """The row with its identifier, and with what only the last release says of the event."""
    key = row.key[0]
    unnamed = str(getattr(row, key)).startswith(UNNAMED)
    if before is None:
        return with_values(row, **{key: made_identifier(row)}) if unnamed else row
    values = {
        each.name: getattr(before, each.name)
        for each in columns(type(row))
        if getattr(row, each.name) in (None, ())
    }
    if unnamed:
        values[key] = getattr(before, key)
    return with_values(row, **values)


def _key(row: Row) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in row.key)
