"""Ids, and the name that a misspelt one was meant to be.

In: what somebody wrote, and the names that there are. Out: whether it may be an id, the id nearest
to it, and the hint that a message gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ALL = "all"
"""What stands for every audience or length on the command line, and so is the id of none."""
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ID_LIMIT = 64
"""Characters of an id."""
_ALIKE = 60
"""Per cent of its letters that a name shares, at least, with what was meant to be it, …"""
_ALL_BUT_THE_SAME = 85
"""… and where it may as well be a name of its own."""


def is_id(text: str) -> bool:
    """Whether *text* may be an id."""
    return len(text) <= ID_LIMIT and re.match(ID_PATTERN.replace("$", r"\Z"), text) is not None


def slug(text: str) -> str:
    """*text* as an id, or '' where nothing of it can be one: 'Air Quality!' → 'air-quality'."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:ID_LIMIT].strip("-")


def dossier_name(folder: Path) -> str:
    """What a dossier in *folder* is called, in messages and as the folder of its editions."""
    name = folder.resolve().name
    return name if is_id(name) else slug(name) or "dossier"


def nearest(word: str, names: Iterable[str], *, alike: int = _ALIKE) -> str | None:
    """The one of *names* that *word* most probably was meant to be, if any is near.

    Near is what shares so many per cent of its letters, *alike*.
    """
    from rapidfuzz import fuzz, process  # where nothing is misspelt, it need not be loaded

    found = process.extractOne(
        word, sorted(names), scorer=fuzz.ratio, processor=str.lower, score_cutoff=alike
    )
    return found[0] if found else None


def misspelt(word: str, names: Iterable[str]) -> str | None:
    """The one of *names* of which *word*, a name that may be new, is most probably a slip.

    What is numbered otherwise is something else: round-1 and round-2.
    """
    numbers = _NUMBER.findall(word)
    others = (name for name in names if name != word and _NUMBER.findall(name) == numbers)
    return nearest(word, others, alike=_ALL_BUT_THE_SAME)


_NUMBER = re.compile(r"\d+")


def suggestion(
    word: str, names: Iterable[str], *, what: str = "valid names", most: int | None = 16
) -> str:
    """A hint that names the nearest valid name; where none is near all, up to *most*."""
    choices = sorted(set(names))
    near = nearest(word, choices)
    if near is not None:
        return f"did you mean '{near}'?"
    if not choices:
        return ""
    shown = choices[:most]
    more = ", …" if len(shown) < len(choices) else ""
    return f"{what}: {', '.join(shown)}{more}"
