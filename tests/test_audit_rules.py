"""Every rule of the audit, by example: what it must find, and near-misses that it must not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from audited import Record, excerpt, outlined, source
from shipped import workshop as workshop_of
from test_audit_context import CASES

from briefgen.audit import audit_edition, findings_of
from briefgen.build import edition_of
from briefgen.request import Request
from briefgen.rules import RULES
from briefgen.workshop import Workshop


@dataclass(frozen=True)
class Case:
    """A dossier of *sources* and *frame*; *shown* are the increments of an edition, if one."""

    sources: tuple[Record, ...]
    frame: dict[str, Any] = field(default_factory=dict)
    shown: tuple[str, ...] = ()


def case(*sources: Record, **frame: Any) -> Case:
    return Case(sources, frame)


SAVES, COSTS, AGREES = (
    "It saves the county money.",
    "The rule costs lives in autumn.",
    "The log shows savings every year.",
)
PRO = {"id": "pro", "side": "for", "claim": "It saves money."}
CON = {"id": "con", "side": "against", "claim": "It costs lives."}
SAID = "“The rule is very old,” Ann Doe said."
DOE, ROE = {"name": "Ann Doe"}, {"name": "Bob Roe"}


def letter(*tags: str, kind: str = "op-ed", **more: Any) -> Record:
    told = excerpt("saves", SAVES[:-1], *(tags or ("supports:pro",)), speaker=DOE, **more)
    return source("letter", f"“{SAVES[:-1]},” Ann Doe said.", told, kind=kind)


def study(*tags: str, kind: str = "report", **more: Any) -> Record:
    told = excerpt("costs", COSTS[:-1], *(tags or ("supports:con",)), speaker=ROE, **more)
    return source("study", f"“{COSTS[:-1]},” Bob Roe said.", told, kind=kind)


def log(*tags: str, kind: str = "data") -> Record:
    return source("log", AGREES, excerpt("agrees", AGREES[:-1], *(tags or PROVES)), kind=kind)


PROVES = ("supports:pro",)


def sides(*sources: Record, pro: Record = PRO, con: Record = CON, **frame: Any) -> Case:
    return case(*sources, arguments=[pro, con], **frame)


def one(text: str, quote: str, kind: str = "news", **more: Any) -> Case:
    """One quotation of one text."""
    return case(
        source("gazette", text, excerpt("one", quote, **more), kind=kind, publisher="The Gazette")
    )


# Disagreement and numbers ------------------------------------------------------------------------

FIRES = "There were 412 fires. There were about 400 fires. Doe, Roe and Poe counted them in 2024."


def fires(
    *values: str, settled: str = "", covers: Sequence[str] = (), words: str = "", **frame: Any
) -> Case:
    """What two sentences say of the fires, how it is settled, and what the analyst says."""
    quotes = ("There were 412 fires", "There were about 400 fires")
    told = [
        excerpt(f"fires-{n}", quote, asserts={"fires": value})
        for n, (quote, value) in enumerate(zip(quotes, values, strict=False))
    ]
    told.append(excerpt("counted", "Doe, Roe and Poe counted them in 2024."))
    fact: Record = {"id": "fires", "label": "Fires of the year"}
    if settled:
        fact["settled"] = {"value": settled, "because": "counted", "covers": list(covers)}
    points = [{"text": words, "evidence": [each["id"] for each in told]}] if words else []
    return case(source("log", FIRES, *told), facts=[fact], talking_points=points, **frame)


def point(words: str) -> Case:
    return fires("412", words=words)


def points(*wordings: str) -> Case:
    """Talking points that cite the same passage."""
    made = [{"text": words, "evidence": ["counted"]} for words in wordings]
    return fires() if not made else Case(fires().sources, {"talking_points": made})


# Staleness ---------------------------------------------------------------------------------------

BILL = "No bill has come up. Bill 7 came up in 2026."


def bills(when: str, event: str = "2026", quote: str = "No bill has come up", **more: Any) -> Case:
    told = source(
        "gazette", BILL, excerpt("none", quote, "for:pro", "background:bills", **more), issued=when
    )
    came = source(
        "log", BILL, excerpt("came", "Bill 7 came up in 2026", "background:bills"), issued="2026"
    )
    return case(
        told, came, timeline=[{"date": event, "event": "A bill comes up.", "evidence": ["came"]}]
    )


def dated(issued: str = "2026", as_of: str = "2026", **frame: Any) -> Case:
    """A source, a quotation and items of a dossier that speaks for the first of March 2026."""
    told = excerpt("one", SAVES[:-1], "background:x", as_of=as_of)
    return case(source("gazette", SAVES, told, issued=issued), **frame)


def topics(tagged: str) -> Case:
    """A quotation on a topic, beside two that are declared."""
    told = source("gazette", SAVES, excerpt("one", SAVES[:-1], f"background:{tagged}"))
    return case(told, background=[{"id": "the-code"}, {"id": "act-1"}])


# Editions ----------------------------------------------------------------------------------------

LONG = " ".join(f"word{n}" for n in range(40))


def edition(*shown: str) -> Case:
    """Both sides, an answer, a reply, and six quotations, of which an edition shows some."""
    words = [f"Sentence {name} of the letter is short." for name in "abcd"]
    many = [
        excerpt(f"letter-{name}", text, "supports:pro")
        for name, text in zip("abcd", words, strict=True)
    ]
    answering = {**PRO, "answers": ["con"]}
    return Case(
        (
            source("letter", " ".join(words), *many),
            source("study", COSTS, excerpt("costs", COSTS[:-1], "supports:con")),
            log("rebuts:con"),
        ),
        {"arguments": [answering, {**CON, "gist": LONG}]},
        shown,
    )


BOTH = ("argument/pro", "argument/con")
OF_LETTER = tuple(f"quotation/pro/letter-{name}" for name in "abcd")
OF_OTHERS = ("quotation/con/costs", "reply/con/agrees")

# By rule -----------------------------------------------------------------------------------------

EXAMPLES: dict[str, tuple[list[Case], list[Case]]] = {
    "lopsided": (
        [sides(letter(), study(), limits={"words_ratio": 1.1})],
        [sides(letter(), study())],
    ),
    "single-source-claim": (
        [sides(letter(), study())],
        [
            sides(letter(), study(), log("supports:pro", "supports:con")),
            case(letter("for:pro")),  # a dossier of one source can do no better
        ],
    ),
    "op-ed-only-claim": (
        [sides(letter(), study()), sides(letter(kind="aggregator"), study())],
        [sides(letter(), study(), log()), sides(letter(kind="news"), study())],
    ),
    "unanswered-objection": (
        [sides(letter(), study())],
        [
            sides(letter(), study(), pro={**PRO, "answers": ["con"]}),
            sides(letter("supports:pro", "rebuts:con"), study()),
        ],
    ),
    "bare-reply": (
        [sides(letter(reserve="Hearsay."), study(), pro={**PRO, "answers": ["con"]})],
        [
            sides(letter(), study(), pro={**PRO, "answers": ["con"]}),
            sides(letter(reserve="Hearsay."), study()),
        ],
    ),
    "no-own-voice": (
        [
            case(
                letter("for:pro", "stakeholder:poe", manner="reports"),
                stakeholders=[{"id": "poe", "name": "Zed Poe", "position": "supports"}],
            )
        ],
        [
            case(
                letter("for:pro", "stakeholder:doe"),
                stakeholders=[{"id": "doe", "name": "Ann Doe", "position": "supports"}],
            ),
            case(
                letter("for:pro", "stakeholder:poe", manner="reports"),
                stakeholders=[{"id": "poe", "name": "Zed Poe", "position": "undeclared"}],
            ),
        ],
    ),
    "conceded-only": (
        [sides(letter(), study(manner="concedes")), sides(letter(), study(manner="reports"))],
        [
            sides(letter(manner="concedes"), study()),
            sides(letter("supports:con", manner="concedes"), study(), log()),
        ],
    ),
    "unsettled-disagreement": (
        [fires("412", "about 400")],
        [
            fires("412", "about 400", settled="412"),
            fires("412", " 412 "),
            fires("412"),
        ],
    ),
    "settled-without-source": (
        [fires("412", "about 400", settled="390"), fires("412", settled="412", covers=["421"])],
        [
            fires("412", "about 400", settled="412"),
            fires("412", "about 400", settled="412", covers=["about  400"]),
            fires(settled="390"),
        ],
    ),
    "number-without-source": (
        [
            point("There were 421 fires."),
            point("Four people counted the fires."),
            point("There were 412 fires in mid-2023."),
            point("Doe, Roe and Poe counted the fires in March 2024."),
            fires(title={"default": "421 fires and what they cost"}),
            fires("421"),  # what is asserted stands in no quotation
            case(
                *fires().sources,
                timeline=[{"date": "2023", "event": "They count.", "evidence": ["counted"]}],
            ),
            case(*fires().sources, timeline=[{"date": "2024", "event": "They count."}]),
        ],
        [
            point("There were 412 fires."),
            point("Three people counted the fires, for two reasons: pay and duty."),
            point("Two things matter: the fires and the smoke."),
            point("There were 412 fires by March 2026, the day of this brief."),
            point("One fire is too many; H.R. 5917 and Section 402 name none."),
            fires(title={"default": "412 fires and what they cost"}),
            case(
                *fires().sources,
                timeline=[{"date": "2024", "event": "They count.", "evidence": ["counted"]}],
            ),
            case(
                *fires().sources,
                timeline=[
                    {
                        "date": "2024",
                        "event": {"default": "They count.", "evidence": ["counted"]},
                    }
                ],
            ),
            case(*fires().sources, timeline=[{"date": "2023~", "event": "They count."}]),
            case(
                *fires().sources,
                timeline=[{"date": "2023~", "event": "They count.", "evidence": ["counted"]}],
            ),
        ],
    ),
    "numbers-differ": (
        [
            points("They are three county clerks.", "They are four county clerks."),
            Case(
                fires().sources,
                {
                    "talking_points": [
                        {
                            "text": {
                                "default": "Three county clerks counted.",
                                "public": "Four county clerks counted.",
                            },
                            "evidence": ["counted"],
                        }
                    ]
                },
            ),
        ],
        [
            points("They are three county clerks.", "There are four town clerks."),
            points("They are three county clerks.", "They are 3 county clerks."),
        ],
    ),
    "rejected-value": (
        [fires("412", "about 400", settled="412", words="There were 400 fires.")],
        [
            fires("412", "about 400", settled="412", words="There were 412 fires, not 400."),
            fires("412", "about 400", words="There were 400 fires."),
        ],
    ),
    "overtaken": (
        [bills("2025-06")],
        [
            bills("2025-06", as_of="2025-06"),
            bills("2026-02", event="2026-01"),
            bills("2025-06", event="2027-01"),
            bills("2025-06", quote="Bill 7 came up"),
        ],
    ),
    "old-statement": (
        [bills("2023-06", quote="Bill 7 came up")],
        [
            bills("2025-06", quote="Bill 7 came up"),
            case(source("old", SAVES, excerpt("one", SAVES[:-1], "background:x"), issued="1974")),
        ],
    ),
    "dated-after": (
        [
            dated(issued="2026-03-02"),
            dated(issued="2026-04"),
            dated(as_of="2027"),
            dated(status=[{"measure": "Ordinance 7", "as_of": "2026-03-02"}]),
            dated(votes=[{"chamber": "board", "needed": "5", "as_of": "2026-04"}]),
        ],
        [
            dated(issued="2026-03-01", as_of="2026-03-01"),
            dated(issued="2026-03", as_of="2026"),  # may be of that day or before
            dated(issued="2026-02/.."),
            dated(status=[{"measure": "Ordinance 7", "as_of": "2026-03-01"}]),
            dated(timeline=[{"date": "2027~", "event": "The vote is due."}]),
        ],
    ),
    "broken-word": (
        [
            one("The council took no posi-\ntion on it.", "The council took no posi- tion"),
            one("The council took no posi-  \n  tion on it.", "took no posi- tion on it"),
            one("The council took no posi\u00ad\ntion on it.", "took no posi tion on it"),
            one("The Jackson-\nVanik rule is old.", "The Jackson- Vanik rule is old."),
            one("It took no posi- tion. A position is due.", "It took no posi- tion."),
            one(
                "It took no posi-\ntion on the rule, and that was in the autumn of last year.",
                "It took no posi- tion … the autumn of last year",
            ),
        ],
        [
            one("The long- and short-term goals", "The long- and short-term goals"),
            one("The pre-\nand post-war rules stand.", "The pre- and post-war rules stand"),
            one("A two-\nto three-year rule stands.", "A two- to three-year rule stands"),
            one("The rule -\nwhich is old - stands.", "The rule - which is old - stands"),
            one("The rule —\nwhich is old — stands.", "The rule — which is old — stands"),
            one("The rule—\nwhich is old—stands.", "The rule— which is old—stands"),
            one("The rule--\nwhich is old--stands.", "The rule-- which is old--stands"),
            one("The rule- which is old- stands.", "The rule- which is old- stands"),
            one("The non-market\nrule is old.", "The non-market rule is old."),
            one("No posi-\ntion was taken on it today.", "was taken on it today"),
            one(
                "The council of the town took no posi-\ntion on it, and went home again.",
                "The council of the town took no … on it, and went home",
            ),
        ],
    ),
    "others-speech": (
        [
            one(SAID, "“The rule is very old,”", speaker=ROE),
            one("“The rule is very old,” Ann Doe said.", "The rule is very old", speaker=ROE),
            one("“The rule is very old,” Ann Doe said.", "The rule is very old"),
        ],
        [
            one("“The rule is very old,” Ann Doe said.", "The rule is very old", speaker=DOE),
            one("The “very old rule” stands.", "very old rule"),
        ],
    ),
    "not-speech": (
        [
            one("The rule is very old, Ann Doe said.", "The rule is very old", speaker=DOE),
            one("Ann Doe is against it.", "is against it", speaker=ROE, manner="reports"),
        ],
        [
            one(SAID, "“The rule is very old,”", speaker=DOE),
            one(
                "The rule is very old, Ann Doe said.",
                "The rule is very old",
                manner="reports",
                quoted_from="Ann Doe",
            ),
            one(
                "As Bob Roe noted, “clerks say that the rule is very old.”",
                "clerks say that the rule is very old",
                manner="reports",
                speaker=ROE,
            ),
            one("DOE: The rule is very old.", "The rule is very old", "transcript", speaker=DOE),
        ],
    ),
    "inner-quotation": (
        [
            one("They call it a “tax on leaves” here.", "They call it a “tax on leaves” here."),
            one(
                "They call it a “tax on leaves” here.",
                "They call it a “tax on leaves” here.",
                kind="interview",
                speaker=DOE,
            ),
        ],
        [
            one(SAID, "“The rule is very old,”", speaker=DOE),  # the marks are those of her speech
            one(SAID, "“The rule is very old,”", speaker={"role": "clerk"}),
            one(SAID, SAID, speaker=DOE),
            one(
                "They call it a “tax on leaves” here.",
                "They call it a “tax on leaves” here.",
                quoted_from="A. Critic",
            ),
            one("They call it a “tax” here.", "They call it a “tax” here."),
        ],
    ),
    "two-versions": (
        [
            case(
                source(
                    "g",
                    "“The county met every condition for release,” Ann Doe said. Later: “The"
                    " county meets every condition and deserves release,” Ann Doe said.",
                    excerpt("a", "The county met every condition for release", speaker=DOE),
                    excerpt(
                        "b", "The county meets every condition and deserves release", speaker=DOE
                    ),
                )
            )
        ],
        [
            case(
                source(
                    "g",
                    "“The county met every condition for release,” Ann Doe said. “Leaves burn"
                    " best in dry October weather,” Ann Doe said.",
                    excerpt("a", "The county met every condition for release", speaker=DOE),
                    excerpt("b", "Leaves burn best in dry October weather", speaker=DOE),
                )
            )
        ],
    ),
    "unread-paragraphs": (
        [one("The rule is old.\n\nNobody asked.", "The rule is old")],
        [
            one("The rule is old.\n\nOn gazette", "The rule is old"),  # the title again
            case(
                source(
                    "g",
                    "The rule is old.\n\nNobody asked.\n\n[1] Photo: A. Doe",
                    excerpt("a", "The rule is old"),
                    excerpt("b", "Nobody asked", reserve="It says nothing of the rule."),
                    reference_marks="brackets",
                    boilerplate=["Photo:"],
                )
            ),
        ],
    ),
    "passed-over-but-quoted": (
        [
            case(
                source(
                    "g",
                    "The rule is old.\n\nNobody asked.",
                    excerpt("a", "The rule is old"),
                    passed_over=[{"paragraph": 1, "reason": "Dull."}],
                )
            )
        ],
        [
            case(
                source(
                    "g",
                    "The rule is old.\n\nNobody asked.",
                    excerpt("a", "The rule is old"),
                    excerpt("b", "Nobody asked", reserve="It says nothing of the rule."),
                    passed_over=[{"paragraph": 2, "reason": "Dull."}],
                )
            )
        ],
    ),
    "unprintable-excerpt": (
        [
            sides(letter(audiences=["congress"]), study(), pro={**PRO, "audiences": ["public"]}),
            sides(letter(), study("supports:con"), log("fact:fires"), facts=fires().frame["facts"]),
        ],
        [
            sides(letter(audiences=["congress"]), study(), pro={**PRO, "audiences": ["congress"]}),
            sides(
                letter(),
                study(),
                log("fact:fires"),
                facts=fires().frame["facts"],
                talking_points=[{"text": "It saves.", "evidence": ["agrees"]}],
            ),
        ],
    ),
    "reference-spelling": (
        [
            case(
                source("g", "Take up HR5917.", excerpt("a", "Take up HR5917")),
                talking_points=[
                    {"text": "Pass H.R. 5917."},
                    {"text": "H.R. 5917 is short."},
                    {"text": "HR 5917 is late."},
                ],
            )
        ],
        [
            case(  # quotations print what their sources have
                source("g", "Take up HR5917.", excerpt("a", "Take up HR5917")),
                talking_points=[{"text": "Pass H.R. 5917."}, {"text": "H.R. 5917 is short."}],
            )
        ],
    ),
    "unknown-reference": (
        [
            case(
                source("g", "Take up HR5917.", excerpt("a", "Take up HR5917")),
                talking_points=[{"text": "Pass H.R. 5971."}],
            )
        ],
        [
            case(
                source("g", "Take up HR5917.", excerpt("a", "Take up HR5917")),
                talking_points=[{"text": "Pass H.R. 5917."}],
            )
        ],
    ),
    "near-name": (
        [topics("the-cod"), topics("the-codes")],
        [
            topics("the-code"),
            topics("the-market"),
            topics("act-2"),
            case(*topics("the-cod").sources),
        ],
    ),
    "one-sided-edition": ([edition("argument/pro")], [edition(*BOTH), edition()]),
    "lopsided-edition": ([edition(*BOTH)], [edition(*BOTH, *OF_LETTER)]),
    "leans-on-source": (
        [edition(*BOTH, *OF_LETTER)],
        [edition(*BOTH, *OF_LETTER[:3], *OF_OTHERS), edition(*BOTH, *OF_LETTER[:3])],
    ),
    "unanswered-in-edition": (
        [edition("argument/con")],
        [edition(*BOTH), edition("argument/con", "reply/con/agrees"), edition("argument/pro")],
    ),
}


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return workshop_of("jackson-vanik")


def found_in(folder: Path, wanted: Case, workshop: Workshop) -> set[str]:
    """The rules that find something in a case."""
    outline = outlined(folder, *wanted.sources, **wanted.frame)
    of_dossier = {finding.rule for finding in findings_of(outline)}
    made = edition_of(outline, Request("congress", "memo"), workshop)
    assert set(wanted.shown) <= set(made.increments), "the case shows what there is not"
    return of_dossier | {one.rule for one in audit_edition(outline, made, wanted.shown)}


def examples(index: int) -> Iterator[tuple[str, int]]:
    return ((rule, n) for rule, cases in EXAMPLES.items() for n in range(len(cases[index])))


@pytest.mark.parametrize(("rule", "number"), list(examples(0)))
def test_a_rule_finds(rule: str, number: int, tmp_path: Path, workshop: Workshop) -> None:
    assert rule in found_in(tmp_path, EXAMPLES[rule][0][number], workshop)


@pytest.mark.parametrize(("rule", "number"), list(examples(1)))
def test_a_rule_passes_over(rule: str, number: int, tmp_path: Path, workshop: Workshop) -> None:
    assert rule not in found_in(tmp_path, EXAMPLES[rule][1][number], workshop)


def test_every_rule_has_both() -> None:
    tables = {**EXAMPLES, **CASES}
    assert set(tables) == set(RULES)
    assert all(finds and misses for finds, misses in tables.values())
