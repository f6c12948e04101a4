"""Speech: whether the words of a quotation are those of the speaker who is named.

In: an `Outline`. Out: findings where the source puts the words into another mouth, where they are
the source's own and merely report somebody, where words within them are nobody's, and where one
statement is given in two wordings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from briefgen.audit.findings import Finding
from briefgen.audit.surroundings import outside_marks, speech_spans, surroundings_of
from briefgen.excerpts import Excerpt, Manner
from briefgen.outline import Outline
from briefgen.sentences import sentence_spans
from briefgen.sources import Source
from briefgen.voices import own_voices

__all__ = ["speech_findings"]

_SPEECH_THROUGHOUT = frozenset({"interview", "transcript", "statement", "law", "data"})
"""Kinds of source that give speech without quotation marks."""
_SIGNED = frozenset({"op-ed", "analysis"})
"""Kinds of source that speak for their authors, not for who publishes them."""
_FEWEST_WORDS = 4
"""Fewer words in quotation marks may be a title or a term, not speech."""
_LOOK_BACK = 5
"""Paragraphs before a speech in which its speaker may be introduced."""


def speech_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on every printable excerpt, then on pairs of them."""
    printable = [one for one in outline.excerpts.values() if not one.reserve]
    people = frozenset(one.speaker.name for one in outline.excerpts.values() if one.speaker.name)
    for excerpt in printable:
        source = outline.sources[excerpt.quotation.source]
        remark = _attribution(excerpt, source, people)
        if remark:
            yield Finding(remark[0], excerpt.id, remark[1], excerpt.place)
        yield from _inner(excerpt, source)
    yield from _versions(outline, printable)


# Whose words -------------------------------------------------------------------------------------


def _attribution(
    excerpt: Excerpt, source: Source, people: frozenset[str]
) -> tuple[str, str] | None:
    """The rule that is broken and the message, or None."""
    own = not excerpt.speaker.name or excerpt.speaker.name in own_voices(source.record)
    if own and (excerpt.manner.relays or excerpt.quoted_from):
        return None  # a source that tells whom it quotes or reports
    name, authors = excerpt.speaker.name, _others_who_sign(excerpt, source)
    if own and authors:
        return "others-speech", f"'{excerpt.id}' is said by {authors}, not {name}"
    in_speech = surroundings_of(excerpt.quotation, source).in_speech
    in_speech = in_speech or (not own and _is_in_own_marks(excerpt.quotation.text))
    if in_speech and (not own or len(excerpt.quotation.text.split()) >= _FEWEST_WORDS):
        return _of_speech(excerpt, source, people, own=own)
    if own or source.record.kind in _SPEECH_THROUGHOUT:
        return None
    return "not-speech", f"'{excerpt.id}' stands outside quotation marks: no speech of {name}"


def _others_who_sign(excerpt: Excerpt, source: Source) -> str:
    """The authors of a signed piece whose words are given to somebody else, or ''."""
    authors = [str(author) for author in source.record.author]
    name = excerpt.speaker.name
    signs = any(author in name for author in authors)  # all of them may be named in one breath
    signed = source.record.kind in _SIGNED and authors
    return " and ".join(authors) if name and signed and not signs else ""


def _of_speech(
    excerpt: Excerpt, source: Source, people: frozenset[str], *, own: bool
) -> tuple[str, str] | None:
    if own and excerpt.speaker.name:
        message = f"'{excerpt.id}' is speech in the source, and its speaker is the source itself"
        return "others-speech", message
    name = excerpt.speaker.name
    for words in _introductions(source, excerpt):
        named = {each for each in people if _mentions(words, each)}
        if name in named or not name:
            return None
        if named:
            others = " and ".join(sorted(named))
            return "others-speech", f"'{excerpt.id}': the source names {others}, not {name}"
    return "others-speech", f"'{excerpt.id}': the source does not name {name} before this speech"


def _introductions(source: Source, excerpt: Excerpt) -> Iterator[str]:
    """The words that may say who speaks, nearest first: sentence, paragraph, those before."""
    paragraph = source.paragraph_at(excerpt.quotation.start)
    yield outside_marks(_sentence_of_speech(source, excerpt.quotation.start))
    yield outside_marks(source.text[paragraph.start : paragraph.end])
    earlier = source.paragraphs[: paragraph.number - 1][-_LOOK_BACK:]
    for one in reversed(earlier):
        yield outside_marks(source.text[one.start : one.end])


def _sentence_of_speech(source: Source, start: int) -> str:
    """The sentences that the speech around *start* touches, its introduction among them."""
    paragraph = source.paragraph_at(start)
    words = source.text[paragraph.start : paragraph.end]
    at = start - paragraph.start
    begin, end = next(
        (span for span in speech_spans(words) if span[0] < at < span[1]), (at, at + 1)
    )
    touched = [
        span for span in sentence_spans(words, 0, len(words)) if span[0] < end and begin < span[1]
    ]
    return words[touched[0][0] : touched[-1][1]] if touched else words


@lru_cache(maxsize=4096)
def _mentions(words: str, name: str) -> bool:
    """Whether *words* name somebody: in full, by family name or by initials; not “Doe’s visit”."""
    words, name = words.replace("’", "'"), name.replace("’", "'")
    return any(re.search(rf"\b{re.escape(form)}\b(?!'s)", words) for form in _forms(name))


def _forms(name: str) -> list[str]:
    parts = name.split()
    initials = "".join(part[0] for part in parts if part[0].isupper())
    forms = [name]
    if len(parts[-1]) > 2 and parts[-1] not in _BODIES:
        forms.append(parts[-1])
    return [*forms, initials] if len(initials) > 2 else forms


_BODIES = frozenset(
    [
        "Society",
        "Service",
        "Association",
        "Committee",
        "Department",
        "Office",
        "Agency",
        "Congress",
        "Institute",
        "Council",
        "Center",
        "Group",
        "Union",
        "Bank",
        "Court",
        "Commission",
        "Ministry",
        "Authority",
        "Board",
        "Interest",
    ]
)


# Words within words ------------------------------------------------------------------------------


def _is_in_own_marks(text: str) -> bool:
    """Whether *text* is one speech, quoted together with the marks in which its source sets it."""
    return any(begin == 0 and not text[end:].strip(" .,") for begin, end in speech_spans(text))


def _inner(excerpt: Excerpt, source: Source) -> Iterator[Finding]:
    if excerpt.quoted_from or excerpt.manner is Manner.QUOTES:
        return
    text, name = excerpt.quotation.text, excerpt.speaker.name
    quoted = name not in own_voices(source.record)  # nor is one who is named by a role alone
    named = bool(name) and _mentions(outside_marks(text), name)
    if quoted and (_is_in_own_marks(text) or named):
        return  # they are the speaker's, whom the source quotes
    for begin, end in speech_spans(text):
        if len(text[begin:end].split()) > 1:
            message = f"'{excerpt.id}' holds {text[begin:end]} and does not say whose words it is"
            yield Finding("inner-quotation", excerpt.id, message, excerpt.place)
            return


# Two wordings of one statement -------------------------------------------------------------------

_SHARED_WORDS = 4
_SHARED_PART = 0.5
_WORD = re.compile(r"[^\W_]{4,}")


def _versions(outline: Outline, excerpts: Iterable[Excerpt]) -> Iterator[Finding]:
    spoken = [
        one
        for one in excerpts
        if one.speaker.name
        and surroundings_of(one.quotation, outline.sources[one.quotation.source]).in_speech
    ]
    for one, other in combinations(spoken, 2):
        if one.speaker.name == other.speaker.name and _is_version(one, other):
            message = f"'{other.id}' and '{one.id}' seem to be two wordings of one statement"
            yield Finding("two-versions", other.id, message, other.place)


def _is_version(one: Excerpt, other: Excerpt) -> bool:
    apart = one.quotation.source != other.quotation.source or (
        one.quotation.end <= other.quotation.start or other.quotation.end <= one.quotation.start
    )
    ours, theirs = _content(one.quotation.text), _content(other.quotation.text)
    shared = len(ours & theirs)
    alike = shared >= _SHARED_WORDS and shared >= _SHARED_PART * min(len(ours), len(theirs))
    return apart and alike and one.quotation.text != other.quotation.text


def _content(text: str) -> set[str]:
    return {match[0].lower() for match in _WORD.finditer(text)}
