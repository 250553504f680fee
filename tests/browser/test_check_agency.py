"""The check in a page goes down to the agency's key: what it did not sign is red."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from playwright.sync_api import Browser, Page
from securesystemslib.signer import SSlibKey

from generator.model.canonical import canonical
from generator.pages.shared import urls
from generator.trust.amendments import revoke, rotate
from generator.trust.keys import key_fingerprint, load_public, load_signers
from tests.attacks.test_attack_by_operator import (
    forged_site,
    published,
    with_anothers_page,
    without_a_record,
)
from tests.browser.test_check import verdict
from tests.conftest import REPOSITORY
from tests.factory_forgery import entered_again
from tests.factory_portal import PASSPHRASE, TestPortal, make_portal, release_info, small_tables
from tests.serving import served

pytestmark = pytest.mark.slow

FACILITY = urls.facility("F1")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    yield page
    page.close()


def told(page: Page, portal: TestPortal) -> tuple[str, str]:
    """What the check says of a facility's page."""
    with served(portal.deployment.site) as address:
        return verdict(page, address, FACILITY)


def test_it_names_the_key_of_the_agency(page: Page, tmp_path: Path) -> None:
    """The fingerprint that is printed on the agency's card."""
    portal = published(tmp_path)
    portal.build()
    state, words = told(page, portal)
    assert state == "good", words
    key = load_public(portal.deployment.keys / "r-3715.pub.pem")
    assert key_fingerprint(key) in words and "371500 卫生健康委员会" in words
    assert "371500-0001.zip" in words


@pytest.mark.parametrize(
    ("kind", "state", "why"),
    [
        ("a grade", "part", "/grades/0"),
        ("a name", "part", "/facility"),
        ("a row left out", "bad", "不是部门签署的"),
        ("a row put in", "bad", "不是部门签署的"),
    ],
)
def test_what_the_agency_did_not_sign(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, state: str, why: str
) -> None:
    """Record, page, manifest and log of the operator agree; the agency signed something else."""
    portal = forged_site(tmp_path, monkeypatch, kind)
    found, words = told(page, portal)
    assert found == state and why in words, words
    assert "核验通过" not in words


def test_a_proof_that_was_left_out(page: Page, tmp_path: Path) -> None:
    """The agency signed row by row, and the record says nothing of it."""
    portal = published(tmp_path)
    portal.build()
    path = portal.public / urls.file_of(urls.public_record("F1"))
    said = json.loads(path.read_bytes())
    del said["rows"]
    path.write_text(json.dumps(said), encoding="utf-8")
    state, words = told(page, portal)
    assert state == "bad" and "不是部门签署的" in words, words


@pytest.mark.parametrize("change", [without_a_record, with_anothers_page])
def test_a_page_has_to_name_its_own_record(
    page: Page, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    """By its address; with a manifest and a log that agree."""
    portal = published(tmp_path)
    portal.build()
    site = tmp_path / "site"
    shutil.copytree(portal.public, site)
    change(site)
    entered_again(site, portal)
    (tmp_path / "current").symlink_to(site)
    with served(tmp_path) as address:
        state, words = verdict(page, address, FACILITY)
        assert state == "bad" and "不是公布时的那一份" in words, words
        page.goto((REPOSITORY / "verify" / "index.html").as_uri())
        page.fill("#address", address + FACILITY)
        page.click("button.go")
        page.wait_for_selector("#verdict:is(.good, .part, .bad, .stopped)")
        assert page.locator("#verdict.bad").count() == 1


def test_keys_that_are_said_to_be_gone(page: Page, tmp_path: Path) -> None:
    """Without any signature nothing is said to be signed."""
    portal = published(tmp_path)
    portal.build()
    path = portal.public / urls.file_of(urls.agency_keys("371500"))
    said = json.loads(path.read_bytes())
    said["roles"][0]["keys"] = []
    said["roles"][0]["suspended"] = {"since": "2026-01-01T00:00:00+00:00", "reason": "revoked"}
    path.write_text(json.dumps(said), encoding="utf-8")
    state, words = told(page, portal)
    assert state == "part" and "就是371500" not in words and "核验通过" not in words, words


def test_a_row_of_the_operators_own(page: Page, tmp_path: Path) -> None:
    """With a salt of its own it is a leaf, but no leaf that leads to what the agency signed."""
    portal = published(tmp_path)
    portal.build()
    site = tmp_path / "site"
    shutil.copytree(portal.public, site)
    path = site / urls.file_of(urls.public_record("F1"))
    said = json.loads(path.read_bytes())
    said["record"]["grades"][0]["grade"] = "B"
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    html = path.with_suffix(".html")
    digest = sha256(bytes.fromhex(said["proof"]["salt"]) + canonical(said["record"])).hexdigest()
    text = re.sub(r'data-digest="\w+"', f'data-digest="{digest}"', html.read_text("utf-8"))
    html.write_text(re.sub(r'( grade">)[^<]+<', r"\1B 级<", text), encoding="utf-8")
    entered_again(site, portal)
    shutil.rmtree(portal.public.resolve())
    shutil.copytree(site, portal.public.resolve())
    state, words = told(page, portal)
    assert state == "bad" and "不是部门签署的" in words, words


def p256_portal(folder: Path) -> tuple[TestPortal, SSlibKey]:
    """A site whose agency signs by P-256, as tokens do, and its key."""
    portal = make_portal(folder / "portal")
    keys = portal.deployment.keys
    key = generate_private_key(SECP256R1())
    sealed = BestAvailableEncryption(PASSPHRASE)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)
    (keys / "r-3715.pem").write_bytes(pem)
    own = SSlibKey.from_crypto(key.public_key())
    rotate(
        portal.deployment.archive,
        "r-3715",
        [own],
        signers=load_signers(keys, ["targets-1", "targets-2"], PASSPHRASE),
        portal=portal.portal_keys,
        at=portal.clock,
    )
    portal.publish(small_tables(), release_info())
    portal.build()
    return portal, own


def test_a_key_of_the_other_kind(page: Page, tmp_path: Path) -> None:
    """It is shown as the card of the agency has it."""
    portal, own = p256_portal(tmp_path)
    state, words = told(page, portal)
    assert state == "good" and key_fingerprint(own) in words, words


def test_a_signature_that_has_ended(page: Page, tmp_path: Path) -> None:
    """The page is as published, and the check says since when the signature counts no more."""
    portal = published(tmp_path)
    portal.build(at=portal.clock + timedelta(days=100))
    state, words = told(page, portal)
    assert state == "good" and "不再算数：已到期" in words, words


def test_a_key_that_was_taken_back(page: Page, tmp_path: Path) -> None:
    """The parent names no key any more: what it signed last is on record there."""
    portal = published(tmp_path)
    revoke(
        portal.deployment.archive,
        "r-3715",
        signers=load_signers(portal.deployment.keys, ["targets-1", "targets-2"], PASSPHRASE),
        portal=portal.portal_keys,
        at=portal.clock,
    )
    portal.build()
    state, words = told(page, portal)
    assert state == "part" and "密钥已收回" in words and "这里不能证明：" in words, words


def test_a_document_says_that_its_signature_is_not_proved_here(page: Page, tmp_path: Path) -> None:
    """Its record is text, no rows: the audit compares it."""
    portal = published(tmp_path)
    portal.build()
    with served(portal.deployment.site) as address:
        state, words = verdict(page, address, urls.policy("rule"))
    assert state == "good" and "这里不能证明：本文由主管部门签署" in words, words
