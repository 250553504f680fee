"""Files that belong to documents: beside a text, in an export, on the site."""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from generator.commands.main import main
from generator.documents.content import read_content
from generator.model.problems import DataError
from tests.exports.conftest import PACK_TOML
from tests.factory_portal import TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow

POLICY = """---
标题: 关于申报材料的通知
链接名: materials
发文机关: 聊城市卫生健康委员会
成文日期: 2026-03-01
发布日期: 2026-03-02 09:00
附件:
  - 申请表: 申请表.txt
---
填写[申请表](申请表.txt)，流程见图。

![流程图](步骤.png)
"""
FORM = "申请表：机构名称____".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def write(folder: Path) -> Path:
    """A policy with a form and a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "materials.md").write_text(POLICY, encoding="utf-8")
    (folder / "申请表.txt").write_bytes(FORM)
    (folder / "步骤.png").write_bytes(PICTURE)
    return folder


def published(content: bytes, ending: str) -> str:
    """Where a file stands on the site."""
    return f"/files/{hashlib.sha256(content).hexdigest()[:16]}{ending}"


def require_live(portal: TestPortal) -> None:
    """The page leads to both files, and they are what lay beside the text."""
    page = portal.page("policy/materials/index.html")
    form, picture = published(FORM, ".txt"), published(PICTURE, ".png")
    assert f'<a href="{form}" download="申请表.txt">申请表</a>' in page
    assert f'<a href="{form}">申请表</a>，流程' in page
    assert f'<img alt="流程图" src="{picture}">' in page
    assert hashlib.sha256(FORM).hexdigest() in page and "TXT" in page
    assert (portal.public / form.lstrip("/")).read_bytes() == FORM
    assert (portal.public / picture.lstrip("/")).read_bytes() == PICTURE
    record = (portal.public / "policy" / "materials" / "record.json").read_text("utf-8")
    assert f"申请表 申请表.txt sha256:{hashlib.sha256(FORM).hexdigest()}" in record


def test_files_in_content_are_published_under_their_digest(tmp_path: Path) -> None:
    """A changed file is a new version of its document; a missing one stops the build."""
    portal = make_portal(tmp_path / "portal", content=True)
    content = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, content)
    write(content / "policies")
    portal.publish(small_tables(), release_info())
    portal.build()
    require_live(portal)

    (content / "policies" / "申请表.txt").write_bytes(FORM + b"2")
    portal.build()
    history = portal.page("policy/materials/history.html")
    assert "附件" in history and not (portal.public / published(FORM, ".txt").lstrip("/")).exists()

    (content / "policies" / "申请表.txt").unlink()
    with pytest.raises(DataError) as refused:
        portal.build()
    assert [str(each) for each in refused.value.problems] == [
        "content/policies/materials.md:7 附件: no file 申请表.txt lies beside it"
    ]

    (content / "policies" / "申请表.txt").write_bytes("联系13812345678".encode())
    with pytest.raises(DataError) as refused:
        portal.build()
    assert [str(each) for each in refused.value.problems] == [
        "content/policies/申请表.txt:1: looks like a mobile number (手机号)"
    ]


def test_a_file_that_no_document_names_is_named(tmp_path: Path) -> None:
    """It would be published by nobody's decision, or be lost."""
    folder = write(tmp_path / "content" / "policies")
    (folder / "底稿.docx").write_bytes(b"PK\x03\x04")
    (problem,) = (p for p in read_content(tmp_path / "content").problems if p.file.endswith("docx"))
    assert problem.why.startswith("is not read: no document beside it names it under 附件")


def test_files_travel_inside_a_signed_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Packed with their digests, received, published; the next release keeps them."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    folder = tmp_path / "2026-06"
    write(folder / "documents")
    settings = PACK_TOML.replace("release = 1", "release = 2").replace("2026-03-", "2026-06-")
    (folder / "pack.toml").write_text(settings, encoding="utf-8")
    command = [
        "pack",
        str(folder),
        "--out",
        str(tmp_path),
        "--keys",
        str(tmp_path / "keys"),
        "--portal",
        str(portal.deployment.folder),
    ]
    assert main(command) == 0, capsys.readouterr().err
    export = tmp_path / "371500-0002.zip"
    portal.receive(portal.sign(export))
    portal.build()
    require_live(portal)

    (folder / "documents" / "步骤.png").unlink()
    (folder / "documents" / "申请表.txt").unlink()
    text = POLICY.replace("流程见图", "流程见下图")
    (folder / "documents" / "materials.md").write_text(text, encoding="utf-8")
    settings = settings.replace("release = 2", "release = 3").replace("2026-06-", "2026-07-")
    (folder / "pack.toml").write_text(settings, encoding="utf-8")
    assert main(command) == 0, capsys.readouterr().err

    (folder / "documents" / "草稿.pdf").write_bytes(b"%PDF-1.7")
    assert main(command) == 1
    assert "documents/草稿.pdf: is not read: no document beside it" in capsys.readouterr().err


def test_an_agency_leaves_a_document_with_files_out(tmp_path: Path) -> None:
    """It goes as any other does: what the export said of it is known, files and all."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    folder = tmp_path / "second"
    write(folder / "documents")
    settings = PACK_TOML.replace("release = 1", "release = 2").replace("2026-03-", "2026-09-")
    (folder / "pack.toml").write_text(settings, encoding="utf-8")
    home = str(portal.deployment.folder)
    packed = ["--out", str(tmp_path), "--keys", str(tmp_path / "keys")]
    assert main(["pack", str(folder), *packed, "--portal", home]) == 0
    portal.clock += timedelta(days=40)
    portal.receive(portal.sign(tmp_path / "371500-0002.zip"))
    portal.build()
    assert (portal.public / "policy/materials/record.json").exists()
    portal.publish(small_tables(), msgspec.structs.replace(release_info(3), issued=portal.clock))
    portal.build()
    assert not (portal.public / "policy/materials/record.json").exists()
