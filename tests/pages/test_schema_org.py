"""What pages say in schema.org's words, judged by the vocabulary's own types (schema-dts)."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from generator.portal.folder import Deployment
from tests.conftest import REPOSITORY

PACKAGES = REPOSITORY / "node_modules"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
OPTIONS = ("--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "esnext")

pytestmark = pytest.mark.skipif(
    not (PACKAGES / "schema-dts").exists(), reason="the packages for development are not there"
)


def said(site: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """What some pages of every kind say: path and graph."""
    kinds = ("f/*/*.html", "f/*/*/index.html", "region/*/index.html", "policy/*/index.html",
             "interpretation/*/index.html", "release/*/index.html", "scheme/*/index.html",
             "notice/*/index.html", "data/*/index.html", "*/index.html", "index.html")  # fmt: skip
    for kind in kinds:
        for page in islice(sorted(site.glob(kind)), 25):
            if found := BLOCK.search(page.read_text(encoding="utf-8")):
                yield page.relative_to(site).as_posix(), json.loads(found[1])


def refused(folder: Path, graphs: dict[str, dict[str, Any]]) -> list[str]:
    """The paths of what the vocabulary does not know, or knows otherwise."""
    lines = ['import type { Graph } from "schema-dts";']
    lines += [
        f"export const v{at}: Graph = {json.dumps(graph)}; // {path}"
        for at, (path, graph) in enumerate(graphs.items())
    ]
    file = folder / "said.ts"
    file.write_text("\n".join(lines), encoding="utf-8")
    (folder / "node_modules").symlink_to(PACKAGES)
    (judge,) = PACKAGES.glob("@typescript/*/lib/tsc")
    done = subprocess.run(
        [judge, *OPTIONS, file], cwd=folder, capture_output=True, text=True, check=False
    )
    names = list(graphs)
    found = re.findall(r"said\.ts\((\d+),", done.stdout)
    assert bool(found) == bool(done.returncode), done.stdout + done.stderr
    return [names[int(line) - 2] for line in dict.fromkeys(found)]


def test_the_vocabulary_knows_what_is_said(demo: Deployment, tmp_path: Path) -> None:
    """Types, properties and what each may hold, on pages of every kind."""
    graphs = dict(said(demo.site / "current"))
    types = {thing["@type"] for graph in graphs.values() for thing in graph["@graph"]}
    assert types >= {"ChildCare", "GovernmentService", "Dataset", "BreadcrumbList"}
    assert refused(tmp_path, graphs) == []


def test_the_judge_sees_mistakes(tmp_path: Path) -> None:
    """A property of another type, one that is not there, and a type that is not."""
    context = {"@context": "https://schema.org"}
    graphs: dict[str, dict[str, Any]] = {
        "right": {**context, "@graph": [{"@type": "ChildCare", "telephone": "0635-12345"}]},
        "property": {**context, "@graph": [{"@type": "ChildCare", "grade": "A"}]},
        "value": {**context, "@graph": [{"@type": "ChildCare", "telephone": {"no": 1}}]},
        "type": {**context, "@graph": [{"@type": "Nursery"}]},
    }
    assert refused(tmp_path, graphs) == ["property", "value", "type"]
