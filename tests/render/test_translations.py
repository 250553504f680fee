"""The catalogues: every word of the interface is there, in both languages."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from generator.model import documents, vocabulary
from generator.model.problems import DataError
from generator.model.tables import TABLES
from generator.model.vocabulary import FilingStatus, OperatingStatus
from generator.pages.shared.site import SECTIONS
from generator.render.translations import load_catalogue, word_filter
from generator.rules.news import News
from tests.theme.samples import LANGUAGES, THEME

KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
SHAPES_EXPLAINED = ("bar", "lock", "dashed")
Key = tuple[str | None, str]


def catalogue(language: str) -> Catalog:
    """The `.po` file of a language as it stands."""
    path = THEME / "locale" / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        return read_po(source, locale=language.replace("-", "_"))


def template_messages() -> Iterator[Key]:
    """Context and msgid of every literal message of every template."""
    found = extract_from_dir(
        THEME / "templates",
        method_map=[("**.html", "jinja2.ext:babel_extract")],
        options_map={"**.html": {"trim_blocks": "true", "newstyle_gettext": "true"}},
        keywords=KEYWORDS,
    )
    for _, _, message, _, context in found:
        yield context, message[0] if isinstance(message, tuple) else message


def vocabulary_messages() -> Iterator[Key]:
    """Context and msgid of every member that a page can name, and of every closed set of keys."""
    for module in (vocabulary, documents):
        for name, enum in inspect.getmembers(module, inspect.isclass):
            if issubclass(enum, StrEnum) and enum is not StrEnum:
                yield from ((name, member.value) for member in enum)
    for context in ("FilingSentence", "FilingMeaning"):
        yield from ((context, status.value) for status in FilingStatus)
    yield from (("StatusSentence", status.value) for status in OperatingStatus)
    yield from (("ValiditySentence", validity.value) for validity in documents.Validity)
    yield from (("StandingMeaning", shape) for shape in SHAPES_EXPLAINED)
    yield from (("ChangeGroup", news.value) for news in News)
    yield from (("Table", row.table) for row in TABLES)
    yield from (("Section", title) for title in SECTIONS.values())


def missing(language: str, wanted: Iterator[Key]) -> list[Key]:
    """Those without a translation."""
    known = catalogue(language)
    return [
        (context, message)
        for context, message in wanted
        if (entry := known.get(message, context)) is None
        or entry.string is None
        or not all(_strings(entry.string))
    ]


def _strings(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_message_is_translated(language: str) -> None:
    """No page shows a msgid where a reader expects words."""
    assert missing(language, template_messages()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_vocabulary_member_is_translated(language: str) -> None:
    """No page shows `not_filed` where a reader expects 未备案."""
    assert missing(language, vocabulary_messages()) == []


def test_both_catalogues_hold_the_same_messages() -> None:
    """A message that is added to one language is added to the other."""
    chinese, english = (
        {(entry.context, str(entry.id)) for entry in catalogue(language) if entry.id}
        for language in LANGUAGES
    )
    assert chinese == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language: str) -> None:
    """A translation that loses or invents a placeholder would lose or invent a fact."""
    problems = [(entry.id, error) for entry in catalogue(language) for error in entry.check(None)]
    assert problems == []


def test_no_chinese_message_is_left_in_english() -> None:
    """Where the Chinese catalogue repeats the msgid it is a code, not prose."""
    same = [entry.id for entry in catalogue("zh-CN") if entry.id and entry.string == entry.id]
    assert set(same) <= {"WGS84", "GCJ-02", "BD-09"}


def test_word_speaks_the_vocabulary() -> None:
    """`word` finds a member by its enum and value, a string by the context given."""
    word = word_filter(load_catalogue(THEME / "locale", "zh-CN"))
    assert word(FilingStatus.NOT_FILED) == "未备案"
    assert word("fail_open", "FindingState") == "整改中"
    assert word("<b>unheard of</b>", "FindingState") == "<b>unheard of</b>"


def test_missing_catalogue_is_named(tmp_path: Path) -> None:
    """A language without a catalogue is bad data, with the file that was looked for."""
    with pytest.raises(DataError, match=r"fr/LC_MESSAGES/messages\.po: there is no catalogue"):
        load_catalogue(tmp_path, "fr")


def test_broken_catalogue_is_named(tmp_path: Path) -> None:
    """A catalogue that cannot be read is refused with file and line."""
    path = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "a"\nmsgstr "b"\nnonsense\n')
    with pytest.raises(DataError, match=r"messages\.po:\d"):
        load_catalogue(tmp_path, "en")


@pytest.mark.slow
def test_builders_speak_only_known_messages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A whole build asks the catalogue for nothing that it does not hold."""
    from tests.factory_portal import make_portal, release_info, small_tables

    class Strict:
        """What a catalogue falls back to: nothing is allowed to get here."""

        def gettext(self, message: str) -> str:
            raise AssertionError(f"no translation of {message!r}")

    def strict(folder: Path, language: str) -> object:
        found = load_catalogue(folder, language)
        found.add_fallback(Strict())  # type: ignore[arg-type]
        return found

    assemble = importlib.import_module("generator.pages.shared.assemble")
    monkeypatch.setattr(assemble, "load_catalogue", strict)
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
