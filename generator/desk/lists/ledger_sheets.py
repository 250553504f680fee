"""The ledger as a workbook: a sheet a district with all columns, and one of every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.desk.lists.ledger import Ledger, LedgerDistrict, LedgerRow
from generator.exports.spreadsheets.new_workbook import Cell, new_workbook
from generator.model.messages import msg, word

Say = Callable[[str], str]

_HEADINGS = (
    msg("No."), msg("Street"), msg("Institution"), msg("Address"), msg("Operating"), msg("Filing"),
    msg("Filing number"), msg("Grades"), msg("Assessed"), msg("Next due"), msg("Last inspection"),
)  # fmt: skip
_FAULTS = (
    msg("District"), msg("Street"), msg("Institution"), msg("Domain"), msg("What was found"),
    msg("Found on"), msg("To be put right by"), msg("Put right on"),
)  # fmt: skip


def ledger_workbook(ledger: Ledger, say: Say) -> bytes:
    """The workbook; `say` gives a message in the language of the reader."""
    title = say(msg("Ledger from release %(name)s, as of %(day)s", name=ledger.release,
                    day=ledger.on.isoformat()))  # fmt: skip
    headings = [say(each) for each in _HEADINGS]
    headings += [*ledger.domains, say(msg("Open faults"))]
    sheets = [
        (district.name, f"{district.name} {title}", headings, list(_rows(district, say)))
        for district in ledger.districts
    ]
    name = say(msg("Rectifications"))
    sheets.append((name, f"{name} {title}", [say(each) for each in _FAULTS], list(_faults(ledger))))
    return new_workbook(sheets)


def _rows(district: LedgerDistrict, say: Say) -> Iterator[list[Cell]]:
    number = 0
    for street in district.streets:
        for row in street.rows:
            number += 1
            yield _row(number, street.name, row, say)


def _row(number: int, street: str, row: LedgerRow, say: Say) -> list[Cell]:
    def term(context: str, value: str | None) -> str:
        return say(word(context, value)) if value else say(msg("not stated"))

    grades = row.grades
    return [
        number,
        street,
        row.name,
        row.address,
        term("OperatingStatus", row.status),
        term("FilingStatus", row.filing),
        row.filing_number,
        "\n".join(f"{each.scheme} {each.label}" for each in grades),
        "\n".join(each.assessed.isoformat() for each in grades),
        "\n".join(each.due.isoformat() if each.due else "—" for each in grades),
        row.inspected,
        *(say(word("FindingResult", each)) if each else "—" for each in row.domains),
        len(row.open) or None,
    ]


def _faults(ledger: Ledger) -> Iterator[list[Cell]]:
    for district in ledger.districts:
        for street in district.streets:
            for row in street.rows:
                for each in row.faults:
                    yield [
                        district.name, street.name, row.name, each.domain, each.text, each.found,
                        each.due, each.rectified,
                    ]  # fmt: skip
