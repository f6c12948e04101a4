"""Change one word of a source and the build stops; give it bad input and it says where."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from shipped import DOSSIERS
from tiny import narrow

from briefgen.assembling import assemble
from briefgen.build import build, check
from briefgen.dossier import load
from briefgen.errors import BriefgenError, GlyphError, InputErrors, QuotationError, TemplateError
from briefgen.excerpts import Excerpt, Span
from briefgen.request import Request
from briefgen.resources import house_templates
from briefgen.workshop import Workshop

SAMPLE = 24
SOAK = 1500
SEED = 20260410


@pytest.fixture(params=DOSSIERS)
def dossier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a dossier without recorded digests, which would report any change by themselves."""
    return _copy(DOSSIERS[request.param], tmp_path)


@pytest.fixture
def harbor(tmp_path: Path) -> Path:
    return _copy(DOSSIERS["harbor-curfew"], tmp_path)


def _copy(source: Path, into: Path) -> Path:
    folder = Path(shutil.copytree(source, into / source.name))
    records = folder / "sources.yaml"
    lines = records.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.lstrip().startswith("sha256:")]
    records.write_text("".join(kept), encoding="utf-8")
    return folder


# --- one change in a source --------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """``text[start:end]`` of a source becomes *words*; *excerpt* quotes that place."""

    excerpt: Excerpt
    start: int
    end: int
    words: str

    def apply(self, text: str) -> str:
        return text[: self.start] + self.words + text[self.end :]


def _changes(excerpts: tuple[Excerpt, ...], texts: dict[str, str], seed: int) -> Iterator[Change]:
    """Endless random changes, each of which leaves a quotation without its source."""
    chance = random.Random(seed)
    while True:
        excerpt = chance.choice(excerpts)
        text = texts[excerpt.quotation.source]
        span = chance.choice([p for p in excerpt.quotation.pieces if isinstance(p, Span)])
        kind = chance.choice(
            [_other_letter, _other_digit, _other_case, _lost_word, _new_word, _swap]
        )
        change = kind(excerpt, text, span, chance)
        if change is not None and change.apply(text) != text:
            yield change


def _places(pattern: str, text: str, span: Span) -> list[re.Match[str]]:
    """Matches inside the span that are not part of a reference mark such as [1]."""
    marks = [m.span() for m in re.finditer(r"\[\d+\]", text)]
    return [
        match
        for match in re.compile(pattern).finditer(text, span.start, span.end)
        if not any(start <= match.start() < end for start, end in marks)
    ]


def _at(matches: list[re.Match[str]], chance: random.Random) -> re.Match[str] | None:
    return chance.choice(matches) if matches else None


def _other_letter(excerpt: Excerpt, text: str, span: Span, chance: random.Random) -> Change | None:
    match = _at(_places(r"[^\W\d_]", text, span), chance)
    if match is None:
        return None
    letters = sorted({one for one in text if one.isalpha() and one.lower() != match[0].lower()})
    return Change(excerpt, match.start(), match.end(), chance.choice(letters))


def _other_digit(excerpt: Excerpt, text: str, span: Span, chance: random.Random) -> Change | None:
    match = _at(_places(r"[0-9]", text, span), chance)
    if match is None:
        return None
    digit = chance.choice([one for one in "0123456789" if one != match[0]])
    return Change(excerpt, match.start(), match.end(), digit)


def _other_case(excerpt: Excerpt, text: str, span: Span, chance: random.Random) -> Change | None:
    match = _at(_places(r"[A-Za-zА-Яа-я]", text, span), chance)
    return match and Change(excerpt, match.start(), match.end(), match[0].swapcase())


def _lost_word(excerpt: Excerpt, text: str, span: Span, chance: random.Random) -> Change | None:
    match = _at(_places(r"(?<=\s)[^\W\d_]+\s(?=\w)", text, span), chance)
    return match and Change(excerpt, match.start(), match.end(), "")


def _new_word(excerpt: Excerpt, text: str, span: Span, chance: random.Random) -> Change | None:
    match = _at(_places(r"(?<=\w)\s(?=\w)", text, span), chance)
    return match and Change(excerpt, match.start(), match.end(), " not ")


def _swap(excerpt: Excerpt, text: str, span: Span, chance: random.Random) -> Change | None:
    match = _at(_places(r"\b([^\W\d_]+)(\s)([^\W\d_]+)\b", text, span), chance)
    if match is None or match[1] == match[3]:
        return None
    return Change(excerpt, match.start(), match.end(), match[3] + match[2] + match[1])


def _check_changes(folder: Path, count: int) -> None:
    excerpts = tuple(load(folder).excerpts.values())
    names = {excerpt.quotation.source for excerpt in excerpts}
    paths = {name: folder / "texts" / f"{name}.txt" for name in names}
    original = {name: path.read_bytes() for name, path in paths.items()}
    texts = {name: data.decode("utf-8-sig") for name, data in original.items()}
    tried = 0
    for change in _changes(excerpts, texts, SEED):
        source = change.excerpt.quotation.source
        paths[source].write_bytes(change.apply(texts[source]).encode())
        _expect_report(folder, change)
        paths[source].write_bytes(original[source])
        tried += 1
        if tried == count:
            break
    assert tried == count
    assert load(folder).excerpts


def _expect_report(folder: Path, change: Change) -> None:
    told = f"{change.excerpt.id}: {change}"
    with pytest.raises(InputErrors) as caught:
        load(folder)
        pytest.fail(f"nothing reported for {told}")
    errors = caught.value.errors
    assert all(isinstance(one, QuotationError) for one in errors), (told, str(caught.value))
    file = folder / "excerpts" / f"{change.excerpt.quotation.source}.yaml"
    first, last = _lines_of(file, change.excerpt.id)
    named = [
        one
        for one in errors
        if Path(one.place.file).name == file.name and first <= one.place.line <= last
    ]
    assert named, (told, str(caught.value))
    assert all(one.place.column and (one.hint or one.detail) for one in named)


def _lines_of(file: Path, excerpt: str) -> tuple[int, int]:
    """The first and the last line of an excerpt's record."""
    lines = file.read_text("utf-8").splitlines()
    starts = [n for n, line in enumerate(lines, 1) if re.match(r"\s*- id:", line)]
    [first] = [n for n in starts if lines[n - 1].split("#")[0].split(":")[1].strip() == excerpt]
    return first, min((n - 1 for n in starts if n > first), default=len(lines))


def test_a_change_in_a_source_stops_the_build(dossier: Path) -> None:
    _check_changes(dossier, SAMPLE)


@pytest.mark.soak
def test_thousands_of_changes_in_a_source_stop_the_build(dossier: Path) -> None:
    _check_changes(dossier, SOAK)


def test_the_program_stops_and_writes_nothing(harbor: Path, tmp_path: Path, briefgen) -> None:
    text = harbor / "texts" / "commission-hearing.txt"
    data = text.read_bytes()
    assert b"a tired pilot is a dangerous pilot" in data
    text.write_bytes(data.replace(b"a dangerous pilot", b"a careful pilot"))
    out = tmp_path / "out"
    outcome = briefgen("build", harbor, "--audience", "congress", "--length", "blurb", "--out", out)
    assert outcome.status == 1
    assert outcome.out == ""
    assert "commission-hearing.yaml:" in outcome.err
    assert "careful" in outcome.err
    assert not [path for path in out.rglob("*") if path.is_file()]


# --- a character that no font has --------------------------------------------------------------


@pytest.mark.layout_warns
@pytest.mark.parametrize("formats", [("pdf",), ("docx",)], ids="-".join)
def test_a_glyph_that_no_font_has_names_the_excerpt(
    tmp_path: Path, formats: tuple[str, ...]
) -> None:
    char = "\U0010abcd"  # private use: no font at hand shows it
    words = f"the harbor flag carries the sign {char} on a blue field"
    files = {
        "dossier.yaml": "question: Keep the flag?\nproposal: the flag\nas_of: 2026-01-01\n",
        "sources.yaml": "sources: [{id: flags, title: On flags, kind: news, issued: 2025-12-01}]\n",
        "texts/flags.txt": f"We see that {words}.\n\nNobody can read a sign like that one.\n",
        "excerpts/flags.yaml": (
            f"excerpts:\n  - id: harbor-flag\n    quote: {words}\n    tags: [for:old]\n"
            "  - id: unread\n    quote: Nobody can read a sign\n    tags: [against:odd]\n"
        ),
    }
    for name, content in files.items():
        path = tmp_path / "flags" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    outline, workshop = assemble(load(tmp_path / "flags")), Workshop.open(tmp_path / "flags")
    request = Request(audience="congress", length="full", formats=formats)
    with pytest.raises(BriefgenError) as caught:
        build(outline, request, workshop)
    assert isinstance(caught.value, GlyphError)
    assert "harbor-flag" in str(caught.value)
    assert "10ABCD" in str(caught.value).upper()


# --- templates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param(
            "<p>{{ edition.nothing_of_the_kind }}</p>", "nothing_of_the_kind", id="variable"
        ),
        pytest.param("<p>{{ nowhere }}</p>", "nowhere", id="name"),
        pytest.param("<marquee>Keep it</marquee>", "marquee", id="element"),
        pytest.param('<p onclick="x()">Keep it</p>', "onclick", id="attribute"),
        pytest.param(
            '<blockquote data-excerpt="tired-pilot">a tired pilot is a careful pilot</blockquote>',
            "tired-pilot",
            id="changed quotation set off",
        ),
        pytest.param(
            '<p><q data-excerpt="tired-pilot" data-cut="short">a tired pilot</q></p>',
            "tired-pilot",
            id="shortened quotation",
        ),
        pytest.param(
            '<p><q data-excerpt="nobody">a tired pilot</q></p>', "nobody", id="no excerpt"
        ),
        pytest.param("<p><q>a tired pilot</q></p>", "q", id="quotation without excerpt"),
    ],
)
def test_a_template_mistake_names_template_and_line(harbor: Path, line: str, told: str) -> None:
    lines = (house_templates() / "one-pager.html.j2").read_text("utf-8").splitlines()
    [title] = [number for number, one in enumerate(lines) if one.startswith("<h1>")]
    lines.insert(title + 1, line)
    template = harbor / "templates" / "one-pager.html.j2"
    template.parent.mkdir()
    template.write_text("\n".join(lines), encoding="utf-8")
    outline, workshop = assemble(load(harbor)), Workshop.open(harbor)
    with pytest.raises(BriefgenError) as caught:
        build(outline, Request(audience="congress", length="one-pager", formats=()), workshop)
    raised = caught.value.errors if isinstance(caught.value, InputErrors) else (caught.value,)
    narrow(workshop, "congress/one-pager", "public/one-pager")
    # Checking composes each edition four times: one kind of mistake stands for all.
    checked = check(outline, workshop) if told == "marquee" else raised
    for errors in (raised, checked):
        assert errors
        assert all(isinstance(one, TemplateError) for one in errors)
        assert {Path(one.place.file).name for one in errors} == {"one-pager.html.j2"}
        assert {one.place.line for one in errors} == {title + 2}
        assert told in str(errors[0])


def test_the_same_template_without_the_mistake_builds(harbor: Path) -> None:
    template = harbor / "templates" / "one-pager.html.j2"
    template.parent.mkdir()
    shutil.copy(house_templates() / "one-pager.html.j2", template)
    outline, workshop = assemble(load(harbor)), Workshop.open(harbor)
    narrow(workshop, "congress/one-pager")
    assert check(outline, workshop) == []
    built = build(outline, Request(audience="congress", length="one-pager", formats=()), workshop)
    assert built.document.body
