"""Cells of which it is known what they show, for columns of texts, numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from benchmarks.fuzz.damage import odd_text
from benchmarks.fuzz.workbook import XCell, day_cell, number_cell, text_cell


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell, and what the export has to hold if it is accepted without a word about the cell.

    `canonical` is None where the cell has no value that could be taken: it must not pass in
    silence.
    """

    cell: XCell | None
    canonical: str | None
    csv: str = ""


WORDS = (
    "阳光托育",
    "东昌府区启明星托育园",
    "Happy Kids",
    "小脚丫 二店",
    "柳园路1号",
    "第3号楼",
    "0635-8212345",
)


def a_text(random: Random) -> Shown:
    """What may stand in a column of texts."""
    match random.randrange(16):
        case 0:
            number = random.randrange(10 ** random.randrange(1, 15))
            width = random.randrange(1, 9)
            return Shown(number_cell(str(number), "0" * width), str(number).zfill(width))
        case 1:
            number = random.randrange(10 ** random.randrange(1, 12))
            return Shown(number_cell(str(number)), str(number))
        case 2:
            return Shown(number_cell(str(random.randrange(10**15, 10**22))), None)
        case 3:
            return Shown(number_cell("7" * random.choice((400, 5000))), None)
        case 4:
            return Shown(XCell("e", f"<v>{random.choice(('#N/A', '#REF!', '#DIV/0!'))}</v>"), None)
        case 5:
            text = random.choice(WORDS)
            return Shown(XCell("inlineStr", f"<is><t>{text}</t></is>", struck=True), None)
        case 6:
            value = Decimal(random.randrange(10**6)) / 100
            return Shown(number_cell(str(value), "#,##0.00"), f"{value:,.2f}")
        case 7:
            day = _day(random)
            text = f"{day.year}年{day.month}月{day.day}日"
            return Shown(day_cell(day, 'yyyy"年"m"月"d"日"'), text)
        case 8:
            return Shown(XCell("", "<f>A1&amp;B1</f>"), None)
        case 9:
            odd = _odd(random)
            return Shown(text_cell(odd, random), odd)
        case 10:
            return Shown(XCell("b", "<v>1</v>"), "TRUE")
        case 11:
            return Shown(number_cell(random.choice(("1e999", "-1e400", "nan", "x")), "0.0"), None)
        case _:
            word = f"{random.choice(WORDS)}{random.randrange(100)}"
            return Shown(text_cell(word, random), word, word)


def a_number(random: Random, *, whole: bool) -> Shown:
    """What may stand in a column of numbers."""
    value = Decimal(random.randrange(1, 10**5))
    if not whole and random.random() < 0.5:
        value /= 100
    match random.randrange(14):
        case 0:
            return Shown(number_cell(str(value), "#,##0.##"), f"{value}")
        case 1:
            rounded = value.quantize(Decimal(1), ROUND_HALF_UP)
            return Shown(
                number_cell(str(value), random.choice(("0", "#,##0", '0"元"'))), str(rounded)
            )
        case 2:
            return Shown(number_cell(str(value), "General"), str(value))
        case 3:
            return Shown(number_cell(str(value), "0.00E+00"), f"{value}")
        case 4:
            return Shown(number_cell("9" * random.choice((16, 400, 5000))), None)
        case 5:
            return Shown(number_cell(str(value), "0.0%"), None)
        case 6:
            return Shown(number_cell(str(value), "yyyy-mm-dd"), None)
        case 7:
            return Shown(number_cell("0.5", "h:mm"), None)
        case 8:
            return Shown(number_cell(random.choice(("inf", "-inf", "nan", "1e999", "0x1"))), None)
        case 9:
            odd = _odd(random)
            return Shown(text_cell(odd), odd)
        case 10:
            return Shown(number_cell(str(-value), "0;0"), None)
        case 11:
            return Shown(
                number_cell(str(value), "0;;;"), str(value.quantize(Decimal(1), ROUND_HALF_UP))
            )
        case 12:
            return Shown(number_cell("0", "0;-0;;@"), "")
        case _:
            return Shown(text_cell(f"{value:,}"), str(value), str(value))


def a_date(random: Random, *, since_1904: bool = False) -> Shown:
    """What may stand in a column of dates."""
    day = _day(random)
    iso = day.isoformat()
    match random.randrange(14):
        case 0 | 1:
            form = random.choice(("yyyy-mm-dd", "#builtin 14", "yyyy/m/d", "#builtin 31"))
            return Shown(day_cell(day, form), iso)
        case 2:
            return Shown(day_cell(day, "yyyy-mm-dd hh:mm", ".75"), iso)
        case 3:
            return Shown(day_cell(day, "yyyy-mm-dd", ".99999999"), iso)
        case 4:
            return Shown(day_cell(day, random.choice(("yyyy", 'm"月"d"日"'))), None)
        case 5:
            odd = ("2958465", "2958466", "-1", "1e20", "1e308", "nan", "9" * 30)
            # From 1904 on a nought is the first day that there is.
            odd = odd if since_1904 else (*odd, "0", "60")
            return Shown(number_cell(random.choice(odd), "yyyy-mm-dd"), None)
        case 6:
            return Shown(XCell("d", f"<v>{iso}</v>", "yyyy-mm-dd"), iso)
        case 7:
            odd = (
                "9999-12-31",
                "0001-01-01",
                "10000-01-01",
                "2024-13-01",
                "T",
                "2024-01-01T25:00:00Z",
            )
            written = random.choice(odd)
            plain = written if written in odd[:2] else None
            return Shown(XCell("d", f"<v>{written}</v>", "yyyy-mm-dd"), plain)
        case 8:
            forms = ("h:mm", "[h]:mm") if since_1904 else ("h:mm", "[h]:mm", "yyyy-mm-dd")
            return Shown(number_cell("0.5", random.choice(forms)), None)
        case 9:
            return Shown(day_cell(day), iso)
        case 10:
            return Shown(text_cell(f"{day.year}/{day.month}/{day.day}", random), iso, iso)
        case 11:
            return Shown(day_cell(day, "[$-804]aaaa;@"), None)
        case 12:
            odd = _odd(random)
            return Shown(text_cell(odd), odd)
        case _:
            return Shown(text_cell(iso), iso, iso)


def _odd(random: Random) -> str:
    """A text without what XML cannot hold."""
    kept = (each for each in odd_text(random) if each >= " " or each in "\t\n\r")
    return "".join(kept).replace("\ud800", "?")[:32_000]


def _day(random: Random) -> date:
    return date(2019, 1, 1) + timedelta(random.randrange(2500))
