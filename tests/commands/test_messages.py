"""Every message of the commands is known in Chinese, and a Chinese machine shows no English."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import generator
from generator.commands.main import main
from generator.commands.shared.argparse_words import WORDS
from generator.commands.shared.words import choose, say_problem, translate
from generator.model.foreign_words import PATTERNS, SENTENCES
from generator.model.messages import Message, foreign, lines, message_of, msg, nmsg, word
from generator.model.problems import DataError, Problem
from tests.commands.chinese import ENGLISH, NAMED, english_in
from tests.exports.conftest import PACK_TOML
from tests.theme.samples import THEME

FolderOf = Callable[..., Path]
PACKAGE = Path(generator.__file__).parent
TEMPLATES = {"msg": 1, "nmsg": 2, "text": 1}
"""What makes a message → how many of its arguments are templates."""

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z]")
RIDDLE = re.compile(r"[0-9a-f]{16}|\[[^\]]+\][+*{]|\\[dsw]|\(\?[:P=!]")
"""A digest or a regular expression."""


@cache
def templates() -> frozenset[str]:
    """Every literal template in the code, and those that libraries use."""
    found = {*WORDS, *SENTENCES, *(template for _, template in PATTERNS)}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "text" and "commands" not in path.parts:
                continue
            for given in node.args[: TEMPLATES.get(node.func.id, 0)]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found.add(given.value)
    return frozenset(found)


@cache
def translations() -> dict[str, str]:
    """The Chinese catalogue of the commands."""
    with (THEME / "locale" / "zh_CN" / "LC_MESSAGES" / "commands.po").open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source) if entry.id}


def test_every_message_is_translated() -> None:
    """What the code can say and what the catalogue knows are the same."""
    assert sorted(templates() - {key for key, said in translations().items() if said}) == []
    assert sorted(translations().keys() - templates()) == []


def test_translations_keep_their_placeholders() -> None:
    """A translation that loses or invents a value would lose or invent a fact."""
    wrong = [
        template
        for template, said in translations().items()
        if sorted(PLACEHOLDER.findall(template.replace("%%", "")))
        != sorted(PLACEHOLDER.findall(said.replace("%%", "")))
    ]
    assert wrong == []


def test_translations_are_chinese_and_no_riddle() -> None:
    """Neither a sentence left in English, nor a digest, nor a regular expression."""
    wrong = [
        said
        for said in translations().values()
        if ENGLISH.search(NAMED.sub("", PLACEHOLDER.sub("", said))) or RIDDLE.search(said)
    ]
    assert wrong == []


def test_a_message_is_its_english_sentence() -> None:
    """With values put in, percent signs as they are meant, and one or several told apart."""
    assert msg("100 %% of %(n)s rows", n=3) == "100 % of 3 rows"
    assert nmsg("%(n)s row", "%(n)s rows", 1) == "1 row"
    assert nmsg("%(n)s row", "%(n)s rows", 2) == "2 rows"
    assert msg("%(all)s", all=[msg("a"), msg("b")]) == "a, b"
    assert lines([msg("a"), msg("b")]) == "a\nb"


def test_values_are_translated_with_the_sentence() -> None:
    """Messages in messages, words of the site, exceptions with the message they were raised by."""
    known = {"%(why)s in %(table)s": "%(table)s：%(why)s", "is missing": "缺失"}
    known["Table\x04grades"] = "评级记录"
    said = msg("%(why)s in %(table)s", why=msg("is missing"), table=word("Table", "grades"))
    assert said == "is missing in grades"
    assert said.translated(lambda key: known.get(key, key)) == "评级记录：缺失"
    error = DataError([Problem("a.csv", 2, "grade", msg("is missing"))])
    assert msg("%(error)s", error=error) == "a.csv:2 grade: is missing"
    assert isinstance(message_of(error), Message)


def test_no_message_shows_a_regular_expression() -> None:
    """What a library says of one is said in words, in English too."""
    said = foreign("Expected `str` matching regex '^[0-9]{6}$' - at `$.export.region`")
    assert said == "Expected `str` in the form that belongs here - at `$.export.region`"


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that speaks Chinese."""
    monkeypatch.delenv("LC_MESSAGES")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    choose(None)
    yield
    monkeypatch.undo()
    choose(None)


def test_a_problem_in_chinese(chinese: None) -> None:
    """Line and column as officials call them, the column by its heading."""
    problem = Problem("grades.csv", 3, "grade", msg("empty, but it is required"))
    assert say_problem(problem) == "grades.csv 第 3 行「等级」：必填，但是空的"
    choose("en")
    assert say_problem(problem) == str(problem)


def test_what_libraries_say_in_chinese(chinese: None) -> None:
    """Of what officials write: pack.toml, files, CSV."""
    said = {
        "Object contains unknown field colour - at export": "export：没有“colour”这一项",
        "Expected int, got str - at export.release": "export.release：这里应为整数，不是文字",
        "No such file or directory": "没有这个文件或文件夹",
        "Invalid value (at line 3, column 9)": "第 3 行第 9 个字符处的写法不对",
    }
    assert {text: translate(foreign(text)) for text in said} == said


@pytest.fixture
def folder_of(tmp_path: Path) -> FolderOf:
    """A folder to pack, from contents by name."""

    def make(files: dict[str, str], *, settings: str = PACK_TOML, name: str = "x") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file, content in {"pack.toml": settings, **files}.items():
            (folder / file).write_text(content, "utf-8")
        return folder

    return make


FAULTY = "机构编号,机构名称,行政区划代码,机构类型,地址,所在地,状态\nA1,,12,无此类型,,,\n"


@pytest.mark.parametrize(
    "files",
    [
        {"机构.csv": FAULTY},
        {"机构.csv": "完全,不对\n1,2\n", "x.docx": "x", "评级.csv": ""},
        {},
    ],
)
def test_a_refusal_in_chinese(
    files: dict[str, str],
    folder_of: FolderOf,
    chinese: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On the terminal and in the list beside; status 1 as ever."""
    folder = folder_of(files)
    out = folder.parent / "out"
    assert main(["pack", str(folder), "--out", str(out)]) == 1
    printed = capsys.readouterr()
    assert "未通过：" in printed.err and "没有生成数据包" in printed.err
    (listing,) = out.glob("*.problems.txt")
    assert english_in(printed.out + printed.err + listing.read_text("utf-8")) == []


def test_settings_that_are_wrong_in_chinese(
    folder_of: FolderOf, chinese: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in pack.toml is explained without the words of the parser."""
    for settings in (
        "[export",
        PACK_TOML + "\n[[source]]\nfile = 1\n",
        PACK_TOML.replace('region = "', 'region = "x'),
    ):
        folder = folder_of({}, settings=settings, name=f"f{len(settings)}")
        assert main(["pack", str(folder), "--out", str(folder.parent)]) == 1
        printed = capsys.readouterr()
        assert english_in(printed.out + printed.err) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["pack", "--help"],
        ["sign", "--help"],
        ["receive", "--help"],
        ["pack"],
        ["nosuch"],
    ],
)
def test_help_in_chinese(
    arguments: list[str], chinese: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """argparse's own words too."""
    with pytest.raises(SystemExit):
        main(arguments)
    printed = capsys.readouterr()
    assert "用法：" in printed.out + printed.err
    assert english_in(printed.out + printed.err) == []


@pytest.mark.parametrize(
    "arguments", [["--language", "zh-CN", "sign"], ["sign", "--language=zh-CN"]]
)
def test_the_language_can_be_named(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Before and after the command, and for that command only."""
    with pytest.raises(SystemExit):
        main(arguments)
    assert "缺少参数" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["sign"])
    assert "the following arguments are required" in capsys.readouterr().err


def test_the_portal_decides_where_the_machine_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server without a language speaks that of its portal."""
    monkeypatch.delenv("LC_MESSAGES")
    monkeypatch.setenv("LANG", "C.UTF-8")
    settings = 'name = "x"\naddress = "https://a.example.cn"\nlanguage = "{}"\n'
    for language, said in (("zh-CN", "不是可以接收的文件夹"), ("en", "is no folder to receive")):
        (tmp_path / "portal.toml").write_text(settings.format(language), "utf-8")
        assert main(["receive", "nowhere", "--portal", str(tmp_path)]) == 2
        assert said in capsys.readouterr().err
    choose(None)
