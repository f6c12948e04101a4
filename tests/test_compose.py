"""Composing: templates in their sandbox, and mistakes in them with file and line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

import pytest
from conftest import put
from tiny import source

from briefgen.assembling import assemble
from briefgen.briefhtml import Pictures
from briefgen.catalog import load_catalog
from briefgen.compose import Composer
from briefgen.dates import long_date
from briefgen.document import Document, Heading, Paragraph, Text, plain, walk_blocks
from briefgen.dossier import load
from briefgen.editions import Edition
from briefgen.endmarks import colon, comma, full_stop, no_stop
from briefgen.errors import BriefgenError, InputErrors, TemplateError
from briefgen.ranking import rank
from briefgen.recipient import Recipient
from briefgen.render.text import write
from briefgen.resources import Templates, house_templates
from briefgen.typesetting import upper_first
from briefgen.workshop import Workshop

TEMPLATE = "odd.html.j2"


@pytest.fixture(scope="module")
def edition(
    starter_files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Edition:
    """The starter's congressional one-pager, to be composed by the templates of the tests."""
    folder = put(starter_files, tmp_path_factory.mktemp("starter"))
    catalog = load_catalog(Templates((house_templates(),)))
    length = catalog.lengths["one-pager"].model_copy(update={"template": TEMPLATE})
    return rank(assemble(load(folder)), catalog, catalog.audiences["congress"], length)


def compose(folder: Path, edition: Edition, template: str, **others: str) -> Document:
    """What *template* makes of *edition*; *others* are further templates, without suffix."""
    (folder / TEMPLATE).write_text(template, encoding="utf-8")
    for name, text in others.items():
        (folder / f"{name}.html.j2").write_text(text, encoding="utf-8")
    return Composer(Templates((folder, house_templates()))).compose(edition)


def mistake(folder: Path, edition: Edition, template: str, **others: str) -> TemplateError:
    with pytest.raises(BriefgenError) as caught:
        compose(folder, edition, template, **others)
    error = caught.value.errors[0] if isinstance(caught.value, InputErrors) else caught.value
    assert isinstance(error, TemplateError)
    return error


def test_a_template_makes_a_document(tmp_path: Path, edition: Edition) -> None:
    made = compose(
        tmp_path,
        edition,
        "<article><header>H</header><h1>{{ edition.title }}</h1>"
        "<p>{{ edition.issued | long_date }}</p></article>",
    )
    assert made.body == (
        Heading(1, (Text("Leaf burning in Alder County"),)),
        Paragraph((Text("March 1, 2026"),), "body"),
    )
    assert made.header == (Text("H"),)
    meta = made.meta
    assert meta.identifier == f"{edition.dossier}/congress-one-pager"
    assert (meta.title, meta.language) == ("Leaf burning in Alder County", "en-US")
    assert (meta.issued, meta.page_size) == (date(2026, 3, 1), "letter")
    assert (meta.layout, meta.note_style) == ("sheet", "sources")
    assert meta.author == "Alder County Policy Desk (invented)"


# --- mistakes ----------------------------------------------------------------------------------

MISTAKES = [
    ("<article>\n<p>{{ edition.nothing }}</p></article>", 2, "unknown variable"),
    ("<article>\n\n{{ nobody }}</article>", 3, "unknown variable"),
    ("<article>\n{% for x in edition.steps %}</article>", 2, "Unexpected end of template"),
    ("<article>\n{{ 1 + }}</article>", 2, "unexpected"),
    ("<article>\n{% frobnicate %}</article>", 2, "unknown tag"),
    ("<article>\n{{ 'x' | shout }}</article>", 2, "No filter named"),
    ("<article>\n{{ 1 // 0 }}</article>", 2, "the template failed"),
    ("<article>\n{% for x in 3 %}{% endfor %}</article>", 2, "the template failed"),
    ("<article>\n{{ range(10 ** 9) | list }}</article>", 2, "the template failed"),
    ("<article>\n{{ edition.__class__ }}</article>", 2, ""),
    ("<article>\n{{ ''.__class__.__mro__ }}</article>", 2, ""),
    ("<article>\n{{ edition.steps.__init__.__globals__ }}</article>", 2, ""),
    ("<article>\n{{ ('%s' | format(1)).__class__ }}</article>", 2, ""),
    ("<article>\n{% set _ = edition.words.update({'for': 'x'}) %}</article>", 2, ""),
    ("<article>\n{{ namespace(pop=1).pop }}{{ [1].pop() }}</article>", 2, "is unsafe"),
    ("<article>\n{{ [1].index(1) }}{{ [1].pop() }}</article>", 2, "is unsafe"),
    ("<article>\n<marquee>x</marquee></article>", 2, "<marquee> is not brief HTML"),
    ('<article>\n<p><q data-excerpt="truck">no</q></p></article>', 2, "were altered"),
    ('<article>\n{% import "nothing.html.j2" as n %}</article>', 2, "no template named nothing"),
    ('<article>\n{% include "../../etc/passwd" %}</article>', 2, "is no name of a template"),
    (
        '{% import "parts.html.j2" as parts %}\n<article>{{ parts.nothing(edition) }}</article>',
        2,
        "has no attribute 'nothing'",
    ),
]


def test_a_misspelt_field_is_told_from_the_edition_s_own(tmp_path: Path, edition: Edition) -> None:
    error = mistake(tmp_path, edition, "<article>{{ edition.titel }}</article>")
    assert error.message == "unknown variable: the edition has no attribute 'titel'"
    assert error.hint == "did you mean edition.title?"


@pytest.mark.parametrize(("template", "line", "message"), MISTAKES, ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_named_with_template_and_line(
    tmp_path: Path, edition: Edition, template: str, line: int, message: str
) -> None:
    error = mistake(tmp_path, edition, template)
    assert message in error.message
    assert str(error.place) == f"{tmp_path / TEMPLATE}:{line}"
    assert "\n" not in error.message


def test_a_mistake_in_a_macro_is_named_where_it_stands(tmp_path: Path, edition: Edition) -> None:
    macro = "{% macro bad(e) %}\n\n{{ e.nothing }}\n{% endmacro %}"
    page = '{% import "own.html.j2" as own %}<article>{{ own.bad(edition) }}</article>'
    error = mistake(tmp_path, edition, page, own=macro)
    assert str(error.place) == f"{tmp_path / 'own.html.j2'}:3"
    error = mistake(tmp_path, edition, page, own=macro.replace("{{ e.nothing }}", "<b>x</b>"))
    assert str(error.place) == f"{tmp_path / 'own.html.j2'}:3"


def test_a_template_that_includes_itself_is_a_mistake(tmp_path: Path, edition: Edition) -> None:
    error = mistake(tmp_path, edition, f'<article>{{% include "{TEMPLATE}" %}}</article>')
    assert "recursion" in error.message


def test_a_template_that_is_missing_is_named(tmp_path: Path, edition: Edition) -> None:
    length = edition.length.model_copy(update={"template": "one-pagre.html.j2"})
    composer = Composer(Templates((tmp_path, house_templates())))
    with pytest.raises(TemplateError) as caught:
        composer.compose(replace(edition, length=length))
    assert caught.value.hint == "did you mean one-pager.html.j2?"


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 {height}">{inside}</svg>'


@pytest.mark.parametrize(
    ("inside", "height", "message"),
    [
        ('<image href="/etc/passwd"/>', "9", "href that reaches outside the file"),
        ("<script>alert(1)</script>", "9", "<script>"),
        ("", "9000", "9 wide and 9000 high"),
        ('<rect width="{{ 1e30 }}"/>', "9", "with a number that cannot be drawn"),
        ("<rect", "9", "is no readable SVG"),
        ("<text>“nobody has</text><text>ever needed”</text>", "9", "in no source"),
    ],
)
def test_a_drawing_is_checked_as_a_logo_is(
    tmp_path: Path, inside: str, height: str, message: str
) -> None:
    composer = Composer(Templates((tmp_path, house_templates())))
    path = tmp_path / "balance.svg.j2"
    path.write_text(DRAWING.format(inside="<g/>", height="9"), encoding="utf-8")
    assert composer.draw(path.name, {}).startswith("<svg")
    path.write_text(DRAWING.format(inside=inside, height=height), encoding="utf-8")
    with pytest.raises(TemplateError, match=re.escape(message)) as caught:
        Composer(Templates((tmp_path, house_templates()))).draw(path.name, {})
    assert str(caught.value.place) == str(path)


# --- quotation marks ---------------------------------------------------------------------------

INVENTED = "nobody has ever needed this"


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p>The chief said “{}”.</p>", "p"),
        ("<p>The chief said <strong>“nobody</strong> has <em>ever needed this”</em>.</p>", "p"),
        ("<p>The chief said “{{ edition.question[:0] }}{}”.</p>", "p"),
        ("<p>The chief said &ldquo;{}&rdquo;.</p>", "p"),
        ("<ul><li>‘{}’</li></ul>", "li"),
        ("<dl><dt>“{}”</dt><dd>x</dd></dl>", "dt"),
        ("<dl><dt>x</dt><dd>«{}»</dd></dl>", "dd"),
        ('<table data-widths="100" data-caption="“{}”"><tr><th>a</th></tr></table>', "table"),
        ('<table data-widths="100" data-caption="x"><tr><th>“{}”</th></tr></table>', "th"),
        ("<footer>“{}”</footer>", "footer"),
    ],
)
def test_what_a_template_sets_in_quotation_marks_stands_in_a_source(
    tmp_path: Path, edition: Edition, html: str, name: str
) -> None:
    template = f"<article>\n<h1>x</h1>\n{html.replace('{}', INVENTED)}</article>"
    error = mistake(tmp_path, edition, template)
    assert error.message == f"<{name}>: “{INVENTED}” stands in quotation marks and in no source"
    assert str(error.place) == f"{tmp_path / TEMPLATE}:3"
    assert '<q data-excerpt="…">' in error.hint


def test_a_quotation_within_invented_marks_proves_nothing(tmp_path: Path, edition: Edition) -> None:
    name, one = next(iter(edition.excerpts.items()))
    quote = f'<q data-excerpt="{name}">{escape(one.quotation.text)}</q>'
    assert compose(tmp_path, edition, f"<article><p>“x” {quote} “y”</p></article>").body
    error = mistake(tmp_path, edition, f"<article><p>“Nobody has {quote} ever”</p></article>")
    assert "in no source" in error.message


def test_what_a_source_has_may_stand_in_marks(tmp_path: Path, edition: Edition) -> None:
    (tmp_path / TEMPLATE).write_text(f"<article><p>He said “{INVENTED}.”</p></article>")
    composer = Composer(Templates((tmp_path, house_templates())))
    with pytest.raises(InputErrors):
        composer.compose(edition)
    gazette = source(f"The chief said that {INVENTED} in this county.")
    assert composer.compose(edition, None, {"gazette": gazette}).body


def test_the_templates_own_words_in_marks_are_told_by_name(
    tmp_path: Path, edition: Edition
) -> None:
    words = {**edition.words, "links": f"“{INVENTED}”"}
    error = mistake(tmp_path, replace(edition, words=words), "<article><p>x</p></article>")
    assert error.message.startswith(f"words: links: “{INVENTED}” stands in quotation marks")
    assert error.place.file.endswith("lengths.yaml")


# --- lines -------------------------------------------------------------------------------------

MARKED = """{#- A remark
of two lines with a <p> in it. -#}
<article
>
{% if edition.steps
   and 1 < 2 %}
<p>{{ edition.words["for"]
}} <em>x</em></p>
{% endif %}
<!-- <p> in a comment -->
<p
class="gist">y</p><b1>z</b1>
</article>"""


def test_lines_are_counted_over_comments_blocks_and_breaks(
    tmp_path: Path, edition: Edition
) -> None:
    assert str(mistake(tmp_path, edition, MARKED).place).endswith(f"{TEMPLATE}:12")
    moved = MARKED.replace("<b1>z</b1>", "").replace("<em>x</em>", "<em1>x</em1>")
    assert str(mistake(tmp_path, edition, moved).place).endswith(f"{TEMPLATE}:8")
    assert len(compose(tmp_path, edition, MARKED.replace("<b1>z</b1>", "")).body) == 2


def test_a_template_that_changed_is_compiled_anew(tmp_path: Path, edition: Edition) -> None:
    for said in ("One", "Two", "One"):
        made = compose(tmp_path, edition, f"<article><h1>{said}</h1><p>Words.</p></article>")
        assert [plain(one.children) for one in made.body if isinstance(one, Heading)] == [said]


def test_a_template_reads_what_it_imports_or_might(tmp_path: Path) -> None:
    texts = {
        "page": "{% from 'parts.html.j2' import row %}{% include 'gone.html.j2' ignore missing %}",
        "parts": "{% import 'page.html.j2' as page %}",
        "free": "{% include name %}",
        "alone": "words",
        "broken": "{% include",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.html.j2").write_text(text)
    composer = Composer(Templates((tmp_path,)))
    assert composer.reads("page.html.j2") == ("page.html.j2", "parts.html.j2")
    assert composer.reads("free.html.j2") == tuple(sorted(f"{name}.html.j2" for name in texts))
    assert composer.reads("broken.html.j2") == ("broken.html.j2",)


def test_a_later_workshop_finds_templates_as_they_are_then(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "blurb.html.j2"
    own.parent.mkdir()
    digests = []
    for text in ("one", "two"):
        own.write_text(text)
        digests.append(Workshop.open(tmp_path).template_digests("blurb.html.j2"))
    assert digests[0].keys() == digests[1].keys() == {"blurb.html.j2"}
    assert digests[0] != digests[1]


def test_a_folder_need_not_be_named_in_utf_8(tmp_path: Path, edition: Edition) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    for _ in range(2):
        made = compose(folder, edition, "<article><h1>Words</h1><p>More.</p></article>")
        assert isinstance(made.body[0], Heading)


def test_a_path_with_odd_characters_is_named_as_it_is(tmp_path: Path, edition: Edition) -> None:
    folder = tmp_path / 'a "b" & c: d'
    folder.mkdir()
    error = mistake(folder, edition, "<article>\n<b>x</b></article>")
    assert str(error.place) == f"{folder / TEMPLATE}:2"


# --- what data brings --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><p data-at="x:1">',
        "{{ 7*7 }}",
        "{% raw %}",
        "&amp;",
        "حظر التجول",
        "夜间禁航",
    ],
)
def test_data_comes_out_as_itself(tmp_path: Path, edition: Edition, text: str) -> None:
    made = compose(
        tmp_path,
        replace(edition, title=text),
        '<article><h1>{{ edition.title }}</h1><table data-widths="100" '
        'data-caption="{{ edition.title }}"><tr><th>a</th></tr></table></article>',
    )
    heading, table = made.body
    assert isinstance(heading, Heading)
    assert plain(heading.children) == text
    assert getattr(table, "caption", "") == text


def test_shipped_templates_write_what_a_hostile_dossier_says(edition: Edition) -> None:
    shipped = Templates((house_templates(),))
    length = load_catalog(shipped).lengths["memo"]
    made = Composer(shipped).compose(replace(edition, length=length, subject="<b>{{ x }}</b>"))
    words = [
        plain(pair.children)
        for block in walk_blocks(made.body)
        if hasattr(block, "items")
        for pair in block.items
    ]
    assert "<b>{{ x }}</b>" in words


# --- filters -----------------------------------------------------------------------------------


def test_filters() -> None:
    assert [upper_first(one) for one in ("abc", "élan", "", "A")] == ["Abc", "Élan", "", "A"]
    assert [full_stop(one) for one in ("a", "a.", "a?", "a!", "a…", "a.”")] == [
        "a.",
        "a.",
        "a?",
        "a!",
        "a…",
        "a.”",
    ]
    assert full_stop("a", wanted=False) == "a"
    assert long_date(date(2026, 12, 5)) == "December 5, 2026"


@pytest.mark.parametrize(
    ("text", "stopped", "bare", "label", "greeting"),
    [
        ("Dear A", "Dear A.", "Dear A", "Dear A:", "Dear A,"),
        ("Dear A,", "Dear A,.", "Dear A", "Dear A:", "Dear A,"),
        ("Staff:", "Staff:", "Staff", "Staff:", "Staff:"),
        ("Staff.", "Staff.", "Staff", "Staff:", "Staff."),
        ("What now?", "What now?", "What now?", "What now?", "What now?"),
        ("Hello!", "Hello!", "Hello!", "Hello!", "Hello!"),
        ("by 5 p.m.", "by 5 p.m.", "by 5 p.m.", "by 5 p.m.:", "by 5 p.m.,"),
        ("A. Doe Jr.", "A. Doe Jr.", "A. Doe Jr.", "A. Doe Jr.:", "A. Doe Jr.,"),
        ("and so on...", "and so on...", "and so on...", "and so on...", "and so on..."),
        ("A. Doe, Ph.D.", "A. Doe, Ph.D.", "A. Doe, Ph.D.", "A. Doe, Ph.D.:", "A. Doe, Ph.D.,"),
        ("by Oct.", "by Oct.", "by Oct.", "by Oct.:", "by Oct.,"),
        ("こんにちは、", "こんにちは、.", "こんにちは、", "こんにちは、:", "こんにちは、"),
        ("港口。", "港口。", "港口", "港口:", "港口。"),
    ],
)
def test_no_mark_follows_another(
    text: str, stopped: str, bare: str, label: str, greeting: str
) -> None:
    assert (no_stop(text), colon(text), comma(text)) == (bare, label, greeting)
    assert text.endswith(",") or full_stop(text) == stopped


DOUBLED = re.compile(r"[,:;][,:;.]|\.[,:;]|(?<!\.)\.\.(?!\.)|[?!][,:.]|\.\)\.")
WITHIN = ("conceded", "reported", "quoting", "second_hand", "overtaken", "differs", "differ_on")
"""Words that stand within a sentence: no labels."""
ENDED = (
    ("when: before October", "when: before October."),
    ("owner: Permit desk", 'owner: "Permit desk:"'),
    ("title: What the ordinance does", "title: What the ordinance does."),
    ("label: Permits issued in the 2024 season", 'label: "Permits issued in 2024:"'),
    ("measure: Repeal of the 1981 ordinance", "measure: Repeal of the 1981 ordinance."),
    ("    committee: Public Safety Committee\n", "    committee: Public Safety Committee.\n"),
    ("name: Public Safety Committee", "name: Public Safety Committee."),
)


@pytest.mark.parametrize("name", ["blurb", "one-pager", "two-pager", "memo", "full"])
def test_shipped_templates_double_no_mark_of_the_writer_s(starter: Path, name: str) -> None:
    path = starter / "dossier.yaml"
    text = path.read_text(encoding="utf-8")
    for plainly, ended in ENDED:
        assert plainly in text
        text = text.replace(plainly, ended)
    text += "\nvotes:\n  - {chamber: 'Board:', needed: A majority., why: Its rules say so.}\n"
    path.write_text(text, encoding="utf-8")
    shipped = Templates((house_templates(),))
    catalog = load_catalog(shipped)
    made = rank(
        assemble(load(starter)),
        catalog,
        catalog.audiences["congress"],
        catalog.lengths[name],
        stance="advocacy",
    )
    labels = {key: f"{word}:" for key, word in made.words.items() if key not in WITHIN}
    made = replace(made, words={**made.words, **labels})
    made = made.made_for(Recipient("A", columns={"greeting": "Dear Ms. A,"}))
    printed = write(Composer(shipped).compose(made, Pictures()))
    assert "before October)." in printed
    # In a newsletter one label says what comes next and who is to do it.
    assert (" · Permit desk:" if name == "blurb" else "Permit desk: ") in printed
    assert DOUBLED.findall(printed) == []


def test_no_line_ends_inside_the_date_of_a_quotation(tmp_path: Path, edition: Edition) -> None:
    quotation = next(q for a in edition.arguments_for for q in a.quotations)
    assert " " in quotation.when
    for macro, overtaken in (("dated", False), ("who", True)):
        made = replace(quotation, overtaken=overtaken)
        arguments = "q" if macro == "dated" else "q, edition.words"
        template = (
            "{% import 'parts.html.j2' as parts %}"
            "{% set q = edition.arguments_for[0].quotations[0] %}"
            f"<article><p>{{{{ parts.{macro}({arguments}) }}}}</p></article>"
        )
        first = replace(edition.arguments_for[0], quotations=(made,))
        [said] = compose(tmp_path, replace(edition, arguments_for=(first,)), template).body
        assert plain(said.children).endswith(made.when.replace(" ", "\u00a0"))


def test_no_line_of_the_foot_ends_inside_the_date(tmp_path: Path, edition: Edition) -> None:
    foot = "{% import 'parts.html.j2' as parts %}{{ parts.foot(edition) }}"
    made = compose(tmp_path, edition, f"<article>{foot}<p>Words.</p></article>")
    day = long_date(edition.issued)
    assert plain(made.footer).count(day.replace(" ", "\u00a0")) == 1
    assert day not in plain(made.footer)


# --- templates that are not there ----------------------------------------------------------------


def test_a_missing_template_is_told_with_its_line_and_a_hint(
    tmp_path: Path, edition: Edition
) -> None:
    error = mistake(tmp_path, edition, "<article>\n{% include 'prts.html.j2' %}\n</article>")
    assert error.message == "there is no template named prts.html.j2"
    assert (error.hint, error.place.line) == ("did you mean parts.html.j2?", 2)


def test_a_template_may_be_optional(tmp_path: Path, edition: Edition) -> None:
    template = "<article>{% include 'more.html.j2' ignore missing %}<p>Words.</p></article>"
    for others in ({}, {"more": "<p>More.</p>"}):
        made = compose(tmp_path, edition, template, **others)
        assert len(made.body) == 1 + len(others)


def test_an_included_template_that_is_not_utf_8_is_told(tmp_path: Path, edition: Edition) -> None:
    (tmp_path / "more.html.j2").write_bytes(b"<p>\xff</p>")
    error = mistake(tmp_path, edition, "<article>{% include 'more.html.j2' %}</article>")
    assert error.message == "the file is not UTF-8 (byte 4)"
    assert error.hint == "save it as UTF-8 and try again"
