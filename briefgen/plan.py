"""Plans: which increments an edition keeps, at what size and value, and why the rest was left out.

In: what `fit` decided. Out: a value that people read (`as_text`) and programs (`as_record`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from briefgen.audit.findings import Finding
from briefgen.audit.sides import Balance, SideBalance
from briefgen.counts import full, many


@dataclass(frozen=True, slots=True)
class Budget:
    """The room of an edition: *least* and *most* in the measure's unit, for *pages* pages.

    *page* is the size of one page, 0 for a budget of words; *fill* the bounds of the last page;
    *line* the size of one line of body text, by which people count what is too long.
    """

    most: float
    least: float = 0.0
    page: float = 0.0
    pages: int = 0
    exactly: bool = False
    fill: tuple[float, float] = (0.0, 1.0)
    unit: str = "pt"
    line: float = 12.0


@dataclass(frozen=True, slots=True)
class Kept:
    """An increment that is kept: its size in the budget's unit, and its value."""

    key: str
    size: float
    value: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An increment that is left out, or that the edition may not show: then it has no size."""

    key: str
    size: float
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Which increments an edition keeps, in reading order, and why the rest was left out."""

    edition: str
    kept: tuple[Kept, ...]
    left_out: tuple[LeftOut, ...]
    budget: Budget
    size: float
    pages: int
    fill: float
    """How full the last page is."""
    layouts: int
    gap: str = ""
    """Why the budget is not filled, where it is not."""
    overflow: str = ""
    """By how much the floor passes the budget, where the user allowed it."""
    findings: tuple[Finding, ...] = ()
    """What the audit says of what is kept."""
    balance: Balance | None = None
    """What each side gets of what is kept."""

    def as_record(self) -> dict[str, object]:
        """The plan for programs: ``--json`` prints this."""
        return {
            "edition": self.edition,
            "pages": self.pages,
            "fill": round(self.fill, 4),
            "size": round(self.size, 2),
            "unit": self.budget.unit,
            "budget": {"least": round(self.budget.least, 2), "most": round(self.budget.most, 2)},
            "layouts": self.layouts,
            "gap": self.gap or None,
            "overflow": self.overflow or None,
            "kept": [_rounded(asdict(one)) for one in self.kept],
            "left_out": [_rounded(asdict(one)) for one in self.left_out],
            "balance": self.balance.as_record() if self.balance else None,
            "findings": [one.as_record() for one in self.findings],
        }

    def as_text(self) -> str:
        """The plan for people: what is in, then what was left out, with sizes, values, reasons."""
        unit = self.budget.unit
        lines = [self._summary(), "", f"In ({len(self.kept)}):"]
        lines += _table([(one.key, one.size, one.value, "") for one in self.kept], unit)
        lines += ["", f"Left out ({len(self.left_out)}):"]
        left = sorted(self.left_out, key=lambda one: (-one.value, one.key))
        lines += _table([(one.key, one.size, one.value, one.reason) for one in left], unit)
        if self.balance:
            lines += ["", "Balance:", *map(_side, self.balance.sides)]
        if self.findings:
            lines += ["", f"Audit ({len(self.findings)}):"]
            lines += [f"  {one.severity}: {one.message} [{one.rule}]" for one in self.findings]
        return "\n".join(lines)

    def _summary(self) -> str:
        budget = self.budget
        if budget.unit == "words":
            text = (
                f"{self.edition}: {many(round(self.size), 'word')}"
                f" of {budget.least:.0f} to {budget.most:.0f}"
            )
        else:
            pages = many(self.pages, "page")
            text = f"{self.edition}: {pages}, the last {full(self.fill)} full"
        text += f"; {many(self.layouts, 'layout')}"
        for remark in (self.gap, self.overflow):
            text += f"; {remark}" if remark else ""
        return text


def _table(rows: Iterable[tuple[str, float, float, str]], unit: str) -> list[str]:
    made = [(key, _sized(size, unit), f"{value:.2f}", reason) for key, size, value, reason in rows]
    if not made:
        return ["  nothing"]
    widths = [max(len(row[column]) for row in made) for column in range(3)]
    return [
        f"  {key:<{widths[0]}}  {size:>{widths[1]}}  value {value:>{widths[2]}}  {reason}".rstrip()
        for key, size, value, reason in made
    ]


def _sized(size: float, unit: str) -> str:
    return many(round(size), "word") if unit == "words" else f"{size:.0f} {unit}"


def _side(side: SideBalance) -> str:
    counts = (
        (side.words, "word"),
        (side.arguments, "argument"),
        (side.quotations, "quotation"),
        (len(side.voices), "voice"),
        (len(side.sources), "source"),
    )
    told = ", ".join(many(count, what) for count, what in counts)
    kinds = ", ".join(f"{name} {count}" for name, count in side.kinds)
    return f"  {side.side:<7}  {told}{f' ({kinds})' if kinds else ''}"


def _rounded(record: dict[str, object]) -> dict[str, object]:
    return {
        key: round(value, 3) if isinstance(value, float) else value for key, value in record.items()
    }
