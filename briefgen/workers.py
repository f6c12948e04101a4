"""What a worker does: fit editions and write their files, wherever the executor runs it.

In: a `Job`, small and picklable. Out: a `Product`, with the files as bytes or with what went wrong;
never an exception, so that every failure comes home in one way. What editions of one dossier share
is set up once per process and kept for the next job.

A worker computes the digest of all inputs anew and compares it with the one that it was sent: a
worker that reads another dossier, or has other fonts or libraries, makes no file at all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

from briefgen.build import finish, prepare
from briefgen.document import shown_in
from briefgen.errors import BriefgenError, printable
from briefgen.freshness import Ingredients, Record, ingredients, inputs_of, made_key
from briefgen.outline import Outline
from briefgen.personal import Fitting, PersonalEdition, fitting_of, specimen
from briefgen.recipient import Recipient
from briefgen.request import Request
from briefgen.stamps import stamp as stamp_of
from briefgen.workshop import Memory, Workshop
from briefgen.writing import Prepared, require_what_mails_need

_ONE_AT_A_TIME = threading.Lock()
"""Layout is not made for threads, and a Dask worker may have several."""
_PERSONAL = 16
"""So many personal editions of a dossier are remembered."""


@dataclass(frozen=True, slots=True)
class Job:
    """One edition in the formats of its request."""

    dossier: str
    """The dossier's folder, absolute."""
    stamp: str
    """The digest of the dossier's files: another stamp means reading it again."""
    request: Request
    inputs: str
    """The digest of whatever can bear on the edition, where the job comes from (`inputs_of`)."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Formats that are on disk, with the `made` key of the file."""
    columns: tuple[str, ...] = ()
    """The columns of the recipients, where the edition is personal."""
    recipient: Recipient | None = None
    name: str = ""
    fitting: Fitting | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no file, as people and as programs read it."""

    message: str
    records: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """What came of a job: *files* by format (those that are known already left out).

    *key* and *made* are those of `freshness`; *made_from* is the edition's entry in the manifest,
    made once where it has many recipients.
    """

    key: str = ""
    made: str = ""
    made_from: Record = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    fitting: Fitting | None = None
    failure: Failure | None = None


def make(job: Job) -> Product:
    """Fit and write one edition; for a recipient, write what is fitted already."""
    return _reported(_made, job)


def fit_personal(job: Job) -> Product:
    """Fit one edition for the specimen of its recipients; nothing is written."""
    return _reported(_fitted, job)


def get_ready(job: Job) -> Product:
    """Set up what *job* needs, so that the first edition takes no longer than the others."""
    return _reported(_ready, job)


def failure_of(error: BriefgenError) -> Failure:
    """*error* as a value that every process can read."""
    return Failure(str(error), tuple(one.as_record() for one in error.single))


def _reported(work: Callable[[Job], Product], job: Job) -> Product:
    try:
        with _ONE_AT_A_TIME:
            return work(job)
    except BriefgenError as error:
        return Product(failure=failure_of(error))
    except Exception as error:
        what = f"{type(error).__name__}: {printable(error)}"
        message = f"this is a bug in briefgen, not in your files ({what})"
        return Product(failure=Failure(message, ({"error": type(error).__name__},)))


def _made(job: Job) -> Product:
    dossier, found = _opened(job)
    prepared = _prepared(job, dossier)
    made = made_key(prepared, found)
    due = [form for form in job.request.formats if job.known.get(form) != made]
    built = finish(prepared, due)
    made_from = {} if job.recipient else _made_from(job, found, prepared)
    return Product(found.key, made, made_from, built.files, built.warnings)


def _made_from(job: Job, found: Ingredients, prepared: Prepared) -> Record:
    shown = shown_in(prepared.document)
    return found.as_record(job.inputs, shown, prepared.outline, prepared.pages.workshop)


def _prepared(job: Job, dossier: _Dossier) -> Prepared:
    outline, workshop = dossier.outline, dossier.workshop
    if job.recipient is None or job.fitting is None:
        return prepare(outline, job.request, workshop)
    request, fitting = replace(job.request, formats=()), job.fitting
    edition = dossier.personal.recall(
        outline,
        (request, job.columns, fitting.kept, fitting.room),
        partial(PersonalEdition, outline, request, workshop, job.columns, fitting),
    )
    return edition.made_out(job.recipient, job.name)


def _fitted(job: Job) -> Product:
    dossier, found = _opened(job)
    reader = specimen(job.columns)
    prepared = prepare(dossier.outline, job.request, dossier.workshop, recipient=reader)
    require_what_mails_need(prepared)
    return Product(made_from=_made_from(job, found, prepared), fitting=fitting_of(prepared))


def _ready(job: Job) -> Product:
    dossier, _ = _opened(job)
    if job.request.is_printed:
        _ = dossier.workshop.press
    return Product()


def _opened(job: Job) -> tuple[_Dossier, Ingredients]:
    """The dossier of *job*, and what its edition is made from.

    Raises BriefgenError where the edition is another one here.
    """
    dossier = _read(job.dossier, job.stamp)
    if inputs_of(job.stamp, job.request, job.columns) != job.inputs:
        raise _another_dossier()
    request = replace(job.request, formats=())
    return dossier, _ingredients(job.dossier, job.stamp, request, job.columns)


def _another_dossier() -> BriefgenError:
    return BriefgenError(
        "the worker would make another file: its dossier, fonts or libraries differ",
        hint="leave the dossier alone while the batch runs, or install the same on all workers",
    )


@dataclass(frozen=True, slots=True)
class _Dossier:
    """What this process keeps of a dossier.

    *personal* are its editions for many recipients, each laid out once, by what it is made for.
    """

    outline: Outline
    workshop: Workshop
    personal: Memory[PersonalEdition]


@lru_cache(maxsize=4)
def _read(dossier: str, stamp: str) -> _Dossier:
    workshop = Workshop.open(Path(dossier))
    outline = workshop.read(Path(dossier))
    if stamp_of(Path(dossier)) != stamp:
        raise _another_dossier()
    return _Dossier(outline, workshop, Memory(_PERSONAL))


@lru_cache(maxsize=64)
def _ingredients(
    dossier: str, stamp: str, request: Request, columns: tuple[str, ...]
) -> Ingredients:
    ours = _read(dossier, stamp)
    reader = specimen(columns) if columns else None
    return ingredients(ours.outline, request, ours.workshop, reader)
