"""Personal data in what people write: `content/` and the portal's own settings.

The scanner is that of the tables. A hit stops the build and names file, line, field and kind, never
the value. Where something only looks like personal data, the document's own front matter says so,
kind by kind with the reason (隐私说明), so that whoever reads the file later finds both together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from generator.documents.fields import FIELDS
from generator.documents.front_matter import FieldEntry, FrontMatter, Value, split_front_matter
from generator.exports.checks.attached_files import scan_attachment
from generator.exports.checks.privacy import scan_document, scan_paths
from generator.exports.checks.privacy_settings import KIND_OF, WHY, Kind, severity_of
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import Problem, Severity
from generator.portal.settings import Portal

_REASONS = next(field for field in FIELDS if field.name == "privacy_reasons")
_NAMES = (_REASONS.name, *_REASONS.chinese)
_SPOKEN = ("name", "organiser", "contact", "complaints_telephone")
"""What the portal's settings say on its pages."""

_PUBLIC = {Kind.MOBILE: Kind.PUBLIC_MOBILE}
"""What a kind is where an office says how it is reached."""

_KINDS = {kind.value: why for kind, why in WHY.items()}


def scan_content(
    name: str,
    text: str,
    document: Document | None,
    attached: Mapping[str, bytes] = MappingProxyType({}),
) -> list[Problem]:
    """Personal data in one file, and what is wrong with the reasons for letting it pass.

    `document` is what was read from it, if it could be: marks, entities and line ends may split a
    number that readers see as one. `attached` are the files that it names, by their path.
    """
    faults: list[Problem] = scan_paths([name])
    front, _ = split_front_matter(name, text)
    hits = [_in_field(hit, front) for hit in scan_document(name, text)]
    hits += _as_shown(name, front, document, {hit.why for hit in hits})
    for shown, content in attached.items():
        wrong, found = scan_attachment(shown, content)
        faults += wrong
        hits += found
    reasons, problems = _reasons(name, front)
    problems += faults
    passed = {_KINDS[word] for word in reasons}
    problems += (hit for hit in hits if hit.why not in passed)
    problems += _needless(name, reasons, {hit.why for hit in hits})
    return problems


def scan_settings(file: str, portal: Portal) -> list[Problem]:
    """Personal data in what `portal.toml` says on the pages; a mobile number is a warning there."""
    return [
        Problem(file, None, name, WHY[kind], severity_of(kind))
        for name in _SPOKEN
        for hit in scan_document(file, getattr(portal, name) or "")
        if (kind := _PUBLIC.get(KIND_OF[hit.why], KIND_OF[hit.why]))
    ]


def _in_field(hit: Problem, front: FrontMatter) -> Problem:
    """The hit with the field that it stands in; none in the text below the fields."""
    if hit.line is None or hit.line >= front.body_line:
        return hit
    above = [entry for entry in front.entries if entry.line <= hit.line]
    return replace(hit, field=above[-1].name) if above else hit


def _as_shown(
    name: str, front: FrontMatter, document: Document | None, known: set[str]
) -> Iterator[Problem]:
    """Kinds that only the shown text holds."""
    for entry in front.entries:
        for hit in scan_document(name, "\n".join(_texts(entry.value))):
            if hit.why not in known:
                yield replace(hit, line=entry.line, field=entry.name)
    for hit in scan_document(name, document.text) if document else ():
        if hit.why not in known:
            yield replace(hit, line=front.body_line, field=None)


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from (key, *_texts(each))
    else:
        for each in value:
            yield from _texts(each)


def _reasons(name: str, front: FrontMatter) -> tuple[dict[str, FieldEntry], list[Problem]]:
    """Each kind that the document lets pass for a reason; a problem where none is given."""
    found: dict[str, FieldEntry] = {}
    problems: list[Problem] = []
    for entry in front.entries:
        if entry.name.lower() not in _NAMES:
            continue
        stated = entry.value if isinstance(entry.value, dict) else {"": entry.value}
        for word, reason in stated.items():
            if word in _KINDS and isinstance(reason, str) and reason.strip():
                found[word] = entry
            else:
                why = msg(
                    "write one kind a line with its reason, `种类: 理由`: %(list)s",
                    list="、".join(_KINDS),
                )
                problems.append(Problem(name, entry.line, entry.name, why))
    return found, problems


def _needless(name: str, reasons: dict[str, FieldEntry], present: set[str]) -> Iterator[Problem]:
    for word, entry in reasons.items():
        if _KINDS[word] not in present:
            why = msg(
                "gives a reason for %(word)s, but nothing looks like one here any more", word=word
            )
            yield Problem(name, entry.line, entry.name, why, Severity.WARNING)
