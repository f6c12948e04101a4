"""Context: quotations that say something else than the sentence from which they are taken.

In: an `Outline`. Out: findings on the full cut of every printable excerpt, then on its short cut.
The rules read sentences by their words, without grammar; they are tuned to speak up seldom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefgen.audit.findings import Finding
from briefgen.audit.surroundings import Surroundings, surroundings_of
from briefgen.excerpts import Excerpt
from briefgen.outline import Outline
from briefgen.quotations import Insertion, Omission, Quotation, Span
from briefgen.sources import Source

__all__ = ["context_findings"]

_NEGATION = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|cannot|without|hardly|scarcely|barely"
    r"|rarely|seldom|(?<!\ba )few|unlikely|fails? to|failed to|refus\w+|den(?:y|ies|ied)|lack of"
    r"|rather than|instead of)\b|n[’']t\b",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(r"\bnot (?:only|merely|just|simply)\b|\bno (?:doubt|longer)\b", re.I)
_HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|likely|reportedly|allegedly|supposedly"
    r"|apparently|appears?|seems?|necessarily|if|unless)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^[\s,;—–-]*(?:unless|if|only if|but|although|though|however|except|provided|as long as"
    r"|until|at least on paper|in theory)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"^(?:However|But|Nevertheless|Nonetheless|That said|On the contrary)\b"
    r"|^(?:It|This|That|They)(?: is|’s|'s| are| was| were)?"
    r"(?: not\b|n[’']t\b| wrong| untrue| false)"
)
_CLAUSE_END = re.compile(r"[,;:—–(]")
_NEGATIVE_SUBJECT = re.compile(r"^(?:No|None|Neither|Nobody|Nothing|Never|Few|Hardly)\b")


def context_findings(outline: Outline) -> Iterator[Finding]:
    """Findings on what quotations leave out around them; one of a rule for each excerpt."""
    for excerpt in outline.excerpts.values():
        if excerpt.reserve:
            continue
        found: dict[str, Finding] = {}
        for cut in filter(None, (excerpt.quotation, excerpt.short)):
            for finding in _of_cut(outline, excerpt, cut):
                found.setdefault(finding.rule, finding)
        yield from found.values()


def _of_cut(outline: Outline, excerpt: Excerpt, cut: Quotation) -> Iterator[Finding]:
    source = outline.sources[cut.source]
    around = surroundings_of(cut, source)
    which = "the short cut of " if cut is excerpt.short else ""
    negation = _negation(around)
    remarks = (
        ("cut-negation", negation),
        # “would not necessarily” is one thing that is left out, not two.
        ("cut-hedge", "" if negation else _hedge(around)),
        ("reads-whole", _reads_whole(cut, around, full=cut is excerpt.quotation)),
        ("opening-pronoun", _pronoun(cut)),
        ("contradicted-next", _denied(outline, cut, around)),
        ("broken-word", _broken(cut, source)),
    )
    for rule, remark in remarks:
        if remark:
            yield Finding(rule, excerpt.id, f"{which}'{excerpt.id}' {remark}", excerpt.place)


# What is left out --------------------------------------------------------------------------------


def _negation(around: Surroundings) -> str:
    left_out = _governing(around.before) or _governing(around.introduction)
    for words in (left_out, *around.omitted, _first_clause(around.after)):
        match = _NEGATION.search(_NO_NEGATION.sub("", words))
        if match:
            shown = _shown(words, tail=words is left_out, among=match[0])
            return f"leaves out “{match[0]}”: …{shown}…"
    if _NEGATIVE_SUBJECT.match(around.before) and not re.search("[;:—]", around.before):
        return f"leaves out “{around.before.split()[0]}”: {_shown(around.before)}…"
    return ""


def _hedge(around: Surroundings) -> str:
    left_out = _governing(around.before)
    for words in (left_out, *around.omitted):
        match = _HEDGE.search(words)
        if match:
            shown = _shown(words, tail=words is left_out, among=match[0])
            return f"leaves out “{match[0]}”: …{shown}…"
    match = _CONDITION.match(around.after)
    return f"is followed by a condition: {_shown(around.after)}" if match else ""


def _governing(before: str) -> str:
    """The end of *before* on which a quotation hangs: its last clause.

    Right after a comma that is one word: “does not, he said, apply”.
    """
    clause = _CLAUSE_END.split(before)[-1]
    return clause if clause.strip() or not before else before.split()[-1]


def _first_clause(after: str) -> str:
    """The words up to the first comma, if the quotation ends within a clause."""
    return _CLAUSE_END.split(after)[0] if after[:1].isalnum() else ""


def _denied(outline: Outline, cut: Quotation, around: Surroundings) -> str:
    following = around.following
    if not _DENIAL.match(following) or _is_quoted(outline, cut, following):
        return ""
    return f"is taken back by the next sentence: {_shown(following)}"


def _is_quoted(outline: Outline, cut: Quotation, sentence: str) -> bool:
    """Whether some excerpt, printable or not, takes its words from *sentence*."""
    return any(
        one.quotation.source == cut.source and one.quotation.text.strip(" .") in sentence
        for one in outline.excerpts.values()
    )


# How it reads ------------------------------------------------------------------------------------


def _reads_whole(cut: Quotation, around: Surroundings, *, full: bool) -> str:
    """Whether a part of a sentence looks like a whole one: its reader takes it for all.

    A quotation in running text may begin or end anywhere: its small letter or its missing full
    stop say so. A *full* one that begins a sentence must end a clause of it.
    """
    text = cut.text.strip("“”‘’\"' ")
    starts = text[:1].isupper() and not isinstance(cut.pieces[0], Insertion | Omission)
    ends = text.endswith((".", "?", "!"))
    if starts and ends and around.before and not around.before.endswith((":", "—", "–")):
        return f"begins in mid-sentence and reads as a whole: {_shown(around.before, tail=True)} …"
    whole_start = full and starts and not around.before
    if whole_start and around.after[:1].isalnum() and not isinstance(cut.pieces[-1], Omission):
        return f"ends in mid-sentence and reads as a whole: … {_shown(around.after)}"
    return ""


_PRONOUN = re.compile(
    r"(?:it|he|she|they|them|him|his|her|its|their)\b|(?P<pointing>this|that|these|those)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"it (?:is|was|will be|would be|remains|seems|appears|takes|has been) (?:\w+ly )?\w+"
    r" (?:for|to|that|whether)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"this|that|is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do"
    r"|did|makes?|gives?|means?|increases?|represents?|remains?|shows?|allows?|reflects?"
    r"|suggests?|explains?|marks?|comes?|leaves?|creates?|requires?|matters?|also|still",
    re.IGNORECASE,
)


def _pronoun(cut: Quotation) -> str:
    text = cut.text.lstrip("“‘\"' ")
    match = _PRONOUN.match(text)
    if match is None or isinstance(cut.pieces[0], Insertion | Omission):
        return ""
    if _PLACEHOLDER.match(text):
        return ""
    words = text[match.end() :].split()
    # “This shift has …” names its noun; “This is …” does not.
    if match["pointing"] and words and not _VERB.fullmatch(words[0].strip(",")):
        return ""
    return f"begins with “{match[0]}”, and what that is stands outside"


_HYPHEN = "-‐\u00ad"
_BROKEN = re.compile(
    rf"(?P<begun>[^\W\d_]+)[{_HYPHEN}](?P<gap>\s+)"
    # “long- and short-term” leaves a part of a word out, and breaks none.
    r"(?!(?:and|or|nor|but|to|through|than|versus|vs|as well)\b)(?P<rest>[^\W\d_]+)"
)


def _broken(cut: Quotation, source: Source) -> str:
    """A word of the quotation that ends on the next line of its source."""
    for piece in cut.pieces:
        if isinstance(piece, Span):
            for match in _BROKEN.finditer(source.text, piece.start, piece.end):
                if _is_broken(match, source):
                    return (
                        f"prints “{source.printed(*match.span())}”, a word broken at a line's end"
                    )
    return ""


def _is_broken(match: re.Match[str], source: Source) -> bool:
    """Whether a line ends there; or did, if the source has the whole word in another place, and
    its lines were joined by somebody before.
    """
    if "\n" in match["gap"] or "\r" in match["gap"]:
        return True
    whole = re.escape(match["begun"] + match["rest"])
    return re.search(rf"\b{whole}\b", source.text, re.IGNORECASE) is not None


_MOST_SHOWN = 9


def _shown(words: str, *, tail: bool = False, among: str = "") -> str:
    """The first of *words*, or with *tail* the last, as far as the end of *among* lets."""
    parts = words.split()
    start = max(len(parts) - _MOST_SHOWN, 0) if tail else 0
    at = words.find(among)
    if among and at >= 0:
        end = len(words[: at + len(among)].split())
        start = min(max(start, end - _MOST_SHOWN), end - len(among.split()))
    return _CUT_OFF.sub("", " ".join(parts[start : start + _MOST_SHOWN]))


_CUT_OFF = re.compile(r"[,;:][\"”’]*$")
"""A comma that leads to what is not shown, and the mark that closes a speech."""
