"""The verifier of one page, opened from disk: from a page to root 1, believing no site."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from generator.commands.main import main
from generator.demonstration.liaocheng import cases
from generator.exports.row_tree import salted_leaf
from generator.log.leaves import DossierLeaf
from generator.log.note import parse_key
from generator.log.writing import Log
from generator.model.canonical import canonical
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.trust.amendments import revoke
from generator.trust.keys import key_fingerprint, load_public, load_signers
from tests.attacks.test_attack_by_operator import forged_site, published
from tests.browser.test_check_agency import p256_portal
from tests.conftest import REPOSITORY
from tests.factory_forgery import entered_again
from tests.factory_portal import PASSPHRASE, TestPortal
from tests.serving import served

VERIFIER = REPOSITORY / "verify" / "index.html"
FACILITY = urls.facility("F1")
CORRECTED = urls.facility(cases.CORRECTED_GRADE)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The verifier, opened from disk in a Chinese browser."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(VERIFIER.as_uri())
    yield page
    context.close()


def verdict(page: Page, address: str = "", **filled: str) -> tuple[str, str]:
    """State and words after a press of the button."""
    page.fill("#address", address)
    for name, value in filled.items():
        page.fill(f"#{name}", value)
    page.click("button.go")
    page.wait_for_selector("#verdict:is(.good, .part, .bad, .stopped)")
    state = str(page.locator("#verdict").get_attribute("class"))
    return state, page.locator("section").inner_text()


def test_it_is_one_small_file() -> None:
    """Under 60 kB, and it loads nothing."""
    text = VERIFIER.read_text("utf-8")
    assert len(text.encode()) < 60_000
    assert not re.search(r"(src|href)=\"|import\b.*from|import\(", text)


def test_pages_of_the_demonstration_hold(page: Page, address: str, demo: Deployment) -> None:
    """A facility, its earlier version, a policy, a region and the home page."""
    public = demo.site / "current"
    past = sorted((public / "f").glob("*/*/*-0001.html"))[0].relative_to(public)
    policy = urls.policy("liaocheng-2024-hygiene-grading")
    for path in (CORRECTED, f"/{past}", policy, urls.region("371502000000"), "/"):
        state, words = verdict(page, address + path)
        assert state == "good", f"{path}: {words}"
        assert "没有证明" in words


def test_what_is_known_from_elsewhere(page: Page, address: str, demo: Deployment) -> None:
    """Key and root are compared; without them the result says whose word they are."""
    key = demo.log_key().strip()
    root = sha256((demo.archive / "trusted-root.json").read_bytes()).hexdigest()
    state, words = verdict(page, address + CORRECTED)
    assert (
        state == "good" and root in words and "公钥是对的" in words and "root 1 是部门的" in words
    )
    state, words = verdict(page, address + CORRECTED, key=key, root=f"sha256:{root}")
    assert state == "good" and "公钥是对的" not in words and "root 1 是部门的" not in words
    assert verdict(page, address + CORRECTED, root="0" * 64)[0] == "bad"
    other = "other.example+c37bc154+AVgF"
    state, words = verdict(page, address + CORRECTED, root=root, key=other)
    assert state == "bad" and "公钥写得不对" in words
    assert verdict(page, address + CORRECTED, root="12", key="")[0] == "bad"


def test_an_address_as_somebody_types_it(page: Page, honest: TestPortal) -> None:
    """Without the slash at its end, with a query, with a fragment."""
    with served(honest.deployment.site) as address:
        for path in ("/policy/rule", "/policy/rule?x=1", f"{FACILITY}?x#grades"):
            state, words = verdict(page, address + path)
            assert state == "good", f"{path}: {words}"


def test_it_names_the_agency_and_its_key(page: Page, tmp_path: Path) -> None:
    """In both languages, with what was signed."""
    portal = published(tmp_path)
    portal.build()
    key = key_fingerprint(load_public(portal.deployment.keys / "r-3715.pub.pem"))
    with served(portal.deployment.site) as address:
        state, words = verdict(page, address + FACILITY)
        assert state == "good" and key in words and "371500 卫生健康委员会" in words, words
        assert "启明星托育中心" in words
        page.click("#language")
        english = page.locator("section").inner_text()
    assert "Everything holds." in english and key in english
    assert not re.search("[\u4e00-\u9fff]", page.locator("form").inner_text())
    assert Axe().run(page).response["violations"] == []


ALTERED: dict[str, Callable[[Path], None]] = {
    "a byte of the page": lambda site: _edit(site, urls.file_of(FACILITY), "启明星", "启明里"),
    "the record": lambda site: _edit(site, urls.file_of(urls.public_record("F1")), '"A"', '"B"'),
    "a salt of a row": lambda site: _edit(
        site, urls.file_of(urls.public_record("F1")), '"row":"/facility","salt":"', '\\g<0>00'
    ),
    "the release": lambda site: _edit(site, "log/release.json", '"published', '"publishe'),
    "the checkpoint": lambda site: _edit(site, "log/checkpoint", r"\n(\d+)\n", r"\n1\1\n"),
    "a list": lambda site: _edit(site, "manifest/root.txt", "\n1\n", "\n2\n"),
    "the agency's metadata": lambda site: _edit(
        site, "tuf/metadata/1.r-3715.json", '"lasting":', '"lasting": '
    ),
    "the root": lambda site: _edit(
        site, "tuf/metadata/1.root.json", '"threshold":2', '"threshold":1'
    ),
    "a tile": lambda site: _flip(site, next((site / "log/tile/0").rglob("*.p/*"))),
}  # fmt: skip


def _edit(site: Path, name: str, pattern: str, other: str) -> None:
    path = site / name
    text = path.read_text("utf-8")
    after = re.sub(pattern, other, text, count=1)
    assert after != text, name
    path.write_text(after, encoding="utf-8")


def _flip(site: Path, path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A site that holds."""
    portal = published(tmp_path_factory.mktemp("honest"))
    portal.build()
    return portal


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_is_found(page: Page, honest: TestPortal, what: str) -> None:
    """Any file on the way, whoever changed it."""
    site = honest.public.resolve()
    kept = site.with_name("kept")
    shutil.copytree(site, kept)
    try:
        ALTERED[what](site)
        with served(honest.deployment.site) as address:
            state, words = verdict(page, address + FACILITY)
    finally:
        shutil.rmtree(site)
        kept.rename(site)
    assert state == "bad" and "不相符" in words, words


@pytest.mark.parametrize(
    ("kind", "state", "why"),
    [
        ("a grade", "part", "/grades/0"),
        ("a row left out", "bad", "不是部门签署的"),
        ("a row put in", "bad", "不是部门签署的"),
    ],
)
def test_what_the_agency_did_not_sign(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, state: str, why: str
) -> None:
    """Record, page, manifest and log of the operator agree; the agency signed something else."""
    portal = forged_site(tmp_path, monkeypatch, kind)
    with served(portal.deployment.site) as address:
        found, words = verdict(page, address + FACILITY)
    assert found == state and why in words, words
    assert "全部相符" not in words


def _without_proof(said: dict[str, Any]) -> None:
    del said["rows"]


def _hidden(said: dict[str, Any]) -> None:
    """The finding goes, and of its leaf the hash stays: the root is the one that was signed."""
    leaves, row = said["rows"]["leaves"], said["record"].pop("findings")[0]
    at = next(n for n, leaf in enumerate(leaves) if leaf["row"] == "/findings/0")
    leaves[at] = salted_leaf("findings", row, bytes.fromhex(leaves[at]["salt"])).hex()


@pytest.mark.parametrize(
    ("change", "why"), [(_without_proof, "不是部门签署的"), (_hidden, "应当公开的行被隐去")]
)
def test_a_proof_that_was_changed(
    page: Page,
    honest: TestPortal,
    tmp_path: Path,
    change: Callable[[dict[str, Any]], None],
    why: str,
) -> None:
    """Page, record and log agree: the agency signed row by row, and for everybody to see."""
    site = tmp_path / "site"
    shutil.copytree(honest.public, site)
    path = site / urls.file_of(urls.public_record("F1"))
    said = json.loads(path.read_bytes())
    change(said)
    digest = sha256(bytes.fromhex(said["proof"]["salt"]) + canonical(said["record"])).hexdigest()
    said["proof"]["leaf"] = Log.open(
        honest.deployment.log, parse_key(honest.deployment.log_key())
    ).size
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    html = path.with_suffix(".html")
    text = re.sub(r'data-digest="\w+"', f'data-digest="{digest}"', html.read_text("utf-8"))
    if "findings" not in said["record"]:
        text = re.sub('data-shows="findings[^"]*"', "", text)
    html.write_text(text, encoding="utf-8")
    entered_again(site, honest, [DossierLeaf("facility", digest)])
    (tmp_path / "current").symlink_to(site)
    with served(tmp_path) as address:
        state, words = verdict(page, address + FACILITY)
    assert state == "bad" and why in words, words


def test_keys_of_all_kinds_and_ends(page: Page, tmp_path: Path) -> None:
    """P-256, an expired role, one that was revoked."""
    portal, own = p256_portal(tmp_path / "other")
    with served(portal.deployment.site) as address:
        state, words = verdict(page, address + FACILITY)
    assert state == "good" and key_fingerprint(own) in words, words
    portal = published(tmp_path / "expired")
    portal.build(at=portal.clock + timedelta(days=100))
    with served(portal.deployment.site) as address:
        page.clock.set_fixed_time(portal.clock + timedelta(days=99))
        assert "在未来" in verdict(page, address + FACILITY)[1]
        page.clock.set_fixed_time(portal.clock + timedelta(days=101))
        state, words = verdict(page, address + FACILITY)
    assert state == "good" and "r-3715 的签名自" in words and "已到期" in words, words
    portal = published(tmp_path / "revoked")
    revoke(
        portal.deployment.archive,
        "r-3715",
        signers=load_signers(portal.deployment.keys, ["targets-1", "targets-2"], PASSPHRASE),
        portal=portal.portal_keys,
        at=portal.clock,
    )
    portal.build()
    with served(portal.deployment.site) as address:
        state, words = verdict(page, address + FACILITY)
    assert state == "part" and "密钥已收回" in words and "那把不再算数的密钥" in words, words


def test_a_proof_file_needs_no_network(page: Page, address: str, tmp_path: Path) -> None:
    """As a page gives it, and as C2SP tlog-proof; another word in it is found."""
    page.goto(address + CORRECTED)
    page.locator(".check button").first.click()
    page.wait_for_selector(".check[data-state=good]")
    with page.expect_download() as download:
        page.click(".check .keep-proof")
    proof, other = tmp_path / "own.proof.json", tmp_path / "own.tlog-proof"
    download.value.save_as(proof)
    assert main(["log", "proof", str(proof), "--out", str(other)]) == 0
    page.goto(VERIFIER.as_uri())
    page.context.set_offline(True)
    for each in (proof, other):
        page.set_input_files("#file", each)
        key = "" if each is proof else json.loads(proof.read_text("utf-8"))["key"]
        state, words = verdict(page, key=key)
        assert state == "good" and "一字不差" in words, words
    told = json.loads(proof.read_text("utf-8"))
    told["record"]["facility"]["name"] += "假"
    proof.write_text(json.dumps(told), encoding="utf-8")
    page.set_input_files("#file", proof)
    assert verdict(page, key="")[0] == "bad"
    proof.write_text("{}", encoding="utf-8")
    page.set_input_files("#file", proof)
    assert "不是证明文件" in verdict(page)[1]


def test_what_cannot_be_verified_is_no_alarm(page: Page, address: str) -> None:
    """No address, none that answers, a page of somebody else."""
    assert verdict(page, "") == ("stopped", "没有核验成：请填页面网址，或选一个证明文件")
    assert verdict(page, "http://127.0.0.1:9/f/")[0] == "stopped"
    assert verdict(page, f"{address}/robots.txt")[0] == "stopped"
