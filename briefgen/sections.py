"""Sections: what an edition has beside its arguments, in the words for its reader.

In: the `Offer`, the `Quoting` and the `Statements` of an edition. Out: the items of each section
that it may show, in the order of the dossier, each an increment of the offer.
"""

from __future__ import annotations

from dataclasses import replace

from briefgen import outline as outlines
from briefgen.editions import (
    Assertion,
    Event,
    Fact,
    Option,
    Question,
    Stakeholder,
    Status,
    Step,
    Topic,
    Vote,
    Worded,
)
from briefgen.excerpts import NEUTRAL_WEIGHT
from briefgen.offering import Offer
from briefgen.quoting import Quoting, date_of
from briefgen.stating import Statements, beside
from briefgen.voices import outlet_named

UNQUOTED = "none of its quotations may be printed here"
UNWORDED = "it has no gist, and no quotation that may be printed here"


class Sections:
    """Words the sections of one edition; those asked first choose their quotations first."""

    def __init__(self, offer: Offer, quoting: Quoting, statements: Statements) -> None:
        self._offer = offer
        self._outline = offer.outline
        self._quoting = quoting
        self._statements = statements

    def stakeholders(self) -> tuple[Stakeholder, ...]:
        wanted = self._offer.section("stakeholders", "stakeholder", self._outline.stakeholders)
        return tuple(self._stakeholder(holder) for holder in wanted)

    def _stakeholder(self, holder: outlines.Stakeholder) -> Stakeholder:
        stated = self._statements.of("stakeholder", holder.id)
        spoken = self._statements.excerpt_of(stated)
        worth, camp = holder.weight / NEUTRAL_WEIGHT, _camp(holder.position)
        said = tuple(voice.id for voice in holder.voices)
        return Stakeholder(
            self._offer.add("stakeholder", holder.id, worth, camp=camp, excerpt=spoken),
            holder.id,
            self._offer.say(holder.name),
            holder.position,
            self._offer.say(holder.interest),
            self._offer.cited(holder.evidence, holder.interest, tagged=said),
            self._quoting.quotations("voice", holder.id, beside(holder.voices, stated), 1.0),
            stated,
        )

    def steps(self) -> tuple[Step, ...]:
        wanted = self._offer.section("steps", "step", self._outline.next_steps)
        return tuple(self._step(step, rank) for rank, step in enumerate(wanted))

    def _step(self, step: outlines.NextStep, rank: int) -> Step:
        stated = self._statements.of("step", step.id)
        spoken = self._statements.excerpt_of(stated)
        worth = step.weight / NEUTRAL_WEIGHT / (1 + 0.1 * rank)
        tagged = tuple(excerpt.id for excerpt in step.excerpts)
        return Step(
            self._offer.add("step", step.id, worth, floor=rank == 0, excerpt=spoken),
            self._offer.say(step.action),
            self._offer.say(step.owner),
            self._offer.say(step.when),
            self._offer.cited(step.evidence, step.action, tagged=tagged),
            stated,
        )

    def background(self) -> tuple[Topic, ...]:
        wanted = self._offer.section("background", "topic", self._outline.background)
        made = (self._topic(topic, rank) for rank, topic in enumerate(wanted))
        return tuple(topic for topic in made if topic is not None)

    def _topic(self, topic: outlines.Topic, rank: int) -> Topic | None:
        """None for a topic without words of its own for which no quotation may stand."""
        stated = self._statements.of("topic", topic.id)
        if stated is None and not self._offer.say(topic.gist):
            self._offer.exclude("topic", topic.id, UNQUOTED if topic.named_by_tags else UNWORDED)
            return None
        worth = _worth_of_topic(rank)
        spoken = self._statements.excerpt_of(stated)
        key = self._offer.add("topic", topic.id, worth, excerpt=spoken)
        others = beside(topic.excerpts, stated)
        quotations = self._quoting.quotations("voice", topic.id, others, worth)
        return replace(self._titled(key, topic), quotations=quotations, stated=stated)

    def obstacles(self) -> tuple[Topic, ...]:
        wanted = self._offer.section("obstacles", "obstacle", self._outline.obstacles)
        return tuple(
            self._titled(self._offer.add("obstacle", one.id, _worth_of_topic(rank)), one)
            for rank, one in enumerate(wanted)
        )

    def _titled(self, key: str, item: outlines.Topic | outlines.Obstacle) -> Topic:
        """The title and the gist of *item*, with what bears them out."""
        excerpts = item.excerpts if isinstance(item, outlines.Topic) else ()
        tagged = tuple(excerpt.id for excerpt in excerpts)
        cited = self._offer.cited(item.evidence, item.title, item.gist, tagged=tagged)
        gist = self._offer.say(item.gist)
        worded = Worded(key, gist, cited) if gist else None
        return Topic(key, self._offer.say(item.title), worded, (), cited)

    def events(self) -> tuple[Event, ...]:
        return tuple(
            Event(
                self._offer.add("event", event.id),
                event.date.short(),
                self._offer.say(event.event),
                self._offer.cited(event.evidence, event.event),
            )
            for event in self._offer.section("timeline", "event", self._outline.timeline)
        )

    def facts(self) -> tuple[Fact, ...]:
        disputed = [fact for fact in self._outline.facts if fact.disagrees]
        for fact in self._outline.facts:
            if not fact.disagrees:
                self._offer.exclude("fact", fact.id, "the sources agree on it")
        return tuple(self._fact(fact) for fact in self._offer.section("facts", "fact", disputed))

    def _fact(self, fact: outlines.Fact) -> Fact:
        evidence = tuple(assertion.excerpt for assertion in fact.assertions)
        return Fact(
            key=self._offer.add("fact", fact.id),
            label=self._offer.say(fact.label),
            value=self._offer.say(fact.settled.value) if fact.settled else "",
            because=self._offer.say(fact.settled.because) if fact.settled else "",
            assertions=tuple(self._assertion(one) for one in fact.assertions),
            evidence=self._offer.notes(evidence),
        )

    def _assertion(self, assertion: outlines.Assertion) -> Assertion:
        excerpt = self._outline.excerpts[assertion.excerpt]
        record = self._outline.sources[assertion.source].record
        return Assertion(
            assertion.value,
            outlet_named(record),
            date_of(self._outline, excerpt),
            (assertion.excerpt,),
        )

    def status(self) -> tuple[Status, ...]:
        return tuple(
            Status(
                self._offer.add("status", one.id),
                self._offer.say(one.measure),
                self._offer.say(one.chamber),
                self._offer.say(one.companion),
                self._offer.say(one.committee),
                self._offer.say(one.stage),
                one.as_of.display() if one.as_of else "",
                self._offer.cited(one.evidence, one.stage),
            )
            for one in self._offer.section("status", "status", self._outline.status)
        )

    def votes(self) -> tuple[Vote, ...]:
        return tuple(
            Vote(
                self._offer.add("vote", one.id),
                self._offer.say(one.chamber),
                self._offer.say(one.needed),
                self._offer.say(one.why),
                one.as_of.display() if one.as_of else "",
                self._offer.cited(one.evidence, one.why),
            )
            for one in self._offer.section("votes", "vote", self._outline.votes)
        )

    def points(self) -> tuple[Worded, ...]:
        return tuple(
            Worded(
                self._offer.add("point", one.id, 1 / (1 + 0.1 * number)),
                self._offer.say(one.text),
                self._offer.cited(one.evidence, one.text),
            )
            for number, one in enumerate(
                self._offer.section("talking-points", "point", self._outline.talking_points), 1
            )
        )

    def questions(self) -> tuple[Question, ...]:
        return tuple(
            Question(
                self._offer.add("question", one.id, 1 / (1 + 0.1 * number)),
                self._offer.say(one.question),
                self._offer.say(one.answer),
                self._offer.cited(one.evidence, one.question, one.answer),
            )
            for number, one in enumerate(
                self._offer.section("questions", "question", self._outline.questions), 1
            )
        )

    def options(self) -> tuple[Option, ...]:
        return tuple(
            Option(
                self._offer.add("option", option.id),
                self._offer.say(option.title),
                self._offer.say(option.gist),
                tuple(self._offer.say(pro) for pro in option.pros),
                tuple(self._offer.say(con) for con in option.cons),
                self._offer.cited(
                    option.evidence, option.title, option.gist, *option.pros, *option.cons
                ),
            )
            for option in self._offer.section("options", "option", self._outline.options)
        )


def _worth_of_topic(rank: int) -> float:
    """The analyst names first what matters most."""
    return 1 / (1 + 0.15 * rank)


def _camp(position: str) -> str:
    """Where a stakeholder leans: those on a fence make up a camp of their own."""
    if position in {"supports", "leans-support"}:
        return "for"
    return "against" if position in {"opposes", "leans-against"} else "between"
