"""The real register, all the way: pack, sign, receive, build, search. Skips where it is absent."""

from __future__ import annotations

import shutil

import pytest

from generator.commands.main import main
from generator.portal.folder import Deployment
from generator.search.query.engine import search
from generator.search.query.query import Query
from tests.conftest import REPOSITORY

REGISTER = REPOSITORY.parent / "shared" / "data" / "register"
FILES = {
    "110000": "sub_beijing_11.csv",
    "130500": "sub_xingtai_1305.csv",
    "371500": "sub_liaocheng_3715.csv",
    "410100": "sub_zhengzhou_4101.csv",
    "620000": "sub_gansu_62.csv",
}
ROLES = {"130500": "r-1305", "371500": "r-3715", "410100": "r-4101", "620000": "r-62"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not REGISTER.is_dir(), reason="the register is not beside this checkout (../shared/data)"
    ),
]


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A portal made from the register with the commands that an operator would use."""
    folder = tmp_path_factory.mktemp("register")
    phrase, portal = folder / "phrase", folder / "portal"
    phrase.write_text("a long enough passphrase\n")
    secret = ["--passphrase-file", str(phrase)]
    run("init", portal, "--name", "登记册", "--address", "https://example.gov.cn",
        "--region", "110000", "--agency", "北京（登记册）", *secret)  # fmt: skip
    for role in ROLES.values():
        run("keys", "new", portal / "keys", role, *secret)
        run("keys", "delegate", role, "--public", portal / "keys" / f"{role}.pub.pem",
            "--portal", portal, "--signer", portal / "keys" / "targets-1.pem",
            "--signer", portal / "keys" / "targets-3.pem", *secret)  # fmt: skip
    for region, name in FILES.items():
        source = folder / region
        shutil.copytree(REPOSITORY / "docs" / "examples" / "register" / region, source)
        shutil.copyfile(REGISTER / name, source / name)
        run("pack", source, "--out", folder, "--keys", portal / "keys")
        key = portal / "keys" / f"{ROLES.get(region, 'r-11')}.pem"
        run("sign", folder / f"{region}-0001.zip", "--key", key, "--to", folder / "stick", *secret)
    run("receive", folder / "stick", "--portal", portal, *secret)
    run("build", "--portal", portal, *secret)
    return Deployment(portal)


def run(*arguments: object) -> None:
    """A command that must succeed."""
    assert main([str(argument) for argument in arguments]) == 0


def test_all_institutions_have_a_page(deployment: Deployment) -> None:
    """Each of the 2,273 rows becomes a page, none twice."""
    pages = list((deployment.site / "current" / "f").rglob("*.html"))
    assert len(pages) == 2273


def test_all_institutions_are_found(deployment: Deployment) -> None:
    """The index holds them all, and finds one by a piece of its name."""
    assert search(deployment.index, Query(kinds=("facility",))).total == 2273
    names = [hit.title for hit in search(deployment.index, Query(text="蓓之蕾")).hits]
    assert "聊城市蓓之蕾托育服务有限公司" in names


def test_zones_appear_as_what_they_are(deployment: Deployment) -> None:
    """A zone that no civil-affairs list knows has its page, named and marked as a zone."""
    page = (deployment.site / "current" / "region" / "410193" / "index.html").read_text("utf-8")
    assert "郑东新区" in page
    assert "功能区" in page


def test_nobody_is_given_a_grade(deployment: Deployment) -> None:
    """Without grades in the register every page says so."""
    for page in (deployment.site / "current" / "f").rglob("*.html"):
        assert "无等级信息" in page.read_text("utf-8"), page
