"""The formats of newsletters under one roof: html, txt, eml and md, from one document and letter.

In: a fitted `Document`, its `Letter`, the `House`; for a mail with an attachment also its PDF. Out:
bytes, and warnings about their size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefgen.document import Document
from briefgen.house import House
from briefgen.letters import Letter
from briefgen.render import email, email_html, markdown, text


def write(form: str, document: Document, letter: Letter, house: House, pdf: bytes = b"") -> bytes:
    """One of `formats.NEWSLETTERS`, in UTF-8; *pdf* is attached to a mail unless it is empty."""
    match form:
        case "html":
            return email_html.write(document, letter, house).encode()
        case "txt":
            return text.write(document, letter).encode()
        case "md":
            return markdown.write(document, letter).encode()
        case _:
            return email.write(document, letter, house, pdf)


def warnings(files: Mapping[str, bytes], edition: str, *, allowed: bool) -> Iterator[str]:
    """What to say of the size of a mail's HTML.

    Raises `BriefgenError` for one that Gmail would cut off, unless that is *allowed*.
    """
    pages = {"html": lambda data: data, "eml": email.html_of}
    found = [
        email.clipping(page(files[form]), edition, allowed=allowed)
        for form, page in pages.items()
        if form in files
    ]
    # Both hold the same page: the larger one speaks for both.
    yield from [each for each in found if each][:1]
