"""What workers need, loaded once: their processes are forked from one that has imported this.

In: nothing. Out: modules in memory. What is missing is left for the worker to report.
"""

from __future__ import annotations

from contextlib import suppress

with suppress(Exception):
    pass
with suppress(Exception):
    pass
with suppress(Exception):
    pass
with suppress(Exception):
    from briefgen.render import pdf

    pdf.load_engine()
