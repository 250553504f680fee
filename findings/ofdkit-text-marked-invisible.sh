#!/bin/sh
# ofdkit 0.2.0 gives the text of objects that an OFD file (GB/T 33190, the fixed layout of Chinese
# offices) marks as not visible, and with nothing that tells it from the rest.
#
# One would guess: what Visible="false" hides on paper is left out of the text, or its run says so.
# Seen: the words stand in the page's runs and text like any others, and there is no warning; a
# run has no attribute for visibility. Whoever takes the text of an OFD to publish it publishes
# what its author had switched off. The same holds for Alpha="0".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ofdkit==0.2.0 2>/dev/null
cd "$folder"
venv/bin/python - <<'PYTHON'
import io
import zipfile

import ofdkit

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(number, y, mark, words):
    return (
        f'<ofd:TextObject ID="{number}" Boundary="20 {y} 160 8" Font="9" Size="5" {mark}>'
        f'<ofd:TextCode X="0" Y="6" DeltaX="g {len(words) - 1} 5">{words}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


PAGE = (
    text_object(11, 20, "", "shown")
    + text_object(12, 40, 'Visible="false"', "switched")
    + text_object(13, 60, 'Alpha="0"', "clear")
)
PARTS = {
    "OFD.xml": f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
    "<ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID></ofd:DocInfo>"
    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>20</ofd:MaxUnitID>"
    "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
    '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
    "Doc_0/PublicRes.xml": f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts>'
    '<ofd:Font ID="9" FontName="Serif"/></ofd:Fonts></ofd:Res>',
    "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {SPACE}><ofd:Content>"
    f'<ofd:Layer ID="10" Type="Body">{PAGE}</ofd:Layer></ofd:Content></ofd:Page>',
}
file = io.BytesIO()
with zipfile.ZipFile(file, "w") as target:
    for name, xml in PARTS.items():
        target.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + xml)
file.seek(0)
with ofdkit.open(file) as document:
    runs = [run for page in document.pages for run in page.runs]
    words = [run.text for run in runs]
    told = [name for name in dir(runs[0]) if "visib" in name.lower() or "alpha" in name.lower()]
    warnings = list(document.warnings)
print("runs:", words, "of visibility:", told, "warnings:", warnings)
assert words == ["shown", "switched", "clear"], f"changed: {words}"
assert not told and not warnings, f"changed: {told} {warnings}"
print("as found: text that is marked as not visible is given like any other")
PYTHON
