"""Taking over a hand-over: verified, read, checked against what is there, then put in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from generator.build.load_documents import load_documents
from generator.build.load_exports import load_new, make_ready, store_export
from generator.build.site_log import open_log
from generator.exports.archive import in_order_of_issue, read_export
from generator.exports.package import DESCRIPTION
from generator.history.publication import require_no_earlier
from generator.history.removals import Removals, stamp
from generator.log.published import ISSUED_AHEAD
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem, Severity
from generator.model.release import CHINA, in_scope
from generator.portal.folder import Deployment, State
from generator.preparation.last_release import last_accepted, rows_of
from generator.preparation.release_changes import ChangeSummary, release_changes
from generator.store.database import trial, working_store
from generator.store.load import other_definitions, taken_identifiers
from generator.trust.handover import receive, refresh
from generator.trust.keys import PortalKeys
from generator.trust.verified import VerifiedExport
from generator.trust.walk import Walk, walk


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a hand-over brought."""

    new: tuple[VerifiedExport, ...]
    exports: int
    suspended: tuple[Message, ...]
    changes: tuple[ChangeSummary, ...] = ()
    """What each new export changes, in the order of issue."""


def receive_handover(
    deployment: Deployment,
    handover_dir: Path,
    *,
    portal_keys: PortalKeys,
    at: datetime,
    progress: Callable[[str], None] = lambda text: None,
) -> Receipt:
    """Verify, check and accept what is on the stick; DataError or VerificationError, and nothing
    changed. Also where archive or log are of an older back-up, from which nothing may go on.
    """
    with deployment.locked():
        open_log(deployment)
        return _receive(deployment, handover_dir, portal_keys, at, progress)


def _receive(
    deployment: Deployment,
    handover_dir: Path,
    portal_keys: PortalKeys,
    at: datetime,
    progress: Callable[[str], None],
) -> Receipt:
    state = deployment.state()
    if state is not None:
        require_no_earlier(state.at, at)
    known = frozenset(state.accepted.targets) if state else frozenset()
    secret = deployment.secret()
    changes: list[ChangeSummary] = []
    removals = Removals(deployment.log, secret)
    with working_store(deployment.store, stamp(deployment)) as (connection, _):
        if state:
            # What is new is tried against all that was accepted before.
            before = walk(deployment.archive, at=state.at, accepted=state.accepted)
            load_new(connection, before.exports, removals)
        # The trial leaves no trace: the build loads from the archive.
        with trial(connection):
            result = receive(
                deployment.archive,
                handover_dir,
                at=at,
                accepted=state.accepted if state else None,
                portal_keys=portal_keys,
                check=lambda new: changes.extend(
                    _try(connection, deployment, new, removals, at, progress)
                ),
            )
    deployment.remember(State(at, result.accepted))
    return replace(_receipt(result, known), changes=tuple(changes))


def renew(deployment: Deployment, *, portal_keys: PortalKeys, at: datetime) -> Receipt:
    """Sign snapshot and timestamp again, and look at every role on this day."""
    with deployment.locked():
        open_log(deployment)
        state = deployment.state()
        if state is not None:
            require_no_earlier(state.at, at)
        accepted = state.accepted if state else None
        refresh(deployment.archive, portal_keys, at, accepted=accepted)
        result = walk(deployment.archive, at=at, accepted=accepted)
        deployment.remember(State(at, result.accepted))
    return _receipt(result, frozenset(result.accepted.targets))


def _receipt(result: Walk, known: frozenset[str]) -> Receipt:
    new = tuple(export for export in result.exports if export.path not in known)
    suspended = tuple(one.message for one in result.suspended)
    return Receipt(new, len(result.exports), suspended)


def _try(
    connection: sqlite3.Connection,
    deployment: Deployment,
    new: tuple[VerifiedExport, ...],
    removals: Removals,
    at: datetime,
    progress: Callable[[str], None],
) -> list[ChangeSummary]:
    """Read the exports with all their checks, load them on trial, check what they then say.

    What each of them changes.
    """
    problems: list[Problem] = []
    changes: list[ChangeSummary] = []
    known = _of_documents(deployment, connection)
    earlier: dict[str, VerifiedExport] = {}
    for verified in in_order_of_issue(new):
        progress(verified.path)
        export = read_export(verified, accepted=False)
        last = earlier.get(verified.region)
        older = rows_of(last) if last else last_accepted(verified.region, deployment)
        changes.append(release_changes(older, export).summary)
        earlier[verified.region] = verified
        ready = make_ready(verified, export, removals)
        problems += _ahead(verified, ready.prepared.info.issued, at)
        store_export(connection, verified, ready)
    problems += [
        Problem(f"{verified.path}/facilities.csv", None, "facility_id", why)
        for verified in new
        for why in _taken(connection, verified.region)
    ]
    problems += [p for verified in new for p in _redefined(connection, verified)]
    problems += [p for p in _of_documents(deployment, connection) if p not in known]
    if problems:
        raise DataError(problems)
    return changes


def _of_documents(deployment: Deployment, connection: sqlite3.Connection) -> list[Problem]:
    """What is wrong with the documents inside exports.

    What is wrong in `content/`, a draft that is not right yet or an interpretation of what goes, is
    the operator's to mend before the next build, and no reason to refuse an agency.
    """
    try:
        overrides = deployment.portal().calendar.overrides
        load_documents(deployment.content, connection, overrides=overrides)
    except DataError as bad:
        own = f"{deployment.content.name}"
        return [
            problem
            for problem in bad.problems
            if problem.severity is Severity.ERROR and problem.file.partition("/")[0] != own
        ]
    return []


def _ahead(verified: VerifiedExport, issued: datetime, at: datetime) -> Iterator[Problem]:
    """An export of the future: its day would count as today, which decides what may be seen."""
    if issued > at + ISSUED_AHEAD:
        why = msg(
            "%(issued)s has not come yet: here it is %(astimezone)s; pack it again with the "
            "right day, or set this machine's clock",
            issued=f"{issued:%Y-%m-%d}",
            astimezone=f"{at.astimezone(CHINA):%Y-%m-%d}",
        )
        yield Problem(f"{verified.path}/{DESCRIPTION}", None, "issued", why)


def _taken(connection: sqlite3.Connection, region: str) -> list[Message]:
    """Why facilities of an agency cannot be its own."""
    return [
        msg(
            '"%(identifier)s" is a facility of agency %(agency)s already',
            identifier=identifier,
            agency=other if one == region else one,
        )
        for identifier, one, other in taken_identifiers(connection)
        if region in (one, other)
    ]


def _redefined(connection: sqlite3.Connection, verified: VerifiedExport) -> list[Problem]:
    """Schemes that an agency defines otherwise than another one that it does not stand above."""
    file = f"{verified.path}/schemes.csv"
    return [
        Problem(
            file,
            None,
            "scheme_id",
            msg(
                '"%(scheme)s" is a scheme of agency %(other)s, and differs',
                scheme=scheme,
                other=other,
            ),
        )
        for scheme, other in other_definitions(connection, verified.region)
        if not in_scope(other, verified.region)
    ]
