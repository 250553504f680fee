"""The review by another person: for secrecy and for personal data, of exactly what will be signed.

A review names its subject, a digest of all that the draft holds, of the release that it follows
upon, of whose release it is and of the days that are worked out; whatever of that changes ends it.
A reviewer may sign with a key; without one the name is what somebody typed, and is called so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Signature, Signer, SSlibKey

from generator.desk.releases.publicity_settings import read_publicity
from generator.desk.releases.workspace import Office, Workspace
from generator.desk.writing.draft import Draft
from generator.model.characters import as_meant
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.release import CHINA
from generator.preparation.publicity import last_day
from generator.trust.keys import key_fingerprint

FILE: Final = "review.json"


class Statement(Struct, frozen=True):
    """What a reviewer says: of what, who, when, and that both were looked at."""

    draft: str
    subject: str
    reviewer: str
    at: datetime
    secrecy: bool
    personal: bool


class Review(Struct, frozen=True):
    """A statement; `signature` over it and `key` where one was used."""

    statement: Statement
    signature: str = ""
    key: dict[str, str] = {}
    fingerprint: str = ""


def subject_of(draft: Draft, space: Workspace, office: Office, at: datetime) -> str:
    """The digest of all that decides what would be signed."""
    table, _ = read_publicity(draft)
    ends = last_day(at.astimezone(CHINA).date(), table, "", []) if table else None
    parts = [draft.content_digest(), office.region, office.agency, space.last_digest(office.region)]
    return sha256("\0".join([*parts, str(ends)]).encode()).hexdigest()


def review(
    draft: Draft,
    reviewer: str,
    subject: str,
    *,
    secrecy: bool,
    personal: bool,
    at: datetime,
    signer: Signer | None = None,
) -> Review:
    """Say that somebody who wrote none of it looked at a draft; UsageError where that is not so."""
    reviewer = " ".join(reviewer.split())
    if len(_plain(reviewer)) < 2:
        raise UsageError(msg("Who reviewed it? Write a name."))
    if not reviewer.isprintable():
        raise UsageError(msg("The name holds signs that nobody can see."))
    if wrote := is_among(reviewer, draft.info.writers):
        raise UsageError(msg("The review is another person's: %(name)s wrote this.", name=wrote))
    if not (secrecy and personal):
        raise UsageError(msg("Both have to be looked at: secrecy, and personal data."))
    said = Statement(draft.id, subject, reviewer, at, secrecy, personal)
    found = Review(said)
    if signer is not None:
        key = signer.public_key
        found = Review(
            said,
            signer.sign(_bytes(said)).signature,
            {"keytype": key.keytype, "scheme": key.scheme, "public": str(key.keyval["public"])},
            key_fingerprint(key),
        )
    draft.save(FILE, found)
    return found


def valid_review(draft: Draft, subject: str) -> Review | None:
    """The review of this subject; None where there is none, or where it is not what it has to be:
    of this draft, of both questions, by somebody who wrote none of it.
    """
    found = draft.load(FILE, Review)
    if found is None:
        return None
    said = found.statement
    complete = said.secrecy and said.personal and (said.draft, said.subject) == (draft.id, subject)
    if not complete or is_among(said.reviewer, draft.info.writers):
        return None
    return found if not found.signature or _holds(found) else None


def was_cancelled(draft: Draft, subject: str) -> bool:
    """Whether there was a review, and what it spoke of was changed since."""
    return draft.load(FILE, Review) is not None and valid_review(draft, subject) is None


def is_among(name: str, others: Collection[str]) -> str | None:
    """The one of these names that is the same but for blanks, case, width and what nobody sees."""
    return next((other for other in others if _plain(other) == _plain(name)), None)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", as_meant(name)).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] not in "CZMP")


def _bytes(said: Statement) -> bytes:
    return b"gongshi review\n" + msgspec.json.encode(said)


def _holds(found: Review) -> bool:
    try:
        said = found.key
        key = SSlibKey("", said["keytype"], said["scheme"], {"public": said["public"]})
        key.verify_signature(Signature("", found.signature), _bytes(found.statement))
        return key_fingerprint(key) == found.fingerprint
    except (UnverifiedSignatureError, KeyError, ValueError):
        return False
