"""Founding a portal: its folder, its settings, its keys."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tomllib
from datetime import datetime

import msgspec

from generator.io.atomic import create_file
from generator.log.note import Signer
from generator.log.writing import Log
from generator.model.problems import UsageError
from generator.portal.folder import REPOSITORY, Deployment
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
    region: str,
    agency: str,
    passphrase: bytes,
    at: datetime,
) -> Founding:
    """A new portal with one agency; UsageError where one stands or the settings cannot be used.

    The written pages of the checkout are copied for the operator to edit.
    """
    if deployment.settings.exists():
        raise UsageError(f"{deployment.folder} is a portal already")
    text = SETTINGS.format(name=_quoted(name), address=_quoted(address))
    try:
        msgspec.convert(tomllib.loads(text), Portal)
    except msgspec.ValidationError as error:
        raise UsageError(str(error)) from None
    log_key = init_log(deployment, address, passphrase)
    new_portal = init_archive(
        deployment.archive,
        deployment.keys,
        agencies=[(region, agency)],
        passphrase=passphrase,
        at=at,
        log_key=log_key,
    )
    own = deployment.folder / "content"
    shutil.copytree(REPOSITORY / "content" / "pages", own / "pages", dirs_exist_ok=True)
    for folder in ("policies", "interpretations"):
        (own / folder).mkdir(exist_ok=True)
    root = hashlib.sha256(Archive(deployment.archive).trusted_root()).hexdigest()
    readme = README.format(
        name=name,
        address=address.rstrip("/"),
        key=log_key.decode().strip(),
        root=f"sha256:{root}",
    )
    (deployment.folder / "README.md").write_text(readme, encoding="utf-8")
    deployment.settings.write_text(text, encoding="utf-8")
    return new_portal


def init_log(deployment: Deployment, address: str, passphrase: bytes) -> bytes:
    """The key of a new, empty log and the secret of its salts; its verifier key as published.

    The log is named by the site's address without scheme for ever, wherever the site moves.
    """
    key = create_key(deployment.keys, "log", passphrase)
    signer = load_signer(key.private, passphrase)
    create_file(deployment.log / "salt", secrets.token_bytes(32), mode=0o600)
    origin = address.partition("://")[2].rstrip("/")
    log = Log.open(deployment.log, Signer.stored(origin, signer).key)
    return f"{log.key}\n".encode()


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
