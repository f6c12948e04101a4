"""Staleness: statements about what was still to come, evidence that is simply old, and dates that
have not come yet.

In: an `Outline`. Out: findings; `overtaken_by`: the event of the chronology that came since; and
`needs_date`: the statements beside which editions say as of when they hold.
An event bears on a statement when an excerpt that attests it is tagged with the same topic, fact
or stakeholder, or when its wording names somebody or something that the statement names.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from briefgen.audit.findings import Finding
from briefgen.counts import many
from briefgen.dates import EdtfDate
from briefgen.errors import Place
from briefgen.excerpts import Excerpt
from briefgen.kinds import TAG_ROLES
from briefgen.outline import Event, Measure, Outline, Vote

__all__ = ["needs_date", "overtaken_by", "staleness_findings", "stated_on"]

_STILL_TO_COME = re.compile(
    r"\b(nominee|designate|[a-z]+-elect|incoming|nominated|pending|upcoming|forthcoming"
    r"|not yet|yet to|so far|expected to|scheduled to|is set to|will soon|no bill|no vote)\b",
    re.IGNORECASE,
)
_TIES = frozenset({"background", "fact", "stakeholder"})
_NAME = re.compile(r"\b(?:\d+(?:st|nd|rd|th) )?[A-Z][\w’'-]{3,}\b")
# Too frequent in briefs of this kind to tie a statement to an event.
_EVERYBODYS = frozenset(
    {"Congress", "Senate", "House", "United", "States", "President", "Secretary"}
)


def stated_on(outline: Outline, excerpt: Excerpt) -> EdtfDate | None:
    """When a statement was made: its own date, else that of its source."""
    issued = outline.sources[excerpt.quotation.source].record.issued
    return EdtfDate(excerpt.as_of) if excerpt.as_of else issued


def overtaken_by(outline: Outline, excerpt: Excerpt) -> Event | None:
    """The first event that came after *excerpt* spoke of it as still to come."""
    stated = stated_on(outline, excerpt)
    words = f"{excerpt.quotation.text} {excerpt.speaker.role}"
    if stated is None or not _STILL_TO_COME.search(words):
        return None
    later = (one for one in outline.timeline if _between(one, stated, outline.as_of))
    return next((one for one in later if _bears_on(outline, one, excerpt)), None)


def needs_date(outline: Outline, excerpt: Excerpt) -> bool:
    """Whether a reader must know when *excerpt* was said: it is overtaken, due, or old evidence."""
    stated = stated_on(outline, excerpt)
    if stated is None:
        return False
    old = _is_evidence(excerpt) and stated.latest() < _oldest(outline)
    return old or _is_due(outline, excerpt, stated) or overtaken_by(outline, excerpt) is not None


def _is_due(outline: Outline, excerpt: Excerpt, stated: EdtfDate) -> bool:
    """Whether it looks forward, as in “by 2026”, to a year that has come."""
    years = (int(match[1]) for match in _FORWARD.finditer(excerpt.quotation.text))
    return any(stated.latest().year < year <= outline.as_of.latest().year for year in years)


_FORWARD = re.compile(r"\b(?:by|until|before|in|for) (?:the end of |early |late |mid-)?(2\d{3})\b")


def _oldest(outline: Outline) -> dt.date:
    return _months_before(outline.as_of.latest(), outline.limits.months)


def _between(event: Event, stated: EdtfDate, today: EdtfDate) -> bool:
    return stated.latest() < event.date.earliest() <= today.latest()


def _bears_on(outline: Outline, event: Event, excerpt: Excerpt) -> bool:
    ours = _ties(excerpt)
    attesting = (outline.excerpts[name] for name in event.evidence)
    if any(ours & _ties(one) for one in attesting):
        return True
    return bool(_named(excerpt.quotation.text) & _named(event.event.default))


def _ties(excerpt: Excerpt) -> set[str]:
    tagged = {str(tag) for tag in excerpt.tags if tag.role in _TIES}
    return tagged | {f"fact:{fact}" for fact in excerpt.asserts}


@lru_cache(maxsize=1024)
def _named(text: str) -> frozenset[str]:
    # The first word of a sentence has a capital letter whatever it is.
    words = {match[0] for match in _NAME.finditer(text) if match.start()}
    return frozenset(words) - _EVERYBODYS


def staleness_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on every excerpt that a brief may print, then on dates that have not come yet."""
    yield from _stale(outline)
    today = outline.as_of.short()
    for about, place, date in _dates(outline):
        if date is not None and date.earliest() > outline.as_of.latest():
            message = f"'{about}' is of {date.short()}, and the briefs speak for {today}"
            yield Finding("dated-after", about, message, place)


def _dates(outline: Outline) -> Iterator[tuple[str, Place, EdtfDate | None]]:
    """What says of when it is: the id, the place and the date."""
    for source in outline.sources.values():
        yield source.id, source.record.place, source.record.issued
    for excerpt in outline.excerpts.values():
        yield excerpt.id, excerpt.place, EdtfDate(excerpt.as_of) if excerpt.as_of else None
    held: tuple[Measure | Vote, ...] = (*outline.status, *outline.votes)
    for one in held:
        yield one.id, one.place, one.as_of


def _stale(outline: Outline) -> Iterator[Finding]:
    limit = _oldest(outline)
    for excerpt in outline.excerpts.values():
        stated = stated_on(outline, excerpt)
        if excerpt.reserve or stated is None:
            continue
        event = overtaken_by(outline, excerpt)
        # With a date of its own the editions say as of when it holds.
        if event is not None and not excerpt.as_of:
            message = (
                f"'{excerpt.id}' ({stated.short()}) speaks of what is still to come;"
                f" {event.date.short()}: {event.event.default}"
            )
            yield Finding("overtaken", excerpt.id, message, excerpt.place)
        if stated.latest() < limit and _is_evidence(excerpt):
            age = many(outline.limits.months, "month")
            message = f"'{excerpt.id}' is of {stated.short()}, more than {age} old"
            yield Finding("old-statement", excerpt.id, message, excerpt.place)


def _is_evidence(excerpt: Excerpt) -> bool:
    """Whether it argues: what is history may be as old as it likes."""
    return any(TAG_ROLES[tag.role] == "arguments" for tag in excerpt.tags)


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(max(year, 1), month + 1, 1)
