#!/bin/sh
# gb2260 0.4.1 names most editions of GB/T 2260 by year (2013) and four by year and month (200506).
#
# One would guess: `year` is a year, so the largest one that knows a code is the last year in which
# it was official.
# Seen: 200306, 200403, 200409 and 200506 stand among 2002 to 2013, all of them integers called
# `year`. The largest for 330621 (绍兴县, which 2013 still has) is 200506, and so it is for every code
# that ended between 2005 and 2013: whoever compares them finds all reforms of eight years in 2005.
# A revision can only be asked for in the form that it happens to have; Division.search orders them
# rightly, by a key of its own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check GB2260==0.4.1 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import gb2260
from gb2260.data import data

print("gb2260", version("gb2260"))
years = sorted(year for year in data if year is not None)
print("editions:", years)
assert years == [*range(2002, 2014), 200306, 200403, 200409, 200506]

having = [year for year in years if 330621 in data[year]]
print("330621", gb2260.get(330621, 2013).name, "largest:", max(having), "search:", gb2260.search(330621).year)
assert max(having) == 200506 and 2013 in having
assert gb2260.search(330621).year in (None, 2013)

lost = {code for year in range(2005, 2014) for code in data[year]} - data[None].keys()
misdated = [c for c in lost if max(y for y in years if c in data[y]) == 200506]
print(len(misdated), "of", len(lost), "codes that ended by 2014 seem to have ended in 200506")
PYTHON
