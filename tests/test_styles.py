"""Styles filled in from the start make the files that styles make which are worked out."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from briefgen.build import prepare
from briefgen.document import Document, Emphasis, Link, Meta, Paragraph, Strong, Text
from briefgen.outline import Outline
from briefgen.render import styles
from briefgen.render.engine import Engine
from briefgen.render.pdf import Press
from briefgen.request import Request
from briefgen.workshop import Workshop

PAGE = (
    "<html><head/><body><p>One</p><p class='b'>Two <em>three</em></p>"
    "<div class='c'><p>Four</p></div><ul><li>Five</li></ul></body></html>"
)
SHEET = """
p { margin: 5px 0 7px; text-decoration: underline; page: some }
.b { margin-block-start: 31px; inline-size: 90px; font-size: 1.5em; width: calc(40px + 2em) }
.c { color: #123456; border: 3px solid; padding-inline-start: 11px; font-size: larger }
.c p { border-left: 2px solid currentcolor; font-size: inherit; margin-left: initial }
em { font-style: italic; position: relative; float: left; display: block }
"""


def test_the_same_bytes_as_worked_out(
    workshop: Workshop, outline: Outline, monkeypatch: pytest.MonkeyPatch
) -> None:
    meta = Meta("x", "Title", "en-US", date(2026, 3, 2))
    words = (Strong((Text("Strong "), Emphasis((Text("words"),)))), Text(" and العربية "))
    link = Link("https://example.org/", (Text("a link"),))
    odd = Document(meta, (Paragraph((*words, link), role="subtitle"), Paragraph(words)))
    memo = prepare(outline, Request("congress", "memo"), workshop).document
    filled = [file_of(Press(workshop.house), document) for document in (memo, odd)]
    monkeypatch.setattr(styles, "filled_in", nullcontext)
    assert filled == [file_of(Press(workshop.house), document) for document in (memo, odd)]


def test_every_property_is_what_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of rules that ours are not like, too: logical properties, sums, inheritance by name."""
    filled = properties()
    monkeypatch.setattr(styles, "filled_in", nullcontext)
    assert len(filled) > 20
    assert filled == properties()


def test_weasyprint_is_left_as_it_was() -> None:
    from weasyprint.css import AnonymousStyle, ComputedStyle

    before = ComputedStyle.__init__, AnonymousStyle.__init__
    with styles.filled_in():
        assert not {ComputedStyle.__init__, AnonymousStyle.__init__} & {*before}
    assert before == (ComputedStyle.__init__, AnonymousStyle.__init__)


def file_of(press: Press, document: Document) -> bytes:
    return press.lay_out(document).pdf(identifier="x")


def properties() -> list[dict[str, Any]]:
    """All properties of all boxes of `PAGE`, but for the logical ones, which nobody asks for."""
    from weasyprint.css.properties import INITIAL_VALUES

    engine = Engine()
    rendering = engine.rendered(ElementTree.fromstring(PAGE), engine.style_sheet(SHEET))
    boxes = [box for page in rendering.pages for box in page._page_box.descendants()]
    names = [name for name in INITIAL_VALUES if not {"block", "inline"} & {*name.split("_")}]
    return [{name: box.style[name] for name in names} for box in boxes]
