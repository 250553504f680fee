"""What a list is of: what is new this time, or all that holds now; and what tells its rows apart.

A list of grades, inspections or penalties that officials keep has no identifiers of rows. Two rows
are the same event where what identifies the event is the same; its identifier is made of that.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal

from generator.model.tables import (
    Demonstration,
    Filing,
    Grade,
    Inspection,
    Penalty,
    Row,
)

Extent = Literal["additions", "current"]
"""`additions`: rows of the last release that the list does not name stay. `current`: the list is
all that holds now; what was earlier of whom it names stays as their history.
"""

_IDENTITY: Final[dict[type[Row], tuple[str, ...]]] = {
    Filing: ("facility_id", "status", "submitted", "decided"),
    Grade: ("facility_id", "scheme_id", "assessed"),
    Inspection: ("facility_id", "inspected", "kind"),
    Penalty: ("facility_id", "decision_number"),
    Demonstration: ("subject_kind", "subject_id", "level", "title"),
}
"""The columns by which an event is known where nobody numbered it."""

_HOLDERS: Final[dict[type[Row], tuple[str, ...]]] = {
    Filing: ("facility_id",),
    Grade: ("facility_id", "scheme_id"),
    Inspection: ("facility_id",),
    Penalty: ("facility_id",),
    Demonstration: ("subject_kind", "subject_id", "level", "title"),
}
"""Whose history a row belongs to."""

_KINDS: Final[dict[type[Row], tuple[str, ...]]] = {
    Grade: ("scheme_id",),
    Demonstration: ("level", "title"),
}
"""What a list is of at all: one of grades of a scheme says nothing of other schemes."""

DIGEST_LENGTH: Final = 12
"""Hexadecimal digits of an identifier that is made of what identifies an event."""


def made_key(row_type: type[Row]) -> str | None:
    """The column of the identifier that can be made for rows of this table; None where none can."""
    return row_type.key[0] if row_type in _IDENTITY else None


def identity_of(row: Row) -> tuple[str, ...]:
    """What tells this event from others: its columns, or its own key."""
    return _cells(row, _IDENTITY.get(type(row), row.key))


def holder_of(row: Row) -> tuple[str, ...]:
    """Whose history this row belongs to."""
    return _cells(row, _HOLDERS.get(type(row), row.key))


def kind_of(row: Row) -> tuple[str, ...]:
    """Of which kind of list this row is one."""
    return _cells(row, _KINDS.get(type(row), ()))


def made_identifier(row: Row) -> str:
    """The identifier of an event that nobody numbered: the same for the same event, every time."""
    said = "\x1f".join(identity_of(row)).encode()
    return f"{row.key[0][:2]}-{hashlib.sha256(said).hexdigest()[:DIGEST_LENGTH]}"


def _cells(row: Row, names: tuple[str, ...]) -> tuple[str, ...]:
    values = (getattr(row, name) for name in names)
    return tuple("" if value is None else str(value) for value in values)
