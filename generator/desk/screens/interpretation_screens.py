"""The interpretation of a document: now, already written, or later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from starlette.responses import Response

from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import steps_of
from generator.desk.screens.taking_in import import_file, problems_of
from generator.desk.writing.document_drafts import (
    MAX_STEM,
    PROMPTS,
    Part,
    copied_share,
    free_slug,
    parts_of,
    slug_in,
)
from generator.desk.writing.draft import Draft
from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.model.working_days import add_working_days

INTERPRETED_WITHIN_DAYS = 3
"""Working days after a document within which its interpretation has to come."""


def show_interpretation(desk: Desk, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """Now, already written, or later: with the day until which it has to come."""
    draft = desk.draft(asked)
    fields = draft.fields("policy.fields")
    day = day_in(str(fields.get("published", "")))
    last = add_working_days(day, INTERPRETED_WITHIN_DAYS) if day else None
    has_one = "interpretation" in parts_of(draft)
    return desk.page(
        "interpretation",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "interpretation"),
        last=last,
        has_one=has_one,
        copied=round(copied_share(draft) * 100) if has_one else 0,
        title=fields.get("title", ""),
        problems=problems,
        prompts=PROMPTS,
    )


def take_interpretation(desk: Desk, asked: Asked) -> Response:
    """Begin an interpretation, read one from a file, take it out again, or leave it for later."""
    draft = desk.draft(asked)
    part: Part = "interpretation"
    choice = asked.one("do")
    if choice == "now":
        draft.write(f"{part}.body", prompts_text(), None, asked.at)
        draft.write_fields(f"{part}.fields", interpreting(desk, draft, {}), None, asked.at)
    elif choice == "file":
        file = asked.file("file")
        if file is None:
            why = msg("Choose the file of the interpretation.")
            return show_interpretation(desk, asked, [Problem("", None, None, why)])
        title = draft.info.title
        try:
            import_file(desk, asked, draft, part, file, ())
        except DataError as refused:
            return show_interpretation(desk, asked, problems_of(refused))
        fields = interpreting(desk, draft, draft.fields(f"{part}.fields"))
        draft.write_fields(f"{part}.fields", fields, None, asked.at)
        draft.rename(title)
    elif choice == "without":
        draft.write(f"{part}.body", "", None, asked.at)
        draft.write(f"{part}.fields", "", None, asked.at)
        return desk.go(f"/draft/{draft.id}/interpretation")
    else:
        return desk.go(f"/draft/{draft.id}/check")
    desk.note(asked, draft, f"interpretation: {choice}")
    raw = "?raw=1" if choice == "now" else ""
    return desk.go(f"/draft/{draft.id}/text/{part}{raw}")


def interpreting(
    desk: Desk, draft: Draft, found: dict[str, str | list[str]]
) -> dict[str, str | list[str]]:
    """The fields of an interpretation, as far as its document tells them."""
    policy = draft.fields("policy.fields")
    title, number = str(policy.get("title", "")), str(policy.get("number", ""))
    fields: dict[str, str | list[str]] = {
        "title": _interpreting_title(title),
        "form": "文字",
        "interpreter": desk.required_office().agency,
        "published": policy.get("published", ""),
        "region": policy.get("region", ""),
    }
    slug = free_slug(f"{slug_in(policy)[:MAX_STEM]}-jie-du", desk.taken_slugs())
    return {
        **fields,
        **found,
        "slug": slug,
        "interprets": [f"《{title}》（{number}）" if number else f"《{title}》"],
    }


def day_in(text: str) -> date | None:
    """The day that a text begins with: 2026-12-01, 2026/12/1 or 2026年12月1日."""
    found = re.match(r"(20\d\d)[-/年.](\d{1,2})[-/月.](\d{1,2})", text, re.ASCII)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _interpreting_title(title: str) -> str:
    """A title in the marks of a book inside another's stands in single ones."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》解读" if title else ""


def prompts_text() -> str:
    """The headings below which an interpretation is written."""
    return "".join(f"## {prompt}\n\n" for prompt in PROMPTS)
