"""LibreOffice, once for many files."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(documents: Mapping[str, bytes], timeout: float = 240) -> dict[str, bytes]:
    """Each Word file as LibreOffice lays it out; as `converted`."""
    return converted(documents, "pdf", timeout)


def converted(documents: Mapping[str, bytes], form: str, timeout: float = 240) -> dict[str, bytes]:
    """Word files as LibreOffice saves them in the format *form*, under the names they came with.

    All in one call. Names must be fit for file names and have no suffix. Raises FileNotFoundError
    without LibreOffice and RuntimeError for a file that it did not convert: its exit status is 0
    even then.
    """
    if SOFFICE is None:
        raise FileNotFoundError("soffice is not installed")
    if not documents:
        return {}
    with tempfile.TemporaryDirectory(prefix="briefgen-office-") as name:
        folder = Path(name)
        sources = [folder / "in" / f"{stem}.docx" for stem in documents]
        (folder / "in").mkdir()
        for path, data in zip(sources, documents.values(), strict=True):
            path.write_bytes(data)
        done = subprocess.run(
            [
                SOFFICE,
                "--headless",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--infilter=MS Word 2007 XML",
                "--convert-to",
                form,
                "--outdir",
                str(folder / "out"),
                *map(str, sources),
            ],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        written = {stem: folder / "out" / f"{stem}.{form}" for stem in documents}
        missing = [stem for stem, path in written.items() if not path.exists()]
        if missing:
            raise RuntimeError(f"LibreOffice did not convert {missing}: {done.stdout}{done.stderr}")
        return {stem: path.read_bytes() for stem, path in written.items()}
