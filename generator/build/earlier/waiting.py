"""What a build would publish: what has come since the release that is live was made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from generator.build.inputs import input_files, program_digest
from generator.history.kept_releases import KeptRelease, KeptReleases
from generator.history.removals import Removals
from generator.model.messages import Message, msg, nmsg
from generator.portal.folder import Deployment
from generator.trust.scope import is_role
from generator.trust.signed_day import day_at
from generator.trust.survey import ONLINE
from generator.trust.walk import Walk

MOST = 20
"""Files that are named; the others are counted."""


def waiting(deployment: Deployment, found: Walk, log_size: int, at: datetime) -> list[Message]:
    """What a build at that time would make otherwise than it stands, a line each; nothing where it
    would change nothing. `log_size` are the entries of the log.
    """
    last = KeptReleases(deployment.releases).newest(log_size)
    if last is None:
        return [msg("everything: of the live release it is not known what it was made from")]
    told = [*_signed(found, last), *_ended(found, last, at), *_files(deployment, last)]
    removed = len(Removals(deployment.log, deployment.secret()).entries) - last.removed
    if removed:
        told.append(nmsg("%(n)s value was removed", "%(n)s values were removed", removed))
    if last.code != program_digest():
        told.append(msg("the program: it was another one (%(version)s)", version=last.version))
    day = found.accepted.day
    if day is not None and day < day_at(at):
        told.append(msg("the day: the site speaks by %(day)s", day=day.isoformat()))
    return told


def _signed(found: Walk, last: KeptRelease) -> Iterator[Message]:
    """Roles that have signed since, with the newest export of each."""
    newest = {export.role: export.path for export in found.exports}
    signed = sorted(
        each for each in found.accepted.metadata.items() if each not in last.metadata.items()
    )
    if signed and all(role in ONLINE for role, _ in signed):
        # Whatever else is signed has these signed again.
        yield msg("the portal's own signatures, which were renewed")
    for role, (version, _) in signed:
        if role in ONLINE:
            continue
        path = newest.get(role)
        if path is None:
            yield msg("%(role)s has signed version %(version)s", role=role, version=version)
        else:
            yield msg(
                "%(role)s has signed version %(version)s, with %(path)s at last",
                role=role,
                version=version,
                path=path,
            )


def _ended(found: Walk, last: KeptRelease, at: datetime) -> Iterator[Message]:
    """Agencies whose signature has ended since, which a build marks."""
    for role, end in sorted(found.ends.items()):
        if is_role(role) and last.published < end <= at:
            yield msg("the signature of %(role)s has ended", role=role)


def _files(deployment: Deployment, last: KeptRelease) -> Iterator[Message]:
    """Files of content, theme and settings that came, went or changed."""
    now = {name: _digest(path) for name, path in input_files(deployment)}
    names = sorted(name for name in {*now, *last.files} if now.get(name) != last.files.get(name))
    for name in names[:MOST]:
        yield _file(name, now, last.files)
    if (more := len(names) - MOST) > 0:
        yield nmsg("%(n)s more file", "%(n)s more files", more)


def _file(name: str, now: Mapping[str, str], before: Mapping[str, str]) -> Message:
    if name not in before:
        return msg("%(name)s is new", name=name)
    if name not in now:
        return msg("%(name)s is gone", name=name)
    return msg("%(name)s has changed", name=name)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
