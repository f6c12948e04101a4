"""The two dossiers at hand, each set up and read once in a process, however many files test it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from conftest import HARBOR, SEED

if TYPE_CHECKING:
    from briefgen.outline import Outline
    from briefgen.workshop import Workshop

DOSSIERS = {"jackson-vanik": SEED, "harbor-curfew": HARBOR}
AUDIENCES = ("congress", "business", "executive", "public")
LENGTHS = ("blurb", "one-pager", "two-pager", "memo", "full")


@cache
def workshop(dossier: str) -> Workshop:
    """What its editions are made with. It remembers much, and nothing that bears on an edition."""
    from briefgen.workshop import Workshop

    return Workshop.open(DOSSIERS[dossier])


@cache
def outline(dossier: str) -> Outline:
    """Its outline, as its workshop reads it."""
    return workshop(dossier).read(DOSSIERS[dossier])
