"""Pelican, as far as Gongshi uses it: settings, themes, Jinja, the writer; nothing else.

Data pages stream through one `Generator` and Pelican's own `Writer`. They never become Markdown
files or `Content` objects. No other module imports pelican.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pelican
from jinja2 import TemplateError, TemplateSyntaxError
from pelican import signals
from pelican.generators import Generator
from pelican.settings import read_settings
from pelican.writers import Writer

from generator.io.no_room import naming
from generator.io.workers import pool
from generator.model.messages import Message, foreign, msg
from generator.model.problems import GongshiError, UsageError
from generator.pages.about.robots import robot_files
from generator.pages.data.pages import data_page, metadata_file, scope_paths, sums_file
from generator.pages.document.feeds import document_feeds
from generator.pages.document.graph_page import graph_file
from generator.pages.document.versions import past_document_records
from generator.pages.every_page import single_pages
from generator.pages.figures.quality import quality_file
from generator.pages.region.inputs import RegionDigest, region_digests
from generator.pages.region.pages import region_paths
from generator.pages.release.feeds import feed_files
from generator.pages.release.lasting_addresses import unpublished_pages
from generator.pages.release.notices_page import notice_files
from generator.pages.release.sentences import Sentences
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import Batch, File, Page, fingerprint, write_content
from generator.pages.shared.record_files import document_record_files
from generator.pages.work_units import SinglePiece, WorkUnit, batch_of, work_units
from generator.render.compiled import compiled_templates
from generator.render.formats import formats
from generator.render.translations import install
from generator.store.database import open_readonly
from generator.store.facility_facts import facility_ids

FORMER_NAMES = ("generator.pelican_plugin", "generator.build.pelican_adapter")
"""How this module stands among the plugins in settings that operators have copied."""

Entry = tuple[str, bytes, bytes]
"""A file, the key that it was made from, its SHA-256."""


class StagingFolder(Protocol):
    """Where a build puts its files: see `publish.staging.Staging`."""

    public: Path

    def reuse(self, file: str, key: bytes) -> bytes | None:
        """Take a file over from the last build; its digest, None where it must be made."""

    def take(self, batch: str, key: bytes) -> list[Entry] | None:
        """Take the files of a batch over; None where they must be looked at one by one."""

    def digest(self, file: str) -> bytes:
        """The digest of a file that was made."""

    def place(self, file: str) -> Path:
        """Where to write a file."""


class Notes(Protocol):
    """What records the keys of files: see `store.page_ledger.PageLedger`."""

    def note(self, entries: list[Entry], batch: str | None = None, key: bytes = b"") -> None:
        """Record what was made or taken over, and as which batch."""

    def digests(self) -> Iterator[tuple[str, bytes]]:
        """(file, SHA-256) of all that was recorded."""


@dataclass(frozen=True)
class Job:
    """What one build makes pages from and where they go.

    `code` is the digest of the generator and its catalogues: pages made by other code are made
    again. `sources` gives agency and release of documents that came inside an export, `assets` the
    files of the theme and the signed exports that are offered, `progress` is told (done, of how
    many).
    """

    context: Context
    code: bytes
    store: Path
    sources: dict[str, tuple[str, int]]
    assets: tuple[File, ...]
    staging: StagingFolder
    ledger: Notes
    progress: Callable[[int, int], None]


SINGLE = "single"
"""The batch of pages that are looked at one by one: what each is made from is known only then."""
FEW = 8
"""Pieces of work that are done in place: processes of their own would take longer to begin."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """A batch as it stands in the staging folder; `made` files of it were not taken over."""

    name: str
    key: bytes
    entries: list[Entry]
    made: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files were made and how many were taken over."""

    made: int
    reused: int


def run(settings_file: Path, theme: Path, content: Path, job: Job) -> Tally:
    """Have Pelican write the site into the staging folder, with the plugins of `settings_file`.

    Raises GongshiError where Pelican or a template fails: a plugin's failure never passes.
    """
    logging.getLogger("pelican").setLevel(logging.ERROR)
    pelican.console.quiet = True
    site = job.context.site
    settings = _read_settings(
        settings_file,
        {
            "OUTPUT_PATH": str(job.staging.public.resolve()),
            "PATH": str(content),
            "THEME": str(theme),
            "SITENAME": site.name,
            "SITEURL": site.address + site.root,
            "DEFAULT_LANG": site.language,
            "GONGSHI_JOB": job,
        },
    )
    plugins = [name for name in settings["PLUGINS"] or () if name not in FORMER_NAMES]
    settings["PLUGINS"] = [*plugins, sys.modules[__name__]]
    try:
        pelican.Pelican(settings).run()
    except TemplateError as error:
        raise GongshiError(_where(error)) from error
    tally = settings.get("GONGSHI_TALLY")
    if not isinstance(tally, Tally):
        raise GongshiError(
            msg(
                "%(settings_file)s: a plugin in PLUGINS keeps the pages from being made",
                settings_file=settings_file,
            )
        )
    return tally


def template_overrides(settings_file: Path) -> tuple[Path, ...]:
    """The folders whose templates come before the theme's."""
    settings = _read_settings(settings_file)
    folders = settings["THEME_TEMPLATES_OVERRIDES"]
    if not isinstance(folders, list | tuple) or not all(isinstance(each, str) for each in folders):
        raise UsageError(
            msg("%(file)s: THEME_TEMPLATES_OVERRIDES is a list of folders", file=settings_file)
        )
    return tuple(map(Path, folders))


def _read_settings(
    settings_file: Path, override: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """What an operator's pelicanconf.py says; UsageError with the line at which it fails."""
    try:
        settings: dict[str, Any] = read_settings(str(settings_file), override=override)
    except (Exception, SystemExit) as error:
        # It is a program, so anything can go wrong in it; it may even end the command.
        line = error.lineno if isinstance(error, SyntaxError) else _line_in(settings_file, error)
        place = f"{settings_file}:{line}" if line else str(settings_file)
        raise UsageError(
            msg(
                "%(place)s: %(kind)s: %(error)s",
                place=place,
                kind=type(error).__name__,
                error=foreign(error),
            )
        ) from error
    return settings


def _line_in(file: Path, error: BaseException) -> int | None:
    """The line of a file at which an error came about."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((each.lineno for each in reversed(frames) if Path(each.filename) == file), None)


def _where(error: TemplateError) -> Message:
    """A template's failure in one line: the innermost template and line, and what is wrong."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f"{each.filename}:{each.lineno}" for each in frames if each.filename.endswith(".html")
    ]
    if isinstance(error, TemplateSyntaxError):
        places.append(f"{error.filename or error.name}:{error.lineno}")
    return msg(
        "%(value)s: %(message)s",
        value=places[-1] if places else "template",
        message=error.message or error,
    )


class PageFile:
    """A page as it is written, of which the digest is kept."""

    digest: bytes

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def __enter__(self) -> PageFile:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open."""

    def write(self, text: str) -> None:
        """The whole page at once."""
        self.digest = write_content(text.encode(), self._path)


class PortalWriter(Writer):  # type: ignore[misc]
    """Pelican's writer, which remembers the last page that it wrote and no other.

    Pelican's own keeps the names of all; that a page is not written twice, the ledger holds.
    """

    written: PageFile

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> PageFile:
        self.written = PageFile(filename)
        return self.written


class PortalGenerator(Generator):  # type: ignore[misc]
    """Streams every page of the portal to Pelican's writer."""

    job: Job
    regions: Mapping[str, RegionDigest]

    def generate_context(self) -> None:
        """Give the templates their language, their filters and the site."""
        self.job = self.settings["GONGSHI_JOB"]
        context = self.job.context
        install(self.env, context.translations)
        self.env.bytecode_cache = compiled_templates(self.job.code, context.site.language)
        self.env.filters.update(formats(context.site.language, context.translations))
        sentences = Sentences(context.site.language, context.translations)
        self.env.filters["sentence"] = sentences.sentence
        self.context = {
            "site": context.site,
            "localsiteurl": self.settings["SITEURL"],
        }
        folders = [Path(folder) for folder in self._templates_path]
        self.look = fingerprint(self.job.code, templates_digest(folders))

    def generate_output(self, writer: PortalWriter) -> None:
        """Write what changed, take over what did not."""
        job, context = self.job, self.job.context
        self.regions = region_digests(context)
        work = list(work_units(context, self.regions))
        made = reused = 0
        for done, batch in enumerate(self._work_through(writer, work)):
            job.progress(done, len(work) + 1)
            job.ledger.note(batch.entries, batch.name, batch.key)
            made, reused = made + batch.made, reused + len(batch.entries) - batch.made
        for entry, fresh in self._about_the_data(writer):
            job.ledger.note([entry])
            made, reused = made + fresh, reused + (not fresh)
        job.progress(len(work) + 1, len(work) + 1)
        self.settings["GONGSHI_TALLY"] = Tally(made, reused)

    def _work_through(self, writer: PortalWriter, work: list[WorkUnit]) -> Iterator[BatchResult]:
        if len(work) <= FEW:
            yield from (self.write_unit(writer, unit) for unit in work)
            return
        with pool(_begin_worker, self, writer) as workers:
            yield from workers.map(_work, work)

    def write_unit(self, writer: PortalWriter, unit: WorkUnit) -> BatchResult:
        """What a piece stands for: its files, and how many of them were made."""
        if isinstance(unit, SinglePiece):
            batch = Batch(SINGLE, b"", self._singles)
        else:
            batch = batch_of(self.job.context, unit, self.job.staging.public)
        key = fingerprint(self.look, batch.key)
        taken = self.job.staging.take(batch.name, key) if batch.key else None
        if taken is not None:
            return BatchResult(batch.name, key, taken, 0)
        entries: list[Entry] = []
        made = 0
        for item in batch.items():
            if isinstance(item, Page):
                entry, fresh = self._write_page(writer, item)
            else:
                entry, fresh = self._write_file(item)
            entries.append(entry)
            made += fresh
        return BatchResult(batch.name, key, entries, made)

    def _singles(self) -> Iterator[Page | File]:
        """Every page that does not grow with the number of facilities and agencies, and the files
        beside them.
        """
        job = self.job
        single = [urls.DATA]
        for page in single_pages(job.context, job.sources):
            yield page
            single.append(page.path)
        single.remove(urls.NOT_FOUND)
        # These keep their addresses, but nobody is to be led there.
        yield from unpublished_pages(job.context)
        yield from job.assets
        yield from document_record_files(job.context)
        yield from past_document_records(job.context)
        yield from graph_file(job.context)
        yield metadata_file(job.context)
        yield quality_file(job.context)
        yield from notice_files(job.context)
        yield from document_feeds(job.context)
        yield from feed_files(job.context)
        yield from robot_files(job.context, partial(self._paths, single))

    def _about_the_data(self, writer: PortalWriter) -> Iterator[tuple[Entry, bool]]:
        """What speaks of all files of the open data, once they are there."""
        job = self.job
        digests = dict(self._data_digests())
        sums = sums_file(digests)
        yield self._write_file(sums)
        yield self._write_page(writer, data_page(job.context, job.staging.public, digests))

    def _data_digests(self) -> Iterator[tuple[str, str]]:
        """(public path, SHA-256) of the open data."""
        folder = urls.file_of(urls.DATA).removesuffix("index.html")
        for file, digest in self.job.ledger.digests():
            if file.startswith(folder) and not file.endswith(".html"):
                yield f"/{file}", digest.hex()

    def _paths(self, single: list[str]) -> Iterator[str]:
        """The public paths of all pages, for the site map."""
        context = self.job.context
        yield from single
        yield from scope_paths(context)
        yield from region_paths(context, self.regions)
        for identifier in facility_ids(context.connection):
            yield urls.facility(identifier)

    def _write_page(self, writer: PortalWriter, page: Page) -> tuple[Entry, bool]:
        file = urls.file_of(page.path)
        key = fingerprint(self.look, page.key)
        if digest := self.job.staging.reuse(file, key):
            return (file, key, digest), False
        head, view = page.make()
        template = self.get_template(page.template.removesuffix(".html"))
        with naming(self.job.staging.public / file):
            writer.write_file(file, template, self.context, head=head, view=view)
        return (file, key, writer.written.digest), True

    def _write_file(self, file: File) -> tuple[Entry, bool]:
        name = urls.file_of(file.path)
        key = fingerprint(self.job.code, file.key)
        if digest := self.job.staging.reuse(name, key):
            return (name, key, digest), False
        place = self.job.staging.place(name)
        with naming(place):
            written = file.write(place)
        digest = written if isinstance(written, bytes) else self.job.staging.digest(name)
        return (name, key, digest), True


def templates_digest(folders: list[Path]) -> bytes:
    """Digest of every template that a page could be made with."""
    hasher = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.html")) if folder.is_dir() else ():
            hasher.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return hasher.digest()


_worker: tuple[PortalGenerator, PortalWriter] | None = None


def _begin_worker(generator: PortalGenerator, writer: PortalWriter) -> None:
    """In a new process: a connection of its own, since SQLite's must not cross a fork."""
    global _worker
    job = generator.job
    own = replace(job.context, connection=open_readonly(job.store))
    generator.job = replace(job, context=own)
    _worker = generator, writer


def _work(unit: WorkUnit) -> BatchResult:
    assert _worker is not None
    generator, writer = _worker
    try:
        return generator.write_unit(writer, unit)
    except TemplateError as error:
        # Where it failed does not come through to the process that asked.
        raise GongshiError(_where(error)) from error


def _generators(_: Any) -> type[PortalGenerator]:
    return PortalGenerator


def _writer(_: Any) -> type[PortalWriter]:
    return PortalWriter


def register() -> None:
    """Pelican's entry point of a plugin."""
    signals.get_generators.connect(_generators)
    signals.get_writer.connect(_writer)
