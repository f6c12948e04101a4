"""``python -m briefgen`` is the same program as ``briefgen``."""

from __future__ import annotations

import sys

from briefgen.cli import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
