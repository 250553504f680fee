"""The secret behind the salts of a role's row trees: 32 random bytes that lie beside its key.

With it the same input gives the same export. It is backed up with the key; lost, a new one changes
nothing but salts. Nobody but the role needs it: the portal receives the seed that follows from it
for one release.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from generator.io.atomic import clear_left, create_whole
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.trust.files import read_file
from generator.trust.scope import role_of

SECRET_BYTES = 32


def secret_file(folder: Path, region: str) -> Path:
    """Where the secret of a region's role lies among keys: `keys/r-3715.salt`."""
    return folder / f"{role_of(region)}.salt"


def read_row_secret(path: Path) -> bytes | None:
    """The secret in a file, None where there is none; UsageError for anything else."""
    data = read_file(path, SECRET_BYTES, name=str(path))
    if data is not None and len(data) != SECRET_BYTES:
        raise UsageError(
            msg(
                "%(path)s has %(count)s bytes and not %(secret_bytes)s: put the right one back "
                "from the back-up of the key, or remove it, and a new one is made",
                path=path,
                count=len(data),
                secret_bytes=SECRET_BYTES,
            )
        )
    return data


def make_row_secret(path: Path) -> bytes:
    """A new secret in a file that only its owner may read; FileExistsError where one is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = secrets.token_bytes(SECRET_BYTES)
    create_whole(path, data, mode=0o600)
    return data


def find_row_secret(folders: list[Path], region: str) -> tuple[Path, bytes]:
    """The file and the secret in the first of these folders that has one; made in the first that
    has the role's key, or else in the first, where none has.
    """
    files = [secret_file(folder, region) for folder in folders]
    for path in files:
        clear_left(path)
        data = read_row_secret(path)
        if data is not None:
            return path, data
    chosen = next((path for path in files if path.with_suffix(".pem").exists()), files[0])
    return chosen, make_row_secret(chosen)
