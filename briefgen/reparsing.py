"""Reparsing: of brief HTML that is mostly the last one of its template, the rest is parsed alone.

In: what `briefhtml.article` takes. Out: what its article comes to. Editions for different
recipients differ in a line or two; the blocks around these are those of the edition before, proven
against the same excerpts. Wherever that cannot be said, all is parsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from briefgen.briefhtml import NO_SOURCES, Article, Parsed, Part, Pictures, article
from briefgen.errors import InputErrors
from briefgen.excerpts import Excerpt
from briefgen.sources import Source

__all__ = ["Parser"]

_BEGIN = "<article>"


class Parser:
    """Remembers the last article of each template."""

    def __init__(self) -> None:
        self._last: dict[str, _Known] = {}

    def parse(
        self,
        html: str,
        excerpts: Mapping[str, Excerpt],
        pictures: Pictures,
        template: str,
        sources: Mapping[str, Source] = NO_SOURCES,
    ) -> Parsed:
        """What the `briefhtml.article` of *html* comes to. Raises as that does."""
        known = self._last.get(template)
        found = known.revised(html) if known and known.is_for(excerpts, pictures, sources) else None
        if found is None:
            found = article(html, excerpts, pictures, template, sources)
        self._last[template] = _Known(found, excerpts, pictures, template, sources)
        return found.parsed()


@dataclass(frozen=True, slots=True)
class _Known:
    """An article, and what it was parsed with."""

    article: Article
    excerpts: Mapping[str, Excerpt]
    pictures: Pictures
    template: str
    sources: Mapping[str, Source]

    def is_for(
        self,
        excerpts: Mapping[str, Excerpt],
        pictures: Pictures,
        sources: Mapping[str, Source],
    ) -> bool:
        same = self.sources is sources and self.pictures == pictures
        return same and self.excerpts == excerpts

    def revised(self, html: str) -> Article | None:
        """The article of *html*; None where it must be parsed as a whole, or is mistaken."""
        head, parts, tail = self.article.head, self.article.parts, self.article.tail
        begin, end = len(head), len(html) - len(tail)
        if not (html.startswith(head) and html.endswith(tail) and begin <= end):
            return None
        first, last = 0, len(parts)
        while first < last and html.startswith(parts[first].text, begin, end):
            begin += len(parts[first].text)
            first += 1
        while first < last and html.endswith(parts[last - 1].text, begin, end):
            end -= len(parts[last - 1].text)
            last -= 1
        between = html[begin:end]
        # A comment could swallow what follows. An <article/> has no inside.
        if "<!" in between or "<?" in between or not tail.startswith("</"):
            return None
        try:
            new = article(
                f"{_BEGIN}{between}</article>",
                self.excerpts,
                self.pictures,
                self.template,
                self.sources,
            )
        except InputErrors:
            return None  # said again of all of it, as it would be without this module
        found = replace(self.article, parts=(*parts[:first], *_led_by(new), *parts[last:]))
        return found if found.is_sound else None


def _led_by(new: Article) -> tuple[Part, ...]:
    """The parts of *new*, the white space before them in the text of the first."""
    space = new.head.removeprefix(_BEGIN)
    return tuple(
        replace(one, text=f"{space}{one.text}") if number == 0 else one
        for number, one in enumerate(new.parts)
    )
