"""Arguments that several commands share, and what they stand for."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from securesystemslib.signer import Signer

from generator.commands.shared.console import complain
from generator.commands.shared.words import LANGUAGES, text, translate
from generator.io.permissions import readable_by_all
from generator.model.messages import Message, foreign, msg
from generator.model.problems import UsageError
from generator.trust.keys import PortalKeys, load_signer

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]


def add_command(
    commands: Commands, name: str, run: Run, about: str, example: str
) -> argparse.ArgumentParser:
    """A command with what it does and an example in its help."""
    found = commands.add_parser(
        name,
        help=about,
        description=about,
        epilog=text("example: ") + example,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.set_defaults(run=run, command=found.prog.partition(" ")[2])
    with_language_and_log(found)
    return found


def with_language_and_log(command: argparse.ArgumentParser) -> None:
    """Add --language and --log-format, which may stand before and after the name of a command."""
    command.add_argument(
        "--language",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=text("the language of what is printed (default: that of the machine or the portal)"),
    )
    command.add_argument(
        "--log-format",
        choices=("text", "json"),
        default=argparse.SUPPRESS,
        help=text("json: what is said while the command runs as lines of JSON on standard error"),
    )


def with_portal(command: argparse.ArgumentParser) -> None:
    """Add --portal."""
    command.add_argument(
        "--portal",
        type=Path,
        metavar=text("FOLDER"),
        help=text("the portal's folder (default: here, or demo)"),
    )


def with_passphrase(command: argparse.ArgumentParser) -> None:
    """Add --passphrase-file."""
    command.add_argument(
        "--passphrase-file",
        type=Path,
        action="append",
        default=[],
        metavar=text("FILE"),
        help=text(
            "file with the passphrase of a key, repeated where keys have different ones;"
            " without it the passphrase of each key is asked for; - reads them from standard input,"
            " a line each"
        ),
    )


def named_values(given: list[str], form: str) -> dict[str, str]:
    """What was given as NAME=VALUE, several times; `form` is how the usage writes it."""
    found = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            raise UsageError(msg("--set takes %(form)s, not %(each)s", form=form, each=each))
        found[name.strip()] = value.strip()
    return found


def open_key(path: Path, options: argparse.Namespace) -> Signer:
    """The private key in a file: by one of the passphrases given, or by asking for its own.

    Where none is given, a file `passphrase` beside the key is read: for builds without anybody
    there (`docs/operating.md` says what that costs).
    """
    _warn_of_readers(path)
    phrases = _given(options) or _beside(path)
    if not phrases:
        return load_signer(path, _ask_hidden(msg("Passphrase of %(name)s: ", name=path.name)))
    return _opened(path, phrases)


def open_keys(paths: Sequence[Path], options: argparse.Namespace) -> dict[Path, Signer]:
    """The private keys in those of the files that are there, by the pass phrases given, or by one
    that is asked for once.
    """
    there = [path for path in paths if path.exists()]
    if not there:
        return {}
    phrases = _given(options) or _beside(there[0])
    if not phrases:
        phrases = [_ask_hidden(msg("Passphrase of the keys in %(name)s: ", name=there[0].parent))]
    opened = {}
    for path in there:
        _warn_of_readers(path)
        opened[path] = _opened(path, phrases)
    return opened


def _opened(path: Path, phrases: Sequence[bytes]) -> Signer:
    for phrase in phrases[:-1]:
        try:
            return load_signer(path, phrase)
        except UsageError:
            continue
    return load_signer(path, phrases[-1])


def open_portal_keys(folder: Path, options: argparse.Namespace) -> PortalKeys:
    """The portal's own keys, snapshot and timestamp."""
    return PortalKeys(
        open_key(folder / "snapshot.pem", options), open_key(folder / "timestamp.pem", options)
    )


def new_passphrase(options: argparse.Namespace) -> bytes:
    """The passphrase for a key to be made; asked for twice, since a slip would lock it for ever."""
    phrases = _given(options)
    if phrases:
        return phrases[0]
    first = _ask_hidden(msg("New passphrase: "))
    if _ask_hidden(msg("The same again: ")) != first:
        raise UsageError(msg("the two passphrases differ; nothing was made"))
    return first


def _given(options: argparse.Namespace) -> list[bytes]:
    files: list[Path] = options.passphrase_file
    try:
        return [phrase for file in files for phrase in _phrases(file)]
    except OSError as error:
        raise UsageError(
            msg("%(file)s: %(reason)s", file=error.filename, reason=foreign(error.strerror))
        ) from None


def _phrases(file: Path) -> list[bytes]:
    return _from_input() if str(file) == "-" else [_phrase(file)]


@cache
def _from_input() -> list[bytes]:
    return [line.rstrip(b"\r\n") for line in sys.stdin.buffer if line.strip()]


def _beside(path: Path) -> list[bytes]:
    try:
        return [_phrase(path.with_name("passphrase"))]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(
            msg("%(file)s: %(reason)s", file=error.filename, reason=foreign(error.strerror))
        ) from None


def _phrase(file: Path) -> bytes:
    phrase = file.read_bytes().rstrip(b"\r\n")
    _warn_of_readers(file)
    return phrase


def _warn_of_readers(path: Path) -> None:
    """Say so where everybody on the machine may read a secret, once a command."""
    if readable_by_all(path) and path not in _warned:
        _warned.add(path)
        complain(msg("%(path)s can be read by everybody on this machine: chmod o-rwx %(path)s",
                     path=path))  # fmt: skip


_warned: set[Path] = set()


def _ask_hidden(prompt: Message) -> bytes:
    if not sys.stdin.isatty():
        raise UsageError(msg("no terminal to ask for the passphrase; give --passphrase-file"))
    return getpass.getpass(translate(prompt)).encode()


def port(written: str) -> int:
    """A TCP port, 0 for any that is free; for argparse."""
    number = int(written)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(text("a port lies between 0 and 65535"))
    return number


def seconds(written: str) -> float:
    """A time to wait, of at most an hour; for argparse."""
    number = float(written)
    if not 0 < number <= 3600:
        raise argparse.ArgumentTypeError(text("between 0 and 3600 seconds"))
    return number


def header_name(written: str) -> str:
    """The name of a header field (a token of RFC 9110); for argparse."""
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", written):
        raise argparse.ArgumentTypeError(text("a header has a name such as X-Real-IP"))
    return written
