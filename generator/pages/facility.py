"""The view of a facility, in the order a parent asks."""

from __future__ import annotations

from datetime import date

from generator.derive.publicity import in_publicity
from generator.derive.standards import AGE_STANDARDS, within_standard
from generator.derive.standing import filing_status, grades_by_scheme
from generator.exports.schema import key_of
from generator.exports.timelines import filing_order
from generator.model.dossier import Dossier
from generator.model.tables import (
    AgeGroup,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    Notice,
    Penalty,
)
from generator.model.vocabulary import AgeClass, FindingResult
from generator.pages import urls
from generator.pages.context import Context, SchemeInfo
from generator.pages.history import COLUMNS, facility_changes, withdrawals
from generator.pages.items import demonstration_item, indicator_rows
from generator.pages.views import (
    AgeEntry,
    DemonstrationItem,
    FacilityView,
    FeeEntry,
    FilingEntry,
    FindingEntry,
    GradeEntry,
    IndicatorRow,
    InspectionEntry,
    Link,
    NoticeEntry,
    PenaltyEntry,
    SchemeStanding,
    SourceStatement,
)
from generator.store.queries import Release


def facility_view(context: Context, dossier: Dossier, agency: str, since: int) -> FacilityView:
    """What the page of a facility shows on the reference day.

    `since` is the release of `agency` in which the record took its present form.
    """
    facility = dossier.facility
    county, township = context.county_and_township(facility.region_code)
    filings = sorted(dossier.filings, key=filing_order, reverse=True)
    penalties = visible_penalties(dossier.penalties, on=context.today)
    return FacilityView(
        name=facility.name,
        other_names=facility.other_names,
        uscc=facility.uscc,
        uscc_note=facility.uscc_override,
        facility_id=facility.facility_id,
        nature=facility.nature,
        kind=facility.kind,
        status=facility.status,
        status_date=facility.status_date,
        opened=facility.opened,
        region=context.region_link(county.region_code),
        township=context.region_link(township.region_code) if township else None,
        address=facility.address,
        lon=facility.lon,
        lat=facility.lat,
        telephone=facility.telephone,
        web_page=facility.web_page,
        service_modes=facility.service_modes,
        places=facility.places,
        inclusive=facility.inclusive,
        filing=filing_status(filings),
        filing_known=bool(filings),
        filings=tuple(_filing_entry(filing) for filing in filings),
        standings=_standings(context, dossier.grades, agency),
        inspections=_inspections(dossier, on=context.today),
        penalties=tuple(_penalty_entry(penalty) for penalty in penalties),
        fees=tuple(_fee_entry(context, fee) for fee in dossier.fees),
        prepayment_cap=context.portal.prepayment_cap_months,
        prepayment_policy=context.prepayment_policy(facility.region_code),
        ages=tuple(_age_entry(g) for g in sorted(dossier.age_groups, key=_by_age)),
        demonstrations=_demonstrations(context, dossier),
        indicators=_indicators(context, facility.region_code),
        notices=_notices(context, dossier, penalties),
        changes=facility_changes(context, dossier),
        explained_by=context.explaining(facility.region_code),
        source=source_statement(context, context.released[agency, since]),
    )


def visible_penalties(penalties: tuple[Penalty, ...], *, on: date) -> tuple[Penalty, ...]:
    """Penalties still in publicity, newest first."""
    visible = (penalty for penalty in penalties if in_publicity(penalty, on=on))
    return tuple(sorted(visible, key=lambda p: (p.decided, p.penalty_id), reverse=True))


def source_statement(context: Context, release: Release) -> SourceStatement:
    """From which signed export something comes."""
    suspended = context.suspended.get(release.region)
    return SourceStatement(
        release=Link(release.path, context.href(urls.release(release.region, release.number))),
        agency=release.agency,
        number=release.number,
        issued=release.issued,
        path=release.path,
        sha256=release.sha256,
        role=release.role,
        suspended_since=suspended.date() if suspended else None,
    )


def _filing_entry(filing: Filing) -> FilingEntry:
    return FilingEntry(
        status=filing.status,
        number=filing.number,
        authority=filing.authority,
        submitted=filing.submitted,
        decided=filing.decided,
        reason=filing.reason,
    )


def _standings(
    context: Context, grades: tuple[Grade, ...], agency: str
) -> tuple[SchemeStanding, ...]:
    """The agency's leading scheme first, also where the facility was never assessed in it."""
    by_scheme = grades_by_scheme(grades)
    leading = context.leading.get(agency)
    order = sorted({*by_scheme, leading} - {None}, key=lambda s: (s != leading, str(s)))
    return tuple(
        _standing(context, context.schemes[scheme], by_scheme.get(scheme, ()))
        for scheme in order
        if scheme is not None
    )


def _standing(context: Context, info: SchemeInfo, grades: tuple[Grade, ...]) -> SchemeStanding:
    entries = tuple(_grade_entry(context, info, grade) for grade in grades)
    return SchemeStanding(
        scheme=Link(info.scheme.name, context.href(urls.scheme(info.scheme.scheme_id))),
        kind=info.scheme.kind,
        issuer=info.scheme.issuer,
        present=entries[0] if entries else None,
        earlier=entries[1:],
    )


def _grade_entry(context: Context, info: SchemeInfo, grade: Grade) -> GradeEntry:
    meaning = info.grade(grade.grade)
    today = context.today
    return GradeEntry(
        mark=info.mark(grade.grade),
        label=grade.grade,
        meaning=meaning.meaning,
        assessed=grade.assessed,
        valid_until=grade.valid_until,
        authority=grade.authority,
        basis=context.document_link(grade.basis or info.scheme.basis),
        months_ago=max(0, months_between(grade.assessed, today)),
        overdue=bool(grade.valid_until and grade.valid_until < today),
        frequency=meaning.inspection_frequency,
    )


def months_between(earlier: date, later: date) -> int:
    """Calendar months from one day to another, whatever the day of the month."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _inspections(dossier: Dossier, *, on: date) -> tuple[InspectionEntry, ...]:
    ordered = sorted(
        dossier.inspections, key=lambda i: (i.inspected, i.inspection_id), reverse=True
    )
    return tuple(
        _inspection_entry(
            inspection,
            [f for f in dossier.findings if f.inspection_id == inspection.inspection_id],
            on=on,
        )
        for inspection in ordered
    )


def _inspection_entry(
    inspection: Inspection, findings: list[Finding], *, on: date
) -> InspectionEntry:
    failed = [finding for finding in findings if finding.result is FindingResult.FAIL]
    return InspectionEntry(
        inspected=inspection.inspected,
        kind=inspection.kind,
        authority=inspection.authority,
        failed=len(failed),
        rectified=sum(1 for finding in failed if finding.rectified),
        findings=tuple(_finding_entry(finding, on=on) for finding in findings),
    )


def _finding_entry(finding: Finding, *, on: date) -> FindingEntry:
    return FindingEntry(
        domain=finding.domain,
        result=finding.result,
        state=_finding_state(finding, on=on),
        text=finding.text,
        due=finding.rectification_due,
        rectified=finding.rectified,
    )


def _finding_state(finding: Finding, *, on: date) -> str:
    if finding.result is not FindingResult.FAIL:
        return finding.result.value
    if finding.rectified:
        return "fail_rectified"
    due = finding.rectification_due
    return "fail_overdue" if due and due < on else "fail_open"


def _penalty_entry(penalty: Penalty) -> PenaltyEntry:
    return PenaltyEntry(
        decision_number=penalty.decision_number,
        decided=penalty.decided,
        authority=penalty.authority,
        tier=penalty.tier,
        what=penalty.what,
        amount=penalty.amount,
        publicity_ends=penalty.publicity_ends,
    )


def _fee_entry(context: Context, fee: Fee) -> FeeEntry:
    months = fee.prepayment_months
    return FeeEntry(
        item=fee.item,
        amount=fee.amount,
        unit=fee.unit,
        age_class=fee.age_class,
        mode=fee.mode,
        prepayment_months=months,
        over_cap=None if months is None else months > context.portal.prepayment_cap_months,
        refund_rule=fee.refund_rule,
        contract_template=fee.contract_template,
    )


def _by_age(group: AgeGroup) -> int:
    return list(AgeClass).index(group.age_class)


def _age_entry(group: AgeGroup) -> AgeEntry:
    standard = AGE_STANDARDS[group.age_class]
    ratio = group.children / group.carers if group.children and group.carers else None
    return AgeEntry(
        age_class=group.age_class,
        months=standard.months,
        classes=group.classes,
        children=group.children,
        children_limit=standard.children,
        carers=group.carers,
        ratio=ratio,
        ratio_limit=standard.ratio,
        within=within_standard(group.age_class, group.children, group.carers),
    )


def _demonstrations(context: Context, dossier: Dossier) -> tuple[DemonstrationItem, ...]:
    facility = dossier.facility
    subject = Link(facility.name, context.href(urls.facility(facility.facility_id)))
    return tuple(
        demonstration_item(
            context,
            title,
            dossier.stages,
            subject=subject,
            region=None,
            names=dict(dossier.names),
        )
        for title in dossier.demonstrations
    )


def _indicators(context: Context, code: str) -> tuple[IndicatorRow, ...]:
    """Those of the nearest region that has any."""
    for region in reversed(context.tree.chain(code)):
        if region.region_code in context.indicators:
            return indicator_rows(context.indicators[region.region_code])
    return ()


def _notices(
    context: Context, dossier: Dossier, penalties: tuple[Penalty, ...]
) -> tuple[NoticeEntry, ...]:
    """Notices newest first; what is said of a penalty goes when the penalty goes."""
    shown = {key_of(penalty) for penalty in penalties}
    notices = [
        n for n in dossier.notices if n.concerns_table != "penalties" or n.concerns_id in shown
    ]
    notices += withdrawals(context, dossier.facility.facility_id)
    ordered = sorted(notices, key=lambda n: (n.published, n.notice_id), reverse=True)
    return tuple(_notice_entry(context, notice) for notice in ordered)


def _notice_entry(context: Context, notice: Notice) -> NoticeEntry:
    column = COLUMNS.get(notice.concerns_table, {}).get(notice.field or "")
    return NoticeEntry(
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        published=notice.published,
        ends=notice.ends,
        field=context.column_title(column) if column else notice.field,
        before=notice.before,
        after=notice.after,
    )
