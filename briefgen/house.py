"""House style: the design tokens from which CSS and Word styles are both made.

In: `house.yaml`. Out: a `House`, whose `Sheet` for one page size and layout holds every role fully
resolved (inheritance and colours done), in points. Renderers ask a `Sheet` and know no measure of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails

from briefgen.catalog import Length
from briefgen.document import BlockQuote, Heading, Paragraph
from briefgen.errors import (
    BriefgenError,
    DossierError,
    InputErrors,
    Place,
    TemplateError,
    printable,
)
from briefgen.house_rules import (
    lacking,
    raise_all,
    resolved,
    textless,
    undefined,
    unlike,
    without_layout,
)
from briefgen.ids import suggestion
from briefgen.kinds import Paper
from briefgen.reading import shown
from briefgen.resources import Templates
from briefgen.values import mistake
from briefgen.yamlmodel import read_model
from briefgen.yamlshape import Shape


def _written_colour(value: object) -> object:
    """*value*, unless nothing is there: of ``ink: #1b2330`` YAML sees the key and a comment."""
    if value is None:
        raise mistake("there is no colour here", 'put it in quotation marks: "#1b2330"')
    return value


def _checked_colour(text: str) -> str:
    """*text* in lower case, as everything that writes colours expects them."""
    if re.fullmatch("#[0-9A-Fa-f]{6}", text):
        return text.lower()
    raise mistake(f"'{printable(text, 40)}' is not a colour", 'write "#rrggbb", such as "#1b2330"')


Points = Annotated[float, Field(ge=0, le=2000, allow_inf_nan=False)]
TypeSize = Annotated[float, Field(ge=0.5, le=1000, allow_inf_nan=False)]
"""A size or leading: Word knows none below half a point."""
PageSide = Annotated[float, Field(ge=72, le=5000, allow_inf_nan=False)]
SizeRatio = Annotated[float, Field(ge=0.1, le=10, allow_inf_nan=False)]
RaiseRatio = Annotated[float, Field(ge=-10, le=10, allow_inf_nan=False)]
Colour = Annotated[str, BeforeValidator(_written_colour), AfterValidator(_checked_colour)]

_PAPERS: tuple[str, ...] = get_args(Paper)
"""The page sizes that an edition can ask for."""
# What every edition's style sheet or Word styles ask for by name, whatever the edition shows.
_COLOURS = ("ink", "muted", "accent", "for", "against", "rule", "tint")
_ROLES = (
    "body",
    "blockquote",
    "item",
    "term",
    "definition",
    "cell",
    "note",
    "source-entry",
    "source-line",
    "running",
)
_SPANS = ("note-mark",)
_HEADING_ROLES = {1: "title", 2: "heading", 3: "claim", 4: "subheading"}


class Margins(Shape):
    """Between the edges of the sheet and the text, in points."""

    top: Points
    right: Points
    bottom: Points
    left: Points


class PageSize(Shape):
    """The sheet, in points."""

    width: PageSide
    height: PageSide

    def within(self, margins: Margins) -> tuple[float, float]:
        """How wide and how high the text is within *margins*."""
        wide = self.width - margins.left - margins.right
        return wide, self.height - margins.top - margins.bottom


class Family(Shape):
    """One typeface under the names that PDF and Word know it by (equal metrics)."""

    pdf: str
    word: str
    scripts: tuple[str, ...] = ()


class Families(Shape):
    """The typeface of all text, and those that step in for scripts that it lacks, in order."""

    text: Family
    fallbacks: tuple[Family, ...] = ()


class Role(Shape):
    """How one kind of paragraph looks; every length in points."""

    size: TypeSize
    leading: TypeSize
    before: Points = 0
    weight: Literal["regular", "bold"] = "regular"
    italic: bool = False
    colour: str = "ink"
    caps: bool = False
    tracking: Points = 0
    indent: Points = 0
    hanging: Points = 0
    rule: Literal["", "above", "below"] = ""
    bar: str = ""
    """Colour of a vertical bar at the left, or ''."""
    keep_with_next: bool = False
    keep_together: bool = False
    """Whether no page break may cut it: a quotation and its note are read as one."""


class Layout(Shape):
    """A kind of page: its margins, and how each role looks on it; every length in points.

    *gutter* is the space between two columns, the offsets are those of the running head and foot
    from the edges of the sheet.
    """

    margins: Margins
    gutter: Points
    head_offset: Points
    foot_offset: Points
    roles: Mapping[str, Role]

    @model_validator(mode="before")
    @classmethod
    def _inherit(cls, data: Any) -> Any:
        """``like: heading`` takes over that role's tokens before its own."""
        if not isinstance(data, dict) or not isinstance(data.get("roles"), dict):
            return data
        roles = data["roles"]
        raise_all(unlike(roles))
        return {**data, "roles": {name: resolved(roles, name) for name in roles}}


class CalloutTokens(Shape):
    """A tinted box with a bar at its left; lengths in points, colours by name."""

    padding_top: Points
    padding_bottom: Points
    padding_side: Points
    bar: Points
    before: Points
    fill: str
    colour: str


class TableTokens(Shape):
    """Tables of data, and what stands as far off as they: figures and a memo's head. In points."""

    padding_top: Points
    padding_bottom: Points
    padding_side: Points
    rule: Points
    head_rule: Points
    before: Points


class RuleTokens(Shape):
    """Lines: thin ones, bars, and the gap between a line and words. In points."""

    thin: Points
    bar: Points
    gap: Points


class SpanTokens(Shape):
    """How a run differs from its paragraph; '' and false leave it as it is.

    Ratios are of the size of the type around: how large it is, and by how much it is raised.
    """

    weight: Literal["", "regular", "bold"] = ""
    italic: bool = False
    colour: str = ""
    size_ratio: SizeRatio = 1
    raise_ratio: RaiseRatio = 0


class House(Shape):
    """The whole house style as `house.yaml` states it."""

    pages: Mapping[str, PageSize]
    families: Families
    colours: Mapping[str, Colour]
    layouts: Mapping[str, Layout]
    callout: CalloutTokens
    table: TableTokens
    rules: RuleTokens
    spans: Mapping[str, SpanTokens]

    @field_validator("pages")
    @classmethod
    def _has_papers(cls, pages: Mapping[str, PageSize]) -> Mapping[str, PageSize]:
        raise_all(lacking(pages, _PAPERS, "page size"))
        return pages

    @field_validator("colours")
    @classmethod
    def _has_colours(cls, colours: Mapping[str, str]) -> Mapping[str, str]:
        raise_all(lacking(colours, _COLOURS, "colour"))
        return colours

    @field_validator("layouts")
    @classmethod
    def _layouts_hold(
        cls, layouts: Mapping[str, Layout], info: ValidationInfo
    ) -> Mapping[str, Layout]:
        # As JSON a house that was read goes to the writer of Word files, perhaps with the page and
        # the margins of a letterhead: `letterhead` has looked at these, and the other pages, which
        # need not go with such margins, are not printed on.
        if info.mode == "json":
            return layouts
        found: list[InitErrorDetails] = []
        pages: Mapping[str, PageSize] = info.data.get("pages", {})
        for name, layout in layouts.items():
            found += lacking(layout.roles, _ROLES, "role", (name, "roles"))
            room = {size: page.within(layout.margins) for size, page in pages.items()}
            found += textless(name, layout.margins, room)
            for role, tokens in layout.roles.items():
                path = (name, "roles", role)
                wanted = {"colour": tokens.colour, "bar": tokens.bar}
                found += undefined(info, wanted, path, or_none="bar")
        raise_all(found)
        return layouts

    @field_validator("callout")
    @classmethod
    def _callout_has_colours(cls, callout: CalloutTokens, info: ValidationInfo) -> CalloutTokens:
        raise_all(undefined(info, {"fill": callout.fill, "colour": callout.colour}, ()))
        return callout

    @field_validator("spans")
    @classmethod
    def _spans_hold(
        cls, spans: Mapping[str, SpanTokens], info: ValidationInfo
    ) -> Mapping[str, SpanTokens]:
        found = list(lacking(spans, _SPANS, "span"))
        for name, tokens in spans.items():
            found += undefined(info, {"colour": tokens.colour}, (name,), or_none="colour")
        raise_all(found)
        return spans

    def sheet(self, page_size: str, layout: str) -> Sheet:
        """The style of one page size and layout, both of which the house style states."""
        return Sheet(self, page_size, layout)


def load_house(templates: Templates, lengths: Iterable[Length] = ()) -> House:
    """The house style at hand, which has the layouts of *lengths*.

    Raises `InputErrors` naming file, line and column.
    """
    path = templates.find("house.yaml")
    try:
        house = read_model(House, path)
    except InputErrors as errors:
        raise InputErrors(_as_a_whole(errors.errors, path, templates.folders[-1])) from None
    mistakes = list(
        without_layout(house.layouts, house.where("layouts"), lengths, templates.folders[-1])
    )
    if mistakes:
        raise InputErrors(mistakes)
    return house


def _as_a_whole(
    mistakes: Sequence[BriefgenError], path: Path, shipped: Path
) -> Iterator[BriefgenError]:
    """*mistakes*, in which keys that a dossier's own file leaves to the shipped one are one."""
    messages = {f"'{key}' is missing": key for key in House.required()}
    left_out = [messages[one.message] for one in mistakes if one.message in messages]
    yield from (one for one in mistakes if one.message not in messages)
    if left_out:
        yield DossierError(
            f"the house style lacks {', '.join(left_out)}",
            Place(shown(path), 1),
            "a house.yaml of your own stands for the whole of the shipped one: copy"
            f" {printable(shipped / path.name)} and change the copy",
        )


@dataclass(frozen=True)
class Sheet:
    """The house style as one edition uses it."""

    house: House
    page_size: str
    layout_name: str

    @property
    def page(self) -> PageSize:
        return self.house.pages[self.page_size]

    @property
    def layout(self) -> Layout:
        return self.house.layouts[self.layout_name]

    @property
    def roles(self) -> Mapping[str, Role]:
        return self.layout.roles

    @property
    def text_width(self) -> float:
        return self.page.within(self.layout.margins)[0]

    @property
    def text_height(self) -> float:
        return self.page.within(self.layout.margins)[1]

    @property
    def term_width(self) -> float:
        """Points for the widest of TO, FROM, DATE, RE and their kin: the definition's indent."""
        return self.role("definition").hanging or 5 * self.role("term").size

    def role(self, name: str) -> Role:
        """How paragraphs of this role look. Raises `TemplateError` where none is defined."""
        if name not in self.roles:
            raise TemplateError(
                f"house.yaml has no role '{printable(name, 40)}' in its layout"
                f" '{self.layout_name}'",
                hint=suggestion(name, self.roles, what="roles"),
            )
        return self.roles[name]

    def colour(self, name: str) -> str:
        """The ``#rrggbb`` of a colour's name; '' stays ''."""
        return self.house.colours[name] if name else ""


def role_of(block: Heading | Paragraph | BlockQuote) -> str:
    """The name of the house role in which a text block is set."""
    if isinstance(block, Heading):
        return block.role or _HEADING_ROLES[block.level]
    return "blockquote" if isinstance(block, BlockQuote) else block.role
