"""Recipients: a CSV file with one row for each personal edition.

In: a `Spreadsheet` file whose head names the columns. Out: `Row`s, one after the other, numbered as
there.

`check` reads the whole file once and reports every mistake; nothing is built from a list that has
any. A value is text and stays as it is, whatever a spreadsheet would make of `=cmd()`; line breaks
and other control characters are refused, because a value may stand in the head of a mail.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from string import Formatter

from briefgen.addresses import flaw_in, is_mailbox
from briefgen.claimed import UNMARKED, invented
from briefgen.counts import many
from briefgen.errors import BriefgenError, InputErrors, Place, printable
from briefgen.fingerprints import fingerprint
from briefgen.formats import NAME_PATTERN
from briefgen.ids import suggestion
from briefgen.marked import may_have_passages
from briefgen.recipient import Recipient
from briefgen.sources import Source
from briefgen.spreadsheet import Spreadsheet

REQUIRED = ("name", "office", "email")
_LONGEST_NAME = 120
"""Bytes of a file name without its ending."""
_MOST_MISTAKES = 50
"""Mistakes after which reading on helps nobody."""
_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""Names that Windows keeps for devices, whatever their ending: nobody there could open the file."""
_OPTIONAL = ("audience", "state", "greeting")
"""Columns that briefgen knows, beside those that every list has."""
_NAMED_IN_TEMPLATE = re.compile(
    r"\brecipient(?:\.columns)?\s*(?:\.\s*(?:get\(\s*['\"])?(\w+)|\[\s*['\"](\w+))"
)
_NO_COLUMNS = frozenset({"title", "columns"})
"""Fields of a recipient that are made of others."""
_MISSPELT = 0.82
"""How much alike a column and a known one are where the one was meant for the other."""


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient and where it stands."""

    number: int
    recipient: Recipient
    place: Place


class RecipientList:
    """A CSV file of recipients; those without an audience of their own are of *audience*.

    Raises `BriefgenError` for a head that lacks a column and for a pattern without one.
    """

    def __init__(self, path: Path, pattern: str = NAME_PATTERN, audience: str = "") -> None:
        self.path = path
        self._audience = audience
        self._sheet = Spreadsheet(path, _HEAD)
        self.columns = self._head()
        self._pattern = pattern
        _check_pattern(pattern, self.columns)
        self._shared: frozenset[str] = frozenset()
        self.audiences: frozenset[str] = frozenset()
        """The audiences of all rows, once they are checked."""
        self.unaddressed: tuple[int, ...] = ()
        """The numbers of the rows without a mail address, once they are checked."""

    def check(
        self,
        audiences: Iterable[str],
        named: Iterable[str] = (),
        libraries: Collection[Collection[Source]] = (),
    ) -> int:
        """How many rows there are; *audiences* are those that exist.

        What a row sets in quotation marks, in a column that briefgen knows or that templates name
        (*named*), must stand in a source of each dossier: *libraries* are these sources.

        Raises `InputErrors` with the mistakes of all rows. Afterwards `stem` knows which file names
        several rows would share.
        """
        mistakes: list[BriefgenError] = []
        first: dict[str, int] = {}
        stems: Counter[str] = Counter()
        used: set[str] = set()
        unaddressed: list[int] = []
        known = tuple(audiences)
        printed = {*REQUIRED, *_OPTIONAL, *named}.intersection(self.columns)
        for number, place, cells in self._sheet.records():
            found = self._mistakes(cells, number, place, known)
            found += self._invented(cells, number, place, printed, libraries)
            mistakes += found
            if len(mistakes) >= _MOST_MISTAKES:
                break
            if found:
                continue
            row = self._row(number, place, cells)
            alike = first.setdefault(fingerprint(row.recipient.columns), number)
            if alike != number:
                mistakes.append(_at(place, number, f"is the same as row {alike}", "remove one"))
            stems[self._plain_stem(row.recipient)] += 1
            used.add(row.recipient.audience)
            if not row.recipient.email:
                unaddressed.append(number)
        if mistakes:
            raise InputErrors(mistakes)
        if not stems:
            raise BriefgenError(
                "there are no recipients", self._sheet.place(1), "add a row for each"
            )
        self._shared = frozenset(stem for stem, count in stems.items() if count > 1)
        self.audiences = frozenset(used)
        self.unaddressed = tuple(unaddressed)
        return stems.total()

    def misspelt(self, named: Iterable[str]) -> Iterator[str]:
        """A sentence for each column that nothing uses and whose name is nearly that of a known
        one which is not there; *named* are those that templates name.
        """
        used = {*REQUIRED, *_OPTIONAL, *named, *_fields(self._pattern)}
        lacking = used.difference(self.columns)
        for column in self.columns:
            near = get_close_matches(column, sorted(lacking), n=1, cutoff=_MISSPELT)
            if near and column not in used:
                yield (
                    f"{printable(self.path)}: the column '{printable(column, 60)}' is used by no"
                    f" template; did you mean '{near[0]}'?"
                )

    def __iter__(self) -> Iterator[Row]:
        """The rows; the file is read anew for each pass. To be used after `check`."""
        for number, place, cells in self._sheet.records():
            yield self._row(number, place, cells)

    def stem(self, recipient: Recipient) -> str:
        """The name of a recipient's files, without an ending: no path, and no two rows alike.

        Where several rows would share a name, each has a mark of its own words, whatever their
        order; so has a name that Windows keeps for itself.
        """
        stem = self._plain_stem(recipient)
        if stem and stem not in self._shared and not _DEVICE.fullmatch(stem):
            return stem
        return "-".join(filter(None, (stem, fingerprint(recipient.columns)[:8])))

    def _plain_stem(self, recipient: Recipient) -> str:
        parts = (
            literal + (recipient.columns[name] if name is not None else "")
            for literal, name, _, _ in Formatter().parse(self._pattern)
        )
        return file_stem("".join(parts))

    def _head(self) -> tuple[str, ...]:
        columns = tuple(_column(cell) for cell in self._sheet.head())
        missing = [name for name in REQUIRED if name not in columns]
        if missing:
            raise BriefgenError(
                f"there is no column {' and no column '.join(missing)}",
                self._sheet.place(1),
                f"{_HEAD}; the columns here are {printable(', '.join(columns))}",
            )
        twice = [name for name, count in Counter(columns).items() if count > 1]
        if twice:
            named = printable(", ".join(each or "without a name" for each in twice))
            raise BriefgenError(
                f"there are two columns {named}", self._sheet.place(1), "rename one"
            )
        return columns

    def _row(self, number: int, place: Place, cells: list[str]) -> Row:
        known = dict(zip(self.columns, cells, strict=True))
        recipient = Recipient(
            known["name"],
            known["office"],
            known["email"],
            known.get("audience") or self._audience,
            known.get("state", ""),
            known,
        )
        return Row(number, recipient, place)

    def _mistakes(
        self, cells: list[str], number: int, place: Place, audiences: tuple[str, ...]
    ) -> list[BriefgenError]:
        if len(cells) != len(self.columns):
            message = f"has {many(len(cells), 'cell')}, the head has {len(self.columns)}"
            return [_at(place, number, message, self._wrong_count(cells))]
        known = dict(zip(self.columns, cells, strict=True))
        known["audience"] = known.get("audience") or self._audience
        return [_at(place, number, message, hint) for message, hint in _faults(known, audiences)]

    def _wrong_count(self, cells: list[str]) -> str:
        """What mends a row with more or fewer cells than the head."""
        delimiter = self._sheet.delimiter
        mark = _DELIMITERS.get(delimiter, f"“{printable(delimiter)}”")
        if len(cells) > len(self.columns):
            return (
                f"put quotation marks around a value that contains {mark},"
                " or name every column in the first row"
            )
        return f"leave a cell empty instead of leaving it out: write {mark} between all cells"

    def _invented(
        self,
        cells: list[str],
        number: int,
        place: Place,
        printed: Container[str],
        libraries: Iterable[Collection[Source]],
    ) -> Iterator[BriefgenError]:
        for column, cell in zip(self.columns, cells, strict=False):
            if column in printed and may_have_passages(cell):
                every = (invented(cell, sources) for sources in libraries)
                for flaw in dict.fromkeys(chain.from_iterable(every)):
                    yield _at(place, number, f"{column}: {flaw}", UNMARKED)


_HEAD = f"the first row names the columns: {', '.join(REQUIRED)}"


def _faults(known: Mapping[str, str], audiences: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with the values of one row, and the hint for each."""
    for column, value in known.items():
        # The first questions are quick, and answer for nearly all of ten thousand rows.
        if (not value.isprintable() or "=?" in value) and (flaw := flaw_in(value)):
            shown = f"{column} “{printable(value, 60)}”"
            yield f"{shown} has {flaw}", "leave that out, and write it on one line"
    if not known["name"]:
        yield "has no name", "every recipient has a name"
    email = known["email"]
    if email and not is_mailbox(email) and not flaw_in(email):
        yield f"“{printable(email, 60)}” is no mail address", "write it as name@example.org"
    audience = known["audience"]
    if not audience:
        yield "names no audience", "fill the column audience, or name one with --audience"
    elif audience not in audiences:
        yield f"there is no audience “{printable(audience, 60)}”", suggestion(audience, audiences)


def _at(place: Place, number: int, message: str, hint: str) -> BriefgenError:
    return BriefgenError(f"row {number}: {message}", place, hint)


def _column(cell: str) -> str:
    """The name by which templates know a column: `Chief of Staff` is `chief_of_staff`."""
    return re.sub(r"[\W_]+", "_", cell.strip("\ufeff \t").lower()).strip("_")


def _check_pattern(pattern: str, columns: tuple[str, ...]) -> None:
    hint = f"name columns in braces, such as {NAME_PATTERN}; there are {', '.join(columns)}"
    try:
        fields = [part for part in Formatter().parse(pattern) if part[1] is not None]
    except ValueError as error:
        raise BriefgenError(f"the pattern of names is broken: {error}", hint=hint) from error
    for _, name, form, conversion in fields:
        if name not in columns or form or conversion:
            raise BriefgenError(f"the pattern of names has {{{printable(name)}}}", hint=hint)
    if not fields:
        raise BriefgenError("the pattern gives every recipient the same name", hint=hint)


def _fields(pattern: str) -> Iterator[str]:
    """The columns that a pattern of names names."""
    return (name for _, name, _, _ in Formatter().parse(pattern) if name)


def file_stem(text: str) -> str:
    """*text* as a file name without an ending: lower-case letters and digits of any script."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    joined = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", bare).lower()).strip("-")
    return joined.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").strip("-")


def columns_named(template: str) -> Iterator[str]:
    """The columns of a list that *template* names."""
    for attribute, key in _NAMED_IN_TEMPLATE.findall(template):
        if (name := attribute or key) not in _NO_COLUMNS:
            yield name
