"""Addresses and header lines of mail, told apart from what only looks like one.

In: text of a dossier or of an option. Out: what a mail's header may carry, or None. A line break in
such a text would begin a header of its own, so no text with a control character passes; nor does an
encoded word, which mail programs decode: what it says, line breaks included, nobody has checked.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MAILBOX = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
_LONGEST_MAILBOX = 254
_LONGEST_URL = 900
"""Characters of a web address; a line of mail may have 998 bytes, with its header's name."""
LINK_SCHEMES = ("https://", "http://", "mailto:")
"""How an address begins to which a file may lead its readers."""
_OTHERWISE_SINCE = frozenset("ßς\u200c\u200d")
"""Letters of hosts' names that the rules of 2003 change or drop."""
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?")
_OVERRIDES = frozenset("\u202d\u202e")
"""Marks after which the words of a line are shown in an order of their own."""
_IN_URL = "!#$%&'()*+,/:;=?@[]~-._"


def flaw_in(text: str) -> str:
    """What keeps *text* from the head of a mail, as in ``… has a line break``; '' if nothing."""
    if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in text):
        return "a line break or a control character"
    if _ENCODED_WORD.search(text):
        return "an encoded word (=?…?=), which mail programs decode"
    if not _OVERRIDES.isdisjoint(text):
        return "a mark that turns letters around (U+202D or U+202E)"
    return ""


def is_one_line(text: str) -> bool:
    """Whether *text* stays on one line, and as it is, in every program that reads mail."""
    return not flaw_in(text)


def is_mailbox(text: str) -> bool:
    """Whether *text* is an address such as ``desk@example.org``."""
    return len(text) <= _LONGEST_MAILBOX and re.fullmatch(_MAILBOX, text) is not None


def sender_of(text: str) -> tuple[str, str] | None:
    """The name (which may be '') and the address of ``Name <address>`` or of a bare address."""
    if not is_one_line(text):
        return None
    match = re.fullmatch(r"(?:(?P<name>[^<>]*?)\s*<(?P<inner>[^<>\s]+)>|(?P<bare>[^<>\s]+))", text)
    if match is None:
        return None
    address = match["inner"] or match["bare"]
    return (_unquoted(match["name"] or ""), address) if is_mailbox(address) else None


def _unquoted(name: str) -> str:
    """*name* without the quotation marks that stand around all of it."""
    whole = re.fullmatch(r'\s*"(.*)"\s*', name)
    return (whole[1] if whole and '"' not in whole[1] else name).strip()


def web_address(text: str) -> str | None:
    """*text* as a URL of ASCII characters, if it is a web address that a mail's header can hold."""
    url = _url(text)
    return url if url and len(url) <= _LONGEST_URL else None


def is_web_address(text: str) -> bool:
    """Whether *text* is a web address, of any length."""
    return _url(text) is not None


def _url(text: str) -> str | None:
    if not is_one_line(text) or re.search(r"[\s<>\"]", text):
        return None
    try:
        parts = urlsplit(text)
        host = ".".join(map(_ascii_label, (parts.hostname or "").removesuffix(".").split(".")))
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    place = parts.netloc
    if not place.isascii():
        user, at, _ = place.rpartition("@")
        place = f"{quote(user, safe=':%')}{at}{host}{port}"
    rest = (quote(part, safe=_IN_URL) for part in parts[2:])
    return urlunsplit((parts.scheme, place, *rest))


def _ascii_label(label: str) -> str:
    """A part of a host's name in ASCII, as programs look it up since IDNA 2008.

    The library knows the rules of 2003 only, by which ß and ς become other letters, and so another
    host. Raises UnicodeError for what can be no part.
    """
    if not label:
        raise UnicodeError("two dots in a row")
    if not _OTHERWISE_SINCE.isdisjoint(label):
        return (
            f"xn--{unicodedata.normalize('NFC', label.lower()).encode('punycode').decode('ascii')}"
        )
    return label.encode("idna").decode("ascii")


def unsubscribe_address(text: str) -> str | None:
    """*text* as the URL of a List-Unsubscribe header: https, or mailto for a mail address."""
    if is_mailbox(text):
        return f"mailto:{text}"
    if text.startswith("mailto:"):
        mailbox, _, query = text.removeprefix("mailto:").partition("?")
        sound = is_mailbox(mailbox) and re.fullmatch(r"[!-;=?-~]*", query) and '"' not in query
        return text if sound and len(text) <= _LONGEST_URL else None
    return web_address(text)
