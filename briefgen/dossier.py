"""The YAML border: a folder on disk becomes a `Dossier`, or all its mistakes at once.

In: a folder. Out: a frozen `Dossier` of models, sources and proven excerpts; or `InputErrors`, each
with file, line, column and what to write instead. One mistake gives one error: a check that needs
what another mistake has spoilt stays silent. The checks that compare records therefore read the
YAML as written, not the models, which exist only for records without a mistake of their own.

The way there: files → trees with places (`files`, `reading`), trees → models (`shaping`), the
rules that hold between records (`references`), and here the texts read and the quotations proven.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from briefgen.astray import told_where
from briefgen.claimed import claimed_mistakes, own_texts
from briefgen.dossier_shapes import DossierFile
from briefgen.edition_names import check_names
from briefgen.errors import DossierError, InputErrors, Mistakes, Place
from briefgen.excerpt_shapes import ExcerptsFile, ExcerptShape
from briefgen.excerpts import Excerpt, Quotation, Speaker, UnprovenError, locate
from briefgen.files import Files, outside, read_files
from briefgen.ids import dossier_name, nearest
from briefgen.reading import bytes_of, shown
from briefgen.references import orphan_mistakes, reference_mistakes
from briefgen.settling import settling_mistakes
from briefgen.shaping import shaped
from briefgen.source_shapes import NameShape, SourcesFile, SourceShape
from briefgen.sources import (
    MAX_TEXT_BYTES,
    Name,
    PassedOver,
    Record,
    Source,
    check_digest,
    read_source,
)
from briefgen.turning import turning_mistakes
from briefgen.voices import outlet_named
from briefgen.yamltree import ids_in

LOGO_SIZE_LIMIT = 2_000_000
"""Bytes of a logo; it goes into every file that is built."""

_MOST_SOUGHT = 20
"""So many quotations of one source are looked for in the others; more are no slip."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier without mistakes: what `load` returns.

    *frame* is dossier.yaml. *sources* stand in the order of sources.yaml; *excerpts* are proven and
    stand in that order too, then in the order of their files. *entries* are the same excerpts as
    written, with the places of their values.
    """

    name: str
    folder: Path
    frame: DossierFile
    sources: Mapping[str, Source]
    excerpts: Mapping[str, Excerpt]
    entries: Mapping[str, ExcerptShape]
    logo: bytes = b""
    """The issuer's logo as its file has it; empty where none is named."""


@dataclass(frozen=True, slots=True)
class Known:
    """The audiences and lengths that there are, which a dossier may name."""

    audiences: Collection[str]
    lengths: Collection[str]


def load(folder: Path, known: Known | None = None) -> Dossier:
    """The dossier in *folder*, its names of audiences and lengths checked where these are *known*.

    Raises `InputErrors` with every mistake, in the order of file, line and column.
    """
    mistakes: Mistakes = []
    files = read_files(folder, mistakes)
    misread = list(mistakes)
    frame = shaped(DossierFile, files.frame, mistakes)
    records = shaped(SourcesFile, files.sources, mistakes)
    entries = {stem: shaped(ExcerptsFile, tree, mistakes) for stem, tree in files.excerpts.items()}
    recorded = records.sources if records else ()
    sources = _read_sources(files, recorded, mistakes)
    proofs = _prove_all(sources, recorded, entries, mistakes)
    mistakes += orphan_mistakes(files)
    mistakes += reference_mistakes(files)
    if frame is not None:
        mistakes += settling_mistakes(frame.facts, proofs.entries)
    if records is not None and len(sources) == len(records.sources):
        mistakes += claimed_mistakes(files.frame, files.sources, files.excerpts, sources.values())
    turning = turning_mistakes(own_texts(files.frame, files.sources, files.excerpts))
    # Some are told already, as what no mail may have in its head.
    told = {each.place for each in mistakes}
    mistakes += [each for each in turning if each.place not in told]
    if known is not None:
        written = [shape for shape in (frame, *entries.values()) if shape is not None]
        mistakes += check_names(written, known.audiences, known.lengths)
    if not files.excerpts or not (mistakes or proofs.excerpts):
        mistakes.append(_empty_dossier(files))
    if mistakes or frame is None:
        raise InputErrors(_each_once(mistakes, misread))
    return Dossier(
        dossier_name(folder),
        folder,
        frame,
        MappingProxyType(sources),
        MappingProxyType(proofs.excerpts),
        MappingProxyType(proofs.entries),
        _logo(folder, frame),
    )


def _each_once(mistakes: Mistakes, misread: Mistakes) -> Iterable[DossierError]:
    """*mistakes* without those that follow from what was *misread*; an alias shows one mistake as
    often as it is used.
    """
    own = [each for each in mistakes if each in misread or not _follows(each, misread)]
    return {(each.place, each.message): each for each in reversed(own)}.values()


def _follows(mistake: DossierError, misread: Mistakes) -> bool:
    """Whether *mistake* is about a value that could not even be read, as one of *misread* says."""
    place = mistake.place
    return bool(place.column) and any(each.place == place for each in misread)


def _logo(folder: Path, frame: DossierFile) -> bytes:
    if frame.issuer is None or not frame.issuer.logo:
        return b""
    place = frame.issuer.where("logo")
    try:
        logo = bytes_of(folder / frame.issuer.logo, LOGO_SIZE_LIMIT)
    except DossierError as error:
        raise InputErrors([DossierError(error.message, place, "give a small picture")]) from None
    if not logo:
        raise InputErrors([DossierError("the logo is an empty file", place, "copy it there again")])
    return logo


def _empty_dossier(files: Files) -> DossierError:
    return DossierError(
        "the dossier has no excerpts",
        files.start_of("dossier.yaml"),
        "put texts into texts/ and quotations into excerpts/<source>.yaml",
    )


# Sources -----------------------------------------------------------------------------------


def _read_sources(
    files: Files, shapes: Iterable[SourceShape], mistakes: Mistakes
) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for shape in shapes:
        if shape.id in sources:
            continue  # reported as a repeated id
        try:
            sources[shape.id] = _read_text(files, shape, mistakes)
        except DossierError as error:
            mistakes.append(error)
    return sources


def _read_text(files: Files, shape: SourceShape, mistakes: Mistakes) -> Source:
    path = files.path(f"texts/{shape.id}.txt")
    if not path.exists():
        start = Place(shown(path), 1)
        hint = _text_hint(files, shape.id)
        raise DossierError(f"the text of source '{shape.id}' is missing", start, hint)
    beyond = outside(path, files.folder)
    if beyond:
        raise beyond
    data = bytes_of(path, MAX_TEXT_BYTES)
    found: Mistakes = []
    source = _read_with_boilerplate(shape, data, shown(path), found)
    found += _passed_over_mistakes(source, shape)
    if shape.sha256 in {None, source.digest}:
        mistakes += found  # of a text that has changed, they merely follow
    if shape.title:
        return source
    return replace(source, record=replace(source.record, title=_headline(source)))


def _read_with_boilerplate(
    shape: SourceShape, data: bytes, file: str, mistakes: Mistakes
) -> Source:
    def read(boilerplate: Sequence[str]) -> Source:
        return read_source(
            record_of(shape),
            data,
            paragraphs=shape.paragraphs,
            boilerplate=boilerplate,
            place=Place(file, 1),
            boilerplate_places=[
                shape.where("boilerplate", index) for index, _ in enumerate(boilerplate)
            ],
        )

    plain = read(())
    try:
        return read(shape.boilerplate)
    except InputErrors as errors:
        mistakes += [each for each in errors.errors if isinstance(each, DossierError)]
    except DossierError as error:
        mistakes.append(error)
    return plain


def _text_hint(files: Files, missing: str) -> str:
    near = nearest(missing, _unrecorded_texts(files))
    if near is None:
        others = [path.name for path in sorted(files.path("texts").glob(f"{missing}.*"))]
        if others:
            return f"texts/{others[0]} is not read: save it as plain text, {missing}.txt"
        return f"put the text there, or take '{missing}' out of sources.yaml"
    return f"texts/{near}.txt has no record: did you mean '{near}'?"


def _unrecorded_texts(files: Files) -> set[str]:
    """The texts that no record in sources.yaml is for."""
    return set(files.texts) - {name for name, _ in ids_in(files.sources, "sources")}


def _headline(source: Source) -> str:
    first = next((each for each in source.paragraphs if not each.boilerplate), None)
    text = source.text[first.start : first.end] if first else source.id
    return " ".join(text.split())[:200]


def record_of(shape: SourceShape) -> Record:
    """The bibliographic record as the sources carry it."""
    return Record(
        id=shape.id,
        kind=shape.kind or "",
        title=shape.title,
        author=tuple(_name(author) for author in shape.author),
        container_title=shape.container_title,
        publisher=shape.publisher,
        issued=shape.issued,
        accessed=shape.accessed,
        basis=shape.basis,
        url=shape.url,
        language=shape.language,
        type=shape.type,
        reliability=shape.reliability,
        reference_marks=shape.reference_marks is not None,
        passed_over=tuple(PassedOver(each.paragraph, each.reason) for each in shape.passed_over),
        place=shape.place,
    )


def _name(shape: NameShape) -> Name:
    return Name(shape.family, shape.given, shape.literal)


def _passed_over_mistakes(source: Source, shape: SourceShape) -> Iterator[DossierError]:
    for index, each in enumerate(shape.passed_over):
        if each.paragraph > len(source.paragraphs):
            yield _no_paragraph(
                each.paragraph, source, shape.where("passed_over", index, "paragraph")
            )


def _no_paragraph(number: int, source: Source, place: Place) -> DossierError:
    message = f"there is no paragraph {number}: '{source.id}' has {len(source.paragraphs)}"
    return DossierError(message, place, "count from 1, headline included")


def _changed_text(source: Source, shape: SourceShape, lost: Sequence[str]) -> DossierError | None:
    """The mistake of a text that is not the recorded one; *lost* quotations merely follow."""
    try:
        check_digest(source, shape.sha256 or source.digest, shape.where("sha256"))
    except DossierError as error:
        if lost:
            names = ", ".join(lost[:12])
            error.detail = (*error.detail, f"quotations no longer found in it: {names}")
        return error
    return None


# Excerpts ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Proofs:
    excerpts: dict[str, Excerpt] = field(default_factory=dict)
    entries: dict[str, ExcerptShape] = field(default_factory=dict)


def _prove_all(
    sources: Mapping[str, Source],
    shapes: Iterable[SourceShape],
    files: Mapping[str, ExcerptsFile | None],
    mistakes: Mistakes,
) -> _Proofs:
    proofs = _Proofs()
    recorded = {shape.id: shape for shape in reversed(list(shapes))}
    for name, source in sources.items():
        file = files.get(name)
        entries = file.excerpts if file else ()
        lost = _prove(entries, source, proofs)
        changed = _changed_text(source, recorded[name], list(lost))
        mistakes += [changed] if changed else _told_where(lost, entries, source, sources)
    return proofs


def _told_where(
    lost: Mapping[str, DossierError],
    entries: Iterable[ExcerptShape],
    source: Source,
    sources: Mapping[str, Source],
) -> Iterator[DossierError]:
    """The mistakes in *lost*; of the first, where their quotations stand if not in *source*."""
    others = [other for other in sources.values() if other is not source]
    sought = {entry.where("quote"): (entry.quote, others) for entry in entries}
    # What shortens a quotation is looked for nowhere else.
    sought |= {entry.where("short"): (entry.short, []) for entry in entries if entry.short}
    for rank, error in enumerate(lost.values()):
        if rank < _MOST_SOUGHT and isinstance(error, UnprovenError) and error.place in sought:
            words, elsewhere = sought[error.place]
            yield told_where(error, words, source, elsewhere)
        else:
            yield error


def _prove(
    entries: Iterable[ExcerptShape], source: Source, proofs: _Proofs
) -> dict[str, DossierError]:
    """Adds what is proven to *proofs*; the mistakes of the others by their ids."""
    lost: dict[str, DossierError] = {}
    for entry in entries:
        try:
            excerpt = _proven(entry, source)
        except DossierError as error:
            lost[entry.id] = error
            continue
        proofs.excerpts.setdefault(entry.id, excerpt)
        proofs.entries.setdefault(entry.id, entry)
    return lost


def _proven(entry: ExcerptShape, source: Source) -> Excerpt:
    if entry.paragraph is not None and entry.paragraph > len(source.paragraphs):
        raise _no_paragraph(entry.paragraph, source, entry.where("paragraph"))
    quotation = locate(
        entry.quote,
        source,
        place=entry.where("quote"),
        prefix=entry.prefix,
        suffix=entry.suffix,
        paragraph=entry.paragraph,
    )
    return Excerpt(
        id=entry.id,
        quotation=quotation,
        short=_short(entry, source, quotation),
        speaker=_speaker(entry, source.record),
        tags=entry.tags,
        asserts=MappingProxyType(dict(entry.asserts)),
        as_of=entry.as_of.text if entry.as_of else "",
        weight=entry.weight,
        reserve=entry.reserve,
        manner=entry.held,
        quoted_from=entry.quoted_from,
        place=entry.place,
        scope=entry.audiences,
    )


def _short(entry: ExcerptShape, source: Source, quotation: Quotation) -> Quotation | None:
    if not entry.short:
        return None
    return locate(entry.short, source, place=entry.where("short"), within=quotation, unique=False)


def _speaker(entry: ExcerptShape, record: Record) -> Speaker:
    """Whose words these are."""
    if entry.speaker is not None:
        return Speaker(entry.speaker.name, entry.speaker.role)
    publisher = record.publisher or record.container_title
    # A whole title is too long to stand below each quotation.
    nameless = outlet_named(record)
    if record.kind in {"op-ed", "analysis", "report"}:
        return Speaker(record.authors or publisher or nameless)
    return Speaker(publisher or record.authors or nameless)
