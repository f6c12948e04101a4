"""The formats of files that an edition can have, and how those of personal ones are called."""

from __future__ import annotations

PRINTED = ("pdf", "docx")
"""What is built where nothing else is asked for."""
NEWSLETTERS = ("html", "txt", "eml", "md")
FORMATS = (*PRINTED, *NEWSLETTERS)
NAME_PATTERN = "{office}-{name}"
"""What a personal file is called where nothing else is asked for, from columns of the list."""
