"""Ranking: an outline becomes an edition for one audience at one length.

In: an `Outline`, an `Audience`, a `Length`, the stance and the dates. Out: an `Edition`. Here, and
nowhere else, wordings are resolved, items ordered by what the audience cares for, quotations cut,
and increments valued: audience weight × the analyst's weight × strength of the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, Protocol, TypeVar

from briefgen import outline as outlines
from briefgen.audit.disagreement import differing_items, unsettled_facts
from briefgen.audit.staleness import needs_date
from briefgen.catalog import Audience, Catalog, Length
from briefgen.editions import (
    Argument,
    Assertion,
    Edition,
    Event,
    Fact,
    Increment,
    Issuer,
    Option,
    Question,
    Quoted,
    Side,
    Stakeholder,
    Stance,
    Status,
    Step,
    Topic,
    Vote,
    Worded,
)
from briefgen.excerpts import Excerpt, Quotation
from briefgen.outline import Outline
from briefgen.sources import EdtfDate, Record
from briefgen.voices import outlet, second_hand, speaker_key
from briefgen.wording import EVERYONE, Wording

# How far a kind of source carries an argument. A remark, not a verdict: the range is narrow, so
# that it decides between otherwise equal quotations and never overrules the analyst's own weights.
_KIND_STRENGTH: Mapping[str, float] = {
    "law": 1.15,
    "data": 1.1,
    "report": 1.1,
    "transcript": 1.1,
    "statement": 1.05,
    "interview": 1.05,
    "news": 1.0,
    "analysis": 1.0,
    "op-ed": 0.9,
    "aggregator": 0.6,
}
_NEUTRAL_WEIGHT = 3
_MORE_SPEAKERS = 0.15
_MOST_SPEAKERS = 3
_MOST_NOTES = 3


class _Item(Protocol):
    """What every item of an outline, and every excerpt, has."""

    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_Item)


def rank(
    outline: Outline,
    catalog: Catalog,
    audience: Audience,
    length: Length,
    *,
    stance: Stance | None = None,
    page_size: Literal["letter", "a4"] = "letter",
    issued: date | None = None,
) -> Edition:
    """The edition of *outline* for *audience* at *length*.

    *stance* and *issued* default to what the dossier says: its stance, and the day for which it
    speaks.
    """
    return _Ranking(outline, catalog, audience, length, stance or outline.stance).edition(
        page_size, issued or outline.as_of.latest()
    )


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
        self._wishes = outline.editions.get(f"{audience.id}/{length.id}")
        self._pinned = frozenset(self._wishes.pin if self._wishes else ())
        self._skipped = frozenset(self._wishes.skip if self._wishes else ())
        self._increments: dict[str, Increment] = {}
        self._excluded: dict[str, str] = {}
        self._printed: set[str] = set()

    def edition(self, page_size: Literal["letter", "a4"], issued: date) -> Edition:
        outline = self._outline
        # Arguments choose their quotations first: a quotation is printed once in an edition.
        arguments_for = self._arguments(outline.arguments_for)
        arguments_against = self._arguments(outline.arguments_against)
        replied_for = self._with_replies(arguments_for, outline.arguments_for)
        replied_against = self._with_replies(arguments_against, outline.arguments_against)
        wishes = self._wishes
        issuer = outline.issuer
        return Edition(
            dossier=outline.name,
            audience=self._audience,
            length=self._length,
            stance=self._stance,
            page_size=page_size,
            issued=issued,
            as_of=outline.as_of.display(),
            question=self._say(outline.question),
            proposal=outline.proposal,
            title=self._say(outline.title) or self._say(outline.question),
            words=self._words,
            bottom_line=self._worded("bottom-line", outline.bottom_line),
            ask=self._worded("ask", outline.ask) if self._stance == "advocacy" else None,
            arguments_for=replied_for,
            arguments_against=replied_against,
            stakeholders=self._stakeholders(),
            steps=self._steps(),
            background=self._topics(
                "topic", self._section("background", "topic", outline.background)
            ),
            timeline=self._events(),
            facts=self._facts(),
            status=self._status(),
            votes=self._votes(),
            talking_points=self._points(),
            questions=self._questions(),
            options=self._options(),
            obstacles=self._topics(
                "obstacle", self._section("obstacles", "obstacle", outline.obstacles)
            ),
            issuer=Issuer(
                issuer.name, issuer.contact, issuer.disclosure, issuer.url, bool(issuer.logo)
            )
            if issuer
            else Issuer(),
            link=outline.link,
            to=(wishes.to if wishes else "") or self._audience.to,
            sender=(wishes.from_ if wishes else "") or (issuer.name if issuer else ""),
            subject=(wishes.subject if wishes else "") or self._say(outline.title),
            excerpts=outline.excerpts,
            records={name: source.record for name, source in outline.sources.items()},
            increments=dict(self._increments),
            excluded=dict(self._excluded),
            differs=differing_items(outline),
        )

    # what is wanted

    def _say(self, wording: Wording | str | None) -> str:
        if isinstance(wording, Wording):
            return wording.resolve(self._audience.id, self._length.id)
        return wording or ""

    def _worded(
        self, key: str, wording: Wording | None, evidence: Sequence[str] = ()
    ) -> Worded | None:
        text = self._say(wording)
        if not text or wording is None:
            return None
        return Worded(key, text, self._notes(wording.evidence or evidence))

    def _section(self, name: str, kind: str, items: Sequence[_T]) -> list[_T]:
        """The items of a section that this edition may show, in the dossier's order.

        At most as many as the length offers of their kind; why others may not is put on record.
        """
        admitted = []
        for item in items:
            if name in self._audience.omit or not self._is_for_reader(item):
                self._exclude(kind, item.id, "not for this audience")
            elif item.id in self._skipped:
                self._exclude(kind, item.id, "skipped by the editor")
            else:
                admitted.append(item)
        return self._offered(kind, admitted)

    def _is_for_reader(self, item: _Item) -> bool:
        scope = getattr(item, "scope", EVERYONE)
        return bool(scope.admits(self._audience.id))

    def _offered(self, kind: str, items: list[_T], holder: str = "") -> list[_T]:
        """The first items that the length offers of a kind; pinned ones are always offered."""
        most = self._length.offer.get(kind, len(items))
        offered = []
        for rank, item in enumerate(items):
            if rank < most or item.id in self._pinned:
                offered.append(item)
            else:
                self._exclude(kind, f"{holder}{item.id}", f"{most} of its kind come before it")
        return offered

    def _exclude(self, kind: str, name: str, reason: str) -> None:
        self._excluded[f"{kind}/{name}"] = reason

    def _notes(self, evidence: Iterable[str]) -> tuple[str, ...]:
        """At most three excerpts, of different sources as far as there are any."""
        by_source: dict[str, str] = {}
        for name in evidence:
            by_source.setdefault(self._outline.excerpts[name].quotation.source, name)
        return tuple(by_source.values())[:_MOST_NOTES]

    def _add(
        self,
        kind: str,
        name: str,
        worth: float = 1.0,
        *,
        floor: bool = False,
        side: Side = "",
        argument: str = "",
        words: int = 0,
        excerpt: Excerpt | None = None,
        camp: str = "",
    ) -> str:
        """Register an increment; its key is ``kind/name``."""
        key = f"{kind}/{name}"
        value = self._length.values.get(kind, 1.0) * self._audience.weights.get(kind, 1.0) * worth
        pinned = not self._pinned.isdisjoint({name, name.rpartition("/")[2]})
        self._increments[key] = Increment(
            key=key,
            kind=kind,
            value=round(value, 4),
            side=side,
            argument=argument,
            excerpt=excerpt.id if excerpt else "",
            speaker=speaker_key(excerpt) if excerpt else "",
            source=excerpt.quotation.source if excerpt else "",
            words=words,
            floor=floor or pinned,
            camp=camp,
        )
        return key

    # arguments and quotations

    def _arguments(self, candidates: Sequence[outlines.Argument]) -> tuple[Argument, ...]:
        by_worth = sorted(candidates, key=self._worth_of_argument, reverse=True)
        ranked = self._section("arguments", "argument", by_worth)
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
            / _NEUTRAL_WEIGHT
            * (self._strongest(argument.supports) * spread if argument.supports else 0.5)
        )

    def _strongest(self, excerpts: Sequence[Excerpt]) -> float:
        return max(self._strength(excerpt) for excerpt in excerpts)

    def _strength(self, excerpt: Excerpt) -> float:
        kind = self._outline.sources[excerpt.quotation.source].record.kind
        return excerpt.weight / _NEUTRAL_WEIGHT * _KIND_STRENGTH.get(kind, 1.0)

    def _argument(self, argument: outlines.Argument, *, first: bool) -> Argument:
        worth = self._worth_of_argument(argument)
        claim, gist = self._say(argument.claim), self._say(argument.gist)
        evidence = argument.evidence or tuple(excerpt.id for excerpt in argument.supports)
        # A claim and its gist come and go together: a claim alone would stand without a note.
        key = self._add(
            "argument",
            argument.id,
            worth,
            floor=first,
            side=argument.side,
            argument=argument.id,
            words=_count(claim) + _count(gist),
        )
        gist_evidence = argument.gist.evidence if argument.gist else ()
        return Argument(
            key=key,
            id=argument.id,
            side=argument.side,
            theme=argument.theme,
            claim=Worded(key, claim, self._notes(argument.claim.evidence or evidence)),
            gist=Worded(key, gist, self._notes(gist_evidence or evidence)) if gist else None,
            quotations=self._quotations(
                "quotation", argument.id, argument.supports, worth, argument.side
            ),
            replies=(),
            answered_by=self._answers(argument),
        )

    def _answers(self, argument: outlines.Argument) -> tuple[str, ...]:
        everyone = {
            a.id: a for a in (*self._outline.arguments_for, *self._outline.arguments_against)
        }
        return tuple(
            self._say(everyone[name].claim)
            for name in argument.answered_by
            if everyone[name].scope.admits(self._audience.id)
        )

    def _with_replies(
        self, arguments: tuple[Argument, ...], records: Sequence[outlines.Argument]
    ) -> tuple[Argument, ...]:
        """*arguments* with the quotations that rebut them, as far as these are not printed yet."""
        by_id = {record.id: record for record in records}
        return tuple(
            _replied(
                argument,
                self._quotations(
                    "reply",
                    argument.id,
                    by_id[argument.id].rebuttals,
                    self._worth_of_argument(by_id[argument.id]),
                    "for" if argument.side == "against" else "against",
                ),
            )
            for argument in arguments
        )

    def _quotations(
        self,
        kind: str,
        holder: str,
        excerpts: Sequence[Excerpt],
        worth: float,
        side: Side = "",
    ) -> tuple[Quoted, ...]:
        """The quotations that one item may print; a quotation is printed once in an edition."""
        made = []
        wanted = [excerpt for excerpt in excerpts if self._wanted(kind, holder, excerpt)]
        for excerpt in self._offered(kind, wanted, f"{holder}/"):
            self._printed.add(excerpt.id)
            cut, quotation = self._cut(excerpt)
            key = self._add(
                kind,
                f"{holder}/{excerpt.id}",
                worth * self._strength(excerpt),
                side=side,
                argument=holder,
                words=_count(quotation.text),
                excerpt=excerpt,
            )
            made.append(self._quoted(key, excerpt, cut, quotation))
        return tuple(made)

    def _wanted(self, kind: str, holder: str, excerpt: Excerpt) -> bool:
        reason = self._unwanted(excerpt)
        if reason:
            self._exclude(kind, f"{holder}/{excerpt.id}", reason)
        return not reason

    def _unwanted(self, excerpt: Excerpt) -> str:
        """Why the edition may not print *excerpt* here; '' if it may."""
        most = self._length.quote.most_words
        if excerpt.reserve:
            return "kept in reserve"
        if excerpt.id in self._printed:
            return "repetition: offered elsewhere in this edition"
        if excerpt.id in self._skipped:
            return "skipped by the editor"
        if excerpt.id in self._pinned:
            return ""
        if not excerpt.scope.admits(self._audience.id):
            return "not for this audience"
        if _count(self._cut(excerpt)[1].text) > most:
            return f"longer than the {most} words that this length quotes"
        return ""

    def _cut(self, excerpt: Excerpt) -> tuple[Literal["short", "full"], Quotation]:
        if self._length.quote.cut == "short" and excerpt.short is not None:
            return "short", excerpt.short
        return "full", excerpt.quotation

    def _quoted(
        self, key: str, excerpt: Excerpt, cut: Literal["short", "full"], quotation: Quotation
    ) -> Quoted:
        record = self._outline.sources[quotation.source].record
        return Quoted(
            key=key,
            id=excerpt.id,
            cut=cut,
            text=quotation.text,
            speaker=excerpt.speaker.name,
            role=excerpt.speaker.role,
            manner=excerpt.manner,
            quoted_from=excerpt.quoted_from,
            outlet=outlet(record),
            when=self._when(excerpt, record),
            evidence=(excerpt.id,),
            second_hand=second_hand(excerpt, record),
            overtaken=needs_date(self._outline, excerpt),
            differs=bool(unsettled_facts(self._outline, (excerpt.id,))),
        )

    def _when(self, excerpt: Excerpt, record: Record) -> str:
        if excerpt.as_of:
            return EdtfDate(excerpt.as_of).short()
        return record.issued.short() if record.issued else "undated"

    # the other sections

    def _stakeholders(self) -> tuple[Stakeholder, ...]:
        made = []
        for holder in self._section("stakeholders", "stakeholder", self._outline.stakeholders):
            evidence = holder.evidence or tuple(voice.id for voice in holder.voices)
            worth = holder.weight / _NEUTRAL_WEIGHT
            key = self._add("stakeholder", holder.id, worth, camp=_camp(holder.position))
            voices = self._quotations("voice", holder.id, holder.voices, 1.0)
            made.append(
                Stakeholder(
                    key,
                    holder.id,
                    self._say(holder.name),
                    holder.position,
                    self._say(holder.interest),
                    self._notes(evidence),
                    voices,
                )
            )
        return tuple(made)

    def _steps(self) -> tuple[Step, ...]:
        wanted = self._section("steps", "step", self._outline.next_steps)
        return tuple(
            Step(
                self._add(
                    "step",
                    step.id,
                    step.weight / _NEUTRAL_WEIGHT / (1 + 0.1 * rank),
                    floor=rank == 0,
                ),
                self._say(step.action),
                self._say(step.owner),
                self._say(step.when),
                self._notes(step.evidence or tuple(excerpt.id for excerpt in step.excerpts)),
            )
            for rank, step in enumerate(wanted)
        )

    def _topics(
        self, kind: str, topics: Sequence[outlines.Topic | outlines.Obstacle]
    ) -> tuple[Topic, ...]:
        made = []
        for rank, topic in enumerate(topics):
            worth = 1 / (1 + 0.15 * rank)
            excerpts = topic.excerpts if isinstance(topic, outlines.Topic) else ()
            evidence = topic.evidence or tuple(excerpt.id for excerpt in excerpts)
            key = self._add(kind, topic.id, worth)
            text = self._say(topic.gist)
            gist = Worded(key, text, self._notes(evidence)) if text else None
            quotations = self._quotations("voice", topic.id, excerpts, worth)
            made.append(Topic(key, self._say(topic.title), gist, quotations))
        return tuple(made)

    def _events(self) -> tuple[Event, ...]:
        return tuple(
            Event(
                self._add("event", event.id),
                event.date.short(),
                self._say(event.event),
                self._notes(event.evidence),
            )
            for event in self._section("timeline", "event", self._outline.timeline)
        )

    def _facts(self) -> tuple[Fact, ...]:
        disputed = [fact for fact in self._outline.facts if fact.disagrees]
        for fact in self._outline.facts:
            if not fact.disagrees:
                self._exclude("fact", fact.id, "the sources agree on it")
        return tuple(self._fact(fact) for fact in self._section("facts", "fact", disputed))

    def _fact(self, fact: outlines.Fact) -> Fact:
        evidence = tuple(assertion.excerpt for assertion in fact.assertions)
        return Fact(
            key=self._add("fact", fact.id),
            label=self._say(fact.label),
            value=self._say(fact.settled.value) if fact.settled else "",
            because=self._say(fact.settled.because) if fact.settled else "",
            assertions=tuple(self._assertion(one) for one in fact.assertions),
            evidence=self._notes(evidence),
        )

    def _assertion(self, assertion: outlines.Assertion) -> Assertion:
        excerpt = self._outline.excerpts[assertion.excerpt]
        record = self._outline.sources[assertion.source].record
        return Assertion(
            assertion.value, outlet(record), self._when(excerpt, record), (assertion.excerpt,)
        )

    def _status(self) -> tuple[Status, ...]:
        return tuple(
            Status(
                self._add("status", one.id),
                self._say(one.measure),
                self._say(one.chamber),
                self._say(one.companion),
                self._say(one.committee),
                self._say(one.stage),
                one.as_of.display() if one.as_of else "",
                self._notes(one.evidence),
            )
            for one in self._section("status", "status", self._outline.status)
        )

    def _votes(self) -> tuple[Vote, ...]:
        return tuple(
            Vote(
                self._add("vote", one.id),
                self._say(one.chamber),
                self._say(one.needed),
                self._say(one.why),
                one.as_of.display() if one.as_of else "",
                self._notes(one.evidence),
            )
            for one in self._section("votes", "vote", self._outline.votes)
        )

    def _points(self) -> tuple[Worded, ...]:
        return tuple(
            Worded(
                self._add("point", one.id, 1 / (1 + 0.1 * number)),
                self._say(one.text),
                self._notes(one.evidence),
            )
            for number, one in enumerate(
                self._section("talking-points", "point", self._outline.talking_points), 1
            )
        )

    def _questions(self) -> tuple[Question, ...]:
        return tuple(
            Question(
                self._add("question", one.id, 1 / (1 + 0.1 * number)),
                self._say(one.question),
                self._say(one.answer),
                self._notes(one.evidence),
            )
            for number, one in enumerate(
                self._section("questions", "question", self._outline.questions), 1
            )
        )

    def _options(self) -> tuple[Option, ...]:
        return tuple(
            Option(
                self._add("option", option.id),
                self._say(option.title),
                self._say(option.gist),
                tuple(self._say(pro) for pro in option.pros),
                tuple(self._say(con) for con in option.cons),
                self._notes(option.evidence),
            )
            for option in self._section("options", "option", self._outline.options)
        )


def _replied(argument: Argument, replies: tuple[Quoted, ...]) -> Argument:
    return replace(argument, replies=replies)


def _camp(position: str) -> str:
    """Where a stakeholder leans: those on a fence make up a camp of their own."""
    if position in {"supports", "leans-support"}:
        return "for"
    return "against" if position in {"opposes", "leans-against"} else "between"


def _count(text: str) -> int:
    return len(text.split())
