"""Making a verified change visible: exports first, metadata next, the timestamp last.

Until `timestamp.json` is replaced in one step, the old state is the archive's state; what a killed
run left beside it is referred to by nothing, and the next run writes over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path

from generator.io.atomic import create_file, move_into_place, sync_folder
from generator.model.messages import foreign, msg
from generator.model.problems import GongshiError
from generator.trust.files import TIMESTAMP, Archive, Overlay
from generator.trust.state import Survey
from generator.trust.survey import survey


def put_into_force(
    archive: Archive,
    staging: Path,
    found: Survey,
    files: Mapping[str, bytes],
    *,
    renewing: Set[str] = frozenset(),
) -> None:
    """Commits metadata that hold as the next state after `found`; VerificationError if they do not.

    `renewing` names roles whose expiry is mended by a later command.
    """
    survey(
        Overlay(archive, files),
        archive.trusted_root(),
        at=found.at,
        accepted=found.accepted(),
        renewing=renewing,
    )
    commit(archive, staging, files, {})


def commit(
    archive: Archive,
    staging: Path,
    files: Mapping[str, bytes],
    exports: Mapping[Path, Path],
) -> None:
    """Puts staged exports (final place → staged file) and metadata files into the archive.

    Everything is on the disk inside `staging` before the first name appears, so a full disk ends
    this while nothing has changed.
    """
    ordered = sorted(files, key=_rank)
    for name in ordered:
        create_file(staging / "commit" / name, files[name])
    for final, staged in sorted(exports.items()):
        move_into_place(staged, final)
    for folder in sorted({final.parent for final in exports}):
        sync_folder(folder)
    for name in ordered:
        if _rank(name) > _ORDINARY:
            sync_folder(archive.tuf / "metadata")
            sync_folder(archive.tuf / "timestamps")
        move_into_place(staging / "commit" / name, archive.tuf / name)
    try:
        sync_folder(archive.tuf / "metadata")
    except OSError as error:
        raise GongshiError(
            msg(
                "%(reason)s: the new state of %(folder)s is in force, but the disk has not "
                "confirmed it; run the command again",
                reason=foreign(error.strerror or error),
                folder=archive.folder,
            )
        ) from error


_ORDINARY = 0


def _rank(name: str) -> int:
    """What must come later has the higher rank.

    A new root comes after the timestamp: what old and new keys have both signed holds under
    either root, so there is no moment at which the archive does not.
    """
    if name.endswith(".root.json"):
        return 2
    return 1 if name == TIMESTAMP else _ORDINARY
