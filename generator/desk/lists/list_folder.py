"""A list as the folder that `gongshi pack` reads, without a draft: for the command line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from generator.desk.lists.list_reading import ListView, ValueChoice
from generator.desk.lists.list_settings import LEFT_OUT, ListSettings, source_table
from generator.desk.releases.compose import Heading, export_table
from generator.desk.releases.publicity_settings import publicity_table
from generator.desk.releases.workspace import Office
from generator.exports.headings import TITLES
from generator.exports.reading.pack_settings import PublicityTable
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import Problem, UsageError


def open_questions(view: ListView) -> Iterator[Problem]:
    """What has to be settled before a list can be packed, each with the option that settles it."""
    file = view.settings.file
    yield from view.faults
    if view.hidden and not view.settings.leave_out:
        yield from view.hidden
        why = msg("show it or delete it, or leave it out with --leave-out-hidden")
        yield Problem(file, None, None, why)
    for each in view.constants:
        if not each.value:
            known = "、".join(f"{value}（{title}）" for value, title in each.options)
            why = msg("is not in the list: --set %(name)s=… %(known)s",
                      name=each.column.name, known=known)  # fmt: skip
            yield Problem(file, None, each.column.title, why)
    for doubt in view.doubts:
        if not doubt.chosen:
            known = "、".join(f"{value}（{title}）" for value, title in doubt.candidates)
            why = msg("it is not certain which institution is meant: --set %(name)s=… %(known)s;"
                      " --set %(name)s=- leaves it out", name=doubt.name, known=known)  # fmt: skip
            yield Problem(file, None, doubt.name, why)
    for value in view.values:
        if not value.chosen:
            known = "、".join(f"{each}（{title}）" for each, title in value.options)
            why = msg("is none of the words of this column: --set %(name)s=… %(known)s",
                      name=value.word, known=known)  # fmt: skip
            yield Problem(file, None, value.column.title, why)


def settle(
    settings: ListSettings,
    view: ListView,
    answers: Mapping[str, str],
    institutions: Mapping[str, str] = MappingProxyType({}),
) -> ListSettings:
    """The settings with answers by the name or title of a column, by a doubtful name or by a word;
    `institutions` are the names of those known, by their identifiers.

    UsageError for an answer to what nobody asked, and for one that means nothing.
    """
    constants = {each.column.name: each.value for each in view.constants if each.value}
    meant = dict(settings.institutions)
    values = {column: dict(words) for column, words in settings.values.items()}
    words = {each.word: each for each in view.values}
    columns = {name: each.column.name for each in view.constants
               for name in (each.column.name, each.column.title)}  # fmt: skip
    doubts = {doubt.name for doubt in view.doubts}
    for name, answer in answers.items():
        if name in columns:
            constants[columns[name]] = answer
        elif name in doubts:
            meant[name] = _institution(name, answer, institutions)
        elif name in words:
            values.setdefault(words[name].column.name, {})[name] = _meaning(words[name], answer)
        else:
            raise UsageError(msg("nothing was asked that is called %(name)s", name=name))
    return replace(
        settings,
        columns=view.settings.columns,
        constants=constants,
        institutions=meant,
        values=values,
    )


def _institution(name: str, answer: str, known: Mapping[str, str]) -> str:
    """The identifier that an answer means, its own or that of the only one of this name."""
    found = [each for each, title in known.items() if answer in (each, title)]
    if answer == LEFT_OUT or len(found) == 1:
        return answer if answer == LEFT_OUT else found[0]
    raise UsageError(
        msg("%(name)s: %(answer)s is no institution that is known", name=name, answer=answer)
    )


def _meaning(word: ValueChoice, answer: str) -> str:
    """The value of a column that an answer means, itself or by its title."""
    for value, title in word.options:
        if answer in (value, title):
            return value
    raise UsageError(
        msg("%(name)s: %(answer)s is no value of this column", name=word.word, answer=answer)
    )


def list_publicity(settings: ListSettings, days: int, title: str, words: str) -> PublicityTable:
    """A list put to publicity: all of it that is new or changed."""
    return PublicityTable(
        title=title, text=words, about=TITLES[settings.table][0], working_days=days
    )


def write_list_folder(
    folder: Path,
    file: Path,
    settings: ListSettings,
    office: Office,
    heading: Heading,
    publicity: Sequence[PublicityTable] = (),
) -> None:
    """Write `pack.toml` and a copy of the list; UsageError where the folder holds another list."""
    present = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
    if SETTINGS in present and file.name not in present:
        raise UsageError(msg("%(folder)s holds another release already", folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / file.name).resolve() != file.resolve():
        shutil.copyfile(file, folder / file.name)
    tables = [export_table(office, heading), source_table(settings)]
    tables += map(publicity_table, publicity)
    replace_file(folder / SETTINGS, "\n".join(tables).encode())
