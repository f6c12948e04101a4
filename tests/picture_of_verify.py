"""The picture of `briefgen verify` in README.md.

    python tests/picture_of_verify.py out/gallery/verify.png

A memo of the sample dossier comes back with some changes of every kind; what the command prints
about it is drawn as it looks in a terminal.
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import resvg_py
from conftest import SEED
from editing import Word, control_with, run
from rich.console import Console
from rich.terminal_theme import MONOKAI

from briefgen.build import build
from briefgen.cli.verdicts import block
from briefgen.evidence import as_bytes
from briefgen.proof import evidence_of
from briefgen.render import docx
from briefgen.request import Request
from briefgen.verdict import Verdict
from briefgen.verify import verify
from briefgen.workshop import Workshop

WIDTH = 100
FAMILY = "DejaVu Sans Mono"


def returned_memo() -> bytes:
    """The congressional memo of the sample dossier, as somebody sent it back."""
    workshop = Workshop.open(SEED)
    outline = workshop.read(SEED)
    built = build(outline, Request("congress", "memo", formats=()), workshop)
    evidence = evidence_of(built.document, built.edition, outline, "0")
    word = Word(docx.write(built.document, workshop.house, evidence=as_bytes(evidence)))
    quotations = {one["excerpt"]: one for one in evidence["quotations"]}
    _edit(word, list(quotations.values()))
    return word.save()


def _edit(word: Word, quotations: list[dict[str, object]]) -> None:
    """One word changed, one speaker, one quotation cut, one made up."""
    altered, moved, removed = quotations[1], quotations[2], quotations[3]
    words = str(altered["text"])
    for text in control_with(word, words).iter():
        text.text = (text.text or "").replace(f" {words.split()[-2]} ", " no such ") or None
    paragraph = word.paragraph_with(str(moved["text"])[:40])
    for text in (one for each in (paragraph, word.after(paragraph)) for one in each.iter()):
        name = str(moved["speaker"]["name"])  # type: ignore[index]
        if text.text and name and name in text.text:
            text.text = text.text.replace(name, "Marco Rubio")
    gone = word.paragraph_with(str(removed["text"])[:40])
    for child in list(gone)[1:]:
        gone.remove(child)
    invented = "Nobody in either chamber wants this vote before the recess"
    gone.append(run(f"“{invented}”, a staff member is said to have told us."))


def picture(verdict: Verdict) -> bytes:
    """The report on *verdict* as PNG."""
    terminal = Console(width=WIDTH, record=True, file=io.StringIO(), force_terminal=True)
    for part in block(verdict):
        terminal.print(part)
    svg = terminal.export_svg(
        title=f"briefgen verify {verdict.file}", theme=MONOKAI, font_aspect_ratio=0.602
    )
    svg = svg.replace("Fira Code", FAMILY).replace("font-family: arial", f"font-family: {FAMILY}")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=1_200, font_family=FAMILY))


def main() -> None:
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "congress-memo.docx"
        path.write_bytes(returned_memo())
        verdict = verify(path, SEED)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(picture(replace(verdict, file="congress-memo.docx")))


if __name__ == "__main__":
    main()
