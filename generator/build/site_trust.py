"""The signed metadata as the site shows them: anyone can see who signed which export.

Every version of root, of all other roles what is in force, and what the snapshots before named: a
client that has read the timestamp just before the site changed finds the rest of it. A target lies
below `/tuf/targets/`, as standard clients ask for it, where it is offered at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from generator.model.messages import msg
from generator.model.problems import VerificationError
from generator.pages.shared import urls
from generator.pages.shared.page import File, fingerprint, write_content
from generator.trust.agency_keys import key_files
from generator.trust.files import TIMESTAMP, Archive
from generator.trust.signed import snapshot_files
from generator.trust.walk import Walk

EARLIER = 2
"""Snapshots before the newest: a receipt makes one, and the signing of public copies another."""


def metadata_files(archive: Path, found: Walk) -> Iterator[File]:
    """The metadata that a walk has verified, the keys by region, and which roles are suspended."""
    held = Archive(archive)
    roles = dict(found.accepted.metadata)
    newest, _ = roles.pop("root")
    for version in range(1, newest + 1):
        name = f"metadata/{version}.root.json"
        yield _file(held, name, hashlib.sha256(held.read(name) or b"").hexdigest())
    for role, (version, digest) in roles.items():
        timestamp = role == "timestamp"
        yield _file(held, TIMESTAMP if timestamp else f"metadata/{version}.{role}.json", digest)
    shown = {f"metadata/{version}.{role}.json" for role, (version, _) in roles.items()}
    for version in range(roles["snapshot"][0] - EARLIER, roles["snapshot"][0]):
        for name, data in _named_before(held, version):
            if name not in shown:
                shown.add(name)
                yield _file(held, name, hashlib.sha256(data).hexdigest())
    digests = {role: digest for role, (_, digest) in found.accepted.metadata.items()}
    for region, keys in key_files(found.exports, found.signing, digests):
        yield File(urls.agency_keys(region), fingerprint(keys), partial(write_content, keys))
    text = _suspended(found)
    yield File(urls.SUSPENDED, fingerprint(text), partial(write_content, text))


def _named_before(held: Archive, version: int) -> Iterator[tuple[str, bytes]]:
    """A snapshot and what it names, as far as the archive has it."""
    snapshot = f"metadata/{version}.snapshot.json"
    data = held.read(snapshot)
    if data is None:
        return
    yield snapshot, data
    for name in snapshot_files(snapshot, data):
        named = held.read(name)
        if named is not None:
            yield name, named


def _suspended(found: Walk) -> bytes:
    said = {one.role: one.said for one in found.suspended}
    return msgspec.json.format(msgspec.json.encode(said, order="sorted"), indent=1) + b"\n"


def _file(held: Archive, name: str, digest: str) -> File:
    return File(urls.metadata(name), fingerprint(digest), partial(_copy, held, name, digest))


def _copy(held: Archive, name: str, digest: str, path: Path) -> None:
    data = held.read(name)
    if data is None or hashlib.sha256(data).hexdigest() != digest:
        raise VerificationError(
            msg("%(tuf)s has changed since it was verified", tuf=held.tuf / name)
        )
    write_content(data, path)
