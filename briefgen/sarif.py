"""SARIF 2.1.0: what `briefgen check` found, for code hosts that show it beside the lines.

In: mistakes and an `Audit`. Out: a SARIF log with one run. Rules are listed once; findings that the
editor accepted are results with a suppression, whose justification is the reason given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from briefgen import __version__
from briefgen.audit.findings import Accepted, Finding
from briefgen.errors import BriefgenError, Place
from briefgen.rules import RULES, Rule

__all__ = ["sarif_log"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MISTAKE = "mistake"
"""The rule under which everything stands that keeps a brief from being built."""


def sarif_log(
    errors: Iterable[BriefgenError],
    findings: Iterable[Finding] = (),
    accepted: Iterable[Accepted] = (),
) -> dict[str, Any]:
    """The log of one check. Places are relative to the current folder, as they were printed."""
    results = [_of_error(error) for error in errors]
    results += [_of_finding(finding) for finding in findings]
    results += [_suppressed(one) for one in accepted]
    driver = {"name": "briefgen", "version": __version__, "rules": _rules()}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules() -> list[dict[str, Any]]:
    mistake = {
        "id": _MISTAKE,
        "shortDescription": {"text": "a mistake that keeps briefs from being built"},
        "defaultConfiguration": {"level": "error"},
    }
    return [mistake, *(_rule(rule) for rule in RULES.values())]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.looks_for},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"level": rule.severity},
    }


_INDEX = {name: index for index, name in enumerate((_MISTAKE, *RULES))}


def _of_error(error: BriefgenError) -> dict[str, Any]:
    lines = [error.message, *error.detail]
    return _result(_MISTAKE, "error", _with_hint("\n".join(lines), error.hint), error.place, "")


def _of_finding(finding: Finding) -> dict[str, Any]:
    text = _with_hint(finding.message, finding.mend)
    return _result(finding.rule, finding.severity, text, finding.place, finding.about)


def _suppressed(one: Accepted) -> dict[str, Any]:
    # “external”: the acceptance stands in dossier.yaml, not beside the line that it is about.
    suppression = {"kind": "external", "status": "accepted", "justification": one.reason}
    return {**_of_finding(one.finding), "suppressions": [suppression]}


def _with_hint(text: str, hint: str) -> str:
    return f"{text}\nhint: {hint}" if hint else text


def _result(rule: str, level: str, text: str, place: Place, about: str) -> dict[str, Any]:
    # A finding stays the same when lines above it come and go. One thing may have several of them.
    seed = f"{rule}\0{PurePath(place.file).name}\0{about}\0{text}"
    return {
        "ruleId": rule,
        "ruleIndex": _INDEX[rule],
        "level": level,
        "message": {"text": text},
        "locations": [_location(place)] if place.file else [],
        "partialFingerprints": {
            "briefgen/v1": hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:32]
        },
    }


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        region = {"startLine": place.line, "startColumn": max(place.column, 1)}
        physical["region"] = region
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    path = Path(file)
    if path.is_absolute():
        # surrogates of undecodable names cannot be put into a URI otherwise
        return "file://" + quote(path.as_posix().encode("utf-8", "surrogateescape"))
    return quote(path.as_posix().encode("utf-8", "surrogateescape"))
