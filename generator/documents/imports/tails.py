"""What stands below and within the text of a 公文: 落款, 附件, what it cites, when it takes effect.

Source: GB/T 9704-2012, 7.3.4 to 7.4.
"""

from __future__ import annotations

import re
from typing import Final

from generator.documents.document_numbers import is_document_number, suggest_number
from generator.documents.imports.blocks import (
    Block,
    Fate,
    Paragraph,
    paragraphs_of,
    visible_characters,
)
from generator.documents.imports.found import Found
from generator.documents.imports.heads import GENRES, OFFICE_END, number_in
from generator.documents.imports.stated_fields import day_of, give_number
from generator.model.messages import msg
from generator.model.simplified import simplified

_DATE_LINE: Final = re.compile(
    r"(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|[〇○Ｏ０零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
_OFFICE_LINE: Final = re.compile(r"[\u4e00-\u9fff（）()、\s]{4,120}")
_OFFICES_APART: Final = re.compile(r"\n|\t|\s{2,}|　+|(?<=[局厅部会委府室院队])\s+")
_ATTACHMENTS: Final = re.compile(r"附\s*件\s*[:：]?\s*(?P<rest>.*)", re.DOTALL)
_NUMBERED: Final = re.compile(r"\s*(?P<n>\d{1,2})\s*[.．、]\s*(?P<title>\S.*)")
_ATTACHED_TEXT: Final = re.compile(r"附\s*件\s*\d{0,2}\s*[:：]?$|附\s*[录表]\s*\d*$")
_ACCESS: Final = re.compile(
    r"[（(]?(?:此件|公开方式|信息公开选项|公开属性)[:：]?(?P<how>[\u4e00-\u9fff]{3,8})[）)]?"
)
_CITED: Final = re.compile(
    r"《(?P<title>[^《》]{2,120}(?:《[^《》]*》[^《》]{0,60})*)》\s*[（(](?P<number>[^（）()]{4,40})[）)]"
)
_REPEALS: Final = re.compile(r"(?:同时|即行|予以|自行)?废止")
_EFFECTIVE: Final = re.compile(
    r"自\s*(?P<day>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*起(?:施行|实施|执行|生效)"
)
_AT_ONCE: Final = re.compile(r"自(?:发布|印发|公布)之日起(?:施行|实施|执行|生效)")
_UNTIL: Final = re.compile(r"有效期(?:至|到)?[^。；]{0,20}")
_KEYWORDS: Final = re.compile(r"主\s*题\s*词\s*[:：]\s*(?P<words>.+)")
_IMPRINT: Final = re.compile(
    r"抄\s*送\s*[:：]|.{2,40}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印\s*发"
)
_ORIGIN: Final = re.compile(r"(?:信息)?来源\s*[:：]\s*(?P<office>[\u4e00-\u9fff（）]{2,40})$")
_LAST_PARAGRAPHS: Final = 5
"""Where 来源 may stand."""
_LONGEST_NUMBER: Final = 40
_MIN_TRADITIONAL: Final = 0.03
"""The share of characters that simplified script writes otherwise, from which on a text is in
traditional script; a simplified text has some that are both.
"""


def read_tail(found: Found) -> None:
    """Read fields out of the text below the title; nothing but 主题词 and 来源 leaves it."""
    _read_origin(found)
    _read_keywords(found)
    _read_number(found)
    _read_attachments(found)
    _read_signature(found)
    _read_citations(found)
    _read_dates(found)
    _read_genre(found)
    _read_script(found)


def _read_script(found: Found) -> None:
    text = "".join(_texts(found))
    if len(text) > 100:
        other = sum(a != b for a, b in zip(text, simplified(text), strict=False))
        if other / len(text) > _MIN_TRADITIONAL:
            found.give("script", "繁体")


def _texts(found: Found) -> list[str]:
    return [paragraph.text for paragraph in paragraphs_of(found.blocks)]


def _without(found: Found, block: Block) -> None:
    found.blocks = [each for each in found.blocks if each is not block]
    found.moved += sum(visible_characters(p.text) for p in paragraphs_of([block]))


def read_access(found: Found) -> None:
    """Whether the document may be published; its line goes into the field 公开方式."""
    for block in list(found.blocks):
        how = _ACCESS.fullmatch(block.text.strip()) if isinstance(block, Paragraph) else None
        if how is None:
            continue
        said = simplified(how["how"])
        if "不" in said:
            found.secret = said
        else:
            if "依申请" in said:
                found.remark(Fate.CHECK, msg("%(said)s: may it stand on a public site?", said=said))
            found.give("access", "依申请公开" if "依申请" in said else "主动公开")
            _without(found, block)


def _read_origin(found: Found) -> None:
    for block in found.blocks[-_LAST_PARAGRAPHS:]:
        said = _ORIGIN.fullmatch(block.text.strip()) if isinstance(block, Paragraph) else None
        if said:
            found.give("origin", said["office"])
            _without(found, block)


def _read_keywords(found: Found) -> None:
    for block in list(found.blocks):
        said = _KEYWORDS.fullmatch(block.text.strip()) if isinstance(block, Paragraph) else None
        if said:
            words = [word for word in re.split(r"[\s、；;，,]+", said["words"]) if word]
            found.give("keywords", words)
            _without(found, block)


def _read_number(found: Found) -> None:
    """A 文号 on a line of its own further down; the text keeps it."""
    for text in _texts(found):
        if "number" in found.fields:
            return
        if len(text) < _LONGEST_NUMBER and (number := number_in(re.sub(r"\s", "", text))):
            give_number(found, number)


def _read_attachments(found: Found) -> None:
    """附件：1.… and the lines that go on counting; the text keeps them."""
    titles: list[str] = []
    paragraphs = [line for text in _texts(found) for line in text.split("\n")]
    for at, line in enumerate(paragraphs):
        begins = _ATTACHMENTS.fullmatch(line.strip())
        attached = _ATTACHED_TEXT.fullmatch(line.strip()) and not _counts(paragraphs, at)
        if begins is None or attached:
            continue
        if begins["rest"] and not re.match(r"附\s*件\s*[:：]", line.strip()):
            continue
        lines = [begins["rest"], *paragraphs[at + 1 :]] if begins["rest"] else paragraphs[at + 1 :]
        titles = _numbered_titles(lines)
        if not titles and begins["rest"]:
            titles = [begins["rest"]]
        break
    if titles:
        found.give("attachments", [_bare_title(title) for title in titles])


def _counts(lines: list[str], at: int) -> bool:
    """Whether the line below 附件： begins to count them."""
    following = _NUMBERED.fullmatch(lines[at + 1].strip()) if at + 1 < len(lines) else None
    return bool(following and following["n"] == "1" and lines[at].strip().endswith((":", "：")))


def _numbered_titles(lines: list[str]) -> list[str]:
    titles: list[str] = []
    for line in lines:
        counted = _NUMBERED.fullmatch(line.strip())
        if counted is None or int(counted["n"]) != len(titles) + 1:
            break
        titles.append(counted["title"])
    return titles


def _bare_title(title: str) -> str:
    return title.strip().rstrip("。；;").strip("《》") if title.count("《") <= 1 else title.strip()


def _read_signature(found: Found) -> None:
    """The offices above the first date that stands alone: who issued it, and when."""
    blocks = found.blocks
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        lines = [line.strip() for line in block.text.split("\n") if line.strip()]
        if not lines or not _DATE_LINE.fullmatch(lines[-1]):
            continue
        offices = _offices_above(blocks[:at], lines[:-1])
        if not offices:
            continue
        day = day_of(lines[-1])
        stated = found.fields.get("written")
        if stated and day and stated != day:
            what = msg("成文日期 %(stated)s, but the 落款 says %(day)s", stated=stated, day=day)
            found.remark(Fate.CHECK, what)
        found.give("written", day)
        _compare_offices(found, offices)
        _look_below(found, blocks[at + 1 :])
        return


def _compare_offices(found: Found, offices: list[str]) -> None:
    stated = found.fields.get("issuers")
    if isinstance(stated, list) and stated and set(stated) != set(offices):
        found.remark(
            Fate.CHECK,
            msg(
                "发文机关 %(stated)s, but the 落款 says %(offices)s",
                stated="、".join(stated),
                offices="、".join(offices),
            ),
        )
    found.give("issuers", offices)


def _offices_above(blocks: list[Block], lines: list[str]) -> list[str]:
    """The names of offices right above a date, from top to bottom."""
    above = list(lines)
    for block in reversed(blocks[-30:]):
        text = block.text if isinstance(block, Paragraph) else ""
        plain = simplified(text.strip())
        if not _OFFICE_LINE.fullmatch(text) or not OFFICE_END.search(plain):
            break
        above = [*text.split("\n"), *above]
    names = [
        re.sub(r"\s|（章）", "", name)
        for line in above
        for name in _OFFICES_APART.split(line.strip())
    ]
    ends = all(OFFICE_END.search(simplified(line.strip())) for line in above if line.strip())
    return [name for name in names if name] if ends else []


def _look_below(found: Found, below: list[Block]) -> None:
    """Whatever stands below the 落款 is pointed out: attached texts belong there, little else."""
    texts = [p.text for p in paragraphs_of(below) if p.text]
    if not texts:
        return
    imprint = [text for text in texts if _IMPRINT.match(text)]
    if imprint:
        found.remark(
            Fate.CHECK, msg("版记 (抄送, 印发) stands below the text: %(n)s lines", n=len(imprint))
        )
    rest = [text for text in texts if not _IMPRINT.match(text)]
    if rest and not _ATTACHED_TEXT.match(rest[0].split("\n")[0]):
        found.remark(
            Fate.CHECK,
            msg(
                "%(n)s paragraphs stand below the 落款, from “%(words)s” on: do they belong to it?",
                n=len(rest),
                words=rest[0][:20],
            ),
        )


def _read_citations(found: Found) -> None:
    cited: dict[str, None] = {}
    repealed: dict[str, None] = {}
    misspelt: dict[str, str] = {}
    for text in _texts(found):
        for sentence in re.split(r"(?<=[。；])", text):
            going = bool(_REPEALS.search(sentence))
            for each in _CITED.finditer(sentence):
                number = re.sub(r"\s", "", each["number"])
                right = number if is_document_number(number) else suggest_number(number)
                if right is None:
                    continue
                if right != number and simplified(number) != right:
                    misspelt[number] = right
                title = each["title"].strip()
                (repealed if going else cited)[f"《{title}》（{right}）"] = None
    for written, right in misspelt.items():
        what = msg(
            "文号 %(written)s in the text: it should read %(right)s", written=written, right=right
        )
        found.remark(Fate.CHECK, what)
    found.give("cites", list(cited))
    if repealed:
        found.give("repeals", list(repealed))
        what = msg("the text says that it repeals %(what)s", what="、".join(repealed))
        found.remark(Fate.CHECK, what)


def _read_dates(found: Found) -> None:
    text = "".join(_texts(found))
    if said := _EFFECTIVE.search(text):
        found.give("effective", day_of(said["day"]))
    elif _AT_ONCE.search(text):
        found.remark(Fate.CHECK, msg("施行日期: the text says from the day it is issued"))
    if said := _UNTIL.search(text):
        found.remark(Fate.CHECK, msg("the text speaks of a term: %(words)s", words=said[0]))


def _read_genre(found: Found) -> None:
    title = found.fields.get("title")
    if isinstance(title, str):
        bare = re.sub(r"[（(][^（）()]*[）)]$", "", simplified(title))
        found.give("genre", next((genre for genre in GENRES if bare.endswith(genre)), ""))
        if "征求意见" in bare or "征求意见" in title:
            found.give("validity", "征求意见")
