"""Region codes of before a reform: the present code is suggested, with a block to paste.

Nothing is exchanged without being asked: a county may have been divided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import cast

from generator.exports.civil_affairs import load_regions
from generator.exports.reading.mapping import Origin
from generator.exports.reading.pack_settings import Settings
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.model.messages import Message, msg, nmsg
from generator.model.problems import Problem, Severity
from generator.model.tables import Facility, Indicator, PublishedTotal, Region, Row

_REFORMS = """
    110103>110101 110104>110102 110228>110118 110229>110119 130124>130111 130182>130109
    130185>130110 130428>130407 130429>130408 130526>130505 130527>130506 310103>310101
    310108>310106 310119>310115 310230>310151 330183>330111 330185>330112 330204>330212
    330283>330213 370125>370115 370181>370114 370205>370203 370282>370215 370284>370211
    370521>370505 370634>370614 370684>370614 370882>370812 371081>371003 371202>370116
    371203>370117 371421>371403 371523>371503 371624>371603 371626>371681 371727>371703
    410306>410308 410322>410308 410381>410307 411023>411003 411626>411603
"""
"""County codes that have ended and gone over into one other, as the ministry of civil affairs
announced it between 2009 and 2021."""

SUCCESSORS = {
    f"{old}000000": f"{new}000000" for old, new in (pair.split(">") for pair in _REFORMS.split())
}
"""The same as codes of twelve digits."""

_KIND = re.compile(r"(?:自治县|[县市区])$")

Rows = Mapping[str, list[tuple[Row, Origin]]]


def abolished_codes(packed: Rows, settings: Settings) -> Iterator[Problem]:
    """A problem for each code in use that has ended: an error where no region has that code."""
    named = {region.code: region.name for region in settings.region}
    for row, _ in packed[Region.table]:
        region = cast(Region, row)
        named[region.region_code] = region.name
    for (code, file, table), count in sorted(_uses(packed).items()):
        present = _present(code, named.get(code))
        if present:
            severity = Severity.WARNING if code in named else Severity.ERROR
            why = _suggestion(code, present, count, _block(code, present, file, table, settings))
            yield Problem(file, None, "region_code", why, severity)


def _uses(packed: Rows) -> Counter[tuple[str, str, str]]:
    """How many rows have each code that the list does not know, by file and table."""
    regions = load_regions()
    uses: Counter[tuple[str, str, str]] = Counter()
    for table in (Facility.table, Indicator.table, PublishedTotal.table):
        for row, origin in packed[table]:
            code = cast(Facility | Indicator | PublishedTotal, row).region_code
            if code not in regions:
                uses[f"{code[:6]}000000", origin.file, table] += 1
    return uses


def _present(code: str, name: str | None) -> str | None:
    """The code of today: of a reform that is known, or of a county of the same name nearby."""
    regions = load_regions()
    if code in regions:
        return None
    known = SUCCESSORS.get(code)
    if known in regions:
        return known
    if name is None or len(plain := _KIND.sub("", name)) < 2:
        return None
    neighbours = (f"{code[:4]}{number:02d}000000" for number in range(1, 100))
    near = [
        other
        for other in neighbours
        if other in regions and _KIND.sub("", regions[other].name) == plain
    ]
    return near[0] if len(near) == 1 else None


def _suggestion(code: str, present: str, count: int, block: str) -> Message:
    name = load_regions()[present].name
    return nmsg(
        "%(n)s row has the code %(code)s, which has ended; %(name)s has %(present)s today. If that "
        "is meant, %(block)s",
        "%(n)s rows have the code %(code)s, which has ended; %(name)s has %(present)s today. If "
        "that is meant, %(block)s",
        count,
        code=code,
        name=name,
        present=present,
        block=block,
    )


def _block(code: str, present: str, file: str, table: str, settings: Settings) -> Message:
    line = f'values.region_code = {{ "{code}" = "{present}" }}'
    name = file.partition("[")[0]
    if any(source.file == name and source.table == table for source in settings.source):
        return msg(
            "add to the [[source]] of %(table)s in %(settings)s:\n%(line)s",
            table=table,
            settings=SETTINGS,
            line=line,
        )
    return msg(
        'paste into %(settings)s:\n[[source]]\nfile = "%(name)s"\ntable = "%(table)s"\n%(line)s',
        settings=SETTINGS,
        name=name,
        table=table,
        line=line,
    )
