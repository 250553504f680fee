"""How officials write nothing, yes, no and for ever, and what is left of long numbers."""

from __future__ import annotations

import re

PLACEHOLDERS = frozenset(
    [
        "/",
        "//",
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "\\",
        "无",
        "暂无",
        "没有",
        "空",
        "不详",
        "未知",
        "暂缺",
        "缺",
        "待定",
        "待补",
        "待补充",
        "待完善",
        "待办",
        "未填",
        "未提供",
        "无此项",
        "null",
        "none",
        "n/a",
        "na",
        "nan",
    ]
)
CODE_PLACEHOLDERS = frozenset(
    [
        "办理中",
        "正在办理",
        "待办理",
        "待办",
        "待核",
        "未办",
        "未办理",
        "未取得",
        "未登记",
        "不适用",
        "已隐去",
        "隐去",
        "脱敏",
        "已脱敏",
        "保密",
        "无证",
        "暂未办理",
        "redacted",
        "hidden",
        "unknown",
        "tbd",
    ]
)
"""What stands in a column of credit codes where there is none."""
NO_CODE = re.compile(r"(.)\1+|[*xX×]+|0?1234567(8(9.*)?)?|9?87654321.*")
YES = frozenset(
    ["true", "是", "有", "对", "1", "y", "yes", "是的", "具备", "属于", "普惠", "普惠性"]
)
NO = frozenset(
    [
        "false",
        "否",
        "无",
        "非",
        "0",
        "n",
        "no",
        "不是",
        "没有",
        "未",
        "不具备",
        "不属于",
        "非普惠",
        "非普惠性",
    ]
)
TICKS = dict.fromkeys(["√", "✓", "✔", "☑", "✅"], "true") | dict.fromkeys(
    ["×", "✕", "✖", "✗", "✘", "╳", "❌", "—", "——", "-", "－", "--"], "false"
)
ENDLESS = frozenset(
    ["长期", "长期有效", "永久", "永久有效", "长久", "无期限", "无固定期限", "不限"]
)
LOST = re.compile(r"[-+]?\d(?:\.\d+)?[eE]\+\d{1,3}")
ROUNDED = re.compile(r"[1-9]\d{14}00+")
"""Digits after the fifteenth that are all nought: a spreadsheet has had the number."""
