"""Why an index may be opened: its manifest, and what is checked against it.

Whoosh's files are pickles: who opens one runs whatever its maker put in. So an index is opened only
if this user (or root) owns it, nobody else can write to it, it was made by this version of the
analyzer, and every file is still the one that was written.

    search_index/whoosh/
        CURRENT         name of the generation in use, replaced by rename
        LOCK            held while a build writes
        000007/         a generation: manifest.json, catalogue.sqlite, grams-0-49999/ …
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.io.atomic import replace_file, staging_path
from generator.model.messages import Message, msg
from generator.model.problems import MALFORMED, Problem, UsageError, VerificationError
from generator.search.index.grams import Shard
from generator.search.index.program import program

FILE = "manifest.json"
CURRENT = "CURRENT"


class Manifest(Struct, frozen=True, kw_only=True):
    """What a generation consists of. `state` is the caller's name for the input it was made of,
    `format` the form of the files and the code that filled them: one of other code is built again.
    """

    format: str
    state: str
    documents: int
    next_key: int
    shards: tuple[Shard, ...]
    files: dict[str, tuple[int, str]]
    """Path inside the generation → length and SHA-256."""


def write_index_manifest(generation: Path, manifest: Manifest) -> None:
    """Puts the manifest in place in one step."""
    content = msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)
    replace_file(generation / FILE, content)


def list_files(generation: Path) -> dict[str, tuple[int, str]]:
    """Length and SHA-256 of every file of a generation but the manifest."""
    own = (generation / FILE, staging_path(generation / FILE))
    return {
        str(file.relative_to(generation)): (file.stat().st_size, _sha256(file))
        for file in sorted(generation.rglob("*"))
        if file.is_file() and file not in own
    }


def current_generation(folder: Path) -> Path:
    """The generation in use; UsageError where there is no index."""
    try:
        name = (folder / CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        raise UsageError(
            msg("%(folder)s: no search index here; gongshi build makes one", folder=folder)
        ) from None
    except (OSError, UnicodeDecodeError):
        raise VerificationError(
            [Problem(str(folder / CURRENT), None, None, msg("cannot be read"))]
        ) from None
    if not name.isdecimal() or not name.isascii():
        raise VerificationError(
            [Problem(str(folder / CURRENT), None, None, msg("names no generation"))]
        )
    return folder / name


def checked_manifest(generation: Path) -> Manifest:
    """The manifest of a generation that may be opened; VerificationError with everything that is
    wrong.
    """
    problems = list(_ownership_problems(generation))
    if problems:
        raise VerificationError(problems)
    file = generation / FILE
    try:
        manifest = msgspec.json.decode(file.read_bytes(), type=Manifest)
    except (OSError, *MALFORMED):
        raise VerificationError([_problem(file, msg("no manifest that can be read"))]) from None
    if manifest.format != program():
        raise VerificationError(
            [_problem(file, msg("made by another version (this is %(format)s)", format=program()))]
        )
    found = list_files(generation)
    problems = [
        _problem(generation / name, msg("is not the file that was written"))
        for name in sorted(manifest.files.keys() | found.keys())
        if manifest.files.get(name) != found.get(name)
    ]
    if problems:
        raise VerificationError(problems)
    return manifest


def _ownership_problems(generation: Path) -> list[Problem]:
    """Everything in or above a generation, up to the index folder, that others could have made."""
    trusted = {os.geteuid(), 0}
    problems: list[Problem] = []
    for path in (generation.parent, generation, *sorted(generation.rglob("*"))):
        try:
            status = path.lstat()
        except OSError:
            problems.append(_problem(path, msg("cannot be read")))
            continue
        if status.st_uid not in trusted:
            problems.append(_problem(path, msg("belongs to another user")))
        elif status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            problems.append(_problem(path, msg("can be written by other users")))
        elif not stat.S_ISDIR(status.st_mode) and not stat.S_ISREG(status.st_mode):
            problems.append(_problem(path, msg("is neither file nor folder")))
    return problems


def _problem(path: Path, why: Message) -> Problem:
    return Problem(
        str(path), None, None, msg("%(why)s; gongshi build makes the index again", why=why)
    )


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
