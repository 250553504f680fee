"""The view of a facility, in the order a parent asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from generator.model.tables import Notice, Penalty
from generator.pages.facility.inputs import FacilityInputs
from generator.pages.facility.record_rows import (
    age_entries,
    fee_entry,
    filing_entry,
    inspections,
    penalty_entry,
    replies,
    standings,
)
from generator.pages.facility.timeline import timeline
from generator.pages.facility.views import FacilityView, NoticeEntry
from generator.pages.facility.ways import ways
from generator.pages.figures.demonstration_views import DemonstrationItem
from generator.pages.shared import urls
from generator.pages.shared.frame import Frame
from generator.pages.shared.list_items import demonstration_item
from generator.pages.shared.record_files import shown
from generator.pages.shared.row_changes import COLUMNS
from generator.pages.shared.views import Link, SourceStatement, SuspendedAgency
from generator.rules.facility_facts import facility_facts
from generator.rules.fee import is_over_cap, monthly_fee
from generator.rules.filed import newest_filings_first
from generator.rules.publicity import in_publicity
from generator.rules.ratios import age_span, ratio_span
from generator.rules.record import hidden_notices, shown_until
from generator.store.queries import Release


def facility_view(inputs: FacilityInputs) -> FacilityView:
    """What the page of a facility shows on the reference day."""
    facility_record = inputs.record
    facility = facility_record.facility
    county, township = inputs.county_and_township(facility.region_code)
    facts = facility_facts(facility_record, on=inputs.today)
    fee = monthly_fee(facility_record.fees)
    cap = inputs.portal.prepayment_cap_months
    visible = visible_penalties(facility_record.penalties, on=inputs.today)
    filings = tuple(map(filing_entry, newest_filings_first(facility_record.filings)))
    inspected = inspections(facility_record)
    answers = replies(facility_record, Penalty.table)
    penalties = tuple(penalty_entry(each, answers.get(each.penalty_id)) for each in visible)
    notices = _notices(inputs)
    ages = age_entries(facility_record.age_groups)
    return FacilityView(
        name=facility.name,
        other_names=facility.other_names,
        uscc=facility.uscc,
        uscc_note=facility.uscc_override,
        facility_id=facility.facility_id,
        nature=facility.nature,
        kind=facility.kind,
        status=facts.status,
        open=facts.open,
        status_date=facility.status_date,
        opened=facility.opened,
        region=inputs.region_link(county.region_code),
        township=inputs.region_link(township.region_code) if township else None,
        address=facility.address,
        lon=facility.lon,
        lat=facility.lat,
        crs=facility.crs,
        complaints=inputs.portal.complaints_telephone,
        telephone=facility.telephone,
        web_page=facility.web_page,
        service_modes=facility.service_modes,
        places=facility.places,
        inclusive=facility.inclusive,
        filing=facts.filing,
        filed=facts.filed,
        filings=filings,
        standings=standings(inputs),
        inspections=inspected,
        penalties=penalties,
        fee=fee_entry(inputs, fee) if fee else None,
        fees=tuple(fee_entry(inputs, fee) for fee in facility_record.fees),
        prepayment=facts.prepayment,
        over_cap=is_over_cap(facts.prepayment, cap),
        prepayment_cap=cap,
        prepayment_policy=inputs.prepayment_policy(facility.region_code),
        ages=ages,
        age_span=age_span(facility_record.age_groups),
        carer_span=ratio_span(facts.ratios),
        demonstrations=_demonstrations(inputs),
        notices=notices,
        events=timeline(inputs, filings, inspected, penalties, notices),
        ways=ways(inputs, facility),
        explained_by=inputs.explaining(facility.region_code),
        terms=inputs.terms,
        how_to_read=inputs.written_page("how-to-read"),
        how_to_correct=inputs.written_page("corrections"),
        how_to_verify=inputs.written_page("verify"),
        source=source_statement(inputs, inputs.source, inputs.suspended),
    )


def visible_penalties(penalties: tuple[Penalty, ...], *, on: date) -> tuple[Penalty, ...]:
    """Penalties still in publicity, newest first."""
    visible = (penalty for penalty in penalties if in_publicity(penalty, on=on))
    return tuple(sorted(visible, key=lambda p: (p.decided, p.penalty_id), reverse=True))


def source_statement(
    frame: Frame, release: Release, suspended: SuspendedAgency | None
) -> SourceStatement:
    """From which signed export something comes, and whether its agency is suspended."""
    return SourceStatement(
        release=Link(release.path, frame.href(urls.release(release.region, release.number))),
        agency=release.agency,
        number=release.number,
        issued=release.issued,
        path=release.path,
        sha256=release.sha256,
        role=release.role,
        data=Link(frame.text("Open data"), frame.href(urls.DATA)),
        suspended=suspended,
    )


def _demonstrations(inputs: FacilityInputs) -> tuple[DemonstrationItem, ...]:
    facility_record, facility = inputs.record, inputs.record.facility
    subject = Link(facility.name, inputs.href(urls.facility(facility.facility_id)))
    return tuple(
        demonstration_item(
            inputs,
            title,
            facility_record.stages,
            on=inputs.today,
            subject=subject,
            region=None,
            names=dict(facility_record.names),
        )
        for title in facility_record.demonstrations
    )


def _notices(inputs: FacilityInputs) -> tuple[NoticeEntry, ...]:
    """Notices newest first; what is said of a penalty goes when the penalty goes."""
    facility_record = inputs.record
    hidden = hidden_notices(facility_record, on=inputs.today)
    notices = [each for each in facility_record.notices if each.notice_id not in hidden]
    own = {notice.notice_id: shown(Notice.table, notice) for notice in notices}
    # What took something back concerns a row that is in no record any more.
    notices += inputs.withdrawals
    ordered = sorted(notices, key=lambda n: (n.published, n.notice_id), reverse=True)
    ends = shown_until(facility_record)
    entries = (_notice_entry(inputs, each, own.get(each.notice_id, "")) for each in ordered)
    return tuple(
        replace(entry, until=ends.get((Notice.table, notice.notice_id)))
        for entry, notice in zip(entries, ordered, strict=True)
    )


def _notice_entry(inputs: FacilityInputs, notice: Notice, row: str) -> NoticeEntry:
    column = COLUMNS.get(notice.concerns_table, {}).get(notice.field or "")
    return NoticeEntry(
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        published=notice.published,
        ends=notice.ends,
        field=inputs.column_title(column) if column else notice.field,
        before=notice.before,
        after=notice.after,
        row=row,
    )
