"""The folder `content/`, in tests and as it stands in this repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.documents import Graph, check_documents, load_content
from generator.documents.fields import EXPLAINED, FIELDS, WORDS
from generator.model.documents import DocumentKind, InterpretationForm, Validity
from generator.model.problems import DataError

REPOSITORY = Path(__file__).parents[2]
CONTENT = REPOSITORY / "content"
FROM_EXPORTS = {"liaocheng-grades-2026-q3"}


def test_the_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    """A file in another encoding and one without fields are both named."""
    folder = tmp_path / "content"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "a.md").write_bytes("标题".encode("gb18030"))
    (folder / "pages" / "b.md").write_text("no fields", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load_content(folder)
    assert [p.file for p in refused.value.problems] == ["content/pages/a.md", "content/pages/b.md"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("policies/办法.docx", "is not read: no document beside it names it under 附件"),
        ("policies/rule.MD", "is not read: a document is a Markdown file"),
        ("policies/rule.md.txt", "is not read: a document is a Markdown file"),
        ("policies/2024/rule.markdown", "is not read: a document is a Markdown file"),
        ("interpretations/all.zip", "is not read: a document is a Markdown file"),
        ("rule.md", "is not read: documents stand in policies/, interpretations/, pages/"),
        ("polices/rule.md", "is not read: documents stand in policies/, interpretations/, pages/"),
        ("pages", "is a file; a folder has to stand here"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, name: str, why: str) -> None:
    """A file that a writer believes published and that nobody reads is a fault."""
    file = tmp_path / "content" / name
    file.parent.mkdir(parents=True)
    file.write_text("x", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load_content(tmp_path / "content")
    (only,) = refused.value.problems
    assert f"content/{name}".startswith(only.file)
    assert only.why.startswith(why)


def test_files_that_programs_leave_are_passed_over(tmp_path: Path) -> None:
    """An editor's lock, a desktop's view, a hidden folder of Git are nobody's documents."""
    for name in (".git/x.md", "policies/~$办法.docx", "policies/Thumbs.db", "policies/.DS_Store"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    assert load_content(tmp_path) == ()


def test_pages_that_were_emptied(tmp_path: Path) -> None:
    """The pages of the program would not be what the operator wrote: nothing is filled in."""
    (tmp_path / "pages").mkdir()
    with pytest.raises(DataError, match="pages: holds no page: put the pages back"):
        load_content(tmp_path)


def test_the_content_of_this_repository_is_without_fault() -> None:
    """No error, no warning, and every policy but parts and drafts is complete."""
    documents = load_content(CONTENT)
    assert [str(p) for p in check_documents(documents)] == []
    for policy in (d for d in documents if d.kind is DocumentKind.POLICY):
        assert policy.genre and policy.access and policy.topics and policy.summary, policy.source


def test_the_xingtai_notice_carries_everything() -> None:
    """Its metadata, two plans, an annex, two interpretations, and one number cited for two."""
    graph = Graph(load_content(CONTENT))
    notice = graph.resolve("邢政办发〔2020〕3号")
    assert notice is not None and notice.lang == "zh-Hant"
    assert notice.index_number == "000014349/2020-00024"
    assert notice.topics == ("卫生", "医药管理", "儿童")
    assert all(part.document for part in graph.attachments(notice))
    assert len(graph.attachments(notice)) == 3
    assert len(graph.interpretations_of(notice)) == 2
    cited = graph.cites(notice)
    assert [c.written.split("《")[0] for c in cited[:2]] == ["冀政办发〔2019〕2号"] * 2
    # Its text names the two plans that it issues.
    slugs = [c.document.slug for c in cited[2:] if c.document]
    assert slugs == ["xingtai-2020-medical-supervision", "xingtai-2020-infant-care"]
    plan = graph.document("xingtai-2020-infant-care")
    assert plan is not None
    assert [m.year for m in plan.milestones] == [2020, 2022, 2025]


def test_the_content_shows_every_case_a_site_must_show() -> None:
    """A repealed document with its successor, a draft, six issuers, four forms, five fields."""
    documents = load_content(CONTENT)
    graph = Graph(documents)
    repealed = [d for d in documents if d.validity is Validity.REPEALED]
    assert repealed and all(by and by.document for by in map(graph.repealed_by, repealed))
    assert any(d.validity is Validity.DRAFT and d.consultation_ends for d in documents)
    assert max(len(d.issuers) for d in documents) == 6
    shown = {d.form for d in documents if d.form}
    assert shown == set(InterpretationForm) - {InterpretationForm.VIDEO}
    for field in ("filing", "grade", "fees", "places"):
        assert graph.explaining(field, "371502000000"), field
    assert graph.explaining("demonstration", "620100000000")


def test_the_guide_for_officials_lists_every_field_and_word() -> None:
    """Nobody has to read the code to know what may be written."""
    guide = (REPOSITORY / "docs" / "writing-policies.md").read_text(encoding="utf-8")
    for field in FIELDS:
        assert re.search(rf"{field.chinese[0]}\**? \| {field.name} \|", guide), field.name
    for words in (*WORDS.values(), *EXPLAINED.values()):
        assert words[0] in guide


def test_the_coverage_list_names_documents_that_exist() -> None:
    """A renamed document does not leave a dead path behind."""
    coverage = (REPOSITORY / "docs" / "coverage.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`/(?:policy|interpretation|about)/([a-z0-9-]+)/`", coverage))
    assert named - FROM_EXPORTS <= {document.slug for document in load_content(CONTENT)}
