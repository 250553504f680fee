"""`gongshi rebuild`: the site as it was at an earlier release, made again from the archive.

A folder is filled with what the archive was then: the metadata that had been accepted, the exports
that they list, the log before that release, and content, theme and settings as they were kept. The
usual build runs over it; in place of signing, it compares what it would enter with what the log
has. Nothing of the portal changes.

The manifest comes out the same, unless something had to be destroyed since or the program is
another one. Records that may not be shown any more for another reason (a penalty out of publicity)
are shown in it, so what is made is for its operator's eyes; docs/decisions/0019.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from securesystemslib.signer import Signer

from generator.build.inputs import CONTENT, PACKAGES, PELICANCONF, THEME, program_digest
from generator.build.inputs import OVERRIDES as TEMPLATES
from generator.build.pipeline import build
from generator.build.progress import Progress
from generator.build.recovery.replace_log import PREDECESSOR
from generator.build.site_log import open_own_log
from generator.build.staging import Staging
from generator.history.disowned import first_entry
from generator.history.document_versions import REASONS, STOLEN, Journal
from generator.history.kept_releases import (
    KeptRelease,
    KeptReleases,
    Lines,
    differing,
    manifest_lines,
)
from generator.history.log_plan import DESTROYED, LogPlanner
from generator.history.removals import FILE as REMOVALS
from generator.history.removals import Removals
from generator.io.atomic import move_into_place, remove, replace_file, staging_path
from generator.io.no_room import naming
from generator.io.permissions import keep_private
from generator.log.leaves import DossierLeaf, ReleaseLeaf, WithdrawalLeaf, decode_leaf
from generator.log.writing import Log
from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError
from generator.pages.shared import urls
from generator.portal.folder import KEPT, Deployment, State
from generator.store.database import open_readonly
from generator.store.record_versions import subjects_by_digest
from generator.trust.files import LOST, TIMESTAMP, Archive
from generator.trust.state import Accepted
from generator.trust.survey import survey

_METADATA = re.compile(r"(?P<version>\d+)\.(?P<role>.+)\.json", re.ASCII)
NEWEST = "newest"
"""Asks for the release of the site that was entered last."""
_RELEASE = re.compile(r"\d{6}-\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EarlierDeployment(Deployment):
    """A folder with everything that a site was made from, the theme too."""

    @property
    def content(self) -> Path:
        """See Deployment."""
        return self.folder.resolve() / CONTENT

    @property
    def theme(self) -> Path:
        """The theme of that day."""
        return self.folder / THEME

    @property
    def packages(self) -> Path:
        """The packages of that day."""
        return self.folder / PACKAGES


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An entry that the log has taken back since, and of what it was; None where nobody knows."""

    entry: int
    reason: str
    subject: str | None

    @property
    def destroyed(self) -> bool:
        """Whether its source had to go, so that the page cannot be made again."""
        return self.reason in {*REASONS, STOLEN, DESTROYED}


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that came out otherwise, and the entries taken back since that it speaks of.

    Without any, it is one that sums up several records.
    """

    path: str
    why: tuple[Withdrawn, ...]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was made: `folder` is a portal's, its site below `site/current`.

    `entries` are how many of the entries of that build were made again and how many there were.
    """

    release: KeptRelease
    folder: Path
    equal: bool
    entries: tuple[int, int]
    differences: tuple[Difference, ...]
    withdrawn: tuple[Withdrawn, ...]
    lost: tuple[str, ...]
    """The files of content that had to be destroyed since."""
    removed: int
    """How many values were removed from exports since."""
    same_program: bool

    @property
    def explained(self) -> bool:
        """Whether the same came out, or something is known by which it cannot."""
        taken = any(each.destroyed for each in self.withdrawn)
        return self.equal or taken or bool(self.lost or self.removed) or not self.same_program


def rebuild(
    deployment: Deployment, release: str, folder: Path, progress: Progress | None = None
) -> Rebuilt:
    """Make the site as of a release in the new folder `folder`.

    `release` is that of an agency, such as `371500-0003` (the first release of the site with it of
    which the sources were kept), the number of the site's own entry in the log, or `newest`.
    UsageError where there was none or it was not kept, or something lies at `folder`; the errors of
    a build otherwise. Then nothing is there.
    """
    if folder.exists():
        raise UsageError(msg("%(folder)s is there already: remove it first", folder=folder))
    with deployment.locked():
        log = open_own_log(deployment)
        kept = _found(deployment, log, release)
        staged = staging_path(folder)
        remove(staged)
        staged.mkdir(parents=True)
        keep_private(staged)
        try:
            earlier = EarlierDeployment(staged)
            with naming(staged):
                lost = _fill(deployment, earlier, log, kept)
            compared = _Compared(log, kept)
            build(earlier, _no_key, progress, at=kept.published, entering=compared)
            rebuilt = _result(deployment, earlier, folder, log, kept, compared, lost)
            move_into_place(staged, folder)
        except BaseException:
            remove(staged)
            raise
    return rebuilt


@dataclass(slots=True)
class _Compared:
    """Enters nothing: holds what would be entered against what the log has, and takes that."""

    log: Log
    kept: KeptRelease
    same: int = 0
    manifest: str = ""
    entries: int = field(init=False)

    def __post_init__(self) -> None:
        self.entries = self.kept.entry + 1 - self.kept.before

    def enter(self, planner: LogPlanner, leaf: ReleaseLeaf, staging: Staging) -> None:
        """See Entering."""
        own = self.log.entries(self.kept.before, self.kept.entry + 1)
        said = set(own)
        self.same = sum(1 for entry in planner.entries(leaf) if entry in said)
        self.manifest = leaf.manifest
        planner.log.follow(self.log, self.kept.entry + 1)

    def check(self, planner: LogPlanner, public: Path, files: int) -> None:
        """See Entering: where it differs from what was published, its report says so."""


def _no_key(path: Path) -> Signer:
    raise AssertionError(f"{path}: a rebuild signs nothing")


def _found(deployment: Deployment, log: Log, release: str) -> KeptRelease:
    """The kept release that was asked for; UsageError where there is none."""
    kept = KeptReleases(deployment.releases)
    entries = [entry for entry in kept.entries() if entry < log.size]
    if release == NEWEST:
        found = kept.newest(log.size)
    elif release.isdecimal():
        found = kept.find(int(release)) if int(release) in entries else None
    elif _RELEASE.fullmatch(release):
        since = first_entry(log, [f"exports/{release[:6]}/{release}.zip"])
        later = (entry for entry in entries if since is not None and entry > since)
        found = kept.find(next(later, -1))
    else:
        raise UsageError(
            msg(
                "%(release)s: name a release of an agency, as 371500-0003, the entry of the log"
                " that is a release of the site, or newest",
                release=release,
            )
        )
    if found is None:
        raise UsageError(
            msg(
                "%(release)s: no release of the site of which the sources were kept; there are"
                " those of the entries %(listed)s",
                release=release,
                listed=", ".join(map(str, entries)) or "–",
            )
        )
    leaf = decode_leaf(next(log.entries(found.entry, found.entry + 1)))
    if not isinstance(leaf, ReleaseLeaf) or leaf.manifest != found.manifest:
        raise VerificationError(
            msg("%(folder)s: does not say what entry %(entry)s of the log says",
                folder=kept.folder, entry=found.entry)
        )  # fmt: skip
    return found


def _fill(
    deployment: Deployment, earlier: Deployment, log: Log, kept: KeptRelease
) -> tuple[str, ...]:
    """Put the archive of then and the kept files into a folder; the files that are destroyed."""
    accepted = _copy_archive(Archive(deployment.archive), Archive(earlier.archive), kept)
    earlier.remember(State(kept.published, accepted))
    _copy_log(deployment, earlier, log, kept)
    releases = KeptReleases(deployment.releases)
    destroyed = {each.sha256 for each in releases.destroyed()}
    lost: list[str] = []
    for name, digest in kept.files.items():
        data = releases.file(digest)
        if data is None and digest in destroyed:
            lost.append(name)
        elif data is None:
            raise VerificationError(
                msg("%(folder)s: %(name)s of entry %(entry)s is missing; put its newest copy back"
                    " from the back-up", folder=releases.folder, name=name, entry=kept.entry)
            )  # fmt: skip
        else:
            path = earlier.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    _point_to_templates(earlier, kept.files)
    return tuple(lost)


def _point_to_templates(earlier: Deployment, names: Mapping[str, str]) -> None:
    """Let pelicanconf.py name the operator's templates where they lie now."""
    numbers = {int(name.split("/")[1]) for name in names if name.startswith(f"{TEMPLATES}/")}
    if numbers:
        listed = ", ".join(f'f"{{_here}}/{TEMPLATES}/{each}"' for each in sorted(numbers))
        with (earlier.folder / PELICANCONF).open("a", encoding="utf-8") as settings:
            settings.write("\nimport os\n\n_here = os.path.dirname(os.path.abspath(__file__))\n")
            settings.write(f"THEME_TEMPLATES_OVERRIDES = [{listed}]\n")


def _copy_archive(held: Archive, target: Archive, kept: KeptRelease) -> Accepted:
    """Copy the metadata up to those of then, and the exports that they list; what was accepted."""
    roles = kept.metadata
    replace_file(target.folder / "trusted-root.json", held.trusted_root())
    if held.lost():
        shutil.copyfile(held.folder / LOST, target.folder / LOST)
    for name in sorted(held.names()):
        folder, _, file = name.partition("/")
        found = _METADATA.fullmatch(file)
        if found and found["role"] in roles and int(found["version"]) <= roles[found["role"]][0]:
            data = held.read(name)
            if data is not None:
                _write(target.tuf / folder / file, data)
    version = roles["timestamp"][0]
    newest = held.read(f"timestamps/{version}.timestamp.json")
    if newest is not None:
        _write(target.tuf / TIMESTAMP, newest)
    accepted = survey(
        target, target.trusted_root(), at=kept.published, accepted=None, suspending=True
    ).accepted()
    if accepted.metadata != roles:
        raise VerificationError(
            msg("%(archive)s: has other metadata than entry %(entry)s of the log was made from; put"
                " its newest copy back", archive=held.folder, entry=kept.entry)
        )  # fmt: skip
    for path, (_, sha256) in accepted.targets.items():
        source = held.target(path, sha256)
        if source.is_file():
            place = target.target(path, sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
    return accepted


def _copy_log(deployment: Deployment, earlier: Deployment, log: Log, kept: KeptRelease) -> None:
    """The log as it was before that build, with what it stands for, and what was removed since."""
    earlier.log.mkdir(parents=True)
    for name in ("salt", "salt.sha256", PREDECESSOR, REMOVALS):
        if (deployment.log / name).exists():
            shutil.copyfile(deployment.log / name, earlier.log / name)
    for each in deployment.earlier_logs:
        shutil.copytree(each, earlier.archive / each.name, ignore=lambda *_: {KEPT})
    copy = Log.open(earlier.log, log.key)
    if kept.before:
        copy.follow(log, kept.before)
    # The first build of a log that goes on from another enters again what that one had.
    end = kept.before or kept.entry
    lines = [line for line in Journal(deployment.log).lines() if line.leaf < end]
    text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    replace_file(Journal(earlier.log).file, text)


def _result(
    deployment: Deployment,
    earlier: Deployment,
    folder: Path,
    log: Log,
    kept: KeptRelease,
    compared: _Compared,
    lost: tuple[str, ...],
) -> Rebuilt:
    withdrawn = tuple(_withdrawn_since(deployment, log, kept))
    equal = compared.manifest == kept.manifest
    differences: tuple[Difference, ...] = ()
    if not equal:
        kept_lines = KeptReleases(deployment.releases).manifest(kept.manifest)
        manifest = earlier.site / "current" / urls.file_of(urls.MANIFEST)
        with manifest.open(encoding="utf-8") as lines:
            differences = tuple(_differences(kept_lines, manifest_lines(lines), withdrawn))
    return Rebuilt(
        kept,
        folder,
        equal,
        (compared.same, compared.entries),
        differences,
        withdrawn,
        lost,
        len(Removals(deployment.log, deployment.secret()).entries) - kept.removed,
        kept.code == program_digest(),
    )


def _differences(
    before: Lines, after: Lines, withdrawn: Sequence[Withdrawn]
) -> Iterator[Difference]:
    by_name: dict[str, list[Withdrawn]] = {}
    for each in withdrawn:
        if each.subject:
            by_name.setdefault(each.subject.rpartition("/")[2], []).append(each)
    for path, _, _ in differing(before, after):
        parts = {part.split(".")[0] for part in path.split("/")}
        why = tuple(each for name in sorted(parts & by_name.keys()) for each in by_name[name])
        yield Difference(path, why)


def _withdrawn_since(deployment: Deployment, log: Log, kept: KeptRelease) -> Iterator[Withdrawn]:
    """What the log has taken back since of what it had by then."""
    taken: dict[int, str] = {}
    for entry in log.entries(kept.entry + 1):
        leaf = decode_leaf(entry)
        if isinstance(leaf, WithdrawalLeaf) and leaf.index <= kept.entry:
            taken[leaf.index] = leaf.reason
    digests: dict[int, bytes] = {}
    for index in taken:
        leaf = decode_leaf(next(log.entries(index, index + 1)))
        if isinstance(leaf, DossierLeaf):
            digests[index] = bytes.fromhex(leaf.digest)
    subjects = _subjects(deployment, digests.values())
    for index, reason in sorted(taken.items()):
        yield Withdrawn(index, reason, subjects.get(digests.get(index, b"")))


def _subjects(deployment: Deployment, digests: Iterable[bytes]) -> dict[bytes, str]:
    """Of what each record is, as far as the store of today knows."""
    try:
        with closing(open_readonly(deployment.store)) as connection:
            return subjects_by_digest(connection, digests)
    except (OSError, sqlite3.Error, UsageError):
        return {}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
