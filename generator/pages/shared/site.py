"""What every page says about the site as a whole, beside its own view."""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS: dict[str, str] = {
    "home": "Home",
    "near": "Near me",
    "region": "Regions",
    "scheme": "Grades",
    "demonstration": "Demonstration",
    "policy": "Policies",
    "statistics": "Statistics",
    "release": "Releases",
    "data": "Data",
    "about": "About",
}
"""The main navigation in order: key of `PageHead.section` → msgid of its title."""

STYLESHEETS: tuple[str, ...] = (
    "tokens.css",
    "base.css",
    "shell.css",
    "marks.css",
    "distribution.css",
    "lists.css",
    "tables.css",
    "facility.css",
    "door.css",
    "timeline.css",
    "check.css",
    "document.css",
    "home.css",
    "saved.css",
    "modes.css",
    "print.css",
)
"""The files of `theme/static/css` in the order of the cascade; joined, they are one stylesheet."""

OWN_STYLESHEETS: tuple[str, ...] = (
    "near.css",
    "map.css",
    "compare.css",
    "search.css",
    "suggest.css",
)
"""Stylesheets that only some pages load, served beside the modules."""


@dataclass(frozen=True, slots=True)
class SiteMap:
    """What a map is drawn with: Leaflet, and tiles below the points where a service is set."""

    leaflet_href: str
    tiles: tuple[str, ...] = ()
    crs: str = "wgs84"
    attribution: str | None = None
    approval: str | None = None
    """The 审图号 of the tiles."""


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What every page is checked with: addresses, the key of the log.

    `assets` is the address of the list of style sheets and scripts, a # and the list's SHA-256.
    """

    log: str
    key: str
    verify: str
    assets: str
    library: str | None = None
    """Verification of Ed25519 for browsers that have none themselves."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site as templates see it. Addresses are site-absolute; `address` is scheme and host.

    Footer fields that are None are left out. Nothing here changes from release to
    release, or every page would have to be made again; `main_colour_href` is a stylesheet that sets
    `--indigo` and `--indigo-wash`.
    """

    name: str
    address: str
    root: str
    language: str
    fictitious: bool
    navigation: tuple[tuple[str, str, str], ...]
    """Section key, msgid of the title, href."""
    version: str
    css_hrefs: tuple[str, ...]
    script_href: str | None = None
    """The script of every page."""
    modules_href: str = ""
    """The folder of all scripts."""
    main_colour_href: str | None = None
    icon_href: str | None = None
    picture_href: str | None = None
    search_href: str | None = None
    opensearch_href: str | None = None
    """How a browser searches here from its own address bar."""
    near_href: str | None = None
    worker_href: str | None = None
    """What keeps visited pages for when there is no network; None where it is not to."""
    compare_href: str | None = None
    check: SiteCheck | None = None
    map: SiteMap | None = None
    """None where Leaflet was not installed when the site was built."""
    organiser: str | None = None
    contact: str | None = None
    site_id_code: str | None = None
    icp: str | None = None
    government_mark: str | None = None
    public_security: str | None = None
    sitemap_href: str | None = None
    feed_href: str | None = None
    """The feed of all releases."""
    releases_href: str | None = None
    notices_href: str | None = None
    """The list of releases, which says of which day the data are."""
    numbers_href: str | None = None
    """Where each figure stands with the query that gives it."""
    report_href: str | None = None
    """Where a visitor reports a mistake (网站找错)."""
