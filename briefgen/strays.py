"""Strays: templates of a dossier that no edition reads, most likely because of a misspelt name.

In: a workshop. Out: a mistake for each, with the name that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefgen.errors import Place, TemplateError
from briefgen.freshness import templates_used
from briefgen.ids import nearest
from briefgen.workshop import Workshop

_READ = frozenset({"house.yaml", "audiences.yaml", "lengths.yaml"})
_ENDINGS = (".j2", ".yaml", ".yml")
"""What can be meant for a template; anything else may lie beside them."""


def stray_templates(workshop: Workshop) -> Iterator[TemplateError]:
    """The mistakes that the dossier's own templates are, each with its place and what to do."""
    own, *shipped = workshop.templates.folders
    if not shipped:
        return
    used = {*_READ, *_used(workshop)}
    for path in sorted(own.rglob("*")):
        name = path.relative_to(own).as_posix()
        if name.endswith(_ENDINGS) and path.is_file() and name not in used:
            yield _stray(path, name, used)


def _used(workshop: Workshop) -> Iterator[str]:
    for length in workshop.lengths.values():
        yield from templates_used(workshop.templates, length.template)
        yield from (f"{figure}.svg.j2" for figure in length.figures)


def _stray(path: Path, name: str, used: set[str]) -> TemplateError:
    meant = nearest(name, used)
    return TemplateError(
        f"no edition reads {name}",
        Place(str(path), 1),
        f"did you mean {meant}?" if meant else "name it in lengths.yaml, or move it away",
    )
