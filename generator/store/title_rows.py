"""Demonstration titles of facilities and of regions, with their stages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from generator.model.tables import Demonstration, DemonstrationStage
from generator.model.vocabulary import SubjectKind
from generator.store.queries import rows

Stages = dict[tuple[str, str], list[DemonstrationStage]]
"""The stages of each title, by agency and title."""


def all_stages(connection: sqlite3.Connection) -> Stages:
    """The stages of every title, each in the order of their keys."""
    found: Stages = {}
    for agency, stage in rows(connection, DemonstrationStage):
        found.setdefault((agency, stage.demonstration_id), []).append(stage)
    return found


def stages_of(
    connection: sqlite3.Connection, agency: str, title: Demonstration
) -> tuple[DemonstrationStage, ...]:
    """The stages of one title."""
    where = "agency = ? AND demonstration_id = ?"
    found = rows(connection, DemonstrationStage, where, (agency, title.demonstration_id))
    return tuple(stage for _, stage in found)


def titles_of_kind(
    connection: sqlite3.Connection, kind: SubjectKind
) -> Iterator[tuple[str, Demonstration]]:
    """(agency, title) of every title that facilities hold, or regions, by agency and key."""
    return rows(connection, Demonstration, "subject_kind = ?", (kind.value,))


def titles_of_region(
    connection: sqlite3.Connection, code: str
) -> Iterator[tuple[str, Demonstration]]:
    """(agency, title) of the titles that a region holds."""
    where = "subject_kind = ? AND subject_id = ?"
    return rows(connection, Demonstration, where, (SubjectKind.REGION.value, code))
