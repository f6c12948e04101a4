"""Brief HTML as markup: its vocabulary, and reading what a template wrote against it.

In: HTML text. Out: a tree of `Element`s, each with the template and line that wrote it. Whatever is
outside the vocabulary is a `TemplateError`; what elements mean is for `briefhtml` to say.

`VOCABULARY` below is the whole language. Every element may carry ``data-at`` (template and line,
set by `compose`); where the table says *may be left out*, also ``data-increment``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from briefgen.errors import Place, TemplateError, printable

SPAN_ROLES = frozenset({"label", "speaker", "muted", "for", "against", "right"})
PARAGRAPH_ROLES = frozenset(
    {"body", "gist", "kicker", "subtitle", "quotation", "attribution", "small", "disclosure"}
)
HEADING_ROLES = frozenset({"for", "against"})
CALLOUT_ROLES = frozenset({"bottom-line", "ask", "note"})
TABLE_ROLES = frozenset({"grid", "plain"})
FIGURE_ROLES = frozenset({"logo", "chart"})

Content = Literal["blocks", "inlines", "words", "items", "rows", "cells", "pairs", "two", "nothing"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one element may carry and hold."""

    content: Content
    becomes: str
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    increment: bool = False
    """Whether the element *may be left out*: whether it may carry ``data-increment``."""


def _rule(
    content: Content,
    becomes: str,
    *,
    required: Iterable[str] = (),
    optional: Iterable[str] = (),
    classes: Iterable[str] = (),
    increment: bool = False,
) -> Rule:
    return Rule(
        content,
        becomes,
        frozenset(required),
        frozenset(optional),
        frozenset(classes),
        increment,
    )


VOCABULARY: Mapping[str, Rule] = {
    # the parts of a page
    "article": _rule("blocks", "the document"),
    "header": _rule("inlines", "the running head"),
    "footer": _rule("inlines", "the running foot"),
    # containers
    "section": _rule("blocks", "a section", required=["data-name"], increment=True),
    "div": _rule(
        "blocks", "a group; two columns; one column", classes=["columns", "column"], increment=True
    ),
    "aside": _rule("blocks", "a callout", classes=CALLOUT_ROLES, increment=True),
    # text blocks
    "h1": _rule("inlines", "the title", optional=["id"], increment=True),
    "h2": _rule(
        "inlines", "a section's heading", optional=["id"], classes=HEADING_ROLES, increment=True
    ),
    "h3": _rule("inlines", "a claim", optional=["id"], increment=True),
    "h4": _rule("inlines", "a subheading", optional=["id"], increment=True),
    "p": _rule("inlines", "a paragraph", classes=PARAGRAPH_ROLES, increment=True),
    "blockquote": _rule(
        "words",
        "a quotation set off",
        required=["data-excerpt"],
        optional=["data-cut"],
        increment=True,
    ),
    # lists and tables
    "ul": _rule("items", "a bulleted list", increment=True),
    "ol": _rule("items", "a numbered list", increment=True),
    "li": _rule("inlines", "an item", increment=True),
    "table": _rule(
        "rows",
        "a table",
        required=["data-widths", "data-caption"],
        classes=TABLE_ROLES,
        increment=True,
    ),
    "tr": _rule("cells", "a row", increment=True),
    "th": _rule("inlines", "a header cell"),
    "td": _rule("inlines", "a cell"),
    "dl": _rule("pairs", "the head of a memo", increment=True),
    "dt": _rule("words", "a term"),
    "dd": _rule("inlines", "its words"),
    # pictures and the list of sources
    "img": _rule(
        "nothing",
        "a picture",
        required=["data-picture", "alt", "data-width"],
        classes=FIGURE_ROLES,
        increment=True,
    ),
    "sources": _rule("nothing", "the list of sources", required=["data-form"], increment=True),
    # inlines
    "strong": _rule("inlines", "strong words"),
    "em": _rule("inlines", "stressed words, titles of works"),
    "span": _rule("inlines", "a run in a character style", classes=SPAN_ROLES),
    "q": _rule("words", "a running quotation", required=["data-excerpt"], optional=["data-cut"]),
    "a": _rule("inlines", "a link", required=["href"]),
    "note": _rule("nothing", "a note mark", required=["data-evidence"]),
    "field": _rule("nothing", "the page number or the count of pages", required=["data-name"]),
    "br": _rule("nothing", "a line break"),
}
INLINE = frozenset({"strong", "em", "span", "q", "a", "note", "field", "br"})
_MARKUP = re.compile("<[a-zA-Z/!?]")
_UNENDED = "is a quotation mark or a > missing? a < that shall be shown is written &lt;"
_VOID = frozenset(name for name, rule in VOCABULARY.items() if rule.content == "nothing")


@dataclass(slots=True)
class Element:
    """An element as a template wrote it: its *place* is there, its *start* in the HTML."""

    name: str
    attributes: dict[str, str]
    place: Place
    start: int = 0
    """Where its start tag begins in the HTML, in characters."""
    end: int = 0
    """Where its end tag begins; 0 without one."""
    children: list[Element | str] = field(default_factory=list)

    @property
    def role(self) -> str:
        return self.attributes.get("class", "")

    @property
    def increment(self) -> str:
        return self.attributes.get("data-increment", "")

    def elements(self) -> list[Element]:
        return [child for child in self.children if isinstance(child, Element)]


class Reader(HTMLParser):
    """Reads text into elements; checks names, attributes and nesting against the vocabulary."""

    def __init__(self, template: str) -> None:
        super().__init__(convert_charrefs=True)
        self._template = template
        self._root = Element("root", {}, Place(template, 1))
        self._open = [self._root]
        self._html = ""
        self._lines = [0]
        self._mistakes: list[TemplateError] = []

    def read(self, html: str) -> tuple[Element, list[TemplateError]]:
        self._html = html
        self._lines += [found.end() for found in re.finditer("\n", html)]
        self.feed(html)
        self.close()
        for left in self._open[1:]:
            self._mistake(f"<{left.name}> is never closed", left.place)
        return self._root, self._mistakes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        place = _place(attributes.pop("data-at", ""), self._template)
        element = Element(tag, attributes, place, self._offset())
        if self._known(element):
            self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        opened = self._open[-1]
        if opened.name == tag:
            self._open.pop().end = self._offset()
        elif any(element.name == tag for element in self._open):
            self._mistake(f"<{opened.name}> is closed by </{tag}>", opened.place)
            while self._open.pop().name != tag:
                pass
        else:
            self._mistake(f"</{tag}> closes nothing", opened.place)

    def handle_data(self, data: str) -> None:
        # What html.parser cannot read to its end it takes for words: no reader shall see those.
        if _MARKUP.match(self._html, self._offset()):
            self._mistake(f"never ends: {printable(data, 60)}", self._open[-1].place, _UNENDED)
        self._open[-1].children.append(data)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _known(self, element: Element) -> bool:
        rule = VOCABULARY.get(element.name)
        if rule is None:
            hint = "the vocabulary is " + ", ".join(VOCABULARY)
            self._mistake(f"<{printable(element.name)}> is not brief HTML", element.place, hint)
            return False
        for problem in _attribute_problems(element, rule):
            self._mistake(f"<{element.name}>: {problem}", element.place)
        return True

    def _mistake(self, message: str, place: Place, hint: str = "") -> None:
        self._mistakes.append(TemplateError(message, place, hint))


def _attribute_problems(element: Element, rule: Rule) -> list[str]:
    allowed = rule.required | rule.optional
    if rule.classes:
        allowed |= {"class"}
    if rule.increment:
        allowed |= {"data-increment"}
    missing = sorted(rule.required - set(element.attributes))
    problems = [f"attribute {name} is missing" for name in missing]
    problems += [
        f"attribute {printable(name)} has no meaning here"
        for name in element.attributes
        if name not in allowed
    ]
    if element.role and element.role not in rule.classes and rule.classes:
        problems.append(
            f"class {printable(element.role)} is none of {', '.join(sorted(rule.classes))}"
        )
    return problems


def _place(mark: str, template: str) -> Place:
    """The place that `compose` marked as ``template:line``; the template itself without a mark."""
    name, _, line = mark.rpartition(":")
    return Place(name, int(line)) if name and line.isdigit() else Place(template)


def words_of(element: Element) -> str:
    """The bare words of an element; markup inside is no part of them."""
    parts = [child if isinstance(child, str) else words_of(child) for child in element.children]
    return " ".join("".join(parts).split())
