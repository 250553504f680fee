"""Founding a portal: its folder, its settings, its keys."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from generator.io.atomic import create_file, staging_path, sync_folder, sync_tree
from generator.io.locks import exclusive
from generator.log.note import Signer
from generator.log.writing import Log
from generator.model.messages import foreign, message_of, msg
from generator.model.problems import GongshiError, UsageError
from generator.portal.address import parse_address
from generator.portal.folder import Deployment
from generator.portal.log_secret import SECRET_BYTES, note_log_secret
from generator.portal.resources import CONTENT
from generator.portal.settings import Portal
from generator.trust.files import Archive
from generator.trust.keys import create_key, load_signer
from generator.trust.repository import Founding, init_archive

SETTINGS = """\
# What this portal says of itself. Every field is explained in docs/operating.md.
name = {name}
address = {address}
"""


README = """\
# {name}

{address}

The key of the transparency log, to be printed and kept where the portal cannot change it:

    {key}

And the digest of the first root, from which follows whose keys may sign:

    {root}

Anybody can check the whole site with them: `gongshi audit {address}/ --key KEY --root DIGEST`.
How: {address}/verify/
"""


def init_portal(
    deployment: Deployment,
    *,
    name: str,
    address: str,
    region: str | None,
    agency: str | None,
    passphrase: bytes,
    at: datetime,
) -> Founding:
    """A new portal, with one agency or none yet, in a folder that is not there or empty; all of it
    or nothing.

    It is made in a hidden folder next to its own, which then takes its name by one rename. What a
    killed run left there is removed first. The pages that come with the program are copied for the
    operator to edit. UsageError where the folder or the settings cannot be used, GongshiError
    where the disk does not take it.
    """
    folder = deployment.folder.resolve()
    if (region is None) != (agency is None):
        raise UsageError(msg("--region and --agency belong together"))
    first = [(region, agency)] if region is not None and agency is not None else []
    try:
        said = msgspec.convert(
            {"name": name, "address": parse_address(address, "--address")}, Portal
        )
    except msgspec.ValidationError as error:
        raise UsageError(message_of(error)) from None
    _require_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        busy = msg("%(parent)s: another gongshi init is at work here", parent=folder.parent)
        with exclusive(folder.parent, busy), _staged(folder) as staging:
            new_portal = _found(Deployment(staging), said, first, passphrase, at)
    except OSError as error:
        raise GongshiError(
            msg(
                "%(folder)s was not founded, and nothing is left of it: %(reason)s",
                folder=deployment.folder,
                reason=foreign(error.strerror or error),
            )
        ) from error
    return _moved(new_portal, staging, deployment.folder)


def _require_free(folder: Path) -> None:
    """UsageError unless a portal can take the place of `folder` by a rename."""
    if (folder / "portal.toml").exists():
        raise UsageError(msg("%(folder)s is a portal already", folder=folder))
    if not folder.exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise UsageError(
            msg("%(folder)s is not empty: name a folder that is empty or not there", folder=folder)
        )
    if folder.is_mount():
        raise UsageError(
            msg(
                "%(folder)s is a mount point: name a folder in it, %(folder_2)s",
                folder=folder,
                folder_2=folder / "portal",
            )
        )
    if folder == Path.cwd():
        raise UsageError(
            msg(
                "%(folder)s is where you are: run this from outside, so as to replace it",
                folder=folder,
            )
        )


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A hidden folder that becomes `folder` when the block ends, and is removed if it fails."""
    staging = staging_path(folder)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        if folder.exists():
            shutil.copymode(folder, staging)
        yield staging
        sync_tree(staging)
        # An empty folder of that name is replaced by the same step.
        staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    try:
        sync_folder(folder.parent)
    except OSError as error:
        raise GongshiError(
            msg(
                "%(reason)s: %(folder)s is complete, but the disk has not confirmed it",
                reason=foreign(error.strerror or error),
                folder=folder,
            )
        ) from error


def _found(
    portal: Deployment,
    said: Portal,
    agencies: list[tuple[str, str]],
    passphrase: bytes,
    at: datetime,
) -> Founding:
    """Everything that a portal begins with, in an empty folder."""
    log_key = init_log(portal, said.address, passphrase)
    new_portal = init_archive(
        portal.archive,
        portal.keys,
        agencies=agencies,
        passphrase=passphrase,
        at=at,
        log_key=log_key,
    )
    own = portal.folder / "content"
    for page in sorted((CONTENT / "pages").glob("*.md")):
        create_file(own / "pages" / page.name, page.read_bytes())
    for folder in ("policies", "interpretations"):
        (own / folder).mkdir()
    root = hashlib.sha256(Archive(portal.archive).trusted_root()).hexdigest()
    readme = README.format(
        name=said.name, address=said.address, key=log_key.decode().strip(), root=f"sha256:{root}"
    )
    create_file(portal.folder / "README.md", readme.encode())
    settings = SETTINGS.format(name=_quoted(said.name), address=_quoted(said.address))
    create_file(portal.settings, settings.encode())
    return new_portal


def _moved(new_portal: Founding, old: Path, new: Path) -> Founding:
    """The same with the paths that its files have now."""

    def moved(path: Path) -> Path:
        return new / path.relative_to(old)

    keys = tuple(
        replace(key, private=moved(key.private), public=moved(key.public))
        for key in new_portal.keys
    )
    return replace(new_portal, archive=moved(new_portal.archive), keys=keys)


def init_log(deployment: Deployment, address: str, passphrase: bytes) -> bytes:
    """The key of a new, empty log and the secret of its salts; its verifier key as published.

    The log is named by the site's address without scheme for ever, wherever the site moves.
    """
    key = create_key(deployment.keys, "log", passphrase)
    signer = load_signer(key.private, passphrase)
    secret = secrets.token_bytes(SECRET_BYTES)
    create_file(deployment.log / "salt", secret, mode=0o600)
    note_log_secret(deployment.log, secret)
    origin = address.partition("://")[2].rstrip("/")
    log = Log.open(deployment.log, Signer.stored(origin, signer).key)
    return f"{log.key}\n".encode()


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
