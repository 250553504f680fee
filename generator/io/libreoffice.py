"""LibreOffice, where it is installed: files of other programs in a format that is read here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

TIMEOUT_S = 120


def libreoffice() -> str | None:
    """LibreOffice's command, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(command: str, path: Path, ending: str, into: Path) -> Path | None:
    """The file in another format, in the folder `into`; None where LibreOffice made none.

    A profile of its own lies there too: nothing of the user's settings takes part. The exit status
    tells nothing, LibreOffice leaves with 0 also where it failed.
    """
    profile = (into / "profile").as_uri()
    arguments = [
        *(command, "--headless", "--norestore", f"-env:UserInstallation={profile}"),
        *("--convert-to", ending, "--outdir", str(into), str(path.resolve())),
    ]
    made = into / f"{path.stem}.{ending}"
    try:
        subprocess.run(arguments, capture_output=True, check=True, timeout=TIMEOUT_S)
    except (OSError, subprocess.SubprocessError):
        made.unlink(missing_ok=True)
    return made if made.is_file() else None
