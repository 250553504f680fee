"""From a reviewed draft to a signed hand-over: the release is packed once, and signed by each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from securesystemslib.signer import Signer

from generator.desk.compose import Heading, compose
from generator.desk.drafts import Draft
from generator.desk.prepare import pack_draft, release_folder
from generator.desk.review import Review, valid_review
from generator.desk.workspace import Office, Workspace
from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.io.atomic import remove
from generator.model.documents import Document
from generator.model.messages import foreign, msg
from generator.model.problems import DataError, UsageError
from generator.model.release import CHINA
from generator.preparation.last_release import read_packed
from generator.trust.keys import load_signer
from generator.trust.row_secret import find_row_secret
from generator.trust.signing import Handover, sign_export

FILE: Final = "release.json"
_METADATA: Final = re.compile(r"([1-9][0-9]{0,8})\.(r-[0-9]{2,6})\.json")


class Released(Struct, frozen=True):
    """What was made of a draft: the release, from which content, and who signed so far.

    `threshold` is None where the desk cannot know how many have to sign.
    """

    name: str
    digest: str
    signed: tuple[str, ...] = ()
    signatures: int = 0
    threshold: int | None = None
    published: bool = False

    @property
    def complete(self) -> bool:
        """Whether it may be handed over."""
        return self.signatures >= (self.threshold or 1)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key that lies on this machine."""

    name: str
    path: Path


def key_files(space: Workspace) -> list[KeyFile]:
    """The keys of offices and people that are here; those of the portal itself are not offered."""
    found: dict[str, Path] = {}
    for folder in space.key_folders:
        for path in sorted(folder.glob("*.pem")) if folder.is_dir() else ():
            own = re.fullmatch(
                r"(?:snapshot|timestamp|log|copies|(?:root|targets)(?:-\d+)?)", path.stem
            )
            if not path.name.endswith(".pub.pem") and not own:
                found.setdefault(path.stem, path)
    return [KeyFile(name, path) for name, path in sorted(found.items())]


def open_key(space: Workspace, name: str, passphrase: str) -> Signer:
    """A key by its name and pass phrase; UsageError where it does not open."""
    for each in key_files(space):
        if each.name == name:
            try:
                return load_signer(each.path, passphrase.encode())
            except OSError as error:
                raise UsageError(
                    msg("%(path)s: %(error)s", path=each.path, error=foreign(error.strerror))
                ) from None
    raise UsageError(msg("there is no such key here"))


def released(draft: Draft) -> Released | None:
    """What was made of the draft as it is now; None where nothing was, or of other content."""
    found = draft.load(FILE, Released)
    if found is None or (found.digest != draft.content_digest() and not found.published):
        return None
    return found


def export_of(space: Workspace, found: Released) -> Export:
    """The packed release of a draft, as it lies on the disk."""
    return read_packed(space.exports / f"{found.name}.zip")


def sign_draft(
    draft: Draft,
    space: Workspace,
    office: Office,
    known: Sequence[Document],
    signer: Signer,
    who: str,
    at: datetime,
) -> Handover:
    """Sign what was reviewed, and pack it first where nobody has signed yet.

    UsageError where no review holds, or another release waits for the portal; DataError where the
    draft cannot be packed.
    """
    reviewed = valid_review(draft)
    if reviewed is None:
        raise UsageError(msg("Nobody has reviewed this as it is now."))
    found = released(draft)
    if found is None:
        require_free(draft, space, office)
        found = _pack(draft, space, office, known, reviewed, at)
    path = space.exports / f"{found.name}.zip"
    export = parse_export(path.read_bytes(), path.name)
    folder = space.handovers / found.name
    handover = sign_export(
        path, [signer], folder, base_of(space, office, found.name), at=at, row_tree=export.row_tree
    )
    names = tuple(dict.fromkeys((*found.signed, who)))
    draft.save(
        FILE,
        msgspec.structs.replace(
            found, signed=names, signatures=handover.signatures, threshold=handover.threshold
        ),
    )
    return handover


def require_free(draft: Draft, space: Workspace, office: Office) -> None:
    """UsageError while another draft was signed and the portal does not have it yet."""
    take_back(draft, space)
    name = f"{office.region}-{space.next_number(office.region):04d}"
    if (space.exports / f"{name}.zip").exists():
        raise UsageError(
            msg("%(name)s was signed already and waits for the portal: publish that first",
                name=name)
        )  # fmt: skip


def take_back(draft: Draft, space: Workspace) -> None:
    """Undo the signatures of a release that the portal does not have yet."""
    found = draft.load(FILE, Released)
    if found is None or found.published:
        return
    if space.has_accepted(found.name):
        draft.save(FILE, msgspec.structs.replace(found, published=True))
        draft.close()
        raise UsageError(msg("The portal has %(name)s already.", name=found.name))
    draft.forget(FILE)
    remove(space.handovers / found.name)
    (space.exports / f"{found.name}.txt").unlink(missing_ok=True)
    (space.exports / f"{found.name}.zip").unlink(missing_ok=True)


def _pack(
    draft: Draft,
    space: Workspace,
    office: Office,
    known: Sequence[Document],
    reviewed: Review,
    at: datetime,
) -> Released:
    last = space.last_release(office.region)
    said = reviewed.statement
    heading = Heading(
        space.next_number(office.region),
        at.astimezone(CHINA),
        said.reviewer,
        said.at.astimezone(CHINA).date(),
        last.info.fictitious if last else False,
    )
    folder = release_folder(draft)
    space.exports.mkdir(parents=True, exist_ok=True)
    _, secret = find_row_secret(space.key_folders, office.region)
    with draft.packing:
        compose(draft, office, heading, folder)
        if draft.content_digest() != said.digest:
            raise UsageError(msg("It was changed meanwhile: look at it again."))
        packed = pack_draft(draft, folder, space.exports, last, known, secret=secret)
    found = Released(packed.report.path.stem, said.digest)
    draft.save(FILE, found)
    return found


def base_of(space: Workspace, office: Office, name: str) -> Path | None:
    """What the signature of a release follows upon: the portal's archive, or the last metadata that
    lie here; None for an office that hands over for the first time.
    """
    if space.portal is not None:
        return space.portal.archive
    found = [
        (int(match[1]), path)
        for folder in (space.folder / "last", *space.handovers.glob("*"))
        for path in (folder / "metadata").glob("*.json")
        if folder.name != name
        if (match := _METADATA.fullmatch(path.name)) and office.region.startswith(match[2][2:])
    ]
    return max(found)[1] if found else None


def require_signed(found: Released | None) -> Released:
    """The release; DataError where not enough have signed."""
    if found is None or not found.complete:
        raise DataError(msg("This is not signed yet."))
    return found
