"""Installed from a wheel, outside any checkout, the program does all that it does in one."""

from __future__ import annotations

import os
import re
import site
import subprocess
import sys
import tarfile
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.exports.conftest import PACK_TOML

FACILITIES = """机构编号,机构名称,机构性质,行政区划代码,地址,托位
f-1,阳光托育,营利性,371502001000,柳园路1号,60
f-2,晨曦托育,营利性,371502001000,柳园路2号,40
"""


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source distribution, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    sdist = folder / build(REPOSITORY, "sdist", folder)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    return sdist, folder / build(source, "wheel", folder)


def build(source: Path, kind: str, folder: Path) -> str:
    """The name of a distribution that is made by the build backend, as pip would call it."""
    code = f"from hatchling.build import build_{kind} as b; print(b({str(folder)!r}))"
    return run(sys.executable, "-c", code, cwd=source).stdout.splitlines()[-1]


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command that must succeed, away from the checkout that the tests run in."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done


@pytest.fixture(scope="module")
def installed(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with the wheel; only its libraries are those of the tests."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    binaries = folder / "bin"
    (packages,) = (folder / "lib").glob("python*/site-packages")
    # No network: the wheel is put in place by the pip of the tests.
    run(
        sys.executable, "-m", "pip", "--quiet", "--python", binaries / "python", "install",
        "--no-deps", "--no-index", "--no-compile", distributions[1], cwd=folder,
    )  # fmt: skip
    # Later on the path, so the checkout that is installed there for editing comes second.
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()))
    code = "import generator; print(generator.__file__)"
    found = Path(run(binaries / "python", "-c", code, cwd=folder).stdout.strip())
    assert found == packages / "generator" / "__init__.py"
    return binaries


@pytest.fixture(scope="module")
def portal(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal that was founded, filled and built by the installed commands."""
    here = tmp_path_factory.mktemp("operator")
    (here / "phrase").write_text("a long enough passphrase\n")
    (here / "tables").mkdir()
    (here / "tables" / "机构.csv").write_text(FACILITIES, encoding="utf-8")
    (here / "tables" / "pack.toml").write_text(PACK_TOML, encoding="utf-8")
    secret = ("--passphrase-file", "phrase")
    for command in (
        ("init", "portal", "--name", "托育公示", "--address", "https://托育.中国/",
         "--region", "371500", "--agency", "聊城市卫生健康委员会", *secret),
        ("pack", "tables", "--out", "exports"),
        ("sign", "exports/371500-0001.zip", "--key", "portal/keys/r-3715.pem", "--to", "stick",
         *secret),
        ("receive", "stick", "--portal", "portal", *secret),
        ("build", "--portal", "portal", *secret),
    ):  # fmt: skip
        run(installed / "gongshi", *command, cwd=here)
    return here / "portal"


def test_the_distributions_are_complete(distributions: tuple[Path, Path]) -> None:
    """Data and types are in the wheel, the source of both is in the sdist, and no rubbish."""
    sdist, wheel = distributions
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("theme", "content/pages", "content/policies"):
        source = {path for path in (REPOSITORY / folder).rglob("*") if path.is_file()}
        assert {f"generator/_data/{path.relative_to(REPOSITORY)}" for path in source} <= names
    assert {
        "generator/py.typed",
        "generator/_data/pelicanconf.py",
        "generator/_data/requirements/run.txt",
        "generator/_data/search_index/synonyms.txt",
        "generator/_data/search_index/lookalikes.txt",
        "generator/_data/search_index/stopwords.txt",
        "generator/_data/search_index/terms.txt",
        "generator/_data/node_modules/leaflet/dist/leaflet.js",
        "generator/_data/node_modules/leaflet/LICENSE",
        "generator/_data/node_modules/@noble/ed25519/index.js",
        "generator/exports/civil_affairs.csv.gz",
        "generator/exports/functional_zones.csv",
    } <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "LICENSE", "README.md", ".ci/environment", "tests/conftest.py",
            "theme/templates/base.html", "requirements/test.txt"} <= packed  # fmt: skip
    assert not [name for name in packed if name.startswith(("demo", ".venv", "search_index/who"))]


def test_the_module_is_the_command(installed: Path, tmp_path: Path) -> None:
    """`python -m generator` and `gongshi` say the same."""
    first = run(installed / "python", "-m", "generator", "--version", cwd=tmp_path).stdout
    assert first == run(installed / "gongshi", "--version", cwd=tmp_path).stdout
    assert re.fullmatch(r"gongshi \d+\.\d+\.\d+\n", first)


def test_a_site_is_built(portal: Path) -> None:
    """Pages, styles, scripts and the map, with the words of the interface."""
    current = portal / "site" / "current"
    home = (current / "index.html").read_text(encoding="utf-8")
    assert "托育公示" in home
    assert "https://xn--xpup98d.xn--fiqs8s/" in home
    assert len(list((current / "f").rglob("*.html"))) >= 2
    assert list(current.rglob("leaflet.js"))
    assert list(current.rglob("ed25519*.js"))


def test_no_path_of_the_checkout_is_in_a_portal(portal: Path) -> None:
    """What is written once must not lead back to where the program was built."""
    for path in (portal / "portal.toml", portal / "README.md", portal / "accepted.json"):
        assert str(REPOSITORY) not in path.read_text(encoding="utf-8")


def test_the_portal_can_be_searched(installed: Path, portal: Path) -> None:
    """By name, in the installed word lists' terms."""
    answer = run(installed / "gongshi", "search", "阳光", "--portal", portal, cwd=portal.parent)
    assert "阳光托育" in answer.stdout


def test_notices_are_made(installed: Path, portal: Path) -> None:
    """As HTML, with no browser asked for."""
    run(installed / "gongshi", "placard", "f-1", "--portal", portal, cwd=portal.parent)
    (notice,) = (portal / "placards").glob("*.html")
    assert "阳光托育" in notice.read_text(encoding="utf-8")


def test_the_site_passes_an_audit(installed: Path, portal: Path) -> None:
    """From a folder, with nothing else at hand."""
    run(installed / "gongshi", "audit", portal / "site" / "current", cwd=portal.parent)


def test_the_site_is_served(installed: Path, portal: Path) -> None:
    """The first request is answered with the home page."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with subprocess.Popen(
        [installed / "gongshi", "serve", "--portal", portal, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=portal.parent,
    ) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://localhost:\d+", server.stdout.readline())
            assert found is not None
            with urllib.request.urlopen(f"{found[0]}/", timeout=10) as answer:
                assert "托育公示" in answer.read().decode()
        finally:
            server.terminate()
