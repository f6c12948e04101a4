"""The formats of files that an edition can have."""

from __future__ import annotations

PRINTED = ("pdf", "docx")
"""What is built where nothing else is asked for."""
NEWSLETTERS = ("html", "txt", "eml", "md")
FORMATS = (*PRINTED, *NEWSLETTERS)
