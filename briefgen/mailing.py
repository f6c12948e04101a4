"""Mailing: what a dossier says of the mail of one edition, in the words for its reader.

In: an `Offer`. Out: the `MailLines` of its edition, each fit for the head of a mail or ''. What
options wish instead comes later, in `letters`.
"""

from __future__ import annotations

from briefgen.addresses import is_one_line, sender_of
from briefgen.dossier_shapes import EditionShape, NewsletterShape
from briefgen.editions import MailLines
from briefgen.offering import Offer


def mail_lines(offer: Offer) -> MailLines:
    """The lines of the mail of the edition that *offer* is for."""
    said = offer.outline.newsletter or NewsletterShape()
    chosen = offer.wishes or EditionShape()
    return MailLines(
        subject=_subject(offer, said, chosen),
        preheader=offer.say(said.preheader),
        sender=_mail_form(chosen.from_) or said.sender,
        to=_mail_form(chosen.to),
        unsubscribe=said.unsubscribe,
    )


def _subject(offer: Offer, said: NewsletterShape, chosen: EditionShape) -> str:
    """The subject given for this one edition, first under `newsletter`; else that of all."""
    named = said.subject.variants.get(offer.key, "") if said.subject else ""
    return named or _on_one_line(chosen.subject) or offer.say(said.subject)


def _mail_form(line: str) -> str:
    """The TO or FROM line of a memo if a mail can carry it, which needs an address; else ''."""
    line = _on_one_line(line)
    return line if sender_of(line) else ""


def _on_one_line(text: str) -> str:
    """*text*, which memos may break, for the head of a mail; '' if it cannot stand there."""
    line = " ".join(text.split())
    return line if is_one_line(line) else ""
