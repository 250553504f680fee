"""The public SQLite file explains itself, and every figure of the site can be counted from it."""

from __future__ import annotations

import asyncio
import csv
import dataclasses
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path

import msgspec
import pytest
from datasette.app import Datasette
from msgspec.structs import replace

from generator.build.open_context import open_context
from generator.documents.graph import Graph
from generator.model.release import CHINA
from generator.model.tables import PublishedTotal
from generator.model.vocabulary import TotalIndicator
from generator.pages.data.dictionary import described_tables
from generator.pages.data.document_rows import link_rows
from generator.pages.figures.behind import MAX_LISTED, inside_of
from generator.pages.figures.quality import quality_pages
from generator.pages.figures.quality_views import QualityView
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.portal.folder import Deployment
from generator.rules.reconciliation import counted, gap
from generator.store.facility_facts import counted_in
from generator.store.figures.quality import HISTORY, MEASURES, over_time
from generator.store.public.full_text import grams
from generator.store.public.views import VIEWS
from generator.store.queries import rows


@pytest.fixture
def file(demo: Deployment) -> Path:
    """The file of the demonstration."""
    return demo.site / "current" / urls.file_of(urls.DATABASE)


@pytest.fixture
def data(file: Path) -> Iterator[sqlite3.Connection]:
    """It, opened as anybody would."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def test_every_figure_is_what_its_query_gives(data: sqlite3.Connection) -> None:
    """Of the whole site and of each region, those that are 0 too."""
    wrong = []
    for name, value, sql in data.execute("SELECT name, value, sql FROM numbers").fetchall():
        found = data.execute(sql).fetchone()
        if (found[0] if found else None) != value:
            wrong.append((name, value, found))
    assert wrong == []
    queries = dict(data.execute("SELECT name, region_sql FROM numbers WHERE region_sql <> ''"))
    stated = {
        (region, name): value
        for region, name, value in data.execute("SELECT * FROM numbers_by_region")
    }
    assert {name for _, name in stated} <= queries.keys()
    for region in ("371500000000", "371502000000", "371502001000", "110105000000", "410193000000"):
        for name, sql in queries.items():
            counted = data.execute(sql, {"region": region}).fetchone()[0]
            assert counted == stated.get((region, name), 0), (region, name)


def test_pages_show_those_figures(data: sqlite3.Connection, demo: Deployment) -> None:
    """The page of figures has each of them, and the pages that it names exist."""
    page = (demo.site / "current" / urls.file_of(urls.NUMBERS)).read_text("utf-8")
    for name, where in data.execute("SELECT name, page FROM numbers"):
        assert f'id="{urls.number(name).partition("#")[2]}"' in page
        assert (demo.site / "current" / urls.file_of(where)).exists()
    told = (demo.site / "current" / urls.file_of(urls.STATISTICS)).read_text("utf-8")
    filed = data.execute("SELECT value FROM numbers WHERE name = 'filed'").fetchone()[0]
    assert str(filed) in told


def test_references_hold(data: sqlite3.Connection) -> None:
    """Every foreign key leads to a row, and the file is sound."""
    assert data.execute("PRAGMA foreign_key_check").fetchall() == []
    assert data.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    own = data.execute("PRAGMA foreign_key_list(grades)").fetchall()
    assert {row[2] for row in own} == {"facilities", "schemes", "grades"}


def test_the_dictionary_is_whole(data: sqlite3.Connection) -> None:
    """Each table, view and column of the file stands in it, and nothing else."""
    hidden = re.compile("sqlite_|_text")
    names = {
        name
        for (name,) in data.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        )
        if not hidden.search(name)
    }
    assert names == {name for (name,) in data.execute("SELECT name FROM tables")}
    for name in names:
        columns = [row[1] for row in data.execute(f"PRAGMA table_info({name})")]
        listed = data.execute(
            "SELECT name FROM columns WHERE table_name = ? ORDER BY number", (name,)
        )
        assert columns == [column for (column,) in listed], name
    empty = "SELECT name FROM tables WHERE title = '' OR english = '' OR about = ''"
    assert data.execute(empty).fetchall() == []
    assert data.execute("SELECT * FROM columns WHERE title = '' OR about = ''").fetchall() == []


def test_every_word_is_in_the_vocabulary(data: sqlite3.Connection) -> None:
    """What stands in a column with a vocabulary is one of its words, in both languages."""
    known: dict[str, set[str]] = {}
    for vocabulary, word, title, english in data.execute(
        "SELECT vocabulary, word, title, english FROM vocabulary"
    ):
        known.setdefault(vocabulary, set()).add(word)
        assert title and english
    worded = "SELECT table_name, name, vocabulary FROM columns WHERE vocabulary <> ''"
    for table, column, vocabulary in data.execute(worded).fetchall():
        cells = data.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
        words = {word for (cell,) in cells for word in cell.split("|")}
        assert words <= known[vocabulary] | {""}, (table, column)


@pytest.mark.parametrize("words", ["阳光", "东昌府", "幼儿园托班", "冠县 托育"])
def test_some_characters_of_a_name_are_found(data: sqlite3.Connection, words: str) -> None:
    """Two to four in a row, more in parts, whatever stands around them."""
    parts = [part[at : at + 4] for part in words.split() for at in range(0, len(part), 4)]
    asked = " ".join(f'name:"{part}"' for part in parts if len(part) > 1)
    found = "SELECT name FROM facilities WHERE number IN"
    found += " (SELECT rowid FROM facilities_text WHERE facilities_text MATCH ?)"
    names = {name for (name,) in data.execute(found, (asked,))}
    everyone = {name for (name,) in data.execute("SELECT name FROM facilities")}
    assert names == {n for n in everyone if all(part in n for part in parts if len(part) > 1)}
    assert names


def test_words_of_other_scripts_stay_whole() -> None:
    """What is no Chinese is one word; a single character is found as itself."""
    assert grams("Me&Mi幼儿园").split() == ["Me", "Mi", "幼儿", "儿园", "幼儿园"]
    assert grams("园") == "园"
    assert grams(None) == ""


def test_every_view_answers(data: sqlite3.Connection) -> None:
    """With the columns that are described; in the demonstration each has something to show, but
    for late interpretations: those of the demonstration came in time.
    """
    for view in VIEWS:
        cursor = data.execute(f"SELECT * FROM {view.name}")
        assert [each[0] for each in cursor.description] == [each.name for each in view.columns]
        late = view.name == "late_interpretations"
        assert (cursor.fetchone() is None) == late, view.name


def test_views_say_what_the_rules_say(data: sqlite3.Connection, demo: Deployment) -> None:
    """What speaks against an institution is what its page says of it."""
    late = data.execute("SELECT name, due, taken_days FROM filing_clocks WHERE missed").fetchall()
    assert all(taken is None or taken > 5 for _, _, taken in late)
    over = data.execute("SELECT prepayment, cap, page FROM prepayment_above_cap").fetchone()
    assert over[0] > over[1]
    page = demo.site / "current" / urls.file_of(over[2])
    assert "预收" in page.read_text("utf-8")


def test_changes_say_which_row_which_unit_and_why(data: sqlite3.Connection) -> None:
    """A fee names item and unit, a grade its scheme; a correction its notice and its entries."""
    fee = data.execute(
        "SELECT sentence, unit FROM changes WHERE table_name = 'fees' AND column_name = 'amount'"
    ).fetchone()
    assert re.search(r"：\S+费 [\d,]+ → [\d,]+ 元/月（[+−]\d+%）。$", fee[0])
    assert fee[1] == "元/月"
    grade = data.execute(
        "SELECT sentence FROM changes WHERE table_name = 'grades' AND heading = 'downgraded'"
    ).fetchone()[0]
    assert re.search(
        r"：聊城市托育机构卫生监督量化分级 \S+ → \S+（\d{4}-\d\d-\d\d 评定）。$", grade
    )
    corrected = data.execute(
        "SELECT explained_by, leaf_before, leaf_after FROM changes WHERE explained_by <> ''"
    ).fetchone()
    assert corrected[1] < corrected[2]
    notice = "SELECT kind FROM notices WHERE notice_id = ?"
    assert data.execute(notice, (corrected[0],)).fetchone() == ("correction",)
    silent = data.execute("SELECT explained_by FROM changes WHERE unexplained").fetchall()
    assert silent and {why for (why,) in silent} == {None}


def late_on_the_page(context: Context) -> int:
    """How many interpretations the page of quality says came late."""
    (page,) = [page for page in quality_pages(context) if page.path == urls.QUALITY]
    _, view = page.make()
    assert isinstance(view, QualityView)
    return len(view.late)


def test_late_interpretations_are_those_after_three_working_days(demo: Deployment) -> None:
    """On the third day in time, on the fourth late; the page of quality says both days."""
    for day, late in ((date(2024, 1, 19), 0), (date(2024, 1, 22), 1)):
        with open_context(demo) as context:
            documents = tuple(
                replace(each, published=datetime.combine(day, time(10), CHINA))
                if each.slug == "quality-standard-explained"
                else each
                for each in context.documents
            )
            graph = Graph(documents)
            moved = dataclasses.replace(context, documents=documents, graph=graph)
            rows = [row for row in link_rows(moved) if row[0] == "quality-standard-explained"]
            assert [row[-2:] for row in rows if row[1] == "interprets"] == [("2024-01-19", late)]
            assert late_on_the_page(moved) == late


async def shown(file: Path, paths: list[str]) -> list[str]:
    """Pages of Datasette with the metadata that lies beside the file."""
    metadata = msgspec.json.decode((file.parent / "metadata.json").read_bytes())
    served = Datasette([str(file)], metadata=metadata)
    await served.invoke_startup()
    answers = []
    for path in paths:
        answer = await served.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.text[:400])
        answers.append(answer.text)
    return answers


def test_datasette_shows_what_it_is(file: Path) -> None:
    """Titles, meanings, facets and search of the metadata, on real pages of the real program."""
    tables = [f"/gongshi/{table.name}?_size=3" for table in described_tables()]
    first, searched, *others = asyncio.run(
        shown(file, ["/gongshi", "/gongshi/facilities?_search=阳光&_facet=nature", *tables])
    )
    assert "示例" in first or "托育" in first
    assert "机构 Facilities" in searched and "阳光" in searched and "facet" in searched
    assert len(others) == len(tables)


def test_the_page_of_quality_counts_as_the_views_do(
    data: sqlite3.Connection, demo: Deployment
) -> None:
    """District by district and agency by agency, in the table beside the page too."""
    table = (demo.site / "current" / urls.file_of(urls.QUALITY_DATA)).read_text("utf-8-sig")
    rows = [row for row in csv.DictReader(table.splitlines()) if len(row["code"]) == 6]
    for kind, view, column in (
        ("region", "districts", "region_code"),
        ("agency", "authorities", "agency"),
    ):
        cursor = data.execute(f"SELECT * FROM {view}")
        names = [each[0] for each in cursor.description]
        counted = {
            str(found[column])[:6]: found
            for found in (dict(zip(names, row, strict=True)) for row in cursor)
        }
        told = {row["code"]: row for row in rows if row["kind"] == kind}
        assert told.keys() == counted.keys()
        for code, row in told.items():
            for measure in MEASURES:
                assert int(row[measure]) == counted[code][measure], (code, measure)
    whole = [row for row in csv.DictReader(table.splitlines()) if row["kind"] == "site"]
    assert all(int(whole[0][measure]) > 0 for measure in MEASURES), "each has something to show"


def test_over_time_as_the_page_tells_it(data: sqlite3.Connection, demo: Deployment) -> None:
    """The view adds up what the table of districts has; the last day is not the site's own."""
    with open_context(demo) as context:
        told = list(over_time(context.connection))
    cursor = data.execute("SELECT * FROM over_time ORDER BY day")
    names = [each[0] for each in cursor.description]
    assert names == ["day", *HISTORY]
    rows = cursor.fetchall()
    assert rows == [(each.day.isoformat(), *(each.counts[n] for n in HISTORY)) for each in told]
    assert len({row[1:] for row in rows}) > 3, "there is something to see"


def test_the_rows_behind_a_total_are_as_many_as_were_counted(
    data: sqlite3.Connection, demo: Deployment
) -> None:
    """Of every announced total; those with a gap have a page with the facilities."""
    with open_context(demo) as context:
        for agency, total in rows(context.connection, PublishedTotal):
            counts = context.counts[total.region_code]
            inside = inside_of(context, total.region_code)
            found = list(counted_in(context.connection, total, inside, limit=-1))
            of_places = total.indicator is TotalIndicator.PLACES
            many = counts.places_known if of_places else counted(total, counts)
            assert len(found) == many, total
            page = demo.site / "current" / urls.file_of(urls.behind(agency, total.total_id))
            assert page.exists() == bool(gap(total, counts))
            if page.exists():
                text = page.read_text("utf-8")
                assert all(facts.name in text for _, facts in found[:MAX_LISTED])


def test_what_a_release_changed_lies_beside_its_page(
    data: sqlite3.Connection, demo: Deployment
) -> None:
    """The same rows as in the SQLite file, in both forms, to the last cell."""
    folder = demo.site / "current" / "release" / "371500-0003"
    rows = data.execute(
        "SELECT * FROM changes WHERE agency = '371500' AND release = 3 ORDER BY number"
    ).fetchall()
    with (folder / "changes.csv").open(encoding="utf-8-sig", newline="") as source:
        header, *found = csv.reader(source)
    assert found == [["" if cell is None else str(cell) for cell in row] for row in rows]
    lines = (folder / "changes.jsonl").read_text("utf-8").splitlines()
    for line, row in zip(lines, rows, strict=True):
        cells = dict(zip(header, row, strict=True))
        assert msgspec.json.decode(line) == {n: v for n, v in cells.items() if v not in (None, "")}


def test_no_change_hides_behind_others(data: sqlite3.Connection, demo: Deployment) -> None:
    """Each has its heading, long ones pages of their own; the page of a release stays short."""
    folder = demo.site / "current" / "release" / "371500-0003"
    page = (folder / "index.html").read_text("utf-8")
    assert "其他变更" not in page and len(page) < 60_000
    (more,) = re.findall(r'href="/release/371500-0003/(changes-inspections\.html)"', page)
    pages = sorted(folder.glob("changes-inspections*.html"))
    assert folder / more in pages and len(pages) > 1
    told = "".join(each.read_text("utf-8") for each in pages)
    (came,) = data.execute(
        "SELECT count(*) FROM changes c WHERE agency = '371500' AND release = 3"
        " AND table_name = 'inspections' AND what = 'new' AND NOT EXISTS (SELECT 1 FROM changes n"
        " WHERE n.agency = c.agency AND n.release = c.release AND n.table_name = 'facilities'"
        " AND n.what = 'new' AND n.facility_id = c.facility_id)"
    ).fetchone()
    assert told.count("新增检查：") == came > 100
    assert "查出" in told and "未查出问题" in told
