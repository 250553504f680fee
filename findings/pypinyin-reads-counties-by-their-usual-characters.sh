#!/bin/sh
# pypinyin 0.55.0: some counties are read as their characters usually are, not as the places are
# called, though its dictionary of 47,000 phrases has other counties of this kind.
#
# One would guess: names of counties are in the phrases, since 乐亭 (lao), 大埔 (bu), 犍为 (qian),
# 黄陂 (pi), 六安 (lu) are.
# Seen: 单县 dan, 浚县 jun, 荥经 xing, 珲春 hui, 涡阳 wo, 繁峙 zhi. A site searched by pinyin does not
# find these places as people there type them. With CC-CEDICT of pypinyin-dict 0.9.0 loaded they are
# read shan, xun, ying, hun, guo, shi.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pypinyin==0.55.0 pypinyin-dict==0.9.0 2>/dev/null
cd "$folder"
venv/bin/python - <<'PYTHON'
from pypinyin import lazy_pinyin
from pypinyin_dict.phrase_pinyin_data import cc_cedict

KNOWN = {"乐亭县": "lao", "大埔县": "bu", "犍为县": "qian", "黄陂区": "pi", "六安市": "lu"}
USUAL = {"单县": "dan", "浚县": "jun", "荥经县": "xing", "珲春市": "hui", "涡阳县": "wo", "繁峙县": "zhi"}
CALLED = {"单县": "shan", "浚县": "xun", "荥经县": "ying", "珲春市": "hun", "涡阳县": "guo", "繁峙县": "shi"}


def read(names):
    found = {name: " ".join(lazy_pinyin(name)) for name in names}
    print(found)
    return found


before = read([*KNOWN, *USUAL])
assert all(sound in before[name].split() for name, sound in KNOWN.items()), "changed: not known"
assert all(sound in before[name].split() for name, sound in USUAL.items()), "changed: as called"
cc_cedict.load()
after = read(CALLED)
assert all(sound in after[name].split() for name, sound in CALLED.items()), "changed: CC-CEDICT"
PYTHON
