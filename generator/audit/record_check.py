"""A public record against the leaf of the log that it claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from msgspec import Struct

from generator.audit.log_leaves import LogContents
from generator.audit.row_claims import RowClaim, claimed_rows
from generator.log.leaves import DossierLeaf, Kind
from generator.model.canonical import Json, canonical, read_json
from generator.model.messages import msg
from generator.pages.shared import urls
from generator.trust.signed import refuse

MAX_RECORD = 16 * 2**20
SALT = 32

_RECORD = re.compile(r"(f|policy|interpretation)/.+\.json")
_NAMES: dict[Kind, str] = {
    "facility": "facility_id",
    "policy": "slug",
    "interpretation": "slug",
}
"""The kinds of records, and under which name each says what it is of."""


class Seen(Struct, frozen=True, array_like=True):
    """What was found in the file of a record: the leaf that seals it, and what it is of.

    `record` is the SHA-256 of the record, `current` whether it is the present one of its subject;
    `release` the name of the export that brought it (empty for one that the portal wrote), `rows`
    where its rows lead, None where no agency signed them one by one.
    """

    leaf: int
    kind: str
    subject: str
    current: bool
    record: bytes
    release: str
    rows: RowClaim | None


@dataclass(frozen=True, slots=True)
class Proven:
    """A record with what proves it: the index of its leaf, and the leaf that follows from it.

    `written` is the record in its canonical form.
    """

    index: int
    leaf: DossierLeaf
    subject: str
    written: bytes

    def belongs(self, path: str) -> bool:
        """Whether a file of the site is one where this record may stand, now or as an earlier one.

        A facility's earlier records lie in a folder beside its page, a document's beside its own.
        """
        if self.leaf.kind == "facility":
            page = urls.file_of(urls.facility(self.subject)).removesuffix(".html")
            return path == f"{page}.json" or path.startswith(f"{page}/")
        return path.startswith(f"{self.leaf.kind}/{self.subject}/")

    def is_current(self, path: str) -> bool:
        """Whether a file is where the present record of this subject stands."""
        if self.leaf.kind == "facility":
            return path == urls.file_of(urls.public_record(self.subject))
        return path == urls.file_of(urls.document_record(self.leaf.kind, self.subject))


def is_record(path: str) -> bool:
    """Whether a file of the site is a record that the log proves."""
    return _RECORD.fullmatch(path) is not None


def proven_record(name: str, record: Json, index: Json, salt: Json) -> Proven:
    """The leaf that follows from a record and its salt; VerificationError, with `name`, where none
    does.
    """
    if not isinstance(record, dict):
        raise refuse(name, msg("is no record with a proof"))
    if not isinstance(index, int) or isinstance(index, bool) or not isinstance(salt, str):
        raise refuse(name, msg("its proof names no leaf and no salt"))
    try:
        secret = bytes.fromhex(salt)
    except ValueError:
        secret = b""
    if len(secret) != SALT:
        raise refuse(name, msg("its salt is not %(salt)s bytes in hexadecimal", salt=SALT))
    written = canonical(record)
    digest = sha256(secret + written).hexdigest()
    kind, subject = _subject(name, record)
    return Proven(index, DossierLeaf(kind, digest), subject, written)


def check_published(path: str, data: bytes, log_says: LogContents) -> Seen | None:
    """What a file of the site shows as a record; VerificationError unless it is that of the leaf it
    claims, at its own place, and was not withdrawn.

    None where the file says that its facility is published no longer, and the log says so too.
    """
    try:
        value = read_json(data)
    except (ValueError, RecursionError) as error:
        raise refuse(path, msg("is no JSON that can be proved: %(error)s", error=error)) from None
    if isinstance(value, dict) and value.keys() == {"unpublished"}:
        _check_unpublished(path, value["unpublished"], log_says)
        return None
    proof = value.get("proof") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(proof, dict):
        raise refuse(path, msg("is no record with a proof"))
    found = proven_record(path, value.get("record"), proof.get("leaf"), proof.get("salt"))
    if not found.belongs(path):
        raise refuse(
            path,
            msg(
                "has the record of %(kind)s %(subject)s, another one",
                kind=found.leaf.kind,
                subject=found.subject,
            ),
        )
    leaf = log_says.dossier(found.index)
    if leaf is None:
        raise refuse(
            path, msg("claims entry %(index)s of the log, which is no record", index=found.index)
        )
    if leaf != found.leaf:
        raise refuse(
            path,
            msg(
                "its record has the salted digest %(digest)s; entry %(index)s of the log says "
                "%(kind)s %(digest_2)s",
                digest=found.leaf.digest,
                index=found.index,
                kind=leaf.kind,
                digest_2=leaf.digest,
            ),
        )
    if found.index in log_says.withdrawn:
        reason = log_says.withdrawn[found.index]
        raise refuse(
            path,
            msg(
                "shows entry %(index)s, which was withdrawn (%(reason)s)",
                index=found.index,
                reason=reason,
            ),
        )
    record = value["record"]
    assert isinstance(record, dict), "what has a leaf is an object"
    rows = value.get("rows")
    return Seen(
        found.index,
        found.leaf.kind,
        found.subject,
        found.is_current(path),
        sha256(found.written).digest(),
        str(proof.get("release", "")).partition("+")[0],
        claimed_rows(path, record, rows) if rows is not None else None,
    )


def _check_unpublished(path: str, said: Json, log_says: LogContents) -> None:
    """Nothing stands here because the log took it back: every entry named, and at least one."""
    leaves = said.get("withdrawn") if isinstance(said, dict) else None
    identifier = said.get("facility_id") if isinstance(said, dict) else None
    if not isinstance(leaves, list) or not leaves or not isinstance(identifier, str):
        raise refuse(path, msg("does not say which entries of the log took its facility back"))
    page = urls.file_of(urls.facility(identifier)).removesuffix(".html")
    if path != f"{page}.json" and not path.startswith(f"{page}/"):
        raise refuse(
            path, msg("speaks of facility %(identifier)s, another one", identifier=identifier)
        )
    for leaf in leaves:
        if not isinstance(leaf, int) or isinstance(leaf, bool) or leaf not in log_says.withdrawn:
            raise refuse(
                path,
                msg("says that entry %(leaf)s of the log was withdrawn; it was not", leaf=leaf),
            )


def _subject(name: str, record: dict[str, Json]) -> tuple[Kind, str]:
    for kind, key in _NAMES.items():
        about = record.get(kind)
        if isinstance(about, dict):
            subject = about.get(key)
            if isinstance(subject, str):
                return kind, subject
    raise refuse(name, msg("its record does not say what it is of"))
