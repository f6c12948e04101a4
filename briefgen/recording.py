"""Recording: the digests of source texts, set into sources.yaml by `briefgen check --record`.

In: a dossier's folder. Out: `sha256` lines in its sources.yaml. The file is edited as text, at the
places that the YAML reader knows, so that comments, order, quotation marks and line endings stay;
the result is read again before it replaces the file, in one step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import DossierError, InputErrors, Place
from briefgen.ids import is_id
from briefgen.outputs import rewrite
from briefgen.reading import parse_yaml, read_mapping, shown
from briefgen.sources import digest_of
from briefgen.yamltree import WrittenMap, WrittenText, records_in

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Digest:
    """What is to be recorded for one source, and the record in which."""

    source: str
    digest: str
    record: WrittenMap

    @property
    def before(self) -> str:
        return str(self.record.get("sha256") or "")


def record_digests(folder: Path) -> list[str]:
    """Writes the digest of every text that has none recorded, or another one.

    Returns one sentence for each digest written, which says whether the text had changed. Raises
    `InputErrors` if sources.yaml cannot be read, `DossierError` for a record into which no line
    can be put, `OutputError` if the file cannot be written; in each case nothing is changed.
    """
    path = folder / "sources.yaml"
    tree, mistakes = read_mapping(path)
    if tree is None or mistakes:
        raise InputErrors(mistakes)
    due = list(_digests(folder, tree))
    if due:
        rewrite(path, _edited(path, due))
    return [_told(each) for each in due]


def _told(each: _Digest) -> str:
    what = "changed since it was recorded, recorded anew" if each.before else "recorded"
    return f"{each.source}: {what}"


def _digests(folder: Path, tree: WrittenMap) -> Iterator[_Digest]:
    """The digests that sources.yaml lacks or has wrong."""
    for record in records_in(tree, "sources"):
        name = record.get("id")
        if isinstance(name, str) and is_id(name.strip()):
            text = folder / "texts" / f"{name.strip()}.txt"
            if text.is_file():
                found = _Digest(name.strip(), digest_of(text.read_bytes()), record)
                if found.before.strip().lower() != found.digest:
                    yield found


def _edited(path: Path, due: list[_Digest]) -> bytes:
    data = path.read_bytes()
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.decode("utf-8-sig")
    # from the end to the beginning, so that places stay right
    for each in sorted(due, key=lambda each: each.record.place, reverse=True):
        text = _with_digest(text, each)
    now = _records_of(text, path)
    for each in due:
        if now.get(each.source) != {**each.record, "sha256": each.digest}:
            raise DossierError(
                f"no digest can be written into the record of '{each.source}'",
                each.record.place,
                f"write sha256: {each.digest} there by hand",
            )
    return bom + text.encode()


def _records_of(text: str, path: Path) -> dict[str, WrittenMap]:
    try:
        tree, _ = parse_yaml(text, shown(path))
    except DossierError:
        return {}  # what was inserted broke the file
    return {str(record.get("id")).strip(): record for record in records_in(tree, "sources")}


def _with_digest(text: str, each: _Digest) -> str:
    record, place = each.record, each.record.places.get("sha256")
    if isinstance(record.get("sha256"), WrittenText) and place is not None:
        at = _offset(text, place)
        old = each.before
        return text[:at] + text[at:].replace(old, each.digest, 1)
    key = record.key_places["id"]
    at = _offset(text, key)
    if text[_offset(text, record.place)] == "{":
        return f"{text[:at]}sha256: {each.digest}, {text[at:]}"
    return _with_line(text, at, key.column, each.digest)


def _with_line(text: str, at: int, column: int, digest: str) -> str:
    """*text* with a line for *digest* below the line that holds *at*, its key in *column*."""
    end = _LINE_END.search(text, at)
    line = f"{' ' * (column - 1)}sha256: {digest}"
    if end is None:
        return f"{text}\n{line}\n"
    return f"{text[: end.end()]}{line}{end[0]}{text[end.end() :]}"


def _offset(text: str, place: Place) -> int:
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    return starts[place.line - 1] + place.column - 1
