"""The tables of the store: one for each table of an export, and the store's own.

Every row table is clustered by agency, so that an agency's rows are read, compared and replaced
as one range. The store's own tables say what was accepted, what changed, and what is derived from
it for quick reading.
"""

from __future__ import annotations

import hashlib
from functools import cache

from generator.exports.schema import sqlite_ddl
from generator.model.tables import TABLES
from generator.store.derived import DERIVED

ENCODING = 2
"""Raised where the same tables hold something else: facts by another rule, another encoding."""

OWN_TABLES = """
CREATE TABLE releases (
    region TEXT NOT NULL, release INTEGER NOT NULL, issued TEXT NOT NULL, agency TEXT NOT NULL,
    reviewed_by TEXT NOT NULL, reviewed_on TEXT NOT NULL, fictitious INTEGER NOT NULL,
    role TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, length INTEGER NOT NULL,
    rows TEXT NOT NULL, first INTEGER NOT NULL, format INTEGER NOT NULL,
    PRIMARY KEY (region, release)
) WITHOUT ROWID;
CREATE TABLE changes (
    agency TEXT NOT NULL, release INTEGER NOT NULL, number INTEGER NOT NULL,
    table_name TEXT NOT NULL, key TEXT NOT NULL, facility_id TEXT, what TEXT NOT NULL,
    before TEXT, after TEXT, unexplained INTEGER NOT NULL,
    PRIMARY KEY (agency, release, number)
) WITHOUT ROWID;
CREATE TABLE seen_notices (
    agency TEXT NOT NULL, notice_id TEXT NOT NULL, takes_table TEXT NOT NULL,
    takes_key TEXT NOT NULL,
    waits INTEGER NOT NULL, PRIMARY KEY (agency, notice_id, takes_table, takes_key)
) WITHOUT ROWID;
CREATE INDEX changes_by_facility ON changes (facility_id) WHERE facility_id IS NOT NULL;
CREATE TABLE dossiers (
    facility_id TEXT NOT NULL PRIMARY KEY, agency TEXT NOT NULL, since INTEGER NOT NULL,
    digest TEXT NOT NULL, data BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX dossiers_by_agency ON dossiers (agency, digest);
CREATE TABLE facts (
    region_code TEXT NOT NULL, curve INTEGER NOT NULL, facility_id TEXT NOT NULL,
    agency TEXT NOT NULL, since INTEGER NOT NULL, digest TEXT NOT NULL, status TEXT,
    open INTEGER NOT NULL, filing TEXT, filed INTEGER, places INTEGER, inclusive INTEGER,
    demonstration TEXT, fee REAL, prepayment REAL, assessed TEXT, next_due TEXT,
    expiry_dates TEXT NOT NULL, item TEXT NOT NULL,
    PRIMARY KEY (region_code, curve, facility_id)
) WITHOUT ROWID;
CREATE INDEX facts_by_facility ON facts (facility_id);
CREATE INDEX facts_by_agency ON facts (agency, open, status, filed);
CREATE TABLE standings (
    facility_id TEXT NOT NULL, scheme_id TEXT NOT NULL, region_code TEXT NOT NULL,
    label TEXT NOT NULL, assessed TEXT NOT NULL, valid_until TEXT, open INTEGER NOT NULL,
    PRIMARY KEY (facility_id, scheme_id)
) WITHOUT ROWID;
CREATE INDEX standings_by_grade ON standings (scheme_id, label, region_code) WHERE open = 1;
CREATE TABLE past_dossiers (
    facility_id TEXT NOT NULL, agency TEXT NOT NULL, since INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (facility_id, agency, since)
) WITHOUT ROWID;
CREATE TABLE records (
    number INTEGER PRIMARY KEY, subject TEXT NOT NULL, agency TEXT NOT NULL,
    release INTEGER NOT NULL, version TEXT NOT NULL, fragile INTEGER NOT NULL,
    digest BLOB NOT NULL UNIQUE
);
CREATE INDEX records_by_subject ON records (subject);
CREATE INDEX records_by_release ON records (agency, release);
CREATE INDEX records_fragile ON records (subject) WHERE fragile = 1;
CREATE TABLE row_trees (
    agency TEXT NOT NULL, release INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (agency, release)
) WITHOUT ROWID;
CREATE TABLE document_records (
    subject TEXT NOT NULL, version INTEGER NOT NULL, published TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (subject, version)
) WITHOUT ROWID;
CREATE TABLE region_history (
    agency TEXT NOT NULL, release INTEGER NOT NULL, code TEXT NOT NULL,
    operating INTEGER NOT NULL, status_unknown INTEGER NOT NULL, filed INTEGER NOT NULL,
    filing_unknown INTEGER NOT NULL, rated INTEGER NOT NULL, overdue INTEGER NOT NULL,
    rectifications_overdue INTEGER NOT NULL, unexplained INTEGER NOT NULL,
    without_fee INTEGER NOT NULL,
    PRIMARY KEY (agency, release, code)
) WITHOUT ROWID;
CREATE TABLE grade_history (
    agency TEXT NOT NULL, release INTEGER NOT NULL, code TEXT NOT NULL, scheme_id TEXT NOT NULL,
    label TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (agency, release, code, scheme_id, label)
) WITHOUT ROWID;
CREATE TABLE leaves (name BLOB PRIMARY KEY, leaf INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX leaves_by_number ON leaves (leaf);
CREATE TABLE withdrawals (leaf INTEGER PRIMARY KEY, reason TEXT NOT NULL);
CREATE TABLE planned (leaf INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE published (leaf INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE log_read (size INTEGER NOT NULL, root BLOB NOT NULL);
CREATE TABLE export_documents (
    agency TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (agency, path)
) WITHOUT ROWID;
"""


def _tables() -> str:
    """The SQL of all tables."""
    rows = ";\n".join(
        sqlite_ddl(
            row,
            extra_columns=(
                *DERIVED.get(row.table, ()),
                ("agency", "TEXT NOT NULL"),
                ("since", "INTEGER NOT NULL"),
            ),
            primary_key=("agency", *row.key),
        ).rstrip(";")
        for row in TABLES
    )
    return f"{rows};\n{OWN_TABLES}"


@cache
def version(removed: bytes = b"") -> int:
    """The version of the store, which follows from its tables, from how records are encoded, and
    from what was removed of the exports that it holds.

    A store of another version is made again from the archive, so nobody has to remember to raise
    it when a column is added.
    """
    digest = hashlib.sha256(f"{ENCODING}\0{_tables()}".encode() + removed).digest()
    # SQLite keeps 31 bits; 0 is what a file has that was never made a store.
    return int.from_bytes(digest[:4], "big") % (2**31 - 1) + 1


def statements(removed: bytes = b"") -> str:
    """The SQL that makes an empty store."""
    return f"{_tables()}\nPRAGMA user_version = {version(removed)};"
