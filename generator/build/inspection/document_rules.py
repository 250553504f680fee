"""Rules about policies and interpretations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from generator.build.inspection.rules import Finding, Inspected
from generator.documents.levels import level_mark
from generator.exports.checks.privacy_settings import WHY
from generator.model.chinese_numbers import NUMERALS, chinese_number
from generator.model.documents import Document, DocumentKind, Validity
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.working_days import add_working_days

PUBLISHED_WITHIN_DAYS: Final = 20
"""Working days from 成文 to publication, 政府信息公开条例 art. 26."""
LONGEST_PARAGRAPH: Final = 500
MIN_ASPECTS: Final = 4
"""How many of what an interpretation should say it has to say."""
_ASPECTS: Final = {
    "背景": r"背景|为什么|依据|出台|由来|缘由|起因",
    "目的": r"目的|目标|意义|为了|解决|想要",
    "主要内容": r"主要|规定|内容|要点|哪些|什么|怎么|怎样",
    "适用范围": r"适用|范围|对象|哪些(?:机构|人|情况)|包括|面向",
    "标准": r"标准|条件|要求|期限|不得|应当|不超过|至少",
    "注意事项": r"注意|特别|提醒|务必|记住|如果|不要",
    "名词": r"是指|指的是|就是|什么是|叫做|含义|[“《][^”》]{2,20}[”》]",
    "新旧": r"新|变化|以前|原来|过去|不同|调整|改为|首次",
}
"""What an interpretation should speak of, and words that tell that it does."""
_EXEMPT: Final = frozenset({"通告", "公告", "公示", "通报", "函", "复函", "批复", "征求意见稿"})
"""Kinds of documents that explain themselves, or are not yet in force."""
_CHINESE_DATE: Final = re.compile(
    rf"^[〇○零{NUMERALS}]{{4}}年[{NUMERALS}]{{1,3}}月[{NUMERALS}]{{1,3}}日$", re.MULTILINE
)
_DATE: Final = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$")
_OFFICE: Final = re.compile(
    r"^[\u4e00-\u9fff（）()、\s]{4,60}(?:委员会|委|局|厅|部|办公室|政府|院)$"
)
_COUNTED: Final = (
    re.compile(rf"^(?P<n>[{NUMERALS}]{{1,4}})、"),
    re.compile(rf"^（(?P<n>[{NUMERALS}]{{1,4}})）"),
    re.compile(r"^(?P<n>\d{1,2})[.．](?!\d)"),
    re.compile(r"^（(?P<n>\d{1,2})）"),
)
_ATTACHMENT_LINE: Final = re.compile(r"^附件\s*[:：]\s*(?P<titles>\S.*)$")
_FURTHER_ATTACHMENT: Final = re.compile(r"^\s*\d{1,2}\s*[.．、](?!\d)\s*(?P<titles>\S.*)$")
_ATTACHMENT_NUMBER: Final = re.compile(r"(?:^|\s)\d{1,2}\s*[.．、](?!\d)\s*")
_NO_TITLE: Final = frozenset({"略", "无", "（略）", "(略)"})
_INNER_MARK: Final = re.compile(
    rf"[。；]\s*(?:（[{NUMERALS}]{{1,3}}）|[{NUMERALS}]{{1,3}}、|（\d{{1,2}}）)"
)

_PERSONAL: Final = frozenset(WHY.values())
SLIPS: Final = {
    "卫生计生委": "卫生健康委", "卫计委": "卫生健康委", "卫计局": "卫生健康局",
    "卫生和计划生育委员会": "卫生健康委员会", "食药监局": "市场监管局", "工商局": "市场监管局",
    "质监局": "市场监管局", "登陆网站": "登录网站", "帐号": "账号", "做为": "作为",
    "截止目前": "截至目前", "松驰": "松弛",
    "座落": "坐落", "渡过难关": "度过难关", "再接再励": "再接再厉",
    "一如继往": "一如既往", "迫不急待": "迫不及待", "凑和": "凑合", "粗旷": "粗犷",
}  # fmt: skip
"""Offices under names that they no longer have, and slips of typists, with what is right."""


def _documents(seen: Inspected, *kinds: DocumentKind) -> Iterator[Document]:
    for document in seen.graph.documents:
        if document.kind in kinds:
            yield document


def _policies(seen: Inspected) -> Iterator[Document]:
    yield from _documents(seen, DocumentKind.POLICY)


def faults(seen: Inspected) -> Iterator[Finding]:
    """What reading the documents and comparing them with each other finds."""
    yield from (_found(problem) for problem in seen.problems if problem.why not in _PERSONAL)


def personal_data(seen: Inspected) -> Iterator[Finding]:
    """Personal data in what people write."""
    for problem in seen.problems:
        if problem.why in _PERSONAL:
            yield replace(_found(problem), severity=None)


def _found(problem: Problem) -> Finding:
    why = msg("%(field)s: %(why)s", field=problem.field, why=problem.why)
    return Finding(
        problem.file, why if problem.field else problem.why, problem.line, problem.severity
    )


def without_interpretation(seen: Inspected) -> Iterator[Finding]:
    """A policy in force that nothing interprets, and that is no part of another."""
    graph = seen.graph
    for document in _policies(seen):
        exempt = document.genre in _EXEMPT or document.validity not in (
            Validity.IN_FORCE, Validity.AMENDED,
        )  # fmt: skip
        if exempt or graph.attached_to(document) or graph.interpretations_of(document):
            continue
        yield Finding(
            document.source, msg("nothing here interprets %(title)s", title=document.title)
        )


def aspects(seen: Inspected) -> Iterator[Finding]:
    """An interpretation that speaks of less than it should."""
    for document in _documents(seen, DocumentKind.INTERPRETATION):
        missing = [name for name, words in _ASPECTS.items() if not re.search(words, document.text)]
        if len(_ASPECTS) - len(missing) < MIN_ASPECTS:
            yield Finding(
                document.source, msg("does not speak of %(what)s", what="、".join(missing))
            )


def late_publication(seen: Inspected) -> Iterator[Finding]:
    """Published later than the law wants."""
    for document in _policies(seen):
        if document.written is None or document.published is None:
            continue
        last = add_working_days(
            document.written, PUBLISHED_WITHIN_DAYS, seen.portal.calendar.overrides
        )
        if document.published.date() > last:
            yield Finding(
                document.source,
                msg(
                    "written on %(written)s, published on %(published)s: the last day was %(last)s",
                    written=document.written,
                    published=document.published.date(),
                    last=last,
                ),
            )


def cites_repealed(seen: Inspected) -> Iterator[Finding]:
    """In force, and rests on what no longer is."""
    for document in _policies(seen):
        if document.validity not in (Validity.IN_FORCE, Validity.AMENDED, Validity.DRAFT):
            continue
        for citation in seen.graph.cites(document):
            cited = citation.document
            if cited and cited.validity in (Validity.REPEALED, Validity.LAPSED):
                yield Finding(
                    document.source,
                    msg("cites %(title)s, which no longer holds", title=cited.title),
                )


def dates_in_numerals(seen: Inspected) -> Iterator[Finding]:
    """成文日期 in Chinese numerals; GB/T 9704-2012 7.3.5.4 wants Arabic ones."""
    for document in _policies(seen):
        if found := _CHINESE_DATE.search(document.text):
            yield Finding(document.source, msg("%(words)s is in Chinese numerals", words=found[0]))


def levels_in_order(seen: Inspected) -> Iterator[Finding]:
    """一、（一）1.（1） that leave out a number; parts of a document begin anew."""
    for document in _policies(seen):
        counters = [0] * len(_COUNTED)
        for line, attachment in _lines(document.text):
            if attachment:
                continue
            for depth, pattern in enumerate(_COUNTED):
                number = _number(found["n"]) if (found := pattern.match(line)) else None
                if number is None:
                    continue
                if number not in (1, counters[depth] + 1):
                    why = msg("%(line)s follows number %(n)s", line=line[:20], n=counters[depth])
                    yield Finding(document.source, why)
                counters[depth:] = [number, *[0] * (len(_COUNTED) - depth - 1)]


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() else chinese_number(written)


def long_paragraphs(seen: Inspected) -> Iterator[Finding]:
    """A paragraph that swallowed those after it."""
    for document in _documents(seen, DocumentKind.POLICY, DocumentKind.INTERPRETATION):
        for line in document.text.split("\n"):
            if len(line) > LONGEST_PARAGRAPH and _INNER_MARK.search(line):
                yield Finding(
                    document.source,
                    msg(
                        "a paragraph of %(n)s characters has numbers inside: %(words)s …",
                        n=len(line),
                        words=line[:20],
                    ),
                )


def attachments_agree(seen: Inspected) -> Iterator[Finding]:
    """What the text names under 附件 is in the field, and what the field names is there."""
    for document in _policies(seen):
        named = {_bare(part.title) for part in document.attachments}
        for title in _titles_in_text(document.text):
            if _bare(title) not in named:
                yield Finding(
                    document.source,
                    msg("the text names %(title)s under 附件, the field does not",
                        title=title[:40]),
                )  # fmt: skip
        for part in document.attachments:
            if not (part.slug or part.file or part.address or part.absent):
                yield Finding(
                    document.source,
                    msg("%(title)s is named under 附件 and is nowhere", title=part.title),
                )


def _titles_in_text(text: str) -> Iterator[str]:
    """What stands after 附件： in the line itself and in numbered lines below it."""
    for _, found in _lines(text):
        if found:
            titles = _ATTACHMENT_NUMBER.split(found["titles"])
            yield from (each for each in map(str.strip, titles) if each and each not in _NO_TITLE)


def _lines(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Each line of a text, with what it names as attached where it is one of that list."""
    inside = False
    for line in text.split("\n"):
        first = _ATTACHMENT_LINE.match(line) if not level_mark(line) else None
        found = first or (_FURTHER_ATTACHMENT.match(line) if inside else None)
        inside = found is not None
        yield line, found


def _bare(title: str) -> str:
    return re.sub(r"[\s《》。；;：:]", "", title)


def signature_agrees(seen: Inspected) -> Iterator[Finding]:
    """The 落款 says what the fields say."""
    for document in _policies(seen):
        lines = document.text.split("\n")
        for office, line in pairwise(lines):
            day = _DATE.match(line)
            if day is None or not _OFFICE.match(office):
                continue
            said = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
            if document.written and said != document.written.isoformat():
                yield Finding(
                    document.source,
                    msg("the 落款 says %(said)s, 成文日期 %(written)s", said=said,
                        written=document.written),
                )  # fmt: skip
            for name in re.split(r"[\s、]{2,}|、", office.strip()):
                signed = re.sub(r"\s", "", name)
                if document.issuers and not _one_of(signed, document.issuers):
                    yield Finding(
                        document.source,
                        msg("the 落款 names %(office)s, 发文机关 %(issuers)s", office=signed,
                            issuers="、".join(document.issuers)),
                    )  # fmt: skip
            break


def _one_of(office: str, issuers: tuple[str, ...]) -> bool:
    """Whether an office is one of these; 卫生健康委 is short for 卫生健康委员会."""
    return any(issuer.startswith(office) or office.startswith(issuer) for issuer in issuers)


def wording(seen: Inspected) -> Iterator[Finding]:
    """Old names of offices and slips of typists; a quoted title may hold them, and a word that the
    settings give as its own right spelling is right.
    """
    words = SLIPS | dict(seen.settings.words)
    for document in _documents(seen, *DocumentKind):
        text = re.sub(r"《[^》]*》", "", document.text)
        for wrong, right in words.items():
            if wrong in text and wrong != right:
                yield Finding(
                    document.source,
                    msg("“%(wrong)s”: is “%(right)s” meant?", wrong=wrong, right=right),
                )


def empty_columns(seen: Inspected) -> Iterator[Finding]:
    """A column in which nothing stands."""
    for kind in (DocumentKind.POLICY, DocumentKind.INTERPRETATION):
        if not any(_documents(seen, kind)):
            yield Finding(f"/{kind.value}/", msg("nothing has been published in this column"))


def stale_columns(seen: Inspected) -> Iterator[Finding]:
    """A column without news for longer than inspections allow."""
    newest = {
        f"/{kind.value}/": [d.published.date() for d in _documents(seen, kind) if d.published]
        for kind in (DocumentKind.POLICY, DocumentKind.INTERPRETATION)
    }
    newest["/release/"] = [release.issued.date() for release in seen.context.releases]
    for column, days in newest.items():
        if days and (seen.today - max(days)).days > seen.settings.stale_days:
            yield Finding(column, msg("the last entry is of %(day)s", day=max(days)))
