"""The YAML border: a folder on disk becomes a `Dossier`, or all its mistakes at once.

In: a folder. Out: a frozen `Dossier` of models, sources and proven excerpts; or `InputErrors`, each
with file, line, column and what to write instead. One mistake gives one error: a check that needs
what another mistake has spoilt stays silent. The checks that compare records therefore read the
YAML as written, not the models, which exist only for records without a mistake of their own.

Three parts: files → trees with places (`read_mapping`), trees → models (`shaped`), and the rules
that hold between records (`_reference_mistakes`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from briefgen.errors import DossierError, InputErrors, Place, printable
from briefgen.excerpts import Excerpt, Quotation, Speaker, locate
from briefgen.models import (
    EVIDENCE_ROLES,
    KEY,
    NUMBERED,
    SIDES,
    TAG_ROLES,
    DossierFile,
    ExcerptsFile,
    ExcerptShape,
    NameShape,
    Shape,
    SourcesFile,
    SourceShape,
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    is_id,
    kind_of,
    nearest,
    numbered,
    slug,
    suggestion,
    where,
)
from briefgen.sources import (
    MAX_TEXT_BYTES,
    Name,
    PassedOver,
    Record,
    Source,
    check_digest,
    read_source,
)
from briefgen.wording import Scope, Wording

YAML_SIZE_LIMIT = 10_000_000
"""Bytes of one YAML file; by far more than anybody writes by hand."""
LOGO_SIZE_LIMIT = 5_000_000
"""Bytes of a logo; it goes into every file that is built."""
NESTING_LIMIT = 60
EXPANSION_LIMIT = 100_000
"""Nodes to which the aliases of one file may expand (DOSSIER.md, Files)."""

Mistakes = list[DossierError]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier without mistakes: what `load` returns.

    *frame* is dossier.yaml. *sources* stand in the order of sources.yaml; *excerpts* are proven and
    stand in that order too, then in the order of their files. *entries* are the same excerpts as
    written, with the places of their values.
    """

    name: str
    folder: Path
    frame: DossierFile
    sources: Mapping[str, Source]
    excerpts: Mapping[str, Excerpt]
    entries: Mapping[str, ExcerptShape]
    logo: bytes = b""
    """The issuer's logo as its file has it; empty where none is named."""


def load(folder: Path) -> Dossier:
    """The dossier in *folder*.

    Raises `InputErrors` with every mistake, in the order of file, line and column.
    """
    mistakes: Mistakes = []
    files = _read_files(folder, mistakes)
    frame = shaped(DossierFile, files.frame, mistakes)
    records = shaped(SourcesFile, files.sources, mistakes)
    entries = {stem: shaped(ExcerptsFile, tree, mistakes) for stem, tree in files.excerpts.items()}
    sources = _read_sources(files, records.sources if records else (), mistakes)
    proofs = _prove_all(sources, records.sources if records else (), entries, mistakes)
    mistakes += _orphan_mistakes(files)
    mistakes += _reference_mistakes(files)
    if not mistakes and not proofs.excerpts:
        mistakes.append(_empty_dossier(files))
    if mistakes or frame is None:
        # an alias shows one mistake as often as it is used
        raise InputErrors(
            {(each.place, each.message): each for each in reversed(mistakes)}.values()
        )
    return Dossier(
        _dossier_name(folder),
        folder,
        frame,
        MappingProxyType(sources),
        MappingProxyType(proofs.excerpts),
        MappingProxyType(proofs.entries),
        _logo(folder, frame),
    )


def _logo(folder: Path, frame: DossierFile) -> bytes:
    if frame.issuer is None or not frame.issuer.logo:
        return b""
    try:
        return _bytes_of(folder / frame.issuer.logo, LOGO_SIZE_LIMIT)
    except DossierError as error:
        place = frame.issuer.where("logo")
        raise InputErrors([DossierError(error.message, place, "give a small picture")]) from None


def _dossier_name(folder: Path) -> str:
    name = folder.resolve().name
    return name if is_id(name) else slug(name) or "dossier"


def shown(path: Path) -> str:
    """*path* as messages name it: relative to the working directory where it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# Files -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Files:
    """The trees of a dossier's files as written; None where a file cannot be read."""

    folder: Path
    frame: WrittenMap | None
    sources: WrittenMap | None
    excerpts: dict[str, WrittenMap | None]
    texts: tuple[str, ...]
    recorded: bool
    """Whether there is a sources.yaml at all."""

    def path(self, name: str) -> Path:
        return self.folder / name

    def start_of(self, name: str) -> Place:
        return Place(shown(self.folder / name), 1)


def _read_files(folder: Path, mistakes: Mistakes) -> _Files:
    if not folder.is_dir():
        hint = (
            "give the folder, not a file in it"
            if folder.exists()
            else "`briefgen init DIR` makes one"
        )
        raise InputErrors(
            [DossierError("there is no dossier folder here", Place(shown(folder)), hint)]
        )
    recorded = (folder / "sources.yaml").exists()
    texts = _stems(folder / "texts", ".txt")
    return _Files(
        folder,
        _gathered(folder / "dossier.yaml", folder, mistakes),
        _gathered(folder / "sources.yaml", folder, mistakes)
        if recorded
        else _bare_records(folder, texts),
        {
            stem: _gathered(folder / "excerpts" / f"{stem}.yaml", folder, mistakes)
            for stem in _stems(folder / "excerpts", ".yaml")
        },
        texts,
        recorded,
    )


def _stems(folder: Path, suffix: str) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.stem for path in folder.iterdir() if path.suffix == suffix))


def _gathered(path: Path, folder: Path, mistakes: Mistakes) -> WrittenMap | None:
    outside = _outside(path, folder)
    tree, found = (None, (outside,)) if outside else read_mapping(path)
    mistakes.extend(found)
    return tree


def _bare_records(folder: Path, texts: Iterable[str]) -> WrittenMap:
    # Progress is gradual: before there is a sources.yaml, each text is a source without a record.
    start = Place(shown(folder / "sources.yaml"), 1)
    records = WrittenList(start)
    for stem in texts:
        record = WrittenMap(start)
        _put(record, "id", _text(stem, start), start, start)
        records.append(record)
        records.places.append(start)
    tree = WrittenMap(start)
    _put(tree, "sources", records, start, start)
    return tree


def _outside(path: Path, folder: Path) -> DossierError | None:
    """The mistake of a *path* that, once links are followed, lies outside *folder*."""
    try:
        if path.resolve().is_relative_to(folder.resolve()):
            return None
    except (OSError, RuntimeError):  # a loop of links
        pass
    return DossierError(
        "the file lies outside the dossier's folder",
        Place(shown(path), 1),
        "put the file itself there, not a link",
    )


# Trees -------------------------------------------------------------------------------------


def read_mapping(path: Path) -> tuple[WrittenMap | None, tuple[DossierError, ...]]:
    """The mapping at the top of the YAML file *path*, and the mistakes found while reading it.

    Scalars stay text as written. The mapping is None where the file cannot be read at all; a
    repeated key or a forbidden tag is a mistake that leaves the rest readable.
    """
    file = shown(path)
    try:
        tree, mistakes = parse_yaml(_decoded(_bytes_of(path, YAML_SIZE_LIMIT), file), file)
        return _top_level(tree, file), tuple(mistakes)
    except DossierError as error:
        return None, (error,)


def _bytes_of(path: Path, limit: int) -> bytes:
    start = Place(shown(path), 1)
    if not path.exists():
        raise DossierError(f"{path.name} is missing", start, "`briefgen init DIR` shows one")
    if not path.is_file():
        raise DossierError(f"{path.name} is not a file", start)
    try:
        size = path.stat().st_size
        if size <= limit:
            return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise DossierError(f"the file cannot be read: {reason}", start) from None
    message = (
        f"the file is too large: {size / 1e6:,.1f} MB, and at most {limit / 1e6:,.0f} are read"
    )
    raise DossierError(message, start, "keep only what is quoted")


def _decoded(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # utf-8-sig counts from behind the byte order mark
        body = data.removeprefix(b"\xef\xbb\xbf")
        before = body[: error.start].decode("utf-8", "replace")
        raise DossierError(
            f"byte {body[error.start]:#04x} is not UTF-8",
            _place_after(before, file),
            "save the file as UTF-8",
        ) from None
    control = _UNPRINTABLE.search(text)
    if control:
        raise DossierError(
            f"control character {printable(control[0])} in the file",
            _place_after(text[: control.start()], file),
            "delete it",
        )
    return text


# What neither YAML nor the XML of Word files can hold: controls, surrogates, noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _place_after(before: str, file: str) -> Place:
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _top_level(tree: Written, file: str) -> WrittenMap:
    if tree is None:
        raise DossierError(
            "the file is empty", Place(file, 1), "`briefgen init DIR` writes an example"
        )
    if not isinstance(tree, WrittenMap):
        raise DossierError(
            f"the file holds {kind_of(tree)}, not keys with values",
            tree.place,
            "begin with a line such as key: value",
        )
    return tree


def parse_yaml(text: str, file: str) -> tuple[Written, Mistakes]:
    """The tree of *text*, and what is wrong in it; places name *file*.

    Raises `DossierError` where there is no making a tree of it.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = NESTING_LIMIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor may be given anew; ruamel warns of it
            node = yaml.compose(text)
    except MarkedYAMLError as error:
        raise _syntax_mistake(error, file) from None
    except (YAMLError, ValueError, OverflowError, AssertionError, IndexError) as error:
        # ruamel lets a few slips of its scanner through, such as "\U99999999"
        raise DossierError(f"this is not YAML: {printable(error)}", Place(file, 1)) from None
    if node is None:
        return None, []
    growth = _Growth(file)
    return growth.grown(node, Place(file, 1), 0), growth.mistakes


_SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a colon where no key can stand",
        "put a text that has a colon in it in quotation marks, and indent keys of one record alike",
    ),
    ("'\\t' that cannot start", "a tab where only spaces can stand", "indent with spaces"),
    (
        "that cannot start any token",
        "a text cannot begin with this character",
        "put the text in quotation marks",
    ),
    ("unexpected end of stream", "a quotation mark is opened here and never closed", "close it"),
    (
        "expected ',' or ']'",
        "a list in brackets is not closed, or lacks a comma",
        "write [one, two]",
    ),
    (
        "expected ',' or '}'",
        "a mapping in braces is not closed, or lacks a comma",
        "write {key: value, key: value}",
    ),
    (
        "expected the node content",
        "a value is missing before this",
        "write it, and close what is open: every [ has its ], every { its }",
    ),
    (
        "expected <block end>",
        "this does not go with the lines before it",
        "indent records of one list alike; a text that begins with a quotation mark ends with it",
    ),
    (
        "could not find expected ':'",
        "a line without a colon where a key should stand",
        "write key: value",
    ),
    ("undefined alias", "an alias without its anchor", "write &name where the value first stands"),
    (
        "another document",
        "a second document begins here",
        "one file holds one document: take out the line ---",
    ),
    (
        "maximum depth",
        f"records nested more than {NESTING_LIMIT} deep",
        "a dossier needs no more than six",
    ),
    (
        "escape",
        "an escape that YAML does not know",
        "in double quotation marks write \\\\ for a backslash",
    ),
)


def _syntax_mistake(error: MarkedYAMLError, file: str) -> DossierError:
    problem = " ".join(str(part) for part in (error.context, error.problem, error.note) if part)
    opened = ("unexpected end of stream", "expected ',' or")
    opening = error.context_mark is not None and any(text in problem for text in opened)
    mark = error.context_mark if opening else error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1)
    for sign, message, hint in _SYNTAX:
        if sign in problem:
            return DossierError(message, place, hint)
    return DossierError(f"this is not YAML: {printable(problem)}", place)


_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _Growth:
    """Turns the nodes of one file into a tree: aliases expanded, merged, scalars as written."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: Mistakes = []
        self.seen: set[int] = set()
        self.expanded = 0

    def grown(self, node: Node, around: Place, depth: int, aliased: bool = False) -> Written:
        aliased = self._counted(node, around, depth, aliased)
        self._check_tag(node)
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if isinstance(node, SequenceNode):
            return self._list(node, depth, aliased)
        return self._map(node, depth, aliased)

    def _counted(self, node: Node, around: Place, depth: int, aliased: bool) -> bool:
        aliased = aliased or id(node) in self.seen
        self.seen.add(id(node))
        self.expanded += aliased
        # an alias inside its own anchor never ends: the depth gives it away
        if self.expanded > EXPANSION_LIMIT or depth > 2 * NESTING_LIMIT:
            raise DossierError(
                f"aliases that contain themselves or expand to over {EXPANSION_LIMIT:,} values",
                around,
                "write the values out",
            )
        return aliased

    def _check_tag(self, node: Node) -> None:
        tag = str(node.tag)
        if tag not in _PLAIN_TAGS:
            shorter = tag.replace("tag:yaml.org,2002:", "!!")
            message = f"the YAML tag {printable(shorter, 60)} is not allowed"
            self.mistakes.append(
                DossierError(
                    message,
                    self._place(node),
                    "take it out: values are plain text, lists and mappings",
                )
            )

    def _place(self, node: Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _scalar(self, node: ScalarNode) -> WrittenText | None:
        if node.style is None and node.value in _NULLS and not str(node.tag).endswith(":str"):
            return None
        control = _UNPRINTABLE.search(node.value)
        if control:
            message = f"the text contains the control character {printable(control[0])}"
            self.mistakes.append(DossierError(message, self._place(node), "take it out"))
        return _text(_UNPRINTABLE.sub("", node.value), self._place(node))

    def _list(self, node: SequenceNode, depth: int, aliased: bool) -> WrittenList:
        place = self._place(node)
        values = WrittenList(place)
        for each in node.value:
            values.append(self.grown(each, place, depth + 1, aliased))
            values.places.append(self._place(each))
        return values

    def _map(self, node: Node, depth: int, aliased: bool) -> WrittenMap:
        place = self._place(node)
        values = WrittenMap(place)
        merged: list[WrittenMap] = []
        repeated: list[tuple[str, Place]] = []
        for key_node, value_node in node.value:
            value = self.grown(value_node, place, depth + 1, aliased)
            if str(key_node.tag).endswith(":merge"):
                merged += self._merged(value, value_node)
                continue
            key = self._key(key_node)
            if key is None:
                continue
            if key in values:
                repeated.append((key, self._place(key_node)))
            else:
                place_of_value = self._place_of_value(key_node, value_node)
                _put(values, key, value, self._place(key_node), place_of_value)
        if repeated:
            self._note_repeated(repeated, values)
        for base in merged:
            for key in base:
                if key not in values:
                    _put(values, key, base[key], base.key_places[key], base.places[key])
        return values

    def _place_of_value(self, key: Node, value: Node) -> Place:
        if not isinstance(value, ScalarNode) or value.value or value.style:
            return self._place(value)
        # nothing written: ruamel points to whatever comes next
        return Place(self.file, key.end_mark.line + 1, key.end_mark.column + 2)

    def _key(self, node: Node) -> str | None:
        if isinstance(node, ScalarNode):
            self._check_tag(node)
            return str(_UNPRINTABLE.sub("\ufffd", node.value))
        self.mistakes.append(
            DossierError("a key is a single word, not a list or a mapping", self._place(node))
        )
        return None

    def _note_repeated(self, repeated: list[tuple[str, Place]], values: WrittenMap) -> None:
        """One mistake for all keys that stand twice in one mapping: most are copied together."""
        values.repeated = True
        (key, place), *others = repeated
        first = values.key_places[key].line
        message = f"the key '{printable(key, 60)}' stands here again; it is on line {first} already"
        detail = tuple(
            f"so does '{printable(other, 60)}' on line {again.line}, after line"
            f" {values.key_places[other].line}"
            for other, again in others
        )
        hint = "begin a new record with a hyphen, or keep one" if others else "keep one of the two"
        self.mistakes.append(DossierError(message, place, hint, detail=detail))

    def _merged(self, value: Written, node: Node) -> list[WrittenMap]:
        bases = value if isinstance(value, WrittenList) else [value]
        if all(isinstance(base, WrittenMap) for base in bases):
            return list(bases)
        self.mistakes.append(
            DossierError("<< merges mappings only", self._place(node), "write <<: *anchor")
        )
        return []


def _put(record: WrittenMap, key: str, value: Written, key_place: Place, place: Place) -> None:
    record[key] = value
    record.key_places[key] = key_place
    record.places[key] = place


def _text(value: str, place: Place) -> WrittenText:
    text = WrittenText(value)
    text.place = place
    return text


# Models ------------------------------------------------------------------------------------

ShapeT = TypeVar("ShapeT", bound=Shape)
Loc: TypeAlias = tuple[int | str, ...]
"""A path of keys and list indexes, as pydantic locates its findings."""

_ITEM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "arguments": "argument",
        "stakeholders": "stakeholder",
        "next_steps": "next step",
        "background": "background topic",
        "timeline": "event",
        "facts": "fact",
        "status": "status entry",
        "votes": "vote",
        "talking_points": "talking point",
        "questions": "question",
        "options": "option",
        "obstacles": "obstacle",
        "sources": "source",
        "excerpts": "excerpt",
        "author": "author",
        "passed_over": "passed-over paragraph",
    }
)


def shaped(shape: type[ShapeT], tree: WrittenMap | None, mistakes: Mistakes) -> ShapeT | None:
    """*tree* as a model of *shape*; mistakes are appended to *mistakes*, and what is sound is kept.

    None where the tree is None or where nothing of it is sound.
    """
    if tree is None:
        return None
    try:
        return shape.model_validate(tree)
    except ValidationError as error:
        details = error.errors(include_url=False)
        mistakes.extend(_shape_mistakes(shape, tree, details))
        return _sound_part(shape, tree, details)


def _shape_mistakes(shape: type[Shape], tree: WrittenMap, details: list[ErrorDetails]) -> Mistakes:
    misplaced = _misplaced_records(shape, tree, details)
    details = [detail for detail in details if detail["loc"][:2] not in misplaced]
    missing = [detail["loc"] for detail in details if detail["type"] == "missing"]
    found: Mistakes = list(misplaced.values())
    # a list whose only item is bad is not short as well
    explained = {detail["loc"][:-1] for detail in details}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *record, key = detail["loc"]
            lacking = [
                str(loc[-1]) for loc in missing if list(loc[:-1]) == record and loc not in explained
            ]
            meant = nearest(str(key), lacking)
            if meant:
                explained.add((*record, meant))
            found.append(_unknown_key(shape, tree, detail["loc"], meant))
    found += [
        _shape_mistake(shape, tree, detail)
        for detail in details
        if detail["type"] != "extra_forbidden" and detail["loc"] not in explained
    ]
    return found


def _misplaced_records(
    shape: type[Shape], tree: WrittenMap, details: list[ErrorDetails]
) -> dict[Loc, DossierError]:
    """Records that have all the keys of another list's records: a heading line is missing."""
    found: dict[Loc, DossierError] = {}
    for detail in details:
        loc = detail["loc"][:2]
        record = _value_at(tree, loc)
        if detail["type"] == "extra_forbidden" and len(loc) == 2 and isinstance(record, WrittenMap):
            home = _home_of(record, shape)
            if home and home != loc[0]:
                what, not_what = _ITEM_NAMES[home], _ITEM_NAMES.get(str(loc[0]), "record")
                message = f"this record is a {what}, not a {not_what}"
                found[loc] = DossierError(message, record.place, f"put it under {home}:")
    return found


def _home_of(record: WrittenMap, shape: type[Shape]) -> str | None:
    """The list of *shape* whose records have just the keys of *record*."""
    for key, info in shape.model_fields.items():
        item = _shape_in(info.annotation) if key in _ITEM_NAMES else None
        required = (
            [name for name, each in item.model_fields.items() if each.is_required()] if item else []
        )
        if item and set(required) <= set(record) <= set(item.keys()):
            return key
    return None


def _unknown_key(
    shape: type[Shape], tree: WrittenMap, loc: tuple[int | str, ...], meant: str | None
) -> DossierError:
    key = str(loc[-1])
    keys = _shape_at(shape, loc[:-1]).keys()
    hint = f"did you mean '{meant}'?" if meant else suggestion(key, keys, what="keys")
    if " " in key and _value_at(tree, loc) is None:
        hint = "in braces a comma ends a value: put a text with commas in quotation marks"
    whose = _record_name(tree, loc[:-1])
    return DossierError(
        f"unknown key '{printable(key, 60)}'{whose}", where(tree, (*loc, KEY)), hint
    )


def _shape_at(shape: type[Shape], loc: Sequence[int | str]) -> type[Shape]:
    for step in loc:
        for name, info in shape.model_fields.items():
            if step in {name, info.alias}:
                shape = _shape_in(info.annotation) or shape
    return shape


def _shape_in(annotation: Any) -> type[Shape] | None:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    return next(filter(None, map(_shape_in, get_args(annotation))), None)


def _record_name(tree: WrittenMap, loc: Sequence[int | str]) -> str:
    """Which record *loc* lies in, as " in argument 'redundant'"; '' at the top of a file."""
    for depth in range(len(loc), 0, -1):
        if isinstance(loc[depth - 1], int):
            break
    else:
        return f" in {loc[0]}" if loc else ""
    kind = _ITEM_NAMES.get(str(loc[depth - 2]), "record") if depth > 1 else "record"
    record = _value_at(tree, loc[:depth])
    name = record.get("id") if isinstance(record, WrittenMap) else None
    return (
        f" in {kind} '{printable(name, 64)}'"
        if isinstance(name, str)
        else f" in {kind} {int(loc[depth - 1]) + 1}"
    )


def _value_at(tree: Written, loc: Iterable[int | str]) -> Written:
    value: Any = tree
    for step in loc:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value  # type: ignore[no-any-return]


def _shape_mistake(shape: type[Shape], tree: WrittenMap, detail: ErrorDetails) -> DossierError:
    loc = detail["loc"]
    message, hint = _in_words(shape, detail)
    if detail["type"] == "missing":
        message += _record_name(tree, loc[:-1])
    return DossierError(message, where(tree, loc), hint)


def _in_words(shape: type[Shape], detail: ErrorDetails) -> tuple[str, str]:
    """Message and hint for what pydantic found."""
    kind, loc, value = detail["type"], detail["loc"], detail["input"]
    key = _key_of(loc)
    if kind == "dossier":
        return str(detail["ctx"]["message"]), str(detail["ctx"]["hint"])
    if kind == "missing":
        return f"'{key}' is missing", f"write {key}: …"
    if value is None or kind in {"string_too_short", "too_short"}:
        return f"'{key}' is empty", "write something, or leave the key out"
    if kind.startswith(("int_", "greater_", "less_")):
        bounds = "from 1 to 5" if key == "weight" else "from 1 on"
        return f"'{key}' cannot be {_quoted(value)}", f"write a whole number {bounds}"
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(detail["ctx"]["expected"]))
        return f"'{key}' cannot be {_quoted(value)}", suggestion(str(value), choices, what="one of")
    return _wrong_kind(shape, detail, key)


def _wrong_kind(shape: type[Shape], detail: ErrorDetails, key: str) -> tuple[str, str]:
    kind, value = detail["type"], detail["input"]
    if kind in {"tuple_type", "list_type"}:
        return (
            f"'{key}' is {kind_of(value)}, not a list",
            "write [one, two], or one item a line after a hyphen",
        )
    if kind in {"model_type", "dict_type", "mapping_type"}:
        keys = ", ".join(_shape_at(shape, detail["loc"]).keys()[:6])
        wanted = f"its keys are {keys}" if kind == "model_type" else "write {key: value}"
        return f"'{key}' is {kind_of(value)}, not a mapping", wanted
    if kind == "string_type":
        return (
            f"'{key}' is {kind_of(value)}, not a text",
            "a text that has a colon in it needs quotation marks",
        )
    if kind == "string_pattern_mismatch":
        return (
            f"'{key}' is not a SHA-256 digest",
            "take it out; `briefgen check --record` writes it",
        )
    return f"'{key}': {printable(detail['msg'])}", ""


def _key_of(loc: Sequence[int | str]) -> str:
    names = [str(step) for step in loc if isinstance(step, str) and step != KEY]
    return printable(names[-1], 60) if names else "file"


def _quoted(value: object) -> str:
    return f"'{printable(value, 60)}'" if isinstance(value, str) else kind_of(value)


# Stand-ins, so that the rest of a file can be read where a required value is bad.
_STAND_INS: Mapping[str, Any] = MappingProxyType(
    {"question": "?", "proposal": "?", "as_of": "2000-01-01", "sources": [], "excerpts": []}
)


def _sound_part(
    shape: type[ShapeT], tree: WrittenMap, details: list[ErrorDetails]
) -> ShapeT | None:
    """*tree* as a model without the records and values that *details* find fault with."""
    bad = {_smallest_part(tree, detail["loc"]) for detail in details}
    sound = {key: _sound_value(key, value, bad) for key, value in tree.items() if (key,) not in bad}
    for key, info in shape.model_fields.items():
        if info.is_required():
            sound.setdefault(key, _STAND_INS.get(key))
    try:
        return shape.model_validate(sound)
    except ValidationError:
        return None


def _smallest_part(tree: WrittenMap, loc: Loc) -> Loc:
    """What to leave out for a mistake at *loc*: one record of a list, else a whole key."""
    return loc[:2] if len(loc) > 1 and isinstance(tree.get(str(loc[0])), WrittenList) else loc[:1]


def _sound_value(key: str, value: Written, bad: set[Loc]) -> Written | list[Any]:
    if not isinstance(value, WrittenList):
        return value
    return [each for index, each in enumerate(value) if (key, index) not in bad]


# Sources -----------------------------------------------------------------------------------


def _read_sources(
    files: _Files, shapes: Iterable[SourceShape], mistakes: Mistakes
) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for shape in shapes:
        if shape.id in sources:
            continue  # reported as a repeated id
        try:
            sources[shape.id] = _read_text(files, shape, mistakes)
        except DossierError as error:
            mistakes.append(error)
    return sources


def _read_text(files: _Files, shape: SourceShape, mistakes: Mistakes) -> Source:
    path = files.path(f"texts/{shape.id}.txt")
    if not path.exists():
        start = Place(shown(path), 1)
        hint = _text_hint(files, shape.id)
        raise DossierError(f"the text of source '{shape.id}' is missing", start, hint)
    outside = _outside(path, files.folder)
    if outside:
        raise outside
    data = _bytes_of(path, MAX_TEXT_BYTES)
    found: Mistakes = []
    source = _read_with_boilerplate(shape, data, shown(path), found)
    found += _passed_over_mistakes(source, shape)
    if shape.sha256 in {None, source.digest}:
        mistakes += found  # of a text that has changed, they merely follow
    if shape.title:
        return source
    return replace(source, record=replace(source.record, title=_headline(source)))


def _read_with_boilerplate(
    shape: SourceShape, data: bytes, file: str, mistakes: Mistakes
) -> Source:
    def read(boilerplate: Sequence[str]) -> Source:
        return read_source(
            record_of(shape),
            data,
            paragraphs=shape.paragraphs,
            boilerplate=boilerplate,
            place=Place(file, 1),
            boilerplate_places=[
                shape.where("boilerplate", index) for index, _ in enumerate(boilerplate)
            ],
        )

    plain = read(())
    try:
        return read(shape.boilerplate)
    except InputErrors as errors:
        mistakes += [each for each in errors.errors if isinstance(each, DossierError)]
    except DossierError as error:
        mistakes.append(error)
    return plain


def _text_hint(files: _Files, missing: str) -> str:
    near = nearest(missing, _textless_records_aside(files))
    if near is None:
        return f"put the text there, or take '{missing}' out of sources.yaml"
    return f"texts/{near}.txt has no record: did you mean '{near}'?"


def _textless_records_aside(files: _Files) -> set[str]:
    return set(files.texts) - {name for name, _ in _ids(files.sources, "sources")}


def _headline(source: Source) -> str:
    first = next((each for each in source.paragraphs if not each.boilerplate), None)
    text = source.text[first.start : first.end] if first else source.id
    return " ".join(text.split())[:200]


def record_of(shape: SourceShape) -> Record:
    """The bibliographic record as the sources carry it."""
    return Record(
        id=shape.id,
        kind=shape.kind or "",
        title=shape.title,
        author=tuple(_name(author) for author in shape.author),
        container_title=shape.container_title,
        publisher=shape.publisher,
        issued=shape.issued,
        accessed=shape.accessed,
        basis=shape.basis,
        url=shape.url,
        language=shape.language,
        type=shape.type,
        reliability=shape.reliability,
        reference_marks=shape.reference_marks is not None,
        passed_over=tuple(PassedOver(each.paragraph, each.reason) for each in shape.passed_over),
        place=shape.place,
    )


def _name(shape: NameShape) -> Name:
    return Name(shape.family, shape.given, shape.literal)


def _passed_over_mistakes(source: Source, shape: SourceShape) -> Iterator[DossierError]:
    for index, each in enumerate(shape.passed_over):
        if each.paragraph > len(source.paragraphs):
            yield _no_paragraph(
                each.paragraph, source, shape.where("passed_over", index, "paragraph")
            )


def _no_paragraph(number: int, source: Source, place: Place) -> DossierError:
    message = f"there is no paragraph {number}: '{source.id}' has {len(source.paragraphs)}"
    return DossierError(message, place, "count from 1, headline included")


def _changed_text(source: Source, shape: SourceShape, lost: Sequence[str]) -> DossierError | None:
    """The mistake of a text that is not the recorded one; *lost* quotations merely follow."""
    try:
        check_digest(source, shape.sha256 or source.digest, shape.where("sha256"))
    except DossierError as error:
        if lost:
            names = ", ".join(lost[:12])
            error.detail = (*error.detail, f"quotations no longer found in it: {names}")
        return error
    return None


# Excerpts ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Proofs:
    excerpts: dict[str, Excerpt] = field(default_factory=dict)
    entries: dict[str, ExcerptShape] = field(default_factory=dict)


def _prove_all(
    sources: Mapping[str, Source],
    shapes: Iterable[SourceShape],
    files: Mapping[str, ExcerptsFile | None],
    mistakes: Mistakes,
) -> _Proofs:
    proofs = _Proofs()
    recorded = {shape.id: shape for shape in reversed(list(shapes))}
    for name, source in sources.items():
        file = files.get(name)
        lost = _prove(file.excerpts if file else (), source, proofs)
        changed = _changed_text(source, recorded[name], list(lost))
        mistakes += [changed] if changed else lost.values()
    return proofs


def _prove(
    entries: Iterable[ExcerptShape], source: Source, proofs: _Proofs
) -> dict[str, DossierError]:
    """Adds what is proven to *proofs*; the mistakes of the others by their ids."""
    lost: dict[str, DossierError] = {}
    for entry in entries:
        try:
            excerpt = _proven(entry, source)
        except DossierError as error:
            lost[entry.id] = error
            continue
        proofs.excerpts.setdefault(entry.id, excerpt)
        proofs.entries.setdefault(entry.id, entry)
    return lost


def _proven(entry: ExcerptShape, source: Source) -> Excerpt:
    if entry.paragraph is not None and entry.paragraph > len(source.paragraphs):
        raise _no_paragraph(entry.paragraph, source, entry.where("paragraph"))
    quotation = locate(
        entry.quote,
        source,
        place=entry.where("quote"),
        prefix=entry.prefix,
        suffix=entry.suffix,
        paragraph=entry.paragraph,
    )
    return Excerpt(
        id=entry.id,
        quotation=quotation,
        short=_short(entry, source, quotation),
        speaker=_speaker(entry, source.record),
        tags=entry.tags,
        asserts=MappingProxyType(dict(entry.asserts)),
        as_of=entry.as_of.text if entry.as_of else "",
        weight=entry.weight,
        reserve=entry.reserve,
        manner=entry.held,
        quoted_from=entry.quoted_from,
        place=entry.place,
        scope=entry.audiences,
    )


def _short(entry: ExcerptShape, source: Source, quotation: Quotation) -> Quotation | None:
    if not entry.short:
        return None
    return locate(entry.short, source, place=entry.where("short"), within=quotation, unique=False)


def _speaker(entry: ExcerptShape, record: Record) -> Speaker:
    """Whose words these are (DOSSIER.md, Quotations)."""
    if entry.speaker is not None:
        return Speaker(entry.speaker.name, entry.speaker.role)
    authors = [str(author) for author in record.author]
    listed = " and ".join(filter(None, [", ".join(authors[:-1]), *authors[-1:]]))
    publisher = record.publisher or record.container_title
    if record.kind in {"op-ed", "analysis", "report"}:
        return Speaker(listed or publisher or record.title)
    return Speaker(publisher or listed or record.title)


# Names as written --------------------------------------------------------------------------


def _ids(tree: WrittenMap | None, key: str) -> Iterator[tuple[str, Place]]:
    """The ids of the records under *key*, sound or not, with their places."""
    for record in records_in(tree, key):
        name = record.get("id")
        if isinstance(name, str) and name.strip():
            yield name.strip(), record.places["id"]


def records_in(tree: Written, key: str) -> Iterator[WrittenMap]:
    """The mappings in the list under *key* of *tree*, sound or not."""
    values = tree.get(key) if isinstance(tree, WrittenMap) else None
    if isinstance(values, WrittenList):
        yield from (value for value in values if isinstance(value, WrittenMap))


def _texts(record: Written, key: str) -> Iterator[WrittenText]:
    """The texts in the list under *key* of *record*."""
    values = record.get(key) if isinstance(record, WrittenMap) else None
    if isinstance(values, WrittenList):
        yield from (value for value in values if isinstance(value, WrittenText))


@dataclass(slots=True)
class _Names:
    """The names of one kind of record. Where some are *unreadable*, none can be called unknown."""

    what: str
    places: dict[str, Place] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)
    """What ids that are no ids were meant to be."""
    unreadable: bool = False
    repeated: Mistakes = field(default_factory=list)

    def add(self, name: str, place: Place) -> None:
        if name in self.places:
            first = self.places[name]
            line = (
                f"{first.file}:{first.line}" if first.file != place.file else f"line {first.line}"
            )
            message = f"{self.what} id '{printable(name, 64)}' is taken already, on {line}"
            self.repeated.append(DossierError(message, place, "give each its own id"))
            self.unreadable = True  # the name that one of them should bear is not known
        self.places.setdefault(name, place)
        if not is_id(name):
            self.meant.add(slug(name))

    def lacks(self, name: str) -> bool:
        return not (self.unreadable or name in self.places or name in self.meant)


def _names(tree: WrittenMap | None, key: str, what: str) -> _Names:
    names = _Names(what)
    _add_names(names, tree, key)
    return names


def _add_names(names: _Names, tree: WrittenMap | None, key: str) -> None:
    values = tree.get(key) if tree is not None else None
    records = list(records_in(tree, key))
    named = list(_ids(tree, key))
    for name, place in named:
        names.add(name, place)
    names.unreadable |= (
        tree is None
        or (values is not None and not isinstance(values, WrittenList))
        or len(records) != len(values or ())
        or (key in _NEED_IDS and len(named) != len(records))
        or any(record.repeated for record in records)
        or (values is None and (key in {"sources", "excerpts"} or _misspelt(tree, key)))
    )


_NEED_IDS = frozenset(
    {
        "arguments",
        "stakeholders",
        "next_steps",
        "background",
        "facts",
        "options",
        "sources",
        "excerpts",
    }
)


def _misspelt(tree: WrittenMap, key: str) -> bool:
    """Whether an unknown key of *tree* probably is *key*."""
    known = {*DossierFile.keys(), *SourcesFile.keys(), *ExcerptsFile.keys()}
    return any(nearest(each, known) == key for each in tree if each not in known)


# Rules between records ---------------------------------------------------------------------


def _orphan_mistakes(files: _Files) -> Iterator[DossierError]:
    """Texts and excerpt files without a record; `source:` that names another file."""
    names = _names(files.sources, "sources", "source")
    yield from names.repeated if files.recorded else ()
    awaited = {name for name in names.places if name not in files.texts}
    orphans = sorted({*files.texts, *files.excerpts} - set(names.places))
    for stem in orphans:
        # a record that misses its text has been told of the text that misses its record
        if names.lacks(stem) and not (stem in files.texts and nearest(stem, awaited)):
            yield _orphan(files, stem, names)
    for stem, tree in files.excerpts.items():
        if stem not in orphans:
            yield from _source_key_mistakes(stem, tree)


def _orphan(files: _Files, stem: str, names: _Names) -> DossierError:
    if stem in files.texts:
        name, what = f"texts/{stem}.txt", "the text"
        hint = f"add {{id: {stem}, title: …}} to sources.yaml, or take the file out"
        if not is_id(stem):
            hint = f"rename it to {slug(stem) or 'a-name'}.txt and add it to sources.yaml"
    else:
        name, what = f"excerpts/{stem}.yaml", "the excerpt file"
        hint = (
            suggestion(stem, names.places, what="sources")
            or f"add the source '{printable(stem, 64)}' to sources.yaml"
        )
    return DossierError(f"{what} has no record in sources.yaml", files.start_of(name), hint)


def _source_key_mistakes(stem: str, tree: WrittenMap | None) -> Iterator[DossierError]:
    said = tree.get("source") if tree is not None else None
    if isinstance(said, WrittenText) and is_id(said.strip()) and said.strip() != stem:
        yield DossierError(
            f"source '{said.strip()}' does not agree with the file's name",
            said.place,
            f"write source: {stem}, or leave it out",
        )


@dataclass(frozen=True, slots=True)
class _Use:
    """A name used somewhere, and of which kind of record it should be the name."""

    kind: str
    name: str
    place: Place


@dataclass(slots=True)
class _Tagged:
    """The tags of all excerpts as written."""

    sound: list[tuple[str, WrittenText]] = field(default_factory=list)
    """Role and tag, for each tag of a known role with a proper id."""
    spoilt: set[str] = field(default_factory=set)
    """What the other tags probably name."""
    unreadable: bool = False

    def of(self, *roles: str) -> Iterator[tuple[str, str, Place]]:
        """Role, target and place of each sound tag of one of *roles*."""
        for role, tag in self.sound:
            if role in roles:
                yield role, _target(tag), tag.place


def _target(tag: str) -> str:
    return tag.strip().partition(":")[2]


def _entries(files: _Files) -> Iterator[WrittenMap]:
    for tree in files.excerpts.values():
        yield from records_in(tree, "excerpts")


def _tagged(files: _Files) -> _Tagged:
    tagged = _Tagged(unreadable=None in files.excerpts.values())
    for tree in files.excerpts.values():
        tagged.unreadable |= tree is not None and not isinstance(tree.get("excerpts"), WrittenList)
    for entry in _entries(files):
        tags = list(_texts(entry, "tags"))
        written = entry.get("tags")
        tagged.unreadable |= not isinstance(written, WrittenList) or len(tags) != len(written)
        for tag in tags:
            role, _, target = tag.strip().partition(":")
            if role in TAG_ROLES and is_id(target):
                tagged.sound.append((role, tag))
            else:
                tagged.spoilt |= {target or role, slug(target or role)}
    return tagged


def _reference_mistakes(files: _Files) -> Mistakes:
    """Mistakes between records: repeated ids, names that nothing bears, sides that do not fit."""
    kinds = {key: _names(files.frame, key, _ITEM_NAMES[key]) for key in _ITEM_KEYS}
    excerpts = _Names("excerpt")
    for tree in files.excerpts.values():
        _add_names(excerpts, tree, "excerpts")
    tagged = _tagged(files)
    mistakes = [mistake for names in (*kinds.values(), excerpts) for mistake in names.repeated]
    mistakes += _side_mistakes(files, kinds["arguments"], tagged)
    _add_created(files, kinds, tagged)
    kinds["excerpts"] = excerpts
    uses = [
        *_tag_uses(tagged),
        *_assert_uses(files),
        *_evidence_uses(files.frame),
        *_answer_uses(files),
    ]
    unknown = [use for use in uses if kinds[use.kind].lacks(use.name)]
    mistakes += _unknown_names(unknown, kinds)
    mistakes += _choice_mistakes(files, kinds, {use.name for use in unknown})
    mistakes += _answer_mistakes(files)
    mistakes += _bare_arguments(
        files, tagged, {use.name for use in unknown if use.kind == "arguments"}
    )
    mistakes += _logo_mistakes(files)
    return mistakes


_ITEM_KEYS = tuple(key for key in DossierFile.model_fields if key in _ITEM_NAMES)


def _add_created(files: _Files, kinds: Mapping[str, _Names], tagged: _Tagged) -> None:
    """Adds the names that tags bring into being: those of kinds of which none is declared."""
    free = {key for key, names in kinds.items() if not names.places or key == "background"}
    for role, target, place in tagged.of(
        "for", "against", "stakeholder", "next-step", "background", "fact"
    ):
        if TAG_ROLES[role] in free:
            kinds[TAG_ROLES[role]].places.setdefault(target, place)
    if "facts" in free:
        for use in _assert_uses(files):
            kinds["facts"].places.setdefault(use.name, use.place)


def _tag_uses(tagged: _Tagged) -> Iterator[_Use]:
    for role, target, place in tagged.of(*TAG_ROLES):
        yield _Use(TAG_ROLES[role], target, place)


def _assert_uses(files: _Files) -> Iterator[_Use]:
    for entry in _entries(files):
        asserts = entry.get("asserts")
        if isinstance(asserts, WrittenMap):
            for name, place in asserts.key_places.items():
                if is_id(name):
                    yield _Use("facts", name, place)


def _evidence_uses(tree: Written) -> Iterator[_Use]:
    """Every excerpt named as evidence, of items and of single wordings."""
    if isinstance(tree, WrittenMap):
        for text in _texts(tree, "evidence"):
            if is_id(text.strip()):
                yield _Use("excerpts", text.strip(), text.place)
    if isinstance(tree, (WrittenMap, WrittenList)):
        for value in tree.values() if isinstance(tree, WrittenMap) else tree:
            yield from _evidence_uses(value)


def _answer_uses(files: _Files) -> Iterator[_Use]:
    for argument in records_in(files.frame, "arguments"):
        for text in _texts(argument, "answers"):
            if is_id(text.strip()):
                yield _Use("arguments", text.strip(), text.place)


def _unknown_names(uses: Iterable[_Use], kinds: Mapping[str, _Names]) -> Iterator[DossierError]:
    """One mistake for each unknown name, however often it is used."""
    places: dict[tuple[str, str], list[Place]] = {}
    for use in sorted(uses, key=lambda use: use.place):
        known = places.setdefault((use.kind, use.name), [])
        if use.place not in known:  # an alias shows one place twice
            known.append(use.place)
    for (kind, name), used in places.items():
        what = _ITEM_NAMES[kind]
        hint = suggestion(name, kinds[kind].places, what=f"{what}s") or _DECLARE[kind]
        yield DossierError(f"there is no {what} '{name}'", used[0], hint, detail=_also(used[1:]))


_DECLARE: Mapping[str, str] = MappingProxyType(
    {
        "arguments": "declare it in dossier.yaml, or tag an excerpt for:ID or against:ID",
        "stakeholders": "declare it under stakeholders in dossier.yaml",
        "next_steps": "declare it under next_steps in dossier.yaml",
        "background": "declare it under background in dossier.yaml",
        "facts": "declare it under facts in dossier.yaml",
        "excerpts": "name an excerpt of excerpts/*.yaml",
    }
)


def _also(places: Sequence[Place]) -> tuple[str, ...]:
    shown_places = tuple(f"also at {place}" for place in places[:5])
    return (
        (*shown_places, f"and at {len(places) - 5} more places")
        if len(places) > 5
        else shown_places
    )


def _side_mistakes(files: _Files, names: _Names, tagged: _Tagged) -> Iterator[DossierError]:
    """Tags for: and against: that contradict the argument's side, declared or first tagged."""
    sides: dict[str, tuple[str, str]] = {
        name: (str(argument.get("side")), "it is declared as an argument")
        for argument in records_in(files.frame, "arguments")
        for name in [_own_id(argument)]
        if argument.get("side") in SIDES
    }
    declared = bool(names.places) or names.unreadable
    for role, target, place in tagged.of(*SIDES):
        if not declared:
            sides.setdefault(target, (role, f"it is tagged at {place} as one"))
        side, why = sides.get(target, (role, ""))
        if side != role:
            hint = f"write supports:{target} for its evidence, or rebuts:{target} for a reply to it"
            yield DossierError(
                f"'{target}' is no argument {role} the proposal: {why} {side}", place, hint
            )


def _own_id(record: WrittenMap) -> str:
    name = record.get("id")
    return name.strip() if isinstance(name, str) else ""


def _answer_mistakes(files: _Files) -> Iterator[DossierError]:
    """Answers to an argument of the same side, or to itself."""
    arguments = list(records_in(files.frame, "arguments"))
    sides = {_own_id(argument): argument.get("side") for argument in arguments}
    for argument in arguments:
        own = argument.get("side")
        others = [name for name, side in sides.items() if side in SIDES and side != own]
        for text in _texts(argument, "answers"):
            if own in SIDES and sides.get(text.strip()) == own:
                message = f"'{text.strip()}' speaks {own} the proposal too: nothing to answer"
                hint = f"arguments of the other side: {', '.join(others[:12])}" if others else ""
                yield DossierError(message, text.place, hint)


def _bare_arguments(files: _Files, tagged: _Tagged, unknown: set[str]) -> Iterator[DossierError]:
    """Declared arguments without evidence, unless another mistake may have taken it away."""
    if tagged.unreadable:
        return
    evidenced = {target for _, target, _ in tagged.of(*EVIDENCE_ROLES)}
    names = [name for name, _ in _ids(files.frame, "arguments")]
    mistaken = {nearest(name, names) for name in unknown} | tagged.spoilt
    reported: set[str] = set()
    for argument in records_in(files.frame, "arguments"):
        name = _own_id(argument)
        is_argument = is_id(name) and ("side" in argument or "claim" in argument)
        if is_argument and name not in evidenced | mistaken | reported:
            reported.add(name)
            yield DossierError(
                f"argument '{name}' has no evidence",
                argument.place,
                f"tag an excerpt supports:{name}, or take the argument out",
            )


def _choice_mistakes(
    files: _Files, kinds: Mapping[str, _Names], reported: set[str]
) -> Iterator[DossierError]:
    """Pins and skips of editions that name nothing, unless the name is *reported* already."""
    if any(names.unreadable for names in kinds.values()):
        return
    known = {name for names in kinds.values() for name in (*names.places, *names.meant)}
    known |= reported
    known |= {
        numbered(key, index)
        for key in NUMBERED
        for index, _ in enumerate(records_in(files.frame, key))
    }
    editions = files.frame.get("editions") if files.frame is not None else None
    for choices in editions.values() if isinstance(editions, WrittenMap) else ():
        for text in (*_texts(choices, "pin"), *_texts(choices, "skip")):
            if is_id(text.strip()) and text.strip() not in known:
                message = f"there is nothing named '{text.strip()}' to pin or skip"
                yield DossierError(
                    message, text.place, suggestion(text, known - reported, what="ids")
                )


def _logo_mistakes(files: _Files) -> Iterator[DossierError]:
    issuer = files.frame.get("issuer") if files.frame is not None else None
    logo = issuer.get("logo") if isinstance(issuer, WrittenMap) else None
    if not isinstance(logo, WrittenText) or not logo.strip():
        return
    path = files.path(logo.strip())
    if (
        Path(logo.strip()).is_absolute()
        or ".." in Path(logo.strip()).parts
        or _outside(path, files.folder)
    ):
        message = f"the logo '{printable(logo, 80)}' lies outside the dossier's folder"
        yield DossierError(message, logo.place, "copy it into the folder and write its name")
    elif not path.is_file():
        message = f"there is no file '{printable(logo, 80)}' in the dossier's folder"
        pictures = [
            str(each.relative_to(files.folder))
            for each in files.folder.glob("*.*")
            if each.suffix != ".yaml"
        ]
        yield DossierError(message, logo.place, suggestion(logo, pictures, what="files"))


def _empty_dossier(files: _Files) -> DossierError:
    return DossierError(
        "the dossier has no excerpts",
        files.start_of("dossier.yaml"),
        "put texts into texts/ and quotations into excerpts/<source>.yaml",
    )


# Names of audiences and lengths ------------------------------------------------------------


def check_names(
    dossier: Dossier, audiences: Collection[str], lengths: Collection[str]
) -> list[DossierError]:
    """The mistakes in names of audiences and lengths, which only `editions` knows.

    They stand in wordings, in scopes and under `editions`. A wording without a default must have
    words for every audience for which its item is.
    """
    names = _EditionNames(audiences, lengths)
    for shape in (dossier.frame, *dossier.entries.values()):
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
            yield DossierError(f"there is no {what} '{name}'", first, hint, detail=_also(others))


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
