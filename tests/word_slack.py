"""How much higher Word files come out than the PDFs beside them: `python tests/word_slack.py`.

Every shipped edition, in Letter and A4, and some of invented dossiers go through LibreOffice in one
call. For each the free room on the last page is compared, and where the pages break. The slack
that Word needs is the most that any of them is higher, as a share of the text height; one constant,
the upper bound of `fill` in lengths.yaml, must leave that free. Exit status 1 if it does not.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from invented import Sizes
from invented import outline as invented
from office import to_pdf

from briefgen.build import Built, build
from briefgen.errors import FitError
from briefgen.house import Sheet
from briefgen.outline import Outline
from briefgen.request import Request
from briefgen.workshop import Workshop

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = (ROOT / "seeds" / "jackson-vanik", ROOT / "tests" / "dossiers" / "harbor-curfew")
SEEDS = range(10)
_BOUNDED = ("one-pager", "two-pager", "memo")
_LINE = 4.0
"""Points; less than any line is high, more than the space between two."""


@dataclass(frozen=True)
class Compared:
    """One edition: *higher* says by how many points of its text height the Word file is longer."""

    name: str
    text_height: float
    pages: tuple[int, int]
    higher: float
    breaks: bool
    """Whether every page begins with the same words in both."""

    @property
    def share(self) -> float:
        return self.higher / self.text_height


def editions() -> Iterator[tuple[str, Built, Sheet]]:
    """Editions with promised pages: all of the shipped dossiers, some of invented ones."""
    for folder in SHIPPED:
        workshop = Workshop.open(folder)
        outline = workshop.read(folder)
        for audience, length, paper in itertools.product(
            workshop.audiences, _BOUNDED, ("letter", "a4")
        ):
            request = Request(audience, length, page_size=paper)  # type: ignore[arg-type]
            yield from _edition(folder.name, outline, request, workshop)
    workshop = Workshop.open(None)
    audiences = tuple(workshop.audiences)
    for seed in SEEDS:
        sizes = Sizes(seed, (2 + seed % 5, 2 + seed % 4), text=(5 + seed, 30 + 6 * seed))
        request = Request(audiences[seed % len(audiences)], _BOUNDED[seed % 3])
        yield from _edition(f"invented-{seed}", invented(sizes), request, workshop)


def _edition(
    dossier: str, outline: Outline, request: Request, workshop: Workshop
) -> Iterator[tuple[str, Built, Sheet]]:
    try:
        built = build(outline, request, workshop)
    except FitError:
        return
    name = f"{dossier}-{built.name}-{request.page_size}"
    yield name, built, workshop.house.sheet(request.page_size, built.edition.length.layout)


Word = tuple[float, str]
"""The middle of a word, in points from the top of its page, and its text.

Top and end would not do: each program has its own idea of how far the letters of a font reach.
"""


def compared(name: str, sheet: Sheet, pdf: bytes, word: bytes) -> Compared:
    ours, theirs = (words_of(data, sheet) for data in (pdf, word))
    free = [_free(pages[-1], sheet) for pages in (ours, theirs)]
    higher = free[0] - free[1] + (len(theirs) - len(ours)) * sheet.text_height
    breaks = list(map(_start, ours)) == list(map(_start, theirs))
    return Compared(name, sheet.text_height, (len(ours), len(theirs)), higher, breaks)


def words_of(pdf: bytes, sheet: Sheet) -> list[list[Word]]:
    """The words of each page that stand between its margins, from the top down."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    root = ElementTree.fromstring(done.stdout)
    pages = root.iter("{http://www.w3.org/1999/xhtml}page")
    return [sorted(_between_margins(page, sheet)) for page in pages]


def _between_margins(page: ElementTree.Element, sheet: Sheet) -> Iterator[Word]:
    margins = sheet.layout.margins
    for word in page:
        top, end = float(word.attrib["yMin"]), float(word.attrib["yMax"])
        text = word.text or ""
        inside = margins.top - _LINE <= top and end <= sheet.page.height - margins.bottom + _LINE
        # Note marks stand higher in one program than in the other.
        if inside and text.strip("0123456789,"):
            yield (top + end) / 2, text


def _free(page: list[Word], sheet: Sheet) -> float:
    """The greatest distance from one line of a page to the next, or to the foot."""
    heights = [middle for middle, _ in page]
    foot = sheet.page.height - sheet.layout.margins.bottom
    return max(below - above for above, below in pairwise([*heights, foot]))


def _start(page: list[Word]) -> str:
    """The letters of the first line of a page, sorted: programs part words differently."""
    first = page[0][0]
    line = "".join(text for middle, text in page if middle - first < _LINE)
    return "".join(sorted(line.casefold()))


def main() -> int:
    made = list(editions())
    laid_out = to_pdf({name: built.files["docx"] for name, built, _ in made}, timeout=900)
    found = [
        compared(name, sheet, built.files["pdf"], laid_out[name]) for name, built, sheet in made
    ]
    allowed = 1 - max(built.edition.length.fill[1] for _, built, _ in made)
    report(found, allowed)
    worst = max(one.share for one in found)
    return int(worst > allowed or any(one.pages[0] != one.pages[1] for one in found))


def report(found: list[Compared], allowed: float) -> None:
    rows: Mapping[str, Compared] = {one.name: one for one in found}
    for name in sorted(rows):
        one = rows[name]
        note = "" if one.breaks else "  pages break elsewhere"
        sys.stdout.write(
            f"{name:48} {one.pages[0]} and {one.pages[1]} pages"
            f" {one.higher:+7.1f} pt {one.share:+7.2%}{note}\n"
        )
    worst = max(found, key=lambda one: one.share)
    sys.stdout.write(
        f"{len(found)} editions; the highest: {worst.name}, {worst.share:.2%} of the text height;"
        f" kept free: {allowed:.0%}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
