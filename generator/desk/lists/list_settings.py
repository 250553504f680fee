"""How a draft reads its list: which heading is which column, as `[[source]]` of `pack.toml` says.

What was chosen for a list is remembered by its headings, so that next month's needs no choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from generator.desk.releases.toml_text import toml_table
from generator.desk.writing.draft import Draft
from generator.exports.lists.extents import Extent
from generator.exports.schema import TYPES_BY_NAME, columns
from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError
from generator.model.tables import Facility

PART: Final = "list.a"
"""The first list of a draft; further ones are `list.b` and so on."""
MAX_LISTS: Final = 12
LEFT_OUT: Final = "-"
"""Who a doubtful name means where its row is left out."""
IGNORED: Final = "-"
"""The choice of a heading that is not read."""
INSTITUTION: Final = "institution"
"""How the choice of a heading begins that only says which institution is meant."""


class ListSettings(Struct, frozen=True, kw_only=True):
    """What was chosen for a list.

    `columns` gives each heading its column, `-` where it is not read, or `institution.name` and the
    like; `constants` what every row has alike; `institutions` which one a doubtful name means, `-`
    for none of them; `values` what a word of a column stands for.
    """

    file: str
    sheet: str | None = None
    table: str
    heading_line: int | None = None
    extent: Extent | None = None
    leave_out: bool = False
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    institutions: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}


def lists_of(draft: Draft) -> dict[str, ListSettings]:
    """The lists of a draft by their parts, in the order in which they were handed in."""
    names = (f"list.{chr(ord('a') + number)}" for number in range(MAX_LISTS))
    found = ((name, read_list(draft, name)) for name in names)
    return {name: settings for name, settings in found if settings is not None}


def free_part(draft: Draft) -> str | None:
    """The part of one more list; None where a draft has as many as it can."""
    names = (f"list.{chr(ord('a') + number)}" for number in range(MAX_LISTS))
    return next((name for name in names if not draft.text(name)), None)


def read_list(draft: Draft, part: str = PART) -> ListSettings | None:
    """A list of a draft; None where it has none."""
    text = draft.text(part)
    try:
        settings = msgspec.json.decode(text, type=ListSettings) if text else None
    except MALFORMED:
        raise DataError(msg("The settings of this list are damaged.")) from None
    if settings is not None and (settings.table not in TYPES_BY_NAME or "/" in settings.file):
        raise DataError(msg("The settings of this list are damaged."))
    return settings


def list_text(settings: ListSettings) -> str:
    """The settings as a part of a draft holds them."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=1).decode() + "\n"


def source_table(settings: ListSettings) -> str:
    """The list as `pack.toml` says it."""
    columns: dict[str, str] = {}
    institution: dict[str, str] = {}
    for heading, column in settings.columns.items():
        kind, _, part = column.partition(".")
        if kind == INSTITUTION:
            institution[part] = heading
        elif column != IGNORED:
            columns[column] = heading
    made: dict[str, list[str]] = {}
    if settings.table == Facility.table and "facility_id" not in columns:
        # The same institution has the same identifier each time; an address may change.
        made["facility_id"] = [columns[each] for each in ("name", "region_code") if each in columns]
    ignore = [heading for heading, column in settings.columns.items() if column == IGNORED]
    return toml_table(
        "[[source]]",
        {
            "file": settings.file,
            "table": settings.table,
            "sheet": settings.sheet,
            "heading_line": settings.heading_line,
            "extent": settings.extent,
            "hidden": "leave out" if settings.leave_out else None,
            "columns": columns,
            "constants": settings.constants,
            "ignore": ignore,
            "institution": institution,
            "institutions": settings.institutions,
            "id": {name: parts for name, parts in made.items() if parts},
            "values": settings.values,
        },
    )


def remember(folder: Path, headings: Sequence[str], settings: ListSettings) -> None:
    """Keep how a list with these headings was read, but for what holds of this one alone, its days
    and the rows that it leaves out: for the desk, and for people as TOML.
    """
    days = {each.name for each in columns(TYPES_BY_NAME[settings.table]) if each.type == "date"}
    days |= {"basis", "cycle", "result"}
    settings = msgspec.structs.replace(
        settings,
        constants={name: said for name, said in settings.constants.items() if name not in days},
        institutions={name: who for name, who in settings.institutions.items() if who != LEFT_OUT},
    )
    name = _name(headings)
    replace_file(folder / f"{name}.json", list_text(settings).encode())
    replace_file(folder / f"{name}.toml", source_table(settings).encode())


def remembered(folder: Path, headings: Sequence[str]) -> ListSettings | None:
    """How a list with these headings was read last; None where there was none."""
    try:
        data = (folder / f"{_name(headings)}.json").read_bytes()
        found = msgspec.json.decode(data, type=ListSettings)
        return found if found.table in TYPES_BY_NAME else None
    except (FileNotFoundError, *MALFORMED):
        return None


def _name(headings: Sequence[str]) -> str:
    return sha256("\x1f".join(sorted(headings)).encode()).hexdigest()[:12]
