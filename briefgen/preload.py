"""What workers need, loaded once: their processes are forked from one that has imported this.

In: nothing. Out: modules in memory. What is missing is left for the worker to report.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

MODULES = ("briefgen.workers", "briefgen.render.docx.package", "briefgen.render.newsletter")

for name in MODULES:
    with suppress(Exception):
        import_module(name)
with suppress(Exception):
    import_module("briefgen.render.engine").load_engine()
