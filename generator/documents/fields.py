"""The fields of a front matter: their Chinese and English names, and which documents have them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from generator.documents.front_matter import FieldEntry
from generator.model.documents import DocumentKind, InterpretationForm, Validity
from generator.model.messages import Message, msg
from generator.model.problems import Problem

_POLICY: Final = frozenset({DocumentKind.POLICY})
_INTERPRETATION: Final = frozenset({DocumentKind.INTERPRETATION})
_BOTH: Final = _POLICY | _INTERPRETATION
_ALL: Final = frozenset(DocumentKind)


@dataclass(frozen=True, slots=True)
class FrontMatterField:
    """One field: its name in code, its names in Chinese, and the kinds of document that have it."""

    name: str
    chinese: tuple[str, ...]
    kinds: frozenset[DocumentKind] = _ALL
    required: frozenset[DocumentKind] = frozenset()


FIELDS: Final = (
    FrontMatterField("title", ("标题", "名称"), required=_ALL),
    FrontMatterField("kind", ("文件类别", "类别")),
    FrontMatterField("slug", ("链接名",)),
    FrontMatterField("script", ("文字",)),
    FrontMatterField("region", ("地区", "行政区划代码")),
    FrontMatterField("summary", ("摘要",)),
    FrontMatterField("order", ("顺序",)),
    FrontMatterField("privacy_reasons", ("隐私说明",)),
    FrontMatterField("keywords", ("主题词", "关键词")),
    FrontMatterField("origin", ("来源",)),
    FrontMatterField("published", ("发布日期", "发布时间"), required=_BOTH),
    FrontMatterField("issuers", ("发文机关", "发布机构"), _BOTH, required=_POLICY),
    FrontMatterField("number", ("文号", "发文字号"), _POLICY),
    FrontMatterField("index_number", ("索引号",), _BOTH),
    FrontMatterField("topics", ("主题分类",), _BOTH),
    FrontMatterField("genre", ("公文种类",), _POLICY),
    FrontMatterField("written", ("成文日期", "发文日期"), _BOTH, required=_POLICY),
    FrontMatterField("access", ("公开方式",), _BOTH),
    FrontMatterField("validity", ("有效性",), _BOTH),
    FrontMatterField("attachments", ("附件",), _BOTH),
    FrontMatterField("cites", ("引用",)),
    FrontMatterField("repeals", ("废止",), _POLICY),
    FrontMatterField("repealed_by", ("废止依据", "被废止于"), _POLICY),
    FrontMatterField("interprets", ("解读", "解读文件"), _INTERPRETATION, required=_INTERPRETATION),
    FrontMatterField("form", ("形式", "解读形式"), _INTERPRETATION, required=_INTERPRETATION),
    FrontMatterField("interpreter", ("解读人",), _INTERPRETATION, required=_INTERPRETATION),
    FrontMatterField("explains", ("说明字段",)),
    FrontMatterField("milestones", ("节点",), _POLICY),
    FrontMatterField("duties", ("责任单位",), _POLICY),
    FrontMatterField("effective", ("施行日期", "生效日期", "实施日期"), _POLICY),
    FrontMatterField("consultation_ends", ("征求意见截止",), _POLICY),
    FrontMatterField("feedback", ("意见反馈", "反馈方式"), _POLICY),
)
"""Every field that a document may carry; anything else is refused with a suggestion."""

EXPLAINED: Final = {
    "filing": ("备案",),
    "grade": ("等级", "评级"),
    "fees": ("收费", "预收费"),
    "places": ("托位", "班型"),
    "demonstration": ("示范",),
}
"""The fields of a facility page that a document may explain, with their Chinese names."""

WORDS: Final[dict[StrEnum, tuple[str, ...]]] = {
    DocumentKind.POLICY: ("政策", "政策文件"),
    DocumentKind.INTERPRETATION: ("解读", "政策解读"),
    DocumentKind.PAGE: ("页面",),
    Validity.IN_FORCE: ("有效", "现行有效"),
    Validity.AMENDED: ("已修改", "修改"),
    Validity.LAPSED: ("失效",),
    Validity.REPEALED: ("废止", "已废止"),
    Validity.DRAFT: ("征求意见", "征求意见稿"),
    InterpretationForm.TEXT: ("文字",),
    InterpretationForm.CHART: ("图解",),
    InterpretationForm.VIDEO: ("视频",),
    InterpretationForm.QUESTIONS: ("问答",),
    InterpretationForm.EXPERT: ("专家", "专家解读"),
}
"""How the words of the closed lists are written in Chinese."""

_BY_NAME: Final = {name: f for f in FIELDS for name in (f.name, *f.chinese)}


def chinese_name(field: str) -> str:
    """The name of a field that officials know: `index_number` → 索引号."""
    return _BY_NAME[field].chinese[0]


def field_named(name: str) -> str | None:
    """The field that one of its names means: 索引号 → `index_number`; None for other words."""
    field = _BY_NAME.get(name.strip().lower())
    return field.name if field else None


def name_entries(
    source_name: str, entries: tuple[FieldEntry, ...]
) -> tuple[dict[str, FieldEntry], list[Problem]]:
    """The entries under the names that code uses; unknown and doubled ones become problems."""
    named: dict[str, FieldEntry] = {}
    problems: list[Problem] = []
    for entry in entries:
        field = _BY_NAME.get(entry.name.lower())
        if field is None:
            why = _unknown(entry.name)
        elif field.name in named:
            why = msg("stands here twice (line %(line)s too)", line=named[field.name].line)
        else:
            named[field.name] = entry
            continue
        problems.append(Problem(source_name, entry.line, entry.name, why))
    return named, problems


def _unknown(name: str) -> Message:
    close = difflib.get_close_matches(name.lower(), _BY_NAME, n=1, cutoff=0.7)
    if close:
        return msg("no such field: is it %(close)s?", close=close[0])
    return msg("no such field; docs/writing-policies.md lists them")


def check_presence(
    source_name: str, kind: DocumentKind, named: dict[str, FieldEntry], body: str, body_line: int
) -> list[Problem]:
    """What a document of this kind must have and lacks, or has and may not."""
    word = WORDS[kind][-1]
    problems = [
        Problem(
            source_name,
            named[f.name].line,
            named[f.name].name,
            msg("a %(word)s has no such field", word=word),
        )
        for f in FIELDS
        if f.name in named and kind not in f.kinds
    ]
    problems += [
        Problem(
            source_name,
            1,
            f.chinese[0],
            msg("a %(word)s needs this field (%(name)s)", word=word, name=f.name),
        )
        for f in FIELDS
        if kind in f.required and (f.name not in named or not named[f.name].value)
    ]
    if not body.strip():
        problems.append(Problem(source_name, body_line, None, msg("the document has no text")))
    return problems
