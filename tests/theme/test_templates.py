"""Pages of the theme: what every one of them has, and what the facility page says."""

from __future__ import annotations

import gzip
import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from jinja2 import Environment

from generator.model.vocabulary import FilingStatus
from generator.pages.region.views import ShortList
from generator.pages.shared.assets import scripts, stylesheet
from generator.pages.shared.list_items import region_table
from tests.theme.samples import (
    FACILITY,
    FEES,
    LANGUAGES,
    NO_FACTS,
    POLICY,
    REGION,
    REGIONS,
    RELEASES,
    SAMPLES,
    SCHEME,
    STANDINGS,
    THEME,
    environment,
    head,
    render,
    site,
)

VOID = {"meta", "link", "br", "wbr", "input", "img", "circle", "path", "rect"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def made() -> Environment:
    """The Chinese templates, compiled once."""
    return environment()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_page_has_its_landmarks(made: Environment, name: str) -> None:
    """Language, one heading, skip link, main, navigation, footer; every element closed."""
    page = Page(render(name, made=made))
    assert page.open == []
    assert page.all("html") == [{"lang": "zh-CN"}]
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("footer")) == 1
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert all(nav.get("aria-label") for nav in page.all("nav"))
    identifiers = [a["id"] for _, a in page.elements if "id" in a]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", SAMPLES)
def test_no_page_carries_style_or_script_of_its_own(made: Environment, name: str) -> None:
    """A strict Content-Security-Policy finds nothing to forbid; nothing comes from elsewhere."""
    page = Page(render(name, made=made))
    for tag, attributes in page.elements:
        assert tag != "style" and "style" not in attributes
        assert not [key for key in attributes if key.startswith("on")]
        loaded = attributes.get("src") or (tag == "link" and attributes.get("href")) or ""
        assert attributes.get("rel") == "canonical" or "//" not in str(loaded)
    scripts = page.all("script")
    assert "page.js" in [script.get("src") for script in scripts]
    assert {script["type"] for script in scripts} <= {"module", "application/ld+json"}


@pytest.mark.parametrize("name", SAMPLES)
def test_fictitious_data_says_so(made: Environment, name: str) -> None:
    """The banner stands on every page of a demonstration, and on none of a real site."""
    template, view = SAMPLES[name]
    real = made.get_template(template).render(
        view=view, head=head("页面"), site=replace(site(), fictitious=False)
    )
    assert "演示数据" in render(name, made=made)
    assert "演示数据" not in real


def test_page_tags_and_canonical_address(made: Environment) -> None:
    """The tags of 政府网站发展指引 come from the head in order, the address from the site."""
    page = Page(render("facility", made=made))
    tags = [(m["name"], m["content"]) for m in page.all("meta") if "Site" in (m.get("name") or "")]
    assert tags == list(head("x").tags)
    canonical = [link["href"] for link in page.all("link") if link["rel"] == "canonical"]
    assert canonical == ["https://tuoyu.example.gov.cn/page/"]


def test_empty_footer_fields_are_left_out(made: Environment) -> None:
    """An operator who has no ICP number shows no empty ICP line."""
    bare = replace(site(), icp=None, contact=None, report_href=None)
    html = made.get_template("not_found.html").render(view=None, head=head("x"), site=bare)
    assert "ICP" not in html and "联系方式" not in html and "网站找错" not in html


def test_sections_come_in_the_order_a_parent_asks(made: Environment) -> None:
    """Filed? How good? What was found? What does it cost? Whom does it take? Where?"""
    asked = (
        "filing grades inspections penalties fees ages place demonstration"
        " notices history questions complaints check"
    )
    sections = [s.get("id") for s in Page(render("facility", made=made)).all("section")]
    assert [section for section in sections if section != "door"] == asked.split()


def test_grades_are_never_confused(made: Environment) -> None:
    """Rated, not rated, withheld, never assessed: four marks, four words, four explanations."""
    words = Page(render("facility", made=made)).words
    for expected in (
        "B 级",
        "不予评级：",
        "暂不公开：",
        "未公布等级：",
        "下次评定：2027年3月11日之前。",
    ):
        assert expected in words.replace("\u00a0", " ")
    html = render("facility", made=made)
    for shape in ("square", "bar", "lock", "dashed"):
        assert f'class="mark {shape}"' in html


def test_facility_without_anything_says_so(made: Environment) -> None:
    """没有公布等级信息: not a grade, not an empty space."""
    words = Page(render("facility-bare", made=made)).words
    for expected in (
        "没有公布等级信息。",
        "没有公布这家机构的备案情况",
        "没有公布检查记录",
        "没有公布收费",
        "没有公布电话",
        "没有公布处在公示期的行政处罚",
    ):
        assert expected in words


@pytest.mark.parametrize("status", FilingStatus)
def test_each_filing_status_is_a_sentence(made: Environment, status: FilingStatus) -> None:
    """A reader is told in a sentence what the filing means."""
    view = replace(FACILITY, filing=status)
    html = made.get_template("facility.html").render(view=view, head=head("x"), site=site())
    answer = re.search(r'<p class="answer[^"]*">([^<]+)</p>', html)
    assert answer and answer[1].startswith("这家机构") and answer[1].endswith("。")


def test_prepayment_over_the_cap_names_the_policy(made: Environment) -> None:
    """The excess is in the colour of attention, the policy that sets the cap is linked."""
    html = render("facility", made=made)
    assert '<span class="alert">预收 6\u00a0个月，超过当地上限 3\u00a0个月。</span>' in html
    assert 'href="/policies/1/"' in html
    assert "没有公布退费规定" in html


def test_what_no_fee_says_is_said_once(made: Environment) -> None:
    """Silence about prepayment and refunds is one sentence, not one for each fee."""
    view = replace(FACILITY, fees=(FEES[0], FEES[3], FEES[3], FEES[3]))
    html = made.get_template("facility.html").render(view=view, head=head("x"), site=site())
    assert html.count("没有公布预收几个月和退费规定") == 1


def test_history_reads_as_sentences(made: Environment) -> None:
    """A grade went from one to another; a change of the record names the row, both values, why."""
    words = Page(render("facility", made=made)).words.replace("\u00a0", " ")
    for expected in (
        f"{SCHEME.title}：由 B 级改为 C 级。",
        f"{SCHEME.title}：再次评定，仍为 B 级。",
        f"{SCHEME.title}：首次评定，不予评级。",
        "“保育费”的金额由“1680”改为“1880”。",
        "日常检查，查出 1 项，都已整改。",
        "准予备案，聊城市卫生健康委员会。",
        "没有公布原因。",
    ):
        assert expected in words


def test_a_long_history_is_folded(made: Environment) -> None:
    """The newest eight events stand open, the others behind a summary that counts them."""
    html = render("facility", made=made)
    history = html[html.index('<section id="history">') : html.index('<section id="questions">')]
    assert history.count("<time>") == len(FACILITY.events)
    opened, folded = history.split("<details>")
    assert opened.count("<time>") == 8
    assert f"更早的\u00a0{len(FACILITY.events) - 8}\u00a0条" in folded


def test_words_are_explained_where_they_stand(made: Environment) -> None:
    """A fold in each section says what its words mean and which documents explain it."""
    html = render("facility", made=made)
    filing = html[html.index('<section id="filing">') : html.index('<section id="grades">')]
    assert "什么是备案、备案编号，解读" in filing
    assert "<dt>备案</dt><dd>用一句话说清这个词。</dd>" in filing
    assert POLICY.title in filing.split("<details")[1]
    without = made.get_template("facility.html").render(
        view=replace(FACILITY, terms={}, explained_by={}), head=head("x"), site=site()
    )
    assert "什么是" not in without


def test_releases_read_as_sentences(made: Environment) -> None:
    """What did not happen is not counted."""
    words = Page(render("releases", made=made)).words
    assert "2026年11月20日发布。新增" in words.replace("\u200b", "")
    quiet = replace(
        RELEASES[0], new=0, closed=0, unpublished=0, upgraded=0, downgraded=0, unexplained=0
    )
    view = replace(SAMPLES["releases"][1], releases=(quiet, replace(quiet, changed=0)))
    html = made.get_template("releases.html").render(view=view, head=head("x"), site=site())
    assert "机构有变化。" in html and "机构没有变化。" in html
    assert "升级" not in html and "终止" not in html


def test_regions_where_nothing_operates_are_folded(made: Environment) -> None:
    """A table of noughts tells nothing; the regions stay within reach."""
    nowhere = replace(REGIONS[0], name="空县", facts=NO_FACTS, distribution=None)
    view = replace(REGION, children=region_table((*REGIONS, nowhere)))
    html = made.get_template("region.html").render(view=view, head=head("x"), site=site())
    regions = html[html.index('<section id="regions">') :]
    table, rest = regions.split("</table>", 1)
    assert "空县" not in table
    assert "空县" in rest.split("</section>", 1)[0]


def test_a_list_without_grades_says_so_once(made: Environment) -> None:
    """A register without grades keeps no room for marks and does not repeat itself."""
    bare = tuple(replace(item, marks=()) for item in REGION.facilities)
    none = ShortList((), 0)
    view = replace(REGION, facilities=bare, best=none, not_rated=none, overdue=none)
    html = made.get_template("region.html").render(view=view, head=head("x"), site=site())
    assert html.count("这些机构没有公布等级") == 1
    assert "无等级信息" not in html


def test_page_says_where_it_comes_from(made: Environment) -> None:
    """Agency, release, path and digest stand at the end of the page."""
    words = Page(render("facility", made=made)).words
    for expected in ("第 12\u00a0次发布", FACILITY.source.path, FACILITY.source.sha256):
        assert expected in words


def test_page_says_why_an_export_may_not_be_there(made: Environment) -> None:
    """The export is named without a link; where exports are, and which ones no longer."""
    page = Page(render("facility", made=made))
    assert "其中有处罚已过公示期的，依规定不再提供" in page.words
    assert "/data/" in [link["href"] for link in page.all("a")]


def test_hostile_text_stays_text(made: Environment) -> None:
    """Markup in a name or a note is shown, not obeyed."""
    evil = "<script>alert(1)</script>"
    view = replace(FACILITY, name=evil, address=evil, standings=STANDINGS[:1])
    html = made.get_template("facility.html").render(view=view, head=head(evil), site=site())
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 3


def scripts_of(html: str) -> dict[str, bytes]:
    """The modules that a page loads at once, with those that they import, as they are served."""
    folder, assets = scripts(THEME)
    served = {asset.path.removeprefix(folder): asset.content for asset in assets}
    wanted = [str(each["src"]) for each in Page(html).all("script") if "src" in each]
    found: dict[str, bytes] = {}
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = served[name]
            paths = re.findall(r'from\s*"(\.[\w./]+\.js)"', served[name].decode())
            wanted += [posixpath.normpath(f"{posixpath.dirname(name)}/{path}") for path in paths]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_facility_page_is_light(language: str) -> None:
    """What it takes to read the richest facility page, compressed, fits into 20 kB.

    The modules of "check this page" come on top of that and hold up nobody who reads.
    """
    html = render("facility", language)
    modules = scripts_of(html)
    needed = (html.encode(), stylesheet(THEME).content, modules.pop("page.js"))
    sizes = [len(gzip.compress(part, 9)) for part in needed]
    beside = sum(len(gzip.compress(part, 9)) for part in modules.values())
    assert sizes[1] <= 9_000
    assert sum(sizes) <= 20_000
    assert sum(sizes) + beside <= 23_000


@pytest.mark.parametrize("filed", [True, False])
def test_near_by_asks_for_filed_ones_only_where_any_is(made: Environment, filed: bool) -> None:
    """A register that says nothing of filing would else have nothing near anybody."""
    template, view = SAMPLES["near"]
    page = Page(
        made.get_template(template).render(
            site=site(), head=head("附近"), view=replace(view, filed=filed)
        )
    )
    (box,) = (each for each in page.all("input") if each.get("name") == "filed")
    assert ("checked" in box) == filed


def test_what_the_operator_wrote_names_the_operator(made: Environment) -> None:
    """A page of `content/pages` stands above a foot that speaks of signed exports."""
    words = Page(render("page", made=made)).words
    assert f"这一页由{site().organiser}撰写，不在主管部门签名的数据里。" in words
