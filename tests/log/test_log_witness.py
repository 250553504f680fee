"""Witnesses: what they are asked, what they sign, and who counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.log.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from generator.log.note import Signer, sign_note
from generator.log.witness import Request, add_cosignature, cosign, parse_request, quorum
from generator.log.writing import Log
from generator.model.merkle import consistency_proof, leaf_hash
from generator.model.problems import UsageError, VerificationError
from tests.factory_log import make_log, signer

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
PAPER = signer("newspaper.example", "paper")
UNIVERSITY = signer("university.example", "university")
KEYS = [PAPER.witness_key, UNIVERSITY.witness_key]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return make_log(tmp_path, 300, 400)


def ask(log: Log, old: int) -> Request:
    assert log.signed
    proof = consistency_proof(old, log.size, log._files)
    return parse_request(bytes(Request(old, tuple(proof), bytes(log.signed.note))))


def cosigned(log: Log, *witnesses: Signer, at: datetime = AT) -> SignedCheckpoint:
    """The newest checkpoint with cosignatures."""
    signed = log.signed
    assert signed
    for one in witnesses:
        line, _ = cosign(ask(log, 0), None, log.key, one, at=at)
        note = add_cosignature(signed, str(line).encode(), one.witness_key)
        signed = open_checkpoint(bytes(note), log.key, KEYS)
    return signed


def test_witness_signs_what_continues(log: Log) -> None:
    """First trusted on first sight, then only from the checkpoint that the witness holds."""
    held = Checkpoint(log.key.name, 300, log.root_at(300))
    line, signed = cosign(ask(log, 300), held, log.key, PAPER, at=AT)
    assert signed.checkpoint.size == 700
    assert line.name == "newspaper.example"
    with pytest.raises(UsageError, match="ask for one from 300"):
        cosign(ask(log, 0), held, log.key, PAPER, at=AT)


def test_witness_refuses_a_fork(log: Log) -> None:
    """A log that tells the witness another history gets no signature."""
    held = Checkpoint(log.key.name, 300, leaf_hash(b"another history"))
    with pytest.raises(VerificationError, match="does not continue"):
        cosign(ask(log, 300), held, log.key, PAPER, at=AT)
    forged = Checkpoint(log.key.name, 700, log.root)
    note = bytes(sign_note(forged.text(), signer(seed="thief")))
    with pytest.raises(VerificationError, match="not signed"):
        cosign(Request(0, (), note), None, log.key, PAPER, at=AT)


def test_quorum_counts_distinct_witnesses(log: Log) -> None:
    """The same witness twice, or under two names, is one."""
    both = cosigned(log, PAPER, UNIVERSITY).witnessed
    assert [one.key.name for one in quorum(both, 2)] == ["newspaper.example", "university.example"]
    with pytest.raises(VerificationError, match="2 witnesses are needed; signed by 1"):
        quorum([both[0], both[0]], 2)
    alias = signer("other.example", "paper").witness_key
    twice = [both[0], type(both[0])(alias, AT)]
    with pytest.raises(VerificationError):
        quorum(twice, 2)


def test_newer_cosignature_takes_the_place_of_the_older(log: Log) -> None:
    """One line a witness, however often it signs."""
    later = AT + timedelta(days=1)
    first = cosigned(log, PAPER)
    line, _ = cosign(ask(log, 0), None, log.key, PAPER, at=later)
    note = add_cosignature(first, str(line).encode(), PAPER.witness_key)
    opened = open_checkpoint(bytes(note), log.key, KEYS)
    assert [one.at for one in opened.witnessed] == [later]


def test_answers_that_are_not_taken(log: Log) -> None:
    """Another witness's line, one over another checkpoint, or none at all."""
    signed = cosigned(log)
    line, _ = cosign(ask(log, 0), None, log.key, PAPER, at=AT)
    with pytest.raises(VerificationError, match="0 signatures"):
        add_cosignature(signed, str(line).encode(), UNIVERSITY.witness_key)
    log.append([b"more"], signer())
    assert log.signed
    with pytest.raises(VerificationError, match="did not sign"):
        add_cosignature(log.signed, str(line).encode(), PAPER.witness_key)
    with pytest.raises(VerificationError):
        add_cosignature(signed, b"\xff", PAPER.witness_key)


@pytest.mark.parametrize(
    "data", [b"", b"old 3\n", b"new 3\n\nnote", b"old -3\n\nnote", b"old 3\nAAAA\n\nnote",
             b"old 3\n??\n\nnote", b"\xff\n\nnote"],
)  # fmt: skip
def test_what_is_no_request(data: bytes) -> None:
    """A request has its size, its proof and a note."""
    with pytest.raises(VerificationError, match="no request"):
        parse_request(data)
