"""Formulas of Word in one line: a fraction with a stroke, a power with a hat.

ECMA-376 part 1, 22.1. Policies have few (在训人数/核定托位); what is set one above the other has to
stay one above the other in meaning, so what is not one sign goes into brackets.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from generator.documents.imports.word.ooxml_package import at


def linear_formula(element: Element) -> str:
    """A formula as text; nothing of its characters is lost."""
    return "".join(_written(child) for child in element) if len(element) else ""


def _written(element: Element) -> str:
    tag = element.tag
    if tag == "m:t":
        return element.text or ""
    if tag == "m:f":
        return f"{_grouped(element.find('m:num'))}/{_grouped(element.find('m:den'))}"
    if tag in ("m:sSup", "m:sSub", "m:sSubSup"):
        below, above = element.find("m:sub"), element.find("m:sup")
        return (
            _grouped(element.find("m:e"))
            + (f"_{_grouped(below)}" if below is not None else "")
            + (f"^{_grouped(above)}" if above is not None else "")
        )
    if tag == "m:rad":
        degree = element.find("m:deg")
        root = linear_formula(degree) if degree is not None else ""
        return f"{root}√{_grouped(element.find('m:e'))}"
    if tag == "m:d":
        begin = at(element, "m:dPr", "m:begChr")
        end = at(element, "m:dPr", "m:endChr")
        inner = "，".join(linear_formula(each) for each in element.findall("m:e"))
        return (
            ("(" if begin is None else begin.get("m:val", ""))
            + inner
            + (")" if end is None else end.get("m:val", ""))
        )
    if tag == "m:nary":
        sign = at(element, "m:naryPr", "m:chr")
        below, above = element.find("m:sub"), element.find("m:sup")
        return (
            ("∫" if sign is None else sign.get("m:val", ""))
            + (f"_{_grouped(below)}" if below is not None and len(below) else "")
            + (f"^{_grouped(above)}" if above is not None and len(above) else "")
            + _grouped(element.find("m:e"))
        )
    return linear_formula(element)


def _grouped(element: Element | None) -> str:
    """A part of a formula, in brackets unless it is one word or number."""
    text = linear_formula(element) if element is not None else ""
    return text if text.isalnum() else f"({text})"
