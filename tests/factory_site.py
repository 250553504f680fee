"""A small published site with its log, made without the portal, to be attacked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from generator.exports.archive import write_export
from generator.log.leaves import DossierLeaf, ExportLeaf, Leaf, ReleaseLeaf, encode_leaf
from generator.log.writing import Log
from generator.model.canonical import Json, canonical
from generator.model.suspension import Suspension
from generator.model.tables import Facility, Row
from generator.model.vocabulary import OperatingStatus
from generator.pages.shared import urls
from generator.rules.record import row_cells
from generator.trust.files import TIMESTAMP, Archive
from tests.factory_log import signer
from tests.factory_portal import Tables, release_info, small_tables
from tests.factory_trust import TestArchive, make_archive

REGIONS = ("371500", "370100")
SECRET = b"s" * 32
AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
EXPORT = "exports/371500/371500-{:04d}.zip"

Records = dict[str, str]
"""What is published of each facility, by its id."""


@dataclass
class Site:
    """A site in a folder; `records` are what it shows at present."""

    __test__ = False

    folder: Path
    log: Log
    archive: TestArchive
    records: Records = field(default_factory=dict)
    releases: int = 0
    leaves: dict[str, int] = field(default_factory=dict)
    brought: dict[int, int] = field(default_factory=dict)
    """Which release brought what a leaf seals."""
    past: list[tuple[str, str, int]] = field(default_factory=list)
    """Earlier records that are still shown: the facility, what was said, the leaf."""

    @classmethod
    def make(cls, folder: Path, *, seed: str = "log") -> Site:
        """An empty one, whose archive's log lies beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        log = Log.open(folder.parent / f"{folder.name}-archive", signer(seed=seed).key)
        signed = folder.parent / f"{folder.name}-signed"
        signed.mkdir()
        return cls(
            folder, log, make_archive(signed, REGIONS, at=AT, log_key=f"{log.key}\n".encode())
        )

    def publish(self, records: Records, extra: Sequence[Leaf] = ()) -> None:
        """A release: an export, the records that changed, what else is to be logged, the pages."""
        self.releases += 1
        leaves: list[Leaf] = [self._export(records), *extra]
        for identifier, text in sorted(records.items()):
            if self.records.get(identifier) != text:
                if identifier in self.records:
                    self._keep(identifier)
                self.leaves[identifier] = self.log.size + len(leaves)
                self.brought[self.leaves[identifier]] = self.releases
                leaves.append(DossierLeaf("facility", self._digest(identifier, text)))
        self.records = dict(records)
        self._write_pages()
        manifest = sha256((self.folder / "manifest.txt").read_bytes()).hexdigest()
        reference = f"2026-09-{self.releases:02d}T08:00:00Z"
        leaves.append(ReleaseLeaf(reference, snapshot_digest(self.folder), manifest))
        self.log.append(map(encode_leaf, leaves), signer(seed=self._seed))
        self.show_log()

    def remove(self, identifier: str, *, show: bool) -> int:
        """Take a facility off; `show` keeps its last record among the past. The leaf of that."""
        if show:
            self._keep(identifier)
        del self.records[identifier]
        return self.leaves.pop(identifier)

    def _keep(self, identifier: str) -> None:
        self.past.append((identifier, self.records[identifier], self.leaves[identifier]))

    def show_log(self) -> None:
        """Publish the log as it is."""
        shutil.rmtree(self.folder / "log", ignore_errors=True)
        shutil.copytree(self.log.folder, self.folder / "log")

    def page(self, identifier: str) -> Path:
        """The page of a facility."""
        return self.folder / urls.file_of(urls.facility(identifier))

    def record(self, identifier: str) -> Path:
        """Its record."""
        return self.page(identifier).with_suffix(".json")

    @property
    def _seed(self) -> str:
        return next(seed for seed in ("log", "doctored") if signer(seed=seed).key == self.log.key)

    def show_metadata(self, suspended: Sequence[Suspension] = ()) -> None:
        """Publish the newest metadata of each role, and every root, whether or not they hold."""
        held = Archive(self.archive.folder)
        newest: dict[str, int] = {}
        for name in held.names():
            if not name.startswith("metadata/"):
                continue
            version, _, role = name.removeprefix("metadata/").removesuffix(".json").partition(".")
            if version.isdecimal():
                newest[role] = max(newest.get(role, 0), int(version))
        names = [f"metadata/{version}.{role}.json" for role, version in newest.items()]
        roots = [f"metadata/{version}.root.json" for version in range(1, newest["root"])]
        shutil.rmtree(self.folder / "tuf", ignore_errors=True)
        for name in (TIMESTAMP, *names, *roots):
            data = held.read(name)
            assert data is not None
            place = self.folder / urls.file_of(urls.metadata(name))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        said = json.dumps({one.role: one.said for one in suspended})
        (self.folder / urls.file_of(urls.SUSPENDED)).write_text(said, encoding="utf-8")

    def _export(self, records: Records) -> ExportLeaf:
        path = EXPORT.format(self.releases)
        before = EXPORT.format(self.releases - 1) if self.releases > 1 else None
        data = self._packed(records)
        self.archive.add_export("371500", self.releases, data, AT)
        self.show_metadata()
        file = self.folder / "data" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        digest = sha256(data).hexdigest()
        return ExportLeaf("r-3715", self.releases, path, len(data), digest, before)

    def _packed(self, records: Records) -> bytes:
        """A release of format 1, which is offered as it was signed."""
        info = replace(release_info(self.releases, day=self.releases), format=1)
        facilities: list[Row] = [facility(name, text) for name, text in records.items()]
        tables: Tables = {"regions": small_tables()["regions"], "facilities": facilities}
        packed = write_export(info, tables, (), self.folder.parent, secret=SECRET)
        data = packed.read_bytes()
        packed.unlink()
        return data

    def _write_pages(self) -> None:
        shutil.rmtree(self.folder / "f", ignore_errors=True)
        for identifier, text in self.records.items():
            self._write_record(self.page(identifier), identifier, text, self.leaves[identifier])
        for identifier, text, leaf in self.past:
            page = self.page(identifier).with_suffix("") / f"{leaf}.html"
            self._write_record(page, identifier, text, leaf)
        known = self.folder / urls.file_of(urls.LOG_KEY)
        known.parent.mkdir(exist_ok=True)
        known.write_text(f"{self.log.key}\nhttps://gongshi.example/log/\n", encoding="utf-8")
        (self.folder / "index.html").write_text(f"<p>{len(self.records)}</p>\n", encoding="utf-8")
        write_manifest(self.folder)

    def _write_record(self, page: Path, identifier: str, text: str, leaf: int) -> None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<p>{text}</p>\n", encoding="utf-8")
        proof = {
            "leaf": leaf,
            "salt": _salt(identifier, text).hex(),
            "release": f"371500-{self.brought[leaf]:04d}",
        }
        value = {"record": _record(identifier, text), "proof": proof}
        page.with_suffix(".json").write_text(json.dumps(value, indent=1), encoding="utf-8")

    @staticmethod
    def _digest(identifier: str, text: str) -> str:
        return sha256(_salt(identifier, text) + canonical(_record(identifier, text))).hexdigest()


def write_manifest(site: Path) -> None:
    """List the digests of all files of a site."""
    paths = sorted(
        str(path.relative_to(site))
        for path in site.rglob("*")
        if path.is_file() and path.name != "manifest.txt" and "manifest" not in path.parts
    )
    lines = (
        f"{sha256((site / path).read_bytes()).hexdigest()}  {path}\n"
        for path in paths
        if not path.startswith("log/")
    )
    (site / "manifest.txt").write_text("".join(lines), encoding="utf-8")


def facility(identifier: str, text: str) -> Facility:
    """What the export says of a facility."""
    return Facility(
        facility_id=identifier,
        name=text,
        region_code="371502001000",
        address=f"{identifier}门牌1号",
        status=OperatingStatus.OPERATING,
    )


def _record(identifier: str, text: str) -> Json:
    return {"facility": dict(row_cells(facility(identifier, text)))}


def _salt(identifier: str, text: str) -> bytes:
    return sha256(SECRET + identifier.encode() + text.encode()).digest()


def snapshot_digest(site: Path) -> str:
    """The SHA-256 of the newest snapshot that a site shows."""
    shown = (site / "tuf/metadata").glob("*.snapshot.json")
    newest = max(shown, key=lambda path: int(path.name.split(".")[0]))
    return sha256(newest.read_bytes()).hexdigest()
