"""A small published site with its log, made without the portal, to be attacked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from generator.log.leaves import DossierLeaf, ExportLeaf, Leaf, ReleaseLeaf, encode_leaf
from generator.log.writing import Log
from generator.model.canonical import canonical
from generator.pages import urls
from tests.factory_log import signer

SECRET = b"s" * 32
SNAPSHOT = "5" * 64
EXPORT = "exports/371500/371500-{:04d}.zip"

Records = dict[str, str]
"""What is published of each facility, by its id."""


@dataclass
class Site:
    """A site in a folder; `records` are what it shows at present."""

    __test__ = False

    folder: Path
    log: Log
    records: Records = field(default_factory=dict)
    releases: int = 0
    leaves: dict[str, int] = field(default_factory=dict)
    past: list[tuple[str, str, int]] = field(default_factory=list)
    """Earlier records that are still shown: the facility, what was said, the leaf."""

    @classmethod
    def make(cls, folder: Path, *, seed: str = "log") -> Site:
        """An empty one, whose archive's log lies beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        log = Log.open(folder.parent / f"{folder.name}-archive", signer(seed=seed).key)
        return cls(folder, log)

    def publish(self, records: Records, extra: Sequence[Leaf] = ()) -> None:
        """A release: an export, the records that changed, what else is to be logged, the pages."""
        self.releases += 1
        leaves: list[Leaf] = [self._export(), *extra]
        for identifier, text in sorted(records.items()):
            if self.records.get(identifier) != text:
                if identifier in self.records:
                    self._keep(identifier)
                self.leaves[identifier] = self.log.size + len(leaves)
                leaves.append(DossierLeaf("facility", self._digest(identifier, text)))
        self.records = dict(records)
        self._write_pages()
        manifest = sha256((self.folder / "manifest.txt").read_bytes()).hexdigest()
        leaves.append(ReleaseLeaf(f"2026-09-{self.releases:02d}T08:00:00Z", SNAPSHOT, manifest))
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

    def write_manifest(self) -> None:
        """List the digests of all files."""
        paths = sorted(
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "manifest.txt"
        )
        lines = (
            f"{sha256((self.folder / path).read_bytes()).hexdigest()}  {path}\n"
            for path in paths
            if not path.startswith("log/")
        )
        (self.folder / "manifest.txt").write_text("".join(lines), encoding="utf-8")

    def page(self, identifier: str) -> Path:
        """The page of a facility."""
        return self.folder / urls.file_of(urls.facility(identifier))

    def record(self, identifier: str) -> Path:
        """Its record."""
        return self.page(identifier).with_suffix(".json")

    @property
    def _seed(self) -> str:
        return next(seed for seed in ("log", "doctored") if signer(seed=seed).key == self.log.key)

    def _export(self) -> ExportLeaf:
        path = EXPORT.format(self.releases)
        before = EXPORT.format(self.releases - 1) if self.releases > 1 else None
        data = b"signed export %d" % self.releases
        file = self.folder / "data" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        digest = sha256(data).hexdigest()
        return ExportLeaf("r-3715", self.releases, path, len(data), digest, before)

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
        self.write_manifest()

    def _write_record(self, page: Path, identifier: str, text: str, leaf: int) -> None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<p>{text}</p>\n", encoding="utf-8")
        proof = {"leaf": leaf, "salt": _salt(identifier, text).hex(), "release": self.releases}
        value = {"record": _record(identifier, text), "proof": proof}
        page.with_suffix(".json").write_text(json.dumps(value, indent=1), encoding="utf-8")

    @staticmethod
    def _digest(identifier: str, text: str) -> str:
        return sha256(_salt(identifier, text) + canonical(_record(identifier, text))).hexdigest()


def _record(identifier: str, text: str) -> dict[str, object]:
    return {"facility": {"facility_id": identifier, "name": text}}


def _salt(identifier: str, text: str) -> bytes:
    return sha256(SECRET + identifier.encode() + text.encode()).digest()
