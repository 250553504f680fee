"""The names of regions for the browser's index: provinces and cities, a page for each city, and all
counties together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from generator.model.release import region_prefix
from generator.search.browser.shard_files import BlobStore, joined

CITY = 4
"""Digits of a code that name a city."""
COUNTY = 6
"""Digits that name a county."""

Named = tuple[str, str, str]
"""Digits of the code as filters use them, name, digits of the region above, empty for none."""


def write_regions(blobs: BlobStore, catalogue: sqlite3.Connection) -> str:
    """The name of the table of provinces and cities, which names the pages of all others."""
    regions = _regions(catalogue)
    top = [each for each in regions if len(each[0]) <= CITY]
    pages: dict[str, list[Named]] = {}
    for each in regions:
        if len(each[0]) > CITY:
            pages.setdefault(each[0][:CITY], []).append(each)
    names = [blobs.put_json(_columns(page)) for page in pages.values()]
    counties = blobs.put_json(_columns(each for each in regions if len(each[0]) == COUNTY))
    table = {**_columns(top), "pages": list(pages), "names": joined(names), "counties": counties}
    return blobs.put_json(table, [*names, counties])


def _columns(regions: Iterable[Named]) -> dict[str, tuple[str, ...]]:
    found = list(regions)
    codes, titles, parents = (tuple(each[at] for each in found) for at in range(3))
    return {"codes": codes, "titles": titles, "parents": parents}


def _regions(catalogue: sqlite3.Connection) -> list[Named]:
    """Every region that a document lies in, by code."""
    query = (
        "SELECT DISTINCT codes, names FROM places"
        " WHERE place IN (SELECT place FROM documents) ORDER BY 1, 2"
    )
    found: dict[str, Named] = {}
    for codes, names in catalogue.execute(query):
        above = ""
        for code, name in zip(codes.split("\n"), names.split("\n"), strict=False):
            if code:
                own = region_prefix(code)
                found[own] = own, name, above
                above = own
    return sorted(found.values())
