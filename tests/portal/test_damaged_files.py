"""Files of a portal that a disk or a hand damaged: each is named, and none ends in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.build.pelican_adapter import template_overrides
from generator.exports.package import format_of, said_of_itself, understand
from generator.exports.public_copy import check_copy
from generator.history.document_versions import Journal
from generator.log.tile_files import WITNESSES, Folder
from generator.model.canonical import read_json
from generator.model.problems import DataError, UsageError, VerificationError
from generator.portal.folder import Deployment
from generator.portal.log_secret import read_log_secret
from generator.search.index.manifest import FILE, checked_manifest
from generator.search.query.labels import read_labels
from generator.store.database import working_store
from generator.trust.state import Accepted

DAMAGED = {
    "no UTF-8": b'{"at": "\xff"}',
    "too deep": b'{"z":' + b"[" * 100_000,
    "a long number": b'{"at": ' + b"9" * 5000 + b"}",
    "cut off": b'{"at": ',
    "empty": b"",
}

damage = pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)


@damage
def test_the_accepted_state(data: bytes, tmp_path: Path) -> None:
    """Of a portal, and what an auditor keeps."""
    deployment = Deployment(tmp_path)
    deployment.state_file.write_bytes(data)
    with pytest.raises(DataError, match="accepted"):
        deployment.state()
    with pytest.raises(DataError, match="the accepted state"):
        Accepted.from_json(data)


@pytest.mark.parametrize(
    "data", [b'name = "\xff"', b"x = " + b"[" * 5000, b"x = " + b"9" * 5000, b"x = "]
)
def test_the_settings(data: bytes, tmp_path: Path) -> None:
    """portal.toml."""
    deployment = Deployment(tmp_path)
    deployment.settings.write_bytes(data)
    with pytest.raises(DataError, match=r"portal\.toml"):
        deployment.portal()


@damage
def test_the_journal_of_documents(data: bytes, tmp_path: Path) -> None:
    """With the line."""
    journal = Journal(tmp_path)
    journal.file.write_bytes(data or b"\n")
    with pytest.raises(DataError, match=r"documents\.jsonl:1"):
        journal.lines()


@damage
def test_the_description_of_an_export(data: bytes) -> None:
    """However early it is read."""
    for read in (format_of, said_of_itself):
        with pytest.raises(DataError, match=r"x\.zip"):
            read(data, "x.zip")
    assert understand(data, {})[1]
    if data:
        with pytest.raises(VerificationError, match="copy:1"):
            check_copy("copy", [data])


@damage
def test_json_that_an_auditor_reads(data: bytes) -> None:
    """Refused as text without a canonical form."""
    with pytest.raises(ValueError, match=r"."):
        read_json(data)


@damage
def test_what_belongs_to_the_search(data: bytes, tmp_path: Path) -> None:
    """Labels and manifest of the index."""
    (tmp_path / "labels.json").write_bytes(data)
    with pytest.raises(DataError, match=r"labels\.json"):
        read_labels(tmp_path / "labels.json")
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(VerificationError, match=FILE):
        checked_manifest(tmp_path)


def test_keys_and_secrets_that_are_no_text(tmp_path: Path) -> None:
    """The log's key, its witnesses, the fingerprint of its secret, the seal of the store."""
    deployment = Deployment(tmp_path)
    deployment.log.mkdir(parents=True)
    (deployment.log / "key.vkey").write_bytes(b"\xff\xfe")
    assert "\ufffd" in deployment.log_key(), "no key, as whoever parses it says"
    (deployment.log / WITNESSES).write_bytes(b"\xff\xfe")
    with pytest.raises(VerificationError, match=WITNESSES):
        Folder(deployment.log).witnesses()
    (deployment.log / "salt").write_bytes(bytes(32))
    (deployment.log / "salt.sha256").write_bytes(b"\xff")
    with pytest.raises(VerificationError, match="is not the secret"):
        read_log_secret(deployment.log)
    deployment.store.write_bytes(b"")
    deployment.store.with_name("gongshi.sqlite.sha256").write_bytes(b"\xff")
    with working_store(deployment.store) as (_, damaged):
        assert damaged


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A = 1\nB = = 2\n", r"pelicanconf\.py:2: SyntaxError"),
        ("A = 1\nB = C\n", r"pelicanconf\.py:2: NameError"),
        ("import nowhere_to_be_found\n", r"pelicanconf\.py:1: ModuleNotFoundError"),
        ("THEME_TEMPLATES_OVERRIDES = 5\n", "is a list of folders"),
    ],
)
def test_an_operators_program(text: str, why: str, tmp_path: Path) -> None:
    """pelicanconf.py with the line at which it fails."""
    path = tmp_path / "pelicanconf.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=why):
        template_overrides(path)
