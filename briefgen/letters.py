"""Letters: what a newsletter needs beside the document, from the dossier or from options.

In: an edition, and what the command line wishes instead of its `mail`. Out: a `Letter`, each line
of it fit for the head of a mail. What a mail cannot do without is asked for by `require_complete`,
since a web page or a plain text can do without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from briefgen.addresses import (
    flaw_in,
    is_mailbox,
    is_one_line,
    sender_of,
    unsubscribe_address,
    web_address,
)
from briefgen.claimed import UNMARKED, invented
from briefgen.editions import Edition
from briefgen.errors import BriefgenError, InputErrors, printable
from briefgen.outline import Outline
from briefgen.sentences import sentence_spans
from briefgen.sources import Source
from briefgen.typesetting import typeset

_PREHEADER_LENGTH = 140
"""Characters of the preheader; inboxes show 40 to 140 beside the subject."""
_SENTENCES_LENGTH = 40
"""From so many characters on whole sentences are enough, so that none is cut in the middle."""


@dataclass(frozen=True, slots=True)
class MailWishes:
    """What options say instead of the dossier; '' leaves it to the dossier."""

    subject: str = ""
    sender: str = ""
    unsubscribe: str = ""
    link: str = ""
    attach_pdf: bool = False


NO_WISHES = MailWishes()


@dataclass(frozen=True, slots=True)
class Letter:
    """The head of a newsletter. Every line may be '' but stays on one line."""

    subject: str = ""
    preheader: str = ""
    sender: str = ""
    """``Name <address>`` or an address."""
    unsubscribe: str = ""
    """A web address, or ``mailto:…``."""
    link: str = ""
    """Where the whole brief, or the whole issue, can be read."""
    to: tuple[str, str] | None = None
    """The name and the mail address of the reader, of a personal edition as a rule."""
    name: str = ""
    """What the files are called, without an ending."""

    @property
    def sender_name(self) -> str:
        parts = sender_of(self.sender)
        return (parts[0] or parts[1]) if parts else ""


def letter_of(edition: Edition, wishes: MailWishes, sources: Iterable[Source] = ()) -> Letter:
    """The letter of one edition. Raises `InputErrors` for options that no mail could carry, and for
    a subject that sets in quotation marks what none of *sources* has.
    """
    check_wishes(wishes)
    if faults := tuple(invented_in("subject", wishes.subject, sources)):
        raise InputErrors(faults)
    said = edition.mail
    return Letter(
        subject=wishes.subject or said.subject,
        preheader=said.preheader or _first_words(_gist(edition)),
        sender=wishes.sender or said.sender or _issuer(edition),
        unsubscribe=unsubscribe_address(wishes.unsubscribe or said.unsubscribe) or "",
        link=web_address(wishes.link or edition.link) or "",
        to=_reader(edition) if edition.recipient else sender_of(said.to),
        name=edition.name,
    )


def check_wishes(wishes: MailWishes) -> None:
    """Raise `InputErrors` with every option that no mail could carry."""
    faults = list(_faults(wishes))
    if faults:
        raise InputErrors(faults)


def _faults(wishes: MailWishes) -> Iterator[BriefgenError]:
    for one in fields(wishes):
        value = getattr(wishes, one.name)
        if isinstance(value, str) and (flaw := flaw_in(value)):
            yield unfit(one.name, value, flaw)
        elif value and one.name in _CHECKS and not _CHECKS[one.name](value):
            yield BriefgenError(
                f"--{one.name} cannot be “{printable(value, 80)}”", hint=_FORMS[one.name]
            )


def unfit(option: str, value: str, flaw: str) -> BriefgenError:
    """The mistake that an option's *value* has a *flaw* that no head of a mail may have."""
    return BriefgenError(
        f"--{option} has {flaw}: “{printable(value, 80)}”",
        hint="leave that out: it stands in the head of a mail, on one line",
    )


def invented_in(option: str, text: str, sources: Iterable[Source]) -> Iterator[BriefgenError]:
    """The mistakes of an option whose *text* sets in quotation marks what no source has."""
    for flaw in invented(text, sources):
        yield BriefgenError(f"--{option}: {flaw}", hint=UNMARKED)


_CHECKS = {"sender": sender_of, "unsubscribe": unsubscribe_address, "link": web_address}
_FORMS = {
    "subject": 'write it in the dossier as newsletter: {subject: "…"}, or give --subject',
    "sender": "write Name <name@example.org>, in the dossier under newsletter: or as --sender",
    "unsubscribe": "write a web or mail address, under newsletter: or as --unsubscribe",
    "link": "write https://… in full, as link: of the dossier or as --link",
}
_NAMES = {
    "subject": "subject",
    "sender": "sender",
    "unsubscribe": "address at which to unsubscribe",
    "link": "canonical link",
}


def require_complete(letter: Letter, outline: Outline) -> None:
    """Raise `InputErrors` naming each line that a mail must have and *letter* has not."""
    if missing := missing_from(letter):
        raise InputErrors(missing_line(key, outline) for key in missing)


def missing_from(letter: Letter) -> list[str]:
    """The names of the lines that a mail must have and *letter* has not."""
    return [key for key in _NAMES if not getattr(letter, key)]


def missing_line(key: str, outline: Outline) -> BriefgenError:
    """The mistake that the line *key* is missing."""
    return BriefgenError(f"the newsletter has no {_NAMES[key]}", outline.place, _FORMS[key])


def _reader(edition: Edition) -> tuple[str, str] | None:
    """Whom a personal edition goes to. Raises `BriefgenError` for what is no mail address."""
    reader = edition.recipient
    if reader is None or not reader.email:
        return None
    if not is_mailbox(reader.email) or not is_one_line(reader.name):
        raise BriefgenError(
            f"“{printable(reader.name, 60)}” cannot be reached at “{printable(reader.email, 80)}”",
            hint="write an address such as name@example.org",
        )
    return reader.name, reader.email


def _gist(edition: Edition) -> str:
    return edition.bottom_line.text if edition.bottom_line else edition.question


def _first_words(text: str) -> str:
    """*text* on one line: the sentences that a preheader has room for, or else the whole words."""
    line = typeset(" ".join(text.split()))
    if len(line) <= _PREHEADER_LENGTH:
        return line
    ends = [end for _, end in sentence_spans(line, 0, len(line)) if end <= _PREHEADER_LENGTH]
    if ends and ends[-1] >= _SENTENCES_LENGTH:
        return line[: ends[-1]]
    return line[:_PREHEADER_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


def _issuer(edition: Edition) -> str:
    """The issuer as a sender, if its contact has a mail address."""
    for word in re.split(r"[\s,;<>()]+", edition.issuer.contact):
        if is_mailbox(word):
            name = re.sub(r'[<>"\\]', "", edition.issuer.name)
            return f"{name} <{word}>" if name and is_one_line(name) else word
    return ""
