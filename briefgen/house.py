"""House style: the design tokens from which CSS and Word styles are both made.

In: `house.yaml`. Out: a `House`, whose `Sheet` for one page size and layout holds every role fully
resolved (inheritance and colours done), in points. Renderers ask a `Sheet` and know no measure of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from briefgen.document import BlockQuote, Heading, Paragraph
from briefgen.resources import Templates
from briefgen.yamlmodel import read_model
from briefgen.yamlshape import Shape

Points = Annotated[float, Field(ge=0, le=2000)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
_HEADING_ROLES = {1: "title", 2: "heading", 3: "claim", 4: "subheading"}


class PageSize(Shape):
    width: Points
    height: Points


class Margins(Shape):
    top: Points
    right: Points
    bottom: Points
    left: Points


class Family(Shape):
    """One typeface under the names that PDF and Word know it by (equal metrics)."""

    pdf: str
    word: str
    scripts: tuple[str, ...] = ()


class Families(Shape):
    text: Family
    fallbacks: tuple[Family, ...] = ()


class Role(Shape):
    """How one kind of paragraph looks; every length in points."""

    size: Points
    leading: Points
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
        resolved: dict[str, Any] = {}
        for name, tokens in roles.items():
            own = dict(tokens)
            base = own.pop("like", None)
            if base is not None and base not in roles:
                raise ValueError(f"role {name!r} is like {base!r}, which is no role of this layout")
            resolved[name] = {**roles[base], **own} if base else own
        return {**data, "roles": resolved}


class CalloutTokens(Shape):
    padding_top: Points
    padding_bottom: Points
    padding_side: Points
    bar: Points
    before: Points
    fill: str
    colour: str


class TableTokens(Shape):
    padding_top: Points
    padding_bottom: Points
    padding_side: Points
    rule: Points
    head_rule: Points
    before: Points


class RuleTokens(Shape):
    thin: Points
    bar: Points
    gap: Points


class SpanTokens(Shape):
    weight: Literal["", "regular", "bold"] = ""
    italic: bool = False
    colour: str = ""
    size_ratio: float = 1
    raise_ratio: float = 0


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

    def sheet(self, page_size: str, layout: str) -> Sheet:
        """The style of one page size and layout. Raises KeyError for names it does not state."""
        return Sheet(self, page_size, layout)


def load_house(templates: Templates) -> House:
    """The house style at hand. Raises `InputErrors` naming file, line and column."""
    return read_model(House, templates.find("house.yaml"))


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
        return self.page.width - self.layout.margins.left - self.layout.margins.right

    @property
    def text_height(self) -> float:
        return self.page.height - self.layout.margins.top - self.layout.margins.bottom

    def role(self, name: str) -> Role:
        return self.roles[name]

    def colour(self, name: str) -> str:
        """The ``#rrggbb`` of a colour's name; '' stays ''."""
        return self.house.colours[name] if name else ""


def role_of(block: Heading | Paragraph | BlockQuote) -> str:
    """The name of the house role in which a text block is set."""
    if isinstance(block, Heading):
        return block.role or _HEADING_ROLES[block.level]
    return "blockquote" if isinstance(block, BlockQuote) else block.role
