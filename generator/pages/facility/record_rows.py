"""The rows of a facility's record as the entries of its page."""

from __future__ import annotations

from datetime import date

from generator.model.facility_record import FacilityRecord
from generator.model.tables import AgeGroup, Fee, Filing, Finding, Grade, Inspection, Penalty
from generator.model.vocabulary import NoticeKind
from generator.pages.facility.inputs import FacilityInputs
from generator.pages.facility.views import (
    AgeEntry,
    FeeEntry,
    FilingEntry,
    FindingEntry,
    GradeEntry,
    InspectionEntry,
    PenaltyEntry,
    SchemeStanding,
)
from generator.pages.shared import urls
from generator.pages.shared.frame import Frame
from generator.pages.shared.record_files import shown
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.views import Link
from generator.rules.fee import is_over_cap
from generator.rules.filed import day_column, step_day
from generator.rules.findings import finding_state, open_faults, rectified_faults
from generator.rules.grade_status import grades_by_scheme
from generator.rules.publicity import last_day
from generator.rules.ratios import AGE_STANDARDS, by_age, class_ratio, within_standard


def filing_entry(filing: Filing) -> FilingEntry:
    """A step of the filing."""
    return FilingEntry(
        status=filing.status,
        number=filing.number,
        authority=filing.authority,
        day=step_day(filing),
        reason=filing.reason,
        columns=_shown_columns(filing),
        row=shown("filings", filing),
    )


def _shown_columns(filing: Filing) -> str:
    number = "number" if filing.number else None
    return " ".join(filter(None, ("authority", number, day_column(filing))))


def standings(inputs: FacilityInputs) -> tuple[SchemeStanding, ...]:
    """The agency's leading scheme first, also where the facility was never assessed in it."""
    by_scheme = grades_by_scheme(inputs.record.grades)
    leading = inputs.leading.get(inputs.state.agency)
    order = sorted({*by_scheme, leading} - {None}, key=lambda s: (s != leading, str(s)))
    return tuple(
        _standing(inputs, inputs.schemes[scheme], by_scheme.get(scheme, ()))
        for scheme in order
        if scheme is not None
    )


def _standing(
    inputs: FacilityInputs, info: SchemeInfo, grades: tuple[Grade, ...]
) -> SchemeStanding:
    entries = tuple(_grade_entry(inputs, info, grade) for grade in grades)
    return SchemeStanding(
        scheme=Link(info.scheme.name, inputs.href(urls.scheme(info.scheme.scheme_id))),
        kind=info.scheme.kind,
        issuer=info.scheme.issuer,
        present=entries[0] if entries else None,
        earlier=entries[1:],
    )


def _grade_entry(inputs: FacilityInputs, info: SchemeInfo, grade: Grade) -> GradeEntry:
    meaning = info.grade(grade.grade)
    return GradeEntry(
        mark=info.mark(grade.grade),
        label=grade.grade,
        meaning=meaning.meaning,
        assessed=grade.assessed,
        valid_until=grade.valid_until,
        authority=grade.authority,
        basis=inputs.document_link(grade.basis or info.scheme.basis),
        frequency=meaning.inspection_frequency,
        row=shown("grades", grade),
    )


def inspections(facility_record: FacilityRecord) -> tuple[InspectionEntry, ...]:
    """Inspections with their findings, newest first."""
    ordered = sorted(
        facility_record.inspections, key=lambda i: (i.inspected, i.inspection_id), reverse=True
    )
    return tuple(
        _inspection_entry(
            inspection,
            [f for f in facility_record.findings if f.inspection_id == inspection.inspection_id],
            replies(facility_record, Finding.table),
        )
        for inspection in ordered
    )


def replies(facility_record: FacilityRecord, table: str) -> dict[str, tuple[date, str]]:
    """Day and words of what the facility replied to rows of a table, by the row's key."""
    return {
        notice.concerns_id: (notice.published, notice.text)
        for notice in sorted(facility_record.notices, key=lambda n: (n.published, n.notice_id))
        if notice.kind is NoticeKind.REPLY and notice.concerns_table == table
    }


def _inspection_entry(
    inspection: Inspection,
    findings: list[Finding],
    replied: dict[str, tuple[date, str]],
) -> InspectionEntry:
    rectified = len(rectified_faults(findings))
    return InspectionEntry(
        inspected=inspection.inspected,
        kind=inspection.kind,
        authority=inspection.authority,
        failed=rectified + len(open_faults(findings)),
        rectified=rectified,
        findings=tuple(
            _finding_entry(finding, replied.get(finding.finding_id)) for finding in findings
        ),
        row=shown("inspections", inspection),
    )


def _finding_entry(finding: Finding, reply: tuple[date, str] | None) -> FindingEntry:
    return FindingEntry(
        domain=finding.domain,
        result=finding.result,
        state=finding_state(finding),
        text=finding.text,
        due=finding.rectification_due,
        rectified=finding.rectified,
        reply=reply,
        row=shown("findings", finding),
    )


def penalty_entry(penalty: Penalty, reply: tuple[date, str] | None) -> PenaltyEntry:
    """A penalty with the facility's reply; the caller holds that it is in publicity."""
    return PenaltyEntry(
        decision_number=penalty.decision_number,
        decided=penalty.decided,
        authority=penalty.authority,
        tier=penalty.tier,
        what=penalty.what,
        amount=penalty.amount,
        publicity_ends=penalty.publicity_ends,
        shown_until=last_day(penalty),
        reply=reply,
        row=shown("penalties", penalty),
    )


def fee_entry(frame: Frame, fee: Fee) -> FeeEntry:
    """A fee against the local cap on prepayment."""
    months = fee.prepayment_months
    return FeeEntry(
        item=fee.item,
        amount=fee.amount,
        unit=fee.unit,
        age_class=fee.age_class,
        mode=fee.mode,
        prepayment_months=months,
        over_cap=is_over_cap(months, frame.portal.prepayment_cap_months),
        refund_rule=fee.refund_rule,
        contract_template=fee.contract_template,
        row=shown("fees", fee),
    )


def age_entries(groups: tuple[AgeGroup, ...]) -> tuple[AgeEntry, ...]:
    """Age classes in order of age."""
    return tuple(map(_age_entry, by_age(groups)))


def _age_entry(group: AgeGroup) -> AgeEntry:
    standard = AGE_STANDARDS[group.age_class]
    ratio = class_ratio(group)
    return AgeEntry(
        age_class=group.age_class,
        months=standard.months,
        classes=group.classes,
        children=group.children,
        children_limit=standard.children,
        carers=group.carers,
        ratio=ratio.rounded if ratio else None,
        ratio_limit=standard.ratio,
        within=within_standard(group.age_class, group.children, group.carers),
    )
