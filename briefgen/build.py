"""One edition, start to finish: the only orchestrator.

In: an `Outline`, a `Request`, and a `Workshop` that holds what is set up once per process. Out: a
`Built` edition: its files as bytes, its plan, its warnings. Nothing is printed and nothing written;
errors are raised, progress is an optional callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefgen import __version__, citations, fonts
from briefgen.assembling import assemble
from briefgen.audit import Audit, audit, audit_edition
from briefgen.audit.appendix import appendix_of
from briefgen.audit.balance import balance_of_edition
from briefgen.briefhtml import Pictures
from briefgen.catalog import Audience, Catalog, Length, load_catalog
from briefgen.compose import Composer
from briefgen.document import Document, Text
from briefgen.dossier import Known, load
from briefgen.editions import Edition, Recipient, Stance
from briefgen.errors import BriefgenError, InputErrors
from briefgen.evidence import as_bytes
from briefgen.figures import figures_of
from briefgen.fit import Fitted, Room, fit
from briefgen.frame import SizeOf
from briefgen.glyphs import require_glyphs
from briefgen.house import House, Sheet, load_house
from briefgen.letters import NO_WISHES, MailWishes, letter_of, require_complete
from briefgen.outline import Outline
from briefgen.pagination import count_pages
from briefgen.pictures import pictures_of
from briefgen.plan import Budget, Plan
from briefgen.proof import evidence_of
from briefgen.ranking import rank
from briefgen.render.measure import count_words, height_sizes, word_size
from briefgen.render.paging import Paging
from briefgen.resources import Templates, templates_for
from briefgen.review import review_of

if TYPE_CHECKING:
    from briefgen.render.pdf import LaidOut, Press

PRINTED = ("pdf", "docx")
"""What is built where nothing else is asked for."""
FORMATS = (*PRINTED, "html", "txt", "eml", "md")
DRAFT_MARK = "Draft for review"
_WORDS_A_PAGE = 450
"""About what a page of an edition holds, headings and quotations included."""
EVIDENCE_NAME = "evidence.json"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted: one edition in some formats."""

    audience: str
    length: str
    stance: Stance | None = None
    page_size: Literal["letter", "a4"] = "letter"
    issued: date | None = None
    formats: tuple[str, ...] = PRINTED
    pages: int | None = None
    words: int | None = None
    allow_overflow: bool = False
    mail: MailWishes = NO_WISHES
    """For newsletters: what to put in place of the dossier's subject and addresses."""
    draft: bool = False
    """With comments for reviewers in Word, and a mark in the running head."""
    style: bytes = b""
    """A user's own .docx, as style template and letterhead of Word files."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished edition: *files* by format, as bytes."""

    edition: Edition
    document: Document
    plan: Plan
    files: Mapping[str, bytes]
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.edition.name


class Workshop:
    """What every edition of one dossier shares, set up once per process."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates
        self.catalog: Catalog = load_catalog(templates)
        self.composer = Composer(templates)
        self._audited: tuple[Outline, Audit] | None = None

    @classmethod
    def open(cls, dossier: Path | None = None) -> Workshop:
        """The workshop for the dossier in this folder, whose own templates shadow the shipped."""
        return cls(templates_for(dossier))

    def audited(self, outline: Outline) -> Audit:
        """The audit of *outline*, made once however many editions show it."""
        if self._audited is None or self._audited[0] is not outline:
            self._audited = (outline, audit(outline))
        return self._audited[1]

    def read(self, dossier: Path) -> Outline:
        """The outline of the dossier in this folder. Raises `InputErrors` with every mistake."""
        return assemble(load(dossier, Known(self.catalog.audiences, self.catalog.lengths)))

    @property
    def audiences(self) -> Mapping[str, Audience]:
        return self.catalog.audiences

    @property
    def lengths(self) -> Mapping[str, Length]:
        return self.catalog.lengths

    @cached_property
    def house(self) -> House:
        return load_house(self.templates)

    @cached_property
    def press(self) -> Press:
        # WeasyPrint is loaded here and nowhere else: checking and planning by words need it not.
        from briefgen.render.pdf import Press

        return Press(self.house)


def build(
    outline: Outline, request: Request, workshop: Workshop, progress: Progress | None = None
) -> Built:
    """Make one edition.

    Raises `BriefgenError`: a template that fails, a floor that does not fit, a glyph that no font
    has, a library that is missing.
    """
    prepared = prepare(outline, request, workshop, progress)
    return finish(prepared, request.formats, progress)


@dataclass(frozen=True, slots=True)
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

    def evidence(self) -> bytes:
        """The proof that the files of this edition carry, as canonical JSON."""
        record = evidence_of(self.document, self.edition, self.outline, __version__)
        return as_bytes(record)


def prepare(
    outline: Outline,
    request: Request,
    workshop: Workshop,
    progress: Progress | None = None,
    recipient: Recipient | None = None,
) -> Prepared:
    """Fit one edition, for *recipient* if there is one. Raises as `build` does."""
    tell = progress or (lambda _: None)
    tell("composing")
    edition = edition_of(outline, request, workshop).made_for(recipient)
    pages = Pages(workshop)
    return Prepared(
        outline, request, edition, _fitted(outline, edition, request, pages, tell), pages
    )


def finish(prepared: Prepared, formats: Iterable[str], progress: Progress | None = None) -> Built:
    """Write a fitted edition in *formats*. Raises as `build` does."""
    tell = progress or (lambda _: None)
    fitted, pages = prepared.fitted, prepared.pages
    require_glyphs(fitted.document, pages.workshop.house.families.text.pdf)
    tell("writing")
    files = {form: _write(form, prepared) for form in formats}
    plan = _audited(prepared.outline, prepared.edition, fitted.plan)
    warnings = (
        *_warnings(fitted, pages.workshop),
        *(one.message for one in plan.findings if one.severity == "warning"),
        *_mail_warnings(prepared, files),
        *_style_warnings(prepared, files),
    )
    return Built(prepared.edition, fitted.document, plan, files, warnings)


def composed(outline: Outline, edition: Edition, workshop: Workshop) -> Document:
    """The document of *edition* with all that it may show. Raises `BriefgenError`."""
    return workshop.composer.compose(edition, _pictures(outline, edition, workshop))


def numbered(edition: Edition, document: Document) -> Document:
    """*document* with its marks numbered and its notes worded."""
    return citations.number(document, edition.excerpts, edition.records)


def _warnings(fitted: Fitted, workshop: Workshop) -> Iterator[str]:
    plan = fitted.plan
    if plan.overflow:
        yield f"{plan.edition}: what the edition must have is {plan.overflow}"
    family = workshop.house.families.text
    if not fonts.installed(family.pdf):
        yield (
            f"the font {family.pdf} is not installed: the PDF is exact with another font, the Word "
            f"file was not measured with the metrics of {family.word}; run `briefgen doctor`"
        )


def plan(outline: Outline, request: Request, workshop: Workshop) -> Plan:
    """What an edition would keep and leave out, without writing it."""
    edition = edition_of(outline, request, workshop)
    fitted = _fitted(outline, edition, request, Pages(workshop), lambda _: None)
    return _audited(outline, edition, fitted.plan)


def _audited(outline: Outline, edition: Edition, plan: Plan) -> Plan:
    """*plan* with what the audit says of what *edition* shows."""
    kept = tuple(one.key for one in plan.kept)
    return replace(
        plan,
        findings=audit_edition(outline, edition, kept),
        balance=balance_of_edition(outline, edition, kept),
    )


def check(outline: Outline, workshop: Workshop) -> list[BriefgenError]:
    """Compose every edition with all its increments, without laying out pages.

    Returns the mistakes, each once however many editions show it; an acceptance of a finding that
    is not found is one.
    """
    found: dict[str, BriefgenError] = {str(one): one for one in workshop.audited(outline).stale}
    for audience in workshop.audiences:
        for length in workshop.lengths:
            for stance in ("neutral", "advocacy"):
                for error in _composing_errors(
                    outline, Request(audience, length, stance), workshop
                ):
                    found.setdefault(str(error), error)
    return list(found.values())


def _composing_errors(
    outline: Outline, request: Request, workshop: Workshop
) -> Iterable[BriefgenError]:
    try:
        edition = edition_of(outline, request, workshop)
        numbered(edition, composed(outline, edition, workshop))
    except InputErrors as errors:
        return errors.errors
    except BriefgenError as error:
        return (error,)
    return ()


def edition_of(outline: Outline, request: Request, workshop: Workshop) -> Edition:
    """The ranked and worded edition that *request* names, with what the audit says in it."""
    edition = rank(
        outline,
        workshop.catalog,
        workshop.catalog.audience(request.audience),
        _length(request, workshop),
        stance=request.stance,
        page_size=request.page_size,
        issued=request.issued,
    )
    length = edition.length
    if not (length.appendix or length.figures):
        return edition
    audited = workshop.audited(outline)
    return replace(
        edition,
        appendix=appendix_of(outline, audited, edition.audience.id, length.id)
        if length.appendix
        else None,
        figures=figures_of(outline, edition, audited.balance),
    )


def _length(request: Request, workshop: Workshop) -> Length:
    """The length that *request* names, with more of everything where it asks for more room."""
    length = workshop.catalog.length(request.length)
    pages = length.budget.pages or 1
    if request.words is not None:
        usual = length.budget.words[1] if length.budget.words else pages * _WORDS_A_PAGE
        return length.stretched(request.words / usual)
    return length.stretched((request.pages or pages) / pages)


def _pictures(outline: Outline, edition: Edition, workshop: Workshop) -> Pictures:
    """The logo, and the figures of *edition* as their templates paint them."""
    brought = pictures_of(outline)
    if not edition.figures:
        return brought
    house = workshop.house
    family = f"{house.families.text.pdf}, {house.families.text.word}, sans-serif"
    drawn = {
        name: workshop.composer.draw(
            f"{name}.svg.j2", figure=figure, colours=house.colours, family=family
        )
        for name, figure in edition.figures.items()
    }
    return replace(brought, svg={**brought.svg, **drawn})


def _fitted(
    outline: Outline, edition: Edition, request: Request, pages: Pages, tell: Progress
) -> Fitted:
    workshop = pages.workshop
    document = composed(outline, edition, workshop)
    tell("fitting")
    budget = _budget(edition, request, workshop)
    pages.bounded = budget is not None
    measure = Words() if budget and not budget.page else pages
    number = partial(numbered, edition)
    return fit(document, edition, measure, budget, number, allow_overflow=request.allow_overflow)


def _budget(edition: Edition, request: Request, workshop: Workshop) -> Budget | None:
    """The room that the length promises, or what the request asks for instead."""
    length = edition.length
    if request.words is not None:
        return Budget(most=request.words, unit="words")
    pages = request.pages or length.budget.pages
    if length.budget.words and not request.pages:
        fewest, most = length.budget.words
        return Budget(most=most, least=fewest, unit="words")
    if pages is None:
        return None
    sheet = workshop.house.sheet(edition.page_size, length.layout)
    page = sheet.text_height
    low, high = length.fill
    exactly = length.budget.exactly or request.pages is not None
    return Budget(
        most=page * (pages - 1 + high),
        least=page * (pages - 1 + low) if exactly else 0.0,
        page=page,
        pages=pages,
        exactly=exactly,
        fill=(low, high),
        line=sheet.role("body").leading,
    )


class Pages:
    """Measures in points of height, by real layouts, and keeps them to be written."""

    stacked = False

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.layouts = 0
        self.bounded = True
        """Whether a document is to be cut to a budget; if not, its own pages tell its sizes."""
        self._paging: Paging | None = None
        self._laid_out: list[tuple[Document, LaidOut]] = []

    def sizes(self, document: Document, numbered: Document) -> SizeOf:
        heights = self._measured(numbered).heights
        sheet = self._sheet(document)
        self._paging = Paging(document, numbered, heights, sheet)
        return height_sizes(numbered, heights, sheet)

    def _measured(self, numbered: Document) -> LaidOut:
        if not self.bounded:
            return self.laid_out(numbered)
        self.layouts += 1
        return self.workshop.press.lay_out(numbered, endless=True)

    def foretell(self, document: Document, numbered: Document) -> float:
        if self._paging is None:
            raise ValueError("sizes come first")
        paged = self._paging.room(document, numbered)
        return self._sheet(document).text_height * (paged.pages - 1) + paged.last

    def room(self, numbered: Document) -> Room:
        laid_out = self.laid_out(numbered)
        page = self._sheet(numbered).text_height
        pages, last = laid_out.pages, laid_out.fills[-1]
        return Room(page * (pages - 1 + last), pages, last)

    def laid_out(self, document: Document) -> LaidOut:
        """*document* on its pages; what was laid out to be measured is not laid out again."""
        for known, laid_out in self._laid_out:
            if known == document:
                return laid_out
        self.layouts += 1
        self._laid_out.append((document, self.workshop.press.lay_out(document)))
        return self._laid_out[-1][1]

    def _sheet(self, document: Document) -> Sheet:
        return self.workshop.house.sheet(document.meta.page_size, document.meta.layout)


class Words:
    """Measures in words; needs no layout."""

    layouts = 0
    stacked = True

    def sizes(self, document: Document, numbered: Document) -> SizeOf:
        del document, numbered
        return word_size

    def foretell(self, document: Document, numbered: Document) -> float:
        del document
        return float(count_words(numbered))

    def room(self, numbered: Document) -> Room:
        return Room(float(count_words(numbered)))


def _write(form: str, prepared: Prepared) -> bytes:
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
        document = replace(document, header=(*document.header, Text(DRAFT_MARK)))
    return prepared.pages.laid_out(document).pdf(
        identifier=document.meta.identifier,
        attachments=(Attachment(EVIDENCE_NAME, prepared.evidence(), "Evidence of quotations"),),
    )


def _write_docx(prepared: Prepared) -> bytes:
    from briefgen.render import docx

    outline, request = prepared.outline, prepared.request
    return docx.write(
        prepared.document,
        prepared.pages.workshop.house,
        draft=review_of(prepared.document, outline.excerpts, outline.sources)
        if request.draft
        else None,
        evidence=prepared.evidence(),
        style=request.style,
    )


def _style_warnings(prepared: Prepared, files: Mapping[str, bytes]) -> Iterator[str]:
    """What a user's own style template lacks, and the pages that it gives."""
    if not prepared.request.style or "docx" not in files:
        return
    from briefgen.render import docx

    house, name = prepared.pages.workshop.house, prepared.edition.name
    lacking = docx.missing_styles(prepared.document, house, prepared.request.style)
    if lacking:
        yield f"your style template lacks styles, added from the house's: {', '.join(lacking)}"
    pages = count_pages(files["docx"])
    if pages is None:
        yield f"{name}: LibreOffice is not installed, the pages of the Word file were not measured"
    elif pages != prepared.fitted.plan.pages:
        yield f"{name}: {pages} pages in your style template, {prepared.fitted.plan.pages} in PDF"


def _newsletter(form: str, prepared: Prepared) -> bytes:
    from briefgen.render import newsletter

    mail = prepared.request.mail
    letter = letter_of(prepared.outline, prepared.edition, mail)
    pdf = b""
    if form == "eml":
        require_complete(letter, prepared.outline)
        pdf = _write("pdf", prepared) if mail.attach_pdf else b""
    house = prepared.pages.workshop.house
    return newsletter.write(form, prepared.document, letter, house, pdf)


def _mail_warnings(prepared: Prepared, files: Mapping[str, bytes]) -> Iterator[str]:
    if "html" in files or "eml" in files:
        from briefgen.render import newsletter

        allowed = prepared.request.allow_overflow
        yield from newsletter.warnings(files, prepared.edition.name, allowed=allowed)
