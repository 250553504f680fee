"""The table by which a browser guesses what was mistyped; read only when nothing was found."""

from __future__ import annotations

from functools import cache

from generator.search.text.lookalikes import Lookalikes
from generator.search.text.sounds import sounds_of_common


def help_table(lookalikes: Lookalikes) -> dict[str, object]:
    """How common characters are read, and which look alike."""
    return {"readings": _readings(), "lookalikes": lookalikes}


@cache
def _readings() -> dict[str, str]:
    """Sound → the common characters that can be read so."""
    found: dict[str, str] = {}
    for number in range(0x4E00, 0xA000):
        for sound in sounds_of_common(chr(number)):
            found[sound] = found.get(sound, "") + chr(number)
    return dict(sorted(found.items()))
