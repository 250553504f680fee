"""A downloaded proof of one record, checked without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.audit.record_check import proven_record
from generator.log.checkpoint import Checkpoint, open_checkpoint
from generator.log.leaves import encode_leaf
from generator.log.note import VerifierKey, parse_key
from generator.log.tlog_proof import FIRST_LINE, MAX_PATH, TlogProof, parse_tlog_proof
from generator.model.canonical import Json, canonical, read_json
from generator.model.merkle import leaf_hash, verify_inclusion
from generator.model.messages import Message, message_of, msg
from generator.model.problems import Problem, UsageError, VerificationError
from generator.trust.signed import refuse

FORMAT = "gongshi-proof-1"
MAX_PROOF = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Checked:
    """What a proof file proved; `own_key` if the key came from the file itself."""

    kind: str
    subject: str
    index: int
    checkpoint: Checkpoint
    key: VerifierKey
    own_key: bool
    record: Json


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof file says, nothing of it checked; `key` is None where it names none."""

    record: Json
    salt: str
    index: int
    path: tuple[bytes, ...]
    note: bytes
    key: str | None

    def as_tlog_proof(self) -> TlogProof:
        """The same for other programs: record and salt, from which the entry follows, as extra."""
        extra = canonical({"record": self.record, "salt": self.salt})
        return TlogProof(self.index, self.path, self.note, extra)


def check_proof(name: str, data: bytes, key: VerifierKey | None) -> Checked:
    """What the proof file `name` proves, by `key` or by its own; VerificationError where it does
    not hold, UsageError where it names no key and none is given.

    The file is what "check this page" offers, or a tlog-proof made of it: see `read_proof`.
    """
    proof = read_proof(name, data)
    found = proven_record(name, proof.record, proof.index, proof.salt)
    try:
        known = _key(name, proof.key, key)
        checkpoint = open_checkpoint(proof.note, known).checkpoint
        leaf = leaf_hash(encode_leaf(found.leaf))
        verify_inclusion(found.index, checkpoint.size, leaf, proof.path, checkpoint.root)
    except ValueError as error:
        raise refuse(name, message_of(error)) from None
    except VerificationError as error:
        if error.problems:
            raise
        raise refuse(name, message_of(error)) from None
    return Checked(
        found.leaf.kind, found.subject, found.index, checkpoint, known, key is None, proof.record
    )


def _key(name: str, written: str | None, key: VerifierKey | None) -> VerifierKey:
    """The key to check by: the one given, which the file must not contradict, or its own."""
    if written is None:
        if key is None:
            raise UsageError(
                msg("%(name)s names no key of the log: give the one you know with --key", name=name)
            )
        return key
    own = parse_key(written)
    if key is not None and own != key:
        raise refuse(
            name, msg("was made with the key %(own)s, you expected %(key)s", own=own, key=key)
        )
    return own


def read_proof(name: str, data: bytes) -> Proof:
    """What a proof file says; VerificationError, with the member, where it is malformed.

    It is JSON with `format`, `record`, `salt`, `index`, `proof` (the path in hexadecimal),
    `checkpoint` (the note) and `key` (the verifier key); or a tlog-proof whose extra data are
    `record` and `salt` as JSON.
    """
    if data.startswith(FIRST_LINE):
        return _from_tlog_proof(name, data)
    value = _json(name, data)
    if value.get("format") != FORMAT:
        raise refuse(name, msg("is no proof file of the format %(format)s", format=FORMAT))
    texts = [_text(name, value, member) for member in ("salt", "checkpoint", "key")]
    index = value.get("index")
    if not isinstance(index, int) or isinstance(index, bool):
        raise _malformed(name, "index", msg("is no whole number"))
    path = tuple(_path(name, value.get("proof")))
    return Proof(value.get("record"), texts[0], index, path, texts[1].encode(), texts[2])


def _from_tlog_proof(name: str, data: bytes) -> Proof:
    try:
        proof = parse_tlog_proof(data)
    except VerificationError as error:
        raise refuse(name, message_of(error)) from None
    if proof.extra is None:
        raise refuse(name, msg("has no extra data with the record that it proves"))
    value = _json(name, proof.extra)
    salt = _text(name, value, "salt")
    return Proof(value.get("record"), salt, proof.index, proof.path, proof.note, None)


def _json(name: str, data: bytes) -> dict[str, Json]:
    try:
        value = read_json(data)
    except (ValueError, RecursionError) as error:
        raise refuse(name, msg("is no proof file: %(error)s", error=error)) from None
    if not isinstance(value, dict):
        raise refuse(name, msg("is no proof file of the format %(format)s", format=FORMAT))
    return value


def _text(name: str, value: dict[str, Json], member: str) -> str:
    text = value.get(member)
    if not isinstance(text, str):
        raise _malformed(name, member, msg("is no text"))
    return text


def _path(name: str, value: Json) -> Iterator[bytes]:
    if not isinstance(value, list) or len(value) > MAX_PATH:
        raise _malformed(name, "proof", msg("is no inclusion path"))
    for number, one in enumerate(value):
        member = f"proof[{number}]"
        if not isinstance(one, str):
            raise _malformed(name, member, msg("is no text"))
        try:
            yield bytes.fromhex(one)
        except ValueError:
            raise _malformed(name, member, msg("is not hexadecimal")) from None


def _malformed(name: str, member: str, why: Message) -> VerificationError:
    return VerificationError([Problem(name, None, member, why)])
