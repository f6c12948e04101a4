"""The report of a run: a table in Markdown, the same in JSON, and its place in the README.

In: figures. Out: text. A figure without a value shows why, and no verdict.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from briefgen.errors import BriefgenError, Place

from .figures import Alone, Figure

MARKS = ("<!-- measured by make bench -->", "<!-- end of what was measured -->")
"""Between these lines of the README stands the table."""


@dataclass(frozen=True)
class Circumstances:
    """What a run depended on."""

    extent: str
    cores: int
    load_before: float | None
    load_after: float | None
    minutes: float
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """All that was measured in one run."""

    figures: tuple[Figure, ...]
    tools: tuple[Alone, ...]
    circumstances: Circumstances

    @property
    def missed(self) -> tuple[str, ...]:
        """The figures that do not reach their goal, and those that could not be measured."""
        return tuple(one.title for one in self.figures if one.reached is False or one.missing)


def as_json(report: Report) -> str:
    """*report* for programs."""
    record = asdict(report)
    record["figures"] = [
        {**asdict(figure), "goal": figure.goal and figure.goal.words, "reached": figure.reached}
        for figure in report.figures
    ]
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def as_markdown(report: Report) -> str:
    """*report* for people."""
    parts = [
        _table(("figure", "measured", "goal", "reached", "medians"), map(_row, report.figures)),
        _tools(report.tools),
        _circumstances(report.circumstances),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _row(figure: Figure) -> tuple[str, ...]:
    goal = figure.goal.words if figure.goal else ""
    return figure.title, _value(figure), goal, _verdict(figure), figure.how


def _value(figure: Figure) -> str:
    if figure.value is None:
        return f"not measured: {figure.missing}"
    return _amount(figure.value, figure.unit)


def _amount(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value:.0f} %"
    # Three digits: 0.0183, 1.27, 12.7.
    number = f"{value:.3g}"
    return f"{number} s" if unit == "s" else f"{number}{unit}"


def _verdict(figure: Figure) -> str:
    if figure.goal is None or figure.value is None:
        return ""
    if figure.reached:
        return "yes"
    miss = figure.goal.miss(figure.value)
    if figure.unit == "%":
        return f"no, by {miss:.0f} points"
    return f"no, by {miss / abs(figure.goal.nearest(figure.value)):.0%}"


def _tools(tools: Iterable[Alone]) -> str:
    """One row a tool, one column a length."""
    rows = tuple(tools)
    lengths = list(dict.fromkeys(length for row in rows for length in row.seconds))
    head = ("one warm file", "format", *lengths)
    return _table(head, (_tool_row(row, lengths) for row in rows)) if rows else ""


def _tool_row(row: Alone, lengths: Iterable[str]) -> tuple[str, ...]:
    cells = [
        f"{row.seconds[length] * 1000:.0f} ms" if length in row.seconds else "not measured"
        for length in lengths
    ]
    tool = f"{row.tool} ({row.missing})" if row.missing else row.tool
    return tool, row.form, *cells


def _circumstances(found: Circumstances) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    load = " → ".join("unknown" if one is None else f"{one:g}" for one in _loads(found))
    return (
        f"{found.extent.capitalize()} run of {found.minutes:.1f} minutes on {found.cores} cores;"
        f" load of the machine before and after: {load}. {versions}."
    )


def _loads(found: Circumstances) -> tuple[float | None, float | None]:
    return found.load_before, found.load_after


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def put_between_marks(readme: str, table: str) -> str:
    """*readme* with *table* between its two marks. Raises BriefgenError where they are missing."""
    opening, closing = MARKS
    before, found, rest = readme.partition(opening)
    _, ended, after = rest.partition(closing)
    if not (found and ended):
        raise BriefgenError(
            "the marks between which the table stands are missing",
            Place("README.md"),
            hint=f"put these lines where the table shall stand: {opening} and {closing}",
        )
    return f"{before}{opening}\n\n{table.strip()}\n\n{closing}{after}"
