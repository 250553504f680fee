"""The heading row among the first lines of a sheet, in one row or in two.

Of two rows the upper one holds groups (基本信息 over 名称 and 地址). What stands below a group that
names a person or something of its own is a heading only together with it: 法定代表人 over 电话 is
no telephone of the institution.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator.exports.headings import names_a_person
from generator.exports.reading.cell_values import Cell, Repeated, blank, plain_text

SEARCHED = 30
"""Lines among which the headings have to stand."""

_NEUTRAL = re.compile(r".{0,6}(?:信息|情况|内容|资料|概况|基本|登记|事项|数据|指标|明细|名单|表)")

Known = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """Which line holds the headings, on how many lines, and what they are, blank ones as ""."""

    at: int
    height: int
    headings: tuple[str, ...]

    @property
    def filled(self) -> tuple[str, ...]:
        """The headings that are not blank."""
        return tuple(heading for heading in self.headings if heading)

    def headings_at(self, at: int) -> str:
        """The heading over a cell."""
        return self.headings[at] if at < len(self.headings) else ""


def find_heading_row(
    lines: Sequence[Sequence[Cell]], known: Known, at: int | None = None
) -> HeadingRow:
    """The lines with the most known headings, the first of equals; the first line if none has.

    `at` is the one that somebody says it is.
    """
    if at is not None:
        return _trimmed(HeadingRow(at, 1, _texts(lines[at])))
    best, most = HeadingRow(0, 1, _texts(lines[0])), 0
    for at in range(min(len(lines), SEARCHED)):
        candidates = [HeadingRow(at, 1, _texts(lines[at]))]
        if at + 1 < len(lines):
            below = lines[at + 1]
            pair = HeadingRow(at, 2, _joined(lines[at], below, known))
            # Groups are told by their shape even where nobody knows what stands below them.
            candidates = [pair] if _are_groups(lines[at], below, known) else [*candidates, pair]
        for row in candidates:
            if (score := _score(row, known)) > most:
                best, most = row, score
        # Nothing below can be more of a heading row than one that is known nearly throughout.
        if most > 2 and most * 3 >= len(best.filled) * 2:
            break
    return _trimmed(_with_groups(best, lines, known))


def _trimmed(row: HeadingRow) -> HeadingRow:
    width = max((n for n, text in enumerate(row.headings, 1) if text), default=0)
    return HeadingRow(row.at, row.height, row.headings[:width])


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple("".join(plain_text(cell).split("\n")) for cell in cells)


def _score(row: HeadingRow, known: Known) -> int:
    return len({column for text in row.filled if (column := known(text))})


def _joined(upper: Sequence[Cell], lower: Sequence[Cell], known: Known) -> tuple[str, ...]:
    """The headings of two rows; a group goes on to the right over what is blank."""
    width = max(len(upper), len(lower))
    above, below = ((*_texts(cells), *[""] * width)[:width] for cells in (upper, lower))
    joined, group = [], ""
    for at in range(width):
        repeated = at < len(lower) and isinstance(lower[at], Repeated)
        group = above[at] or (group if below[at] else "")
        joined.append(above[at] if repeated or not below[at] else _leaf(group, below[at], known))
    return tuple(joined)


def _leaf(group: str, text: str, known: Known) -> str:
    if not group or group == text or text.startswith(group) or known(group + text):
        return text if text.startswith(group) else group + text
    return text if _NEUTRAL.fullmatch(group) and not names_a_person(group) else group + text


def _are_groups(upper: Sequence[Cell], lower: Sequence[Cell], known: Known) -> bool:
    """Whether the lower row only says what stands below the groups of the upper one."""
    above = _texts(upper)
    filled = [at for at, cell in enumerate(lower) if not blank(cell)]
    own = [at for at in filled if not isinstance(lower[at], Repeated)]
    if len(own) < 2 or not all(isinstance(lower[at], str) for at in own):
        return False
    # The cells of a group: it stands over the first, and the others have nothing above them.
    starts = [at for at, text in enumerate(above) if text]
    ends = [*starts[1:], max(len(above), len(lower))]
    wide = {at for a, b in zip(starts, ends, strict=True) if b - a > 1 for at in range(a, b)}
    single = [at for at in starts if at not in wide and known(above[at])]
    return (
        bool(single)
        and all(at in wide for at in own)
        and any(at >= len(above) or not above[at] for at in own)
    )


def _with_groups(row: HeadingRow, lines: Sequence[Sequence[Cell]], known: Known) -> HeadingRow:
    """The headings with the group above them where that names a person."""
    if row.at == 0 or row.height > 1:
        return row
    above = _texts(lines[row.at - 1])
    if len([text for text in above if text]) < 2:
        return row
    headings, group = [], ""
    for at, text in enumerate(row.headings):
        group = above[at] if at < len(above) and above[at] else group
        headings.append(group + text if text and names_a_person(group) else text)
    return HeadingRow(row.at, row.height, tuple(headings))
