"""The words of brief HTML: inlines, and the quotations among them, which are proven again.

In: one element of `markup` that holds words, and the proven excerpts. Out: its inlines, typeset and
with white space collapsed; or the quotation that it prints. A quotation whose words are not, word
for word, those that its excerpt stands for is a mistake, as is anything else that cannot stand
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Literal, cast

from briefgen.addresses import LINK_SCHEMES
from briefgen.claimed import UNMARKED, invented
from briefgen.document import (
    Break,
    Emphasis,
    Field,
    Inline,
    Link,
    NoteRef,
    Quote,
    Strong,
    Styled,
    Text,
    besides_quotations,
)
from briefgen.errors import TemplateError, printable
from briefgen.excerpts import Excerpt, Quotation
from briefgen.kinds import Cut
from briefgen.markup import INLINE, Element, words_of
from briefgen.quotations import in_quotes, prove
from briefgen.sources import Source
from briefgen.typesetting import typeset

_HINT = f'print an excerpt, <q data-excerpt="…">, or {UNMARKED}'
_LINK = re.compile(rf"({'|'.join(LINK_SCHEMES)}|#)[^\s]+", re.ASCII)


class Inlines:
    """Turns elements that hold words into inlines, proving quotations on the way."""

    def __init__(self, excerpts: Mapping[str, Excerpt], sources: Mapping[str, Source]) -> None:
        self._excerpts = excerpts
        self._sources = sources
        self.mistakes: list[TemplateError] = []

    def of(self, element: Element) -> tuple[Inline, ...]:
        """The inlines of one paragraph-like element: white space collapsed, trimmed at its ends."""
        made = _trim(_collapse(self._raw_inlines(element)))
        self.hold(element, besides_quotations(made))
        return made

    def hold(self, element: Element, words: str) -> None:
        """Notes what of *words*, which *element* prints, stands in marks and in no source."""
        for flaw in invented(words, self._sources.values()):
            message = f"<{element.name}>: {flaw}"
            self.mistakes.append(TemplateError(message, element.place, _HINT))

    def _raw_inlines(self, element: Element) -> list[Inline]:
        made: list[Inline] = []
        for child in element.children:
            if isinstance(child, str):
                made.append(Text(child))
            elif child.name in INLINE:
                inline = self._inline(child)
                if inline is not None:
                    made.append(inline)
            else:
                self.mistake(child, f"<{child.name}> cannot stand inside <{element.name}>")
        return made

    def _inline(self, element: Element) -> Inline | None:
        match element.name:
            case "strong":
                return Strong(tuple(self._raw_inlines(element)))
            case "em":
                return Emphasis(tuple(self._raw_inlines(element)))
            case "span":
                return Styled(element.role, tuple(self._raw_inlines(element)))
            case "a":
                return self._link(element)
            case "q":
                return self._quote(element)
            case "note":
                return self._note(element)
            case "field":
                return self._field(element)
            case _:
                return Break()

    def _link(self, element: Element) -> Inline | None:
        href = element.attributes["href"]
        if not _LINK.fullmatch(href):
            self.mistake(element, f"{printable(href)} is no address that a reader may follow")
            return None
        return Link(href, tuple(self._raw_inlines(element)))

    def _quote(self, element: Element) -> Inline | None:
        proven = self.proven(element)
        if proven is None:
            return None
        excerpt, cut, quotation = proven
        return Quote(excerpt.id, cut, in_quotes(quotation.text))

    def _note(self, element: Element) -> Inline | None:
        evidence = tuple(element.attributes["data-evidence"].split())
        unknown = [one for one in evidence if one not in self._excerpts]
        for one in unknown:
            self.mistake(element, f"there is no excerpt {printable(one)}")
        return NoteRef(evidence) if evidence and not unknown else None

    def _field(self, element: Element) -> Inline | None:
        name = element.attributes["data-name"]
        if name not in {"page", "pages"}:
            self.mistake(element, "data-name is page or pages")
            return None
        return Field(cast('Literal["page", "pages"]', name))

    def proven(self, element: Element) -> tuple[Excerpt, Cut, Quotation] | None:
        """The quotation that *element* prints, if its words are the excerpt's, word for word."""
        name = element.attributes["data-excerpt"]
        excerpt = self._excerpts.get(name)
        cut = element.attributes.get("data-cut", "full")
        if excerpt is None:
            self.mistake(element, f"there is no excerpt {printable(name)}")
            return None
        quotation = excerpt.short if cut == "short" else excerpt.quotation
        if cut not in {"full", "short"} or quotation is None:
            self.mistake(element, f"excerpt {name} has no cut {printable(cut)}")
            return None
        words = words_of(element)
        if not prove(words, quotation):
            self._altered(element, name, words, quotation)
            return None
        return excerpt, cast("Cut", cut), quotation

    def _altered(self, element: Element, name: str, words: str, quotation: Quotation) -> None:
        self.mistakes.append(
            TemplateError(
                f"<{element.name}>: the words of quotation {name} were altered",
                element.place,
                "print the quotation's text as it is given",
                detail=(f"excerpt: {printable(quotation.text)}", f"printed: {printable(words)}"),
            )
        )

    def mistake(self, element: Element, message: str) -> None:
        """Notes what is wrong with *element*."""
        prefix = "" if message.startswith("<") else f"<{element.name}>: "
        self.mistakes.append(TemplateError(f"{prefix}{message}", element.place))


# HTML's own white space only: a no-break space in a source is a character like any other.
_SPACE = re.compile(r"[ \t\n\r\f]+")


def _collapse(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """*inlines* with runs of white space made one space, across the borders of elements too."""
    return _collapsed(tuple(inlines), after_space=True)[0]


def _collapsed(inlines: tuple[Inline, ...], after_space: bool) -> tuple[tuple[Inline, ...], bool]:
    made: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            text = typeset(_SPACE.sub(" ", inline.text))
            if after_space:
                text = text.lstrip(" ")
            if text:
                made.append(Text(text))
                after_space = text.endswith(" ")
        elif isinstance(inline, Strong | Emphasis | Styled | Link):
            children, after_space = _collapsed(inline.children, after_space)
            made.append(replace(inline, children=children))
        else:
            made.append(inline)
            after_space = isinstance(inline, Break)
    return tuple(made), after_space


def _trim(inlines: tuple[Inline, ...], at_end: bool = True) -> tuple[Inline, ...]:
    """*inlines* without white space at the end, and without a space before a note mark."""
    made: list[Inline] = []
    for inline, following in zip_longest(inlines, inlines[1:]):
        ends = at_end if following is None else isinstance(following, NoteRef)
        if isinstance(inline, Strong | Emphasis | Styled | Link):
            made.append(replace(inline, children=_trim(inline.children, ends)))
        elif not isinstance(inline, Text):
            made.append(inline)
        elif text := inline.text.rstrip(" ") if ends else inline.text:
            made.append(Text(text))
    return tuple(made)
