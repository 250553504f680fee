#!/bin/sh
# frictionless 5 takes a foreign key of two columns, one of which is empty, for a broken reference.
#
# One would guess: as in SQL (MATCH SIMPLE, the default of the standard and of SQLite) a reference
# that is empty in part refers to nothing and holds, just as frictionless lets one of a single
# column pass where it is empty.
# Seen: with fields ["agency", "parent"] a row with an agency and no parent is reported as
# foreign-key error; the same rows with the key ["parent"] alone are valid. Registers of several
# agencies in one table, whose identifiers are unique by agency only, cannot state a reference that
# may be absent.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check frictionless==5.21.0 2>/dev/null
cd "$folder"
printf 'agency,code,parent\n370000,371500,\n370000,371502,371500\n' > regions.csv
venv/bin/python - <<'PYTHON'
import json
import sqlite3
from importlib.metadata import version

from frictionless import validate

COLUMNS = ("agency", "code", "parent")


def faults(fields, target):
    """The kinds of errors that frictionless reports with this foreign key."""
    schema = {
        "fields": [{"name": name, "type": "string"} for name in COLUMNS],
        "missingValues": [""],
        "primaryKey": ["agency", "code"],
        "foreignKeys": [{"fields": fields, "reference": {"resource": "", "fields": target}}],
    }
    resource = {"name": "regions", "path": "regions.csv", "schema": schema}
    with open("datapackage.json", "w") as file:
        json.dump({"name": "regions", "resources": [resource]}, file)
    return [row[0] for row in validate("datapackage.json").flatten(["type"])]


single, double = faults(["parent"], ["code"]), faults(["agency", "parent"], ["agency", "code"])
print("frictionless", version("frictionless"), "one column:", single, "two columns:", double)
assert single == [] and double == ["foreign-key"]

database = sqlite3.connect(":memory:")
database.execute(
    "CREATE TABLE regions (agency, code, parent, PRIMARY KEY (agency, code),"
    " FOREIGN KEY (agency, parent) REFERENCES regions (agency, code))"
)
rows = [("370000", "371500", None), ("370000", "371502", "371500")]
database.executemany("INSERT INTO regions VALUES (?, ?, ?)", rows)
seen = database.execute("PRAGMA foreign_key_check").fetchall()
print("SQLite", sqlite3.sqlite_version, "two columns:", seen)
assert seen == []
PYTHON
