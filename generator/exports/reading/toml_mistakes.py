"""What people get wrong in pack.toml, said in words with the line as it should read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from generator.model.messages import foreign, msg
from generator.model.problems import Problem

SETTINGS = "pack.toml"

_WIDE = str.maketrans("“”＂‘’＝，［］｛｝＃．：　", '"""\'\'=,[]{}#.: ')
"""Marks of a Chinese keyboard, and those of TOML that are meant."""

_LINE = re.compile(r"at line (\d+)")
_DATED = ("issued", "reviewed_on")


def why_not_toml(text: str, error: tomllib.TOMLDecodeError) -> list[Problem]:
    """Every line with marks of a Chinese keyboard; else what the parser says, with its line."""
    found = list(_wide_marks(text))
    if found:
        return found
    line = _LINE.search(str(error))
    number = int(line[1]) if line else None
    return [Problem(SETTINGS, number, None, msg("not valid TOML: %(error)s", error=error))]


def _wide_marks(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        # Chinese marks are right inside straight quotes and in comments.
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", line).partition("#")[0]
        if bare.translate(_WIDE) != bare:
            meant = line.strip().translate(_WIDE)
            why = msg("not valid TOML: marks of a Chinese keyboard; write %(meant)s", meant=meant)
            yield Problem(SETTINGS, number, None, why)


def dates_in_quotes(text: str, values: Mapping[str, Any]) -> list[Problem]:
    """Dates of [export] that stand in quotes: TOML knows dates, and they have none."""
    export = values.get("export")
    if not isinstance(export, dict):
        return []
    problems = []
    for name in _DATED:
        given = export.get(name)
        if isinstance(given, str):
            meant = _meant(name, given)
            why = msg(
                "a date stands without quotes: write %(name)s = %(meant)s", name=name, meant=meant
            )
            problems.append(Problem(SETTINGS, _line_of(text, name), f"export.{name}", why))
        elif name == "issued" and isinstance(given, date) and not isinstance(given, datetime):
            why = msg(
                "a time and its zone belong to it: write issued = %(given)sT09:00:00+08:00",
                given=given,
            )
            problems.append(Problem(SETTINGS, _line_of(text, name), "export.issued", why))
    return problems


def _meant(name: str, given: str) -> str:
    match = re.fullmatch(
        r"\s*(\d{4})\D(\d{1,2})\D(\d{1,2})\D?(?:\D*(\d{1,2}):(\d\d)(?::(\d\d))?(\S*))?", given
    )
    if match is None:
        return "2026-03-02T09:00:00+08:00" if name == "issued" else "2026-03-01"
    year, month, day, hour, minute, second, zone = match.groups()
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    if name != "issued":
        return iso
    return f"{iso}T{int(hour or 9):02d}:{minute or '00'}:{second or '00'}{zone or '+08:00'}"


def _line_of(text: str, name: str) -> int | None:
    lines = enumerate(text.split("\n"), start=1)
    return next((n for n, line in lines if re.match(rf"\s*{name}\s*=", line)), None)


_PLACE = re.compile(r"(?P<why>.+?) - at (?:key in )?\$?\.?(?P<place>.+)", re.DOTALL)
_NUMBERED = re.compile(r"(\w+)\[(\d+)\]")
_FORMS = {
    "region": msg("six digits, such as 371500"),
    "issued": msg("a time with its zone, such as 2026-03-02T09:00:00+08:00"),
    "reviewed_on": msg("a day without quotes, such as 2026-03-02"),
    "dates": msg("a form such as DD/MM/YYYY"),
}
"""How a setting is written that many get wrong."""


def not_understood(text: str, error: str) -> Problem:
    """What msgspec says of settings, at the line of the setting."""
    plain = error.replace("`", "")
    found = _PLACE.fullmatch(plain)
    why, place = (found["why"], found["place"]) if found else (plain, "")
    said = msg("not understood: %(error)s", error=foreign(why))
    name = next((part for part in reversed(_parts(place)) if part in _FORMS), None)
    if name is not None:
        said = msg("%(why)s; it is %(form)s", why=said, form=_FORMS[name])
    return Problem(SETTINGS, _line_of_place(text, place), place.removesuffix("[...]") or None, said)


def _parts(place: str) -> list[str]:
    return [part.partition("[")[0] for part in place.split(".") if part]


def _line_of_place(text: str, place: str) -> int | None:
    """The line of a setting such as export.region or publicity[0].title; of its table where the
    setting is not there; None where neither is.
    """
    table, _, rest = place.partition(".")
    numbered = _NUMBERED.fullmatch(table)
    name, number = (numbered[1], int(numbered[2])) if numbered else (table.partition("[")[0], 0)
    heads = [
        at
        for at, line in enumerate(text.split("\n"), start=1)
        if re.match(rf"\s*\[\[?\s*{re.escape(name)}\s*\]", line)
    ]
    if number >= len(heads):
        return None
    key = (_parts(rest) or [""])[0]
    following = text.split("\n")[heads[number] :]
    for at, line in enumerate(following, start=heads[number] + 1):
        if re.match(r"\s*\[", line):
            break
        if key and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return at
    return heads[number]
