"""Drafts: whole on the disk, kept in versions, never overwritten in silence."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.desk.writing.draft import KEPT_VERSIONS, Conflict, Draft, text_digest
from generator.desk.writing.drafts import Drafts
from generator.desk.writing.paragraphs import As, blocks_of, replace_block
from generator.model.problems import UsageError
from tests.desk.conftest import MONDAY, Clock

TEXTS = st.text(st.sampled_from("一二a# \n-|"), max_size=60)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A new draft of a document."""
    return Drafts(tmp_path / "drafts").begin("document", "通知", "李文", MONDAY)


def test_a_writer_who_was_overtaken_gets_both_texts(draft: Draft, clock: Clock) -> None:
    """Theirs stays, mine is kept as a version, and nothing is lost."""
    base = draft.write("policy.body", "一", None, clock())
    draft.write("policy.body", "二", base, clock())
    with pytest.raises(Conflict) as refused:
        draft.write("policy.body", "三", base, clock())
    assert (refused.value.theirs, refused.value.mine) == ("二", "三")
    assert refused.value.digest == text_digest("二")
    assert draft.text("policy.body") == "二"
    kept = {draft.version_text("policy.body", v.name): v.refused
            for v in draft.versions("policy.body")}  # fmt: skip
    assert kept == {"一": False, "三": True}


def test_the_last_versions_are_kept(draft: Draft, clock: Clock) -> None:
    """One a minute while somebody types, twenty at most."""
    for number in range(60):
        draft.write("policy.body", f"第{number}版", None, clock())
        clock.later(seconds=2 if number < 30 else 120)
    versions = draft.versions("policy.body")
    assert len(versions) == KEPT_VERSIONS
    assert draft.version_text("policy.body", versions[0].name) == "第58版"


def test_two_writers_at_once_lose_nothing(draft: Draft) -> None:
    """Each of many writes ends as the text, or as a version."""
    said: list[str] = []

    def write(who: int) -> None:
        for number in range(20):
            text = f"{who}-{number}"
            try:
                draft.write("policy.body", text, draft.digest("policy.body"), MONDAY)
            except Conflict:
                said.append(text)

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = {draft.version_text("policy.body", v.name)
               for v in draft.versions("policy.body") if v.refused}  # fmt: skip
    assert set(said[-5:]) <= refused or len(said) > KEPT_VERSIONS or not said


@pytest.mark.parametrize("part", ["../draft", "a/b", "", "Policy.body", "policy.body.x"])
def test_a_part_is_a_name_and_nothing_else(draft: Draft, part: str) -> None:
    """No address leads out of the draft."""
    with pytest.raises(UsageError):
        draft.write(part, "x", None, MONDAY)


def test_the_content_digest_follows_every_part_and_file(draft: Draft) -> None:
    """What a review speaks of: not what is said of the draft, but all that it holds."""
    seen = {draft.content_digest()}
    draft.write("policy.body", "一", None, MONDAY)
    seen.add(draft.content_digest())
    draft.put_file("表.docx", b"x", MONDAY)
    seen.add(draft.content_digest())
    draft.put_file("表.docx", b"y", MONDAY)
    seen.add(draft.content_digest())
    draft.submit()
    draft.rename("别的标题")
    seen.add(draft.content_digest())
    assert len(seen) == 4


@given(TEXTS)
def test_a_block_that_is_saved_as_it_is_changes_no_character(text: str) -> None:
    """An untouched text is never written otherwise, whatever it is."""
    for number, block in enumerate(blocks_of(text)):
        assert replace_block(text, number, block.text, As.OTHER).rstrip() == text.rstrip()


@given(TEXTS, TEXTS)
def test_changing_a_block_leaves_the_others(text: str, words: str) -> None:
    """Before and after it stand the same characters."""
    for number, block in enumerate(blocks_of(text)):
        changed = replace_block(text, number, words, As.TEXT)
        assert changed.startswith(text[: block.start])
        after = text[block.end :] if words.strip() else ""
        assert changed.endswith(after)


def test_a_paragraph_becomes_a_heading_and_back() -> None:
    """Only its mark changes; a block without words goes, with the blank line behind it."""
    text = "第一段\n\n一、总则\n\n第三段\n"
    heading = replace_block(text, 1, "一、总则", As.FIRST)
    assert heading == "第一段\n\n## 一、总则\n\n第三段\n"
    assert blocks_of(heading)[1].kind is As.FIRST
    assert replace_block(heading, 1, "一、总则", As.TEXT) == text
    assert replace_block(text, 1, "", As.TEXT) == "第一段\n\n第三段\n"
    with pytest.raises(UsageError):
        replace_block(text, 9, "x", As.TEXT)
