"""What the server and a searcher say to each other: length, then a message, over two pipes.

server → searcher   a query
searcher → server   READY once it has the newest index at hand, then one answer
"""

from __future__ import annotations

from typing import BinaryIO, TypeAlias

import msgspec
from msgspec import Struct

from generator.search.query.query import Query

LENGTH = 4
"""Bytes of the length, big-endian."""

READY = b""
"""The message that says that a query is being answered from now on."""


class Found(Struct, frozen=True, tag=True):
    """The results as JSON."""

    json: bytes


class Declined(Struct, frozen=True, tag=True):
    """The query cannot be answered, by any index."""

    why: str


class Unavailable(Struct, frozen=True, tag=True):
    """No index may be opened."""

    why: str


Answer: TypeAlias = Found | Declined | Unavailable

_ANSWER: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
_QUERY = msgspec.msgpack.Decoder(Query)


def encode_frame(message: Query | Answer) -> bytes:
    """The bytes of a message."""
    return msgspec.msgpack.encode(message)


def decode_answer(message: bytes) -> Answer:
    """The answer that these bytes are."""
    return _ANSWER.decode(message)


def framed(message: bytes) -> bytes:
    """A message as it goes through a pipe."""
    return len(message).to_bytes(LENGTH) + message


def read_query(pipe: BinaryIO) -> Query | None:
    """The next query; None once the server is gone."""
    length = pipe.read(LENGTH)
    if len(length) < LENGTH:
        return None
    return _QUERY.decode(pipe.read(int.from_bytes(length)))


def send(pipe: BinaryIO, message: bytes) -> None:
    """Send a message at once."""
    pipe.write(framed(message))
    pipe.flush()
