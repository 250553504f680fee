"""How a portal stands: what it has published, until when its signatures hold, what is wrong.

Nothing of the portal is changed. Every part is looked at by itself, so that one damaged file hides
no other, and each fault says which command or copy mends it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from generator.build.accepted_privacy import accepted_personal
from generator.build.earlier.waiting import waiting
from generator.build.site_log import open_log
from generator.build.staging import RESTORED, live_release, release_numbers
from generator.documents.content import read_content
from generator.history.expiring import ending
from generator.history.removals import Removals
from generator.io.atomic import staging_path
from generator.io.permissions import readable_by_all
from generator.log.tile_files import Folder
from generator.model.messages import Message, message_of, msg
from generator.model.problems import DataError, GongshiError, Problem, Severity, UsageError
from generator.model.suspension import Suspension
from generator.pages.shared import urls
from generator.portal.folder import USUAL_PAGES, Deployment
from generator.search.index.manifest import checked_manifest, current_generation
from generator.store.database import is_sealed
from generator.store.page_ledger import is_readable
from generator.trust.files import TIMESTAMP, Archive
from generator.trust.signed_day import day_at
from generator.trust.walk import Walk, walk

T = TypeVar("T")

LATE = timedelta(days=2)
"""So far behind may the signed day be where a build runs daily."""


@dataclass(frozen=True, slots=True)
class AgencyStatus:
    """The newest release of an agency: `expires` is when its role's signature ends, UTC."""

    region: str
    release: int
    expires: datetime | None
    suspension: Suspension | None


@dataclass(frozen=True, slots=True)
class PortalStatus:
    """What a portal has published, and what is wrong; `log_size` counts its entries, `day` is the
    signed day by which the site speaks, `waiting` is what a build would publish, None where that
    cannot be told.
    """

    live: str | None
    log_size: int | None
    agencies: tuple[AgencyStatus, ...]
    problems: tuple[Problem, ...]
    day: date | None
    waiting: tuple[Message, ...] | None


def portal_status(deployment: Deployment, *, at: datetime, personal: bool = False) -> PortalStatus:
    """The state of a portal at a time, UTC.

    With `personal` the newest exports are read too, for what today's scanner would not accept.
    """
    problems: list[Problem] = []
    attempt = _Attempts(problems)
    attempt.run("portal.toml", deployment.portal)
    found = attempt.run("archive", lambda: _walked(deployment, at))
    log = attempt.run("archive/log", lambda: open_log(deployment))
    secret = attempt.run("archive/log/salt", deployment.secret)
    attempt.run("archive/log/witnesses.vkey", Folder(deployment.log).witnesses)
    problems += _content(deployment)
    problems += _made_again(deployment)
    attempt.run("archive", lambda: problems.extend(_unpublished(deployment)))
    problems += _left_over(deployment)
    problems += _open_to_all(deployment)
    agencies: tuple[AgencyStatus, ...] = ()
    if found is not None:
        problems += ending(found.ends, at)
        problems += _late(found.accepted.day, day_at(at))
        agencies = tuple(_agencies(found, at))
        if personal:
            removals = Removals(deployment.log, secret) if secret else None
            attempt.run("archive", lambda: problems.extend(accepted_personal(found, removals)))
    live = live_release(deployment.site)
    would: list[Message] | None = None
    if found is not None and log is not None:
        walked, size = found, log.size
        would = attempt.run("archive/log/releases", lambda: waiting(deployment, walked, size, at))
    return PortalStatus(
        live.name if live else None,
        log.size if log else None,
        agencies,
        tuple(problems),
        found.accepted.day if found else None,
        tuple(would) if would is not None else None,
    )


class _Attempts:
    """Looks at one part after the other; what goes wrong in one is a problem."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def run(self, part: str, look: Callable[[], T]) -> T | None:
        """What `look` gives, None where it fails."""
        try:
            return look()
        except DataError as bad:
            self._problems += bad.problems or [_error(part, message_of(bad))]
        except (GongshiError, OSError, sqlite3.Error, ValueError, RecursionError) as error:
            self._problems.append(_error(part, message_of(error)))
        return None


def _error(part: str, why: Message) -> Problem:
    return Problem(part, None, None, why)


def _warning(part: str, why: Message) -> Problem:
    return Problem(part, None, None, why, Severity.WARNING)


def _walked(deployment: Deployment, at: datetime) -> Walk | None:
    """The archive as it was when something was received last: what has ended since is told of
    each role.
    """
    state = deployment.state()
    if state is None and not deployment.archive.exists():
        raise UsageError(msg("%(archive)s is missing: put it back from the back-up",
                             archive=deployment.archive))  # fmt: skip
    if state is None:
        return walk(deployment.archive, at=at, accepted=None)
    return walk(deployment.archive, at=state.at, accepted=state.accepted)


def _agencies(found: Walk, at: datetime) -> Iterator[AgencyStatus]:
    ends = found.ends
    suspended = {role: Suspension(role, end, "expired") for role, end in ends.items() if end <= at}
    suspended |= {one.role: one for one in found.suspended}
    newest = {export.region: export for export in found.exports}
    for region, export in sorted(newest.items()):
        yield AgencyStatus(
            region, export.release, ends.get(export.role), suspended.get(export.role)
        )


def _late(day: date | None, today: date) -> Iterator[Problem]:
    """What ended since the signed day stands in the files still."""
    if day is not None and today - day > LATE:
        why = msg(
            "speaks by %(day)s: penalties whose publicity ended since are still in its files;"
            " gongshi build moves the day, once a day by a timer",
            day=day.isoformat(),
        )
        yield _warning("site/current", why)


def _content(deployment: Deployment) -> list[Problem]:
    """What a build would say of `content/`."""
    return list(read_content(deployment.content, usual_pages=USUAL_PAGES).problems)


def _made_again(deployment: Deployment) -> Iterator[Problem]:
    """What is damaged and costs nothing but time: the next build makes it again."""
    if deployment.store.exists() and not is_sealed(deployment.store):
        why = msg("is not what the last command left; the next one makes it again")
        yield _warning(deployment.store.name, why)
    try:
        checked_manifest(current_generation(deployment.index))
    except (GongshiError, OSError):
        why = msg("is missing or damaged; gongshi build makes it again")
        yield _warning("search_index", why)
    live = live_release(deployment.site)
    current = deployment.site / "current"
    if live is None:
        if current.is_dir() and not current.is_symlink():
            why = msg("is a folder and no link, as back-ups leave it; gongshi build mends it")
            yield _warning("site/current", why)
        elif release_numbers(deployment.site):
            why = msg("leads to no release; gongshi build makes one and leads there")
            yield _error("site/current", why)
    elif not is_readable(live / "files.sqlite"):
        why = msg("is damaged; the next build takes nothing over from this release")
        yield _warning(f"site/releases/{live.name}/files.sqlite", why)


def _unpublished(deployment: Deployment) -> Iterator[Problem]:
    """Signatures that were renewed in the archive only: readers' clients stop all the same."""
    shown = deployment.site / "current" / urls.file_of(urls.metadata(TIMESTAMP))
    own = Archive(deployment.archive).tuf / TIMESTAMP
    if shown.exists() and own.exists() and shown.read_bytes() != own.read_bytes():
        why = msg("is newer than what the site shows; gongshi build publishes it")
        yield _warning("archive", why)


def _left_over(deployment: Deployment) -> Iterator[Problem]:
    """What a command that was killed left, which the next one removes."""
    site = deployment.site
    for path in (site / "releases" / "staging", staging_path(site / "current"), site / RESTORED):
        if path.exists() or path.is_symlink():
            why = msg("is left of a command that was cut off; the next build removes it")
            yield _warning(str(path.relative_to(deployment.folder)), why)


def _open_to_all(deployment: Deployment) -> Iterator[Problem]:
    """Files that everybody on the machine may read and need not."""
    keys = [
        path
        for pattern in ("*.pem", "*.salt", "passphrase")
        for path in sorted(deployment.keys.glob(pattern))
        if not path.name.endswith(".pub.pem")
    ]
    for path in (*keys, deployment.archive, deployment.log / "salt", deployment.store):
        if readable_by_all(path):
            why = msg("can be read by everybody on this machine: chmod o-rwx %(path)s", path=path)
            yield _warning(str(path.relative_to(deployment.folder)), why)
