"""What `briefgen verify` found, told to people: one block for each file, a table for several."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from briefgen.against import SourceState
from briefgen.cli import console
from briefgen.counts import many
from briefgen.errors import BriefgenError, printable
from briefgen.verdict import BRACKETS, Finding, Passage, Status, Verdict, Word
from briefgen.verify import verify

_WIDTH = 100
"""Columns at most; longer lines are hard to read."""
_NARROWEST = 60
"""Columns at least: with fewer there is no room for the quotations beside sign and place."""
_RULE = 4
"""Columns that a rule takes beside its title."""
_LONGEST = 4_000
_SHORT = 72
"""Characters of an intact quotation that are shown."""

_SIGNS = {
    Status.INTACT: ("✓", "green"),
    Status.ALTERED: ("✗", "bold red"),
    Status.MOVED: ("→", "bold magenta"),
    Status.REMOVED: ("−", "bold yellow"),
}
_WORDS = {"same": "", "gone": "bold red", "new": "bold green"}
_FORMS = {"docx": "Word file", "pdf": "PDF"}


@dataclass(frozen=True, slots=True)
class Checked:
    """The files that could be checked, and why the others could not."""

    verdicts: tuple[Verdict, ...]
    failures: tuple[BriefgenError, ...]

    @classmethod
    def of(cls, files: Iterable[Path], dossier: Path | None, original: Path | None) -> Checked:
        """Check *files* one by one; one that cannot be checked keeps no other from it."""
        verdicts, failures = [], []
        for file in dict.fromkeys(files):
            try:
                verdicts.append(verify(file, dossier, original))
            except BriefgenError as error:
                failures.append(error)
        return cls(tuple(verdicts), tuple(failures))

    @property
    def intact(self) -> bool:
        """Whether every file could be checked and all in it is intact."""
        return not self.failures and all(one.intact for one in self.verdicts)

    def as_record(self) -> dict[str, object]:
        """All of it for programs."""
        return {
            "intact": self.intact,
            "files": [one.as_record() for one in self.verdicts],
            "errors": [one for error in self.failures for one in console.records_of(error)],
        }


def report(checked: Checked) -> None:
    """Print a block for each verdict, and a table if there are several files."""
    blocks = [_rendered(block(verdict)) for verdict in checked.verdicts]
    if len(checked.verdicts) > 1:
        blocks.append(_rendered([_table(checked.verdicts)]))
    if blocks:
        console.show("\n".join(blocks).rstrip("\n"))


def _rendered(parts: Iterable[RenderableType]) -> str:
    """The parts as text with colours, which `console.show` drops where nobody can see them."""
    out = io.StringIO()
    width = min(max(Console().width, _NARROWEST), _WIDTH)
    terminal = Console(file=out, width=width, force_terminal=True)
    for part in parts:
        terminal.print(part)
    return out.getvalue()


def block(verdict: Verdict) -> Iterator[RenderableType]:
    """All that is to be told about one file."""
    yield _heading(_shown(verdict.file))
    yield Text(_shown(verdict.title), "bold")
    yield Text(
        f"{_shown(verdict.edition)} · issued {verdict.issued} · {_FORMS[verdict.form]}", "dim"
    )
    yield _summary(verdict)
    yield Text()
    yield _findings(verdict.findings)
    yield from _passages(verdict.unproven)
    yield from _unclear(verdict.unclear)
    yield from _sources(verdict)
    yield Text()


def _heading(file: str) -> RenderableType:
    """The file's name under a rule or, as rules cut off what is too long for them, on its own."""
    name = Text(file, "bold", overflow="fold")
    if name.cell_len > _NARROWEST - _RULE:
        return name
    return Rule(name, align="left", style="dim")


def _summary(verdict: Verdict) -> Text:
    total = len(verdict.findings)
    line = Text(f"{verdict.count(Status.INTACT)} of {many(total, 'quotation')} intact")
    for status in (Status.ALTERED, Status.MOVED, Status.REMOVED):
        if count := verdict.count(status):
            line.append(f" · {count} {status.value}", _SIGNS[status][1])
    if verdict.unproven:
        line.append(f" · {many(len(verdict.unproven), 'passage')} without evidence", "bold red")
    if verdict.unclear:
        line.append(" · not all of the file can be judged", "bold red")
    if verdict.pending:
        changes = many(verdict.pending, "tracked change")
        line.append(f"\n{changes} pending; read as if accepted", "yellow")
    return line


def _findings(findings: Sequence[Finding]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True, justify="right", style="dim")
    for finding in findings:
        sign, style = _SIGNS[finding.status]
        place = Text(_shown(finding.place) or "—")
        grid.add_row(Text(f"{sign} {finding.status.value}", style), _told(finding), place)
    return grid


def _told(finding: Finding) -> Text:
    """The quotation, and what is the matter with it."""
    if finding.status is Status.INTACT:
        told = Text(f"“{_shortened(finding.printed)}”", "dim")
    elif finding.difference:
        told = Text("“").append_text(_compared(finding.difference)).append("”")
    else:
        told = Text(f"“{_shown(finding.printed)}”")
    if finding.speaker and finding.status is not Status.INTACT:
        told.append(f" — {_shown(finding.speaker)}", "dim")
    for reason in finding.reasons:
        told.append(f"\n{_shown(reason)}", "magenta" if finding.status is Status.MOVED else "red")
    for remark in finding.remarks:
        told.append(f"\nnote: {_shown(remark)}", "yellow")
    return told


def _compared(difference: Iterable[Word]) -> Text:
    # The brackets stay: colours do not survive a file, a log or a colour-blind reader.
    parts = [
        Text(BRACKETS[word.kind].format(_shown(word.text)), _WORDS[word.kind])
        for word in difference
    ]
    return Text(" ").join(parts)


def _passages(passages: Sequence[Passage]) -> Iterator[RenderableType]:
    if not passages:
        return
    yield Text("\nIn quotation marks or set off, and no evidence covers it:", "bold red")
    for passage in passages:
        line = Text(f"“{_shown(passage.text)}”").append(f"  {_shown(passage.place)}", "dim")
        if passage.source:
            line.append(f"\nthe words stand in the source “{_shown(passage.source)}”", "yellow")
        if passage.remark:
            line.append(f"\n{_shown(passage.remark)}", "red")
        yield Padding(line, (0, 0, 0, 2))


def _unclear(reasons: Sequence[str]) -> Iterator[RenderableType]:
    if reasons:
        yield Text("\nReaders may see other words than were checked; look at the file:", "bold red")
    for reason in reasons:
        yield Padding(Text(_shown(reason)), (0, 0, 0, 2))


def _sources(verdict: Verdict) -> Iterator[RenderableType]:
    if not verdict.sources:
        return
    if not verdict.changed_sources:
        yield Text(f"\nSources: all {len(verdict.sources)} are as they were", "green")
        return
    yield Text("\nSources that are no longer as they were:", "bold yellow")
    for one in verdict.changed_sources:
        what = "changed since" if one.state is SourceState.CHANGED else "not in the dossier"
        yield Padding(Text(f"{_shown(one.id)}, {_shown(one.title)}: {what}"), (0, 0, 0, 2))


def _table(verdicts: Sequence[Verdict]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("file", overflow="fold")
    for name in ("intact", "altered", "moved", "removed", "unproven"):
        table.add_column(name, justify="right")
    for name, one in zip(_short_names(verdicts), verdicts, strict=True):
        numbers = [str(one.count(status)) for status in Status]
        style = "" if one.intact else "bold"
        table.add_row(Text(_shown(name)), *numbers, str(len(one.unproven)), style=style)
    return table


def _short_names(verdicts: Sequence[Verdict]) -> list[str]:
    """The files' names without the folders that all of them have in common."""
    folders = {Path(one.file).parent for one in verdicts}
    if len(folders) == 1:
        return [Path(one.file).name for one in verdicts]
    return [one.file for one in verdicts]


def _shown(text: str) -> str:
    return printable(text, _LONGEST)


def _shortened(text: str) -> str:
    return _shown(text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…")
