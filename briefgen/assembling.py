"""Assembling: tags become arguments, stakeholders, next steps, background and facts.

In: a `Dossier`. Out: an `Outline` in which every excerpt has found its items. What dossier.yaml
does not describe is titled from the id in its tag.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
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
from briefgen.excerpts import Excerpt
from briefgen.outline import (
    Acceptance,
    Argument,
    Assertion,
    Event,
    Fact,
    Limits,
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
from briefgen.values import EVIDENCE_ROLES, SIDES
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
        limits=_limits(frame.limits or LimitsShape()),
        place=frame.place,
    )


def _limits(shape: LimitsShape) -> Limits:
    return Limits(shape.words_ratio, shape.voices_ratio, shape.months)


def _acceptances(dossier: Dossier) -> tuple[Acceptance, ...]:
    """One for each thing that an entry names, so that each can go stale by itself."""
    return tuple(
        Acceptance(each.rule, about, each.reason, each.where("at", index))
        for each in dossier.frame.accept
        for index, about in enumerate(each.at)
    )


# Excerpts and tags -------------------------------------------------------------------------


def titled(name: str) -> str:
    """An id as a title: 'air-quality' → 'Air quality'."""
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def strongest_first(excerpts: Iterable[Excerpt]) -> tuple[Excerpt, ...]:
    """By weight; among equals, speakers not heard yet come first; then the order of the dossier."""
    by_weight = groupby(
        sorted(excerpts, key=lambda each: -each.weight), key=lambda each: each.weight
    )
    heard: set[str] = set()
    ordered: list[Excerpt] = []
    for _, equals in by_weight:
        ordered += _new_voices_first(list(equals), heard)
    return tuple(ordered)


def _new_voices_first(excerpts: list[Excerpt], heard: set[str]) -> list[Excerpt]:
    new: list[Excerpt] = []
    others: list[Excerpt] = []
    for excerpt in excerpts:
        voice = excerpt.speaker.name or excerpt.speaker.role
        (others if voice in heard else new).append(excerpt)
        heard.add(voice)
    return new + others


def _tagged(dossier: Dossier, target: str, *roles: str) -> tuple[Excerpt, ...]:
    """The excerpts that a brief may print with a tag of one of *roles* for *target*."""
    return strongest_first(
        excerpt
        for excerpt in dossier.excerpts.values()
        if not excerpt.reserve
        and any(tag.role in roles and tag.target == target for tag in excerpt.tags)
    )


def _targets(dossier: Dossier, *roles: str) -> dict[str, tuple[str, Place]]:
    """What tags of *roles* name, in order of first use, with the first role and its place."""
    found: dict[str, tuple[str, Place]] = {}
    for excerpt in dossier.excerpts.values():
        for tag in excerpt.tags:
            if tag.role in roles:
                found.setdefault(tag.target, (tag.role, tag.place))
    return found


def _worded(name: str, place: Place) -> Wording:
    return Wording(titled(name), place=place)


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
        for name, (side, place) in _targets(dossier, *SIDES).items()
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
        supports=_tagged(dossier, shape.id, *EVIDENCE_ROLES),
        rebuttals=_tagged(dossier, shape.id, "rebuts"),
        answers=shape.answers,
        answered_by=answered_by,
        evidence=shape.evidence,
        place=shape.place,
    )


def _tagged_argument(dossier: Dossier, name: str, role: str, place: Place) -> Argument:
    return Argument(
        id=name,
        side="for" if role == "for" else "against",
        claim=_worded(name, place),
        gist=None,
        theme="",
        weight=3,
        scope=EVERYONE,
        supports=_tagged(dossier, name, *EVIDENCE_ROLES),
        rebuttals=_tagged(dossier, name, "rebuts"),
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
            name,
            titled(name),
            "undeclared",
            None,
            EVERYONE,
            3,
            (),
            _tagged(dossier, name, "stakeholder"),
            place,
            named_by_tags=True,
        )
        for name, (_, place) in _targets(dossier, "stakeholder").items()
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
        voices=_tagged(dossier, shape.id, "stakeholder"),
        place=shape.place,
    )


def _next_steps(dossier: Dossier) -> tuple[NextStep, ...]:
    declared = dossier.frame.next_steps
    if declared:
        return tuple(_next_step(dossier, each) for each in declared)
    return tuple(
        NextStep(
            name,
            _worded(name, place),
            "",
            "",
            EVERYONE,
            3,
            (),
            _tagged(dossier, name, "next-step"),
            place,
            named_by_tags=True,
        )
        for name, (_, place) in _targets(dossier, "next-step").items()
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
        excerpts=_tagged(dossier, shape.id, "next-step"),
        place=shape.place,
    )


def _background(dossier: Dossier) -> tuple[Topic, ...]:
    """Declared topics in their order, then those that only tags name."""
    declared = dossier.frame.background
    ids = {each.id for each in declared}
    tagged = [
        Topic(
            name,
            _worded(name, place),
            None,
            (),
            _tagged(dossier, name, "background"),
            EVERYONE,
            place,
            named_by_tags=True,
        )
        for name, (_, place) in _targets(dossier, "background").items()
        if name not in ids
    ]
    return (*(_topic(dossier, each) for each in declared), *tagged)


def _topic(dossier: Dossier, shape: TopicShape) -> Topic:
    return Topic(
        id=shape.id,
        title=shape.title or _worded(shape.id, shape.place),
        gist=shape.gist,
        evidence=shape.evidence,
        excerpts=_tagged(dossier, shape.id, "background"),
        scope=shape.audiences,
        place=shape.place,
    )


def _facts(dossier: Dossier) -> tuple[Fact, ...]:
    declared = dossier.frame.facts
    if declared:
        return tuple(_fact(dossier, each.id, each.label, each.place, each) for each in declared)
    places = {name: place for name, (_, place) in _targets(dossier, "fact").items()}
    for excerpt in dossier.excerpts.values():
        for name in excerpt.asserts:
            places.setdefault(name, dossier.entries[excerpt.id].where("asserts", name))
    return tuple(_fact(dossier, name, titled(name), place, None) for name, place in places.items())


def _fact(dossier: Dossier, name: str, label: str, place: Place, shape: FactShape | None) -> Fact:
    settled = shape.settled if shape else None
    asserting = [each for each in dossier.excerpts.values() if name in each.asserts]
    tagged = {each.id for each in _tagged(dossier, name, "fact")}
    return Fact(
        id=name,
        label=label,
        settled=Settled(settled.value, settled.because, settled.covers) if settled else None,
        assertions=tuple(_assertion(dossier, each, name) for each in asserting),
        excerpts=strongest_first(
            each
            for each in dossier.excerpts.values()
            if not each.reserve and (name in each.asserts or each.id in tagged)
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
