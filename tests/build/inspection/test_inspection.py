"""`gongshi check`: on the demonstration nothing, and of a planted fault just that one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from generator.build.inspection.inspect_portal import (
    RULES,
    inspect_portal,
    open_inspected,
    run_rules,
)
from generator.build.inspection.rules import Inspected
from generator.build.inspection.rules_page import rules_page
from generator.build.inspection.site_rules import target_of
from generator.commands.main import main
from generator.documents.graph import Graph
from generator.model.documents import Document, DocumentAttachment, DocumentKind
from generator.pages.shared.context import Context
from generator.portal.folder import Deployment
from generator.portal.resources import CONTENT
from tests.conftest import NOW, REPOSITORY

TODAY = NOW.date()
POLICY = "policies/liaocheng-2026-grade-a-practice.md"
INTERPRETATION = "interpretations/liaocheng-grade-a-explained.md"


@pytest.fixture(scope="module")
def portal(demo: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The demonstration with a content of its own."""
    folder = tmp_path_factory.mktemp("inspected") / "portal"
    shutil.copytree(demo.folder, folder, symlinks=True)
    shutil.copytree(CONTENT, folder / "content")
    return Deployment(folder)


@pytest.fixture
def content(portal: Deployment) -> Iterator[Path]:
    """Its content, put back afterwards."""
    own = portal.folder / "content"  # the property leads to the program's own where there is none
    assert own.is_dir() and own != CONTENT
    yield own
    shutil.rmtree(own)
    shutil.copytree(CONTENT, own)


def edit(path: Path, old: str, new: str) -> None:
    """Put something else into a file; what is replaced has to be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def found(portal: Deployment, today: date = TODAY) -> set[str]:
    """The rules that find something."""
    return {r.rule.name for r in inspect_portal(portal, today=today) if r.findings}


def test_the_demonstration_breaks_no_rule(demo: Deployment) -> None:
    """Not one."""
    assert found(demo) == set()


LONG = "托育机构应当公示收费项目。" * 45

IN_CONTENT: dict[str, tuple[str, str, str]] = {
    "documents": (POLICY, "文号: 聊托示发〔2026〕4号", "文号: 聊托示发〔2026〕04号"),
    "personal-data": (POLICY, "请结合实际推广。", "请结合实际推广。联系手机13800138000。"),
    "interpretation-aspects": (INTERPRETATION, "", ""),
    "late-publication": (POLICY, "成文日期: 2026-04-14", "成文日期: 2026-01-14"),
    "cites-repealed": (POLICY, "请结合实际推广。", "按聊托示发〔2021〕5号推广。"),
    "date-in-numerals": (
        POLICY,
        "请结合实际推广。",
        "请结合实际推广。\n\n二〇二六年四月十四日\n\n",
    ),
    "level-order": (POLICY, "## 二、推广办法", "## 三、推广办法"),
    "long-paragraph": (POLICY, "请结合实际推广。", f"{LONG}（一）收费。（二）退费。"),
    "attachments": (POLICY, "请结合实际推广。", "请结合实际推广。\n\n附件：1. 观摩安排\n\n"),
    "signature": (
        POLICY,
        "请结合实际推广。",
        "请结合实际推广。\n\n聊城市卫生健康委员会\n\n2026年4月15日\n\n",
    ),
    "wording": (POLICY, "请结合实际推广。", "请结合实际推广，报市卫计委。"),
}
"""Rule → the file of `content/`, and what in it becomes what."""


@pytest.mark.parametrize("rule", IN_CONTENT)
def test_a_fault_in_a_document(rule: str, portal: Deployment, content: Path) -> None:
    """Exactly the rule that it breaks."""
    file, old, new = IN_CONTENT[rule]
    if old:
        edit(content / file, old, new)
    else:
        head, _, _ = (content / file).read_text("utf-8").rpartition("---\n")
        (content / file).write_text(f"{head}---\n请看原文。\n", "utf-8")
    assert found(portal) == {rule}


def test_documents_that_are_missing(portal: Deployment, content: Path) -> None:
    """A policy without interpretation; then no interpretation at all."""
    (content / INTERPRETATION).unlink()
    assert found(portal) == {"policy-without-interpretation"}
    (content / "pages/corrections.md").unlink()
    assert found(portal) == {"policy-without-interpretation", "report-entry"}


def test_a_column_without_news(portal: Deployment) -> None:
    """Half a year after the last entry."""
    assert found(portal, TODAY + timedelta(days=200)) == {"stale-column"}


Change = Callable[[Inspected], Inspected]


def reviewed_late(context: Context) -> Context:
    """A state whose newest releases were reviewed the day after they were issued."""
    late = {
        region: replace(each, reviewed_on=each.issued.date() + timedelta(days=1))
        for region, each in context.newest.items()
    }
    other = replace(context)
    object.__setattr__(other, "newest", late)
    return other


IN_STATE: dict[str, Change] = {
    "empty-column": lambda s: replace(
        s, graph=type(s.graph)(d for d in s.graph.documents if d.kind.value != "interpretation")),
    "domain": lambda s: replace(
        s, built=replace(s.context, site=replace(s.context.site, fictitious=False))),
    "secrecy-review": lambda s: replace(
        s, built=reviewed_late(s.context)),
    "publicity-calendar": lambda s: replace(
        s, notices=(msgspec.structs.replace(s.notices[0], ends=date(2099, 1, 4)),)),
}  # fmt: skip


@pytest.mark.parametrize("rule", IN_STATE)
def test_a_fault_in_what_was_accepted(rule: str, portal: Deployment) -> None:
    """The rule finds it; an empty column leaves policies without interpretation too."""
    with open_inspected(portal, today=TODAY) as seen:
        results = run_rules(IN_STATE[rule](seen))
    names = {result.rule.name for result in results if result.findings}
    assert names - {"policy-without-interpretation"} == {rule}


def test_a_footer_that_says_less(portal: Deployment) -> None:
    """Named by the field."""
    settings = portal.settings.read_text("utf-8")
    edit(portal.settings, 'icp = "示ICP备00000000号"\n', "")
    try:
        (result,) = [r for r in inspect_portal(portal, today=TODAY) if r.findings]
    finally:
        portal.settings.write_text(settings, "utf-8")
    assert result.rule.name == "identification"
    assert [finding.where for finding in result.findings] == ["portal.toml icp"]


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("dead-link", '<main id="main">', '<main id="main"><a href="/policy/gone/">x</a>'),
        ("dead-link", '<main id="main">', '<main id="main"><a href="gone.html">x</a>'),
        ("dead-link", '<main id="main">', '<main id="main"><img src="/files/gone.png">'),
        ("external-link", '<main id="main">', '<main id="main"><a href="https://a.com/">x</a>'),
        ("page-tags", '<meta name="PubDate" content="2020', '<meta name="PubDate" content="" x="'),
        ("page-tags", '<meta name="ContentSource"', '<meta name="Other"'),
    ],
)
def test_a_fault_on_a_page(rule: str, old: str, new: str, portal: Deployment) -> None:
    """Exactly the rule that it breaks, with the page."""
    page = portal.site / "current/policy/xingtai-2020-3/index.html"
    text = page.read_text("utf-8")
    edit(page, old, new)
    try:
        (result,) = [r for r in inspect_portal(portal, today=TODAY) if r.findings]
    finally:
        page.write_text(text, "utf-8")
    assert result.rule.name == rule
    assert [finding.where for finding in result.findings] == ["/policy/xingtai-2020-3/"]


def test_every_rule_is_planted() -> None:
    """None is only listed."""
    planted = {
        *IN_CONTENT, *IN_STATE, "policy-without-interpretation", "report-entry", "stale-column",
        "identification", "dead-link", "external-link", "page-tags",
    }  # fmt: skip
    assert planted == {rule.name for rule in RULES}


def test_the_command(portal: Deployment, content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Grouped for people, JSON for programs, status by severity, severity by setting."""
    edit(content / POLICY, "请结合实际推广。", "请结合实际推广，报市卫计委。")
    folder = str(portal.folder)
    assert main(["check", "--portal", folder]) == 0
    printed = capsys.readouterr().out
    assert "(wording)" in printed and POLICY in printed and "卫生健康委" in printed
    assert "To mend" in printed and "1 finding" in printed
    settings = portal.settings.read_text("utf-8")
    try:
        portal.settings.write_text(f'{settings}\n[check.severity]\nwording = "error"\n', "utf-8")
        assert main(["check", "--portal", folder, "--json"]) == 1
        (only,) = json.loads(capsys.readouterr().out)
        assert only["rule"] == "wording" and only["severity"] == "error"
        portal.settings.write_text(f'{settings}\n[check.severity]\nwording = "off"\n', "utf-8")
        assert main(["check", "--portal", folder]) == 0
        assert "Nothing was found." in capsys.readouterr().out
        right = '\n[check]\nwords = { "卫计委" = "卫计委" }\n'
        portal.settings.write_text(settings + right, "utf-8")
        assert main(["check", "--portal", folder]) == 0
        assert "Nothing was found." in capsys.readouterr().out
        portal.settings.write_text(f'{settings}\n[check.severity]\nspelling = "off"\n', "utf-8")
        assert main(["check", "--portal", folder]) == 1
        assert "spelling" in capsys.readouterr().err
    finally:
        portal.settings.write_text(settings, "utf-8")


@pytest.mark.parametrize(("severity", "status"), [("warning", 0), ("error", 1)])
def test_a_setting_wins_over_what_a_rule_says_of_a_place(
    severity: str,
    status: int,
    portal: Deployment,
    content: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Reading documents gives errors and warnings of its own; personal data are errors."""
    edit(content / POLICY, "请结合实际推广。", "请结合实际推广。联系手机13800138000。")
    folder = str(portal.folder)
    assert main(["check", "--portal", folder]) == 1
    settings = portal.settings.read_text("utf-8")
    own = f'{settings}\n[check.severity]\npersonal-data = "{severity}"\n'
    portal.settings.write_text(own, "utf-8")
    capsys.readouterr()
    try:
        assert main(["check", "--portal", folder, "--json"]) == status
    finally:
        portal.settings.write_text(settings, "utf-8")
    assert {each["severity"] for each in json.loads(capsys.readouterr().out)} == {severity}


RIGHT = {
    "attachments": [
        "附件：1.检查表 2.汇总表",
        "附件：1. 检查表\n2. 汇总表",
        "附件：略",
    ],
    "signature": [
        "聊城市卫生健康委　　聊城市市场监督管理局\n2026年4月14日",
        "聊城市卫生健康委员会\n2026年4月14日",
    ],
    "wording": ["按装修标准办理。", "既使用纸面，又使用电子件。", "发布署名文章。"],
    "level-order": ["1.5米以下的台阶。", "一、总则\n附件：1. 收费公示表\n2. 退费申请书"],
}
WRONG = {
    "attachments": ["附件：1.检查表 2.汇总表 3.没有的表", "附件：1. 检查表\n2. 没有的表"],
    "signature": ["聊城市卫生健康委　　聊城市教育局\n2026年4月14日"],
    "level-order": ["1. 一。\n3. 三。", "（1）一。\n（3）三。"],
}


@pytest.mark.parametrize("rule", ["attachments", "signature", "wording", "level-order"])
def test_rules_tell_right_from_wrong(rule: str, demo: Deployment) -> None:
    """On texts as offices write them."""
    with open_inspected(demo, today=TODAY) as seen:
        for texts, count in ((RIGHT[rule], 0), (WRONG.get(rule, []), 1)):
            for text in texts:
                policy = Document(
                    slug="text", title="通知", kind=DocumentKind.POLICY, body="", text=text,
                    source="text.md", issuers=("聊城市卫生健康委员会", "聊城市市场监督管理局"),
                    written=date(2026, 4, 14),
                    attachments=tuple(
                        DocumentAttachment(title=title, absent="另行印发")
                        for title in ("检查表", "汇总表")
                    ),
                )  # fmt: skip
                state = replace(seen, graph=Graph([policy]))
                (named,) = [each for each in RULES if each.name == rule]
                assert len(list(named.find(state))) == count, text


@pytest.mark.parametrize(
    ("shown", "address", "root", "target"),
    [
        ("/policy/a/", "/policy/b/", "", "/policy/b/"),
        ("/policy/a/", "/tuoyu/policy/b/", "/tuoyu", "/policy/b/"),
        ("/policy/a/", "/policy/b/", "/tuoyu", ""),
        ("/policy/a/", "/tuoyu-old/policy/b/", "/tuoyu", ""),
        ("/policy/a/", "../b/", "/tuoyu", "/policy/b/"),
        ("/policy/a/", "?x=1", "", "/policy/a/"),
    ],
)
def test_where_a_link_leads(shown: str, address: str, root: str, target: str) -> None:
    """Below the root of the site; what stands beside it is not on the site."""
    assert target_of(shown, address, root) == target


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.cn.evil.com/", "example.cn.evil.com"),
        ("HTTPS://Other.com/x", "other.com"),
        ("//other.com/x", "other.com"),
    ],
)
def test_another_host_is_another_host(address: str, host: str, portal: Deployment) -> None:
    """However it is written, and however much it looks like one's own."""
    page = portal.site / "current/policy/xingtai-2020-3/index.html"
    text = page.read_text("utf-8")
    edit(page, '<main id="main">', f'<main id="main"><a href="{address}">x</a>')
    try:
        (result,) = [r for r in inspect_portal(portal, today=TODAY) if r.findings]
    finally:
        page.write_text(text, "utf-8")
    assert result.rule.name == "external-link"
    assert host in str(result.findings[0].why.values)


def test_the_page_of_the_documentation_is_made_from_the_rules() -> None:
    """`python -m generator.build.inspection.rules_page > docs/check.md` after a change."""
    assert (REPOSITORY / "docs/check.md").read_text("utf-8") == rules_page()
