"""The desk on systems that have no `fcntl`, no folders to open and no links to refuse to follow.

Windows itself is not at hand here: what only Unix has is taken away, and the desk's line from a
draft to a signed hand-over is walked without it.
"""

from __future__ import annotations

import subprocess
import sys

WALK = """
import asyncio, logging, multiprocessing, os, pathlib, sqlite3, subprocess, sys, tempfile, types
import babel.support, chinese_calendar, cryptography, jinja2, markdown, nh3, opencc, openpyxl
import pdfplumber, pypdfium2, pypinyin, rich.console, securesystemslib.signer, segno
import starlette.applications, tuf.api.metadata, urllib.request, uvicorn, yaml
import uvicorn.protocols.http.h11_impl

for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "getuid", "geteuid", "fork", "sync"):
    delattr(os, name)
os.O_BINARY = 0
sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=0, locking=lambda *given: None)
sys.platform = "win32"

from datetime import datetime
from generator.desk.writing.drafts import Drafts
from generator.desk.releases.prepare import prepare
from generator.desk.releases.review import review, subject_of
from generator.desk.screens.serve import serve_desk
from generator.desk.releases.signing import sign_draft
from generator.desk.releases.workspace import Office, Workspace
from generator.io.locks import exclusive
from generator.model.messages import msg
from generator.model.release import CHINA
from generator.trust.keys import create_key, load_signer

at = datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)
folder = pathlib.Path(tempfile.mkdtemp())
space = Workspace(folder, None)
office = Office(agency="聊城市卫生健康委员会", region="371500")
space.set_office(office)
with exclusive(folder / ".lock", msg("busy")):
    draft = Drafts(folder / "drafts").begin("document", "通知", "李文", at)
    draft.write("policy.body", "各单位：照办。", None, at)
    draft.write_fields("policy.fields", {"title": "关于收费的通知", "issuers": [office.agency],
        "written": "2026-10-30", "published": "2026-11-02"}, None, at)
    assert prepare(draft, space, office, (), at).ready
    subject = subject_of(draft, space, office, at)
    review(draft, "王审", subject, secrecy=True, personal=True, at=at)
    create_key(folder / "keys", "r-3715", b"seven swans a-swimming")
    signer = load_signer(folder / "keys" / "r-3715.pem", b"seven swans a-swimming")
    drafts = Drafts(folder / "drafts")
    print(sign_draft(draft, drafts, space, office, (), signer, subject, at).complete)
"""


def test_from_a_draft_to_a_signature_without_what_only_unix_has() -> None:
    """Locks, whole files and keys by what every system has."""
    done = subprocess.run(
        [sys.executable, "-c", WALK], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.stdout.strip(), done.returncode) == ("True", 0), done.stderr[-2000:]
