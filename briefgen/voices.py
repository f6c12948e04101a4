"""Voices: who speaks in an excerpt, and where it was published.

In: excerpts and bibliographic records. Out: names by which voices are told apart and counted. One
person is one voice, in whatever source; somebody unnamed is one voice of the source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from briefgen.excerpts import Excerpt
from briefgen.sources import Record

Called = TypeVar("Called", bound=Hashable)
"""What something is called: words, or words with their looks."""

_FIRST_LETTERS = 40
"""So long may a title be that stands for the name of an outlet."""


def speaker_key(excerpt: Excerpt) -> str:
    """One key per voice: the name, or the role in its source where nobody is named."""
    speaker = excerpt.speaker
    return speaker.name or f"{speaker.role} ({excerpt.quotation.source})"


def outlet(record: Record) -> str:
    """Where a source was published, in as few words as the record has: never guessed."""
    return (
        record.container_title or record.publisher or str(next(iter(record.author), record.title))
    )


def outlet_named(record: Record) -> str:
    """`outlet` for a line that names several: instead of a whole title its site or first words."""
    if record.container_title or record.publisher or record.author:
        return outlet(record)
    site = (urlsplit(record.url).hostname or "").removeprefix("www.") if record.url else ""
    return site or first_words(record.title)


def first_words(title: str, most: int = _FIRST_LETTERS) -> str:
    """*title* as far as its colon, or a few words of it: *most* letters; never half of what it
    quotes.
    """
    if len(title) <= most:
        return title
    main, colon, _ = title.partition(": ")
    if colon and len(main) <= most and _is_balanced(main):
        return main
    words = title.split()
    for count in range(len(words) - 1, 0, -1):
        first = " ".join(words[:count])
        if len(first) <= most and _is_balanced(first):
            return f"{first.rstrip(',;:')} …"
    return title


def told_apart(called: Mapping[str, Sequence[Called]]) -> dict[str, Called]:
    """For each the first, and shortest, of its names that nothing else has in the same place.

    All have equally many names, each saying more than the one before it. The last is taken where
    even that does not tell one from another.
    """
    shared = [Counter(names) for names in zip(*called.values(), strict=True)]
    return {
        one: next(
            (name for name, count in zip(names, shared, strict=True) if count[name] == 1),
            names[-1],
        )
        for one, names in called.items()
    }


def _is_balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def own_voices(record: Record) -> frozenset[str]:
    """The names under which a source speaks for itself: authors, publisher, or else its title."""
    names = map(str, record.author)
    published = (record.publisher, record.container_title, record.title, outlet_named(record))
    return frozenset(filter(None, (*names, record.authors, *published)))


def second_hand(excerpt: Excerpt, record: Record) -> str:
    """Who quotes the speaker of *excerpt*: ``in The Platform``, ``by A. Doe``; '' if nobody.

    In news, statements and transcripts others speak as a matter of course. A text that argues
    chooses what it quotes, so its reader is told.
    """
    name, role = excerpt.speaker.name, excerpt.speaker.role
    argues = record.kind in _ARGUING
    if not argues or not name or name in own_voices(record) or "quoted" in role:
        return ""
    published = record.container_title or record.publisher
    return f"in {published}" if published else f"by {outlet_named(record)}"


_ARGUING = frozenset({"op-ed", "analysis", "aggregator"})
