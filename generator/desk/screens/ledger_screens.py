"""The ledger as a screen to print, and as a workbook."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from generator.desk.lists.ledger import Ledger, make_ledger
from generator.desk.lists.ledger_sheets import ledger_workbook
from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.release import CHINA

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_ledger(desk: Desk, asked: Asked) -> Response:
    """The ledger of the last release, or of one of its districts."""
    region = _region(asked)
    whole = _ledger(desk, asked, "")
    return desk.page(
        "ledger",
        asked,
        ledger=_ledger(desk, asked, region) if region else whole,
        regions=[(each.code[:6], each.name) for each in whole.districts],
        region=region,
    )


def send_ledger(desk: Desk, asked: Asked) -> Response:
    """The same as a workbook."""
    ledger = _ledger(desk, asked, _region(asked))
    name = quote(f"{desk.words.say(msg('Ledger'))}-{ledger.release}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(ledger_workbook(ledger, desk.words.say), media_type=WORKBOOK, headers=headers)


def _region(asked: Asked) -> str:
    code = asked.query.get("region", "")
    return code if code.isascii() and code.isdigit() and len(code) <= 12 else ""


def _ledger(desk: Desk, asked: Asked, region: str) -> Ledger:
    last = desk.space.last_release(desk.required_office().region)
    if last is None:
        raise UsageError(msg("This office has published nothing yet."))
    return make_ledger(last, on=asked.at.astimezone(CHINA).date(), region=region)
