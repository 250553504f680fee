"""A draft as the folder that `gongshi pack` reads: the same by a command as at the desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from generator.desk.lists.list_settings import lists_of, source_table
from generator.desk.lists.new_scheme import scheme_sources, scheme_tables
from generator.desk.releases.publicity_settings import publicity_tables
from generator.desk.releases.toml_text import toml_table
from generator.desk.releases.workspace import Office
from generator.desk.writing.document_drafts import document_text, parts_of, slug_in
from generator.desk.writing.draft import Draft
from generator.exports.checks.privacy_settings import Kind
from generator.exports.reading.documents_folder import DOCUMENTS
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.io.atomic import remove, replace_file


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of a release says besides whose it is; None where nobody reviewed it yet."""

    release: int
    issued: datetime
    reviewed_by: str | None
    reviewed_on: date | None
    fictitious: bool


def compose(draft: Draft, office: Office, heading: Heading, folder: Path) -> None:
    """Make `folder` anew with what the draft holds now."""
    remove(folder)
    (folder / DOCUMENTS).mkdir(parents=True)
    lists = lists_of(draft)
    own = {each.file for each in lists.values()}
    for name in draft.files():
        beside = "" if name in own else DOCUMENTS
        shutil.copyfile(draft.files_folder / name, folder / beside / name)
    for name, text in scheme_tables(draft).items():
        replace_file(folder / name, text.encode(), durable=False)
    for part in parts_of(draft):
        name = f"{slug_in(draft.fields(f'{part}.fields'))}.md"
        replace_file(folder / DOCUMENTS / name, document_text(draft, part).encode(), durable=False)
    if not any((folder / DOCUMENTS).iterdir()):
        (folder / DOCUMENTS).rmdir()
    write_settings(draft, office, heading, folder)


def write_settings(draft: Draft, office: Office, heading: Heading, folder: Path) -> None:
    """Write `pack.toml` of a folder."""
    tables = [export_table(office, heading), *_privacy(draft), *publicity_tables(draft)]
    tables += [*map(source_table, lists_of(draft).values()), *scheme_sources(draft)]
    replace_file(folder / SETTINGS, "\n".join(tables).encode(), durable=False)


def export_table(office: Office, heading: Heading) -> str:
    """The head of a release as `pack.toml` says it."""
    return toml_table(
        "[export]",
        {
            "region": office.region,
            "release": heading.release,
            "issued": heading.issued.replace(microsecond=0),
            "agency": office.agency,
            "reviewed_by": heading.reviewed_by,
            "reviewed_on": heading.reviewed_on,
            "regions": "civil-affairs",
            "fictitious": heading.fictitious or None,
        },
    )


def _privacy(draft: Draft) -> Iterator[str]:
    """What only looks like personal data in tables, with the reason that somebody gave."""
    reasons: Mapping[str, str | list[str]] = draft.fields("privacy")
    known = {kind.value for kind in Kind}
    given = {kind: str(reason) for kind, reason in sorted(reasons.items()) if kind in known}
    for kind, reason in given.items():
        yield toml_table(f'[privacy."{kind}"]', {"do": "pass", "reason": reason})
