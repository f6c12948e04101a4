"""The shapes of a dossier's YAML: `dossier.yaml`, `sources.yaml` and `excerpts/<source>.yaml`.

In: a tree as the YAML reader in `dossier` gives it, every value with its place (`Written`). Out:
frozen models, whose wordings, scopes, dates and tags are values already. Rules that concern one
value or one record stand here; those that compare records (ids that must exist, sides that must
fit) stand in `dossier`. The texts under the fields are the help that editors show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from briefgen.errors import NOWHERE, DossierError, Place, printable
from briefgen.excerpts import Manner, Tag
from briefgen.sources import EdtfDate
from briefgen.wording import EVERYONE, Scope, Wording

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ID_LIMIT = 64
EDITION_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$"
TAG_PATTERN = r"^[a-z-]+:[a-z0-9]+(-[a-z0-9]+)*$"

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


EVIDENCE_ROLES = frozenset({"supports", "for", "against"})
"""The roles whose excerpts are an argument's evidence (a reply to it is not)."""


# Places ------------------------------------------------------------------------------------


class WrittenText(str):
    """A scalar as written, whatever YAML would make of it: `2026-02-15` and `412` stay text."""

    __slots__ = ("place",)
    place: Place


class WrittenList(list[Any]):
    """A YAML list that knows where each of its values stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []


class WrittenMap(dict[str, Any]):
    """A YAML mapping that knows where each of its keys and values stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.key_places: dict[str, Place] = {}
        self.places: dict[str, Place] = {}
        self.repeated = False
        """Whether a key stood here twice: two records may have run together."""


Written: TypeAlias = WrittenText | WrittenList | WrittenMap | None
KEY = "[key]"
"""Last step of a path that means the key itself, as in pydantic's locations."""


def where(written: object, path: Iterable[int | str]) -> Place:
    """The place of the value at *path*, or of the innermost record on the way that is there."""
    place = getattr(written, "place", NOWHERE)
    steps = tuple(path)
    for depth, step in enumerate(steps):
        if isinstance(written, WrittenMap) and step in written:
            if steps[depth + 1 :] == (KEY,):
                return written.key_places[str(step)]
            place, written = written.places[str(step)], written[str(step)]
        elif isinstance(written, WrittenList) and isinstance(step, int) and step < len(written):
            place, written = written.places[step], written[step]
        else:
            break
    return place


# Names -------------------------------------------------------------------------------------


def nearest(word: str, names: Iterable[str], cutoff: float = 60) -> str | None:
    """The one of *names* that *word* most probably was meant to be, if any is near."""
    found = process.extractOne(
        word, sorted(names), scorer=fuzz.ratio, processor=str.lower, score_cutoff=cutoff
    )
    return found[0] if found else None


def suggestion(word: str, names: Iterable[str], *, what: str = "valid names") -> str:
    """A hint that names the nearest valid name, or all of them where none is near."""
    choices = sorted(set(names))
    near = nearest(word, choices)
    if near is not None:
        return f"did you mean '{near}'?"
    if not choices:
        return ""
    more = ", …" if len(choices) > 12 else ""
    return f"{what}: {', '.join(choices[:12])}{more}"


def slug(text: str) -> str:
    """*text* as an id, or '' where nothing of it can be one: 'Air Quality!' → 'air-quality'."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:ID_LIMIT].strip("-")


def is_id(text: str) -> bool:
    """Whether *text* may be an id (DOSSIER.md, Files)."""
    return len(text) <= ID_LIMIT and re.match(ID_PATTERN.replace("$", r"\Z"), text) is not None


def mistake(message: str, hint: str = "") -> PydanticCustomError:
    """A mistake in one value, in our words. Braces are the template's, hence the context."""
    return PydanticCustomError("dossier", "{message}", {"message": message, "hint": hint})


def _mistake_at(
    value: object, path: tuple[int | str, ...], error: PydanticCustomError
) -> ValidationError:
    detail = InitErrorDetails(type=error, loc=path, input=value)
    return ValidationError.from_exception_data("dossier", [detail])


# Values ------------------------------------------------------------------------------------


def _checked_id(text: str) -> str:
    if is_id(text):
        return text
    proposal = slug(text)
    hint = f"write {proposal}" if proposal and len(text) <= ID_LIMIT else ""
    raise mistake(
        f"'{printable(text, 80)}' is not an id: lower-case letters, digits and single hyphens,"
        f" at most {ID_LIMIT} characters",
        hint,
    )


def _checked_url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in {"http", "https"} and parts.netloc and not re.search(r"[\s<>\"]", text):
        return text
    raise mistake(f"'{printable(text, 80)}' is not a web address", "write https://… in full")


def _checked_edition(text: str) -> str:
    if re.match(EDITION_PATTERN.replace("$", r"\Z"), text):
        return text
    raise mistake(
        f"'{printable(text, 80)}' does not name an edition",
        "write audience/length, such as congress/memo",
    )


def _text_of(value: object, what: str) -> str:
    """*value* as text, stripped; a list, a mapping or nothing at all is a mistake."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise mistake(f"{what} is empty", "write it, or leave the key out")
    if not isinstance(value, str):
        raise mistake(f"{what} is {kind_of(value)}, not a text")
    return value.strip()


def kind_of(value: object) -> str:
    """What the user wrote, in words."""
    if value is None:
        return "empty"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a mapping"


def _parsed_date(value: object) -> EdtfDate:
    if isinstance(value, EdtfDate):
        return value
    text = _text_of(value, "the date")
    try:
        return EdtfDate.parse(text, getattr(value, "place", NOWHERE))
    except DossierError as error:
        raise mistake(error.message, error.hint) from None


def _parsed_day(value: object) -> EdtfDate:
    date = _parsed_date(value)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date.text):
        raise mistake(f"'{printable(date.text, 40)}' is not one day", "write it as 2026-03-01")
    return date


def _parsed_tag(value: object) -> Tag:
    if isinstance(value, Tag):
        return value
    if isinstance(value, dict) and len(value) == 1:
        role, target = next(iter(value.items()))
        raise mistake(
            "a tag has no space after its colon",
            f"write {printable(role, 40)}:{printable(target, 64)}",
        )
    text = _text_of(value, "the tag")
    role, colon, target = text.partition(":")
    if not colon:
        raise mistake(
            f"'{printable(text, 80)}' is not a tag",
            "write role:target, such as supports:some-argument",
        )
    if role not in TAG_ROLES:
        raise mistake(
            f"there is no tag role '{printable(role, 40)}'",
            suggestion(role, TAG_ROLES, what="roles"),
        )
    return Tag(role, _checked_id(target), getattr(value, "place", NOWHERE))


def _parsed_scope(value: object) -> Scope:
    if isinstance(value, Scope):
        return value
    if isinstance(value, list):
        return Scope(only=_audience_names(value, ()))
    if isinstance(value, dict) and set(value) == {"except"} and isinstance(value["except"], list):
        return Scope(but=_audience_names(value["except"], ("except",)))
    raise mistake(
        "audiences is neither a list nor a list of exceptions",
        "write [congress] for these only, {except: [public]} for all but these",
    )


def _audience_names(values: list[Any], path: tuple[int | str, ...]) -> frozenset[str]:
    if not values:
        raise _mistake_at(
            values,
            path,
            mistake("the list of audiences is empty", "leave it out to mean all audiences"),
        )
    for index, value in enumerate(values):
        if not isinstance(value, str) or not is_id(value):
            shown = f"'{printable(value, 40)}'" if isinstance(value, str) else kind_of(value)
            raise _mistake_at(
                value, (*path, index), mistake(f"{shown} is not the name of an audience")
            )
    return frozenset(str(value) for value in values)


WORDING_KEYS = ("default", "evidence")


def _parsed_wording(value: object) -> Wording:
    if isinstance(value, Wording):
        return value
    place = getattr(value, "place", NOWHERE)
    if not isinstance(value, dict):
        return Wording(_text_of(value, "the wording"), place=place)
    words = {key: _words_for(key, text, value) for key, text in value.items() if key != "evidence"}
    if not words:
        raise mistake("the wording has no words", "write a default")
    default = words.pop("default", "")
    return Wording(default, MappingProxyType(words), _wording_evidence(value), place)


def _words_for(key: str, text: object, value: object) -> str:
    if key != "default" and not all(is_id(part) for part in key.split("/", 1)):
        error = mistake(
            f"'{printable(key, 80)}' names no audience",
            "write default, evidence, an audience, or audience/length",
        )
        raise _mistake_at(value, (key, KEY), error)
    try:
        return _text_of(text, f"the wording for '{key}'")
    except PydanticCustomError as error:
        raise _mistake_at(text, (key,), error) from None


def _wording_evidence(value: dict[str, Any]) -> tuple[str, ...]:
    evidence = value.get("evidence")
    if evidence is None:
        return ()
    if not isinstance(evidence, list):
        raise _mistake_at(
            evidence, ("evidence",), mistake("evidence is not a list", "write [id, id] of excerpts")
        )
    for index, each in enumerate(evidence):
        try:
            _checked_id(_text_of(each, "the excerpt id"))
        except PydanticCustomError as error:
            raise _mistake_at(each, ("evidence", index), error) from None
    return tuple(str(each).strip() for each in evidence)


def _parsed_name(value: object) -> object:
    # a plain string is a name that does not split
    return {"literal": value} if isinstance(value, str) else value


def _schema_of(parse: Callable[[object], Any], schema: dict[str, Any]) -> tuple[Any, Any]:
    return PlainValidator(parse), WithJsonSchema(schema)


_TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}
_ID_SCHEMA: dict[str, Any] = {"type": "string", "pattern": ID_PATTERN, "maxLength": ID_LIMIT}
_IDS_SCHEMA: dict[str, Any] = {"type": "array", "items": _ID_SCHEMA}
_NAMES_SCHEMA: dict[str, Any] = {"type": "array", "items": _ID_SCHEMA, "minItems": 1}
_DATE_SCHEMA: dict[str, Any] = {
    "type": ["string", "number"],
    "examples": ["2026-02-15", "2025-11~", "2024-11/2024-12"],
}
_SCOPE_SCHEMA: dict[str, Any] = {
    "oneOf": [
        _NAMES_SCHEMA,
        {
            "type": "object",
            "properties": {"except": _NAMES_SCHEMA},
            "required": ["except"],
            "additionalProperties": False,
        },
    ]
}
_WORDING_SCHEMA: dict[str, Any] = {
    "oneOf": [
        _TEXT_SCHEMA,
        {
            "type": "object",
            "properties": {
                "default": {**_TEXT_SCHEMA, "description": "The words where no others are given."},
                "evidence": {**_IDS_SCHEMA, "description": "Excerpts that bear the sentence out."},
            },
            "patternProperties": {
                "^(?!(default|evidence)$)[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$": {
                    **_TEXT_SCHEMA,
                    "description": "The words for one audience, or for one audience/length.",
                }
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}

Text: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), WithJsonSchema(_TEXT_SCHEMA)
]
Id: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_checked_id),
    WithJsonSchema(_ID_SCHEMA),
]
Ids: TypeAlias = tuple[Id, ...]
Url: TypeAlias = Annotated[
    Text, AfterValidator(_checked_url), WithJsonSchema({"type": "string", "format": "uri"})
]
EditionName: TypeAlias = Annotated[
    str,
    AfterValidator(_checked_edition),
    WithJsonSchema({"type": "string", "pattern": EDITION_PATTERN}),
]
Weight: TypeAlias = Annotated[int, Field(ge=1, le=5)]
ParagraphNumber: TypeAlias = Annotated[int, Field(ge=1)]
Digest: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern="^[0-9a-f]{64}$"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
]
Date: TypeAlias = Annotated[EdtfDate, *_schema_of(_parsed_date, _DATE_SCHEMA)]
Day: TypeAlias = Annotated[
    EdtfDate, *_schema_of(_parsed_day, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})
]
Words: TypeAlias = Annotated[Wording, *_schema_of(_parsed_wording, _WORDING_SCHEMA)]
Audiences: TypeAlias = Annotated[Scope, *_schema_of(_parsed_scope, _SCOPE_SCHEMA)]
TagText: TypeAlias = Annotated[
    Tag,
    *_schema_of(
        _parsed_tag,
        {"type": "string", "pattern": "^(" + "|".join(TAG_ROLES) + "):" + ID_PATTERN[1:]},
    ),
]
Asserted: TypeAlias = Annotated[
    dict[Id, Text],
    WithJsonSchema(
        {"type": "object", "propertyNames": _ID_SCHEMA, "additionalProperties": _TEXT_SCHEMA}
    ),
]

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


# Shapes ------------------------------------------------------------------------------------


class Shape(BaseModel):
    """A YAML mapping with a closed set of keys, which remembers where it was written.

    An optional key with nothing behind it counts as left out.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, use_attribute_docstrings=True
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
    editions: Annotated[
        dict[EditionName, EditionShape],
        Field(json_schema_extra={"propertyNames": {"pattern": EDITION_PATTERN}}),
    ] = Field(default_factory=dict)
    """Choices for single editions, under audience/length."""


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
        return _parsed_name(data)

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
