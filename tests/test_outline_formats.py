"""The outline as text, Markdown, JSON and Argdown: complete, verbatim, and well-formed."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from test_dossier import DOSSIER, TINY, write

from briefgen.assembling import assemble
from briefgen.dossier import load
from briefgen.outline import Outline
from briefgen.outline_formats import as_argdown, as_json, as_markdown, as_text
from briefgen.wording import Wording

HOSTILE = (
    "<script>alert(1)</script> {{ 7*7 }} &amp; *[a](b)* # `x` | 1974. _y_ //z// مرحبا 中文 Привет"
)


@pytest.fixture(scope="module")
def outline(tmp_path_factory: pytest.TempPathFactory) -> Outline:
    return assemble(load(write(tmp_path_factory.mktemp("formats") / "tiny", dict(TINY))))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Outline:
    """The tiny dossier with hostile words in a source, a quotation and a claim."""
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    files = dict(TINY)
    files["texts/letter.txt"] += f"\n{HOSTILE}\n"
    files["excerpts/letter.yaml"] += (
        f"  - id: hostile\n    quote: {quoted}\n    tags: [supports:air-quality]\n"
    )
    files["dossier.yaml"] = DOSSIER.replace("Smoke harms children.", quoted)
    return assemble(load(write(tmp_path_factory.mktemp("formats") / "hostile", dict(files))))


def test_a_source_that_is_only_a_title_is_named_once(tmp_path: Path) -> None:
    long = "A memorandum on the burning of leaves: what it costs, and whom"
    files = {
        "dossier.yaml": "question: Should it go?\nproposal: repeal\nas_of: 2026-03-01\n",
        "texts/memo.txt": f"{long}\n\nThe permits cost money.\n\n“They save lives,” she said.\n",
        "excerpts/memo.yaml": (
            "excerpts:\n"
            "- {id: own, quote: The permits cost money., tags: [for:cost]}\n"
            "- {id: hers, quote: They save lives, speaker: {role: nurse}, tags: [against:lives]}\n"
        ),
    }
    text = squeezed(as_text(assemble(load(write(tmp_path / "tiny", files)))))
    assert f"“The permits cost money.” — {long} (memo, paragraph 2), exact [own]" in text
    assert f"“They save lives” — nurse, in {long} (memo, paragraph 3), exact [hers]" in text


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("form", [as_text, as_markdown])
def test_everything_is_there(outline: Outline, form: object) -> None:
    text = squeezed(re.sub(r"\\(.)", r"\1", form(outline)))  # type: ignore[operator]
    assert len(outline.excerpts) == 6
    for excerpt in outline.excerpts.values():
        assert excerpt.reserve or excerpt.quotation.text in text
        assert f"{excerpt.quotation.grade.value} [{excerpt.id}]" in text
    for words in (
        "Stance: advocacy.",
        "The county need not wait for the state.",
        "County Fire Chiefs Association (supports)",
        "Hold the vote. (Public Safety Committee; before the April recess; for congress only)",
        "settled: 412, because the register is the record of issue; the same as about 400",
        "about 400: gazette, as of 2025-11 [about-400]",
        "1978: The ordinance is passed. [chief-two-rules]",
        "Ordinance 7",
        "council: 5",
        "Two rules, one fire. (not for public)",
        "Does the state enforce its law?",
        "Seldom.",
        "Pro: Keeps a rule.",
        "Con: (for congress) Keeps paper.",
        "Habit",
        "In congress/memo pinned: redundant, chief-two-rules, talking-point-1; skipped: air",
        "The register itself is better.",
        "“we enforce two rules that say the same thing” — A. Doe, fire chief, in Council hears",
        "chief on leaf burning (gazette, paragraph 2), exact [chief-two-rules]",
        "concedes",
    ):
        assert words in text, words


def test_text_is_wrapped_and_underlined(outline: Outline) -> None:
    lines = as_text(outline).splitlines()
    assert lines[:2] == ["Leaf burning", "============"]
    assert max(map(len, lines)) <= 88
    assert as_text(outline).endswith("\n")


def test_facts_say_that_sources_differ(tmp_path: Path) -> None:
    text = re.sub(r"    settled: .*\n", "", DOSSIER)
    outline = assemble(load(write(tmp_path, {**TINY, "dossier.yaml": text})))
    assert "Permits issued per year (sources differ, unsettled)" in as_text(outline)
    assert json.loads(as_json(outline))["facts"][0]["disagrees"] is True


def test_json_holds_what_newsletters_need(tmp_path: Path) -> None:
    text = f"{DOSSIER}\nnewsletter: {{subject: {{default: Leaves, congress: Smoke}}}}\n"
    record = json.loads(as_json(assemble(load(write(tmp_path, {**TINY, "dossier.yaml": text})))))
    subject = record["newsletter"]["subject"]
    assert (subject["default"], subject["variants"]) == ("Leaves", {"congress": "Smoke"})
    assert re.fullmatch(r".*dossier\.yaml:\d+:\d+", subject["place"])


def test_markdown_shows_hostile_words_as_themselves(hostile: Outline) -> None:
    rendered = MarkdownIt("commonmark").render(as_markdown(hostile))
    shown = squeezed(html.unescape(re.sub(r"</?[a-z0-9]+>", "", rendered)))
    assert shown.count(HOSTILE) == 2
    assert "<script" not in rendered
    assert "<em>" not in rendered
    assert "<blockquote>" in rendered


def test_json_holds_all_and_only_once(outline: Outline) -> None:
    record = json.loads(as_json(outline))
    assert record["name"] == "tiny"
    assert record["arguments_for"][0]["supports"] == ["chief-two-rules", "state-law"]
    assert record["excerpts"]["clinic"]["quotation"]["text"].startswith("Smoke from leaf fires")
    assert record["excerpts"]["state-law"]["scope"] == {"only": ["congress", "public"]}
    assert record["talking_points"][0]["scope"] == {"except": ["public"]}
    assert record["sources"]["gazette"]["issued"] == "2025-11~"
    assert record["sources"]["gazette"]["paragraphs"] == 4
    assert "text" not in record["sources"]["gazette"]
    assert record["issuer"]["URL"] == "https://example.org/"
    assert record["editions"]["congress/memo"]["from"] == "Staff"
    assert record["bottom_line"]["variants"]["congress"] == "The county need not wait."


# Argdown -----------------------------------------------------------------------------------

RELATION = re.compile(r"  (?:\+|-|->|<-|_) (?:<[^<>]+>|\[[^\[\]]+\](?:: .+)?)")
DEFINITION = re.compile(r"(?:<[^<>]+>|\[[^\[\]]+\]): .+")


def test_argdown_relations(outline: Outline) -> None:
    text = as_argdown(outline)
    assert "[The proposal]: Should the county repeal" in text
    assert "\n  + <redundant>\n  - <air-quality>\n" in text
    assert "\n<redundant>: State law already covers open burning." in text
    assert "\n  + [chief-two-rules]: “we enforce two rules that say the same thing”" in text
    assert "\n  -> <air-quality>" in text
    assert "\n  - [two-weeks]: “Repeal would save" in text


@pytest.mark.parametrize("name", ["outline", "hostile"])
def test_argdown_is_made_of_headings_definitions_and_relations(
    name: str, request: pytest.FixtureRequest
) -> None:
    lines = as_argdown(request.getfixturevalue(name)).splitlines()
    assert len(lines) > 10
    for line in lines:
        assert (
            not line
            or line.startswith("# ")
            or DEFINITION.fullmatch(line)
            or RELATION.fullmatch(line)
        )


def test_argdown_leaves_punctuation_alone(outline: Outline) -> None:
    title = "Leaves: burn and/or haul? See // or /* or :y: or 1:2"
    named = replace(outline, title=Wording(title))
    assert as_argdown(named).splitlines()[0] == (
        r"# Leaves: burn and/or haul? See \// or /\* or \:y: or 1\:2"
    )


def test_argdown_escapes_what_it_would_read_as_markup(hostile: Outline) -> None:
    text = as_argdown(hostile)
    lines = [line for line in text.splitlines() if "alert" in line]
    assert len(lines) == 2
    for line in lines:
        words = line.partition(": ")[2]
        assert not re.search(r"(?<!\\)[<>\[\]*_#@{}|^]", words), words
        assert HOSTILE in re.sub(r"\\(.)", r"\1", words)
