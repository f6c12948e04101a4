"""The shapes of a dossier's YAML: `dossier.yaml`, `sources.yaml` and `excerpts/<source>.yaml`.

In: a tree as `reading` makes it, every value with its place (`Written`). Out: frozen models, whose
wordings, scopes, dates and tags are values already (`values`). Rules that concern one record stand
here; those that compare records (ids that must exist, sides that must fit) stand in `references`.
The texts under the fields are the help that editors show (`schema` gathers it).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from briefgen.errors import Place
from briefgen.excerpts import Manner
from briefgen.values import (
    EDITION_PATTERN,
    Asserted,
    Audiences,
    Date,
    Day,
    Digest,
    EditionName,
    Id,
    Ids,
    Kind,
    Line,
    MannerName,
    Months,
    ParagraphNumber,
    Position,
    Ratio,
    RuleName,
    Sender,
    Side,
    Stance,
    Subjects,
    TagText,
    Text,
    Unsubscribe,
    Url,
    Weight,
    Words,
    mistake,
)
from briefgen.wording import EVERYONE
from briefgen.yamltree import WrittenMap, where

ITEM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "arguments": "argument",
        "stakeholders": "stakeholder",
        "next_steps": "next step",
        "background": "background topic",
        "timeline": "event",
        "facts": "fact",
        "status": "status entry",
        "votes": "vote",
        "talking_points": "talking point",
        "questions": "question",
        "options": "option",
        "obstacles": "obstacle",
        "sources": "source",
        "excerpts": "excerpt",
        "author": "author",
        "passed_over": "passed-over paragraph",
        "accept": "accepted finding",
    }
)
"""What a record in the list under each key is called in messages."""

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


class Shape(BaseModel):
    """A YAML mapping with a closed set of keys, which remembers where it was written.

    An optional key with nothing behind it counts as left out.
    """

    # Building is deferred because only the shapes of whole files are ever asked to validate.
    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    _written: WrittenMap | None = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        if not isinstance(data, dict):
            return handler(data)
        model = handler(cls._without_empty_options(data))
        if isinstance(data, WrittenMap):
            model._written = data
        return model

    @classmethod
    def _without_empty_options(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        if None not in data.values():
            return dict(data)
        optional = {
            field.alias or name
            for name, field in cls.model_fields.items()
            if not field.is_required()
        }
        return {
            key: value for key, value in data.items() if value is not None or key not in optional
        }

    @property
    def place(self) -> Place:
        """Where the record begins."""
        return self.where()

    @property
    def written(self) -> WrittenMap | None:
        """The mapping as it stood in the file, with the places of its keys and values."""
        return self._written

    def where(self, *path: int | str) -> Place:
        """The place of the value under *path* (YAML keys and list indexes)."""
        return where(self._written, path)

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The YAML keys of the shape, in the order in which they are documented."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())


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
    weight: Weight = 3
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
    weight: Weight = 3
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
    weight: Weight = 3
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
    """TO line of a memo."""
    from_: Text = Field("", alias="from")
    """FROM line of a memo."""
    subject: Text = ""
    """Subject line."""


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
    link: Url | None = None
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


class NameShape(Shape):
    """A person or body under CSL-JSON names."""

    family: Text = ""
    """Family name."""
    given: Text = ""
    """Given names."""
    literal: Text = ""
    """The whole name, where it does not split."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core_schema)]}

    @model_validator(mode="before")
    @classmethod
    def _literal(cls, data: Any) -> Any:
        # a plain string is a name that does not split
        return {"literal": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _named(self) -> NameShape:
        if not (self.family or self.literal):
            raise mistake("the author has no name", "write {family: …, given: …} or {literal: …}")
        return self


class PassedOverShape(Shape):
    """A paragraph that was read and left out on purpose."""

    paragraph: ParagraphNumber
    """Number of the paragraph; the headline counts as one."""
    reason: Text
    """Why nothing of it is quoted."""


class SourceShape(Shape):
    """The bibliographic record of a source, under CSL-JSON names."""

    id: Id
    """Name of the source: its text is texts/<id>.txt, its excerpts are in excerpts/<id>.yaml."""
    kind: Kind | None = None
    """What sort of source it is."""
    type: Text = ""
    """The CSL type, such as article-newspaper."""
    title: Text = ""
    """The title; the first line of the text where missing."""
    author: tuple[NameShape, ...] = ()
    """The authors."""
    container_title: Text = Field("", alias="container-title")
    """The newspaper, journal or site."""
    publisher: Text = ""
    """The publisher."""
    issued: Date | None = None
    """When it was published, as EDTF: 2026-02-15, 2025-11~, 2024-11/2024-12."""
    accessed: Date | None = None
    """When it was read."""
    basis: Text = ""
    """How an uncertain date was inferred."""
    url: Url = Field("", alias="URL")
    """Its address, where it is known; never guessed."""
    language: Text = "en"
    """Its language, as a BCP 47 tag."""
    reliability: Text = ""
    """A remark on how far it can be trusted; printed in source notes."""
    paragraphs: Literal["blocks", "lines"] | None = None
    """How the text is divided: blocks between blank lines, or one paragraph a line."""
    boilerplate: tuple[Text, ...] = ()
    """First words of passages that are not the article; they cannot be quoted."""
    passed_over: tuple[PassedOverShape, ...] = ()
    """Paragraphs that were read and left out on purpose."""
    reference_marks: Literal["brackets"] | None = None
    """brackets: marks such as [1][3] are dropped from the source's words."""
    sha256: Digest | None = None
    """Digest of the text's bytes, written by `briefgen check --record`."""


class SourcesFile(Shape):
    """sources.yaml: one bibliographic record per source."""

    sources: tuple[SourceShape, ...]
    """The records."""


class SpeakerShape(Shape):
    """Whose words are quoted; an unnamed official has a role only."""

    name: Text = ""
    """The speaker's name."""
    role: Text = ""
    """The speaker's office or function."""

    @model_validator(mode="after")
    def _somebody(self) -> SpeakerShape:
        if not (self.name or self.role):
            raise mistake(
                "the speaker has neither name nor role", "write one of them, or leave speaker out"
            )
        return self


class ExcerptShape(Shape):
    """A passage quoted word for word, with its tags."""

    id: Id
    """Name of the excerpt, unique over the dossier."""
    quote: Text
    """The words as they stand in the source; … omits, [brackets] insert."""
    tags: Annotated[tuple[TagText, ...], Field(min_length=1)]
    """What the excerpt is evidence for: role:target, such as supports:some-argument."""
    speaker: SpeakerShape | None = None
    """Whose words these are; the author or the publisher where missing."""
    short: Text = ""
    """A cut of the same quotation for small spaces, verified like it."""
    prefix: Text = ""
    """Words that stand immediately before the quotation, where it occurs several times."""
    suffix: Text = ""
    """Words that stand immediately after the quotation, where it occurs several times."""
    paragraph: ParagraphNumber | None = None
    """Number of the paragraph in which it stands, where it occurs several times."""
    asserts: Asserted = Field(default_factory=dict)
    """Values that the excerpt gives for facts."""
    as_of: Date | None = None
    """When this was said or held, where the source's date is not it."""
    weight: Weight = 3
    """How strong the quotation is, from 1 to 5."""
    reserve: Text = ""
    """Why the excerpt is kept out of the briefs; it stays in the evidence."""
    manner: MannerName | None = None
    """How the speaker holds it: concedes a point against, reports or quotes others."""
    quoted_from: Text = ""
    """The document or person whom the source itself quotes."""
    audiences: Audiences = EVERYONE
    """Whom the excerpt is for: [congress] only, {except: [public]} all but these."""

    @property
    def held(self) -> Manner:
        """The manner as the excerpt carries it."""
        return Manner(self.manner) if self.manner else Manner.STATES


class ExcerptsFile(Shape):
    """excerpts/<source>.yaml: the tagged excerpts of one source."""

    excerpts: tuple[ExcerptShape, ...]
    """The excerpts, in the order in which they are listed."""
    source: Id | None = None
    """The source's id; must agree with the file's name."""
