"""The secret that the salts of the log are made with: it belongs to the log and to no other.

With another one every record would be sealed anew, the log would say everything twice, and no audit
would ever hold again; so its fingerprint lies beside it from the day on which it was right.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from generator.io.atomic import clear_left, create_whole
from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError

SECRET_BYTES = 32


def read_log_secret(log: Path) -> bytes:
    """The secret in a log's folder; UsageError where it is missing, VerificationError where it is
    not the one that the log was made with.
    """
    path = log / "salt"
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            msg(
                "%(path)s is missing: it belongs to the archive, and without it the records of "
                "the log cannot be told; put it back from the back-up",
                path=path,
            )
        ) from None
    if len(secret) != SECRET_BYTES:
        raise VerificationError(
            msg(
                "%(path)s has %(count)s bytes and not %(secret_bytes)s: it is damaged; put it "
                "back from the back-up of this archive",
                path=path,
                count=len(secret),
                secret_bytes=SECRET_BYTES,
            )
        )
    known = _fingerprint_file(log)
    if known.exists() and known.read_text("ascii", "replace").strip() != _fingerprint(secret):
        raise VerificationError(
            msg(
                "%(path)s is not the secret that this log was made with (%(name)s says so): put "
                "both back from the back-up of this archive",
                path=path,
                name=known.name,
            )
        )
    return secret


def note_log_secret(log: Path, secret: bytes) -> None:
    """Note that a secret is the right one, unless that is noted already."""
    clear_left(_fingerprint_file(log))
    if not _fingerprint_file(log).exists():
        create_whole(_fingerprint_file(log), f"{_fingerprint(secret)}\n".encode())


def _fingerprint_file(log: Path) -> Path:
    return log / "salt.sha256"


def _fingerprint(secret: bytes) -> str:
    return hashlib.sha256(b"gongshi log secret\0" + secret).hexdigest()
