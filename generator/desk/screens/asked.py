"""What a browser asked for: the form with its files, and who sits before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote, unquote

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from generator.model.messages import foreign, msg
from generator.model.problems import UsageError

MAX_UPLOAD_BYTES: Final = 64 << 20
NAME_COOKIE: Final = "gongshi-name"
_MOST_FIELDS: Final = 5000
_MOST_FILES: Final = 60
_LONGEST_FIELD: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file from the official's machine, by its own name without folders."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `who` is the name that was given at the start, `at` the time of the answer."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[HandedIn]]
    who: str
    at: datetime

    def one(self, name: str, usual: str = "") -> str:
        """The answer of a field; line ends are those of Python."""
        values = self.form.get(name, ())
        return values[0].replace("\r\n", "\n") if values else usual

    def every(self, name: str) -> list[str]:
        """All answers of a field with several boxes."""
        return [each.replace("\r\n", "\n") for each in self.form.get(name, ())]

    def number(self, name: str, usual: int) -> int:
        """An answer as a number of at most six digits."""
        text = self.one(name)
        return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else usual

    def is_set(self, name: str) -> bool:
        """Whether a box is ticked or a button was pressed."""
        return name in self.form

    def file(self, name: str) -> HandedIn | None:
        """A file that was handed in; None where the field was left empty."""
        return next(iter(self.files.get(name, ())), None)


async def read_asked(request: Request, at: datetime) -> Asked:
    """The request; UsageError where it holds more than the desk takes."""
    form: dict[str, list[str]] = {}
    files: dict[str, list[HandedIn]] = {}
    if request.method == "POST":
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MAX_UPLOAD_BYTES:
            raise UsageError(
                msg("more than %(mb)s MB at once cannot be taken", mb=MAX_UPLOAD_BYTES >> 20)
            )
        try:
            given = await request.form(
                max_fields=_MOST_FIELDS, max_files=_MOST_FILES, max_part_size=_LONGEST_FIELD
            )
        except HTTPException as error:
            why = foreign(error.detail)
            raise UsageError(msg("this form cannot be read: %(why)s", why=why)) from None
        for name, value in given.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    plain = PurePosixPath(value.filename.replace("\\", "/")).name
                    files.setdefault(name, []).append(HandedIn(plain, await value.read()))
            else:
                form.setdefault(name, []).append(value)
    who = unquote(request.cookies.get(NAME_COOKIE, ""))
    return Asked(request.path_params, dict(request.query_params), form, files, who, at)


def name_cookie(name: str) -> str:
    """A name as the value of a cookie."""
    return quote(name, safe="")
