"""An official's first policy: packed, signed, received and live in three commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.commands.shared.words import choose
from tests.commands.chinese import english_in
from tests.exports.conftest import PACK_TOML

pytestmark = pytest.mark.slow

POLICY = """---
标题: 关于托育服务收费公示的通知
文号: 聊卫发〔2026〕1号
发文机关: 聊城市卫生健康委员会
成文日期: 2026-03-01
发布日期: 2026-03-02 09:00
有效性: 有效
---
各托育机构应当公示收费项目和标准。
"""


def run(*arguments: object) -> int:
    """The exit status of a command."""
    return main([str(argument) for argument in arguments])


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that speaks Chinese."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    yield
    monkeypatch.undo()
    choose(None)


def _printed(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed since the last time, on both ways."""
    return "".join(capsys.readouterr())


def test_a_policy_is_live_in_three_commands(
    tmp_path: Path, chinese: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the first thing that a portal publishes, and with the same summary from each command."""
    phrase = tmp_path / "phrase"
    phrase.write_text("correct horse battery staple")
    portal, keys, stick = tmp_path / "portal", tmp_path / "portal" / "keys", tmp_path / "stick"
    address = "https://ty.example.gov.cn"
    founded = run(
        "init", portal, "--name", "托育公示", "--address", address, "--region", "371500",
        "--agency", "聊城市卫生健康委员会", "--passphrase-file", phrase,
    )  # fmt: skip
    assert founded == 0
    folder, out = tmp_path / "2026-03", tmp_path / "out"
    (folder / "documents").mkdir(parents=True)
    (folder / "pack.toml").write_text(PACK_TOML, encoding="utf-8")
    (folder / "documents" / "聊卫发〔2026〕1号.md").write_text(POLICY, encoding="utf-8")
    capsys.readouterr()

    assert run("pack", folder, "--out", out, "--portal", portal, "--keys", keys) == 0
    packed = _printed(capsys)
    export = out / "371500-0001.zip"
    signing = ("--key", keys / "r-3715.pem", "--archive", portal / "archive")
    assert run("sign", export, *signing, "--to", stick, "--passphrase-file", phrase) == 0
    signed = _printed(capsys)
    receiving = ("--portal", portal, "--passphrase-file", phrase)
    assert run("receive", stick, "--build", *receiving) == 0
    received = _printed(capsys)

    for said in (packed, signed, received):
        assert "371500-0001 是本机关第一次发布。\n" in said and "  文件：新增 1\n" in said
        assert english_in(said) == []
    (page,) = (portal / "site" / "current" / "policy").glob("2026-1-*/index.html")
    assert "各托育机构应当公示收费项目和标准" in page.read_text(encoding="utf-8")
    assert run("receive", stick, *receiving) == 0
    assert "新接收 0 份" in capsys.readouterr().out
    assert run("diff", "371500-0001", export, "--portal", portal) == 2
