"""A quotation as the analyst wrote it: its ellipses and brackets read, before any source is seen.

In: the written words. Out: a `Written`, whose parts stand between ellipses, and for each part with
brackets the pattern that finds it in a folded text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from briefgen.folding import as_printed, fold, is_word, quotes_alike, spaceless

__all__ = ["Bracket", "Part", "Written", "long_enough", "pattern_of", "read", "spacing", "wordy"]

_TOKEN = re.compile(
    r"""(?P<ellipsis> \[\ ?(?:…+|\.(?:\ ?\.){2,})\ ?\] | …+\.? | \.(?:\ ?\.){2,} )
      | (?P<bracket> \[[^\[\]]*\](?:\ ?\[(?!\ ?(?:…|\.\ ?\.))[^\[\]]*\])* )
    """,
    re.VERBOSE,
)
_MOST_CHARACTERS, _MOST_TOKENS = 5_000, 40
"""What is longer or has more ellipses and brackets is read as literal words only: it could not
keep to the span that a composed quotation may have, and would take long to look for."""
_FOUR_DOTS = re.compile(r"…\.$|^(?:\. ?){4,}$")
_PRONOUN = (
    r"(?<!\w)(?:[Ii]t|[Tt]hey|[Hh]e|[Ss]he|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Ww]e|[Uu]s|[Tt]hem"
    r"|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur)(?!\w|['-]\w)"
)


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket (or several in a row): as printed, and folded; both with their brackets."""

    printed: str
    folded: str

    @property
    def other_case(self) -> str:
        """For a bracket of one letter the same letter in the other case, else ''."""
        inner = self.folded[1:-1].strip()
        other = inner.swapcase()
        return other if len(inner) == len(other) == 1 and inner != other else ""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two ellipses: folded words and brackets in turn."""

    tokens: tuple[str | Bracket, ...]
    may_stop: bool = False
    """Whether the ellipsis after it has four dots, one of which may be the source's full stop."""

    @property
    def has_brackets(self) -> bool:
        return len(self.tokens) > 1 or isinstance(self.tokens[0], Bracket)

    @property
    def own_words(self) -> str:
        """The part without what its brackets insert."""
        return "".join(
            token if isinstance(token, str) else token.other_case for token in self.tokens
        )

    def stopped(self) -> Part:
        """The part with the full stop that four dots after it may stand for."""
        last = self.tokens[-1]
        if not self.may_stop or not isinstance(last, str) or last.endswith("."):
            return self
        return replace(self, tokens=(*self.tokens[:-1], f"{last}."), may_stop=False)

    @property
    def anchor(self) -> int:
        """The number of the longest run of words."""
        sizes = [len(token) if isinstance(token, str) else -1 for token in self.tokens]
        return sizes.index(max(sizes))


@dataclass(frozen=True, slots=True)
class Written:
    """A quotation read as composed of parts; *key* is the whole, folded, as literal words."""

    key: str
    parts: tuple[Part, ...]
    opens: bool
    """Whether it begins with an ellipsis."""
    closes: bool
    """Whether it ends with one."""
    alike: bool = False
    """Whether its quotation marks are double throughout, to be looked for in a text like it."""

    @property
    def composed(self) -> bool:
        return self.opens or self.closes or len(self.parts) != 1 or self.parts[0].has_brackets

    def as_literal(self) -> Written:
        """The same characters, none of them read as an ellipsis or a bracket."""
        return Written(self.key, (Part((self.key,)),), opens=False, closes=False)

    def with_stops(self) -> Written:
        """The same with the first of four dots taken for the source's full stop."""
        return replace(self, parts=tuple(part.stopped() for part in self.parts))

    def with_quotes_alike(self) -> Written:
        """The same with every quotation mark, double or single, folded to one form."""
        parts = tuple(
            replace(
                part,
                tokens=tuple(quotes_alike(t) if isinstance(t, str) else t for t in part.tokens),
            )
            for part in self.parts
        )
        return replace(self, parts=parts, alike=True)


def read(text: str) -> Written:
    """*text* with its ellipses and brackets understood."""
    folded = fold(text)
    if not _may_be_composed(folded.text):
        key = folded.text.strip()
        return Written(key, (Part((key,)),) if key else (), opens=False, closes=False)
    tokens: list[str | Bracket] = []
    parts: list[Part] = []
    opens = closes = False
    done = 0
    for match in _TOKEN.finditer(folded.text):
        _add_words(tokens, folded.text[done : match.start()])
        done = match.end()
        if match["bracket"]:
            start, end = folded.span(*match.span())
            tokens.append(Bracket(as_printed(text[start:end]), match[0]))
            continue
        part = _part(tokens, may_stop=bool(_FOUR_DOTS.search(match[0])))
        opens = opens or not (part or parts)
        parts += [part] if part else []
        tokens = []
    _add_words(tokens, folded.text[done:])
    last = _part(tokens)
    closes = done > 0 and last is None
    parts += [last] if last else []
    return Written(folded.text.strip(), tuple(parts), opens, closes)


def _may_be_composed(folded: str) -> bool:
    """A quick look, since most quotations are not."""
    if not any(sign in folded for sign in ("[", "…", "..", ". .")):
        return False
    return len(folded) <= _MOST_CHARACTERS and len(_TOKEN.findall(folded)) <= _MOST_TOKENS


def _add_words(tokens: list[str | Bracket], words: str) -> None:
    if words:
        tokens.append(words)


def _part(tokens: list[str | Bracket], *, may_stop: bool = False) -> Part | None:
    """The tokens of one part, white space at its edges gone; None if nothing is left."""
    kept = list(tokens)
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    kept = [token for token in kept if token]
    return Part(tuple(kept), may_stop) if kept else None


@lru_cache(maxsize=512)
def pattern_of(part: Part, *, hiding: bool) -> re.Pattern[str]:
    """The pattern of a part with brackets. Group ``words<n>`` holds token *n* where it is words;
    a bracket is one of ``literal<n>``, ``letter<n>``, ``pronoun<n>`` or nothing (an insertion).

    With *hiding*, ``hidden<n>`` lets a bracket stand for any words: to say what it must not hide.
    """
    pieces = []
    for number, token in enumerate(part.tokens):
        if isinstance(token, str):
            pieces.append(f"(?P<words{number}>{re.escape(token.strip(' '))})")
        else:
            pieces.append(_seam(part, number, token, hiding))
    return re.compile("".join(pieces))


def _seam(part: Part, number: int, bracket: Bracket, hiding: bool) -> str:
    """What may stand in the source where the bracket stands, the space around it included."""
    left, right = _neighbours(part, number)
    before = " " if left.endswith(" ") else ""
    after = " " if right.startswith(" ") else ""
    forms = [f"(?P<literal{number}>{re.escape(bracket.folded)})"]
    if bracket.other_case:
        forms.append(f"(?P<letter{number}>{re.escape(bracket.other_case)})")
    forms.append(f"(?P<pronoun{number}>{_PRONOUN})")
    if hiding and left and right:
        forms.append(rf"(?P<hidden{number}>(?! )[^\n]{{1,80}}?)")
    return f"(?:{before}(?:{'|'.join(forms)}){after}|{_gap(left, right)})"


def _neighbours(part: Part, number: int) -> tuple[str, str]:
    """The words on both sides of a bracket; '' at an edge of the part."""
    left = part.tokens[number - 1] if number else ""
    right = part.tokens[number + 1] if number + 1 < len(part.tokens) else ""
    return left if isinstance(left, str) else "", right if isinstance(right, str) else ""


def _gap(left: str, right: str) -> str:
    """What stands in the source between the neighbours of a bracket that only inserts."""
    if not left or not right:
        return ""
    spaces = left.endswith(" ") + right.startswith(" ")
    if spaces != 1:
        return " " if spaces else ""
    # One space of two: “bill [S. 3031], which” left none in the source, “a [re]peal” left one.
    if is_word(left.strip()[-1:] or " ") and is_word(right.strip()[:1] or " "):
        return " "
    return " ?"


def spacing(part: Part, number: int) -> tuple[str, str]:
    """The spaces that a bracket has before and after it, as written."""
    left, right = _neighbours(part, number)
    return " " if left.endswith(" ") else "", " " if right.startswith(" ") else ""


def wordy(words: str) -> bool:
    """Whether these are two words at least, or four characters of a script without spaces."""
    second = islice((word for word in words.split() if any(map(is_word, word))), 1, 2)
    return any(second) or spaceless(words) >= 4


def long_enough(words: str) -> bool:
    """Whether a quotation of these words is long enough to be one."""
    return wordy(words) or sum(map(str.isalpha, words)) >= 8
