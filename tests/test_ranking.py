"""Ranking: wordings, scopes, order and value for one audience at one length."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tiny import source

from briefgen.assembling import assemble
from briefgen.catalog import Audience, Catalog, Length, QuoteRule, load_catalog
from briefgen.compose import Composer
from briefgen.document import (
    Document,
    Inline,
    NoteRef,
    inlines_of,
    plain,
    rows_of,
    walk_blocks,
)
from briefgen.dossier import load
from briefgen.editions import Edition, Quoted
from briefgen.excerpts import Manner
from briefgen.kinds import Stance
from briefgen.ranking import rank
from briefgen.resources import Templates, house_templates
from briefgen.voices import outlet_named

QUOTES = {
    "gazette": [
        "The rule is old and nobody reads it",
        "It costs us six hours each week",
        "Smoke fills the valley in November each single year without exception",
        "We shall vote in June",
        "Families plan around the season",
    ],
    "letter": ["The rule is a promise", "The rule is a burden on small firms", "Keep it as it is"],
}
EXCERPTS: dict[str, list[dict[str, Any]]] = {
    "gazette": [
        {"id": "old", "tags": ["supports:process", "supports:trade", "stakeholder:chiefs"]},
        {"id": "hours", "tags": ["supports:trade"], "weight": 5, "short": "six hours each week"},
        {"id": "smoke", "tags": ["supports:air"]},
        {"id": "vote", "tags": ["next-step:vote"]},
        {"id": "families", "tags": ["supports:habit"], "audiences": ["public"]},
    ],
    "letter": [
        {"id": "promise", "tags": ["supports:air", "rebuts:process"], "weight": 2},
        {"id": "burden", "tags": ["supports:trade"], "reserve": "said twice"},
        {"id": "keep", "tags": ["rebuts:air"], "manner": "concedes"},
    ],
}
FRAME: dict[str, Any] = {
    "question": "Should it go?",
    "title": {"default": "Let it go", "public": "Off with it", "public/memo": "A memo for you"},
    "proposal": "repeal",
    "as_of": "2026-03-01",
    "bottom_line": "Repeal it.",
    "ask": {"default": "Vote yes.", "public": "Write to us."},
    "arguments": [
        {"id": "trade", "side": "for", "claim": "It costs.", "theme": "trade-investment"},
        {"id": "process", "side": "for", "claim": "It is old.", "theme": "congress-process"},
        {"id": "air", "side": "against", "claim": "It keeps air clean.", "gist": "It does so."},
        {
            "id": "habit",
            "side": "against",
            "claim": "It is a habit.",
            "evidence": ["families", "smoke", "promise", "keep"],
            "audiences": {"except": ["business"]},
            "answers": ["trade"],
        },
    ],
    "stakeholders": [
        {"id": "chiefs", "name": "Chiefs", "position": "supports", "interest": "Fewer forms."}
    ],
    "next_steps": [
        {"id": "call", "action": "Call.", "audiences": ["business"]},
        {"id": "vote", "action": {"default": "Vote.", "congress": "Bring it to a vote."}},
    ],
    "timeline": [{"date": "1981", "event": "Adopted.", "evidence": ["old"]}],
    "talking_points": [{"text": "It is old.", "evidence": ["old"]}],
    "votes": [{"chamber": "Board", "needed": "4 of 7", "evidence": ["vote"]}],
}
Ranked = Callable[..., Edition]


def write(folder: Path, frame: Mapping[str, Any]) -> Path:
    sources = [
        {"id": "gazette", "kind": "news", "type": "article", "title": "G", "issued": "2026-02"},
        {"id": "letter", "kind": "op-ed", "type": "article", "title": "L", "issued": "2025"},
    ]
    files = {"dossier.yaml": json.dumps(frame), "sources.yaml": json.dumps({"sources": sources})}
    for name, quotes in QUOTES.items():
        files[f"texts/{name}.txt"] = "\n\n".join([f"Headline of {name}", *quotes]) + "\n"
        records = [
            {"quote": quote, "speaker": {"role": f"voice {number}"}, **record}
            for number, (quote, record) in enumerate(zip(quotes, EXCERPTS[name], strict=True))
        ]
        files[f"excerpts/{name}.yaml"] = json.dumps({"source": name, "excerpts": records})
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(Templates((house_templates(),)))


@pytest.fixture
def ranked(tmp_path: Path, catalog: Catalog) -> Ranked:
    def make(
        audience: str = "congress",
        length: str = "one-pager",
        stance: Stance | None = "advocacy",
        changes: Mapping[str, Any] | None = None,
        length_changes: Mapping[str, Any] | None = None,
    ) -> Edition:
        outline = assemble(load(write(tmp_path / "d", {**FRAME, **(changes or {})})))
        wanted = catalog.lengths[length].model_copy(update=dict(length_changes or {}))
        return rank(outline, catalog, catalog.audiences[audience], wanted, stance=stance)

    return make


def printed(edition: Edition) -> list[Quoted]:
    """Every quotation that the edition may show."""
    arguments = (*edition.arguments_for, *edition.arguments_against)
    return [
        *(one for a in arguments for one in (*a.quotations, *a.replies)),
        *(one for holder in edition.stakeholders for one in holder.voices),
        *(one for topic in edition.background for one in topic.quotations),
    ]


# --- wordings and scopes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "length", "title"),
    [
        ("congress", "memo", "Let it go"),
        ("public", "one-pager", "Off with it"),
        ("public", "memo", "A memo for you"),
    ],
)
def test_the_most_specific_wording_wins(
    ranked: Ranked, audience: str, length: str, title: str
) -> None:
    assert ranked(audience, length).title == title


def test_wording_is_resolved_in_every_item(ranked: Ranked) -> None:
    assert [step.action for step in ranked("congress").steps] == ["Bring it to a vote."]
    assert [step.action for step in ranked("public").steps] == ["Vote."]


def test_scopes_admit_and_exclude(ranked: Ranked) -> None:
    assert [step.action for step in ranked("business").steps] == ["Call.", "Vote."]
    against = {
        name: [a.id for a in ranked(name).arguments_against] for name in ("public", "business")
    }
    assert sorted(against["public"]) == ["air", "habit"]
    assert against["business"] == ["air"]
    # A reply that the audience is not shown is not announced either.
    answers = {name: ranked(name).arguments_for for name in ("public", "business")}
    assert [a.answered_by for a in answers["public"] if a.id == "trade"] == [("It is a habit.",)]
    assert [a.answered_by for a in answers["business"] if a.id == "trade"] == [()]


def test_sections_that_an_audience_omits(ranked: Ranked) -> None:
    assert ranked("congress").votes
    assert ranked("congress").talking_points
    assert not ranked("public").votes
    assert not ranked("public").talking_points


def test_a_quotation_for_one_audience_is_printed_for_no_other(ranked: Ranked) -> None:
    assert "families" in [one.id for one in printed(ranked("public"))]
    assert "families" not in [one.id for one in printed(ranked("congress"))]


# --- stance ------------------------------------------------------------------------------------


def test_a_neutral_edition_asks_nothing(ranked: Ranked) -> None:
    assert ranked(stance="neutral").ask is None
    advocacy = ranked(stance="advocacy").ask
    assert advocacy is not None
    assert advocacy.text == "Vote yes."
    assert ranked("public", stance="neutral").ask is None


def test_the_dossier_says_which_stance_and_day(ranked: Ranked) -> None:
    assert ranked(stance=None).stance == "neutral"
    assert ranked(stance=None, changes={"stance": "advocacy"}).stance == "advocacy"
    assert ranked().issued == date(2026, 3, 1)


# --- order and value ---------------------------------------------------------------------------


def test_themes_order_the_arguments(ranked: Ranked) -> None:
    assert [a.id for a in ranked("congress").arguments_for] == ["process", "trade"]
    assert [a.id for a in ranked("business").arguments_for] == ["trade", "process"]


def test_the_strongest_argument_of_each_side_and_the_first_step_are_the_floor(
    ranked: Ranked,
) -> None:
    edition = ranked("congress")
    floor = {key for key, one in edition.increments.items() if one.floor}
    assert floor == {"argument/process", f"argument/{edition.arguments_against[0].id}", "step/vote"}


def test_weight_and_kind_of_source_make_the_value(ranked: Ranked) -> None:
    increments = ranked("business").increments
    hours, old = increments["quotation/trade/hours"], increments["quotation/trade/old"]
    assert hours.value > old.value > 0
    assert hours.value / old.value == pytest.approx(5 / 3, rel=1e-3)
    air = ranked("congress").increments
    # An op-ed of weight 2 beside a news report of weight 3.
    ratio = air["quotation/air/promise"].value / air["quotation/air/smoke"].value
    assert ratio == pytest.approx(2 / 3 * 0.9, rel=1e-3)


def test_an_audience_weighs_kinds(ranked: Ranked, catalog: Catalog) -> None:
    weights = {name: catalog.audiences[name].weights["step"] for name in ("congress", "business")}
    values = {name: ranked(name).increments["step/vote"].value for name in weights}
    assert values["congress"] == pytest.approx(1.4 * weights["congress"], rel=1e-3)
    # For business it comes second, after a step of its own.
    assert values["business"] == pytest.approx(1.4 * weights["business"] / 1.1, rel=1e-3)


def test_increments_know_what_they_are(ranked: Ranked) -> None:
    edition = ranked("congress", "memo")
    one = edition.increments["reply/air/keep"]
    assert (one.kind, one.side, one.argument, one.excerpt) == ("reply", "for", "air", "keep")
    assert (one.source, one.speaker, one.words) == ("letter", "voice 2 (letter)", 5)
    for a in (*edition.arguments_for, *edition.arguments_against):
        assert edition.increments[a.key].side == a.side
    keys = [key for key, increment in edition.increments.items() if key == increment.key]
    assert len(keys) == len(edition.increments) > 10


# --- quotations --------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["congress", "business", "executive", "public"])
@pytest.mark.parametrize("length", ["blurb", "one-pager", "two-pager", "memo", "full"])
def test_a_quotation_stands_once_in_an_edition(ranked: Ranked, audience: str, length: str) -> None:
    names = [one.id for one in printed(ranked(audience, length))]
    assert len(names) > 3
    assert len(names) == len(set(names))
    assert "burden" not in names


def test_the_first_argument_gets_a_quotation_that_two_could_print(ranked: Ranked) -> None:
    for audience, first in (("congress", "process"), ("business", "trade")):
        holders = {a.id: [one.id for one in a.quotations] for a in ranked(audience).arguments_for}
        assert "old" in holders[first]
        assert sum("old" in names for names in holders.values()) == 1


def test_cuts_and_their_length(ranked: Ranked) -> None:
    def of(length: str, **changes: Any) -> dict[str, tuple[str, str]]:
        edition = ranked("congress", length, length_changes=changes)
        return {one.id: (one.cut, one.text) for one in printed(edition)}

    assert of("one-pager")["hours"] == ("short", "six hours each week")
    assert of("one-pager")["old"][0] == "full"
    assert of("memo")["hours"] == ("full", "It costs us six hours each week")
    brief = of("memo", quote=QuoteRule(cut="full", most_words=7))
    assert "smoke" not in brief
    assert "hours" in brief


def test_replies_come_from_the_other_side(ranked: Ranked) -> None:
    [air] = [a for a in ranked("congress", "memo").arguments_against if a.id == "air"]
    assert [(one.id, one.conceded, one.reported) for one in air.replies] == [("keep", True, False)]
    [process] = [a for a in ranked("congress", "memo").arguments_for if a.id == "process"]
    # It is quoted for the air already.
    assert process.replies == ()


def test_notes_name_all_that_the_editor_named(ranked: Ranked) -> None:
    [habit] = [a for a in ranked("congress").arguments_against if a.id == "habit"]
    assert habit.claim.evidence == ("families", "smoke", "promise", "keep")


def test_notes_name_one_tagged_excerpt_of_each_source(ranked: Ranked) -> None:
    [air] = [a for a in ranked("congress").arguments_against if a.id == "air"]
    assert air.claim.evidence == ("smoke", "promise")


# --- the editor --------------------------------------------------------------------------------


def test_pins_and_skips_hold_for_one_edition(ranked: Ranked) -> None:
    wishes = {
        "congress/one-pager": {"pin": ["smoke", "chiefs"], "skip": ["process", "hours", "vote"]}
    }
    edition = ranked("congress", changes={"editions": wishes})
    assert [a.id for a in edition.arguments_for] == ["trade"]
    assert "hours" not in [one.id for one in printed(edition)]
    assert edition.steps == ()
    assert edition.increments["stakeholder/chiefs"].floor
    assert edition.increments["quotation/air/smoke"].floor
    other = ranked("congress", "memo", changes={"editions": wishes})
    assert len(other.arguments_for) == 2
    assert not other.increments["stakeholder/chiefs"].floor


def test_a_pin_overrides_the_length_of_quotations(ranked: Ranked) -> None:
    rule = {"quote": QuoteRule(cut="full", most_words=7)}
    wishes = {"editions": {"congress/memo": {"pin": ["smoke"]}}}
    assert "smoke" not in [one.id for one in printed(ranked(length="memo", length_changes=rule))]
    pinned = ranked(length="memo", length_changes=rule, changes=wishes)
    assert "smoke" in [one.id for one in printed(pinned)]


def test_the_lines_of_a_memo(ranked: Ranked) -> None:
    wishes = {"congress/memo": {"to": "Member X", "from": "Desk", "subject": "H.R. 1"}}
    edition = ranked("congress", "memo", changes={"editions": wishes})
    assert (edition.to, edition.sender, edition.subject) == ("Member X", "Desk", "H.R. 1")
    plain = ranked("congress", "memo")
    assert (plain.to, plain.sender, plain.subject) == ("Members and staff", "", "Let it go")


# --- whole sentences ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("It is so.", True),
        ("“It is so,” she said.", True),
        ("[It] is so.", True),
        ("It is so", False),
        ("it is so.", False),
        ("It is so. (He smiled.)", True),
        ("It is “so.”", True),
        ("Is it?", True),
        ("", False),
    ],
)
def test_sentences(ranked: Ranked, text: str, whole: bool) -> None:
    one = printed(ranked())[0]
    assert replace(one, text=text).is_sentence is whole


def test_the_same_input_gives_the_same_edition(ranked: Ranked) -> None:
    first, second = ranked("public", "full"), ranked("public", "full")
    assert list(first.increments.items()) == list(second.increments.items())
    assert isinstance(first.audience, Audience)
    assert isinstance(first.length, Length)


# --- the evidence of wordings ------------------------------------------------------------------

BORNE_OUT: dict[str, dict[str, Any]] = {
    "stakeholders": {"id": "chiefs", "name": "Chiefs", "position": "supports", "interest": 0},
    "next_steps": {"id": "vote", "action": 0},
    "background": {"id": "rule", "title": "The rule", "gist": 0},
    "timeline": {"date": "1981", "event": 0},
    "status": {"measure": "Bill 1", "stage": 0},
    "votes": {"chamber": "Board", "needed": "4 of 7", "why": 0},
    "talking_points": {"text": 0},
    "questions": {"question": "Why?", "answer": 0},
    "options": {"id": "wait", "title": "Wait", "gist": 0},
    "obstacles": {"id": "time", "title": 0},
}
"""An item of each kind; 0 stands for words that name their own evidence."""


def composed(folder: Path, changes: Mapping[str, Any], length: str = "full") -> Document:
    outline = assemble(load(write(folder, FRAME | changes)))
    catalog = load_catalog(Templates((house_templates(),)))
    edition = rank(outline, catalog, catalog.audiences["congress"], catalog.lengths[length])
    return Composer(Templates((house_templates(),))).compose(edition)


def runs(document: Document) -> Iterator[tuple[Inline, ...]]:
    """The words of every paragraph, item and row."""
    for block in walk_blocks(document.body):
        for part in rows_of(block) or (block,):
            yield tuple(inlines_of(part))


def cited_by(document: Document, text: str) -> set[str]:
    """What the notes of the paragraphs, items and rows cite that hold *text*."""
    return {
        name
        for run in runs(document)
        if text in plain(run)
        for one in run
        if isinstance(one, NoteRef)
        for name in one.evidence
    }


def worded(kind: str, evidence: list[str]) -> dict[str, Any]:
    words = {"default": "Thus it stands.", "evidence": evidence}
    return {key: value or words for key, value in BORNE_OUT[kind].items()}


@pytest.mark.parametrize("kind", BORNE_OUT)
def test_what_words_name_as_their_evidence_is_cited(tmp_path: Path, kind: str) -> None:
    length = "memo" if kind == "talking_points" else "full"
    document = composed(tmp_path, {kind: [worded(kind, ["old", "keep"])]}, length)
    assert cited_by(document, "Thus it stands") == {"old", "keep"}


@pytest.mark.parametrize(
    ("kind", "cited"), [("timeline", {"keep"}), ("options", {"keep", "families"})]
)
def test_the_evidence_of_an_item_is_for_words_that_name_none(
    tmp_path: Path, kind: str, cited: set[str]
) -> None:
    """An event is all one wording; the title of an option names no evidence of its own."""
    item = {**worded(kind, ["keep"]), "evidence": ["families"]}
    assert cited_by(composed(tmp_path, {kind: [item]}), "Thus it stands") == cited


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"pros": ["It is quick."], "cons": ["It is rash."]}, "It is rash"),
        ({"pros": ["It is quick."]}, "It is quick"),
        ({}, "Wait for June"),
    ],
)
def test_an_option_without_a_gist_cites_its_evidence(
    tmp_path: Path, option: dict[str, Any], words: str
) -> None:
    item = {"id": "wait", "title": "Wait for June", "evidence": ["vote"], **option}
    assert cited_by(composed(tmp_path, {"options": [item]}), words) == {"vote"}


@pytest.mark.parametrize(
    ("status", "printed"),
    [
        ({"stage": "introduced."}, "Bill 1: introduced, as of March 1, 2026."),
        ({}, "Bill 1, as of March 1, 2026."),
        ({"companion": "Bill 2"}, "Bill 1 (companion: Bill 2), as of March 1, 2026."),
        (
            {"chamber": "House", "companion": "Bill 2", "committee": "Rules", "stage": "heard"},
            "Bill 1 (House; companion: Bill 2), Rules: heard, as of March 1, 2026.",
        ),
    ],
)
def test_a_status_says_what_is_known(tmp_path: Path, status: dict[str, Any], printed: str) -> None:
    document = composed(tmp_path, {"status": [{"measure": "Bill 1", **status}]})
    assert printed in [plain(run) for run in runs(document)]


@pytest.mark.parametrize(
    ("text", "whom", "named"),
    [
        ("a citywide reversal of the rule", "the Department's counsel", False),
        ("the State’s eligibility", "State Department", False),
        ("Smith and others gathered", "a man named Other", False),
        ("the statute says so", "the statute", True),
        ("Senator Chris Murphy’s label", "Chris Murphy", True),
        ("外交部表示", "外交部", True),
        ("我们表示", "外交部", False),
    ],
)
def test_an_attribution_says_whose_words_are_quoted_unless_they_name_them(
    text: str, whom: str, named: bool
) -> None:
    quoted = Quoted("k", "one", "full", text, "A. Doe", "", Manner.QUOTES, whom, "", "", ())
    assert quoted.drawn_from == ("" if named else whom)


def test_a_vote_says_why_in_a_sentence_of_its_own(tmp_path: Path) -> None:
    vote = {"chamber": "Senate", "needed": "60", "why": "to end debate"}
    printed = [plain(run) for run in runs(composed(tmp_path, {"votes": [vote]}))]
    assert "Senate: 60. To end debate (as of March 1, 2026)." in printed


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"container_title": "Gazette", "title": "Long words " * 9}, "Gazette"),
        ({"url": "https://www.news.example.org/a?b"}, "news.example.org"),
        ({"title": "Fires and fires"}, "Fires and fires"),
        ({"title": "Burning Leaves: What the County Knows, and What It Does"}, "Burning Leaves"),
        (
            {"title": "County Supervisor Advocates Eliminating Rules Made in 1978, Again"},
            "County Supervisor Advocates Eliminating …",
        ),
        (
            {"title": "Supervisor Says “Our Rules of the Year 1978 Must Go,” Again"},
            "Supervisor Says …",
        ),
        ({"title": "Onewordthathasnoend" * 4}, "Onewordthathasnoend" * 4),
    ],
)
def test_a_source_without_outlet_is_named_in_few_words(known: dict[str, str], name: str) -> None:
    of = source("T\n\nWords.", **{"container_title": "", **known})
    assert outlet_named(of.record) == name


@pytest.mark.parametrize(
    ("size", "width"), [("60 60", 9), ("180 60", 27), ("600 60", 30), ("30 60", 4.5)]
)
def test_a_logo_is_as_wide_as_its_shape_asks(
    tmp_path: Path, ranked: Ranked, size: str, width: float
) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"/>'
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "logo.svg").write_text(drawing, encoding="utf-8")
    edition = ranked(changes={"issuer": {"name": "Example Institute", "logo": "logo.svg"}})
    assert edition.issuer.logo == width
