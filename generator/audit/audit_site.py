"""What an outsider runs against a published site: it needs the published key and nothing else.

Everything is read as a stream. The first difference ends it with VerificationError, which names
the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.audit.as_readers import compared
from generator.audit.derived_records import Derived, derive_records
from generator.audit.earlier_logs import Followed, follow
from generator.audit.heads import (
    LOG,
    AuditOptions,
    Head,
    log_file,
    read_head,
    read_log_contents,
    unexpected,
)
from generator.audit.log_leaves import LogContents
from generator.audit.public_copies import require_same_copies
from generator.audit.signatures import SignedMetadata, check_signatures
from generator.audit.site_files import BATCH, SiteFiles, check_files
from generator.audit.site_source import AuditProgress, Source, read
from generator.audit.times import check_times
from generator.log.checkpoint import Checkpoint
from generator.log.leaves import encode_leaf
from generator.log.note import MAX_NOTE
from generator.log.release_proof import MAX_RELEASE, RELEASE, proof_of, read_proof
from generator.log.tile_files import CHECKPOINT
from generator.model.merkle import leaf_hash, verify_inclusion
from generator.model.messages import message_of, msg
from generator.model.problems import MALFORMED, GongshiError, VerificationError
from generator.trust.signed import refuse

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Audited:
    """What was proved of a site."""

    site: str
    own_key: bool
    head: Head
    log_says: LogContents
    found: SiteFiles
    signed: SignedMetadata
    derived: Derived
    as_reader: str | None
    """In the name of which browser each file was asked for once more; None for a folder."""
    followed: Followed | None = None
    """The log before that the auditor knew, and went on from."""

    @property
    def old(self) -> Checkpoint | None:
        """The checkpoint that the auditor held, of this log or of the one before."""
        return self.head.old or (self.followed.old if self.followed else None)


def audit(
    source: Source,
    options: AuditOptions,
    *,
    cache: Path | None = None,
    batch: int = BATCH,
    tell: Tell = lambda _: None,
) -> Audited:
    """Look at everything; VerificationError at the first difference. `tell` hears what comes next.

    `cache` keeps what was found right, `batch` files at a time, for an audit that is cut off.
    """
    tell(msg("Checkpoints and signatures"))
    brought = options
    options, followed = follow(source, options)
    head = read_head(source, options)
    try:
        tell(
            msg("%(size)s entries of the log, and every tile over them", size=head.checkpoint.size)
        )
        log_says = read_log_contents(source, head)
        _check_log_folder(source, head)
        _check_newest(source, head, log_says)
        compared(source.readers, log_file(CHECKPOINT), bytes(head.signed.note))
        check_times(head, log_says, options)
        tell(msg("Every file of the site against its manifest, every record against its leaf"))
        progress = AuditProgress(cache, log_says.release.manifest if log_says.release else "")
        found = check_files(source, log_says, progress, batch)
        tell(msg("The agencies' signatures under the exports"))
        signed = check_signatures(source, found.metadata, head, log_says, options)
        tell(msg("Every record anew from the rows that the agencies signed"))
        derived = derive_records(
            source, found.copies, found.exports, found.shown, signed, log_says.has_removals
        )
        if signed.copies is not None:
            require_same_copies(signed.copies, found.copies, found.offered)
        # After what names a cell: a root says only that some row differs.
        found.shown.require_signed(signed.listed, removed=log_says.has_removals)
    except VerificationError:
        _still_the_same(source, head)
        raise
    progress.end()
    own_key = brought.key is None
    as_reader = source.readers.user_agent if source.readers else None
    return Audited(
        source.name, own_key, head, log_says, found, signed, derived, as_reader, followed
    )


def _check_log_folder(source: Source, head: Head) -> None:
    names = source.names()
    if names is None:
        return
    below = (name.removeprefix(f"{LOG}/") for name in names if name.startswith(f"{LOG}/"))
    found = unexpected(head, below)
    if found is not None:
        raise refuse(log_file(found), msg("does not belong into a published log"))


def _check_newest(source: Source, head: Head, log_says: LogContents) -> None:
    """The newest entry as pages read it beside the checkpoint: the release, with its proof."""
    release, size = log_says.release, head.checkpoint.size
    if release is None or release.files is None:
        return
    name = log_file(RELEASE)
    if log_says.releases[-1] != size - 1:
        raise refuse(
            LOG, msg("does not end with a release, so that no page knows which it belongs to")
        )
    try:
        data = read(source, name, MAX_RELEASE) or b""
        index, entry, path = read_proof(data)
        if data != proof_of(size - 1, encode_leaf(release), path):
            raise VerificationError(msg("is not of the newest entry"))
        verify_inclusion(index, size, leaf_hash(entry), path, head.checkpoint.root)
    except (*MALFORMED, VerificationError) as error:
        raise refuse(name, message_of(error)) from None
    compared(source.readers, name, data)


def _still_the_same(source: Source, head: Head) -> None:
    """A site that was published again meanwhile is no forgery; it is to be looked at again."""
    name = log_file(CHECKPOINT)
    if read(source, name, MAX_NOTE) != bytes(head.signed.note):
        raise GongshiError(
            msg("%(name)s was published again while it was audited: run it again", name=source.name)
        )
