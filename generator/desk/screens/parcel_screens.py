"""A draft that travels to another desk, and one that comes from there."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from generator.desk.releases.parcels import ENDING, open_parcel, parcel
from generator.desk.releases.review import valid_review
from generator.desk.releases.signing import released
from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.model.messages import msg
from generator.model.problems import UsageError


def send_parcel(desk: Desk, asked: Asked) -> Response:
    """The draft as one file for another desk."""
    draft = desk.draft(asked)
    signed = released(draft, desk.space, desk.subject(asked, draft)) is not None
    desk.note(asked, draft, "packed to travel")
    name = quote(f"{draft.info.title[:40]}{ENDING}")
    return Response(
        parcel(draft, signed=signed),
        media_type="application/zip",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def take_parcel(desk: Desk, asked: Asked) -> Response:
    """A draft that came from another desk."""
    file = asked.file("file")
    if file is None:
        raise UsageError(msg("Choose the file that came from the other desk."))
    office = desk.required_office()
    opened = open_parcel(file.content, desk.drafts, desk.space, office, desk.known(), asked.at)
    draft = opened.draft
    desk.note(asked, draft, "came from another desk")
    reviewed = valid_review(draft, desk.subject(asked, draft)) is not None
    return desk.go(f"/draft/{draft.id}/{'sign' if reviewed else 'review'}")
