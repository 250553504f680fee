"""What the log's entries say: digests and public paths only, since a leaf is never deleted. Pure.

An entry is canonical JSON (RFC 8785) of at most 65,535 bytes.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from generator.log.tiles import MAX_ENTRY
from generator.model.canonical import EXACT
from generator.model.messages import message_of, msg
from generator.model.problems import VerificationError

Digest: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Word: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=100)]
Path: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*\Z", max_length=1000)
]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=EXACT)]
Moment: TypeAlias = Annotated[
    str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})\Z")
]
Key: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9._~:/%-]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*\Z", max_length=1000)
]
Change: TypeAlias = Literal["planned", "lost", "stolen"]
Kind: TypeAlias = Literal["facility", "policy", "interpretation", "page"]


class ExportLeaf(Struct, frozen=True, tag_field="type", tag="export", forbid_unknown_fields=True):
    """A signed export was accepted; `supersedes` is the path of the one before it."""

    role: Word
    version: Count
    path: Path
    length: Count
    sha256: Digest
    supersedes: Path | None


class ReleaseLeaf(
    Struct,
    frozen=True,
    tag_field="type",
    tag="release",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """A release of the site: its reference time, the TUF snapshot, the digest of manifest.txt.

    `files` is the digest of the root list of the manifest's tree (`log.manifest_tree`), `published`
    the portal's clock when the release was made (`log.published`); the first releases have neither.
    """

    reference: Moment
    snapshot: Digest
    manifest: Digest
    files: Digest | None = None
    published: Moment | None = None


class DossierLeaf(Struct, frozen=True, tag_field="type", tag="dossier", forbid_unknown_fields=True):
    """A public record of one facility or document; `digest` is SHA-256 of salt and record."""

    kind: Kind
    digest: Digest


class WithdrawalLeaf(
    Struct, frozen=True, tag_field="type", tag="withdrawal", forbid_unknown_fields=True
):
    """The record behind an earlier leaf is published no more."""

    index: Count
    reason: Word


class PredecessorLeaf(
    Struct, frozen=True, tag_field="type", tag="predecessor", forbid_unknown_fields=True
):
    """This log goes on from another one, of which these entries count and no later ones.

    It is the first entry of the new log, and the targets role signs the same.
    """

    key: Key
    size: Count
    root: Digest
    reason: Change


class SuccessorLeaf(
    Struct, frozen=True, tag_field="type", tag="successor", forbid_unknown_fields=True
):
    """The last entry of a log whose own key says with which key it goes on."""

    key: Key


Leaf: TypeAlias = (
    ExportLeaf | ReleaseLeaf | DossierLeaf | WithdrawalLeaf | PredecessorLeaf | SuccessorLeaf
)

# All texts are plain ASCII by their patterns, so that this form is the canonical one.
_encoder = msgspec.json.Encoder(order="sorted")
_decoder: msgspec.json.Decoder[Leaf] = msgspec.json.Decoder(
    ExportLeaf | ReleaseLeaf | DossierLeaf | WithdrawalLeaf | PredecessorLeaf | SuccessorLeaf
)


def encode_leaf(leaf: Leaf) -> bytes:
    """The entry; ValueError for a leaf that could not be read back."""
    entry = _encoder.encode(leaf)
    try:
        decode_leaf(entry)
    except VerificationError as error:
        raise ValueError(message_of(error)) from None
    return entry


def decode_leaf(entry: bytes) -> Leaf:
    """What an entry says; VerificationError unless it is one of these kinds in its one
    spelling.
    """
    if len(entry) > MAX_ENTRY:
        raise VerificationError(
            msg(
                "an entry of %(count)s bytes is longer than %(max_entry)s",
                count=len(entry),
                max_entry=MAX_ENTRY,
            )
        )
    try:
        leaf = _decoder.decode(entry)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise VerificationError(msg("an entry is no leaf: %(error)s", error=error)) from None
    if _encoder.encode(leaf) != entry:
        raise VerificationError(msg("an entry is not written in its canonical form"))
    return leaf
