"""Errors: what people and programs read of them."""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import briefgen
from briefgen import errors
from briefgen.errors import (
    BriefgenError,
    DossierError,
    FitError,
    InputErrors,
    Place,
    QuotationError,
    TemplateError,
    printable,
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("a.yaml"), "a.yaml"),
        (Place("a.yaml", 3), "a.yaml:3"),
        (Place("a.yaml", 3, 7), "a.yaml:3:7"),
        (Place("a.yaml", 0, 7), "a.yaml"),
    ],
)
def test_places(place: Place, text: str) -> None:
    assert str(place) == text


def test_an_error_in_words() -> None:
    error = QuotationError(
        "not in its source", Place("x.yaml", 2, 5), "write it so", detail=("one", "two")
    )
    assert str(error) == "x.yaml:2:5: not in its source\n  one\n  two\n  hint: write it so"
    assert str(FitError("too long")) == "too long"


def test_an_error_for_programs() -> None:
    error = DossierError("wrong", Place("x.yaml", 2), detail=("one",))
    assert error.as_record() == {
        "error": "DossierError",
        "message": "wrong",
        "file": "x.yaml",
        "line": 2,
        "column": None,
        "hint": None,
        "detail": ["one"],
    }


def test_many_errors_are_flat_and_in_order() -> None:
    first, second, third = (
        DossierError("first", Place("a.yaml", 2)),
        TemplateError("second", Place("a.yaml", 10)),
        BriefgenError("third", Place("b.yaml", 1)),
    )
    gathered = InputErrors([third, InputErrors([second, InputErrors([first])])])
    assert gathered.errors == (first, second, third)
    assert gathered.message == "3 mistakes found"
    assert str(gathered).splitlines() == ["a.yaml:2: first", "a.yaml:10: second", "b.yaml:1: third"]
    assert InputErrors([first]).message == "1 mistake found"


def test_every_error_is_a_briefgen_error() -> None:
    found = [getattr(errors, name) for name in errors.__all__ if name.endswith(("Error", "Errors"))]
    assert len(found) >= 9
    assert all(issubclass(one, BriefgenError) for one in found)
    assert issubclass(QuotationError, DossierError)
    drawn = errors.__doc__ or ""
    assert all(one.__name__ in drawn for one in found)


def test_the_tree_draws_every_error_of_the_package_under_its_parent() -> None:
    drawn = dict(_drawn(errors.__doc__ or ""))
    package = Path(briefgen.__file__ or "").parent
    for path in package.rglob("*.py"):
        if path.stem not in {"__main__", "__init__"}:
            importlib.import_module(
                ".".join(path.relative_to(package.parent).with_suffix("").parts)
            )
    found = dict(_parents(BriefgenError))
    assert len(found) > 10
    assert drawn == found


def _drawn(tree: str) -> Iterator[tuple[str, str]]:
    """Each error of the drawn tree with the one above it."""
    above: dict[int, str] = {}
    for line in tree.splitlines():
        if drawn := re.match(r"    ([ │├└─]*)(\w+Errors?) {2,}\w", line):
            depth = len(drawn[1]) // 4
            above[depth] = drawn[2]
            if depth:
                yield drawn[2], above[depth - 1]


def _parents(root: type[BriefgenError]) -> Iterator[tuple[str, str]]:
    for one in root.__subclasses__():
        if one.__module__.startswith("briefgen."):
            yield one.__name__, root.__name__
            yield from _parents(one)


def test_all_names_are_sorted_and_there() -> None:
    assert errors.__all__ == sorted(errors.__all__)
    assert all(hasattr(errors, name) for name in errors.__all__)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 中 ١", "plain é 中 ١"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("two\nlines", "two\\x0alines"),
        ("\u202eflip", "\\u202eflip"),
        ("\ud800", "\\ud800"),
        ("\u2028", "\\u2028"),
        ("\U000e0001", "\\U000e0001"),
        ("long" * 50, ("long" * 50)[:159] + "…"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(alphabet=st.characters(), max_size=300))
def test_printable_is_one_harmless_line(text: str) -> None:
    shown = printable(text)
    assert not {unicodedata.category(one) for one in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")
