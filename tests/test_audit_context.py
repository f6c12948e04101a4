"""Quotations and their sentences: what is left out, what is taken back, whose words they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from audited import about, excerpt, found, outlined, source


def findings(tmp_path: Path, rule: str, text: str, quote: str, **more: object) -> list[str]:
    """What *rule* says of one quotation of one text."""
    outline = outlined(tmp_path, source("gazette", text, excerpt("one", quote, **more)))
    return about(outline, rule)


CASES: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "cut-negation": (
        [
            (
                "The clerk said that the office does not keep a register of fires.",
                "keep a register of fires",
            ),
            (
                "It would not necessarily end every dispute in the valley.",
                "end every dispute in the valley",
            ),
            ("We don’t believe that the ordinance saves lives.", "the ordinance saves lives"),
            (
                "No order, waiver or promise can take the place of a law.",
                "can take the place of a law",
            ),
            ("The chief denied that the rule was ever enforced.", "the rule was ever enforced"),
            ("The council met, and never in ten years was the fee raised.", "was the fee raised"),
            ("It is a rule that few farmers know of or have read.", "farmers know of or have read"),
            (
                "The rule works without a single officer to enforce it.",
                "a single officer to enforce it",
            ),
            ("The plan saves money in no year before 2040.", "The plan saves money"),
            (
                "The rule does not, the chief added, apply to farms.",
                "the chief added, apply to farms",
            ),
            (
                "The rule has in practice hardly been applied to farms.",
                "The rule has … been applied to farms",
            ),
        ],
        [
            ("Not everyone likes the rule, but the rule works well.", "the rule works well"),
            ("It is a rule that a few farmers know of.", "farmers know of"),
            (
                "The rule is not only old but widely ignored by farmers.",
                "widely ignored by farmers",
            ),
            ("The office does not keep a register of fires.", "does not keep a register"),
            ("Nobody asked. The clerk keeps a register of fires.", "keeps a register of fires"),
            ("The rule works well; it does not cost much.", "The rule works well"),
            ("The rule works well, which nobody doubts.", "The rule works well"),
        ],
    ),
    "cut-hedge": (
        [
            ("The rule may one day save lives in the valley.", "save lives in the valley"),
            ("The new fee could be a first step to reform.", "a first step to reform"),
            ("The rule saves lives, although nobody has counted them.", "The rule saves lives"),
            ("The rule saves lives unless the wind is strong.", "The rule saves lives"),
            ("The rule has, it seems, saved many lives.", "The rule has, … saved many lives"),
        ],
        [
            ("The rule may save lives in the valley.", "The rule may save lives"),
            (
                "Whatever may come, the rule saves lives every autumn.",
                "the rule saves lives every autumn",
            ),
            ("The rule saves lives, and the council knows it.", "The rule saves lives"),
            ("It might rain. The rule saves lives every autumn.", "saves lives every autumn"),
        ],
    ),
    "reads-whole": (
        [
            ("Last year Kansas dropped the rule for good.", "Kansas dropped the rule for good."),
            ("The council kept the rule in force for farms alone.", "The council kept the rule"),
        ],
        [
            ("Kansas dropped the rule for good.", "Kansas dropped the rule for good."),
            ("Last year Kansas dropped the rule for good.", "dropped the rule for good"),
            (
                "The chief said, “Kansas dropped the rule for good.”",
                "Kansas dropped the rule for good.",
            ),
            ("The council kept the rule, which is old.", "The council kept the rule"),
            ("The council kept the rule.", "The council kept the rule"),
            ("Kansas dropped the rule.² It is old.³", "Kansas dropped the rule."),
            ("The rule is kept.³ Kansas dropped it for good.", "Kansas dropped it for good."),
            ("Last year Kansas dropped the rule for good.", "… Kansas dropped the rule for good."),
        ],
    ),
    "opening-pronoun": (
        [
            ("There is a rule. It costs the county two weeks.", "It costs the county two weeks."),
            ("There is a rule. Its cost is two weeks.", "Its cost is two weeks."),
            ("There is a rule. This is the cost of a rule.", "This is the cost of a rule."),
            ("There is a rule. They pay for it every year.", "They pay for it every year."),
        ],
        [
            (
                "There is a rule. It is hard for a clerk to keep up.",
                "It is hard for a clerk to keep up.",
            ),
            (
                "There is a rule. This rule costs the county two weeks.",
                "This rule costs the county two weeks.",
            ),
            ("There is a rule. We pay for it every year.", "We pay for it every year."),
            (
                "There is a rule. Thistles cost the county two weeks.",
                "Thistles cost the county two weeks.",
            ),
            (
                "There is a rule. It costs the county two weeks.",
                "[the rule] costs the county two weeks.",
            ),
        ],
    ),
    "contradicted-next": (
        [
            ("The fee is due every year. However, nobody pays it.", "The fee is due every year."),
            ("The fee is due every year. It isn’t.", "The fee is due every year."),
            ("The fee is due every year. But farms are free.", "The fee is due every year."),
        ],
        [
            ("The fee is due every year. It pays for the clerk.", "The fee is due every year."),
        ],
    ),
}
"""For each rule: paragraphs with a quotation that it must find, and near-misses."""


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_its_cases_and_no_near_misses(tmp_path: Path, rule: str) -> None:
    finds, misses = CASES[rule]
    cases = [*finds, *misses]
    excerpts = [
        excerpt(f"case-{number}", quote, paragraph=number)
        for number, (_, quote) in enumerate(cases, 1)
    ]
    text = "\n\n".join(text for text, _ in cases)
    outline = outlined(tmp_path, source("gazette", text, *excerpts, paragraphs="blocks"))
    wanted = {f"case-{number}" for number in range(1, len(finds) + 1)}
    assert len(finds) > 1
    assert misses
    assert set(about(outline, rule)) == wanted


def test_a_finding_shows_the_words_that_stand_next_to_the_quotation(tmp_path: Path) -> None:
    text = (
        "The council kept the rule and a list of all the farms that had broken it in spring.\n\n"
        "No order that the county has given in ten years of hard work can take its place.\n\n"
        "The clerk may, in years in which there are many fires in town, count each one by hand."
    )
    excerpts = (
        excerpt("after", "The council kept the rule"),
        excerpt("before", "can take its place"),
        excerpt("within", "The clerk … count each one by hand"),
    )
    outline = outlined(tmp_path, source("gazette", text, *excerpts, paragraphs="blocks"))
    said = {rule: [one.message for one in found(outline, rule)] for rule in CASES}
    assert said["reads-whole"][0].endswith(": … and a list of all the farms that had")
    assert said["cut-negation"][0].endswith(": …No order that the county has given in ten…")
    assert said["cut-hedge"][0].endswith(": …may, in years in which there are many fires…")


def test_what_a_finding_shows_of_a_speech_ends_in_no_comma(tmp_path: Path) -> None:
    text = "“The council kept the rule and told us by whom it had been made,” he said."
    outline = outlined(
        tmp_path, source("gazette", text, excerpt("one", "The council kept the rule"))
    )
    (finding,) = found(outline, "reads-whole")
    assert finding.message.endswith("… and told us by whom it had been made")


def test_the_short_cut_is_looked_at_too(tmp_path: Path) -> None:
    text = "The office does not keep a register of fires."
    one = excerpt("one", "The office does not keep a register of fires.", short="keep a register")
    outline = outlined(tmp_path, source("gazette", text, one))
    (finding,) = found(outline, "cut-negation")
    assert "short cut" in finding.message
    assert "not" in finding.message


def test_a_denial_that_is_quoted_too_is_no_finding(tmp_path: Path) -> None:
    text = "The fee is due every year. However, nobody pays it."
    excerpts = (
        excerpt("one", "The fee is due every year."),
        excerpt("two", "nobody pays it", "against:other"),
    )
    assert about(outlined(tmp_path, source("gazette", text, *excerpts)), "contradicted-next") == []


# Whose words -------------------------------------------------------------------------------------

SPEECH = (
    "The rule is old, the council wrote. Ann Doe, the chief, spoke first.\n\n"
    "“We enforce two rules that say one thing,” she said.\n\n"
    "“The clerk counts every permit by hand,” said Bob Roe, the clerk."
)


SOUND = [
    ("We enforce two rules that say one thing", "Ann Doe"),
    ("The clerk counts every permit by hand", "Bob Roe"),
    ("The rule is old", "The Gazette"),
]
SWAPPED = [
    ("We enforce two rules that say one thing", "Bob Roe", "others-speech"),
    ("The clerk counts every permit by hand", "Ann Doe", "others-speech"),
    ("The clerk counts every permit by hand", "Zed Poe", "others-speech"),
    ("The clerk counts every permit by hand", "The Gazette", "others-speech"),
    ("The rule is old", "Ann Doe", "not-speech"),
]


def test_a_swapped_speaker_is_found(tmp_path: Path) -> None:
    sound = [
        excerpt(f"sound-{n}", quote, speaker={"name": who}) for n, (quote, who) in enumerate(SOUND)
    ]
    swapped = [
        excerpt(f"swapped-{n}", quote, speaker={"name": who})
        for n, (quote, who, _) in enumerate(SWAPPED)
    ]
    outline = outlined(
        tmp_path, source("gazette", SPEECH, *sound, *swapped, publisher="The Gazette")
    )
    rules = ("others-speech", "not-speech")
    findings = {one: rule for rule in rules for one in about(outline, rule)}
    assert findings == {f"swapped-{n}": rule for n, (_, _, rule) in enumerate(SWAPPED)}


def test_a_body_may_be_named_by_its_initials(tmp_path: Path) -> None:
    text = "As CRS noted, “the law was passed in response to smoke.” More followed."
    one = excerpt(
        "one",
        "the law was passed in response to smoke",
        speaker={"name": "Congressional Research Service"},
    )
    assert about(outlined(tmp_path, source("gazette", text, one)), "others-speech") == []


@pytest.mark.parametrize(("written", "given"), ["'’", "’'"])
def test_an_apostrophe_in_a_name_may_have_either_form(
    tmp_path: Path, written: str, given: str
) -> None:
    text = f"“The rule is very old,” said Ann O{written}Dea. Bob Roe listened."
    one = excerpt("one", "The rule is very old", speaker={"name": f"Ann O{given}Dea"})
    assert about(outlined(tmp_path, source("log", text, one)), "others-speech") == []


def test_a_transcript_gives_speech_without_marks(tmp_path: Path) -> None:
    one = excerpt("one", "the rule is very old", speaker={"name": "Ann Doe"})
    text = "DOE: I think the rule is very old."
    assert (
        about(outlined(tmp_path / "a", source("log", text, one, kind="transcript")), "not-speech")
        == []
    )
    assert about(outlined(tmp_path / "b", source("log", text, one)), "not-speech") == ["one"]


def test_words_within_words_need_an_owner(tmp_path: Path) -> None:
    text = "Critics call it a “tax on autumn leaves” and worse."
    quote = "Critics call it a “tax on autumn leaves”"
    excerpts = (
        excerpt("one", quote),
        excerpt("owned", quote, quoted_from="A. Critic"),
        excerpt("none", "Critics call it"),
    )
    assert about(outlined(tmp_path, source("g", text, *excerpts)), "inner-quotation") == ["one"]


def test_two_wordings_of_one_statement_are_found(tmp_path: Path) -> None:
    text = (
        "“The county has already met every condition for release,” Ann Doe said.\n\n"
        "“The county meets every condition and deserves release,” Doe noted later.\n\n"
        "“Leaves burn best in October,” Doe said."
    )
    doe = {"name": "Ann Doe"}
    excerpts = (
        excerpt("one", "The county has already met every condition for release", speaker=doe),
        excerpt("two", "The county meets every condition and deserves release", speaker=doe),
        excerpt("three", "Leaves burn best in October", speaker=doe),
    )
    assert about(outlined(tmp_path / "a", source("g", text, *excerpts)), "two-versions") == ["two"]
    excerpts[1]["reserve"] = "Another wording of the same statement."
    assert about(outlined(tmp_path / "b", source("g", text, *excerpts)), "two-versions") == []
