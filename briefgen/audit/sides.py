"""Sides: what each side of the question has, in the dossier and in one edition of it.

In: an `Outline`, or an `Edition` with the increments that it keeps. Out: a `Balance`, side by side:
what the audit weighs, and what figures, plans and the appendix show. An excerpt counts for the side
that it supports; a rebuttal counts for the side that replies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from briefgen.counts import words_in
from briefgen.editions import Edition
from briefgen.excerpts import Excerpt, Manner
from briefgen.kinds import Side
from briefgen.outline import Outline
from briefgen.voices import outlet, speaker_key


@dataclass(frozen=True, slots=True)
class SideBalance:
    """What one side has: *words* are quoted ones in a dossier, all of its words in an edition.

    *conceded* by the other side, *reported* of others, and the rest of the quotations argues.
    *voices* and *kinds* of source count quotations, most first.
    """

    side: Side
    arguments: int
    words: int
    quotations: int
    conceded: int
    reported: int
    voices: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    outlets: tuple[str, ...]
    """Where these came out; two sources may have come out in one place."""
    kinds: tuple[tuple[str, int], ...]

    @property
    def argued(self) -> int:
        """How many quotations make the case in the speaker's own name."""
        return self.quotations - self.conceded - self.reported

    def as_record(self) -> dict[str, object]:
        """The counts for programs."""
        return {
            "arguments": self.arguments,
            "words": self.words,
            "quotations": self.quotations,
            "argued": self.argued,
            "conceded": self.conceded,
            "reported": self.reported,
            "voices": dict(self.voices),
            "sources": list(self.sources),
            "outlets": list(self.outlets),
            "kinds": dict(self.kinds),
        }


@dataclass(frozen=True, slots=True)
class Balance:
    """Both sides of a dossier or of an edition."""

    pro: SideBalance
    con: SideBalance

    @property
    def sides(self) -> tuple[SideBalance, SideBalance]:
        return self.pro, self.con

    def as_record(self) -> dict[str, object]:
        """The counts for programs, by side."""
        return {"for": self.pro.as_record(), "against": self.con.as_record()}


def balance_of(outline: Outline) -> Balance:
    """The balance of a dossier: every printable excerpt that supports or rebuts an argument."""
    return Balance(_side(outline, "for"), _side(outline, "against"))


def _side(outline: Outline, side: Side) -> SideBalance:
    arguments = [each for each in outline.arguments if each.side == side]
    replies = (one for each in outline.arguments if each.side != side for one in each.rebuttals)
    excerpts = {one.id: one for each in arguments for one in each.supports}
    excerpts |= {one.id: one for one in replies}
    words = sum(words_in(one.quotation.text) for one in excerpts.values())
    return _counted(outline, side, len(arguments), words, excerpts.values())


def _counted(
    outline: Outline, side: Side, arguments: int, words: int, excerpts: Iterable[Excerpt]
) -> SideBalance:
    listed = list(excerpts)
    records = [outline.sources[one.quotation.source].record for one in listed]
    return SideBalance(
        side=side,
        arguments=arguments,
        words=words,
        quotations=len(listed),
        conceded=sum(one.manner is Manner.CONCEDES for one in listed),
        reported=sum(one.manner.relays for one in listed),
        voices=_most_first(speaker_key(one) for one in listed),
        sources=tuple(dict.fromkeys(one.quotation.source for one in listed)),
        outlets=tuple(dict.fromkeys(outlet(record) for record in records)),
        kinds=_most_first(record.kind or "unknown" for record in records),
    )


def _most_first(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda each: (-each[1], each[0])))


def balance_of_edition(outline: Outline, edition: Edition, kept: Iterable[str]) -> Balance:
    """The balance of what an edition shows: the increments whose keys are *kept*."""
    increments = [edition.increments[key] for key in kept if key in edition.increments]

    def side_of(side: Side) -> SideBalance:
        ours = [one for one in increments if one.side == side]
        shown = [outline.excerpts[one.excerpt] for one in ours if one.excerpt]
        arguments = sum(one.kind == "argument" for one in ours)
        return _counted(outline, side, arguments, sum(one.words for one in ours), shown)

    return Balance(side_of("for"), side_of("against"))
