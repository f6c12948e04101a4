"""Balance: where one side, one source or one kind of source carries too much.

In: an `Outline`, or an `Edition` with the increments that it keeps. Out: findings. What each side
has is counted in `sides`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from briefgen.audit.findings import Finding
from briefgen.audit.sides import Balance, balance_of, balance_of_edition
from briefgen.counts import many
from briefgen.editions import Edition
from briefgen.excerpts import Excerpt, Manner
from briefgen.outline import Argument, Outline, Stakeholder
from briefgen.sources import Record
from briefgen.voices import outlet

_OPINION = frozenset({"op-ed", "aggregator"})
_TAKES_NO_SIDE = frozenset({"undeclared", "neutral"})


# What the audit says of a dossier ----------------------------------------------------------------


def balance_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on the sides, on single arguments and on stakeholders."""
    yield from _lopsided(outline)
    for argument in outline.arguments:
        yield from _sourcing(outline, argument)
        yield from _replies(outline, argument)
    for stakeholder in outline.stakeholders:
        yield from _voice(stakeholder)


def _lopsided(outline: Outline) -> Iterator[Finding]:
    balance, limits = balance_of(outline), outline.limits
    measures = (
        ("quoted word", balance.pro.words, balance.con.words, limits.words_ratio),
        ("voice", len(balance.pro.voices), len(balance.con.voices), limits.voices_ratio),
    )
    for what, pro, con, most in measures:
        fewer, more = sorted((pro, con))
        if more and more > most * fewer:
            message = f"for has {many(pro, what)}, against {con}: more than {most:g} to 1"
            yield Finding("lopsided", f"{what.split()[-1]}s", message, outline.place)


def _sourcing(outline: Outline, argument: Argument) -> Iterator[Finding]:
    if not argument.supports:
        return
    records = {
        one.quotation.source: outline.sources[one.quotation.source].record
        for one in argument.supports
    }
    name, count = _shown(argument), len(argument.supports)
    if len(records) == 1 and len(outline.sources) > 1:
        (record,) = records.values()
        message = f"{name} rests on one source, {_told(record, outline)} ({_quotations(count)})"
        yield Finding("single-source-claim", argument.id, message, argument.place)
    kinds = {record.kind for record in records.values()}
    if kinds <= _OPINION:
        message = f"{name} rests on opinion alone: {_listed(sorted(kinds))}"
        yield Finding("op-ed-only-claim", argument.id, message, argument.place)
    second_hand = all(
        one.manner is Manner.CONCEDES or one.manner.relays for one in argument.supports
    )
    if argument.side == "against" and second_hand:
        message = f"nobody quoted makes the case that {name}: it is conceded or reported"
        yield Finding("conceded-only", argument.id, message, argument.place)


def _told(record: Record, outline: Outline) -> str:
    """The outlet of a source, with the title where others came out there, too."""
    place = outlet(record)
    shared = sum(outlet(one.record) == place for one in outline.sources.values()) > 1
    return f"{place}, {record.title}" if shared and record.title != place else place


def _replies(outline: Outline, argument: Argument) -> Iterator[Finding]:
    answered = argument.answered_by or argument.rebuttals
    if argument.side == "against" and not answered:
        message = f"nothing replies to {_shown(argument)}"
        yield Finding("unanswered-objection", argument.id, message, argument.place)
    by_id = {each.id: each for each in outline.arguments}
    for name in argument.answers:
        if not argument.supports and not by_id[name].rebuttals:
            message = (
                f"{_shown(argument)} answers '{name}', and no quotation that can be printed does"
            )
            yield Finding("bare-reply", argument.id, message, argument.place, _reply_hint(name))


def _reply_hint(name: str) -> str:
    return f"tag a quotation rebuts:{name}, or take {name} out of answers"


def _voice(stakeholder: Stakeholder) -> Iterator[Finding]:
    if stakeholder.position in _TAKES_NO_SIDE or any(
        _is_voice_of(one, stakeholder) for one in stakeholder.voices
    ):
        return
    heard = "only reported" if stakeholder.voices else "not quoted"
    message = f"{stakeholder.name} ({stakeholder.position}) is {heard}"
    yield Finding("no-own-voice", stakeholder.id, message, stakeholder.place)


def _is_voice_of(excerpt: Excerpt, stakeholder: Stakeholder) -> bool:
    """Whether the stakeholder speaks: by name, or through somebody whose role names them."""
    if excerpt.manner.relays and excerpt.speaker.name not in stakeholder.name:
        return False
    names, speaker = _names(stakeholder.name), excerpt.speaker
    if not speaker.name and not excerpt.manner.relays:
        return True  # somebody unnamed, whom the tag says to be the stakeholder
    by_name = any(word in _names(speaker.name) for word in names)
    # The role of a former director for Central Asia makes him no voice of its capitals.
    in_role = [word for word in names if word in _names(speaker.role)]
    return by_name or len(in_role) * 2 > len(names)


def _names(text: str) -> list[str]:
    """The words of a name that tell it from others, in lower case."""
    words = (word.strip("(),.’'").lower() for word in text.split())
    return [word for word in words if len(word) > 1 and word not in _COMMON]


_COMMON = frozenset(
    [
        "of",
        "the",
        "and",
        "in",
        "for",
        "on",
        "at",
        "to",
        "by",
        "with",
        "who",
        "as",
        "sen",
        "rep",
        "dr",
        "mr",
        "mrs",
        "ms",
        "government",
        "department",
        "committee",
        "house",
        "senate",
        "members",
        "office",
        "national",
        "united",
        "states",
        "association",
        "council",
        "county",
        "city",
        "agency",
        "secretary",
        "state",
        "sponsors",
        "former",
        "officials",
    ]
)
"""Words of names and offices that many share."""


# What it says of an edition ----------------------------------------------------------------------


def edition_findings(outline: Outline, edition: Edition, kept: Iterable[str]) -> Iterator[Finding]:
    """Findings on what an edition shows: the increments whose keys are *kept*."""
    keys = tuple(kept)
    balance = balance_of_edition(outline, edition, keys)
    name = edition.key
    yield from _one_sided(outline, balance, name)
    yield from _words_of_sides(outline, edition, balance, name)
    yield from _leaning(outline, edition, keys, name)
    yield from _left_unanswered(outline, edition, keys, name)


def _one_sided(outline: Outline, balance: Balance, name: str) -> Iterator[Finding]:
    both = bool(outline.arguments_for and outline.arguments_against)
    shown = [each for each in balance.sides if each.arguments]
    if both and len(shown) == 1:
        message = f"{name} shows arguments {shown[0].side} and none of the other side"
        yield Finding("one-sided-edition", name, message, outline.place)


def _words_of_sides(
    outline: Outline, edition: Edition, balance: Balance, name: str
) -> Iterator[Finding]:
    most = edition.length.balance.words_ratio
    fewer, more = sorted((balance.pro.words, balance.con.words))
    if most and fewer and more > most * fewer:
        message = (
            f"{name} has {many(balance.pro.words, 'word')} for and {balance.con.words} against:"
            f" more than {most:g} to 1"
        )
        yield Finding("lopsided-edition", name, message, outline.place)


def _leaning(
    outline: Outline, edition: Edition, kept: Iterable[str], name: str
) -> Iterator[Finding]:
    most = edition.length.balance.source_share
    quoted = [edition.increments[key].source for key in kept if key in edition.increments]
    counts = Counter(filter(None, quoted))
    if not most or len(outline.sources) < 2 or counts.total() < _ENOUGH:
        return
    source, count = max(counts.items(), key=lambda each: (each[1], each[0]))
    if count > most * counts.total():
        what = _told(outline.sources[source].record, outline)
        message = f"{name} takes {count} of {counts.total()} quotations from {what}"
        yield Finding("leans-on-source", name, message, outline.place)


_ENOUGH = 4
"""From so many quotations on, a share of them says something."""


def _left_unanswered(
    outline: Outline, edition: Edition, kept: Iterable[str], name: str
) -> Iterator[Finding]:
    shown = set(kept)
    places = {one.id: one.place for one in outline.arguments}
    arguments = {f"argument/{one.id}": one for one in edition.arguments_for}
    claims = {one.claim.text for key, one in arguments.items() if key in shown}
    for objection in edition.arguments_against:
        replied = any(reply.key in shown for reply in objection.replies)
        answered = not claims.isdisjoint(objection.answered_by)
        if objection.key in shown and not replied and not answered and objection.answered_by:
            message = f"{name} shows the objection “{objection.claim.text}” and no reply to it"
            yield Finding("unanswered-in-edition", name, message, places[objection.id])


def _shown(argument: Argument) -> str:
    return f"'{argument.id}'"


def _quotations(count: int) -> str:
    return "one quotation" if count == 1 else many(count, "quotation")


def _listed(names: list[str]) -> str:
    return " and ".join(name + "s" for name in names)
