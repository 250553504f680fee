"""Reading the members of a zip that may be hostile.

Everything is decided before a byte is unpacked: names, kinds, counts, sizes and ratio. Then each
member is read in chunks and never beyond the size that it declared.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem

MAX_TABLES = 200
MAX_DOCUMENTS = 2000
MAX_TOTAL = 1 << 30
"""Bytes that an export may hold when unpacked."""

MAX_RATIO = 200
"""How many times its size an export may grow when unpacked."""

_FREE = 1 << 20
"""Bytes below which the ratio does not matter: an empty table compresses well."""

_CHUNK = 1 << 16
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)
"""What zipfile raises for bytes that are no zip, or a damaged one."""
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_members(data: bytes, name: str, only: str | None = None) -> dict[str, bytes]:
    """The members of a zip by name; DataError for anything that a canonical export cannot hold.

    With `only`, that member alone is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            problems = [*_shape(entries, name), *(p for e in entries for p in _entry(e, name))]
            problems += _sizes(entries, len(data), name)
            if problems:
                raise DataError(problems)
            wanted = [entry for entry in entries if only in (None, entry.filename)]
            return {entry.filename: _read(archive, entry, name) for entry in wanted}
    except _BROKEN as error:
        raise _unreadable(name, error) from error


def read_member(path: Path, member: str, name: str) -> bytes:
    """One member of a zip that was looked at as a whole before; the rest is not even read.

    DataError where it is not there, or the zip is damaged. Whoever reads it compares its digest.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, archive.getinfo(member), name)
    except (*_BROKEN, OSError, KeyError) as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> DataError:
    why = msg("not a readable zip file, broken or cut off (%(error)s)", error=error)
    return DataError([Problem(name, None, None, why)])


def _shape(entries: list[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    files = sum(entry.filename.startswith(("documents/", "attachments/")) for entry in entries)
    if files > MAX_DOCUMENTS or len(entries) - files > MAX_TABLES:
        why = msg(
            "%(count)s members; at most %(max_tables)s and %(max_documents)s documents with "
            "their attachments",
            count=len(entries),
            max_tables=MAX_TABLES,
            max_documents=MAX_DOCUMENTS,
        )
        yield Problem(name, None, None, why)
    seen: set[str] = set()
    for entry in entries:
        # Two names that differ in case only are one file on many machines.
        if entry.filename.casefold() in seen:
            yield Problem(f"{name}/{_shown(entry)}", None, None, msg("stands twice in the zip"))
        seen.add(entry.filename.casefold())


def _entry(entry: zipfile.ZipInfo, name: str) -> Iterator[Problem]:
    path = entry.orig_filename
    mode = stat.S_IFMT(entry.external_attr >> 16)
    parts = path.split("/")
    why: Message | None = None
    if path != entry.filename or "\\" in path or any(ord(c) < 32 or c == "\x7f" for c in path):
        why = msg("a member's name holds a backslash or a control character")
    elif path.endswith("/"):
        why = msg("a directory; an export holds files only")
    elif path.startswith("/") or ":" in parts[0] or not all(parts) or {".", ".."} & {*parts}:
        why = msg("a member's name leads out of the export")
    elif mode not in (0, stat.S_IFREG):
        why = msg("a link or device; an export holds files only")
    elif entry.flag_bits & _ENCRYPTED:
        why = msg("encrypted; an export is public")
    elif entry.compress_type not in _METHODS:
        why = msg("packed by a method other than deflate")
    if why:
        yield Problem(f"{name}/{_shown(entry)}", None, None, why)


def _sizes(entries: list[zipfile.ZipInfo], length: int, name: str) -> Iterator[Problem]:
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL:
        yield Problem(
            name,
            None,
            None,
            msg(
                "unpacks to %(total)s bytes; at most %(max_total)s",
                total=total,
                max_total=MAX_TOTAL,
            ),
        )
    elif total > max(_FREE, MAX_RATIO * length):
        why = msg(
            "unpacks to %(total)s times its size; at most %(max_ratio)s times",
            total=total // length,
            max_ratio=MAX_RATIO,
        )
        yield Problem(name, None, None, why)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    content = bytearray()
    with archive.open(entry) as member:
        while chunk := member.read(_CHUNK):
            content += chunk
            if len(content) > entry.file_size:
                why = msg("holds more than its declared size")
                raise DataError([Problem(f"{name}/{_shown(entry)}", None, None, why)])
    return bytes(content)


def _shown(entry: zipfile.ZipInfo) -> str:
    """A member's name that is safe in a terminal."""
    return "".join(c if c.isprintable() else "?" for c in entry.orig_filename)[:100]
