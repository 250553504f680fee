"""Whatever happens one after another, the site that grew is the site made at once, byte for byte.

`make increments` tries more and longer sequences than a test run does.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.build.receive_handover import renew
from generator.build.site_log import newest_signed_of
from generator.model.release import CHINA, ReleaseInfo
from generator.model.tables import (
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    Notice,
    Penalty,
    Succession,
)
from generator.model.vocabulary import (
    FeeUnit,
    FilingStatus,
    FindingResult,
    InspectionKind,
    NoticeKind,
    OperatingStatus,
    PenaltyTier,
    SuccessionReason,
)
from generator.portal import resources
from generator.search.query.engine import search
from generator.search.query.query import Query
from generator.trust.amendments import renew_role, revoke
from generator.trust.keys import load_signers
from generator.trust.roots import renew_root
from generator.trust.signing import sign_renewal
from tests.factory_portal import (
    PASSPHRASE,
    SETTINGS,
    Tables,
    TestPortal,
    make_portal,
    rebuilt,
    small_tables,
    tree_digest,
)

pytestmark = pytest.mark.slow

CITY, COUNTY = "371500", "371502"
TOWNSHIPS = ("371502001000", "371502002000")
OWN = ("content", "search_index/synonyms.txt", "pelicanconf.py")
"""What an operator edits beside the settings."""
DOCUMENT = """---
标题: {title}
文件类别: 政策
发布机构: 市卫生健康部门
成文日期: 2026-02-27
发布日期: 2026-03-01
---
{text}
"""
QUESTIONS = ("托育", "阳光", "幼苗", "qimingxing", "光岳", "备案", "F1", "小小班")
EXAMPLES = int(os.environ.get("GONGSHI_INCREMENTS", "5"))
STEPS = 6 if EXAMPLES < 20 else 12


@dataclass
class World:
    """A portal with two agencies, and all that can happen to it."""

    portal: TestPortal
    theme: Path
    chance: Random
    tables: dict[str, Tables] = field(default_factory=dict)
    releases: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    revoked: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(100))

    @classmethod
    def begun(cls, folder: Path, theme: Path, chance: Random) -> World:
        """The city has published three institutions, the county two, with all kinds of rows."""
        portal = make_portal(folder / "grown", (CITY, COUNTY))
        county = {name: small_tables()[name] for name in ("regions", "schemes", "scheme_grades")}
        world = cls(portal, theme, chance, {CITY: small_tables(), COUNTY: county})
        world.changed = {CITY, COUNTY}
        for event in (added, added, graded, inspected, penalised):
            event(world, COUNTY)
        world.end_step()
        return world

    # --- what a step needs

    def new(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers)}"

    def agency(self) -> str:
        return CITY if self.revoked else self.chance.choice((CITY, COUNTY))

    def rows(self, agency: str, table: str) -> list[Any]:
        return self.tables[agency].setdefault(table, [])

    def add(self, agency: str, *rows: Any) -> None:
        for row in rows:
            self.rows(agency, row.table).append(row)
        self.changed.add(agency)

    def facility(self, agency: str = "") -> tuple[str, Facility] | None:
        """Some institution of an agency, by itself one that can still sign."""
        agency = agency or self.agency()
        there = self.rows(agency, "facilities")
        return (agency, self.chance.choice(there)) if there else None

    def alter(self, agency: str, row: Any, **values: object) -> None:
        rows = self.rows(agency, row.table)
        rows[rows.index(row)] = replace(row, **values)
        self.changed.add(agency)

    def drop(self, agency: str, identifier: str) -> list[Any]:
        """An institution with all its rows, which are given back."""
        inspections = {
            row.inspection_id
            for row in self.rows(agency, "inspections")
            if row.facility_id == identifier
        }
        gone = []
        for rows in self.tables[agency].values():
            mine = [
                row
                for row in rows
                if getattr(row, "facility_id", None) == identifier
                or (isinstance(row, Finding) and row.inspection_id in inspections)
                or (isinstance(row, Succession) and row.new_id == identifier)
            ]
            gone += mine
            rows[:] = [row for row in rows if row not in mine]
        self.changed.add(agency)
        return gone

    @property
    def day(self) -> date:
        return self.portal.clock.astimezone(CHINA).date()

    def pass_days(self, days: int) -> None:
        """The people of root and targets sign in time; others need not."""
        if days > 30:
            portal = self.portal
            at = max(portal.clock, newest_signed_of(portal.deployment) or portal.clock)
            for change, name in ((renew_root, "root"), (renew_role, "targets")):
                people = load_signers(
                    portal.deployment.keys, [f"{name}-1", f"{name}-2"], PASSPHRASE
                )
                change(
                    portal.deployment.archive,
                    signers=people,
                    portal=portal.portal_keys,
                    at=at,
                )
        self.portal.clock += timedelta(days=days)

    # --- the end of a step

    def publish(self) -> None:
        """What changed is packed, signed, received."""
        for agency in sorted(self.changed):
            number = self.releases.get(agency, 0) + 1
            self.portal.clock += timedelta(hours=1)
            issued = self.portal.clock
            info = ReleaseInfo(
                region=agency,
                release=number,
                issued=issued,
                agency=f"{agency} 卫生健康委员会",
                reviewed_by="王审核",
                reviewed_on=issued.astimezone(UTC).date(),
            )
            tables = {name: list(rows) for name, rows in self.tables[agency].items() if rows}
            self.portal.publish(tables, info)
            self.releases[agency] = number
        self.changed.clear()

    def end_step(self) -> None:
        """The site is built with what happened."""
        self.publish()
        self.portal.build(day=self.day)

    def made_at_once(self, folder: Path) -> TestPortal:
        """The same on another machine, with nothing but archive, keys and what operators edit."""
        other = rebuilt(self.portal, folder)
        for name in OWN:
            source, target = self.portal.deployment.folder / name, folder / name
            if source.is_dir():
                shutil.copytree(source, target)
            elif source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
        other.build()
        return other


def added(world: World, agency: str = "") -> None:
    """An institution is registered, filed, graded, priced."""
    agency, identifier = agency or world.agency(), world.new("F")
    world.add(
        agency,
        Facility(
            facility_id=identifier,
            name=f"幼苗{identifier}托育中心",
            region_code=world.chance.choice(TOWNSHIPS),
            address=f"光岳路{identifier[1:]}号",
            status=OperatingStatus.OPERATING,
            places=world.chance.choice((None, 40)),
        ),
        Filing(
            filing_id=world.new("B"),
            facility_id=identifier,
            status=FilingStatus.FILED,
            number=f"备{identifier}",
            authority="区卫生健康局",
            submitted=date(2026, 1, 2),
            decided=date(2026, 1, 6),
        ),
        Fee(facility_id=identifier, item="保育费", amount=1500, unit=FeeUnit.MONTH),
    )


def changed(world: World) -> None:
    """A name, an address, a number of places."""
    if found := world.facility():
        agency, row = found
        what = world.chance.choice(("name", "address", "places", "other_names"))
        value: object = world.chance.randrange(20, 90)
        if what != "places":
            value = f"阳光新{world.new('')}托育园"
        world.alter(agency, row, **{what: (value,) if what == "other_names" else value})


def moved_near(world: World) -> None:
    """An institution moves to the other township."""
    if found := world.facility():
        agency, row = found
        (other,) = {*TOWNSHIPS} - {row.region_code}
        world.alter(agency, row, region_code=other)


def moved_over(world: World) -> None:
    """One agency gives an institution up, the other takes it over."""
    if world.revoked or not (found := world.facility()):
        return
    agency, row = found
    rows = world.drop(agency, row.facility_id)
    world.publish()
    (other,) = {CITY, COUNTY} - {agency}
    world.add(other, *rows)


def merged(world: World) -> None:
    """An institution goes on under the identifier of another."""
    agency = world.agency()
    there = world.rows(agency, "facilities")
    if len(there) > 1:
        old, new = (row.facility_id for row in world.chance.sample(there, 2))
        world.drop(agency, old)
        reason = SuccessionReason.MERGED
        world.add(agency, Succession(old_id=old, new_id=new, reason=reason))


def closed(world: World) -> None:
    """An institution is closed."""
    if found := world.facility():
        agency, row = found
        world.alter(agency, row, status=OperatingStatus.CLOSED, status_date=date(2026, 8, 31))


def dropped(world: World) -> None:
    """An institution is not in the next export."""
    if found := world.facility():
        world.drop(found[0], found[1].facility_id)


def graded(world: World, agency: str = "") -> None:
    """A grade is given."""
    if found := world.facility(agency):
        agency, row = found
        world.add(
            agency,
            Grade(
                grade_id=world.new("G"),
                facility_id=row.facility_id,
                scheme_id="hygiene",
                grade=world.chance.choice(("A", "B", "不予评级")),
                assessed=date(2026, 8, world.chance.randrange(1, 29)),
                valid_until=world.day + timedelta(days=world.chance.randrange(1, 60)),
                authority="市卫生监督所",
            ),
        )


def regraded_in_silence(world: World) -> None:
    """A grade that was published is another one, with no word of it; or with one."""
    agency = world.agency()
    if grades := world.rows(agency, "grades"):
        row = world.chance.choice(grades)
        other = row.assessed - timedelta(days=1)
        world.alter(agency, row, assessed=other)
        if world.chance.random() < 0.5:
            notice = Notice(
                notice_id=world.new("N"),
                kind=NoticeKind.CORRECTION,
                concerns_table="grades",
                concerns_id=row.grade_id,
                title="更正评定日期",
                text="评定日期录入有误",
                published=world.day,
                field="assessed",
                before=row.assessed.isoformat(),
                after=other.isoformat(),
            )
            world.add(agency, notice)


def inspected(world: World, agency: str = "") -> None:
    """Something was found, and is to be mended until a day."""
    if found := world.facility(agency):
        agency, row = found
        inspection = world.new("I")
        world.add(
            agency,
            Inspection(
                inspection_id=inspection,
                facility_id=row.facility_id,
                inspected=date(2026, 8, 20),
                kind=InspectionKind.ROUTINE,
                authority="区卫生监督所",
            ),
            Finding(
                finding_id=f"{inspection}-1",
                inspection_id=inspection,
                domain="消防安全",
                result=FindingResult.FAIL,
                text="应急照明不亮",
                rectification_due=world.day + timedelta(days=world.chance.randrange(1, 40)),
            ),
        )


def penalised(world: World, agency: str = "") -> None:
    """A penalty stands until a day, or one that stood is taken away."""
    agency = agency or world.agency()
    penalties = world.rows(agency, "penalties")
    if penalties and world.chance.random() < 0.3:
        penalties.remove(world.chance.choice(penalties))
        world.changed.add(agency)
    elif found := world.facility(agency):
        agency, row = found
        world.add(
            agency,
            Penalty(
                penalty_id=world.new("P"),
                facility_id=row.facility_id,
                decision_number=f"试罚〔2026〕{world.new('')}号",
                decided=date(2026, 8, 1),
                authority="区卫生健康局",
                tier=PenaltyTier.ORDINARY,
                what="未按规定公示收费标准",
                amount=500,
                publicity_ends=world.day + timedelta(days=world.chance.randrange(1, 40)),
            ),
        )


def renamed(world: World) -> None:
    """A township has another name, a grade another meaning, for both agencies."""
    name, meaning = f"光岳{world.new('')}街道", f"含义{world.new('')}"
    for agency in (CITY,) if world.revoked else (CITY, COUNTY):
        regions = world.rows(agency, "regions")
        world.alter(
            agency, next(row for row in regions if row.region_code == TOWNSHIPS[0]), name=name
        )
        world.alter(agency, world.rows(agency, "scheme_grades")[0], meaning=meaning)


def published_again(world: World) -> None:
    """The same tables, as another release."""
    world.changed.add(world.agency())


def role_expired(world: World) -> None:
    """Nobody signed for a hundred days."""
    world.pass_days(100)
    at = world.portal.clock
    renew(world.portal.deployment, portal_keys=world.portal.portal_keys, at=at)


def role_renewed(world: World) -> None:
    """An agency signs again without a new export."""
    portal, agency = world.portal, world.agency()
    role = f"r-{agency}" if agency == COUNTY else "r-3715"
    keys = load_signers(portal.deployment.keys, [role], PASSPHRASE)
    stick = portal.deployment.folder / "sticks" / world.new("renewed")
    sign_renewal(role, keys, stick, portal.deployment.archive, at=portal.clock)
    portal.receive(stick)


def role_revoked(world: World) -> None:
    """The county's key is taken back."""
    if world.revoked:
        return
    world.publish()
    portal = world.portal
    people = load_signers(portal.deployment.keys, ["targets-1", "targets-2"], PASSPHRASE)
    revoke(
        portal.deployment.archive,
        role=f"r-{COUNTY}",
        signers=people,
        portal=portal.portal_keys,
        at=portal.clock,
    )
    world.revoked = True


def document_written(world: World) -> None:
    """The portal has one more policy, or one more version of the one before."""
    folder = world.portal.deployment.folder / "content" / "policies"
    folder.mkdir(parents=True, exist_ok=True)
    title, text = f"关于小小班的通知{world.new('')}", f"托育机构应当备案，{world.new('第')}条。"
    file = folder / f"{world.chance.choice(('first', 'second'))}.md"
    file.write_text(DOCUMENT.format(title=title, text=text), encoding="utf-8")


def document_repealed(world: World) -> None:
    """A policy is no longer in force."""
    folder = world.portal.deployment.folder / "content" / "policies"
    for file in sorted(folder.glob("*.md"))[:1]:
        text = file.read_text(encoding="utf-8")
        if "有效性" not in text:
            more = "发布日期: 2026-03-01\n有效性: 已废止\n"
            file.write_text(text.replace("发布日期: 2026-03-01\n", more), encoding="utf-8")


def template_changed(world: World) -> None:
    """A template of the theme is another."""
    name = world.chance.choice(("base.html", "facility.html", "region.html", "release.html"))
    path = world.theme / "templates" / name
    with path.open("a", encoding="utf-8") as template:
        template.write("\n")
    body = path.read_text(encoding="utf-8").replace("<body", " <body", 1)
    path.write_text(body.replace("{% block main %}", "{% block main %} ", 1), encoding="utf-8")


def string_changed(world: World) -> None:
    """A word of the catalogue is another."""
    path = world.theme / "locale" / "zh_CN" / "LC_MESSAGES" / "messages.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgstr "附近', 'msgstr "在附近', 1), encoding="utf-8")


def setting_changed(world: World) -> None:
    """The portal has another name, or a cap on prepayment."""
    more = world.chance.choice(("", "prepayment_cap_months = 3\n", 'organiser = "某市"\n'))
    name = SETTINGS.replace("试验公示", f"公示{world.new('')}")
    world.portal.deployment.settings.write_text(name + more, encoding="utf-8")


def synonym_changed(world: World) -> None:
    """One more group of words that stand for each other."""
    with (world.portal.deployment.index.parent / "synonyms.txt").open(
        "a", encoding="utf-8"
    ) as file:
        file.write(f"幼苗{world.new('')} 小苗{world.new('')}\n")


def day_passed(world: World) -> None:
    """Some days without anything."""
    world.pass_days(world.chance.randrange(1, 9))


def month_passed(world: World) -> None:
    """A month without anything."""
    world.pass_days(31)


def store_lost(world: World) -> None:
    """The store is gone: it is made again from the archive."""
    world.portal.deployment.store.unlink(missing_ok=True)


def index_lost(world: World) -> None:
    """The index is gone."""
    shutil.rmtree(world.portal.deployment.index, ignore_errors=True)


EVENTS: tuple[Callable[[World], None], ...] = (
    added, changed, moved_near, moved_over, merged, closed, dropped, graded, regraded_in_silence,
    inspected, penalised, renamed, published_again, role_expired, role_renewed, role_revoked,
    document_written, document_repealed, template_changed, string_changed, setting_changed,
    synonym_changed, day_passed, month_passed, store_lost, index_lost,
)  # fmt: skip


def told(portal: TestPortal) -> list[object]:
    """What a search answers."""
    index = portal.deployment.index
    return [search(index, Query(text=text, limit=20)) for text in QUESTIONS]


def differing(grown: Path, made: Path) -> list[str]:
    """The files in which two sites differ."""
    one, other = tree_digest(grown), tree_digest(made)
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 20,
    suppress_health_check=list(HealthCheck),
)
@given(
    events=st.lists(
        st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3), min_size=2, max_size=STEPS
    ),
    seed=st.integers(0, 2**32),
)
def test_any_sequence_is_what_is_made_at_once(
    events: list[list[Callable[[World], None]]], seed: int
) -> None:
    """Step by step, each with a build of its own, beside one build of what is left."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        theme = Path(shutil.copytree(resources.THEME, folder / "theme"))
        patch.setattr(resources, "THEME", theme)
        world = World.begun(folder, theme, Random(seed))
        for step in events:
            for event in step:
                event(world)
            world.end_step()
        made = world.made_at_once(folder / "made")
        assert differing(world.portal.public, made.public) == []
        assert told(world.portal) == told(made)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_each_event_alone_is_what_is_made_at_once(
    event: Callable[[World], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them once, so that none is left out by chance."""
    theme = Path(shutil.copytree(resources.THEME, tmp_path / "theme"))
    monkeypatch.setattr(resources, "THEME", theme)
    world = World.begun(tmp_path, theme, Random(7))
    before = world.portal.public.resolve()
    event(world)
    world.end_step()
    made = world.made_at_once(tmp_path / "made")
    assert differing(world.portal.public, made.public) == []
    assert told(world.portal) == told(made)
    happened = world.portal.public.resolve() != before
    assert happened or event in (document_repealed, store_lost, index_lost, synonym_changed)
