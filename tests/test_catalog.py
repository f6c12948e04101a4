"""Audiences and lengths are data: shipped ones, a dossier's own, and mistakes in both."""

from __future__ import annotations

import io
from pathlib import Path
from typing import get_args

import pikepdf
import pytest
import reader
from docx import Document as WordFile

from briefgen.assembling import assemble
from briefgen.build import build, prepare
from briefgen.catalog import Catalog, load_catalog
from briefgen.digest import IssueWishes, digest
from briefgen.dossier import load
from briefgen.errors import BriefgenError, InputErrors
from briefgen.figures import FIGURES
from briefgen.kinds import FigureName, IncrementKind
from briefgen.letters import MailWishes
from briefgen.request import Request
from briefgen.resources import Templates, house_templates, templates_for
from briefgen.workshop import Workshop


def catalog(folder: Path, **files: str) -> Catalog:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "card.html.j2").touch()
    return load_catalog(Templates((folder, house_templates())))


AUDIENCE = """audiences:
  - id: {id}
    name: Mayors
    reader: mayors
    themes: {{cost: 2}}
"""
LENGTH = """lengths:
  - id: {id}
    name: Card
    template: card.html.j2
    layout: sheet
    notes: sources
    budget: {{words: [20, 60]}}
"""


def test_what_is_shipped() -> None:
    shipped = load_catalog(Templates((house_templates(),)))
    assert list(shipped.audiences) == ["congress", "business", "executive", "public"]
    assert list(shipped.lengths) == ["blurb", "one-pager", "two-pager", "memo", "full"]
    assert shipped.words["for"]
    for length in shipped.lengths.values():
        assert (house_templates() / length.template).is_file()
        assert set(length.values) == set(get_args(IncrementKind))
        assert min(length.values.values()) > 0
    one_pager = shipped.lengths["one-pager"]
    assert (one_pager.budget.pages, one_pager.budget.exactly) == (1, True)
    assert (one_pager.values["topic"], shipped.lengths["memo"].values["topic"]) == (1.0, 1.5)


def test_a_dossier_adds_and_replaces(tmp_path: Path) -> None:
    own = catalog(
        tmp_path,
        audiences=AUDIENCE.format(id="mayors"),
        lengths=LENGTH.format(id="blurb") + "words: {for: Why}\nvalues: {topic: 9}\n",
    )
    assert list(own.audiences)[-1] == "mayors"
    assert len(own.audiences) == 5
    assert own.audiences["mayors"].cares_for("cost") == 2
    assert own.audiences["mayors"].cares_for("anything else") == 1
    assert list(own.lengths) == ["blurb", "one-pager", "two-pager", "memo", "full"]
    assert own.lengths["blurb"].name == "Card"
    assert own.words["for"] == "Why"
    assert own.words["against"]
    assert (own.lengths["memo"].values["topic"], own.lengths["one-pager"].values["topic"]) == (9, 1)


def test_every_figure_can_be_drawn() -> None:
    assert set(FIGURES) == set(get_args(FigureName))


def test_unknown_names_get_the_nearest_one() -> None:
    shipped = load_catalog(Templates((house_templates(),)))
    for ask, name, near in (
        (shipped.audience, "congres", "congress"),
        (shipped.length, "one-pagre", "one-pager"),
    ):
        with pytest.raises(BriefgenError) as caught:
            ask(name)
        assert name in caught.value.message
        assert near in caught.value.hint


MISTAKES = [
    ("audiences", AUDIENCE.format(id="Not Good"), 2, "id"),
    ("audiences", AUDIENCE.format(id="../up"), 2, "id"),
    ("audiences", AUDIENCE.format(id="a") + "    colour: red\n", 6, "colour"),
    ("audiences", AUDIENCE.format(id="a").replace("reader: mayors", "to: x"), 2, "reader"),
    (
        "audiences",
        AUDIENCE.format(id="a").replace("cost: 2", "cost: -1"),
        5,
        "write a number from 0 on",
    ),
    ("audiences", AUDIENCE.format(id="a").replace("cost: 2", "cost: lots"), 5, "number"),
    ("lengths", LENGTH.format(id="a").replace("sources", "endnotes"), 6, "endnotes"),
    ("lengths", LENGTH.format(id="a").replace("[20, 60]", "[20]"), 7, "words"),
    ("lengths", LENGTH.format(id="a").replace("[20, 60]", "[60, 20]"), 7, "least"),
    ("lengths", LENGTH.format(id="a") + "    fill: [0.9, 1.2]\n", 8, "write a number up to 1"),
    ("lengths", LENGTH.format(id="a") + "    fill: [0.9, 0.5]\n", 8, "least"),
    (
        "lengths",
        LENGTH.format(id="a").replace("words: [20, 60]", "pages: 0"),
        7,
        "write a whole number from 1 on",
    ),
    ("lengths", LENGTH.format(id="a") + LENGTH.format(id="a")[9:], 8, "twice"),
    (
        "lengths",
        LENGTH.format(id="a") + "    owed: {argumens: 2}\n",
        8,
        "unknown key 'argumens' in owed in record 'a' did you mean 'argument'?",
    ),
    ("lengths", LENGTH.format(id="a") + "    offer: {argument: -1}\n", 8, "from 0 on"),
    ("lengths", LENGTH.format(id="a") + "    most: {step: 1.5}\n", 8, "whole number"),
    ("lengths", LENGTH.format(id="a") + "    values: {topic: 101}\n", 8, "up to 100"),
    ("lengths", LENGTH.format(id="a") + "values: {topics: 2}\n", 8, "did you mean 'topic'?"),
    ("lengths", LENGTH.format(id="a") + "    figures: [pie]\n", 8, "one of: balance, "),
    ("lengths", LENGTH.format(id="a") + "    balance: {words_ratio: .nan}\n", 8, "number"),
    ("lengths", LENGTH.format(id="a") + "    balance: {words_ratio: 0.5}\n", 8, "1 or more"),
    ("audiences", AUDIENCE.format(id="a") + "    omit: votes\n", 6, "not a list"),
    ("audiences", AUDIENCE.format(id="a") + "    omit: [vote]\n", 6, "did you mean 'votes'?"),
    (
        "audiences",
        AUDIENCE.format(id="a") + "    weights: {steps: 2}\n",
        6,
        "did you mean 'step'?",
    ),
    ("lengths", "lengths: [\n", 2, ""),
    ("lengths", LENGTH.format(id="all"), 2, "another id"),
    ("audiences", AUDIENCE.format(id="all"), 2, "another id"),
    (
        "lengths",
        LENGTH.format(id="a").replace("card.html", "memmo.html"),
        4,
        "did you mean memo.html.j2",
    ),
    (
        "lengths",
        LENGTH.format(id="a").replace("card.html", "part.html"),
        4,
        "put it into the dossier's templates/",
    ),
    (
        "lengths",
        LENGTH.format(id="a").replace("card.html", "crad.html"),
        4,
        "did you mean card.html.j2?",
    ),
    ("lengths", LENGTH.format(id="a").replace("card.html.j2", '""'), 4, "'template' is empty"),
    (
        "audiences",
        "# nobody yet\n",
        1,
        "the file is empty write audiences: and below it entries with id, name and reader;",
    ),
    ("lengths", "\n", 1, "write lengths: and below it entries with id, name, template, layout,"),
    ("lengths", LENGTH.format(id="a").replace("name: Card", "name: ''"), 3, "write name: …"),
    ("lengths", LENGTH.format(id="a") + "words: {for: ''}\n", 8, "leave the key out"),
    ("lengths", LENGTH.format(id="a") + "words: {for: }\n", 8, "leave the key out"),
    (
        "audiences",
        AUDIENCE.format(id="a").replace("reader: mayors", "reader: ' '"),
        4,
        "write reader",
    ),
    ("lengths", LENGTH.format(id="a").replace("[20, 60]", "[20, 60], pages: 1"), 7, "not both"),
    ("lengths", LENGTH.format(id="a").replace("words: [20, 60]", "exactly: true"), 7, "pages"),
    ("lengths", LENGTH.format(id="a") + "    fill: [0.5]\n", 8, "'fill' has too few values"),
    ("lengths", LENGTH.format(id="a") + "    fill: []\n", 8, "'fill' has too few values"),
    ("lengths", LENGTH.format(id="a") + "    fill: [0, 0.5, 1]\n", 8, "too many values"),
    ("lengths", "", 1, ""),
]


@pytest.mark.parametrize(
    ("name", "text", "line", "message"), MISTAKES, ids=[str(n) for n in range(len(MISTAKES))]
)
def test_a_mistake_is_named_with_file_and_line(
    tmp_path: Path, name: str, text: str, line: int, message: str
) -> None:
    with pytest.raises(InputErrors) as caught:
        catalog(tmp_path, **{name: text})
    [error] = caught.value.errors
    assert message in f"{error.message} {error.hint}"
    assert (error.place.file, error.place.line) == (str(tmp_path / f"{name}.yaml"), line)


# --- adding one needs no code ------------------------------------------------------------------

CARD = """{% import "parts.html.j2" as parts %}
<article>
<p class="kicker">A card for {{ edition.audience.reader }}</p>
<h1>{{ edition.title }}</h1>
{% for a in edition.arguments_for %}
<p data-increment="{{ a.key }}">{{ a.claim.text }}{{ parts.note(a.claim.evidence) }}</p>
{% endfor %}
<sources data-form="line"/>
</article>
"""


def test_adding_one_audience_and_one_length_needs_no_code(starter: Path) -> None:
    own = starter / "templates"
    own.mkdir()
    (own / "audiences.yaml").write_text(AUDIENCE.format(id="mayors"), encoding="utf-8")
    (own / "lengths.yaml").write_text(LENGTH.format(id="card"), encoding="utf-8")
    (own / "card.html.j2").write_text(CARD, encoding="utf-8")
    frame = starter / "dossier.yaml"
    text = frame.read_text(encoding="utf-8")
    frame.write_text(text.replace("  public: Tell", "  mayors: Ask.\n  public: Tell"), "utf-8")
    outline = assemble(load(starter))
    workshop = Workshop(templates_for(starter))
    built = build(outline, Request("mayors", "card"), workshop)
    assert built.name == "mayors-card"
    with pikepdf.open(io.BytesIO(built.files["pdf"])) as pdf:
        assert len(pdf.pages) == 1
    word = WordFile(io.BytesIO(built.files["docx"]))
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert "A card for mayors" in " ".join(lines)
    kept = [a for a in built.edition.arguments_for if a.key in {k.key for k in built.plan.kept}]
    assert kept
    assert all(any(a.claim.text in line for line in lines) for a in kept)
    # The new audience's theme decides which of the claims comes first.
    assert kept[0].theme == "cost"
    # Old editions are still there, for the new audience too.
    assert build(outline, Request("mayors", "one-pager"), workshop).plan.pages == 1


OWN_WORDS = """lengths: []
words:
  sources: Fundstellen
  online: Im Netz
  contents: In dieser Nummer
"""


def test_every_format_takes_what_it_writes_itself_from_the_words(starter: Path) -> None:
    (starter / "templates").mkdir()
    (starter / "templates" / "lengths.yaml").write_text(OWN_WORDS, encoding="utf-8")
    workshop = Workshop.open(starter)
    kinds = ("pdf", "docx", "html", "txt")
    frame = starter / "dossier.yaml"
    frame.write_text(frame.read_text() + "link: https://example.org/leaf-burning\n")
    wishes = MailWishes(unsubscribe="off@example.org")
    request = Request("public", "blurb", formats=kinds, mail=wishes)
    made = build(workshop.read(starter), request, workshop).files
    issue = digest([prepare(workshop.read(starter), request, workshop)], IssueWishes(wishes))
    for kind in kinds:
        text = _text_of(made[kind], kind)
        assert ("Fundstellen" in text, "Sources" in text) == (True, False), kind
        if kind in {"html", "txt"}:
            assert ("Im Netz" in text, "Read online" in text) == (True, False), kind
    for kind in ("html", "atom"):
        text = issue.files[kind].decode()
        assert ("Fundstellen" in text, "Sources" in text) == (True, False), kind
    assert "In dieser Nummer" in issue.files["html"].decode()


def _text_of(data: bytes, kind: str) -> str:
    if kind in {"html", "txt"}:
        return data.decode()
    return "\n".join(block.text for block in reader.blocks(data, kind))
