"""The peers: Hugo makes a page of each facility, Pagefind indexes those pages."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from benchmarks.measure import Run, measure

ADAPTER = """\
{{ range site.Data.facilities }}
{{ $.AddPage (dict "path" .facility_id "title" .name "params" .) }}
{{ end }}
"""
PAGE = """\
<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="viewport" content="width=device-width"></head>
<body><header><a href="/">托育公示</a><nav><ul><li><a href="/region/">地区</a></li>
<li><a href="/scheme/">等级</a></li><li><a href="/policy/">政策</a></li></ul></nav></header>
<main data-pagefind-body><h1>{{ .Title }}</h1><dl>
{{ range $name, $value := .Params }}{{ with $value }}<dt>{{ $name }}</dt><dd>{{ . }}</dd>
{{ end }}{{ end }}</dl></main>
<footer><p>主办单位：示例</p><p>网站标识码：示例</p></footer></body></html>
"""
CONFIG = 'baseURL = "http://localhost/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'


def facility_rows(store: Path) -> list[dict[str, str]]:
    """The facilities of a store with their figures, every value as text."""
    with closing(sqlite3.connect(store)) as connection:
        connection.row_factory = sqlite3.Row
        query = "SELECT * FROM facilities JOIN facts USING (facility_id) ORDER BY facility_id"
        return [
            {name: str(row[name]) for name in row.keys() if name != "item"}  # noqa: SIM118
            for row in connection.execute(query)
        ]


def write_hugo_site(rows: list[dict[str, str]], folder: Path) -> Path:
    """A Hugo site with these facilities as its data."""
    if folder.exists():
        shutil.rmtree(folder)
    for name in ("content/f", "layouts/_default", "data"):
        (folder / name).mkdir(parents=True)
    (folder / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "content" / "f" / "_content.gotmpl").write_text(ADAPTER, encoding="utf-8")
    for name in ("single", "list"):
        (folder / "layouts" / "_default" / f"{name}.html").write_text(PAGE, encoding="utf-8")
    text = json.dumps(rows, ensure_ascii=False)
    (folder / "data" / "facilities.json").write_text(text, encoding="utf-8")
    return folder


def run_hugo(folder: Path) -> Run:
    """Build the site."""
    binary = Path(sys.executable).with_name("hugo")
    return measure([str(binary), "--quiet", "--source", str(folder)])


def run_pagefind(folder: Path) -> Run:
    """Index what Hugo built."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder / "public"), "--quiet"]
    return measure(command)
