"""Who looks at a changed site: an audit by a newcomer and by somebody with a checkpoint, the check
in the page, and a standard TUF client.
"""

from __future__ import annotations

import datetime as clock
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Error
from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.ngclient import FetcherInterface, Updater
from tuf.ngclient._internal import trusted_metadata_set

from benchmarks.forgery.site import NO_PAGE_READS, REGION, Edit, ForgedSite
from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import FolderSource
from generator.log.note import parse_key
from generator.model.problems import GongshiError

CAUGHT = "caught"
UNREAD = "not what it reads"
Verdict = str
"""`CAUGHT`, or why it was not."""


def audited(site: ForgedSite, options: AuditOptions) -> tuple[Verdict, str]:
    """What `gongshi audit` says of the folder."""
    try:
        audit(FolderSource(site.folder), options)
    except GongshiError as error:
        return CAUGHT, str(error)
    return "passed", ""


def with_checkpoint(site: ForgedSite) -> AuditOptions:
    """An auditor who knows the key and was there before."""
    return AuditOptions(key=parse_key(site.key), old=site.checkpoint)


class PageJudge:
    """The button on the page, in Chromium; each time a browser that has seen nothing."""

    def __init__(self, browser: Browser, address: str, fingerprint: str) -> None:
        self._browser, self._address, self._fingerprint = browser, address, fingerprint

    def verdict(self, edit: Edit) -> tuple[Verdict, str]:
        """Green is not caught, and why: a key that is not the agency's is shown for what it is."""
        if edit.kind in NO_PAGE_READS:
            return UNREAD, ""
        context = self._browser.new_context(viewport={"width": 360, "height": 800})
        context.set_default_timeout(15_000)
        page = context.new_page()
        try:
            page.goto(self._address + edit.page, wait_until="load")
            button = page.locator(".check button:not([hidden])").first
            button.dispatch_event("click")
            page.wait_for_selector(
                ".check:is([data-state=good], [data-state=part], [data-state=bad])",
                state="attached",
            )
            region = page.locator(".check").first
            state = region.get_attribute("data-state")
            words = region.text_content() or ""
        except Error as error:
            # No button, or no answer: nothing was said to hold.
            return CAUGHT, f"no verdict: {str(error).splitlines()[0]}"
        finally:
            context.close()
        if state in ("bad", "part"):
            return CAUGHT, words
        if "密钥指纹" in words and self._fingerprint not in words:
            return "shows another key", words
        if "这里不能证明：本文" in words:
            return "says that the audit proves it", words
        return UNREAD, words


class Folder(FetcherInterface):
    """What a client asks for, from a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._folder / url.removeprefix("https://site/")
        if not path.is_file():
            raise DownloadHTTPError("not found", 404)
        yield path.read_bytes()


def followed(site: ForgedSite, memory: Path, now: datetime) -> tuple[Verdict, str]:
    """What python-tuf's client says that was told nothing but root 1."""
    frozen = SimpleNamespace(now=now.astimezone)
    with pytest.MonkeyPatch.context() as patch:
        stopped = SimpleNamespace(datetime=frozen, timezone=clock.timezone)
        patch.setattr(trusted_metadata_set, "datetime", stopped)
        try:
            client = Updater(
                str(memory),
                "https://site/tuf/metadata",
                str(memory),
                "https://site/tuf/targets",
                fetcher=Folder(site.folder),
                bootstrap=site.root,
            )
            client.refresh()
            info = client.get_targetinfo(f"exports/{REGION}/{REGION}-0002.zip")
            key = client.get_targetinfo("log/key.vkey")
            if info is None or key is None:
                return CAUGHT, "a target is gone"
            client.download_target(key, str(memory / "key"))
        except (RepositoryError, DownloadError, ValueError, OSError) as error:
            return CAUGHT, str(error)
    return "follows signatures alone", ""


def beside(site: ForgedSite) -> Path:
    """A folder in which the changed site is the live one."""
    folder = site.folder.parent
    (folder / "current").symlink_to(site.folder)
    return folder
