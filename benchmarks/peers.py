"""The peers on equal work: Hugo makes a page of each facility, Pagefind indexes those pages.

Hugo gets the records that stand beside our pages and a template that shows all of them, between
the head, the foot and the explanations of one of our pages; the explanations are repeated or left
out until its pages are as large as ours.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.measure import Run, measure

Records = Iterable[tuple[str, Mapping[str, Any]]]
"""(identifier, what is told of the institution)"""

TRIAL = 200
"""Pages from which their size is told."""
ADAPTER = """\
{{ range site.Data.facilities }}
{{ $.AddPage (dict "path" .id "title" .title "params" (dict "record" .record)) }}
{{ end }}
"""
DUMP = """\
{{- if reflect.IsMap . -}}<dl>{{ range $name, $value := . }}<div><dt>{{ $name }}</dt><dd>
{{ partial "told.html" $value }}</dd></div>{{ end }}</dl>
{{- else if reflect.IsSlice . -}}<ul>{{ range . }}<li>{{ partial "told.html" . }}</li>{{ end }}</ul>
{{- else }}{{ . }}{{ end -}}
"""
CONFIG = 'baseURL = "http://localhost/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'
PLAIN = (
    '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
    '<title>title</title></head><body><main id="main"></main></body></html>'
)
"""A page without anything of ours, where only the search is compared."""
EXPLANATION = re.compile(
    r'<details class="help">.*?</details>|<section id="(?:questions|complaints)">.*?</section>'
    r"|<template .*?</template>",
    re.DOTALL,
)


def records_of(site: Path) -> Records:
    """The records that stand beside the pages of a site, in the order of their addresses."""
    for path in sorted((site / "f").glob("*/*.json")):
        yield path.stem, json.loads(path.read_bytes())["record"]


def page_bytes(site: Path) -> float:
    """The mean size of a facility's page."""
    sizes = [path.stat().st_size for path in (site / "f").glob("*/*.html")]
    return sum(sizes) / len(sizes)


def write_hugo_site(records: Records, folder: Path, page: str = PLAIN, extra: str = "") -> Path:
    """A Hugo site with these records as its data, framed as `page` is; `extra` follows a record."""
    if folder.exists():
        shutil.rmtree(folder)
    for name in ("content/f", "layouts/_default", "layouts/partials", "data"):
        (folder / name).mkdir(parents=True)
    before, rest = page.split("<main", 1)
    after = rest.split("</main>", 1)[1]
    title = re.search(r"<title>(.*?)</title>", before)
    assert title is not None
    head = _literal(before).replace(title[1], "{{ .Title }}")
    template = (
        f'{head}<main id="main" data-pagefind-body><h1>{{{{ .Title }}}}</h1>\n'
        f'{{{{ partial "told.html" .Params.record }}}}\n{_literal(extra)}</main>{_literal(after)}'
    )
    texts = {
        "hugo.toml": CONFIG,
        "content/f/_content.gotmpl": ADAPTER,
        "layouts/_default/single.html": template,
        "layouts/_default/list.html": "<!DOCTYPE html><title>list</title>",
        "layouts/partials/told.html": DUMP,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "data" / "facilities.json").open("w", encoding="utf-8") as data:
        # A line each, so that no more than one is held.
        separator = "["
        for identifier, record in records:
            title_of = record.get("facility", record).get("name", identifier)
            row = {"id": identifier, "title": title_of, "record": record}
            data.write(separator + json.dumps(row, ensure_ascii=False))
            separator = ",\n"
        data.write("]")
    return folder


def write_equal_site(site: Path, folder: Path) -> Path:
    """A Hugo site whose pages hold what those of `site` do, and are as large in the mean."""
    sample = next(iter(sorted((site / "f").glob("*/*.html"))))
    page = sample.read_text(encoding="utf-8")
    trial = list(islice(records_of(site), TRIAL))
    run_hugo(write_hugo_site(trial, folder, page))
    missing = page_bytes(site) - hugo_page_bytes(folder)
    extra = ""
    for block in cycle(EXPLANATION.findall(page)):
        if len(extra.encode()) >= missing:
            break
        extra += f"{block}\n"
    return write_hugo_site(records_of(site), folder, page, extra)


def hugo_page_bytes(folder: Path) -> float:
    """The mean size of the pages that Hugo made."""
    sizes = [path.stat().st_size for path in (folder / "public" / "f").glob("*/index.html")]
    return sum(sizes) / len(sizes)


def _literal(html: str) -> str:
    """HTML that a template gives out as it stands."""
    return html.replace("{{", "{ {")


def run_hugo(folder: Path) -> Run:
    """Build the site."""
    binary = Path(sys.executable).with_name("hugo")
    return measure([str(binary), "--quiet", "--source", str(folder)])


def run_pagefind(folder: Path) -> Run:
    """Index what Hugo built."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder / "public"), "--quiet"]
    return measure(command)
