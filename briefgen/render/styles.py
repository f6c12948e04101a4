"""Styles: what most properties of an element are is filled in, not worked out.

In: WeasyPrint, while it lays a document out. Out: the same pages, sooner. Of each element it works
out some hundred properties, each when it is first asked for: whether a rule gives it, whether it is
inherited, whether a logical property stands for it, whether it is a sum. For nearly all of them no
rule does, and then a property is what the parent's is, or what it is initially. Those are filled in
here as soon as a style is made; what a rule gives is worked out as ever.

There is no public way to tell WeasyPrint so. This replaces two methods of its, which it calls
internal, for as long as one of our documents is laid out; WeasyPrint is pinned, and a test holds
files made in this way against those made without: they have the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["filled_in"]

_ENTANGLED = frozenset({"display", "float", "page", "position"})
"""Properties whose values hang on one another or on an ancestor's, whatever rules say."""


_PROPAGATED = "text_decoration_"
"""What properties begin with that are neither inherited nor initial, but add up."""


@contextmanager
def filled_in() -> Iterator[None]:
    """A context in which styles know from the start what no rule gives."""
    from weasyprint.css import AnonymousStyle, ComputedStyle

    computed, anonymous = ComputedStyle.__init__, AnonymousStyle.__init__
    values = _values()

    def init_computed(style: Any, parent: Any, cascaded: Mapping[str, Any], *others: Any) -> None:
        computed(style, parent, cascaded, *others)
        # Of a logical property only WeasyPrint knows for which other one it stands.
        if values.logical.isdisjoint(cascaded):
            values.fill(style, parent)
            for name in cascaded:
                style.pop(name, None)

    def init_anonymous(style: Any, parent: Any) -> None:
        anonymous(style, parent)
        values.fill(style, parent)

    ComputedStyle.__init__, AnonymousStyle.__init__ = init_computed, init_anonymous
    try:
        yield
    finally:
        ComputedStyle.__init__, AnonymousStyle.__init__ = computed, anonymous


@dataclass(frozen=True, slots=True)
class _Values:
    """What properties are that no rule gives."""

    initial: Mapping[str, Any]
    """The values of those that are not inherited."""
    inherited: tuple[str, ...]
    logical: frozenset[str]
    """Those that stand for others, such as ``inline_size`` for ``width``."""

    def fill(self, style: Any, parent: Any) -> None:
        """Fill *style* in; *parent* is None for that of the root."""
        style.update(self.initial)
        if parent is not None:
            for name in self.inherited:
                style[name] = parent[name]


@cache
def _values() -> _Values:
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
    from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

    others = {*INHERITED, *INITIAL_NOT_COMPUTED, *_ENTANGLED}
    initial = {
        name: value
        for name, value in INITIAL_VALUES.items()
        if name not in others and not name.startswith(_PROPAGATED)
    }
    inherited = tuple(name for name in INITIAL_VALUES if name in INHERITED)
    directions = ("ltr", "rtl")
    logical = {
        of(block="ttb", inline=one) for of in PHYSICAL_FUNCTIONS.values() for one in directions
    }
    return _Values(initial, inherited, frozenset(logical))
