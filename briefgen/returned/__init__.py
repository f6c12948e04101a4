"""Files that came back from their readers: Word files and PDFs, as text.

In: a path or bytes. Out: a `Returned`. Such files come from anywhere, so nothing in them is
trusted: sizes are limited, XML is read without entities, and every way in which they can be broken
ends in a `ReturnedFileError`. What a file is shows in its bytes, not in its name.

    lines    what is read out of both kinds of file
    docx     Word files, by lxml
    looks    what in a Word file is raised, out of sight, or set off as a quotation
    doubts   what in either keeps its words from being judged
    pdf      PDFs, by pypdf, which is imported when the first one is read
"""

from __future__ import annotations

from pathlib import Path

from briefgen.errors import Place, printable
from briefgen.returned.lines import Flow, Line, Mark, Returned, ReturnedFileError

__all__ = ["Flow", "Line", "Mark", "Returned", "ReturnedFileError", "read_returned", "returned"]

MOST_BYTES = 100_000_000
"""The largest file that is read."""

_PDF, _ZIP, _OLE, _RTF = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_PDF_REACH = 1024
"""Bytes before a PDF's header that readers put up with."""


def read_returned(path: Path) -> Returned:
    """The file at *path*. Raises `ReturnedFileError`, which names it."""
    place = Place(printable(path))
    try:
        if path.is_dir():
            raise ReturnedFileError("this is a folder", place, "name the files in it")
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(place)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)  # a device or a pipe has no size, and may have no end
    except FileNotFoundError:
        raise ReturnedFileError("there is no such file", place) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReturnedFileError(f"it cannot be read: {printable(reason)}", place) from None
    return returned(data, place)


def returned(data: bytes, place: Place) -> Returned:
    """The file that *data* is. Raises `ReturnedFileError` at *place*."""
    try:
        return _read(data)
    except ReturnedFileError as error:
        raise ReturnedFileError(error.message, place, error.hint, detail=error.detail) from error


def _read(data: bytes) -> Returned:
    if not data:
        raise ReturnedFileError("the file is empty: 0 bytes", hint="send or save it again")
    if len(data) > MOST_BYTES:
        raise _too_large(Place(""))
    if data.startswith(_ZIP):
        from briefgen.returned import docx

        return docx.read(data)
    if _PDF in data[:_PDF_REACH]:
        from briefgen.returned import pdf

        return pdf.read(data)
    raise _neither(data)


def _neither(data: bytes) -> ReturnedFileError:
    if data.startswith(_OLE):
        return ReturnedFileError(
            "this is an old Word file (.doc) or a Word file locked by a password",
            hint="open it in Word or LibreOffice and save it as DOCX without a password",
        )
    if data.startswith(_RTF):
        return ReturnedFileError("this is RTF, not PDF or DOCX", hint="save it as DOCX")
    return ReturnedFileError(
        "this is neither a PDF nor a Word file (DOCX)", hint="only these carry evidence"
    )


def _too_large(place: Place) -> ReturnedFileError:
    return ReturnedFileError(
        f"the file is too large: at most {MOST_BYTES / 1e6:.0f} MB are read", place
    )
