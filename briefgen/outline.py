"""The outline: arguments, stakeholders, next steps, background and facts with their excerpts.

Values made by `assembling`, read by `audit`, `ranking` and `outline_formats`. Reserve excerpts stay
among *excerpts*, so that evidence may name them, and out of every list that a brief prints from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from briefgen.dates import EdtfDate
from briefgen.dossier_shapes import EditionShape, IssuerShape, LimitsShape, NewsletterShape
from briefgen.errors import NOWHERE, Place
from briefgen.excerpts import Excerpt
from briefgen.kinds import Side, Stance
from briefgen.sources import Source
from briefgen.wording import EVERYONE, Scope, Wording


@dataclass(frozen=True, slots=True)
class Argument:
    """A claim for or against the proposal. *supports* and *rebuttals* come strongest first."""

    id: str
    side: Side
    claim: Wording
    gist: Wording | None
    theme: str
    weight: int
    scope: Scope
    supports: tuple[Excerpt, ...]
    rebuttals: tuple[Excerpt, ...]
    answers: tuple[str, ...]
    answered_by: tuple[str, ...]
    evidence: tuple[str, ...]
    place: Place
    named_by_tags: bool = False
    """Whether tags alone name it, so that its strongest excerpt stands for words of the analyst."""


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Somebody with a stake; *voices* are the excerpts tagged with them, strongest first."""

    id: str
    name: str
    position: str
    interest: Wording | None
    scope: Scope
    weight: int
    evidence: tuple[str, ...]
    voices: tuple[Excerpt, ...]
    place: Place
    named_by_tags: bool = False
    """Whether tags alone name it, so that its strongest excerpt stands for words of the analyst."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to be done, by whom and when."""

    id: str
    action: Wording
    owner: str
    when: str
    scope: Scope
    weight: int
    evidence: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    place: Place
    named_by_tags: bool = False
    """Whether tags alone name it, so that its strongest excerpt stands for words of the analyst."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A background topic."""

    id: str
    title: Wording
    gist: Wording | None
    evidence: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    scope: Scope
    place: Place
    named_by_tags: bool = False
    """Whether tags alone name it, so that its strongest excerpt stands for words of the analyst."""


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the chronology."""

    id: str
    date: EdtfDate
    event: Wording
    evidence: tuple[str, ...]
    scope: Scope
    place: Place


@dataclass(frozen=True, slots=True)
class Assertion:
    """The value that one excerpt gives for a fact. *as_of* is EDTF text or ''."""

    value: str
    excerpt: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The value by which the briefs go, why, and the values regarded as the same."""

    value: str
    because: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and what the excerpts assert of it; *excerpts* are tagged with it or assert it."""

    id: str
    label: str
    settled: Settled | None
    assertions: tuple[Assertion, ...]
    excerpts: tuple[Excerpt, ...]
    place: Place

    @property
    def scope(self) -> Scope:
        """Whom it is for: on what sources differ is kept from no reader."""
        return EVERYONE

    @property
    def values(self) -> tuple[str, ...]:
        """The values that really differ, each in its first spelling, in order of appearance."""
        same = self._covered()
        kept: dict[str, str] = {}
        for assertion in self.assertions:
            key = folded_value(assertion.value)
            kept.setdefault(same.get(key, key), assertion.value)
        return tuple(kept.values())

    @property
    def disagrees(self) -> bool:
        """Whether the sources give different values, be that settled or not."""
        return len(self.values) > 1

    @property
    def unsettled(self) -> bool:
        """Whether the sources differ and nothing says by which value the briefs go."""
        return self.settled is None and self.disagrees

    def _covered(self) -> dict[str, str]:
        if self.settled is None:
            return {}
        settled = folded_value(self.settled.value)
        return {folded_value(value): settled for value in self.settled.covers}


_DASHES = re.compile(r"\s*[-‐‑‒–—―−]+\s*")


@lru_cache(maxsize=4096)
def folded_value(value: str) -> str:
    """*value* for comparison: white space and dashes folded, nothing else."""
    return _DASHES.sub("-", " ".join(value.split()))


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a bill or another measure stands."""

    id: str
    measure: str
    chamber: str
    companion: str
    committee: str
    stage: Wording | None
    as_of: EdtfDate | None
    evidence: tuple[str, ...]
    scope: Scope
    place: Place


@dataclass(frozen=True, slots=True)
class Vote:
    """The votes that are needed, and by which rule."""

    id: str
    chamber: str
    needed: str
    why: Wording | None
    as_of: EdtfDate | None
    evidence: tuple[str, ...]
    scope: Scope
    place: Place


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """A sentence to say aloud."""

    id: str
    text: Wording
    evidence: tuple[str, ...]
    scope: Scope
    place: Place


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the reader may be asked, with its answer."""

    id: str
    question: Wording
    answer: Wording
    evidence: tuple[str, ...]
    scope: Scope
    place: Place


@dataclass(frozen=True, slots=True)
class Option:
    """One of the courses open to whoever decides."""

    id: str
    title: Wording
    gist: Wording | None
    pros: tuple[Wording, ...]
    cons: tuple[Wording, ...]
    evidence: tuple[str, ...]
    scope: Scope
    place: Place


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way."""

    id: str
    title: Wording
    gist: Wording | None
    evidence: tuple[str, ...]
    scope: Scope
    place: Place


Item: TypeAlias = (
    Argument
    | Stakeholder
    | NextStep
    | Topic
    | Event
    | Measure
    | Vote
    | TalkingPoint
    | Question
    | Option
    | Obstacle
)
"""What stands in an outline in the analyst's words; each has an id, evidence, a scope, a place."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The editor's word that a finding of the audit may stay; *about* as in the finding."""

    rule: str
    about: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """All that a dossier says, ready for any edition. Items stand in the order of dossier.yaml,
    those made by tags in the order of their first tag; *editions* is keyed by audience/length.
    """

    name: str
    question: str
    title: Wording
    proposal: str
    as_of: EdtfDate
    stance: Stance
    bottom_line: Wording | None
    ask: Wording | None
    issuer: IssuerShape | None
    link: str
    editions: Mapping[str, EditionShape]
    arguments_for: tuple[Argument, ...]
    arguments_against: tuple[Argument, ...]
    stakeholders: tuple[Stakeholder, ...]
    next_steps: tuple[NextStep, ...]
    background: tuple[Topic, ...]
    timeline: tuple[Event, ...]
    facts: tuple[Fact, ...]
    status: tuple[Measure, ...]
    votes: tuple[Vote, ...]
    talking_points: tuple[TalkingPoint, ...]
    questions: tuple[Question, ...]
    options: tuple[Option, ...]
    obstacles: tuple[Obstacle, ...]
    excerpts: Mapping[str, Excerpt]
    sources: Mapping[str, Source]
    logo: bytes = b""
    newsletter: NewsletterShape | None = None
    accept: tuple[Acceptance, ...] = ()
    limits: LimitsShape = field(default_factory=LimitsShape)
    place: Place = NOWHERE
    """Where dossier.yaml begins."""

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Both sides, for first."""
        return self.arguments_for + self.arguments_against
