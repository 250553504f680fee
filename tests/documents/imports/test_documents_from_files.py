"""Fields and text of a document out of what was read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.documents import read_document
from generator.documents.imports.blocks import Align, Fate, Paragraph, ReadText, Span
from generator.documents.imports.document import ImportedDocument, make_document
from generator.documents.imports.read_source import read_source
from generator.model.problems import DataError

SHARED = Path(__file__).resolve().parents[4] / "shared/data"
TODAY = date(2026, 11, 1)

PAGES = {
    "000": (
        "国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见",
        "国发〔2019〕5号",
    ),
    "001": (
        "国务院办公厅关于有效发挥政府性融资担保基金作用切实支持小微企业和“三农”发展的指导意见",
        "国办发〔2019〕6号",
    ),
    "002": ("国务院关于印发国家职业教育改革实施方案的通知", "国发〔2019〕4号"),
    "003": ("国务院办公厅关于加强三级公立医院绩效考核工作的意见", "国办发〔2019〕4号"),
    "005": ("国务院办公厅关于开展城镇小区配套幼儿园治理工作的通知", "国办发〔2019〕3号"),
    "009": ("国务院办公厅关于推广第二批支持创新相关改革举措的通知", "国办发〔2018〕126号"),
    "010": ("国务院关于2018年度国家科学技术奖励的决定", "国发〔2018〕44号"),
    "012": (
        "国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度"
        "重大执法决定法制审核制度的指导意见",
        "国办发〔2018〕118号",
    ),
    "017": (
        "国务院办公厅关于印发文化体制改革中经营性文化事业单位转制为企业和进一步支持文化企业发展"
        "两个规定的通知",
        "国办发〔2018〕124号",
    ),
    "024": ("国务院办公厅关于科技节水建议的复函", "国办函〔2005〕21号"),
    "029": ("国务院办公厅对全国政协十届三次会议第2741号提案的答复", "国办函〔2005〕69号"),
    "039": ("国务院关于棉粮、糖粮挂钩奖售粮几个问题的通知", "国发〔1981〕88号"),
}
INDEXES = dict(zip(PAGES, (
    "2019-00007", "2019-00006", "2019-00005", "2019-00004", "2019-00002", "2018-00228",
    "2018-00227", "2018-00226", "2018-00220", "2005-00156", "2005-00155", "1981-00021",
), strict=True))  # fmt: skip
"""Title and 文号 of each sample page, and the end of its 索引号."""

shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")


def from_file(path: Path) -> ImportedDocument:
    """The document that a file makes."""
    return make_document(path.name, read_source(path.name, path.read_bytes(), TODAY))


def from_lines(text: str) -> ImportedDocument:
    """The document that a text file with these lines makes."""
    return make_document("a.txt", read_source("a.txt", text.encode(), TODAY))


def said(document: ImportedDocument, fate: Fate = Fate.CHECK) -> str:
    """The remarks of one kind as one text."""
    return "\n".join(str(each.what) for each in document.remarks if each.fate is fate)


@shared
@pytest.mark.parametrize("name", PAGES)
def test_pages_of_government_sites(name: str) -> None:
    """Title, 文号, 索引号, dates and the whole body; what is published is read back."""
    document = from_file(SHARED / f"policy-html/{name}.html")
    title, number = PAGES[name]
    assert document.fields["title"] == title
    assert document.fields["number"] == number
    assert document.fields["index_number"] == f"000014349/{INDEXES[name]}"
    assert document.missing == ()
    assert document.taken == document.characters
    read = read_document(f"policies/p-{name}.md", document.text)
    assert (read.title, read.number) == (title, number)
    assert read.published and read.written
    assert len(read.text) > 600


@shared
def test_texts_that_were_scraped_are_reported() -> None:
    """The gambling line, the advertiser's name, names, a foreign line; no character is lost."""
    documents = {
        path.name[:3]: from_file(path) for path in (SHARED / "source-documents").glob("*.txt")
    }
    assert all(document.taken == document.characters for document in documents.values())
    assert "advertisement" in said(documents["003"]) and "彩88" in said(documents["003"])
    assert documents["003"].fields["index_number"] == "000014349/2020-00024"
    assert documents["003"].fields["number"] == "邢政办发〔2020〕3号"
    assert documents["003"].fields["script"] == "繁体"
    assert (
        documents["004"].fields["title"] == "甘肃省开展全国婴幼儿照护服务示范城市创建活动实施方案"
    )
    for words in ("联系优师教研", "NICE DAY", "期待关注", "王盼", "王戈"):
        assert words in said(documents["004"])
    assert documents["001"].fields["issuers"] == [
        "北京市卫生健康委员会", "北京市公安局", "北京市规划和自然资源委员会",
        "北京市住房和城乡建设委会", "北京市市场监督管理局", "北京市消防救援总队",
    ]  # fmt: skip
    assert documents["001"].fields["written"] == "2023-08-29"
    assert len(documents["001"].fields["attachments"]) == 7
    for name, names in (("000", "金增秀"), ("002", "马燕")):
        assert names in said(documents[name])


NOTICE = """聊城市卫生健康委员会文件
聊卫发[2026]012号    签发人：张三
关于进一步规范托育机构
收费行为的通知（征求意见稿）
各县（市、区）卫生健康局：
　　根据《托育机构管理规范（试行）》（国卫人口发[2019]58号）和《办法》（聊卫发〔2020〕3号），通知如下。
一、总体要求
（一）收费公开。收费项目应当公示。
　　本通知自2027年1月1日起施行，有效期至2031年12月31日。《旧通知》（聊卫发〔2018〕9号）同时废止。
附件：1. 收费公示表
　　　2. 退费申请书
聊城市卫生健康委员会
聊城市发展和改革委员会
二〇二六年十一月二十日
（此件公开发布）
抄送：市委办公室。
"""


def test_the_parts_of_an_official_document() -> None:
    """红头, 文号 put right, title on two lines, 落款 with two offices, what it repeals and when it
    takes effect; 签发人 is left out.
    """
    document = from_lines(NOTICE)
    assert document.fields == {
        "title": "关于进一步规范托育机构收费行为的通知（征求意见稿）",
        "issuers": ["聊城市卫生健康委员会"],
        "number": "聊卫发〔2026〕12号",
        "genre": "通知",
        "written": "2026-11-20",
        "access": "主动公开",
        "validity": "征求意见",
        "attachments": ["收费公示表", "退费申请书"],
        "cites": [
            "《托育机构管理规范（试行）》（国卫人口发〔2019〕58号）",
            "《办法》（聊卫发〔2020〕3号）",
        ],
        "repeals": ["《旧通知》（聊卫发〔2018〕9号）"],
        "effective": "2027-01-01",
    }
    assert document.taken == document.characters
    assert document.missing == ("发布日期",)
    assert "张三" not in document.text + said(document) + said(document, Fate.LEFT_OUT)
    assert "聊卫发[2026]012号" in said(document, Fate.COMPUTED)
    for words in (
        "聊城市发展和改革委员会",
        "有效期至2031年12月31日",
        "国卫人口发[2019]58号",
        "版记",
        "《旧通知》",
    ):
        assert words in said(document)
    assert "## 一、总体要求" not in document.body and "一、总体要求" in document.body


@pytest.mark.parametrize(
    "line", ["机密", "秘密★1年", "绝 密", "（此件不予公开）", "公开方式：不公开"]
)
def test_what_is_marked_secret_is_refused(line: str) -> None:
    """Whatever else it says."""
    with pytest.raises(DataError, match="nothing marked so may be published"):
        from_lines(f"{line}\n关于托育机构的通知\n各县：\n　　正文。\n")


def test_what_stands_below_the_signature_is_pointed_out() -> None:
    """An attached text is one thing, a note of the office another."""
    head = "关于托育的通知\n各县：\n　　正文。\n示例市卫生健康委员会\n2026年11月20日\n"
    assert "below the 落款" not in said(from_lines(head + "附件1\n收费公示表\n"))
    assert "请局长阅" in said(from_lines(head + "请局长阅后再发\n"))


def test_an_interpretation_names_what_it_interprets() -> None:
    """By its title; fields of policies are left out and said."""
    text = (
        "《托育机构收费管理办法》解读\n"
        "　　为便于理解《托育机构收费管理办法》（聊卫发〔2026〕3号），解读如下。\n"
        "示例市卫生健康委员会\n2026年11月20日\n"
    )
    document = from_lines(text)
    assert document.fields["interprets"] == ["《托育机构收费管理办法》（聊卫发〔2026〕3号）"]
    assert document.fields["form"] == "文字"
    assert document.missing == ("发布日期", "解读人")


def test_a_title_is_known_by_how_it_is_set() -> None:
    """Centred or large, also where no word says what kind of document it is."""
    blocks = [
        Paragraph((Span("托育服务", points=22),), Align.CENTER),
        Paragraph((Span("便民措施二十条", points=22),), Align.CENTER),
        Paragraph((Span("一、开放时间", points=16),)),
    ]
    read = ReadText(blocks=list(blocks), characters=17)
    document = make_document("a.docx", read)
    assert document.fields["title"] == "托育服务便民措施二十条"
    assert document.body == "一、开放时间\n"


def test_values_are_read_back_as_they_are() -> None:
    """Whatever signs a title holds."""
    for title in (
        "“三聚焦”：完善托育",
        "关于 #1 号楼的通知",
        "托育: 问与答",
        "- 通知",
        "'引号'通知",
        "12",
        "是",
    ):
        document = from_lines("关于托育的通知\n各县：\n　　正文。\n").with_fields(
            {"title": title, "issuers": ["甲"], "written": "2026-01-02", "published": "2026-01-03"}
        )
        assert read_document("policies/a.md", document.text).title == title


@pytest.mark.parametrize("ending", [".xlsx", ".zip", ".md", ""])
def test_other_kinds_are_refused_with_a_list(ending: str) -> None:
    """The list names what can be imported."""
    with pytest.raises(DataError, match=r"\.docx"):
        read_source(f"a{ending}", b"x", TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_every_usual_encoding(encoding: str) -> None:
    """As notepads of China save it."""
    text = "关于托育的通知\r\n各县：\r\n　　正文一。\r\n　　正文二。\r\n"
    document = make_document("a.txt", read_source("a.txt", text.encode(encoding), TODAY))
    assert document.fields["title"] == "关于托育的通知"
    assert document.body == "各县：\n\n正文一。\n\n正文二。\n"


def test_lines_that_a_program_broke_are_joined() -> None:
    """Where nearly all lines are of one width; short lines stay apart."""
    width = "托育机构应当按照规定公示收费项目与标准并接受监督检查和社会"
    text = f"关于托育的通知\n　　{width}\n{width}\n{width}\n监督。\n　　第二段。\n"
    assert f"{width}{width}{width}监督。" in from_lines(text).body
