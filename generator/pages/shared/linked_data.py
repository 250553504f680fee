"""What a page is about, for machines: JSON-LD in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from markupsafe import Markup

from generator.pages.shared.site import Site
from generator.pages.shared.views import Link

Thing = Mapping[str, Any]
"""A thing with its `@type`; members that are None or empty are left out."""

CONTEXT = "https://schema.org"


def breadcrumbs(site: Site, path: str, trail: Iterable[Link]) -> Thing:
    """The way to a page (BreadcrumbList): the last one is the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": link.title,
                "item": f"{site.address}{link.href or path}",
            }
            for position, link in enumerate(trail, start=1)
        ],
    }


def linked(things: Iterable[Thing]) -> Markup:
    """Things as the text of a script element: nothing in it can end that element."""
    graph = {"@context": CONTEXT, "@graph": [_filled(thing) for thing in things]}
    text = msgspec.json.encode(graph).decode()
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _filled(value: Any) -> Any:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        found = ((name, _filled(each)) for name, each in value.items())
        return {name: each for name, each in found if each or isinstance(each, int | float)}
    return [_filled(each) for each in value] if isinstance(value, list | tuple) else value
