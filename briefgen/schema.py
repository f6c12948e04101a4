"""JSON Schemas of the three kinds of YAML file, for editors with yaml-language-server.

In: the shapes. Out: self-contained schemas (draft 2020-12, no `$id`), whose descriptions are the
help shown while typing. What they admit, the loader admits of a single record; whether ids exist
elsewhere is beyond a schema.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from briefgen.dossier_shapes import DossierFile
from briefgen.evidence import Evidence
from briefgen.excerpt_shapes import ExcerptsFile
from briefgen.source_shapes import SourcesFile
from briefgen.yamlshape import Shape

SCHEMA_FILES: dict[str, type[Shape]] = {
    "dossier": DossierFile,
    "sources": SourcesFile,
    "excerpts": ExcerptsFile,
}
"""Name of each schema and the shape that it describes; excerpts is for `excerpts/*.yaml`."""


def json_schemas() -> dict[str, dict[str, Any]]:
    """The schemas under the names `dossier`, `sources` and `excerpts`."""
    return {name: _schema(shape) for name, shape in SCHEMA_FILES.items()}


def published_schemas() -> dict[str, dict[str, Any]]:
    """Those of `json_schemas`, and that of the evidence which every file carries, as `evidence`."""
    evidence = Evidence.model_json_schema(schema_generator=GenerateJsonSchema)
    dialect = {"$schema": GenerateJsonSchema.schema_dialect}
    return json_schemas() | {"evidence": dialect | _readable(evidence)}


def _schema(shape: type[Shape]) -> dict[str, Any]:
    schema = shape.model_json_schema(schema_generator=_Schemas)
    return {"$schema": GenerateJsonSchema.schema_dialect, **_readable(schema)}


class _Schemas(GenerateJsonSchema):
    """Shows the defaults that a writer could type, and no others; and the help of every key."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        found = super().model_schema(schema)
        shape: type[Shape] = schema["cls"]
        for name, text in _help_texts(shape):
            key = shape.model_fields[name].alias or name
            found["properties"][key]["description"] = text
        return found

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        # most defaults are values of ours (scopes, tuples), which no YAML writer would type
        inner = self.generate_inner(schema["schema"])
        default = schema.get("default")
        return {**inner, "default": default} if default and type(default) in {str, int} else inner


@cache
def _help_texts(shape: type[Shape]) -> tuple[tuple[str, str], ...]:
    """The names of the fields of *shape* and the texts under them.

    pydantic would gather them too, but at each start of the program, and at a tenth of its time.
    """
    shapes = [each for each in reversed(shape.__mro__) if issubclass(each, Shape)]
    definitions = [ast.parse(inspect.getsource(each)).body[0] for each in shapes]
    return tuple(text for each in definitions for text in _texts_under_fields(each))


def _texts_under_fields(definition: ast.stmt) -> Iterator[tuple[str, str]]:
    statements = definition.body if isinstance(definition, ast.ClassDef) else []
    for field, below in pairwise(statements):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(name)),
                ast.Expr(ast.Constant(str(text))),
            ):
                yield name, inspect.cleandoc(text)


def _readable(schema: dict[str, Any]) -> dict[str, Any]:
    """*schema* without the titles that pydantic makes of class names."""
    return {key: _without_titles(value) for key, value in schema.items() if key != "title"}


def _without_titles(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_titles(each) for each in value]
    if not isinstance(value, dict):
        return value
    # a property may be called title; the annotation is always a text
    return {
        key: _without_titles(each)
        for key, each in value.items()
        if not (key == "title" and isinstance(each, str))
    }
