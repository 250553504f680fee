"""The planted set (planted_personal_data.toml): each case where an official would write it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from generator.exports.checks.privacy import is_personal, scan_document, scan_table
from generator.exports.contents import table_file
from generator.exports.rows import render
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.tables import Facility
from generator.model.vocabulary import FacilityKind

_FILE = Path(__file__).with_name("planted_personal_data.toml")
_MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """One text; `kind` is None where it is harmless, `values` is what no message may repeat."""

    kind: str | None
    where: str
    text: str
    values: tuple[str, ...]


def _cases() -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    read = tomllib.loads(_FILE.read_text("utf-8"))
    kinds: dict[str | None, dict[str, list[str]]] = {**read["planted"], None: read["harmless"]}
    cases = [
        Case(kind, where, _MARKED.sub(r"\1", text), tuple(_MARKED.findall(text)))
        for kind, by_place in kinds.items()
        for where, texts in by_place.items()
        for text in texts
    ]
    return tuple(c for c in cases if c.kind), tuple(c for c in cases if not c.kind)


PLANTED, HARMLESS = _cases()


def facility(text: str, kind: FacilityKind = FacilityKind.UNSPECIFIED) -> Facility:
    """A facility with a text as its address."""
    return Facility(
        facility_id="f-1", name="阳光托育", region_code="371502000000", address=text, kind=kind
    )


def document(case: Case) -> str:
    """The document that holds a case of the text or of the front matter."""
    if case.where == "front":
        return f"---\n{case.text}\n---\n\n# 通知\n\n正文\n"
    return f"# 通知\n\n{case.text}\n"


def hits(case: Case) -> list[Problem]:
    """What the scanner says of a case where it stands."""
    if case.where == "name":
        return [Problem(case.text, None, None, msg("name"))] if is_personal(case.text) else []
    if case.where in ("document", "front"):
        return scan_document("documents/x.md", document(case))
    kind = FacilityKind.HOME_CARE_POINT if case.where == "home" else FacilityKind.UNSPECIFIED
    rows = [facility(case.text, kind)]
    return scan_table(Facility, table_file(Facility), render(Facility, rows))
