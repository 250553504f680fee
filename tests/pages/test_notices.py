"""What is put to publicity stands on one page, in a feed and in files for calendars."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import feedparser
import pytest

from generator.model.tables import Notice, NoticeRow
from generator.model.vocabulary import NoticeKind
from generator.pages.shared import urls
from generator.store.database import open_readonly
from generator.store.public_notices import subject_of
from tests.factory_portal import TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow


def notice(identifier: str, **fields: object) -> Notice:
    """A notice of publicity about a grade."""
    told = {
        "kind": NoticeKind.PUBLICITY,
        "title": f"关于{identifier}的公示",
        "text": "拟评定如下；有异议的，请反映。",
        "published": date(2026, 8, 28),
        "ends": date(2026, 9, 3),
        "concerns_table": "grades",
        "concerns_id": "G1",
    }
    return Notice(notice_id=identifier, **(told | fields))  # type: ignore[arg-type]


HIDDEN = "关于说明的说明"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A list in publicity, one over the national holiday whose last day the second release moves,
    one beyond the calendar, a reply to a penalty that is shown no more, and notices about that.
    """
    portal = make_portal(tmp_path_factory.mktemp("notices") / "portal")
    settings = portal.deployment.settings.read_text("utf-8")
    calendar = "\n[calendar]\nfree = [2027-01-01]\nworked = [2027-01-03]\n"
    portal.deployment.settings.write_text(settings + calendar, "utf-8")
    tables = small_tables()
    penalty = tables["penalties"][0]
    tables["penalties"] = [
        type(penalty)(**{
            **{name: getattr(penalty, name) for name in penalty.__struct_fields__},
            "publicity_ends": date(2026, 8, 25),
        })
    ]  # fmt: skip
    punished = "F2"
    tables["notices"] = [
        notice("N1"),
        notice("N2", published=date(2026, 8, 31), ends=date(2026, 10, 10)),
        notice("N3", published=date(2026, 8, 30), ends=date(2027, 1, 4)),
        notice(
            "N4", kind=NoticeKind.REPLY, concerns_table="penalties", concerns_id="P1", ends=None
        ),
        notice("N5", kind=NoticeKind.REPLY, ends=None, title="机构说明"),
        notice("N6", ends=None, concerns_table="notices", concerns_id="N4", title=HIDDEN),
        notice("N7", ends=None, concerns_table="facilities", concerns_id=punished, title=HIDDEN),
    ]
    tables["notice_rows"] = [
        NoticeRow(notice_id="N1", concerns_table="facilities", concerns_id="F2"),
        NoticeRow(notice_id="N7", concerns_table="notices", concerns_id="N6"),
    ]
    portal.publish(tables, release_info())
    tables["notices"][1] = notice("N2", published=date(2026, 8, 31), ends=date(2026, 10, 11))
    portal.publish(tables, release_info(2, day=2))
    portal.build()
    return portal


def items(portal: TestPortal) -> dict[str, str]:
    """The notices of the page by their anchors, as text."""
    html = portal.page(urls.file_of(urls.NOTICES))
    found = re.findall(r'<li id="371500-(\w+)">(.*?)</li>\s*(?=<li id|</ul>)', html, re.DOTALL)
    return {name: re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", text)) for name, text in found}


def test_the_page(portal: TestPortal) -> None:
    """Periods newest first with their working days and moved days, what is concerned, where to
    object; nothing about a penalty that is shown no more.
    """
    found = items(portal)
    assert list(found) == ["N2", "N3", "N1", "N5"]
    assert "共5个工作日。" in found["N1"]
    assert "2026年9月20日上班。" in found["N2"] and "2026年10月1日放假。" in found["N2"]
    assert "2027年1月1日放假。" in found["N3"] and "2027年1月3日上班。" in found["N3"]
    assert "官方日历还没有公布到那时" in found["N3"]
    html = portal.page(urls.file_of(urls.NOTICES))
    assert urls.facility("F1") in html and urls.facility("F2") in html
    assert "有异议的" in html


def test_nothing_speaks_of_what_speaks_of_a_hidden_penalty(portal: TestPortal) -> None:
    """On no page, in no feed and in no file of data."""
    for path in portal.public.rglob("*"):
        if path.is_file() and "exports" not in path.parts and path.suffix != ".zip":
            assert HIDDEN.encode() not in path.read_bytes(), path


def test_what_rows_are_about(portal: TestPortal) -> None:
    """A finding by its inspection, a row of a facility, a document; nothing for a row that is gone
    and for tables that are about no institution.
    """
    with closing(open_readonly(portal.deployment.store)) as connection:
        about = partial(subject_of, connection, "371500")
        assert about(("findings", "I1-1")) == ("facilities", "F1")
        assert about(("grades", "G1")) == ("facilities", "F1")
        assert about(("facilities", "F2")) == ("facilities", "F2")
        assert about(("documents", "rule")) == ("document", "rule")
        assert about(("grades", "gone")) is None and about(("regions", "371500")) is None
        assert about(("nothing", "1")) is None


def test_the_files_for_calendars(portal: TestPortal) -> None:
    """A day more than the last, lines of at most 75 bytes, signs escaped, one file a period."""
    folder = portal.public / "notice"
    assert {path.name for path in folder.glob("*.ics")} == {
        "publicity.ics", "371500-N1.ics", "371500-N2.ics", "371500-N3.ics",
    }  # fmt: skip
    content = (folder / "371500-N1.ics").read_bytes()
    assert all(len(line) <= 73 for line in content.split(b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r\n")
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert "DTSTART;VALUE=DATE:20260828" in lines and "DTEND;VALUE=DATE:20260904" in lines
    assert any(line.startswith("DESCRIPTION:") and "\\n" in line for line in lines)
    assert [line for line in lines if line.startswith("UID:")] != []


def test_a_change_reaches_subscribers(portal: TestPortal) -> None:
    """A moved last day is a later member of the sequence, and an entry that was updated."""
    sequence = {}
    for name in ("N1", "N2"):
        lines = (portal.public / f"notice/371500-{name}.ics").read_text("utf-8").splitlines()
        sequence[name] = next(line for line in lines if line.startswith("SEQUENCE:"))
    assert sequence == {"N1": "SEQUENCE:1", "N2": "SEQUENCE:2"}
    feed = feedparser.parse((portal.public / "feed/notices.atom").read_bytes())
    updated = {entry.title: entry.updated for entry in feed.entries}
    assert updated["关于N2的公示"] > updated["关于N1的公示"]


def test_no_calendar_without_a_period(tmp_path: Path) -> None:
    """RFC 5545 wants an event in each."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables() | {"notices": [], "notice_rows": []}, release_info())
    portal.build()
    assert not list(portal.public.glob("notice/*.ics"))
    assert ".ics" not in portal.page(urls.file_of(urls.NOTICES))


def test_the_feed(portal: TestPortal) -> None:
    """Newest first, led to from the page."""
    feed = feedparser.parse((portal.public / "feed/notices.atom").read_bytes())
    assert not feed.bozo
    assert [entry.title for entry in feed.entries][:2] == ["关于N2的公示", "关于N3的公示"]
    assert len(feed.entries) == 4


def test_days_that_are_both(tmp_path: Path) -> None:
    """A day that is free and worked is a mistake in the settings."""
    portal = make_portal(tmp_path / "portal")
    with portal.deployment.settings.open("a", encoding="utf-8") as settings:
        settings.write("\n[calendar]\nfree = [2027-01-01]\nworked = [2027-01-01]\n")
    with pytest.raises(Exception, match="2027-01-01 is both"):
        portal.deployment.portal()
