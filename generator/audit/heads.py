"""The log's part of an audit: its key, its checkpoints, and every tile made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from generator.audit.log_leaves import LogContents
from generator.audit.quorums import Witnessed, all_cosigned, furthest, require_quorum
from generator.audit.site_source import Source, read
from generator.log.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from generator.log.growing import edge_widths
from generator.log.note import MAX_NOTE, VerifierKey, parse_key, parse_keys
from generator.log.reader import PublishedLog
from generator.log.release_proof import RELEASE
from generator.log.tile_files import CHECKPOINT, CHECKPOINTS, KEY, SIZES, WITNESSES
from generator.log.tiles import MAX_BUNDLE, TilePath, parse_path
from generator.model.merkle import HEIGHT
from generator.model.messages import message_of, msg
from generator.model.problems import UsageError, VerificationError
from generator.pages.shared import urls
from generator.trust.signed import refuse
from generator.trust.state import Accepted

LOG = urls.LOG.strip("/")
PUBLISHED_KEY = urls.file_of(urls.LOG_KEY)
MAX_SIZES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What the auditor brings along.

    `key` None takes the one that the site publishes. `old` is a checkpoint from an earlier day,
    `accepted` the metadata of that day, `root` the SHA-256 of a root of the agencies' keys. `at` is
    the auditor's clock, by which nothing may be of the future (None: not asked), `max_age` how old
    the newest release may be.
    """

    key: VerifierKey | None = None
    old: bytes | None = None
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0
    root: str | None = None
    accepted: Accepted | None = None
    at: datetime | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The signed checkpoints of a site; `earlier` are those of its own list, `old` is ours."""

    key: VerifierKey
    signed: SignedCheckpoint
    earlier: tuple[Checkpoint, ...]
    old: Checkpoint | None
    witnessed: tuple[Witnessed, ...]
    cosigned: tuple[Witnessed, ...]
    """Every cosignature of every checkpoint."""

    @property
    def checkpoint(self) -> Checkpoint:
        """The newest checkpoint."""
        return self.signed.checkpoint


def log_file(name: str) -> str:
    """Where a file of the log lies in the site."""
    return f"{LOG}/{name}"


def published_key(source: Source) -> VerifierKey:
    """The verifier key that a site publishes; VerificationError where its places disagree."""
    line = _required(source, PUBLISHED_KEY).decode("utf-8", "replace").split("\n")[0]
    beside = _required(source, log_file(KEY)).decode("utf-8", "replace")
    if f"{line}\n" != beside:
        raise refuse(
            log_file(KEY),
            msg(
                "has the key %(strip)s; %(published_key)s has %(line)s",
                strip=beside.strip(),
                published_key=PUBLISHED_KEY,
                line=line,
            ),
        )
    try:
        return parse_key(line)
    except ValueError as error:
        raise refuse(PUBLISHED_KEY, message_of(error)) from None


def read_head(source: Source, options: AuditOptions) -> Head:
    """The site's checkpoint and earlier ones, all signed by the key, with enough witnesses."""
    shown = published_key(source)
    key = options.key or shown
    if shown != key:
        raise refuse(
            PUBLISHED_KEY,
            msg("the site publishes the key %(shown)s, you expected %(key)s", shown=shown, key=key),
        )
    known = (*options.witnesses, *_site_witnesses(source, key))
    name = log_file(CHECKPOINT)
    signed = _opened(name, _required(source, name), key, known)
    sizes = _sizes(source, signed.checkpoint)
    saved = {size: _saved_checkpoint(source, size, key, known) for size in sizes}
    if saved[signed.checkpoint.size].checkpoint != signed.checkpoint:
        raise refuse(
            log_file(f"{CHECKPOINTS}/{signed.checkpoint.size}"),
            msg("has another root than %(name)s: the log was signed in two ways", name=name),
        )
    cosigned = all_cosigned(saved.values())
    witnessed = furthest(cosigned)
    require_quorum(name, signed, witnessed, options.witnesses, options.quorum)
    old = _compared_old(options.old, key, known, signed, saved) if options.old else None
    earlier = tuple(one.checkpoint for one in saved.values())
    return Head(key, signed, earlier, old, witnessed, cosigned)


def read_log_contents(source: Source, head: Head) -> LogContents:
    """What the log's leaves say, once every tile and checkpoint was found to follow from them."""
    log_says = LogContents()
    stops = (*head.earlier, head.old) if head.old else head.earlier
    try:
        rebuilt = PublishedLog(lambda path: read(source, log_file(path), MAX_BUNDLE))
        for bundle in rebuilt.rebuilt(head.checkpoint, stops):
            for entry in bundle:
                log_says.take(entry)
    except VerificationError as error:
        if error.problems:
            raise
        raise refuse(LOG, message_of(error)) from None
    missing = {index + 1 for index in log_says.releases} - {one.size for one in head.earlier}
    if missing:
        raise refuse(
            log_file(SIZES),
            msg(
                "leaves out the checkpoint of %(min)s entries, though a release ended there",
                min=min(missing),
            ),
        )
    return log_says


def unexpected(head: Head, names: Iterable[str]) -> str | None:
    """The first of the files below the log's folder that does not belong there."""
    sizes = [one.size for one in head.earlier]
    plain = {
        CHECKPOINT,
        SIZES,
        KEY,
        WITNESSES,
        RELEASE,
        *(f"{CHECKPOINTS}/{size}" for size in sizes),
    }
    partial = {
        (level, size >> (HEIGHT * (level + 1)), width)
        for size in sizes
        for level, width in enumerate(edge_widths(size))
        if width
    }
    for name in names:
        if name in plain:
            continue
        try:
            place = parse_path(name)
        except ValueError:
            return name
        if not _belongs(place, head.checkpoint.size, partial):
            return name
    return None


def _belongs(place: TilePath, size: int, partial: set[tuple[int, int, int]]) -> bool:
    level = place.level or 0
    if place.width < 256:
        return (level, place.number, place.width) in partial
    return place.number < size >> (HEIGHT * (level + 1))


def _required(source: Source, path: str) -> bytes:
    data = read(source, path, MAX_NOTE)
    if data is None:
        raise refuse(path, msg("is missing from %(name)s", name=source.name))
    return data


def _opened(
    name: str, data: bytes, key: VerifierKey, known: Sequence[VerifierKey]
) -> SignedCheckpoint:
    try:
        signed = open_checkpoint(data, key, known)
    except VerificationError as error:
        raise refuse(name, message_of(error)) from None
    lines = [(one.name, one.key_id) for one in signed.note.signatures]
    for line in lines:
        if lines.count(line) > 1:
            raise refuse(name, msg("is signed twice by %(line)s with one key", line=line[0]))
    return signed


def _site_witnesses(source: Source, key: VerifierKey) -> list[VerifierKey]:
    """The witnesses that the site names itself."""
    name = log_file(WITNESSES)
    data = read(source, name, MAX_NOTE)
    try:
        found = parse_keys(data.decode()) if data else []
        if data and data != "".join(f"{one}\n" for one in found).encode():
            raise ValueError(msg("is not one key a line"))
    except ValueError as error:
        raise refuse(name, message_of(error)) from None
    if any(one.public == key.public for one in found):
        raise refuse(name, msg("names the log's own key as a witness"))
    return found


def _sizes(source: Source, newest: Checkpoint) -> list[int]:
    name = log_file(SIZES)
    data = read(source, name, MAX_SIZES)
    lines = data.decode("ascii", "replace").splitlines() if data else []
    if not all(line.isdecimal() and len(line) < 19 for line in lines):
        raise refuse(name, msg("is missing or no list of sizes"))
    sizes = [int(line) for line in lines]
    listed = "".join(f"{size}\n" for size in sorted({*sizes, newest.size})).encode()
    if data != listed or sizes[-1:] != [newest.size]:
        raise refuse(name, msg("does not list sizes in order up to %(size)s", size=newest.size))
    return sizes


def _saved_checkpoint(
    source: Source, size: int, key: VerifierKey, known: Sequence[VerifierKey]
) -> SignedCheckpoint:
    name = log_file(f"{CHECKPOINTS}/{size}")
    signed = _opened(name, _required(source, name), key, known)
    if signed.checkpoint.size != size:
        raise refuse(name, msg("is of %(size)s entries", size=signed.checkpoint.size))
    return signed


def _compared_old(
    data: bytes,
    key: VerifierKey,
    known: Sequence[VerifierKey],
    signed: SignedCheckpoint,
    saved: dict[int, SignedCheckpoint],
) -> Checkpoint:
    """The checkpoint that the auditor holds, against those that the site shows."""
    try:
        ours = open_checkpoint(data, key, known)
    except VerificationError as error:
        raise UsageError(
            msg("the checkpoint that you hold is not of this log: %(error)s", error=error)
        ) from None
    old, new = ours.checkpoint, signed.checkpoint
    name = log_file(CHECKPOINT)
    if old.size > new.size:
        raise refuse(
            name,
            msg(
                "has %(size)s entries, the one that you hold %(size_2)s: it was rolled back",
                size=new.size,
                size_2=old.size,
            ),
        )
    if old.size not in saved:
        raise refuse(
            log_file(f"{CHECKPOINTS}/{old.size}"),
            msg("is missing, though you hold it: the site has hidden a checkpoint"),
        )
    shown = saved[old.size]
    if shown.checkpoint != old:
        raise refuse(
            log_file(f"{CHECKPOINTS}/{old.size}"),
            msg(
                "has the root %(hex)s, the one that you hold %(hex_2)s: two histories were "
                "signed; keep both files, they prove it",
                hex=shown.checkpoint.root.hex(),
                hex_2=old.root.hex(),
            ),
        )
    there = {(one.name, one.key_id) for one in shown.note.signatures}
    for line in ours.note.signatures:
        if (line.name, line.key_id) not in there:
            raise refuse(
                log_file(f"{CHECKPOINTS}/{old.size}"),
                msg("lacks the signature of %(name)s that the one you hold has", name=line.name),
            )
    return old
