"""Folders of a second release, in which rows of the past change, and their `reasons.csv`.

A row that says what an authority did cannot change or go in silence: what is accepted has to hold a
notice for every change, in the words of the file and no others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from random import Random

from benchmarks.fuzz.damage import damaged, odd_text
from benchmarks.fuzz.target import Disagreement
from generator.exports.contents import Export
from generator.exports.pack_folder import REASONS
from generator.model.tables import Notice, NoticeRow

_FACILITIES = "机构编号,机构名称,行政区划代码,地址\n"
_PENALTIES = "处罚编号,机构编号,决定书文号,处罚日期,处罚机关,失信程度,违法事实,公示截止日期\n"
FIRST = {
    "机构.csv": _FACILITIES + "".join(
        f"f-{n},阳光托育{n},371502000000,柳园路{n}号\n" for n in range(1, 5)
    ),
    "处罚.csv": _PENALTIES + "".join(
        f"p-{n},f-{n},聊卫罚〔2026〕{n}号,2026-01-0{n},聊城市卫生健康委员会,一般,未公示收费,2026-07-0{n}\n"
        for n in range(1, 4)
    ),
}  # fmt: skip
"""The tables of the first release."""
SECOND = {
    "机构.csv": "".join(FIRST["机构.csv"].splitlines(keepends=True)[:-1]),
    "处罚.csv": FIRST["处罚.csv"]
    .replace("p-2,", "p-9,")
    .replace("聊卫罚〔2026〕1号", "聊卫罚〔2026〕8号"),
}
"""Those of the second: f-4 and p-2 are gone, the number of p-1 is another."""
CHANGED = {("facilities", "f-4"), ("penalties", "p-1"), ("penalties", "p-2")}
GIVEN = (
    "表,编号,名称,变化,列,原来,现在,类别,理由\n"
    "机构,f-4,阳光托育4,不再公布,,,,停止公布,机构已停办\n"
    "行政处罚,p-1,阳光托育1,变更,决定书文号,聊卫罚〔2026〕1号,聊卫罚〔2026〕8号,更正,文号登记有误\n"
    "行政处罚,p-2,阳光托育2,不再公布,,,,撤回,处罚决定已撤销\n"
)
"""The reasons for all of them."""


def reasons_of(random: Random) -> bytes:
    """The file as people and programs leave it, damaged or only written otherwise."""
    rows = list(csv.reader(io.StringIO(GIVEN)))
    match random.randrange(8):
        case 0:
            line, column = random.randrange(1, len(rows)), random.randrange(len(rows[0]))
            rows[line][column] = odd_text(random)
        case 1:
            order = random.sample(range(len(rows[0])), len(rows[0]))
            rows = [[row[at] for at in order] for row in rows]
        case 2:
            rows[1:] = random.sample(rows[1:], random.randrange(4)) + random.sample(rows[1:], 1)
        case 3:
            rows.insert(random.randrange(len(rows) + 1), random.choice(([], [""] * 9, ["x"] * 12)))
        case 4:
            line = random.randrange(1, len(rows))
            rows[line][8] += random.choice(("\n续行", ",", '"', "  ", "\u3000", "电话13800138000"))
        case _:
            pass
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator=random.choice(("\r\n", "\n"))).writerows(rows)
    code = random.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    data = target.getvalue().encode(code, "replace")
    return damaged(random, REASONS, data) if random.random() < 0.4 else data


def check_reasons(export: Export, files: Mapping[str, bytes | None]) -> None:
    """Disagreement where a change goes in silence, or a notice says what nobody wrote."""
    notices = export.rows(Notice)
    told = {(notice.concerns_table, notice.concerns_id) for notice in notices}
    told |= {(row.concerns_table, row.concerns_id) for row in export.rows(NoticeRow)}
    if silent := CHANGED - told:
        raise Disagreement(f"a change goes in silence: {sorted(silent)}")
    data = files[REASONS] or b""
    codes = ("utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
    written = "".join(data.decode(code, "ignore") for code in codes)
    for notice in notices:
        if any(line.strip() not in written for line in notice.text.replace('"', "\n").split("\n")):
            raise Disagreement(f"a notice says what nobody wrote: {notice.text!r}")
