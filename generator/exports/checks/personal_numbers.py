"""Numbers of persons: citizen ID, residence permits, mobile telephones, bank cards.

A number may be split by blanks, dots, dashes, brackets, or a line end, glued to letters, and
written in Chinese digits. Whether it is what it looks like is decided on its groups of digits:
dates, amounts, longitudes, house numbers and addresses of computers are split as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from generator.exports.checks.plain_text import PlainText
from generator.exports.checks.privacy_settings import Finding, Kind
from generator.model.identifiers import is_bank_card, is_citizen_id, is_uscc

_RUN = re.compile(r"[0-9](?:(?:[ \t\-·._,~/()*]{0,3}|[ \t]?\n[ \t>]{0,3})[0-9])+(?:[ \-]?[Xx])?")
_GROUP = re.compile(r"[0-9]+[Xx]?|[Xx]")
_MOBILE = re.compile(r"\+?(?:0{0,2}86)?0?1[3-9]\d{9}")
_TWO_MOBILES = re.compile(r"(?:1[3-9]\d{9}){2,4}")
_USUAL_CARD = re.compile(
    r"62\d{14,17}|35\d{14}|4\d{15}|5[1-5]\d{14}|9[0-9]\d{14,17}|6[089]\d{14,17}"
)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")

_WITH_LETTERS = re.compile(
    r"(?<![A-Za-z0-9])(?=(?:[OoIl \-]*[0-9]){6})[0-9OoIl](?:[ -]?[0-9OoIl]){10}(?![A-Za-z0-9])"
)
_LETTERS = str.maketrans("OoIl", "0011")
"""Letters that pass for digits."""
_LETTER_DIGITS = frozenset("OoIl")

_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
_RESIDENTS = frozenset({"81", "82", "83"})
"""Region codes in the permits of residents from Hong Kong, Macao and Taiwan."""

_LABELLED_MOBILE = re.compile(
    r"(?:手机|电话|联系)[^\n\d]{0,12}(?P<number>1[3-9]\d[^\w\n]{1,3}\d{4}[^\w\n]{1,3}\d{4})(?!\d)"
)
"""In groups of three, four and four, whatever stands between them."""

_ADDRESS_OF_PAGE = re.compile(r"(?:content|art|info|post|doc|t|c)\d*_$", re.IGNORECASE)
"""How the name of a page on a web site begins before the number that it is counted by."""

_ISSUED = re.compile(
    r"(?:备案|登记|许可|证书|文书|案件|受理|流水|订单|项目|合同|招标|采购|中标|注册|执照|审批|批准"
    r"|批|文|版本|公告|条形|设备|产品|单据|发票|凭证)(?:编号|号码?|证编?号|编码|码|代码"
    r"|备案号)[是为:\s]*[A-Za-z-]*$"
)
"""What stands before a number that an authority or a firm gave."""

_QUANTITY = re.compile(
    r"\s*(?:多|余)?(?:[万亿千百]?元|[万亿]|平方|平米|㎡|m2|公里|千米|吨|%"
    r"|[个名人次家户米岁年](?![人微单称字]))"
)
_LONGITUDE = re.compile(r"13[0-5]")
_TELEPHONE_WORD = re.compile(r"(?:电话|手机|联系|tel|phone|mobile)[^\n]{0,6}$", re.IGNORECASE)
_IN_CODE = re.compile(r"\d[A-Za-z]{1,6}$")
"""Before digits that end a credit code or another code: what follows does not continue them."""

_LETTER = re.compile(r"\d?[A-Za-z]")
_HEX = re.compile(r"[0-9a-f]+")
_SAME_GAPS = frozenset({" ", "-"})

_ID_LABEL = re.compile(
    r"(?:身份证|公民身份)(?:件)?(?:号码|编号|证号|号)?(?:录入|登记|填写)?(?:为|是|[:\s()])*"
    r"(?P<number>(?:\d[ -]?){14,17}[\dXx](?!\d)|\d{6,14}[*xX×]{4,8}[\dXx]{0,4}|\d{14}(?=\*)"
    r"|[1-9]\d{9,13}(?!\d)|(?:后|末)[四六]位[:\s]*\d{3,5}[\dXx](?!\d))"
)
_CARD_LABEL = re.compile(
    r"(?:(?:卡号|存折账?号?|银行卡|储蓄卡|借记卡|信用卡|工资卡|银行账[号户]|银行帐[号户]|个人账[号户]"
    r"|个人帐[号户])(?:号码|号)?"
    # An account that is somebody's own, or whose number is one of a card.
    r"|(?:个人|私人|本人|户主)(?:账户|帐户|存单)[^\d。;\n]{0,16}[账帐]号"
    r"|存折[^\d。;\n]{0,16}[账帐]号"
    r"|[账帐]号(?=[:\s]{0,3}62\d{2}))"
    r"(?:为|是|[:\s])*(?P<number>\d(?:[ -]?\d){11,24})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class _Group:
    digits: str
    start: int
    end: int
    of_code: bool


def find_numbers(plain: PlainText) -> Iterator[Finding]:
    """Every number of a person in a text."""
    yield from _in_text(plain.text)
    if plain.has_chinese_digits:
        yield from _in_text(plain.with_digits().text)
    for match in _WITH_LETTERS.finditer(plain.text):
        digits = match.group().translate(_LETTERS).replace(" ", "").replace("-", "")
        if set(match.group()) & _LETTER_DIGITS and _MOBILE.fullmatch(digits):
            yield Finding(Kind.MOBILE, match.start(), match.end())


def _in_text(text: str) -> Iterator[Finding]:
    for match in _RUN.finditer(text):
        if sum(character.isdigit() for character in match.group()) >= 11:
            yield from _in_run(text, match.start(), match.end())
    for match in _LABELLED_MOBILE.finditer(text):
        yield Finding(Kind.MOBILE, match.start("number"), match.end("number"))
    if "身份" in text:
        for match in _ID_LABEL.finditer(text):
            yield Finding(Kind.CITIZEN_ID, match.start("number"), match.end("number"))
    if "卡" in text or "账" in text or "帐" in text:
        for match in _CARD_LABEL.finditer(text):
            yield Finding(Kind.BANK_CARD, match.start("number"), match.end("number"))


def _in_run(text: str, start: int, end: int) -> Iterator[Finding]:
    """What the neighbouring groups of a run are, the longest number first."""
    groups = [
        _Group(
            match.group().upper(),
            match.start(),
            match.end(),
            bool(_IN_CODE.search(text, max(0, match.start() - 8), match.start())),
        )
        for match in _GROUP.finditer(text, start, end)
    ]
    first = 0
    while first < len(groups):
        found = _longest(text, groups, first)
        if found is None:
            first += 1
            continue
        kind, last = found
        left, right = groups[first].start, groups[last].end
        glued = _is_glued(text, left, right)
        if not _was_issued(text, left) and not (glued and _is_digest(text, left, right)):
            yield Finding(kind, left, right, glued=glued)
        first = last + 1


def _longest(text: str, groups: list[_Group], first: int) -> tuple[Kind, int] | None:
    """The kind of a number that begins with this group, and its last group."""
    joined = ""
    best = None
    for last in range(first, len(groups)):
        joined += groups[last].digits
        # Four mobile numbers may stand in one row of digits; of several groups none is as long.
        if len(joined) > (20 if last > first else 44) or (
            last > first and (groups[first].of_code or groups[last].of_code)
        ):
            break
        if len(joined) >= 11:
            window = groups[first : last + 1]
            kind = _kind(text, joined, window, groups)
            if not kind and joined[-1] == "X":
                kind = _kind(text, joined[:-1], window, groups)
            if kind is Kind.BANK_CARD and _LETTER.match(text, window[-1].end - 1):
                kind = None
            if kind:
                best = kind, last
    return best


def _kind(text: str, joined: str, groups: list[_Group], run: list[_Group]) -> Kind | None:
    sizes = tuple(len(group.digits) for group in groups)
    kind = _identity(joined, sizes)
    if kind:
        return kind
    if _is_card(joined, sizes):
        return Kind.BANK_CARD
    if _MOBILE.fullmatch(joined) and _is_a_telephone(text, sizes, groups, run):
        return Kind.MOBILE
    if len(groups) == 1 and _TWO_MOBILES.fullmatch(joined):
        return Kind.MOBILE
    return None


def _identity(number: str, sizes: tuple[int, ...]) -> Kind | None:
    if len(number) == 15 and len(sizes) > 3 and len(sizes) != 15:
        # The old form has no check digit: only written as people write it.
        return None
    if not is_citizen_id(number):
        return None
    region = number[:2]
    if region in _RESIDENTS or (region[0] == "9" and not is_uscc(number)):
        return Kind.RESIDENCE
    return Kind.CITIZEN_ID if _PROVINCE.fullmatch(region) else None


def _is_card(number: str, sizes: tuple[int, ...]) -> bool:
    if not (_USUAL_CARD.fullmatch(number) and is_bank_card(number)) or is_uscc(number):
        return False
    if len(number) == 18 and _DATE.fullmatch(number[6:14]):
        # Region, day and a serial number, as authorities count.
        return False
    return len(sizes) <= 2 or set(sizes[:-1]) in ({4}, {1}) or sizes[0] in (4, 6)


def _is_a_telephone(
    text: str, sizes: tuple[int, ...], groups: list[_Group], run: list[_Group]
) -> bool:
    """Whether groups that add up to a mobile number were meant as one."""
    start, end = groups[0].start, groups[-1].end
    gaps = [text[a.end : b.start].strip() or " " for a, b in pairwise(groups)]
    if len(groups) == 1:
        fraction = text[max(0, start - 2) : start] == "0."
        named = _ADDRESS_OF_PAGE.search(text, max(0, start - 12), start)
        if named and re.match(r"\.(?:s?html?|aspx?|jsp|pdf)", text[end : end + 6]):
            return False
        return not fraction and not re.match(r"\s*[万亿]?元", text[end : end + 4])
    if sizes != (3, 4, 4) and _QUANTITY.match(text, end):
        return False
    if sizes in ((3, 4, 4), (3, 8), (7, 4), (4, 4, 4), (1, 3, 4, 4)):
        decimal = gaps == ["."] and (sizes != (3, 8) or _LONGITUDE.match(groups[0].digits))
        return not decimal or bool(_TELEPHONE_WORD.search(text, max(0, start - 12), start))
    if set(sizes) == {1} and set(gaps) <= {" ", "-"}:
        return True
    if len(set(gaps)) > 1:
        return False
    if set(sizes) == {1}:
        return True
    if gaps[0] not in _SAME_GAPS:
        return False
    if len(groups) <= 3:
        return True
    if max(sizes) <= 2:
        # Ages, classes, days stand in rows like that; a number stands alone.
        return groups[0] == run[0] and groups[-1] == run[-1]
    return sizes[0] == 3


def _was_issued(text: str, start: int) -> bool:
    return bool(_ISSUED.search(text, max(0, start - 14), start))


def _is_glued(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return any(each.isascii() and each.isalpha() for each in (before, after))


def _is_digest(text: str, start: int, end: int) -> bool:
    """Whether digits are part of a digest, which is no number of anybody."""
    while start and text[start - 1].isascii() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isascii() and text[end].isalnum():
        end += 1
    token = text[start:end]
    letters = sum(character.isalpha() for character in token)
    return bool(_HEX.fullmatch(token)) and len(token) >= 16 and letters * 5 >= len(token)
