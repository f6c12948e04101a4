"""LibreOffice as an editor: a Word file that it opened and saved again."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from office import SOFFICE


def resaved(document: bytes) -> bytes:
    """*document* as LibreOffice writes it. Raises FileNotFoundError if it did not."""
    if SOFFICE is None:
        raise FileNotFoundError("soffice is not installed")
    with tempfile.TemporaryDirectory(prefix="briefgen-office-") as name:
        folder = Path(name)
        (folder / "x.docx").write_bytes(document)
        subprocess.run(
            [
                SOFFICE,
                "--headless",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                str(folder / "out"),
                str(folder / "x.docx"),
            ],
            capture_output=True,
            timeout=240,
            check=False,
        )
        return (folder / "out" / "x.docx").read_bytes()
