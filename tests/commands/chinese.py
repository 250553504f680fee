"""What tests of Chinese output share."""

from __future__ import annotations

import re

ENGLISH = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}\b")
"""A run of three words, which no command and no name of a file is."""

NAMED = re.compile(r"\bgongshi(?: [a-z]+)+(?: --[a-z-]+)*|`[^`]*`|https?://\S+")
"""Commands, examples and addresses, which are the same in every language."""


def english_in(printed: str) -> list[str]:
    """The lines in which English is spoken; examples of commands are what they are."""
    return [
        line
        for line in printed.splitlines()
        if ENGLISH.search(NAMED.sub("", line)) and not line.lstrip().startswith(("gongshi", "示例"))
    ]
