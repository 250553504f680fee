"""The checkout: nothing in it holds for one machine only, and packages are what is locked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import REPOSITORY

SEARCHED = (
    "benchmarks", "docs", "generator", "requirements", "theme", "tests", ".ci", "Makefile",
    "README.md", "package.json", "package-lock.json", "pyproject.toml", ".npmrc",
)  # fmt: skip
"""Folders and files that may name neither a folder of a machine nor the address of a registry."""

MACHINE_FOLDER = re.compile(r"(?<![\w.}/-])/(?:work|tmp|home|root|mnt)/")
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:registry|pypi|mirror|pythonhosted)[\w.-]*|https?://\S+\.(?:tgz|whl)\b"
)

ALLOWED = {
    # Where nothing is configured, npm asks the public registry, and so does this script.
    (".ci/packages", REGISTRY),
    # Kept as it ran.
    ("tests/formats/portal-1/make.py", MACHINE_FOLDER),
}
"""A file and what it may name all the same."""


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of every file searched; what is not text has nothing to read."""
    for top in SEARCHED:
        path = REPOSITORY / top
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not file.is_file() or "__pycache__" in file.parts:
                continue
            try:
                yield file.relative_to(REPOSITORY).as_posix(), file.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def test_no_two_test_files_share_a_name() -> None:
    """pytest imports each by its bare name, and refuses the second one only when both run."""
    names = [path.name for path in (REPOSITORY / "tests").rglob("test_*.py")]
    assert [name for name in set(names) if names.count(name) > 1] == []


@pytest.mark.parametrize("pattern", [MACHINE_FOLDER, REGISTRY], ids=["folder", "registry"])
def test_nothing_holds_for_one_machine_only(pattern: re.Pattern[str]) -> None:
    """Folders are options or lie beside the checkout; registries are the machine's to name."""
    found = [
        f"{name}:{number} {match[0]}"
        for name, text in texts()
        if (name, pattern) not in ALLOWED
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := pattern.search(line))
    ]
    assert found == []


@pytest.fixture
def packages() -> ModuleType:
    """The script that fetches packages of npm."""
    loader = SourceFileLoader("ci_packages", str(REPOSITORY / ".ci" / "packages"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_packages_come_from_the_registry_of_the_machine(
    packages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment before a file of settings before the public one, as npm has it."""
    monkeypatch.setattr(packages, "TOP", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("NPM_CONFIG_REGISTRY", "npm_config_registry"):
        monkeypatch.delenv(name, raising=False)
    assert packages.registry() == packages.PUBLIC_REGISTRY
    settings = "fund=false\nregistry = https://npm.example.cn/all\n"
    (tmp_path / ".npmrc").write_text(settings, encoding="utf-8")
    assert packages.registry() == "https://npm.example.cn/all"
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://other.example.cn/")
    assert packages.registry() == "https://other.example.cn/"


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("node_modules/leaflet", "leaflet/-/leaflet-1.0.0.tgz"),
        ("node_modules/@noble/ed25519", "@noble/ed25519/-/ed25519-1.0.0.tgz"),
        ("node_modules/a/node_modules/@b/c", "@b/c/-/c-1.0.0.tgz"),
    ],
)
def test_the_lock_file_is_enough_to_find_a_package(
    packages: ModuleType, folder: str, path: str
) -> None:
    """A tarball's address follows from the registry, the folder in node_modules and the version."""
    name = packages.name_of(folder)
    for registry in ("https://npm.example.cn", "https://npm.example.cn/"):
        found = packages.tarball_address(name, "1.0.0", registry)
        assert found == f"https://npm.example.cn/{path}"


def test_another_tarball_is_refused(packages: ModuleType) -> None:
    """Whatever the registry sends, it must have the SHA-512 of the lock file."""
    with pytest.raises(OSError, match=r"package-lock\.json"):
        packages.checked(b"something else", "sha512-AAAA")


def test_every_folder_of_tests_is_collected(request: pytest.FixtureRequest) -> None:
    """A folder that pytest passes over, as it does those called build, would hold untried tests."""
    passed_over = request.config.getini("norecursedirs")
    folders = {
        part
        for path in (REPOSITORY / "tests").rglob("test_*.py")
        for part in path.relative_to(REPOSITORY).parts[:-1]
    }
    assert "build" in folders
    assert [name for name in folders for each in passed_over if fnmatch(name, each)] == []
