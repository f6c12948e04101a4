"""Briefs as they leave briefgen, with their evidence, and what people do to them afterwards."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import shipped
from lxml import etree
from packages import unzipped, zipped

from briefgen.build import edition_of
from briefgen.citations import Whole
from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Cell,
    Document,
    Field,
    Heading,
    Inline,
    Item,
    Listing,
    Meta,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    SourceList,
    Table,
    Text,
)
from briefgen.evidence import ATTACHMENT, NAMESPACE, as_bytes
from briefgen.excerpts import Excerpt, in_quotes
from briefgen.proof import evidence_of
from briefgen.render import docx
from briefgen.render.pdf import Attachment
from briefgen.request import Request
from briefgen.typesetting import upper_first
from briefgen.workshop import Workshop

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Element = etree._Element


# Made -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """An edition with everything that it may show, and its evidence."""

    dossier: Path
    document: Document
    evidence: dict[str, Any]
    workshop: Workshop

    @functools.cached_property
    def docx(self) -> bytes:
        record = as_bytes(self.evidence)
        return docx.write(self.document, self.workshop.house, evidence=record)

    @functools.cached_property
    def pdf(self) -> bytes:
        return self.pdf_of(self.document)

    def pdf_of(self, document: Document) -> bytes:
        """Another document as a PDF that carries the evidence of this one."""
        attachment = Attachment(ATTACHMENT, as_bytes(self.evidence))
        laid_out = self.workshop.press.lay_out(document)
        return laid_out.pdf(identifier=document.meta.identifier, attachments=[attachment])

    def quotation(self, excerpt: str) -> dict[str, Any]:
        """The first record of an excerpt."""
        return next(one for one in self.evidence["quotations"] if one["excerpt"] == excerpt)


@functools.cache
def made(dossier: Path, style: Literal["memo", "sheet", "short"]) -> Made:
    """A document of our own with every excerpt of the dossier in this folder, so that no choice of
    any edition bears on these tests. *memo* has footnotes and block quotations, *sheet* numbers of
    sources and short cuts, *short* is a memo of what one source says.
    """
    workshop, outline = shipped.workshop(dossier.name), shipped.outline(dossier.name)
    edition = edition_of(outline, Request("congress", "memo"), workshop)
    excerpts = list(edition.excerpts.values())
    if style == "short":
        excerpts = [one for one in excerpts if one.quotation.source == "commission-hearing"]
    excerpts.sort(key=lambda one: one.id)
    first, second, third, fourth, *said = excerpts
    parts = [_sheet_part(one) if style == "sheet" else _memo_part(one) for one in said]
    table = Table((40.0, 60.0), (), (_row(first), _row(second)), "Two voices")
    items = Listing((Item(_running(third)), Item(_running(fourth))), ordered=True)
    sources = SourceList("line" if style == "sheet" else "list")
    box = Callout((Paragraph((Text("What the council decides is for the council to say."),)),))
    document = Document(
        Meta(
            f"{dossier.name}/congress-{style}",
            "What was said",
            "en-US",
            date(2026, 4, 10),
            layout="sheet" if style == "sheet" else "memo",
            note_style="sources" if style == "sheet" else "footnotes",
        ),
        (Heading(1, (Text("What was said"),)), box, *chain(*parts), table, items, sources),
        footer=(Text("Quiet Harbor Project "), Field("page"), Text("/"), Field("pages")),
    )
    numbered = Whole(document, edition.excerpts, edition.records).numbered
    return Made(dossier, numbered, evidence_of(numbered, edition, outline, "0.0"), workshop)


def _memo_part(excerpt: Excerpt) -> tuple[Block, ...]:
    """A claim, a gist, and the quotation: set off if it is a sentence."""
    text = excerpt.quotation.text
    if not (text[:1].isupper() and text.endswith(".")):
        return (*_claim(excerpt), Paragraph(_running(excerpt), "quotation"))
    mark = NoteRef((excerpt.id,))
    attribution = Paragraph((Text(f"—\u00a0{_who(excerpt)}, March 3, 2026"), mark), "attribution")
    return (*_claim(excerpt), BlockQuote(excerpt.id, "full", text), attribution)


def _sheet_part(excerpt: Excerpt) -> tuple[Block, ...]:
    return (*_claim(excerpt), Paragraph(_running(excerpt, short=True), "quotation"))


def _claim(excerpt: Excerpt) -> tuple[Block, ...]:
    gist = f"The analyst has put it into other words here, number by number: {excerpt.id}."
    claim = Heading(3, (Text("Whoever reads only the claims learns what matters."),))
    return claim, Paragraph((Text(gist), NoteRef((excerpt.id,))), "gist")


def _running(excerpt: Excerpt, *, short: bool = False) -> tuple[Inline, ...]:
    cut: Literal["full", "short"] = "short" if short and excerpt.short else "full"
    quotation = (excerpt.short if cut == "short" else None) or excerpt.quotation
    quote = Quote(excerpt.id, cut, in_quotes(quotation.text))
    return quote, Text(f" —\u00a0{_who(excerpt)}, March 3, 2026"), NoteRef((excerpt.id,))


def _row(excerpt: Excerpt) -> Row:
    return Row((Cell((Text("As the record has it"),)), Cell(_running(excerpt))))


def _who(excerpt: Excerpt) -> str:
    name, role = excerpt.speaker.name, excerpt.speaker.role
    return ", ".join(part for part in (name or upper_first(role), role if name else "") if part)


def with_evidence(data: bytes, evidence: bytes) -> bytes:
    """A Word file whose evidence is another one."""
    parts = unzipped(data)
    root = etree.fromstring(parts["customXml/item2.xml"])
    assert root.tag == f"{{{NAMESPACE}}}evidence"
    root.text = evidence.decode()
    return zipped(parts | {"customXml/item2.xml": etree.tostring(root)})


# Edited ---------------------------------------------------------------------------------------


class Word:
    """A Word file under edit: one part of it, the main one unless named."""

    def __init__(self, data: bytes, part: str = "word/document.xml") -> None:
        self._parts = unzipped(data)
        self._part = part
        self.root = etree.fromstring(self._parts[part])

    def save(self) -> bytes:
        data = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return zipped(self._parts | {self._part: data})

    @property
    def texts(self) -> list[Element]:
        return list(self.root.iter(f"{_W}t"))

    @property
    def paragraphs(self) -> list[Element]:
        return list(self.root.iter(f"{_W}p"))

    def text_with(self, words: str) -> Element:
        """The only text node with *words*."""
        (found,) = [one for one in self.texts if words in (one.text or "")]
        return found

    def paragraph_with(self, words: str, after: Element | None = None) -> Element:
        """The first paragraph with *words*, at or after another."""
        paragraphs = self.paragraphs
        start = paragraphs.index(after) if after is not None else 0
        return next(one for one in paragraphs[start:] if words in said(one))

    def after(self, paragraph: Element) -> Element:
        return self.paragraphs[self.paragraphs.index(paragraph) + 1]

    def replace(self, old: str, new: str) -> Word:
        """Replace *old*, which stands in one text node at least, everywhere."""
        found = [one for one in self.texts if old in (one.text or "")]
        assert found, old
        for one in found:
            one.text = (one.text or "").replace(old, new)
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return self


def said(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_W}t"))


def w(name: str, *children: Element, text: str = "", **attributes: str) -> Element:
    """An element of WordprocessingML."""
    element = etree.Element(f"{_W}{name}")
    for key, value in attributes.items():
        element.set(f"{_W}{key}", value)
    element.text = text or None
    element.extend(children)
    if name in {"t", "delText"}:
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def run(text: str, *properties: Element) -> Element:
    return w("r", w("rPr", *properties), w("t", text=text))


def run_of(text: Element) -> Element:
    parent = text.getparent()
    assert parent is not None
    return parent


def put_for(old: Element, *new: Element) -> None:
    """Puts *new* in the place of *old*."""
    parent = old.getparent()
    assert parent is not None
    at = parent.index(old)
    parent.remove(old)
    parent[at:at] = new


def split_runs(word: Word, size: int = 7) -> Word:
    """Every run as many, each in another font, as restyling leaves them."""
    fonts = ("Arial", "Georgia")
    count = 0
    for text in word.texts:
        words, one = text.text or "", run_of(text)
        pieces = [words[at : at + size] for at in range(0, len(words), size)]
        if len(pieces) < 2:
            continue
        properties = one.find(f"{_W}rPr")
        runs = []
        for number, piece in enumerate(pieces):
            styled = run(piece, w("rFonts", ascii=fonts[number % 2]))
            if properties is not None:
                styled[0].extend(copy.deepcopy(child) for child in properties)
            runs.append(styled)
        put_for(one, *runs)
        count += 1
    assert count > 10
    return word


def merge(first: Element, second: Element) -> None:
    """The second paragraph becomes part of the first one."""
    first.append(run(" "))
    for child in list(second):
        if child.tag != f"{_W}pPr":
            first.append(child)
    remove(second)


def remove(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def control_with(word: Word, words: str) -> Element:
    """The content control with *words*."""
    controls = [one for one in word.root.iter(f"{_W}sdt") if words in said(one)]
    assert controls, words
    return controls[-1]


def changed(evidence: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> bytes:
    """The evidence as bytes after *change* of a copy."""
    record = json.loads(json.dumps(evidence))
    change(record)
    return as_bytes(record)
