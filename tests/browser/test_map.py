"""The map: fetched when it is asked for, told by shapes, reached by the keyboard, true to tiles."""

from __future__ import annotations

import io
import re
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.request import urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from generator.model.coordinates import wgs84_to_gcj02
from generator.model.problems import DataError
from generator.model.vocabulary import Crs
from generator.pages.shared import urls
from generator.portal.settings import read_portal
from generator.service.server import make_server
from tests.browser.chromium import watched
from tests.factory_portal import make_portal, release_info, replaced, small_tables
from tests.serving import running

POINTS = [(115.98, 36.45), (121.47, 31.23), (87.6, 43.8), (2.35, 48.85)]
TARGETS = ".leaflet-marker-icon.place, .leaflet-marker-icon.cluster"

SHIFTED = """async ([folder, points]) => {
    const { map_map_shift: { shifted } } = await import(folder + "map.js");
    return points.map(([lon, lat]) => Object.values(shifted({ lon, lat })));
}"""

CLUSTERED = """async ([folder, points, cell]) => {
    const { map_map_clusters: { clustered } } = await import(folder + "map.js");
    return clustered(points, ([x, y]) => ({ x, y }), cell)
        .map(({ x, y, what }) => [x, y, what.length]);
}"""

DRAWN_AT = """async ([folder, crs]) => {
    const { map_map: { PlaceMap } } = await import(folder + "map.js");
    const box = document.getElementById("map");
    document.getElementById("near").hidden = document.getElementById("found").hidden = false;
    document.getElementById("map-side").hidden = false;
    Object.assign(box.dataset, { crs, tiles: `${location.origin}/tiles/{z}/{x}/{y}.png` });
    const map = await PlaceMap.open(box);
    const place = { lon: 115.98, lat: 36.45, title: "here", mark: null };
    map.show([place], null);
    const { lat, lng } = map.points.getLayers()[0].getLatLng();
    return [lng, lat, place.lon, place.lat];
}"""


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A desk, watched: nothing may go wrong, and the Content-Security-Policy holds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    yield page
    context.close()
    assert faults == []


def folder(page: Page) -> str:
    """Where the scripts are."""
    source = page.locator("script[src$='/near.js']").get_attribute("src") or ""
    return source.removesuffix("near.js")


def test_leaflet_comes_when_a_map_is_asked_for(page: Page, address: str) -> None:
    """The list needs none of it; the map takes it from this site."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}{urls.NEAR}?from=371502")
    expect(page.locator("#hits li:not(.worst *)").first).to_be_visible()
    assert not [url for url in asked if "leaflet" in url]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="地图").click()
    expect(page.locator(TARGETS).first).to_be_visible()
    assert {url.rpartition("/")[2] for url in asked if "leaflet" in url} == {
        "leaflet.js",
        "leaflet.css",
    }
    assert all(url.startswith(address) for url in asked)
    expect(page.locator(".leaflet-control-scale-line")).to_be_visible()
    expect(page.locator("#hits li:not(.worst *)").first).to_be_visible()


def test_the_keyboard_reaches_every_point(page: Page, address: str) -> None:
    """A cluster opens, a point shows its line, and each says in words what it is."""
    page.goto(f"{address}{urls.NEAR}?from=371502&all=")
    expect(page.locator("#hits li:not(.worst *)").first).to_be_visible()
    page.get_by_role("button", name="地图").click()
    cluster = page.locator(".leaflet-marker-icon.cluster").first
    cluster.focus()
    assert "\n" in (cluster.get_attribute("aria-label") or "")
    before = page.locator(TARGETS).count()
    page.keyboard.press("Enter")
    expect(page.locator(TARGETS)).not_to_have_count(before)
    assert page.evaluate("document.activeElement.matches('.place, .cluster')")
    point = page.locator(".leaflet-marker-icon.place").first
    point.focus()
    title = (point.get_attribute("aria-label") or "").partition(" · ")[0]
    page.keyboard.press("Enter")
    expect(page.locator("#card a")).to_have_text(title)
    shapes = page.locator(".leaflet-marker-icon.place .mark text").all_text_contents()
    assert set(shapes) <= {"A", "B", "C", "D"}


def test_pressed_while_it_opens_by_itself_it_opens_once(page: Page, address: str) -> None:
    """On a desk the map comes by itself; whoever is quicker than it gets the same map."""
    held: list[Route] = []
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/leaflet.js", lambda route: held.append(route))
    page.goto(f"{address}{urls.NEAR}?from=371502&all=")
    button = page.get_by_role("button", name="地图")
    expect(page.locator("#map-side")).to_be_visible()
    button.click()
    button.click()
    expect(page.locator(TARGETS)).to_have_count(0)
    held[0].continue_()
    expect(page.locator(TARGETS).first).to_be_visible()
    assert (len(held), faults) == (1, [])


def test_whoever_asks_for_the_list_keeps_it(page: Page, address: str) -> None:
    """A map that comes by itself does not come after somebody chose."""
    held: list[Route] = []
    page.route("**/leaflet.js", lambda route: held.append(route))
    page.goto(f"{address}{urls.NEAR}?from=371502&all=")
    expect(page.locator("#map-side")).to_be_visible()
    page.get_by_role("button", name="列表").click()
    held[0].continue_()
    expect(page.locator("#hits li:not(.worst *)").first).to_be_visible()
    expect(page.locator("#map-side")).to_be_hidden()


def test_a_facility_opens_its_own_map(page: Page, address: str) -> None:
    """One point with its mark, when its button is pressed."""
    page.goto(address + urls.facility("371502T00001"))
    button = page.get_by_role("button", name="在地图上看")
    button.click()
    expect(page.locator(".leaflet-marker-icon.place")).to_be_visible()
    button.click()
    expect(page.locator(".map")).to_be_hidden()


def test_points_shift_as_the_generator_shifts_them(page: Page, address: str) -> None:
    """The browser's GCJ-02 is that of Python, and leaves what lies abroad."""
    page.goto(address + urls.NEAR)
    found = page.evaluate(SHIFTED, [folder(page), POINTS])
    for point, shown in zip(POINTS, found, strict=True):
        assert shown == pytest.approx(wgs84_to_gcj02(point), abs=1e-9)


@pytest.mark.parametrize("crs", ["gcj02", "wgs84"])
def test_tiles_shift_the_points_and_not_the_data(page: Page, address: str, crs: str) -> None:
    """On GCJ-02 tiles a point is drawn where those tiles have it; elsewhere where it is."""

    def tile(route: Route) -> None:
        route.fulfill(
            content_type="image/svg+xml", body='<svg xmlns="http://www.w3.org/2000/svg"/>'
        )

    page.route("**/tiles/**", tile)
    page.goto(address + urls.NEAR)
    lon, lat, *data = page.evaluate(DRAWN_AT, [folder(page), crs])
    true = (115.98, 36.45)
    drawn = wgs84_to_gcj02(true) if crs == "gcj02" else true
    assert (lon, lat) == pytest.approx(drawn, abs=1e-6)
    assert tuple(data) == true
    expect(page.locator(".leaflet-tile").first).to_be_attached()


def test_clusters_leave_room(page: Page, address: str) -> None:
    """No two of them stand closer than a target is wide, and nobody is lost."""
    page.goto(address + urls.NEAR)
    points = [(x * 7 % 301, x * 13 % 199) for x in range(300)]
    found = page.evaluate(CLUSTERED, [folder(page), points, 44])
    assert sum(size for *_, size in found) == 300
    assert 1 < len(found) < 60
    for number, (x, y, _) in enumerate(found):
        for other_x, other_y, _ in found[:number]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 >= (44 * 0.8) ** 2


def test_tiles_are_asked_for_only_where_they_are_set(tmp_path: Path) -> None:
    """The settings name source and approval number; a layer without its parts is refused."""
    file = tmp_path / "portal.toml"
    base = 'name = "x"\naddress = "https://x.gov.cn"\n'
    tiles = 'tiles = ["https://t0.example.cn/v/{z}/{x}/{y}", "https://t0.example.cn/c/{z}/{x}/{y}"]'
    rest = 'attribution = "天地图"\napproval = "GS（2024）0001号"\ncrs = "gcj02"\n'
    file.write_text(base, encoding="utf-8")
    assert read_portal(file).map is None
    file.write_text(f"{base}[map]\n{tiles}\n{rest}", encoding="utf-8")
    said = read_portal(file).map
    assert said is not None
    assert said.hosts == ("https://t0.example.cn",)
    for wrong in (
        f'[map]\ntiles = ["https://t0.example.cn/{{z}}/{{x}}"]\n{rest}',
        f'[map]\ntiles = ["http://t0.example.cn/{{z}}/{{x}}/{{y}}"]\n{rest}',
        f"[map]\n{tiles}\n",
    ):
        file.write_text(base + wrong, encoding="utf-8")
        with pytest.raises(DataError):
            read_portal(file)


def test_the_policy_names_the_hosts_of_tiles(browser: Browser, tmp_path: Path) -> None:
    """Images may come from them, and nothing else from anywhere."""
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "index.html").write_text("<title>x</title>")
    for images, allowed in (((), "'self' data:"), (("https://t0.example.cn",),) * 2):
        with make_server(tmp_path, 0, images=images) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            with urlopen(f"http://127.0.0.1:{server.server_address[1]}/") as answer:
                policy = answer.headers["Content-Security-Policy"]
            server.shutdown()
            thread.join()
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert ("example" in policy) is bool(images)
        assert directives["script-src"] == directives["default-src"] == "'self'"
        assert allowed[0] in directives["img-src"]


TOGETHER = """async (folder) => {
    const { map_map: { PlaceMap } } = await import(folder + "map.js");
    const map = await PlaceMap.open(document.getElementById("map"));
    const at = (lon, lat, title) => ({ lon, lat, title, mark: null, alert: false });
    window.pressed = [];
    const here = { lon: 115.98, lat: 36.45 };
    map.show([at(115.98, 36.46, "one"), at(115.98, 36.46, "two"), at(116.2, 36.6, "far")], here, {
        mine: true, chosen: (places) => window.pressed.push(places.map(({ title }) => title)),
    });
    map.map.setView([36.46, 115.98], 12);
    window.drawn = map;
}"""


def test_what_stands_at_one_point_is_listed_and_a_button_leads_back(
    page: Page, address: str
) -> None:
    """No zoom tells them apart, so pressing gives all; the own position is one press away."""
    page.goto(address + urls.NEAR)
    page.evaluate("""() => {
        for (const id of ["near", "found", "map-side"]) document.getElementById(id).hidden = false;
    }""")
    page.evaluate(TOGETHER, folder(page))
    both = page.locator(".leaflet-marker-icon.cluster")
    expect(both).to_have_count(1)
    both.click()
    assert page.evaluate("pressed") == [["one", "two"]]
    page.evaluate("drawn.map.setView([30, 100], 5)")
    page.get_by_role("button", name="回到我的位置").click()
    expect(page.locator(".leaflet-marker-icon.here")).to_be_in_viewport()
    centre = page.evaluate("[drawn.map.getCenter().lat, drawn.map.getCenter().lng]")
    assert centre == pytest.approx([36.45, 115.98], abs=1e-3)


def test_on_a_desk_the_map_stands_beside_the_list(page: Page, address: str) -> None:
    """Without a press; on a phone, and in large print, only where it is asked for."""
    page.goto(f"{address}{urls.NEAR}?from=371502")
    expect(page.locator("#map .leaflet-marker-icon").first).to_be_visible()
    shown, drawn = page.locator("#hits").bounding_box(), page.locator("#map").bounding_box()
    assert shown and drawn and shown["x"] + shown["width"] <= drawn["x"]
    expect(page.get_by_text("图上没有区县界线")).to_be_visible()
    page.evaluate("localStorage.setItem('gongshi-mode', 'elder')")
    page.reload()
    expect(page.locator("#hits li").first).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()
    page.evaluate("localStorage.removeItem('gongshi-mode')")
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    expect(page.locator("#hits li").first).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()


class Tiles(BaseHTTPRequestHandler):
    """A tile service: a PNG for every tile of the grid, and what was asked of it."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        """A plain tile."""
        self.asked.append((self.path, self.headers["Referer"]))
        stream = io.BytesIO()
        Image.new("RGB", (256, 256), "#dde8d8").save(stream, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(stream.getvalue())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def tiles(tmp_path: Path) -> Iterator[str]:
    """The address of a tile service with a certificate that this machine made."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "tiles.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    Tiles.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Tiles) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        with running(server) as address:
            yield address.replace("http:", "https:")


def test_a_map_with_a_tile_service(browser: Browser, tiles: str, tmp_path: Path) -> None:
    """By the settings alone, under the site's own policy: source and approval number stand below,
    and the service learns no address of a page.
    """
    portal = make_portal(tmp_path / "portal")
    with portal.deployment.settings.open("a", encoding="utf-8") as settings:
        settings.write(
            f'[map]\ntiles = ["{tiles}/vec/{{z}}/{{x}}/{{y}}.png"]\n'
            'attribution = "天地图"\napproval = "GS（2024）0568号"\ncrs = "gcj02"\n'
        )
    placed = replaced(small_tables(), "facilities", "F1", lon=115.98, lat=36.45, crs=Crs.WGS84)
    portal.publish(placed, release_info())
    portal.build()
    said = read_portal(portal.deployment.settings).map
    assert said is not None
    with (
        make_server(portal.deployment.site, 0, images=said.hosts) as server,
        running(server) as address,
    ):
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, ignore_https_errors=True
        )
        faults: list[str] = []
        page = watched(context.new_page(), faults)
        page.goto(f"{address}{urls.NEAR}?all&from=371502")
        expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
        first = page.locator(".leaflet-tile-loaded").first
        assert first.evaluate("tile => tile.naturalWidth") == 256
        expect(page.get_by_text("天地图")).to_contain_text("GS（2024）0568号")
        expect(page.get_by_text("图上没有区县界线")).to_have_count(0)
        context.close()
    assert Tiles.asked
    assert {referrer for _, referrer in Tiles.asked} == {None}
    assert all(re.fullmatch(r"/vec/\d+/\d+/\d+\.png", path) for path, _ in Tiles.asked)
    assert faults == []
