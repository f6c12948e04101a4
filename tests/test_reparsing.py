"""Reparsing: what is parsed in part is what it would be if all were parsed, mistakes included."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_briefhtml import EVERYTHING, EXCERPTS, PICTURES, parse

from briefgen import briefhtml, reparsing
from briefgen.briefhtml import Parsed, Pictures
from briefgen.document import Paragraph, plain
from briefgen.errors import InputErrors
from briefgen.reparsing import Parser

TEMPLATE = "t.j2"
TOKENS = re.findall(r"<[^>]*>|[^<]+", EVERYTHING)
STRAY = (
    *("<p>New</p>", "<header>Again</header>", "<p>", "</p>", "</article>", "<article>", "words"),
    *(
        "<!-- ",
        "-->",
        "<!DOCTYPE x>",
        "<?x ",
        "&lt;",
        "<",
        '<p class="',
        '"',
        "\n",
        " ",
        "<script>",
    ),
)


def judged(parser: Parser | None, text: str) -> Parsed | list[str]:
    """What comes of *text*, or the mistakes in it."""
    try:
        if parser is None:
            return parse(text)
        return parser.parse(text, EXCERPTS, PICTURES, TEMPLATE)
    except InputErrors as errors:
        return [str(one) for one in errors.errors]


@st.composite
def variants(draw: st.DrawFn) -> str:
    """The HTML with a few tokens lost, doubled, moved or strange."""
    tokens = list(TOKENS)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(tokens) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[at])
            case 2:
                tokens.insert(at, draw(st.sampled_from(STRAY)))
            case _:
                other = draw(st.integers(0, len(tokens) - 1))
                tokens[at], tokens[other] = tokens[other], tokens[at]
    return "".join(tokens)


@given(st.lists(variants(), min_size=1, max_size=3))
def test_the_same_as_if_all_was_parsed(wanted: list[str]) -> None:
    parser = Parser()
    for text in (EVERYTHING, *wanted, EVERYTHING):
        assert judged(parser, text) == judged(None, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # What never ends is words to Python's parser, unless something later ends it.
        ("<article>{}<p>Z</p></article>", '<p><span class="label>Them</p>'),
        ('<article><p>text <br class="x> more</p>{}</article>', '<p class="body">Q</p>'),
        ("<article><p>A <!-- <br> b</p>{}</article>", "<p>x --> y</p>"),
        ("{}<article/>", "<p>x</p>"),
    ],
)
def test_what_a_whole_would_end_or_swallow(before: str, after: str) -> None:
    parser = Parser()
    wholes = [before.format(""), before.format(after)]
    assert [judged(parser, one) for one in wholes] == [judged(None, one) for one in wholes]
    assert any(isinstance(judged(None, one), list) for one in wholes)


@pytest.mark.parametrize("text", ["1 < 2", "a &lt;p> b", "<", "1 <2", "x &#60;b&#62;"])
def test_a_lone_bracket_is_words(text: str) -> None:
    [block] = parse(f"<article><p>{text}</p></article>").body
    assert isinstance(block, Paragraph)
    assert plain(block.children) == html.unescape(text)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of each article that is parsed."""
    seen: list[str] = []

    def article(text: str, *others: object) -> briefhtml.Article:
        seen.append(text)
        return briefhtml.article(text, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reparsing, "article", article)
    return seen


def test_only_what_differs_is_parsed(parsed: list[str]) -> None:
    parser = Parser()
    before = parser.parse(EVERYTHING, EXCERPTS, PICTURES, TEMPLATE)
    other = EVERYTHING.replace("<dd>You</dd>", "<dd>Somebody else</dd>")
    after = parser.parse(other, EXCERPTS, PICTURES, TEMPLATE)
    assert parsed == [
        EVERYTHING,
        "<article><dl><dt>To</dt><dd>Somebody else</dd></dl>\n</article>",
    ]
    same = [one is old for one, old in zip(after.body, before.body, strict=True)]
    assert same.count(False) == 1
    assert len(same) > 5


@pytest.mark.parametrize("what", ["excerpts", "pictures", "template"])
def test_what_it_was_parsed_with_must_be_the_same(what: str, parsed: list[str]) -> None:
    parser = Parser()
    parser.parse(EVERYTHING, EXCERPTS, PICTURES, TEMPLATE)
    other = {**EXCERPTS, "old": replace(EXCERPTS["old"], id="other")}
    parser.parse(
        EVERYTHING,
        other if what == "excerpts" else EXCERPTS,
        Pictures(PICTURES.svg | {"x": "<svg/>"}, PICTURES.png) if what == "pictures" else PICTURES,
        "u.j2" if what == "template" else TEMPLATE,
    )
    assert parsed == [EVERYTHING] * 2


def test_a_quotation_that_is_altered_later_is_found() -> None:
    parser = Parser()
    parser.parse(EVERYTHING, EXCERPTS, PICTURES, TEMPLATE)
    altered = EVERYTHING.replace("‘safe’ rule” and left<", "‘sane’ rule” and left<")
    assert altered != EVERYTHING
    with pytest.raises(InputErrors, match="were altered"):
        parser.parse(altered, EXCERPTS, PICTURES, TEMPLATE)
