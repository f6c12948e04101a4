"""Writing: a fitted edition becomes the files that were asked for.

In: a `Prepared` edition and a format. Out: the bytes of its file, and the warnings that only what
was written can give. Each renderer is loaded when its format is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from briefgen import __version__
from briefgen.claimed import UNMARKED, invented
from briefgen.counts import many
from briefgen.document import Document, Text
from briefgen.editions import Edition
from briefgen.errors import BriefgenError, InputErrors
from briefgen.evidence import ATTACHMENT, as_bytes
from briefgen.fit import Fitted
from briefgen.formats import FORMATS
from briefgen.letters import Letter, letter_of, require_complete
from briefgen.measuring import Pages
from briefgen.office_pages import count_pages
from briefgen.outline import Outline
from briefgen.proof import evidence_of
from briefgen.request import Request
from briefgen.review import IS_DRAFT, Draft, review_of

if TYPE_CHECKING:
    from briefgen.render.docx import Dressed


@dataclass(frozen=True)
class Prepared:
    """An edition that is fitted and not yet written."""

    outline: Outline
    request: Request
    edition: Edition
    fitted: Fitted
    pages: Pages

    @property
    def document(self) -> Document:
        return self.fitted.document

    @cached_property
    def evidence(self) -> bytes:
        """The proof that the files of this edition carry, as canonical JSON."""
        record = evidence_of(self.document, self.edition, self.outline, __version__)
        return as_bytes(record)

    @property
    def draft(self) -> Draft | None:
        """What reviewers are told, if the Word file is a draft."""
        if not self.request.draft:
            return None
        return review_of(self.document, self.outline.excerpts, self.outline.sources)

    @cached_property
    def dressed(self) -> Dressed:
        """The Word file in the user's own style template."""
        from briefgen.render import docx

        self._require_proven(docx.words_of_style(self.request.style))
        return docx.write_dressed(
            self.document,
            self.pages.workshop.house,
            self.request.style,
            draft=self.draft,
            evidence=self.evidence,
        )

    def _require_proven(self, letterhead: Iterable[str]) -> None:
        """Raise `InputErrors` where a *letterhead* has in quotation marks what no source has."""
        sources = self.outline.sources.values()
        found = dict.fromkeys(flaw for text in letterhead for flaw in invented(text, sources))
        if found:
            raise InputErrors(
                BriefgenError(f"the style template: {flaw}", hint=UNMARKED) for flaw in found
            )


def write(form: str, prepared: Prepared) -> bytes:
    """A fitted edition as the bytes of one file. Raises `BriefgenError` for an unknown one."""
    if form == "pdf":
        return _write_pdf(prepared)
    if form == "docx":
        return _write_docx(prepared)
    if form in FORMATS:
        return _newsletter(form, prepared)
    raise BriefgenError(f"unknown format {form}", hint=f"formats are {', '.join(FORMATS)}")


def _write_pdf(prepared: Prepared) -> bytes:
    from briefgen.render.pdf import Attachment

    document = prepared.document
    if prepared.request.draft:
        # The running head is no part of the flow: pages stay as they were fitted.
        document = replace(document, header=(*document.header, Text(IS_DRAFT)))
    return prepared.pages.laid_out(document).pdf(
        identifier=document.meta.identifier,
        attachments=(Attachment(ATTACHMENT, prepared.evidence, "Evidence of quotations"),),
    )


def _write_docx(prepared: Prepared) -> bytes:
    from briefgen.render import docx

    if prepared.request.style:
        return prepared.dressed.file
    house = prepared.pages.workshop.house
    return docx.write(prepared.document, house, draft=prepared.draft, evidence=prepared.evidence)


def require_what_mails_need(prepared: Prepared) -> None:
    """Raise BriefgenError where a mail is wanted and the dossier says too little to send one.

    What it says is the same for all recipients, so that it is asked before the first is written to.
    """
    if "eml" in prepared.request.formats:
        require_complete(_letter(prepared), prepared.outline)


def _letter(prepared: Prepared) -> Letter:
    sources = prepared.outline.sources.values()
    return letter_of(prepared.edition, prepared.request.mail, sources)


def _newsletter(form: str, prepared: Prepared) -> bytes:
    from briefgen.render import newsletter

    mail = prepared.request.mail
    letter = _letter(prepared)
    pdf = b""
    if form == "eml":
        require_complete(letter, prepared.outline)
        pdf = _write_pdf(prepared) if mail.attach_pdf else b""
    house = prepared.pages.workshop.house
    return newsletter.write(form, prepared.document, letter, house, pdf)


def warnings_of(prepared: Prepared, files: Mapping[str, bytes]) -> Iterator[str]:
    """What is to be told of the *files* written of *prepared*."""
    yield from _mail_warnings(prepared, files)
    yield from _style_warnings(prepared, files)


def _style_warnings(prepared: Prepared, files: Mapping[str, bytes]) -> Iterator[str]:
    """What a user's own style template lacks, and the pages that it gives."""
    if not prepared.request.style or "docx" not in files:
        return
    name, lacking = prepared.edition.name, prepared.dressed.missing
    if lacking:
        yield f"your style template lacks styles, added from the house's: {', '.join(lacking)}"
    pages = count_pages(files["docx"])
    if pages is None:
        yield f"{name}: LibreOffice is not installed, the pages of the Word file were not measured"
    elif pages != prepared.fitted.plan.pages:
        printed = prepared.fitted.plan.pages
        yield f"{name}: {many(pages, 'page')} in your style template, {printed} in PDF"


def _mail_warnings(prepared: Prepared, files: Mapping[str, bytes]) -> Iterator[str]:
    if "html" in files or "eml" in files:
        from briefgen.render import newsletter

        allowed = prepared.request.allow_overflow or prepared.request.lenient
        yield from newsletter.warnings(files, prepared.edition.name, allowed=allowed)
