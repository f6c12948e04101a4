"""References to bills and laws: found in texts, told apart, and spelled in one way.

In: texts. Out: `Reference`s such as (bill, H.R., 5917), whatever their spelling. Quotations print
what their sources have; the rules here are about the analyst's words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefgen.audit.findings import Finding
from briefgen.audit.statements import Statement, statements_of
from briefgen.outline import Outline

__all__ = ["Reference", "reference_findings", "references_in"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A bill or a law: *kind* and *number* tell it apart, *spelling* is how it was written."""

    kind: str
    number: str
    spelling: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.number


# No letter or full stop before: the S. of “U.S. 2025” names no bill.
_BILL = (
    r"(?<![\w.])(?P<bill>H\.?\s?(?:R|J\.?\s?Res|Con\.?\s?Res|Res)"
    r"|S(?:\.?\s?(?:J\.?\s?Res|Con\.?\s?Res|Res))?)\.?\s?(?P<bill_number>\d{1,5})(?![\d%])"
)
_STATE_BILL = (
    r"(?P<state>\b(?:House|Senate|Assembly)\sBill|(?<![\w.])[HSA]\.?\s?B\.?)\s?(?:No\.\s?)?"
    r"(?P<state_number>\d{1,5})(?![\d%])"
)
_SECTION = (
    r"(?P<section>\b[Ss]ections?|\b[Ss]ec\.|§{1,2})\s?"
    r"(?P<section_number>\d+[A-Z]?(?:\([a-z\d]+\))*)"
)
_LAW = (
    r"(?P<law>\bPublic\s+Law|\bPub\.?\s?L\.?|\bP\.?\s?L\.)\s?(?:No\.\s?)?"
    r"(?P<law_number>\d{1,3}[-–‑]\d+)"
)
_ORDER = r"(?P<order>\bExecutive\s+Order|\bE\.?\s?O\.)\s?(?:No\.\s?)?(?P<order_number>\d{4,5})"
_MEASURE = (
    r"(?P<measure>\b(?:Resolution|Ordinance|Proposition|Directive|Regulation))\s"
    r"(?:No\.\s)?(?P<measure_number>\d+)"
)
_ANY = re.compile(f"{_BILL}|{_STATE_BILL}|{_SECTION}|{_LAW}|{_ORDER}|{_MEASURE}")
_KINDS = ("bill", "state", "section", "law", "order", "measure")


@lru_cache(maxsize=4096)
def references_in(text: str) -> tuple[Reference, ...]:
    """The bills and laws that *text* names, in its order."""
    return tuple(_references(text))


def _references(text: str) -> Iterator[Reference]:
    for match in _ANY.finditer(text):
        kind = next(name for name in _KINDS if match[name])
        number = re.sub("[–‑]", "-", match[f"{kind}_number"])
        if kind in {"bill", "measure"}:
            kind = re.sub(r"[\s.]", "", match[kind]).upper()
        elif kind == "state":
            kind = f"{match[kind][0]}B"  # House Bill, H.B. and HB are one
        yield Reference(kind, number, " ".join(match[0].split()))


def without_references(text: str) -> str:
    """*text* with bills and laws blanked, so that their numbers are not taken for quantities."""
    return _ANY.sub(lambda match: " " * len(match[0]), text)


def reference_findings(outline: Outline) -> Iterator[Finding]:
    """Bills and laws in the analyst's words: one spelling each, and known to a source."""
    known = {one.key for source in outline.sources.values() for one in references_in(source.text)}
    # Statements without evidence may name a bill that stands in the dossier's own question.
    known |= {one.key for one in references_in(outline.question)}
    used: dict[tuple[str, str], list[tuple[Reference, Statement]]] = defaultdict(list)
    for statement in statements_of(outline):
        for text in statement.texts.values():
            for one in references_in(text):
                used[one.key].append((one, statement))
    for key, uses in used.items():
        yield from _spellings(uses)
        if key not in known and known:
            reference, statement = uses[0]
            message = f"no source names {reference.spelling}"
            yield Finding("unknown-reference", statement.about, message, statement.place)


def _spellings(uses: list[tuple[Reference, Statement]]) -> Iterator[Finding]:
    counts: dict[str, int] = {}
    for reference, _ in uses:
        counts[reference.spelling] = counts.get(reference.spelling, 0) + 1
    usual = max(counts, key=lambda spelling: counts[spelling])
    seen: set[tuple[str, str]] = set()
    for reference, statement in uses:
        place = (statement.about, reference.spelling)
        if reference.spelling != usual and place not in seen:
            seen.add(place)
            message = f"{reference.spelling} is written {usual} elsewhere"
            yield Finding("reference-spelling", statement.about, message, statement.place)
