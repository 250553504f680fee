"""The tree of regions that the accepted exports speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.model.tables import Region


@dataclass(frozen=True, slots=True)
class RegionTree:
    """Regions by code, with their children in order of code."""

    regions: Mapping[str, Region]
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, regions: Iterable[Region]) -> RegionTree:
        """The tree of these regions; a parent that is not among them counts as none."""
        by_code = {region.region_code: region for region in regions}
        below: dict[str, list[str]] = {}
        for code in sorted(by_code):
            below.setdefault(by_code[code].parent or "", []).append(code)
        return cls(by_code, {parent: tuple(codes) for parent, codes in below.items()})

    def chain(self, code: str) -> tuple[Region, ...]:
        """The region and everything above it, from the top down; empty for an unknown code."""
        found: list[Region] = []
        step: str | None = code
        while step and step in self.regions and len(found) < 8:
            found.append(self.regions[step])
            step = found[-1].parent
        return tuple(reversed(found))

    def below(self, code: str) -> tuple[Region, ...]:
        """The regions directly below."""
        return tuple(self.regions[child] for child in self.children.get(code, ()))

    def tops(self) -> tuple[Region, ...]:
        """The regions that have nothing above them here."""
        orphans = (r for r in self.regions.values() if (r.parent or "") not in self.regions)
        return tuple(sorted(orphans, key=lambda region: region.region_code))

    def walk(self) -> Iterator[Region]:
        """Every region in order of its code."""
        for code in sorted(self.regions):
            yield self.regions[code]
