"""What a draft puts to publicity, and for how long: `[[publicity]]` of `pack.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from generator.desk.releases.toml_text import toml_table
from generator.desk.writing.draft import Draft
from generator.exports.reading.pack_settings import PublicityTable
from generator.model.messages import msg
from generator.model.problems import Problem

PART: Final = "publicity"
USUAL_DAYS: Final = 5
"""Working days."""
LATEST_YEAR: Final = 2100
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_publicity(draft: Draft) -> tuple[PublicityTable | None, list[Problem]]:
    """What is put to publicity; None where nothing is, and what of the answers cannot be used."""
    said = {name: str(value).strip() for name, value in draft.fields(PART).items()}
    if not said.get("wanted"):
        return None, []
    problems = []
    days: dict[str, tuple[date, ...]] = {}
    for name in ("ends", "free", "worked"):
        days[name], wrong = _days(said.get(name, ""))
        problems += [Problem(PART, None, name, msg("%(word)s is no day", word=w)) for w in wrong]
    if len(days["ends"]) > 1:
        problems.append(Problem(PART, None, "ends", msg("one day is enough")))
    number = said.get("working_days", "") or str(USUAL_DAYS)
    if not re.fullmatch(r"[1-8]?\d|90", number, re.ASCII) or not int(number):
        problems.append(
            Problem(PART, None, "working_days", msg("has to be a number from 1 to %(n)s", n=90))
        )
        number = str(USUAL_DAYS)
    for name in ("title", "text", "about"):
        if len(said.get(name, "")) < 2:
            problems.append(Problem(PART, None, name, msg("has to be filled in")))
    table = PublicityTable(
        title=said.get("title", ""),
        text=said.get("text", ""),
        about=said.get("about", ""),
        table=said.get("table") or None,
        working_days=int(number),
        ends=next(iter(days["ends"]), None),
        free=days["free"],
        worked=days["worked"],
    )
    return table, problems


def publicity_tables(draft: Draft) -> Iterator[str]:
    """The same as `pack.toml` says it."""
    table, problems = read_publicity(draft)
    if table is not None and not problems:
        yield publicity_table(table)


def publicity_table(table: PublicityTable) -> str:
    """What is put to publicity as `pack.toml` says it."""
    return toml_table(
        "[[publicity]]",
        {
            "title": table.title,
            "text": table.text,
            "about": table.about,
            "table": table.table,
            "working_days": None if table.ends else table.working_days,
            "ends": table.ends,
            "free": table.free,
            "worked": table.worked,
        },
    )


def _days(text: str) -> tuple[tuple[date, ...], list[str]]:
    """The days of a field, with commas or blanks between, and the words that are none."""
    found, wrong = [], []
    for word in re.split(r"[\s,，、;；]+", text):
        try:
            if word:
                day = date.fromisoformat(word) if _DAY.fullmatch(word) else None
                found.append(day if day and day.year <= LATEST_YEAR else None)
        except ValueError:
            found.append(None)
        if word and found[-1] is None:
            wrong.append(word)
    return tuple(day for day in found if day is not None), wrong
