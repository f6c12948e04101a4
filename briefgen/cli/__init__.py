"""The command line: thin commands over the functions of the other modules.

`run` is the whole program as a function from arguments to an exit status; the commands stand in
`commands`, what they accept in `arguments`, and all that is printed goes through `console`. What
help needs, these and what they import at their heads, is click, the standard library and modules of
ours that import no more; whatever else a command needs is imported when it runs.
"""

from __future__ import annotations

import sys

try:
    from briefgen.cli.guard import main, run
except KeyboardInterrupt:
    # Nobody else can heed it yet.
    sys.stderr.write("briefgen: stopped\n")
    sys.exit(130)

__all__ = ["main", "run"]
