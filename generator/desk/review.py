"""The review by another person: for secrecy and for personal data, of exactly this content.

A review names the digest of all that the draft holds; whatever is changed afterwards ends it. A
reviewer may sign with a key; without one the name is what somebody typed, and is called so.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Signature, Signer, SSlibKey

from generator.desk.drafts import Draft
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.trust.keys import key_fingerprint

FILE: Final = "review.json"


class Statement(Struct, frozen=True):
    """What a reviewer says: of what, who, when, and that both were looked at."""

    draft: str
    digest: str
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


def review(
    draft: Draft,
    reviewer: str,
    author: str,
    *,
    secrecy: bool,
    personal: bool,
    at: datetime,
    signer: Signer | None = None,
) -> Review:
    """Say that somebody else than the author looked at a draft; UsageError where that is not so."""
    reviewer = " ".join(reviewer.split())
    if len(_plain(reviewer)) < 2:
        raise UsageError(msg("Who reviewed it? Write a name."))
    if same_person(reviewer, author):
        raise UsageError(msg("The review is another person's: %(name)s wrote this.", name=author))
    if not (secrecy and personal):
        raise UsageError(msg("Both have to be looked at: secrecy, and personal data."))
    said = Statement(draft.id, draft.content_digest(), reviewer, at, secrecy, personal)
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


def valid_review(draft: Draft) -> Review | None:
    """The review of what the draft holds now; None where there is none, or of something else."""
    found = draft.load(FILE, Review)
    if found is None or found.statement.digest != draft.content_digest():
        return None
    return found if not found.signature or _holds(found) else None


def was_cancelled(draft: Draft) -> bool:
    """Whether there was a review, and what it spoke of was changed since."""
    return draft.load(FILE, Review) is not None and valid_review(draft) is None


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same but for blanks, case, width and what nobody sees."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
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
