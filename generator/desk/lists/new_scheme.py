"""A scheme of grades that is published for the first time, with the first list that uses it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from generator.desk.releases.toml_text import toml_table
from generator.desk.writing.draft import Draft
from generator.documents.slugs import suggest_slug
from generator.exports.headings import TITLES
from generator.exports.schema import columns
from generator.model.tables import Row, Scheme, SchemeGrade

PART: Final = "scheme"
_SEPARATOR: Final = "\t"


def scheme_id_of(draft: Draft) -> str:
    """The identifier of the scheme that a draft brings; empty where it brings none."""
    name = str(draft.fields(PART).get("name", ""))
    return suggest_slug(name)[:40].strip("-") if name else ""


def grade_line(label: str, status: str, meaning: str) -> str:
    """A grade as the part keeps it; their order is that of the lines, the best first."""
    return _SEPARATOR.join((label, status, meaning.replace(_SEPARATOR, " ")))


def grades_in(draft: Draft) -> dict[str, tuple[str, str]]:
    """Label → (whether it counts as rated, what it means), the best first."""
    lines = draft.fields(PART).get("grades", [])
    found = (line.split(_SEPARATOR) for line in ([lines] if isinstance(lines, str) else lines))
    return {each[0]: (each[1], each[2]) for each in found if len(each) == 3}


def scheme_tables(draft: Draft) -> dict[str, str]:
    """The tables of the scheme as files that `pack` reads; none where a draft brings no scheme."""
    said = {name: str(value) for name, value in draft.fields(PART).items()}
    identifier = scheme_id_of(draft)
    if not identifier:
        return {}
    scheme = {
        "scheme_id": identifier,
        "name": said.get("name", ""),
        "kind": said.get("kind", ""),
        "issuer": said.get("issuer", ""),
        "basis": said.get("basis", ""),
    }
    grades = [
        {
            "scheme_id": identifier,
            "label": label,
            "rank": str(rank),
            "standing": status,
            "meaning": meaning,
        }
        for rank, (label, (status, meaning)) in enumerate(grades_in(draft).items(), start=1)
    ]
    return {
        f"{TITLES[Scheme.table][0]}.csv": _csv(Scheme, [scheme]),
        f"{TITLES[SchemeGrade.table][0]}.csv": _csv(SchemeGrade, grades),
    }


def scheme_sources(draft: Draft) -> list[str]:
    """How `pack.toml` takes those tables: besides the schemes that are published already."""
    return [
        toml_table(
            "[[source]]",
            {"file": f"{TITLES[each.table][0]}.csv", "table": each.table, "extent": "additions"},
        )
        for each in (Scheme, SchemeGrade)
        if scheme_id_of(draft)
    ]


def _csv(row_type: type[Row], rows: Sequence[dict[str, str]]) -> str:
    titles = {each.name: each.title for each in columns(row_type)}
    names = list(rows[0]) if rows else ["scheme_id"]
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([titles[name] for name in names])
    writer.writerows([row[name] for name in names] for row in rows)
    return target.getvalue()
