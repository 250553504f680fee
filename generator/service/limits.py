"""How much the service takes on at once, and for how long it waits; `docs/http-api.md` says so."""

from __future__ import annotations

from msgspec import Struct

MAX_HEAD_BYTES = 16_384
"""Of a request line with its headers; browsers and web servers send a tenth of that."""
RETRY_AFTER_S = 2
"""Seconds after which who was sent away may come back."""


class Limits(Struct, frozen=True, kw_only=True):
    """Numbers of things at once; times in seconds."""

    connections: int = 512
    """Connections; for one more, the one that has been silent longest is closed."""
    head: float = 10.0
    """The time from a connection's beginning, or its last answer, to the end of a request's
    head, and the time in which at least something of an answer's end has to be taken."""
    stalled: float = 30.0
    """The time in which a visitor has to take the next 48 kB of a long answer."""
    searchers: int = 2
    waiting: int = 256
    """Queries, those being answered included; for one more, a visitor with several loses one."""
    one_visitor: int = 8
    """Queries of one visitor."""
    patience: float = 6.0
    """The time until a searcher is free."""
    query: float = 3.0
    """The time of one query once an index is at hand."""
    opening: float = 60.0
    """Starting a searcher, and checking a newly built index, which is read as a whole."""
