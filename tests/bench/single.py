"""Figures of one edition, of proving quotations, and of starting the program.

In: a `Bench`. Out: figures. All of them are measured warm, but for the start of the program: what
is set up once per process is there, on both sides.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from briefgen.build import Pages, Prepared, Workshop, build, finish
from briefgen.compose import Composer
from briefgen.locating import locate
from briefgen.sources import Record, read_source

from .figures import BOTH, Bench, Figure, Goal, milliseconds
from .peers import BareDocx, BareWeasyPrint, DocxTemplate, run
from .timing import Samples, Work, clocked, in_turn, seconds_of

_INVENTED = 2_000
"""Words of an invented language, from which sources are put together."""


def afresh(prepared: Prepared) -> Prepared:
    """The same fitted edition with no layout kept: to be laid out once more."""
    return replace(prepared, pages=Pages(prepared.pages.workshop))


def both_formats(bench: Bench) -> Iterator[Figure]:
    """A one-pager in both formats against the floor."""
    pdf, word, material = BareWeasyPrint(), BareDocx(), bench.one_pager
    request = bench.request("one-pager")
    works: dict[str, Work] = {
        "briefgen": lambda: build(bench.outline, request, bench.workshop),
        "new": lambda: build(bench.outline, request, Workshop.open(bench.dossier)),
        "fitted": lambda: finish(afresh(material.prepared), BOTH),
        "WeasyPrint": lambda: pdf.make(material),
        "python-docx": lambda: word.make(material),
    }
    found = in_turn(works, bench.extent.turns)
    floor = f"floor {_sum(found, 'WeasyPrint', 'python-docx')}"
    yield Figure(
        "one warm one-pager, both formats: briefgen ÷ (bare WeasyPrint + bare python-docx)",
        found.ratio("briefgen", "WeasyPrint", "python-docx"),
        goal=Goal("≤ 1.15, reaching for 1.0", most=1.15),
        how=f"briefgen {_sum(found, 'briefgen')}, {floor}",
    )
    yield Figure(
        "the same for the first time: nothing composed or measured before",
        found.ratio("new", "WeasyPrint", "python-docx"),
        how=f"briefgen {_sum(found, 'new')}, {floor}",
    )
    yield Figure(
        "the same without choosing what fits",
        found.ratio("fitted", "WeasyPrint", "python-docx"),
        how=f"briefgen {_sum(found, 'fitted')}, {floor}",
    )


def word_file(bench: Bench) -> Iterator[Figure]:
    """A one-pager in Word against docxtpl."""
    template, material = DocxTemplate(), bench.one_pager
    request = bench.request("one-pager", ("docx",))
    works: dict[str, Work] = {
        "written": lambda: finish(material.prepared, ("docx",)),
        "built": lambda: build(bench.outline, request, bench.workshop),
        "docxtpl": lambda: template.make(material),
    }
    found = in_turn(works, bench.extent.turns)
    other = f"docxtpl {_sum(found, 'docxtpl')}"
    yield Figure(
        "one warm one-pager, DOCX with notes, controls and evidence, its words chosen on both"
        " sides: briefgen ÷ docxtpl",
        found.ratio("written", "docxtpl"),
        goal=Goal("≤ 1.0, reaching for 0.6", most=1.0),
        how=f"briefgen {_sum(found, 'written')}, {other}",
    )
    yield Figure(
        "the same, with choosing what fits",
        found.ratio("built", "docxtpl"),
        how=f"briefgen {_sum(found, 'built')}, {other}",
    )


def time_outside(bench: Bench) -> Iterator[Figure]:
    """What a one-pager costs besides layout and writing."""
    build(bench.outline, bench.request("one-pager"), bench.workshop)
    warm = _Shares.of(bench, bench.workshop)
    yield Figure(
        "time outside layout and writing (load, prove, compose, choose), warm: files unchanged"
        " since the last time",
        warm.outside,
        unit="%",
        goal=Goal("≤ 10 %", most=10),
        how=warm.words,
    )
    anew = _Shares.of(bench, None)
    yield Figure(
        "the same where nothing is remembered but what every dossier shares",
        anew.outside,
        unit="%",
        how=anew.words,
    )


@dataclass(frozen=True)
class _Shares:
    """Where the time of one-pagers goes: seconds by stage."""

    spent: dict[str, float]
    turns: int

    @classmethod
    def of(cls, bench: Bench, workshop: Workshop | None) -> _Shares:
        """Measured in *workshop*, or in a new one each time."""
        from briefgen.render import docx, pdf

        stages: dict[str, list[tuple[object, str]]] = {
            "load and prove": [(Workshop, "read")],
            "compose": [(Composer, "compose")],
            "layout": [(pdf.Press, "lay_out"), (pdf.Press, "heights")],
            "PDF": [(pdf.LaidOut, "pdf")],
            "DOCX": [(docx, "write")],
        }
        turns = bench.extent.turns
        with clocked(stages) as spent:
            total = sum(seconds_of(lambda: _from_files(bench, workshop)) for _ in range(turns))
        spent["choose and the rest"] = total - sum(spent.values())
        return cls(spent, turns)

    @property
    def outside(self) -> float:
        """Per cent of the time outside layout and writing."""
        inside = self.spent["layout"] + self.spent["PDF"] + self.spent["DOCX"]
        return 100 * (1 - inside / sum(self.spent.values()))

    @property
    def words(self) -> str:
        total = sum(self.spent.values())
        shares = (f"{stage} {part / total:.0%}" for stage, part in self.spent.items())
        return f"of {milliseconds(total / self.turns)}: {', '.join(shares)}"


def _from_files(bench: Bench, workshop: Workshop | None) -> None:
    workshop = workshop or Workshop.open(bench.dossier)
    build(workshop.read(bench.dossier), bench.request("one-pager"), workshop)


def _sum(found: Samples, *names: str) -> str:
    return milliseconds(sum(map(found.median, names)))


# quotations -----------------------------------------------------------------------------------


def quotations(bench: Bench) -> Iterator[Figure]:
    """Locating: 10,000 in 1,000 sources, and whether a tenth takes a tenth."""
    many = _invented_sources(1_000)
    works: dict[str, Work] = {
        "all": lambda: _locate(many),
        # Ten times, or chance would have a tenth of a second to stand on.
        "ten tenths": lambda: [_locate(many[:100]) for _ in range(10)],
    }
    found = in_turn(works, bench.extent.long_turns, warm_ups=0)
    yield Figure(
        "10,000 excerpts located in 1,000 sources of 10 kB",
        found.median("all"),
        unit="s",
        goal=Goal("≤ 2 s", most=2.0),
        how="from the bytes of the sources, which are decoded, folded and divided into paragraphs",
    )
    yield Figure(
        "the same, time for each excerpt: 10,000 ÷ 1,000 excerpts",
        found.ratio("all", "ten tenths"),
        goal=Goal("0.85 to 1.15 (linear)", 0.85, 1.15),
        how=f"{_sum(found, 'all')}, and {_sum(found, 'ten tenths')} for ten times 1,000",
    )


def _locate(sources: list[tuple[bytes, list[str]]]) -> None:
    for number, (data, quotes) in enumerate(sources):
        source = read_source(Record(f"source-{number}", "article", "Invented"), data)
        for quote in quotes:
            locate(quote, source)


def _invented_sources(count: int) -> list[tuple[bytes, list[str]]]:
    """Texts of 10 kB in words that mean nothing, with ten quotations of each."""
    random = Random(7)  # any number: the same texts on every run
    words = [_invented_word(random) for _ in range(_INVENTED)]
    return [_invented_source(random, words) for _ in range(count)]


def _invented_word(random: Random) -> str:
    return "".join(random.choices("aeioulnrst", k=random.randint(2, 10)))


def _invented_source(random: Random, words: list[str]) -> tuple[bytes, list[str]]:
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < 10_000:
        sentences = (" ".join(random.choices(words, k=20)).capitalize() for _ in range(4))
        paragraphs.append(". ".join(sentences) + ".")
    quotes = [_quoted(random, random.choice(paragraphs)) for _ in range(10)]
    return "\n\n".join(paragraphs).encode(), quotes


def _quoted(random: Random, paragraph: str) -> str:
    words = paragraph.split()
    start = random.randrange(len(words) - 15)
    return " ".join(words[start : start + 15])


# the program ----------------------------------------------------------------------------------


def starting(bench: Bench) -> Iterator[Figure]:
    """The help page against Python with click."""
    works: dict[str, Work] = {
        "help": lambda: run([sys.executable, "-m", "briefgen", "--help"]),
        "click": lambda: run([sys.executable, "-c", "import click"]),
    }
    found = in_turn(works, bench.extent.turns)
    yield Figure(
        '`briefgen --help` ÷ `python -c "import click"`',
        found.ratio("help", "click"),
        goal=Goal("≤ 3", most=3.0),
        how=f"{_sum(found, 'help')} and {_sum(found, 'click')}",
    )
