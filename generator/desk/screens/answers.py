"""Answers to scripts that save what is typed."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.model.messages import msg
from generator.model.release import CHINA


def saved(desk: Desk, asked: Asked, digest: str, more: dict[str, Any] | None = None) -> Response:
    """The answer to a script that saved something."""
    at = asked.at.astimezone(CHINA)
    return JSONResponse({"digest": digest, "at": f"{at:%H:%M:%S}", **(more or {})})


def kept(desk: Desk, asked: Asked, digest: str) -> Response:
    """The answer to a script: what was typed is on the disk, and counts once it is saved."""
    said = desk.words.say(msg("Kept; it counts once you press save."))
    return JSONResponse({"digest": digest, "note": said})
