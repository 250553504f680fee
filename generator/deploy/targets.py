"""Which kind of host an address names."""

from __future__ import annotations

import re
from pathlib import Path

from generator.deploy.folder import Folder
from generator.deploy.host import Host
from generator.deploy.object_store import ObjectStore
from generator.deploy.rsync import Rsync
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.portal.folder import MIRRORS, Deployment

_REMOTE = re.compile(r"[^/\\]{2,}:.+|rsync://.+")
"""A host and a path; one letter before the colon is a drive of Windows."""


def host_of(target: str, deployment: Deployment) -> Host:
    """The host at `s3://bucket/prefix`, `user@host:/path`, or a folder.

    UsageError where what it needs is not installed, or for an address of another kind.
    """
    if target.startswith("s3://"):
        return ObjectStore(target)
    if target.startswith(("http://", "https://")):
        raise UsageError(
            msg(
                "%(target)s: name a folder, user@host:/path or s3://bucket; the address that"
                " visitors use is given with --address",
                target=target,
            )
        )
    if _REMOTE.fullmatch(target):
        return Rsync(target, deployment.folder / MIRRORS)
    return Folder(Path(target))
