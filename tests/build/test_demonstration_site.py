"""The demonstration as a whole: every page, every link, the figures that it must show."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import frictionless
import pytest

from generator.build.pipeline import build
from generator.commands.main import main
from generator.demonstration.liaocheng import cases
from generator.demonstration.portal import open_demonstration_key
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from tests.built_once import own_copy
from tests.conftest import NOW, REPOSITORY, made_demo
from tests.factory_portal import TestPortal, rebuilt, tree_digest


class Links(HTMLParser):
    """Every address that a page refers to, and what a strict policy would not let pass."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.forbidden: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect href and src; note inline style, inline script and event handlers."""
        given = dict(attrs)
        self.found += [value for name in ("href", "src", "action") if (value := given.get(name))]
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]
        if given.get("id"):
            self.ids.append(str(given["id"]))
        # Data that no browser runs is no script.
        runs = tag == "script" and given.get("type") != "application/ld+json"
        if tag == "style" or (runs and "src" not in given):
            self.forbidden.append(tag)


@pytest.fixture(scope="session")
def public(demo: Deployment) -> Path:
    """The live folder of the demonstration."""
    return demo.site / "current"


def pages(public: Path) -> Iterator[Path]:
    """Every HTML page."""
    return iter(sorted(public.rglob("*.html")))


def parsed(page: Path) -> Links:
    """A page's links."""
    links = Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def page(public: Path, path: str) -> str:
    """The text of a page by its public path."""
    return (public / urls.file_of(path)).read_text(encoding="utf-8")


def facility(public: Path, identifier: str) -> str:
    """The page of a facility."""
    return page(public, urls.facility(identifier))


def plain(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_link_leads_somewhere(public: Path) -> None:
    """No page refers to a page or file that is not there, nor to a third party."""
    missing: dict[str, str] = {}
    for each in pages(public):
        for href in parsed(each).found:
            path = href.partition("#")[0].partition("?")[0]
            if not path or path.startswith(("tel:", "http://localhost:8000", "geo:", "data:")):
                continue
            if path.startswith(("http:", "https:")):
                continue
            here = "/" + each.relative_to(public).as_posix()
            if not (public / urls.file_of(urljoin(here, path))).exists():
                missing[href] = here
    assert not missing


def test_nothing_needs_a_lax_policy(public: Path) -> None:
    """No inline style, no inline script, no event handler, no identifier twice on any page."""
    for each in pages(public):
        links = parsed(each)
        assert not links.forbidden, each
        assert len(links.ids) == len(set(links.ids)), each


def test_every_page_says_that_it_is_fictitious(public: Path) -> None:
    """The banner stands on every page."""
    for each in pages(public):
        assert "演示数据" in each.read_text(encoding="utf-8"), each


def test_no_page_is_in_english(public: Path) -> None:
    """Every word of the interface is translated: none of the English messages shows through."""
    words = re.compile(
        r">[^<>]*\b(Home|Regions|Policies|Grading|Never|Browse|Releases|Open data)\b"
    )
    for each in pages(public):
        assert not words.search(each.read_text(encoding="utf-8")), each


def test_the_figures_of_liaocheng(public: Path) -> None:
    """621 operating, 346 filed; A 10, B 129, C 147, not rated 19; titles 3, 33, 57."""
    words = plain(page(public, urls.region("371500000000")))
    for figure in ("621", "346", "10", "129", "147", "19"):
        assert re.search(rf"(?<!\d){figure}(?!\d)", words), figure
    with closing(sqlite3.connect(public / "data" / "gongshi.sqlite")) as data:
        counted = data.execute(
            "SELECT count(*) FROM facilities WHERE agency = '371500' AND status = 'operating'"
        ).fetchone()
    assert counted == (621,)


def test_totals_are_reconciled_and_one_gap_is_shown(public: Path) -> None:
    """Published totals stand beside counted rows; exactly one differs."""
    words = page(public, urls.STATISTICS)
    gaps = re.findall(r'<a class="alert" href="(/statistics/totals/[^"]+)"><strong>[+−]\d', words)
    assert len(gaps) == 1
    assert page(public, gaps[0])


def test_the_special_cases(public: Path) -> None:
    """Each special case of the demonstration is told on its page."""
    told = {
        cases.SILENT_CHANGE: "没有公布原因",
        cases.CORRECTED_GRADE: "2025-11-21",
        cases.WITHHELD_GRADE: "暂不公开",
        cases.CLOSED: "已终止",
        cases.OVER_CAP: "超过当地上限",
        cases.REVOKED_TITLE: "撤销",
        cases.PENALTY_PUBLIC: "2027",
    }
    for identifier, words in told.items():
        assert words in facility(public, identifier), (identifier, words)


def test_an_expired_penalty_leaves_no_byte(public: Path, demo: Deployment) -> None:
    """Decision numbers of penalties out of publicity are in no file of the site."""
    with closing(sqlite3.connect(demo.store)) as store:
        gone = store.execute(
            "SELECT decision_number FROM penalties WHERE publicity_ends < '2026-09-10'"
            " OR repaired <= '2026-09-10'"
        ).fetchall()
    assert len(gone) == 2
    needles = [number.encode() for (number,) in gone]
    for each in public.rglob("*"):
        if each.is_file():
            content = each.read_bytes()
            assert not any(needle in content for needle in needles), each


def test_what_coverage_promises_exists(public: Path) -> None:
    """Every path that docs/coverage.md names is a page of the demonstration."""
    text = (REPOSITORY / "docs" / "coverage.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`(/[a-z0-9/.-]*)`", text))
    assert len(paths) > 15
    for path in sorted(paths):
        assert (public / urls.file_of(path)).exists(), path


def test_open_data_are_valid_data_packages(public: Path) -> None:
    """The Frictionless validator accepts the tables of every agency and of the whole site."""
    packages = sorted((public / "data").glob("*/datapackage.json"))
    assert len(packages) == 6
    for package in packages:
        report = frictionless.validate(str(package))
        assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


def test_open_data_in_other_forms(public: Path) -> None:
    """JSON Lines and GeoJSON hold what the CSV holds."""
    folder = public / "data" / "371500"
    lines = (folder / "facilities.jsonl").read_text(encoding="utf-8").splitlines()
    names = {json.loads(line)["name"] for line in lines}
    places = json.loads((folder / "places.geojson").read_text(encoding="utf-8"))
    assert len(lines) == len(places["features"])
    assert {feature["properties"]["name"] for feature in places["features"]} == names


def test_the_required_tags_are_there(public: Path) -> None:
    """Home has the site's tags, a list four more, an article three more, none empty."""
    site = ("SiteName", "SiteDomain", "SiteIDCode")
    column = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
    article = ("ArticleTitle", "PubDate", "ContentSource")
    wanted = {
        urls.HOME: site,
        urls.POLICIES: site + column,
        urls.document_list("policy", "year", "2020"): site + column,
        urls.policy("xingtai-2020-3"): site + column + article,
        urls.policy("xingtai-2020-infant-care"): ("Keywords",),
        urls.interpretation("filing-explained"): site + column + article,
    }
    for path, names in wanted.items():
        for name in names:
            assert re.search(rf'<meta name="{name}" content="[^"]+">', page(public, path)), name
    published = re.search(
        r'"PubDate" content="([^"]+)"', page(public, urls.policy("xingtai-2020-3"))
    )
    assert published and published[1] == "2020-04-22 17:00"


def test_built_twice_the_site_is_the_same(demo: Deployment, public: Path, tmp_path: Path) -> None:
    """From the same archive in another folder, with nothing else: the same bytes, log and all."""
    again = rebuilt(TestPortal(demo), tmp_path / "elsewhere").deployment
    build(again, open_demonstration_key, at=NOW)
    assert tree_digest(again.site / "current") == tree_digest(public)


def test_made_twice_the_data_are_the_same(public: Path, tmp_path: Path) -> None:
    """Made at another time with other keys, all that no key signs is the same."""
    other = made_demo(tmp_path / "elsewhere", NOW + timedelta(days=2)).site / "current"
    kept = [path for path in public.rglob("*") if path.suffix in (".csv", ".jsonl", ".bin", ".xml")]
    assert len(kept) > 100
    for path in kept:
        assert (other / path.relative_to(public)).read_bytes() == path.read_bytes(), path


def test_the_second_demo_does_nothing(
    demo: Deployment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`gongshi demo` on a finished demonstration verifies and says that nothing changed."""
    own = own_copy(demo.folder, tmp_path / "demo")
    assert main(["demo", "--portal", str(own)]) == 0
    assert "Nothing changed" in capsys.readouterr().out


def test_found_from_the_command_line(demo: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    """A piece of a name finds the facility, as JSON too, whose address is its page."""
    with closing(sqlite3.connect(demo.store)) as store:
        identifier, name = store.execute(
            "SELECT facility_id, name FROM facilities WHERE region_code LIKE '371502%' LIMIT 1"
        ).fetchone()
    arguments = ["search", name[2:], "--region", "371502", "--json"]
    assert main([*arguments, "--portal", str(demo.folder)]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert urls.facility(identifier) in [hit["url"] for hit in hits]


def test_a_reply_stands_beside_what_it_answers(public: Path) -> None:
    """What a facility answered to a finding is read where the finding is."""
    html = facility(public, cases.REPLYING)
    inspections = html[html.index('id="inspections"') : html.index('id="penalties"')]
    assert re.search(r"机构 \d{4}年\d{1,2}月\d{1,2}日答复：", plain(inspections))
