"""Logs for tests: keys that are always the same, a tree written down naively, and small logs."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from generator.log.note import Signer
from generator.log.writing import Log

ORIGIN = "gongshi.example/371500"


def signer(name: str = ORIGIN, seed: str = "log") -> Signer:
    """A signer whose key follows from `seed`."""
    secret = sha256(f"test key {seed}".encode()).digest()
    return Signer.of(name, Ed25519PrivateKey.from_private_bytes(secret))


def entries(count: int, first: int = 0) -> list[bytes]:
    """Entries that differ in content and length."""
    return [b"entry %d " % number + b"x" * (number % 7) for number in range(first, first + count)]


def make_log(folder: Path, *batches: int) -> Log:
    """A log that was appended to in batches of these sizes."""
    log = Log.open(folder, signer().key)
    for count in batches:
        log.append(entries(count, log.size), signer())
    return log


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()
