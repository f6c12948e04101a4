"""What an attribution that was retyped says otherwise than the printed one.

In: both, as a `key`, which names the same speaker in both. Out: in words, what gives the quotation
to somebody else, to another day or to another source. Shortening, spelling out and adding do not:
*Feb.* for *February*, a title, a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

__all__ = ["contradictions", "note_contradictions"]

_DENIAL = re.compile(
    r"(?<!\w)(?:not|no|never|nor|neither|nobody|without|cannot|unlike|except|contrary|opposite"
    r"|rather|instead|false(?:ly)?|wrong(?:ly)?|fake|invented|mis\w+|den(?:y|ies|ied)|disput\w+"
    r"|disown\w*|disavow\w*|retract\w*|withdr[ae]w\w*|reject\w*|alleged(?:ly)?|supposed(?:ly)?"
    r"|purported(?:ly)?|anti|other than|attributed to)(?!\w)|n't(?!\w)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?<!\w)(?:of|to|for|against|about|on|with|behind|under|like|near|than|after|before|and|or|&"
    r"|(?:quoted|cited|reported|told|recalled|paraphrased) (?:by|in))(?: (?:the|an?))?$",
    re.IGNORECASE,
)
"""What leads from the speaker to somebody else: *wife of the pilot*, *quoted by the pilot*."""
_SAYING = (
    r"words?|statements?|testimony|remarks?|letters?|reports?|speech|comments?|interview|op-ed"
    r"|account|hearing|brief|article|office|press|blog|post|book|filing"
)
_SPEAKING = re.compile(
    rf"(?<!\w)(?:according to|spokes\w+ (?:for|of)|speaking for|behalf of|(?:{_SAYING}) (?:of|for))"
    r"(?: (?:the|an?))?$",
    re.IGNORECASE,
)
_OWNED = re.compile(rf"'s?(?= )(?! (?:\w+ ){{0,2}}(?:{_SAYING})(?!\w))|-(?=[^\W\d_])")
"""After a name: what makes it that of somebody else, *the pilot's wife*."""

_MONTH = (
    r"(?P<{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
_DATE = re.compile(
    r"(?<![\w./])(?:(?P<iso>[12]\d{3})-(?P<iso_month>\d\d)(?:-(?P<iso_day>\d\d))?"
    rf"|{_MONTH.format('month_1')} {_DAY.format('day_1')}(?:-{_DAY.format('until')})?"
    r"(?:,? (?P<year_1>[12]\d{3}))?"
    rf"|{_DAY.format('day_2')} {_MONTH.format('month_2')}(?:,? (?P<year_2>[12]\d{{3}}))?"
    rf"|{_MONTH.format('month_3')},? (?P<year_3>[12]\d{{3}})"
    r"|(?P<year_4>[12]\d{3}))(?![\w])"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(?<![\w/.])(\d{1,2})[/.](\d{1,2})[/.](\d{2}|\d{4})(?![\w/])")

_SLIP = 75.0
"""From this similarity on, a word is another one mistyped."""

_Date = tuple[int | None, int | None, int | None]
"""Year, month and day, as far as they are given."""

_WORD = re.compile(r"[^\W\d_](?:[\w&]|['.-](?=\w))*")
_NO_NAMES = frozenset(
    {"the", "sen", "senator", "rep", "representative", "congressman", "congresswoman", "secretary"}
    | {"president", "chair", "chairman", "chairwoman", "director", "mayor", "governor", "gov"}
    | {"dr", "prof", "professor", "mr", "mrs", "ms", "hon", "amb", "ambassador", "about", "circa"}
    | {"quoted", "reporting", "conceding", "former", "then", "jr", "sr", "in", "at", "by", "as"}
    | set(_MONTHS)
)
"""What begins with a capital and names nobody of its own: titles, articles, months."""


def contradictions(printed: str, reads: str, name: str, *, introduces: bool) -> Iterator[str]:
    """What *reads*, which names the speaker by *name*, says otherwise than the *printed* words.

    Where it *introduces* the quotation it is a sentence, which names more than a speaker.
    """
    own = {found[0].casefold() for found in _DENIAL.finditer(printed)}
    for found in _DENIAL.finditer(reads):
        if found[0].casefold() not in own:
            yield f"its attribution now says “{found[0]}”"
    for date in _other_dates(printed, reads):
        yield f"its attribution now gives another date: “{date}”"
    if introduces:
        return
    if _is_beside(printed, reads, name):
        yield f"its attribution now names somebody beside {name}"
    elif replaced := _replaced_names(printed, reads):
        yield f"its attribution now names {replaced}"


def note_contradictions(printed: str, reads: str) -> Iterator[str]:
    """What a note that *reads* otherwise than the *printed* one has instead of its names and
    dates; it may add some, since notes are where editors put remarks.
    """
    gone = [words for words, _ in _dates(printed) if words not in reads]
    for date in _other_dates(printed, reads):
        if gone:
            yield f"its note now gives another date: “{date}” instead of “{gone[0]}”"
    if replaced := _replaced_names(printed, reads):
        yield f"its note now names {replaced}"


# --- whom it names -----------------------------------------------------------------------------


def _is_beside(printed: str, reads: str, name: str) -> bool:
    """Whether the name stands there for somebody else: *wife of the pilot*, *the pilot's wife*."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    found, own = pattern.search(reads), pattern.search(printed)
    if found is None:
        return False
    if _OWNED.match(reads, found.end()) and not (own and _OWNED.match(printed, own.end())):
        return True
    before = reads[: found.start()].strip(' ,"')
    return bool(_BESIDE.search(before)) and not (
        _SPEAKING.search(before) or (own and _BESIDE.search(printed[: own.start()].strip(' ,"')))
    )


def _replaced_names(printed: str, reads: str) -> str:
    """What is named instead of what; '' where names were only left out, shortened or added."""
    gone, come = _names(printed, reads), _names(reads, printed)
    if not gone or not come or _is_short_for(come, gone):
        return ""
    return f"“{' '.join(come)}” instead of “{' '.join(gone)}”"


def _names(words: str, others: str) -> list[str]:
    """The words of *words* that name something, in order, and that *others* do not have."""
    known = {word.casefold() for word in _WORD.findall(others)}
    dates = {word for found in _DATE.finditer(words) for word in _WORD.findall(found[0])}
    return [
        word
        for word in dict.fromkeys(_WORD.findall(words))
        if word[0].isupper()
        and len(word) > 1
        and word.casefold() not in known | _NO_NAMES
        and word not in dates
    ]


def _is_short_for(come: list[str], gone: list[str]) -> bool:
    """Whether each word that came begins one that went, is a slip for it, or has the first letters
    of some.
    """
    letters = "".join(word[0] for word in gone).casefold()
    return fuzz.ratio("".join(come), "".join(gone)) >= _SLIP or all(
        word.replace(".", "").casefold() in letters
        or any(one.casefold().startswith(word.casefold()) for one in gone)
        or any(fuzz.ratio(word, one) >= _SLIP for one in gone)
        for word in come
    )


# --- when --------------------------------------------------------------------------------------


def _dates(words: str) -> Iterator[tuple[str, _Date]]:
    """The dates in *words*, as they read and as they are; of a stretch of days both ends."""
    for found in _DATE.finditer(words):
        parts = found.groupdict()
        year = _number(parts, "iso", "year_1", "year_2", "year_3", "year_4")
        month = _number(parts, "iso_month") or next(
            (
                _MONTHS.index(parts[key][:3].casefold()) + 1
                for key in ("month_1", "month_2", "month_3")
                if parts[key]
            ),
            None,
        )
        yield found[0], (year, month, _number(parts, "iso_day", "day_1", "day_2"))
        if until := _number(parts, "until"):
            yield found[0], (year, month, until)
    for found in _NUMERIC.finditer(words):
        first, second, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
        # Which of the two is the month depends on who writes.
        month, day = sorted((first, second)) if max(first, second) > 12 else (None, None)
        yield found[0], (year, month, day)


def _other_dates(printed: str, reads: str) -> list[str]:
    """The dates in *reads*, as they read, that are none of those *printed*, if there are any."""
    own = [date for _, date in _dates(printed)]
    return [
        words
        for words, date in _dates(reads)
        if own and not any(_agree(date, other) for other in own)
    ]


def _number(parts: dict[str, str | None], *keys: str) -> int | None:
    return next((int(value) for key in keys if (value := parts[key])), None)


def _agree(one: _Date, other: _Date) -> bool:
    """Whether two dates are the same as far as both say."""
    return all(None in pair or pair[0] == pair[1] for pair in zip(one, other, strict=True))
