#!/bin/sh
# openpyxl 3.1.5 opens a workbook saved as "Strict Open XML Spreadsheet" (ISO/IEC 29500 Strict, a
# choice in the save dialogue of office programs) without an error and finds no sheet in it.
#
# One would guess: the sheets, as from the same workbook saved the usual way, or an error.
# Seen: sheetnames is empty, in the usual and in the read-only mode. All that is said is a
# UserWarning that "0" has an invalid specification and will be removed; neither the sheet nor the
# format is named. Whoever loops over the sheets loses all tables; a valid workbook has at least one.
# The cause: namespaces of the standard's transitional form are the only ones that are known.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check openpyxl==3.1.5 2>/dev/null
cd "$folder"
venv/bin/python - <<'PYTHON'
import warnings
import zipfile

from openpyxl import Workbook, load_workbook

book = Workbook()
book.active.title = "facilities"
book.active.append(["facility_id", "name"])
book.active.append(["F1", "sunshine"])
book.save("usual.xlsx")

# What an office program writes for Strict: the same parts under the namespaces of the standard.
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main":
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    b"http://schemas.openxmlformats.org/drawingml/2006/main":
        b"http://purl.oclc.org/ooxml/drawingml/main",
}
with zipfile.ZipFile("usual.xlsx") as old, zipfile.ZipFile("strict.xlsx", "w") as new:
    for name in old.namelist():
        data = old.read(name)
        for before, after in STRICT.items():
            data = data.replace(before, after)
        new.writestr(name, data)

usual = load_workbook("usual.xlsx").sheetnames
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    strict = [load_workbook("strict.xlsx", read_only=mode).sheetnames for mode in (False, True)]
print("usual: ", usual)
print("strict:", strict, [str(one.message) for one in said])
assert usual == ["facilities"], usual
assert strict == [[], []], f"changed: {strict}"
print("as found: a strict workbook opens without an error and without a sheet")
PYTHON
