"""Feeds, judged by a reader that many people use."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from generator.build.open_context import open_context
from generator.demonstration.liaocheng import cases
from generator.pages.release import feeds
from generator.pages.release.feeds import feed_files
from generator.pages.shared import urls
from generator.portal.folder import Deployment

ATOM_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


@pytest.fixture(scope="module")
def written(demo: Deployment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every feed of the demonstration by its path."""
    folder = tmp_path_factory.mktemp("feeds")
    with open_context(demo) as context:
        files = {file.path: file for file in feed_files(context)}
        for file in files.values():
            file.write(folder / Path(file.path).name)
    return {path: folder / Path(path).name for path in files}


def test_feeds_are_what_rfc_4287_asks(written: dict[str, Path]) -> None:
    """Parsed without complaint: title, author, absolute identifiers used once, times, self."""
    for path, file in written.items():
        feed = feedparser.parse(file.read_bytes())
        assert not feed.bozo and feed.version == "atom10", path
        assert feed.feed.title and feed.feed.author and feed.feed.language == "zh-CN"
        assert feed.feed.id == f"tag:localhost,2026-03-10:{path.lstrip('/')}"
        own = [link.href for link in feed.feed.links if link.rel == "self"]
        assert own == [f"http://localhost:8000{path}"]
        identifiers = [entry.id for entry in feed.entries]
        assert identifiers and len(identifiers) == len(set(identifiers))
        for entry in feed.entries:
            assert ATOM_TIME.fullmatch(entry.updated) and entry.link.startswith("http://")
            assert entry.title and entry.content[0].value
        times = [entry.updated_parsed for entry in feed.entries]
        assert times == sorted(times, reverse=True)
        assert feed.feed.updated == feed.entries[0].updated


def test_documents_are_followed(demo: Deployment) -> None:
    """Policies and interpretations, the newest first, with the day of their publication."""
    for kind, page in (("policy", urls.POLICIES), ("interpretation", urls.INTERPRETATIONS)):
        path = urls.document_feed(kind)
        feed = feedparser.parse((demo.site / "current" / path.lstrip("/")).read_bytes())
        assert not feed.bozo and feed.entries and feed.feed.id.startswith("tag:localhost,")
        times = [entry.updated_parsed for entry in feed.entries]
        assert times == sorted(times, reverse=True)
        assert all(f"{page}" in entry.link and entry.content[0].value for entry in feed.entries)
        listed = (demo.site / "current" / urls.file_of(page)).read_text("utf-8")
        assert f'href="{path}"' in listed


def test_identifiers_stay_when_the_portal_moves(demo: Deployment, tmp_path: Path) -> None:
    """Links lead to the new address; who has read an entry is not shown it again."""
    before, after = tmp_path / "before.atom", tmp_path / "after.atom"
    with open_context(demo) as context:
        moved = replace(context, site=replace(context.site, address="https://example.gov.cn"))
        for state, path in ((context, before), (moved, after)):
            next(file for file in feed_files(state) if file.path == urls.RELEASE_FEED).write(path)
    old, new = (feedparser.parse(path.read_bytes()) for path in (before, after))
    assert [entry.id for entry in old.entries] == [entry.id for entry in new.entries]
    assert old.feed.id == new.feed.id
    assert all(entry.link.startswith("https://example.gov.cn/") for entry in new.entries)


def test_feeds_follow_regions_with_news(demo: Deployment, written: dict[str, Path]) -> None:
    """Province, city and county of what changed have a feed, in the site and on their page."""
    expected = [urls.feed(code + "000000") for code in ("370000", "371500", "371522")]
    assert {urls.RELEASE_FEED, *expected} <= set(written)
    assert urls.feed("110105000000") not in written
    current = demo.site / "current"
    for path, file in written.items():
        assert (current / path.removeprefix("/")).read_bytes() == file.read_bytes()
    page = (current / "region" / "371522" / "index.html").read_text("utf-8")
    assert page.count(f'href="{urls.feed("371522000000")}"') == 2
    other = (current / "region" / "110105" / "index.html").read_text("utf-8")
    assert "/feed/110105" not in other


def test_unexplained_changes_come_first(written: dict[str, Path]) -> None:
    """A county's feed says with both versions what was changed in silence."""
    feed = feedparser.parse(written[urls.feed("371522000000")].read_bytes())
    first = feed.entries[0].content[0].value.split("</li>")[0]
    assert "等级由“C”改为“B”" in first and "没有公布原因" in first


def test_what_was_withdrawn_is_in_no_feed(demo: Deployment, written: dict[str, Path]) -> None:
    """That a grade was withdrawn is news; what it was is not told. Nor is an old penalty."""
    with open_context(demo) as context:
        query = (
            "SELECT decision_number, what FROM penalties WHERE publicity_ends < ? OR repaired <= ?"
        )
        today = context.today.isoformat()
        hidden = context.connection.execute(query, (today, today)).fetchall()
        name = context.connection.execute(
            "SELECT name FROM facilities WHERE facility_id = ?", (cases.WITHDRAWN_GRADE,)
        ).fetchone()[0]
    text = "".join(file.read_text("utf-8") for file in written.values())
    county = feedparser.parse(written[urls.feed("371503000000")].read_bytes())
    told = [line for entry in county.entries for line in entry.content[0].value.split("<li>")]
    assert hidden and not [word for row in hidden for word in row if word in text]
    gone = [line for line in told if name in line and "不再公布" in line]
    assert gone == [f"{name}：不再公布评级记录。</li>"] or all("：" in line for line in gone)
    assert gone and not re.search(r"[ABC]，20\d\d年", gone[0])


def test_feeds_are_bounded(
    demo: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed holds the newest entries and the first changes of each, and says how many more."""
    monkeypatch.setattr(feeds, "NEWEST", 1)
    monkeypatch.setattr(feeds, "LINES", 3)
    with open_context(demo) as context:
        found = {file.path: file for file in feed_files(context)}
        target = tmp_path / "bounded.atom"
        found[urls.feed("371500000000")].write(target)
    feed = feedparser.parse(target.read_bytes())
    assert len(feed.entries) == 1
    lines = re.findall(r"<li>(.*?)</li>", feed.entries[0].content[0].value)
    assert len(lines) == 4 and re.search(r"\d+", lines[-1])
