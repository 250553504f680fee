"""What stands below and within the text of a 公文: 落款, 附件, what it cites, when it takes effect.

Source: GB/T 9704-2012, 7.3.4 to 7.4.
"""

from __future__ import annotations

import re
from itertools import pairwise
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
from generator.documents.imports.red_heads import OFFICE_END, number_in
from generator.documents.imports.stated_fields import GENRES, day_of, give_number
from generator.model.messages import msg
from generator.model.simplified import simplified

_DATE_LINE: Final = re.compile(
    r"(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|[〇○Ｏ０零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
_OFFICE_LINE: Final = re.compile(r"[\u4e00-\u9fff（）()、\s]{4,120}")
_OFFICES_APART: Final = re.compile(r"\n|\t|\s{2,}|　+|(?<=[局厅部会委府室院队])\s+")
_ATTACHMENTS: Final = re.compile(r"附\s*件\s*[:：]\s*(?P<rest>.*)")
_EACH_ATTACHMENT: Final = re.compile(r"附\s*件\s*(?P<n>\d{1,2})\s*[:：]\s*(?P<title>\S.*)")
_NUMBERED: Final = re.compile(r"\s*(?P<n>\d{1,2})\s*[.．、]\s*(?P<title>\S.*)")
_SAYS_MORE: Final = re.compile(r"请|报送?|于|前|下列|印发|通知|经|由|向|各")
_ATTACHED_TEXT: Final = re.compile(r"附\s*件\s*\d{0,2}\s*[:：]?$|附\s*[录表]\s*\d*$")
_ACCESS: Final = re.compile(
    r"[（(]?\s*(?:此件|本件|信息公开(?:选项|形式|属性|类别|方式)|公开(?:方式|类别|属性|形式|选项))\s*[:：]?\s*"
    r"(?P<how>不予?公开|依申请公开|主动公开|公开发布|[\u4e00-\u9fff]{2,6}公开)"
)
_CITED: Final = re.compile(
    r"《(?P<title>[^《》]{2,120}(?:《[^《》]*》[^《》]{0,60})*)》\s*[（(](?P<number>[^（）()]{4,40})[）)]"
)
_REPEALS: Final = re.compile(r"(?:同时|即行|予以|自行)?废止")
_NOT_REPEALED: Final = re.compile(r"(?:不予?|未|没有|尚未)(?:被)?废止|继续有效")
_RESTS_ON: Final = re.compile(r"根据|依据|依照|按照|参照")
_EFFECTIVE: Final = re.compile(
    r"自\s*(?P<day>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*起(?:施行|实施|执行|生效)"
)
_AT_ONCE: Final = re.compile(r"自(?:发布|印发|公布)之日起(?:施行|实施|执行|生效)")
_CLOSES: Final = re.compile(
    r"(?:截止|截至|于|在)(?:日期|时间)?(?:为|至|到|[:：])?\s*(?P<day>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)(?:前|之前|截止)?"
)
_UNTIL: Final = re.compile(r"有效期(?:至|到)?[^。；]{0,20}")
_INTERPRETER: Final = re.compile(
    r"解读(?:机关|单位|部门|机构|人|专家)\s*[:：]\s*(?P<who>[\u4e00-\u9fff（）]{2,40})"
)
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
    _read_genre(found)
    _read_dates(found)
    _read_interpreter(found)
    _read_script(found)


def _read_interpreter(found: Found) -> None:
    """解读机关：…, 解读人：… at the end of an interpretation."""
    for text in _texts(found):
        for line in text.split("\n"):
            if said := _INTERPRETER.fullmatch(line.strip()):
                found.give("interpreter", said["who"])


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
    """Whether the document may be published: said on a line, in a cell, or in two cells side by
    side; a line that says nothing else goes into the field 公开方式.
    """
    for block in list(found.blocks):
        paragraphs = [paragraph.text.strip() for paragraph in paragraphs_of([block])]
        beside = [f"{a}：{b}" for a, b in pairwise(paragraphs)] if len(paragraphs) > 1 else []
        for text in (*paragraphs, *beside):
            said = _ACCESS.match(simplified(text)) or _ACCESS.search(simplified(text[-60:]))
            if said is None:
                continue
            how = said["how"]
            if "不" in how:
                found.secret = how
            elif how not in ("主动公开", "公开发布"):
                found.remark(Fate.CHECK, msg("%(said)s: may it stand on a public site?", said=how))
                if how == "依申请公开":
                    found.give("access", how)
            else:
                found.give("access", "主动公开")
                whole = re.fullmatch(r"[（(]?.{4,16}[）)]?", text) and isinstance(block, Paragraph)
                if whole and _ACCESS.match(simplified(text)):
                    _without(found, block)
            break


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
    """附件：1.… and the lines that go on counting, or 附件1：… each; the text keeps them."""
    lines = [line.strip() for text in _texts(found) for line in text.split("\n") if line.strip()]
    each = [one for line in lines if (one := _EACH_ATTACHMENT.fullmatch(line))]
    if [int(one["n"]) for one in each] == list(range(1, len(each) + 1)) and each:
        found.give("attachments", [_bare_title(one["title"]) for one in each])
        return
    for at, line in enumerate(lines):
        begins = _ATTACHMENTS.fullmatch(line)
        if begins is None:
            continue
        if begins["rest"]:
            titles = _numbered_titles([begins["rest"], *lines[at + 1 :]]) or [begins["rest"]]
        else:
            titles = _numbered_titles(lines[at + 1 :])
        if titles:
            found.give("attachments", [_bare_title(title) for title in titles])
            return


def _numbered_titles(lines: list[str]) -> list[str]:
    """The titles that are counted from 1 on; a line in brackets goes on with the one above."""
    titles: list[str] = []
    for line in lines:
        counted = _NUMBERED.fullmatch(line)
        if counted and int(counted["n"]) == len(titles) + 1:
            titles.append(counted["title"])
        elif titles and not counted and re.fullmatch(r"[（(][^（）()]{1,20}[）)]", line):
            titles[-1] += line
        else:
            break
    return titles


def _bare_title(title: str) -> str:
    return title.strip().rstrip("。；;").strip("《》") if title.count("《") <= 1 else title.strip()


def _read_signature(found: Found) -> None:
    """The offices above the first date that stands alone, or before it on its line: who issued it,
    and when. An order (令) is signed by a person, above the date.
    """
    lines = [line.strip() for text in _texts(found) for line in text.split("\n") if line.strip()]
    for at, line in enumerate(lines):
        day = _DATE_LINE.search(line)
        if day is None or day.end() != len(line):
            continue
        before = line[: day.start()].strip()
        offices = _offices_above(lines[:at], [before] if before else [])
        ordered = "令第" in str(found.fields.get("number", ""))
        if not offices and not (ordered and not before):
            continue
        said = day_of(day[0])
        stated = found.fields.get("written")
        if stated and said and stated != said:
            what = msg("成文日期 %(stated)s, but the 落款 says %(day)s", stated=stated, day=said)
            found.remark(Fate.CHECK, what)
        found.give("written", said)
        if offices:
            _compare_offices(found, offices)
        _look_below(found, lines[at + 1 :])
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


def _offices_above(above: list[str], own: list[str]) -> list[str]:
    """The names of offices right above a date, from top to bottom."""
    lines = list(own)
    for line in reversed(above[-30:] if not own else []):
        if not _is_office_line(line):
            break
        lines.insert(0, line)
    names = [name for line in lines for name in _OFFICES_APART.split(line)]
    bare = [re.sub(r"\s|[（(]盖?章[）)]", "", name) for name in names]
    return [name for name in bare if name] if all(map(_is_office_line, lines)) else []


def _is_office_line(line: str) -> bool:
    """Whether a line is nothing but offices: no sentence that ends with one."""
    plain = simplified(line)
    return bool(
        _OFFICE_LINE.fullmatch(line) and OFFICE_END.search(plain) and not _SAYS_MORE.search(plain)
    )


def _look_below(found: Found, below: list[str]) -> None:
    """Whatever stands below the 落款 is pointed out: attached texts belong there, little else."""
    imprint = [text for text in below if _IMPRINT.match(text)]
    if imprint:
        what = msg("版记 (抄送, 印发) stands below the text: %(n)s lines", n=len(imprint))
        found.remark(Fate.CHECK, what)
    rest = [text for text in below if not _IMPRINT.match(text)]
    if rest and not _ATTACHED_TEXT.match(rest[0]):
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
            end = 0
            for each in _CITED.finditer(sentence):
                between = sentence[end : each.start()]
                end = each.end()
                number = re.sub(r"\s", "", each["number"])
                right = number if is_document_number(number) else suggest_number(number)
                if right is None:
                    continue
                if right != number and simplified(number) != right:
                    misspelt[number] = right
                goes = _REPEALS.search(sentence, each.end()) and not _NOT_REPEALED.search(sentence)
                going = goes and not _RESTS_ON.search(between)
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
    """When it takes effect, where it speaks of itself; until when comments are taken."""
    text = "".join(_texts(found))
    for sentence in re.split(r"(?<=[。；])", text):
        said = _EFFECTIVE.search(sentence)
        if said is None:
            continue
        if re.search(r"本[\u4e00-\u9fff]{2,6}", sentence[: said.start()]) or "《" not in sentence:
            found.give("effective", day_of(said["day"]))
        else:
            what = msg("施行日期: is it its own? “%(words)s”", words=sentence[:40])
            found.remark(Fate.CHECK, what)
    if _AT_ONCE.search(text):
        found.remark(Fate.CHECK, msg("施行日期: the text says from the day it is issued"))
    if said := _UNTIL.search(text):
        found.remark(Fate.CHECK, msg("the text speaks of a term: %(words)s", words=said[0]))
    if found.fields.get("validity") == "征求意见" and (said := _CLOSES.search(text)):
        found.give("consultation_ends", day_of(said["day"]))


def _read_genre(found: Found) -> None:
    title = found.fields.get("title")
    if isinstance(title, str):
        bare = re.sub(r"[（(][^（）()]*[）)]$", "", simplified(title))
        found.give("genre", next((genre for genre in GENRES if bare.endswith(genre)), ""))
        if "征求意见" in bare or "征求意见" in title:
            found.give("validity", "征求意见")
