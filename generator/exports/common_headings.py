"""Headings and names of lists as counties have them, beside those of the format itself.

They stand in `common_headings.txt`, in words that someone who knows such lists can read and add to.
"""

from __future__ import annotations

from importlib.resources import files

from generator.model.messages import msg

FILE = "common_headings.txt"

Words = dict[str, tuple[str, ...]]


def _read() -> Words:
    """Words by what they are words for: `facilities.name`, `names grades`."""
    found: Words = {}
    key = ""
    for line in (files(__package__) / FILE).read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            key, _, line = line.partition(":")
        found[key] = (*found.get(key, ()), *line.split())
    return found


_WORDS = _read()


def further_headings(table: str, column: str) -> tuple[str, ...]:
    """Headings of a column beside those of the format."""
    return _WORDS.get(f"{table}.{column}", ())


def further_names(table: str) -> tuple[str, ...]:
    """Names of files and sheets that hold a table, beside those of the format."""
    return _WORDS.get(f"names {table}", ())


INSTITUTION: Words = {
    part: _WORDS[f"institution {part}"] for part in ("region_code", "address", "uscc", "name")
}
"""What names an institution in a list that has no identifiers of institutions."""

AMBIGUOUS = {
    "注册地址": msg("is it where the children are cared for? If so map it to address"),
    "住所": msg("is it where the children are cared for? If so map it to address"),
    "机构住所": msg("is it where the children are cared for? If so map it to address"),
    "备案单位": msg("is it the authority or the institution? Map it to the one"),
    "检查机构": msg("is it who inspects or who is inspected? Map it to the one"),
    "监督机构": msg("is it who inspects or who is inspected? Map it to the one"),
    "时间": msg("the time of what? Map it to the date that is meant"),
    "代码": msg("the code of what? Map it to region_code or uscc"),
}
"""Headings that may mean two things: the question to ask."""
