"""Every public path of the site, made here and nowhere else.

A public path begins with "/" and is meant below the site's root; `file_of` says which file serves
it. Paths are permanent: a facility keeps its path wherever it moves.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath

from generator.model.tables import Attachment

HOME = "/"
REGIONS = "/region/"
SCHEMES = "/scheme/"
DEMONSTRATION = "/demonstration/"
DEMONSTRATION_CITIES = "/demonstration/cities/"
POLICIES = "/policy/"
INTERPRETATIONS = "/interpretation/"
GRAPH = "/documents/graph/"
GRAPH_DATA = "/documents/graph.json"
STATISTICS = "/statistics/"
QUALITY = "/statistics/quality/"
QUALITY_DATA = "/data/quality.csv"
SEARCH = "/search/"
LABELS = "/search/labels.json"
OPENSEARCH = "/opensearch.xml"
SERVICE_WORKER = "/service-worker.js"
FACILITIES = "/f/"
NEAR = "/near/"
COMPARE = "/compare/"
RELEASES = "/release/"
NOTICES = "/notice/"
NOTICE_FEED = "/feed/notices.atom"
NOTICE_CALENDAR = "/notice/publicity.ics"
DATA = "/data/"
ABOUT = "/about/"
STYLE = "/about/style/"
STYLE_EMPTY = "/about/style/empty/"
NOT_FOUND = "/404.html"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
DATABASE = "/data/gongshi.sqlite"
DATASETTE = "/data/metadata.json"
WHOLE_DATA = "/data/all/"
DICTIONARY = "/data/dictionary/"
NUMBERS = "/data/numbers/"
API = "/api/v1/"
DATA_SUMS = "/data/SHA256SUMS"
RELEASE_FEED = "/feed/releases.atom"
LOG = "/log/"
LOG_KEY = "/.well-known/gongshi-log"
TUF = "/tuf/"
SUSPENDED = "/tuf/suspended.json"
AGENCY_KEYS = "/tuf/agencies/"
MANIFEST = "/manifest.txt"
VERIFY = "/verify/"


def file_of(path: str) -> str:
    """The file below the output folder that serves a public path."""
    inside = path.removeprefix("/")
    return f"{inside}index.html" if not inside or inside.endswith("/") else inside


def facility(facility_id: str) -> str:
    """The page of a facility; two digits of a hash keep folders small."""
    folder = hashlib.sha256(facility_id.encode()).hexdigest()[:2]
    return f"{FACILITIES}{folder}/{facility_id}.html"


def public_record(facility_id: str) -> str:
    """The public record of a facility with what proves it."""
    return record_of(facility(facility_id))


def facility_history(facility_id: str) -> str:
    """Every version of a facility's record."""
    return f"{facility(facility_id).removesuffix('.html')}/"


def facility_version(facility_id: str, version: str) -> str:
    """A facility's record as it was published before."""
    return f"{facility_history(facility_id)}{version.replace('+', '_')}.html"


def record_of(page: str) -> str:
    """The record beside a page that shows it."""
    return f"{page.removesuffix('.html')}.json"


def document_record(kind: str, slug: str) -> str:
    """The public record of a policy or an interpretation with what proves it."""
    return f"/{kind}/{slug}/record.json"


def document_version(kind: str, slug: str, version: int) -> str:
    """The record of a document as it was published before."""
    return f"/{kind}/{slug}/record-{version}.json"


def document_history(kind: str, slug: str) -> str:
    """Every version of a policy or an interpretation."""
    return f"/{kind}/{slug}/history.html"


def notice_calendar(anchor: str) -> str:
    """The publicity period of a notice as a file for calendars."""
    return f"{NOTICES}{anchor}.ics"


def document_list(kind: str, by: str, value: str) -> str:
    """The policies or interpretations that have something in common, such as a year."""
    return f"/documents/{kind}/{by}/{value}/"


def door(facility_id: str) -> str:
    """Where the code on a facility's door leads: what the notice there should say at present."""
    return f"{facility(facility_id)}#door"


def badge(facility_id: str) -> str:
    """The drawing of a facility's present grade, beside its page."""
    return facility(facility_id).removesuffix("html") + "svg"


def region(code: str, page: int = 1, order: str = "") -> str:
    """The page of a region (12 digits), or a further page of its list in an order."""
    short = code[:6] if code.endswith("000000") else code[:9] if code.endswith("000") else code
    base = f"/region/{short}/{order}/" if order else f"/region/{short}/"
    return base if page == 1 else f"{base}{page}.html"


def scheme(scheme_id: str) -> str:
    """The page of a grading scheme."""
    return f"/scheme/{scheme_id}/"


def demonstration(kind: str, page: int = 1, chosen: tuple[str, str] | None = None) -> str:
    """The list of demonstration facilities or cities, all or those `chosen` by (what, its part of
    the address), or a further page of it.
    """
    base = DEMONSTRATION if kind == "facilities" else DEMONSTRATION_CITIES
    if chosen:
        base += f"by/{chosen[0]}/{chosen[1]}/"
    return base if page == 1 else f"{base}{page}.html"


def policy(slug: str) -> str:
    """The page of a policy document."""
    return f"/policy/{slug}/"


def interpretation(slug: str) -> str:
    """The page of an interpretation."""
    return f"/interpretation/{slug}/"


def page(slug: str) -> str:
    """A page written in `content/pages`; `about` itself is the section's first page."""
    return ABOUT if slug == "about" else f"/about/{slug}/"


def release(agency: str, number: int) -> str:
    """What a release of an agency changed."""
    return f"/release/{agency}-{number:04d}/"


def release_changes(agency: str, number: int, heading: str, page: int = 1) -> str:
    """All that a release changed under a heading, or a further page of it."""
    further = "" if page == 1 else f"-{page}"
    return f"{release(agency, number)}changes-{heading}{further}.html"


def change_file(agency: str, number: int, ending: str) -> str:
    """What a release changed, as data."""
    return f"{release(agency, number)}changes.{ending}"


def whole_table(name: str, ending: str) -> str:
    """A table of the SQLite file that is in no export, as a file by itself."""
    return f"{WHOLE_DATA}{name}.{ending}"


def regions_then(agency: str, number: int) -> str:
    """The figures of an agency's counties as they were with a release."""
    return f"{release(agency, number)}regions.html"


def export(path: str) -> str:
    """The copy of a signed export, from its path in the archive."""
    return f"/data/{path}"


def public_copy(region: str, name: str, digest: str) -> str:
    """The public copy of an export: `name` is 371500-0007, `digest` tells it from the next copy."""
    return f"/data/rows/{region}/{name}.{digest}.jsonl"


def metadata(name: str) -> str:
    """A file of the signed metadata, such as `metadata/1.root.json`."""
    return f"{TUF}{name}"


def agency_keys(region: str) -> str:
    """With which keys the agency of a region signs."""
    return f"{AGENCY_KEYS}{region}.json"


def target(path: str, sha256: str) -> str:
    """Where a standard TUF client asks for a target: its digest stands before its name."""
    folder, _, name = path.rpartition("/")
    return f"{TUF}targets/{folder}/{sha256}.{name}"


def feed(code: str) -> str:
    """What changes in a region (12 digits), as a feed."""
    return f"/feed/{code[:6] if code.endswith('000000') else code}.atom"


def quality(province: str) -> str:
    """How fresh and how whole the data of a province are, by its two digits."""
    return f"{QUALITY}{province}/"


def behind(agency: str, total_id: str) -> str:
    """The facilities behind a published total that differs."""
    return f"{STATISTICS}totals/{agency}/{total_id}.html"


def anchor_of(number: str) -> str:
    """Where a figure stands on the page of figures, by its name."""
    return "n-" + re.sub(r"[^\w-]", lambda sign: f".{ord(sign[0]):x}", number.replace("/", "-"))


def number(name: str) -> str:
    """A figure with the query that gives it."""
    return f"{NUMBERS}#{anchor_of(name)}"


def api(name: str) -> str:
    """A file of the static API."""
    return f"{API}{name}.json"


def agency_data(agency: str) -> str:
    """The open data of an agency."""
    return f"{DATA}{agency}/"


def province_data(province: str) -> str:
    """The open data of all agencies of a province, by its two digits."""
    return f"{DATA}province/{province}/"


def document_feed(kind: str) -> str:
    """What was published of a kind of documents, as a feed."""
    return f"/feed/{kind}.atom"


def table(agency: str, name: str, ending: str) -> str:
    """A table of an agency as open data."""
    return f"{agency_data(agency)}{name}.{ending}"


def shard(name: str) -> str:
    """A file of the browser's index, named by its content; `root.json` alone keeps its name."""
    return f"{SEARCH}{name}"


def attachment(file: Attachment) -> str:
    """A file that belongs to a document, named by its content."""
    ending = PurePosixPath(file.file).suffix.lower()
    return f"/files/{file.sha256[:16]}{ending}"


def modules(digest: str) -> str:
    """The folder of the scripts, which name each other: one digest for all of them."""
    return f"/assets/js.{digest[:12]}/"


def package(name: str, digest: str) -> str:
    """The folder of somebody else's scripts, named by their content."""
    return f"/assets/{name}.{digest[:12]}/"


def asset(name: str, digest: str) -> str:
    """A stylesheet or script under a name that changes with its content."""
    stem, _, ending = name.rpartition(".")
    return f"/assets/{stem}.{digest[:12]}.{ending}"
