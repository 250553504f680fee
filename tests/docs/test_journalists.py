"""The guide for journalists: every command of it, run against the demonstration."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from generator.portal.folder import Deployment
from tests.conftest import REPOSITORY
from tests.serving import served

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name: str) -> list[tuple[str, str]]:
    """The commands of a guide in their order: language and text."""
    return BLOCK.findall((REPOSITORY / "docs" / name).read_text("utf-8"))


def run(command: list[str], folder: Path, **more: str) -> str:
    """A command in the reporter's folder; its output, or the test fails with what it said."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path} | more
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(demo: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The reporter's folder, once the commands of a terminal were typed."""
    made = tmp_path_factory.mktemp("reporter")
    with served(demo.site) as address:
        for language, text in blocks("journalists.md"):
            if language == "sh":
                run(["sh", "-eu", "-c", text], made, SITE=address)
    yield made


def test_both_languages_have_the_same_commands() -> None:
    """What was tried in one was tried in the other."""
    assert blocks("journalists.md") == blocks("journalists.zh-CN.md")
    assert {language for language, _ in blocks("journalists.md")} == {"sh", "sql", "python"}


def test_every_question_is_one_query_with_an_answer(folder: Path) -> None:
    """Five questions and one pitfall; in the demonstration each has something to show, but for
    interpretations, of which none came late there.
    """
    queries = [text for language, text in blocks("journalists.md") if language == "sql"]
    assert len(queries) == 6
    with closing(sqlite3.connect(folder / "gongshi.sqlite")) as data:
        answers = [data.execute(query).fetchall() for query in queries]
    assert [bool(found) for found in answers] == [True, True, True, True, False, True]
    assert answers[3][0][1] == 1, "what nothing explains comes first"


@pytest.mark.parametrize(
    "text", [text for language, text in blocks("journalists.md") if language == "python"]
)
def test_every_program_runs(folder: Path, text: str) -> None:
    """As it stands, and what it asserts holds."""
    run([sys.executable, "-c", text], folder)


def test_datasette_answers(folder: Path) -> None:
    """What the two commands wrote is what the guide says of them."""
    districts = json.loads((folder / "districts.json").read_text("utf-8"))
    assert {"name", "facilities", "graded_share"} <= districts[0].keys()
    found = json.loads((folder / "sun.json").read_text("utf-8"))
    assert found and all("阳光" in json.dumps(each, ensure_ascii=False) for each in found)
