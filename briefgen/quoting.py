"""Quoting: which quotations the items of an edition may print, and in which cut.

In: an `Offer`, and the excerpts that speak for an item. Out: the quotations that it may print, each
an increment of the offer; why it may not print the others is put on record there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefgen.audit.disagreement import unsettled_facts
from briefgen.audit.staleness import needs_date, stated_on
from briefgen.counts import many, words_in
from briefgen.editions import Quoted, SideIfAny
from briefgen.excerpts import NEUTRAL_WEIGHT, Excerpt, Quotation
from briefgen.kinds import EVIDENCE_ROLES, Cut, IncrementKind
from briefgen.offering import Offer
from briefgen.outline import Outline
from briefgen.voices import outlet_named, second_hand

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


class Quoting:
    """Hands out the quotations of one edition, each of them once."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._printed: set[str] = set()

    def quotations(
        self,
        kind: IncrementKind,
        holder: str,
        excerpts: Sequence[Excerpt],
        worth: float,
        side: SideIfAny = "",
    ) -> tuple[Quoted, ...]:
        """The quotations that one item may print; a quotation is printed once in an edition."""
        made = []
        wanted = [excerpt for excerpt in excerpts if self._wanted(kind, holder, excerpt)]
        for excerpt in self._offer.offered(kind, wanted, f"{holder}/"):
            self._printed.add(excerpt.id)
            cut, quotation = self._cut(excerpt)
            key = self._offer.add(
                kind,
                f"{holder}/{excerpt.id}",
                worth * self.strength(excerpt),
                side=side,
                argument=holder,
                words=words_in(quotation.text),
                excerpt=excerpt,
            )
            made.append(self._quoted(key, excerpt, cut, quotation))
        return tuple(made)

    def stated(self, excerpts: Sequence[Excerpt], *, again: bool) -> Quoted | None:
        """The quotation that may stand for the words of an item that has none; None if none may.

        The strongest one, but those that are pinned first, those that also speak for an argument
        later, and last, where it may stand there *again*, one that stands elsewhere: which items an
        edition will show is not known yet, and some say nothing without any words. It comes and
        goes with its item, and is no increment.
        """
        useless = self._unfit if again else self._unwanted
        usable = [excerpt for excerpt in excerpts if not useless(excerpt)]
        if not usable:
            return None
        found = min(usable, key=self._wanted_elsewhere)
        self._printed.add(found.id)
        return self._quoted("", found, *self._cut(found))

    def _wanted_elsewhere(self, excerpt: Excerpt) -> tuple[bool, bool, bool]:
        argues = any(tag.role in EVIDENCE_ROLES for tag in excerpt.tags)
        return excerpt.id in self._printed, excerpt.id not in self._offer.pinned, argues

    def _wanted(self, kind: str, holder: str, excerpt: Excerpt) -> bool:
        reason = self._unwanted(excerpt)
        if reason:
            self._offer.exclude(kind, f"{holder}/{excerpt.id}", reason)
        return not reason

    def _unwanted(self, excerpt: Excerpt) -> str:
        """Why the edition may not print *excerpt* here; '' if it may."""
        if excerpt.id in self._printed:
            return "repetition: offered elsewhere in this edition"
        return self._unfit(excerpt)

    def _unfit(self, excerpt: Excerpt) -> str:
        """Why the edition may not print *excerpt* at all; '' if it may."""
        most = self._offer.length.quote.most_words
        if excerpt.id in self._offer.skipped:
            return "skipped by the editor"
        if excerpt.id in self._offer.pinned:
            return ""
        if not excerpt.scope.admits(self._offer.audience.id):
            return "not for this audience"
        if words_in(self._cut(excerpt)[1].text) > most:
            return f"longer than the {many(most, 'word')} that this length quotes"
        return ""

    def _cut(self, excerpt: Excerpt) -> tuple[Cut, Quotation]:
        if self._offer.length.quote.cut == "short" and excerpt.short is not None:
            return "short", excerpt.short
        return "full", excerpt.quotation

    def _quoted(self, key: str, excerpt: Excerpt, cut: Cut, quotation: Quotation) -> Quoted:
        record = self._offer.outline.sources[quotation.source].record
        return Quoted(
            key=key,
            id=excerpt.id,
            cut=cut,
            text=quotation.text,
            speaker=excerpt.speaker.name,
            role=excerpt.speaker.role,
            manner=excerpt.manner,
            quoted_from=excerpt.quoted_from,
            outlet=outlet_named(record),
            when=date_of(self._offer.outline, excerpt),
            evidence=(excerpt.id,),
            second_hand=second_hand(excerpt, record),
            overtaken=needs_date(self._offer.outline, excerpt),
            differs=bool(unsettled_facts(self._offer.outline, (excerpt.id,))),
        )

    def strongest(self, excerpts: Sequence[Excerpt]) -> float:
        """The strength of the strongest of *excerpts*, of which there is one at least."""
        return max(self.strength(excerpt) for excerpt in excerpts)

    def strength(self, excerpt: Excerpt) -> float:
        """The analyst's weight × what its kind of source carries; about 1."""
        kind = self._offer.outline.sources[excerpt.quotation.source].record.kind
        return excerpt.weight / NEUTRAL_WEIGHT * _KIND_STRENGTH.get(kind, 1.0)


def date_of(outline: Outline, excerpt: Excerpt) -> str:
    """The short date of a statement, or else of its source."""
    stated = stated_on(outline, excerpt)
    return stated.short() if stated else "undated"
