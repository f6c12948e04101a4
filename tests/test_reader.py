"""The independent reader can fail: it finds what is changed, and lets pass what only looks so."""

from __future__ import annotations

import io

import docx
import pytest
import weasyprint
from docx.enum.style import WD_STYLE_TYPE
from reader import docx_blocks, find, fold, pdf_blocks, pdf_text, quoted_passages, unproven, words

HARBOR = (
    "The pilots did not object. “We have no plan – and no money – to move,” said one of them.\n"
    "It costs $22.5 million, or 14 % more than the of\ufb01ce said.[1][2] On a clear night they "
    "can't see the marks, and on the 19 nights of rain nobody could. Ils répondent « jamais ». Six "
    "quiet hours… and we slept. CO₂ fell by ½ over 2.3 km². The channel is narrow, the lights "
    "stand behind the marks, and a tired pilot is a dangerous pilot."
)
CANAL = (
    "The lock keeper wants the gate to stay open. 夜间禁航使船期难以预测，我们可能改靠其他港口。"
)
TEXTS = (HARBOR, CANAL)

TRUE = [
    "The pilots did not object.",
    "We have no plan - and no money - to move",
    "‘We have no plan – and no money – to move,’ said one of them",
    "It costs $22.5 million, or 14\u00a0% more than the office said.",
    "the office said. On a clear night",
    "they can’t see the marks",
    "Ils répondent “jamais”",
    "Six quiet hours… and we slept.",
    "CO₂ fell by ½ over 2.3 km²",
    "The channel is narrow … and a tired pilot is a dangerous pilot.",
    "The channel is narrow, […] a tired pilot is a dangerous pilot",
    "The pilots did not object. ... It costs $22.5 million",
    "pilots did not object.… It costs $22.5 million",
    "On a clear night [the crews] can't see the marks",
    "[t]he channel is narrow, the lights stand",
    "The channel [of Saltmere] is narrow",
    "We have\u200b no plan",
    "夜间禁航使船期难以预测",
    "夜间禁航\n使船期难以预测",
    "a tired pilot\nis a dangerous pilot",
]
FALSE = [
    pytest.param("The pilots did object.", id="negation dropped inside"),
    pytest.param("pilots did not objects", id="letter added"),
    pytest.param("The captains did not object", id="word changed"),
    pytest.param("the pilots did not object", id="case changed without a bracket"),
    pytest.param("It costs $25.2 million", id="digits swapped"),
    pytest.param("or 15 % more", id="digit changed"),
    pytest.param("It costs $22", id="number cut"),
    pytest.param("5 million, or 14 %", id="number cut at its begin"),
    pytest.param("on the 9 nights of rain", id="digit dropped"),
    pytest.param("On a clear night they can", id="contraction cut: the negation is gone"),
    pytest.param("he pilots did not", id="begins inside a word"),
    pytest.param("a tired pil", id="ends inside a word"),
    pytest.param("CO2 fell by", id="subscript is not a figure"),
    pytest.param("over 2.3 km2", id="superscript is not a figure"),
    pytest.param("fell by 1/2 over", id="a fraction is one character"),
    pytest.param("Ils repondent", id="accent dropped"),
    pytest.param("a tired pilot … The channel is narrow", id="pieces in the wrong order"),
    pytest.param("narrow … the lights stand", id="a piece of one word is not shown"),
    pytest.param("The pilots did not … gate to stay open", id="pieces from two sources"),
    pytest.param("a tired pilot is a [safe] pilot", id="bracket hides a word"),
    pytest.param("The pilots did [not] object", id="bracket hides a negation"),
    pytest.param("[T]he captains", id="bracket does not excuse the rest"),
    pytest.param("[x]he channel is narrow", id="bracket changes a letter"),
    pytest.param("The lights stand, the channel is narrow", id="order changed"),
    pytest.param("money to move", id="words left out silently"),
    pytest.param("夜间禁航使船期可以预测", id="Chinese character changed"),
    pytest.param("a tiredpilot", id="space lost"),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize("passage", TRUE)
def test_a_faithful_passage_is_found(passage: str) -> None:
    assert find(passage, TEXTS)


@pytest.mark.parametrize("passage", FALSE)
def test_an_unfaithful_passage_is_not_found(passage: str) -> None:
    assert not find(passage, TEXTS)


def test_a_passage_of_another_text_is_not_found() -> None:
    assert find("wants the gate to stay open", TEXTS)
    assert not find("wants the gate to stay open", (HARBOR,))


def test_pieces_farther_apart_than_the_limit_are_two_quotations() -> None:
    text = "The first words stand here. " + "And so on. " * 120 + "The last words stand here."
    assert not find("first words stand … last words stand", (text,))


def test_folding_keeps_what_counts() -> None:
    assert fold("«\u00a0a\u00a0» ‘b’ \u2014 of\ufb01ce\u00ad\u200b\n\tc") == "'a' 'b' - office c"
    assert fold("é") == fold("e\u0301")
    for one, other in (("km²", "km2"), ("½", "1/2"), ("É", "é"), ("not", "now"), ("1,046", "1046")):
        assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and “no”.", ["yes", "no"]),
        ("“outer ‘inner’ outer”", ["outer ‘inner’ outer", "inner"]),
        ("“outer “same” outer”", ["outer “same” outer", "same"]),
        ('« jamais » and "straight"', ["jamais", "straight"]),
        ("the ‘pilot’s’ view", ["pilot’s"]),
        ("the pilots’ league isn’t open", []),
        ("in the ‘90s", []),
        ("“never closed", ["never closed"]),
        ("no marks at all", []),
        ("“”", []),
    ],
)
def test_passages_in_quotation_marks(text: str, expected: list[str]) -> None:
    assert quoted_passages(text) == expected


# --- files -------------------------------------------------------------------------------------

PAGE = """<html lang="en"><head><title>t</title><style>
@page {{ size: 230pt 150pt; margin: 30pt; @top-left {{ content: "Running head" }} }}
body {{ font-family: Carlito, "Noto Sans CJK SC", "Noto Sans Arabic"; font-size: 10pt;
       line-height: 13pt }}
.fn {{ float: footnote; font-size: 8pt; line-height: 10pt }}
.fn::footnote-call {{ font-size: .68em; vertical-align: .36em; line-height: 1 }}
.columns {{ display: table; table-layout: fixed; width: 100% }}
.columns > div {{ display: table-cell }}
</style></head><body>{}</body></html>"""


def pdf_of(body: str) -> bytes:
    return weasyprint.HTML(string=PAGE.format(body)).write_pdf(pdf_variant="pdf/ua-1")


def docx_of(*paragraphs: tuple[str, str]) -> bytes:
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_file(kind: str, text: str, *, set_off: bool) -> bytes:
    if kind == "docx":
        return docx_of(("Normal", "Opening words."), ("Quote" if set_off else "Normal", text))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    tag = "blockquote" if set_off else "p"
    return pdf_of(f"<p>Opening words.</p><{tag}>{escaped}</{tag}>")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("set_off", [False, True], ids=["running", "set off"])
@pytest.mark.parametrize(
    ("faithful", "changed"),
    [
        ("a tired pilot is a dangerous pilot", "a tired pilot is a careful pilot"),
        ("The pilots did not object.", "The pilots did object."),
        ("It costs $22.5 million, or 14 % more", "It costs $25.2 million, or 14 % more"),
        ("CO₂ fell by ½ over 2.3 km²", "CO₂ fell by ⅓ over 2.3 km²"),
        ("we slept. CO₂ fell by ½", "we slept. CO2 fell by ½"),
        (
            "夜间禁航使船期难以预测，我们可能改靠其他港口。",
            "夜间禁航使船期难以预测，我们不会改靠其他港口。",
        ),
        ("wants the gate to stay open", "the gate wants to stay open"),
        ("The channel is narrow … a tired pilot", "a tired pilot … The channel is narrow"),
    ],
)
def test_a_changed_passage_of_a_file_is_reported(
    kind: str, set_off: bool, faithful: str, changed: str
) -> None:
    def marked(words: str) -> str:
        return words if set_off else f"One of them said: “{words}” and left."

    assert unproven(as_file(kind, marked(faithful), set_off=set_off), kind, TEXTS) == []
    [reported] = unproven(as_file(kind, marked(changed), set_off=set_off), kind, TEXTS)
    assert fold(reported) == fold(changed)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_passage_from_another_dossier_is_reported(kind: str) -> None:
    data = as_file(kind, "She said “wants the gate to stay open” twice.", set_off=False)
    assert unproven(data, kind, TEXTS) == []
    assert unproven(data, kind, (HARBOR,)) == ["wants the gate to stay open"]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_hostile_and_foreign_words_are_read_as_they_are(kind: str) -> None:
    words_ = [
        "<script>alert(1)</script> {{ 7*7 }} &amp; R&D",
        "زبائني هم عمال الميناء، والليل الهادئ لا يدفع الإيجار.",
        "Мы стоим на рейде по девять часов.",
        "夜间禁航使船期难以预测，我们可能改靠其他港口。",
    ]
    for one in words_:
        data = as_file(kind, f"It read “{one}” to us.", set_off=False)
        assert unproven(data, kind, (f"Before. {one} After.",)) == []
        assert len(unproven(data, kind, ("Something else.",))) == 1


def test_a_quotation_over_a_page_break_is_one_passage() -> None:
    filler = "<p>Words to fill the page.</p>" * 2
    tail = "a tired pilot is a dangerous pilot"
    said = f"“The channel is narrow, the lights stand behind the marks, and {tail}”"
    told = f"{filler}<p>He said {said} at the end of the day.</p>"
    data = pdf_of(told)
    pages = pdf_text(data)
    assert len(pages) == 2
    assert "channel" in pages[0]
    assert "dangerous" in pages[1]
    assert unproven(data, "pdf", TEXTS) == []
    [reported] = unproven(pdf_of(told.replace("dangerous", "careful")), "pdf", TEXTS)
    assert "careful" in reported


def test_notes_do_not_cut_sentences_and_their_marks_are_no_words() -> None:
    data = pdf_of(
        "<p>A claim<span class=fn>A note with “a tired pilot”.</span> goes on for more than a line "
        "of it.</p><p>Another.</p>"
    )
    assert " ".join(words(data, "pdf")) == "A claim goes on for more than a line of it. Another."
    assert [block.kind for block in pdf_blocks(data)].count("note") == 1
    assert unproven(data, "pdf", TEXTS) == []
    assert unproven(data, "pdf", (CANAL,)) == ["a tired pilot"]


def test_notes_of_one_page_are_apart_and_without_their_numbers() -> None:
    data = pdf_of(
        "<p>One claim<span class=fn>See the log, p. 11.</span> and another<span class=fn>See the "
        "<a href='https://example.org'>study</a>.</span> stand here.</p>"
    )
    notes = [block.text for block in pdf_blocks(data) if block.kind == "note"]
    assert notes == ["See the log, p. 11.", "See the study."]


def test_the_head_of_a_table_is_read_once() -> None:
    rows = "".join(f"<tr><td>Left {n}</td><td>Right {n}</td></tr>" for n in range(9))
    data = pdf_of(f"<table><thead><tr><th>One<th>Other</thead><tbody>{rows}</tbody></table>")
    assert len(pdf_text(data)) > 1
    assert [page.count("Other") for page in pdf_text(data)][:2] == [1, 1]
    found = words(data, "pdf")
    assert found[:4] == ["One", "Other", "Left", "0"]
    assert found.count("Other") == 1
    assert found.count("Left") == 9


def test_columns_are_read_one_after_the_other() -> None:
    data = pdf_of(
        "<div class=columns><div><p>Left one.</p><p>Left two.</p></div>"
        "<div><p>Right one.</p><p>Right two.</p></div></div>"
    )
    assert " ".join(words(data, "pdf")) == "Left one. Left two. Right one. Right two."


def test_a_pdf_without_structure_is_refused() -> None:
    data = weasyprint.HTML(string="<p>words").write_pdf()
    with pytest.raises(ValueError, match="structure tree"):
        pdf_blocks(data)


def test_running_heads_of_a_word_file_are_no_words_of_its_body() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Running “head”"
    document.add_paragraph("Body words.")
    document.add_paragraph("Marked", style="Quote").add_run("1").font.superscript = True
    stream = io.BytesIO()
    document.save(stream)
    data = stream.getvalue()
    assert words(data, "docx") == ["Body", "words.", "Marked"]
    assert {block.kind for block in docx_blocks(data)} == {"body", "artifact"}
    assert unproven(data, "docx", ("Marked words",)) == ["head"]


def test_a_character_style_of_quotation_counts_as_quotation() -> None:
    document = docx.Document()
    document.styles.add_style("Quotation", WD_STYLE_TYPE.CHARACTER)
    paragraph = document.add_paragraph("He said ")
    paragraph.add_run("a tired ", style="Quotation")
    paragraph.add_run("ship", style="Quotation")
    stream = io.BytesIO()
    document.save(stream)
    assert unproven(stream.getvalue(), "docx", TEXTS) == ["a tired ship"]
