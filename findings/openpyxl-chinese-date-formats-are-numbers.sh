#!/bin/sh
# openpyxl 3.1.5 gives the bare number of a day for cells in the date formats that a Chinese (and
# Japanese, Korean) spreadsheet program calls by number: numFmtId 27 to 36 and 50 to 58 of
# ISO/IEC 29500-1, 18.8.30, which stand in no list of the file, as 31 for 2026年3月2日.
#
# One would guess: a datetime, as for 14 (the short date) and for the same format spelt out.
# Seen: an int, and number_format says "General"; is_date is false. Nothing is said. A column of
# days written with the date button of a Chinese program reads as 46083, which a reader that takes
# numbers takes for an amount or a code.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check openpyxl==3.1.5 2>/dev/null
cd "$folder"
venv/bin/python - <<'PYTHON'
import zipfile
from datetime import date, datetime

from openpyxl import Workbook, load_workbook

book = Workbook()
sheet = book.active
sheet["A1"] = date(2026, 3, 2)
sheet["A1"].number_format = "mm-dd-yy"  # built in for all languages: 14
book.save("short.xlsx")

# What a Chinese program writes: the same cell, its style with the number of a built-in format.
for number in (27, 28, 30, 31, 36, 57, 58):
    with zipfile.ZipFile("short.xlsx") as old, zipfile.ZipFile(f"{number}.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":
                assert b'numFmtId="14"' in data
                data = data.replace(b'numFmtId="14"', f'numFmtId="{number}"'.encode())
            new.writestr(name, data)
    cell = load_workbook(f"{number}.xlsx").active["A1"]
    print(number, repr(cell.value), cell.number_format, "is_date", cell.is_date)
    assert cell.value == 46083 and not cell.is_date, f"changed: {number}"
    assert cell.number_format == "General", f"changed: {number}"
short = load_workbook("short.xlsx").active["A1"].value
print(14, repr(short))
assert short == datetime(2026, 3, 2), short
print("as found: days in the formats of Chinese programs are read as bare numbers")
PYTHON
