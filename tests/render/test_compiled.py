"""Compiled templates are kept for the one who builds, and never believed from anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from generator.render.compiled import compiled_templates


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "gongshi"


def environment(folder: Path, code: bytes = b"code") -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        bytecode_cache=compiled_templates(code, "zh-CN"),
    )


def rendered(folder: Path, code: bytes = b"code") -> str:
    return environment(folder, code).get_template("page.html").render(name="阳光<托育>")


def test_kept_and_used(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second environment compiles nothing; a template that changed is compiled."""
    page = tmp_path / "page.html"
    page.write_text("<p>{{ name }}</p>", "utf-8")
    assert rendered(tmp_path) == "<p>阳光&lt;托育&gt;</p>"
    with monkeypatch.context() as patch:
        patch.delattr(Environment, "_generate")
        assert rendered(tmp_path) == "<p>阳光&lt;托育&gt;</p>"
    page.write_text("<b>{{ name }}</b>", "utf-8")
    assert rendered(tmp_path) == "<b>阳光&lt;托育&gt;</b>"


def test_damage_costs_time_only(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>{{ name }}</p>", "utf-8")
    rendered(tmp_path)
    for file in cache.rglob("*.cache"):
        file.write_bytes(file.read_bytes()[:-20])
    assert rendered(tmp_path) == "<p>阳光&lt;托育&gt;</p>"


def test_other_code_other_files_and_old_ones_go(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>{{ name }}</p>", "utf-8")
    for number in range(6):
        rendered(tmp_path, bytes([number]))
    assert len(list(cache.iterdir())) == 3


@pytest.mark.parametrize("fault", ["for all to write", "a link", "no home"])
def test_a_folder_that_others_could_fill_is_not_used(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    (tmp_path / "page.html").write_text("<p>{{ name }}</p>", "utf-8")
    if fault == "for all to write":
        cache.mkdir(parents=True)
        cache.chmod(0o777)
    elif fault == "a link":
        cache.parent.mkdir()
        (tmp_path / "elsewhere").mkdir()
        cache.symlink_to(tmp_path / "elsewhere")
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "page.html"))
    assert compiled_templates(b"code", "zh-CN") is None
    assert rendered(tmp_path) == "<p>阳光&lt;托育&gt;</p>"
