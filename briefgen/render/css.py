"""The style sheet of the PDF, written from the house style.

In: a `Sheet`. Out: CSS text. Every measure comes from the house style; what stands here is how
its tokens act. Columns and tables are fixed tables: grid, flex and automatic tables would pay for
minimum-content widths at each layout. So would two margin boxes side by side on each page: running
head and foot are one box each, of a fixed width, in which the right side floats.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.house import Role, Sheet, SpanTokens
from briefgen.render.pieces import notes_overhead

__all__ = ["ENDLESS", "POINTS", "USER_AGENT", "style_sheet"]

POINTS = 0.75
"""In a pixel of CSS."""
ENDLESS = 100_000
"""The height in points of the one page of an endless layout."""

_HAIR = 0.01
"""Points that nobody sees."""

USER_AGENT = """
head { display: none }
html, body, div, section, p, h1, h2, h3, h4, blockquote, ul, ol { display: block }
li { display: list-item }
table { display: table }
col { display: table-column }
thead { display: table-header-group }
tbody { display: table-row-group }
tr { display: table-row }
td, th { display: table-cell }
strong, b { font-weight: bold }
em { font-style: italic }
br::before { content: "\\A"; white-space: pre-line }
li::marker { font-variant-numeric: tabular-nums; white-space: pre; text-transform: none }
[dir=rtl] { direction: rtl }
ul, ol { counter-reset: list-item }
ol { list-style-type: decimal }
h1 { bookmark-level: 1 } h2 { bookmark-level: 2 } h3 { bookmark-level: 3 } h4 { bookmark-level: 4 }
h1, h2, h3, h4 { bookmark-label: content(text) }
"""
"""What HTML means, for the elements that `html` writes: it stands in for WeasyPrint's own sheet."""

# Floats are painted before the words around them; the right side of a running line is positioned,
# and so painted after the left one: in this order the text of a page is read. Its distance is a
# margin of what it holds: WeasyPrint looks for room for a float without the float's own margins.
_FIXED_RULES = """
* { margin: 0; padding: 0; hyphens: manual }
html { text-align: left; orphans: 2; widows: 2; overflow-wrap: anywhere }
h1, h2, h3, h4, th { font-weight: inherit; font-size: inherit }
h1, h2, h3, h4 { break-after: auto }
ul, ol { list-style-position: outside; break-before: auto }
a { color: inherit; text-decoration: none }
img { display: block }
table, .columns { width: 100%; table-layout: fixed; border-spacing: 0; box-sizing: border-box }
th, td { vertical-align: top; text-align: left }
.columns { display: table }
.column { display: table-cell; vertical-align: top }
h1, h2, h3, h4, tr, .callout, .figure { break-inside: avoid }
tbody tr:first-child { break-after: avoid }
tbody tr:last-child { break-before: avoid }
[dir=rtl] { text-align: right }
.mark { white-space: nowrap; font-weight: normal; font-style: normal; line-height: 0 }
.foreign { line-height: 0 }
.page::before { content: counter(page) }
.pages::before { content: counter(pages) }
.head { position: running(head); display: flow-root }
.foot { position: running(foot); display: flow-root }
.at-right { float: right; position: relative }
.at-right > * { margin-left: 2em }
.footnote::footnote-call { content: "" }
.footnote::footnote-marker { content: "" }
"""


def style_sheet(sheet: Sheet, *, endless: bool = False) -> str:
    """The CSS of one page size and layout, for pages or for one *endless* page."""
    parts = [*_page(sheet, endless), _FIXED_RULES, *_boxes(sheet)]
    parts += [f".r-{name} {{ {_role(role, sheet)} }}" for name, role in sheet.roles.items()]
    parts += [f".s-{name} {{ {_span(span, sheet)} }}" for name, span in sheet.house.spans.items()]
    # After the roles, which the exceptions refine.
    parts += [*_exceptions(sheet), *_notes(sheet, endless)]
    return "\n".join(parts)


def _page(sheet: Sheet, endless: bool) -> Iterator[str]:
    margins, layout = sheet.layout.margins, sheet.layout
    height = ENDLESS if endless else sheet.page.height
    families = [sheet.house.families.text, *sheet.house.families.fallbacks]
    stack = ", ".join(f'"{family.pdf}"' for family in families)
    ink = sheet.colour("ink")
    yield (
        f"@page {{ size: {pt(sheet.page.width)} {pt(height)};"
        f" margin: {pt(margins.top)} {pt(margins.right)} {pt(margins.bottom)} {pt(margins.left)};"
    )
    for name, edge, offset in (
        ("head", "top", layout.head_offset),
        ("foot", "bottom", layout.foot_offset),
    ):
        yield (
            f"@{edge}-center {{ content: element({name}); vertical-align: {edge};"
            f" padding-{edge}: {pt(offset)}; width: 100% }}"
        )
    thin = sheet.house.rules.thin
    above = notes_overhead(sheet) - thin - sheet.house.rules.gap
    # WeasyPrint compares the notes with their area to the last bit: without a hair of room,
    # rounding sends them, one by one, to pages of their own.
    yield (
        f"@footnote {{ margin-top: {pt(above)}; padding-top: {pt(sheet.house.rules.gap)};"
        f" padding-bottom: {pt(_HAIR)}; border-top: {pt(thin)} solid {sheet.colour('rule')} }} }}"
    )
    yield f"html {{ font-family: {stack}; color: {ink} }}"


def _role(role: Role, sheet: Sheet) -> str:
    rules = sheet.house.rules
    line = f"{pt(rules.thin)} solid {sheet.colour('rule')}"
    wanted = [
        f"font-size: {pt(role.size)}",
        f"line-height: {pt(role.leading)}",
        f"margin-top: {pt(role.before)}",
        f"font-weight: {_weight(role.weight)}",
        f"color: {sheet.colour(role.colour)}",
    ]
    if role.italic:
        wanted.append("font-style: italic")
    if role.caps:
        wanted.append("text-transform: uppercase")
    if role.tracking:
        wanted.append(f"letter-spacing: {pt(role.tracking)}")
    if role.bar:
        wanted.append(f"border-left: {pt(rules.bar)} solid {sheet.colour(role.bar)}")
    if role.indent:
        inner = role.indent - (rules.bar if role.bar else 0)
        wanted.append(f"padding-left: {pt(max(0, inner))}")
    if role.rule == "below":
        wanted.append(f"border-bottom: {line}; padding-bottom: {pt(rules.gap)}")
    if role.rule == "above":
        wanted.append(f"border-top: {line}; padding-top: {pt(rules.gap)}")
    if role.keep_with_next:
        wanted.append("break-after: avoid")
    if role.keep_together:
        wanted.append("break-inside: avoid")
    return "; ".join(wanted)


def _span(span: SpanTokens, sheet: Sheet) -> str:
    wanted = []
    if span.weight:
        wanted.append(f"font-weight: {_weight(span.weight)}")
    if span.italic:
        wanted.append("font-style: italic")
    if span.colour:
        wanted.append(f"color: {sheet.colour(span.colour)}")
    return "; ".join(wanted)


def _boxes(sheet: Sheet) -> Iterator[str]:
    callout, table, house = sheet.house.callout, sheet.house.table, sheet.house
    half = sheet.layout.gutter / 2
    yield f".column.left {{ padding-right: {pt(half)} }}"
    yield f".column.right {{ padding-left: {pt(half)} }}"
    yield (
        f".callout {{ margin-top: {pt(callout.before)};"
        f" padding: {pt(callout.padding_top)} {pt(callout.padding_side)}"
        f" {pt(callout.padding_bottom)}; background: {sheet.colour(callout.fill)};"
        f" border-left: {pt(callout.bar)} solid {sheet.colour(callout.colour)} }}"
    )
    yield f".figure, .grid, .definitions {{ margin-top: {pt(table.before)} }}"
    # A logo stands as far off what is below it as off what is above. The space is its own: the
    # kicker's must be the same on editions without a logo.
    yield f".figure.logo {{ padding-bottom: {pt(table.before)} }}"
    # Both paddings of a cell stand at its right, so that the first column is flush with the text;
    # the text is as wide as with one on each side.
    yield (
        f".grid th, .grid td {{ padding: {pt(table.padding_top)} {pt(2 * table.padding_side)}"
        f" {pt(table.padding_bottom)} 0;"
        f" border-bottom: {pt(table.rule)} solid {sheet.colour('rule')} }}"
    )
    yield f".grid thead th {{ border-bottom: {pt(table.head_rule)} solid {sheet.colour('ink')} }}"
    line = f"{pt(house.rules.thin)} solid {sheet.colour('rule')}"
    yield (
        f".definitions {{ border-top: {line}; border-bottom: {line};"
        f" padding: {pt(table.padding_top)} 0 {pt(table.padding_bottom)} }}"
    )


def _exceptions(sheet: Sheet) -> Iterator[str]:
    rules = sheet.house.rules
    # A marker hangs left of the item's box: the indent is a margin of it.
    for name in ("item", "source-entry"):
        yield f".r-{name} {{ margin-left: {pt(sheet.role(name).indent)}; padding-left: 0 }}"
    yield ".r-definition { padding-left: 0 }"
    # Smaller type on the same leading stands higher: in Carlito by a third of the difference.
    sink = (sheet.role("definition").size - sheet.role("term").size) / 3
    yield (f".r-term {{ width: {pt(sheet.term_width)}; position: relative; top: {pt(sink)} }}")
    yield (
        f"a[href] {{ color: {sheet.colour('accent')}; text-decoration: underline;"
        f" text-decoration-color: {sheet.colour('rule')} }}"
    )
    yield ".grid th.r-cell { font-weight: bold }"
    quote = sheet.role("blockquote")
    yield (
        f".r-blockquote[dir=rtl] {{ border-left: 0; padding-left: 0;"
        f" border-right: {pt(rules.bar)} solid {sheet.colour(quote.bar)};"
        f" padding-right: {pt(max(0, quote.indent - rules.bar))} }}"
    )
    yield "a.mark, .mark a, a.number { color: inherit; text-decoration: none }"


def _notes(sheet: Sheet, endless: bool) -> Iterator[str]:
    mark = sheet.house.spans["note-mark"]
    yield f".mark {{ font-size: {mark.size_ratio:g}em; vertical-align: {_raise(mark):g}em }}"
    place = "display: block" if endless else "float: footnote; footnote-policy: line"
    yield f".footnote {{ {place} }}"


def _raise(mark: SpanTokens) -> float:
    # The house measures the lift in sizes of the text, CSS in sizes of the mark.
    return mark.raise_ratio / mark.size_ratio


def _weight(weight: str) -> str:
    return "bold" if weight == "bold" else "normal"


def pt(points: float) -> str:
    """A length in points as CSS writes it."""
    return f"{points:.6g}pt"
