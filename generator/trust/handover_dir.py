"""Reading a stick that may be hostile: copied, with caps, before anything is believed.

Only `metadata/N.r-3715.json` and `exports/371500/371500-0007.zip` are taken. Folders are opened
one below the other without following links, so that a name swapped meanwhile leads nowhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generator.model.messages import msg
from generator.model.problems import Problem, UsageError, VerificationError
from generator.trust.drafts import METADATA_NAME
from generator.trust.files import MAX_EXPORT, MAX_METADATA, copy_capped, open_regular
from generator.trust.scope import export_of, is_role
from generator.trust.signed import refuse

MAX_FILES = 10_000
MAX_TOTAL = 8 * 2**30

_REGION = re.compile(r"[1-9][0-9]{5}")


@dataclass(frozen=True, slots=True)
class Copied:
    """One file as it lies in the staging folder now."""

    file: Path
    length: int
    sha256: str


@dataclass(slots=True)
class Delivery:
    """What was on the stick: metadata by role and version, exports by their TUF path."""

    metadata: dict[tuple[str, int], bytes] = field(default_factory=dict)
    exports: dict[str, Copied] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0
    count: int = 0

    def refuse_name(self, name: str) -> None:
        """Notes a file or folder that no hand-over has."""
        self.problems.append(Problem(ascii(name), None, None, msg("has no place in a hand-over")))


OF_THE_SYSTEM = frozenset(
    {"System Volume Information", "Thumbs.db", "desktop.ini", ".DS_Store", ".Trashes",
     ".Spotlight-V100", ".fseventsd", "$RECYCLE.BIN", "lost+found"}
)  # fmt: skip
"""What operating systems leave on a stick: neither read nor copied."""


def copy_handover(handover_dir: Path, staging: Path) -> Delivery:
    """Everything on the stick, copied below `staging`; VerificationError with every stray name."""
    if not handover_dir.is_dir():
        raise UsageError(
            msg("%(handover_dir)s is no folder to receive from", handover_dir=handover_dir)
        )
    delivery = Delivery()
    with _folder(handover_dir, None, str(handover_dir)) as top:
        for name in _entries(top, delivery):
            if name == "metadata":
                with _folder(name, top, name) as below:
                    _copy_metadata(below, staging, delivery)
            elif name == "exports":
                with _folder(name, top, name) as below:
                    _copy_regions(below, staging, delivery)
            elif name not in OF_THE_SYSTEM:
                delivery.refuse_name(name)
    if delivery.problems:
        raise VerificationError(delivery.problems)
    if not delivery.metadata:
        raise UsageError(
            msg(
                "%(handover_dir)s holds no hand-over: there is no metadata/N.r-….json in it",
                handover_dir=handover_dir,
            )
        )
    return delivery


def _copy_metadata(folder: int, staging: Path, delivery: Delivery) -> None:
    for name in _entries(folder, delivery):
        shown, named = f"metadata/{name}", METADATA_NAME.fullmatch(name)
        if named is None or not is_role(named[2]):
            delivery.refuse_name(shown)
            continue
        copied = _copy(folder, name, staging / shown, MAX_METADATA, shown, delivery)
        delivery.metadata[named[2], int(named[1])] = copied.file.read_bytes()


def _copy_regions(folder: int, staging: Path, delivery: Delivery) -> None:
    for region in _entries(folder, delivery):
        if _REGION.fullmatch(region) is None:
            delivery.refuse_name(f"exports/{region}")
            continue
        with _folder(region, folder, f"exports/{region}") as below:
            for name in _entries(below, delivery):
                path = f"exports/{region}/{name}"
                if export_of(path) is None:
                    delivery.refuse_name(path)
                    continue
                delivery.exports[path] = _copy(
                    below, name, staging / path, MAX_EXPORT, path, delivery
                )


def _copy(folder: int, name: str, target: Path, cap: int, shown: str, delivery: Delivery) -> Copied:
    source = open_regular(name, name=shown, dir_fd=folder)
    if source is None:
        raise refuse(shown, msg("vanished while it was read"))
    with source:
        length, digest = copy_capped(
            source, target, min(cap, MAX_TOTAL - delivery.total), name=shown
        )
    delivery.total += length
    return Copied(target, length, digest)


def _entries(folder: int, delivery: Delivery) -> list[str]:
    """The names in an open folder, sorted; VerificationError if there are too many on the stick."""
    names = []
    with os.scandir(folder) as entries:
        for entry in entries:
            delivery.count += 1
            if delivery.count > MAX_FILES:
                raise refuse(
                    "the hand-over",
                    msg("holds more than %(max_files)s files and folders", max_files=MAX_FILES),
                )
            names.append(entry.name)
    return sorted(names)


@contextmanager
def _folder(name: Path | str, within: int | None, shown: str) -> Iterator[int]:
    """An open folder below an open folder; VerificationError if it is a link or no folder."""
    flags = os.O_RDONLY | os.O_DIRECTORY | (0 if within is None else os.O_NOFOLLOW)
    try:
        handle = os.open(name, flags, dir_fd=within)
    except OSError as error:
        raise refuse(shown, msg("is a link or no folder")) from error
    try:
        yield handle
    finally:
        os.close(handle)
