"""PDFs written by hand, for tests."""

from __future__ import annotations

FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_UNKNOWN = f"/O<{'0f' * 32}>/U<{'f0' * 32}>"
_LOCKED = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4{_UNKNOWN}>>/ID[<00><00>]"


def pdf(*pages: str, laid_upon: str = "", locked: bool = False) -> bytes:
    """A PDF of pages with these content streams, in Helvetica at 12 points.

    `laid_upon` are the annotations of each page; a `locked` one opens with no password known here.
    """
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        FONT,
    ]
    for content in pages:
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>"
            f"/ExtGState<</G <</ca 0>>>>>>/Annots[{laid_upon}]/Contents {len(objects) + 2} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    return _file(objects, _LOCKED if locked else "")


def _file(objects: list[str], more: str) -> bytes:
    made = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{each}\nendobj\n".encode()
    start = len(made)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode()
    return made + (
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R{more}>>\nstartxref\n{start}\n%%EOF".encode()
    )


def line(text: str, y: int = 700, more: str = "", x: int = 72) -> str:
    """A line of text at a height, with operators before it."""
    return f"q BT /F 12 Tf {more} 1 0 0 1 {x} {y} Tm ({text}) Tj ET Q\n"
