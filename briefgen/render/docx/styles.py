"""House style → Word styles: every role becomes one named paragraph style, every span a character
style, every kind of table a table style.

In: a `Sheet`. Out: the elements of ``styles.xml``.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.house import Role, Sheet, SpanTokens
from briefgen.render.docx.names import (
    CALLOUT_BOX,
    COLUMNS,
    FIGURE,
    FIRST_DEFINITION,
    FOOTER,
    FOOTNOTE_REFERENCE,
    GAP_CALLOUT,
    GAP_TABLE,
    HAIRLINE,
    HEADER,
    LIST_BULLET,
    LIST_NUMBER,
    NOTE_MARK,
    NOTE_SEPARATOR,
    NUMBERED,
    QUOTE_FROM_RIGHT,
    ROW_HEAD,
    TERM,
    Name,
    style_of,
    table_style,
)
from briefgen.render.docx.wml import Element, eighths, half_points, node, root, twips, w
from briefgen.render.pieces import notes_overhead

RTL_SCRIPTS = ("arabic", "hebrew")


# The least height that an empty paragraph can take: Word wants one where tables meet or end.
# (Word's dialogue knows no exact line lower than this.)
HAIRLINE_HEIGHT = 0.7

_NO_CHARACTER = "DefaultParagraphFont"

_SUPERSCRIPT = 0.65
"""The size of Word's superscripts, by that of their type."""

# Styles that the one role of list items becomes, and likewise that of the running head and foot.
_SEVERAL = {"item": (LIST_BULLET, LIST_NUMBER), "running": (HEADER, FOOTER)}


# --- the whole part ----------------------------------------------------------------------------


def styles(sheet: Sheet, language: str) -> Element:
    """``w:styles`` of one sheet."""
    part = root("w:styles", "w14")
    part.append(_defaults(sheet, language))
    part.extend(_basics(sheet))
    part.extend(_paragraph_styles(sheet))
    part.extend(_empty_paragraphs(sheet))
    part.extend(_character_basics(sheet))
    part.extend(_table_styles(sheet))
    return part


def _defaults(sheet: Sheet, language: str) -> Element:
    """What holds where no style speaks: fonts per script, languages, no spacing."""
    rtl = "he-IL" if language.startswith("he") else "ar-SA"
    east = language if language.startswith(("zh", "ja", "ko")) else "zh-CN"
    run = w(
        "rPr",
        _fonts(sheet),
        w("kern", val=2),
        w("lang", val=language, eastAsia=east, bidi=rtl),
        node("w14:ligatures", {"w14:val": "standard"}),
    )
    return w(
        "docDefaults",
        w("rPrDefault", run),
        w("pPrDefault", w("pPr", w("spacing", before=0, after=0))),
    )


def _fonts(sheet: Sheet) -> Element:
    text = sheet.house.families.text.word
    return w(
        "rFonts",
        ascii=text,
        hAnsi=text,
        eastAsia=family_of(sheet, "han"),
        cs=family_of(sheet, *RTL_SCRIPTS),
    )


def family_of(sheet: Sheet, *scripts: str) -> str:
    """Word's name of the first family that writes one of *scripts*, or that of the text."""
    for family in sheet.house.families.fallbacks:
        if set(scripts) & set(family.scripts):
            return family.word
    return sheet.house.families.text.word


def _basics(sheet: Sheet) -> Iterator[Element]:
    body = sheet.role("body")
    properties = w("pPr", w("widowControl"), _spacing(0, body.leading), w("jc", val="left"))
    yield _style("paragraph", Name("Normal", "Normal"), properties, _face(sheet, body), base="")
    yield w(
        "style",
        w("name", val="Default Paragraph Font"),
        w("uiPriority", val=1),
        w("semiHidden"),
        type="character",
        default=1,
        styleId=_NO_CHARACTER,
    )
    yield w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("semiHidden"),
        w("tblPr", w("tblInd", w=0, type="dxa"), _cell_margins(0, 0, 0, 0)),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    yield w(
        "style",
        w("name", val="No List"),
        w("uiPriority", val=99),
        w("semiHidden"),
        type="numbering",
        default=1,
        styleId="NoList",
    )


def _style(
    kind: str, name: Name, *properties: Element | None, base: str = "Normal", following: str = ""
) -> Element:
    own = name.shown.startswith("Brief ")
    style = w(
        "style",
        w("name", val=name.shown),
        w("basedOn", val=base) if base else None,
        w("next", val=following) if following else None,
        w("qFormat") if kind == "paragraph" else None,
        *properties,
        type=kind,
        styleId=name.id,
    )
    if own:
        style.set(style.tag.replace("}style", "}customStyle"), "1")
    if name.id == "Normal":
        style.set(style.tag.replace("}style", "}default"), "1")
    return style


def plain_style(kind: str, name: Name, *properties: Element) -> Element:
    """A style of Word's own with a few *properties*."""
    return _style(kind, name, *properties, base="Normal" if kind == "paragraph" else _NO_CHARACTER)


# --- paragraphs --------------------------------------------------------------------------------


def _paragraph_styles(sheet: Sheet) -> Iterator[Element]:
    for role_name, role in sheet.roles.items():
        if role_name == "definition":
            first = _above_definitions(sheet)
            yield _definition_style(sheet, role, style_of(role_name), role.before)
            yield _definition_style(sheet, role, FIRST_DEFINITION, first)
            continue
        for name in _SEVERAL.get(role_name, (style_of(role_name),)):
            yield paragraph_style(sheet, name, role)
    yield paragraph_style(sheet, ROW_HEAD, sheet.role("cell").model_copy(update={"weight": "bold"}))
    yield paragraph_style(sheet, QUOTE_FROM_RIGHT, sheet.role("blockquote"), from_right=True)
    yield _figure_style(sheet)


def _definition_style(sheet: Sheet, role: Role, name: Name, before: float) -> Element:
    """A row of a memo's head. Paragraphs in a row share their rules: one above, one below all."""
    rules, table = sheet.house.rules, sheet.house.table
    colour, indent = sheet.colour("rule"), twips(sheet.term_width)
    properties = w(
        "pPr",
        w("keepLines"),
        w(
            "pBdr",
            _line("top", rules.thin, table.padding_top, colour),
            _line("bottom", rules.thin, table.padding_bottom, colour),
        ),
        w("tabs", w("tab", val="left", pos=indent)),
        _spacing(before, role.leading),
        w("ind", left=indent, hanging=indent),
    )
    return _style("paragraph", name, properties, _face(sheet, role))


def _above_definitions(sheet: Sheet) -> float:
    """Space above a memo's head, with what its rules lose: Word sets them off by whole points."""
    table = sheet.house.table
    lost = (table.padding_top % 1) + (table.padding_bottom % 1)
    return table.before + lost


def paragraph_style(sheet: Sheet, name: Name, role: Role, *, from_right: bool = False) -> Element:
    """The style *name* with the looks of *role*; *from_right* for right-to-left text."""
    properties = w(
        "pPr",
        w("keepNext") if role.keep_with_next else None,
        w("keepLines") if role.keep_together or name.outline is not None else None,
        _numbering(name),
        _borders(sheet, role, "right" if from_right else "left"),
        _tabs(sheet, name, role),
        w("bidi") if from_right else None,
        _spacing(role.before, role.leading),
        _indent(role),
        w("outlineLvl", val=name.outline) if name.outline is not None else None,
    )
    following = "BodyText" if name.outline is not None else ""
    return _style("paragraph", name, properties, _face(sheet, role), following=following)


def _numbering(name: Name) -> Element | None:
    number = NUMBERED.get(name.id)
    return w("numPr", w("numId", val=number)) if number else None


def _borders(sheet: Sheet, role: Role, bar_side: str) -> Element | None:
    rules = sheet.house.rules
    if not role.rule and not role.bar:
        return None
    thin = (rules.thin, rules.gap, sheet.colour("rule"))
    # The bar stands at the left edge of the column: what the indent leaves is its distance.
    bar = (rules.bar, max(role.indent - role.hanging - rules.bar, 0), sheet.colour(role.bar))
    return w(
        "pBdr",
        _line("top", *thin) if role.rule == "above" else None,
        _line("left", *bar) if role.bar and bar_side == "left" else None,
        _line("bottom", *thin) if role.rule == "below" else None,
        _line("right", *bar) if role.bar and bar_side == "right" else None,
    )


def _line(side: str, width: float, space: float, colour: str) -> Element:
    return w(side, val="single", sz=eighths(width), space=int(space), color=_hex(colour))


def _tabs(sheet: Sheet, name: Name, role: Role) -> Element | None:
    if name in {HEADER, FOOTER}:
        return w("tabs", w("tab", val="right", pos=twips(sheet.text_width)))
    if role.hanging:
        return w("tabs", w("tab", val="left", pos=twips(role.indent)))
    return None


def _spacing(before: float, leading: float) -> Element:
    return w("spacing", before=twips(before), after=0, line=twips(leading), lineRule="exact")


def _indent(role: Role) -> Element | None:
    if role.hanging:
        return w("ind", left=twips(role.indent), hanging=twips(role.hanging))
    return w("ind", left=twips(role.indent)) if role.indent else None


def _face(sheet: Sheet, role: Role) -> Element:
    """Type of a role. The ``…Cs`` twins are those that right-to-left scripts obey."""
    bold, italic = role.weight == "bold", role.italic
    return w(
        "rPr",
        w("b") if bold else None,
        w("bCs") if bold else None,
        w("i") if italic else None,
        w("iCs") if italic else None,
        w("caps") if role.caps else None,
        w("color", val=_hex(sheet.colour(role.colour))),
        w("spacing", val=twips(role.tracking)) if role.tracking else None,
        w("sz", val=half_points(role.size)),
        w("szCs", val=half_points(role.size)),
    )


def _figure_style(sheet: Sheet) -> Element:
    """A picture sets its own height, so its line is not exact."""
    before = twips(sheet.house.table.before)
    properties = w("pPr", w("spacing", before=before, after=0, line=240, lineRule="auto"))
    return _style("paragraph", FIGURE, properties, w("rPr", w("sz", val=2), w("szCs", val=2)))


def _empty_paragraphs(sheet: Sheet) -> Iterator[Element]:
    """The space before boxes and tables, which know none of their own; the rule above notes."""
    before = {
        HAIRLINE: 0.0,
        GAP_CALLOUT: sheet.house.callout.before - HAIRLINE_HEIGHT,
        GAP_TABLE: sheet.house.table.before - HAIRLINE_HEIGHT,
    }
    for name, space in before.items():
        keep = w("keepNext") if name is not HAIRLINE else None
        properties = w("pPr", keep, _spacing(max(space, 0), HAIRLINE_HEIGHT))
        yield _style("paragraph", name, properties, w("rPr", w("sz", val=2), w("szCs", val=2)))
    rule = w("rPr", w("color", val=_hex(sheet.colour("rule"))))
    properties = w("pPr", _spacing(0, notes_overhead(sheet)))
    yield _style("paragraph", NOTE_SEPARATOR, properties, rule)


# --- characters --------------------------------------------------------------------------------


def _character_basics(sheet: Sheet) -> Iterator[Element]:
    base = _NO_CHARACTER
    for name in (FOOTNOTE_REFERENCE, NOTE_MARK):
        yield mark_style(sheet, name, sheet.role("body").size)
    term = sheet.roles.get("term")
    if term is not None:
        yield _style("character", TERM, _face(sheet, term), base=base)


def mark_style(sheet: Sheet, name: Name, text_size: float, base: str = "") -> Element:
    """A note mark in text of *text_size*: raised, and in Word as small as in the PDF.

    LibreOffice makes superscripts a little smaller than Word, so that there a line may hold a word
    more than in print, never one less. (A position of its own it ignores in styles.)
    """
    ratio = sheet.house.spans["note-mark"].size_ratio / _SUPERSCRIPT
    size = half_points(text_size * ratio)
    properties = w("rPr", w("sz", val=size), w("szCs", val=size), w("vertAlign", val="superscript"))
    return _style("character", name, properties, base=base or _NO_CHARACTER)


def span_style(name: Name, sheet: Sheet, tokens: SpanTokens) -> Element:
    """A character style from *tokens*; what they leave open stays that of the paragraph."""
    bold = {"": None, "regular": 0, "bold": 1}[tokens.weight]
    properties = w(
        "rPr",
        w("b", val=bold) if bold is not None else None,
        w("bCs", val=bold) if bold is not None else None,
        w("i") if tokens.italic else None,
        w("iCs") if tokens.italic else None,
        w("color", val=_hex(sheet.colour(tokens.colour))) if tokens.colour else None,
    )
    return _style("character", name, properties, base=_NO_CHARACTER)


# --- tables ------------------------------------------------------------------------------------


def _table_styles(sheet: Sheet) -> Iterator[Element]:
    yield _table_base(COLUMNS)
    yield _callout_box(sheet)
    for role in ("", "grid", "plain"):
        yield _data_table(sheet, table_style(role))


def _table_base(name: Name, *properties: Element) -> Element:
    return _style("table", name, *properties, base="TableNormal")


def _callout_box(sheet: Sheet) -> Element:
    box = sheet.house.callout
    side = twips(box.padding_side)
    # Word draws the bar astride the edge of the cell: half of it takes room inside.
    bar_side = twips(box.padding_side + box.bar / 2)
    return _table_base(
        CALLOUT_BOX,
        w(
            "tblPr",
            w("tblBorders", _line("left", box.bar, 0, sheet.colour(box.colour))),
            _cell_margins(twips(box.padding_top), bar_side, twips(box.padding_bottom), side),
        ),
        w("tcPr", w("shd", val="clear", color="auto", fill=_hex(sheet.colour(box.fill)))),
    )


def _data_table(sheet: Sheet, name: Name) -> Element:
    table = sheet.house.table
    rule = (table.rule, 0, sheet.colour("rule"))
    # Both paddings of a cell stand at its right: the first column is flush with the text.
    side = twips(2 * table.padding_side)
    head = (table.head_rule, 0, sheet.colour("ink"))
    return _table_base(
        name,
        w(
            "tblPr",
            w("tblBorders", _line("bottom", *rule), _line("insideH", *rule)),
            _cell_margins(twips(table.padding_top), 0, twips(table.padding_bottom), side),
        ),
        w("tblStylePr", w("tcPr", w("tcBorders", _line("bottom", *head))), type="firstRow"),
    )


def _cell_margins(top: int, left: int, bottom: int, right: int) -> Element:
    sides = {"top": top, "left": left, "bottom": bottom, "right": right}
    return w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in sides.items()))


def _hex(colour: str) -> str:
    return colour.removeprefix("#").upper()
