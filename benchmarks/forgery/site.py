"""The small site that is changed, and the two ways to change one place of it.

A byte is changed by somebody who can write on the server. A row is changed by the operator, who has
the key of the log: record, page, public copy, manifest and log are made anew and agree.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Targets

from benchmarks.fuzz.folders import Kept, files_below
from generator.audit.row_claims import claimed_rows
from generator.exports.row_tree import salted_leaf
from generator.log.leaves import DossierLeaf, Leaf, WithdrawalLeaf
from generator.log.note import parse_key
from generator.log.writing import Log
from generator.model.canonical import canonical
from generator.pages.shared import urls
from generator.rules.record import FACILITY, MEMBERS
from generator.trust.keys import key_fingerprint, load_public
from generator.trust.listing import ROWS
from tests.factory_forgery import entered_again
from tests.factory_portal import RULE, TestPortal, make_portal, release_info, replaced, small_tables

DOCUMENT = "documents"
KINDS = {
    "log": "log",
    "manifest": "manifest",
    "tuf": "signed metadata",
    "assets": "style sheet or script",
    "data": "data and public copies",
}
"""What files are called, by the folder in which they lie."""
NO_PAGE_READS = frozenset(
    {"data and public copies", "feeds, search and others", "row without a record"}
)
"""Kinds of files that no page's check asks for: it need not be pressed."""
REGION = "371500"


@dataclass(frozen=True, slots=True)
class Edit:
    """What was changed: its kind, the page that a reader would check, and how to say it."""

    kind: str
    page: str
    what: str


class ForgedSite:
    """A copy of a published site, put back after each edit."""

    def __init__(self, folder: Path) -> None:
        self.honest = _published(folder / "portal")
        self.folder = folder / "work" / "site"
        self.folder.parent.mkdir()
        shutil.copytree(self.honest.public, self.folder)
        self.checkpoint = (self.folder / "log/checkpoint").read_bytes()
        self.key = self.honest.deployment.log_key().strip()
        self.root = (self.folder / "tuf/metadata/1.root.json").read_bytes()
        self._files = files_below(self.folder)
        self._kept = Kept(self.folder)
        copies = f"data/rows/{REGION}/{REGION}-0002"
        self._copy = next(name for name in sorted(self._files) if name.startswith(copies))
        agency = load_public(self.honest.deployment.keys / "r-3715.pub.pem")
        self.fingerprint = key_fingerprint(agency)
        log = Log.open(self.honest.deployment.log, parse_key(self.key))
        self._size = log.size

    def restore(self) -> None:
        """As it was published."""
        self._kept.restore()
        shutil.rmtree(self.folder.parent / "log", ignore_errors=True)

    def change_byte(self, random: Random) -> Edit:
        """One byte of one file is another, is gone, or is there twice."""
        name = random.choice(sorted(self._files))
        data = bytearray(self._files[name])
        at = random.randrange(len(data)) if data else 0
        how = random.choice(("other", "other", "gone", "twice")) if data else "twice"
        if how == "other":
            data[at] ^= random.randrange(1, 256)
        elif how == "gone":
            del data[at]
        else:
            data[at:at] = data[at : at + 1] or b"\n"
        (self.folder / name).write_bytes(data)
        return Edit(_kind(name), _page_of(name, self._files), f"{name}, byte {at} {how}")

    def change_row(self, random: Random) -> Edit:
        """One cell of one row has another value, and all that the operator makes says so."""
        lines = (self.folder / self._copy).read_bytes().splitlines()
        rows = [
            (number, place)
            for number, line in enumerate(lines[1:], 1)
            for place, leaf in enumerate(json.loads(line)["leaves"])
            if isinstance(leaf, dict)
        ]
        number, place = random.choice(rows)
        subject = json.loads(lines[number])
        leaf = subject["leaves"][place]
        table, cells = leaf["table"], dict(leaf["row"])
        column = random.choice(sorted(cells))
        after = _other(random, cells[column])
        what = f"{table}.{column}: {cells[column][:20]!r} → {after[:20]!r}"
        leaf["row"][column] = after
        proof = random.choice(("as it was", "bare", "none", "own key"))
        kind, identifier = subject["subject"]
        if kind == "facility":
            edit = self._facility(identifier, table, cells, leaf["row"], proof)
        elif table == DOCUMENT:
            edit = self._document(random, identifier)
        else:
            edit = Edit("row without a record", urls.region(f"{REGION}000000"), "")
        if edit.kind == "row without a record" or random.random() < 0.5:
            lines[number] = json.dumps(subject, ensure_ascii=False).encode()
            (self.folder / self._copy).write_bytes(b"\n".join(lines) + b"\n")
            what += ", public copy too"
        entered_again(self.folder, self.honest, self._leaves)
        return Edit(edit.kind, edit.page, f"{what}; {edit.what}")

    _leaves: tuple[Leaf, ...] = ()

    def _facility(
        self, identifier: str, table: str, old: dict[str, str], new: dict[str, str], proof: str
    ) -> Edit:
        """The record and the page of a facility, with the row as it was made."""
        path = self.folder / urls.file_of(urls.public_record(identifier))
        said = json.loads(path.read_bytes())
        member = MEMBERS[table]
        rows = [said["record"][member]] if member == FACILITY else said["record"].get(member, [])
        pointers = (
            [f"/{member}"] if member == FACILITY else [f"/{member}/{n}" for n in range(len(rows))]
        )
        found = [(row, pointer) for row, pointer in zip(rows, pointers, strict=True) if row == old]
        if not found:
            return Edit("row without a record", urls.facility(identifier), "")
        (row, pointer), *_ = found
        row.clear()
        row.update(new)
        self._prove(said, table, old, pointer, proof)
        self._enter(path, said, "facility", old, new)
        return Edit("row of a facility", urls.facility(identifier), f"proof {proof}")

    def _prove(
        self, said: dict[str, Any], table: str, old: dict[str, str], pointer: str, proof: str
    ) -> None:
        """What the record says of the agency's signature: the operator tries it in four ways."""
        leaves = said["rows"]["leaves"]
        at = next(
            n for n, leaf in enumerate(leaves) if isinstance(leaf, dict) and leaf["row"] == pointer
        )
        if proof == "bare":
            leaves[at] = salted_leaf(table, old, bytes.fromhex(leaves[at]["salt"])).hex()
        elif proof == "none":
            del said["rows"]
        elif proof == "own key":
            claim = claimed_rows("", said["record"], said["rows"])
            self._sign_as_agency(claim.export, claim.root)

    def _sign_as_agency(self, export: str, root: str) -> None:
        """The list of the agency's keys has the operator's, and so has its metadata."""
        keys = self.folder / urls.file_of(urls.agency_keys(REGION))
        told = json.loads(keys.read_bytes())
        role = told["roles"][0]
        path = self.folder / f"tuf/metadata/{role['version']}.{role['role']}.json"
        metadata: Metadata[Targets] = Metadata.from_bytes(path.read_bytes())
        metadata.signed.targets[export].unrecognized_fields["custom"][ROWS]["root"] = root
        signer = CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
        metadata.signatures.clear()
        metadata.sign(signer)
        data = metadata.to_bytes()
        path.write_bytes(data)
        public = signer.public_key.keyval["public"]
        role["keys"] = [{"keytype": "ed25519", "scheme": "ed25519", "public": public}]
        role["sha256"] = sha256(data).hexdigest()
        keys.write_text(json.dumps(told), encoding="utf-8")

    def _document(self, random: Random, slug: str) -> Edit:
        """The text or another member of a policy's record, and of its page."""
        path = self.folder / urls.file_of(urls.document_record("policy", slug))
        said = json.loads(path.read_bytes())
        record = said["record"]["policy"]
        column = random.choice(sorted(record.keys() - {"slug"}))
        before = record[column]
        record[column] = _other(random, before)
        self._enter(path, said, "policy", {column: before}, {column: record[column]})
        return Edit("document", urls.policy(slug), f"{column} → {record[column][:20]!r}")

    def _enter(
        self, path: Path, said: dict[str, Any], kind: str, old: dict[str, str], new: dict[str, str]
    ) -> None:
        """The record and the page that shows it, under a leaf of its own; the old is withdrawn."""
        proof = said["proof"]
        digest = sha256(bytes.fromhex(proof["salt"]) + canonical(said["record"])).hexdigest()
        before, proof["leaf"] = proof["leaf"], self._size
        path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        page = path.with_name("index.html") if kind == "policy" else path.with_suffix(".html")
        text = page.read_text(encoding="utf-8")
        for column, value in old.items():
            if new.get(column) != value and len(value) > 1:
                text = text.replace(html.escape(value), html.escape(new.get(column, "")))
        text = re.sub(r'data-digest="\w+"', f'data-digest="{digest}"', text)
        page.write_text(text, encoding="utf-8")
        self._leaves = (
            DossierLeaf("policy" if kind == "policy" else "facility", digest),
            WithdrawalLeaf(before, "replaced"),
        )


def _published(folder: Path) -> TestPortal:
    portal = make_portal(folder)
    portal.publish(small_tables(), release_info(), {"documents/rule.md": RULE})
    changed = replaced(small_tables(), "facilities", "F1", telephone="0635-5550001")
    portal.publish(changed, release_info(2, day=8), {"documents/rule.md": RULE})
    portal.build()
    return portal


def _other(random: Random, value: str) -> str:
    """A value that differs in one character, of the same kind where there is one."""
    at = random.randrange(len(value)) if value else 0
    old = value[at : at + 1]
    kinds = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    among = next((kind for kind in kinds if old and old in kind), "甲乙丙丁")
    new = random.choice([each for each in among if each != old])
    return value[:at] + new + value[at + 1 :]


def _kind(name: str) -> str:
    if name.endswith(".html"):
        return "page"
    if name.startswith(("f/", "policy/", "interpretation/")) and name.endswith(".json"):
        return "record"
    return KINDS.get(name.partition("/")[0].partition(".")[0], "feeds, search and others")


def _page_of(name: str, files: dict[str, bytes]) -> str:
    """The page that a reader would look at: the file, the page of a record, or a facility's."""
    page = name
    if name.endswith("record.json"):
        page = name.removesuffix("record.json") + "index.html"
    elif name.endswith(".json"):
        page = name.removesuffix(".json") + ".html"
    if page not in files or not page.endswith(".html"):
        return urls.facility("F1")
    return "/" + page.removesuffix("index.html")
