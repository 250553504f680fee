"""An archive of an older back-up brought up to what was published: what is missing is put back.

What others hold is looked for in copies: the metadata that a site shows, and the folders that
agencies handed over. It all passes the strict walk; nothing is signed, and nothing goes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
from tuf.api.metadata import Snapshot, Timestamp

from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import Problem, VerificationError
from generator.trust.commit import commit
from generator.trust.files import LOST, TIMESTAMP, Archive, Overlay, changing, digest_file
from generator.trust.handover_dir import copy_handover
from generator.trust.next_version import DAYS
from generator.trust.signed import parse_metadata, refuse
from generator.trust.state import Accepted, Listed, Survey
from generator.trust.survey import ONLINE, survey

Fetch = Callable[[str], bytes | None]
"""Gives a file of a site's `/tuf/` by its name, such as `metadata/3.root.json`."""

OfferedExport = Callable[[Listed, Path], bool]
"""Copies an export that a site offers to a path; False where it offers none of that name."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the archive says now, and what was put back; `lost` are versions found nowhere.

    `at` is when the portal signed last, which is the reference time for expiry.
    """

    at: datetime
    accepted: Accepted
    metadata: tuple[str, ...]
    exports: tuple[str, ...]
    lost: tuple[str, ...]


def shown_metadata(fetch: Fetch) -> dict[str, bytes]:
    """The metadata that a site shows: every root, and what is in force of the other roles."""
    shown: dict[str, bytes] = {}

    def take(name: str) -> bytes | None:
        data = fetch(name)
        if data is not None:
            shown[name] = data
        return data

    version = 1
    while take(f"metadata/{version}.root.json") is not None:
        version += 1
    stamp = take(TIMESTAMP)
    if stamp is None:
        return shown
    timestamp = parse_metadata(TIMESTAMP, stamp, Timestamp).signed
    shown[f"timestamps/{timestamp.version}.timestamp.json"] = stamp
    name = f"metadata/{timestamp.snapshot_meta.version}.snapshot.json"
    snapshot = take(name)
    if snapshot is not None:
        for file, described in parse_metadata(name, snapshot, Snapshot).signed.meta.items():
            take(f"metadata/{described.version}.{file}")
    return shown


def has_snapshot(files: Iterable[bytes], digest: str) -> bool:
    """Whether the snapshot with this SHA-256 is among these."""
    return any(sha256(data).hexdigest() == digest for data in files)


def snapshots(archive: Archive) -> Iterator[bytes]:
    """The snapshots of an archive, the newest first."""
    numbered = (
        int(name.removeprefix("metadata/").partition(".")[0])
        for name in archive.names()
        if name.endswith(".snapshot.json")
    )
    for version in sorted(numbered, reverse=True):
        data = archive.read(f"metadata/{version}.snapshot.json")
        if data is not None:
            yield data


def recover_archive(
    archive: Path,
    copies: Iterable[Mapping[str, bytes]],
    handovers: Iterable[Path],
    offered: OfferedExport,
    *,
    logged: str | None,
    accepted: Accepted | None,
) -> Recovered:
    """Puts back what the archive lacks, and says what it has then.

    `copies` are what sites show (see `shown_metadata`), the newest first; `logged` is the SHA-256
    of the snapshot that the log's newest release names: the archive must have it at the end.
    `accepted` is a record that was accepted once, perhaps an older one.
    VerificationError with every file that is found nowhere or differs; then nothing was changed.
    """
    held = Archive(archive)
    trusted = held.trusted_root()
    with changing(archive) as staging:
        shown = list(copies)
        behind = logged is not None and not has_snapshot(snapshots(held), logged)
        files: dict[str, bytes] = {}
        for copy in shown:
            for name, data in copy.items():
                if _is_online(name):
                    # Of the portal's own roles the line that was published counts, and no other.
                    if behind and copy is shown[0]:
                        files[name] = data
                    elif name != TIMESTAMP and held.read(name) is None:
                        files.setdefault(name, data)
                else:
                    _add(held, files, name, data)
        exports: dict[str, tuple[int, str, Path]] = {}
        for number, folder in enumerate(handovers):
            delivery = copy_handover(folder, staging / str(number))
            for (role, version), data in delivery.metadata.items():
                _add(held, files, f"metadata/{version}.{role}.json", data)
            for path, copied in delivery.exports.items():
                exports[path] = copied.length, copied.sha256, copied.file
        view = Overlay(held, files)
        lost = _gaps(view)
        if accepted is not None and behind:
            own = {r: of for r, of in accepted.metadata.items() if r not in ONLINE}
            accepted = msgspec.structs.replace(accepted, metadata=own)
        at = signed_at(view)
        found = survey(Overlay(held, files, lost), trusted, at=at, accepted=accepted)
        if logged is not None and not has_snapshot(_all_snapshots(held, files), logged):
            raise refuse(
                f"tuf/metadata/{found.versions['snapshot']}.snapshot.json",
                msg(
                    "is older than the log: the snapshot of its newest release, with the SHA-256"
                    " %(digest)s, is neither in the archive nor on the site",
                    digest=logged,
                ),
            )
        moves = _moves(held, found, exports, offered, staging)
        if lost - held.lost():
            names = sorted(held.lost() | lost)
            replace_file(archive / LOST, msgspec.json.format(msgspec.json.encode(names)) + b"\n")
        commit(held, staging, files, moves)
    added = tuple(sorted(name for name in files if name != TIMESTAMP))
    return Recovered(
        at,
        found.accepted(),
        added,
        tuple(sorted(path.name.partition(".")[2] for path in moves)),
        tuple(sorted(lost)),
    )


def signed_at(view: Archive | Overlay) -> datetime:
    """When the portal signed its newest timestamp; VerificationError where there is none."""
    data = view.read(TIMESTAMP)
    if data is None:
        raise refuse(f"tuf/{TIMESTAMP}", msg("is missing"))
    expires = parse_metadata(TIMESTAMP, data, Timestamp).signed.expires
    return expires - timedelta(days=DAYS["timestamp"])


def _is_online(name: str) -> bool:
    return name == TIMESTAMP or name.endswith((".timestamp.json", ".snapshot.json"))


def _add(held: Archive, files: dict[str, bytes], name: str, data: bytes) -> None:
    """Notes a file that the archive lacks; VerificationError where it has another of that name."""
    own = files.get(name) or held.read(name)
    if own is None:
        files[name] = data
    elif own != data:
        raise refuse(
            f"tuf/{name}",
            msg(
                "has the SHA-256 %(own)s in the archive and %(other)s in a copy: two were signed",
                own=sha256(own).hexdigest(),
                other=sha256(data).hexdigest(),
            ),
        )


def _gaps(view: Overlay) -> frozenset[str]:
    """The versions before those in force that are nowhere; what has no newest is left to a walk."""
    present = view.names()
    timestamp = parse_metadata(TIMESTAMP, view.read(TIMESTAMP) or b"", Timestamp).signed
    version = timestamp.snapshot_meta.version
    newest = {"snapshot": version}
    data = view.read(f"metadata/{version}.snapshot.json")
    if data is not None:
        meta = parse_metadata("snapshot.json", data, Snapshot).signed.meta
        newest |= {file.removesuffix(".json"): each.version for file, each in meta.items()}
    names = [f"timestamps/{number}.timestamp.json" for number in range(1, timestamp.version)]
    names += [
        f"metadata/{number}.{role}.json"
        for role, last in newest.items()
        for number in range(1, last)
    ]
    return frozenset(name for name in names if name not in present)


def _all_snapshots(held: Archive, files: Mapping[str, bytes]) -> Iterator[bytes]:
    yield from snapshots(held)
    yield from (data for name, data in files.items() if name.endswith(".snapshot.json"))


def _moves(
    held: Archive,
    found: Survey,
    exports: Mapping[str, tuple[int, str, Path]],
    offered: OfferedExport,
    staging: Path,
) -> dict[Path, Path]:
    """Final place → staged file of each export that the archive lacks."""
    moves: dict[Path, Path] = {}
    problems = []
    for path, each in sorted(found.listed.items()):
        final, right = held.target(path, each.sha256), (each.length, each.sha256)
        if digest_file(final, name=path) == right:
            continue
        *measured, staged = exports.get(path, (0, "", Path()))
        fetched = staging / "offered" / f"{each.sha256}.zip"
        if tuple(measured) == right:
            moves[final] = staged
        elif offered(each, fetched) and digest_file(fetched, name=path) == right:
            moves[final] = fetched
        else:
            why = msg(
                "was signed by %(role)s and accepted, and is missing here: put back a newer"
                " archive, or name the folder that was handed over with it: gongshi recover FOLDER",
                role=each.role,
            )
            problems.append(Problem(path, None, None, why))
    if problems:
        raise VerificationError(problems)
    return moves
