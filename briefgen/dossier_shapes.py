"""The shapes of `dossier.yaml`: the question, and the outline in the analyst's words.

In: the file as a tree. Out: frozen models, whose wordings, scopes and dates are values already
(`values`). Rules that concern one record stand here; those that compare records (ids that must
exist, sides that must fit) stand in `references`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from briefgen.excerpts import NEUTRAL_WEIGHT
from briefgen.kinds import Position, Side, Stance
from briefgen.values import (
    EDITION_PATTERN,
    Audiences,
    CanonicalLink,
    Date,
    Day,
    EditionName,
    Id,
    Ids,
    Line,
    Months,
    Ratio,
    RuleName,
    Sender,
    Subjects,
    Text,
    Unsubscribe,
    Url,
    Weight,
    Words,
)
from briefgen.wording import EVERYONE
from briefgen.yamlshape import Shape

NUMBERED: Mapping[str, str] = MappingProxyType(
    {
        "timeline": "event",
        "status": "status",
        "votes": "vote",
        "talking_points": "talking-point",
        "questions": "question",
        "obstacles": "obstacle",
    }
)
"""Kinds of item that need no id of their own, and what their ids begin with."""


def numbered(key: str, index: int) -> str:
    """The id of an item that has none, from its place in the list: 'vote-2' for index 1."""
    return f"{NUMBERED[key]}-{index + 1}"


class Item(Shape):
    """What every item of an outline may say of itself."""

    evidence: Ids = ()
    """Ids of the excerpts that bear out the item's own words; they are cited in its notes."""
    audiences: Audiences = EVERYONE
    """Whom the item is for: [congress] only, {except: [public]} all but these; missing: all."""


class ArgumentShape(Item):
    """An argument: a claim for or against the proposal, in the analyst's own words."""

    id: Id
    """Name of the argument, to which tags refer."""
    side: Side
    """Whether the argument speaks for or against the proposal."""
    claim: Words
    """The argument in one sentence, as its best advocate would put it."""
    gist: Words | None = None
    """One or two sentences that make the argument."""
    theme: Text = ""
    """What the argument is about; audiences weigh the themes that they know."""
    weight: Weight = NEUTRAL_WEIGHT
    """How strong the argument is, from 1 to 5."""
    answers: Ids = ()
    """Arguments of the other side to which this one replies."""


class StakeholderShape(Item):
    """Somebody with a stake in the question."""

    id: Id
    """Name of the stakeholder, to which tags refer."""
    name: Text
    """The stakeholder's name as printed."""
    position: Position
    """Where the stakeholder stands on the proposal."""
    interest: Words | None = None
    """What the stakeholder gains or loses."""
    weight: Weight = NEUTRAL_WEIGHT
    """How much the stakeholder matters to the question, from 1 to 5."""


class NextStepShape(Item):
    """Something that somebody has to do next."""

    id: Id
    """Name of the step, to which tags refer."""
    action: Words
    """What is to be done."""
    owner: Text = ""
    """Who has to do it."""
    when: Text = ""
    """By when, in words."""
    weight: Weight = NEUTRAL_WEIGHT
    """How much the step matters, from 1 to 5."""


class TopicShape(Item):
    """A background topic."""

    id: Id
    """Name of the topic, to which tags refer."""
    title: Words | None = None
    """Heading of the topic; made from the id where missing."""
    gist: Words | None = None
    """One or two sentences on the topic."""


class EventShape(Item):
    """An event of the chronology."""

    date: Date
    """When it happened, as EDTF: 1974, 2025-11, 2026-02-15, 2025-11~, 2024-11/2024-12."""
    event: Words
    """What happened."""
    id: Id | None = None
    """Name of the event, where an edition pins or skips it."""


class SettledShape(Shape):
    """The value by which the briefs go where sources differ."""

    value: Text
    """The value."""
    because: Text
    """Why this one."""
    covers: tuple[Text, ...] = ()
    """Values that are regarded as the same."""


class FactShape(Shape):
    """A fact on which sources may differ."""

    id: Id
    """Name of the fact, to which `asserts` and tags refer."""
    label: Text
    """What the value is of, such as: Permits issued per year."""
    settled: SettledShape | None = None
    """The value by which the briefs go, and why."""


class StatusShape(Item):
    """Where a bill or another measure stands."""

    measure: Text
    """The measure, such as: H.R. 1024."""
    chamber: Text = ""
    """The chamber in which it was introduced."""
    companion: Text = ""
    """The measure with the same words in the other chamber."""
    committee: Text = ""
    """The committee to which it was referred."""
    stage: Words | None = None
    """How far it has come."""
    as_of: Date | None = None
    """The day for which this holds."""
    id: Id | None = None
    """Name of the entry, where an edition pins or skips it."""


class VoteShape(Item):
    """The votes that a measure needs."""

    chamber: Text
    """Where the vote is taken."""
    needed: Text
    """How many votes are needed."""
    why: Words | None = None
    """The rule from which this follows."""
    as_of: Date | None = None
    """The day for which this holds."""
    id: Id | None = None
    """Name of the entry, where an edition pins or skips it."""


class TalkingPointShape(Item):
    """A sentence to say aloud."""

    text: Words
    """The sentence."""
    id: Id | None = None
    """Name of the point, where an edition pins or skips it."""


class QuestionShape(Item):
    """A question that the reader may be asked, with its answer."""

    question: Words
    """The question."""
    answer: Words
    """The answer."""
    id: Id | None = None
    """Name of the entry, where an edition pins or skips it."""


class OptionShape(Item):
    """One of the courses open to whoever decides."""

    id: Id
    """Name of the option."""
    title: Words
    """The option in a few words."""
    gist: Words | None = None
    """What it means in practice."""
    pros: tuple[Words, ...] = ()
    """What speaks for it."""
    cons: tuple[Words, ...] = ()
    """What speaks against it."""


class ObstacleShape(Item):
    """Something that stands in the way."""

    title: Words
    """The obstacle in a few words."""
    gist: Words | None = None
    """One or two sentences on it."""
    id: Id | None = None
    """Name of the obstacle, where an edition pins or skips it."""


class IssuerShape(Shape):
    """Who issues the briefs."""

    name: Text = ""
    """Name of the issuer."""
    contact: Text = ""
    """How to reach the issuer."""
    logo: Text = ""
    """A picture file inside the dossier's folder."""
    disclosure: Text = ""
    """What readers must know of the issuer's interests; printed wherever it is given."""
    url: Url = Field("", alias="URL")
    """The issuer's web address."""


class NewsletterShape(Shape):
    """What newsletters need beside the brief."""

    subject: Line | None = None
    """Subject line of the mail."""
    preheader: Line | None = None
    """The line that inboxes show beside the subject; the bottom line where missing."""
    sender: Sender = ""
    """Who sends it: Name <address>; the issuer and its contact where missing."""
    unsubscribe: Unsubscribe = ""
    """Where readers unsubscribe: a web address or a mail address."""


class EditionShape(Shape):
    """An editor's choices for one edition."""

    pin: Ids = ()
    """Ids of items and excerpts that the edition must show."""
    skip: Ids = ()
    """Ids of items and excerpts that the edition must not show."""
    to: Text = ""
    """TO line of a memo; as Name <address>, of the edition's mail, too."""
    from_: Text = Field("", alias="from")
    """FROM line of a memo; as Name <address>, of the edition's mail, too."""
    subject: Text = ""
    """RE line of a memo, and subject line of the edition's mail."""


class AcceptShape(Shape):
    """A finding of the audit that the editor knows of and leaves as it is."""

    rule: RuleName
    """The rule, as `briefgen check` names it."""
    at: Subjects
    """What the finding is about: an id, an edition such as congress/memo, or a list of them."""
    reason: Text
    """Why it may stay; printed in the appendix of the full brief."""


class LimitsShape(Shape):
    """From when on the audit finds fault with the dossier as a whole."""

    words_ratio: Ratio = 3.0
    """Quoted words of the longer side ÷ those of the shorter at most."""
    voices_ratio: Ratio = 3.0
    """Voices of the side that has more ÷ those of the other at most."""
    months: Months = 24
    """How old evidence may be, in months before the day for which the briefs speak."""


class DossierFile(Shape):
    """dossier.yaml: the question, and the outline in the analyst's words."""

    question: Text
    """The policy question, as a question."""
    proposal: Text
    """What is proposed, in a word or two, such as: repeal."""
    as_of: Day
    """The day for which the briefs speak, such as 2026-03-01."""
    title: Words | None = None
    """Title of the briefs; the question where missing."""
    stance: Stance = "neutral"
    """advocacy recommends and asks; neutral shows both sides and recommends nothing."""
    bottom_line: Words | None = None
    """The conclusion in one or two sentences."""
    ask: Words | None = None
    """What the reader is asked to do (printed where the stance is advocacy)."""
    arguments: tuple[ArgumentShape, ...] = ()
    """The arguments for and against."""
    stakeholders: tuple[StakeholderShape, ...] = ()
    """Who has a stake in the question."""
    next_steps: tuple[NextStepShape, ...] = ()
    """What has to be done next."""
    background: tuple[TopicShape, ...] = ()
    """Background topics, in the order in which they are printed."""
    timeline: tuple[EventShape, ...] = ()
    """The chronology."""
    facts: tuple[FactShape, ...] = ()
    """Facts on which sources may differ."""
    status: tuple[StatusShape, ...] = ()
    """Where bills and other measures stand."""
    votes: tuple[VoteShape, ...] = ()
    """The votes that are needed."""
    talking_points: tuple[TalkingPointShape, ...] = ()
    """Sentences to say aloud."""
    questions: tuple[QuestionShape, ...] = ()
    """Questions that the reader may be asked, with answers."""
    options: tuple[OptionShape, ...] = ()
    """The courses open to whoever decides."""
    obstacles: tuple[ObstacleShape, ...] = ()
    """What stands in the way."""
    issuer: IssuerShape | None = None
    """Who issues the briefs."""
    link: CanonicalLink | None = None
    """Where the full brief can be read."""
    newsletter: NewsletterShape | None = None
    """Subject, sender and unsubscribe address of newsletters."""
    editions: Annotated[
        dict[EditionName, EditionShape],
        Field(json_schema_extra={"propertyNames": {"pattern": EDITION_PATTERN}}),
    ] = Field(default_factory=dict)
    """Choices for single editions, under audience/length."""
    accept: tuple[AcceptShape, ...] = ()
    """Findings of the audit that the editor knows of and leaves as they are."""
    limits: LimitsShape | None = None
    """From when on the audit finds fault with the dossier as a whole."""
