"""Word files that came back, as lines of text, read as if all tracked changes were accepted.

In: the bytes of a DOCX. Out: a `Returned`. Elements are known by their local names, so that files
in the strict variant of the format and files saved again by LibreOffice read alike. Read are the
body with its tables, text boxes, footnotes, endnotes, heads and feet; comments are not, since they
are remarks on the text, and neither is what no reader of the page sees (`looks`).
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from briefgen.evidence import NAMESPACE
from briefgen.returned.doubts import chosen_form, doubts_about_parts
from briefgen.returned.lines import NOTE_NUMBERS, Flow, Line, Mark, Returned, ReturnedFileError
from briefgen.returned.looks import Looks, child, local, value

__all__ = ["read"]

_MOST_PARTS = 5_000
_MOST_PART_BYTES = 60_000_000
_MOST_TOTAL_BYTES = 300_000_000

_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError),
    *(ValueError, OSError, EOFError, RuntimeError, KeyError),
)
"""What `zipfile` raises for a damaged archive (NotImplementedError is a RuntimeError)."""
_BROKEN = "open it in Word or LibreOffice, save it again as DOCX, and check that"
_ENCRYPTED = 0x1
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo"})
_NOT_READ = frozenset(
    {"del", "moveFrom", "rPr", "pPr", "tblPr", "trPr", "tcPr", "sdtPr", "sectPr", "instrText"}
    | {"delText", "delInstrText", "Fallback", "rt", "commentReference"}
)
_SEEN = frozenset({"t", "sym", "footnoteReference", "endnoteReference", "txbxContent"})
"""What a run shows, beside `_CHARACTERS`."""
_CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

Element = etree._Element


def read(data: bytes) -> Returned:
    """The Word file that *data* is. Raises `ReturnedFileError` where it is none, or broken."""
    package = _Package(_opened(data))
    main = package.main()
    rest = [
        (kind, root)
        for kind in ("footnotes", "endnotes", "header", "footer")
        for root in package.related(main.name, kind)
    ]
    roots = [main.root, *(root for _, root in rest)]
    reader = _Reader(Looks(package.related(main.name, "styles")))
    flows = list(reader.story("body", "paragraph", main.root))
    notes = dict(_notes(reader, rest))
    flows += [Flow("note", lines) for lines in notes.values()]
    for kind, root in rest:
        if kind in {"header", "footer"}:
            flows += reader.story("running", f"running {_RUNNING[kind]}, paragraph", root)
    return Returned(
        "docx",
        package.evidence(),
        (tuple(flow for flow in flows if flow.lines),),
        {key: " ".join(line.text for line in lines) for key, lines in notes.items()},
        sum(map(_changes, roots)),
        tuple(dict.fromkeys(doubts_about_parts(roots))),
    )


_RUNNING = {"header": "head", "footer": "foot"}


# --- the package -------------------------------------------------------------------------------


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGES as error:
        raise ReturnedFileError(
            "the file is broken: its table of contents is missing or damaged", hint=_BROKEN
        ) from error
    parts = package.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_TOTAL_BYTES:
        raise ReturnedFileError(
            f"the file unpacks to more than {_MOST_TOTAL_BYTES / 1e6:.0f} MB or {_MOST_PARTS:,}"
            " parts, and is not read",
            hint="this is no ordinary Word file",
        )
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise ReturnedFileError("the file is locked by a password", hint="save it without one")
    return package


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    root: Element


class _Package:
    """The parts of a Word file and what relates them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}

    def main(self) -> _Part:
        for name in self._targets("", "officeDocument"):
            root = self._xml(name)
            if root is not None and local(root) == "document":
                return _Part(name, root)
        raise ReturnedFileError(
            "this is a ZIP file, but no Word file (DOCX)", hint="save the document as DOCX"
        )

    def related(self, name: str, kind: str) -> list[Element]:
        """The roots of the parts to which part *name* has a relationship of this kind."""
        roots = (self._xml(target) for target in self._targets(name, kind))
        return [root for root in roots if root is not None]

    def evidence(self) -> bytes | None:
        """The text of the custom part that is evidence, whatever its name has become."""
        for name in sorted(self._names.values()):
            if name.lower().startswith("customxml/") and name.lower().endswith(".xml"):
                root = self._xml(name)
                if root is not None and root.tag == f"{{{NAMESPACE}}}evidence":
                    return "".join(map(str, root.itertext())).encode("utf-8", "surrogatepass")
        return None

    def _targets(self, name: str, kind: str) -> list[str]:
        folder, file = posixpath.split(name)
        relations = self._xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        if relations is None:
            return []
        return [
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            for one in relations
            if one.get("TargetMode") != "External"
            and one.get("Type", "").rsplit("/", 1)[-1] == kind
        ]

    def _xml(self, name: str) -> Element | None:
        stored = self._names.get(name.lower())
        if stored is None:
            return None
        if self._archive.getinfo(stored).file_size > _MOST_PART_BYTES:
            raise ReturnedFileError(
                f"a part of the file unpacks to more than {_MOST_PART_BYTES / 1e6:.0f} MB, and is"
                " not read",
                hint="this is no ordinary Word file",
            )
        try:
            return etree.fromstring(self._archive.read(stored), _parser())
        except (etree.XMLSyntaxError, *_DAMAGES) as error:
            raise ReturnedFileError("the file is broken inside", hint=_BROKEN) from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )


# --- the text ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read: its text, line breaks as such, and its note marks."""

    parts: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    length: int = 0
    quoting: bool = False

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def mark(self, kind: Literal["number", "footnote"], value: str) -> None:
        self.marks.append(Mark(self.length, kind, value))

    def lines(self, place: str, number: int) -> Iterator[Line]:
        start = 0
        for text in "".join(self.parts).split("\n"):
            end = start + len(text)
            marks = tuple(
                Mark(mark.at - start, mark.kind, mark.value)
                for mark in self.marks
                if start <= mark.at <= end
            )
            if text.strip() or marks:
                yield Line(text, place, number, marks, self.quoting)
            start = end + 1


class _Reader:
    """Reads stories; *looks* says how their words look."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._boxes: list[Element] = []
        self._open: _Paragraph | None = None
        """A paragraph whose mark was deleted: the next one continues it."""
        self._fields: list[bool] = []
        """The fields that are open, the innermost last: whether their instruction, which nobody
        sees, is still being read, and not their result."""

    def story(
        self, kind: Literal["body", "note", "box", "running"], place: str, root: Element
    ) -> Iterator[Flow]:
        """The flow of *root*, and one for each text box in it. Paragraphs are counted from 1,
        empty ones left out.
        """
        yield Flow(kind, self._lines(root, place))
        while self._boxes:
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                yield Flow("box", self._lines(box, "text box, paragraph"))

    def _lines(self, root: Element, place: str) -> tuple[Line, ...]:
        lines: list[Line] = []
        number = 0
        for paragraph in self._all(root):
            found = list(paragraph.lines(f"{place} {number + 1}".strip(), number + 1))
            lines += found
            number += bool(found)
        return tuple(lines)

    def note(self, root: Element, place: str) -> tuple[Line, ...]:
        """The lines of one note, all at *place*."""
        paragraphs = list(self._all(root))
        self._boxes.clear()
        return tuple(
            line
            for number, paragraph in enumerate(paragraphs, 1)
            for line in paragraph.lines(place, number)
        )

    def _all(self, root: Element) -> Iterator[_Paragraph]:
        self._fields.clear()
        yield from self._paragraphs(root)
        if self._open is not None:
            yield self._open
            self._open = None

    def _paragraphs(self, root: Element) -> Iterator[_Paragraph]:
        for element in root:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "AlternateContent":
                yield from self._paragraphs(chosen_form(element))
            elif name and name not in _NOT_READ and not _is_deleted_row(element):
                yield from self._paragraphs(element)

    def _paragraph(self, element: Element) -> Iterator[_Paragraph]:
        paragraph = self._open or _Paragraph(quoting=self._looks.is_quoting(element))
        self._open = None
        self._inside(element, paragraph, raised=False)
        if child(element, "pPr", "rPr", "del") is not None:
            self._open = paragraph
        else:
            yield paragraph

    def _inside(self, element: Element, paragraph: _Paragraph, *, raised: bool) -> None:
        for one in element:
            name = local(one)
            if name in _SEEN or name in _CHARACTERS:
                if not any(self._fields):
                    self._show(one, name, paragraph, raised=raised)
            elif name == "fldChar":
                self._field(one)
            elif name == "r":
                self._run(one, paragraph)
            elif name == "AlternateContent":
                self._inside(chosen_form(one), paragraph, raised=raised)
            elif name and name not in _NOT_READ:
                self._inside(one, paragraph, raised=raised)

    def _show(self, one: Element, name: str, paragraph: _Paragraph, *, raised: bool) -> None:
        if name == "t":
            _write(one.text or "", paragraph, raised=raised)
        elif name in _CHARACTERS:
            paragraph.write(_CHARACTERS[name])
        elif name == "sym":
            paragraph.write(_symbol(one))
        elif name == "txbxContent":
            self._boxes.append(one)
        else:
            paragraph.mark("footnote", f"{name[:-9]} {value(one, 'id')}")

    def _run(self, run: Element, paragraph: _Paragraph) -> None:
        properties = self._looks.of(run)
        if not self._looks.is_unseen(run, properties):
            self._inside(run, paragraph, raised=self._looks.is_raised(properties))
            return
        for one in run:
            if local(one) == "fldChar":
                self._field(one)

    def _field(self, mark: Element) -> None:
        """Goes into a field, on to its result, or out of it."""
        kind = value(mark, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()


def _write(text: str, paragraph: _Paragraph, *, raised: bool) -> None:
    """Writes *text*; raised numbers are marks of notes."""
    if raised and NOTE_NUMBERS.fullmatch(text):
        for number in re.findall(r"\d+", text):
            paragraph.mark("number", number)
    elif not (raised and not text.strip(" ,;\u202f\u2060\u200b")):
        paragraph.write(text)


def _symbol(element: Element) -> str:
    try:
        return chr(int(value(element, "char"), 16))
    except (ValueError, OverflowError):
        return ""


def _is_deleted_row(element: Element) -> bool:
    return local(element) == "tr" and child(element, "trPr", "del") is not None


def _notes(
    reader: _Reader, parts: Iterable[tuple[str, Element]]
) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """The lines of every footnote and endnote under the key that its mark has."""
    for kind, root in parts:
        if kind in {"header", "footer"}:
            continue
        number = 0
        for note in root:
            if local(note) == kind[:-1] and value(note, "type") in {"", "normal"}:
                number += 1
                key = f"{kind[:-1]} {value(note, 'id')}"
                yield key, reader.note(note, f"{kind[:-1]} {number}")


def _changes(root: Element) -> int:
    """How many tracked changes of the text there are; those inside others count with them."""
    return sum(1 for element in root.iter() if _is_outer_change(element))


def _is_outer_change(element: Element) -> bool:
    parent = element.getparent()
    return local(element) in _CHANGES and parent is not None and local(parent) not in _CHANGES
