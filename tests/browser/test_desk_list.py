"""The walk of an official: an Excel list becomes a signed release, put to publicity."""

from __future__ import annotations

import csv
import io
import time
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, expect

from generator.build.receive_handover import receive_handover
from generator.desk.releases.workspace import Office, Workspace
from generator.exports.archive import parse_export
from generator.model.release import CHINA
from generator.portal.folder import Deployment
from generator.preparation.last_release import find_last_release
from generator.preparation.pack_release import pack_release
from generator.trust.keys import load_portal_keys, load_signer
from generator.trust.row_secret import find_row_secret
from generator.trust.signing import sign_export
from tests.browser.test_desk_document import Walker, as_file, clock_of_portal, exported
from tests.desk.conftest import AGENCY, REGION, Clock, new_portal, opened
from tests.factory_portal import PASSPHRASE

__all__ = ["clock_of_portal"]

PACK = f"""[export]
region = "{REGION}"
release = 1
issued = 2026-10-31T09:00:00+08:00
agency = "{AGENCY}"
reviewed_by = "办公室"
reviewed_on = 2026-10-31
regions = "civil-affairs"
"""
NAMES = ["阳光托育", "晨曦托育", "新芽托育", "小脚丫托育", "启明星托育", "童心托育"]
TABLES = {
    "机构.csv": "机构编号,机构名称,行政区划代码,地址,运营状态\n" + "".join(
        f"f-{n},{name},371502001000,柳园路{n}号,正常运营\n" for n, name in enumerate(NAMES, 1)
    ),
    "评级体系.csv": "体系编号,名称,类别,制定机关,依据\n"
    "h,卫生监督量化分级,卫生,市卫健委,聊卫发〔2025〕1号\n",
    "评级等级.csv": "评级体系编号,等级,次序,性质,含义\n"
    "h,A,1,计入评级,好\nh,B,2,计入评级,中\nh,C,3,计入评级,一般\n",
    "评级.csv": "评级编号,机构编号,评级体系编号,等级,评定日期,评定机关\n" + "".join(
        f"g-{n},f-{n},h,B,2026-03-01,市卫健委\n" for n in range(1, 6)
    ),
}  # fmt: skip


def first_release(portal: Deployment, folder: Path, at: datetime) -> None:
    """Six institutions with five grades, published."""
    source = folder / "2026-10"
    source.mkdir()
    for name, text in {"pack.toml": PACK, **TABLES}.items():
        (source / name).write_text(text, "utf-8")
    _, secret = find_row_secret([portal.keys], REGION)
    packed = pack_release(
        source, folder, lambda region: secret,
        lambda info: find_last_release(info, named=None, portal=None, out=folder),
    )  # fmt: skip
    path = packed.report.path
    tree = parse_export(path.read_bytes(), path.name).row_tree
    signer = load_signer(portal.keys / "r-3715.pem", PASSPHRASE)
    sign_export(path, [signer], folder / "stick", portal.archive, at=at, row_tree=tree)
    keys = load_portal_keys(portal.keys, PASSPHRASE)
    receive_handover(portal, folder / "stick", portal_keys=keys, at=at)


def grade_list() -> bytes:
    """Titles, a heading row, a hidden row, a total; one grade changed, one institution missing."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026年第四季度托育机构卫生监督量化评级结果"])
    sheet.append(["填报单位：市卫生健康委员会", None, None, None])
    sheet.append(["序号", "机构名称", "等级", "评定日期"])
    rows = [
        (1, "阳光托育", "A", "2026-10-20"),
        (2, "晨曦托育", "C", "2026-10-21"),
        (3, "新芽托育", "A", "2026-03-01"),
        (4, "小脚丫托育", "B", "2026-03-01"),
        (5, "童心托育", "B", "2026-10-22"),
        (6, "不公开的一家", "C", "2026-10-22"),
    ]
    for row in rows:
        sheet.append(list(row))
    sheet.append(["合计", "6家", None, None])
    sheet.row_dimensions[9].hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.slow
def test_an_excel_list_becomes_a_release_with_reasons(
    tmp_path: Path, browser: Browser, clock_of_portal: Clock
) -> None:
    """Titles and totals may stay, what is hidden is asked about, changes get reasons."""
    portal = new_portal(tmp_path / "portal")
    first_release(portal, tmp_path, datetime(2026, 10, 31, 10, 0, tzinfo=CHINA))
    space = Workspace(portal.folder / "desk", portal)
    space.folder.mkdir()
    space.set_office(Office(agency=AGENCY, region=REGION))
    began = time.monotonic()
    with opened(space, clock_of_portal) as desk:
        page = browser.new_page()
        walker = Walker(page)
        page.goto(desk.address)
        page.get_by_label("您的姓名").fill("李文")
        walker.press("开始")
        walker.press("报名单")
        page.get_by_label("名单", exact=True).set_input_files(
            as_file("2026年第四季度评级.xlsx", grade_list())
        )
        walker.press("读取")
        expect(page.locator("main")).to_contain_text("文件里有看不见的内容")
        assert page.get_by_label("机构名称").input_value() == "institution.name"
        walker.tick("隐藏的、划掉的不报，逐条列出")
        walker.press("保存，下一步")
        walker.tick("同时公示这份名单")
        walker.press("保存，下一步")
        expect(page.locator("main")).to_contain_text("为什么变了")
        expect(page.locator(".silences > li")).to_have_count(2)
        expect(page.locator("main")).to_contain_text("等级由“B”改为“A”")
        page.get_by_label("理由", exact=True).nth(0).fill("录入有误，复核后更正")
        page.get_by_label("理由", exact=True).nth(1).fill("机构已迁出本市")
        walker.press("保存理由")
        main = page.locator("main")
        expect(main).to_contain_text("没有发现问题")
        expect(main).to_contain_text("评级记录：新增 3")
        expect(main).to_contain_text("升级 2 家")
        expect(main).to_contain_text("降级 1 家")
        expect(main).to_contain_text("公示至 2026-11-06")
        walker.publish()
        expect(main).to_contain_text("371500-0002 已经发布")
        page.close()
    print(f"{walker.clicks} clicks, {(time.monotonic() - began) / 60:.1f} minutes of the machine")
    members = exported(space.folder, "371500-0002")
    grades = list(csv.reader(io.StringIO(members["grades.csv"].decode())))
    assert [row[1:5] for row in sorted(grades[1:], key=lambda row: (row[1], row[4]))] == [
        ["f-1", "h", "B", "2026-03-01"], ["f-1", "h", "A", "2026-10-20"],
        ["f-2", "h", "B", "2026-03-01"], ["f-2", "h", "C", "2026-10-21"],
        ["f-3", "h", "A", "2026-03-01"], ["f-4", "h", "B", "2026-03-01"],
        ["f-6", "h", "B", "2026-10-22"],
    ]  # fmt: skip
    notices = members["notices.csv"].decode()
    assert "录入有误，复核后更正" in notices and "机构已迁出本市" in notices
    assert "不公开的一家" not in "".join(
        data.decode("utf-8", "replace") for data in members.values()
    )
    shown = (portal.site / "current" / "notice" / "index.html").read_text("utf-8")
    assert "2026年11月评级公示" in shown
    (remembered,) = space.lists.glob("*.toml")
    assert 'institution = { name = "机构名称" }' in remembered.read_text("utf-8")
