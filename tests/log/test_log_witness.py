"""Witnesses: what they are asked, what they sign, and who counts."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import mldsa

from generator.audit.quorums import require_quorum
from generator.log.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from generator.log.note import ML_DSA_44, Signature, Signer, VerifierKey, parse_key, sign_note
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


def test_nothing_needs_no_proof(log: Log) -> None:
    """From no entries on there is nothing to prove: who sends hashes has misunderstood."""
    request = ask(log, 300)
    assert request.proof
    with pytest.raises(VerificationError, match="does not continue"):
        cosign(Request(0, request.proof, request.note), None, log.key, PAPER, at=AT)


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
    second = signer("newspaper.example", "a further key").witness_key
    with pytest.raises(VerificationError):
        quorum([both[0], type(both[0])(second, AT)], 2)


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
             b"old 3\n??\n\nnote", b"old 03\n\nnote", b"\xff\n\nnote"],
)  # fmt: skip
def test_what_is_no_request(data: bytes) -> None:
    """A request has its size, its proof and a note."""
    with pytest.raises(VerificationError, match="no request"):
        parse_request(data)


class MlDsa:
    """A witness that signs by ML-DSA-44."""

    def __init__(self) -> None:
        self._private = mldsa.MLDSA44PrivateKey.from_seed_bytes(bytes(32))
        self.key = VerifierKey(
            "university.example", ML_DSA_44, self._private.public_key().public_bytes_raw()
        )

    def cosign(self, log: Log, *, at: datetime = AT, origin: str | None = None) -> bytes:
        """Its signature over the newest checkpoint, written down from tlog-cosignature anew."""
        assert log.signed
        checkpoint, name = log.signed.checkpoint, self.key.name.encode()
        of = (origin or checkpoint.origin).encode()
        time = int(at.timestamp())
        message = struct.pack(
            f">12sB{len(name)}sQB{len(of)}sQQ32s",
            b"subtree/v1\n\0", len(name), name, time, len(of), of, 0, checkpoint.size,
            checkpoint.root,
        )  # fmt: skip
        value = struct.pack(">Q", time) + self._private.sign(message)
        return str(Signature(self.key.name, self.key.id, value)).encode()


def test_signatures_by_ml_dsa(log: Log) -> None:
    """They are checked as those by Ed25519 are, and one over something else is refused."""
    witness = MlDsa()
    assert parse_key(str(witness.key)) == witness.key
    signed = log.add_cosignature(witness.cosign(log), witness.key)
    assert [(one.key, one.at) for one in signed.witnessed] == [(witness.key, AT)]
    assert [one.key for one in log.witnessed()] == [witness.key]
    with pytest.raises(VerificationError, match="did not sign"):
        log.add_cosignature(witness.cosign(log, origin="other.example"), witness.key)


def test_what_cannot_be_checked_is_called_unread(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library without ML-DSA: the signature is there, counts for nothing, and is not hidden."""
    witness = MlDsa()
    note = bytes(log.add_cosignature(witness.cosign(log), witness.key).note)

    def unsupported(public: bytes) -> None:
        raise UnsupportedAlgorithm("no ML-DSA here")

    monkeypatch.setattr(
        "generator.log.note.mldsa.MLDSA44PublicKey.from_public_bytes", staticmethod(unsupported),
        raising=True,
    )  # fmt: skip
    signed = open_checkpoint(note, log.key, [witness.key])
    assert (signed.witnessed, signed.unread) == ((), (witness.key,))
    assert not open_checkpoint(note, log.key).unread
    with pytest.raises(UsageError, match="cannot check ML-DSA-44"):
        log.add_cosignature(witness.cosign(log), witness.key)
    with pytest.raises(VerificationError, match=r"university\.example is there"):
        require_quorum("checkpoint", signed, (), [witness.key], 1)
