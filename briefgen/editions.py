"""Editions: one dossier for one audience at one length, as a value.

Made by `ranking`, read by templates: every wording is resolved, every list is in the order of the
audience, every quotation has its cut, and every piece that may be left out is an `Increment` with a
value. Nothing later knows of wordings or weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Protocol, TypeAlias

from briefgen.catalog import Audience, Length
from briefgen.excerpts import Excerpt, Manner
from briefgen.kinds import Cut, IncrementKind, Paper, Side, Stance
from briefgen.recipient import Recipient
from briefgen.sources import Record

SideIfAny: TypeAlias = Side | Literal[""]
"""The side of the question that a piece speaks for; '' for what speaks for none."""


class Drawing(Protocol):
    """A figure: the data that its template `NAME.svg.j2` draws, and *alt*, what it shows."""

    @property
    def alt(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Increment:
    """A piece of an edition that can be there or not, and what it is worth.

    *argument* is the id of the item that it belongs to, *excerpt*, *speaker* and *source* those of
    the quotation that it is or that speaks for it; each is '' without one. *words* counts those
    of the quotation, or of a claim with its gist and what speaks for it.
    """

    key: str
    """``kind/name``, unique in an edition; of a quotation ``kind/item/excerpt``."""
    kind: IncrementKind
    value: float
    side: SideIfAny = ""
    argument: str = ""
    excerpt: str = ""
    speaker: str = ""
    source: str = ""
    words: int = 0
    floor: bool = False
    """Whether the edition must have it."""
    camp: str = ""
    """Where a stakeholder leans: for, against or between."""

    @property
    def side_of_argument(self) -> SideIfAny:
        """The side for arguments, which are counted side by side; '' for all else."""
        return self.side if self.kind == "argument" else ""


@dataclass(frozen=True, slots=True)
class Worded:
    """Words of the analyst, resolved for this edition, and the excerpts that bear them out."""

    key: str
    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as this edition prints it."""

    key: str
    id: str
    cut: Cut
    text: str
    speaker: str
    role: str
    manner: Manner
    quoted_from: str
    outlet: str
    """Where it was published: the container or the publisher, or else what names the source."""
    when: str
    """The date of the statement or of the source, short."""
    evidence: tuple[str, ...]
    second_hand: str = ""
    """Who quotes the speaker, where the source is not the speaker's own and argues itself."""
    overtaken: bool = False
    """Whether it is old or speaks of what has since come, so that its date must stand beside it."""
    differs: bool = False
    """Whether it gives a value on which sources differ and nothing is settled."""

    @property
    def is_sentence(self) -> bool:
        """Whether the text reads as a whole sentence, so that it can stand in a paragraph alone."""
        opening = self.text.lstrip("“‘[(")
        return opening[:1].isupper() and self.text.rstrip("”’])").endswith((".", "?", "!"))

    @property
    def drawn_from(self) -> str:
        """Whom the source itself quotes or paraphrases, where the words do not name them."""
        name = self.quoted_from.partition(" (")[0]
        return "" if _names(self.text, name) else name

    @property
    def conceded(self) -> bool:
        return self.manner is Manner.CONCEDES

    @property
    def reported(self) -> bool:
        return self.manner is Manner.REPORTS


def _names(text: str, whom: str) -> bool:
    """Whether *text* has *whom* in it, as written or by every name in it; all its words are names
    where none has a capital. A name in part, such as the State of a department, may be another's.
    """
    words = _WORD.findall(whom)
    names = {word for word in words if word[:1].isupper()} or set(words)
    return whom in text or (bool(names) and names <= set(_WORD.findall(text)))


_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as this edition may show it; *theme* may be ''."""

    key: str
    id: str
    side: Side
    theme: str
    claim: Worded
    gist: Worded | None
    quotations: tuple[Quoted, ...]
    replies: tuple[Quoted, ...]
    """Quotations that rebut this argument."""
    answered_by: tuple[str, ...]
    """Claims of the arguments of the other side that reply to it."""
    stated: Quoted | None = None
    """The quotation that stands for the analyst's words, where tags alone name the item; here as in
    stakeholders, steps and topics."""


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Somebody with a stake, their `Position`, and what they gain or lose (may be '')."""

    key: str
    id: str
    name: str
    position: str
    interest: str
    evidence: tuple[str, ...]
    voices: tuple[Quoted, ...]
    stated: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done; *owner* and *when* may be ''."""

    key: str
    action: str
    owner: str
    when: str
    evidence: tuple[str, ...]
    stated: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the background, or an obstacle, which has no quotations."""

    key: str
    title: str
    gist: Worded | None
    quotations: tuple[Quoted, ...]
    evidence: tuple[str, ...] = ()
    """What bears out the title and the gist."""
    stated: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the chronology; *date* is short."""

    key: str
    date: str
    event: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assertion:
    """What one source says of a fact."""

    value: str
    outlet: str
    when: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact on which sources differ. *because* says why *value* is the settled one."""

    key: str
    label: str
    value: str
    """The settled value, or '' where none is."""
    because: str
    assertions: tuple[Assertion, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Where a bill or another measure stands. All but *measure* may be ''."""

    key: str
    measure: str
    chamber: str
    companion: str
    committee: str
    stage: str
    as_of: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """The votes that a measure needs. *why* and *as_of* may be ''."""

    key: str
    chamber: str
    needed: str
    why: str
    as_of: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the reader may be asked, with its answer."""

    key: str
    question: str
    answer: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the courses open to whoever decides, with what speaks for it and against it."""

    key: str
    title: str
    gist: str
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues the brief; what the dossier does not say is ''."""

    name: str = ""
    contact: str = ""
    disclosure: str = ""
    url: str = ""
    logo: float = 0.0
    """How wide its picture `logo` is shown, in percent of the text; 0 without one."""


@dataclass(frozen=True, slots=True)
class MailLines:
    """What the dossier says of the edition's mail, each on one line; what it does not say is ''."""

    subject: str = ""
    preheader: str = ""
    sender: str = ""
    """``Name <address>`` or an address."""
    to: str = ""
    unsubscribe: str = ""
    """A web or mail address."""


@dataclass(frozen=True, slots=True)
class SourceUsed:
    """A source as the appendix shows it: what it is, and what became of its paragraphs."""

    name: str
    kind: str
    when: str
    excerpts: int
    quoted: int
    passed_over: int
    unread: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the balance table: what was counted, and the counts of both sides."""

    what: str
    pro: str
    con: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the audit found and the editor leaves as it is: of what, and why."""

    what: str
    of: str
    why: str


@dataclass(frozen=True, slots=True)
class Appendix:
    """How this brief was made. *line* says the essentials in one line."""

    line: str
    sources: tuple[SourceUsed, ...]
    balance: tuple[Measured, ...]
    accepted: tuple[Known, ...]
    open: tuple[str, ...]
    """What the audit found and nobody has accepted."""
    disputed: tuple[str, ...]
    """Labels of the facts on which the sources differ, settled or not."""
    unsettled: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One dossier for one audience at one length: all that a template needs."""

    dossier: str
    audience: Audience
    length: Length
    stance: Stance
    page_size: Paper
    issued: date
    as_of: str
    question: str
    proposal: str
    title: str
    words: Mapping[str, str]
    """The templates' own words for this audience: headings and labels."""
    bottom_line: Worded | None
    ask: Worded | None
    """What is asked of the reader; None in a neutral edition."""
    arguments_for: tuple[Argument, ...]
    arguments_against: tuple[Argument, ...]
    stakeholders: tuple[Stakeholder, ...]
    steps: tuple[Step, ...]
    background: tuple[Topic, ...]
    timeline: tuple[Event, ...]
    facts: tuple[Fact, ...]
    status: tuple[Status, ...]
    votes: tuple[Vote, ...]
    talking_points: tuple[Worded, ...]
    questions: tuple[Question, ...]
    options: tuple[Option, ...]
    obstacles: tuple[Topic, ...]
    issuer: Issuer
    link: str
    to: str
    sender: str
    subject: str
    excerpts: Mapping[str, Excerpt]
    records: Mapping[str, Record]
    increments: Mapping[str, Increment]
    excluded: Mapping[str, str]
    """What the edition may not show, under the keys that increments would have, and why."""
    differs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Labels of the unsettled facts that an increment, the bottom line or the ask uses, by key."""
    mail: MailLines = MailLines()
    recipient: Recipient | None = None
    """Whom a personal edition is made out to."""
    appendix: Appendix | None = None
    """How the brief was made, where the length has `appendix: true`."""
    figures: Mapping[str, Drawing] = field(default_factory=dict)
    """The figures that the length asks for, by name; their pictures bear the same names."""

    def made_for(self, recipient: Recipient | None) -> Edition:
        """The edition made out to *recipient*, who takes the TO line of its memo."""
        if recipient is None:
            return self
        return replace(self, recipient=recipient, to=recipient.title)

    @property
    def name(self) -> str:
        return f"{self.audience.id}-{self.length.id}"

    @property
    def key(self) -> str:
        """How a dossier names the edition."""
        return f"{self.audience.id}/{self.length.id}"
