"""`gongshi remove`: a value, or a version of a document, goes from everything that is published.

First it is noted what must not be shown any more, then the store and the index, which hold it, are
made again, and a build takes it from every page, record, file and history and enters in the log
that a record was taken back. Cut off at any moment, the next build completes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.build.load_exports import load_new
from generator.build.site_log import open_log
from generator.build.staging import live_release, release_numbers
from generator.documents.content import read_content
from generator.documents.read_document import read_document
from generator.exports.archive import read_export
from generator.exports.contents import Export
from generator.exports.schema import row_key
from generator.history.document_versions import Journal, Line
from generator.history.logged_documents import is_logged
from generator.history.removals import (
    DOCUMENTS,
    Removal,
    Removals,
    cell,
    places,
    replacement,
    stamp,
    table_named,
)
from generator.io.atomic import remove
from generator.log.writing import Log
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, UsageError
from generator.portal.folder import Deployment
from generator.rules.document_record import document_record, document_subject
from generator.store.database import forget_store, working_store
from generator.store.leaf_numbers import knows_leaves
from generator.store.record_versions import dossier_of, subjects_of, versions
from generator.trust.verified import VerifiedExport
from generator.trust.walk import walk


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: `TABLE/KEY/COLUMN`, or the document `policy/SLUG` or `interpretation/SLUG`."""

    name: str

    @property
    def is_document(self) -> bool:
        """Whether it is a document with versions of its own."""
        return self.name.partition("/")[0] in ("policy", "interpretation")

    @property
    def parts(self) -> tuple[str, str, str]:
        """Table, key and column of a cell; UsageError where it names none."""
        table, _, rest = self.name.partition("/")
        key, _, column = rest.rpartition("/")
        if not (table and key and column):
            raise UsageError(
                msg("%(place)s: name a cell as facilities/ID/address, or a document as policy/SLUG",
                    place=self.name)
            )  # fmt: skip
        replacement(table_named(table), column)
        return table, key, column


@dataclass(frozen=True, slots=True)
class Removed:
    """What was noted: how many entries of the log will be taken back, where else it stands.

    `before` where all of it was noted before, by a command that may have been cut off.
    """

    taken_back: int
    elsewhere: tuple[str, ...]
    before: bool = False


def note_removal(
    deployment: Deployment, place: Place, reason: str, *, version: int | None = None,
    release: int | None = None,
) -> Removed:  # fmt: skip
    """Note what may not be shown any more, and make sure that nothing holds it but the archive.

    Of a document `version` says which one goes, all that stand where it is None; of a cell
    `release` says whose value, that of the newest release that has one where it is None.
    Raises UsageError where there is nothing of this kind, DataError where `content/` still says it;
    then nothing was changed.
    """
    with deployment.locked():
        state = deployment.state()
        if state is None:
            raise DataError(msg("%(archive)s: nothing was received yet; run gongshi receive",
                                archive=deployment.archive))  # fmt: skip
        found = walk(deployment.archive, at=state.at, accepted=state.accepted)
        secret = deployment.secret()
        removals = Removals(deployment.log, secret)
        with working_store(deployment.store, stamp(deployment.log)) as (connection, _):
            load_new(connection, found.exports, removals)
            if place.is_document:
                new, lines = _document(deployment, connection, found.exports, removals, place,
                                       reason, version)  # fmt: skip
                result = Removed(len(lines), (), before=not lines)
            else:
                removal, result = _cell(
                    deployment, connection, found.exports, removals, place, reason, release
                )
                new, lines = [removal] if removal else [], []
        if result.before:
            return result
        # The index goes first, since its old parts keep what is taken out. The store of a cell is
        # made again by itself, since it belongs to what was removed; that of a document here.
        remove(deployment.index.parent / "browser")
        remove(deployment.index)
        if lines:
            forget_store(deployment.store)
        journal = Journal(deployment.log)
        for line in lines:
            journal.withdraw(line.subject, line.version, reason, secret)
        if new:
            removals.add(*new)
    return result


def forget_earlier_releases(deployment: Deployment) -> list[Path]:
    """Remove the releases of the site that are not live: they hold what was removed since."""
    live = live_release(deployment.site)
    folders = [deployment.site / "releases" / f"{number:04d}"
               for number in release_numbers(deployment.site)]  # fmt: skip
    gone = [folder for folder in folders if live and folder.name != live.name]
    for folder in gone:
        remove(folder)
    return gone


def _cell(
    deployment: Deployment,
    connection: sqlite3.Connection,
    exports: Sequence[VerifiedExport],
    removals: Removals,
    place: Place,
    reason: str,
    release: int | None,
) -> tuple[Removal | None, Removed]:
    table, key, column = place.parts
    said = _said(exports, removals, place, release)
    if said is None:
        return None, Removed(0, (), before=True)
    export, value = said
    log = open_log(deployment)
    if log.size and not knows_leaves(connection):
        # Made anew since the last build: it does not know which entry is whose.
        raise UsageError(
            msg(
                "%(folder)s: the site is older than the archive; run gongshi build",
                folder=deployment.folder,
            )
        )
    agency = export.info.region
    digest = removals.digest(agency, table, key, column, value)
    removal = Removal(agency, table, key, column, digest, reason)
    leaves = tuple(_leaves(connection, log, removals, removal))
    newest = max((e for e in exports if e.region == agency), key=lambda each: each.release)
    present = read_export(newest)
    elsewhere = tuple(each for each in _places(present, value) if each != place.name)
    removal = Removal(agency, table, key, column, digest, reason, leaves)
    return removal, Removed(len(leaves), elsewhere)


def _said(
    exports: Sequence[VerifiedExport], removals: Removals, place: Place, release: int | None
) -> tuple[Export, str] | None:
    """The export that says something in a cell, the newest first, and what.

    None where only what was removed before stood there, UsageError where nothing ever did.
    """
    table, key, column = place.parts
    for verified in sorted(exports, key=lambda each: -each.release):
        if release is not None and verified.release != release:
            continue
        # What was removed before is not there any more.
        export = removals.withheld(read_export(verified))
        for row in export.tables[table]:
            value = cell(row, column) if row_key(row) == key else ""
            if value and value != replacement(type(row), column):
                return export, value
    if (table, key, column) in {(e.table, e.key, e.column) for e in removals.entries}:
        return None
    raise UsageError(msg("%(place)s: no release says anything there", place=place.name))


def _leaves(
    connection: sqlite3.Connection, log: Log, removals: Removals, removal: Removal
) -> Iterator[int]:
    """The entries of the log whose records hold a value."""
    for subject in subjects_of(connection, removal.agency):
        for version in versions(connection, subject):
            if version.agency != removal.agency or version.leaf is None or version.withdrawn:
                continue
            if removals.said_by(dossier_of(connection, version), removal) and is_logged(
                log, version.leaf, version.digest
            ):
                yield version.leaf


def _document(
    deployment: Deployment,
    connection: sqlite3.Connection,
    exports: Sequence[VerifiedExport],
    removals: Removals,
    place: Place,
    reason: str,
    version: int | None,
) -> tuple[list[Removal], list[Line]]:
    """What of exports is removed, and the versions that are taken back."""
    lines = Journal(deployment.log).standing(place.name, version)
    says = {line.data for line in lines}
    for written in read_content(deployment.content).documents:
        if document_subject(written) == place.name and document_record(written) in says:
            why = msg("still says what is to be removed: change or remove the file first, then"
                      " run this command again")  # fmt: skip
            raise DataError([Problem(written.source, None, None, why)])
    new = []
    for verified in exports:
        for source in read_export(verified).documents:
            document = _read(verified.region, source.path, source.text)
            if document is None or document_subject(document) != place.name:
                continue
            if document_record(document) in says:
                digest = removals.of_document(verified.region, source)
                new.append(Removal(verified.region, DOCUMENTS, source.path, "", digest, reason))
    return [*dict.fromkeys(new)], lines


def _places(export: Export, value: str) -> Iterator[str]:
    """Where a value stands in an export, as the command names places."""
    yield from places(export, value)
    for source in export.documents:
        if value in source.text:
            document = _read(export.info.region, source.path, source.text)
            yield document_subject(document) if document else source.path


def _read(agency: str, path: str, text: str) -> Document | None:
    try:
        return read_document(f"{agency}/{path}", text)
    except DataError:
        return None
