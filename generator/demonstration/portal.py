"""The demonstration portal: its exports written, signed, handed over and received."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from securesystemslib.signer import Signer

from generator.build.progress import Progress
from generator.build.receive_handover import receive_handover
from generator.demonstration.data import DemonstrationExport, demonstration_exports
from generator.exports.archive import stated_row_tree, write_export
from generator.exports.contents import DocumentSource
from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.release import ReleaseInfo
from generator.pages.shared.page import fingerprint
from generator.portal.folder import DEMONSTRATION, Deployment
from generator.portal.init_portal import init_log
from generator.portal.resources import code_files
from generator.trust.keys import load_portal_keys, load_signer, load_signers
from generator.trust.repository import init_archive
from generator.trust.scope import role_of
from generator.trust.signing import sign_export

PASSPHRASE = b"demonstration only"
"""Of the demonstration's keys, which guard nothing."""

ADDRESS = "http://localhost:8000"
PORTAL = f"""\
name = "托育公示"
address = "{ADDRESS}"
organiser = "演示市卫生健康委员会（示例）"
contact = "0635-555 0100"
site_id_code = "0000000000"
icp = "示ICP备00000000号"
public_security = "示公网安备 00000000000000号"
government_mark = "00000000000000000000000000000000"
prepayment_cap_months = 3
prepayment_policy = "聊托示发〔2024〕2号"
"""
BADGES = "badges = true\n"
"""Of the small demonstration: a badge for each of 100,000 facilities would only take time."""


class Marker(Struct, frozen=True):
    """What a demonstration folder was made from; `complete` once everything was received."""

    facilities: int | None
    code: str
    complete: bool


def prepare_demo(
    deployment: Deployment, facilities: int | None, *, at: datetime, progress: Progress
) -> bool:
    """Make the demonstration portal up to the point where it can be built.

    False where it stands already. A folder that is no demonstration is left alone: UsageError.
    """
    deployment.folder.mkdir(parents=True, exist_ok=True)
    with deployment.locked(".demo"):
        return _prepare(deployment, facilities, at, progress)


def open_demonstration_key(path: Path) -> Signer:
    """A private key of the demonstration."""
    return load_signer(path, PASSPHRASE)


def _prepare(
    deployment: Deployment, facilities: int | None, at: datetime, progress: Progress
) -> bool:
    marker_file = deployment.folder / DEMONSTRATION
    wanted = Marker(facilities, _code_digest(), True)
    present = _marker(marker_file)
    if present == wanted:
        return False
    if present is None and any(path.name != ".demo" for path in deployment.folder.iterdir()):
        raise UsageError(
            msg(
                "%(folder)s is not empty and no demonstration: name another",
                folder=deployment.folder,
            )
        )
    _clear(deployment.folder)
    _write_marker(marker_file, Marker(facilities, wanted.code, False))
    progress.step("data")
    infos = _write_exports(deployment, demonstration_exports(facilities), facilities, progress)
    _sign_and_receive(deployment, infos, at=at, progress=progress)
    replace_file(deployment.keys / "passphrase", PASSPHRASE, mode=0o600)
    settings = PORTAL + (BADGES if facilities is None else "")
    deployment.settings.write_text(settings, encoding="utf-8")
    _write_marker(marker_file, wanted)
    return True


def _clear(folder: Path) -> None:
    """Everything, the site too: it belongs to a log whose key and entries go with the archive."""
    for path in folder.iterdir():
        if path.name in (".lock", ".demo"):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _marker(path: Path) -> Marker | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Marker)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _write_marker(path: Path, marker: Marker) -> None:
    replace_file(path, msgspec.json.encode(marker))


def _code_digest() -> str:
    """Digest of all that decides what the demonstration exports hold."""
    files = code_files("demonstration", "exports", "model")
    return fingerprint([path.read_bytes() for path in files]).hex()


def _write_exports(
    deployment: Deployment,
    exports: Iterable[DemonstrationExport],
    facilities: int | None,
    progress: Progress,
) -> list[ReleaseInfo]:
    folder = deployment.folder / "exports"
    folder.mkdir()
    infos: list[ReleaseInfo] = []
    written = 0
    for info, tables, documents in exports:
        sources = tuple(DocumentSource(path, text) for path, text in documents)
        write_export(info, tables, sources, folder, secret=_row_secret(info.region))
        infos.append(info)
        written += len(tables["facilities"])
        progress.count(written, facilities or written)
    return infos


def _sign_and_receive(
    deployment: Deployment, infos: list[ReleaseInfo], *, at: datetime, progress: Progress
) -> None:
    """One hand-over for all first releases, one for all second ones, and so on."""
    agencies = {info.region: info.agency for info in infos}
    log_key = init_log(deployment, ADDRESS, PASSPHRASE)
    init_archive(
        deployment.archive,
        deployment.keys,
        agencies=sorted(agencies.items()),
        passphrase=PASSPHRASE,
        at=at,
        log_key=log_key,
    )
    for number in sorted({info.release for info in infos}):
        handover_dir = deployment.folder / "handover" / f"{number:04d}"
        progress.step("sign")
        own = [info for info in infos if info.release == number]
        for done, info in enumerate(own, start=1):
            _sign(deployment, info, handover_dir, at=at)
            progress.count(done, len(own))
        progress.step("receive")
        own_keys = load_portal_keys(deployment.keys, PASSPHRASE)
        receive_handover(deployment, handover_dir, portal_keys=own_keys, at=at)


def _sign(deployment: Deployment, info: ReleaseInfo, handover_dir: Path, *, at: datetime) -> None:
    keys = load_signers(deployment.keys, [role_of(info.region)], PASSPHRASE)
    export = deployment.folder / "exports" / f"{info.name}.zip"
    base = None if info.release == 1 else deployment.archive
    row_tree = stated_row_tree(export.read_bytes(), export.name)
    sign_export(export, keys, handover_dir, base, at=at, row_tree=row_tree)


def _row_secret(region: str) -> bytes:
    """Invented data have an invented secret: the demonstration is the same whenever it is made."""
    return hashlib.sha256(PASSPHRASE + region.encode()).digest()
