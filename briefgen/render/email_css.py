"""The style of mail, made from the house style: what is inlined, and what media queries change.

In: a `Sheet`. Out: two style sheets. The first is inlined into every element, because several mail
programs drop style sheets; it has nothing that Outlook, which lays out with Word, would stumble
over: no grid, flex, position or background picture. The second has the media queries, which cannot
be inlined: smaller margins and titles on telephones, and the colours of the dark.

The house states its colours for paper. Those for the dark are made from them: the same hue, mixed
with white until it is as legible as on paper. Programs that know no media query but darken mail by
themselves turn the paper's colours around; those are far enough from the ground for that.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.house import Role, Sheet

WIDTH = 600
"""Pixels of the column: what every mail program shows."""
_NARROW = 480
"""Pixels of the widest screen that counts as narrow."""
_GUTTER = 28
_NARROW_GUTTER = 18
_BODY = 16
"""Pixels of body text; print is smaller, so every size of the house grows in proportion."""
_LARGEST = 28
_LARGEST_NARROW = 24
_SMALLEST = 12
_PAGE, _PAPER = "#eceff3", "#ffffff"
_DARK_PAGE, _DARK_PAPER = "#11151b", "#1a2029"
_LEGIBLE, _DAZZLING = 5.0, 12.0
"""Contrast of text with a dark ground, at least and at most; 4.5 is what accessibility asks for."""
_AIR = 2.0
"""How much more space than on paper stands before a paragraph: screens are scrolled."""


def inlined(sheet: Sheet) -> str:
    """The rules for every element, for colours on white."""
    body = sheet.role("body")
    rules = [
        f"body{{margin:0;padding:0;background-color:{_PAGE}}}",
        f".page{{width:100%;background-color:{_PAGE}}}",
        ".frame{padding:20px 0}",
        f".sheet{{width:100%;max-width:{WIDTH}px;background-color:{_PAPER}}}",
        f".main,.top,.foot{{{_type(sheet)};color:{sheet.colour(body.colour)};text-align:left}}",
        f".main{{padding:18px {_GUTTER}px 26px}}",
        f".top{{padding:18px {_GUTTER}px 0;font-size:13px;color:{sheet.colour('muted')}}}",
        f".foot{{padding:16px {_GUTTER}px 24px;font-size:13px;color:{sheet.colour('muted')}}}",
        f".foot{{border-top:1px solid {sheet.colour('rule')}}}",
        ".preheader{display:none;max-height:0;overflow:hidden;mso-hide:all}",
        f"a{{color:{sheet.colour('accent')};text-decoration:underline}}",
        "p,h1,h2,h3,h4,blockquote{margin:0}",
        "ul,ol{margin:0;padding:0 0 0 24px}",
        "img{display:block;max-width:100%;height:auto;border:0;margin:0 0 12px}",
        "sup{font-size:11px;line-height:0}",
        "sup a{text-decoration:none}",
        ".b{font-weight:bold}",
        ".r-callout{padding:10px 0 0}",
        *_roles(sheet),
        *_spans(sheet),
        *_boxes(sheet),
    ]
    return "\n".join(rules)


def kept(sheet: Sheet) -> str:
    """The media queries, for narrow screens and for the dark."""
    narrow = (
        f".main,.top,.foot{{padding-left:{_NARROW_GUTTER}px!important;"
        f"padding-right:{_NARROW_GUTTER}px!important}}"
        f".r-title{{font-size:{_LARGEST_NARROW}px!important}}"
        ".frame{padding:0!important}"
    )
    # A style sheet of ours has no two braces in a row: newsletter services would read a command.
    return (
        ":root{color-scheme:light dark}\n"
        f"@media (max-width:{_NARROW}px){{\n{_spaced(narrow)}\n}}\n"
        f"@media (prefers-color-scheme:dark){{\n{_spaced(''.join(_dark(sheet)))}\n}}"
    )


def _spaced(rules: str) -> str:
    return rules.replace("}", "}\n").strip()


# --- light -------------------------------------------------------------------------------------


def _families(sheet: Sheet) -> str:
    family = sheet.house.families.text
    # The fonts of the house, where they are installed, then what every system has.
    return f"{family.word},{family.pdf},Helvetica,Arial,sans-serif"


def _type(sheet: Sheet) -> str:
    # In every cell: Outlook hands type down to none.
    return f"font-family:{_families(sheet)};font-size:{_BODY}px;line-height:1.5"


def _roles(sheet: Sheet) -> Iterator[str]:
    for name, role in sheet.roles.items():
        yield f".r-{name}{{{';'.join(_declarations(role, sheet))}}}"


def _declarations(role: Role, sheet: Sheet) -> Iterator[str]:
    """What a role says that the text around it does not."""
    body = sheet.role("body")
    size = pixels(role, sheet)
    yield f"margin:{round(role.before * _scale(sheet) * _AIR)}px 0 0"
    if size != _BODY:
        yield f"font-size:{size}px"
    if role.weight != body.weight:
        yield "font-weight:bold"
        yield "line-height:1.25"
    if role.italic:
        yield "font-style:italic"
    if role.colour != body.colour:
        yield f"color:{sheet.colour(role.colour)}"
    if role.bar:
        yield f"padding-left:14px;border-left:3px solid {sheet.colour(role.bar)}"
    if role.rule:
        side = "bottom" if role.rule == "below" else "top"
        yield f"padding-{side}:5px;border-{side}:1px solid {sheet.colour('rule')}"


def pixels(role: Role, sheet: Sheet) -> int:
    """The size of a role's type on screens."""
    return max(min(round(role.size * _scale(sheet)), _LARGEST), _SMALLEST)


def _scale(sheet: Sheet) -> float:
    return _BODY / sheet.role("body").size


def _spans(sheet: Sheet) -> Iterator[str]:
    for name, span in sheet.house.spans.items():
        weight = "font-weight:bold;" if span.weight == "bold" else ""
        colour = f"color:{sheet.colour(span.colour)}" if span.colour else ""
        if weight or colour:
            yield f".s-{name}{{{weight}{colour}}}"


def _boxes(sheet: Sheet) -> Iterator[str]:
    rule, muted = sheet.colour("rule"), sheet.colour("muted")
    box = sheet.house.callout
    yield ".wide{width:100%}"
    yield (
        f".box{{padding:4px 16px 14px;background-color:{sheet.colour(box.fill)};"
        f"border-left:4px solid {sheet.colour(box.colour)}}}"
    )
    yield ".gap{padding:14px 0 0}"
    yield f".box,.cell,.head{{{_type(sheet)};text-align:left;vertical-align:top}}"
    yield f".cell{{padding:6px 10px 6px 0;font-size:15px;border-bottom:1px solid {rule}}}"
    yield (
        f".head{{padding:6px 10px 6px 0;font-size:14px;font-weight:bold;color:{muted};"
        f"border-bottom:2px solid {rule}}}"
    )
    yield f".links{{text-align:right;font-family:{_families(sheet)};font-size:13px}}"
    fill = sheet.colour("accent")
    yield f".button{{padding:11px 20px;background-color:{fill};border-radius:4px}}"
    yield (
        f".button a{{font-family:{_families(sheet)};font-size:{_BODY}px;font-weight:bold;"
        f"color:{on(fill)};text-decoration:none}}"
    )


# --- dark --------------------------------------------------------------------------------------


def _dark(sheet: Sheet) -> Iterator[str]:
    house = sheet.house
    yield f"body,.page{{background-color:{_DARK_PAGE}!important}}"
    yield f".sheet{{background-color:{_DARK_PAPER}!important}}"
    yield _rule(".main,.box,.cell", "color", dark_text(sheet.colour(sheet.role("body").colour)))
    yield _rule(".top,.foot,.head", "color", dark_text(sheet.colour("muted")))
    yield _rule("a", "color", dark_text(sheet.colour("accent")))
    yield _rule(".box", "background-color", dark_surface(sheet.colour(house.callout.fill)))
    line = dark_line(sheet.colour("rule"))
    ruled = [f".r-{name}" for name, role in sheet.roles.items() if role.rule or role.bar]
    yield _rule(",".join([*ruled, ".foot", ".cell", ".head"]), "border-color", line)
    for colour, names in _by_colour(sheet).items():
        yield _rule(",".join(names), "color", dark_text(sheet.colour(colour)))
    yield _rule(".button a", "color", on(sheet.colour("accent")))


def _by_colour(sheet: Sheet) -> dict[str, list[str]]:
    """The selectors of what has a colour of its own, by the colour's name."""
    found: dict[str, list[str]] = {}
    for name, role in sheet.roles.items():
        if role.colour != sheet.role("body").colour:
            found.setdefault(role.colour, []).append(f".r-{name}")
    for name, span in sheet.house.spans.items():
        if span.colour:
            found.setdefault(span.colour, []).append(f".s-{name}")
    return found


def _rule(selectors: str, name: str, value: str) -> str:
    return f"{selectors}{{{name}:{value}!important}}"


def dark_text(colour: str) -> str:
    """*colour* mixed with white until it is legible on dark paper and on dark boxes."""
    ground = dark_surface("#ffffff")
    wanted = max(_LEGIBLE, min(contrast(colour, _PAPER), _DAZZLING))
    shades = (_mixed(colour, "#ffffff", share / 100) for share in range(0, 100, 4))
    return next((one for one in shades if contrast(one, ground) >= wanted), "#ffffff")


def dark_surface(colour: str) -> str:
    """A tint for the dark: dark paper with a little of *colour*."""
    return _mixed(_DARK_PAPER, colour, 0.06)


def dark_line(colour: str) -> str:
    """A line for the dark, as faint as *colour* is on white."""
    return _mixed(_DARK_PAPER, colour, 0.28)


def on(fill: str) -> str:
    """White or black, whichever stands out more from *fill*."""
    return max(("#ffffff", "#000000"), key=lambda colour: contrast(colour, fill))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2 reckons it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (value / 255 for value in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
