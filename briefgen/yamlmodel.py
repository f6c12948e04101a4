"""A whole YAML file as a model of its shape: for the files beside the templates.

In: a path, and the shape of the catalog's or the house's files. Out: the model. A dossier's files,
whose mistakes are gathered over all of them, are `dossier`'s to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from briefgen.errors import BriefgenError, InputErrors, Place
from briefgen.reading import read_mapping
from briefgen.shaping import shape_in, shaped
from briefgen.turning import turning_mistakes
from briefgen.yamlshape import Shape
from briefgen.yamltree import texts_below

_File = TypeVar("_File", bound=Shape)


def read_model(shape: type[_File], path: Path) -> _File:
    """The file at *path* as a model of *shape*. Raises `InputErrors` with all its mistakes."""
    tree, unreadable = read_mapping(path, example=_keys_of(shape))
    mistakes = list(unreadable)
    model = shaped(shape, tree, mistakes)
    mistakes += turning_mistakes(texts_below(tree))
    if mistakes or model is None:
        raise InputErrors(mistakes or [BriefgenError("the file is empty", Place(str(path), 1))])
    return model


def _keys_of(shape: type[Shape]) -> str:
    """What to write into an empty file: the keys that it must have, and those of its entries."""
    keys = shape.required()
    entry = shape_in(shape.model_fields[keys[0]].annotation) if len(keys) == 1 else None
    if entry is None:
        return f"write its keys: {', '.join(keys)}; or take the file away"
    *most, last = entry.required()
    listed = f"{', '.join(most)} and {last}"
    return f"write {keys[0]}: and below it entries with {listed}; or take the file away"
