"""Amendments across rows before an export is checked: labels, points, names, regions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from msgspec.structs import replace

from generator.exports.civil_affairs import with_ancestors
from generator.exports.lists.abolished import abolished_codes, same_names, use_present_codes
from generator.exports.lists.grade_labels import grades_of_one_day, use_labels
from generator.exports.lists.same_twice import same_twice
from generator.exports.reading.mapping import Origin
from generator.exports.reading.pack_settings import Settings
from generator.model.coordinates import to_wgs84
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity
from generator.model.tables import (
    Demonstration,
    Facility,
    Indicator,
    PublishedTotal,
    Region,
    Row,
)
from generator.model.vocabulary import Crs, SubjectKind

Rows = dict[str, list[tuple[Row, Origin]]]

POINT = msg("coordinates converted to WGS84")
OWN_NAME = msg("a further name that is the name itself left out")
LIST_ORIGIN = Origin(msg("civil-affairs list"), None)


def amend(packed: Rows, settings: Settings, problems: list[Problem]) -> None:
    """Amend the rows in place; repairs go to `problems`."""
    use_labels(packed, problems)
    problems += grades_of_one_day(packed)
    problems += same_twice(packed)
    use_present_codes(packed, settings, problems)
    problems += abolished_codes(packed, settings)
    _convert_points(packed, problems)
    _drop_own_names(packed, problems)
    _add_regions(packed, settings)
    problems += same_names(packed)


def _convert_points(packed: Rows, problems: list[Problem]) -> None:
    for at, (row, origin) in enumerate(packed[Facility.table]):
        facility = cast(Facility, row)
        if facility.crs not in (Crs.GCJ02, Crs.BD09) or None in (facility.lon, facility.lat):
            continue
        lon, lat = to_wgs84((facility.lon or 0.0, facility.lat or 0.0), facility.crs)
        packed[Facility.table][at] = replace(row, lon=lon, lat=lat, crs=Crs.WGS84), origin
        problems.append(
            _repair(origin, "crs", msg("%(crs)s %(point)s", crs=facility.crs, point=POINT))
        )


def _drop_own_names(packed: Rows, problems: list[Problem]) -> None:
    for at, (row, origin) in enumerate(packed[Facility.table]):
        facility = cast(Facility, row)
        if facility.name in facility.other_names:
            others = tuple(name for name in facility.other_names if name != facility.name)
            packed[Facility.table][at] = replace(row, other_names=others), origin
            problems.append(_repair(origin, "other_names", OWN_NAME))


def _add_regions(packed: Rows, settings: Settings) -> None:
    rows = packed[Region.table]
    if settings.export.regions is None:
        return
    known = {cast(Region, row).region_code for row, _ in rows}
    needed = {*_named_regions(packed), settings.export.region.ljust(12, "0")}
    rows += ((r, LIST_ORIGIN) for r in with_ancestors(needed) if r.region_code not in known)


def _named_regions(packed: Rows) -> Iterator[str]:
    for table in (Facility.table, Indicator.table, PublishedTotal.table):
        for row, _ in packed[table]:
            yield cast(Facility | Indicator | PublishedTotal, row).region_code
    for row, _ in packed[Region.table]:
        yield cast(Region, row).parent or ""
    for row, _ in packed[Demonstration.table]:
        title = cast(Demonstration, row)
        if title.subject_kind is SubjectKind.REGION:
            yield title.subject_id


def _repair(origin: Origin, column: str, why: Message) -> Problem:
    field = origin.headings.get(column, column)
    return Problem(origin.file, origin.line, field, why, Severity.REPAIRED)
