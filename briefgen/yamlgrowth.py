"""How nodes of YAML grow into a tree with places.

In: the node at the top of a file, from `quickyaml` or `exactyaml`. Out: a `Written` tree, aliases
expanded, mappings merged and scalars left as written, and the `DossierError`s for what in it is not
ours: forbidden tags, repeated keys, control characters, aliases without end.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from briefgen.errors import DossierError, Mistakes, Place, printable
from briefgen.exactyaml import NESTING_LIMIT
from briefgen.yamltree import Written, WrittenList, WrittenMap, WrittenText

EXPANSION_LIMIT = 100_000
"""Nodes to which the aliases of one file may expand."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither YAML nor the XML of Word files can hold: controls, surrogates, noncharacters."""

_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Node(Protocol):
    """What both readers make of a key or a value: text, or the nodes in it."""

    id: str
    tag: Any
    value: Any
    style: str | None
    start_mark: Any
    end_mark: Any


def grown(node: Node | None, file: str) -> tuple[Written, Mistakes]:
    """The tree under *node*, and what is wrong in it. Raises `DossierError` where it is endless."""
    if node is None:
        return None, []
    growth = _Growth(file)
    return growth.grown(node, Place(file, 1), 0), growth.mistakes


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
        control = UNPRINTABLE.search(node.value)
        if control:
            message = f"the text contains the control character {printable(control[0])}"
            self.mistakes.append(DossierError(message, self._place(node), "take it out"))
        return WrittenText.at(UNPRINTABLE.sub("", node.value), self._place(node))

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
            return str(UNPRINTABLE.sub("\ufffd", node.value))
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
