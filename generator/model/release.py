"""What identifies one export, and the paths that follow from it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import force_setattr, replace

CHINA: Final = timezone(timedelta(hours=8))
"""Dates and times are those of China."""

FORMATS: Final = (1, 2)
"""The formats of exports that this program reads; a signed export can never be signed again, so
none is ever dropped. The newest is the one that is written."""

NEWEST_FORMAT: Final = FORMATS[-1]

EXPORT_PATH = re.compile(r"^exports/([1-9]\d{5})/\1-(\d{4,6})\.zip$")
"""The one form of an export's path in the archive: exports/<region>/<region>-<release>.zip."""


class ReleaseInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `gongshi` member of `datapackage.json`: whose export this is, and which.

    `region` is the six-digit code of the agency's region, `release` counts its exports from 1,
    `issued` is in the time of China, however it was written. `reviewed_by` and `reviewed_on`
    record the secrecy review (保密审查). `fictitious` marks demonstration data, and every page made
    from it says so. `format` is one of FORMATS. `privacy_reasons` are kinds of personal data that
    do not stop this export, each with the reason that the agency gives.
    """

    format: int = NEWEST_FORMAT
    region: Annotated[str, Meta(pattern=r"^[1-9][0-9]{5}$")]
    release: Annotated[int, Meta(ge=1, le=999999)]
    issued: Annotated[datetime, Meta(tz=True)]
    agency: Annotated[str, Meta(min_length=1, max_length=100)]
    reviewed_by: Annotated[str, Meta(min_length=1, max_length=100)]
    reviewed_on: date
    fictitious: bool = False
    privacy_reasons: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Days and pages must not depend on the zone in which a moment was handed over."""
        force_setattr(self, "issued", self.issued.astimezone(CHINA))

    @property
    def name(self) -> str:
        """`371500-0007`."""
        return release_name(self.region, self.release)

    @property
    def path(self) -> str:
        """`exports/371500/371500-0007.zip`."""
        return f"exports/{self.region}/{self.name}.zip"


class RowTreeRoot(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What an agency signs of its rows: `custom.rows` of the TUF target of a format 2 export.

    `root` is the root of the row tree in hexadecimal, `subjects` the number of subjects, `count`
    the number of leaves with those that only fill up, `lasting` how many of them stand for rows
    that never have to go; None in what was signed before that was counted. See `exports.row_tree`.
    """

    root: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    subjects: Annotated[int, Meta(ge=0)]
    count: Annotated[int, Meta(ge=0)]
    lasting: Annotated[int, Meta(ge=0)] | None = None

    def states(self, found: RowTreeRoot) -> bool:
        """Whether this, as it was signed, is what was found of a tree, of which all is counted."""
        known = found if self.lasting is not None else replace(found, lasting=None)
        return self == known


def region_prefix(code: str) -> str:
    """The significant digits of a region code of 6 or 12 digits: 371500 → 3715, 370000 → 37.

    Trailing pairs of zeros are dropped down to the province; below the county groups of three.
    """
    if len(code) == 12 and code[6:] != "000000":
        return code[:9] if code.endswith("000") else code
    six = code[:6]
    if six.endswith("0000"):
        return six[:2]
    return six[:4] if six.endswith("00") else six


def in_scope(region_code: str, scope: str) -> bool:
    """Whether a region lies in the region `scope` (codes of 6 or 12 digits)."""
    return region_code.startswith(region_prefix(scope))


def code_span(code: str) -> tuple[str, str]:
    """The lowest and the highest region code inside a region."""
    prefix = region_prefix(code)
    return prefix.ljust(12, "0"), prefix.ljust(12, "9")


def release_name(region: str, number: int) -> str:
    """What a release of an agency is called, such as `371500-0007`."""
    return f"{region}-{number:04d}"
