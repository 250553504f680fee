"""Drawings of Word: the boxes with text in them, their colour, and whether they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from generator.documents.imports.word.character_account import Account
from generator.documents.imports.word.ooxml_package import at
from generator.documents.imports.word.run_looks import WHITE


def text_boxes(
    drawing: Element, account: Account, ground: str = ""
) -> Iterator[tuple[str, Element]]:
    """The colour and the text of each box in a drawing, once, as they are drawn."""
    for child in drawing:
        if child.tag == "w:txbxContent":
            yield ground, child
        else:
            inner = account.choice(child) if child.tag == "mc:AlternateContent" else child
            yield from text_boxes(inner, account, _fill_of(child) or ground)


def _fill_of(shape: Element) -> str:
    """The colour of a shape: six digits, grey where only a theme names it, empty without one."""
    if shape.tag.startswith("v:"):
        color = shape.get("fillcolor", "").split(" ")[0].lstrip("#").upper()
        plain = color in ("", "WHITE", WHITE) or shape.get("filled", "t")[:1] in ("f", "0")
        return "" if plain else color if len(color) == 6 else "808080"
    if shape.tag != "wps:wsp":
        return ""
    properties = shape.find("wps:spPr")
    solid = properties.find("a:solidFill") if properties is not None else None
    if solid is None:
        painted = properties is not None and properties.find("a:gradFill") is not None
        plain = properties is not None and properties.find("a:noFill") is not None
        style = at(shape, "wps:style", "a:fillRef")
        themed = style is not None and style.get("idx", "0") != "0" and not plain
        return "808080" if painted or themed else ""
    named = solid.find("a:srgbClr")
    if named is not None:
        color = named.get("val", "").upper()
        return "" if color == WHITE else color
    return "" if _theme(solid) in ("bg1", "lt1") else "808080"


def _theme(fill: Element) -> str:
    named = fill.find("a:schemeClr")
    return "" if named is None else named.get("val", "")


def is_invisible(drawing: Element) -> bool:
    """Whether a drawing is not shown; what its boxes hold says nothing about itself."""
    own = list(outside_boxes(drawing))
    if any(
        e.tag in ("wp:docPr", "wp:anchor") and e.get("hidden", "").lower() in ("1", "true")
        for e in own
    ):
        return True
    shapes = [each for each in own if each.tag.startswith("v:") and each.get("style")]
    unseen = [s for s in shapes if "visibility:hidden" in (s.get("style") or "").replace(" ", "")]
    return bool(unseen and len(unseen) == len(shapes))


def is_filled_shape(element: Element) -> bool:
    """Whether this is a painted shape without a text of its own, which may lie over the text."""
    if element.tag == "wps:wsp":
        return bool(_paint_of(element)) and element.find("wps:txbx") is None
    drawn = element.tag in ("v:rect", "v:shape", "v:roundrect", "v:oval")
    return drawn and bool(element.get("fillcolor")) and not len(list(element))


def _paint_of(shape: Element) -> bool:
    properties = shape.find("wps:spPr")
    return properties is not None and any(
        properties.find(tag) is not None for tag in ("a:solidFill", "a:gradFill", "a:blipFill")
    )


def outside_boxes(element: Element) -> Iterator[Element]:
    """The elements of a drawing but for what its boxes hold."""
    yield element
    for child in element:
        if child.tag != "w:txbxContent":
            yield from outside_boxes(child)
