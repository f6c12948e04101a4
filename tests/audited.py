"""Small dossiers for the tests of the audit: texts and records in, findings out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefgen.assembling import assemble
from briefgen.audit import Finding, findings_of
from briefgen.dossier import load
from briefgen.outline import Outline

Record = dict[str, Any]


def excerpt(name: str, quote: str, *tags: str, **more: Any) -> Record:
    return {"id": name, "quote": quote, "tags": list(tags) or ["for:claim"], **more}


def source(name: str, text: str, *excerpts: Record, kind: str = "news", **more: Any) -> Record:
    return {"id": name, "kind": kind, "text": text, "excerpts": list(excerpts), **more}


def write_dossier(folder: Path, *sources: Record, **frame: Any) -> Path:
    """A dossier of *sources*, with *frame* added to what every dossier has. JSON is YAML."""
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    (folder / "excerpts").mkdir(exist_ok=True)
    whole = {"question": "Should it be done?", "proposal": "doing it", "as_of": "2026-03-01"}
    _dump(folder / "dossier.yaml", {**whole, **frame})
    records = []
    for one in sources:
        record = dict(one)
        (folder / "texts" / f"{one['id']}.txt").write_text(record.pop("text"), encoding="utf-8")
        _dump(folder / "excerpts" / f"{one['id']}.yaml", {"excerpts": record.pop("excerpts")})
        records.append({"title": f"On {one['id']}", **record})
    _dump(folder / "sources.yaml", {"sources": records})
    return folder


def outlined(folder: Path, *sources: Record, **frame: Any) -> Outline:
    return assemble(load(write_dossier(folder / "dossier", *sources, **frame)))


def found(outline: Outline, rule: str) -> list[Finding]:
    """The findings of *rule*, accepted or not."""
    return [finding for finding in findings_of(outline) if finding.rule == rule]


def about(outline: Outline, rule: str) -> list[str]:
    return [finding.about for finding in found(outline, rule)]


def _dump(path: Path, tree: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(tree, indent=1, ensure_ascii=False), encoding="utf-8")
