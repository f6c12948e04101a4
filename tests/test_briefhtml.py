"""Brief HTML: every element is read, every mistake is placed, no quotation is altered."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import excerpt, source

from briefgen.briefhtml import NO_SOURCES, Parsed, Pictures, article
from briefgen.document import (
    BlockQuote,
    Break,
    Callout,
    Columns,
    Definitions,
    Emphasis,
    Field,
    Figure,
    Group,
    Heading,
    Link,
    Listing,
    NoteRef,
    Paragraph,
    Quote,
    Section,
    SourceList,
    Strong,
    Styled,
    Table,
    Text,
    plain,
    walk_blocks,
    walk_inlines,
)
from briefgen.errors import InputErrors, TemplateError
from briefgen.excerpts import Excerpt
from briefgen.markup import PARAGRAPH_ROLES, VOCABULARY
from briefgen.typesetting import typeset

SAID = "We enforce two rules that say the same thing, and 412 people pay twice."
NESTED = "She called it “a ‘safe’ rule” and left"
GAZETTE = source(f"{SAID}\n\n{NESTED}.\n\nIt’s the 'old' way, they said.\n")
EXCERPTS = {
    one.id: one
    for one in (
        excerpt("two-rules", SAID, GAZETTE, short="two rules that say the same thing"),
        excerpt("nested", NESTED, GAZETTE),
        excerpt("old", "It's the 'old' way", GAZETTE),
    )
}
PICTURES = Pictures(svg={"logo": "<svg/>"}, png={"chart": b"png"})


def parse(html: str, excerpts: Mapping[str, Excerpt] = EXCERPTS) -> Parsed:
    return article(html, excerpts, PICTURES, "t.j2", NO_SOURCES).parsed()


def read(inside: str) -> Parsed:
    return parse(f"<article>{inside}</article>")


def mistakes(html: str) -> list[TemplateError]:
    with pytest.raises(InputErrors) as caught:
        parse(html)
    assert all(isinstance(one, TemplateError) for one in caught.value.errors)
    return list(caught.value.errors)


# --- the vocabulary ----------------------------------------------------------------------------

EVERYTHING = """<article>
<header>Draft <span class="right"><em>x</em></span></header>
<footer><field data-name="page"/> / <field data-name="pages"/></footer>
<img class="logo" data-picture="logo" data-width="9" alt="Logo"/>
<h1>Title</h1>
<dl><dt>To</dt><dd>You</dd></dl>
<aside class="bottom-line"><p>Line<br/>two</p></aside>
<section data-name="s"><h2 class="for" id="for">For</h2>
<div class="columns"><div class="column"><h3>Left</h3></div><div class="column">
<div data-increment="k"><h4>Right</h4></div></div></div></section>
<p class="gist"><strong>So</strong>: <q data-excerpt="two-rules" data-cut="short">two rules that say
the same thing</q><note data-evidence="two-rules nested"></note> <a href="#for">above</a></p>
<blockquote data-excerpt="nested">She called it “a ‘safe’ rule” and left</blockquote>
<ul><li>one</li></ul><ol><li data-increment="i">two</li></ol>
<table class="grid" data-widths="30 70" data-caption="C"><tr><th>a</th><th>b</th></tr>
<tr data-increment="r"><td>1</td><td>2</td></tr></table>
<sources data-form="list"/>
</article>"""


def test_every_element_of_the_vocabulary_is_accepted() -> None:
    assert set(re.findall(r"<([a-z0-9]+)", EVERYTHING)) == set(VOCABULARY)
    parsed = parse(EVERYTHING)
    blocks = {type(block) for block in walk_blocks(parsed.body)}
    assert blocks == {
        *(Section, Group, Callout, Columns, Heading, Paragraph, BlockQuote),
        *(Listing, Table, Definitions, Figure, SourceList),
    }
    assert [type(one) for one in parsed.footer] == [Field, Text, Field]
    assert plain(parsed.header) == "Draft x"


def test_elements_mean_what_the_table_says() -> None:
    body = parse(EVERYTHING).body
    logo, title, head, callout, section, paragraph, quotation, bullets, numbers, table, last = body
    assert logo == Figure("Logo", 9.0, svg="<svg/>", role="logo")
    assert title == Heading(1, (Text("Title"),))
    assert isinstance(head, Definitions)
    assert (head.items[0].term, plain(head.items[0].children)) == ("To", "You")
    assert callout == Callout(
        (Paragraph((Text("Line"), Break(), Text("two")), "body"),), "bottom-line"
    )
    assert isinstance(section, Section)
    heading, columns = section.blocks
    assert heading == Heading(2, (Text("For"),), "heading-for", "for")
    assert isinstance(columns, Columns)
    assert columns.left == (Heading(3, (Text("Left"),)),)
    assert columns.right == (Group((Heading(4, (Text("Right"),)),), "k"),)
    assert paragraph == Paragraph(
        (
            Strong((Text("So"),)),
            Text(": "),
            Quote("two-rules", "short", "two rules that say the same thing"),
            NoteRef(("two-rules", "nested")),
            Text(" "),
            Link("#for", (Text("above"),)),
        ),
        "gist",
    )
    assert quotation == BlockQuote("nested", "full", NESTED)
    assert isinstance(bullets, Listing)
    assert isinstance(numbers, Listing)
    assert (bullets.ordered, numbers.ordered, numbers.items[0].increment) == (False, True, "i")
    assert isinstance(table, Table)
    assert (table.widths, table.caption, table.role) == ((30.0, 70.0), "C", "grid")
    assert [cell.header for cell in table.head] == [True, True]
    assert table.rows[0].increment == "r"
    assert last == SourceList("list")


def test_a_png_is_shown_as_such() -> None:
    html = '<img class="chart" data-picture="chart" data-width="50" alt="Bars" data-increment="f"/>'
    assert read(html).body == (Figure("Bars", 50.0, png=b"png", role="chart", increment="f"),)


# --- mistakes ----------------------------------------------------------------------------------

CELLS = "<tr><th>a</th><th>b</th></tr>"
TABLE = '<table data-widths="50 50" data-caption="c">'
MISTAKES = [
    ("<marquee>x</marquee>", "<marquee> is not brief HTML"),
    ("<p><b>x</b></p>", "<b> is not brief HTML"),
    ('<p style="color: red">x</p>', "<p>: attribute style has no meaning here"),
    ('<p onclick="x()">x</p>', "<p>: attribute onclick has no meaning here"),
    ('<td data-increment="k">x</td>', "<td>: attribute data-increment has no meaning here"),
    ('<h1 class="for">x</h1>', "<h1>: attribute class has no meaning here"),
    ("<section><p>x</p></section>", "<section>: attribute data-name is missing"),
    ('<p><q data-cut="short">x</q></p>', "<q>: attribute data-excerpt is missing"),
    ("<p><note></note></p>", "<note>: attribute data-evidence is missing"),
    (
        '<p class="shout">x</p>',
        f"<p>: class shout is none of {', '.join(sorted(PARAGRAPH_ROLES))}",
    ),
    ("<p>x", "<p> is closed by </article>"),
    ("<ul><li>x</ul></li>", "<li> is closed by </ul>"),
    ("</section>", "</section> closes nothing"),
    ("loose words", "<article>: words stand outside any paragraph: loose words"),
    ('<div class="columns"><p>x</p></div>', "<div>: columns hold exactly two <div class=column>"),
    (
        '<div class="columns"><div class="column"></div>words<div class="column"></div></div>',
        "<div>: words stand outside <div class=column>: words",
    ),
    ('<div class="column"><p>x</p></div>', "<div>: a column stands in <div class=columns>"),
    ("<li>x</li>", "<li> cannot stand between paragraphs"),
    ("<span>x</span>", "<span> cannot stand between paragraphs"),
    ("<p><h2>x</h2></p>", "<h2> cannot stand inside <p>"),
    ("<article><p>x</p></article>", "<article> cannot stand between paragraphs"),
    ("<footer>x</footer><footer>y</footer>", "<footer>: there is one <footer>"),
    ("<ul><p>x</p></ul>", "<ul> holds <li> only"),
    ("<ul>x</ul>", "<ul>: words stand outside <li>: x"),
    (f"{TABLE}</table>", "<table>: a table has a header row"),
    (
        '<table data-widths="50 40" data-caption="c"><tr><th>a</th><th>b</th></tr></table>',
        "<table>: data-widths are percentages that add up to 100",
    ),
    (
        '<table data-widths="wide" data-caption="c"><tr><th>a</th></tr></table>',
        "<table>: data-widths are percentages that add up to 100",
    ),
    (
        '<table data-widths="nan 100" data-caption="c"><tr><th>a</th><th>b</th></tr></table>',
        "<table>: data-widths are percentages that add up to 100",
    ),
    (
        f"{TABLE}{CELLS}<tr><td>1</td></tr></table>",
        "<tr>: this row has 1 cell, the table 2 columns",
    ),
    (
        f"{TABLE}<tr><th>a</th><td>b</td></tr></table>",
        "<tr>: the first row of a table is its header row: <th> in each cell",
    ),
    ("<dl><dt>To</dt><dt>From</dt></dl>", "<dl> holds pairs of <dt> and <dd>"),
    ("<dl><dd>x</dd><dt>y</dt></dl>", "<dl> holds pairs of <dt> and <dd>"),
    ('<img data-picture="map" alt="x" data-width="9"/>', "<img>: there is no picture map"),
    (
        '<img data-picture="logo" alt=" " data-width="9"/>',
        "<img>: alt says in words what the picture shows",
    ),
    (
        '<img data-picture="logo" alt="x" data-width="wide"/>',
        "<img>: data-width is a percentage of the text width",
    ),
    (
        '<img data-picture="logo" alt="x" data-width="250"/>',
        "<img>: data-width is a percentage of the text width",
    ),
    ('<sources data-form="table"/>', "<sources>: data-form is line or list"),
    (
        '<p><a href="javascript:alert(1)">x</a></p>',
        "<a>: javascript:alert(1) is no address that a reader may follow",
    ),
    (
        '<p><a href="file:///etc/passwd">x</a></p>',
        "<a>: file:///etc/passwd is no address that a reader may follow",
    ),
    ('<p><note data-evidence="two-rules nobody"/></p>', "<note>: there is no excerpt nobody"),
    ('<p><field data-name="time"/></p>', "<field>: data-name is page or pages"),
    ('<p><q data-excerpt="nobody">x</q></p>', "<q>: there is no excerpt nobody"),
    (
        '<p><q data-excerpt="nested" data-cut="short">x</q></p>',
        "<q>: excerpt nested has no cut short",
    ),
    (
        '<p><q data-excerpt="two-rules" data-cut="long">x</q></p>',
        "<q>: excerpt two-rules has no cut long",
    ),
    (
        '<blockquote data-excerpt="nested">She left</blockquote>',
        "<blockquote>: the words of quotation nested were altered",
    ),
]


@pytest.mark.parametrize(("html", "message"), MISTAKES, ids=[html for html, _ in MISTAKES])
def test_a_mistake_is_named_with_template_and_line(html: str, message: str) -> None:
    marked = re.sub(r"<([a-z][a-z0-9]*)", r'<\1 data-at="parts.j2:7"', html)
    found = mistakes(f'<article data-at="parts.j2:7">\n{marked}\n</article>')
    assert message in [one.message for one in found]
    assert {str(one.place) for one in found} == {"parts.j2:7"}


def test_a_template_writes_one_article() -> None:
    for html in ("", "<p>x</p>", "<article></article><article></article>", "words"):
        assert [one.message for one in mistakes(html)] == [
            "a template writes exactly one <article>"
        ]


def test_words_around_the_article_are_a_mistake() -> None:
    [error] = mistakes("words <article><p>x</p></article>")
    assert error.message == "<article>: words stand outside <article>: words"


def test_all_mistakes_are_told_at_once() -> None:
    found = mistakes('<article><b data-at="x:1">x</b><i data-at="x:2">y</i></article>')
    assert [(str(one.place), one.message.split()[0]) for one in found] == [
        ("x:1", "<b>"),
        ("x:2", "<i>"),
    ]


# --- quotations --------------------------------------------------------------------------------


def quoted(text: str, name: str = "two-rules") -> Parsed:
    return read(f'<p><q data-excerpt="{name}">{text}</q></p>')


@pytest.mark.parametrize(
    "altered",
    [
        SAID.replace("enforce", "enforced"),
        SAID.replace("rules", "rvles"),
        SAID.replace("412", "413"),
        SAID.replace("We", "we"),
        SAID.replace("that say the same thing, ", ""),
        SAID + " Indeed.",
        SAID.replace("two rules", "two … rules"),
        SAID.replace("two rules", "two [bad] rules"),
        SAID.replace("the same thing, and", "and the same thing,"),
        "",
    ],
)
def test_an_altered_quotation_is_an_error(altered: str) -> None:
    with pytest.raises(InputErrors) as caught:
        quoted(altered)
    [error] = caught.value.errors
    assert error.message == "<q>: the words of quotation two-rules were altered"
    assert SAID in error.detail[0]


@given(data=st.data())
def test_no_single_letter_can_be_changed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SAID) - 1))
    other = data.draw(st.sampled_from("abcxyzABCXYZ0123456789"))
    altered = SAID[:at] + other + SAID[at + 1 :]
    if altered == SAID:
        assert quoted(altered).body
    else:
        with pytest.raises(InputErrors):
            quoted(altered)


def test_what_is_printed_is_the_excerpts_own_text() -> None:
    # Marks and white space may be set differently by a template; they are folded.
    [paragraph] = quoted(SAID.replace(" ", "\n  ", 3)).body
    assert paragraph == Paragraph((Quote("two-rules", "full", SAID),), "body")
    [other] = quoted("It’s the “old” way", "old").body
    assert isinstance(other, Paragraph)
    assert plain(other.children) == "“It’s the “old” way”".replace("“old”", "‘old’")


def test_inner_quotation_marks_alternate() -> None:
    [running] = quoted(NESTED, "nested").body
    [set_off] = read(f'<blockquote data-excerpt="nested">{NESTED}</blockquote>').body
    assert isinstance(running, Paragraph)
    assert plain(running.children) == "“She called it ‘a “safe” rule’ and left”"
    assert set_off == BlockQuote("nested", "full", NESTED)


def test_markup_inside_a_quotation_does_not_hide_words() -> None:
    with pytest.raises(InputErrors):
        quoted(SAID.replace("two rules", "two <em>bad</em> rules"))


# --- white space and foreign text --------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "inlines"),
    [
        ("  a \n\t b  ", (Text("a b"),)),
        ("a <strong> b </strong> c", (Text("a "), Strong((Text("b "),)), Text("c"))),
        ("<em>a</em> <em>b</em>", (Emphasis((Text("a"),)), Text(" "), Emphasis((Text("b"),)))),
        ("a <br/> b", (Text("a "), Break(), Text("b"))),
        (
            'a <note data-evidence="old"></note> b',
            (Text("a"), NoteRef(("old",)), Text(" b")),
        ),
        ("a\u00a0 b", (Text("a\u00a0 b"),)),
        ('<span class="label"> a</span>', (Styled("label", (Text("a"),)),)),
        ("a <strong>b </strong>", (Text("a "), Strong((Text("b"),)))),
        ("", ()),
        (" <!-- a remark --> ", ()),
    ],
)
def test_white_space(html: str, inlines: tuple[object, ...]) -> None:
    assert read(f"<p>{html}</p>").body == (Paragraph(inlines, "body"),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Congress's research, workers' rights", "Congress’s research, workers’ rights"),
        ("the state's 'model rules' stay", "the state’s 'model rules' stay"),
        ("H.R. 5917, S. 3031 or H.J. Res. 4", "H.R.\xa05917, S.\xa03031 or H.J. Res.\xa04"),
        ("House Bill 2214, or HB 12 and S. B. 3", "House Bill\xa02214, or HB\xa012 and S. B.\xa03"),
        ("In the U.S. 3 of 4, around $1.4 billion", "In the U.S. 3 of 4, around $1.4\xa0billion"),
    ],
)
def test_the_analyst_s_words_are_typeset(typed: str, printed: str) -> None:
    assert read(f"<p>{typed} <em>{typed}</em></p>").body == (
        Paragraph((Text(f"{printed} "), Emphasis((Text(printed),))), "body"),
    )


def test_a_quotation_is_printed_as_its_source_has_it() -> None:
    of = source("It's the clerk's S. 7.", "plain")
    [paragraph] = parse(
        "<article><p><q data-excerpt=\"x\">It's the clerk's S. 7.</q></p></article>",
        {"x": excerpt("x", "It's the clerk's S. 7.", of)},
    ).body
    assert paragraph == Paragraph((Quote("x", "full", "It's the clerk's S. 7."),), "body")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "&amp;",
        "&lt;b&gt;",
        "حظر التجول",
        "夜间禁航",
        "a‑b",
    ],
)
def test_escaped_text_comes_out_as_itself(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    [paragraph] = read(f"<p>{escaped}</p>").body
    assert paragraph == Paragraph((Text(text),), "body")


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=40))
def test_any_escaped_text_is_read_back(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    [paragraph] = read(f"<p>{escaped}</p>").body
    assert isinstance(paragraph, Paragraph)
    found = "".join(one.text for one in walk_inlines(paragraph.children))  # type: ignore[union-attr]
    assert found == typeset(text)


@given(html=st.text(st.sampled_from("<>/&;=\"' aprqt!-[]"), max_size=60))
def test_no_garbage_is_a_crash(html: str) -> None:
    try:
        parse(f"<article>{html}</article>")
    except InputErrors as errors:
        assert errors.errors
