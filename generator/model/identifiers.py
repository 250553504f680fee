"""Check digits: unified social credit codes, citizen ID numbers, bank cards.

from generator.model.messages import msg

Sources: GB 32100-2015 (credit codes), GB 11643-1999 (citizen ID numbers), ISO/IEC 7812-1 (cards).
"""

from __future__ import annotations

import re
from datetime import date
from itertools import cycle
from operator import mul

from generator.model.messages import msg

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a credit code, each worth its position."""

_USCC_VALUES = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_FORM = re.compile(f"[{USCC_ALPHABET}]{{17}}")
_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_CITIZEN_WEIGHTS = tuple(pow(2, 17 - position, 11) for position in range(17))
_CITIZEN_CHECKS = "10X98765432"
_OLD_FORM_BORN = range(1930, 2000)


def uscc_check_digit(body: str) -> str:
    """The 18th character that follows these 17; ValueError for other lengths or characters."""
    if not _USCC_FORM.fullmatch(body):
        raise ValueError(msg("the body of a credit code has 17 characters of its alphabet"))
    return USCC_ALPHABET[-sum(map(mul, map(_USCC_VALUES.__getitem__, body), _USCC_WEIGHTS)) % 31]


def is_uscc(code: str) -> bool:
    """Whether a unified social credit code has the right form and check digit."""
    return (
        len(code) == 18
        and _USCC_FORM.match(code) is not None
        and uscc_check_digit(code[:17]) == code[17]
    )


def is_citizen_id(number: str) -> bool:
    """Whether this is a citizen ID number: 18 characters with check digit, or 15 of the old form.

    The old form has no check digit, so there a plausible region and birthday decide.
    """
    if len(number) == 18 and _is_digits(number[:17]) and number[17] in "0123456789Xx":
        return bool(_birthday(number[6:14])) and citizen_id_check(number[:17]) == number[17].upper()
    if len(number) == 15 and _is_digits(number):
        born = _birthday("19" + number[6:12])
        # Numbers of this form were given until 1999; a younger or older one is something else.
        return "11" <= number[:2] <= "82" and born is not None and born.year in _OLD_FORM_BORN
    return False


def citizen_id_check(body: str) -> str:
    """The check character that follows 17 digits of a citizen ID number."""
    total = sum(int(d) * weight for d, weight in zip(body, _CITIZEN_WEIGHTS, strict=True))
    return _CITIZEN_CHECKS[total % 11]


def is_bank_card(number: str) -> bool:
    """Whether 16 to 19 digits satisfy Luhn's check, as card numbers do."""
    if not (16 <= len(number) <= 19 and _is_digits(number)):
        return False
    digits = (int(digit) * factor for digit, factor in zip(reversed(number), cycle((1, 2))))
    return sum(value - 9 if value > 9 else value for value in digits) % 10 == 0


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _birthday(eight: str) -> date | None:
    try:
        born = date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return None
    return born if 1900 <= born.year < 2100 else None
