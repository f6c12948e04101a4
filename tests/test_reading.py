"""Both YAML readers are of one mind: equal trees, equal places and equal mistakes, or no answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefgen.errors import DossierError, Place
from briefgen.exactyaml import NESTING_LIMIT, exact_nodes
from briefgen.quickyaml import DEPTH_LIMIT, quick_nodes
from briefgen.reading import parse_yaml
from briefgen.yamlgrowth import grown
from briefgen.yamltree import Written, WrittenList, WrittenMap, WrittenText

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for folder in ("seeds", "templates", "tests")
    for path in (ROOT / folder).rglob("*.yaml")
    if path.is_file()
)


def told(tree: Written) -> Any:
    """All that a tree holds, places included, as values that can be compared."""
    if isinstance(tree, WrittenMap):
        keys = [(key, told(tree[key]), tree.key_places[key], tree.places[key]) for key in tree]
        return ("mapping", tree.place, tree.repeated, keys)
    if isinstance(tree, WrittenList):
        return ("list", tree.place, [told(each) for each in tree], tree.places)
    if isinstance(tree, WrittenText):
        return ("text", str(tree), tree.place)
    assert tree is None
    return None


def read_from(node: Any) -> Any:
    try:
        tree, mistakes = grown(node, "f")
    except DossierError as error:
        return str(error)
    return told(tree), [str(each) for each in mistakes]


def read_exactly(text: str) -> Any:
    try:
        node = exact_nodes(text, "f")
    except DossierError as error:
        return str(error)
    return read_from(node)


def agree(text: str) -> bool:
    """Whether the quick reader reads *text*, and then as the exact one does."""
    quick = quick_nodes(text)
    if quick is None:
        return False
    assert read_from(quick) == read_exactly(text)
    return True


# What is there -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_here_is_read_quickly_and_exactly(path: Path) -> None:
    assert agree(path.read_text("utf-8"))


def test_there_are_files() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize(
    "text",
    [
        "ключ: значение, a, b\n",
        "a: 'x'\nb: [é, ü 𝄞, {ö: ß}] # ä\n",
        "a: {x: “𝄞”, y: 1}\r\nb: >-\r\n  é\r\n  ü\r\nc: d",
        "a: &x {b: c}\nd: *x\ne: [*x, *x ]\nf: {g: *x}",
        "a:\nb: ~\nc: null\nd: ''\ne:\n  - \n  - x\nf: {g, h: }",
        "a: 2026-02-15\nb: 0x1F\nc: yes\nd: 1:30\ne: 1_000\nf: =\ng: .inf",
        "a: 1\nb: 2\na: 3\nc: 4\nb: 5",
        "[a, b]: c\n",
        "a: |\n  x\n   y\n\n  z\nb: |-2\n   x\nc: >\n\n  x\n  y\n",
        'a: "\\x41\\u00e9\\U0001F600\\/\\\n  b"',
        "a: {u: https://example.org/?x=1, v: a:b}",
        'a: "\\x07"\nb: x\n',
    ],
)
def test_what_dossiers_may_have_in_them_is_read_quickly(text: str) -> None:
    assert agree(text)


def test_columns_count_characters() -> None:
    tree, _ = parse_yaml("é: {ü𝄞: ö, x: “y”}\n", "f")
    assert isinstance(tree, WrittenMap)
    assert tree["é"].key_places["x"] == Place("f", 1, 12)
    assert tree["é"].places["x"] == Place("f", 1, 15)


# What only the exact reader reads ----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a: b\t# c",
        "a: x\u2028b: c",
        "a: x\u0085b: c",
        "a: \ufeff",
        "a: b\rc: d",
        "a: !!str 1",
        "a: [!x b]",
        "%YAML 1.1\n---\na: on",
        "--- {a: b}",
        "a: b\n...\n",
        "<<: \na: b",
        "a: &x {b: c}\nd: {<<: *x}",
        "? a\n: b",
        "a: |\n \n  x",
        "a: |#\n x",
        "a: >2-#\n x",
        "a: &b:",
        "a: &é b",
        "[a, b]",
        "a",
        "",
        "# nothing",
        "a: [b",
        "a: b: c",
        "a: *b",
        "a: &b 1\nc: &b 2",
    ],
)
def test_what_is_doubtful_or_wrong_is_left_to_the_exact_reader(text: str) -> None:
    assert quick_nodes(text) is None


def test_what_is_deep_is_left_to_the_exact_reader() -> None:
    assert agree(f"a: {'[' * (DEPTH_LIMIT - 2)}{']' * (DEPTH_LIMIT - 2)}")
    assert quick_nodes(f"a: {'[' * NESTING_LIMIT}{']' * NESTING_LIMIT}") is None
    assert quick_nodes("a: " + "[" * 200_000) is None


# Anything else -----------------------------------------------------------------------------

PIECES = (
    *("a", "b", "é", "𝄞", "\xa0", "0x", "~", "null", "=", "https://x.y/a", "a: b", "@", "`"),
    *(" ", "  ", "\n", "\n", "\n  ", "\n    ", "\r\n", "\n- ", "\n  - ", "- ", "-"),
    *(": ", ":", " : ", "? ", "?", "[", "]", "{", "}", ", ", ",", "#", " # c", "%", "..."),
    *(
        "&a ",
        "&a x",
        "&a1-b ",
        "&a\n",
        "&a {",
        "&",
        "*a",
        "*a ",
        "*a :",
        "*a,",
        "{*a : ",
        "*é",
        "*",
    ),
    *("|", "|\n ", "|+\n", "|2\n", ">", ">\n  ", ">-\n  ", "'", "''", '"', "\\", "\\n", "\\/"),
    *("\\x41", "\\U0001F600", "\t", "\r", "\x85", "\u2028", "\ufeff", "---", "!x ", "<<: "),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a: >\n\n x\n")
def test_no_text_is_read_in_two_ways(text: str) -> None:
    agree(text)
    agree(f"k: {text}")


SAMPLE = """\
# é
arguments:
  - id: two-rules # why
    claim: "Two “rules” say \\u00e9"
    gist: >-
      The one, 𝄞
      the other.
    by: &chief {name: Ä. Öst, url: https://example.org/?a=b, role: }
    tags: [supports:one, fact:two, 'it''s']
  -
    id: other
    by: *chief
    note: |
      one
        two

    empty:
"""


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 6), st.sampled_from(("", *PIECES))),
        min_size=1,
        max_size=3,
    )
)
def test_no_change_of_a_sample_is_read_in_two_ways(edits: list[tuple[int, int, str]]) -> None:
    text = SAMPLE
    for start, length, put in edits:
        text = text[:start] + put + text[start + length :]
    agree(text)


def trees() -> st.SearchStrategy[Any]:
    scalars = st.text(st.sampled_from("aé𝄞:# -,'\"[]{}&*?|>%@\n"), max_size=8)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalars, inner, max_size=3),
        max_leaves=8,
    )


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(("a", "b", "ü")), trees(), min_size=1),
    st.booleans(),
    st.integers(10, 40),
)
def test_what_a_program_writes_is_read_alike(tree: Any, flow: bool, width: int) -> None:
    yaml = pytest.importorskip("yaml")
    agree(yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, width=width))
