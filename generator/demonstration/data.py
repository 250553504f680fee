"""The demonstration: fictitious exports to build a whole site from, small or of any size.

Every institution is invented and every export is marked so; regions are real. The same call gives
the same rows on every machine at any time.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.demonstration.beijing import beijing_export
from generator.demonstration.changed import changed_exports
from generator.demonstration.export_parts import DemonstrationExport
from generator.demonstration.gansu import gansu_export
from generator.demonstration.liaocheng.exports import liaocheng_exports
from generator.demonstration.synthetic import synthetic_exports
from generator.demonstration.xingtai import xingtai_export
from generator.demonstration.zhengdong import zhengdong_export

__all__ = ["DemonstrationExport", "changed_exports", "demonstration_exports"]


def demonstration_exports(facilities: int | None = None) -> Iterator[DemonstrationExport]:
    """Release information, rows by table and documents of each export, by region and release.

    Without a number: the five agencies of the demonstration with their special cases. With one: so
    many institutions over the whole country. One export is in memory at a time; UsageError for a
    number below 1 or above a million.
    """
    if facilities is not None:
        yield from synthetic_exports(facilities)
        return
    yield beijing_export()
    yield xingtai_export()
    yield from liaocheng_exports()
    yield zhengdong_export()
    yield gansu_export()
