"""What reading bytes as a zip raises."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import Final

ZIP_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""For bytes that are no zip, for a damaged one, and for a packed or locked one that is not read."""
