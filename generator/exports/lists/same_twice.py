"""Institutions that stand twice in a folder, under two identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from generator.exports.reading.mapping import Origin
from generator.model.characters import folded_name
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.tables import Facility, Row

Rows = dict[str, list[tuple[Row, Origin]]]


def same_twice(packed: Rows) -> Iterator[Problem]:
    """A problem for each institution of the name and address of an earlier row, unless their
    credit codes differ.
    """
    seen: dict[tuple[str, str, str], list[tuple[Facility, Origin]]] = {}
    for row, origin in packed[Facility.table]:
        facility = cast(Facility, row)
        key = (facility.region_code[:6], folded_name(facility.name), folded_name(facility.address))
        others = seen.setdefault(key, [])
        for other, place in others:
            told_apart = other.uscc and facility.uscc and other.uscc != facility.uscc
            if not told_apart and other.facility_id != facility.facility_id:
                why = msg(
                    "the same name, address and county as %(file)s:%(line)s, under another "
                    "identifier: are these two? Then tell them apart by address or credit code;"
                    " otherwise delete one",
                    file=place.file,
                    line=place.line,
                )
                yield Problem(origin.file, origin.line, origin.headings.get("name", "name"), why)
                break
        others.append((facility, origin))
