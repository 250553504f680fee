"""Identifiers of invented institutions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.demonstration.identity import credit_code, facility_id, telephone
from generator.exports.checks.privacy import is_personal
from generator.model.identifiers import is_uscc

counties = st.integers(110101, 659013).map(lambda number: f"{number}000000")


@given(st.sampled_from(("12", "52", "91", "92")), counties, st.integers(0, 31**6 - 1))
@settings(deadline=None, max_examples=100)
def test_credit_codes_are_right_and_from_a_range_that_is_not_issued(
    prefix: str, county: str, serial: int
) -> None:
    """The check digit holds, and the organisation part begins with YY."""
    code = credit_code(prefix, county, serial)
    assert is_uscc(code)
    assert code.startswith(prefix + county[:6] + "YY")


@given(counties, st.integers(1, 99_999))
@settings(deadline=None, max_examples=100)
def test_identifiers_and_telephones_are_never_taken_for_personal_data(
    county: str, serial: int
) -> None:
    """Also in the provinces whose codes begin like mobile numbers."""
    assert not is_personal(facility_id(county, serial))
    assert not is_personal(f"i-{facility_id(county, serial)}-20260904-7")
    assert not is_personal(telephone("0635", serial))
    assert not is_personal(telephone("010", serial))
