"""The closed sets of names: what files, templates and editions tell apart.

What may be written in a dossier, what `lengths.yaml` and `audiences.yaml` speak of, and in which
forms an edition comes. Whoever checks, prints or counts such names takes them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

# In a dossier ----------------------------------------------------------------------------------

SIDES = ("for", "against")
TAG_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "supports": "arguments",
        "rebuts": "arguments",
        "for": "arguments",
        "against": "arguments",
        "stakeholder": "stakeholders",
        "next-step": "next_steps",
        "background": "background",
        "fact": "facts",
    }
)
"""Which kind of item, under which key of dossier.yaml, a tag of each role attaches to."""
EVIDENCE_ROLES = frozenset({"supports", "for", "against"})
"""The roles whose excerpts are an argument's evidence (a reply to it is not)."""
Side: TypeAlias = Literal["for", "against"]
Stance: TypeAlias = Literal["advocacy", "neutral"]
Position: TypeAlias = Literal[
    "supports", "leans-support", "neutral", "mixed", "leans-against", "opposes", "undeclared"
]
Kind: TypeAlias = Literal[
    "news",
    "op-ed",
    "analysis",
    "report",
    "aggregator",
    "statement",
    "interview",
    "transcript",
    "law",
    "data",
]
MannerName: TypeAlias = Literal["concedes", "reports", "quotes"]

# In editions -----------------------------------------------------------------------------------

Paper: TypeAlias = Literal["letter", "a4"]
"""The sizes of page that can be asked for."""
Cut: TypeAlias = Literal["full", "short"]
"""Which form of an excerpt is printed."""
NoteStyle: TypeAlias = Literal["sources", "footnotes"]
"""Whether note marks lead to the list of sources or to notes of their own."""
IncrementKind: TypeAlias = Literal[
    "argument",
    "quotation",
    "reply",
    "stakeholder",
    "voice",
    "step",
    "topic",
    "event",
    "fact",
    "status",
    "vote",
    "point",
    "question",
    "option",
    "obstacle",
]
SectionName: TypeAlias = Literal[
    "arguments",
    "stakeholders",
    "steps",
    "background",
    "timeline",
    "facts",
    "status",
    "votes",
    "talking-points",
    "questions",
    "options",
    "obstacles",
]
FigureName: TypeAlias = Literal["balance", "timeline", "stakeholders"]
