"""What the analyst leaves to depend on the edition: wordings, and whom an item is for.

Both are plain data here. They are resolved once, by the `Offer` of an edition; nothing later knows
of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from briefgen.errors import NOWHERE, Place

_NO_VARIANTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scope:
    """The audiences that an item is for: *only* these, or all *but* these; both None means all."""

    only: frozenset[str] | None = None
    but: frozenset[str] | None = None

    def admits(self, audience: str) -> bool:
        if self.only is not None:
            return audience in self.only
        return self.but is None or audience not in self.but

    def named(self) -> frozenset[str]:
        """Every audience that the scope names, so that unknown ones can be reported."""
        return (self.only or frozenset()) | (self.but or frozenset())


EVERYONE = Scope()


@dataclass(frozen=True, slots=True)
class Wording:
    """The analyst's words: a default, and other words for an audience or for one edition.

    *variants* maps ``audience`` or ``audience/length`` to words. *evidence* names the excerpts
    that bear the sentence out.
    """

    default: str
    variants: Mapping[str, str] = field(default_factory=lambda: _NO_VARIANTS)
    evidence: tuple[str, ...] = ()
    place: Place = NOWHERE

    def resolve(self, audience: str, length: str) -> str:
        """The words for one edition: the most specific variant wins. May be '' (nothing said)."""
        for key in (f"{audience}/{length}", audience):
            if key in self.variants:
                return self.variants[key]
        return self.default
