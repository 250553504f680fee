"""The fee by which facilities are compared, and how far ahead it is paid.

Amounts are yuan, terms months. Parents compare the full-day place, so a cheaper half day is never
"the fee". The cap on prepayment is the portal's setting (`prepayment_cap_months`): localities set
it, most at three months (托育机构预收费管理).
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.model.tables import Fee
from generator.model.vocabulary import FeeUnit, ServiceMode

FULL_DAY = (ServiceMode.FULL_DAY, None)
"""Modes that count as full-day care: a fee that names no mode is one for the ordinary day."""


def monthly_fee(fees: Iterable[Fee]) -> Fee | None:
    """The lowest full-day fee a month; of equal ones the first by item. None: not published."""
    full_day = (fee for fee in fees if fee.unit is FeeUnit.MONTH and fee.mode in FULL_DAY)
    return min(full_day, key=lambda fee: (fee.amount, fee.item), default=None)


def longest_prepayment(fees: Iterable[Fee]) -> float | None:
    """The longest term paid in advance among all fees, in months; None where none is stated."""
    stated = (fee.prepayment_months for fee in fees if fee.prepayment_months is not None)
    return max(stated, default=None)


def is_over_cap(months: float | None, cap: float) -> bool | None:
    """Whether a term is longer than the cap; None where no term is stated."""
    return None if months is None else months > cap


def states_refund(fees: Iterable[Fee]) -> bool:
    """Whether refund terms are stated for any fee."""
    return any(fee.refund_rule for fee in fees)
