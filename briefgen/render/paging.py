"""Paging: where the pages of a pruned document will end, foretold without laying it out.

In: a document and the heights of its pieces as one endless layout found them; then any pruning of
it. Out: the `Paged` that a layout will find, within a line or two.

A document is a run of `Strip`s, lines for the most part; pages are filled with them in turn, by the
rules of the style sheet: headings stay with what follows; boxes, rows and quotations are not cut;
two lines of a paragraph stay together at either end; a note stands on the page of its mark. What
cannot be foretold: in which line of its paragraph a mark stands (the last is taken), and how a note
breaks that reads differently once it is the first of its source (as many letters in a line as
elsewhere).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from briefgen.document import (
    Block,
    BlockQuote,
    Callout,
    Columns,
    Document,
    Group,
    Heading,
    Item,
    Listing,
    Note,
    Paragraph,
    Row,
    Section,
    SourceList,
    Table,
    children_of,
    plain,
    rows_of,
)
from briefgen.house import Role, Sheet, role_of
from briefgen.render.pieces import (
    keys,
    note_numbers,
    notes_overhead,
    role_within,
    space_before,
)

__all__ = ["Paged", "Paging", "Strip", "paged", "stacked"]

_TOGETHER = 2
"""Lines of a paragraph that stay together before and after a page break."""
_HAIR = 0.02
"""Points by which a page may seem to be passed."""


@dataclass(frozen=True, slots=True)
class Paged:
    """How many pages, and how many points of the last are filled, its notes included."""

    pages: int
    last: float


@dataclass(frozen=True, slots=True)
class Strip:
    """What no page break cuts, in points."""

    height: float
    before: float = 0.0
    """The space above, which vanishes at the top of every page but the first."""
    notes: float = 0.0
    joined: bool = False
    """Whether the next strip must stand on the same page."""
    repeated: float = 0.0
    """What is said again above it where it begins a page: the head of its table."""


def paged(strips: Sequence[Strip], page: float, overhead: float) -> Paged:
    """*strips* on pages of this height; the notes of a page take *overhead* besides their own."""
    start, pages = 0, 1
    while True:
        filled, start = _filled(strips, start, page, overhead)
        if start == len(strips):
            return Paged(pages, filled)
        pages += 1


def _filled(strips: Sequence[Strip], start: int, page: float, overhead: float) -> tuple[float, int]:
    """How far the page is filled that begins with strip *start*, and where the next one begins."""
    body = notes = 0.0
    last_break = start
    for index in range(start, len(strips)):
        strip = strips[index]
        body += strip.height + (strip.repeated if 0 < index == start else strip.before)
        if strip.notes:
            notes += strip.notes + (0 if notes else overhead)
        # A strip that no page holds stands alone and sticks out.
        if body + notes > page + _HAIR and index > start:
            return page, last_break if last_break > start else index
        if not strip.joined:
            last_break = index + 1
    return body + notes, len(strips)


class Paging:
    """The prunings of one *document*, measured in *numbered*: the same with its notes worded."""

    def __init__(
        self, document: Document, numbered: Document, heights: Mapping[str, float], sheet: Sheet
    ) -> None:
        self._sheet = sheet
        self._whole = document  # Its pieces are known by identity: it must live as long as this.
        self._heights = {
            _identity(piece): heights[key]
            for key, piece in keys(document).items()
            if key in heights
        }
        self._worded = _worded(numbered, heights, sheet)

    def room(self, pruned: Document, numbered: Document) -> Paged:
        """The pages of *pruned*; *numbered* is the same with its notes worded."""
        strips = self.strips(pruned, numbered)
        return paged(strips, self._sheet.text_height, notes_overhead(self._sheet))

    def strips(self, pruned: Document, numbered: Document) -> list[Strip]:
        """*pruned* cut into strips, in reading order."""
        footnotes = numbered.notes if numbered.meta.note_style == "footnotes" else ()
        known = {one.number: one for one in footnotes}
        walk = _Walk(self._sheet, self._heights, self._worded, known)
        return list(walk.blocks(pruned.body, numbered.body, in_callout=False))


@dataclass(frozen=True, slots=True)
class _Worded:
    """Heights of notes and sources by their words; of others as many letters go in a line."""

    known: Mapping[str, float]
    leading: float

    def height(self, note: Note | SourceList) -> float:
        text = _text(note)
        if text in self.known:
            return self.known[text]
        return ceil(len(text) / self._in_a_line()) * self.leading + self._beside_lines()

    def _beside_lines(self) -> float:
        """What each takes besides its lines: the rule above the sources, and its distance."""
        return min((round(height % self.leading, 3) for height in self.known.values()), default=0.0)

    def _in_a_line(self) -> float:
        """Midway between what lines are known to hold and what they are known not to hold.

        As many letters as the fullest of those known has in a line are held. One of more lines than
        one would have had a line less, if all its letters but a line's worth went into the others.
        """
        beside = self._beside_lines()
        heights = {text: height - beside for text, height in self.known.items()}
        lines = [(len(one), round(height / self.leading)) for one, height in heights.items()]
        held = max((letters / count for letters, count in lines if count), default=80.0)
        too_many = min((letters / (count - 1) for letters, count in lines if count > 1), default=0)
        return (held + max(held, too_many)) / 2


def _worded(numbered: Document, heights: Mapping[str, float], sheet: Sheet) -> dict[str, _Worded]:
    """What is known of the notes, the sources in a list and the sources in a line."""
    found: dict[str, dict[str, float]] = {"note": {}, "source-entry": {}, "source-line": {}}
    for key, piece in keys(numbered).items():
        if isinstance(piece, Note):
            found["note" if key.startswith("n") else "source-entry"][_text(piece)] = heights[key]
        elif isinstance(piece, SourceList):
            found["source-line"][_text(piece)] = heights[key]
    return {role: _Worded(known, sheet.role(role).leading) for role, known in found.items()}


def _text(note: Note | SourceList) -> str:
    if isinstance(note, Note):
        return plain(note.children)
    return " ".join(plain(entry.children) for entry in note.entries)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Cuts blocks into strips; beside each goes its twin, in which marks have their numbers."""

    sheet: Sheet
    heights: Mapping[int, float]
    worded: Mapping[str, _Worded]
    footnotes: Mapping[int, Note]

    def blocks(
        self, blocks: Iterable[Block], twins: Iterable[Block], *, in_callout: bool
    ) -> Iterator[Strip]:
        for block, twin in zip(blocks, twins, strict=True):
            yield from self._block(block, twin, in_callout)

    def _block(self, block: Block, twin: Block, in_callout: bool) -> Iterator[Strip]:
        if isinstance(block, Columns) and isinstance(twin, Columns):
            return self._columns(block, twin, in_callout)
        if isinstance(block, Callout):
            return self._box(block, twin)
        if isinstance(block, Section | Group):
            return self.blocks(block.blocks, children_of(twin), in_callout=in_callout)
        if isinstance(block, Listing | Table) and isinstance(twin, Listing | Table):
            return self._rows(block, twin)
        if isinstance(twin, SourceList):
            return self._sources(twin)
        if isinstance(block, Heading | Paragraph | BlockQuote):
            return self._words(block, twin, in_callout)
        before = space_before(block, self.sheet)
        return iter((Strip(self.heights[id(block)], before, self._notes(twin)),))

    def _words(
        self, block: Heading | Paragraph | BlockQuote, twin: Block, in_callout: bool
    ) -> Iterator[Strip]:
        name = role_of(block) if isinstance(block, BlockQuote) else role_within(block, in_callout)
        role = self.sheet.role(name)
        before = space_before(block, self.sheet, in_callout)
        height, notes = self.heights[id(block)], self._notes(twin)
        if isinstance(block, Heading):
            yield Strip(height, before, notes, joined=role.keep_with_next)
        else:
            yield from _lines(height, before, role, notes)

    def _rows(self, block: Listing | Table, twin: Listing | Table) -> Iterator[Strip]:
        rows = zip(rows_of(block), rows_of(twin), strict=True)
        if isinstance(block, Listing):
            role = self.sheet.role("item")
            for item, worded in rows:
                yield from _lines(self.heights[id(item)], role.before, role, self._notes(worded))
            return
        head = self.heights[_identity(block)] if block.head else 0.0
        yield Strip(head, space_before(block, self.sheet), joined=True)
        for row, worded in rows:
            # The first two rows and the last two stay together: one alone is no table.
            alone = row is block.rows[0] or row in block.rows[-2:-1]
            notes = self._notes(worded)
            yield Strip(self.heights[id(row)], notes=notes, joined=alone, repeated=head)

    def _sources(self, block: SourceList) -> Iterator[Strip]:
        if block.form == "line":
            yield Strip(self.worded["source-line"].height(block), space_before(block, self.sheet))
            return
        role = self.sheet.role("source-entry")
        for entry in block.entries:
            height = self.worded["source-entry"].height(entry)
            yield from _lines(height, role.before, role, 0.0)

    def _box(self, block: Callout, twin: Block) -> Iterator[Strip]:
        box = self.sheet.house.callout
        inner = list(self.blocks(block.blocks, children_of(twin), in_callout=True))
        height = stacked(inner) + box.padding_top + box.padding_bottom
        yield Strip(height, box.before, sum(one.notes for one in inner))

    def _columns(self, block: Columns, twin: Columns, in_callout: bool) -> Iterator[Strip]:
        """The taller column, and at its end the notes of the other."""
        left = list(self.blocks(block.left, twin.left, in_callout=in_callout))
        right = list(self.blocks(block.right, twin.right, in_callout=in_callout))
        *above, last = max(left, right, key=stacked)
        other = min(right, left, key=stacked)
        yield from above
        yield replace(last, notes=last.notes + sum(one.notes for one in other))

    def _notes(self, twin: Block | Item | Row) -> float:
        before = self.sheet.role("note").before
        return sum(
            self.worded["note"].height(self.footnotes[number]) + before
            for number in note_numbers(twin)
            if number in self.footnotes
        )


def _lines(height: float, before: float, role: Role, notes: float) -> Iterator[Strip]:
    count = 1 if role.keep_together else max(1, round(height / role.leading))
    for line in range(1, count + 1):
        apart = _TOGETHER <= line <= count - _TOGETHER or line == count
        yield Strip(
            height / count,
            before if line == 1 else 0.0,
            notes if line == count else 0.0,
            joined=role.keep_with_next or not apart,
        )


def stacked(strips: Iterable[Strip]) -> float:
    """How high *strips* stand one below the other, without their notes."""
    return sum(strip.before + strip.height for strip in strips)


def _identity(piece: Block | Item | Row | Note) -> int:
    # Pruning makes a table anew; its head stays what it was.
    return id(piece.head) if isinstance(piece, Table) else id(piece)
