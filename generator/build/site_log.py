"""The log as the site shows it: its key, its files beside the pages, the digest of every page."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from securesystemslib.signer import Signer as StoredSigner

from generator.build.staging import Staging, live_release
from generator.history.archive_age import require_as_new
from generator.history.publication import newest_signed
from generator.io.links import link_or_copy
from generator.io.no_room import naming
from generator.log.manifest_tree import tree_files
from generator.log.note import Signer, parse_key
from generator.log.release_proof import RELEASE
from generator.log.tile_files import CHECKPOINT, CHECKPOINTS, KEY, WITNESSES
from generator.log.writing import Log
from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError
from generator.pages.shared import urls
from generator.pages.shared.page import File, fingerprint, write_content
from generator.pages.shared.site import Site
from generator.portal.folder import Deployment
from generator.trust.files import Archive
from generator.trust.scope import LOG_KEY

LOG = urls.LOG.strip("/")
TILES = "tile"
SHOWN = (CHECKPOINT, CHECKPOINTS, KEY, WITNESSES, TILES)
"""What of the log is for everybody; the rest of its folder stays with the archive."""


def open_own_log(deployment: Deployment) -> Log:
    """The log of a portal, whatever the live site shows; see `open_log`."""
    try:
        key = parse_key(deployment.log_key())
    except ValueError as error:
        raise VerificationError(
            msg("%(log)s: is no verifier key: %(error)s", log=deployment.log / KEY, error=error)
        ) from None
    log = Log.open(deployment.log, key)
    if (deployment.log / WITNESSES).exists() and not log.witnesses():
        # Left by earlier versions, which wrote an empty list where there were no witnesses.
        (deployment.log / WITNESSES).unlink()
    return log


def newest_signed_of(deployment: Deployment) -> datetime | None:
    """The newest time, UTC, that a portal has signed; None before its first receipt."""
    state = deployment.state()
    return newest_signed(open_own_log(deployment), state.at) if state else None


def open_log(deployment: Deployment) -> Log:
    """The log of a portal; UsageError where none was founded, VerificationError where it is
    damaged.

    A log that does not go on from the one on the live site is refused, and so is an archive that
    does not have what the log names: one of them is of an older back-up.
    """
    log = open_own_log(deployment)
    live = _live_size(deployment)
    if live > log.size:
        raise VerificationError(
            msg(
                "%(log)s: has %(size)s entries, though the live site shows %(live)s; it was "
                "rolled back: put its newest copy back, or run gongshi recover",
                log=deployment.log,
                size=log.size,
                live=live,
            )
        )
    require_as_new(Archive(deployment.archive), log)
    return log


def require_listed(deployment: Deployment, listed: str | None) -> None:
    """VerificationError unless the key of the log is the one that the archive's targets role
    signed.
    """
    own = hashlib.sha256((deployment.log / KEY).read_bytes()).hexdigest()
    if listed != own:
        raise VerificationError(
            msg(
                "%(log)s: is not the key that the archive lists; where gongshi log replace was cut"
                " off, run it again",
                log=deployment.log / KEY,
            )
        )


def signer_of(log: Log, key: StoredSigner) -> Signer:
    """Who signs the log; UsageError if the key is not the one that the log was founded with."""
    signer = Signer.stored(log.key.name, key)
    if signer.key != log.key:
        raise UsageError(msg("keys/log.pem is not the key of this log, %(key)s", key=log.key))
    return signer


def is_public(deployment: Deployment, log: Log) -> bool:
    """Whether the live site shows the log as it is now, with every cosignature."""
    live = live_release(deployment.site)
    if live is None or log.signed is None:
        return False
    shown = live / "public" / LOG
    return _small_files(shown) == _small_files(log.folder)


def _small_files(folder: Path) -> dict[str, bytes]:
    """Checkpoints and keys: what may change while the log has the same entries."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in SHOWN
        if name != TILES
        for path in _files(folder / name)
    }


def key_files(site: Site, log: Log) -> Iterator[File]:
    """Where everybody finds the key of the log and the log itself."""
    text = f"{log.key}\n{site.address}{site.root}{urls.LOG}\n".encode()
    yield File(urls.LOG_KEY, fingerprint(text), partial(write_content, text))
    key = f"{log.key}\n".encode()
    target = urls.target(LOG_KEY, hashlib.sha256(key).hexdigest())
    yield File(target, fingerprint(key), partial(write_content, key))


def earlier_log_files(deployment: Deployment) -> Iterator[File]:
    """The logs from which this one went on, as they were published last."""
    for log in deployment.earlier_logs:
        for name in SHOWN:
            for path in _files(log / name):
                data = path.read_bytes()
                shown = f"/{log.name}/{path.relative_to(log)}"
                yield File(shown, fingerprint(data), partial(shutil.copyfile, path))


def write_manifest(digests: Iterable[tuple[str, bytes]], public: Path) -> tuple[str, str]:
    """Writes the digest of every file of the site, as `sha256sum` does, and the tree over these
    lines; the SHA-256 of the manifest, and that of the tree's root list.
    """
    whole, root = hashlib.sha256(), ""
    path = public / urls.file_of(urls.MANIFEST)
    with naming(path), path.open("wb") as target:
        for file, digest in digests:
            line = f"{digest.hex()}  {file}\n".encode()
            whole.update(line)
            target.write(line)
    with path.open("rb") as lines:
        for name, content in tree_files(lines):
            place = public / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with naming(place):
                place.write_bytes(content)
            root = hashlib.sha256(content).hexdigest()
    return whole.hexdigest(), root


def show_log(log: Log, staging: Staging) -> None:
    """Puts the files of the log beside the pages; tiles of the last release are linked."""
    source, target = log.folder, staging.public / LOG
    before = staging.previous / "public" / LOG if staging.previous else None
    if before is not None and (before / KEY).read_bytes() != (source / KEY).read_bytes():
        # Another log, which had other tiles of the same names.
        before = None
    for name in SHOWN:
        for path in _files(source / name):
            place = path.relative_to(source)
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            if name == TILES and before is not None and (before / place).is_file():
                link_or_copy(before / place, target / place)
            else:
                # Never a link to the archive: who edits the live folder must not reach it.
                shutil.copyfile(path, target / place)
    proof = target / RELEASE
    with naming(proof):
        proof.write_bytes(log.newest_proved())


def _live_size(deployment: Deployment) -> int:
    live = live_release(deployment.site)
    if live is None:
        return 0
    shown = live / "public" / LOG
    if not (shown / CHECKPOINTS).is_dir() or _is_followed(deployment, shown):
        return 0
    folder = shown / CHECKPOINTS
    return max((int(path.name) for path in folder.iterdir() if path.name.isdecimal()), default=0)


def _is_followed(deployment: Deployment, shown: Path) -> bool:
    """Whether the site shows the log from which the portal's own goes on."""
    key = (shown / KEY).read_bytes()
    return any((log / KEY).read_bytes() == key for log in deployment.earlier_logs)


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        # A hidden file is what a killed write has left.
        return sorted(e for e in path.rglob("*") if e.is_file() and not e.name.startswith("."))
    return [path] if path.exists() else []
