"""The desk itself: what its screens share, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from generator.desk.releases.prepare import release_folder
from generator.desk.releases.publishing import Publisher
from generator.desk.releases.signing import subject_now
from generator.desk.releases.workspace import Office, Workspace
from generator.desk.screens.asked import Asked
from generator.desk.writing.draft import Draft
from generator.desk.writing.drafts import Drafts
from generator.model.documents import Document
from generator.model.messages import word
from generator.model.problems import DataError, Problem
from generator.model.release import CHINA
from generator.portal import resources
from generator.preparation.inspect_documents import known_documents
from generator.preparation.last_release import last_packed_file
from generator.render.formats import formats, moment
from generator.render.translations import load_catalogue, word_filter

PAGES = resources.THEME / "desk" / "templates"
FILES = resources.THEME / "desk" / "static"
STYLES = resources.THEME / "static" / "css"


@dataclass(frozen=True, slots=True)
class Words:
    """How the desk speaks: `say` gives a message, `problem` where something is wrong and why."""

    language: str
    say: Callable[[str], str]
    problem: Callable[[Problem], str]


@dataclass(frozen=True)
class Desk:
    """What all screens work with."""

    space: Workspace
    drafts: Drafts
    words: Words
    clock: Callable[[], datetime]
    publisher: Publisher

    @cached_property
    def _pages(self) -> Environment:
        folder = resources.THEME / "locale"
        catalogue = load_catalogue(folder, self.words.language, "desk")
        pages = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        pages.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
        pages.filters.update(formats(self.words.language, catalogue))
        pages.filters["said"] = self.words.say
        pages.filters["problem"] = self._problem
        pages.filters["term"] = lambda value, context: self.words.say(word(context, str(value)))
        pages.filters["china"] = lambda at: moment(at.astimezone(CHINA))
        pages.filters["word"] = word_filter(catalogue)
        return pages

    def page(
        self, template: str, asked: Asked, status: int = HTTPStatus.OK, **view: Any
    ) -> Response:
        """A screen; `view` is what its template may see, besides the folders of its command."""
        if isinstance(draft := view.get("draft"), Draft):
            view["release"] = self.shown(release_folder(draft))
        view["exports"] = self.shown(self.space.exports)
        view["packing"] = self._packing(view.get("release", "2026-12"))
        view["portal_folder"] = self.shown(self.space.portal.folder) if self.space.portal else None
        at = f"{asked.at.astimezone(CHINA):%H:%M:%S}"
        view["saved_at"] = at if asked.query.get("saved") else ""
        try:
            office = self.space.office()
        except DataError:
            office = None  # a page says why
        made = self._pages.get_template(f"{template}.html").render(
            language=self.words.language, who=asked.who, office=office, **view
        )
        return HTMLResponse(made, status)

    def _packing(self, folder: str) -> str:
        """The command that packs a folder, into another one than that of the desk's releases."""
        keys = self.shown(self.space.key_folders[-1])
        command = f"gongshi pack {folder} --keys {keys} --out packed"
        if self.space.portal is not None:
            return f"{command} --portal {self.shown(self.space.portal.folder)}"
        try:
            office = self.space.office()
        except DataError:
            office = None
        last = last_packed_file(office.region, self.space.exports) if office else None
        return f"{command} --previous {self.shown(last)}" if last else command

    def _problem(self, problem: Problem) -> str:
        """Where something is wrong and why; why alone where it is wrong nowhere in particular."""
        return self.words.problem(problem) if problem.file else self.words.say(problem.why)

    def fragment(self, template: str, **view: Any) -> str:
        """A piece of a screen, for scripts."""
        return self._pages.get_template(f"{template}.html").render(**view)

    def go(self, path: str) -> Response:
        """Another screen in place of this one."""
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)

    def draft(self, asked: Asked) -> Draft:
        """The draft of an address; UsageError where there is none."""
        return self.drafts.find(asked.path["draft"])

    def known(self) -> Sequence[Document]:
        """The documents of the operator that stand on the portal."""
        return known_documents(self.space.portal)

    def taken_slugs(self) -> set[str]:
        """The names in addresses that documents have already, here or in the last release."""
        last = self.space.last_release(self.required_office().region)
        published = {PurePosixPath(each.path).stem for each in last.documents} if last else set()
        return published | {document.slug for document in self.known()}

    def required_office(self) -> Office:
        """Whose desk this is; it is asked for before anything else."""
        office = self.space.office()
        assert office is not None, "the desk asks for it first"
        return office

    def subject(self, asked: Asked, draft: Draft) -> str:
        """What a review of a draft speaks of now."""
        return subject_now(draft, self.space, self.required_office(), asked.at)

    def note(self, asked: Asked, draft: Draft, what: str) -> None:
        """Write down who did what."""
        self.space.note(asked.at, asked.who, draft.id, what)

    @staticmethod
    def shown(path: Path) -> str:
        """A path as a command names it: from where the desk was opened, if it lies below."""
        try:
            return path.resolve().relative_to(Path.cwd()).as_posix()
        except ValueError:
            return str(path)
