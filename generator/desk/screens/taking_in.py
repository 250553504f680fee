"""What the screens of documents share: files that are handed in, and which document is meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.desk.releases.parcels import is_plain_name
from generator.desk.screens.asked import Asked, HandedIn
from generator.desk.screens.screen import Desk
from generator.desk.writing.document_drafts import (
    PARTS,
    Part,
    take_in,
)
from generator.desk.writing.draft import Draft
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, UsageError


def part_of(asked: Asked) -> Part:
    """The document of a draft that an address means."""
    part = asked.path["part"]
    if part not in PARTS:
        raise UsageError(msg("there is no such part"))
    return part


def import_file(
    desk: Desk, asked: Asked, draft: Draft, part: Part, file: HandedIn, attached: Sequence[HandedIn]
) -> None:
    """Read a file, and what is attached to it, into a draft; DataError, with nothing written."""
    with TemporaryDirectory() as scratch:
        first, *others = lay_files(Path(scratch), (file, *attached))
        files = take_in(draft, part, first, desk.words.say, asked.at, others)
        for name, content in files.items():
            draft.put_file(name, content, asked.at)
    draft.keep_source(f"{part} {file.name}", file.content)


def lay_files(folder: Path, files: Sequence[HandedIn]) -> list[Path]:
    """The files in a folder, under their own names; UsageError for names that cannot be."""
    paths = []
    for each in files:
        if not is_plain_name(each.name):
            raise UsageError(msg("%(name)s is no name of a file", name=each.name[:60]))
        path = folder / each.name
        if path in paths:
            raise UsageError(msg("Two files are called %(name)s: rename one.", name=each.name))
        path.write_bytes(each.content)
        paths.append(path)
    return paths


def as_list(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def problems_of(refused: DataError) -> Sequence[Problem]:
    return refused.problems or [Problem("", None, None, refused.message)]
