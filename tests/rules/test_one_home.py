"""A fact is the same in every place where a person meets it."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from generator.exports.schema import columns as columns_of
from generator.model.facts import FacilityFacts
from generator.model.tables import Penalty
from generator.pages.shared import urls
from generator.search.query.engine import search
from generator.search.query.query import Query
from generator.service.server import make_server
from generator.store.facility_facts import ByPlace, listed_facts
from tests.factory_portal import TestPortal, make_portal, release_info
from tests.rules.rows import (
    CLOSED,
    ENDED,
    MANY,
    SAID_NOT,
    SILENT,
    SUSPENDED,
    TOWNSHIP,
    adversarial_tables,
)
from tests.search.asking import ask, node
from tests.service.conftest import PATIENT, Served

pytestmark = pytest.mark.slow

FILED = {MANY: True, ENDED: False, SILENT: None, SUSPENDED: True, CLOSED: True, SAID_NOT: False}
FEE = {MANY: 1880.0, ENDED: None, SILENT: None, SUSPENDED: 1000.0, CLOSED: None, SAID_NOT: 1500.5}
PREPAID = {MANY: 6.0, ENDED: None, SILENT: None, SUSPENDED: None, CLOSED: None, SAID_NOT: 0.0}
FILING_WORDS = {
    MANY: "已备案（有变更）",
    ENDED: "备案已注销",
    SILENT: "未公布是否备案",
    SUSPENDED: "已备案",
    CLOSED: "已备案",
    SAID_NOT: "未备案",
}
EVERYONE = (MANY, ENDED, SILENT, SUSPENDED, CLOSED, SAID_NOT)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A built site of the adversarial rows."""
    made = make_portal(tmp_path_factory.mktemp("one-home") / "portal")
    made.publish(adversarial_tables(), release_info())
    made.build()
    return made


@pytest.fixture(scope="module")
def facts(portal: TestPortal) -> dict[str, FacilityFacts]:
    """What the store has of each facility."""
    with closing(sqlite3.connect(portal.deployment.store)) as connection:
        found = listed_facts(connection, ("", "~"), ByPlace(), limit=-1, offset=0)
        return {each.facility_id: each for _, each in found}


def page(portal: TestPortal, facility: str) -> str:
    """The page of a facility as plain words, without line breaks and hard spaces."""
    return words(portal.page(urls.file_of(urls.facility(facility))))


def words(html: str) -> str:
    """The text of a piece of HTML."""
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", "", html, flags=re.S)
    return re.sub(r"[\s\u00a0\u200b\u2060]+", "", text)


def headline(portal: TestPortal, facility: str) -> dict[str, str]:
    """The four facts at the top of a facility's page, by their names."""
    html = portal.page(urls.file_of(urls.facility(facility)))
    shown = html[html.index('<dl class="facts">') :].split("</dl>")[0]
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd.*?>(.*?)</dd>", shown, re.S)
    return {words(name): words(said) for name, said in pairs}


def listed(portal: TestPortal) -> dict[str, str]:
    """The entries of the township's list, by facility."""
    html = without_concerns(portal.page(urls.file_of(urls.region(TOWNSHIP))))
    section = html[html.index('<section id="facilities">') :].split("</section>")[0]
    entries = re.findall(r"<li>.*?</li>", section, re.S)
    by_link = {re.findall(r'href="([^"]+)"', entry)[0]: words(entry) for entry in entries}
    return {each: by_link[urls.facility(each)] for each in EVERYONE}


def without_concerns(html: str) -> str:
    """A page without the lines of what speaks against each facility."""
    return re.sub(r'<ul class="worst">.*?</ul>', "", html, flags=re.S)


def record(portal: TestPortal, facility: str) -> dict[str, Any]:
    """The file beside a facility's page."""
    found: dict[str, Any] = json.loads(portal.page(urls.file_of(urls.public_record(facility))))
    return found


def yuan(amount: float) -> str:
    """An amount as pages write it."""
    return f"{amount:,.1f}".removesuffix(".0")


def identifiers(found: list[str]) -> set[str]:
    """Facilities of document ids."""
    return {each.removeprefix("f:") for each in found}


@contextmanager
def served(portal: TestPortal) -> Iterator[Served]:
    """The site with its search over HTTP."""
    deployment = portal.deployment
    with make_server(deployment.site, 0, "", index=deployment.index, limits=PATIENT) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Served(server.server_address[1])
        server.shutdown()
        thread.join()


def compared(portal: TestPortal, facility: str, today: str = "2026-09-01") -> dict[str, Any]:
    """What the comparison reads from a facility's file."""
    script = Path("theme/static/js/compare/compare_record.js").resolve().as_uri()
    program = (
        f"import {{ comparedOf }} from {json.dumps(script)};"
        f"const file = {json.dumps(record(portal, facility))};"
        f"console.log(JSON.stringify(comparedOf(file, {json.dumps(today)})));"
    )
    command = [node(), "--input-type=module", "-e", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_facts_are_what_the_rows_say(facts: dict[str, FacilityFacts]) -> None:
    """The rules themselves, once."""
    assert {key: each.filed for key, each in facts.items()} == FILED
    assert {key: each.fee for key, each in facts.items()} == FEE
    assert {key: each.prepayment for key, each in facts.items()} == PREPAID
    assert {key: [g.label for g in each.grades] for key, each in facts.items() if each.grades} == {
        MANY: ["B"], ENDED: ["A"], CLOSED: ["A"],
    }  # fmt: skip
    assert [ratio.rounded for ratio in facts[MANY].ratios] == [4.3, 6.3]
    assert facts[ENDED].ratios == ()
    assert {key for key, each in facts.items() if not each.open} == {SUSPENDED, CLOSED}


@pytest.mark.parametrize("facility", EVERYONE)
def test_page_and_list_say_the_same(portal: TestPortal, facility: str) -> None:
    """Filing, fee and status at the head of the page, in its list, and in no third way."""
    head, entry = headline(portal, facility), listed(portal)[facility]
    assert FILING_WORDS[facility] in entry
    assert head["备案"] in (FILING_WORDS[facility], "未公布")
    assert (head["备案"] == "未公布") == (FILED[facility] is None)
    fee = FEE[facility]
    if fee is None:
        assert "元" not in head["收费"]
        assert "每月" not in entry
    else:
        assert yuan(fee) in head["收费"]
        assert yuan(fee) in entry
    for word, closed in (("停业", SUSPENDED), ("已终止", CLOSED)):
        assert entry.count(word) == (facility == closed) + (closed == SUSPENDED == facility)


def test_an_unstated_status_is_called_so(portal: TestPortal) -> None:
    """On the page, in the list, beside each other and in the search; it is no alert."""
    said = "未公布在营状态"
    assert said in page(portal, SILENT)
    assert said in listed(portal)[SILENT]
    assert sum(said in entry for entry in listed(portal).values()) == 1
    assert (compared(portal, SILENT)["status"], compared(portal, SILENT)["open"]) == (None, True)
    (hit,) = search(portal.deployment.index, Query(text="未言明")).hits
    assert hit.summary["status_unknown"] == said
    assert "status" not in hit.summary
    assert not hit.closed


def test_the_headline_names_its_fee_and_the_longest_term(portal: TestPortal) -> None:
    """The lowest full-day fee with its name; the term above the cap, though of another fee."""
    assert "1,880" in headline(portal, MANY)["收费"]
    assert "大班全日托" in headline(portal, MANY)["收费"]
    assert "预收6个月" in headline(portal, MANY)["收费"]
    assert "预收超过上限" in page(portal, MANY)
    assert "未公布全日托月费" in headline(portal, ENDED)["收费"]
    statistics = words(without_concerns(portal.page("statistics/index.html")))
    assert "多价托育中心" in statistics.split("预收")[-1]


def test_halves_are_rounded_up_everywhere(portal: TestPortal) -> None:
    """17 children and 4 carers are 4.3 on the page, in the record and in the comparison."""
    shown = page(portal, MANY)
    assert "4.3–6.3" in shown
    assert "4.2" not in shown
    said = record(portal, MANY)["facts"]
    assert said["ratios"]["small_toddler"] == {"exact": [17, 4], "rounded": "4.3"}
    assert said["carers"] == compared(portal, MANY)["carers"] == ["4.3", "6.3"]
    assert compared(portal, SAID_NOT)["carers"] == ["3.3", "3.3"]


@pytest.mark.parametrize("facility", EVERYONE)
def test_the_file_beside_the_page_has_the_facts(portal: TestPortal, facility: str) -> None:
    """Beside the sealed record, which has only rows; the comparison shows just these."""
    said, beside = record(portal, facility)["facts"], compared(portal, facility)
    assert (said["filed"], said["fee"] and float(said["fee"])) == (FILED[facility], FEE[facility])
    for name in ("filed", "filing", "filing_day", "fee", "prepayment", "refund", "grades", "open"):
        assert beside[name] == said[name]
    assert set(record(portal, facility)["record"]) <= {
        "facility", "age_groups", "filings", "grades", "inspections", "findings", "penalties",
        "fees", "notices",
    }  # fmt: skip


def test_a_repaired_penalty_is_shown_nowhere(portal: TestPortal) -> None:
    """Not on the page, in the record, among its facts, in the open data; the other one is."""
    hidden, shown = "已修复的事由", "仍在公示的事由"
    file = json.dumps(record(portal, SAID_NOT), ensure_ascii=False)
    table = portal.page(urls.file_of(urls.table("371500", "penalties", "csv")))
    for text in (page(portal, SAID_NOT), file, table):
        assert hidden not in text
        assert shown in text
    said = record(portal, SAID_NOT)["facts"]["penalties"]
    assert said == {"8": {"shown_until": "2026-12-01"}}
    assert compared(portal, SAID_NOT, "2026-12-01")["shown"] == 1
    assert compared(portal, SAID_NOT, "2026-12-02")["shown"] == 0
    with closing(sqlite3.connect(portal.deployment.store)) as store:
        query = "SELECT penalty_id, shown_until FROM penalties"
        assert dict(store.execute(query)) == {"7": "2026-08-30", "8": "2026-12-01"}


def test_faults_have_one_state(portal: TestPortal) -> None:
    """Due by a day, put right, open without a day: on the page and among the facts."""
    shown, said = page(portal, SAID_NOT), record(portal, SAID_NOT)["facts"]
    assert "整改期限2026-04-15" in shown and "逾期未整改" not in shown
    assert (said["open_faults"], said["rectified_faults"]) == (["2026-04-15", None], 1)


QUERIES = (
    Query(filed=True),
    Query(filed=False),
    Query(kinds=("facility",), fee_up_to=1880),
    Query(facets={"grade:hygiene": ("B",)}),
    Query(facets={"grade:hygiene": ("A",)}),
    Query(closed=True),
)
ANSWERS = (
    {MANY, SUSPENDED, CLOSED},
    {ENDED, SAID_NOT},
    {MANY, SUSPENDED, SAID_NOT},
    {MANY},
    {ENDED, CLOSED},
    {CLOSED},
)


def test_all_three_searches_find_by_the_facts(portal: TestPortal) -> None:
    """The command line's, the service's and the browser's; silence is neither yes nor no."""
    index = portal.deployment.index
    own = [identifiers([hit.id for hit in search(index, query).hits]) for query in QUERIES]
    assert tuple(own) == ANSWERS
    addresses = ("filed=true", "filed=false", "kind=facility&fee=1880", "grade.hygiene=B",
                 "grade.hygiene=A", "closed=true")  # fmt: skip
    with served(portal) as site:
        said = [site.fetch(f"/api/search?{address}").json for address in addresses]
        by_id = {hit["id"]: hit for hit in site.fetch("/api/search?kind=facility").json["hits"]}
    assert tuple(identifiers([hit["id"] for hit in each["hits"]]) for each in said) == ANSWERS
    for facility in EVERYONE:
        hit = by_id[f"f:{facility}"]
        assert (hit["filed"], hit["fee"]) == (FILED[facility], FEE[facility])
        assert hit["summary"]["filing"] == FILING_WORDS[facility]
    shards = ask(portal.public / "search", list(QUERIES))
    assert tuple(identifiers(each["ids"]) for each in shards) == ANSWERS


def test_figures_count_by_the_facts(portal: TestPortal) -> None:
    """Four are open: one filed, about one nothing was published; in sentences and tables."""
    for path in (urls.HOME, urls.region(TOWNSHIP), urls.region("371502000000")):
        said = words(portal.page(urls.file_of(path)))
        assert "已公布4家机构" in said
        assert "其中1家未公布在营状态" in said
        assert "其中1家已备案" in said
        assert "其中1家未公布是否备案" in said
        assert "已终止1家" in said
    released = words(portal.page(urls.file_of(urls.regions_then("371500", 1))))
    assert "东昌府区311" in released


def test_open_data_have_the_facts(portal: TestPortal, facts: dict[str, FacilityFacts]) -> None:
    """The SQLite file has what rules make of the rows; its rows and the CSV's are the export's."""
    with closing(sqlite3.connect(portal.public / "data" / "gongshi.sqlite")) as data:
        query = "SELECT facility_id, open, filing, filed, fee, prepayment FROM facts"
        found = {row[0]: row[1:] for row in data.execute(query)}
        columns = [row[1] for row in data.execute("PRAGMA table_info(penalties)")]
    assert found == {
        key: (each.open, each.filing, each.filed, each.fee, each.prepayment)
        for key, each in facts.items()
    }
    own = [column.name for column in columns_of(Penalty)]
    assert columns == [*own, "shown_until", "agency", "since"]
    table = portal.page(urls.file_of(urls.table("371500", "fees", "csv")))
    assert len(list(csv.DictReader(table.splitlines()))) == 7
