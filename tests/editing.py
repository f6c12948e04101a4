"""Briefs as they leave briefgen, with their evidence, and what people do to them afterwards."""

from __future__ import annotations

import copy
import functools
import io
import json
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from office import SOFFICE

from briefgen import citations
from briefgen.build import Request, Workshop, edition_of
from briefgen.document import Document
from briefgen.evidence import ATTACHMENT, NAMESPACE, as_bytes
from briefgen.pictures import pictures_of
from briefgen.proof import evidence_of
from briefgen.render import docx
from briefgen.render.pdf import Attachment

ROOT = Path(__file__).resolve().parent.parent
HARBOR = ROOT / "tests" / "dossiers" / "harbor-curfew"
SEED = ROOT / "seeds" / "jackson-vanik"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

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
        return with_evidence(
            docx.write(self.document, self.workshop.house), as_bytes(self.evidence)
        )

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
def made(dossier: Path, length: str) -> Made:
    """One edition of the dossier in this folder; not fitted, for that costs minutes."""
    workshop = Workshop.open(dossier)
    outline = workshop.read(dossier)
    edition = edition_of(outline, Request("congress", length), workshop)
    composed = workshop.composer.compose(edition, pictures_of(outline))
    document = citations.number(composed, edition.excerpts, edition.records)
    return Made(dossier, document, evidence_of(document, edition, outline, "0.0"), workshop)


def with_evidence(data: bytes, evidence: bytes) -> bytes:
    """A Word file with *evidence* as a custom XML part."""
    parts = unzipped(data)
    root = etree.Element(f"{{{NAMESPACE}}}evidence")
    root.text = evidence.decode()
    parts["customXml/item2.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    name = "word/_rels/document.xml.rels"
    relations = etree.fromstring(parts[name])
    relation = etree.SubElement(relations, f"{_RELATIONS}Relationship")
    for key, value in (("Id", "rIdE"), ("Type", _CUSTOM), ("Target", "../customXml/item2.xml")):
        relation.set(key, value)
    parts[name] = etree.tostring(relations, xml_declaration=True, encoding="UTF-8")
    return zipped(parts)


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


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


def converted(documents: dict[str, bytes], form: str) -> dict[str, bytes]:
    """Word files as LibreOffice saves them in another form, or in the same, in one call."""
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory(prefix="briefgen-office-") as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for stem, data in documents.items():
            (folder / "in" / f"{stem}.docx").write_bytes(data)
        command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += ["--infilter=MS Word 2007 XML", "--convert-to", form]
        command += ["--outdir", str(folder / "out"), *map(str, sorted((folder / "in").iterdir()))]
        subprocess.run(command, capture_output=True, timeout=240, check=True)
        return {stem: (folder / "out" / f"{stem}.{form}").read_bytes() for stem in documents}
