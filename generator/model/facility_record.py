"""The public record of one facility: every row that speaks of it, together."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec
from msgspec import Struct

from generator.model.tables import (
    AgeGroup,
    Demonstration,
    DemonstrationStage,
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    Notice,
    NoticeRow,
    Penalty,
    Succession,
)


class FacilityRecord(Struct, frozen=True, kw_only=True, gc=False):
    """All rows of one export that concern one facility, each table sorted by its key.

    `names` holds the names of other facilities that the rows refer to, by identifier;
    `notice_days` the last day on which a notice may be shown that speaks of a penalty, whosever it
    is, or of such a notice, by identifier (`rules.publicity.notice_days`).
    """

    facility: Facility
    age_groups: tuple[AgeGroup, ...] = ()
    filings: tuple[Filing, ...] = ()
    grades: tuple[Grade, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    findings: tuple[Finding, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    fees: tuple[Fee, ...] = ()
    demonstrations: tuple[Demonstration, ...] = ()
    stages: tuple[DemonstrationStage, ...] = ()
    notices: tuple[Notice, ...] = ()
    notice_rows: tuple[NoticeRow, ...] = ()
    successions: tuple[Succession, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    notice_days: tuple[tuple[str, date], ...] = ()


_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoder = msgspec.msgpack.Decoder(FacilityRecord)


def encode_record(facility_record: FacilityRecord) -> bytes:
    """The dossier as bytes; equal dossiers give equal bytes."""
    return _encoder.encode(facility_record)


def decode_record(data: bytes) -> FacilityRecord:
    """The dossier that `encode` made."""
    return _decoder.decode(data)


def digest(data: bytes) -> str:
    """SHA-256 of an encoded dossier, as hexadecimal."""
    return hashlib.sha256(data).hexdigest()
