"""Which institution of the demonstration Liaocheng shows which case, and when releases came out."""

from __future__ import annotations

from datetime import date
from typing import Final

REGION: Final = "371500"
AGENCY: Final = "聊城市卫生健康委员会（示例）"
AREA: Final = "0635"

RELEASES: Final = (date(2026, 3, 10), date(2026, 6, 10), date(2026, 9, 10))
FIRST, SECOND, THIRD = RELEASES
SURVEY: Final = date(2025, 11, 14)
"""When the register was drawn up (摸底建档); what was there before stands in every release."""

COUNTIES: Final = (
    ("371502", 150),
    ("371503", 62),
    ("371509", 16),
    ("371521", 70),
    ("371522", 78),
    ("371524", 42),
    ("371525", 64),
    ("371526", 44),
    ("371581", 69),
    ("371591", 14),
    ("371592", 12),
)
"""Operating institutions in release 3 by county: 621."""

CLOSED: Final = "371502T00031"
CLOSED_ON: Final = date(2026, 7, 31)
SUSPENDED: Final = "371581T00017"
SUSPENDED_ON: Final = date(2026, 5, 6)
"""Both stand beside the operating ones of their county."""

CORRECTED_GRADE: Final = "371521T00012"
"""Its grade's date is corrected with a notice between releases 1 and 2."""
SILENT_CHANGE: Final = "371522T00020"
"""Its grade becomes a B in release 3 without any notice."""
WITHDRAWN_GRADE: Final = "371503T00014"
"""Had a grade that belongs to its namesake; withdrawn with a notice before release 3."""
NAMESAKE: Final = "371526T00007"
WITHHELD_GRADE: Final = "371525T00009"
UPGRADED: Final = "371526T00030"
DOWNGRADED: Final = "371521T00050"
"""From C to B and from B to C between releases 2 and 3, each by a new grade."""

OVER_CAP: Final = "371502T00045"
"""The one institution that takes more than three months in advance."""

PENALTY_PUBLIC: Final = "371526T00015"
PENALTY_EXPIRED: Final = "371502T00060"
PENALTY_REPAIRED: Final = "371581T00025"

REPLYING: Final = "371502T00072"
OPEN_RECTIFICATION: Final = "371524T00011"
OVERDUE_RECTIFICATION: Final = "371525T00021"
BEST_WITH_FAULT: Final = "371525T00014"
"""Grade A, and a fault that is not put right."""

REVOKED_TITLE: Final = "371581T00030"
CANDIDATE: Final = "371502T00090"
"""In publicity for a municipal title at release 3."""

RESUBMITTED: Final = "371526T00020"
RESUBMITTED_PENDING: Final = "371521T00044"
CODE_EXCEPTION: Final = "371509T00004"
"""Its credit code fails the check digit and is right nevertheless."""

NAMES: Final = {
    WITHDRAWN_GRADE: "小太阳托育中心",
    NAMESAKE: "小太阳托育中心",
    "371581T00041": "小太阳托育中心",
    "371502T00101": "Hi宝贝国际托育园",
    "371591T00003": "1+1托育中心",
    "371502T00118": "启明星托育中心",
    "371502T00077": "柳园街道小脚丫托育园",
}
"""Names given on purpose: three alike, two with Latin letters or digits."""

OTHER_NAMES: Final = {
    "371502T00101": ("嗨宝贝托育",),
    "371591T00003": ("一加一托育", "OnePlusOne托育"),
    "371502T00118": ("启明星幼托", "北极星托育中心"),
}

GAP_COUNTY: Final = "371525"
"""The announced number of operating institutions is one above the rows."""

UNGRADED: Final = frozenset({CLOSED, SUSPENDED, WITHDRAWN_GRADE, WITHHELD_GRADE})
"""Not among the 305 that have a grade, or were assessed without one, in release 3."""

OUT_OF_ORDINARY: Final = frozenset(
    {
        CLOSED,
        SUSPENDED,
        CORRECTED_GRADE,
        SILENT_CHANGE,
        WITHDRAWN_GRADE,
        WITHHELD_GRADE,
        UPGRADED,
        DOWNGRADED,
        PENALTY_PUBLIC,
        PENALTY_EXPIRED,
        PENALTY_REPAIRED,
        REVOKED_TITLE,
        CANDIDATE,
        RESUBMITTED,
        RESUBMITTED_PENDING,
        OVER_CAP,
    }
)
"""Institutions that no title is drawn for."""
