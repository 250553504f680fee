"""A portal in English: no Chinese word of the interface shows on any page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest

from generator.model.tables import Row
from tests.factory_portal import Tables, TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow

CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]+")
META = re.compile(r"<meta [^>]*>")
"""The tags of 政府网站发展指引, whose values are Chinese on every site."""
SETTINGS = 'name = "Childcare register"\naddress = "http://localhost:8000"\nlanguage = "en"\n'
GLOSSARY = """---
标题: Glossary
链接名: glossary
摘要: The words of this site.
---
| Word | Meaning |
|---|---|
| filing | Telling the health commission that the facility exists |
| place | Room for one child |
"""


def latin(text: str) -> str:
    """The text with every Chinese run as a name of its own, the same each time."""
    return CHINESE.sub(lambda run: f"N{hashlib.sha256(run[0].encode()).hexdigest()[:6]}", text)


def translated(row: Row) -> Row:
    """A row without Chinese; members of vocabularies stay."""
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    texts = {
        name: latin(value)
        for name, value in values.items()
        if isinstance(value, str) and not isinstance(value, StrEnum)
    }
    return msgspec.structs.replace(row, **texts)


def english_tables() -> Tables:
    """The small tables with names in Latin letters."""
    return {name: [translated(row) for row in rows] for name, rows in small_tables().items()}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A portal whose operator, agency and data speak English."""
    made = make_portal(tmp_path_factory.mktemp("english") / "portal")
    made.deployment.settings.write_text(SETTINGS, encoding="utf-8")
    pages = made.deployment.folder / "content" / "pages"
    pages.mkdir(parents=True)
    (pages / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    info = release_info()
    english = {"agency": "Health commission", "reviewed_by": "A. Reviewer"}
    made.publish(english_tables(), msgspec.structs.replace(info, **english))
    changed = english_tables()
    changed["fees"] = [msgspec.structs.replace(fee, amount=1980) for fee in changed["fees"]]
    made.publish(changed, msgspec.structs.replace(release_info(2, day=8), **english))
    made.build()
    return made


def leftovers(public: Path) -> Iterator[tuple[str, str]]:
    """(page, Chinese words) of every page, outside the tags that have to be Chinese."""
    for page in sorted(public.rglob("*.html")):
        text = META.sub("", page.read_text(encoding="utf-8"))
        yield from ((str(page.relative_to(public)), words) for words in CHINESE.findall(text))


def test_no_page_shows_a_chinese_word(portal: TestPortal) -> None:
    """Data aside, everything on every page comes from the catalogue of the site's language."""
    assert not list(leftovers(portal.public))


def test_words_are_explained_from_the_operators_glossary(portal: TestPortal) -> None:
    """The page of terms in the site's own language is where explanations come from."""
    page = next((portal.public / "f").rglob("F1.html")).read_text(encoding="utf-8")
    assert "What is meant by filing" in page
    assert "<dd>Telling the health commission that the facility exists</dd>" in page


def test_history_reads_in_english(portal: TestPortal) -> None:
    """A fee that rose is told with its item, both amounts and the way to the release."""
    page = next((portal.public / "f").rglob("F1.html")).read_text(encoding="utf-8")
    fee = latin("保育费")
    assert f"{fee}, Yuan changed from “1880 yuan/month” to “1980 yuan/month”." in page
    assert 'href="/release/371500-0002/"' in page
