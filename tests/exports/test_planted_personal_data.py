"""The scanner measured: planted cases, harmless sentences, the real register, real policies."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.exports.checks.privacy import scan_document, scan_table
from generator.exports.checks.privacy_settings import WHY, Kind
from generator.exports.rows import render
from generator.model.tables import Facility
from tests.exports.planted_cases import HARMLESS, PLANTED, facility, hits

SHARED = Path(__file__).parents[3] / "shared" / "data"

real = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")

REAL_HITS = {
    # Contacts of two offices: each names a person with a line, and gives a free mail address.
    ("004_13a8cd43d274bce9.txt", Kind.PERSON_LINE): 2,
    ("004_13a8cd43d274bce9.txt", Kind.PRIVATE_MAIL): 2,
}
"""What was judged to be personal data in the policies, by hand."""


def test_the_planted_set_is_large_enough_to_measure_by() -> None:
    """Every kind is planted, and no case stands twice."""
    assert {case.kind for case in PLANTED} == {kind.value for kind in Kind} - {"公开手机"}
    assert len({(case.where, case.text) for case in PLANTED}) == len(PLANTED) >= 200
    assert len({(case.where, case.text) for case in HARMLESS}) == len(HARMLESS) >= 200
    assert all(case.values for case in PLANTED)


def test_recall_on_planted_cases() -> None:
    """At least 98 of 100 are found, and each kind as what it is."""
    missed = [case.text for case in PLANTED if not hits(case)]
    assert len(missed) <= 0.02 * len(PLANTED), missed
    misnamed = [
        case.text
        for case in PLANTED
        if case.where != "name" and case.text not in missed
        if not any(f"({case.kind})" in problem.why for problem in hits(case))
    ]
    assert len(misnamed) <= 0.02 * len(PLANTED), misnamed


def test_false_alarms_on_harmless_sentences() -> None:
    """Fewer than one in two hundred."""
    alarms = [case.text for case in HARMLESS if hits(case)]
    assert len(alarms) < 0.005 * len(HARMLESS), alarms


@pytest.mark.slow
@real
def test_false_alarms_on_the_real_register() -> None:
    """The one hit is a telephone number that somebody masked and wrote in place of a name."""
    rows = [
        replace(
            facility(_one_line(row["address_full"])),
            name=_one_line(row["institution_name"]),
            other_names=(_one_line(row["institution_other_name"]),),
            # As free text, where nothing says that it is a credit code.
            source_note=f"{row['credit_code']} {row['finished_time']}",
        )
        for row in _register()
    ]
    assert len(rows) == 2273
    (only,) = scan_table(Facility, "facilities.csv", render(Facility, rows))
    assert (only.field, only.why) == ("other_names", WHY[Kind.REDACTED])


def _one_line(text: str) -> str:
    return " ".join(text.split()) or "-"


@pytest.mark.slow
@real
def test_hits_in_real_policies_are_real() -> None:
    """Twelve pages of the State Council hold none; contacts in one scraped document are found."""
    found: Counter[tuple[str, Kind]] = Counter()
    for folder in ("policy-html", "source-documents"):
        for path in sorted((SHARED / folder).iterdir()):
            for problem in scan_document(path.name, path.read_text("utf-8")):
                found[path.name, next(kind for kind in Kind if WHY[kind] == problem.why)] += 1
    assert found == REAL_HITS


def _register() -> list[dict[str, str]]:
    files = sorted((SHARED / "register").glob("*.csv"))
    return [row for file in files for row in csv.DictReader(file.open(encoding="utf-8"))]


LONG = [
    "1" * 20_000, "1 " * 5_000, "a" * 20_000 + "@", "王" * 20_000, "一" * 20_000, "*" * 20_000,
    "|王小明" * 5_000, "&" * 20_000, "<!--" * 5_000, "居住" * 8_000, "京A " * 5_000,
    "儿童姓名" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_rows_of_what_a_detector_begins_with_are_scanned(text: str) -> None:
    """They come to an end, and twice as long they hold the same kinds: no search gives up."""
    kinds = {problem.why for problem in scan_document("x.md", text)}
    assert {problem.why for problem in scan_document("x.md", f"{text}\n{text}")} == kinds
