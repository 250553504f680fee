"""Files of the search that are no pages: labels, the description for browsers, the worker."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from generator.pages.shared import urls
from generator.pages.shared.assets import Asset
from generator.pages.shared.chunks import COMMENT
from generator.pages.shared.context import Context
from generator.pages.tools.filter_choices import LABELLED, choice_groups

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
LONGEST_NAME = 16
"""What the OpenSearch description allows for a short name."""

WORDS = {
    "suggestions": "Suggestions",
    "some": "%(num)s suggestions; choose with the arrow keys",
    "none": "No suggestion",
    "labelled": "Show facilities with: %(title)s (%(num)s)",
    "region": "Region",
    "policy": "Policies",
    "interpretation": "Interpretations",
    "wechat": "WeChat keeps no files. Press ··· at the top right, choose “Open in browser”, and"
    " press here again there.",
}
"""What the suggestions of the box say, and what is said inside WeChat: name → message."""


def search_files(context: Context, theme: Path, assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """The files beside the search page; `assets` are those of the theme that it needs offline."""
    return (
        Asset(urls.LABELS, _labels(context)),
        Asset(urls.OPENSEARCH, _description(context)),
        Asset(urls.SERVICE_WORKER, _worker(context, theme, assets)),
    )


def labels(context: Context) -> list[dict[str, object]]:
    """What is found as a word and leads to a filter."""
    return [
        {
            "parameter": group.parameter,
            "facet": group.facet,
            "value": choice.value,
            "title": choice.title,
            "words": choice.words,
        }
        for group in choice_groups(context)
        if group.parameter.startswith(LABELLED)
        for choice in group.choices
    ]


def _labels(context: Context) -> bytes:
    """The labels, and the words of the box's suggestions.

    A file of its own, so that no page changes when a scheme does.
    """
    words = {
        name: context.text(message) % {"num": "{num}", "title": "{title}"}
        for name, message in WORDS.items()
    }
    regions = context.href(urls.REGIONS)
    return msgspec.json.encode({"labels": labels(context), "words": words, "regions": regions})


def _description(context: Context) -> bytes:
    """How a browser searches here from its own address bar (OpenSearch 1.1)."""
    site = context.site
    root = ElementTree.Element("OpenSearchDescription", xmlns=OPENSEARCH)
    ElementTree.SubElement(root, "ShortName").text = site.name[:LONGEST_NAME]
    ElementTree.SubElement(root, "LongName").text = site.name[:48]
    ElementTree.SubElement(root, "Description").text = context.text(
        "Find an institution or a document by name, address, number or pinyin"
    )
    ElementTree.SubElement(root, "Language").text = site.language
    ElementTree.SubElement(root, "InputEncoding").text = "UTF-8"
    if site.icon_href:
        icon = ElementTree.SubElement(root, "Image", type="image/svg+xml")
        icon.text = site.address + site.icon_href
    template = f"{site.address}{context.href(urls.SEARCH)}?q={{searchTerms}}"
    ElementTree.SubElement(root, "Url", type="text/html", method="get", template=template)
    ElementTree.indent(root, space=" ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _worker(context: Context, theme: Path, assets: Iterable[Asset]) -> bytes:
    """The service worker that keeps the search for later, or one that takes itself away.

    Its text names the shell, so a browser sees by it alone that there is a new one.
    """
    folder = theme / "static" / "offline"
    if not context.portal.offline:
        return _program(folder / "no-worker.js")
    program = _program(folder / "service-worker.js")
    search = context.href(urls.SEARCH)
    shell = [search, *(context.href(asset.path) for asset in assets if _is_shell(asset))]
    settings = {
        "SHELL": shell,
        "SEARCH": search,
        "ASSETS": context.href("/assets/"),
        "VERSION": hashlib.sha256(program + repr(shell).encode()).hexdigest()[:12],
    }
    lines = (f"const {name} = {json.dumps(value)};\n" for name, value in settings.items())
    return "".join(lines).encode() + program


def _program(path: Path) -> bytes:
    """A script as it is served."""
    return COMMENT.sub("", path.read_text("utf-8")).encode()


def _is_shell(asset: Asset) -> bool:
    """Whether the search page needs a file of the theme: not the map, which others bring."""
    return asset.path.endswith((".js", ".css", ".svg")) and "/leaflet." not in asset.path
