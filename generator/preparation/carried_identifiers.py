"""Institutions keep their identifiers from release to release: an address is for ever.

Where `pack` makes identifiers of other columns, a changed spelling or address would make a new
institution; it is the one of the last release by credit code, then by name and place. Where the
agency gives other identifiers itself, that is a renumbering, which it has to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from msgspec.structs import replace as with_values

from generator.exports.contents import Export
from generator.exports.pack_folder import FolderContent
from generator.exports.reading.mapping import Origin
from generator.exports.schema import columns
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity
from generator.model.tables import Facility, Row, Succession
from generator.model.vocabulary import SubjectKind, SuccessionReason

MADE = re.compile(r"fa-[0-9a-f]{12}")
"""How an identifier looks that `pack` made of other columns: see `reading.mapping`."""


def carry_identities(
    last: Export, content: FolderContent, problems: list[Problem]
) -> FolderContent:
    """The content with the institutions of the last release under their identifiers of then.

    Those that were given other ones are named in `problems`, unless the agency says that it
    renumbered; then a succession leads from each old identifier to the new one.
    """
    found = same_institutions(last, content)
    made = {new: old for new, (old, _) in found.items() if MADE.fullmatch(new)}
    given = {new: old for new, (old, _) in found.items() if new not in made}
    packed = {
        table: [(renamed(row, made), origin) for row, origin in rows]
        for table, rows in content.packed.items()
    }
    for row, origin in content.packed[Facility.table]:
        assert isinstance(row, Facility)
        if row.facility_id in made:
            by = found[row.facility_id][1]
            why = msg(
                "the identifier of the last release kept: the same institution by its %(by)s", by=by
            )
            problems.append(Problem(origin.file, origin.line, row.name, why, Severity.REPAIRED))
    if given and content.renumbered:
        packed[Succession.table] += successions(given)
    elif given:
        problems.append(_ask(given, len(last.rows(Facility)), content))
    return replace(content, packed=packed)


def same_institutions(last: Export, content: FolderContent) -> dict[str, tuple[str, Message]]:
    """New identifier → (identifier of the last release, by what it was found).

    Only where both are new to the other side, and the match is the only one on both.
    """
    now = [row for row, _ in content.packed[Facility.table] if isinstance(row, Facility)]
    present, former = {row.facility_id for row in now}, last.rows(Facility)
    before = {row.facility_id for row in former}
    fresh = [row for row in now if row.facility_id not in before]
    lost = [row for row in former if row.facility_id not in present]
    found: dict[str, tuple[str, Message]] = {}
    keys: tuple[tuple[Message, Callable[[Facility], object]], ...] = (
        (msg("credit code"), lambda row: row.uscc),
        (msg("name and place"), _name_and_place),
    )
    for by, key in keys:
        taken = {old for old, _ in found.values()}
        was = _unique(key, (row for row in lost if row.facility_id not in taken))
        new = _unique(key, (row for row in fresh if row.facility_id not in found))
        found |= {new[each]: (was[each], by) for each in new.keys() & was.keys()}
    return found


def successions(given: Mapping[str, str]) -> list[tuple[Row, Origin]]:
    """A row for each institution that goes on under another identifier."""
    origin = Origin("pack.toml", None)
    reason = SuccessionReason.RENUMBERED
    return [
        (Succession(old_id=old, new_id=new, reason=reason), origin)
        for new, old in sorted(given.items())
    ]


def _ask(given: Mapping[str, str], count: int, content: FolderContent) -> Problem:
    new, old = next(iter(sorted(given.items())))
    file = next(o.file for r, o in content.packed[Facility.table] if _id(r) == new)
    why = msg(
        "%(count)s of the %(count_2)s institutions of the last release have another "
        "identifier now (%(old)s is %(new)s): give them those of before, or write "
        "renumbered = true under [export] in pack.toml, so that the old addresses lead to"
        " the new ones",
        count=len(given),
        count_2=count,
        old=old,
        new=new,
    )
    return Problem(file, None, "facility_id", why)


def renamed(row: Row, names: Mapping[str, str]) -> Row:
    """A row that names institutions, with other identifiers for them."""
    if not names:
        return row
    changed: dict[str, object] = {}
    for column in columns(type(row)):
        value = getattr(row, column.name)
        if column.references == Facility.table or names_institution(row, column.name):
            if isinstance(value, tuple):
                changed[column.name] = tuple(names.get(each, each) for each in value)
            elif value in names:
                changed[column.name] = names[value]
    return with_values(row, **changed) if changed else row


def names_institution(row: Row, column: str) -> bool:
    """Whether a column holds the identifier of an institution without being a reference."""
    if isinstance(row, Facility):
        return column == "facility_id"
    if column == "subject_id":
        return getattr(row, "subject_kind", None) is SubjectKind.FACILITY
    return column == "concerns_id" and getattr(row, "concerns_table", None) == Facility.table


def _unique(key: Callable[[Facility], object], rows: Iterable[Facility]) -> dict[object, str]:
    """Key → identifier, of those that share their key with no other."""
    found: dict[object, list[str]] = {}
    for row in rows:
        value = key(row)
        if value is not None:
            found.setdefault(value, []).append(row.facility_id)
    return {value: ids[0] for value, ids in found.items() if len(ids) == 1}


def _name_and_place(row: Facility) -> tuple[str, str]:
    plain = "".join(unicodedata.normalize("NFKC", row.name).split()).casefold()
    return plain, row.region_code[:6]


def _id(row: Row) -> str:
    return str(getattr(row, "facility_id", ""))
