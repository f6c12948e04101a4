"""Freshness: what an edition is made from, and keys that tell whether it would come out alike.

In: an outline, a request, a workshop. Out: `Ingredients`. Three keys guard an edition's files:

`inputs` of all files that are read to make it. Equal inputs mean an equal edition, and nothing is
         composed to know it.
`key`    of all that the edition *may* show: its composed document with every increment, unpruned,
         and the increments' values, budget, house style, fonts and versions. Choosing and writing
         are functions of that, so equal keys mean equal files, and nothing is laid out to know it.
`made`   of what a fitted edition *does* show. An excerpt that was changed and is neither shown nor
         chosen now changes the first key and not this one: the edition is fitted again and not
         written again.

Whatever a writer reads must enter both. Where things stand in a file enters neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from briefgen.build import composed, edition_of
from briefgen.compose import drawn_by
from briefgen.document import Document, shown_in
from briefgen.editions import Edition
from briefgen.environment import environment
from briefgen.fingerprints import fingerprint
from briefgen.outline import Outline
from briefgen.proof import claims_in
from briefgen.recipient import Recipient
from briefgen.request import Request
from briefgen.workshop import Workshop
from briefgen.writing import Prepared


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What one edition is made from.

    *excerpts* are the digests of all that it may show, *shared* the digest of what bears on it
    beside its document.
    """

    edition: Edition
    key: str
    shared: str
    excerpts: Mapping[str, str]

    def as_record(
        self, inputs: str, shown: tuple[str, ...], outline: Outline, workshop: Workshop
    ) -> Record:
        """The manifest's entry for the edition of these *inputs*, which shows these excerpts."""
        edition = self.edition
        sources = {outline.excerpts[name].quotation.source for name in shown}
        return {
            "dossier": edition.dossier,
            "audience": edition.audience.id,
            "length": edition.length.id,
            "stance": edition.stance,
            "issued": edition.issued.isoformat(),
            "excerpts": {name: self.excerpts[name] for name in shown},
            "sources": {name: outline.sources[name].digest for name in sources},
            "templates": {
                name: digest
                for template in (edition.length.template, *map(drawn_by, edition.figures))
                for name, digest in workshop.template_digests(template).items()
            },
            "house": workshop.house_digest,
            "catalog": fingerprint((edition.audience, edition.length, edition.words)),
            "inputs": inputs,
            "key": self.key,
        }


Record = dict[str, object]


def inputs_of(stamp: str, request: Request, columns: tuple[str, ...]) -> str:
    """The digest of whatever can bear on an edition, in whatever formats.

    That is every file of its dossier and every template, whose *stamp* this is, the program, its
    libraries and fonts, what was asked for, and the *columns* of its recipients, if it has any.
    """
    return fingerprint((stamp, environment().digest, replace(request, formats=()), columns))


def ingredients(
    outline: Outline, request: Request, workshop: Workshop, recipient: Recipient | None = None
) -> Ingredients:
    """What the edition that *request* names is made from. Raises `BriefgenError` of composing."""
    edition = edition_of(outline, request, workshop).made_for(recipient)
    document = composed(outline, edition, workshop).numbered
    digests = workshop.proven(outline)
    excerpts = {name: digests[name] for name in shown_in(document)}
    shared = _shared(outline, request, workshop, edition)
    key = fingerprint(
        (
            *(shared, excerpts, document, edition.increments, edition.length, edition.recipient),
            _borrowed(document, outline),
            # Recipients other than this one may bring words of whatever source.
            [source.digest for source in outline.sources.values()] if recipient else (),
        )
    )
    return Ingredients(edition, key, shared, excerpts)


def made_key(prepared: Prepared, found: Ingredients) -> str:
    """The key of a fitted edition: equal keys mean equal files of each format."""
    document = prepared.document
    shown = {name: found.excerpts[name] for name in shown_in(document)}
    borrowed = _borrowed(document, prepared.outline)
    return fingerprint((found.shared, shown, document, prepared.edition.recipient, borrowed))


def _borrowed(document: Document, outline: Outline) -> list[object]:
    """What bears out the words in quotation marks that are no excerpt: evidence tells of it."""
    return [
        (claim.words, claim.quotation, claim.source.record, claim.source.digest)
        for claim in claims_in(document, outline)
        if claim.source is not None
    ]


def _shared(outline: Outline, request: Request, workshop: Workshop, edition: Edition) -> str:
    """The digest of what bears on an edition, whatever it shows and whoever receives it."""
    return fingerprint(
        (
            environment().digest,
            workshop.house_digest,
            replace(request, formats=(), lenient=False),
            (edition.mail, edition.link, edition.issuer, outline.logo),
            (edition.bottom_line, edition.question, edition.words),
        )
    )
