"""Institutions by what a list says of them: credit code, name, address, region.

Nothing is guessed: where a name leaves a doubt, the candidates are named and the row is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

from generator.exports.reading.refusal import Refused
from generator.model.characters import folded_name
from generator.model.messages import Message, msg
from generator.model.tables import Facility

BY_CODE = msg("the institution found by its credit code")
BY_NAME = msg("the institution found by its name")
BY_PLACE = msg("the institution found by its name and place")
MAX_CANDIDATES = 5
_ALIKE = 0.5
"""How much of two addresses of one place is the same, at least."""


class Institutions:
    """The institutions of an export, as lists name them."""

    def __init__(self, facilities: Iterable[Facility]) -> None:
        self._codes: dict[str, list[Facility]] = {}
        self._names: dict[str, list[Facility]] = {}
        for each in facilities:
            if each.uscc:
                self._codes.setdefault(each.uscc, []).append(each)
            for name in dict.fromkeys(map(folded_name, (each.name, *each.other_names))):
                self._names.setdefault(name, []).append(each)

    def identifier(self, said: Mapping[str, str], repairs: list[Message]) -> str:
        """The identifier of the institution of which this is said, by column; Refused."""
        code, name = said.get("uscc", ""), folded_name(said.get("name", ""))
        by_code, by_name = self._codes.get(code, []), self._names.get(name, [])
        if by_code and by_name and not _common(by_code, by_name):
            raise Refused(
                msg(
                    "the credit code is that of %(listed)s, the name that of %(other)s: "
                    "which is meant?",
                    listed=_listed(by_code),
                    other=_listed(by_name),
                )
            )
        candidates = _common(by_code, by_name) or by_code or by_name
        if len(candidates) == 1 and not by_code and _is_elsewhere(candidates[0], said):
            raise Refused(
                msg(
                    "the only institution of this name is %(listed)s, %(address)s; the list says "
                    "another place: which is meant? Add the credit code, or the column 机构编号",
                    listed=_listed(candidates),
                    address=candidates[0].address,
                )
            )
        if len(candidates) == 1:
            repairs.append(BY_CODE if by_code else BY_NAME)
            return candidates[0].facility_id
        if not candidates:
            raise Refused(self._unknown(name))
        narrowed = [each for each in candidates if _is_there(each, said)]
        if len(narrowed) != 1:
            raise Refused(
                msg(
                    "%(count)s institutions may be meant (%(listed)s): add the credit code, or the "
                    "column 机构编号",
                    count=len(candidates),
                    listed=_listed(candidates),
                )
            )
        repairs.append(BY_PLACE)
        return narrowed[0].facility_id

    def candidates(self, said: Mapping[str, str]) -> list[Facility]:
        """Who may be meant where `identifier` refuses: the likeliest, a few at most."""
        code, name = said.get("uscc", ""), folded_name(said.get("name", ""))
        found = [*self._codes.get(code, []), *self._names.get(name, [])]
        if not found and name:
            close = get_close_matches(name, self._names, n=MAX_CANDIDATES, cutoff=0.5)
            found = [each for one in close for each in self._names[one]]
        return list({each.facility_id: each for each in found}.values())[:MAX_CANDIDATES]

    def _unknown(self, name: str) -> Message:
        close = get_close_matches(name, self._names, n=3, cutoff=0.6) if name else []
        why = msg("no institution of facilities is meant by it")
        if not close:
            return why
        listed = _listed([each for one in close for each in self._names[one]])
        return msg("%(why)s; is it %(listed)s?", why=why, listed=listed)


def _common(one: list[Facility], other: list[Facility]) -> list[Facility]:
    return [each for each in one if each in other]


def _is_there(facility: Facility, said: Mapping[str, str]) -> bool:
    """Whether what a list says of the place agrees with an institution; it has to say something."""
    address, region = folded_name(said.get("address", "")), said.get("region_code", "").rstrip("0")
    if not address and not region:
        return False
    own = folded_name(facility.address)
    agrees = not address or address.endswith(own) or own.endswith(address)
    return agrees and (not region or facility.region_code.startswith(region))


def _is_elsewhere(facility: Facility, said: Mapping[str, str]) -> bool:
    """Whether what a list says of the place contradicts an institution."""
    address, region = folded_name(said.get("address", "")), said.get("region_code", "").rstrip("0")
    own = folded_name(facility.address)
    if region and not facility.region_code.startswith(region):
        return True
    near = not address or SequenceMatcher(None, address, own, autojunk=False).ratio() >= _ALIKE
    return not near and address not in own and own not in address


def _listed(facilities: list[Facility]) -> str:
    named = [f"{each.facility_id} {each.name}" for each in facilities[:MAX_CANDIDATES]]
    return ", ".join([*named, *["…"] * (len(facilities) > MAX_CANDIDATES)])
