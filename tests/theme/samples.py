"""Views for every template, rich and empty, so that each component is drawn in each state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.documents.anchors import Section
from generator.model.vocabulary import (
    AgeClass,
    ConcernKind,
    Crs,
    DemonstrationLevel,
    FacilityKind,
    FeeUnit,
    FilingStatus,
    FindingResult,
    InspectionKind,
    Nature,
    NoticeKind,
    OperatingStatus,
    PenaltyTier,
    RegionLevel,
    SchemeKind,
    ServiceMode,
    Stage,
)
from generator.pages.about.style_page import StyleView
from generator.pages.document import views as views_document
from generator.pages.facility import views as views_facility
from generator.pages.figures import demonstration_views as views_demonstration
from generator.pages.figures import views as views_figures
from generator.pages.region import views as views_region
from generator.pages.region.index import RegionGroup, RegionIndexView
from generator.pages.release import notice_views as views_notices
from generator.pages.release import version_views as views_history
from generator.pages.release import views as views_release
from generator.pages.release.sentences import Sentences
from generator.pages.release.withdrawn import UnpublishedView
from generator.pages.shared import views
from generator.pages.shared.linked_data import linked
from generator.pages.shared.list_items import region_table
from generator.pages.shared.site import SECTIONS, Site, SiteCheck
from generator.pages.shared.views import Count, Link, Mark
from generator.pages.tools.compare_page import CompareView
from generator.pages.tools.filter_choices import Choice, ChoiceGroup
from generator.pages.tools.near_page import NearView
from generator.pages.tools.search_page import SearchView
from generator.render.formats import formats
from generator.render.translations import install, load_catalogue
from generator.rules.filed import is_filed
from generator.rules.findings import FindingState
from generator.rules.title_indicators import ProvincialMean
from tests.theme.data_samples import DATA_SAMPLES

THEME = Path(__file__).parents[2] / "theme"
LANGUAGES = ("zh-CN", "en")
ISSUED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 12)
AGENCY = "聊城市卫生健康委员会"

A, B, C = Mark("disc", "A"), Mark("square", "B"), Mark("diamond", "C")
FURTHER, NOT_RATED = Mark("plain", "D"), Mark("bar", "不予评级")
WITHHELD, NEVER = Mark("lock", "暂不公开"), Mark("dashed", None)
LOW_RISK = Mark("disc", "低风险", SchemeKind.RISK)
CREDIT = Mark("square", "AA", SchemeKind.CREDIT)
MARKS = (A, B, C, FURTHER, NOT_RATED, WITHHELD, NEVER)

SCHEME = Link("聊城市托育机构卫生监督量化分级", "/schemes/hygiene/")
POLICY = Link("量化分级管理办法", "/policies/1/")
UNKNOWN = Link("国办发〔2019〕15号", None)
FACTS = views.Fact(621, 346, 14, 21340, 212, 93)
NO_FACTS = views.Fact(0, 0, 0, None, 0, 0)


def environment(language: str = "zh-CN") -> Environment:
    """The templates as the build compiles them."""
    translations = load_catalogue(THEME / "locale", language)
    made = Environment(
        loader=FileSystemLoader(THEME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    install(made, translations)
    made.filters.update(formats(language, translations))
    made.filters["sentence"] = Sentences(language, translations).sentence
    return made


def site(language: str = "zh-CN") -> Site:
    """A site with every field set."""
    return Site(
        name="托育公示 · 聊城",
        address="https://tuoyu.example.gov.cn",
        root="",
        language=language,
        fictitious=True,
        navigation=tuple((key, title, f"/{key}/") for key, title in SECTIONS.items()),
        version="0.1.0",
        css_hrefs=("site.css",),
        script_href="page.js",
        check=SiteCheck(
            log="/log/",
            key="gongshi.example+00000000+AAAA",
            verify="/about/verify/",
            assets="/assets/list.000000000000.txt#" + "0" * 64,
        ),
        icon_href="icon.svg",
        organiser=AGENCY,
        contact="0635-8200000",
        site_id_code="3715000001",
        icp="鲁ICP备00000000号",
        public_security="鲁公网安备 37150000000000号",
        sitemap_href="/sitemap/",
        releases_href="/releases/",
        report_href="/report/",
    )


def head(title: str, section: str = "region") -> views.PageHead:
    """A head with breadcrumbs and tags."""
    trail = (Link("首页", "/"), Link("聊城市", "/regions/371500/"), Link(title, None))
    tags = (("SiteName", "托育公示"), ("SiteDomain", "tuoyu.example.gov.cn"))
    about = linked([{"@type": "BreadcrumbList", "name": title}])
    return views.PageHead(title, f"{title}：一页看清", "/page/", trail, tags, section, linked=about)


def distribution(marks: tuple[Mark, ...] = MARKS) -> views.Distribution:
    """Twenty facilities for each mark."""
    total = 20 * len(marks)
    counts = (Count(m.label or "", 20, None, m, 1 / len(marks)) for m in marks)
    return views.Distribution(SCHEME, SchemeKind.HYGIENE, total, tuple(counts))


def region_item(name: str, level: RegionLevel = RegionLevel.COUNTY) -> views_region.RegionItem:
    """A region in a list."""
    return views_region.RegionItem(name, "/regions/1/", level, FACTS, distribution())


def facility_item(mark: tuple[Mark, ...], filing: FilingStatus | None) -> views.FacilityItem:
    """A facility in a list, with or without the optional parts."""
    return views.FacilityItem(
        name="阳光宝贝婴幼儿照护服务中心（柳园街道社区普惠示范店）",
        href="/facilities/1/",
        township="柳园街道" if mark else None,
        address="振兴路 1 号",
        filing=filing,
        filed=is_filed(filing),
        status=OperatingStatus.OPERATING if mark else OperatingStatus.CLOSED,
        open=bool(mark),
        marks=mark,
        fee=1880.0 if mark else None,
        places=60 if mark else None,
        demonstration=DemonstrationLevel.MUNICIPAL if mark else None,
        concerns=(
            views.ConcernItem("penalties", "行政处罚，罚款 1,000 元", None, date(2027, 1, 1), True),
            views.ConcernItem("grades", "到期没有再评", date(2027, 3, 1), None, False),
        )
        if mark
        else (),
    )


ITEMS = (
    *(facility_item((mark, LOW_RISK, CREDIT), FilingStatus.FILED) for mark in MARKS),
    *(facility_item((), filing) for filing in (*FilingStatus, None)),
)
REGIONS = (region_item("东昌府区"), region_item("高新技术产业开发区", RegionLevel.ZONE))
INDICATORS = (
    views.IndicatorRow("每千人口托位数", "2025", 4.52, 4.5, "个", "统计公报", True),
    views.IndicatorRow("普惠托位占比", "2025", 61.3, 90.0, "%", AGENCY, False),
    views.IndicatorRow("入托率", "2025", None, None, "%", AGENCY, None),
    views.IndicatorRow("两年内无重大事故", "2025", 1.0, 1.0, "是否", AGENCY, True, True),
)
RELEASES = (
    views_release.ReleaseItem(
        "/releases/12/", AGENCY, "聊城市", 12, ISSUED, 14, 36, 2, 1, 3, 1, 1, False
    ),
    views_release.ReleaseItem(
        "/releases/1/", AGENCY, "聊城市", 1, ISSUED, 300, 0, 0, 0, 0, 0, 0, True
    ),
)
DOCUMENTS = tuple(
    views.DocumentItem(
        title="聊城市托育机构卫生监督量化分级管理办法（试行）",
        href="/policies/1/",
        number="聊卫发〔2026〕3号",
        published=DAY,
        issuers=(AGENCY, "聊城市市场监督管理局"),
        validity=validity,
        related=(Link("政策解读：量化分级怎么看", "/interpretations/1/"),),
        summary="为什么要分级。",
    )
    for validity in ("in_force", "repealed", "draft")
)
STAGES = (
    views_demonstration.StageEntry(Stage.APPLICATION, DAY, DAY, "得分 912", None, None),
    views_demonstration.StageEntry(
        Stage.PUBLICITY,
        DAY,
        date(2026, 3, 18),
        None,
        POLICY,
        (date(2026, 3, 13), date(2026, 3, 16)),
    ),
    views_demonstration.StageEntry(Stage.RECHECK, date(2027, 3, 1), None, None, None, None),
)
NAMED = views_demonstration.DemonstrationItem(
    title="聊城市婴幼儿照护服务示范单位",
    level=DemonstrationLevel.MUNICIPAL,
    model="社区公建民营",
    cycle="2024 年度",
    subject=Link("启明星托育中心", "/facilities/1/"),
    region=Link("东昌府区", "/regions/1/"),
    basis=UNKNOWN,
    subsidy=50000.0,
    paired=(Link("小荷叶托育园", "/facilities/2/"), Link("优贝", "/facilities/3/")),
    stages=STAGES,
    named=DAY,
    revoked=None,
    revoked_reason=None,
)
GATES = tuple(
    views_demonstration.GateRow(row, mean)
    for row, mean in zip(
        INDICATORS, (ProvincialMean(2.6), ProvincialMean(58.3, 3), None, None), strict=True
    )
)
TITLES = (
    replace(NAMED, gates=GATES),
    replace(NAMED, named=None),
    replace(NAMED, revoked=DAY, revoked_reason="复查不合格。", stages=(), subsidy=None),
)
SOURCE = views.SourceStatement(
    release=Link("第 12 次发布", "/releases/12/"),
    agency=AGENCY,
    number=12,
    issued=ISSUED,
    path="exports/371500/371500-0012.zip",
    sha256="9f2c6b0e4d1a8c7b" * 4,
    role="r-3715",
    data=Link("开放数据", "/data/"),
    suspended=None,
)


def change(what: str, before: str | None, after: str | None, **more: Any) -> views_release.Change:
    """One change of a grade row."""
    return views_release.Change(
        what=what,
        subject=Link("启明星托育中心", "/facilities/1/"),
        table="grades",
        table_title="评级记录",
        field="等级" if what == "changed" else None,
        before=before,
        after=after,
        unexplained=more.get("unexplained", False),
        release=Link("第 12 次发布", "/releases/12/"),
        issued=ISSUED,
    )


CHANGES = (
    change("new", None, "B · 2026-03-12"),
    change("gone", "C · 2025-03-12", None),
    change("changed", None, "B"),
    change("changed", "C", None),
    change("changed", "C", "B", unexplained=True),
)


def grade(mark: Mark, due: date = date(2027, 3, 11)) -> views_facility.GradeEntry:
    """A grade with everything said about it."""
    return views_facility.GradeEntry(
        mark=mark,
        label=mark.label or "",
        meaning="主要项目合格，个别问题已整改。",
        assessed=DAY,
        valid_until=due,
        authority=AGENCY,
        basis=POLICY,
        frequency="每年两次",
    )


STANDINGS = tuple(
    views_facility.SchemeStanding(
        SCHEME, SchemeKind.HYGIENE, AGENCY, present, (grade(C), grade(NOT_RATED))
    )
    for present in (grade(B), grade(NOT_RATED), grade(WITHHELD), grade(CREDIT, DAY), None)
)
STATES, finding = FindingState, views_facility.FindingEntry
FINDINGS = (
    finding("消防安全", FindingResult.FAIL, STATES.FAIL_RECTIFIED, "杂物", DAY, DAY),
    finding("卫生保健", FindingResult.FAIL, STATES.FAIL_OPEN, "记录不全", DAY, None),
    finding("饮用水", FindingResult.FAIL, STATES.FAIL_OPEN, None, None, None),
    finding("从业许可", FindingResult.PASS, STATES.PASS, None, None, None),
    finding("机构设置", FindingResult.NOT_APPLICABLE, STATES.NOT_APPLICABLE, None, None, None),
)
INSPECTIONS = (
    views_facility.InspectionEntry(DAY, InspectionKind.DOUBLE_RANDOM, AGENCY, 3, 1, FINDINGS),
    views_facility.InspectionEntry(DAY, InspectionKind.ROUTINE, AGENCY, 1, 1, FINDINGS[:1]),
    views_facility.InspectionEntry(DAY, InspectionKind.JOINT, AGENCY, 0, 0, FINDINGS[3:]),
)
PENALTY = views_facility.PenaltyEntry(
    "东昌卫罚〔2026〕7号", DAY, AGENCY, PenaltyTier.ORDINARY, "未做健康检查", 2000.0, DAY, DAY
)


def fee(months: float | None, over: bool | None, refund: str | None) -> views_facility.FeeEntry:
    """A monthly fee with its terms."""
    full_day = ServiceMode.FULL_DAY
    return views_facility.FeeEntry(
        "保育费", 1880.0, FeeUnit.MONTH, AgeClass.MIXED, full_day, months, over, refund, refund
    )


FEES = (fee(3, False, "按天退还。"), fee(6, True, None), fee(0, False, None), fee(None, None, None))
AGES = (
    views_facility.AgeEntry(AgeClass.SMALL_TODDLER, "12–24", 2, 15, 15, 3, 5.0, 5, True),
    views_facility.AgeEntry(AgeClass.LARGE_TODDLER, "24–36", 1, 22, 20, 3, 7.3, 7, False),
    views_facility.AgeEntry(AgeClass.MIXED, "18–36", 1, None, 18, None, None, None, None),
)
NOTICES = (
    views_facility.NoticeEntry(
        NoticeKind.CORRECTION, "更正", "现予更正。", DAY, None, "金额", "1180", "1880"
    ),
    views_facility.NoticeEntry(
        NoticeKind.PUBLICITY, "公示", "现予公示。", DAY, DAY, None, None, None
    ),
)
EVENTS = (
    views_facility.Event(
        ISSUED.date(), "changed", "“保育费”的金额", "1680", "1880", release=SOURCE.release
    ),
    views_facility.Event(
        ISSUED.date(), "filled", "公开电话", None, "0635-8200000", release=SOURCE.release
    ),
    views_facility.Event(
        ISSUED.date(), "emptied", "网址", "https://example.cn/", release=SOURCE.release
    ),
    views_facility.Event(
        ISSUED.date(), "altered", "行政处罚", release=SOURCE.release, unexplained=True
    ),
    views_facility.Event(
        ISSUED.date(), "gone", "评级记录", after="C · 2025-03-12", release=SOURCE.release
    ),
    views_facility.Event(
        ISSUED.date(), "added", "收费", after="膳食费 · 23", release=SOURCE.release
    ),
    views_facility.Event(DAY, "regraded", SCHEME.title, after=AGENCY, marks=(B, C)),
    views_facility.Event(DAY, "confirmed", SCHEME.title, after=AGENCY, marks=(B, B)),
    views_facility.Event(DAY, "graded", SCHEME.title, after=AGENCY, marks=(NOT_RATED,)),
    views_facility.Event(DAY, "inspected", InspectionKind.ROUTINE, inspection=INSPECTIONS[1]),
    views_facility.Event(DAY, "penalty", "未做健康检查", after=AGENCY),
    views_facility.Event(DAY, "named", "市级示范"),
    views_facility.Event(DAY, "revoked", "市级示范"),
    views_facility.Event(DAY, "notice", "更正评定日期"),
    views_facility.Event(DAY, "filing", FilingStatus.FILED, after=AGENCY),
    views_facility.Event(DAY, "opened", ""),
)
TERMS = {
    key: (word, "用一句话说清这个词。")
    for key, word in {
        "filing": "备案",
        "filing number": "备案编号",
        "graded supervision": "量化分级",
        "not rated": "不予评级",
        "rectification": "整改",
        "penalty": "行政处罚",
        "place": "托位",
        "inclusive": "普惠",
        "demonstration facility": "示范机构",
        "correction": "更正",
    }.items()
}
CHECK = views.CheckEntry(
    record="/f/ab/1.json",
    leaf=17,
    digest="5e" * 32,
    keys="/tuf/agencies/371502.json",
    agency=AGENCY,
)
FACILITY = views_facility.FacilityView(
    name="启明星托育中心",
    other_names=("启明星早教",),
    uscc="91371502MA3ABCDE1X",
    uscc_note="登记机关核实",
    facility_id="lc-0001",
    nature=Nature.FOR_PROFIT,
    kind=FacilityKind.INDEPENDENT,
    status=OperatingStatus.OPERATING,
    open=True,
    status_date=None,
    opened=DAY,
    region=Link("东昌府区", "/regions/1/"),
    township=Link("柳园街道", "/regions/2/"),
    address="山东省聊城市东昌府区柳园街道振兴西路 128 号",
    lon=115.98012,
    lat=36.45621,
    crs=Crs.CGCS2000,
    complaints="12345",
    telephone="0635-8200000",
    web_page="https://example.cn/",
    service_modes=(ServiceMode.FULL_DAY, ServiceMode.HALF_DAY),
    places=60,
    inclusive=True,
    filing=FilingStatus.FILED,
    filed=True,
    filings=(views_facility.FilingEntry(FilingStatus.FILED, "备1", AGENCY, DAY, "换址"),),
    standings=STANDINGS,
    inspections=INSPECTIONS,
    penalties=(PENALTY,),
    fee=FEES[0],
    fees=FEES,
    prepayment=6.0,
    over_cap=True,
    prepayment_cap=3.0,
    prepayment_policy=POLICY,
    ages=AGES,
    age_span=(12, 36),
    carer_span=(5.0, 7.3),
    demonstrations=TITLES,
    notices=NOTICES,
    events=EVENTS,
    ways=(Link("高德地图", "https://uri.amap.com/marker?position=115.98,36.45"),),
    explained_by=dict.fromkeys(("filing", "grade", "fees", "places", "demonstration"), (POLICY,)),
    terms=TERMS,
    how_to_read=Link("怎样看懂等级", "/about/how-to-read/"),
    how_to_correct=Link("投诉与更正", "/about/corrections/"),
    how_to_verify=Link("怎样核验", "/about/verify/"),
    source=SOURCE,
    check=CHECK,
)
BARE = replace(
    FACILITY,
    other_names=(),
    uscc=None,
    uscc_note=None,
    nature=None,
    kind=FacilityKind.UNSPECIFIED,
    opened=None,
    township=None,
    lon=None,
    lat=None,
    crs=None,
    telephone=None,
    web_page=None,
    service_modes=(),
    places=None,
    inclusive=None,
    status=None,
    filing=None,
    filed=None,
    filings=(),
    standings=(),
    inspections=(),
    penalties=(),
    fee=None,
    fees=(),
    prepayment=None,
    over_cap=None,
    prepayment_policy=None,
    ages=(),
    age_span=None,
    carer_span=None,
    demonstrations=(),
    notices=(),
    events=(),
    ways=(),
    explained_by={},
    terms={},
    how_to_read=None,
    how_to_correct=None,
    how_to_verify=None,
    check=None,
)
CLOSED = replace(
    BARE,
    status=OperatingStatus.CLOSED,
    open=False,
    status_date=DAY,
    filing=FilingStatus.CANCELLED,
    filed=False,
    filings=(views_facility.FilingEntry(FilingStatus.CANCELLED, None, AGENCY, DAY, "停办"),),
    source=replace(SOURCE, suspended=views.SuspendedAgency(AGENCY, DAY, "keys changed", "r-37")),
)
CROSS = views_figures.CrossTable(
    SCHEME, Link("信用", None), ("AAA", "AA"), (("低风险", (10, 0)), ("高风险", (0, 3)))
)
SCHEME_VIEW = views_figures.SchemeView(
    name=SCHEME.title,
    kind=SchemeKind.HYGIENE,
    issuer=AGENCY,
    basis=UNKNOWN,
    summary="按七个方面检查评分。",
    grades=tuple(
        views_figures.SchemeGradeRow(m, m.label or "", ("别名",), "含义。", "每年一次", 10)
        for m in MARKS[:6]
    ),
    never_assessed=316,
    examples=ITEMS[:3],
    cross=CROSS,
)
NOTICE = views_notices.PublicNotice(
    anchor="371500-N1",
    kind=NoticeKind.PUBLICITY,
    title="关于拟命名名单的公示",
    text="拟命名一家机构。",
    agency=AGENCY,
    published=DAY,
    since=2,
    changed=datetime(2026, 8, 28, 1, tzinfo=UTC),
    starts=DAY,
    ends=DAY,
    working_days=(DAY,),
    moved=(views_notices.MovedDay(DAY, True), views_notices.MovedDay(DAY, False)),
    counted=False,
    concerned=7,
    links=(POLICY,),
    calendar="/notice/371500-N1.ics",
)
CITED = (
    views_document.CitedDocument("办法", "/policy/rule/"),
    views_document.CitedDocument("旧办法", "/policy/old/", "repealed"),
    views_document.CitedDocument("国卫人口发〔2019〕58号", None, "unknown"),
    views_document.CitedDocument("聊卫发〔2026〕3号", None, "unclear"),
)
DOCUMENT = views_document.DocumentView(
    kind="policy",
    title="聊城市托育机构卫生监督量化分级管理办法（试行）",
    body='<h2 id="section-1">一、总体要求</h2><p>为规范监督，制定本办法。</p><ul><li>甲</li></ul>',
    files=(
        views_document.FileLink(
            "申请表", "/files/ab.docx", "申请表.docx", "DOCX", 23_456, "ab" * 32
        ),
        views_document.FileLink("外站的表", "https://example.gov.cn/a.pdf"),
    ),
    contents=tuple(Section(1, f"section-{n}", f"第{n}部分") for n in range(1, 5)),
    fields=(("发文机关", AGENCY), ("文号", "聊卫发〔2026〕3号")),
    validity="repealed",
    repealed_by=POLICY,
    repeals=(UNKNOWN,),
    related=DOCUMENTS[:1],
    cites=CITED,
    cited_by=(POLICY,),
    attachments=(UNKNOWN,),
    milestones=((2026, "首次评定全部完成"),),
    duties=(("第五条", (AGENCY,)),),
    explains=("grade", "filing"),
    consultation_ends=DAY,
    feedback="信函寄人口家庭科",
    source=SOURCE,
)
REGION = views_region.RegionView(
    name="聊城市",
    code="371500000000",
    level=RegionLevel.CITY,
    edition=2025,
    parent=Link("山东省", "/regions/37/"),
    facts=FACTS,
    distributions=(distribution(), distribution(())),
    children=region_table(REGIONS),
    neighbours=(Link("德州市", "/regions/3714/"), Link("济南市", "/regions/3701/")),
    first=True,
    facilities=ITEMS,
    facility_count=160,
    orders=(Link("按位置", None), Link("按等级", "/r/grade/"), Link("按收费", "/r/fee/")),
    pager=views.Pager(2, 3, "/1/", "/3/", ((1, "/1/"), (2, "/2/"), (3, "/3/"))),
    overdue=views_region.ShortList(ITEMS[:7], 41),
    reference=DAY,
    not_rated=views_region.ShortList(ITEMS[:1], 1),
    best=views_region.ShortList(ITEMS[:1], 1),
    indicators=INDICATORS,
    demonstrations=TITLES,
    policies=DOCUMENTS,
    terms=TERMS,
)
EMPTY_REGION = replace(
    REGION,
    level=RegionLevel.ZONE,
    facts=NO_FACTS,
    distributions=(),
    children=region_table(()),
    neighbours=(),
    facilities=(),
    facility_count=0,
    orders=(),
    pager=None,
    overdue=views_region.ShortList((), 0),
    not_rated=views_region.ShortList((), 0),
    best=views_region.ShortList((), 0),
    indicators=(),
    demonstrations=(),
    policies=(),
)
HOME = views_region.HomeView(
    title="托育公示 · 聊城",
    facts=FACTS,
    distributions=(distribution(), distribution(())),
    regions=region_table(REGIONS),
    demonstrations=(Count("省级示范", 3, "/demonstration/"), Count("市级示范", 33)),
    releases=RELEASES,
    policies=DOCUMENTS,
    suspended=(
        views.SuspendedAgency("邢台市卫生健康委员会", DAY, "expired"),
        views.SuspendedAgency("聊城市卫生健康委员会", DAY, "revoked"),
    ),
)
STATISTICS = views_figures.StatisticsView(
    facts=FACTS,
    regions=region_table(REGIONS),
    distributions=(distribution(),),
    reconciliation=(
        views_figures.Announcement(
            "日报",
            DAY,
            (
                views_figures.ReconciliationRow(
                    Link("聊城市", None),
                    "已备案",
                    346,
                    340,
                    -6,
                    explained=("六家后来注销。",),
                    rows="/statistics/totals/371500/T1.html",
                ),
                views_figures.ReconciliationRow(Link("聊城市", "/r/"), "在营机构", 621, 621, 0),
            ),
        ),
    ),
    indicators=((Link("聊城市", "/r/"), INDICATORS),),
    cross=(CROSS,),
    findings=(("消防安全", 305, 12), ("饮用水", 0, 0)),
    fee_median=1760.0,
    fee_count=402,
    over_cap=ITEMS[:1],
    grade_age_median=9,
    overdue=41,
    due_unknown=7,
    reference=DAY,
    moments=(
        views_figures.Moment(DAY, 621, 346, distribution()),
        views_figures.Moment(DAY, 640, 351, distribution()),
    ),
    fees=(views_figures.FeeStep(1500, 2000, 193, 1.0), views_figures.FeeStep(2000, 2500, 0, 0.0)),
    quality="/statistics/quality/",
)
RELEASE = views_release.ReleaseView(
    agency=AGENCY,
    region=Link("聊城市", "/r/"),
    number=12,
    issued=ISSUED,
    reviewed_by="办公室",
    reviewed_on=DAY,
    path=SOURCE.path,
    sha256=SOURCE.sha256,
    first=False,
    rows=(("机构", 635), ("评级记录", 512)),
    unexplained=CHANGES[4:],
    groups=(
        views_release.ChangeGroup("upgraded", "升级", CHANGES[:2]),
        views_release.ChangeGroup("other/filings", "备案", CHANGES[2:4], "/release/x/"),
    ),
    files=(Link("CSV", "/release/371500-0012/changes.csv"),),
)
STYLE = StyleView(
    empty=False,
    other=Link("同样的部件，什么都没有公布时", "/about/style/empty/"),
    marks=MARKS,
    statuses=tuple((each, is_filed(each)) for each in FilingStatus),
    facility=FACILITY,
    items=ITEMS,
    short=views_region.ShortList(ITEMS, 40),
    distributions=(distribution(),),
    regions=region_table(REGIONS),
    pager=REGION.pager,
    doors=(
        FACILITY,
        replace(FACILITY, standings=()),
        replace(FACILITY, status=OperatingStatus.CLOSED),
    ),
    badges=(Link("卫生 A 级", "data:image/svg+xml;base64,PHN2Zy8+"),),
    changes=CHANGES,
)

GRADES = ChoiceGroup(
    "grade.hygiene",
    "grade:hygiene",
    "卫生监督量化等级",
    (Choice("A", "A", "A级 · 卫生监督量化等级", ("A级",), A),),
    scheme="hygiene",
    leading=True,
)
CLEAR = ChoiceGroup("clear", "clear", "处罚与逾期", (Choice("yes", "没有处罚", "没有处罚"),))
VERSION = views_history.VersionItem(
    day=DAY,
    effective_on=False,
    first=False,
    release=SOURCE.release,
    agency=AGENCY,
    role=SOURCE.role,
    leaf=17,
    href="/h/1-17.html",
    withdrawn=None,
    changes=CHANGES[:1],
)
SAMPLES: dict[str, tuple[str, Any]] = {
    "home": ("home.html", HOME),
    "home-empty": (
        "home.html",
        views_region.HomeView("托育公示", NO_FACTS, (), region_table(()), (), (), (), ()),
    ),
    "regions": (
        "regions.html",
        RegionIndexView(
            (
                RegionGroup(REGIONS[0], region_table(REGIONS)),
                RegionGroup(REGIONS[1], region_table(())),
            )
        ),
    ),
    "region": ("region.html", REGION),
    "region-empty": ("region.html", EMPTY_REGION),
    "facility": ("facility.html", FACILITY),
    "facility-bare": ("facility.html", BARE),
    "facility-closed": ("facility.html", CLOSED),
    "unpublished": (
        "unpublished.html",
        UnpublishedView(
            kind="facility",
            around=(Link("古楼街道", "/region/371502001/"), Link("搜索", "/search/")),
            onward=(Link("阳光宝贝托育中心", "/f/07/N3.html"),),
            name="阳光宝贝托育中心",
            day=date(2026, 9, 8),
            release=Link("第 2 次发布", "/release/371500-0002/"),
            agency=AGENCY,
        ),
    ),
    "unpublished-bare": (
        "unpublished.html",
        UnpublishedView("region", (), day=date(2026, 9, 8), release=Link("2", "/r/"), agency="甲"),
    ),
    "unpublished-document": (
        "unpublished.html",
        UnpublishedView("document", (), day=date(2026, 9, 8), reason="removed"),
    ),
    "unpublished-version": (
        "unpublished.html",
        UnpublishedView("version", (), (Link("阳光", "/f/"),), name="阳光", reason="withdrawn"),
    ),
    "schemes": (
        "schemes.html",
        views_figures.SchemeListView((SCHEME_VIEW,), ("/schemes/hygiene/",)),
    ),
    "scheme": ("scheme.html", SCHEME_VIEW),
    "demonstration": (
        "demonstration.html",
        views_demonstration.DemonstrationListView(
            "facilities", (Count("市级示范", 33),), TITLES, REGION.pager, Link("示范城市", "/c/")
        ),
    ),
    "demonstration-of-a-cycle": (
        "demonstration.html",
        views_demonstration.DemonstrationListView(
            "cities",
            (Count("国家级示范", 2),),
            TITLES,
            None,
            Link("示范机构", "/f/"),
            choices=(
                (
                    "By cycle",
                    (
                        views.Choice("2021—2022", None, 3),
                        views.Choice("2023—2024", "/demonstration/cities/by/cycle/2/", 2),
                    ),
                ),
            ),
            chosen="2021—2022",
            everything=Link("示范城市", "/demonstration/cities/"),
            quotas=(
                views_demonstration.Quota(
                    Link("甘肃省", "/region/620000/"), "示范城市名额", "2022", 2, 2
                ),
            ),
        ),
    ),
    "demonstration-empty": (
        "demonstration.html",
        views_demonstration.DemonstrationListView("cities", (), (), None, Link("示范机构", "/f/")),
    ),
    "document": ("document.html", DOCUMENT),
    "document-traditional": (
        "document.html",
        replace(DOCUMENT, kind="interpretation", lang="zh-Hant"),
    ),
    "documents": (
        "documents.html",
        views_document.DocumentListView(
            "policy",
            DOCUMENTS,
            Link("政策解读", "/interpretations/"),
            choices=(("By year", (views.Choice("2026", "/documents/policy/year/2026/", 2),)),),
            graph=Link("文件之间的关系", "/documents/graph/"),
        ),
    ),
    "documents-of-a-year": (
        "documents.html",
        views_document.DocumentListView(
            "policy",
            DOCUMENTS,
            Link("政策解读", "/interpretations/"),
            choices=(("By year", (views.Choice("2026", None, 2),)),),
            chosen="2026",
            everything=Link("政策文件", "/policy/"),
        ),
    ),
    "notices": (
        "notices.html",
        views_notices.NoticesView(
            (
                NOTICE,
                replace(
                    NOTICE,
                    anchor="371500-N2",
                    ends=None,
                    working_days=None,
                    moved=(),
                    calendar=None,
                ),
            ),
            (replace(NOTICE, anchor="371500-N3", kind=NoticeKind.REPLY),),
            "12345",
            "/feed/notices.atom",
            "/notice/publicity.ics",
            (views.SuspendedAgency(AGENCY, DAY, "keys changed", "r-37"),),
        ),
    ),
    "notices-empty": (
        "notices.html",
        views_notices.NoticesView((), (), "12345", "/feed/notices.atom", None, ()),
    ),
    "graph": (
        "graph.html",
        views_document.GraphView(
            (
                views_document.LinkedDocument(
                    DOCUMENTS[0], (POLICY,), (POLICY,), CITED, (POLICY,), (UNKNOWN,), POLICY
                ),
            ),
            (
                views_document.SharedNumber(
                    "聊卫发〔2026〕3号", (("甲", (POLICY,)), ("乙", (POLICY,)))
                ),
            ),
            ((POLICY, CITED[1]),),
            (("国卫人口发〔2019〕58号", (POLICY,)),),
            "/documents/graph.json",
        ),
    ),
    "graph-empty": (
        "graph.html",
        views_document.GraphView((), (), (), (), "/documents/graph.json"),
    ),
    "documents-none": (
        "documents.html",
        views_document.DocumentListView("policy", (), Link("政策解读", "/interpretations/")),
    ),
    "documents-empty": (
        "documents.html",
        views_document.DocumentListView("interpretation", (), Link("政策文件", "/policies/")),
    ),
    "page": ("page.html", views_document.PageView("关于本站", DOCUMENT.body, (POLICY,))),
    "style": ("style.html", STYLE),
    "style-empty": (
        "style.html",
        replace(
            STYLE,
            empty=True,
            facility=BARE,
            items=(),
            short=views_region.ShortList((), 0),
            distributions=(replace(distribution(()), total=0),),
            regions=region_table(()),
            pager=None,
            doors=(BARE,),
            badges=(),
            changes=(),
        ),
    ),
    "statistics": ("statistics.html", STATISTICS),
    "behind": (
        "behind.html",
        views_figures.BehindView(
            STATISTICS.reconciliation[0].rows[0],
            "日报",
            DAY,
            Link(AGENCY, "/data/371500/"),
            ITEMS,
            DAY,
        ),
    ),
    "behind_unexplained": (
        "behind.html",
        views_figures.BehindView(
            replace(STATISTICS.reconciliation[0].rows[0], explained=(), counted=0, gap=-346),
            "日报",
            DAY,
            Link(AGENCY, None),
            (),
            DAY,
        ),
    ),
    "releases": (
        "releases.html",
        views_release.ReleaseListView(
            RELEASES,
            (
                views_release.WithdrawnItem(DAY, "policy", 17, "removed", None),
                views_release.WithdrawnItem(DAY, "policy", 18, "personal-data", POLICY),
            ),
        ),
    ),
    "release": ("release.html", RELEASE),
    "changes": (
        "changes.html",
        views_release.ChangePageView(
            Link("第 12 次发布", "/release/371500-0012/"),
            views_release.ChangeGroup("upgraded", "升级", CHANGES),
            None,
        ),
    ),
    "release-first": ("release.html", replace(RELEASE, first=True, unexplained=())),
    **DATA_SAMPLES,
    "search": (
        "search.html",
        SearchView(
            files="search/",
            script="search.js",
            style="search.css",
            modules=("search.js", "engine.js"),
            labels="/search/labels.json",
            worker="/service-worker.js",
            offline=True,
            browse=Link("按地区找", "/region/"),
            groups=(
                GRADES,
                CLEAR,
                ChoiceGroup(
                    "mode", "service_mode", "服务方式", (Choice("hourly", "计时托", "计时托"),)
                ),
            ),
            fees=(1000, 2000),
            places=(20,),
            day=DAY,
        ),
    ),
    "near": (
        "near.html",
        NearView(
            files="search/",
            script="near.js",
            style="near.css",
            modules=("engine.js",),
            browse=Link("按地区找", "/region/"),
            rings=(3, 5),
            most=20,
            fees=(1000, 2000),
            schemes=(GRADES,),
            ages=ChoiceGroup("age", "age_class", "班型", (Choice("mixed", "混合班", "混合班"),)),
            clear=CLEAR,
            day=DAY,
            filed=True,
        ),
    ),
    "compare": (
        "compare.html",
        CompareView(
            facilities="/f/",
            script="compare.js",
            style="compare.css",
            cap=3.0,
            leading=("371500:hygiene",),
            browse=Link("看看我附近", "/near/"),
            schemes=(GRADES,),
            words=(("FilingStatus.filed", "已备案"),),
            concerns=((ConcernKind.PENALTY, "penalties"),),
        ),
    ),
    "verify": (
        "verify.html",
        views_history.VerifyView("/log/", "/manifest.txt", "/release/", Link("怎样核验", "/v/")),
    ),
    "history": (
        "history.html",
        views_history.HistoryView(
            Link("启明星托育中心", "/facilities/1/"),
            (VERSION, replace(VERSION, href=None, withdrawn="publicity-ended", changes=())),
            "/verify/",
        ),
    ),
    "past": (
        "past.html",
        views_history.PastView(
            Link("启明星托育中心", "/facilities/1/"),
            "/h/1.html",
            DAY,
            SOURCE.release,
            (
                views_history.RecordTable(
                    "机构",
                    (views_history.RecordRow((("名称", "启明星"),), "facilities 1", "name"),),
                ),
            ),
            CHECK,
        ),
    ),
    "document-history": (
        "document_history.html",
        views_history.DocumentHistoryView(
            POLICY,
            (
                views_history.DocumentVersionItem(
                    day="2026-03-12",
                    leaf=18,
                    record="/log/18.json",
                    first=False,
                    fields=(("title", "旧题", "新题"),),
                    removed=("删去的一句。",),
                    added=("加上的一句。",),
                ),
                views_history.DocumentVersionItem(
                    day="2026-03-11", leaf=17, withdrawn="personal-data"
                ),
            ),
            "/about/verify/",
        ),
    ),
    "regions-then": (
        "regions_then.html",
        views_history.RegionsThenView(
            agency=AGENCY,
            release=SOURCE.release,
            day=DAY,
            scheme=SCHEME.title,
            labels=("A", "B", "C", "不予评级"),
            rows=(views_history.RegionThenRow(Link("东昌府区", "/r/"), 150, 85, (2, 30, 41, 5)),),
        ),
    ),
    "not_found": ("not_found.html", None),
}
"""Name → template and view."""


def render(name: str, language: str = "zh-CN", made: Environment | None = None) -> str:
    """The page of a sample."""
    template, view = SAMPLES[name]
    title = str(getattr(view, "name", None) or getattr(view, "title", "页面"))
    made = made or environment(language)
    return made.get_template(template).render(view=view, head=head(title), site=site(language))
