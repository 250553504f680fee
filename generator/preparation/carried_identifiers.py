"""Institutions keep their identifiers from release to release: an address is for ever.

Where `pack` makes identifiers of other columns, a changed spelling or address would make a new
institution; it is the one of the last release by credit code, then by name and place. Where the
agency gives other identifiers itself, that is a renumbering, which it has to say.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from msgspec.structs import replace as with_values

from generator.exports.contents import Export
from generator.exports.pack_folder import FolderContent
from generator.exports.reading.mapping import Origin
from generator.exports.schema import columns
from generator.model.characters import folded_name
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
    taken = _taken_over(last, content)
    found = same_institutions(last, content)
    made = {new: old for new, (old, _) in found.items() if MADE.fullmatch(new)}
    made |= {
        new: _another(new, row)
        for new, (_, row, _) in taken.items()
        if new not in made and MADE.fullmatch(new)
    }
    reused = {new: each for new, each in taken.items() if new not in made}
    given = {new: old for new, (old, _) in found.items() if new not in made}
    packed = {
        table: [(renamed(row, made), origin) for row, origin in rows]
        for table, rows in content.packed.items()
    }
    for row, origin in content.packed[Facility.table]:
        assert isinstance(row, Facility)
        if row.facility_id in made and row.facility_id in found:
            by = found[row.facility_id][1]
            why = msg(
                "the identifier of the last release kept: the same institution by its %(by)s", by=by
            )
            problems.append(Problem(origin.file, origin.line, row.name, why, Severity.REPAIRED))
    if reused:
        problems += (_reuse(*each, given) for each in reused.values())
    elif given and content.renumbered:
        packed[Succession.table] += successions(given)
    elif given:
        problems.append(_ask(given, len(last.rows(Facility)), content))
    return replace(content, packed=packed)


def same_institutions(last: Export, content: FolderContent) -> dict[str, tuple[str, Message]]:
    """New identifier → (identifier of the last release, by what it was found).

    Only where both are new to the other side, or stand for another institution there, and the match
    is the only one on both.
    """
    now = [row for row, _ in content.packed[Facility.table] if isinstance(row, Facility)]
    former, taken_over = last.rows(Facility), _taken_over(last, content)
    present = {row.facility_id for row in now} - taken_over.keys()
    before = {row.facility_id for row in former} - taken_over.keys()
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
        found |= {
            new[each].facility_id: (was[each].facility_id, by)
            for each in new.keys() & was.keys()
            if not _contradict(was[each], new[each])
        }
    return found


Taken = tuple[Facility, Facility, Origin]
"""An institution of the last release, another one that has its identifier now, and where."""


def _taken_over(last: Export, content: FolderContent) -> dict[str, Taken]:
    """The identifiers of the last release that stand for another institution now."""
    former = {row.facility_id: row for row in last.rows(Facility)}
    codes = Counter(row.uscc for row in former.values() if row.uscc)
    return {
        row.facility_id: (former[row.facility_id], row, origin)
        for row, origin in content.packed[Facility.table]
        if isinstance(row, Facility)
        and row.facility_id in former
        and not _goes_on(former[row.facility_id], row, codes)
    }


def _goes_on(old: Facility, new: Facility, codes: Mapping[str, int]) -> bool:
    """Whether what has the identifier of an institution is the same one: by its code; where that
    is another one or not stated, by name or address.
    """
    if old.uscc and old.uscc == new.uscc:
        return True
    names = {folded_name(name) for name in (new.name, *new.other_names)}
    named, placed = (
        folded_name(old.name) in names,
        folded_name(old.address) == folded_name(new.address),
    )
    if not old.uscc or not new.uscc:
        return named or placed
    # The code of another institution of the last release is not a new one of this.
    made_of_name = MADE.fullmatch(new.facility_id) is not None
    return named and new.uscc not in codes and (placed or not made_of_name)


def _contradict(old: Facility, new: Facility) -> bool:
    """Whether two of one name and county are two: by code and by address."""
    coded = bool(old.uscc and new.uscc and old.uscc != new.uscc)
    return coded and folded_name(old.address) != folded_name(new.address)


def _another(identifier: str, row: Facility) -> str:
    """An identifier for an institution whose own one another has."""
    text = "\x1f".join((identifier, row.uscc or "", folded_name(row.address)))
    return f"fa-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _reuse(old: Facility, new: Facility, origin: Origin, given: Mapping[str, str]) -> Problem:
    field = origin.headings.get("facility_id", "facility_id")
    now = next((each for each, before in given.items() if before == old.facility_id), None)
    why = msg(
        "%(id)s was %(old)s in the last release and is %(new)s now: an identifier is never given"
        " to another institution; keep those of before, and give what is new one that nobody had."
        " If it is the same institution, state its credit code, or its former name in 其他名称",
        id=old.facility_id,
        old=old.name,
        new=new.name,
    )
    if now is not None:
        why = msg("%(why)s (%(old)s is %(id)s now)", why=why, old=old.name, id=now)
    return Problem(origin.file, origin.line, field, why)


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


def _unique(key: Callable[[Facility], object], rows: Iterable[Facility]) -> dict[object, Facility]:
    """Key → institution, of those that share their key with no other."""
    found: dict[object, list[Facility]] = {}
    for row in rows:
        value = key(row)
        if value is not None:
            found.setdefault(value, []).append(row)
    return {value: rows[0] for value, rows in found.items() if len(rows) == 1}


def _name_and_place(row: Facility) -> tuple[str, str]:
    return folded_name(row.name), row.region_code[:6]


def _id(row: Row) -> str:
    return str(getattr(row, "facility_id", ""))
