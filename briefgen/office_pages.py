"""Pages of a Word file, counted by laying it out in LibreOffice.

In: the bytes of a .docx. Out: how many pages it has, or None where LibreOffice is not installed.
The house style needs no such count: its pages are those of the PDF. A user's own style template
does.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from briefgen.errors import BriefgenError

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120


def count_pages(docx: bytes) -> int | None:
    """How many pages LibreOffice gives *docx*; None where it is not installed.

    Raises `BriefgenError` where it is there and cannot lay the file out.
    """
    program = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
        pdf = _converted(program, docx, Path(folder))
        # Its exit status is 0 even for garbage: the file tells.
        if not pdf.is_file():
            raise BriefgenError("LibreOffice could not lay out the Word file")
        return _pages_of(pdf)


def _converted(program: str, docx: bytes, folder: Path) -> Path:
    source = folder / "brief.docx"
    source.write_bytes(docx)
    command = [
        program,
        "--headless",
        # A profile of its own: a running LibreOffice, or another count, must not be in the way.
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--infilter=MS Word 2007 XML",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise BriefgenError("LibreOffice could not be run to count pages") from error
    return folder / "brief.pdf"


def _pages_of(pdf: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(pdf).pages)
