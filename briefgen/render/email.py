"""A mail as a file (.eml): a draft that a mail program opens, ready to be addressed and sent.

In: a `Document`, its complete `Letter`, the `House`. Out: bytes. The text comes first and the HTML
second, as RFC 2046 wants alternatives; pictures hang on the HTML; a PDF, if one is wanted, is
attached to the whole:

    mixed ── alternative ── text/plain
          │              └─ related ── text/html
          │                         └─ image/png …
          └─ application/pdf

The same input gives the same bytes: boundaries, the message's id and its date follow from what is
in it. ``X-Unsent`` has Outlook open the file for writing instead of reading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from briefgen.addresses import sender_of
from briefgen.document import Document
from briefgen.errors import BriefgenError
from briefgen.house import House
from briefgen.letters import Letter
from briefgen.render import email_html, text

CLIPPED = 102 * 1024
"""Bytes of HTML from which on Gmail cuts a mail off."""
NEARLY_CLIPPED = 90 * 1024
_PICTURE = re.compile(rb'src="data:[^"]*"')


class _Policy(EmailPolicy):
    """Headers for programs stay on one line: folded by the usual rules, a long URL is encoded."""

    whole = frozenset({"list-unsubscribe", "archived-at", "message-id"})

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}\r\n" if name.lower() in self.whole else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in self.whole:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep=SMTP.linesep)


@dataclass(slots=True)
class _Pictures:
    """The pictures of a mail by the ids of their parts."""

    found: dict[str, bytes] = field(default_factory=dict)

    def address(self, png: bytes) -> str:
        name = f"{hashlib.sha256(png).hexdigest()[:20]}@briefgen"
        self.found[name] = png
        return f"cid:{name}"


def write(document: Document, letter: Letter, house: House, pdf: bytes = b"") -> bytes:
    """The mail, with *pdf* attached unless it is empty.

    *letter* must be complete (`letters.require_complete`).
    """
    pictures = _Pictures()
    html = email_html.write(document, letter, house, pictures.address)
    words = text.write(document, letter)
    message = EmailMessage(policy=_POLICY)
    _fill(message, words, html, pictures.found)
    if pdf:
        message.add_attachment(
            pdf, maintype="application", subtype="pdf", filename=f"{letter.name}.pdf"
        )
    _set_boundaries(message)
    # After the parts: to nest them, the library moves headers named Content-… into them.
    for name, value in _headers(document, letter, words + html).items():
        message[name] = value
    return message.as_bytes()


def html_of(data: bytes) -> bytes:
    """The HTML of a mail that `write` made."""
    for part in message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            return bytes(part.get_payload(decode=True))
    return b""


def clipping(html: bytes, edition: str, *, allowed: bool) -> str:
    """A warning about the size of a mail's HTML, or ''.

    Raises `BriefgenError` for a mail that Gmail would cut off, unless that is *allowed*.
    """
    if len(html) < NEARLY_CLIPPED:
        return ""
    size = f"{edition}: the mail's HTML has {len(html) / 1024:.0f} KB"
    if len(html) < CLIPPED:
        return f"{size}; from 102 KB on Gmail cuts a mail off"
    if allowed:
        return f"{size}: Gmail will cut it off at 102 KB"
    pictures = sum(map(len, _PICTURE.findall(html)))
    mend = "choose a shorter length"
    if len(html) - pictures < CLIPPED:
        # Of a full brief most are drawings, which nobody can make smaller.
        mend = f"{pictures / 1024:.0f} KB of it are pictures: {mend} or a smaller logo"
    raise BriefgenError(
        f"{size}: Gmail would cut it off at 102 KB",
        hint=f"{mend}, or write it all the same with --allow-overflow",
    )


# --- headers -----------------------------------------------------------------------------------


def _headers(document: Document, letter: Letter, content: str) -> Mapping[str, object]:
    sender = sender_of(letter.sender)
    if sender is None:
        raise BriefgenError("the mail has no sender")
    name, mailbox = sender
    issued = datetime.combine(document.meta.issued, time(12), UTC)
    seed = f"{document.meta.identifier}\0{letter.link}\0{letter.subject}\0{content}"
    domain = urlsplit(letter.link).hostname or mailbox.rpartition("@")[2]
    return {
        "From": Address(name, addr_spec=mailbox),
        "Subject": letter.subject,
        "Date": format_datetime(issued),
        "Message-ID": f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain}>",
        "Content-Language": document.meta.language,
        "Archived-At": f"<{letter.link}>",
        "List-Unsubscribe": f"<{letter.unsubscribe}>",
        "X-Unsent": "1",
        **({"To": Address(letter.to[0], addr_spec=letter.to[1])} if letter.to else {}),
    }


# --- parts -------------------------------------------------------------------------------------


def _fill(message: EmailMessage, words: str, html: str, pictures: Mapping[str, bytes]) -> None:
    message.set_content(words, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    page = list(message.iter_parts())[-1]
    for name, png in pictures.items():
        if isinstance(page, MIMEPart):
            page.add_related(png, maintype="image", subtype="png", cid=f"<{name}>")


def _set_boundaries(message: EmailMessage) -> None:
    # No line of quoted-printable or base64 text can begin like them, so none can end a part early.
    for number, part in enumerate(_multiparts(message)):
        part.set_boundary(f"=_briefgen_{number}")


def _multiparts(message: EmailMessage) -> Iterator[Any]:
    return (part for part in message.walk() if part.is_multipart())
