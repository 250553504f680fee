"""How a comparison of two releases looks in a terminal, in a pipe and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from generator.pages.release.comparison import Comparison
from generator.pages.release.sentences import Sentences
from generator.pages.release.views import Change
from generator.pages.shared.context import Context
from generator.store.queries import Release

PLAIN = ("what", "table", "table_title", "key", "row", "column", "field", "before", "after",
         "unit", "scheme", "unexplained")  # fmt: skip


def show_diff(context: Context, comparison: Comparison, console: Console) -> None:
    """Print a comparison: a table for each heading on a terminal, plain lines elsewhere."""
    older, newer = comparison.older, comparison.newer
    title = f"{newer.agency}: {_reference(older)} → {_reference(newer)}"
    console.print(title, markup=False, highlight=False, soft_wrap=True)
    sentences = Sentences(context.site.language, context.translations)
    for heading, changes in _headed(context, comparison):
        lines = list(_lines(sentences, changes))
        console.print(f"\n{heading} ({len(lines)})", markup=False, highlight=False)
        if console.is_terminal:
            console.print(_table(lines))
            continue
        for subject, sentence in lines:
            console.print(f"  {subject}  {sentence}", markup=False, highlight=False, soft_wrap=True)
    if not comparison.unexplained and not comparison.groups:
        console.print(context.text("Nothing changed since the release before."), markup=False)


def _reference(release: Release) -> str:
    return f"{release.region}-{release.number:04d}"


def _headed(context: Context, comparison: Comparison) -> Iterator[tuple[str, tuple[Change, ...]]]:
    if comparison.unexplained:
        yield context.term("ChangeGroup", "unexplained"), comparison.unexplained
    for group in comparison.groups:
        yield group.title, group.changes


def _lines(sentences: Sentences, changes: tuple[Change, ...]) -> Iterator[tuple[str, str]]:
    """Subject and sentences, one line for what concerns one subject in a row."""
    for subject, row in groupby(changes, key=lambda change: change.subject):
        yield subject.title, sentences.between.join(map(sentences.sentence, row))


def _table(lines: list[tuple[str, str]]) -> Table:
    drawn = Table(box=None, pad_edge=False, show_header=False)
    drawn.add_column(overflow="fold", ratio=1)
    drawn.add_column(overflow="fold", ratio=2)
    for subject, sentence in lines:
        drawn.add_row(Text(f"  {subject}"), Text(sentence))
    return drawn


def diff_json(comparison: Comparison) -> str:
    """The comparison as JSON; Chinese is not escaped."""
    content = {
        "agency": comparison.newer.agency,
        "from": _reference(comparison.older),
        "to": _reference(comparison.newer),
        "unexplained": [_plain(change) for change in comparison.unexplained],
        "groups": {
            group.key: [_plain(change) for change in group.changes] for group in comparison.groups
        },
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()


def _plain(change: Change) -> dict[str, Any]:
    return {
        "subject": change.subject.title,
        "page": change.subject.href,
        "release": change.release.title,
        **{name: getattr(change, name) for name in PLAIN},
    }
