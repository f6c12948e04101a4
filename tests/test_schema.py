"""The JSON Schemas: self-contained, told in words, and of one mind with the loader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from test_dossier import CASES, TINY

from briefgen.schema import SCHEMA_FILES, json_schemas


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in *value*."""
    if isinstance(value, dict):
        yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from nodes(each)


def test_names_and_dialect() -> None:
    schemas = json_schemas()
    assert list(schemas) == list(SCHEMA_FILES) == ["dossier", "sources", "excerpts"]
    for schema in schemas.values():
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert not any("$id" in node for node in nodes(schema))
        assert json.loads(json.dumps(schema)) == schema


def test_references_lead_somewhere() -> None:
    found = 0
    for schema in json_schemas().values():
        for node in nodes(schema):
            if "$ref" in node:
                found += 1
                assert node["$ref"].removeprefix("#/$defs/") in schema["$defs"]
    assert found > 10


def test_every_key_has_help() -> None:
    found = 0
    for name, schema in json_schemas().items():
        for shape in (schema, *schema["$defs"].values()):
            for key, value in shape.get("properties", {}).items():
                found += 1
                assert value.get("description"), f"{name}: {key}"
    assert found > 100


def test_defaults_are_those_that_a_writer_could_type() -> None:
    found = [node["default"] for node in nodes(json_schemas()) if "default" in node]
    assert {each for each in found if not isinstance(each, dict)} == {3, 24, "neutral", "en"}


# A validator for the part of JSON Schema that the schemas use ------------------------------

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def admits(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    if "$ref" in schema and not admits(
        root["$defs"][schema["$ref"].rsplit("/", 1)[1]], value, root
    ):
        return False
    return all(CHECKS[key](schema, value, root) for key in schema if key in CHECKS)


def _type(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return any(isinstance(value, TYPES[name]) for name in names)


def _object(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    for key, each in value.items():
        fitting = [known[key]] if key in known else []
        fitting += [sub for pattern, sub in patterns.items() if re.search(pattern, str(key))]
        other = schema.get("additionalProperties", True)
        if not fitting and other is False:
            return False
        if not fitting and isinstance(other, dict):
            fitting = [other]
        if not all(admits(sub, each, root) for sub in fitting):
            return False
    return all(key in value for key in schema.get("required", ()))


def _sized(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    if isinstance(value, str):
        return schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0)
    if isinstance(value, (int, float)):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    return True


CHECKS = {
    "type": _type,
    "properties": _object,
    "patternProperties": _object,
    "additionalProperties": _object,
    "required": _object,
    "items": lambda s, v, r: (
        not isinstance(v, list) or all(admits(s["items"], each, r) for each in v)
    ),
    "propertyNames": lambda s, v, r: (
        not isinstance(v, dict) or all(admits(s["propertyNames"], key, r) for key in v)
    ),
    "enum": lambda s, v, r: v in s["enum"],
    "pattern": lambda s, v, r: not isinstance(v, str) or re.search(s["pattern"], v) is not None,
    "anyOf": lambda s, v, r: any(admits(each, v, r) for each in s["anyOf"]),
    "oneOf": lambda s, v, r: sum(admits(each, v, r) for each in s["oneOf"]) == 1,
    "minLength": _sized,
    "maxLength": _sized,
    "minItems": _sized,
    "minimum": _sized,
    "maximum": _sized,
}


def loaded(text: str) -> Any:
    """*text* as an editor reads it: by the core schema of YAML 1.2, in which dates are texts."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
    )
    return yaml.load(text)


@cache
def schemas() -> dict[str, dict[str, Any]]:
    return json_schemas()


def schema_of(file: str) -> dict[str, Any]:
    return schemas()["excerpts" if file.startswith("excerpts/") else Path(file).stem]


@pytest.mark.parametrize("file", [name for name in TINY if name.endswith(".yaml")])
def test_schema_admits_the_tiny_dossier(file: str) -> None:
    schema = schema_of(file)
    assert admits(schema, loaded(TINY[file]), schema)


BY_SCHEMA = (
    "unknown key",
    "unknown top key",
    "key in capitals",
    "missing question",
    "missing claim",
    "missing position",
    "missing because",
    "missing id",
    "missing quote",
    "missing tags",
    "empty tags",
    "list for a text",
    "text for a list",
    "text for a record",
    "position",
    "side",
    "stance",
    "kind",
    "manner",
    "paragraph mode",
    "weight 6",
    "weight word",
    "weight half",
    "as_of not a day",
    "digest",
    "id with capitals",
    "id that leaves the folder",
    "long id",
    "tag role",
    "tag without role",
    "tag with a space",
    "scope",
    "empty scope",
    "scope with a typo",
    "wording key",
    "wording of a list",
    "edition name",
    "paragraph 0",
    "empty string",
)


@pytest.mark.parametrize("name", BY_SCHEMA)
def test_schema_refuses_what_the_loader_refuses(name: str) -> None:
    case = CASES[name]
    schema = schema_of(case.file)
    assert not admits(schema, loaded(TINY[case.file].replace(case.old, case.new, 1)), schema)
