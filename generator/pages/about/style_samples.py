"""What the style page shows: values made here, few and plainly invented, the same on every site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from generator.model.vocabulary import (
    AgeClass,
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
from generator.model.working_days import working_days_in
from generator.pages.facility.page import source_statement
from generator.pages.facility.views import (
    AgeEntry,
    Event,
    FacilityView,
    FeeEntry,
    FilingEntry,
    FindingEntry,
    GradeEntry,
    InspectionEntry,
    NoticeEntry,
    PenaltyEntry,
    SchemeStanding,
)
from generator.pages.figures.demonstration_views import DemonstrationItem, StageEntry
from generator.pages.region.views import RegionItem
from generator.pages.release.views import Change
from generator.pages.shared.concerns import SECTIONS
from generator.pages.shared.context import Context
from generator.pages.shared.scheme_info import NEVER_ASSESSED, SHAPES
from generator.pages.shared.views import (
    ConcernItem,
    Count,
    Distribution,
    FacilityItem,
    Fact,
    Link,
    Mark,
)
from generator.rules.filed import is_filed
from generator.rules.findings import FindingState
from generator.rules.operating import is_open

DAY = date(2026, 3, 12)
DUE = date(2027, 3, 11)
CODE = "XXXXXXXXXXXXXXXXXX"


class Samples:
    """Invented values in the language of the site."""

    def __init__(self, context: Context) -> None:
        self.context = context
        text = context.text
        self.name = text("Sample childcare centre")
        self.authority = text("Sample health commission")
        self.words = text("A few words, as an authority would write them.")
        self.place = Link(text("Sample district"), "#")
        self.basis = Link(text("Sample document"), "#")
        self.scheme = Link(text("Sample scheme"), "#")
        self.title = text("Sample title")
        self.item = text("Sample fee")
        self.domain = text("Sample domain")
        rated = tuple(
            Mark(shape, letter) for shape, letter in zip(SHAPES, "ABCDEFGHI", strict=True)
        )
        self.rated = (*rated, Mark("plain", "J"))
        self.not_rated = Mark("bar", text("Assessed, not rated"))
        self.withheld = Mark("lock", text("Withheld"))
        self.marks = (*self.rated, self.not_rated, self.withheld, NEVER_ASSESSED)

    def facility(self) -> FacilityView:
        """A facility with every section in every state."""
        context = self.context
        release = context.releases[0]
        return FacilityView(
            name=self.name, other_names=(self.title,), uscc=CODE, uscc_note=self.words,
            facility_id="X", nature=Nature.NON_PROFIT, kind=FacilityKind.COMMUNITY,
            status=OperatingStatus.SUSPENDED, open=False, status_date=DAY,
            opened=DAY, region=self.place,
            township=self.place, address=self.words, lon=0.0, lat=0.0,
            crs=Crs.CGCS2000, complaints="12345", telephone="12345",
            web_page="https://example.org/", service_modes=tuple(ServiceMode), places=60,
            inclusive=True, filing=FilingStatus.CHANGED, filed=True,
            filings=tuple(map(self._filing, (FilingStatus.CHANGED, FilingStatus.REFUSED))),
            standings=self._standings(), inspections=self._inspections(),
            penalties=(PenaltyEntry("X", DAY, self.authority, PenaltyTier.ORDINARY, self.words,
                                    2000.0, DUE, DUE),),
            fee=self._fees()[0], fees=self._fees(), prepayment=6.0, over_cap=True,
            prepayment_cap=3.0, prepayment_policy=self.basis,
            ages=self._ages(), age_span=(12, 36), carer_span=(5.0, 7.3),
            demonstrations=self._titles(), notices=self._notices(), events=self._events(),
            ways=(Link(self.words, "#way"),),
            explained_by={"filing": (self.basis,)}, terms=context.terms,
            how_to_read=self.basis, how_to_correct=self.basis, how_to_verify=self.basis,
            source=source_statement(context, release, None),
        )  # fmt: skip

    def items(self) -> tuple[FacilityItem, ...]:
        """An entry of a list for each mark, and one without any."""
        statuses = (*OperatingStatus, None)
        filings = (*FilingStatus, None)
        return tuple(
            FacilityItem(
                name=self.name,
                href="#",
                township=self.place.title if number % 2 else None,
                address=self.words,
                filing=filings[number % len(filings)],
                filed=is_filed(filings[number % len(filings)]),
                status=statuses[number % len(statuses)],
                open=is_open(statuses[number % len(statuses)]),
                marks=(mark,) if mark else (),
                fee=1880.0 if number % 2 else None,
                places=60 if number % 2 else None,
                demonstration=DemonstrationLevel.MUNICIPAL if number % 3 else None,
                concerns=self._concerns() if number == 1 else (),
            )
            for number, mark in enumerate((*self.marks, None))
        )

    def _concerns(self) -> tuple[ConcernItem, ...]:
        """All that may speak against a facility."""
        return tuple(
            ConcernItem(section, self.context.word(kind), None, None, True)
            for kind, section in SECTIONS.items()
        )

    def distribution(self, *, empty: bool) -> Distribution:
        """The same number for each mark; none at all where `empty`."""
        share = 1 / len(self.marks)
        counts = tuple(Count(m.label or "", 20, None, m, share) for m in self.marks)
        total = 0 if empty else 20 * len(counts)
        return Distribution(self.scheme, SchemeKind.HYGIENE, total, () if empty else counts)

    def regions(self) -> tuple[RegionItem, ...]:
        """A county, a functional zone and a region where nothing is known to operate."""
        facts, none = Fact(621, 346, 14, 21340, 212, 93), Fact(0, 0, 0, None, 0, 0)
        name, strip = self.place.title, self.distribution(empty=False)
        return (
            RegionItem(name, "#", RegionLevel.COUNTY, facts, strip),
            RegionItem(name, "#", RegionLevel.ZONE, facts, strip),
            RegionItem(name, "#", RegionLevel.COUNTY, none, None),
        )

    def changes(self) -> tuple[Change, ...]:
        """A change of each kind, as the page of a release tells them."""
        subject = Link(self.name, "#")
        same = f"A · {DAY.isoformat()} · {self.authority}"
        samples = (
            ("new", "grades", None, "B", "A"),
            ("new", "grades", None, "A", "A"),
            ("new", "grades", None, None, "A"),
            ("new", "penalties", None, None, self.words),
            ("changed", "fees", self.item, "1680", "1880"),
            ("changed", "facilities", self.item, None, "1880"),
            ("changed", "facilities", self.item, "1680", None),
            ("gone", "grades", None, same, None),
        )
        graded: dict[str, Any] = {"row": DAY.isoformat(), "scheme": self.scheme.title}
        return tuple(
            Change(what, subject, table, table, field, before, after, what == "gone", self.basis,
                   self.context.reference, **(graded if table == "grades" else {}))
            for what, table, field, before, after in samples
        )  # fmt: skip

    def _filing(self, status: FilingStatus) -> FilingEntry:
        return FilingEntry(status, "X-1", self.authority, DAY, self.words)

    def _standings(self) -> tuple[SchemeStanding, ...]:
        present = (
            self._grade(self.rated[1]),
            self._grade(self.rated[0], DAY),
            self._grade(self.not_rated),
            self._grade(self.withheld),
            None,
        )
        earlier = (self._grade(self.rated[2]), self._grade(self.not_rated))
        kind = SchemeKind.HYGIENE
        return tuple(
            SchemeStanding(self.scheme, kind, self.authority, grade, earlier if grade else ())
            for grade in present
        )

    def _grade(self, mark: Mark, due: date = DUE) -> GradeEntry:
        return GradeEntry(
            mark=mark, label=mark.label or "", meaning=self.words, assessed=DAY, valid_until=due,
            authority=self.authority, basis=self.basis, frequency=None,
        )  # fmt: skip

    def _inspections(self) -> tuple[InspectionEntry, ...]:
        states = (
            (FindingState.FAIL_OPEN, FindingResult.FAIL, DAY, None),
            (FindingState.FAIL_OPEN, FindingResult.FAIL, DUE, None),
            (FindingState.FAIL_UNSTATED, FindingResult.FAIL, None, None),
            (FindingState.FAIL_RECTIFIED, FindingResult.FAIL, DUE, DAY),
            (FindingState.PASS, FindingResult.PASS, None, None),
            (FindingState.NOT_APPLICABLE, FindingResult.NOT_APPLICABLE, None, None),
        )
        findings = tuple(
            FindingEntry(self.domain, result, state, self.words, due, done)
            for state, result, due, done in states
        )
        double, routine = InspectionKind.DOUBLE_RANDOM, InspectionKind.ROUTINE
        return (
            InspectionEntry(DAY, double, self.authority, 4, 1, findings),
            InspectionEntry(DAY, routine, self.authority, 1, 1, findings[3:]),
            InspectionEntry(DAY, routine, self.authority, 0, 0, findings[4:]),
        )

    def _fees(self) -> tuple[FeeEntry, ...]:
        terms = ((6.0, True, None), (3.0, False, self.words), (0.0, False, None), (None,) * 3)
        mode, month = ServiceMode.FULL_DAY, FeeUnit.MONTH
        return tuple(
            FeeEntry(self.item, 1880.0, month, None, mode, months, over, refund, None)
            for months, over, refund in terms
        )

    def _ages(self) -> tuple[AgeEntry, ...]:
        return (
            AgeEntry(AgeClass.SMALL_TODDLER, "12–24", 2, 15, 15, 3, 5.0, 5, True),
            AgeEntry(AgeClass.LARGE_TODDLER, "24–36", 1, 22, 20, 3, 7.3, 7, False),
            AgeEntry(AgeClass.MIXED, "18–36", 1, None, 18, None, None, None, None),
        )

    def _titles(self) -> tuple[DemonstrationItem, ...]:
        stages = (
            StageEntry(Stage.APPLICATION, DAY, DAY, self.words, None, None),
            StageEntry(Stage.PUBLICITY, DAY, DUE, None, self.basis, working_days_in(DAY, DUE)),
            StageEntry(Stage.RECHECK, DUE, None, None, None, None),
        )
        named = DemonstrationItem(
            title=self.title, level=DemonstrationLevel.MUNICIPAL, model=None, cycle="2026",
            subject=Link(self.name, "#"), region=self.place, basis=self.basis, subsidy=50000.0,
            paired=(Link(self.name, "#"),), stages=stages, named=DAY, revoked=None,
            revoked_reason=None,
        )  # fmt: skip
        revoked = replace(named, stages=(), revoked=DAY, revoked_reason=self.words)
        return named, replace(named, named=None), revoked

    def _notices(self) -> tuple[NoticeEntry, ...]:
        return tuple(
            NoticeEntry(kind, self.title, self.words, DAY, DUE, self.item, "1680", "1880")
            for kind in NoticeKind
        )

    def _events(self) -> tuple[Event, ...]:
        a, b = self.rated[:2]
        return (
            Event(DAY, "changed", self.item, "1680", "1880", release=self.basis, unexplained=True),
            Event(DAY, "regraded", self.scheme.title, after=self.authority, marks=(b, a)),
            Event(DAY, "confirmed", self.scheme.title, after=self.authority, marks=(b, b)),
            Event(DAY, "revoked", self.title),
            Event(DAY, "named", self.title),
            Event(DAY, "graded", self.scheme.title, after=self.authority, marks=(b,)),
            Event(DAY, "filing", FilingStatus.FILED, after=self.authority),
            Event(DAY, "opened", ""),
        )
