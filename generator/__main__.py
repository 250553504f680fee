"""`python -m generator` is the command `gongshi`."""

import sys

from generator.commands.main import main

if __name__ == "__main__":
    sys.exit(main())
