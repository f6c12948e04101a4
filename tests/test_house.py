"""The house style is data: the shipped one, a dossier's own, and mistakes in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from briefgen.errors import BriefgenError, InputErrors, Mistakes, Place, TemplateError
from briefgen.house import House, load_house
from briefgen.render.docx.base import base_document
from briefgen.resources import Templates, house_templates, templates_for
from briefgen.shaping import shaped
from briefgen.workshop import Workshop
from briefgen.yamlshape import Shape
from briefgen.yamltree import WrittenMap, WrittenText

SHIPPED = (house_templates() / "house.yaml").read_text(encoding="utf-8")


def house(folder: Path, text: str) -> House:
    """The house style of a dossier whose house.yaml is *text*, as every command reads it."""
    (folder / "house.yaml").write_text(text, encoding="utf-8")
    return Workshop(Templates((folder, house_templates()))).house


def mistakes(folder: Path, text: str) -> list[tuple[int, str]]:
    """Line and text of each mistake that is found in *text*, all in the dossier's house.yaml."""
    with pytest.raises(InputErrors) as caught:
        house(folder, text)
    assert {one.place.file for one in caught.value.errors} == {str(folder / "house.yaml")}
    return [(one.place.line, said(one)) for one in caught.value.errors]


def said(error: BriefgenError) -> str:
    return f"{error.message}; {error.hint}"


def changed(old: str, new: str) -> str:
    """The shipped house style with *new* in the place where *old* first stands."""
    assert old in SHIPPED
    return SHIPPED.replace(old, new, 1)


def line_of(words: str) -> int:
    return SHIPPED[: SHIPPED.index(words)].count("\n") + 1


def test_the_shipped_house_loads() -> None:
    shipped = Workshop(templates_for()).house
    assert set(shipped.pages) == {"letter", "a4"}
    memo = shipped.layouts["memo"].roles
    # What a role is like, with its own tokens for those of the other.
    assert memo["heading-for"].model_dump() == {**memo["heading"].model_dump(), "colour": "for"}
    assert memo["subheading"].model_dump() == memo["claim"].model_dump()
    assert shipped.spans["note-mark"].raise_ratio == 0.36


MISSPELT = [
    ("colour: muted", "colour: mooted", "no colour 'mooted'; did you mean 'muted'?"),
    ("like: heading, colour: for", "like: heading, colour: fro", "'fro'; did you mean 'for'?"),
    ("bar: rule", "bar: rul", "no colour 'rul'; did you mean 'rule'?"),
    ("colour: muted", 'colour: ""', "no colour ''; colours: accent, against"),
    ("fill: tint", 'fill: ""', "no colour ''; colours: accent, against"),
    ("fill: tint", "fill: tnt", "no colour 'tnt'; did you mean 'tint'?"),
    ("fill: tint, colour: accent", "fill: tint, colour: zzz", "'zzz'; colours: accent, against"),
    ("muted:     {colour: muted}", "muted: {colour: mutd}", "'mutd'; did you mean 'muted'?"),
]


@pytest.mark.parametrize(("old", "new", "message"), MISSPELT, ids=[one[1] for one in MISSPELT])
def test_a_colour_that_is_not_defined_is_told(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    ((line, text),) = mistakes(tmp_path, changed(old, new))
    assert line == line_of(old)
    assert message in text


def test_all_of_them_are_told_at_once_and_inherited_ones_where_they_stand(tmp_path: Path) -> None:
    text = changed("bold, before: 5, keep", "bold, before: 5, colour: inc, keep")
    text = text.replace("fill: tint", "fill: tnt").replace("left: 72", "left: 600")
    text = text.replace("width: 595.28", "width: 595")
    found = mistakes(tmp_path, text)
    assert [line for line, _ in found] == [
        line_of("claim: "),
        *[line_of("margins: {top: 64")] * 2,
        line_of("fill: tint"),
    ]


def test_a_size_that_others_inherit_is_told_once(tmp_path: Path) -> None:
    ((line, _),) = mistakes(tmp_path, changed("{size: 10, leading: 12.5", "{size: 0, leading: 12"))
    assert line == line_of("claim: ")


NEEDED = [
    ("  letter: {width: 612, height: 792}\n", "pages:", 1, "page size 'letter' is missing"),
    ("  a4: {width: 595.28, height: 841.89}\n", "pages:", 1, "page size 'a4' is missing"),
    ('  tint: "#eef3f8"\n', "colours:", 1, "colour 'tint' is missing"),
    ("      body:            {size: 9.5, leading: 12, before: 3}\n", "roles:", 1, "role 'body'"),
    ("  note-mark: {size_ratio: 0.68, raise_ratio: 0.36}\n", "spans:", 1, "span 'note-mark'"),
]


@pytest.mark.parametrize(("old", "under", "below", "message"), NEEDED)
def test_what_every_edition_needs_is_told_where_it_is_missing(
    tmp_path: Path, old: str, under: str, below: int, message: str
) -> None:
    ((line, text),) = mistakes(tmp_path, changed(old, ""))
    assert line == line_of(under) + below
    assert message in text
    assert "as briefgen's own house.yaml has it" in text


@pytest.mark.parametrize("layout", ["sheet", "memo"])
def test_a_layout_of_the_shipped_lengths_is_told_where_it_is_missing(
    tmp_path: Path, layout: str, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    ends = {"sheet": "  # A memo is read", "memo": "\n# Space inside boxes"}[layout]
    text = SHIPPED[: SHIPPED.index(f"  {layout}:\n")] + SHIPPED[SHIPPED.index(ends) :]
    # Files are named as one sees them from here, the shipped ones in a checkout, too.
    monkeypatch.chdir(root)
    ((line, told),) = mistakes(tmp_path, text)
    assert line >= line_of("layouts:")
    assert f"the layout '{layout}' is missing, which the length" in told


def test_a_layout_that_a_dossiers_own_length_misspells_is_told_there(tmp_path: Path) -> None:
    length = "lengths:\n  - id: card\n    name: Card\n    template: memo.html.j2\n    layout: mem\n"
    own = tmp_path / "lengths.yaml"
    own.write_text(length + "    notes: sources\n    budget: {words: [20, 60]}\n", "utf-8")
    with pytest.raises(InputErrors) as caught:
        house(tmp_path, SHIPPED)
    (error,) = caught.value.errors
    assert (error.place.file, error.place.line) == (str(own), 5)
    assert said(error) == "the house style has no layout 'mem'; did you mean 'memo'?"


MEASURES = [
    ("leading: 23.5", "leading: 0", "'leading' cannot be '0'; write a number from 0.5 on"),
    ("size: 20", "size: 0", "'size' cannot be '0'; write a number from 0.5 on"),
    ("size: 20", "size: -4", "'size' cannot be '-4'; write a number from 0.5 on"),
    ("size: 20", "size: 1000.5", "write a number up to 1000"),
    ("size: 20", "size: nan", "'size' cannot be 'nan'; write a number"),
    ("leading: 23.5", "leading: inf", "'leading' cannot be 'inf'; write a number"),
    ("before: 2}", "before: nan}", "'before' cannot be 'nan'; write a number"),
    ("width: 612", "width: 0", "'width' cannot be '0'; write a number from 72 on"),
    ("height: 792", "height: -792", "'height' cannot be '-792'; write a number from 72 on"),
    ("height: 792", "height: 5001", "write a number up to 5000"),
    ("width: 612", "width: nan", "'width' cannot be 'nan'"),
    ("gutter: 20", "gutter: inf", "'gutter' cannot be 'inf'"),
    ("size_ratio: 0.68", "size_ratio: 0", "write a number from 0.1 on"),
    ("size_ratio: 0.68", "size_ratio: nan", "'size_ratio' cannot be 'nan'; write a number"),
    ("raise_ratio: 0.36", "raise_ratio: 11", "write a number up to 10"),
    ("raise_ratio: 0.36", "raise_ratio: -inf", "'raise_ratio' cannot be '-inf'; write a number"),
]


@pytest.mark.parametrize(("old", "new", "message"), MEASURES, ids=[one[1] for one in MEASURES])
def test_a_measure_out_of_bounds_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    ((line, told),) = mistakes(tmp_path, changed(old, new))
    assert line == line_of(old)
    assert message in told


@pytest.mark.parametrize(
    ("old", "new", "room"),
    [
        ("left: 50", "left: 570", "leave -8 by 688 points"),
        ("bottom: 54", "bottom: 707", "leave 512 by 35 points"),
    ],
)
def test_margins_that_leave_no_room_for_text_are_told(
    tmp_path: Path, old: str, new: str, room: str
) -> None:
    line, told = mistakes(tmp_path, changed(old, new))[0]
    assert line == line_of(old)
    assert f"the margins of 'sheet' {room} for text on a page of 'letter'" in told
    assert "text needs 36 points each way" in told


def test_margins_may_leave_just_room_enough(tmp_path: Path) -> None:
    own = house(tmp_path, changed("bottom: 54", "bottom: 706"))
    assert own.sheet("letter", "sheet").text_height == 36


def test_the_page_of_a_letterhead_need_not_go_with_other_pages() -> None:
    shipped = load_house(templates_for())
    layout = shipped.layouts["memo"]
    wide = layout.model_copy(update={"margins": layout.margins.model_copy(update={"left": 600})})
    own = shipped.model_copy(update={"layouts": {**shipped.layouts, "memo": wide}})
    assert base_document(own, "letter", "memo", "en-US")


def test_a_colour_may_be_in_capitals(tmp_path: Path) -> None:
    own = house(tmp_path, changed('"#1b2330"', '"#1B2330"'))
    assert own.model_dump() == load_house(templates_for()).model_dump()


@pytest.mark.parametrize(
    ("colour", "message"),
    [
        ('"#12"', "'#12' is not a colour; write \"#rrggbb\""),
        ('"#1b2330\\n"', "is not a colour"),
        ('"#1b233g"', "'#1b233g' is not a colour"),
        ("navy", "'navy' is not a colour"),
        ("#1b2330", "there is no colour here; put it in quotation marks"),
    ],
)
def test_what_is_no_colour_is_told_so(tmp_path: Path, colour: str, message: str) -> None:
    ((line, told),) = mistakes(tmp_path, changed('"#1b2330"', colour))
    assert line == line_of("  ink:")
    assert message in told
    assert "digest" not in told


class Coded(Shape):
    code: Annotated[str, Field(pattern="^[a-z]{2}$")]


def test_what_does_not_match_a_pattern_is_not_taken_for_a_digest() -> None:
    place = Place("some.yaml", 3, 7)
    found: Mistakes = []
    tree = WrittenMap(place)
    tree.put("code", WrittenText.at("DE", place), place, place)
    assert shaped(Coded, tree, found) is None
    assert [(one.place, said(one)) for one in found] == [
        (place, "'code' cannot be 'DE'; write what matches ^[a-z]{2}$")
    ]


@pytest.mark.parametrize(
    ("like", "message"),
    [
        ("clam", "no role 'clam'; did you mean 'claim'?"),
        ("heading-for", "is itself like another"),
        ("[claim]", "'like' is a list, not the name of a role"),
    ],
)
def test_a_role_like_none_is_told(tmp_path: Path, like: str, message: str) -> None:
    ((line, told),) = mistakes(tmp_path, changed("like: claim", f"like: {like}"))
    assert line == line_of("like: claim")
    assert message in told


@pytest.mark.parametrize("tokens", ["5", "[a]", ""])
def test_a_role_that_is_no_mapping_is_told(tmp_path: Path, tokens: str) -> None:
    ((line, told),) = mistakes(tmp_path, changed("{like: claim}", tokens))
    assert line == line_of("like: claim")
    assert "'subheading' is" in told


def test_a_role_that_a_template_uses_and_no_layout_has_is_told(tmp_path: Path) -> None:
    sheet = house(tmp_path, changed("      title: ", "      titel: ")).sheet("letter", "sheet")
    with pytest.raises(TemplateError, match="no role 'title' in its layout 'sheet'") as caught:
        sheet.role("title")
    assert caught.value.hint == "did you mean 'titel'?"


def test_a_house_style_of_one_s_own_is_whole(tmp_path: Path) -> None:
    start = SHIPPED.index("\ncolours:") + 1
    end = start + SHIPPED[start:].index("\n\n")
    [(line, told)] = mistakes(tmp_path, SHIPPED[start:end])
    assert line == 1
    assert told.startswith("the house style lacks pages, ")
    assert f"copy {house_templates() / 'house.yaml'} and change the copy" in told
    assert "the file is empty; write its keys: pages, " in mistakes(tmp_path, "")[0][1]
