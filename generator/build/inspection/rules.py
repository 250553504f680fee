"""The rules by which government sites are inspected, as this program looks for them.

Source of the rules: CONVENTIONS.md, "What inspections look for", after published reports of
inspections; the severity of each is a setting, since an operator's office has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.documents.graph import Graph
from generator.model.messages import Message
from generator.model.problems import Problem, Severity
from generator.model.tables import Notice
from generator.pages.shared.context import Context
from generator.portal.settings import Checks, Portal


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken: `where` is a file, an address or a setting."""

    where: str
    why: Message
    line: int | None = None
    severity: Severity | None = None
    """Where a rule has more than one."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is looked at: the documents with their problems and the rows of the last build, the site
    that is live (None before the first build), and the day on which it is looked at.
    """

    graph: Graph
    built: Context | None
    problems: tuple[Problem, ...]
    portal: Portal
    site: Path | None
    notices: tuple[Notice, ...]
    today: date

    @property
    def context(self) -> Context:
        """The last build, for rules that look at more than documents."""
        assert self.built is not None, "only documents are looked at"
        return self.built

    @property
    def settings(self) -> Checks:
        """What the operator says of the rules."""
        return self.portal.check


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name in settings, how much it matters, what it says, how to mend, who asks."""

    name: str
    severity: Severity
    title: Message
    mend: Message
    source: str
    find: Callable[[Inspected], Iterator[Finding]]
