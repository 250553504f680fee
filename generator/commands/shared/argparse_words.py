"""argparse's own words, in the language of the commands.

argparse asks gettext's catalogues of the machine, which nobody installs with Python.
"""

from __future__ import annotations

import argparse

from generator.commands.shared.words import text

WORDS = (
    "usage: ",
    "positional arguments",
    "options",
    "show this help message and exit",
    "show program's version number and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid %(type)s value: %(value)r",
    "expected one argument",
    "expected at least one argument",
    "expected at most one argument",
    "not allowed with argument %s",
    "one of the arguments %s is required",
    "ambiguous option: %(option)s could match %(matches)s",
    "ignored explicit argument %r",
)
"""What it may say, as it asks for it; the catalogue has to know them."""


def translate_argparse() -> None:
    """Have argparse ask our catalogue from now on."""
    # The name by which its module calls gettext.
    vars(argparse)["_"] = text
