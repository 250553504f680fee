"""What libraries and the system say of errors, as templates that can be translated.

They speak English only. What is not known here is said as they say it.
"""

from __future__ import annotations

import re

SENTENCES = (
    "No such file or directory",
    "Permission denied",
    "Operation not permitted",
    "Is a directory",
    "Not a directory",
    "Directory not empty",
    "File exists",
    "No space left on device",
    "Disk quota exceeded",
    "Read-only file system",
    "File name too long",
    "Input/output error",
    "another command is writing this file",
    "database is locked",
    "database or disk is full",
    "database disk image is malformed",
    "file is not a database",
    "disk I/O error",
    "File is not a zip file",
    "unexpected end of data",
    "line contains NUL",
    "Invalid RFC3339 encoded date",
    "Invalid RFC3339 encoded datetime",
    'say why: { do = "…", reason = "…" }',
    "str",
    "int",
    "float",
    "bool",
    "array",
    "object",
    "date",
    "datetime",
    "null",
    "str | null",
    "int | null",
    "float | null",
    "bool | null",
    "array | null",
    "object | null",
    "date | null",
    "mapping values are not allowed here",
    "mapping values are not allowed in this context",
    "found unexpected end of stream",
    "found unexpected document separator",
    "could not find expected ':'",
    "while scanning a quoted scalar",
    "Expected `datetime` with a timezone component",
    "Expected datetime with a timezone component",
)
"""Said word for word like this."""

PATTERNS = (
    (r"(?P<why>.+) - at `?\$?\.?(?P<place>[^`]+?)`?", "%(place)s: %(why)s"),
    (r"Object contains unknown field `?(?P<name>[^`]+?)`?", 'there is no setting "%(name)s"'),
    (r"Object missing required field `?(?P<name>[^`]+?)`?", '"%(name)s" is not given'),
    (
        r"Expected `?(?P<wanted>[\w| ]+?)`?, got `?(?P<given>[\w| ]+?)`?",
        "%(wanted)s is expected, not %(given)s",
    ),
    (
        r"Expected `?\w+`? of length (?P<sign>[<>=]=?) (?P<number>\d+)",
        "its length has to be %(sign)s %(number)s",
    ),
    (
        r"Expected `?(?:int|float)`? (?P<sign>[<>]=?) (?P<number>[-\d.]+)",
        "a number %(sign)s %(number)s is expected",
    ),
    (r"Expected `?str`? matching regex .+", "is not written in the form that belongs here"),
    (r"Invalid enum value '?(?P<value>.*?)'?", '"%(value)s" is none of the words possible here'),
    (r"JSON is malformed: .+", "is no valid JSON"),
    (
        r"found character '(?P<sign>.+)' that cannot start any token",
        "a value begins with the sign %(sign)s",
    ),
    (r"expected .+, but found .+", "a line does not fit to those above it"),
    (r"found (?:undefined|duplicate) (?:alias|anchor|tag) ?.*", "a sign & , * or ! has no meaning"),
    (r"found unknown escape character ?.*", "a stroke \\ stands in quotation marks"),
    (
        r".+ \(at line (?P<line>\d+), column (?P<column>\d+)\)",
        "something is wrong at line %(line)s, character %(column)s",
    ),
    (r".+ \(at end of document\)", "something is not complete at the end"),
    (r"'.' expected after '.'", "a quote ends amid a cell"),
    (
        r"new-line character seen in unquoted field.*",
        "a line break stands in a cell without quotes",
    ),
    (r"field larger than field limit \((?P<limit>\d+)\)", "a cell is longer than %(limit)s"),
    (r"Bad CRC-32 for file .+", "the content of a file in it is damaged"),
)
"""Expression → template, the first that fits."""

_PATTERNS = tuple((re.compile(pattern, re.DOTALL), template) for pattern, template in PATTERNS)

HIDDEN = re.compile(r" matching regex .+?(?= - at |$)", re.DOTALL)
"""What is a riddle to people, and stands behind the word that names what is expected."""


def template_of(text: str) -> tuple[str, dict[str, str]]:
    """The template of a sentence with its values; the sentence itself where it is not known."""
    for pattern, template in _PATTERNS:
        if match := pattern.fullmatch(text):
            return template, match.groupdict()
    return text.replace("%", "%%"), {}
