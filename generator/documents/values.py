"""The values of a front matter as types, each with the line to name when it does not fit."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, TypeVar

from generator.documents.document_numbers import SLUG
from generator.documents.fields import WORDS, chinese_name
from generator.documents.front_matter import FieldEntry, Value
from generator.model.documents import (
    ABSENT,
    ATTACHMENT_ENDINGS,
    DocumentAttachment,
    Duty,
    Milestone,
    is_file_name,
)
from generator.model.messages import Message, msg
from generator.model.problems import Problem
from generator.model.release import CHINA

_DATE: Final = re.compile(r"(\d{4})(?:-|/|年)(\d{1,2})(?:-|/|月)(\d{1,2})日?", re.ASCII)
_MOMENT: Final = re.compile(
    rf"(?P<day>{_DATE.pattern})[ T]+(\d{{1,2}}):(\d{{2}})(?::\d{{2}}(?:\.\d+)?)?(?:\+08:?00)?"
)
"""A day with a time in China, as people and other editors write it."""
_MIDNIGHT: Final = re.compile(r"[ T]+0?0:00(?::00(?:\.0+)?)?(?:\+08:?00)?")
_YEAR: Final = re.compile(r"(19|20)\d{2}", re.ASCII)
_WEB: Final = re.compile(r"https?://[^\s]+")
_ATTACHMENT: Final = msg(
    "write one title a line, `- 标题`, `- 标题: link-name` or `- 标题: 文件.docx`"
)
_SEPARATORS: Final = re.compile(r"[、；;]")
_BETWEEN_OFFICES: Final = re.compile(
    r"[、；;，,]|(?<=[\u4e00-\u9fff）])[\s\u3000]+(?=[\u4e00-\u9fff])"
)
"""No office has a blank in its Chinese name: one stands between two offices."""

Word = TypeVar("Word", bound=StrEnum)


class Values:
    """Reads named entries; collects every problem and goes on with an empty value."""

    def __init__(self, source_name: str, entries: dict[str, FieldEntry]) -> None:
        self.source_name = source_name
        self.entries = entries
        self.problems: list[Problem] = []

    def report(self, field: str, why: Message) -> None:
        """A problem with a field, at its line and under the name that the writer used."""
        entry = self.entries.get(field)
        line, name = (entry.line, entry.name) if entry else (1, chinese_name(field))
        self.problems.append(Problem(self.source_name, line, name, why))

    def text(self, field: str) -> str | None:
        """One text, or None where the field is absent or empty."""
        value = self._value(field)
        if isinstance(value, str):
            return value or None
        self.report(field, msg("must be one text, not a list"))
        return None

    def words(self, field: str) -> tuple[str, ...]:
        """A list of words, also written in one line with 、 or ； between them."""
        value = self._value(field)
        items = _SEPARATORS.split(value) if isinstance(value, str) else self._texts(field, value)
        return tuple(item.strip() for item in items if item.strip())

    def offices(self, field: str) -> tuple[str, ...]:
        """A list of offices; in one line also with blanks or commas between them."""
        value = self._value(field)
        items = value if isinstance(value, str) else "、".join(self._texts(field, value))
        return tuple(item.strip() for item in _BETWEEN_OFFICES.split(items) if item.strip())

    def entries_of(self, field: str) -> tuple[str, ...]:
        """A list whose items may hold any sign; one text is a list of one."""
        value = self._value(field)
        items = [value] if isinstance(value, str) else self._texts(field, value)
        return tuple(item for item in items if item)

    def day(self, field: str) -> date | None:
        """A calendar day: 2020-04-22, 2020/4/22 or 2020年4月22日; a midnight behind it is none."""
        text = self.text(field)
        return None if text is None else self._day(field, _MIDNIGHT.sub("", text))

    def moment(self, field: str) -> datetime | None:
        """A day with an optional time of day in China; midnight where none is given."""
        text = self.text(field)
        if text is None:
            return None
        found = _MOMENT.fullmatch(text)
        day = self._day(field, found["day"] if found else text)
        if day is None:
            return None
        hour, minute = (int(found[5]), int(found[6])) if found else (0, 0)
        if hour > 23 or minute > 59:
            self.report(field, msg("no time of day: write it like 09:30"))
            return None
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)

    def whole(self, field: str) -> int:
        """A whole number; 0 where the field is absent."""
        text = self.text(field) or "0"
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
            self.report(field, msg("must be a whole number"))
            return 0
        return int(text)

    def word(self, field: str, words: type[Word]) -> Word | None:
        """A member of a closed list, by its Chinese or English word."""
        text = self.text(field)
        if text is None:
            return None
        for member in words:
            if text == member.value or text in WORDS[member]:
                return member
        known = "、".join(WORDS[member][0] for member in words)
        self.report(field, msg('"%(text)s" is none of %(known)s', text=text[:40], known=known))
        return None

    def attachments(self, field: str) -> tuple[DocumentAttachment, ...]:
        """A list of titles, each alone or with a document, a file or an address behind it."""
        value = self._value(field)
        items = [value] if isinstance(value, str | dict) else value
        found: list[DocumentAttachment] = []
        for item in items:
            if isinstance(item, str) and is_file_name(item):
                found.append(DocumentAttachment(title=PurePosixPath(item).stem, file=item))
            elif isinstance(item, str) and item:
                found.append(DocumentAttachment(title=item))
            elif isinstance(item, dict) and all(isinstance(part, str) for part in item.values()):
                found += (self._attachment(field, title, str(part)) for title, part in item.items())
            elif item:
                self.report(field, _ATTACHMENT)
        return tuple(found)

    def _attachment(self, field: str, title: str, part: str) -> DocumentAttachment:
        """A part by the link name of a document, the name of a file, or an address."""
        if is_file_name(part):
            return DocumentAttachment(title=title, file=part)
        if _WEB.match(part):
            return DocumentAttachment(title=title, address=part)
        if part in ABSENT:
            return DocumentAttachment(title=title, absent=part)
        if part and not SLUG.fullmatch(part):
            endings = " ".join(ATTACHMENT_ENDINGS)
            why = msg(
                '"%(part)s" is neither a link name nor a file that may be attached: %(endings)s',
                part=part[:60],
                endings=endings,
            )
            self.report(field, why)
        return DocumentAttachment(title=title, slug=part or None)

    def milestones(self, field: str) -> tuple[Milestone, ...]:
        """Year → what is promised for it, in the order of the years."""
        found: list[Milestone] = []
        for year, text in self._mapping(field).items():
            if not _YEAR.fullmatch(year) or not isinstance(text, str) or not text:
                self.report(field, msg("write one year a line, `2025: 内容`"))
                continue
            found.append(Milestone(year=int(year), text=text))
        return tuple(sorted(found, key=lambda milestone: milestone.year))

    def duties(self, field: str) -> tuple[Duty, ...]:
        """Clause → the units responsible for it, in the order written."""
        found: list[Duty] = []
        for clause, value in self._mapping(field).items():
            items = _SEPARATORS.split(value) if isinstance(value, str) else value
            units = tuple(u.strip() for u in items if isinstance(u, str) and u.strip())
            if not units or isinstance(value, dict) or len(units) != len(items):
                self.report(field, msg("write one clause a line, `条款: 单位、单位`"))
                continue
            found.append(Duty(clause=clause, units=units))
        return tuple(found)

    def _value(self, field: str) -> Value:
        entry = self.entries.get(field)
        return entry.value if entry else ""

    def _texts(self, field: str, value: Value) -> list[str]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [str(item) for item in value]
        self.report(field, msg("must be a list of texts, one a line after a hyphen"))
        return []

    def _mapping(self, field: str) -> dict[str, Value]:
        value = self._value(field)
        if isinstance(value, dict):
            return value
        if value:
            self.report(field, msg("must be lines of the form `name: value`, set in by two spaces"))
        return {}

    def _day(self, field: str, text: str) -> date | None:
        if found := _DATE.fullmatch(text):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                pass  # the 30th of February: reported like any other text that is no date
        self.report(
            field, msg("is no date: write it like 2020-04-22, with a time like 2020-04-22 09:30")
        )
        return None
