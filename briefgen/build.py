"""One edition, start to finish: the only orchestrator.

In: an `Outline`, a `Request`, and a `Workshop` that holds what is set up once per process. Out: a
`Built` edition: its files as bytes, its plan, its warnings. Nothing is printed and nothing written;
errors are raised, progress is an optional callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from briefgen import fonts
from briefgen.audit import audit_edition
from briefgen.audit.sides import balance_of_edition
from briefgen.briefhtml import Pictures
from briefgen.catalog import Length
from briefgen.citations import Whole
from briefgen.compose import drawn_by
from briefgen.counts import full, many
from briefgen.document import Document, cited_in
from briefgen.editions import Edition
from briefgen.errors import BriefgenError, InputErrors, MissingDependencyError
from briefgen.figures import figures_of
from briefgen.fit import Fitted, fit
from briefgen.glyphs import require_glyphs
from briefgen.kinds import Stance
from briefgen.measuring import Pages, Words
from briefgen.origins import Origins
from briefgen.outline import Outline
from briefgen.pictures import pictures_of
from briefgen.pinning import pin_mistakes
from briefgen.plan import Budget, Plan
from briefgen.ranking import rank
from briefgen.recipient import Recipient
from briefgen.request import Request
from briefgen.workshop import Workshop
from briefgen.writing import Prepared, warnings_of, write

_WORDS_A_PAGE = 450
"""About what a page of an edition holds, headings and quotations included."""
Progress = Callable[[str], None]


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


def build(
    outline: Outline, request: Request, workshop: Workshop, progress: Progress | None = None
) -> Built:
    """Make one edition.

    Raises `BriefgenError`: a template that fails, a floor that does not fit, a glyph that no font
    has, a library that is missing.
    """
    prepared = prepare(outline, request, workshop, progress)
    return finish(prepared, request.formats, progress)


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
    fitted, pages = _fitted(outline, edition, request, workshop, tell)
    return Prepared(outline, request, edition, fitted, pages)


def finish(prepared: Prepared, formats: Iterable[str], progress: Progress | None = None) -> Built:
    """Write a fitted edition in *formats*. Raises as `build` does."""
    tell = progress or (lambda _: None)
    fitted, pages = prepared.fitted, prepared.pages
    _require_glyphs(fitted.document, prepared.outline, pages.workshop)
    tell("writing")
    files = {form: write(form, prepared) for form in formats}
    plan = _audited(prepared.outline, prepared.edition, fitted.plan)
    warnings = (
        *_fit_warnings(fitted, pages.workshop),
        *_request_warnings(prepared),
        *(one.message for one in plan.findings if one.severity == "warning"),
        *warnings_of(prepared, files),
    )
    return Built(prepared.edition, fitted.document, plan, files, warnings)


def _require_glyphs(document: Document, outline: Outline, workshop: Workshop) -> None:
    find = Origins(outline, workshop).place_of
    require_glyphs(document, workshop.house.families.text.pdf, find)


def composed(outline: Outline, edition: Edition, workshop: Workshop) -> Whole:
    """The document of *edition* with all that it may show. Raises `BriefgenError`.

    An editor's pin that it has no place for is an error, too.
    """

    def compose() -> tuple[Edition, Whole]:
        pictures = _pictures(outline, edition, workshop)
        document = workshop.composer.compose(edition, pictures, outline.sources)
        # What only the dossier's own stance shows is no mistake in the other.
        own = edition.stance == outline.stance
        wishes = outline.editions.get(edition.key) if own else None
        if wishes and (mistakes := tuple(pin_mistakes(wishes, edition, document))):
            raise InputErrors(mistakes)
        return edition, Whole(document, edition.excerpts, edition.records)

    # The edition is kept beside its document, so that no other one takes its identity.
    return workshop.documents.recall(outline, id(edition), compose)[1]


def _fit_warnings(fitted: Fitted, workshop: Workshop) -> Iterator[str]:
    plan = fitted.plan
    if plan.overflow:
        yield f"{plan.edition}: what the edition must have is {plan.overflow}"
    if plan.gap and plan.budget.exactly:
        pages = f"{plan.pages} of {many(plan.budget.pages, 'page')}"
        yield f"{plan.edition}: {pages}, the last {full(plan.fill)} full: {plan.gap}"
    family = workshop.house.families.text
    if not fonts.installed(family.pdf):
        yield (
            f"the font {family.pdf} is not installed: the PDF is exact with another font, the Word "
            f"file was not measured with the metrics of {family.word}; run `briefgen doctor`"
        )


def _request_warnings(prepared: Prepared) -> Iterator[str]:
    """What was asked for and the dossier's own words may not bear: to be neutral where they
    recommend, or to be issued before a source that is cited.
    """
    name = prepared.edition.name
    if prepared.edition.stance == "neutral" and prepared.outline.stance == "advocacy":
        yield (
            f"{name}: neutral, but its title and bottom line are those of a dossier that"
            " recommends: read whether they do"
        )
    issued = prepared.request.issued
    excerpts = prepared.outline.excerpts
    cited = {excerpts[name].quotation.source for name in cited_in(prepared.document)}
    dates = [prepared.outline.sources[name].record.issued for name in cited]
    newest = max((date.earliest() for date in dates if date), default=None)
    if issued and newest and newest > issued:
        yield f"{name}: issued {issued}, and it cites a source of {newest}: issue it later"


def plan(outline: Outline, request: Request, workshop: Workshop) -> Plan:
    """What an edition would keep and leave out, without writing it."""
    edition = edition_of(outline, request, workshop)
    fitted, _ = _fitted(outline, edition, request, workshop, lambda _: None)
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
    """Compose every edition with all its increments, and once more for a recipient; lay out none.

    Returns the mistakes, each once however many editions show it; an acceptance of a finding that
    is not found is one.
    """
    found: dict[str, BriefgenError] = {str(one): one for one in workshop.audited(outline).stale}
    stances: tuple[Stance, ...] = ("neutral", "advocacy")
    recipients = (None, Recipient.anybody())
    names = product(workshop.audiences, workshop.lengths, stances, recipients)
    for audience, length, stance, recipient in names:
        request = Request(audience, length, stance)
        for error in _composing_errors(outline, request, recipient, workshop):
            found.setdefault(str(error), error)
    return list(found.values())


def _composing_errors(
    outline: Outline, request: Request, recipient: Recipient | None, workshop: Workshop
) -> Iterable[BriefgenError]:
    try:
        edition = edition_of(outline, request, workshop).made_for(recipient)
        document = composed(outline, edition, workshop).numbered
        if _have_fonts():
            _require_glyphs(document, outline, workshop)
    except BriefgenError as error:
        return error.single
    return ()


def _have_fonts() -> bool:
    """Whether fonts can be asked what they show: a dossier is checked without them, too."""
    try:
        fonts.require()
    except MissingDependencyError:
        return False
    return True


def edition_of(outline: Outline, request: Request, workshop: Workshop) -> Edition:
    """The ranked and worded edition that *request* names, with what the audit says in it."""
    wanted = replace(request, formats=())
    return workshop.editions.recall(
        outline, wanted, partial(_edition_of, outline, wanted, workshop)
    )


def _edition_of(outline: Outline, request: Request, workshop: Workshop) -> Edition:
    length = _length(request, workshop)
    audited = workshop.audited(outline) if length.appendix or length.figures else None
    edition = rank(
        outline,
        workshop.catalog,
        workshop.catalog.audience(request.audience),
        length,
        stance=request.stance,
        page_size=request.page_size,
        issued=request.issued,
        audit=audited,
    )
    if audited is None:
        return edition
    return replace(edition, figures=figures_of(outline, edition, audited.balance))


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
            drawn_by(name), outline.sources, figure=figure, colours=house.colours, family=family
        )
        for name, figure in edition.figures.items()
    }
    return replace(brought, svg={**brought.svg, **drawn})


def _fitted(
    outline: Outline, edition: Edition, request: Request, workshop: Workshop, tell: Progress
) -> tuple[Fitted, Pages]:
    """*edition* in its room, and the layouts that were made on the way."""
    whole = composed(outline, edition, workshop)
    tell("fitting")
    budget = _budget(edition, request, workshop)
    pages = Pages(workshop, bounded=budget is not None)
    measure = Words() if budget and not budget.page else pages
    overflow = request.allow_overflow
    fitted = fit(whole.document, edition, measure, budget, whole.number, allow_overflow=overflow)
    return fitted, pages


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
