"""The key that an auditor holds is an earlier one: whether the site's log follows upon that.

The logs before lie at `/log-1/`, `/log-2/` …, each with its own key. The first entry of the next
one says which entries of it count. That this is right follows from the old key, where that one
signed the new one into its own log; otherwise from the targets role, under a root that the auditor
knows already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.audit.heads import AuditOptions, log_file, published_key
from generator.audit.site_source import Source, read
from generator.log.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from generator.log.leaves import Leaf, PredecessorLeaf, SuccessorLeaf, decode_leaf
from generator.log.note import MAX_NOTE, VerifierKey, parse_key
from generator.log.reader import PublishedLog
from generator.log.tile_files import CHECKPOINT, KEY
from generator.log.tiles import MAX_BUNDLE, TilePath, decode_bundle
from generator.model.merkle import TILE
from generator.model.messages import message_of, msg
from generator.model.problems import UsageError, VerificationError
from generator.trust.signed import refuse


@dataclass(frozen=True, slots=True)
class Followed:
    """The log that the auditor's key is of, and from which the next one went on.

    `reason` is planned, lost or stolen; `signed` whether the old key itself says so; `known_root`
    whether the auditor brought a root of the agencies' keys along; `old` is their checkpoint.
    """

    key: VerifierKey
    now: VerifierKey
    size: int
    reason: str
    signed: bool
    known_root: bool
    old: Checkpoint | None

    @property
    def proved(self) -> bool:
        """Whether the new key follows from something that did not come with this site."""
        return self.signed or self.known_root


def follow(source: Source, options: AuditOptions) -> tuple[AuditOptions, Followed | None]:
    """What to audit the site's present log with, and the log before that the auditor knows.

    None where the auditor's key is that of the site, or they have none. VerificationError where an
    earlier log does not hold, or the next one goes on from other entries than it has.
    """
    shown = published_key(source)
    earlier = list(_earlier_keys(source))
    number = _known(options, shown, earlier)
    if number is None:
        return options, None
    keys = [*earlier, shown]
    signed = True
    for each in range(number, len(earlier) + 1):
        folder, key, following = f"log-{each}", keys[each - 1], keys[each]
        after = f"log-{each + 1}" if each < len(earlier) else log_file("").rstrip("/")
        held = options.old if each == number else None
        link, successor, old = _link(source, folder, key, after, held)
        signed = signed and successor == str(following)
        if each == number:
            first, ours = link, old
    known_root = options.root is not None or options.accepted is not None
    found = Followed(keys[number - 1], shown, first.size, first.reason, signed, known_root, ours)
    return replace(options, key=shown, old=None), found


def _earlier_keys(source: Source) -> Iterator[VerifierKey]:
    number = 1
    while (data := read(source, f"log-{number}/{KEY}", MAX_NOTE)) is not None:
        try:
            yield parse_key(data.decode("ascii", "replace").strip())
        except ValueError as error:
            raise refuse(f"log-{number}/{KEY}", message_of(error)) from None
        number += 1


def _known(options: AuditOptions, shown: VerifierKey, earlier: list[VerifierKey]) -> int | None:
    """The number of the earlier log that the auditor knows by its key or by a checkpoint."""
    for number, key in enumerate(earlier, start=1):
        if options.key == key or (options.key in (None, shown) and _is_of(options.old, key)):
            return number
    return None


def _is_of(checkpoint: bytes | None, key: VerifierKey) -> bool:
    try:
        return checkpoint is not None and bool(open_checkpoint(checkpoint, key))
    except VerificationError:
        return False


def _link(
    source: Source, folder: str, key: VerifierKey, after: str, held: bytes | None
) -> tuple[PredecessorLeaf, str | None, Checkpoint | None]:
    """What the log after says of this one, whom this one names itself, and the auditor's
    checkpoint.
    """
    name = f"{folder}/{CHECKPOINT}"
    checkpoint = _opened(name, read(source, name, MAX_NOTE), key).checkpoint
    said = _first(source, after)
    if not isinstance(said, PredecessorLeaf) or said.key != str(key):
        raise refuse(f"{after}/", msg("does not say that it goes on from %(key)s", key=key))
    if said.size > checkpoint.size:
        raise refuse(
            name,
            msg(
                "has %(size)s entries; %(after)s goes on from %(count)s",
                size=checkpoint.size,
                after=after,
                count=said.size,
            ),
        )
    old = None
    if held is not None:
        try:
            old = open_checkpoint(held, key).checkpoint
        except VerificationError as error:
            raise UsageError(
                msg("the checkpoint that you hold is not of this log: %(error)s", error=error)
            ) from None
        if old.size > said.size:
            raise refuse(
                name,
                msg(
                    "the checkpoint that you hold has %(size)s entries, and the log goes on from"
                    " %(count)s: what was entered in between is said not to count; keep it",
                    size=old.size,
                    count=said.size,
                ),
            )
    counted = Checkpoint(key.name, said.size, bytes.fromhex(said.root))
    stops = [counted, *([old] if old else [])]
    last = b""
    try:
        rebuilt = PublishedLog(lambda path: read(source, f"{folder}/{path}", MAX_BUNDLE))
        for bundle in rebuilt.rebuilt(checkpoint, stops):
            last = bundle[-1] if bundle else last
    except VerificationError as error:
        raise refuse(f"{folder}/", message_of(error)) from None
    leaf = decode_leaf(last) if last else None
    return said, leaf.key if isinstance(leaf, SuccessorLeaf) else None, old


def _first(source: Source, folder: str) -> Leaf | None:
    """The first entry of a log; that it belongs to it is proved with the rest of that log."""
    name = f"{folder}/{CHECKPOINT}"
    data = read(source, name, MAX_NOTE) or b""
    lines = data.split(b"\n")
    size = int(lines[1]) if len(lines) > 1 and lines[1].isdigit() and len(lines[1]) < 19 else 0
    if not size:
        return None
    place = TilePath(None, 0, min(size, TILE)).path
    bundle = read(source, f"{folder}/{place}", MAX_BUNDLE)
    entries = decode_bundle(bundle, name=f"{folder}/{place}") if bundle else []
    return decode_leaf(entries[0]) if entries else None


def _opened(name: str, data: bytes | None, key: VerifierKey) -> SignedCheckpoint:
    if data is None:
        raise refuse(name, msg("is missing"))
    try:
        return open_checkpoint(data, key)
    except VerificationError as error:
        raise refuse(name, message_of(error)) from None
