"""A disk of which it can be said how much goes onto it, where this machine lets us mount one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_MANY = "4g"


class Disk:
    """A folder that is a file system in memory of its own; a plain folder where we may not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.mounted = self._mount(f"size={_MANY},nr_inodes=0")

    def _mount(self, options: str) -> bool:
        if shutil.which("mount") is None or os.geteuid() != 0:
            return False
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0

    def used(self) -> int:
        """Bytes that lie there."""
        about = os.statvfs(self.folder)
        return (about.f_blocks - about.f_bfree) * about.f_frsize

    def leave_room(self, more: int) -> None:
        """As many bytes as are there now, and so many more."""
        self._remount(f"size={self.used() + more}")

    def make_room(self) -> None:
        """As much as anybody needs."""
        self._remount(f"size={_MANY}")

    def _remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(self.folder)], check=True)

    def close(self) -> None:
        """Give the file system back."""
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)
