"""`gongshi policy import`: a file becomes a draft, and nothing is written that may not be."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.documents import read_document
from generator.model.problems import DataError, UsageError
from generator.preparation.clean_properties import without_names
from generator.preparation.import_document import import_document, write_draft
from tests.word_files import deleted, p, r, word_file

TODAY = date(2026, 11, 1)
PROPERTIES = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>收费表</dc:title>'
    "<dc:creator>张三</dc:creator><cp:lastModifiedBy>李四</cp:lastModifiedBy></cp:coreProperties>"
)
BODY = "".join(
    p(r(line))
    for line in (
        "示例市卫生健康委员会文件", "示卫发〔2026〕7号", "关于托育机构收费的通知",
        "各县卫生健康局：", "联系人张某，手机13800138000。", "附件：1.收费公示表", "2.退费申请书",
        "示例市卫生健康委员会", "2026年11月20日",
    )
)  # fmt: skip


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A notice in Word, with personal data."""
    path = tmp_path / "通知.docx"
    path.write_bytes(word_file(BODY))
    return path


def attachment(folder: Path, name: str, body: str = "") -> Path:
    """A Word file to be attached, with the name of its maker in it."""
    path = folder / name
    path.write_bytes(word_file(body or p(r("表")), properties=PROPERTIES))
    return path


def test_a_draft_is_a_document(notice: Path, tmp_path: Path) -> None:
    """It is read back with what was given and with its attachments; personal data are named."""
    files = [attachment(tmp_path, "退费申请书.docx"), attachment(tmp_path, "公示表.docx")]
    given = {"发布日期": "2026-11-21", "关键词": "托育；收费"}
    draft = import_document(notice, today=TODAY, given=given, attached=files)
    assert draft.document.missing == ()
    assert [problem.severity for problem in draft.personal]
    assert "13800138000" not in "".join(str(problem) for problem in draft.personal)
    written = write_draft(draft, tmp_path / "documents")
    assert [path.name for path in written] == [
        "guan-yu-tuo-yu-ji-gou-shou-fei-de-tong-zhi.md", "退费申请书.docx", "公示表.docx",
    ]  # fmt: skip
    document = read_document(written[0].name, written[0].read_text("utf-8"))
    assert document.keywords == ("托育", "收费")
    assert [(each.title, each.file) for each in document.attachments] == [
        ("收费公示表", "公示表.docx"), ("退费申请书", "退费申请书.docx"),
    ]  # fmt: skip
    for path in written[1:]:
        with zipfile.ZipFile(path) as archive:
            names = archive.read("docProps/core.xml").decode()
        assert "张三" not in names and "李四" not in names and "收费表" in names


def test_an_attachment_with_deleted_text_is_refused(notice: Path, tmp_path: Path) -> None:
    """Nothing is written then."""
    file = attachment(tmp_path, "a.docx", p(r("甲"), deleted("乙")))
    with pytest.raises(DataError, match="deleted"):
        import_document(notice, today=TODAY, attached=[file])


def test_nothing_is_overwritten(notice: Path, tmp_path: Path) -> None:
    """A draft that somebody has worked on stays; the same import twice is no harm."""
    draft = import_document(notice, today=TODAY)
    folder = tmp_path / "documents"
    path = write_draft(draft, folder)[0]
    write_draft(draft, folder)
    path.write_text("worked on", encoding="utf-8")
    with pytest.raises(UsageError, match="already"):
        write_draft(draft, folder)
    assert path.read_text("utf-8") == "worked on"


def test_every_property_that_names_somebody() -> None:
    """Remarks, properties that an office added, the list of people; titles and pages stay."""
    parts = {
        "docProps/core.xml": PROPERTIES.replace(
            "</cp:core", "<dc:description>王五的备注</dc:description></cp:core"
        ),
        "docProps/custom.xml": '<Properties><property name="经办人"><vt:lpwstr>孙八</vt:lpwstr>'
        "</property></Properties>",
        "docProps/app.xml": "<Properties><Manager>钱二</Manager><Pages>3</Pages></Properties>",
        "word/people.xml": '<w15:people><w15:person w15:author="周九"><w15:presenceInfo/>'
        "</w15:person></w15:people>",
        "word/document.xml": "<w:document><w:t>张三</w:t></w:document>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    with zipfile.ZipFile(io.BytesIO(without_names(made.getvalue()))) as archive:
        left = {name: archive.read(name).decode() for name in parts}
    assert left.pop("word/document.xml") == parts["word/document.xml"]
    everything = "".join(left.values())
    assert not any(name in everything for name in ("张三", "李四", "王五", "孙八", "钱二", "周九"))
    assert "收费表" in everything and "<Pages>3</Pages>" in everything


def test_what_stops_a_draft_is_said(notice: Path) -> None:
    """A date that is none, beside what is still missing."""
    draft = import_document(notice, today=TODAY, given={"发布日期": "明天"})
    assert ["发布日期" in str(problem) for problem in draft.doubts] == [True]


def test_a_signed_file_keeps_its_bytes() -> None:
    """Names in it are better than a broken signature; so is what is no zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("docProps/core.xml", PROPERTIES)
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    assert without_names(made.getvalue()) == made.getvalue()
    assert without_names(b"no zip") == b"no zip"


def test_the_command(notice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what was read, what is missing, and where the draft lies; --json says the same."""
    out = tmp_path / "documents"
    assert main(["policy", "import", str(notice), "--to", str(out)]) == 0
    printed = capsys.readouterr()
    assert "0 lost" in printed.out
    assert "9 paragraphs" in printed.out
    assert "Still to be filled in: 发布日期" in printed.err
    assert len(list(out.iterdir())) == 1
    assert main(["policy", "import", str(notice), "--report-only", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["fields"]["number"] == "示卫发〔2026〕7号"
    assert report["lost"] == 0 and report["files"] == []
    assert report["personal"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.docx"], "nowhere.docx"),
        (["{notice}", "--set", "发布日期"], "FIELD=VALUE"),
        (["{notice}", "--set", "颜色=红"], "颜色"),
        (["{notice}", "--set", "链接名=../../evil"], "链接名"),
        (["{notice}", "--set", "链接名="], "链接名"),
        (["{notice}", "--attach", "nowhere.docx"], "nowhere.docx"),
    ],
)
def test_misuse(
    arguments: list[str], words: str, notice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong call ends with status 2 and a line that says what to do."""
    assert main(["policy", "import", *(each.format(notice=notice) for each in arguments)]) == 2
    assert words in capsys.readouterr().err
