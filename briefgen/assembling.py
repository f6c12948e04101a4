"""Assembling: tags become arguments, stakeholders, next steps, background and facts.

In: a `Dossier`. Out: an `Outline` in which every excerpt has found its items. What dossier.yaml
does not describe is titled from the id in its tag.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

from briefgen.dossier import Dossier
from briefgen.dossier_shapes import (
    ArgumentShape,
    FactShape,
    Item,
    LimitsShape,
    NextStepShape,
    StakeholderShape,
    TopicShape,
    numbered,
)
from briefgen.errors import Place
from briefgen.excerpts import NEUTRAL_WEIGHT, Excerpt
from briefgen.ids import slug
from briefgen.kinds import EVIDENCE_ROLES, SIDES
from briefgen.outline import (
    Acceptance,
    Argument,
    Assertion,
    Event,
    Fact,
    Measure,
    NextStep,
    Obstacle,
    Option,
    Outline,
    Question,
    Settled,
    Stakeholder,
    TalkingPoint,
    Topic,
    Vote,
)
from briefgen.tagging import strongest_first, tagged, targets, titled, worded
from briefgen.wording import EVERYONE, Wording


def assemble(dossier: Dossier) -> Outline:
    """The outline of *dossier*. Same dossier, same outline, in every order of every list."""
    frame = dossier.frame
    arguments = _arguments(dossier)
    return Outline(
        name=dossier.name,
        question=frame.question,
        title=frame.title or Wording(frame.question, place=frame.where("question")),
        proposal=frame.proposal,
        as_of=frame.as_of,
        stance=frame.stance,
        bottom_line=frame.bottom_line,
        ask=frame.ask,
        issuer=frame.issuer,
        link=frame.link or "",
        newsletter=frame.newsletter,
        editions=MappingProxyType(dict(frame.editions)),
        arguments_for=tuple(each for each in arguments if each.side == "for"),
        arguments_against=tuple(each for each in arguments if each.side == "against"),
        stakeholders=_stakeholders(dossier),
        next_steps=_next_steps(dossier),
        background=_background(dossier),
        timeline=_timeline(dossier),
        facts=_facts(dossier),
        status=_status(dossier),
        votes=_votes(dossier),
        talking_points=_talking_points(dossier),
        questions=_questions(dossier),
        options=_options(dossier),
        obstacles=_obstacles(dossier),
        excerpts=dossier.excerpts,
        sources=dossier.sources,
        logo=dossier.logo,
        accept=_acceptances(dossier),
        limits=frame.limits or LimitsShape(),
        place=frame.place,
    )


def _acceptances(dossier: Dossier) -> tuple[Acceptance, ...]:
    """One for each thing that an entry names, so that each can go stale by itself."""
    return tuple(
        Acceptance(each.rule, about, each.reason, each.where("at", index))
        for each in dossier.frame.accept
        for index, about in enumerate(each.at)
    )


# Items -------------------------------------------------------------------------------------


def _arguments(dossier: Dossier) -> list[Argument]:
    declared = dossier.frame.arguments
    answered_by = {
        each.id: tuple(other.id for other in declared if each.id in other.answers)
        for each in declared
    }
    if declared:
        return [_argument(dossier, each, answered_by[each.id]) for each in declared]
    return [
        _tagged_argument(dossier, name, side, place)
        for name, (side, place) in targets(dossier, *SIDES).items()
    ]


def _argument(dossier: Dossier, shape: ArgumentShape, answered_by: tuple[str, ...]) -> Argument:
    return Argument(
        id=shape.id,
        side=shape.side,
        claim=shape.claim,
        gist=shape.gist,
        theme=shape.theme,
        weight=shape.weight,
        scope=shape.audiences,
        supports=tagged(dossier, shape.id, *EVIDENCE_ROLES),
        rebuttals=tagged(dossier, shape.id, "rebuts"),
        answers=shape.answers,
        answered_by=answered_by,
        evidence=shape.evidence,
        place=shape.place,
    )


def _tagged_argument(dossier: Dossier, name: str, role: str, place: Place) -> Argument:
    return Argument(
        id=name,
        side="for" if role == "for" else "against",
        claim=worded(name, place),
        gist=None,
        theme="",
        weight=NEUTRAL_WEIGHT,
        scope=EVERYONE,
        supports=tagged(dossier, name, *EVIDENCE_ROLES),
        rebuttals=tagged(dossier, name, "rebuts"),
        answers=(),
        answered_by=(),
        evidence=(),
        place=place,
        named_by_tags=True,
    )


def _stakeholders(dossier: Dossier) -> tuple[Stakeholder, ...]:
    declared = dossier.frame.stakeholders
    if declared:
        return tuple(_stakeholder(dossier, each) for each in declared)
    return tuple(
        Stakeholder(
            id=name,
            name=_speaking_as(dossier, name) or titled(name),
            position="undeclared",
            interest=None,
            scope=EVERYONE,
            weight=NEUTRAL_WEIGHT,
            evidence=(),
            voices=tagged(dossier, name, "stakeholder"),
            place=place,
            named_by_tags=True,
        )
        for name, (_, place) in targets(dossier, "stakeholder").items()
    )


def _speaking_as(dossier: Dossier, name: str) -> str:
    """The speaker whose name the id *name* is: `Dana Whitlock` of dana-whitlock; '' if nobody."""
    for excerpt in tagged(dossier, name, "stakeholder"):
        if slug(_plain(excerpt.speaker.name)) == name:
            return excerpt.speaker.name
    return ""


def _plain(name: str) -> str:
    """*name* without accents, as ids are."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char)
    )


def _stakeholder(dossier: Dossier, shape: StakeholderShape) -> Stakeholder:
    return Stakeholder(
        id=shape.id,
        name=shape.name,
        position=shape.position,
        interest=shape.interest,
        scope=shape.audiences,
        weight=shape.weight,
        evidence=shape.evidence,
        voices=tagged(dossier, shape.id, "stakeholder"),
        place=shape.place,
    )


def _next_steps(dossier: Dossier) -> tuple[NextStep, ...]:
    declared = dossier.frame.next_steps
    if declared:
        return tuple(_next_step(dossier, each) for each in declared)
    return tuple(
        NextStep(
            id=name,
            action=worded(name, place),
            owner="",
            when="",
            scope=EVERYONE,
            weight=NEUTRAL_WEIGHT,
            evidence=(),
            excerpts=tagged(dossier, name, "next-step"),
            place=place,
            named_by_tags=True,
        )
        for name, (_, place) in targets(dossier, "next-step").items()
    )


def _next_step(dossier: Dossier, shape: NextStepShape) -> NextStep:
    return NextStep(
        id=shape.id,
        action=shape.action,
        owner=shape.owner,
        when=shape.when,
        scope=shape.audiences,
        weight=shape.weight,
        evidence=shape.evidence,
        excerpts=tagged(dossier, shape.id, "next-step"),
        place=shape.place,
    )


def _background(dossier: Dossier) -> tuple[Topic, ...]:
    """Declared topics in their order, then those that only tags name."""
    declared = dossier.frame.background
    ids = {each.id for each in declared}
    free = [
        Topic(
            id=name,
            title=worded(name, place),
            gist=None,
            evidence=(),
            excerpts=tagged(dossier, name, "background"),
            scope=EVERYONE,
            place=place,
            named_by_tags=True,
        )
        for name, (_, place) in targets(dossier, "background").items()
        if name not in ids
    ]
    return (*(_topic(dossier, each) for each in declared), *free)


def _topic(dossier: Dossier, shape: TopicShape) -> Topic:
    return Topic(
        id=shape.id,
        title=shape.title or worded(shape.id, shape.place),
        gist=shape.gist,
        evidence=shape.evidence,
        excerpts=tagged(dossier, shape.id, "background"),
        scope=shape.audiences,
        place=shape.place,
    )


def _facts(dossier: Dossier) -> tuple[Fact, ...]:
    declared = dossier.frame.facts
    if declared:
        return tuple(_fact(dossier, each.id, each.label, each.place, each) for each in declared)
    places = {name: place for name, (_, place) in targets(dossier, "fact").items()}
    for excerpt in dossier.excerpts.values():
        for name in excerpt.asserts:
            places.setdefault(name, dossier.entries[excerpt.id].where("asserts", name))
    return tuple(_fact(dossier, name, titled(name), place, None) for name, place in places.items())


def _fact(dossier: Dossier, name: str, label: str, place: Place, shape: FactShape | None) -> Fact:
    settled = shape.settled if shape else None
    asserting = [each for each in dossier.excerpts.values() if name in each.asserts]
    about = {each.id for each in tagged(dossier, name, "fact")}
    return Fact(
        id=name,
        label=label,
        settled=Settled(settled.value, settled.because, settled.covers) if settled else None,
        assertions=tuple(_assertion(dossier, each, name) for each in asserting),
        excerpts=strongest_first(
            each
            for each in dossier.excerpts.values()
            if not each.reserve and (name in each.asserts or each.id in about)
        ),
        place=place,
    )


def _assertion(dossier: Dossier, excerpt: Excerpt, fact: str) -> Assertion:
    source = dossier.sources[excerpt.quotation.source]
    issued = source.record.issued.text if source.record.issued else ""
    return Assertion(excerpt.asserts[fact], excerpt.id, source.id, excerpt.as_of or issued)


def _timeline(dossier: Dossier) -> tuple[Event, ...]:
    """Events by date; those of one day in the order in which they were written."""
    events = [
        Event(
            _id(each, "timeline", index),
            each.date,
            each.event,
            each.evidence,
            each.audiences,
            each.place,
        )
        for index, each in enumerate(dossier.frame.timeline)
    ]
    return tuple(sorted(events, key=lambda each: (each.date.earliest(), each.date.latest())))


def _id(item: Item, key: str, index: int) -> str:
    own: str | None = getattr(item, "id", None)
    return own or numbered(key, index)


def _status(dossier: Dossier) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            _id(each, "status", index),
            each.measure,
            each.chamber,
            each.companion,
            each.committee,
            each.stage,
            each.as_of,
            each.evidence,
            each.audiences,
            each.place,
        )
        for index, each in enumerate(dossier.frame.status)
    )


def _votes(dossier: Dossier) -> tuple[Vote, ...]:
    return tuple(
        Vote(
            _id(each, "votes", index),
            each.chamber,
            each.needed,
            each.why,
            each.as_of,
            each.evidence,
            each.audiences,
            each.place,
        )
        for index, each in enumerate(dossier.frame.votes)
    )


def _talking_points(dossier: Dossier) -> tuple[TalkingPoint, ...]:
    return tuple(
        TalkingPoint(
            _id(each, "talking_points", index), each.text, each.evidence, each.audiences, each.place
        )
        for index, each in enumerate(dossier.frame.talking_points)
    )


def _questions(dossier: Dossier) -> tuple[Question, ...]:
    return tuple(
        Question(
            _id(each, "questions", index),
            each.question,
            each.answer,
            each.evidence,
            each.audiences,
            each.place,
        )
        for index, each in enumerate(dossier.frame.questions)
    )


def _options(dossier: Dossier) -> tuple[Option, ...]:
    return tuple(
        Option(
            each.id,
            each.title,
            each.gist,
            each.pros,
            each.cons,
            each.evidence,
            each.audiences,
            each.place,
        )
        for each in dossier.frame.options
    )


def _obstacles(dossier: Dossier) -> tuple[Obstacle, ...]:
    return tuple(
        Obstacle(
            _id(each, "obstacles", index),
            each.title,
            each.gist,
            each.evidence,
            each.audiences,
            each.place,
        )
        for index, each in enumerate(dossier.frame.obstacles)
    )
