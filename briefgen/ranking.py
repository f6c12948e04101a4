"""Ranking: an outline becomes an edition for one audience at one length.

In: an `Outline`, an `Audience`, a `Length`, the stance and the dates. Out: an `Edition`. `offering`
resolves wordings and values increments, `quoting` cuts quotations, `stating` finds words for items
that have none, `arguing` and `sections` make the items. No later stage does any of this.
"""

from __future__ import annotations

from datetime import date

from briefgen.arguing import Arguing, by_worth
from briefgen.audit import Audit
from briefgen.audit.appendix import appendix_of
from briefgen.audit.disagreement import differing_items
from briefgen.catalog import Audience, Catalog, Length
from briefgen.drawings import proportion
from briefgen.editions import Edition, Issuer
from briefgen.kinds import Paper, Stance
from briefgen.mailing import mail_lines
from briefgen.offering import Offer
from briefgen.outline import Outline
from briefgen.quoting import Quoting
from briefgen.sections import Sections
from briefgen.stating import Statements

_LOGO_WIDEST, _LOGO_HIGHEST = 30, 9
"""The box into which a logo fits, in percent of the width of the text."""


def rank(
    outline: Outline,
    catalog: Catalog,
    audience: Audience,
    length: Length,
    *,
    stance: Stance | None = None,
    page_size: Paper = "letter",
    issued: date | None = None,
    audit: Audit | None = None,
) -> Edition:
    """The edition of *outline* for *audience* at *length*.

    *stance* and *issued* default to what the dossier says: its stance, and the day for which it
    speaks. *audit* is that of *outline*, for the appendix that the length may have.
    """
    offer = Offer(outline, audience, length)
    quoting = Quoting(offer)
    statements = Statements(offer, quoting, by_worth(outline.arguments, offer, quoting))
    # Arguments choose their quotations first: a quotation is printed once in an edition.
    arguments_for, arguments_against = Arguing(offer, quoting, statements).sides()
    statements.state_topics()
    sections = Sections(offer, quoting, statements)
    stance = stance or outline.stance
    wishes, issuer = offer.wishes, _issuer(outline)
    return Edition(
        dossier=outline.name,
        audience=audience,
        length=length,
        stance=stance,
        page_size=page_size,
        issued=issued or outline.as_of.latest(),
        as_of=outline.as_of.display(),
        question=offer.say(outline.question),
        proposal=outline.proposal,
        title=offer.say(outline.title) or offer.say(outline.question),
        words={**catalog.words, **audience.words},
        bottom_line=offer.worded("bottom-line", outline.bottom_line),
        ask=offer.worded("ask", outline.ask) if stance == "advocacy" else None,
        arguments_for=arguments_for,
        arguments_against=arguments_against,
        stakeholders=sections.stakeholders(),
        steps=sections.steps(),
        background=sections.background(),
        timeline=sections.events(),
        facts=sections.facts(),
        status=sections.status(),
        votes=sections.votes(),
        talking_points=sections.points(),
        questions=sections.questions(),
        options=sections.options(),
        obstacles=sections.obstacles(),
        issuer=issuer,
        link=outline.link,
        to=(wishes.to if wishes else "") or audience.to,
        sender=(wishes.from_ if wishes else "") or issuer.name,
        subject=(wishes.subject if wishes else "") or offer.say(outline.title),
        excerpts=outline.excerpts,
        records={name: source.record for name, source in outline.sources.items()},
        increments=dict(offer.increments),
        excluded=dict(offer.excluded),
        differs=differing_items(outline),
        mail=mail_lines(offer),
        appendix=appendix_of(offer, audit) if audit and length.appendix else None,
    )


def _issuer(outline: Outline) -> Issuer:
    said = outline.issuer
    if said is None:
        return Issuer()
    return Issuer(said.name, said.contact, said.disclosure, said.url, _logo_width(outline))


def _logo_width(outline: Outline) -> float:
    """As wide as the box for logos lets it be: names that are written out need more than signs."""
    if not outline.logo:
        return 0.0
    return round(min(_LOGO_WIDEST, _LOGO_HIGHEST * proportion(outline.logo)), 2)
