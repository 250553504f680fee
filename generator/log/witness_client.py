"""Asking witnesses over HTTP (C2SP tlog-witness, the client's side)."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterable
from email.message import Message as Headers
from http import HTTPStatus
from http.client import HTTPException
from queue import Empty, SimpleQueue
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit

from generator import __version__
from generator.log.checkpoint import SIZE
from generator.log.note import MAX_NOTE, VerifierKey
from generator.log.witness import Request
from generator.log.writing import Log
from generator.model.messages import Message, foreign, msg
from generator.model.problems import GongshiError, UsageError, VerificationError

CALL = "add-checkpoint"
TIMEOUT_S = 30.0
"""Seconds in which something of an answer has to come."""

_TRIES = 3
_SHOWN = 200
"""Of an answer that refuses, how much is repeated."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """What is posted goes to the address that was named, and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Headers,
        newurl: str,
    ) -> None:
        """None: the redirect is the answer."""


def require_address(address: str) -> None:
    """UsageError unless this is an address over http or https."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(msg("%(address)s is no address of a witness", address=address))


def ask_witness(log: Log, address: str, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """The answer of the witness at `address` over the newest checkpoint, for `add_cosignature`.

    It is asked from nothing on first and says itself how far it is. VerificationError where it
    holds another history than this log's; GongshiError where it refuses or does not answer.
    """
    require_address(address)
    if log.signed is None:
        raise UsageError(msg("the log has no checkpoint yet; run gongshi build"))
    old = 0
    for _ in range(_TRIES):
        request = Request(old, tuple(log.prove_consistency(old)), bytes(log.signed.note))
        status, body = _posted(f"{address.rstrip('/')}/{CALL}", bytes(request), timeout_s)
        if status == HTTPStatus.OK:
            return body
        told = body.decode("ascii", "replace").removesuffix("\n")
        if status != HTTPStatus.CONFLICT or not SIZE.fullmatch(told):
            raise GongshiError(
                msg(
                    "%(address)s: the witness answers %(status)s %(text)s",
                    address=address,
                    status=status,
                    text=foreign(told[:_SHOWN]),
                )
            )
        if int(told) > log.size or int(told) == old:
            raise VerificationError(
                msg(
                    "%(address)s: the witness holds %(told)s entries of another history, this log"
                    " has %(size)s: it was rolled back or rewritten",
                    address=address,
                    told=told,
                    size=log.size,
                )
            )
        old = int(told)
    raise GongshiError(
        msg("%(address)s: the witness names another size each time", address=address)
    )


def ask_all(
    log: Log, witnesses: Iterable[tuple[VerifierKey, str]], wait_s: float
) -> tuple[Message, ...]:
    """Ask every witness, all at once, that has not signed the newest checkpoint, and add what comes
    within `wait_s` seconds; why the others are missing.
    """
    signed = {one.key for one in log.witnessed()}
    waiting = {key: address for key, address in witnesses if key not in signed}
    answers: SimpleQueue[tuple[VerifierKey, bytes | GongshiError]] = SimpleQueue()

    def ask(key: VerifierKey, address: str) -> None:
        try:
            answers.put((key, ask_witness(log, address, timeout_s=wait_s)))
        except GongshiError as error:
            answers.put((key, error))

    for key, address in waiting.items():
        # A daemon: one that answers a byte a minute keeps no command from ending.
        threading.Thread(target=ask, args=(key, address), daemon=True).start()
    missing = []
    end = time.monotonic() + wait_s
    while waiting:
        try:
            key, answer = answers.get(timeout=max(end - time.monotonic(), 0.001))
        except Empty:
            break
        address = waiting.pop(key)
        try:
            if isinstance(answer, GongshiError):
                raise answer
            log.add_cosignature(answer, key)
        except GongshiError as error:
            missing.append(msg("%(name)s: %(error)s", name=key.name, error=error.message))
    for key, address in waiting.items():
        missing.append(
            msg(
                "%(name)s: %(address)s did not answer within %(seconds)s seconds",
                name=key.name,
                address=address,
                seconds=f"{wait_s:g}",
            )
        )
    return tuple(missing)


def _posted(address: str, body: bytes, timeout_s: float) -> tuple[int, bytes]:
    """Status and body of the answer to a POST; GongshiError where none comes."""
    headers = {"User-Agent": f"gongshi/{__version__}", "Content-Type": "text/plain; charset=utf-8"}
    request = urllib.request.Request(address, body, headers, method="POST")
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=timeout_s) as answer:
            return answer.status, answer.read(MAX_NOTE)
    except HTTPError as error:
        with error:
            return error.code, error.read(MAX_NOTE)
    except (OSError, HTTPException) as error:
        raise GongshiError(
            msg("%(address)s: %(error)s", address=address, error=foreign(error))
        ) from None
