"""The block between two `---` lines at the top of a document, read without losing its lines.

Every value stays text: YAML's own guesses (an octal number, a truth value, a time of day) would
change what was written. A full-width colon after a field name is taken as well, because that is
what a Chinese keyboard writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import yaml

from generator.model.messages import Message, foreign, msg
from generator.model.problems import Problem

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

FENCE: Final = "---"
_COLON: Final = re.compile(r"^([\w\u4e00-\u9fff]+)[ \t]*(?:：[ \t]*|:(?=[^\s/]))", re.MULTILINE)
_HASH: Final = re.compile(r"""(\s*(?:- |[^\s#"'\[{][^#:]*: ))([^\s"'\[{|>&*!%@`#].*\s#.*)""")
"""A plain value with a number sign behind a space, and the field or dash before it."""


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """What stands under one field name, and the line of the name."""

    name: str
    line: int
    value: Value


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The entries in the order written, and the text below them with the line it starts on."""

    entries: tuple[FieldEntry, ...]
    body: str
    body_line: int


def split_front_matter(source_name: str, text: str) -> tuple[FrontMatter, list[Problem]]:
    """The front matter and the body of a document, with everything that is wrong in the block."""
    front, problems = _split(source_name, text)
    return front, list(problems)


@lru_cache(maxsize=1 << 8)
def _split(source_name: str, text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """The same, kept: a build asks for the fields, and once more for the reasons in them."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    end = _closing_fence(lines)
    if end is None:
        why = msg("a document begins with its fields between two lines of %(fence)s", fence=FENCE)
        return FrontMatter((), text, 1), (Problem(source_name, 1, None, why),)
    block = "\n".join(map(_with_hash, _COLON.sub(r"\1: ", "\n".join(lines[1:end])).split("\n")))
    reader = _BlockReader(source_name)
    entries = tuple(reader.entries(block))
    body = "\n".join(lines[end + 1 :])
    return FrontMatter(entries, body, end + 2), tuple(reader.problems)


def _with_hash(line: str) -> str:
    """A line of which YAML would take the end for a comment (关于 #1 号楼), its value in quotes."""
    found = _HASH.fullmatch(line)
    return f"{found[1]}{json.dumps(found[2].strip(), ensure_ascii=False)}" if found else line


def _closing_fence(lines: list[str]) -> int | None:
    if lines[0].rstrip() != FENCE:
        return None
    return next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)


class _BlockReader:
    """Walks the YAML nodes of one block; nothing is ever constructed from a tag."""

    def __init__(self, source_name: str) -> None:
        self.source_name = source_name
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def entries(self, block: str) -> Iterator[FieldEntry]:
        """The fields of the block; what is no field becomes a problem."""
        try:
            root = yaml.compose(block, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 2 if error.problem_mark else 1
            why = msg(
                "not YAML: %(problem)s; put a value that contains a colon or begins with a sign in "
                "quotation marks",
                problem=foreign(error.problem),
            )
            self._report(line, None, why)
            return
        except RecursionError:
            self._report(1, None, msg("the front matter is nested too deeply"))
            return
        except yaml.YAMLError:
            self._report(1, None, msg("the front matter contains control characters"))
            return
        if not isinstance(root, yaml.MappingNode):
            self._report(1, None, msg("the front matter is no list of fields `name: value`"))
            return
        for key, value in root.value:
            line = key.start_mark.line + 2
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            yield FieldEntry(name, line, self._value(value, line, name))

    def _value(self, node: yaml.Node, line: int, field: str) -> Value:
        # An alias shows a node a second time: refused, since it can grow without bounds.
        if id(node) in self._seen:
            self._report(line, field, msg("YAML aliases (*name) are not allowed"))
            return ""
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, line, field)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, line, field) for item in node.value]
        return str(node.value).strip()

    def _mapping(self, node: yaml.MappingNode, line: int, field: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in node.value:
            name = str(key.value).strip()
            if name in found:
                self._report(
                    key.start_mark.line + 2, field, msg('"%(name)s" stands here twice', name=name)
                )
            found[name] = self._value(value, line, field)
        return found

    def _report(self, line: int, field: str | None, why: Message) -> None:
        self.problems.append(Problem(self.source_name, line, field, why))


def lines_of(entries: Mapping[str, FieldEntry]) -> tuple[tuple[str, int], ...]:
    """Field → line, in the order of the lines, as `Document.lines` keeps it."""
    return tuple(sorted(((name, e.line) for name, e in entries.items()), key=lambda pair: pair[1]))
