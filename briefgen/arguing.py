"""Arguing: the arguments of an edition, in the order of what they are worth to its reader.

In: the `Offer`, the `Quoting` and the `Statements` of an edition. Out: its arguments on both sides,
worded and with their quotations, each an increment of the offer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from briefgen import outline as outlines
from briefgen.counts import words_in
from briefgen.editions import Argument, Worded
from briefgen.excerpts import NEUTRAL_WEIGHT
from briefgen.kinds import Side
from briefgen.offering import Offer
from briefgen.quoting import Quoting
from briefgen.stating import Statements, beside
from briefgen.voices import speaker_key

_MORE_SPEAKERS = 0.15
_MOST_SPEAKERS = 3


def by_worth(
    arguments: Iterable[outlines.Argument], offer: Offer, quoting: Quoting
) -> list[outlines.Argument]:
    """*arguments*, the one worth most to the reader first."""
    return sorted(arguments, key=lambda one: _worth_of(one, offer, quoting), reverse=True)


def _worth_of(argument: outlines.Argument, offer: Offer, quoting: Quoting) -> float:
    """What the audience cares for its theme × the analyst's weight × how well it is evidenced."""
    speakers = {speaker_key(excerpt) for excerpt in argument.supports}
    spread = 1 + _MORE_SPEAKERS * (min(len(speakers), _MOST_SPEAKERS) - 1)
    return (
        offer.audience.cares_for(argument.theme)
        * argument.weight
        / NEUTRAL_WEIGHT
        * (quoting.strongest(argument.supports) * spread if argument.supports else 0.5)
    )


class Arguing:
    """Words and ranks the arguments of one edition."""

    def __init__(self, offer: Offer, quoting: Quoting, statements: Statements) -> None:
        self._offer = offer
        self._quoting = quoting
        self._statements = statements
        self._records = {one.id: one for one in offer.outline.arguments}

    def sides(self) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
        """The arguments for and those against. All take their quotations before any reply does."""
        outline = self._offer.outline
        pro, con = self._ranked(outline.arguments_for), self._ranked(outline.arguments_against)
        return tuple(map(self._with_replies, pro)), tuple(map(self._with_replies, con))

    def _ranked(self, candidates: Iterable[outlines.Argument]) -> tuple[Argument, ...]:
        ranked = by_worth(candidates, self._offer, self._quoting)
        offered = self._offer.section("arguments", "argument", ranked)
        return tuple(self._argument(one, first=rank == 0) for rank, one in enumerate(offered))

    def _argument(self, argument: outlines.Argument, *, first: bool) -> Argument:
        worth = _worth_of(argument, self._offer, self._quoting)
        claim, gist = self._offer.say(argument.claim), self._offer.say(argument.gist)
        stated = self._statements.of("argument", argument.id)
        # A claim and its gist come and go together: a claim alone would stand without a note.
        key = self._offer.add(
            "argument",
            argument.id,
            worth,
            floor=first,
            side=argument.side,
            argument=argument.id,
            words=words_in(claim) + words_in(gist) + words_in(stated.text if stated else ""),
            excerpt=self._statements.excerpt_of(stated),
        )
        tagged = tuple(excerpt.id for excerpt in argument.supports)
        cited = self._offer.cited(argument.evidence, argument.claim, tagged=tagged)
        cited_for_gist = self._offer.cited(argument.evidence, argument.gist, tagged=tagged)
        others = beside(argument.supports, stated)
        return Argument(
            key=key,
            id=argument.id,
            side=argument.side,
            theme=argument.theme,
            claim=Worded(key, claim, cited),
            gist=Worded(key, gist, cited_for_gist) if gist else None,
            quotations=self._quoting.quotations(
                "quotation", argument.id, others, worth, argument.side
            ),
            replies=(),
            answered_by=self._answers(argument),
            stated=stated,
        )

    def _answers(self, argument: outlines.Argument) -> tuple[str, ...]:
        answers = (self._records[name] for name in argument.answered_by)
        audience = self._offer.audience.id
        return tuple(self._offer.say(one.claim) for one in answers if one.scope.admits(audience))

    def _with_replies(self, argument: Argument) -> Argument:
        """*argument* with the quotations that rebut it, as far as these are not printed yet."""
        record = self._records[argument.id]
        worth = _worth_of(record, self._offer, self._quoting)
        side: Side = "for" if argument.side == "against" else "against"
        replies = self._quoting.quotations("reply", argument.id, record.rebuttals, worth, side)
        return replace(argument, replies=replies)
