"""Names of audiences and lengths in a dossier, held against those that there are.

In: the shapes of a dossier's files and the names of a catalog. Out: a `DossierError` for each name
that the catalog does not know, and for each wording without words for an audience that is to read
it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from briefgen.dossier_shapes import AcceptShape
from briefgen.errors import DossierError, Mistakes, Place
from briefgen.ids import suggestion
from briefgen.references import also_at
from briefgen.rules import RULES
from briefgen.wording import Scope, Wording
from briefgen.yamlshape import Shape
from briefgen.yamltree import KEY, WrittenMap


def check_names(
    shapes: Iterable[Shape], audiences: Collection[str], lengths: Collection[str]
) -> list[DossierError]:
    """The mistakes in names of audiences and lengths, which only a catalog knows.

    They stand in wordings, in scopes and under `editions`. A wording without a default must have
    words for every audience for which its item is.
    """
    names = _EditionNames(audiences, lengths)
    for shape in shapes:
        names.check(shape)
    return sorted(names.mistakes(), key=lambda mistake: mistake.place)


class _EditionNames:
    """Gathers names of audiences and lengths from models; each unknown one is one mistake."""

    def __init__(self, audiences: Collection[str], lengths: Collection[str]) -> None:
        self.valid = {"audience": sorted(audiences), "length": sorted(lengths)}
        self.unknown: dict[tuple[str, str], list[Place]] = {}
        self.wordless: Mistakes = []

    def check(self, shape: Shape) -> None:
        scope = getattr(shape, "audiences", None)
        if isinstance(scope, Scope):
            self._check_scope(scope, shape)
        for key, info in type(shape).model_fields.items():
            for path, value in _parts(getattr(shape, key), (info.alias or key,)):
                if isinstance(value, Shape):
                    self.check(value)
                elif isinstance(value, Wording):
                    self._check_wording(value, shape, path, scope)
        for name in getattr(shape, "editions", ()):
            self._check_edition(name, shape.where("editions", name, KEY))
        if isinstance(shape, AcceptShape) and RULES[shape.rule].of_edition:
            for index, name in enumerate(shape.at):
                self._check_accepted(shape.rule, name, shape.where("at", index))

    def _check_accepted(self, rule: str, name: str, place: Place) -> None:
        """What `check` cannot hold against findings, as these come with an edition's pages."""
        if "/" in name:
            self._check_edition(name, place)
        else:
            message = f"'{name}' is no edition, and {rule} is about editions"
            hint = "write audience/length, such as congress/memo"
            self.wordless.append(DossierError(message, place, hint))

    def _check_scope(self, scope: Scope, shape: Shape) -> None:
        written = shape.written.get("audiences") if shape.written is not None else None
        path: tuple[str, ...] = (
            ("audiences",) if scope.only is not None else ("audiences", "except")
        )
        values = written.get("except") if isinstance(written, WrittenMap) else written
        for index, name in enumerate(values or ()):
            self._note("audience", str(name), shape.where(*path, index))

    def _check_wording(
        self, wording: Wording, shape: Shape, path: tuple[int | str, ...], scope: Scope | None
    ) -> None:
        for key in wording.variants:
            self._check_edition(key, shape.where(*path, key, KEY))
        if not wording.default:
            lacking = [
                name
                for name in self.valid["audience"]
                if (scope is None or scope.admits(name)) and name not in wording.variants
            ]
            if lacking:
                message = f"no words for {', '.join(lacking)}, and no default"
                self.wordless.append(DossierError(message, wording.place, "add default: …"))

    def _check_edition(self, name: str, place: Place) -> None:
        audience, slash, length = name.partition("/")
        self._note("audience", audience, place)
        if slash:
            self._note("length", length, place)

    def _note(self, what: str, name: str, place: Place) -> None:
        if name not in self.valid[what]:
            self.unknown.setdefault((what, name), []).append(place)

    def mistakes(self) -> Iterator[DossierError]:
        yield from self.wordless
        for (what, name), places in self.unknown.items():
            first, *others = sorted(set(places))
            hint = suggestion(name, self.valid[what], what=f"{what}s")
            yield DossierError(f"there is no {what} '{name}'", first, hint, detail=also_at(others))


def _parts(
    value: object, path: tuple[int | str, ...]
) -> Iterator[tuple[tuple[int | str, ...], object]]:
    """*value*, or what a list or mapping of it holds, each with its path."""
    if isinstance(value, tuple):
        for index, each in enumerate(value):
            yield (*path, index), each
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield (*path, key), each
    else:
        yield path, value
