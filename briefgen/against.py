"""The evidence of a file held against the sources of its dossier.

In: an evidence record and the dossier's folder. Out: for each source whether it is still the same
text, for each quotation whether the source still bears it out. Only the texts are read, not the
whole dossier: a dossier that has moved on since must not keep an old file from being checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from briefgen.errors import Place, printable
from briefgen.evidence import (
    Borrowed,
    Evidence,
    Insertion,
    Omission,
    Proven,
    QuoteSelector,
    SourceUsed,
)
from briefgen.evidence import Words as WordsPiece
from briefgen.folding import REFERENCE_MARKS, as_printed, fold, is_word, marks_as_one, quotes_alike
from briefgen.returned import ReturnedFileError
from briefgen.sources import MAX_TEXT_BYTES

__all__ = ["Library", "SourceFinding", "SourceState"]


class SourceState(StrEnum):
    """What became of a source since the file was made."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """A source of the evidence and what became of it."""

    id: str
    title: str
    state: SourceState


class Library:
    """The texts of the dossier in *folder*, as far as *evidence* uses them."""

    def __init__(self, folder: Path, evidence: Evidence) -> None:
        """Raises `ReturnedFileError` where there are no texts, or those of another dossier."""
        self._texts: dict[str, str] = {}
        if not (folder / "texts").is_dir():
            raise ReturnedFileError(
                "there are no source texts in this folder",
                Place(printable(folder)),
                "name the folder of the dossier, in which texts/ is",
            )
        self.findings = tuple(self._finding(folder, source) for source in evidence.sources)
        if not self._texts and folder.absolute().name != evidence.dossier:
            raise ReturnedFileError(
                "none of the file's sources is in this dossier",
                Place(printable(folder)),
                f"the file was made from the dossier “{printable(evidence.dossier)}”",
            )

    def _finding(self, folder: Path, source: SourceUsed) -> SourceFinding:
        path = folder / "texts" / f"{source.id}.txt"
        try:
            data = path.read_bytes() if path.stat().st_size <= MAX_TEXT_BYTES else b""
        except OSError:
            return SourceFinding(source.id, source.title, SourceState.MISSING)
        self._texts[source.id] = data.decode("utf-8-sig", "replace")
        same = hashlib.sha256(data).hexdigest() == source.sha256
        state = SourceState.SAME if same else SourceState.CHANGED
        return SourceFinding(source.id, source.title, state)

    def objections(self, proven: Proven) -> tuple[str, ...]:
        """What speaks against the evidence of *proven*: nothing where the source bears it out."""
        if proven.source not in self._texts:
            return (f"the source “{proven.source}” is not in the dossier",)
        if not _is_composed(proven):
            return ("its evidence does not add up to the words printed",)
        text = self._texts[proven.source]
        lost = [piece.text for piece in proven.pieces if not _stands(piece, text)]
        return tuple(f"“{_short(words)}” is not in the source “{proven.source}”" for words in lost)

    def source_of(self, words: str) -> str:
        """The source in which *words* stand, as folded; '' if in none."""
        wanted = _alike(words)
        return next((name for name, text in self._texts.items() if wanted in _alike(text)), "")


def _is_composed(proven: Proven) -> bool:
    """Whether the pieces make the text, and the words of each are those of its selectors."""
    if not (_is_retold(proven) if isinstance(proven, Borrowed) else _is_joined(proven)):
        return False
    words = [piece for piece in proven.pieces if isinstance(piece, WordsPiece)]
    return bool(words) and all(_is_selected(piece, proven) for piece in words)


def _is_joined(proven: Proven) -> bool:
    joined = "".join(piece.text for piece in proven.pieces)
    return marks_as_one(joined) == marks_as_one(proven.text)


def _is_retold(borrowed: Borrowed) -> bool:
    """Whether the text has the words of the pieces one after another and no others.

    Its ellipses are as the analyst typed them.
    """
    rest = marks_as_one(borrowed.text)
    for piece in borrowed.pieces:
        if not isinstance(piece, Omission):
            before, found, rest = rest.partition(marks_as_one(piece.text))
            if not found or any(map(is_word, before)):
                return False
    return not any(map(is_word, rest))


def _is_selected(piece: WordsPiece, proven: Proven) -> bool:
    selected = _quoted(piece)
    if proven.dropped_marks:
        selected = REFERENCE_MARKS.sub("", selected)
    return marks_as_one(as_printed(selected)) == marks_as_one(piece.text)


def _stands(piece: WordsPiece | Omission | Insertion, text: str) -> bool:
    """Whether the source's words of a piece are in *text*; brackets and ellipses are ours."""
    return not isinstance(piece, WordsPiece) or _quoted(piece) in text


def _quoted(piece: WordsPiece) -> str:
    exact: Iterable[str] = (one.exact for one in piece.selector if isinstance(one, QuoteSelector))
    return next(iter(exact), "")


def _alike(text: str) -> str:
    return quotes_alike(fold(text).text)


def _short(words: str, most: int = 80) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
