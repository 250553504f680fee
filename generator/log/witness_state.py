"""A witness of several logs: what it holds of each, and how it answers (C2SP tlog-witness).

In its folder lies the newest checkpoint of each log that it has cosigned, named by the log's
origin. A checkpoint is on the disk before its cosignature is given away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from generator.io.atomic import replace_file
from generator.io.locks import exclusive
from generator.log.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
)
from generator.log.note import ED25519, MAX_NOTE, Signer, VerifierKey, parse_note
from generator.log.witness import Request, cosign, parse_request
from generator.model.messages import foreign, msg
from generator.model.problems import UsageError, VerificationError
from generator.trust.files import read_file

MAX_REQUEST = MAX_NOTE
PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
"""The media type of a size that says from where a request has to start."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers over HTTP."""

    status: HTTPStatus
    text: str
    media_type: str = PLAIN


class Witness:
    """Make one with `at_work`; `add_checkpoint` may be called from several threads."""

    def __init__(
        self,
        folder: Path,
        logs: Sequence[VerifierKey],
        signer: Signer,
        clock: Callable[[], datetime],
    ) -> None:
        self._folder, self._signer, self._clock = folder, signer, clock
        self._lock = threading.Lock()
        self._keys: dict[str, list[VerifierKey]] = {}
        for key in logs:
            if key.kind != ED25519:
                raise UsageError(msg("%(key)s is the key of a witness, not of a log", key=key))
            self._keys.setdefault(key.name, []).append(key)
        self._held = {name: self._read(name) for name in self._keys}

    @classmethod
    @contextmanager
    def at_work(
        cls,
        folder: Path,
        logs: Sequence[VerifierKey],
        signer: Signer,
        clock: Callable[[], datetime],
    ) -> Iterator[Witness]:
        """A witness that follows the logs with these keys, alone in its folder.

        UsageError while another one is at work there; VerificationError where a checkpoint that it
        holds is damaged, since then it does not know what it has signed.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder, msg("%(folder)s: another witness is at work here", folder=folder)):
            yield cls(folder, logs, signer, clock)

    def size(self, origin: str) -> int:
        """How many entries of a log it has cosigned."""
        held = self._held[origin]
        return held.size if held else 0

    def add_checkpoint(self, body: bytes) -> Answer:
        """The cosignature over the checkpoint in a request, or why there is none."""
        try:
            request = parse_request(body)
            new = parse_checkpoint(parse_note(request.note).text)
        except VerificationError as error:
            return Answer(HTTPStatus.BAD_REQUEST, f"{error}\n")
        if new.origin not in self._keys:
            return Answer(HTTPStatus.NOT_FOUND, "this log is not followed here\n")
        key = next((key for key in self._keys[new.origin] if _opened(request, key)), None)
        if key is None:
            return Answer(HTTPStatus.FORBIDDEN, "no known key of the log has signed this\n")
        if request.old > new.size:
            return Answer(HTTPStatus.BAD_REQUEST, "the old size is beyond the checkpoint\n")
        with self._lock:
            return self._next(request, new, key)

    def _next(self, request: Request, new: Checkpoint, key: VerifierKey) -> Answer:
        held = self._held[new.origin]
        fork = held is not None and held.size == new.size and held.root != new.root
        if fork or request.old != self.size(new.origin):
            return Answer(HTTPStatus.CONFLICT, f"{self.size(new.origin)}\n", SIZE)
        try:
            line, signed = cosign(request, held, key, self._signer, at=self._clock())
        except VerificationError as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n")
        try:
            # Held before it is given away: a witness never signs two histories, even if killed.
            replace_file(self._file(new.origin), bytes(signed.note))
        except OSError as error:
            return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, f"not kept: {foreign(error)}\n")
        self._held[new.origin] = new
        return Answer(HTTPStatus.OK, str(line))

    def _file(self, origin: str) -> Path:
        return self._folder / f"{quote(origin, safe='')}.checkpoint"

    def _read(self, origin: str) -> Checkpoint | None:
        path = self._file(origin)
        data = read_file(path, MAX_NOTE, name=str(path))
        if data is None:
            return None
        for key in self._keys[origin]:
            try:
                return open_checkpoint(data, key).checkpoint
            except VerificationError:
                continue
        raise VerificationError(
            msg("%(file)s: is no checkpoint that the log's key has signed", file=path)
        )


def _opened(request: Request, key: VerifierKey) -> SignedCheckpoint | None:
    try:
        return open_checkpoint(request.note, key)
    except VerificationError:
        return None
