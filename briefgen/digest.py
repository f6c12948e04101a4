"""Digests: one issue of a newsletter made out of several dossiers' newsletter items.

In: fitted items (`writing.Prepared`), what options say of the issue. Out: an `Issue`: html, txt,
eml and md of all items under one title, with a table of contents; an Atom feed with an entry for
each. Nothing is written here and no clock is asked: the date of issue is an argument, and the ids
of the feed follow from the items' canonical links, so that an item keeps its id from one issue to
the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from briefgen.addresses import flaw_in, is_one_line, web_address
from briefgen.dates import long_date
from briefgen.document import (
    Block,
    Document,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    Note,
    NoteRef,
    Paragraph,
    Section,
    SourceList,
    Text,
    walk_blocks,
)
from briefgen.errors import BriefgenError, InputErrors, Place, printable
from briefgen.formats import NEWSLETTERS
from briefgen.letters import (
    NO_WISHES,
    Letter,
    MailWishes,
    invented_in,
    letter_of,
    missing_from,
    missing_line,
    unfit,
)
from briefgen.render import newsletter
from briefgen.render.email_html import fragment
from briefgen.rewriting import map_blocks, rewrite
from briefgen.sources import Source
from briefgen.writing import Prepared

LENGTH = "blurb"
"""The length of the items."""
FORMATS = (*NEWSLETTERS, "atom")
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class IssueWishes:
    """What options say of the issue; '' leaves it to the first dossier."""

    mail: MailWishes = NO_WISHES
    title: str = ""
    feed: str = ""
    """The address under which the feed will be published."""
    allow_overflow: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """A finished issue: *files* by format, as bytes."""

    document: Document
    files: Mapping[str, bytes]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item of an issue: its document, renumbered, and what its dossier says of it."""

    document: Document
    letter: Letter
    anchor: str
    alone: Document
    """The item with the numbers that its notes have where it stands alone."""

    @property
    def title(self) -> str:
        return self.document.meta.title


def digest(items: Sequence[Prepared], wishes: IssueWishes, issued: date | None = None) -> Issue:
    """Make one issue of *items*, which appear in their order.

    The title, the sender and the addresses are those of the first item's dossier where *wishes* say
    nothing; *issued* is the latest day for which a dossier speaks where none is given. Raises
    `InputErrors` for two dossiers of one name and for what a mail cannot do without.
    """
    first = items[0]
    issued = issued or max(item.document.meta.issued for item in items)
    letter = _letter(items, wishes, issued)
    _check(items, wishes, letter)
    entries = _entries(items)
    title = wishes.title or _issue_name(first, letter, issued)
    document = _document(entries, letter, title, issued, first)
    house = first.pages.workshop.house
    files = {form: newsletter.write(form, document, letter, house) for form in NEWSLETTERS}
    warnings = newsletter.warnings(files, "digest", allowed=wishes.allow_overflow)
    # Not --link, which may differ from issue to issue: a feed keeps its id.
    home = wishes.feed or first.edition.issuer.url or first.edition.link
    files["atom"] = _feed(
        entries, document, letter, wishes.feed, _id(home, document.meta.identifier)
    )
    return Issue(document, files, tuple(warnings))


def _check(items: Sequence[Prepared], wishes: IssueWishes, letter: Letter) -> None:
    """Raise `InputErrors` with all that keeps *items* from being one issue."""
    faults = [
        *_namesakes(items),
        *_unlinked(items),
        *_unlike_notes(items),
        *_bad_feed(wishes),
        *_bad_title(wishes),
        *invented_in("title", wishes.title, _sources(items)),
        *_lacking_lines(items, letter),
    ]
    if faults:
        raise InputErrors(faults)


def _namesakes(items: Sequence[Prepared]) -> Iterator[BriefgenError]:
    seen: set[str] = set()
    for outline in (item.outline for item in items):
        if outline.name in seen:
            yield BriefgenError(
                f"two dossiers are called {printable(outline.name)}",
                Place(outline.place.file),
                "give one of the folders another name: links within the issue go by it",
            )
        seen.add(outline.name)


def _unlinked(items: Sequence[Prepared]) -> Iterator[BriefgenError]:
    for outline in (item.outline for item in items if not item.edition.link):
        yield BriefgenError(f"{outline.name} has no canonical link", outline.place, _LINK_HINT)


def _unlike_notes(items: Sequence[Prepared]) -> Iterator[BriefgenError]:
    if len({item.document.meta.note_style for item in items}) > 1:
        yield BriefgenError(
            "some items have footnotes, others a line of sources",
            hint="give the length the same `notes` in every lengths.yaml",
        )


def _bad_feed(wishes: IssueWishes) -> Iterator[BriefgenError]:
    if wishes.feed and not web_address(wishes.feed):
        yield BriefgenError(
            f"--feed cannot be “{printable(wishes.feed, 80)}”", hint="write https://… in full"
        )


def _bad_title(wishes: IssueWishes) -> Iterator[BriefgenError]:
    if flaw := flaw_in(wishes.title):
        yield unfit("title", wishes.title, flaw)


def _lacking_lines(items: Sequence[Prepared], letter: Letter) -> Iterator[BriefgenError]:
    # Without a link of the first item the issue has none either: one mistake, told once.
    for key in missing_from(letter):
        if key != "link" or items[0].edition.link:
            yield missing_line(key, items[0].outline)


def _sources(items: Sequence[Prepared]) -> list[Source]:
    return [source for item in items for source in item.outline.sources.values()]


_LINK_HINT = "write link: https://… in its dossier.yaml; the feed's entries go by it"


def _letter(items: Sequence[Prepared], wishes: IssueWishes, issued: date) -> Letter:
    first = items[0]
    letter = letter_of(first.edition, wishes.mail, _sources(items))
    place = wishes.mail.link or first.edition.issuer.url or first.edition.link
    return replace(
        letter,
        subject=wishes.mail.subject or wishes.title or _issue_name(first, letter, issued),
        preheader=" · ".join(item.edition.title for item in items),
        link=web_address(place) or "",
        to=None,
        name="digest",
    )


def _issue_name(first: Prepared, letter: Letter, issued: date) -> str:
    """`Alder County Policy Desk, March 1, 2026`"""
    name = first.edition.issuer.name
    if not name or not is_one_line(name):
        name = letter.sender_name
    return f"{name}, {long_date(issued)}" if name else long_date(issued)


# --- the document ------------------------------------------------------------------------------


def _entries(items: Sequence[Prepared]) -> list[_Entry]:
    """The items, their notes numbered through the issue."""
    counts = [max(_numbers(item.document), default=0) for item in items]
    offsets = accumulate(counts, initial=0)
    return [
        _Entry(
            _shifted(item.document, offset),
            letter_of(item.edition, NO_WISHES),
            f"item-{item.outline.name}",
            item.document,
        )
        for item, offset in zip(items, offsets, strict=False)
    ]


def _numbers(document: Document) -> Iterable[int]:
    yield from (note.number for note in document.notes)
    for block in walk_blocks(document.body):
        if isinstance(block, SourceList):
            yield from (entry.number for entry in block.entries)


def _shifted(document: Document, offset: int) -> Document:
    """*document* with every note and every entry of its sources numbered *offset* higher."""

    def mark(inline: Inline) -> Inline:
        if not isinstance(inline, NoteRef):
            return inline
        return replace(inline, numbers=tuple(number + offset for number in inline.numbers))

    def listed(block: Block) -> Block:
        if not isinstance(block, SourceList):
            return block
        return replace(block, entries=_higher(block.entries, offset))

    marked = rewrite(document, mark)
    body = map_blocks(marked.body, listed)
    return replace(marked, body=body, notes=_higher(marked.notes, offset))


def _higher(notes: tuple[Note, ...], offset: int) -> tuple[Note, ...]:
    return tuple(replace(note, number=note.number + offset) for note in notes)


def _document(
    entries: Sequence[_Entry],
    letter: Letter,
    title: str,
    issued: date,
    first: Prepared,
) -> Document:
    contents = Listing(
        tuple(Item((Link(f"#{entry.anchor}", (Text(entry.title),)),)) for entry in entries), True
    )
    body: list[Block] = [
        Heading(1, (Text(title),)),
        Heading(2, (Text(first.document.meta.labels.contents),)),
        contents,
        *(_section(entry) for entry in entries),
    ]
    meta = replace(
        first.document.meta,
        identifier=f"digest/{first.edition.audience.id}",
        title=title,
        subject=letter.preheader,
        issued=issued,
        keywords=tuple(
            dict.fromkeys(word for one in entries for word in one.document.meta.keywords)
        ),
    )
    notes = tuple(note for entry in entries for note in entry.document.notes)
    foot = (Text(" · ".join(filter(None, (first.edition.issuer.name, long_date(issued))))),)
    return Document(meta, tuple(body), footer=foot, notes=notes)


def _section(entry: _Entry) -> Section:
    """An item under its title, which leads from a heading of the issue."""

    def lowered(block: Block) -> Block:
        if not isinstance(block, Heading):
            return block
        anchor = entry.anchor if block.level == 1 else ""
        return replace(block, level=min(block.level + 1, 4), role="", anchor=anchor)

    blocks = map_blocks(entry.document.body, lowered)
    return Section(entry.anchor, tuple(_title_first(blocks)))


def _title_first(blocks: tuple[Block, ...]) -> Iterable[Block]:
    """The kicker, which stands above a title of its own, below a title that others stand above."""
    kickers = [block for block in blocks if isinstance(block, Paragraph) and block.role == "kicker"]
    for block in blocks:
        if block not in kickers:
            yield block
        if isinstance(block, Heading) and block.anchor:
            yield from (replace(kicker, role="small") for kicker in kickers)


# --- the feed ----------------------------------------------------------------------------------


def _feed(
    entries: Sequence[_Entry], document: Document, letter: Letter, address: str, name: str
) -> bytes:
    """An Atom feed (RFC 4287) with an entry for each item; *name* is its id."""
    meta = document.meta
    # The stubs of lxml do not know of a default namespace.
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", meta.language)
    when = f"{meta.issued.isoformat()}T12:00:00Z"
    _add(feed, "title", letter.sender_name or meta.author or meta.title)
    _add(feed, "id", name)
    _add(feed, "updated", when)
    _add(_add(feed, "author"), "name", letter.sender_name or meta.author or meta.title)
    _add(feed, "link", rel="alternate", href=letter.link)
    if address:
        _add(feed, "link", rel="self", type="application/atom+xml", href=web_address(address) or "")
    _add(feed, "generator", "briefgen")
    for entry in entries:
        _add_entry(feed, entry)
    etree.indent(feed)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _add_entry(feed: etree._Element, entry: _Entry) -> None:
    meta = entry.document.meta
    node = _add(feed, "entry")
    _add(node, "title", meta.title)
    _add(node, "id", _id(entry.letter.link, meta.identifier))
    # The day for which the dossier speaks: an item that has not changed is not news.
    _add(node, "updated", f"{meta.issued.isoformat()}T12:00:00Z")
    if meta.author:
        _add(_add(node, "author"), "name", meta.author)
    _add(node, "link", rel="alternate", href=entry.letter.link)
    for word in meta.keywords:
        _add(node, "category", term=word)
    _add(node, "summary", entry.letter.preheader)
    _add(node, "content", fragment(entry.alone), type="html")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        # XML has no place for these, not even escaped.
        node.text = re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    return node


def _id(address: str, identifier: str) -> str:
    return uuid5(NAMESPACE_URL, f"{address}#{identifier}").urn
