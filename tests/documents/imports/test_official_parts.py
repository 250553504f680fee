"""Heads, tails and secrecy of a 公文, as they are really set."""

from __future__ import annotations

from datetime import date

import pytest

from generator.documents.imports.document import ImportedDocument, make_document
from generator.documents.imports.read_source import read_source
from generator.model.documents import DocumentKind
from generator.model.problems import DataError
from tests.word_files import p, r, word_file

TODAY = date(2026, 11, 1)
RED = '<w:color w:val="FF0000"/>'
CENTRED = '<w:jc w:val="center"/>'


def title(text: str = "关于做好托育工作的通知") -> str:
    """A title as it is set."""
    return p(r(text, '<w:sz w:val="44"/>'), properties=CENTRED)


BODY = p(r("各县卫生健康局：")) + p(r("　　现将有关事项通知如下，请遵照执行。"))


def table(*rows: tuple[str, ...], look: str = "") -> str:
    """A table of these texts; lines of a cell are paragraphs."""
    made = ""
    for row in rows:
        cells = ("".join(p(r(line, look)) for line in text.split("\n")) for text in row)
        made += "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def imported(body: str, **parts: str) -> ImportedDocument:
    """The document that a Word file with this body makes."""
    return make_document("a.docx", read_source("a.docx", word_file(body, parts), TODAY))


def lines(*texts: str) -> str:
    """A paragraph for each."""
    return "".join(p(r(text)) for text in texts)


SIGNERS = {
    "one": lines("聊卫发〔2026〕12号　　签发人：张三丰"),
    "two, one below the other": lines("聊卫发〔2026〕12号　签发人：张三丰", "　　　　　李四海"),
    "without a colon": lines("聊卫发〔2026〕12号", "签发人　张三丰"),
    "a table": table(("聊卫发〔2026〕12号", "签发人：张三丰"), ("", "李四海")),
    "a cell of two lines": table(("聊卫发〔2026〕12号", "签发人：\n张三丰")),
    "label and name in two cells": table(("聊卫发〔2026〕12号", "签发人", "张三丰")),
}


@pytest.mark.parametrize("layout", SIGNERS)
def test_no_signer_is_named(layout: str) -> None:
    """However the head is set; the number is read, and a line says that a name was left out."""
    document = imported(SIGNERS[layout] + title() + BODY)
    everything = document.text + "".join(str(each.what) for each in document.remarks)
    assert "张三丰" not in everything and "李四海" not in everything
    assert document.fields["number"] == "聊卫发〔2026〕12号"
    assert document.fields["title"] == "关于做好托育工作的通知"
    assert "签发人" in "".join(str(each.what) for each in document.remarks)
    assert document.taken == document.characters


SECRETS = {
    "a line with its label": lines("密级：机密") + title() + BODY,
    "a cell": table(("密级：秘密★1年", "特急")) + title() + BODY,
    "not public, in a table below": title() + BODY + table(("公开方式", "不予公开")),
    "not public, by kind": title() + BODY + lines("公开类别：不予公开"),
    "not public, with more on the line": title()
    + BODY
    + lines("（此件不公开）　　（联系人：某某）"),
    "internal": lines("内部资料　注意保存") + title() + BODY,
}


@pytest.mark.parametrize("name", SECRETS)
def test_what_is_not_for_the_public_is_refused(name: str) -> None:
    """Wherever it says so."""
    with pytest.raises(DataError, match="nothing marked so may be published"):
        imported(SECRETS[name])


def test_a_page_header_that_says_secret() -> None:
    """It is no text, but it marks the document."""
    with pytest.raises(DataError, match="机密"):
        imported(title() + BODY, header=p(r("机密★1年")))


def test_a_secret_web_page() -> None:
    """In the table of fields, and in a list of terms."""
    rows = (
        "<tr><td>索引号<td>000014349/2026-00001<td>文号<td>聊卫发〔2026〕3号"
        "<tr><td>发布日期<td>2026-01-02"
    )
    text = "<p>关于托育的通知</p><p>　　正文正文。</p>"
    for page in (
        f"<table>{rows}<td>公开方式<td>不予公开</table>{text}",
        "<dl><dt>索引号<dd>000014349/2026-00001<dt>文号<dd>聊卫发〔2026〕3号"
        f"<dt>发布日期<dd>2026-01-02<dt>公开方式<dd>不予公开</dl>{text}",
    ):
        with pytest.raises(DataError, match="nothing marked so may be published"):
            make_document("a.html", read_source("a.html", page.encode(), TODAY))


def test_partly_public_is_pointed_out() -> None:
    """删减后公开 is no 主动公开."""
    document = imported(title() + BODY + lines("（此件删减后公开）"))
    assert "access" not in document.fields
    assert "删减后公开" in "".join(str(each.what) for each in document.remarks)


HEADS = {
    "joint, red, in a table": table(
        ("聊城市卫生健康委员会", "文件"), ("聊城市财政局", ""), look=RED
    ) + p(r("聊卫发〔2026〕12号"), properties=CENTRED),
    "joint, black, three lines": p(r("聊城市卫生健康委员会"), properties=CENTRED)
    + p(r("聊城市财政局"), properties=CENTRED) + p(r("文件"), properties=CENTRED)
    + p(r("聊卫发〔2026〕12号"), properties=CENTRED),
    "joint, on one line": p(r("聊城市卫生健康委员会　　聊城市财政局文件", RED))
    + lines("聊卫发〔2026〕12号"),
}  # fmt: skip


@pytest.mark.parametrize("layout", HEADS)
def test_joint_heads(layout: str) -> None:
    """Both offices, the number, and a title that is only the title."""
    document = imported(HEADS[layout] + title() + BODY)
    assert document.fields["issuers"] == ["聊城市卫生健康委员会", "聊城市财政局"]
    assert document.fields["number"] == "聊卫发〔2026〕12号"
    assert document.fields["title"] == "关于做好托育工作的通知"
    assert document.body.startswith("各县卫生健康局：")
    assert document.taken == document.characters


def test_a_red_title_is_no_office() -> None:
    """公　示 in red, and a red title below it."""
    document = imported(
        p(r("关于2026年拟评定普惠托育机构名单的公示", RED), properties=CENTRED) + BODY
    )
    assert "issuers" not in document.fields
    assert document.fields["title"] == "关于2026年拟评定普惠托育机构名单的公示"


def test_an_order() -> None:
    """令 and its number, signed by a person, whose name is pointed out."""
    document = imported(
        p(r("聊城市人民政府令", RED), properties=CENTRED) + p(r("第12号"), properties=CENTRED)
        + title("聊城市托育机构管理办法")
        + lines("　　《办法》已经通过，现予公布。", "市长　张三", "2026年11月20日")
    )  # fmt: skip
    assert document.fields["number"] == "聊城市人民政府令第12号"
    assert document.fields["issuers"] == ["聊城市人民政府"]
    assert document.fields["written"] == "2026-11-20"
    assert "names a person" in "".join(str(each.what) for each in document.remarks)


def test_a_list_with_labels_is_no_head() -> None:
    """名称：… twice in the text of a 公示 stays there."""
    document = imported(
        p(r("公示"), properties=CENTRED)
        + lines(
            "名称：聊城市小星星托育中心", "来源：丙", "名称：聊城市小月亮托育中心", "　　现予公示。"
        )
    )
    for words in ("小星星", "小月亮", "来源：丙"):
        assert words in document.body


def test_a_table_of_institutions_is_no_head_of_a_page() -> None:
    """Though it has labels that a head has too; nothing of it is lost."""
    page = (
        "<p>关于托育的通知</p><p>　　名单如下。</p><table border=1>"
        "<tr><td>名称<td>聊城托育中心<td>来源<td>民办"
        "<tr><td>文号<td>聊卫备1号<td>发布日期<td>2024-01-01<tr><td>收费<td>1980</table>"
    )
    document = make_document("a.html", read_source("a.html", page.encode(), TODAY))
    for words in ("聊城托育中心", "聊卫备1号", "1980"):
        assert words in document.body
    assert document.fields["title"] == "关于托育的通知"


def test_labels_on_one_line_of_a_page() -> None:
    """The date and the source are fields, the author's name goes without being repeated."""
    page = (
        "<p>关于托育的通知</p><p>发布时间：2026-01-02 10:00　来源：市卫生健康委　"
        "文号：聊卫发〔2026〕3号　"
        "作者：张三丰　浏览次数：123</p><p>　　正文正文。</p>"
    )
    document = make_document("a.html", read_source("a.html", page.encode(), TODAY))
    assert document.fields["published"] == "2026-01-02"
    assert document.fields["origin"] == "市卫生健康委"
    everything = document.text + "".join(str(each.what) for each in document.remarks)
    assert "张三丰" not in everything


def test_what_is_repealed_and_what_is_not() -> None:
    """Not the law that a repealed rule rested on, nor what goes on in force."""
    document = imported(title() + BODY + lines(
        "依据《山东省托育条例》（鲁政发〔2020〕1号）制定的《托育收费办法》（聊卫发〔2021〕3号）同时废止。",
        "《老办法》（聊卫发〔2018〕9号）继续有效，不予废止。",
    ))  # fmt: skip
    assert document.fields["repeals"] == ["《托育收费办法》（聊卫发〔2021〕3号）"]
    assert document.fields["cites"] == [
        "《山东省托育条例》（鲁政发〔2020〕1号）", "《老办法》（聊卫发〔2018〕9号）",
    ]  # fmt: skip


def test_when_it_takes_effect_itself() -> None:
    """Another law's day is pointed out."""
    document = imported(title("托育管理办法") + BODY + lines(
        "《中华人民共和国托育法》自2027年1月1日起施行，各地要学习。",
        "本办法自2026年12月1日起施行。",
    ))  # fmt: skip
    assert document.fields["effective"] == "2026-12-01"
    assert "2027年1月1日" in "".join(str(each.what) for each in document.remarks)


@pytest.mark.parametrize(
    "end",
    [
        lines("聊城市卫生健康委员会（盖章）", "2026年11月20日"),
        lines("聊城市卫生健康委员会　　2026年11月20日"),
        table(("", "聊城市卫生健康委员会\n2026年11月20日")),
        lines(
            "请于下列日期前报市卫生健康委员会", "2026年12月1日", "聊城市卫生健康委员会",
            "2026年11月20日",
        ),
    ],
)  # fmt: skip
def test_signatures(end: str) -> None:
    """With a seal's place, on one line, in a table, behind a sentence that ends like an office."""
    document = imported(title() + BODY + end)
    assert document.fields["issuers"] == ["聊城市卫生健康委员会"]
    assert document.fields["written"] == "2026-11-20"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            ("附件：1．收费认定管理办法", "（试行）", "2．名单"),
            ["收费认定管理办法（试行）", "名单"],
        ),
        (("附件1：申请表", "附件2：名单"), ["申请表", "名单"]),
        (("附件：申请表",), ["申请表"]),
        (("附件：1. 申请表: 甲",), ["申请表: 甲"]),
    ],
)
def test_attachments(text: tuple[str, ...], titles: list[str]) -> None:
    """As they are listed; a colon in a title is none of ours."""
    document = imported(title() + BODY + lines(*text))
    assert document.fields["attachments"] == titles


def test_kinds() -> None:
    """A notice about interpretations is a policy."""
    assert imported(title("关于做好政策解读工作的通知") + BODY).kind is DocumentKind.POLICY
    for text in (
        "《托育办法》解读",
        "《托育办法》政策解读（一）",
        "一图读懂托育办法",
        "托育办法问答",
    ):
        assert imported(title(text) + BODY).kind is DocumentKind.INTERPRETATION


def test_fields_of_interpretations_and_drafts() -> None:
    """Who interprets, and until when comments are taken."""
    interpretation = imported(
        title("《托育办法》解读") + BODY + lines("解读机关：市卫生健康委员会")
    )
    assert interpretation.fields["interpreter"] == "市卫生健康委员会"
    draft = imported(
        title("托育办法（征求意见稿）") + BODY + lines("意见反馈截止日期为2026年12月20日。")
    )
    assert draft.fields["consultation_ends"] == "2026-12-20"


def test_a_text_of_a_title_only_is_not_empty() -> None:
    """It keeps its line."""
    assert imported(title()).body == "关于做好托育工作的通知\n"
