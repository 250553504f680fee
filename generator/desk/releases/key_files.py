"""The keys of offices and people that lie on this machine; those of a portal are not offered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from securesystemslib.signer import Key, Signer

from generator.desk.releases.workspace import Workspace
from generator.model.messages import foreign, msg
from generator.model.problems import UsageError
from generator.trust.keys import load_public, load_signer

_OF_THE_PORTAL: Final = re.compile(r"(?:snapshot|timestamp|log|copies|(?:root|targets)(?:-\d+)?)")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key that lies on this machine."""

    name: str
    path: Path


def key_files(space: Workspace) -> list[KeyFile]:
    """The keys of offices and people that are here; those of the portal itself are not offered."""
    found: dict[str, Path] = {}
    for folder in space.key_folders:
        for path in sorted(folder.glob("*.pem")) if folder.is_dir() else ():
            if not path.name.endswith(".pub.pem") and not _OF_THE_PORTAL.fullmatch(path.stem):
                found.setdefault(path.stem, path)
    return [KeyFile(name, path) for name, path in sorted(found.items())]


def known_keys(space: Workspace) -> dict[str, Key]:
    """The public keys that lie here, by the names of their files."""
    found: dict[str, Key] = {}
    for folder in space.key_folders:
        for path in sorted(folder.glob("*.pub.pem")) if folder.is_dir() else ():
            name = path.name.removesuffix(".pub.pem")
            if not _OF_THE_PORTAL.fullmatch(name):
                found.setdefault(name, load_public(path))
    return found


def open_key(space: Workspace, name: str, passphrase: str) -> Signer:
    """A key by its name and pass phrase; UsageError where it does not open."""
    for each in key_files(space):
        if each.name == name:
            try:
                return load_signer(each.path, passphrase.encode())
            except OSError as error:
                raise UsageError(
                    msg("%(path)s: %(error)s", path=each.path, error=foreign(error.strerror))
                ) from None
    raise UsageError(msg("there is no such key here"))
