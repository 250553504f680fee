"""A downloaded proof of one record, checked without a network."""

from __future__ import annotations

from dataclasses import dataclass

from generator.audit.record_check import proven_record
from generator.log.checkpoint import Checkpoint, open_checkpoint
from generator.log.leaves import encode_leaf
from generator.log.note import VerifierKey, parse_key
from generator.model.canonical import Json, read_json
from generator.model.merkle import leaf_hash, verify_inclusion
from generator.model.messages import message_of, msg
from generator.model.problems import VerificationError
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


def check_proof(name: str, data: bytes, key: VerifierKey | None) -> Checked:
    """What the proof file `name` proves, by `key` or by its own; VerificationError where it does
    not hold.

    The file is what "check this page" offers: JSON with `format`, `record`, `salt`, `index`,
    `proof` (the path in hexadecimal), `checkpoint` (the note) and `key` (the verifier key).
    """
    try:
        value = read_json(data)
    except (ValueError, RecursionError) as error:
        raise refuse(name, msg("is no proof file: %(error)s", error=error)) from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise refuse(name, msg("is no proof file of the format %(format)s", format=FORMAT))
    found = proven_record(name, value.get("record"), value.get("index"), value.get("salt"))
    note, written = value.get("checkpoint"), value.get("key")
    if not isinstance(note, str) or not isinstance(written, str):
        raise refuse(name, msg("has no checkpoint and no key"))
    try:
        own = parse_key(written)
        if key is not None and own != key:
            raise refuse(
                name, msg("was made with the key %(own)s, you expected %(key)s", own=own, key=key)
            )
        checkpoint = open_checkpoint(note.encode(), own).checkpoint
        path = _path(name, value.get("proof"))
        leaf = leaf_hash(encode_leaf(found.leaf))
        verify_inclusion(found.index, checkpoint.size, leaf, path, checkpoint.root)
    except ValueError as error:
        raise refuse(name, message_of(error)) from None
    except VerificationError as error:
        if error.problems:
            raise
        raise refuse(name, message_of(error)) from None
    return Checked(
        found.leaf.kind,
        found.subject,
        found.index,
        checkpoint,
        own,
        key is None,
        value["record"],
    )


def _path(name: str, value: Json) -> list[bytes]:
    if not isinstance(value, list) or len(value) > 63:
        raise refuse(name, msg("has no inclusion path"))
    try:
        return [bytes.fromhex(one) for one in value if isinstance(one, str)]
    except ValueError:
        raise refuse(name, msg("has an inclusion path that is not hexadecimal")) from None
