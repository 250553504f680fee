"""Lists of regions on the demonstration: their orders, and what is said of a few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.pages.facility.badge import SHAPES as DRAWN
from generator.pages.shared import urls
from generator.pages.shared.scheme_info import SHAPES
from generator.pages.shared.views import OUTLINES
from generator.portal.folder import Deployment

COUNTY = "371502000000"
"""The one county of the demonstration whose list has two pages."""
RANKS = ("disc", "square", "diamond", "bar", "lock", "dashed")


@pytest.fixture(scope="module")
def public(demo: Deployment) -> Path:
    """The live folder of the demonstration."""
    return demo.site / "current"


def listed(public: Path, order: str) -> list[str]:
    """The entries of a county's list, page after page."""
    found: list[str] = []
    for number in (1, 2):
        path = public / urls.file_of(urls.region(COUNTY, number, order))
        page = without_concerns(path.read_text(encoding="utf-8"))
        section = page[page.index('<section id="facilities">') :].split("</section>")[0]
        found += re.findall(r"<li\b.*?</li>", section[section.index('<ul class="list') :], re.S)
    return [entry for entry in found if 'href="/f/' in entry]


def without_concerns(page: str) -> str:
    """A page without the lines of what speaks against each facility."""
    return re.sub(r'<ul class="worst">.*?</ul>', "", page, flags=re.S)


def addresses(entries: list[str]) -> list[str]:
    """Where the entries lead."""
    return [found[1] for entry in entries if (found := re.search(r'href="(/f/[^"]+)"', entry))]


def operating(entries: list[str]) -> list[str]:
    """The entries of facilities that operate; closed ones stand at the end of a sorted list."""
    return [entry for entry in entries if "已终止" not in entry and "停业" not in entry]


def test_each_order_lists_every_facility_once(public: Path) -> None:
    """By place, by grade, by fee: the same facilities."""
    orders = [sorted(addresses(listed(public, order))) for order in ("", "grade", "fee")]
    assert len(set(orders[0])) == len(orders[0]) > 100
    assert orders[0] == orders[1] == orders[2]


def test_by_grade_the_best_come_first(public: Path) -> None:
    """A, B, C, not rated, withheld, never assessed; then what closed."""
    entries = listed(public, "grade")
    shapes = [re.findall(r'class="mark (\w+)"', entry)[0] for entry in operating(entries)]
    assert shapes == sorted(shapes, key=RANKS.index)
    assert set(shapes) >= {"disc", "square", "diamond", "bar", "dashed"}
    assert "已终止" in entries[-1]


def test_by_fee_the_cheapest_come_first(public: Path) -> None:
    """Known fees rise; facilities that publish none follow."""
    entries = operating(listed(public, "fee"))
    fees = [re.search(r"([\d,]+)\s*元/月", entry) for entry in entries]
    known = [int(found[1].replace(",", "")) for found in fees if found]
    assert known == sorted(known)
    assert all(fees[: len(known)])


def test_orders_lead_to_each_other_and_stay_out_of_the_site_map(public: Path) -> None:
    """Each page names the other orders; the site map names each facility list once."""
    page = (public / urls.file_of(urls.region(COUNTY, 1, "grade"))).read_text(encoding="utf-8")
    assert '<span aria-current="true">按等级</span>' in page
    for order in ("", "fee"):
        assert f'href="{urls.region(COUNTY, 1, order)}#facilities"' in page
    maps = "".join(path.read_text(encoding="utf-8") for path in public.glob("sitemap*.xml"))
    assert urls.region(COUNTY, 2) in maps
    assert urls.region(COUNTY, 1, "grade") not in maps


def test_a_short_list_has_one_order(public: Path) -> None:
    """A county whose list fits on one page has no further files."""
    assert not (public / "region" / "371509" / "grade").exists()


def test_lists_say_what_facility_pages_say(public: Path) -> None:
    """Who was never assessed is called so in lists too, with the dashed mark."""
    entry = next(e for e in listed(public, "grade") if "未公布等级" in e)
    assert 'class="mark dashed"' in entry
    page = (public / urls.file_of(addresses([entry])[0])).read_text(encoding="utf-8")
    assert "未公布等级：" in page
    assert "无等级信息" not in entry


def test_what_is_overdue_is_counted_and_not_blamed(public: Path) -> None:
    """The city's page counts all of them, shows the first twenty and says whose task it is."""
    page = (public / urls.file_of(urls.region("371500000000"))).read_text(encoding="utf-8")
    page = without_concerns(page)
    section = page[page.index('<section id="overdue">') :].split("</section>")[0]
    count = re.search(r"([\d,]+)\s*家机构", section)
    assert count and int(count[1].replace(",", "")) > 20
    assert section.count('href="/f/') == 20
    assert "先列\u00a020\u00a0家" in section


def test_nine_ranks_have_nine_marks_of_one_strength() -> None:
    """Told apart by their outlines at 24 pixels, the worst drawn as strongly as the best."""
    assert len(set(SHAPES)) == len(SHAPES) == 9
    assert len(set(OUTLINES.values())) == len(OUTLINES)
    assert all('fill="#' in DRAWN[shape] for shape in SHAPES)
