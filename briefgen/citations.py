"""Notes and source lists: from note marks that name excerpts to numbered, worded notes.

In: a pruned `Document`, the proven excerpts and the records of their sources. Out: the document
with its marks numbered, its notes worded and its source list filled. Two styles:

``sources``    a mark shows the numbers of its sources, which the source line lists (one-pagers)
``footnotes``  a mark shows the number of its own note; a source cited before is named shortly

Forms follow what readers of American policy papers expect: author, *title*, outlet, date,
paragraph. Titles are set in italics, never in quotation marks: those are kept for proven
quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from urllib.parse import quote

from briefgen.document import (
    Block,
    Document,
    Emphasis,
    Inline,
    Labels,
    Link,
    Note,
    NoteRef,
    SourceList,
    Text,
    cited_in,
)
from briefgen.endmarks import full_stop, no_stop
from briefgen.excerpts import Excerpt, Insertion, Manner, Omission, Quotation
from briefgen.languages import foreign
from briefgen.rewriting import map_blocks, rewrite
from briefgen.sources import Name, Record
from briefgen.typesetting import typeset
from briefgen.voices import first_words, told_apart

_KIND_NAMES: Mapping[str, str] = {
    "news": "news report",
    "op-ed": "opinion",
    "analysis": "analysis",
    "report": "report",
    "aggregator": "aggregated text",
    "statement": "statement",
    "interview": "interview",
    "transcript": "transcript",
    "law": "law",
    "data": "data",
}

_OWN_WORDS = Labels()
_LINKED_WHOLE = 8
"""A quotation of so many words or fewer stands in its link in full."""
_LINKED_WORDS = 4
"""So many words at either end stand for a longer one."""
_SHORT_TITLE = 60
"""So long may a title be that names a source a second time."""
_BRACKETED = re.compile(r"\[.*\]", re.DOTALL)


class Numbering:
    """Numbers the marks of an edition's document, whatever is pruned of it.

    Notes are worded once: fitting numbers many prunings of a document, with the same notes.
    """

    def __init__(
        self, excerpts: Mapping[str, Excerpt], records: Mapping[str, Record], labels: Labels
    ) -> None:
        self._excerpts = excerpts
        self._records = records
        self._labels = labels
        self._notes: dict[tuple[object, ...], tuple[Inline, ...]] = {}

    @cached_property
    def _short_names(self) -> Mapping[str, tuple[Inline, ...]]:
        return short_names(self._records)

    def number(self, document: Document) -> Document:
        """*document* with marks numbered in reading order, notes worded and sources listed."""
        if document.meta.has_footnotes:
            return self._as_footnotes(document)
        return self._as_source_numbers(document)

    def _as_source_numbers(self, document: Document) -> Document:
        order = {name: rank for rank, name in enumerate(self._cited(document), 1)}

        def mark(inline: Inline) -> Inline:
            if not isinstance(inline, NoteRef):
                return inline
            numbers = {order[self._source_of(one)] for one in inline.evidence}
            return replace(inline, numbers=tuple(sorted(numbers)))

        numbered = rewrite(document, mark)
        entries = tuple(
            Note(rank, source_entry(self._records[name])) for name, rank in order.items()
        )
        return _filled(numbered, entries)

    def _as_footnotes(self, document: Document) -> Document:
        notes: list[Note] = []
        named: set[str] = set()

        def mark(inline: Inline) -> Inline:
            if not isinstance(inline, NoteRef):
                return inline
            notes.append(
                Note(len(notes) + 1, self._footnote(inline.evidence, named), inline.evidence)
            )
            return replace(inline, numbers=(len(notes),))

        numbered = replace(rewrite(document, mark), notes=tuple(notes))
        entries = tuple(
            Note(rank, source_entry(self._records[name], remarks=True))
            for rank, name in enumerate(self._cited(document), 1)
        )
        return _filled(numbered, entries)

    def _footnote(self, evidence: tuple[str, ...], named: set[str]) -> tuple[Inline, ...]:
        """A note, where the sources *named* were cited before; its own are added to them."""
        sources = {self._source_of(name) for name in evidence}
        key = (evidence, *sorted(sources & named))
        if key not in self._notes:
            self._notes[key] = self._worded(evidence, sources & named)
        named |= sources
        return self._notes[key]

    def _worded(self, evidence: Iterable[str], named: set[str]) -> tuple[Inline, ...]:
        """A note: each source once, with the paragraphs of all that is cited of it."""
        cited: dict[tuple[str, str], list[Excerpt]] = {}
        excerpts = [self._excerpts[name] for name in evidence]
        quoting = {_paragraph(excerpt) for excerpt in excerpts if excerpt.quoted_from}
        for excerpt in excerpts:
            # A paragraph that is named for whom it quotes need not be named again for itself.
            if excerpt.quoted_from or _paragraph(excerpt) not in quoting:
                key = (excerpt.quotation.source, _drawn_from(excerpt, self._labels))
                cited.setdefault(key, []).append(excerpt)
        parts: list[Inline] = []
        for (source, _), together in cited.items():
            parts += [Text("; ")] if parts else []
            record = self._records[source]
            if source in named:
                name = self._short_names[source]
                parts += short_citation(name, record, *together, labels=self._labels)
            else:
                parts += citation(record, *together, labels=self._labels)
            named.add(source)
        return (*parts, Text("."))

    def _cited(self, document: Document) -> list[str]:
        """The sources that the document cites, in order of first mention."""
        return list(dict.fromkeys(map(self._source_of, cited_in(document))))

    def _source_of(self, excerpt: str) -> str:
        return self._excerpts[excerpt].quotation.source


class Whole:
    """A *document* with all that its edition may show, and what numbers it and its prunings."""

    def __init__(
        self, document: Document, excerpts: Mapping[str, Excerpt], records: Mapping[str, Record]
    ) -> None:
        self.document = document
        self._numbering = Numbering(excerpts, records, document.meta.labels)

    @cached_property
    def numbered(self) -> Document:
        """All of it with its marks numbered, its notes worded and its sources listed."""
        return self._numbering.number(self.document)

    def number(self, pruned: Document) -> Document:
        """The same of what is left of it; of all of it, what was made before."""
        return self.numbered if pruned is self.document else self._numbering.number(pruned)


def _paragraph(excerpt: Excerpt) -> tuple[str, int]:
    return excerpt.quotation.source, excerpt.quotation.paragraph


def _filled(document: Document, entries: tuple[Note, ...]) -> Document:
    def fill(block: Block) -> Block:
        return replace(block, entries=entries) if isinstance(block, SourceList) else block

    return replace(document, body=map_blocks(document.body, fill))


# --- forms -------------------------------------------------------------------------------------


def citation(record: Record, *excerpts: Excerpt, labels: Labels = _OWN_WORDS) -> tuple[Inline, ...]:
    """The first mention: author, title, outlet, date, paragraphs; where quoted, from whom.

    *excerpts* are of one source, and drawn there from one and the same. The title of a source on
    the web leads to the passage of the first (see `passage_address`), and the plain address stands
    at the end, for paper and for readers that know no such links.
    """
    address = passage_address(record.url, excerpts[0].quotation) if record.url else ""
    parts = [*_author(record), *_title(record, address), *_published(record)]
    plain = (Text(", "), Link(record.url, (Text(record.url),))) if record.url else ()
    return (*_joined(parts), *_where(excerpts, labels), *plain)


def passage_address(url: str, quotation: Quotation) -> str:
    """*url* with a text fragment that leads browsers to the quoted words.

    After https://wicg.github.io/scroll-to-text-fragment/: a short quotation stands in it whole, a
    longer one, and one with an omission or a dropped reference mark, as its first and its last
    words.
    """
    passages = [words for part in _source_words(quotation).split("\0") if (words := part.split())]
    if not passages:
        return url
    first, last = passages[0], passages[-1]
    count = sum(map(len, passages))
    cut = len(passages) > 1 or bool(quotation.reference_marks)
    if count == 1 or (count <= _LINKED_WHOLE and not cut):
        terms = [" ".join(first)]
    else:
        most = min(_LINKED_WORDS, count // 2)
        terms = [" ".join(first[:most]), " ".join(last[-most:])]
    directive = ",".join(quote(term, safe="").replace("-", "%2D") for term in terms)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _source_words(quotation: Quotation) -> str:
    """The words of the source that *quotation* shows, a null character for each omission."""
    parts = []
    for piece in quotation.pieces:
        if isinstance(piece, Omission):
            parts.append("\0")
        elif isinstance(piece, Insertion):
            parts.append(piece.stands_for.join(_BRACKETED.split(piece.text, 1)))
        else:
            parts.append(piece.text)
    return "".join(parts)


def short_citation(
    name: tuple[Inline, ...], record: Record, *excerpts: Excerpt, labels: Labels = _OWN_WORDS
) -> tuple[Inline, ...]:
    """A later mention: the *name* (see `short_names`), leading to the passage if it has an address,
    and the paragraphs.
    """
    address = passage_address(record.url, excerpts[0].quotation) if record.url else ""
    leading = (Link(address, name),) if address else name
    return (*leading, *_where(excerpts, labels))


def short_names(records: Mapping[str, Record]) -> dict[str, tuple[Inline, ...]]:
    """What to call each source that was named before: who, or else the title.

    Where that is the name of several, as of all the news of one paper, the title follows it, and
    the date where titles are alike, too.
    """
    return told_apart({source: _short_forms(record) for source, record in records.items()})


def _short_forms(record: Record) -> list[tuple[Inline, ...]]:
    who = family_names(record.author) or record.container_title or record.publisher
    named = [_set(who)] if who else []
    short = _emphasised(record, first_words(record.title, _SHORT_TITLE))
    whole = _emphasised(record, record.title)
    forms = (named or [short], [*named, short], [*named, short, _when(record)])
    return [_joined(parts) for parts in (*forms, [*named, whole, _when(record)])]


def source_entry(record: Record, *, remarks: bool = False) -> tuple[Inline, ...]:
    """An entry of the source list; with *remarks* also how a date was inferred and what to mind."""
    parts = [*_author(record), *_title(record), *_published(record)]
    kind = f" ({_KIND_NAMES.get(record.kind, record.kind)})" if record.kind else ""
    entry = (*_joined(parts), Text(f"{kind}."))
    if not remarks:
        return entry
    extra = " ".join(full_stop(one) for one in (record.basis, record.reliability) if one)
    return (*entry, Text(f" {typeset(extra)}")) if extra else entry


def family_names(authors: Iterable[Name]) -> str:
    """`Rudenshiold`, `A and B`, `A and others`: authors as a short citation names them."""
    names = [author.family or author.literal for author in authors]
    if len(names) > 2:
        return f"{names[0]} and others"
    return " and ".join(names)


def _author(record: Record) -> list[tuple[Inline, ...]]:
    return [_set(record.authors)] if record.author else []


def _title(record: Record, address: str = "") -> list[tuple[Inline, ...]]:
    """The title, leading to *address*, or else to that of the record."""
    title = _emphasised(record, record.title)
    address = address or record.url
    return [(Link(address, title),)] if address else [title]


def _emphasised(record: Record, title: str) -> tuple[Inline, ...]:
    return (Emphasis(_set(title), foreign(record.language)),)


def _published(record: Record) -> list[tuple[Inline, ...]]:
    outlet = record.container_title or record.publisher
    return [*([_set(outlet)] if outlet else []), _when(record)]


def _when(record: Record) -> tuple[Inline, ...]:
    return (Text(record.issued.display() if record.issued else "undated"),)


def _set(words: str) -> tuple[Inline, ...]:
    """*words* of a record as type: names and titles are no quotations."""
    return (Text(typeset(words)),)


def _where(excerpts: Sequence[Excerpt], labels: Labels) -> tuple[Inline, ...]:
    paragraphs = sorted({excerpt.quotation.paragraph for excerpt in excerpts})
    sign = "¶" if len(paragraphs) == 1 else "¶¶"
    # They keep to the word before them: alone on the last line of a note they say nothing.
    listed = ",\u00a0".join(map(str, paragraphs))
    place = f",\u00a0{sign}\u00a0{listed}"
    drawn_from = _drawn_from(excerpts[0], labels)
    return (Text(f"{place}, {drawn_from}" if drawn_from else place),)


def _drawn_from(excerpt: Excerpt, labels: Labels) -> str:
    """Whom the source itself quotes or, in words of its own, reports; '' if nobody."""
    if not excerpt.quoted_from:
        return ""
    how = labels.reported if excerpt.manner is Manner.REPORTS else labels.quoting
    return f"{how} {no_stop(excerpt.quoted_from)}"


def _joined(parts: Iterable[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    made: list[Inline] = []
    for part in parts:
        made += [Text(", "), *part] if made else part
    return tuple(made)
