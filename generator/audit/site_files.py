"""The site's part of an audit: every file against the manifest, every record against its leaf."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import IO, NamedTuple
from urllib.parse import unquote

from generator.audit.as_readers import compared
from generator.audit.heads import LOG
from generator.audit.log_leaves import LogContents
from generator.audit.record_check import MAX_RECORD, Seen, check_published, is_record
from generator.audit.shown_records import ShownRecords
from generator.audit.site_source import BROKEN, AuditProgress, Source, read
from generator.log.manifest_tree import FOLDER, tree_files
from generator.model.messages import msg
from generator.model.problems import GongshiError
from generator.pages.shared import urls
from generator.trust.signed import refuse

MANIFEST = urls.file_of(urls.MANIFEST)
METADATA = urls.TUF.removeprefix("/")
AGENCY_KEYS = urls.AGENCY_KEYS.removeprefix("/")
COPIES = "data/rows/"
COPIES_AS_TARGETS = f"{METADATA}targets/rows/"
EXPORTS = urls.export("exports/").removeprefix("/")
ASSETS = "assets/"
UNMADE = {"html": "pages", "json": "data", "svg": "badges", "atom": "feeds", "ics": "feeds"}
"""The kinds of files, by ending, that repeat what records say."""
BATCH = 512
"""Files that are looked at before they are noted as right."""
MAX_LINE = 4096

_BLOCK = 2**20
_LINE = re.compile(rb"([0-9a-f]{64})  ([^\x00-\x1f\\]+)\n")
_SHOWS_RECORD = re.compile(r"f/[0-9a-f]{2}/([^/]+|[^/]+/(?!index\.)[^/]+)\.html")
"""Pages of facilities as they are and as they were; the list of the latter is an index."""
_DOCUMENT = re.compile(r"(policy|interpretation)/[^/]+/index\.html")
_NAMES_RECORD = re.compile(rb'data-record="([^"]*)" data-digest="([0-9a-f]{64})"')


class ManifestLine(NamedTuple):
    """A line of the manifest."""

    digest: str
    path: str


@dataclass(slots=True)
class SiteFiles:
    """How much was looked at; `listed` if there can be no file besides.

    `metadata` are the files of who may sign, which are right as files and still to be understood;
    `copies` the public copies of exports with their digests, `offered` the same as targets;
    `shown` is what the records say of the signatures under them; `unmade` how many files of each
    kind say again what the records say, and were not made anew from them.
    """

    files: int = 0
    records: int = 0
    exports: list[str] = field(default_factory=list)
    copies: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)
    resumed: int = 0
    listed: bool = False
    metadata: list[str] = field(default_factory=list)
    shown: ShownRecords = field(default_factory=ShownRecords)
    unmade: Counter[str] = field(default_factory=Counter)


Choose = Callable[[str], bool]
"""Says of a path whether the bytes of that file are to be read."""


def check_files(
    source: Source,
    log_says: LogContents,
    progress: AuditProgress,
    batch: int = BATCH,
    choose: Choose | None = None,
) -> SiteFiles:
    """Every file of the manifest, which is the newest release's; VerificationError at the first
    difference.

    Where the source can be listed, files that stand in no manifest are one too; and so is a record
    of the log that is neither shown any more nor withdrawn. With `choose`, the names of all files
    are compared, and the bytes of those that it picks.
    """
    found = SiteFiles(listed=source.names() is not None)
    waiting: set[str] = set()
    shown: set[int] = set()
    with _manifest(source, log_says) as manifest:
        _check_tree(source, log_says, manifest)
        lines = _with_extras(source, _lines(manifest))
        named = _Named()
        while part := list(islice(lines, batch)):
            for line in part:
                _await_record(waiting, line.path)
            todo = [
                line
                for line in part
                if line.path not in progress.done and (choose is None or choose(line.path))
            ]
            checked = _check_batch(source, log_says, todo)
            progress.add(checked)
            before = [
                (line.path, progress.done[line.path]) for line in part if line.path in progress.done
            ]
            for path, seen in (*checked, *before):
                if isinstance(seen, str):
                    named.pages[path] = seen
                elif seen is not None:
                    shown.add(seen.leaf)
                    found.shown.add(path, seen)
                    named.records[path] = _sealed(log_says, seen.leaf)
            named.compare()
            found.files += len(part)
            found.resumed += len(before)
            found.metadata += [line.path for line in part if line.path.startswith(METADATA)]
            found.copies |= _digests(part, COPIES)
            found.offered |= _digests(part, COPIES_AS_TARGETS)
            found.unmade.update(kind for line in part if (kind := _unmade(line.path)))
            found.exports += [line.path for line in part if line.path.startswith(EXPORTS)]
        if source.readers is not None:
            source.readers.require_no_more(lambda: _again(manifest))
    found.records = len(shown)
    if waiting:
        page = min(waiting)
        raise refuse(page, msg("has no record beside it: the manifest lists no JSON of this name"))
    if choose is None:
        _require_all_shown(log_says, shown)
    # Pages of earlier versions of this program do not name the digest of their record.
    if named.fault is not None and any(path.startswith(AGENCY_KEYS) for path in found.metadata):
        raise refuse(named.fault, msg("does not name the record beside it, by its salted digest"))
    return found


def _digests(lines: Iterable[ManifestLine], folder: str) -> dict[str, str]:
    return {line.path: line.digest for line in lines if line.path.startswith(folder)}


def _unmade(path: str) -> str | None:
    """As what kind of file a path says again what the records say; None for what does not.

    Records, public copies and exports are proved, and what is made for looks says nothing.
    """
    if path.startswith((COPIES, EXPORTS, METADATA, ASSETS)) or is_record(path):
        return None
    ending = path.rpartition(".")[2]
    folder = path.partition("/")[0]
    return folder if ending != "html" and folder in ("data", "search") else UNMADE.get(ending)


def _sealed(log_says: LogContents, leaf: int) -> str:
    dossier = log_says.dossier(leaf)
    assert dossier is not None, "a record was seen to be that of its leaf"
    return dossier.digest


@dataclass(slots=True)
class _Named:
    """What pages say of the records beside them, until both were seen; the first that says another.

    By this a page's own check is bound to its record.
    """

    pages: dict[str, str] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    fault: str | None = None

    def compare(self) -> None:
        """Those that were both seen; they lie side by side."""
        for page in list(self.pages):
            record = _record_beside(page)
            if record not in self.records:
                continue
            digest, _, address = self.pages.pop(page).partition(" ")
            right = digest == self.records.pop(record) and address.endswith(f"/{record}")
            if not right and self.fault is None:
                self.fault = page


def _record_beside(page: str) -> str:
    """The record that belongs to a page."""
    if _DOCUMENT.fullmatch(page):
        return f"{page.removesuffix('index.html')}record.json"
    return f"{page.removesuffix('.html')}.json"


def _shows_record(path: str) -> bool:
    return bool(_SHOWS_RECORD.fullmatch(path) or _DOCUMENT.fullmatch(path))


def _named_in(page: bytes) -> str:
    """Digest and address of the record that a page names; a blank where it names none."""
    found = _NAMES_RECORD.search(page)
    return f"{found[2].decode()} {unquote(found[1].decode())}" if found else " "


def _require_all_shown(log_says: LogContents, shown: set[int]) -> None:
    """Every record that was ever published is on a page, or was taken back in public."""
    unshown = log_says.neither_shown_nor_withdrawn(shown)
    if unshown:
        raise refuse(
            f"log entry {unshown[0]}",
            msg(
                "is a record that was published once, is shown nowhere now, and was not "
                "withdrawn; there are %(count)s of them",
                count=len(unshown),
            ),
        )


def _check_batch(
    source: Source, log_says: LogContents, lines: list[ManifestLine]
) -> list[tuple[str, Seen | str | None]]:
    """The files of some lines, each with what was found of a record in it."""
    check = partial(_check_file, source, log_says)
    if source.workers == 1:
        return [(line.path, check(line)) for line in lines]
    with ThreadPoolExecutor(source.workers) as pool:
        try:
            # In their order, so that the first difference is always the same one.
            return [
                (line.path, seen) for line, seen in zip(lines, pool.map(check, lines), strict=True)
            ]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _check_file(source: Source, log_says: LogContents, line: ManifestLine) -> Seen | str | None:
    """What a file that is right shows of a record, or which one a page names; None for others."""
    stream = source.open(line.path)
    if stream is None:
        raise refuse(
            line.path,
            msg("is missing; the manifest has it with the SHA-256 %(digest)s", digest=line.digest),
        )
    keep = is_record(line.path) or _shows_record(line.path)
    with stream:
        length, digest, data = _digest(stream, line.path, keep=keep)
    if digest != line.digest:
        raise refuse(
            line.path,
            msg(
                "has the SHA-256 %(digest)s; the manifest says %(digest_2)s",
                digest=digest,
                digest_2=line.digest,
            ),
        )
    if source.readers is not None:
        source.readers.require_same(line.path, digest, length)
    if is_record(line.path):
        return check_published(line.path, data, log_says)
    if keep:
        return _named_in(data)
    if line.path.startswith(EXPORTS):
        _check_export(line, length, log_says)
    return None


def _digest(stream: IO[bytes], path: str, *, keep: bool) -> tuple[int, str, bytes]:
    """Length and SHA-256 of a stream, and its first bytes where they are wanted."""
    digest, length, saved = sha256(), 0, b""
    try:
        while block := stream.read(_BLOCK):
            digest.update(block)
            length += len(block)
            if keep and len(saved) <= MAX_RECORD:
                saved += block
    except BROKEN as error:
        raise GongshiError(
            msg("%(path)s: the connection broke off (%(error)s)", path=path, error=error)
        ) from None
    return length, digest.hexdigest(), saved


def _check_export(line: ManifestLine, length: int, log_says: LogContents) -> None:
    leaf = log_says.exports.get(line.path.removeprefix("data/"))
    if leaf is None:
        raise refuse(
            line.path, msg("is offered as a signed export, but the log has no entry of it")
        )
    if (leaf.length, leaf.sha256) != (length, line.digest):
        raise refuse(
            line.path,
            msg(
                "has %(length)s bytes with the SHA-256 %(digest)s; the log says %(length_2)s "
                "bytes with %(sha256)s",
                length=length,
                digest=line.digest,
                length_2=leaf.length,
                sha256=leaf.sha256,
            ),
        )


def _await_record(waiting: set[str], path: str) -> None:
    """Note a page that shows a record, until the record beside it was seen."""
    if path.endswith(".json"):
        waiting.discard(f"{path.removesuffix('.json')}.html")
    elif _SHOWS_RECORD.fullmatch(path):
        waiting.add(path)


@contextmanager
def _manifest(source: Source, log_says: LogContents) -> Iterator[IO[bytes]]:
    """The manifest, once it was found to be the one that the newest release entered in the log."""
    release = log_says.release
    if release is None:
        raise refuse(
            LOG, msg("has no entry of a release, so that nothing on the site is proved by it")
        )
    stream = source.open(MANIFEST)
    if stream is None:
        raise refuse(MANIFEST, msg("is missing"))
    with tempfile.TemporaryFile() as copy, stream:
        digest = sha256()
        while block := stream.read(_BLOCK):
            digest.update(block)
            copy.write(block)
        if digest.hexdigest() != release.manifest:
            raise refuse(
                MANIFEST,
                msg(
                    "has the SHA-256 %(hexdigest)s; the release in the log (entry "
                    "%(releases)s) says %(manifest)s",
                    hexdigest=digest.hexdigest(),
                    releases=log_says.releases[-1],
                    manifest=release.manifest,
                ),
            )
        copy.seek(0)
        yield copy


def _check_tree(source: Source, log_says: LogContents, manifest: IO[bytes]) -> None:
    """The tree over the manifest, by which a page proves itself: what follows from the lines, and
    no file besides.
    """
    assert log_says.release is not None
    digest, written = log_says.release.files, set()
    if digest is not None:
        for name, content in tree_files(manifest):
            written.add(name)
            if read(source, name, len(content)) != content:
                raise refuse(name, msg("is not what follows from the lines of the manifest"))
            compared(source.readers, name, content)
        # The root list comes last.
        if sha256(content).hexdigest() != digest:
            raise refuse(
                name,
                msg(
                    "has the SHA-256 %(digest)s; the release in the log says %(files)s",
                    digest=sha256(content).hexdigest(),
                    files=digest,
                ),
            )
        manifest.seek(0)
    for name in source.names() or ():
        if name.startswith(FOLDER) and name not in written:
            raise refuse(name, msg("is on the site, but not in the manifest"))


def _lines(manifest: IO[bytes]) -> Iterator[ManifestLine]:
    before = b""
    while text := manifest.readline(MAX_LINE):
        found = _LINE.fullmatch(text)
        if found is None or found[2] <= before or not _is_plain(found[2]):
            raise refuse(
                MANIFEST,
                msg(
                    "the line after %(line)s is wrong",
                    line=before.decode() or msg("the beginning"),
                ),
            )
        before = found[2]
        yield ManifestLine(found[1].decode(), before.decode())


def _again(manifest: IO[bytes]) -> Iterator[ManifestLine]:
    manifest.seek(0)
    return _lines(manifest)


def _is_plain(path: bytes) -> bool:
    """Whether a path stays inside the site and is none of those that no manifest has."""
    try:
        parts = path.decode().split("/")
    except UnicodeDecodeError:
        return False
    own = {LOG, FOLDER.rstrip("/")}
    return not {"", ".", ".."} & set(parts) and parts[0] not in own and parts != [MANIFEST]


def _with_extras(source: Source, lines: Iterator[ManifestLine]) -> Iterator[ManifestLine]:
    """The lines, while the files of a folder are followed beside them."""
    names = source.names()
    if names is None:
        yield from lines
        return
    present = (
        name for name in names if name != MANIFEST and not name.startswith((f"{LOG}/", FOLDER))
    )
    name = next(present, None)
    for line in lines:
        if name is not None and name.encode() < line.path.encode():
            raise refuse(name, msg("is on the site, but not in the manifest"))
        if name == line.path:
            name = next(present, None)
        yield line
    if name is not None:
        raise refuse(name, msg("is on the site, but not in the manifest"))
