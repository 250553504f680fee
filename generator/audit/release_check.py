"""What a portal asks of its own release before visitors see it: the audit, in place.

The log, the manifest, the names of all files and the agencies' signatures are looked at as an
outsider would; of the files' bytes a sample that is another one in each release.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions, read_head, read_log_contents
from generator.audit.signatures import check_signatures
from generator.audit.site_files import check_files
from generator.audit.site_source import AuditProgress, FolderSource, Source
from generator.log.checkpoint import SignedCheckpoint
from generator.log.note import VerifierKey
from generator.model.messages import msg
from generator.model.problems import GongshiError, VerificationError

SAMPLE = 200
"""How many files are read, about, whatever the size of the site."""


def check_release(folder: Path, key: VerifierKey, files: int, *, whole: bool = False) -> None:
    """Audit a release of `files` files; VerificationError where it would fail an outsider's audit.

    `whole` reads every file and every row of the public copies.
    """
    try:
        check_published(FolderSource(folder), key, files, whole=whole)
    except GongshiError as error:
        raise VerificationError(
            msg(
                "the release that was just made fails its audit, and the site stays as it was: "
                "%(error)s",
                error=error,
            )
        ) from error


def check_published(
    source: Source, key: VerifierKey, files: int, *, whole: bool = False
) -> SignedCheckpoint:
    """Audit a site of `files` files where it stands; its checkpoint.

    VerificationError where it does not hold, GongshiError where it cannot be read.
    """
    options = AuditOptions(key=key)
    if whole:
        return audit(source, options).head.signed
    head = read_head(source, options)
    log_says = read_log_contents(source, head)
    manifest = log_says.release.manifest if log_says.release else ""
    chosen = _sampled(manifest, max(1, files // SAMPLE))
    found = check_files(source, log_says, AuditProgress(None, ""), choose=chosen)
    signed = check_signatures(source, found.metadata, head, log_says, options)
    found.shown.require_signed(signed.listed, removed=log_says.has_removals)
    return head.signed


def _sampled(manifest: str, every: int) -> Callable[[str], bool]:
    """Picks one file in `every`, by digests, so that each release looks at other ones."""

    def picked(path: str) -> bool:
        return int.from_bytes(sha256(f"{manifest}{path}".encode()).digest()[:4], "big") % every == 0

    return picked
