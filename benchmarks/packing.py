"""The work that `benchmarks.pack` measures: every folder named is packed, one after the other.

Runs as a script with the tree to be measured first on the path, so it imports nothing of ours
before; earlier releases had their command elsewhere.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec


def main() -> None:
    """Pack each folder into `out` below it; ends with the first that is refused."""
    here = find_spec("generator.commands") is not None
    command = import_module("generator.commands.main" if here else "generator.cli").main
    for folder in sys.argv[1:]:
        status = command(["pack", folder, "--out", f"{folder}/out"])
        if status:
            sys.exit(f"{folder}: refused")


if __name__ == "__main__":
    main()
