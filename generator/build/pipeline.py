"""The straight line: from the archive of signed exports to a site and its index."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from securesystemslib.signer import Signer

from generator.build.earlier.keep_release import keep_release
from generator.build.inputs import inputs_digest
from generator.build.load_documents import load_documents, read_documents
from generator.build.load_exports import load_new
from generator.build.missing_documents import expect_documents
from generator.build.offered_files import offered_files
from generator.build.preflight import preflight
from generator.build.progress import Progress, Silence
from generator.build.publish import Entering, Recording, Signing, publish
from generator.build.recovery.replace_log import read_predecessor
from generator.build.site_exports import sign_public_copies, withheld_agencies
from generator.build.site_log import is_public, open_log, require_listed, signer_of
from generator.build.site_search import search_files, update_index
from generator.build.staging import live_inputs
from generator.history.disowned import withdraw_disowned
from generator.history.document_versions import Journal
from generator.history.expiring import ending
from generator.history.log_plan import LogPlanner
from generator.history.logged_documents import logged_documents
from generator.history.publication import next_publication
from generator.history.removals import Removals, stamp
from generator.log.witness_client import ask_all
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity
from generator.model.suspension import Suspension
from generator.pages.shared.assemble import assemble
from generator.portal.folder import Deployment, State
from generator.portal.log_secret import note_log_secret
from generator.search.index.open import indexed_state
from generator.store.database import DamagedStore, damage_named, forget_store, working_store
from generator.trust.files import Archive
from generator.trust.keys import PortalKeys
from generator.trust.signed_day import day_at, move_day
from generator.trust.walk import Walk, walk


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did; `release` is None where nothing had changed."""

    release: Path | None
    exports: int
    loaded: int
    made: int
    reused: int
    indexed: int
    suspended: tuple[Suspension, ...]
    warnings: tuple[Problem, ...]
    unwitnessed: tuple[Message, ...] = ()
    """Why witnesses that were asked have not signed."""
    ending: tuple[Problem, ...] = ()
    """Signatures that have ended, or end soon."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What an operator asks of a build beside the usual."""

    withdraw_missing: bool = False
    from_scratch: bool = False
    remove: frozenset[str] = frozenset()
    audit: bool = False
    witness_wait: float = 0
    day: date | None = None
    """The day to which the portal's signed day moves, if that is earlier."""
    remade: bool = False
    """Whether the store was found damaged and is made again."""


OpenKey = Callable[[Path], Signer]
"""Opens an encrypted private key; asked for one only where there is something to sign."""


def build(
    deployment: Deployment,
    open_key: OpenKey,
    progress: Progress | None = None,
    *,
    at: datetime,
    withdraw_missing: bool = False,
    from_scratch: bool = False,
    remove: Collection[str] = (),
    audit: bool = False,
    witness_wait: float = 0,
    day: date | None = None,
    entering: Entering | None = None,
) -> Report:
    """Verify everything, load what is new, make the pages that changed, index, log, go live.

    `at` is the machine's clock: when what is new was published, and the time at which signatures
    are judged. `withdraw_missing` takes back in public what the log has and the archive has not any
    more; `from_scratch` takes no file over from the live site; `remove` names documents whose files
    are gone because they are to go from the site, as `policy/SLUG`, or `entry/N` of the log;
    `audit` reads every file before the switch, not a sample; `witness_wait` gives the witnesses of
    the settings so many seconds to sign before the switch, which happens also where they do not;
    `day` is the day by which the site is to speak, None for that of the newest export, or the one
    that was signed last; with `entering` nothing is signed: an earlier release is made again.
    Raises VerificationError or DataError before anything of the site is written. Killed at any
    moment, the old site and log stand and the next build completes.
    """
    with deployment.locked():
        # Visitors are served by somebody else, who must be able to read what is made here.
        before = os.umask(0o022)
        try:
            chosen = Choices(
                withdraw_missing, from_scratch, frozenset(remove), audit, witness_wait, day
            )
            return _build_or_remake(
                deployment, open_key, progress or Silence(), at, chosen, entering
            )
        finally:
            os.umask(before)


def _build_or_remake(
    deployment: Deployment,
    open_key: OpenKey,
    progress: Progress,
    at: datetime,
    chosen: Choices,
    entering: Entering | None,
) -> Report:
    """Build; where the store turns out to be damaged, once more with one made from the archive."""
    try:
        with damage_named():
            return _build(deployment, open_key, progress, at, chosen, entering)
    except DamagedStore:
        progress.step("remake")
    forget_store(deployment.store)
    return _build(deployment, open_key, progress, at, replace(chosen, remade=True), entering)


def _build(
    deployment: Deployment,
    open_key: OpenKey,
    progress: Progress,
    at: datetime,
    chosen: Choices,
    entering: Entering | None,
) -> Report:
    portal = deployment.portal()
    log, secret = open_log(deployment), deployment.secret()
    removals = Removals(deployment.log, secret)
    progress.step("verify")
    state = deployment.required_state()
    published = next_publication(log, state.at, at)
    found = _verify(deployment, state, published)
    if chosen.day is not None:
        found = _moved(deployment, found, chosen.day, open_key, published)
    require_listed(deployment, found.log_key)
    with working_store(deployment.store, stamp(deployment)) as (connection, damaged):
        progress.step("load")
        loaded = load_new(
            connection, found.exports, removals, progress.count, day=found.accepted.day
        )
        journal = Journal(deployment.log)
        withdraw_disowned(Archive(deployment.archive), log, journal, found.disowned, secret)
        logged = logged_documents(connection, log, journal, secret)
        expected = expect_documents(logged, found.exports, journal, chosen.remove)
        # An earlier release was checked then; what it said may not be there any more.
        read = read_documents if entering else load_documents
        loaded_documents = read(deployment.content, connection, expected, portal.calendar.overrides)
        warnings = (*preflight(deployment, portal), *loaded_documents.problems)
        if damaged or chosen.remade:
            warnings = (_remade(deployment), *warnings)
        unwitnessed: list[Message] = []

        def ask_witnesses() -> None:
            if chosen.witness_wait and portal.witnesses:
                progress.step("witness")
                asked = ((one.verifier_key, one.address) for one in portal.witnesses)
                unwitnessed[:] = ask_all(log, asked, chosen.witness_wait)

        inputs = inputs_digest(deployment, found)
        current = inputs == live_inputs(deployment.site) == indexed_state(deployment.index)
        usual = replace(chosen, witness_wait=0, day=None) == Choices()
        if current and not loaded and usual and not damaged:
            if log.signed:
                ask_witnesses()
            if is_public(deployment, log):
                nothing = (0, 0, 0, 0)
                return Report(
                    None,
                    len(found.exports),
                    *nothing,
                    found.suspended,
                    warnings,
                    tuple(unwitnessed),
                    tuple(ending(found.ends, published)),
                )
        if entering is None:
            signer = signer_of(log, open_key(deployment.keys / "log.pem"))
        context, assets = assemble(
            connection,
            portal,
            deployment.theme,
            loaded_documents.documents,
            found.suspended_agencies,
            secret,
            str(log.key),
            packages=deployment.packages,
            withheld=withheld_agencies(found.exports, removals),
            taken_back=found.taken_back,
            day=found.accepted.day,
        )
        if found.copies and entering is None:
            found = sign_public_copies(deployment, context, found, open_key, published)
            inputs = inputs_digest(deployment, found)
        progress.step("log")
        log_planner = LogPlanner(
            connection,
            log,
            journal,
            secret,
            context.today,
            chosen.withdraw_missing,
            chosen.remove,
            removals.leaves,
            found.disowned,
            read_predecessor(deployment.log),
        )
        log_planner.plan(found.exports, loaded_documents.documents)
        note_log_secret(deployment.log, secret)
        files = (
            *assets,
            *offered_files(deployment, context, found, loaded_documents, log),
        )
        progress.step("index")
        indexed = update_index(deployment, context, inputs)
        files += tuple(search_files(deployment))
        progress.step("pages")
        snapshot = found.accepted.metadata["snapshot"][1]
        if entering is None:
            keep = partial(keep_release, deployment, found.accepted.metadata, published)
            entering = Signing(signer, keep, ask_witnesses, chosen.audit)
        record = Recording(
            log_planner, context.reference, published, snapshot, chosen.from_scratch, entering
        )
        tally, release = publish(
            deployment, context, loaded_documents.sources, files, inputs, record, progress
        )
    return Report(
        release,
        len(found.exports),
        loaded,
        tally.made,
        tally.reused,
        indexed,
        found.suspended,
        warnings,
        tuple(unwitnessed),
        tuple(ending(found.ends, published)),
    )


def _moved(deployment: Deployment, found: Walk, day: date, open_key: OpenKey, at: datetime) -> Walk:
    """The archive once a later day is signed; as it is where that is signed already."""
    signed = found.accepted.day
    if signed is not None and signed >= day:
        return found

    keys = partial(PortalKeys.opened, deployment.keys, open_key)
    move_day(deployment.archive, min(day, day_at(at)), keys, at=at, accepted=found.accepted)
    moved = walk(deployment.archive, at=at, accepted=found.accepted, suspending=True)
    deployment.remember(State(at, moved.accepted))
    return moved


def _remade(deployment: Deployment) -> Problem:
    why = msg("did not say what was sealed, and was made again from the archive; look at the disk")
    return Problem(deployment.store.name, None, None, why, Severity.WARNING)


def _verify(deployment: Deployment, state: State, at: datetime) -> Walk:
    found = walk(deployment.archive, at=at, accepted=state.accepted, suspending=True)
    if found.accepted.disowned != state.accepted.disowned:
        # The command that took them back was cut off before it noted so.
        deployment.remember(State(state.at, found.accepted))
    return found
