"""Exact YAML: the nodes of a text read as YAML 1.2, and in plain words what is wrong with it.

In: the text of a YAML file. Out: its nodes with their marks, as `quickyaml` makes them; or a
`DossierError` that says what to write instead.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from briefgen.errors import DossierError, Place, printable

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

NESTING_LIMIT = 60
"""How deep records may be nested; by far more than a dossier needs."""
_PLAINLY = "write key: value, and put a text that has other signs than words in quotation marks"


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
        raise _runaway(error, text, file) or _syntax_mistake(error, text, file) from None
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


_CURLY = 'curly quotation marks are letters here: put straight ones around the text, as in "…"'
_CURLY_VALUE = re.compile(r"""\s*(?:-\s+)*(?:[\w-]+\s*:)?\s*[“”„‘’«]""")


def _is_curly(text: str, place: Place) -> bool:
    """Whether the text on the line of *place* begins with a mark that quotes nothing in YAML."""
    line = text.split("\n")[place.line - 1 : place.line]
    return any(_CURLY_VALUE.match(one) for one in line)


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


def _syntax_mistake(error: MarkedYAMLError, text: str, file: str) -> DossierError:
    problem = " ".join(str(part) for part in (error.context, error.problem, error.note) if part)
    opened = ("unexpected end of stream", "expected ',' or")
    opening = error.context_mark is not None and any(sign in problem for sign in opened)
    mark = error.context_mark if opening else error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1)
    for sign, message, hint in _SYNTAX:
        if sign in problem:
            return DossierError(message, place, _CURLY if _is_curly(text, place) else hint)
    return DossierError(f"this is not YAML: {printable(problem)}", place, _PLAINLY)
