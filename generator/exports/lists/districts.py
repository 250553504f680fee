"""Regions by their names: 东昌府区, 聊城市东昌府区, among those that an agency can speak of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from generator.exports.civil_affairs import known_regions
from generator.exports.reading.refusal import Refused
from generator.model.messages import msg
from generator.model.release import region_prefix
from generator.model.tables import Region
from generator.model.vocabulary import RegionLevel

BY_NAME = msg("the code of a region found by its name")
MAX_NAMES = 12
_NO_NAME = frozenset(["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"])
_ENDING = re.compile(r"(?:自治县|自治旗|特别行政区|街道|[省市区县旗镇乡])$")


class Districts:
    """The regions of an agency by name; regions of its own come before those of the list."""

    def __init__(self, scope: str, own: Iterable[Region]) -> None:
        self._scope = scope
        self._given = own
        self._codes: dict[str, set[str]] | None = None
        self._all: dict[str, Region] | None = None

    def code(self, text: str) -> str:
        """The code of the region that a text names; Refused where it names none or several."""
        if self._codes is None:
            self._codes = self._by_name()
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        found = self._codes.get(plain) or self._codes.get(f"{_ENDING.sub('', plain)}*")
        if not found:
            names = "、".join(self._counties()[:MAX_NAMES])
            raise Refused(
                msg(
                    "no region of %(scope)s is called so (%(names)s); write its code",
                    scope=self._scope,
                    names=names,
                )
            )
        if len(found) > 1:
            codes = ", ".join(sorted(found)[:MAX_NAMES])
            raise Refused(
                msg("several regions are called so (%(codes)s): write the code", codes=codes)
            )
        return next(iter(found))

    def knows(self, text: str) -> bool:
        """Whether a text is the name of one region."""
        if not text or text.isascii():
            return False
        try:
            self.code(text)
        except Refused:
            return False
        return True

    def _regions(self) -> Mapping[str, Region]:
        if self._all is None:
            self._all = self._gathered()
        return self._all

    def _gathered(self) -> dict[str, Region]:
        own = {region.region_code: region for region in self._given}
        listed = _listed_within(region_prefix(self._scope))
        return own | {code: region for code, region in listed.items() if code not in own}

    def _counties(self) -> list[str]:
        wanted = (RegionLevel.COUNTY, RegionLevel.ZONE)
        return [each.name for each in self._regions().values() if each.level in wanted]

    def _by_name(self) -> dict[str, set[str]]:
        codes: dict[str, set[str]] = {}
        regions = self._regions()
        for code, region in regions.items():
            for name in _names(region, regions):
                # A zone may have a second code of the same name: the first one stands for both.
                if region.level is not RegionLevel.ZONE or name not in codes:
                    codes.setdefault(name, set()).add(code)
            # 东昌府 for 东昌府区: only districts, and only where it leaves no doubt.
            if region.level in (RegionLevel.COUNTY, RegionLevel.ZONE):
                short = _ENDING.sub("", region.name)
                if len(short) > 1:
                    codes.setdefault(f"{short}*", set()).add(code)
        return codes


@lru_cache(maxsize=8)
def _listed_within(prefix: str) -> Mapping[str, Region]:
    listed = known_regions()
    return {code: region for code, region in listed.items() if code.startswith(prefix)}


def _names(region: Region, regions: Mapping[str, Region]) -> Iterator[str]:
    """A name alone and after those of the regions above it: 聊城市东昌府区."""
    name = region.name
    yield name
    above = regions.get(region.parent or "") or known_regions().get(region.parent or "")
    while above:
        if above.name not in _NO_NAME:
            name = above.name + name
            yield name
        above = known_regions().get(above.parent or "")
