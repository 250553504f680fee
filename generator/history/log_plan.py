"""What the log has to say of what was accepted: which leaves it has, which are to come.

The leaves follow from the archive. For each export, in order of issue, its export leaf and a
dossier leaf for every record that it changed; then the records that turned since, the documents,
what has to be taken back, and last the release of the site. What the log has already is found
again by its digest: so a store made again gives the same leaves, and recovery after a power cut is
the same code as every day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import msgspec

from generator.exports.archive import in_order_of_issue
from generator.history.document_versions import (
    REASONS,
    STOLEN,
    Journal,
    new_versions,
    removed,
)
from generator.history.expiry import expired_versions, versions_to_withdraw
from generator.history.removals import FILE as REMOVALS
from generator.log.leaves import (
    DossierLeaf,
    ExportLeaf,
    Leaf,
    PredecessorLeaf,
    ReleaseLeaf,
    WithdrawalLeaf,
    decode_leaf,
    encode_leaf,
)
from generator.log.writing import Log
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError
from generator.store import leaf_numbers as leaves
from generator.store.database import transaction
from generator.store.queries import releases
from generator.store.record_versions import forget_derived, versions
from generator.trust.verified import VerifiedExport

ENTRY = "entry/"
"""How the name of a leaf begins where its document cannot be named any more."""

DESTROYED = "source-destroyed"
"""Why a record is taken back of which the archive has nothing any more."""

BATCH = 10_000
"""Entries that are noted in the store at once."""


@dataclass
class LogPlanner:
    """The log of a portal beside the store that tells what each leaf stands for.

    `secret` makes the salts; `on` is the reference day; `withdraw_missing` takes back in public
    what the archive does not have any more of facilities; `remove` names the documents that are to
    go, as `policy/SLUG`, or as `entry/N` where nothing but the leaf is left; `removed` gives the
    reason for each entry whose record holds a value that was removed from the exports; `disowned`
    are the exports that were signed with a stolen key; `predecessor` is the log from which this one
    goes on.
    """

    connection: sqlite3.Connection
    log: Log
    journal: Journal
    secret: bytes
    on: date
    withdraw_missing: bool = False
    remove: frozenset[str] = frozenset()
    removed: Mapping[int, str] = field(default_factory=dict)
    disowned: Collection[str] = ()
    predecessor: PredecessorLeaf | None = None

    def plan(self, exports: Sequence[VerifiedExport], documents: tuple[Document, ...]) -> None:
        """Note in the store every leaf that the log is to take; all of it or nothing.

        Raises VerificationError where the log does not go on from what was read before.
        """
        with transaction(self.connection):
            self._read_log()
            self._next = self.log.size
            if self.predecessor and not self._next:
                self._add(b"predecessor", self.predecessor)
            self._plan_exports(exports)
            self._plan_expired()
            self._plan_documents(documents)
            due = self._plan_withdrawals()
            self._undo_disowned(due)
            self._account_for_all()
        # What the log is to take is kept before it is signed, never after.
        self.journal.write(self.connection)

    def entries(self, release: ReleaseLeaf) -> Iterator[bytes]:
        """What the log is to take now: what was planned, and the release of the site if new.

        The release is always the last: so who has the checkpoint knows which entry it is.
        """
        planned = False
        for entry in leaves.planned(self.connection):
            planned = True
            yield entry
        last = leaves.last_published(self.connection)
        if planned or last is None or not _is_same(decode_leaf(last), release):
            yield encode_leaf(release)

    def _read_log(self) -> None:
        """Take note of the entries that the log has and the store does not know."""
        connection, log = self.connection, self.log
        size, root = leaves.log_read(connection)
        if size > log.size or (size and log.root_at(size) != root):
            raise VerificationError(
                msg(
                    "%(folder)s: the log does not go on from the %(size)s entries that were read "
                    "before; put back the log that belongs to this archive",
                    folder=log.folder,
                    size=size,
                )
            )
        leaves.forget_plans(connection, size)
        forget_derived(connection)
        numbered = enumerate(log.entries(size), start=size)
        while batch := list(islice(numbered, BATCH)):
            known = [(leaf, decode_leaf(entry)) for leaf, entry in batch]
            leaves.note_leaves(
                connection, ((name, number) for number, leaf in known if (name := _name_of(leaf)))
            )
            for (number, leaf), (_, entry) in zip(known, batch, strict=True):
                if isinstance(leaf, WithdrawalLeaf):
                    leaves.note_withdrawal(connection, leaf.index, leaf.reason)
                if isinstance(leaf, ReleaseLeaf):
                    leaves.note_published(connection, number, entry)
        leaves.note_read(connection, log.size, log.root)

    def _plan_exports(self, exports: Sequence[VerifiedExport]) -> None:
        before: dict[str, str] = {}
        issued = {release.path: release.issued for release in releases(self.connection)}
        for export in in_order_of_issue(exports, issued):
            name = leaves.export_name(export.path)
            if leaves.leaf_of(self.connection, name) is None:
                leaf = ExportLeaf(
                    role=export.role,
                    version=export.release,
                    path=export.path,
                    length=export.length,
                    sha256=export.sha256,
                    supersedes=before.get(export.region),
                )
                self._add(name, leaf)
            before[export.region] = export.path
            new = leaves.records_without_leaf(self.connection, export.region, export.release)
            for digest in list(new):
                self._add(digest, DossierLeaf(kind="facility", digest=digest.hex()))

    def _plan_expired(self) -> None:
        for digest in expired_versions(self.connection, self.secret, on=self.on):
            self._add(digest, DossierLeaf(kind="facility", digest=digest.hex()))

    def _plan_documents(self, documents: tuple[Document, ...]) -> None:
        if self.predecessor and not self.log.size:
            # Their entries are in the log before: they are entered again, in the same order.
            for kind, digest in self.journal.read_all(self.connection, self.secret):
                self._add(digest, DossierLeaf(kind=kind.value, digest=digest.hex()))
        else:
            self.journal.read(self.connection, self.secret)
        self._withdrawn = self.journal.withdrawn()
        new = new_versions(self.connection, documents, self._withdrawn, self.secret, on=self.on)
        for kind, digest in new:
            # Where the journal was lost, the log may still have it.
            if leaves.leaf_of(self.connection, digest) is None:
                self._add(digest, DossierLeaf(kind=kind.value, digest=digest.hex()))
        self._gone = removed(self.connection, documents)

    def _plan_withdrawals(self) -> frozenset[bytes]:
        """Take back what may not be shown any more; the digests of all of that."""
        demanded = ((line.sealed(self.secret), line.reason) for line in self._withdrawn)
        due = (*versions_to_withdraw(self.connection, on=self.on), *self._gone)
        found = (*demanded, *((version.digest, reason) for version, reason in due))
        for digest, reason in found:
            leaf = leaves.leaf_of(self.connection, digest)
            if leaf is not None:
                self._withdraw(leaf, reason)
        return frozenset(digest for digest, _ in found)

    def _undo_disowned(self, due: frozenset[bytes]) -> None:
        """Take back every record that came with a stolen key's export; enter again what fell to it.

        An honest record that was taken back because the thief left it out gets a new entry.
        """
        entries = [leaves.leaf_of(self.connection, leaves.export_name(p)) for p in self.disowned]
        first = min((entry for entry in entries if entry is not None), default=None)
        if first is None:
            return
        for index in leaves.unknown_records(self.connection):
            if index > first and self._is_facility(index):
                self._withdraw(index, STOLEN)
        fell = leaves.taken_back_since(self.connection, first, REASONS)
        for subject in fell:
            again = False
            for version in list(versions(self.connection, subject)):
                again = again or version.digest in fell[subject] - due
                if again and version.leaf is not None and version.digest not in due:
                    if not version.withdrawn:
                        # What came after it stays after it: a record's entries are its history.
                        self._withdraw(version.leaf, STOLEN)
                    elif version.digest not in fell[subject]:
                        continue
                    self._enter_again(version.digest)

    def _enter_again(self, digest: bytes) -> None:
        leaf = DossierLeaf(kind="facility", digest=digest.hex())
        leaves.plan_again(self.connection, self._next, digest, encode_leaf(leaf))
        self._next += 1

    def _withdraw(self, index: int, reason: str) -> None:
        """Take a leaf back, unless that is done already."""
        name = leaves.withdrawal_name(index)
        if leaves.leaf_of(self.connection, name) is None:
            self._add(name, WithdrawalLeaf(index=index, reason=reason))
            leaves.note_withdrawal(self.connection, index, reason)

    def _account_for_all(self) -> None:
        """Every record that the log has is known, or is taken back because somebody says so."""
        self._require_removed()
        for index in leaves.unknown_records(self.connection):
            if index in self.removed:
                self._withdraw(index, self.removed[index])
        unknown = leaves.unknown_records(self.connection)
        facilities = [index for index in unknown if self._is_facility(index)]
        if facilities and leaves.is_of_another_log(self.connection, self.log.size):
            # With another secret no record is known; to take them all back would be for ever.
            raise VerificationError(
                msg(
                    "%(folder)s: none of its %(count)s records follows from the archive: "
                    "%(folder_2)s or the archive is that of another log; put both back from "
                    "one back-up",
                    folder=self.log.folder,
                    count=len(facilities),
                    folder_2=self.log.folder / "salt",
                )
            )
        lost = {f"{ENTRY}{index}": index for index in unknown if index not in facilities}
        documents = [index for name, index in lost.items() if name not in self.remove]
        for name in sorted(self.remove - lost.keys()):
            if name.startswith(ENTRY):
                raise UsageError(
                    msg("--remove %(name)s: is no entry whose document is lost", name=name)
                )
        if documents:
            raise VerificationError(
                msg(
                    "%(file)s: does not tell what %(count)s entries of the log say, which "
                    "are versions of documents: %(some)s; put back the newest copy of "
                    "%(name)s; where one of them is to go for ever, gongshi build --remove "
                    "%(entry)s%(documents)s",
                    file=self.journal.file,
                    count=len(documents),
                    some=_some(documents),
                    name=self.journal.file.name,
                    entry=ENTRY,
                    documents=documents[0],
                )
            )
        if facilities and not self.withdraw_missing:
            raise VerificationError(
                msg(
                    "%(folder)s: %(count)s records of the log do not follow from the archive any "
                    "more: entries %(some)s; put back what is missing, or, where it had to be "
                    "destroyed, take them back in public with gongshi build --withdraw-missing",
                    folder=self.log.folder,
                    count=len(facilities),
                    some=_some(facilities),
                )
            )
        for index in unknown:
            self._withdraw(index, DESTROYED)

    def _require_removed(self) -> None:
        """VerificationError where a record says again what the operator has taken back."""
        again = leaves.shown_again(self.connection, REASONS)
        if again:
            raise VerificationError(
                msg(
                    "%(file)s does not name what was removed from %(count)s records of facilities "
                    "(entries %(some)s of the log): put its newest copy back from the back-up",
                    file=self.log.folder / REMOVALS,
                    count=len(again),
                    some=_some(again),
                )
            )

    def _is_facility(self, index: int) -> bool:
        leaf = decode_leaf(next(self.log.entries(index, index + 1)))
        return isinstance(leaf, DossierLeaf) and leaf.kind == "facility"

    def _add(self, name: bytes, leaf: Leaf) -> None:
        leaves.plan_leaf(self.connection, self._next, name, encode_leaf(leaf))
        self._next += 1


def _is_same(last: Leaf, release: ReleaseLeaf) -> bool:
    """Whether the log has this release already; a build that was cut off was made at a time of its
    own.
    """
    if not isinstance(last, ReleaseLeaf):
        return False
    # What earlier versions entered has no time: it gets one, once.
    again = last.published is not None
    return again and msgspec.structs.replace(release, published=last.published) == last


def _some(indexes: Sequence[int]) -> str:
    return ", ".join(map(str, indexes[:5])) + (" …" if len(indexes) > 5 else "")


def _name_of(leaf: Leaf) -> bytes | None:
    """Under which name the store knows a leaf; a release of the site has none."""
    if isinstance(leaf, ExportLeaf):
        return leaves.export_name(leaf.path)
    if isinstance(leaf, DossierLeaf):
        return bytes.fromhex(leaf.digest)
    if isinstance(leaf, WithdrawalLeaf):
        return leaves.withdrawal_name(leaf.index)
    return None
