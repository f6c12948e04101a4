"""The rules of the audit: what each looks for, and how much a finding weighs.

The names stand in `dossier.yaml` (under `accept`), in messages and in SARIF; the audit's modules
hold what finds them. A *warning* is something by which a reader could be misled; a *note* is a gap
in the evidence of which the editor should know. Rules of the *edition* depend on what is selected:
`plan` and `build` print them, `check` cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Severity = Literal["warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, what it looks for, and what an editor can do about a finding."""

    name: str
    looks_for: str
    mend: str
    severity: Severity = "warning"
    of_edition: bool = False


_ALL = (
    # balance
    Rule(
        "lopsided",
        "one side has far more quoted words, or far more voices, than the other",
        "look for evidence of the weaker side, or say why there is none",
    ),
    Rule(
        "single-source-claim",
        "an argument whose evidence comes from one source alone",
        "find a second source, or say whose claim it is",
    ),
    Rule(
        "op-ed-only-claim",
        "an argument whose evidence stands in opinion pieces and aggregators alone",
        "find a report, a record or a news item, or name the author in the claim",
    ),
    Rule(
        "unanswered-objection",
        "an argument against to which no argument and no quotation replies",
        "let an argument name it under answers, or tag a quotation rebuts:…",
    ),
    Rule(
        "bare-reply",
        "an argument that answers another without evidence of its own that can be printed",
        "tag a quotation rebuts:…, or take the argument out of answers",
    ),
    Rule(
        "no-own-voice",
        "a stakeholder whose position rests on what others say of it",
        "quote the stakeholder, name it in the role of who speaks for it, or call it undeclared",
        "note",
    ),
    Rule(
        "conceded-only",
        "an argument against that rests on what supporters concede or report",
        "quote an opponent, or say that none was found",
        "note",
    ),
    # disagreement and numbers
    Rule(
        "unsettled-disagreement",
        "a fact on which sources differ and nothing is settled",
        "declare the fact with settled: {value: …, because: …}",
    ),
    Rule(
        "settled-without-source",
        "a settled value that no source gives",
        "settle by a value that an excerpt asserts, or add the source that gives it",
    ),
    Rule(
        "number-without-source",
        "a number in the analyst's words, or a year of the chronology, that no cited passage gives",
        "correct the number, or name under evidence the excerpt that gives it",
    ),
    Rule(
        "numbers-differ",
        "wordings of one statement that give different numbers for the same thing",
        "let every wording give the same number",
    ),
    Rule(
        "rejected-value",
        "a wording that goes by a value other than the settled one",
        "write the settled value, or name whose value it is",
    ),
    # staleness
    Rule(
        "overtaken",
        "a statement about what is still to come, older than an event that has since come",
        "give the excerpt as_of, quote a later statement, or keep it in reserve",
    ),
    Rule(
        "old-statement",
        "evidence that is older than the dossier's limit on the day for which the briefs speak",
        "look for a later statement, or raise limits: {months: …}",
    ),
    Rule(
        "dated-after",
        "a source, quotation, status or vote that is later than the day for which the briefs speak",
        "correct the date, or move the dossier's as_of",
    ),
    # context
    Rule(
        "reads-whole",
        "a quotation that reads as a whole sentence and is a part of one",
        "begin or end it with …, or quote the whole sentence",
    ),
    Rule(
        "cut-negation",
        "a quotation that leaves out a negation of its own sentence",
        "quote the negation, too",
    ),
    Rule(
        "cut-hedge",
        "a quotation that leaves out a hedge or a condition of its own sentence",
        "quote the hedge, too",
    ),
    Rule(
        "contradicted-next",
        "a quotation whose next sentence takes it back",
        "quote the next sentence, too, or leave the excerpt out",
    ),
    Rule(
        "opening-pronoun",
        "a quotation that begins with a pronoun whose noun stands outside",
        "put what it stands for in its place, in brackets, as in [the permit]",
    ),
    Rule(
        "broken-word",
        "a quotation that prints a word broken at the end of a source's line",
        "quote words before it or after it, or leave it out with an ellipsis",
    ),
    Rule(
        "others-speech",
        "speech that the source puts in somebody else's mouth than the named speaker",
        "name the speaker whom the source names",
    ),
    Rule(
        "not-speech",
        "a source's own words, given to somebody of whom the source only reports",
        "leave speaker out, and write manner: reports and quoted_from: …",
    ),
    Rule(
        "inner-quotation",
        "a quotation that holds words in quotation marks and does not say whose they are",
        "name them under quoted_from",
    ),
    Rule(
        "two-versions",
        "two wordings of what seems to be one statement, both as verbatim speech",
        "keep one of them in reserve",
    ),
    # coverage
    Rule(
        "unread-paragraphs",
        "paragraphs of a source that are neither quoted nor knowingly passed over",
        "quote them, or list them under passed_over with a reason",
    ),
    Rule(
        "passed-over-but-quoted",
        "a paragraph that is listed as passed over and quoted all the same",
        "take it out of passed_over",
    ),
    Rule(
        "unprintable-excerpt",
        "an excerpt that no edition can print",
        "tag it to an item for the same audiences, or say why with reserve: …",
    ),
    # bills and laws
    Rule(
        "reference-spelling",
        "a bill or law that the analyst's words spell in more than one way",
        "write it in one way everywhere",
    ),
    Rule(
        "unknown-reference",
        "a bill or law in the analyst's words that no source names",
        "correct the number, or add the source that names it",
    ),
    # names
    Rule(
        "near-name",
        "a new topic or theme whose name is nearly that of another, and so most likely a slip",
        "write the other name, or one less like it",
    ),
    # editions
    Rule(
        "one-sided-edition",
        "an edition that shows arguments of one side only",
        "pin an argument of the other side",
        of_edition=True,
    ),
    Rule(
        "lopsided-edition",
        "an edition that gives one side far more words than the other",
        "pin or skip arguments, or change balance: {words_ratio: …} of the length",
        of_edition=True,
    ),
    Rule(
        "leans-on-source",
        "an edition most of whose quotations come from one source",
        "skip some of them, or change balance: {source_share: …} of the length",
        of_edition=True,
    ),
    Rule(
        "unanswered-in-edition",
        "an edition that shows an objection and nothing that replies to it",
        "pin a reply, or an argument that answers it",
        "note",
        of_edition=True,
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rule in _ALL})
"""Every rule by name, in the order in which the documentation lists them."""
