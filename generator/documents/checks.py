"""Rules that hold between documents; each finding names the file, the line and the field.

Source of the rules: CONVENTIONS.md, "Policy documents" and "Interpretations".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from generator.documents.document_numbers import comparable_number, parse_reference
from generator.documents.excerpts import verbatim_share
from generator.documents.fields import chinese_name
from generator.documents.graph import Citation, Graph
from generator.documents.script import comparable
from generator.model.documents import Document, DocumentKind, Validity
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity
from generator.model.working_days import (
    LAST_YEAR,
    NO_OVERRIDES,
    Overrides,
    add_working_days,
    covered,
)

INTERPRETATION_WORKING_DAYS: Final = 3
"""An interpretation follows its policy within this many working days (国办发〔2017〕47号)."""
MERE_EXCERPT: Final = 0.8
"""From this share of verbatim text on an interpretation interprets nothing."""

_NO_LONGER_IN_FORCE: Final = frozenset({Validity.REPEALED, Validity.AMENDED, Validity.LAPSED})


def check_documents(
    documents: Iterable[Document], *, overrides: Overrides = NO_OVERRIDES
) -> list[Problem]:
    """Everything that is wrong or doubtful between documents, by file and line.

    Warnings that arose while reading are passed on. `overrides` corrects the holiday table.
    """
    graph = Graph(documents)
    problems = [*_shared(graph), *(w for d in graph.documents for w in d.warnings)]
    for document in graph.documents:
        problems += _links(graph, document)
        problems += _repeals(graph, document)
        problems += _consultation(document)
        if document.kind is DocumentKind.INTERPRETATION:
            problems += _interpretation(graph, document, overrides)
    return sorted(problems, key=lambda p: (p.file, p.line or 0, p.field or "", p.why))


def _problem(
    document: Document, field: str, why: Message, severity: Severity = Severity.ERROR
) -> Problem:
    line = dict(document.lines).get(field)
    return Problem(document.source, line, chinese_name(field), why, severity)


def _shared(graph: Graph) -> Iterator[Problem]:
    """Slugs and index numbers that two documents share, and numbers shared with the title."""
    holders: dict[tuple[str, str, str], list[Document]] = defaultdict(list)
    for document in sorted(graph.documents, key=lambda d: d.source):
        holders["slug", document.slug, ""].append(document)
        if document.index_number:
            holders["index_number", document.index_number, ""].append(document)
        if document.number:
            number = comparable_number(document.number)
            holders["number", number, comparable(document.title)].append(document)
    for (field, value, title), sharing in holders.items():
        for document in sharing[1:]:
            source = sharing[0].source
            why = msg('"%(value)s" already belongs to %(source)s', value=value, source=source)
            if title:
                why = msg(
                    '"%(value)s" and the same title already belongs to %(source)s',
                    value=value,
                    source=source,
                )
            yield _problem(document, field, why)


def _links(graph: Graph, document: Document) -> Iterator[Problem]:
    """Attachments must be there; a citation may lead nowhere, but not to two documents."""
    for part in document.attachments:
        if part.slug and graph.document(part.slug) is None:
            yield _problem(
                document,
                "attachments",
                msg('no document has the link name "%(slug)s"', slug=part.slug),
            )
        if part.address:
            why = msg(
                "%(title)s lies on another site, where it can change: put the file beside",
                title=part.title,
            )
            yield _problem(document, "attachments", why, Severity.WARNING)
    for citation in graph.cites(document):
        if len(graph.candidates(citation.written)) > 1:
            yield _problem(document, "cites", _ambiguous(citation.written), Severity.WARNING)
        elif graph.unclear(citation.written):
            why = msg(
                '"%(written)s": the document here with this number has another title',
                written=citation.written[:60],
            )
            yield _problem(document, "cites", why, Severity.WARNING)
    for written in document.cites:
        if not graph.candidates(written) and parse_reference(written).slug:
            why = msg('no document has the link name "%(written)s"', written=written)
            yield _problem(document, "cites", why, Severity.WARNING)


def _ambiguous(written: str) -> Message:
    return msg(
        '"%(written)s" stands for several documents: add the title, 文号《标题》',
        written=written[:60],
    )


def _repeals(graph: Graph, document: Document) -> Iterator[Problem]:
    """Repeal is said on both sides, and by the later document."""
    for citation in graph.repeals(document):
        target = citation.document
        if len(graph.candidates(citation.written)) > 1:
            yield _problem(document, "repeals", _ambiguous(citation.written))
        if target is None:
            continue
        if target.validity not in _NO_LONGER_IN_FORCE:
            why = msg(
                "%(source)s repeals or amends it: write 废止, 失效 or 已修改",
                source=document.source,
            )
            yield _problem(target, "validity", why)
        if document.written and target.written and document.written < target.written:
            why = msg(
                "%(source)s is later than this document and cannot be repealed by it",
                source=target.source,
            )
            yield _problem(document, "repeals", why)
    yield from _repealed(graph, document)


def _repealed(graph: Graph, document: Document) -> Iterator[Problem]:
    by = graph.repealed_by(document)
    if by is None:
        if document.validity is Validity.REPEALED:
            why = msg("nothing says which document repealed it")
            yield _problem(document, "validity", why, Severity.WARNING)
        return
    if document.validity not in _NO_LONGER_IN_FORCE and document.repealed_by:
        why = msg("it names what repealed it, so it is not in force: write 废止, 失效 or 已修改")
        yield _problem(document, "validity", why)
    named = graph.resolve(document.repealed_by) if document.repealed_by else None
    if named and document not in _named(graph.repeals(named)):
        why = msg("%(source)s does not name this document under 废止", source=named.source)
        yield _problem(document, "repealed_by", why)


def _consultation(document: Document) -> Iterator[Problem]:
    """Whoever is asked for comments is told where to send them."""
    if document.validity is Validity.DRAFT and not document.feedback:
        why = msg("a draft for comment says where to send comments: write 意见反馈")
        yield _problem(document, "feedback", why, Severity.WARNING)


def _named(citations: Iterable[Citation]) -> tuple[Document, ...]:
    return tuple(c.document for c in citations if c.document is not None)


def _interpretation(graph: Graph, document: Document, overrides: Overrides) -> Iterator[Problem]:
    for written in document.interprets:
        found = graph.candidates(written)
        if len(found) > 1:
            yield _problem(document, "interprets", _ambiguous(written))
        elif not found:
            why = msg('no document here is "%(written)s"', written=written[:60])
            yield _problem(document, "interprets", why)
        elif found[0].kind is not DocumentKind.POLICY:
            yield _problem(
                document,
                "interprets",
                msg("%(source)s is no policy document", source=found[0].source),
            )
        else:
            yield from _release(document, found[0], overrides)
            yield from _own_words(document, found[0])


def interpretation_due(policy: Document, overrides: Overrides) -> date | None:
    """The last day by which what interprets a policy is to be published; None for a policy without
    a day.
    """
    if policy.published is None:
        return None
    return add_working_days(policy.published.date(), INTERPRETATION_WORKING_DAYS, overrides)


def _release(document: Document, policy: Document, overrides: Overrides) -> Iterator[Problem]:
    """Released with the policy, at the latest three working days later."""
    last = interpretation_due(policy, overrides)
    if document.published is None or policy.published is None or last is None:
        return
    released, start = document.published.date(), policy.published.date()
    if start <= released <= last:
        return
    if released < start:
        why = msg(
            "is earlier than %(start)s, the day %(source)s was published",
            start=start,
            source=policy.source,
        )
    else:
        why = msg(
            "is later than %(last)s, %(days)s working days after %(source)s",
            last=last,
            days=INTERPRETATION_WORKING_DAYS,
            source=policy.source,
        )
        if not covered(start, last, overrides):
            why = msg(
                "%(why)s (the holiday table ends with %(year)s, so by weekends only)",
                why=why,
                year=LAST_YEAR,
            )
    yield _problem(document, "published", why, Severity.WARNING)


def _own_words(document: Document, policy: Document) -> Iterator[Problem]:
    share = verbatim_share(document.text, policy.text)
    if share > MERE_EXCERPT:
        why = msg(
            "%(share)s of the text is copied from %(source)s: an excerpt explains nothing",
            share=f"{share:.0%}",
            source=policy.source,
        )
        yield _problem(document, "interprets", why, Severity.WARNING)
