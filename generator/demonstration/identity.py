"""Identifiers of invented institutions: credit codes, facility identifiers, office telephones.

None can be taken for a real one: the organisation part of every credit code begins with YY, a range
that is not issued, and every telephone lies in an exchange that begins with 555.
"""

from __future__ import annotations

from random import Random

from generator.demonstration.draws import pick
from generator.model.identifiers import USCC_ALPHABET, uscc_check_digit
from generator.model.vocabulary import FacilityKind, Nature

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def facility_id(county: str, serial: int) -> str:
    """`371502T00031`: the county's six digits and a number that is never given again.

    The letter keeps digits apart: 130502-00031 would read as a mobile number.
    """
    return f"{county[:6]}T{serial:05d}"


def credit_code(prefix: str, county: str, serial: int) -> str:
    """A unified social credit code with right check digits; one per prefix, county and serial."""
    seventeen = prefix + county[:6] + _organisation(serial)
    return seventeen + uscc_check_digit(seventeen)


def code_prefix(rng: Random, nature: Nature, kind: FacilityKind) -> str:
    """The first two characters of a credit code for this nature: 12, 52, 91 or 92."""
    if nature is Nature.PUBLIC:
        return "12"
    if nature is Nature.NON_PROFIT:
        return "52"
    if kind is FacilityKind.HOME_CARE_POINT:
        return "92"
    return pick(rng, ("91", "91", "91", "91", "92"))


def telephone(area: str, serial: int) -> str:
    """An office telephone in the exchange 555, which leads to nobody."""
    digits = "5555" if len(area) == 3 else "555"
    return f"{area}-{digits}{serial % 10_000:04d}"


def _organisation(serial: int) -> str:
    """The nine characters of the organisation (GB 11714) with their own check digit."""
    chars = []
    for _ in range(6):
        serial, digit = divmod(serial, 31)
        chars.append(USCC_ALPHABET[digit])
    body = "YY" + "".join(reversed(chars))
    total = sum(
        _LETTERS.index(char) * weight
        for char, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return body + "0123456789X0"[11 - total % 11]
