"""Strays: templates of a dossier, and words for templates, that no edition reads.

In: a workshop. Out: a mistake for each, most likely a misspelt name, with the name that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from briefgen.catalog import Audience, AudiencesFile, LengthsFile
from briefgen.errors import BriefgenError, DossierError, Place, TemplateError, printable
from briefgen.ids import misspelt, nearest
from briefgen.resources import Templates
from briefgen.workshop import Workshop
from briefgen.yamlmodel import read_model
from briefgen.yamltree import KEY

_READ = frozenset({"house.yaml", "audiences.yaml", "lengths.yaml"})
_ENDINGS = (".j2", ".yaml", ".yml")
"""What can be meant for a template; anything else may lie beside them."""


def strays(workshop: Workshop) -> Iterator[BriefgenError]:
    """The mistakes that a dossier's own templates and words are, each with place and what to do."""
    own, *shipped = workshop.templates.folders
    if shipped:
        yield from _templates(own, workshop)
        yield from _words(own, Templates((shipped[-1],)))


def _templates(own: Path, workshop: Workshop) -> Iterator[TemplateError]:
    used = {*_READ, *workshop.template_names()}
    for path in sorted(own.rglob("*")):
        name = path.relative_to(own).as_posix()
        if name.endswith(_ENDINGS) and path.is_file() and name not in used:
            yield _stray(path, name, used)


def _stray(path: Path, name: str, used: set[str]) -> TemplateError:
    meant = nearest(name, used)
    return TemplateError(
        f"no edition reads {name}",
        Place(str(path), 1),
        f"did you mean {meant}?" if meant else "name it in lengths.yaml, or move it away",
    )


def _words(own: Path, shipped: Templates) -> Iterator[DossierError]:
    """Words that nothing reads, with names nearly those of words that are read.

    Others may be words of the dossier's own templates, which can compute their names.
    """
    known = read_model(LengthsFile, shipped.find("lengths.yaml")).words
    read = "\n".join(_texts(own))
    for one in _worded(own):
        for word in one.words:
            meant = None if word in known else misspelt(word, known)
            if meant and not re.search(rf"\b{re.escape(word)}\b", read):
                yield DossierError(
                    f"no template has a place for the word '{printable(word, 60)}'",
                    one.where("words", word, KEY),
                    f"did you mean '{meant}'?",
                )


def _texts(own: Path) -> Iterator[str]:
    """What templates of the dossier may read; they may have any names but those of YAML files."""
    for path in sorted(own.rglob("*")):
        if path.is_file() and path.suffix not in {".yaml", ".yml"}:
            with suppress(OSError):
                yield path.read_text(encoding="utf-8-sig", errors="replace")


def _worded(own: Path) -> Iterator[Audience | LengthsFile]:
    """What gives words to templates in the dossier's own files."""
    if (path := own / "audiences.yaml").is_file():
        yield from read_model(AudiencesFile, path).audiences
    if (path := own / "lengths.yaml").is_file():
        yield read_model(LengthsFile, path)
