"""Reading: a YAML file becomes a tree with places.

In: a YAML file, or the text of one. Out: a `Written` tree, aliases expanded and scalars left as
written, and the `DossierError`s for what in it is not YAML or not ours: syntax, forbidden tags,
repeated keys, control characters, too large, too deep. What the keys mean is not known here.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from briefgen.errors import DossierError, Mistakes, Place, printable
from briefgen.yamltree import Written, WrittenList, WrittenMap, WrittenText, kind_of

try:
    from briefgen.quickyaml import quick_nodes
except ImportError:  # pragma: no cover - a PyYAML without libyaml: the exact reader reads all

    def quick_nodes(text: str) -> Any:
        """No nodes: nothing is read quickly here."""
        del text


if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

YAML_SIZE_LIMIT = 10_000_000
"""Bytes of one YAML file; by far more than anybody writes by hand."""
_SMALLER = "nobody writes as much by hand: take out what was pasted or repeated here by mistake"
NESTING_LIMIT = 60
EXPANSION_LIMIT = 100_000
"""Nodes to which the aliases of one file may expand (DOSSIER.md, Files)."""


# Files -------------------------------------------------------------------------------------


def read_mapping(
    path: Path, list_key: str = "", example: str = "`briefgen init DIR` writes an example"
) -> tuple[WrittenMap | None, tuple[DossierError, ...]]:
    """The mapping at the top of the YAML file *path*, and the mistakes found while reading it.

    *list_key* is that of the list which the file is for, if it is for one; *example* says what to
    write into an empty file.

    Scalars stay text as written. The mapping is None where the file cannot be read at all; a
    repeated key or a forbidden tag is a mistake that leaves the rest readable.
    """
    file = shown(path)
    try:
        data = bytes_of(path, YAML_SIZE_LIMIT, smaller=_SMALLER)
        tree, mistakes = parse_yaml(_decoded(data, file), file)
        return _top_level(tree, file, list_key, example), tuple(mistakes)
    except DossierError as error:
        return None, (error,)


def shown(path: Path) -> str:
    """*path* as messages name it: relative to the working directory where it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def bytes_of(path: Path, limit: int, *, smaller: str = "keep only what is quoted") -> bytes:
    """The content of *path*. Raises `DossierError` where it is not there or has over *limit*;
    *smaller* says what to do about that.
    """
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
    raise DossierError(message, start, smaller)


def _decoded(data: bytes, file: str) -> str:
    # In UTF-16 every other byte of Latin letters is zero; a mark may say so, too.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:2].count(0) == 1:
        raise DossierError("the file is UTF-16, not UTF-8", Place(file, 1), "save it as UTF-8")
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


def _top_level(tree: Written, file: str, list_key: str, example: str) -> WrittenMap:
    if tree is None:
        raise DossierError("the file is empty", Place(file, 1), example)
    if not isinstance(tree, WrittenMap):
        raise DossierError(
            f"the file holds {kind_of(tree)}, not keys with values",
            tree.place,
            f"begin with the line {list_key}: and set the list below it, two spaces in"
            if list_key and isinstance(tree, WrittenList)
            else "begin with a line such as key: value",
        )
    return tree


# Syntax ------------------------------------------------------------------------------------


def parse_yaml(text: str, file: str) -> tuple[Written, Mistakes]:
    """The tree of *text*, and what is wrong in it; places name *file*.

    Raises `DossierError` where there is no making a tree of it.
    """
    return grown(quick_nodes(text) or exact_nodes(text, file), file)


def grown(node: Node | None, file: str) -> tuple[Written, Mistakes]:
    """The tree under *node*, and what is wrong in it. Raises `DossierError` where it is endless."""
    if node is None:
        return None, []
    growth = _Growth(file)
    return growth.grown(node, Place(file, 1), 0), growth.mistakes


class Node(Protocol):
    """What both readers make of a key or a value: text, or the nodes in it."""

    id: str
    tag: Any
    value: Any
    style: str | None
    start_mark: Any
    end_mark: Any


def exact_nodes(text: str, file: str) -> Any:
    """The node at the top of *text*, read as YAML 1.2; None where there is none.

    Slow, hence asked only where `quick_nodes` has no answer. Raises `DossierError`.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = NESTING_LIMIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor may be given anew; ruamel warns of it
            return yaml.compose(text)
    except MarkedYAMLError as error:
        raise _runaway(error, text, file) or _syntax_mistake(error, file) from None
    except (YAMLError, ValueError, OverflowError, AssertionError, IndexError) as error:
        # ruamel lets a few slips of its scanner through, such as "\U99999999"
        message = f"this is not YAML: {printable(error)}"
        raise DossierError(message, Place(file, 1), _PLAINLY) from None


_DIRECTIVE = (
    "a line that begins with % says something of YAML that is not read here",
    "take it out: every file is YAML 1.2",
)
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("incompatible YAML document", *_DIRECTIVE),
    ("directive", *_DIRECTIVE),
    ("duplicate tag handle", *_DIRECTIVE),
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


def _runaway(error: MarkedYAMLError, text: str, file: str) -> DossierError | None:
    """The mistake of a quotation mark that is closed only by the next one, lines further down."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.tokens import ScalarToken

    stop, last = error.problem_mark, None
    if stop is None:
        return None
    with suppress(YAMLError, ValueError):  # the scanner stops at the mistake, too
        for token in YAML(typ="safe", pure=True).scan(text):
            if token.start_mark.index >= stop.index:
                break
            if isinstance(token, ScalarToken) and token.style in {'"', "'"}:
                last = token
    if last is None or not last.start_mark.line < last.end_mark.line == stop.line:
        return None
    return DossierError(
        f"a quotation mark is opened here and closed only on line {stop.line + 1}",
        Place(file, last.start_mark.line + 1, last.start_mark.column + 1),
        'close it where the text ends; in double quotation marks write \\" for one of the text',
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
    return DossierError(f"this is not YAML: {printable(problem)}", place, _PLAINLY)


_PLAINLY = "write key: value, and put a text that has other signs than words in quotation marks"

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
        if node.id == "scalar":
            return self._scalar(node)
        if node.id == "sequence":
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

    def _scalar(self, node: Node) -> WrittenText | None:
        if not node.style and node.value in _NULLS and not str(node.tag).endswith(":str"):
            return None
        control = _UNPRINTABLE.search(node.value)
        if control:
            message = f"the text contains the control character {printable(control[0])}"
            self.mistakes.append(DossierError(message, self._place(node), "take it out"))
        return WrittenText.at(_UNPRINTABLE.sub("", node.value), self._place(node))

    def _list(self, node: Node, depth: int, aliased: bool) -> WrittenList:
        place = self._place(node)
        values = WrittenList(place)
        for each in node.value:
            value = self.grown(each, place, depth + 1, aliased)
            values.put(value, self._place(each) if value is None else value.place)
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
                place_of_value = (
                    value.place if value else self._place_of_value(key_node, value_node)
                )
                values.put(key, value, self._place(key_node), place_of_value)
        if repeated:
            self._note_repeated(repeated, values)
        for base in merged:
            for key in base:
                if key not in values:
                    values.put(key, base[key], base.key_places[key], base.places[key])
        return values

    def _place_of_value(self, key: Node, value: Node) -> Place:
        if value.id != "scalar" or value.value or value.style:
            return self._place(value)
        # nothing written: ruamel points to whatever comes next
        return Place(self.file, key.end_mark.line + 1, key.end_mark.column + 2)

    def _key(self, node: Node) -> str | None:
        if node.id == "scalar":
            self._check_tag(node)
            return str(_UNPRINTABLE.sub("\ufffd", node.value))
        self.mistakes.append(
            DossierError(
                "a key is a single word, not a list or a mapping",
                self._place(node),
                "write key: value; a text that begins with [, { or ? stands in quotation marks",
            )
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
