"""Putting together what the builders of views share."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from babel.support import Translations

from generator import __version__
from generator.documents.graph import Graph
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import DataError
from generator.model.release import in_scope, region_prefix
from generator.model.suspension import Suspension, TakenBack
from generator.model.tables import Indicator, Scheme, SchemeGrade
from generator.model.vocabulary import SubjectKind
from generator.pages.shared import urls
from generator.pages.shared.assets import (
    Asset,
    asset_list,
    ed25519,
    icon,
    leaflet,
    main_colour,
    scripts,
    stylesheet,
)
from generator.pages.shared.context import Context
from generator.pages.shared.glossary import SLUG as GLOSSARY
from generator.pages.shared.glossary import glossary
from generator.pages.shared.page import File, fingerprint
from generator.pages.shared.picture import picture_path, pictures
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.site import SECTIONS, Site, SiteCheck, SiteMap
from generator.pages.tools.search_files import search_files
from generator.portal.settings import Portal
from generator.render.translations import load_catalogue
from generator.store.figures.counts import region_counts
from generator.store.figures.site_figures import graded_counts
from generator.store.queries import Release, region_tree, releases, rows
from generator.store.title_rows import all_stages, titles_of_kind

SECTION_PATHS = {
    "home": urls.HOME,
    "near": urls.NEAR,
    "region": urls.REGIONS,
    "scheme": urls.SCHEMES,
    "demonstration": urls.DEMONSTRATION,
    "policy": urls.POLICIES,
    "statistics": urls.STATISTICS,
    "release": urls.RELEASES,
    "data": urls.DATA,
    "about": urls.ABOUT,
}


def assemble(
    connection: sqlite3.Connection,
    portal: Portal,
    theme: Path,
    documents: tuple[Document, ...],
    suspended: Mapping[str, Suspension],
    secret: bytes,
    log_key: str,
    packages: Path | None = None,
    withheld: frozenset[str] = frozenset(),
    taken_back: tuple[TakenBack, ...] = (),
    day: date | None = None,
) -> tuple[Context, tuple[File, ...]]:
    """The context of a build, and the files of the theme that its pages name.

    `suspended` says by agency since when its role is not trusted, and why; `packages` is where
    Leaflet lies, without which there is no map; `log_key` is that of the log; `withheld` are the
    agencies whose newest export is not offered, since something was removed from it; `day` is the
    portal's signed day. Raises DataError where nothing was accepted yet.
    """
    accepted = releases(connection)
    if not accepted:
        raise DataError(msg("the archive holds no accepted export yet: receive one first"))
    tree = region_tree(connection)
    schemes = _schemes(connection)
    site, assets = _site(portal, theme, packages, accepted, log_key)
    graph = Graph(documents)
    translations = load_catalogue(theme / "locale", portal.language)
    context = Context(
        connection=connection,
        site=site,
        portal=portal,
        translations=translations,
        terms=glossary(graph.document(GLOSSARY), partial(_term, translations)),
        tree=tree,
        counts=region_counts(connection, tree),
        schemes=schemes,
        leading=_leading_schemes(connection, schemes),
        releases=accepted,
        documents=documents,
        graph=graph,
        indicators=_indicators(connection),
        region_titles=_region_titles(connection),
        suspended=suspended,
        reference=max(release.issued for release in accepted),
        secret=secret,
        withheld=withheld,
        taken_back=taken_back,
        locale=theme / "locale",
        day=day,
    )
    marks = [info.mark(grade.label) for info in schemes.values() for grade in info.grades]
    drawn = pictures(marks, portal)
    own = (*assets, *search_files(context, theme, assets))
    return context, (*(asset.file() for asset in own), *drawn)


def _term(translations: Translations, key: str) -> str:
    return str(translations.pgettext("Glossary", key))


def _site(
    portal: Portal,
    theme: Path,
    packages: Path | None,
    accepted: tuple[Release, ...],
    log_key: str,
) -> tuple[Site, tuple[Asset, ...]]:
    style = stylesheet(theme)
    folder, modules = scripts(theme)
    found_map = leaflet(packages) if packages else None
    drawing, parts = (_map(portal, found_map[0]), found_map[1]) if found_map else (None, ())
    verifying = ed25519(packages) if packages else None
    mark, colour = icon(theme), main_colour(portal)
    root = portal.root
    found = (style, *modules, *parts, verifying, mark, colour)
    listed, digest = asset_list([asset for asset in found if asset])
    newest = {release.region: release for release in accepted}
    site = Site(
        name=portal.name,
        address=portal.host,
        root=root,
        language=portal.language,
        fictitious=any(release.fictitious for release in newest.values()),
        navigation=tuple(
            (key, title, root + SECTION_PATHS[key]) for key, title in SECTIONS.items()
        ),
        version=__version__,
        css_hrefs=(root + style.path,),
        script_href=f"{root}{folder}page.js",
        modules_href=root + folder,
        search_href=root + urls.SEARCH,
        opensearch_href=root + urls.OPENSEARCH,
        near_href=root + urls.NEAR,
        numbers_href=root + urls.NUMBERS,
        worker_href=root + urls.SERVICE_WORKER if portal.offline else None,
        compare_href=root + urls.COMPARE,
        check=SiteCheck(
            log=root + urls.LOG,
            key=log_key,
            verify=root + urls.VERIFY,
            assets=f"{root}{listed.path}#{digest}",
            library=root + verifying.path if verifying else None,
        ),
        map=drawing,
        main_colour_href=root + colour.path if colour else None,
        icon_href=root + mark.path if mark else None,
        picture_href=root + picture_path(None, portal),
        organiser=portal.organiser,
        contact=portal.contact,
        site_id_code=portal.site_id_code,
        icp=portal.icp,
        government_mark=portal.government_mark,
        public_security=portal.public_security,
        sitemap_href=root + urls.REGIONS,
        report_href=root + urls.page("corrections"),
        releases_href=root + urls.RELEASES,
        notices_href=root + urls.NOTICES,
        feed_href=root + urls.RELEASE_FEED,
    )
    return site, (*(asset for asset in found if asset), listed)


def _map(portal: Portal, folder: str) -> SiteMap:
    """What maps are drawn with, as the operator's settings say."""
    href = portal.root + folder
    if portal.map is None:
        return SiteMap(href)
    said = portal.map
    return SiteMap(href, said.tiles, said.crs, said.attribution, said.approval)


def _schemes(connection: sqlite3.Connection) -> dict[str, SchemeInfo]:
    """Schemes by identifier, as the agency of the widest region defines them.

    Labels that only another agency knows stand behind, so that every grade given has a meaning.
    """
    grades: dict[tuple[str, str], list[SchemeGrade]] = {}
    for agency, grade in rows(connection, SchemeGrade):
        grades.setdefault((agency, grade.scheme_id), []).append(grade)
    found: dict[str, list[tuple[str, Scheme]]] = {}
    for agency, scheme in rows(connection, Scheme):
        found.setdefault(scheme.scheme_id, []).append((agency, scheme))
    infos = {}
    for scheme_id, published in found.items():
        published.sort(key=lambda pair: (len(region_prefix(pair[0])), pair[0]))
        labels: dict[str, SchemeGrade] = {}
        for agency, _ in published:
            own = sorted(grades.get((agency, scheme_id), ()), key=lambda g: (g.rank, g.label))
            for grade in own:
                labels.setdefault(grade.label, grade)
        agencies = _widest([agency for agency, _ in published])
        infos[scheme_id] = SchemeInfo(published[0][1], tuple(labels.values()), agencies)
    return dict(sorted(infos.items(), key=lambda item: (item[1].agency, item[0])))


def _widest(agencies: list[str]) -> tuple[str, ...]:
    """Agencies without those whose region lies inside that of another."""
    by_width = sorted(agencies, key=lambda agency: (len(region_prefix(agency)), agency))
    widest: list[str] = []
    for agency in by_width:
        if not any(in_scope(agency, other) for other in widest):
            widest.append(agency)
    return tuple(widest)


def _leading_schemes(
    connection: sqlite3.Connection, schemes: Mapping[str, SchemeInfo]
) -> dict[str, str]:
    """For each agency the scheme that most of its facilities have a grade in."""
    graded: dict[str, Counter[str]] = {}
    for agency, scheme, count in graded_counts(connection):
        if scheme in schemes:
            graded.setdefault(agency, Counter())[scheme] = count
    return {
        agency: min(counts, key=lambda scheme: (-counts[scheme], scheme))
        for agency, counts in sorted(graded.items())
    }


def _indicators(connection: sqlite3.Connection) -> dict[str, tuple[Indicator, ...]]:
    found: dict[str, list[Indicator]] = {}
    for _, row in rows(connection, Indicator):
        found.setdefault(row.region_code, []).append(row)
    return {code: tuple(each) for code, each in found.items()}


def _region_titles(connection: sqlite3.Connection) -> dict[str, bytes]:
    """For each region with a demonstration title a digest of its titles and stages."""
    stages = all_stages(connection)
    found: dict[str, list[object]] = {}
    for agency, title in titles_of_kind(connection, SubjectKind.REGION):
        entry = (title, stages.get((agency, title.demonstration_id), []))
        found.setdefault(title.subject_id, []).append(entry)
    return {code: fingerprint(entries) for code, entries in found.items()}
