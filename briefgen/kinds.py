"""What `lengths.yaml` and `audiences.yaml` tell apart, by the names that are written there.

The kinds of what an edition may show or leave out, the sections in which they stand, and the
figures that it may draw.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

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
