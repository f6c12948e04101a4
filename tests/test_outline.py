"""From tags to the outline: what goes where, in which order, and what is only kept as evidence."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_dossier import DOSSIER, GAZETTE_EXCERPTS, LETTER_EXCERPTS, MINIMAL, TINY, write

from briefgen.assembling import assemble
from briefgen.audit import Finding, findings_of
from briefgen.audit.statements import cited
from briefgen.dossier import load
from briefgen.errors import Place
from briefgen.excerpts import Excerpt
from briefgen.outline import Assertion, Fact, Outline, Settled, folded_value
from briefgen.tagging import strongest_first, titled


def outlined(folder: Path, changes: dict[str, str] | None = None) -> Outline:
    return assemble(load(write(folder, {**TINY, **(changes or {})})))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Outline:
    return outlined(tmp_path_factory.mktemp("outline") / "tiny")


@pytest.fixture(scope="module")
def minimal(tmp_path_factory: pytest.TempPathFactory) -> Outline:
    return assemble(load(write(tmp_path_factory.mktemp("outline"), dict(MINIMAL))))


def ids(items: tuple[object, ...]) -> list[str]:
    return [item.id for item in items]


def test_arguments_carry_evidence_and_replies(tiny: Outline) -> None:
    (redundant,) = tiny.arguments_for
    (smoke,) = tiny.arguments_against
    assert ids(redundant.supports) == ["chief-two-rules", "state-law"]
    assert ids(smoke.rebuttals) == ["two-weeks"]
    assert (redundant.answers, smoke.answered_by) == (("air-quality",), ("redundant",))
    assert smoke.evidence == ("clinic",)
    assert tiny.arguments == (redundant, smoke)


def test_other_items(tiny: Outline) -> None:
    assert ids(tiny.stakeholders[0].voices) == ["chief-two-rules"]
    assert ids(tiny.next_steps[0].excerpts) == ["state-law"]
    assert ids(tiny.background[0].excerpts) == ["about-400"]
    assert tiny.title.default == "Leaf burning"
    assert ids(tiny.timeline + tiny.votes + tiny.talking_points) == [
        "event-1",
        "vote-1",
        "talking-point-1",
    ]
    assert ids(tiny.status + tiny.questions + tiny.obstacles) == [
        "status-1",
        "question-1",
        "obstacle-1",
    ]
    assert [wording.default for wording in tiny.options[0].cons] == ["Keeps the paper."]
    assert list(tiny.editions) == ["congress/memo"]
    assert tiny.next_steps[0].scope.admits("congress")
    assert not tiny.talking_points[0].scope.admits("public")


def test_reserve_is_kept_as_evidence_only(tmp_path: Path) -> None:
    changes = {
        "excerpts/letter.yaml": LETTER_EXCERPTS.replace(
            "tags: [rebuts:air-quality]",
            "tags: [supports:air-quality, rebuts:air-quality]\n    reserve: weak",
        )
    }
    outline = outlined(tmp_path, changes)
    (smoke,) = outline.arguments_against
    assert ids(smoke.supports) == ["clinic"]
    assert smoke.rebuttals == ()
    assert "two-weeks" in outline.excerpts
    assert ids(outline.facts[0].excerpts) == ["about-400"]
    assert len(outline.facts[0].assertions) == 2


def test_tags_create_what_is_not_declared(minimal: Outline) -> None:
    assert ids(minimal.arguments_for) == ["one-law", "less-paper"]
    assert ids(minimal.arguments_against) == ["air-quality", "register"]
    claims = [argument.claim.default for argument in minimal.arguments]
    assert claims == ["One law", "Less paper", "Air quality", "Register"]
    assert all(argument.gist is None and argument.supports for argument in minimal.arguments)
    assert ids(minimal.arguments_against[0].supports) == ["g", "f"]
    assert ids(minimal.arguments_against[1].rebuttals) == ["j"]
    assert ids(minimal.background) == ["history"]
    assert minimal.title.default == minimal.question


def test_stakeholders_steps_and_facts_from_tags(tmp_path: Path) -> None:
    text = MINIMAL["excerpts/gazette.yaml"].replace(
        '["background:history"]',
        '["stakeholder:fire-chiefs", "next-step:hold-vote"], asserts: {speakers: 1}',
    )
    outline = assemble(load(write(tmp_path, {**MINIMAL, "excerpts/gazette.yaml": text})))
    (chiefs,) = outline.stakeholders
    assert (chiefs.name, chiefs.position) == ("Fire chiefs", "undeclared")
    assert outline.next_steps[0].action.default == "Hold vote"
    assert outline.facts[0].label == "Speakers"
    assert outline.facts[0].assertions == (Assertion("1", "e", "gazette", ""),)


def test_declared_topics_come_first_then_tagged_ones(tmp_path: Path) -> None:
    text = GAZETTE_EXCERPTS.replace(
        "[background:history]", "[background:register, background:history]"
    )
    outline = outlined(tmp_path, {"excerpts/gazette.yaml": text})
    assert ids(outline.background) == ["history", "register"]
    assert outline.background[1].title.default == "Register"


def test_events_stand_in_order_of_time(tmp_path: Path) -> None:
    text = DOSSIER.replace(
        "timeline:\n", "timeline:\n  - {date: 2025-11, event: B}\n  - {date: 1977/1979, event: A}\n"
    )
    outline = outlined(tmp_path, {"dossier.yaml": text})
    assert [event.date.text for event in outline.timeline] == ["1977/1979", "1978", "2025-11"]


def test_same_dossier_same_outline(tmp_path: Path) -> None:
    assert outlined(tmp_path) == outlined(tmp_path)


# Order -------------------------------------------------------------------------------------


def test_strongest_first_hears_new_voices(tiny: Outline) -> None:
    base = tiny.excerpts["clinic"]

    def spoken(name: str, by: str, weight: int) -> Excerpt:
        return replace(base, id=name, speaker=replace(base.speaker, name=by), weight=weight)

    excerpts = [spoken("a", "X", 3), spoken("b", "X", 3), spoken("c", "Y", 3), spoken("d", "X", 5)]
    assert ids(strongest_first(excerpts)) == ["d", "c", "a", "b"]


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from("XYZ")), max_size=12))
def test_strongest_first_is_a_permutation_by_weight(spoken: list[tuple[int, str]]) -> None:
    class Fake:
        def __init__(self, index: int, weight: int, name: str) -> None:
            self.id, self.weight = str(index), weight
            self.speaker = type("Speaker", (), {"name": name, "role": ""})

    fakes = [Fake(index, *each) for index, each in enumerate(spoken)]
    ordered = strongest_first(fakes)  # type: ignore[arg-type]
    assert sorted(ids(ordered)) == sorted(each.id for each in fakes)
    assert [each.weight for each in ordered] == sorted(
        (each.weight for each in fakes), reverse=True
    )


# Facts -------------------------------------------------------------------------------------


def fact(*values: str, settled: Settled | None = None) -> Fact:
    assertions = tuple(Assertion(value, f"e{n}", "s", "") for n, value in enumerate(values))
    return Fact("f", "F", settled, assertions, (), Place("f"))


@pytest.mark.parametrize(
    "values, settled, different",
    [
        (("412", "412"), None, 1),
        (("1990 – 1995", "1990-1995", "1990—1995", "1990 − 1995"), None, 1),
        (("about  400", "about\n400"), None, 1),
        (("412", "about 400"), None, 2),
        (("412", "about 400"), Settled("412", "", ("about 400",)), 1),
        (("412", "about 400"), Settled("412", ""), 2),
        (("about 400", "some 400"), Settled("412", "", ("about 400", "some 400")), 1),
        (("Yes", "yes"), None, 2),
        ((), None, 0),
    ],
)
def test_values_that_differ(
    values: tuple[str, ...], settled: Settled | None, different: int
) -> None:
    one = fact(*values, settled=settled)
    assert len(one.values) == different
    assert one.disagrees == (different > 1)
    assert one.unsettled == (different > 1 and settled is None)


@given(st.text())
def test_folding_a_value_twice_changes_nothing(value: str) -> None:
    assert folded_value(folded_value(value)) == folded_value(value)


def test_title_from_an_id() -> None:
    assert titled("air-quality") == "Air quality"


# Findings ----------------------------------------------------------------------------------


def found(outline: Outline, *rules: str) -> list[Finding]:
    return [finding for finding in findings_of(outline) if finding.rule in rules]


def test_tiny_outline_is_settled_and_printable(tiny: Outline) -> None:
    assert found(tiny, "unsettled-disagreement", "unprintable-excerpt") == []
    assert {"clinic", "chief-two-rules"} <= set(cited(tiny))


def test_unsettled_disagreement_is_a_finding(tmp_path: Path) -> None:
    settled = next(line for line in DOSSIER.splitlines() if "settled:" in line)
    outline = outlined(tmp_path, {"dossier.yaml": DOSSIER.replace(settled + "\n", "")})
    (finding,) = found(outline, "unsettled-disagreement")
    assert re.search(r"'about 400' \([^)]+\), '412' \([^)]+\)", finding.message)
    assert finding.place == outline.facts[0].place


@pytest.mark.parametrize(
    "old, new",
    [
        ("tags: [background:history]", "tags: [fact:permits]"),
        ("audiences: [congress, public]", "audiences: [public]"),
    ],
)
def test_unprintable_excerpt_is_a_finding(tmp_path: Path, old: str, new: str) -> None:
    assert old in GAZETTE_EXCERPTS
    text = GAZETTE_EXCERPTS.replace(old, new).replace(
        "[supports:redundant, next-step:committee-vote]", "[next-step:committee-vote]"
    )
    outline = outlined(tmp_path, {"excerpts/gazette.yaml": text})
    assert len(found(outline, "unprintable-excerpt")) == 1


def test_evidence_makes_an_excerpt_printable(tmp_path: Path) -> None:
    changes = {
        "excerpts/gazette.yaml": GAZETTE_EXCERPTS.replace("[background:history]", "[fact:permits]"),
        "dossier.yaml": DOSSIER.replace(
            "answer: Seldom.", "answer: Seldom.\n    evidence: [about-400]"
        ),
    }
    assert found(outlined(tmp_path, changes), "unprintable-excerpt") == []
