"""Quick YAML: the nodes of a text, by libyaml, wherever they are sure to be those of YAML 1.2.

In: the text of a YAML file. Out: its nodes with their marks; or None where libyaml refuses the
text, or where it might read it otherwise than `exactyaml`, which decides then: what is wrong with a
text is always said by that one. libyaml takes a thirtieth of its time.

Importing this module fails where PyYAML was built without libyaml.
"""

from __future__ import annotations

import re
from typing import Any

from yaml import CSafeLoader, YAMLError
from yaml.nodes import MappingNode, ScalarNode

DEPTH_LIMIT = 50
"""Records nested deeper are left to the exact reader, which knows what is too deep."""

_STANDARD = "tag:yaml.org,2002:"
# Every branch begins with a character of its own: Python looks for all of them at once.
_DOUBTFUL = re.compile(
    r"""
      \t | \u0085 | \u2028 | \u2029 | \ufeff | \r(?!\n)  # YAML 1.1 breaks lines or skips here
    | \n[ ]+\r?(?=\n|\Z)           # before a block text they tell its indentation
    | \n(?:\.\.\.|---|%)            # the marks of documents, and directives
    | !(?<![^\s,\[\]{}:]!)          # tags: few are allowed, all are rare
    | \?(?<![^\s,\[\]{}:-]\?)(?=\s|\Z)  # keys of several lines
    | &[\w-]+[:?] | \*[\w-]+[:?]    # a name of YAML 1.2 may have these in it
    | <<                             # what an empty value merges has another place
    | \|[-+\d]*\# | >[-+\d]*\#        # a comment that touches the head of a block text
    """,
    re.VERBOSE,
)


class _DoubtError(Exception):
    """The exact reader must read this."""


class _Loader(CSafeLoader):  # type: ignore[misc]
    """libyaml, asked for nodes only: every scalar stays text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def descend_resolver(self, parent: Any, index: Any) -> None:  # noqa: ARG002 - PyYAML's call
        # The C code calls itself for each level and would not stop before its stack is full.
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _DoubtError

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def resolve(self, kind: type, value: str | None, implicit: object) -> str:  # noqa: ARG002
        if kind is ScalarNode:
            return f"{_STANDARD}value" if implicit == (True, False) else f"{_STANDARD}str"
        return f"{_STANDARD}map" if kind is MappingNode else f"{_STANDARD}seq"


def quick_nodes(text: str) -> Any:
    """The node at the top of *text*, which is a mapping; None where there is any doubt."""
    if _DOUBTFUL.search(f"\n{text}"):
        return None
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except (YAMLError, _DoubtError, ValueError):
        return None
    return node if isinstance(node, MappingNode) else None
