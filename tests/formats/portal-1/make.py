"""Makes `portal.tar.xz` and `facts.json`: a small portal of format 1, as commit 295ab8a left it.

The portal is not to be made again with later code: what counts is that it was made with that of
295ab8a. Where it has to be made again all the same, with the environment that the tests have:

    git worktree add ../old 295ab8a && cd ../old
    PYTHONPATH=. /path/to/.venv/bin/python /path/to/tests/formats/portal-1/make.py OUT

It founds a portal, delegates to a second agency, signs and receives three exports, builds after
each, rotates a key, renews the root, changes a policy, withdraws a version of it and has the log
witnessed: all by the functions that the commands call, at the times in `TIMES`. Keys and the
log's secret are random, so two runs differ in what follows from them. All data are invented.

In the archive: `portal/`, whose keys open with `PASSPHRASE`, with the store, the index and the live
site as they were left; `kept/`, what outsiders have of it: `first.checkpoint` and beside it the
signers that an auditor kept after the first build, and the key of a witness. `facts.json` says what
is to be found there. A build takes the time of the last receipt from `portal/accepted.json`; who
signs or receives brings a time of his own, after `received_last` and best before what `expires`.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from rows import (
    EXPORTED,
    GRADING,
    INTERPRETATION,
    POLICY,
    Tables,
    capital_tables,
    city_tables,
    later_city_tables,
)
from tuf.api.metadata import Metadata

from generator.audit.heads import Asked
from generator.audit.kept import keep_accepted, keep_checkpoint
from generator.audit.site import audit
from generator.audit.sources import FolderSource
from generator.build import Report, build
from generator.deployment import REPOSITORY, Deployment
from generator.document_versions import Journal
from generator.exports.archive import write_export
from generator.exports.contents import DocumentSource
from generator.founding import found_portal
from generator.log.leaves import WithdrawalLeaf, decode_leaf
from generator.log.note import Signer
from generator.log.witness import Request, cosign
from generator.model.release import ReleaseInfo
from generator.model.tables import Facility
from generator.pages import urls
from generator.public_log import open_log
from generator.receiving import receive_handover
from generator.trust.amendments import delegate, rotate
from generator.trust.files import Archive
from generator.trust.keys import (
    PortalKeys,
    create_key,
    fingerprint,
    load_portal_keys,
    load_public,
    load_signer,
    load_signers,
)
from generator.trust.roots import renew_root
from generator.trust.scope import role_of
from generator.trust.signing import sign_export

COMMIT = "295ab8a"
FORMAT = 1
PASSPHRASE = b"a portal of format one"
"""Of every key in the portal, which guard nothing."""

ADDRESS = "https://ty.example"
CITY, CITY_AGENCY = "371500", "聊城市卫生健康委员会（虚构）"
CAPITAL, CAPITAL_AGENCY = "110000", "北京市卫生健康委员会（虚构）"
WITNESS = "witness.example"
WITHDRAWN = "policy/lc-2026-grading"

TIMES = {
    "founded": datetime(2026, 9, 1, 0, 30, tzinfo=UTC),
    "371500-0001": datetime(2026, 9, 1, 2, 0, tzinfo=UTC),
    "delegated": datetime(2026, 9, 5, 2, 0, tzinfo=UTC),
    "110000-0001": datetime(2026, 9, 14, 2, 0, tzinfo=UTC),
    "rotated": datetime(2026, 9, 25, 2, 0, tzinfo=UTC),
    "371500-0002": datetime(2026, 10, 8, 2, 0, tzinfo=UTC),
    "witnessed": datetime(2026, 10, 9, 2, 0, tzinfo=UTC),
}
"""When each step is taken; an export is issued an hour before it is received."""

SETTINGS = """\
organiser = "演示市卫生健康委员会（虚构）"
contact = "0635-555 0100"
prepayment_cap_months = 3
prepayment_policy = "聊托试发〔2026〕8号"
badges = true
releases_kept = 1
"""
"""What the operator adds to the settings of a new portal."""

MADE_WITH = ("generator", "theme", "content/pages", "requirements", "pelicanconf.py")
"""What of the checkout goes into a portal."""


class Made:
    """The portal in the making. `told` is what `facts.json` will say of it."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.deployment = Deployment(work / "portal")
        self.kept = work / "kept"
        self.told: dict[str, Any] = {}

    @property
    def portal_keys(self) -> PortalKeys:
        """The portal's own keys."""
        return load_portal_keys(self.deployment.keys, PASSPHRASE)

    @property
    def public(self) -> Path:
        """The live site."""
        return self.deployment.site / "current"

    def found(self) -> None:
        """`gongshi init`, then what an operator writes by hand."""
        found_portal(
            self.deployment,
            name="试验公示",
            address=ADDRESS,
            region=CITY,
            agency=CITY_AGENCY,
            passphrase=PASSPHRASE,
            at=TIMES["founded"],
        )
        folder = self.deployment.folder
        with self.deployment.settings.open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        shutil.copyfile(REPOSITORY / "pelicanconf.py", folder / "pelicanconf.py")
        (self.deployment.keys / "passphrase").write_bytes(PASSPHRASE)
        self.write(GRADING, POLICY.format(more=""))
        self.write("interpretations/lc-2026-grading-explained.md", INTERPRETATION)

    def write(self, name: str, text: str) -> None:
        """A document of the operator's own."""
        (self.deployment.folder / "content" / name).write_text(text, encoding="utf-8")

    def delegate(self) -> None:
        """`gongshi keys new` and `gongshi keys delegate` for the second agency."""
        keys, role = self.deployment.keys, role_of(CAPITAL)
        made = create_key(keys, role, PASSPHRASE)
        delegate(
            self.deployment.archive,
            "targets",
            role,
            [load_public(made.public)],
            agency=CAPITAL_AGENCY,
            signers=load_signers(keys, ["targets-1", "targets-3"], PASSPHRASE),
            portal=self.portal_keys,
            at=TIMES["delegated"],
        )

    def rotate(self) -> str:
        """`gongshi keys rotate` and `gongshi keys renew root`; the name of the city's new key."""
        keys, role = self.deployment.keys, role_of(CITY)
        made = create_key(keys, f"{role}-2", PASSPHRASE)
        common: dict[str, Any] = {"portal": self.portal_keys, "at": TIMES["rotated"]}
        signers = load_signers(keys, ["targets-1", "targets-2"], PASSPHRASE)
        rotate(self.deployment.archive, role, [load_public(made.public)], signers=signers, **common)
        signers = load_signers(keys, ["root-1", "root-2"], PASSPHRASE)
        renew_root(self.deployment.archive, signers=signers, **common)
        return made.name

    def publish(
        self, name: str, agency: str, key: str, tables: Tables, documents: dict[str, str]
    ) -> None:
        """`gongshi pack`, `sign` and `receive`."""
        region_code, _, number = name.partition("-")
        at = TIMES[name]
        issued = at.replace(hour=at.hour - 1)
        info = ReleaseInfo(
            region=region_code,
            release=int(number),
            issued=issued,
            agency=agency,
            reviewed_by="王审核",
            reviewed_on=issued.date(),
            fictitious=True,
        )
        sources = [DocumentSource(path, text) for path, text in documents.items()]
        packed = self.work / "packed"
        packed.mkdir(exist_ok=True)
        export = write_export(info, tables, sources, packed)
        stick = self.work / "sticks" / name
        own = load_signers(self.deployment.keys, [key], PASSPHRASE)
        sign_export(export, own, stick, self.deployment.archive, at=at)
        receive_handover(self.deployment, stick, portal_keys=self.portal_keys, at=at)

    def build(self) -> Report:
        """`gongshi build`, and what the log is then."""
        report = build(self.deployment, lambda path: load_signer(path, PASSPHRASE))
        log = open_log(self.deployment)
        assert log.signed is not None
        self.told.setdefault("builds", []).append({
            "size": log.size,
            "root": log.root.hex(),
            "checkpoint": bytes(log.signed.note).decode(),
        })  # fmt: skip
        return report

    def keep(self) -> None:
        """`gongshi audit --checkpoint`, as an outsider who comes back another year."""
        found = audit(FolderSource(self.public.resolve()), Asked())
        self.kept.mkdir()
        place = self.kept / "first.checkpoint"
        keep_checkpoint(place, found.head)
        keep_accepted(place, found.signed)

    def take_back(self) -> None:
        """`gongshi log withdraw`: the first version of a policy."""
        Journal(self.deployment.log).withdraw(WITHDRAWN, 1, "mistake", self.deployment.secret())

    def witness(self) -> None:
        """`gongshi log witness`, `cosign` and `add`."""
        made = create_key(self.kept, WITNESS, PASSPHRASE)
        signer = Signer.stored(WITNESS, load_signer(made.private, PASSPHRASE))
        log = open_log(self.deployment)
        assert log.signed is not None
        request = Request(0, (), bytes(log.signed.note))
        line, _ = cosign(request, None, log.key, signer, at=TIMES["witnessed"])
        log.add_cosignature(str(line).encode(), signer.witness_key)
        (self.kept / f"{WITNESS}.vkey").write_text(f"{signer.witness_key}\n", encoding="utf-8")
        self.told["witness"] = str(signer.witness_key)


def make(work: Path) -> dict[str, Any]:
    """The whole life of the portal, in `work`; what is to be known of it."""
    made = Made(work)
    made.found()
    made.publish("371500-0001", CITY_AGENCY, role_of(CITY), city_tables(), EXPORTED)
    made.build()
    made.keep()
    made.delegate()
    made.publish("110000-0001", CAPITAL_AGENCY, role_of(CAPITAL), capital_tables(), {})
    made.build()
    key = made.rotate()
    made.write(GRADING, POLICY.format(more="不予评级的，说明理由。"))
    made.publish("371500-0002", CITY_AGENCY, key, later_city_tables(), EXPORTED)
    made.build()
    made.take_back()
    made.build()
    made.witness()
    made.build()
    again = build(made.deployment, lambda path: load_signer(path, PASSPHRASE))
    assert again.release is None, "a build with nothing new makes no release"
    old = (made.kept / "first.checkpoint").read_bytes()
    audit(FolderSource(made.public.resolve()), Asked(old=old))
    return {**_facts(made), **made.told}


def _facts(made: Made) -> dict[str, Any]:
    deployment = made.deployment
    log = open_log(deployment)
    entries = [decode_leaf(entry) for entry in log.entries()]
    kinds = [type(entry).__name__ for entry in entries]
    first_root = Archive(deployment.archive).trusted_root()
    root = Metadata.from_bytes(first_root).signed.to_dict()
    files = [path for path in made.public.resolve().rglob("*") if path.is_file()]
    state = deployment.state()
    assert state is not None
    return {
        "format": FORMAT,
        "commit": COMMIT,
        "passphrase": PASSPHRASE.decode(),
        "address": ADDRESS,
        "times": {name: at.isoformat() for name, at in TIMES.items()},
        "received_last": state.at.isoformat(),
        "expires": _expiry_dates(deployment),
        "root": {
            "sha256": sha256(first_root).hexdigest(),
            "keyids": root["roles"]["root"]["keyids"],
            "fingerprints": [
                fingerprint(load_public(deployment.keys / f"root-{number}.pub.pem"))
                for number in (1, 2, 3)
            ],
        },
        "log": {
            "key": deployment.log_key(),
            "size": log.size,
            "root": log.root.hex(),
            "leaves": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
            "withdrawn": {
                str(entry.index): entry.reason
                for entry in entries
                if isinstance(entry, WithdrawalLeaf)
            },
        },
        "exports": sorted(state.accepted.targets),
        "facilities": _facilities(),
        "gone": ["LC-0005"],
        "documents": {
            "content": ["policy/lc-2026-grading", "interpretation/lc-2026-grading-explained"],
            "exported": ["policy/lc-2026-fees", "interpretation/lc-2026-fees-explained"],
            "withdrawn": [WITHDRAWN, 1, "mistake"],
        },
        "site": {
            "files": len(files),
            "manifest": sha256((made.public / "manifest.txt").read_bytes()).hexdigest(),
            "inputs": (made.public.resolve().parent / "inputs").read_text("ascii"),
            "records": _records(made.public),
        },
        "checkpoint": (deployment.log / "checkpoint").read_text("utf-8"),
    }


def _facilities() -> dict[str, list[str]]:
    """The identifiers of the present facilities by agency."""
    return {
        agency: sorted(row.facility_id for row in tables["facilities"] if isinstance(row, Facility))
        for agency, tables in ((CITY, later_city_tables()), (CAPITAL, capital_tables()))
    }


def _records(public: Path) -> dict[str, dict[str, str]]:
    """The file of the record of each present facility, and its digest."""
    found = {}
    for identifiers in _facilities().values():
        for identifier in identifiers:
            name = urls.file_of(urls.facility_record(identifier))
            data = (public / name).read_bytes()
            found[identifier] = {"file": name, "sha256": sha256(data).hexdigest()}
    return found


def _expiry_dates(deployment: Deployment) -> dict[str, str]:
    """Until when the newest metadata of each role hold."""
    tuf = deployment.archive / "tuf"
    newest = {"timestamp": (0, tuf / "metadata" / "timestamp.json")}
    for path in (tuf / "metadata").glob("*.json"):
        version, _, role = path.stem.partition(".")
        if not version.isdecimal():
            continue
        newest[role] = max(newest.get(role, (0, path)), (int(version), path))
    return {
        role: json.loads(path.read_bytes())["signed"]["expires"]
        for role, (_, path) in sorted(newest.items())
    }


# --- the archive --------------------------------------------------------------------------------

STAMP = int(TIMES["witnessed"].timestamp())
LEFT_OUT = frozenset({".lock"})


def pack(work: Path, place: Path) -> None:
    """The portal and what was kept as one archive: members in order, one time, nobody's files."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:xz", format=tarfile.PAX_FORMAT, preset=9) as archive:
        for top in ("kept", "portal"):
            for path in sorted([work / top, *(work / top).rglob("*")]):
                if path.name not in LEFT_OUT:
                    _add(archive, path, str(path.relative_to(work)))
    place.write_bytes(data.getvalue())


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    member.mtime = STAMP
    if path.is_symlink():
        member.type, member.linkname = tarfile.SYMTYPE, str(path.readlink())
        archive.addfile(member)
    elif path.is_dir():
        member.type, member.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(member)
    else:
        content = path.read_bytes()
        member.size, member.mode = len(content), 0o644
        archive.addfile(member, io.BytesIO(content))


def require_old_code() -> None:
    """Ends the program unless what makes the portal is as it was in COMMIT."""
    command = ["git", "-C", str(REPOSITORY), "diff", "--quiet", COMMIT, "--", *MADE_WITH]
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"{REPOSITORY} differs from {COMMIT}: see the head of this file")
    if (REPOSITORY / "node_modules").exists():
        sys.exit(f"{REPOSITORY / 'node_modules'} would give the site a map: use a fresh worktree")


def main() -> None:
    """Write both files into the folder that is named."""
    if len(sys.argv) != 2:
        sys.exit("usage: make.py FOLDER")
    require_old_code()
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        facts = make(Path(work))
        pack(Path(work), out / "portal.tar.xz")
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (out / "facts.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
