"""Region codes of before a reform: exchanged where the county went on as one under another code.

Where it was divided, or the code is a township's, the present code is suggested with a block to
paste. Sources of the list of codes: docs/decisions/0023-codes-that-have-ended.md.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

from msgspec.structs import replace

from generator.exports.civil_affairs import known_regions
from generator.exports.reading.mapping import Origin
from generator.exports.reading.pack_settings import Settings
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.model.messages import Message, msg, nmsg
from generator.model.problems import Problem, Severity
from generator.model.tables import Facility, Indicator, PublishedTotal, Region, Row


class Abolished(NamedTuple):
    """A county or city that has no code of its own any more; `successor` is the code of twelve
    digits of the one that it went over into as a whole, empty where there is none.
    """

    name: str
    until: int
    successor: str


@cache
def abolished() -> Mapping[str, Abolished]:
    """All that were ever official and are in the civil-affairs list no more, by code."""
    text = (files("generator.exports") / "abolished_codes.csv").read_text(encoding="utf-8")
    lines = csv.reader(io.StringIO(text))
    next(lines)
    return {
        f"{code}000000": Abolished(name, int(until), f"{new}000000" if new else "")
        for code, name, until, new in lines
    }


_TOWNSHIP = 9
"""Digits of a code that name a township."""
_KIND = re.compile(r"(?:自治县|[县市区])$")

Rows = Mapping[str, Sequence[tuple[Row, Origin]]]
PackedRows = Mapping[str, list[tuple[Row, Origin]]]


def use_present_codes(packed: PackedRows, settings: Settings, problems: list[Problem]) -> None:
    """Exchanges codes that have ended, or of villages, and that the release names no region for;
    each is told.
    """
    regions, named = known_regions(), _named(packed, settings)
    uses: Counter[tuple[str, str, str, str]] = Counter()
    for table in (Facility.table, Indicator.table, PublishedTotal.table):
        for at, (row, origin) in enumerate(packed[table]):
            code = cast(Facility | Indicator | PublishedTotal, row).region_code
            present = None if code in named or code in regions else _exchanged(code)
            if present:
                packed[table][at] = replace(row, region_code=present), origin
                heading = origin.headings.get("region_code", "region_code")
                uses[code, present, origin.file, heading] += 1
    for (code, present, file, heading), count in sorted(uses.items()):
        why = _told(code, present, count)
        problems.append(Problem(file, None, heading, why, Severity.REPAIRED))


def _exchanged(code: str) -> str | None:
    """The region of the list for a code that it does not know: the one that it went over into as a
    whole, or the township of a village, since no list goes further down.
    """
    ended, township = abolished().get(code), f"{code[:_TOWNSHIP]}000"
    present = ended.successor if ended else township
    return present if present in known_regions() else None


def _told(code: str, present: str, count: int) -> Message:
    today, ended = known_regions()[present].name, abolished().get(code)
    if ended is None:
        return nmsg(
            "%(n)s row with the village code %(code)s put under its township %(present)s"
            " (%(today)s)",
            "%(n)s rows with the village code %(code)s put under its township %(present)s"
            " (%(today)s)",
            count,
            code=code,
            present=present,
            today=today,
        )
    return nmsg(
        "%(n)s row with the code %(code)s (%(name)s, ended in %(until)s or later) put under"
        " %(present)s (%(today)s), into which it went over",
        "%(n)s rows with the code %(code)s (%(name)s, ended in %(until)s or later) put under"
        " %(present)s (%(today)s), into which it went over",
        count,
        code=code,
        name=ended.name,
        until=ended.until,
        present=present,
        today=today,
    )


def same_names(packed: Rows) -> Iterator[Problem]:
    """A warning for each two regions of a release that have one name right below one region."""
    seen: dict[tuple[str | None, str], str] = {}
    for row, origin in packed[Region.table]:
        region = cast(Region, row)
        other = seen.setdefault((region.parent, region.name), region.region_code)
        if other != region.region_code:
            why = msg(
                "%(code)s and %(other)s below %(parent)s are both called %(name)s: pages and"
                " searches cannot tell them apart",
                code=region.region_code,
                other=other,
                parent=region.parent or "",
                name=region.name,
            )
            yield Problem(origin.file, origin.line, "name", why, Severity.WARNING)


def _named(packed: Rows, settings: Settings) -> dict[str, str]:
    """The regions that the release names itself."""
    named = {region.code: region.name for region in settings.region}
    for row, _ in packed[Region.table]:
        region = cast(Region, row)
        named[region.region_code] = region.name
    return named


def abolished_codes(packed: Rows, settings: Settings) -> Iterator[Problem]:
    """A problem for each code in use that has ended: an error where no region has that code."""
    named = _named(packed, settings)
    for (code, file, table), count in sorted(_uses(packed).items()):
        present = _present(code, named.get(code))
        if present:
            severity = Severity.WARNING if code in named else Severity.ERROR
            why = _suggestion(code, present, count, _block(code, present, file, table, settings))
            yield Problem(file, None, "region_code", why, severity)
        elif code in abolished() and code not in named:
            why = _divided(code, count)
            yield Problem(file, None, "region_code", why, Severity.ERROR)


def _uses(packed: Rows) -> Counter[tuple[str, str, str]]:
    """How many rows have each code that the list does not know, by file and table."""
    regions = known_regions()
    uses: Counter[tuple[str, str, str]] = Counter()
    for table in (Facility.table, Indicator.table, PublishedTotal.table):
        for row, origin in packed[table]:
            code = cast(Facility | Indicator | PublishedTotal, row).region_code
            if code not in regions:
                uses[f"{code[:6]}000000", origin.file, table] += 1
    return uses


def _present(code: str, name: str | None) -> str | None:
    """The code of today: of a reform that is known, or of a county of the same name nearby."""
    regions = known_regions()
    if code in regions:
        return None
    known = abolished().get(code)
    if known and known.successor in regions:
        return known.successor
    if name is None or len(plain := _KIND.sub("", name)) < 2:
        return None
    neighbours = (f"{code[:4]}{number:02d}000000" for number in range(1, 100))
    near = [
        other
        for other in neighbours
        if other in regions and _KIND.sub("", regions[other].name) == plain
    ]
    return near[0] if len(near) == 1 else None


def _divided(code: str, count: int) -> Message:
    ended = abolished()[code]
    return nmsg(
        "%(n)s row has the code %(code)s (%(name)s), which ended in %(until)s or later and went"
        " over into no other as a whole: write for each row the region in which it lies today",
        "%(n)s rows have the code %(code)s (%(name)s), which ended in %(until)s or later and went"
        " over into no other as a whole: write for each row the region in which it lies today",
        count,
        code=code,
        name=ended.name,
        until=ended.until,
    )


def _suggestion(code: str, present: str, count: int, block: str) -> Message:
    name = known_regions()[present].name
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
