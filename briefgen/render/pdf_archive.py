"""PDF/A-3a and PDF/UA-1 in one file: what WeasyPrint's tagged PDF still lacks of either.

In: a rendering and the objects of its file, just before they are written (WeasyPrint's `finisher`).
Out: the same objects, mended in place:

- what is broken at the end of a line or page is one paragraph, list, item or table again
- what runs at the head and foot of pages is an artifact, and out of the structure tree; so is the
  head of a table where it is repeated
- quotations and titles in another language say which
- running quotations are tagged `Quote`, footnotes `Note` with an ID by which the tree finds them
- note marks are a `Reference` around the `Link` that leads to the note; its number leads back
- lists say how they are numbered, tables what they show, header cells what they head
- links say where they lead, and pictures where they stand
- the metadata claim both levels, in a stream that a reader of metadata alone can find

None of this is in WeasyPrint's documentation: it was found out with version 70, and
tests/test_pdf_archive.py says in detail what must come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from briefgen.render.css import POINTS
from briefgen.render.landmarks import ANCHOR, MARK, NOTE, NOTE_TAG, QUOTE_TAG, SOURCE, TITLE_TAG
from briefgen.render.pdf_objects import turn_into_bytes

__all__ = ["finish"]

_TAGS = {
    QUOTE_TAG: ("/Art", "/Quote"),
    NOTE_TAG: ("/Part", "/Note"),
    TITLE_TAG: ("/Caption", "/Span"),
}
"""What WeasyPrint makes of the elements that stand for quotations, notes and titles in another
language, and what they are."""
_LISTS = {"ol": "/Decimal", "ul": "/Disc"}
_BROKEN = {
    "/P": ("p",),
    "/BlockQuote": ("blockquote",),
    _TAGS[QUOTE_TAG][0]: (QUOTE_TAG,),
    _TAGS[TITLE_TAG][0]: (TITLE_TAG,),
    "/L": tuple(_LISTS),
    "/Table": ("table",),
}
"""Tags of what goes on on another line or page as an element of its own, and of what it is made."""
_MEANINGLESS = ("/NonStruct", "/Span", "/Div", "/Sect")

_PDF_UA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 that the file obeys</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""PDF/A admits no property that it does not know, unless the metadata describe it."""
_METADATA_END = b"</rdf:RDF>"


def finish(rendering: Any, pdf: Any, padding: int = 0) -> None:
    """Brings the file in *pdf* to PDF/A-3a and PDF/UA-1.

    *padding* adds so many empty objects: the last streams, which are written after this, come out
    with other bytes.
    """
    for _ in range(padding):
        pdf.add_object(type(pdf.catalog)())
    tree, boxes = _Tree(pdf), _Boxes(rendering.pages)
    _describe_blocks(tree, boxes.of("table", *_LISTS))
    for tag, names in _BROKEN.items():
        _join_broken(tree, tag, boxes.of(*names))
    _set_running_apart(tree)
    _drop_empty(tree)
    _set_tags_right(tree)
    _name_notes(tree)
    _wrap_references(tree)
    _scope_headers(tree)
    _place_figures(tree)
    _index_names(tree)
    _describe_links(tree, _titles(boxes))
    _claim_levels(tree)
    _list_attachments_once(tree)
    turn_into_bytes(pdf)


class _Annotated(NamedTuple):
    """A `Link` element and the annotation that is its click target."""

    element: Any
    annotation: Any

    @property
    def target(self) -> str:
        """The anchor to which it leads; '' for one that leads out of the file."""
        return self.annotation["Dest"].string if "Dest" in self.annotation else ""


class _Tree:
    """The structure tree among the objects of a file."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self._by_reference = {one.reference: one for one in pdf.objects}
        # pydyf's own types, without importing what only the `Press` may load.
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.dictionary, self.array = type(self.root), type(self.root["K"])
        self._all: list[Any] = []

    def at(self, reference: Any) -> Any:
        """The object that *reference* names; None for a mark within a page's content."""
        return self._by_reference.get(reference)

    def string(self, text: str) -> Any:
        """*text* as a PDF string."""
        return type(self.pdf.info["Title"])(text)

    def add(self, values: Mapping[str, Any]) -> Any:
        """A new object of the file."""
        made = self.dictionary(values)
        self.pdf.add_object(made)
        self._by_reference[made.reference] = made
        self.changed()
        return made

    def walk(self, element: Any = None) -> Sequence[Any]:
        """*element* and every one below it, in reading order; without it, the whole tree."""
        if element is not None:
            return self._walked([element])
        # Walked anew only after it was changed: most of the time of a file went into this.
        self._all = self._all or self._walked(self.kids(self.root))
        return self._all

    def _walked(self, elements: Sequence[Any]) -> list[Any]:
        found = []
        due = list(reversed(elements))
        while due:
            element = due.pop()
            found.append(element)
            due += reversed(self.kids(element))
        return found

    def changed(self) -> None:
        """To be told whenever an element comes, goes or moves."""
        self._all = []

    def kids(self, element: Any, tag: str = "") -> list[Any]:
        """The elements right below *element*, with *tag* if given."""
        found = [kid for kid in map(self.at, element["K"]) if kid is not None and "S" in kid]
        return [kid for kid in found if kid["S"] == tag] if tag else found

    def having(self, *tags: str) -> list[Any]:
        """Every element with one of *tags*, in reading order."""
        return [element for element in self.walk() if element["S"] in tags]

    def links(self, within: Any = None) -> Iterator[_Annotated]:
        """Every link *within* an element, or in the whole tree, in reading order."""
        for element in self.walk(within):
            for kid in map(self.at, element["K"]):
                if kid is not None and kid.get("Type") == "/OBJR":
                    yield _Annotated(element, self.at(kid["Obj"]))

    @cached_property
    def owners(self) -> Sequence[Any]:
        """For each page the elements that hold its marks, in the order of the marks."""
        numbers = self.at(self.root["ParentTree"])["Nums"]
        return [one for one in numbers[1::2] if isinstance(one, self.array)]


def _set_running_apart(tree: _Tree) -> None:
    """Makes artifacts of what hangs in no tree: running head and foot, repeated heads of tables."""
    hanging = {element.reference for element in tree.walk()}
    for page, owners in zip(tree.pdf.page_references, tree.owners, strict=True):
        loose = {mark for mark, owner in enumerate(owners) if owner not in hanging}
        for mark in loose:
            owners[mark] = "null"
        content = tree.at(tree.at(page)["Contents"]).stream
        for index, properties in enumerate(content):
            if isinstance(properties, tree.dictionary) and properties.get("MCID") in loose:
                content[index - 1] = "/Artifact"
                content[index] = tree.dictionary({"Type": "/Pagination"})
    for one in tree.pdf.objects:
        # The numbers of objects are given out: what nothing refers to any more stays, empty.
        element = isinstance(one, tree.dictionary) and one.get("Type") == "/StructElem"
        if element and one.reference not in hanging:
            one.clear()


class _Boxes:
    """The boxes of elements of which WeasyPrint made the tags of *pages*."""

    def __init__(self, pages: Sequence[Any]) -> None:
        from weasyprint.formatting_structure.boxes import LineBox, TextBox

        self._by_name: dict[str, list[tuple[int, Any]]] = {}
        descendants = (box for page in pages for box in page._page_box.descendants())
        for index, box in enumerate(descendants):
            # What is inside the box of an element bears its name, too.
            if box.element is not None and not isinstance(box, LineBox | TextBox):
                self._by_name.setdefault(box.element_tag, []).append((index, box))
        tables = self._by_name.get("table", [])
        self._by_name["table"] = [pair for pair in tables if pair[1].is_table_wrapper]

    def of(self, *names: str) -> list[Any]:
        """Those of elements with one of *names*, in order."""
        found = [pair for name in names for pair in self._by_name.get(name, [])]
        return [box for _, box in sorted(found, key=lambda pair: pair[0])]


def _join_broken(tree: _Tree, tag: str, boxes: Sequence[Any]) -> None:
    """Makes one element of those with *tag* that are the parts of one, on other lines or pages.

    It says its language where that is not the document's.
    """
    firsts: dict[int, Any] = {}
    for element, box in list(zip(tree.having(tag), boxes, strict=True)):
        first = firsts.setdefault(id(box.element), element)
        if language := box.element.get("lang"):
            first["Lang"] = tree.string(language)
        if first is not element and _prepared(tree, first, element):
            _join(tree, first, element)


def _prepared(tree: _Tree, first: Any, more: Any) -> bool:
    """Joins what was broken within two parts of a list or table; False if that cannot be done."""
    if first["S"] == "/L":
        _join_items(tree, first, more)
    return first["S"] != "/Table" or _join_rows(tree, first, more)


def _join(tree: _Tree, first: Any, more: Any) -> None:
    """Puts all that *more* has at the end of *first*, and takes *more* out of the tree."""
    for kid in more["K"]:
        tree.at(kid)["P"] = first.reference
    first["K"].extend(more["K"])
    tree.at(more["P"])["K"].remove(more.reference)
    more.clear()
    tree.changed()


def _join_items(tree: _Tree, first: Any, more: Any) -> None:
    """Joins the two halves of a broken item, the second of which has no label."""
    for item, half in zip(tree.kids(first, "/LI")[-1:], tree.kids(more, "/LI")[:1], strict=False):
        bodies, others = tree.kids(item, "/LBody"), tree.kids(half, "/LBody")
        if bodies and tree.kids(item, "/Lbl") and not tree.kids(half, "/Lbl"):
            for other in others:
                _join(tree, bodies[-1], other)
            _join(tree, item, half)


def _join_rows(tree: _Tree, first: Any, more: Any) -> bool:
    """Joins the bodies of two parts of a table. A head that is repeated goes out of the tree, to
    become an artifact, unless a link leads out of it; then the parts stay two tables.
    """
    heads = tree.kids(more, "/THead")
    if any(True for head in heads for _ in tree.links(head)):
        return False
    repeated, printed = _ids(tree, heads), _ids(tree, tree.kids(first, "/THead"))
    _lead_to(tree, more, dict(zip(repeated, printed, strict=False)))
    for head in heads:
        more["K"].remove(head.reference)
    tree.changed()
    for one, other in zip(tree.kids(first, "/TBody"), tree.kids(more, "/TBody"), strict=False):
        _join(tree, one, other)
    return True


def _ids(tree: _Tree, heads: Sequence[Any]) -> list[str]:
    """The IDs of the header cells in *heads*."""
    return [one["ID"].string for head in heads for one in tree.walk(head) if "ID" in one]


def _lead_to(tree: _Tree, table: Any, names: Mapping[str, str]) -> None:
    """Renames the header cells by which the cells of *table* say what heads them."""
    for cell in tree.walk(table):
        if cell["S"] == "/TD":
            headers = [one.string for one in cell["A"]["Headers"]]
            named = [tree.string(names.get(one, one)) for one in headers]
            cell["A"]["Headers"] = tree.array(named)


def _drop_empty(tree: _Tree) -> None:
    """Takes out elements that say nothing and hold nothing, such as those of the notes' calls."""
    for element in reversed(tree.walk()):
        if element["S"] in _MEANINGLESS and not element["K"]:
            tree.at(element["P"])["K"].remove(element.reference)
            element.clear()
    tree.changed()


def _set_tags_right(tree: _Tree) -> None:
    for taken, meant in _TAGS.values():
        for element in tree.having(taken):
            element["S"] = meant


def _name_notes(tree: _Tree) -> None:
    """Gives each note the name of its anchor, to which its marks lead, as ID."""
    for note in tree.having("/Note"):
        for link in tree.links(note):
            if link.target.startswith(MARK):
                note["ID"] = tree.string(NOTE + link.target.removeprefix(MARK))


def _wrap_references(tree: _Tree) -> None:
    """Sets each link to a note or a source into a `Reference`."""
    for link in list(tree.links()):
        if link.target.startswith((NOTE, SOURCE)):
            parent = tree.at(link.element["P"])
            wrapper = tree.add(
                {
                    "Type": "/StructElem",
                    "S": "/Reference",
                    "K": tree.array([link.element.reference]),
                    "Pg": link.element["Pg"],
                    "P": parent.reference,
                }
            )
            parent["K"][parent["K"].index(link.element.reference)] = wrapper.reference
            link.element["P"] = wrapper.reference


def _describe_blocks(tree: _Tree, boxes: Sequence[Any]) -> None:
    """Says of lists how they are numbered, and of tables what they show."""
    for element, box in zip(tree.having("/L", "/Table"), boxes, strict=True):
        if element["S"] == "/L":
            numbering = {"O": "/List", "ListNumbering": _LISTS[box.element_tag]}
            element["A"] = tree.dictionary(numbering)
        elif summary := box.element.get("summary"):
            described = {"O": "/Table", "Summary": tree.string(summary)}
            element["A"] = tree.dictionary(described)


def _scope_headers(tree: _Tree) -> None:
    for header in tree.having("/TH"):
        rows = tree.at(tree.at(header["P"])["P"])
        header["A"]["Scope"] = "/Column" if rows["S"] == "/THead" else "/Row"


def _place_figures(tree: _Tree) -> None:
    """Turns the edges of pictures from pixels below the page's top into points above its foot."""
    for figure in tree.having("/Figure"):
        height = tree.at(figure["Pg"])["MediaBox"][3]
        left, top, right, bottom = (edge * POINTS for edge in figure["A"]["BBox"])
        figure["A"]["BBox"] = tree.array([left, height - bottom, right, height - top])
        figure["A"]["Placement"] = "/Block"


def _index_names(tree: _Tree) -> None:
    """Lists every element with an ID, as the standard asks for where there are any."""
    named = {one["ID"].string: one.reference for one in tree.walk() if "ID" in one}
    if named:
        pairs = [part for name in sorted(named) for part in (tree.string(name), named[name])]
        tree.root["IDTree"] = tree.add({"Names": tree.array(pairs)}).reference


def _titles(boxes: _Boxes) -> dict[str, str]:
    """The words of the headings to which links may lead, by their anchors."""
    named = ((box.element.get("id", ""), box.element) for box in boxes.of("span"))
    return {
        anchor: " ".join("".join(element.itertext()).split())
        for anchor, element in named
        if anchor.startswith(ANCHOR)
    }


def _describe_links(tree: _Tree, titles: Mapping[str, str]) -> None:
    for link in tree.links():
        target = link.annotation["Contents"].string
        whereto = titles.get(target) or _whereto(target)
        link.annotation["Contents"] = tree.string(whereto)


def _whereto(target: str) -> str:
    """What a link leads to, in words: *Note 4* for the anchor ``note-4``."""
    for prefix, name in ((NOTE, "Note"), (SOURCE, "Source"), (MARK, "Back to mark")):
        if target.startswith(prefix):
            return f"{name} {target.removeprefix(prefix)}"
    address, _, passage = target.partition(":~:")
    return f"The passage at {address.rstrip('#')}" if passage else target


def _claim_levels(tree: _Tree) -> None:
    """Adds PDF/UA-1 to the metadata, which WeasyPrint wrote for PDF/A, and leaves them readable."""
    metadata = tree.at(tree.pdf.catalog["Metadata"])
    before, end, after = b"".join(metadata.stream).rpartition(_METADATA_END)
    metadata.stream = [before + _PDF_UA + end + after]
    metadata.compress = False


def _list_attachments_once(tree: _Tree) -> None:
    """WeasyPrint lists each attached file twice."""
    if "AF" in tree.pdf.catalog:
        tree.pdf.catalog["AF"] = tree.array(dict.fromkeys(tree.pdf.catalog["AF"]))
