"""The red head of a 公文 (版头): offices, 文号, 签发人, 份号, 紧急程度, as lines or as a table.

Source: GB/T 9704-2012, 7.2. A signer is a person, whose name is not published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.documents.document_numbers import INDEX_NUMBER, is_document_number, suggest_number
from generator.documents.imports.blocks import (
    Block,
    Paragraph,
    Table,
    paragraphs_of,
    visible_characters,
)
from generator.documents.imports.found import Found
from generator.documents.imports.stated_fields import give_number
from generator.model.messages import msg
from generator.model.simplified import simplified

OFFICE_END: Final = re.compile(
    r"(?:委员?会?|局|厅|部|办公室|办公厅|政府|院|中心|支队|总队|处|科|会|公司|协会|站|署|行|社|队)(?:[（(]?盖?章[）)]?)?$"
)
_URGENT: Final = re.compile(r"特急|加急|特提|平急")
_COPY: Final = re.compile(r"(?:份号[:：]?)?\d{6}")
_RED_HEAD: Final = re.compile(r"(?P<offices>[\u4e00-\u9fff（）\s]{4,160}?)\s*文\s*件")
_ONLY_FILE: Final = re.compile(r"文\s*件")
_ORDER: Final = re.compile(r"[\u4e00-\u9fff]{2,30}令")
_ORDER_NUMBER: Final = re.compile(r"第\s*[\d〇零一二三四五六七八九十百千]{1,7}\s*号")
_SIGNER: Final = re.compile(r"签\s*发\s*人?\s*[:：]?")
_NAMES: Final = re.compile(r"(?:[\u4e00-\u9fff·]{1,4}[\s\u3000、，]*){1,4}")
_NO_NAME: Final = re.compile(r"[通知公告意见办法方案]{2}|文件|委员会|局$|[关于的]")
_RULE: Final = re.compile(r"[—─━_\-★☆\s]+")
_LONGEST_NAMES: Final = 24
_MOST_IN_TABLE: Final = 16
_LONGEST_CELL: Final = 60
_MOST_OFFICES: Final = 10
_WHO_SIGNS: Final = msg("签发人: a person's name is not published")


def take_red_head(found: Found) -> None:
    """Take the lines of a red head off the top of the text; stops at the first other line."""
    signing = False
    while found.blocks:
        block = found.blocks[0]
        if isinstance(block, Table):
            if not _is_head_table(block):
                return
            found.blocks[:1] = _take_table(found, block)
            continue
        if count := _offices_below(found.blocks):
            for each in found.blocks[:count]:
                _take_offices(found, each)
            del found.blocks[:count]
            continue
        if _take_order(found):
            continue
        if signing and _is_name(block.text):
            found.leave_out(_WHO_SIGNS, block.text)
        elif is_head_line(block.text) or _is_red_office(block):
            signing = bool(_SIGNER.search(block.text)) or signing
            _take_line(found, block)
        else:
            return
        found.blocks.pop(0)


def is_head_line(text: str) -> bool:
    """Whether a line stands in a red head and nowhere else."""
    text = text.strip()
    plain = re.sub(r"\s", "", text)
    return bool(
        not plain
        or _URGENT.fullmatch(plain)
        or _COPY.fullmatch(plain)
        or _SIGNER.match(plain)
        or _RED_HEAD.fullmatch(text)
        or number_in(plain)
        or INDEX_NUMBER.fullmatch(plain)
        or _RULE.fullmatch(text)
    )


def number_in(plain: str) -> str:
    """The 文号 that a line consists of, perhaps with 签发人 behind it; empty where it is none."""
    line = _SIGNER.split(plain)[0]
    line = re.sub(r"【?字[号號体體].*", "", line).strip("【】〖〗")
    if line.startswith(("(", "（")) and line.endswith((")", "）")):
        line = line[1:-1]
    return line if line and (is_document_number(line) or suggest_number(line)) else ""


def _is_red(block: Paragraph) -> bool:
    """Whether a whole line is printed in red, as the offices above a 公文 are."""
    spans = [span for span in block.spans if span.text.strip()]
    return bool(spans) and all(s.red for s in spans) and not re.search(r"[。，；]", block.text)


def _is_office(text: str) -> bool:
    plain = re.sub(r"\s", "", simplified(text))
    return 4 <= len(plain) <= 40 and bool(
        re.fullmatch(r"[\u4e00-\u9fff（）]+", plain) and OFFICE_END.search(plain)
    )


def _is_red_office(block: Paragraph) -> bool:
    return _is_red(block) and all(map(_is_office, _split_offices(block.text)))


def _is_name(text: str) -> bool:
    text = text.strip()
    return bool(
        text
        and len(text) <= _LONGEST_NAMES
        and _NAMES.fullmatch(text)
        and not _NO_NAME.search(re.sub(r"\s", "", text))
    )


def _offices_below(blocks: list[Block]) -> int:
    """How many lines are offices above 文件, whatever their colour; 0 where none are."""
    for at, block in enumerate(blocks[:_MOST_OFFICES]):
        if not isinstance(block, Paragraph):
            return 0
        text = block.text.strip()
        if at and (_ONLY_FILE.fullmatch(text) or _RED_HEAD.fullmatch(text)):
            return at + 1
        if not all(map(_is_office, _split_offices(text))):
            return 0
    return 0


def _take_offices(found: Found, block: Block) -> None:
    text = block.text.strip() if isinstance(block, Paragraph) else ""
    found.moved += visible_characters(text)
    head = _RED_HEAD.fullmatch(text)
    if not _ONLY_FILE.fullmatch(text):
        _add_offices(found, head["offices"] if head else text)


def _add_offices(found: Found, text: str) -> None:
    known = found.fields.setdefault("issuers", [])
    for name in _split_offices(text):
        plain = re.sub(r"\s", "", name)
        if isinstance(known, list) and plain and plain not in known:
            known.append(plain)


def _split_offices(text: str) -> list[str]:
    """The offices of a line, parted by breaks or wide gaps; single blanks spread a name."""
    parts = [part for part in re.split(r"\n|\t|\s{2,}|　", text.strip()) if part.strip()]
    if all(len(re.sub(r"\s", "", part)) < 4 for part in parts):
        return [text]
    return parts


def _take_order(found: Found) -> bool:
    """聊城市人民政府令 above 第12号: the number of an order, and its office."""
    first, second = (*found.blocks[:2], None, None)[:2]
    if not isinstance(first, Paragraph) or not isinstance(second, Paragraph):
        return False
    order = re.sub(r"\s", "", first.text)
    number = re.sub(r"\s", "", second.text)
    if not _ORDER.fullmatch(order) or not _ORDER_NUMBER.fullmatch(number):
        return False
    found.moved += len(order) + len(number)
    give_number(found, order + number)
    _add_offices(found, order.removesuffix("令"))
    del found.blocks[:2]
    return True


def _take_line(found: Found, paragraph: Paragraph) -> None:
    text = paragraph.text.strip()
    plain = re.sub(r"\s", "", text)
    if not plain:
        return
    head = _RED_HEAD.fullmatch(text)
    if _URGENT.fullmatch(plain) or _COPY.fullmatch(plain):
        found.leave_out(msg("copy number or urgency (份号, 紧急程度)"), plain)
    elif _SIGNER.search(plain):
        number = _SIGNER.split(plain)[0]
        if number:
            found.moved += len(number)
            give_number(found, number)
        found.leave_out(_WHO_SIGNS, plain[len(number) :])
    elif number := number_in(plain):
        found.moved += len(plain)
        give_number(found, number)
    elif INDEX_NUMBER.fullmatch(plain):
        found.moved += len(plain)
        found.give("index_number", plain)
    else:
        found.moved += len(plain)
        if head or _is_red_office(paragraph) or _is_office(text):
            _add_offices(found, head["offices"] if head else text)


def _is_head_table(table: Table) -> bool:
    """Whether a table only puts the parts of a head in their places."""
    paragraphs = [paragraph for paragraph in paragraphs_of([table]) if paragraph.text]
    if not paragraphs or len(paragraphs) > _MOST_IN_TABLE:
        return False
    if any(len(paragraph.text) > _LONGEST_CELL for paragraph in paragraphs):
        return False
    plain = [re.sub(r"\s", "", paragraph.text) for paragraph in paragraphs]
    return any(
        number_in(text) or _SIGNER.match(text) or _ONLY_FILE.fullmatch(text)
        or _RED_HEAD.fullmatch(text) for text in plain
    )  # fmt: skip


def _take_table(found: Found, table: Table) -> list[Block]:
    """Take a head set as a table; what is no part of a head goes on as paragraphs."""
    return list(_left_of(found, [p for p in paragraphs_of([table]) if p.text]))


def _left_of(found: Found, paragraphs: list[Paragraph]) -> Iterator[Block]:
    signed = any(_SIGNER.search(paragraph.text) for paragraph in paragraphs)
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if _ONLY_FILE.fullmatch(text):
            found.moved += visible_characters(text)
        elif is_head_line(text) or _is_red_office(paragraph) or _is_office(text):
            _take_line(found, paragraph)
        elif signed and _is_name(text):
            found.leave_out(_WHO_SIGNS, text)
        else:
            yield paragraph
