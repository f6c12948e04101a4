"""Ranking: an outline becomes an edition for one audience at one length.

In: an `Outline`, an `Audience`, a `Length`, the stance and the dates. Out: an `Edition`. Here items
are ordered by what the audience cares for; `offering` resolves wordings and values increments,
`quoting` cuts quotations. No later stage does any of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from briefgen import outline as outlines
from briefgen.audit.disagreement import differing_items
from briefgen.catalog import Audience, Catalog, Length
from briefgen.counts import words_in
from briefgen.drawings import proportion
from briefgen.editions import (
    Argument,
    Assertion,
    Edition,
    Event,
    Fact,
    Issuer,
    Option,
    Question,
    Quoted,
    Stakeholder,
    Status,
    Step,
    Topic,
    Vote,
    Worded,
)
from briefgen.excerpts import Excerpt
from briefgen.kinds import IncrementKind, Paper, SectionName, Stance
from briefgen.mailing import mail_lines
from briefgen.offering import Offer
from briefgen.outline import Outline
from briefgen.quoting import NEUTRAL_WEIGHT, Quoting, date_of
from briefgen.voices import outlet_named, speaker_key

_MORE_SPEAKERS = 0.15
_MOST_SPEAKERS = 3
_LOGO_WIDEST, _LOGO_HIGHEST = 30, 9
"""The box into which a logo fits, in percent of the width of the text."""


def rank(
    outline: Outline,
    catalog: Catalog,
    audience: Audience,
    length: Length,
    *,
    stance: Stance | None = None,
    page_size: Paper = "letter",
    issued: date | None = None,
) -> Edition:
    """The edition of *outline* for *audience* at *length*.

    *stance* and *issued* default to what the dossier says: its stance, and the day for which it
    speaks.
    """
    return _Ranking(outline, catalog, audience, length, stance or outline.stance).edition(
        page_size, issued or outline.as_of.latest()
    )


_Tagged = outlines.Argument | outlines.NextStep | outlines.Topic | outlines.Stakeholder
"""What tags alone may name."""


class _Ranking:
    """The choices that make one edition; gathers its increments on the way."""

    def __init__(
        self, outline: Outline, catalog: Catalog, audience: Audience, length: Length, stance: Stance
    ) -> None:
        self._outline = outline
        self._audience = audience
        self._length = length
        self._stance = stance
        self._words = {**catalog.words, **audience.words}
        self._offer = Offer(outline, audience, length)
        self._quoting = Quoting(self._offer)
        self._stated = self._statements()

    def _statements(self) -> dict[str, Quoted]:
        """The quotations that stand for the words of items that tags alone name, by their keys.

        They are chosen before all others, first for the items that most lengths show. To pin one is
        to pin its item.
        """
        outline = self._outline
        stated: dict[str, Quoted] = {}
        by_worth = sorted(outline.arguments, key=lambda one: -self._worth_of_argument(one))
        groups: tuple[tuple[SectionName, IncrementKind, Sequence[_Tagged]], ...] = (
            ("arguments", "argument", by_worth),
            ("steps", "step", outline.next_steps),
            ("background", "topic", outline.background),
            ("stakeholders", "stakeholder", outline.stakeholders),
        )
        for section, kind, items in groups:
            for item in items if section not in self._audience.omit else ():
                if item.named_by_tags and item.id not in self._offer.skipped:
                    found = self._quoting.stated(_speaking_for(item))
                    stated |= {f"{kind}/{item.id}": found} if found else {}
        pinned = [key for key, one in stated.items() if one.id in self._offer.pinned]
        self._offer.pin(key.partition("/")[2] for key in pinned)
        return stated

    def edition(self, page_size: Paper, issued: date) -> Edition:
        outline = self._outline
        # Arguments choose their quotations first: a quotation is printed once in an edition.
        arguments_for = self._arguments(outline.arguments_for)
        arguments_against = self._arguments(outline.arguments_against)
        replied_for = self._with_replies(arguments_for, outline.arguments_for)
        replied_against = self._with_replies(arguments_against, outline.arguments_against)
        wishes, issuer = self._offer.wishes, _issuer(outline)
        return Edition(
            dossier=outline.name,
            audience=self._audience,
            length=self._length,
            stance=self._stance,
            page_size=page_size,
            issued=issued,
            as_of=outline.as_of.display(),
            question=self._offer.say(outline.question),
            proposal=outline.proposal,
            title=self._offer.say(outline.title) or self._offer.say(outline.question),
            words=self._words,
            bottom_line=self._offer.worded("bottom-line", outline.bottom_line),
            ask=self._offer.worded("ask", outline.ask) if self._stance == "advocacy" else None,
            arguments_for=replied_for,
            arguments_against=replied_against,
            stakeholders=self._stakeholders(),
            steps=self._steps(),
            background=self._topics(
                "topic", self._offer.section("background", "topic", outline.background)
            ),
            timeline=self._events(),
            facts=self._facts(),
            status=self._status(),
            votes=self._votes(),
            talking_points=self._points(),
            questions=self._questions(),
            options=self._options(),
            obstacles=self._topics(
                "obstacle", self._offer.section("obstacles", "obstacle", outline.obstacles)
            ),
            issuer=issuer,
            link=outline.link,
            to=(wishes.to if wishes else "") or self._audience.to,
            sender=(wishes.from_ if wishes else "") or issuer.name,
            subject=(wishes.subject if wishes else "") or self._offer.say(outline.title),
            excerpts=outline.excerpts,
            records={name: source.record for name, source in outline.sources.items()},
            increments=dict(self._offer.increments),
            excluded=dict(self._offer.excluded),
            differs=differing_items(outline),
            mail=mail_lines(self._offer),
        )

    # arguments and quotations

    def _arguments(self, candidates: Sequence[outlines.Argument]) -> tuple[Argument, ...]:
        by_worth = sorted(candidates, key=self._worth_of_argument, reverse=True)
        ranked = self._offer.section("arguments", "argument", by_worth, _weight)
        return tuple(
            self._argument(argument, first=rank == 0) for rank, argument in enumerate(ranked)
        )

    def _worth_of_argument(self, argument: outlines.Argument) -> float:
        """Audience weight × the analyst's weight × how well it is evidenced."""
        speakers = {speaker_key(excerpt) for excerpt in argument.supports}
        spread = 1 + _MORE_SPEAKERS * (min(len(speakers), _MOST_SPEAKERS) - 1)
        return (
            self._audience.cares_for(argument.theme)
            * argument.weight
            / NEUTRAL_WEIGHT
            * (self._quoting.strongest(argument.supports) * spread if argument.supports else 0.5)
        )

    def _argument(self, argument: outlines.Argument, *, first: bool) -> Argument:
        worth = self._worth_of_argument(argument)
        claim, gist = self._offer.say(argument.claim), self._offer.say(argument.gist)
        supports = tuple(excerpt.id for excerpt in argument.supports)
        stated = self._stated.get(f"argument/{argument.id}")
        # A claim and its gist come and go together: a claim alone would stand without a note.
        key = self._offer.add(
            "argument",
            argument.id,
            worth,
            floor=first,
            side=argument.side,
            argument=argument.id,
            words=words_in(claim) + words_in(gist) + words_in(stated.text if stated else ""),
            excerpt=self._excerpt_of(stated),
        )
        return Argument(
            key=key,
            id=argument.id,
            side=argument.side,
            theme=argument.theme,
            claim=Worded(
                key, claim, self._offer.cited(argument.evidence, argument.claim, tagged=supports)
            ),
            gist=Worded(
                key, gist, self._offer.cited(argument.evidence, argument.gist, tagged=supports)
            )
            if gist
            else None,
            quotations=self._quoting.quotations(
                "quotation", argument.id, _beside(argument.supports, stated), worth, argument.side
            ),
            replies=(),
            answered_by=self._answers(argument),
            stated=stated,
        )

    def _excerpt_of(self, stated: Quoted | None) -> Excerpt | None:
        return self._outline.excerpts[stated.id] if stated else None

    def _answers(self, argument: outlines.Argument) -> tuple[str, ...]:
        everyone = {
            a.id: a for a in (*self._outline.arguments_for, *self._outline.arguments_against)
        }
        return tuple(
            self._offer.say(everyone[name].claim)
            for name in argument.answered_by
            if everyone[name].scope.admits(self._audience.id)
        )

    def _with_replies(
        self, arguments: tuple[Argument, ...], records: Sequence[outlines.Argument]
    ) -> tuple[Argument, ...]:
        """*arguments* with the quotations that rebut them, as far as these are not printed yet."""
        by_id = {record.id: record for record in records}
        return tuple(
            replace(
                argument,
                replies=self._quoting.quotations(
                    "reply",
                    argument.id,
                    by_id[argument.id].rebuttals,
                    self._worth_of_argument(by_id[argument.id]),
                    "for" if argument.side == "against" else "against",
                ),
            )
            for argument in arguments
        )

    # the other sections

    def _stakeholders(self) -> tuple[Stakeholder, ...]:
        made = []
        for holder in self._offer.section(
            "stakeholders", "stakeholder", self._outline.stakeholders, _weight
        ):
            said = tuple(voice.id for voice in holder.voices)
            worth = holder.weight / NEUTRAL_WEIGHT
            stated = self._stated.get(f"stakeholder/{holder.id}")
            camp, spoken = _camp(holder.position), self._excerpt_of(stated)
            key = self._offer.add("stakeholder", holder.id, worth, camp=camp, excerpt=spoken)
            others = _beside(holder.voices, stated)
            voices = self._quoting.quotations("voice", holder.id, others, 1.0)
            made.append(
                Stakeholder(
                    key,
                    holder.id,
                    self._offer.say(holder.name),
                    holder.position,
                    self._offer.say(holder.interest),
                    self._offer.cited(holder.evidence, holder.interest, tagged=said),
                    voices,
                    stated,
                )
            )
        return tuple(made)

    def _steps(self) -> tuple[Step, ...]:
        wanted = self._offer.section("steps", "step", self._outline.next_steps, _weight)
        return tuple(self._step(step, rank) for rank, step in enumerate(wanted))

    def _step(self, step: outlines.NextStep, rank: int) -> Step:
        stated = self._stated.get(f"step/{step.id}")
        spoken = self._excerpt_of(stated)
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

    def _topics(
        self, kind: IncrementKind, topics: Sequence[outlines.Topic | outlines.Obstacle]
    ) -> tuple[Topic, ...]:
        made = []
        for rank, topic in enumerate(topics):
            worth = 1 / (1 + 0.15 * rank)
            excerpts = topic.excerpts if isinstance(topic, outlines.Topic) else ()
            stated = self._stated.get(f"topic/{topic.id}") if kind == "topic" else None
            if isinstance(topic, outlines.Topic) and topic.named_by_tags and stated is None:
                self._offer.exclude(kind, topic.id, "none of its quotations may be printed here")
                continue
            tagged = tuple(excerpt.id for excerpt in excerpts)
            key = self._offer.add(kind, topic.id, worth, excerpt=self._excerpt_of(stated))
            text = self._offer.say(topic.gist)
            cited = self._offer.cited(topic.evidence, topic.title, topic.gist, tagged=tagged)
            gist = Worded(key, text, cited) if text else None
            others = _beside(excerpts, stated)
            quotations = self._quoting.quotations("voice", topic.id, others, worth)
            title = self._offer.say(topic.title)
            made.append(Topic(key, title, gist, quotations, cited, stated))
        return tuple(made)

    def _events(self) -> tuple[Event, ...]:
        return tuple(
            Event(
                self._offer.add("event", event.id),
                event.date.short(),
                self._offer.say(event.event),
                self._offer.cited(event.evidence, event.event),
            )
            for event in self._offer.section("timeline", "event", self._outline.timeline)
        )

    def _facts(self) -> tuple[Fact, ...]:
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

    def _status(self) -> tuple[Status, ...]:
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

    def _votes(self) -> tuple[Vote, ...]:
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

    def _points(self) -> tuple[Worded, ...]:
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

    def _questions(self) -> tuple[Question, ...]:
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

    def _options(self) -> tuple[Option, ...]:
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


def _weight(item: outlines.Argument | outlines.Stakeholder | outlines.NextStep) -> int:
    """The analyst's weight, which all else has not."""
    return item.weight


def _speaking_for(item: _Tagged) -> tuple[Excerpt, ...]:
    """The excerpts that may stand for the words of *item*, the strongest first."""
    if isinstance(item, outlines.Argument):
        return item.supports
    return item.voices if isinstance(item, outlines.Stakeholder) else item.excerpts


def _beside(excerpts: Sequence[Excerpt], stated: Quoted | None) -> tuple[Excerpt, ...]:
    """*excerpts* without the one that stands for the words of its item."""
    return tuple(one for one in excerpts if stated is None or one.id != stated.id)


def _issuer(outline: Outline) -> Issuer:
    said = outline.issuer
    if said is None:
        return Issuer()
    return Issuer(said.name, said.contact, said.disclosure, said.url, _logo_width(outline))


def _logo_width(outline: Outline) -> float:
    """As wide as the box for logos lets it be: names that are written out need more than signs."""
    if not outline.logo:
        return 0.0
    return round(min(_LOGO_WIDEST, _LOGO_HIGHEST * proportion(outline.logo)), 2)


def _camp(position: str) -> str:
    """Where a stakeholder leans: those on a fence make up a camp of their own."""
    if position in {"supports", "leans-support"}:
        return "for"
    return "against" if position in {"opposes", "leans-against"} else "between"
