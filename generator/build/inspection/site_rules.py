"""Rules about the site as it was built, its settings and its data."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from generator.build.inspection.rules import Finding, Inspected
from generator.model.messages import msg
from generator.model.working_days import covered
from generator.pages.facility.ways import MAP_HOSTS
from generator.pages.shared import urls

_ADDRESS: Final = re.compile(r'<\w[^<>]*?\s(?:href|src)="([^"#][^"]*)"')
_TAG: Final = re.compile(r'<meta name="(\w+)" content="([^"]*)">')
_SITE_TAGS: Final = ("SiteName", "SiteDomain", "SiteIDCode")
_COLUMN_TAGS: Final = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
_ARTICLE_TAGS: Final = ("ArticleTitle", "PubDate", "ContentSource")
OWN_HOSTS: Final = ("bszs.conac.cn", "example.org", *MAP_HOSTS)
"""Where the footer and the way to a facility lead, and the host of samples (RFC 2606)."""


def identification(seen: Inspected) -> Iterator[Finding]:
    """What the footer and the head of a government site have to say."""
    wanted = {
        "organiser": "主办单位",
        "contact": "联系方式",
        "site_id_code": "网站标识码",
        "icp": "ICP 备案",
        "public_security": "公安备案",
        "government_mark": "党政机关标识",
    }
    for name, word in wanted.items():
        if not getattr(seen.portal, name):
            yield Finding(f"portal.toml {name}", msg("%(word)s is missing", word=word))


def domain(seen: Inspected) -> Iterator[Finding]:
    """The host of a government site ends in .gov.cn; the demonstration stands nowhere."""
    host = urlsplit(seen.portal.address).hostname or ""
    if not host.endswith(".gov.cn") and not seen.context.site.fictitious:
        yield Finding("portal.toml address", msg("%(host)s is no .gov.cn host", host=host))


def report_entry(seen: Inspected) -> Iterator[Finding]:
    """Where readers report a mistake (网站找错)."""
    if seen.context.written_page("corrections") is None:
        yield Finding("content/pages", msg("the page corrections (找错) is missing"))


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    """(public path, text) of every page, in order."""
    for folder, folders, names in os.walk(site):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".html"):
                path = Path(folder, name)
                shown = "/" + path.relative_to(site).as_posix().removesuffix("index.html")
                yield shown, path.read_text("utf-8", "replace")


def links(seen: Inspected) -> Iterator[Finding]:
    """Links and files that lead nowhere on the site."""
    for shown, address in _each_new(seen, inside=True):
        yield Finding(shown, msg("leads to %(address)s, where nothing is", address=address))


def external_links(seen: Inspected) -> Iterator[Finding]:
    """Links to hosts that nobody has allowed."""
    for shown, address in _each_new(seen, inside=False):
        yield Finding(shown, msg("leads to %(host)s, which nobody has looked at", host=address))


def _each_new(seen: Inspected, *, inside: bool) -> Iterator[tuple[str, str]]:
    """Where a fault is met first, and its address: a file that is not there, or a host."""
    if seen.site is None:
        return
    known: dict[str, bool] = {}
    chosen = _split(seen.portal.directions)[1] if seen.portal.directions else ""
    allowed = (*OWN_HOSTS, *seen.settings.hosts, *filter(None, [chosen]))
    own = seen.portal.address
    for shown, text in _pages(seen.site):
        for found in _ADDRESS.findall(text):
            address = html.unescape(found)
            scheme, host = _split(address)
            if scheme in ("http", "https") and re.match(rf"{re.escape(own)}(?=[/?#]|$)", address):
                address = address.removeprefix(own) or "/"
                address = seen.portal.root + (address if address[0] == "/" else f"/{address}")
            elif scheme in ("http", "https") or (host and not scheme):
                if not inside and host not in known:
                    known[host] = _allowed(host, allowed)
                    if not known[host]:
                        yield shown, host
                continue
            if not inside or scheme:
                continue
            target = target_of(shown, address, seen.portal.root)
            name = target or address
            if name not in known:
                known[name] = bool(target) and _is_there(seen.site, target)
                if not known[name]:
                    yield shown, name


def _split(address: str) -> tuple[str, str]:
    """(scheme in small letters, host) of an address; what is no address is a host of its own."""
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname or ("" if not parts.scheme else address)
    except ValueError:
        return "http", address


def _is_there(site: Path, target: str) -> bool:
    return (site / urls.file_of(target).lstrip("/")).is_file()


def target_of(shown: str, address: str, root: str) -> str:
    """The public path to which an address on a page leads; empty where that is not on the site,
    which may stand below a `root` of its host.
    """
    path = unquote(address.partition("#")[0].partition("?")[0])
    if not path:
        return shown
    if path.startswith("/"):
        inside = path == root or path.startswith(f"{root}/")
        return path.removeprefix(root) or "/" if inside else ""
    return os.path.normpath(f"{shown.rpartition('/')[0]}/{path}") + ("/" if path[-1] == "/" else "")


def _allowed(host: str, allowed: tuple[str, ...]) -> bool:
    return host.endswith(".gov.cn") or any(host == a or host.endswith(f".{a}") for a in allowed)


def tags(seen: Inspected) -> Iterator[Finding]:
    """Tags of 政府网站发展指引 that a page has not, or has empty."""
    if seen.site is None:
        return
    for shown, text in _pages(seen.site):
        found = dict(_TAG.findall(text))
        wanted: tuple[str, ...] = _SITE_TAGS
        if "ColumnName" in found:
            wanted += _COLUMN_TAGS
        if "ArticleTitle" in found:
            wanted += _ARTICLE_TAGS
        for name in wanted:
            if not found.get(name) and not (name == "SiteIDCode" and not seen.portal.site_id_code):
                yield Finding(shown, msg("the tag %(name)s is empty or missing", name=name))


def secrecy_review(seen: Inspected) -> Iterator[Finding]:
    """The newest release of an agency was reviewed before it was issued."""
    for region, release in sorted(seen.context.newest.items()):
        if release.reviewed_on > release.issued.date():
            yield Finding(
                f"exports/{region}/{region}-{release.number:04d}",
                msg("issued on %(issued)s, reviewed for secrecy only on %(reviewed)s",
                    issued=release.issued.date(), reviewed=release.reviewed_on),
            )  # fmt: skip


def publicity_calendar(seen: Inspected) -> Iterator[Finding]:
    """A publicity period whose working days nobody can count yet."""
    for notice in seen.notices:
        overrides = seen.portal.calendar.overrides
        if notice.ends and not covered(notice.published, notice.ends, overrides):
            yield Finding(
                f"notices {notice.notice_id}",
                msg("the period ends on %(day)s; the calendar of moved days ends before",
                    day=notice.ends),
            )  # fmt: skip
