"""The versions of public records, and the dossiers that newer ones replaced."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator.model.facility_record import FacilityRecord, decode_record
from generator.store.database import decoded

LASTING, FRAGILE, EXPIRED = range(3)
"""Kinds of versions: without a penalty, with one, and what became of one of these by a day."""


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One version of the record of a subject.

    `release` of `agency` brought it (a document has no agency, its versions are numbered); `leaf`
    is its place in the log, None before it has one; `withdrawn` says whether the log has taken it
    back.
    """

    subject: str
    agency: str
    release: int
    version: str
    digest: bytes
    leaf: int | None
    withdrawn: int

    @property
    def effective_on(self) -> date | None:
        """The day on which it took this form, where no release brought it."""
        _, _, day = self.version.partition("+")
        return date.fromisoformat(day) if day else None


def version_of(agency: str, release: int, effective_on: date | None = None) -> str:
    """The name of a version: its release, and the day on which it turned if it did since."""
    name = f"{agency}-{release:04d}"
    return f"{name}+{effective_on.isoformat()}" if effective_on else name


def keep_records(
    connection: sqlite3.Connection,
    agency: str,
    release: int,
    rows: Iterable[tuple[str, str, int, bytes]],
) -> None:
    """Note new versions as (subject, version, kind, salted digest); known ones are left alone."""
    connection.executemany(
        "INSERT OR IGNORE INTO records (subject, agency, release, version, fragile, digest)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (subject, agency, release, version, kind, digest)
            for subject, version, kind, digest in rows
        ),
    )


def subjects_by_digest(
    connection: sqlite3.Connection, digests: Iterable[bytes]
) -> dict[bytes, str]:
    """Of what each version is, by its salted digest, as far as the store knows it."""
    wanted = frozenset(digests)
    rows = connection.execute("SELECT digest, subject FROM records") if wanted else ()
    return {digest: subject for digest, subject in rows if digest in wanted}


def forget_derived(connection: sqlite3.Connection) -> None:
    """Forget the versions that follow from a day or from a document, which are noted again."""
    connection.execute("DELETE FROM records WHERE fragile = ? OR agency = ''", (EXPIRED,))


def versions(connection: sqlite3.Connection, subject: str) -> Iterator[RecordVersion]:
    """The versions of a subject's record, oldest first."""
    query = (
        "SELECT r.subject, r.agency, r.release, r.version, r.digest, l.leaf,"
        " EXISTS (SELECT 1 FROM withdrawals w WHERE w.leaf = l.leaf)"
        " FROM records r LEFT JOIN leaves l ON l.name = r.digest"
        " WHERE r.subject = ? ORDER BY l.leaf IS NULL, l.leaf, r.number"
    )
    for values in connection.execute(query, (subject,)):
        yield RecordVersion(*values)


def present_version(connection: sqlite3.Connection, subject: str) -> RecordVersion:
    """The version of a subject's record that the log has last, or is to take."""
    return [each for each in versions(connection, subject) if each.leaf is not None][-1]


def dossier_of(connection: sqlite3.Connection, version: RecordVersion) -> FacilityRecord:
    """The dossier that a version of a facility's record was made from."""
    query = (
        "SELECT data FROM dossiers WHERE facility_id = :id AND agency = :agency AND since = :since"
        " UNION ALL SELECT data FROM past_dossiers"
        " WHERE facility_id = :id AND agency = :agency AND since = :since"
    )
    values = {"id": version.subject, "agency": version.agency, "since": version.release}
    found = connection.execute(query, values).fetchone()
    if found is None:
        raise KeyError(f"{version.subject} {version.version}")
    return decoded(decode_record, found[0], version.subject)


def fragile_subjects(connection: sqlite3.Connection) -> list[str]:
    """The facilities of which some version has a penalty."""
    query = "SELECT DISTINCT subject FROM records WHERE fragile = 1 ORDER BY 1"
    return [subject for (subject,) in connection.execute(query)]


def gone_subjects(connection: sqlite3.Connection) -> list[str]:
    """The facilities that no agency publishes any more."""
    query = (
        "SELECT DISTINCT p.facility_id FROM past_dossiers p WHERE NOT EXISTS"
        " (SELECT 1 FROM dossiers d WHERE d.facility_id = p.facility_id) ORDER BY 1"
    )
    return [subject for (subject,) in connection.execute(query)]


def subjects_of(connection: sqlite3.Connection, agency: str) -> list[str]:
    """The facilities that an agency publishes or ever did."""
    query = (
        "SELECT facility_id FROM dossiers WHERE agency = ?"
        " UNION SELECT facility_id FROM past_dossiers WHERE agency = ? ORDER BY 1"
    )
    return [subject for (subject,) in connection.execute(query, (agency, agency))]


def is_present(connection: sqlite3.Connection, version: RecordVersion) -> bool:
    """Whether a version was made from the dossier that a facility has now."""
    query = "SELECT 1 FROM dossiers WHERE facility_id = ? AND agency = ? AND since = ?"
    values = (version.subject, version.agency, version.release)
    return connection.execute(query, values).fetchone() is not None


def issue_days(connection: sqlite3.Connection) -> dict[tuple[str, int], date]:
    """The day of issue of each release."""
    query = "SELECT region, release, substr(issued, 1, 10) FROM releases"
    return {
        (region, number): date.fromisoformat(day)
        for region, number, day in connection.execute(query)
    }
