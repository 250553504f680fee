"""The way through a draft: which screens it has, which comes next, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.desk.releases.review import valid_review, was_cancelled
from generator.desk.releases.signing import Signed, released
from generator.desk.releases.workspace import Workspace
from generator.desk.writing.document_drafts import first_part
from generator.desk.writing.draft import Draft


class State(StrEnum):
    """What a draft waits for."""

    WRITING = "writing"
    REVIEW = "review"
    SIGNATURE = "signature"
    PORTAL = "portal"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of a draft: `key` names it, `path` is its address."""

    key: str
    path: str
    current: bool


def state_of(draft: Draft, space: Workspace, subject: str, signed: Signed | None) -> State:
    """What the draft waits for now: of this subject, with these signatures."""
    made = released(draft, space, subject)
    if made is not None and made.published:
        return State.PUBLISHED
    if made is not None and signed is not None and signed.complete:
        return State.PORTAL
    if valid_review(draft, subject) is not None:
        return State.SIGNATURE
    asked = draft.info.submitted == draft.content_digest()
    return State.REVIEW if asked or was_cancelled(draft, subject) else State.WRITING


def steps_of(draft: Draft, current: str) -> list[Step]:
    """The screens of a draft in their order."""
    root = f"/draft/{draft.id}"
    kind = draft.info.kind
    keys: list[tuple[str, str]] = []
    if kind == "document":
        first = first_part(draft)
        keys += [("text", f"{root}/text/{first}"), ("fields", f"{root}/fields/{first}")]
        if first == "policy":
            keys.append(("interpretation", f"{root}/interpretation"))
    elif kind == "list":
        keys += [("columns", f"{root}/columns"), ("publicity", f"{root}/publicity")]
    else:
        keys.append(("publicity", f"{root}/publicity"))
    keys += [(key, f"{root}/{key}") for key in ("check", "review", "sign", "publish")]
    return [Step(key, path, key == current) for key, path in keys]


def after(draft: Draft, current: str) -> str:
    """The address of the screen that follows."""
    steps = steps_of(draft, current)
    at = next(n for n, step in enumerate(steps) if step.current)
    return steps[min(at + 1, len(steps) - 1)].path
