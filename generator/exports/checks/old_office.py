"""What can be read in files of old office programs (.doc, .xls, .wps, .et) without any of them.

Such a file keeps its text in stretches of UTF-16 or of one byte a character, and its numbers as
floating point. Found are the stretches, whatever they belong to: deleted text too.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

_WIDE: Final = re.compile(
    "[\\t\\r\\n -~\xa0-\xff\u2000-\u206f\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]{4,}"
)
_NARROW: Final = re.compile(rb"(?:[\t\x20-\x7e]|[\x81-\xfe][\x40-\x7e\x80-\xfe]){5,}")
"""One byte a character, and Chinese as GBK."""
_NUMBER: Final = re.compile(rb"\x03\x02\x0e\x00.{6}(.{8})", re.DOTALL)
"""A cell that holds a number: record 0203 of 14 bytes, row, column, format, the number (BIFF8)."""
_LARGEST: Final = 1e18


def words_of(content: bytes) -> str:
    """Every stretch of text and every number of a file, one a line."""
    return "\n".join((*_stretches(content), *_numbers(content)))


def _stretches(content: bytes) -> Iterator[str]:
    for start in (0, 1):
        # Characters of two bytes may begin at either.
        wide = content[start:].decode("utf-16-le", "replace")
        yield from (found[0].replace("\r", "\n") for found in _WIDE.finditer(wide))
    for found in _NARROW.finditer(content):
        yield found[0].decode("gb18030", "replace")


def _numbers(content: bytes) -> Iterator[str]:
    for found in _NUMBER.finditer(content):
        (number,) = struct.unpack("<d", found[1])
        if number.is_integer() and abs(number) < _LARGEST:
            yield str(int(number))
