"""What a search gives back."""

from __future__ import annotations

from msgspec import Struct


class Matched(Struct, frozen=True):
    """A text as written in which words were found; `spans` are start and end indexes to mark.

    `field` is title, other_name, number, address, region or body; of a body it is the sentence.
    """

    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


class Hit(Struct, frozen=True, kw_only=True):
    """A document that was found. The title is always among `matched`, marked or not."""

    id: str
    kind: str
    url: str
    title: str
    other_names: tuple[str, ...]
    address: str
    region_code: str
    regions: tuple[str, ...]
    lon: float | None
    lat: float | None
    closed: bool
    filed: bool | None
    """None where nothing was published about it, and for documents."""
    fee: float | None
    places: int | None
    published: str | None
    assessed: str | None
    summary: dict[str, str]
    rank: int
    """See `docs/search.md`; 0 where nothing was asked for by words."""
    matched: tuple[Matched, ...]


class Suggestion(Struct, frozen=True, kw_only=True):
    """What to try when nothing was found: another text, or a wider region."""

    text: str
    region: str | None
    total: int
    """How many documents that finds."""


class Offer(Struct, frozen=True):
    """A filter that a word of the text names: its name and value in an address, and its title.

    `text` is what is left of the text without that word.
    """

    name: str
    value: str
    title: str
    text: str
    total: int
    """How many documents have this value."""


class Results(Struct, frozen=True, kw_only=True):
    """The hits that were asked for, of all that there are.

    `counts` says for every facet, and for kind, closed and filed, how many of all have each value;
    `filters` are offered where words of the text name them. `read_as` is the text that was looked
    for where the one that was asked finds nothing, and finds something with a space in it.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: dict[str, dict[str, int]]
    suggestions: tuple[Suggestion, ...]
    filters: tuple[Offer, ...] = ()
    read_as: str | None = None
