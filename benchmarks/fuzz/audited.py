"""The target `audit`: a published site of which files are damaged, gone or new."""

from __future__ import annotations

from pathlib import Path
from random import Random

from benchmarks.fuzz.damage import damaged
from benchmarks.fuzz.folders import Kept, files_below, write_over
from benchmarks.fuzz.target import Disagreement, Given
from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.proofs import check_proof
from generator.audit.site_source import FolderSource
from tests.factory_portal import make_portal, release_info, small_tables

EMPTY = "log/witnesses.vkey"


class AuditTarget:
    """`gongshi audit` of a folder."""

    name = "audit"

    def prepare(self, folder: Path) -> None:
        """A site that was built."""
        portal = make_portal(folder / "portal")
        portal.publish(small_tables(), release_info())
        portal.build()
        self._site = folder / "site"
        write_over(self._site, files_below(portal.public.resolve()))
        self._files = files_below(self._site)
        self._kept = Kept(self._site)

    def make(self, random: Random) -> Given:
        """What an audit reads word for word more often than what it only hashes."""
        names = sorted(self._files)
        read = [name for name in names if name.startswith(("log/", "tuf/", "data/rows/"))]
        read += [name for name in names if name.endswith(".json")]
        changed: dict[str, bytes | None] = {}
        for _ in range(random.choice((1, 1, 2))):
            name = random.choice(random.choice((names, read, [*read, "manifest.txt"])))
            match random.randrange(12):
                case 0:
                    changed[name] = None
                case 1:
                    changed[f"{name}.x"] = b"x"
                case 2:
                    changed[name] = b"link:" + random.choice((b".", b"/dev/null", b"nowhere"))
                case _:
                    changed[name] = damaged(random, name, self._files.get(name, b""))
        return Given(changed)

    def run(self, given: Given) -> None:
        """Audit it: a site of which a byte is another does not hold."""
        try:
            write_over(self._site, given.files)
            for name, data in given.files.items():
                if data is not None and name.startswith("f/") and name.endswith(".json"):
                    check_proof(name, data, None)
            audit(FolderSource(self._site), AuditOptions())
            # An empty list of witnesses says the same as none.
            changed = {EMPTY: b""} | files_below(self._site)
            if changed != {EMPTY: b""} | self._files:
                raise Disagreement("a changed site holds: " + ", ".join(given.files))
        finally:
            self._kept.restore()
