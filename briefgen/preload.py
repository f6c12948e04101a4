"""What workers need, loaded once: their processes are forked from one that has imported this.

In: nothing. Out: modules in memory. What is missing is left for the worker to report.
"""

from __future__ import annotations

from contextlib import suppress

with suppress(Exception):
    import briefgen.render.docx
    import briefgen.render.newsletter
    import briefgen.workers  # noqa: F401 - they stay in memory
    from briefgen.render import pdf

    pdf.load_engine()
