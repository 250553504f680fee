"""Paper: an HTML file as PDF, through a browser that the machine has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import GongshiError, UsageError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
"""Browsers that print to PDF from the command line, by name or place."""
CHINESE_FONTS = (
    "PingFang", "HarmonyOS", "MiSans", "NotoSansCJK", "NotoSansSC", "SourceHan", "MicrosoftYaHei",
    "Songti", "STSong", "NotoSerifCJK", "NotoSerifSC", "SimSun",
)  # fmt: skip
"""How the fonts of our styles are called inside a PDF."""
FONT_NAME = re.compile(rb"/FontName\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")
PRINT_TIMEOUT_S = 300
"""Seconds that printing one file may take."""


def find_browser() -> str:
    """The browser to print with: `GONGSHI_BROWSER`, or the first that is found; UsageError if
    none.
    """
    named = os.environ.get("GONGSHI_BROWSER")
    for candidate in (named,) if named else BROWSERS:
        found = shutil.which(candidate)
        if found:
            return found
    if named:
        raise UsageError(msg("GONGSHI_BROWSER=%(named)s: no such program", named=named))
    raise UsageError(
        msg(
            "a PDF needs Chromium, Chrome or Edge, and none was found: install the package "
            "chromium, name the program in GONGSHI_BROWSER, or leave out --pdf and print the "
            "HTML by hand"
        )
    )


def print_pdf(browser: str, html: Path, pdf: Path) -> frozenset[str]:
    """Print `html` on the sheets that its own style names; the names of the embedded fonts."""
    with tempfile.TemporaryDirectory(prefix="gongshi-print-") as folder:
        made = Path(folder) / "made.pdf"
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}",
            f"--print-to-pdf={made}",
            html.resolve().as_uri(),
        ]
        if os.geteuid() == 0:
            # Chromium refuses to run its sandbox as root; what it opens is a file of our own.
            command.insert(1, "--no-sandbox")
        try:
            ran = subprocess.run(command, capture_output=True, timeout=PRINT_TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired:
            raise GongshiError(
                msg(
                    "%(html)s: %(browser)s did not print it in %(print_timeout_s)s s",
                    html=html,
                    browser=browser,
                    print_timeout_s=PRINT_TIMEOUT_S,
                )
            ) from None
        if not made.exists():
            said = ran.stderr.decode(errors="replace").strip().splitlines()
            raise GongshiError(
                msg(
                    "%(html)s: %(browser)s printed nothing: %(value)s",
                    html=html,
                    browser=browser,
                    value=said[-1] if said else "",
                )
            )
        content = made.read_bytes()
    replace_file(pdf, content)
    return fonts_in(content)


def fonts_in(pdf: bytes) -> frozenset[str]:
    """The fonts that a browser embedded in a PDF, without the tag of their subset."""
    return frozenset(name.decode() for name in FONT_NAME.findall(pdf))


def has_chinese(fonts: frozenset[str]) -> bool:
    """Whether one of the fonts named in our styles was found: without any, Chinese is boxes."""
    return any(font.replace(" ", "").startswith(CHINESE_FONTS) for font in fonts)
