"""An address that was published once says what became of it, and never leads to nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.audit.record_check import check_published
from generator.model.problems import VerificationError
from generator.model.tables import Succession
from generator.model.vocabulary import SuccessionReason
from generator.pages.shared import urls
from tests.audit.test_real_site import look
from tests.factory_portal import (
    Tables,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
    without,
)

pytestmark = pytest.mark.slow

COUNTY, STREET, ABOLISHED = "371502000000", "371502001000", "371502002000"
POLICY = """---
标题: 关于托育的通知
发文机关: 聊城市卫生健康委员会
成文日期: 2026-03-01
发布日期: 2026-03-02
---
正文。
"""


def publish(portal: TestPortal, tables: Tables, number: int) -> None:
    """A release with these tables, live."""
    portal.publish(tables, release_info(number, day=number + 1))
    portal.build()


def page(portal: TestPortal, path: str) -> str:
    """What stands at an address."""
    return portal.page(urls.file_of(path))


def test_a_facility_that_is_gone_keeps_its_page(tmp_path: Path) -> None:
    """Since which release, that it need not have closed, and nothing of its record."""
    portal = make_portal(tmp_path / "portal")
    publish(portal, small_tables(), 1)
    publish(portal, replaced(small_tables(), "facilities", "F3", address="柳园路3号"), 2)
    version = urls.facility_version("F3", "371500-0001")
    assert "柳园路" not in page(portal, version)
    publish(portal, without(small_tables(), "facilities", "F3"), 3)

    for path in (urls.facility("F3"), urls.facility_history("F3"), version):
        text = page(portal, path)
        assert "这家机构已不再公布" in text and "这不等于它已经停办" in text
        assert f'href="{urls.release("371500", 3)}"' in text
        assert "data-shows" not in text and "柳园路" not in text
    assert "不再公布" in page(portal, urls.release("371500", 3))
    assert "终止与停业" not in page(portal, urls.release("371500", 3))
    assert urls.facility("F3") not in (portal.public / "sitemap-1.xml").read_text("utf-8")
    look(portal.public)


def test_a_false_statement_does_not_pass_an_audit(tmp_path: Path) -> None:
    """Who takes a record off the site has to have taken it back in the log."""
    portal = make_portal(tmp_path / "portal")
    publish(portal, small_tables(), 1)
    publish(portal, without(small_tables(), "facilities", "F3"), 2)
    beside = portal.public / urls.file_of(urls.public_record("F3"))
    said = json.loads(beside.read_text("utf-8"))["unpublished"]
    assert said["facility_id"] == "F3" and said["release"] == "371500-0002"

    name, log_says = urls.file_of(urls.public_record("F3")), look(portal.public).log_says
    for withdrawn in ([], [0], [said["withdrawn"][0], 10**6], None, [True]):
        text = json.dumps({"unpublished": said | {"withdrawn": withdrawn}})
        with pytest.raises(VerificationError):
            check_published(name, text.encode(), log_says)


def test_a_facility_with_a_new_identifier_leads_on(tmp_path: Path) -> None:
    """The old address names the page under which it goes on."""
    portal = make_portal(tmp_path / "portal")
    publish(portal, small_tables(), 1)
    led = Succession(old_id="F3", new_id="N3", reason=SuccessionReason.RENUMBERED)
    tables = replaced(small_tables(), "facilities", "F3", facility_id="N3")
    publish(portal, {**tables, "successions": [led]}, 2)
    text = page(portal, urls.facility("F3"))
    assert "现在的编号和页面" in text and f'href="{urls.facility("N3")}"' in text
    assert "停办" not in text


def test_regions_and_documents_keep_their_addresses(tmp_path: Path) -> None:
    """A region that is abolished, and a document that was taken off the site by name."""
    portal = make_portal(tmp_path / "portal", content=True)
    content = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, content)
    (content / "policies" / "notice.md").write_text(POLICY, encoding="utf-8")
    publish(portal, small_tables(), 1)
    assert "正文" in page(portal, urls.policy("notice"))

    (content / "policies" / "notice.md").unlink()
    portal.build(remove=["policy/notice"])
    text = page(portal, urls.policy("notice"))
    assert "这份文件已不再公布" in text and f'href="{urls.POLICIES}"' in text
    assert "关于托育的通知" not in text

    publish(portal, replaced(small_tables(), "facilities", "F1", region_code=STREET), 2)
    moved = replaced(small_tables(), "facilities", "F1", region_code=STREET)
    publish(portal, without(moved, "regions", ABOLISHED), 3)
    text = page(portal, urls.region(ABOLISHED))
    assert "这个地区已不再公布" in text and f'href="{urls.region(COUNTY)}"' in text
