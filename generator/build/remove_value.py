"""`gongshi remove`: a value, or a version of a document, goes from everything that is published.

First it is noted what must not be shown any more, then the store and the index, which hold it, are
made again, and a build takes it from every page, record, file and history and enters in the log
that a record was taken back. Cut off at any moment, the next build completes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from msgspec import structs

from generator.build.load_exports import load_new
from generator.build.site_log import open_log
from generator.build.staging import live_release, release_numbers
from generator.documents.attachments import named_files
from generator.documents.content import read_content
from generator.documents.read_document import read_document
from generator.exports.archive import read_export
from generator.exports.contents import DocumentSource
from generator.exports.schema import TYPES_BY_NAME, row_key
from generator.history.document_versions import Journal
from generator.history.kept_releases import KeptReleases
from generator.history.logged_documents import is_logged
from generator.history.removals import (
    DOCUMENTS,
    Removal,
    Removals,
    cell,
    places,
    replacement,
    stamp,
)
from generator.io.atomic import remove
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, UsageError
from generator.portal.folder import KEPT, MIRRORS, REBUILT, Deployment
from generator.rules.document_record import (
    document_record,
    document_subject,
    without_attachments,
)
from generator.store.database import forget_store, working_store
from generator.store.leaf_numbers import knows_leaves
from generator.store.record_versions import dossier_of, subjects_of, versions
from generator.trust.verified import VerifiedExport
from generator.trust.walk import walk

DOCUMENT_KINDS = ("policy", "interpretation")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to go: `policy/SLUG` or `interpretation/SLUG`, or a cell as `TABLE/KEY/COLUMN`.

    Of a document `version` says which one, all that stand where it is None. Of a cell `agency` says
    whose, needed where several say something there, and `release` says whose value: that of the
    newest release that has one where it is None.
    """

    place: str
    reason: str
    version: int | None = None
    agency: str | None = None
    release: int | None = None

    @property
    def cell(self) -> tuple[str, str, str] | None:
        """Table, key and column; None for a document. UsageError for what is neither."""
        table, _, rest = self.place.partition("/")
        if table in DOCUMENT_KINDS:
            return None
        key, _, column = rest.rpartition("/")
        if not (table and key and column):
            raise UsageError(
                msg("%(place)s: name a cell as facilities/ID/address, or a document as policy/SLUG",
                    place=self.place)
            )  # fmt: skip
        if table not in TYPES_BY_NAME:
            known = ", ".join(TYPES_BY_NAME)
            raise UsageError(
                msg("no table is called %(name)s; there are %(known)s", name=table, known=known)
            )
        replacement(TYPES_BY_NAME[table], column)
        return table, key, column


@dataclass(frozen=True, slots=True)
class Removed:
    """What was noted: how many entries of the log will be taken back, where else it stands.

    `elsewhere` are places as the command takes them. `before` where all of it was noted before, by
    a command that may have been cut off.
    """

    taken_back: int = 0
    elsewhere: tuple[str, ...] = ()
    before: bool = False


def note_removal(deployment: Deployment, asked: Asked) -> Removed:
    """Note what may not be shown any more, and make sure that nothing holds it but the archive.

    Raises UsageError where there is nothing of this kind, DataError where `content/` still says it;
    then nothing was changed.
    """
    asked_cell = asked.cell
    with deployment.locked():
        state = deployment.required_state()
        found = walk(deployment.archive, at=state.at, accepted=state.accepted)
        removals = Removals(deployment.log, deployment.secret())
        if asked_cell is None:
            return _note_document(deployment, found.exports, removals, asked)
        said = _said(found.exports, removals, asked_cell, asked)
        if said is None:
            return Removed(before=True)
        with working_store(deployment.store, stamp(deployment)) as (connection, _):
            load_new(connection, found.exports, removals)
            leaves = tuple(_leaves(deployment, connection, removals, said))
        forget_index(deployment)
        removals.add([structs.replace(said.removal, leaves=leaves)])
    return Removed(len(leaves), tuple(_elsewhere(found.exports, said, asked.place)))


def forget_earlier_releases(deployment: Deployment) -> list[Path]:
    """Remove the releases of the site that are not live, and those that were made again: they hold
    what was removed since.
    """
    live = live_release(deployment.site)
    folders = [deployment.site / "releases" / f"{number:04d}"
               for number in release_numbers(deployment.site)]  # fmt: skip
    gone = [folder for folder in folders if live and folder.name != live.name]
    for folder in gone:
        remove(folder)
    remove(deployment.folder / REBUILT)
    remove(deployment.folder / MIRRORS)
    return gone


def forget_index(deployment: Deployment) -> None:
    """Remove the index, whose old parts keep what is taken out; the next build makes it again."""
    remove(deployment.index.parent / "browser")
    remove(deployment.index)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A value that an agency has said in a cell, and its removal."""

    value: str
    removal: Removal


def _said(
    exports: Sequence[VerifiedExport],
    removals: Removals,
    place: tuple[str, str, str],
    asked: Asked,
) -> _Cell | None:
    """What an agency says in a cell, in its newest release that says anything there.

    None where only what was removed before stood there; UsageError where nothing ever did, or where
    several agencies say something and none was named.
    """
    table, key, column = place
    found: dict[str, _Cell] = {}
    for verified in sorted(exports, key=lambda each: -each.release):
        agency = verified.region
        if agency in found or asked.agency not in (None, agency):
            continue
        if asked.release not in (None, verified.release):
            continue
        # What was removed before is not there any more.
        for row in removals.withheld(read_export(verified)).tables[table]:
            value = cell(row, column) if row_key(row) == key else ""
            if value and value != replacement(type(row), column):
                digest = removals.digest(agency, table, key, column, value)
                removal = Removal(agency, table, key, column, digest, asked.reason)
                found[agency] = _Cell(value, removal)
    if len(found) > 1:
        raise UsageError(
            msg(
                "%(place)s: several agencies say something there; add --agency with one of"
                " %(agencies)s",
                place=asked.place,
                agencies=", ".join(sorted(found)),
            )
        )
    if found:
        return next(iter(found.values()))
    if place in {(each.table, each.key, each.column) for each in removals.entries}:
        return None
    raise UsageError(msg("%(place)s: no release says anything there", place=asked.place))


def _leaves(
    deployment: Deployment, connection: sqlite3.Connection, removals: Removals, said: _Cell
) -> Iterator[int]:
    """The entries of the log whose records hold a value."""
    log = open_log(deployment)
    if log.size and not knows_leaves(connection):
        # Made anew since the last build: it does not know which entry is whose.
        raise UsageError(
            msg(
                "%(folder)s: the site is older than the archive; run gongshi build",
                folder=deployment.folder,
            )
        )
    removal = said.removal
    for subject in subjects_of(connection, removal.agency):
        for version in versions(connection, subject):
            if version.agency != removal.agency or version.leaf is None or version.withdrawn:
                continue
            if removals.said_by(dossier_of(connection, version), removal) and is_logged(
                log, version.leaf, version.digest
            ):
                yield version.leaf


def _elsewhere(exports: Sequence[VerifiedExport], said: _Cell, place: str) -> Iterator[str]:
    """Where else a value stands in the agency's newest export, as the command names places."""
    agency = said.removal.agency
    newest = max((e for e in exports if e.region == agency), key=lambda each: each.release)
    export = read_export(newest)
    yield from (f"{each} --agency {agency}" for each in places(export, said.value) if each != place)
    for source in export.documents:
        if said.value in source.text:
            document = _read(agency, source)
            yield document_subject(document) if document else source.path


def _note_document(
    deployment: Deployment, exports: Sequence[VerifiedExport], removals: Removals, asked: Asked
) -> Removed:
    """Destroy versions of a document, and let no export say them again."""
    journal = Journal(deployment.log)
    lines = journal.standing(asked.place, asked.version)
    if not lines:
        return Removed(before=True)
    says = {line.data for line in lines}
    for written in read_content(deployment.content).documents:
        if document_subject(written) == asked.place and document_record(written) in says:
            why = msg("still says what is to be removed: change or remove the file first, then"
                      " run this command again")  # fmt: skip
            raise DataError([Problem(written.source, None, None, why)])
    new = [
        Removal(export.region, DOCUMENTS, source.path, "",
                removals.of_document(export.region, source), asked.reason)
        for export in exports
        for source in read_export(export).documents
        if (document := _read(export.region, source))
        and document_subject(document) == asked.place
        and document_record(document) in says
    ]  # fmt: skip
    forget_index(deployment)
    # Removals of exports make it anew by themselves; here there may be none.
    forget_store(deployment.store)
    if new:
        # Before the versions: killed in between, the same command goes on from here.
        removals.add(new)
    _destroy_kept(deployment, asked, says)
    for line in lines:
        journal.withdraw(line.subject, line.version, asked.reason, removals.secret)
    return Removed(len(lines))


def _destroy_kept(deployment: Deployment, asked: Asked, says: Set[bytes]) -> None:
    """Destroy the files of `content/` that said it, and those attached to it, as earlier releases
    have them, of earlier logs too.
    """
    for log in (deployment.log, *deployment.earlier_logs):
        _destroy_kept_of(KeptReleases(log / KEPT), asked, says)


def _destroy_kept_of(kept: KeptReleases, asked: Asked, says: Set[bytes]) -> None:
    gone: dict[str, str] = {}
    for entry in kept.entries():
        files = release.files if (release := kept.find(entry)) else {}
        for name, digest in files.items():
            if not name.startswith("content/") or not name.endswith(".md") or digest in gone:
                continue
            document = _read_kept(name, kept.file(digest))
            if document is None or document_subject(document) != asked.place:
                continue
            if without_attachments(document_record(document)) in map(without_attachments, says):
                folder = name.rpartition("/")[0]
                beside = (f"{folder}/{each}" for each in named_files(document))
                gone |= {digest: name, **{files[each]: each for each in beside if each in files}}
    kept.destroy(gone, asked.reason)


def _read_kept(name: str, data: bytes | None) -> Document | None:
    try:
        return read_document(name, data.decode()) if data is not None else None
    except (DataError, UnicodeDecodeError):
        return None


def _read(agency: str, source: DocumentSource) -> Document | None:
    try:
        return read_document(f"{agency}/{source.path}", source.text)
    except DataError:
        return None
