"""From options to written editions: what `briefgen build` and `briefgen plan` have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build import Built, edition_of
from briefgen.build import build as build_edition
from briefgen.cli import arguments, console
from briefgen.errors import BriefgenError, InputErrors
from briefgen.kinds import Paper, Stance
from briefgen.letters import MailWishes, letter_of, require_complete
from briefgen.outline import Outline
from briefgen.outputs import write_edition
from briefgen.request import Request
from briefgen.workshop import Workshop

if TYPE_CHECKING:
    from briefgen.house import House
    from briefgen.render.presses import AnyPress


@dataclass(frozen=True, slots=True)
class Commission:
    """The editions of one dossier that are wanted."""

    name: str
    """The dossier's name, which names the folder of its files."""
    outline: Outline
    workshop: Workshop
    requests: tuple[Request, ...]


def commission(
    dossier: Path,
    *,
    audiences: Iterable[str],
    lengths: Iterable[str],
    formats: tuple[str, ...],
    stance: Stance | None,
    page_size: Paper,
    issued: date | None,
    pages: int | None,
    words: int | None,
    allow_overflow: bool,
    attach_pdf: bool = False,
    draft: bool = False,
    style: bytes = b"",
    press_for: Callable[[House], AnyPress] | None = None,
    **mail: str,
) -> Commission:
    """Resolve the names of audiences and lengths and load the dossier.

    *press_for* makes the press (see `Workshop`). *mail* are the fields of `MailWishes` that options
    may give.

    Raises click.BadParameter for a name that does not exist, BriefgenError for the dossier.
    """
    wishes = MailWishes(**mail, attach_pdf=attach_pdf)
    workshop = Workshop.open(dossier, press_for)
    pairs = product(
        arguments.chosen("--audience", audiences, workshop.audiences),
        arguments.chosen("--length", lengths, workshop.lengths),
    )
    requests = tuple(
        Request(
            audience=audience,
            length=length,
            stance=stance,
            page_size=page_size,
            issued=issued,
            formats=formats,
            pages=pages,
            words=words,
            allow_overflow=allow_overflow,
            mail=wishes,
            draft=draft,
            style=style,
        )
        for audience, length in pairs
    )
    outline = workshop.read(dossier)
    return Commission(outline.name, outline, workshop, requests)


def whatever_can_be_made(wanted: Commission, warn: Callable[[str], None]) -> Commission:
    """*wanted*, of which nobody asked for the formats by name.

    Mails are left out, with a warning, where the dossier says too little to send any; of mails that
    Gmail would cut off one is told.
    """
    lacking = {one: missing for one in wanted.requests if (missing := _missing(wanted, one))}
    for missing in dict.fromkeys(lacking.values()):
        without = [_title(one) for one in lacking if lacking[one] == missing]
        which = f" of {', '.join(without)}" if len(without) < len(wanted.requests) else ""
        warn(f"{wanted.name}: no mails (eml) are made{which}: {missing}")
    requests = tuple(
        replace(one, formats=_without_mail(one) if one in lacking else one.formats, lenient=True)
        for one in wanted.requests
    )
    return replace(wanted, requests=requests)


def _missing(wanted: Commission, request: Request) -> str:
    """What the mail of one edition would lack; '' if nothing."""
    edition = edition_of(wanted.outline, request, wanted.workshop)
    try:
        sources = wanted.outline.sources.values()
        require_complete(letter_of(edition, request.mail, sources), wanted.outline)
    except InputErrors as errors:
        return "; ".join(error.message for error in errors.errors)
    return ""


def _without_mail(request: Request) -> tuple[str, ...]:
    return tuple(form for form in request.formats if form != "eml")


@dataclass
class Builder:
    """Builds one edition after the other; keeps what failed and goes on."""

    commissioned: Commission
    out: Path
    on_file: Callable[[Path], None]
    editions: list[dict[str, object]] = field(default_factory=list)
    failures: list[tuple[str, BriefgenError]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def build_all(self) -> None:
        """Build and write every edition, showing progress on a terminal."""
        with console.working(len(self.commissioned.requests)) as work:
            for request in self.commissioned.requests:
                work.step(_title(request))
                paths = self._build(request, work.detail)
                with work.aside():
                    for path in paths:
                        self.on_file(path)
                work.advance()

    def as_record(self) -> dict[str, object]:
        """What was written and what failed, for programs."""
        failures = [
            {"edition": edition, "errors": console.records_of(error)}
            for edition, error in self.failures
        ]
        return {
            "dossier": self.commissioned.name,
            "editions": self.editions,
            "failures": failures,
        }

    def _build(self, request: Request, progress: Callable[[str], None]) -> tuple[Path, ...]:
        wanted = self.commissioned
        try:
            built = build_edition(wanted.outline, request, wanted.workshop, progress)
            paths = write_edition(
                self.out, wanted.name, request.audience, request.length, built.files
            )
        except BriefgenError as error:
            self.failures.append((_title(request), error))
            return ()
        self.editions.append(_record(request, built, paths))
        self._remember(built.warnings)
        return paths

    def _remember(self, warnings: Iterable[str]) -> None:
        # Editions of one dossier share most of their warnings; each is worth one line.
        self.warnings += [each for each in dict.fromkeys(warnings) if each not in self.warnings]


def _title(request: Request) -> str:
    return f"{request.audience} {request.length}"


def _record(request: Request, built: Built, paths: tuple[Path, ...]) -> dict[str, object]:
    return {
        "audience": request.audience,
        "length": request.length,
        "files": dict(zip(built.files, map(str, paths), strict=True)),
        "warnings": list(built.warnings),
    }
