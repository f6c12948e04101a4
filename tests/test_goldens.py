"""Goldens: what a small dossier's editions say, kept as text, so that every change is seen.

`pytest --update-goldens` writes them anew; look at the difference before committing it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from docx.table import Table

from briefgen.build import Built, build
from briefgen.request import Request
from briefgen.workshop import Workshop

EDITIONS = (("public", "blurb"), ("congress", "one-pager"), ("business", "memo"))
Golden = Callable[[str, str], None]


@pytest.fixture(params=EDITIONS, ids="-".join)
def built(request: pytest.FixtureRequest, starter: Path) -> tuple[Built, Workshop]:
    audience, length = request.param
    workshop = Workshop.open(starter)
    return build(workshop.read(starter), Request(audience, length), workshop), workshop


def test_an_edition_is_as_it_was(built: tuple[Built, Workshop], golden: Golden) -> None:
    edition, workshop = built
    golden(f"{edition.name}.plan.txt", edition.plan.as_text() + "\n")
    golden(f"{edition.name}.html", _brief_html(edition, workshop))
    golden(f"{edition.name}.pdf.txt", _pages(edition.files["pdf"]))
    golden(f"{edition.name}.docx.txt", _paragraphs(edition.files["docx"]))


def test_all_goldens_are_compared() -> None:
    folder = Path(__file__).parent / "goldens"
    kept = {path.name.split(".")[0] for path in folder.iterdir()}
    assert kept == {"-".join(edition) for edition in EDITIONS}


def _brief_html(built: Built, workshop: Workshop) -> str:
    """What the template wrote, without the marks that say where, and without empty lines."""
    html = re.sub(r' data-at="[^"]*"', "", workshop.composer.html(built.edition))
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"


def _pages(pdf: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert pages
    return "".join(f"== page {number}\n{text}\n" for number, text in enumerate(pages, 1))


def _paragraphs(data: bytes) -> str:
    """Each paragraph of the body with its style, those of tables indented."""
    lines: list[str] = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row.cells]
            lines += [f"  {_styled(one)}" for cell in cells for one in cell.paragraphs]
        else:
            lines.append(_styled(block))
    assert lines
    return "\n".join(lines) + "\n"


def _styled(paragraph: object) -> str:
    # Text in content controls is no part of python-docx's `text`.
    words = "".join(node.text or "" for node in paragraph._p.iter() if node.tag.endswith("}t"))  # type: ignore[attr-defined]
    return f"[{paragraph.style.name}] {words}".rstrip()  # type: ignore[attr-defined]
