"""The small dossier with which `briefgen init` begins, and the schemas that stand beside it.

In: the files of `starter_dossier/`, which is an ordinary dossier about an invented question. Out:
names and bytes; `outputs` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefgen.schema import json_schemas

_FOLDER = Path(__file__).resolve().parent / "starter_dossier"
_SCHEMAS = ".briefgen"
"""Where the first line of each YAML file says that its schema is."""
_HIDDEN = {"gitattributes": ".gitattributes"}
"""Files that lie under another name in the package, lest git obey them there."""


def files() -> dict[str, bytes]:
    """Every file of a new dossier: its name below the dossier's folder, and its bytes."""
    dossier = {
        path.relative_to(_FOLDER).as_posix(): path.read_bytes()
        for path in sorted(_FOLDER.rglob("*"))
        if path.is_file()
    }
    named = {_HIDDEN.get(name, name): content for name, content in dossier.items()}
    schemas = {f"{_SCHEMAS}/{name}": content for name, content in schema_files().items()}
    return named | schemas


def schema_files(schemas: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """*schemas*, or else those of a dossier's files, each as `<kind>.schema.json`."""
    return {
        f"{kind}.schema.json": (json.dumps(schema, indent=2) + "\n").encode("ascii")
        for kind, schema in (schemas or json_schemas()).items()
    }
