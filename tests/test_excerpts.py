"""Quotations: what is found, what is not, what is printed, what is said of a mistake."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefgen.errors import Place, QuotationError
from briefgen.excerpts import (
    Grade,
    Insertion,
    Omission,
    Quotation,
    Span,
    UnprovenError,
    in_quotes,
    locate,
    prove,
    selectors,
)
from briefgen.sources import Record, Source, read_source

TEXT = """\
Senate Looks at the Leaf Rule

photo: A. Doe, Gazette staff

It has met the conditions, he said. “The council’s ‘glacial’ progress” is over — truly. Congress,
on Monday, can’t repeal non-market rules. The town has met its goals and more.

On the other hand, trade grew 3.5 percent to $1,400,000. The bill passed. The bill passed again.
They said that we should repeal it, which US officials support. We don’t agree with them.

Fees … were co\u00adoperative in the ﬁnal year [sic] of the misprnt. Ask him again... he will.
"""


def source(text: str = TEXT, *boilerplate: str, marks: bool = False) -> Source:
    record = Record("gazette", "news", "Title", reference_marks=marks)
    return read_source(record, text.encode(), boilerplate=boilerplate, place=Place("sources.yaml"))


GAZETTE = source(TEXT, "photo:")


def found(written: str, **choice: object) -> Quotation:
    return locate(written, GAZETTE, **choice)  # type: ignore[arg-type]


def refused(written: str, of: Source = GAZETTE, **choice: object) -> UnprovenError:
    with pytest.raises(QuotationError) as caught:
        locate(written, of, place=Place("e.yaml", 4, 2), **choice)  # type: ignore[arg-type]
    assert isinstance(caught.value, UnprovenError)
    assert caught.value.place == Place("e.yaml", 4, 2)
    assert caught.value.hint
    return caught.value


def shape(quotation: Quotation) -> list[str]:
    """The pieces as text: words, ‹omitted›, bracket=what it stands for."""
    shown = []
    for piece in quotation.pieces:
        if isinstance(piece, Span):
            shown.append(piece.text)
        elif isinstance(piece, Omission):
            shown.append(f"‹{piece.omitted}›")
        else:
            shown.append(f"{piece.text.strip()}={piece.stands_for}")
    return shown


class TestLiteral:
    def test_exact(self) -> None:
        quotation = found("has met the conditions")
        assert quotation.grade is Grade.EXACT
        assert quotation.paragraph == 3
        assert TEXT[quotation.start : quotation.end] == quotation.text == "has met the conditions"
        assert quotation.pieces == (Span(quotation.start, quotation.end, quotation.text),)

    @pytest.mark.parametrize(
        ("written", "printed"),
        [
            ("\"The council's 'glacial' progress\"", "“The council’s ‘glacial’ progress”"),
            ("over - truly", "over — truly"),
            ("Congress, on\n  Monday", "Congress, on Monday"),
            ("were cooperative in the final year", "were cooperative in the ﬁnal year"),
            ("year [sic] of the misprnt", None),
            ("can't repeal non\u2011market rules", "can’t repeal non-market rules"),
            ("«\u00a0The council’s “glacial” progress »", "“The council’s ‘glacial’ progress”"),
        ],
    )
    def test_folded_prints_the_words_of_the_source(self, written: str, printed: str | None) -> None:
        quotation = found(written)
        assert quotation.text == (printed or written)
        assert quotation.grade is (Grade.NORMALISED if printed else Grade.EXACT)
        assert prove(quotation.text, quotation)

    @pytest.mark.parametrize(
        ("written", "grade"),
        [
            ("has Met the conditions", Grade.DRIFTED),
            ("has met the condition", Grade.DRIFTED),
            ("trade grew 3.6 percent", Grade.DRIFTED),
            ("the misprint. Ask him", Grade.DRIFTED),
            ("purple elephants quite elsewhere", Grade.MISSING),
        ],
    )
    def test_every_word_counts(self, written: str, grade: Grade) -> None:
        assert refused(written).grade is grade

    @pytest.mark.parametrize(
        ("written", "word"),
        [
            ("market rules. The town", "non-market"),
            ("5 percent to", "3.5"),
            ("percent to $1,400", "1,400,000"),
            ("Congress, on Monday, can", "can't"),
            ("as met the conditions", "has"),
            ("400,000. The bill", "1,400,000"),
        ],
    )
    def test_words_and_numbers_are_whole(self, written: str, word: str) -> None:
        error = refused(written)
        assert error.grade is Grade.DRIFTED
        assert word in error.message

    @pytest.mark.parametrize(
        ("text", "written", "number"),
        [
            # groups of digits, whatever parts them
            ("a load of 1\u00a0200 tons went", "200 tons went", "1\u00a0200"),
            ("a load of 1\u202f200 tons went", "200 tons went", "1\u202f200"),
            ("a load of 1\u2009200\u2009000 tons", "a load of 1", "1\u2009200\u2009000"),
            ("a load of 1\u200a200 tons went", "200 tons went", "1\u200a200"),
            ("they had 1’500 men", "500 men", "1"),
            # fractions, times, decimals, ranges, powers
            ("it was 1/2 of the town", "2 of the town", "1/2"),
            ("it was 1⁄2 of the town", "it was 1", "1⁄2"),
            ("some 2 1/2 percent of", "1/2 percent of", "2 1/2"),
            ("some 2 ½ percent of", "½ percent of", "2 ½"),
            ("it began at 9:30 p.m.", "30 p.m.", "9:30"),
            ("it began at 9:30 p.m.", "it began at 9", "9:30"),
            ("it rose by 2.5 percent", "it rose by 2", "2.5"),
            ("it rose by .5 percent", "5 percent", ".5"),
            ("it rose by 2·5 percent", "5 percent", "2·5"),
            ("a loss of 5–10 percent", "10 percent", "5–10"),
            ("it has 10^6 cells", "it has 10", "10^6"),
            # signs and units
            ("it rose by −5 percent", "5 percent", "−5"),
            ("it rose by -5 percent", "5 percent", "-5"),
            ("it rose by –5 percent", "5 percent", "–5"),
            ("it rose by $-5 million", "5 million", "-5 million"),
            ("it is <5 percent of it", "5 percent", "<5"),
            ("it rose by 5% then", "it rose by 5", "5%"),
            ("it rose by 5\u00a0% then", "it rose by 5", "5\u00a0%"),
            ("they paid $5 million then", "they paid $5", "$5 million"),
            ("they paid $5 million then", "million then", "$5 million"),
            ("they paid $5 million then", "5 million then", "$5 million"),
            ("they paid HK$5 million then", "$5 million then", "HK$5 million"),
            ("those 65+ may vote", "those 65", "65+"),
            ("大約二千五百人約2.5万人口在此", "大約二千五百人約2.5", "2.5万"),
            # beside ellipses and brackets
            ("cost us 1\u00a0200 tons, they say", "cost us … 200 tons", "1\u00a0200"),
            ("cost us 1\u00a0200 tons, they say", "cost us 1 … they say", "1\u00a0200"),
            ("a load of 100 tons there", "load of 1[0]00 tons", "100"),
            ("a load of 1\u00a0200 tons there", "of 1 [full] 200 tons", "1\u00a0200"),
        ],
    )
    def test_a_number_is_one_word(self, text: str, written: str, number: str) -> None:
        error = refused(written, source(f"The clerk said {text} gladly.\n"))
        assert error.grade is Grade.DRIFTED
        assert re.search(rf"begins or ends inside “[^”]*{re.escape(number)}", error.message)

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("in 2024 200 tons went", "200 tons went"),
            ("in 2024\u00a0200 tons went", "200 tons went"),
            ("in 2024 1/2 of the town went", "1/2 of the town"),
            ("in 2024 $200 million went", "in 2024"),
            ("in 2024 million-dollar homes fell", "million-dollar homes"),
            ("in 2024: 200 tons went", "200 tons went"),
            ("in 2024—200 tons went", "200 tons went"),
            ("in 2024 - 200 tons went", "200 tons went"),
            ("in section 5. 200 tons went", "200 tons went"),
            ("in all of 5, 6 and 7 tons", "6 and 7 tons"),
            ("of growth.12 The town said", "The town said"),
            ("for (5 percent of it)", "5 percent of it"),
            ("for “5 percent” of it", "5 percent"),
            ("have 5 tons there", "have 5 [metric] tons"),
        ],
    )
    def test_words_beside_numbers_are_words(self, text: str, written: str) -> None:
        assert locate(written, source(f"The clerk said {text} gladly.\n")).text == written

    def test_a_dash_is_a_boundary(self) -> None:
        text = source("A thing—once said so–and-so there.")
        assert locate("once said so", text).grade is Grade.EXACT

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("委员会说废除该法律是必要的。", "废除该法律"),
            ("คณะกรรมการกล่าวว่าควรยกเลิก", "ควรยกเลิก"),
            ("Комитет считает, что закон устарел.", "закон устарел"),
            ("اللجنة تقول إن القانون قديم", "القانون قديم"),
        ],
    )
    def test_other_scripts(self, text: str, written: str) -> None:
        assert locate(written, source(text)).text == written

    @pytest.mark.parametrize(
        "written", ["<script>alert(1)</script>", "{{ 7*7 }} and {% x %}", "&amp; so on"]
    )
    def test_markup_is_text(self, written: str) -> None:
        assert locate(written, source(f"He wrote {written} there.")).text == written

    @pytest.mark.parametrize("written", ["over", "He", "1,400,000", "该法律"])
    def test_too_short(self, written: str) -> None:
        assert "too short" in refused(written, source(TEXT + "\n\n废除该法律是必要的。")).message

    def test_long_enough(self) -> None:
        assert found("cooperative").text == "cooperative"
        assert locate("废除该法", source("委员会说废除该法律")).text == "废除该法"

    @pytest.mark.parametrize("written", ["", "   ", "\u200b", "…", "[it]"])
    def test_nothing_written(self, written: str) -> None:
        assert refused(written).grade is Grade.MISSING

    @pytest.mark.parametrize("char", ["\x00", "\x1b", "\x9b", "\ud800", "\udfff"])
    def test_characters_of_no_text(self, char: str) -> None:
        error = refused(f"has met {char}the conditions")
        assert f"U+{ord(char):04X}" in error.message
        str(error).encode()  # the message itself can be printed


class TestChoosing:
    def test_ambiguous_shows_every_place(self) -> None:
        error = refused("The bill passed")
        assert error.grade is Grade.AMBIGUOUS
        assert len(error.detail) == 2
        assert all("paragraph 4" in line and "»The bill passed«" in line for line in error.detail)
        assert "prefix" in error.hint

    def test_prefix_and_suffix(self) -> None:
        first, second = (match.start() for match in re.finditer("The bill passed", TEXT))
        assert found("The bill passed", suffix="again").start == second
        assert found("The bill passed", prefix="1,400,000.").start == first
        assert found("The bill passed", prefix="passed.").start == second

    def test_paragraph(self) -> None:
        text = source("Same head words\n\nSame head words\n\nBody.")
        assert refused("Same head words", text).grade is Grade.AMBIGUOUS
        assert locate("Same head words", text, paragraph=2).start == 17

    def test_any_will_do(self) -> None:
        assert found("The bill passed", unique=False).start == TEXT.index("The bill passed")

    def test_within(self) -> None:
        whole = found("The bill passed again")
        assert found("The bill passed", within=whole).start == whole.start
        assert found("The bill passed", within=(whole.start, whole.end)).start == whole.start
        assert "shorten" in refused("met the conditions", within=whole).message

    @pytest.mark.parametrize(
        ("choice", "message"),
        [
            ({"paragraph": 4}, "does not begin in paragraph 4"),
            ({"paragraph": 99}, "paragraph 99: there are 5"),
            ({"prefix": "elsewhere"}, "prefix"),
            ({"suffix": "elsewhere"}, "suffix"),
        ],
    )
    def test_a_choice_that_excludes_the_place(
        self, choice: dict[str, object], message: str
    ) -> None:
        error = refused("has met the conditions", **choice)
        assert message in error.message
        assert "paragraph 3" in error.detail[0]

    def test_boilerplate_cannot_be_quoted(self) -> None:
        assert "boilerplate" in refused("A. Doe, Gazette staff").message
        assert "boilerplate" in refused("the Leaf Rule photo: A. Doe").message


class TestEllipses:
    @pytest.mark.parametrize(
        "sign", ["…", " … ", "...", " ... ", " . . . ", "[…]", " [...] ", " [. . .] ", " [ … ] "]
    )
    def test_forms(self, sign: str) -> None:
        quotation = found(f"The town has met{sign}goals and more")
        assert shape(quotation) == ["The town has met", "‹its›", "goals and more"]
        assert quotation.text == "The town has met … goals and more"
        assert quotation.grade is Grade.NORMALISED

    @pytest.mark.parametrize("sign", ["....", ". . . .", ". …", "….", ". ...", ".…"])
    def test_four_dots_after_a_sentence(self, sign: str) -> None:
        assert (
            found(f"The bill passed{sign} They said that").text
            == "The bill passed. … They said that"
        )

    def test_four_dots_within_a_sentence_print_no_stop(self) -> None:
        assert found("On the other.... The bill passed again").text == (
            "On the other … The bill passed again"
        )

    def test_at_the_edges(self) -> None:
        quotation = found("… has met the conditions …")
        assert quotation.text == "… has met the conditions …"
        assert shape(quotation) == ["‹›", "has met the conditions", "‹›"]

    def test_several(self) -> None:
        quotation = found("has met … is over … can't repeal")
        assert quotation.text == "has met … is over … can’t repeal"
        assert quotation.paragraph == 3

    @pytest.mark.parametrize("written", ["Fees … were", "Ask him again... he will"])
    def test_a_literal_match_wins(self, written: str) -> None:
        quotation = found(written)
        assert quotation.grade is Grade.EXACT
        assert len(quotation.pieces) == 1

    def test_the_tightest_place_is_meant(self) -> None:
        text = source("we want this and we want that now, and later that now.")
        assert locate("we want … that now", text).start == 17

    def test_wrong_order(self) -> None:
        error = refused("is over … has met the conditions")
        assert "in this order" in error.message
        assert len(error.detail) == 2

    def test_pieces_have_two_words(self) -> None:
        assert "less than two words" in refused("conditions … can't repeal").message

    def test_a_piece_that_is_missing(self) -> None:
        error = refused("has met the conditions … the purpel bill passed")
        assert error.grade in {Grade.DRIFTED, Grade.MISSING}
        assert "purpel" in error.detail[1]

    def test_no_more_than_1200_characters(self) -> None:
        def spaced(count: int) -> Source:
            return source("begins with this " + "x" * count + " and ends so")

        longest = 1_200 - len("begins with this  and ends so")
        assert locate("begins with this … and ends so", spaced(longest)).end == 1_200
        error = refused("begins with this … and ends so", spaced(longest + 1))
        assert "1,200" in error.message
        assert "two quotations" in error.hint


class TestBrackets:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("has met [all] the conditions", ["has met", "[all]=", "the conditions"]),
            ("[The city] has met the conditions", ["[The city]=It", "has met the conditions"]),
            ("repeal [the rule], which US", ["repeal", "[the rule]=it", ", which US"]),
            ("[o]n the other hand", ["[o]=O", "n the other hand"]),
            ("trade [in leaves] grew 3.5", ["trade", "[in leaves]=", "grew 3.5"]),
            ("agree with [the officials]", ["agree with", "[the officials]=them"]),
            ("that [the town] should repeal", ["that", "[the town]=we", "should repeal"]),
            ("in the [f]inal year", None),
            ("in the [F]inal year", ["in the", "[F]=f", "inal year"]),
            ("bill passed[,] again", ["bill passed", "[,]=", "again"]),
            ("other hand [S. 3031], trade", ["other hand", "[S. 3031]=", ", trade"]),
            (
                "The [leaf] [burning] bill passed again",
                ["The", "[leaf] [burning]=", "bill passed again"],
            ),
            ("the misprnt [sic]. Ask", ["the misprnt", "[sic]=", ". Ask"]),
        ],
    )
    def test_what_they_stand_for(self, written: str, expected: list[str] | None) -> None:
        if expected is None:
            assert refused(written)
            return
        quotation = found(written)
        assert shape(quotation) == expected
        assert quotation.text == written
        assert quotation.grade is Grade.NORMALISED

    def test_the_quotation_takes_in_what_they_stand_for(self) -> None:
        quotation = found("[The city] has met the conditions")
        assert TEXT[quotation.start : quotation.end] == "It has met the conditions"
        insertion = quotation.pieces[0]
        assert isinstance(insertion, Insertion)
        assert TEXT[insertion.start : insertion.end] == "It"

    def test_with_ellipses(self) -> None:
        quotation = found("[i]t has met … [Progress] is over … [The city] has met")
        assert quotation.text == "[i]t has met … [Progress] is over … [The city] has met"
        assert shape(quotation)[0] == "[i]=I"

    @pytest.mark.parametrize(
        ("written", "hidden"),
        [
            ("has met the [terms], he said", "conditions"),
            ("The town has [missed] its goals", "met"),
            ("should [keep] it, which", "repeal"),
            ("which [state] officials support", "US"),
            ("We [fully] agree with them", "don't"),
        ],
    )
    def test_they_hide_no_word(self, written: str, hidden: str) -> None:
        error = refused(written)
        assert error.grade is Grade.DRIFTED
        assert "hides" in error.message
        assert hidden in error.message

    def test_they_hide_no_ending(self) -> None:
        assert refused("repeal non-market rul[ing]").grade is Grade.DRIFTED

    def test_the_brackets_of_the_source_are_its_own(self) -> None:
        quotation = found("year [sic] of [the] … Ask him")
        assert shape(quotation)[0] == "year [sic] of"


class TestReferenceMarks:
    TEXT = "It is a relic [1][3]. Reports [2, 4] say so [5]."

    def test_dropped_by_rule(self) -> None:
        text = source(self.TEXT, marks=True)
        quotation = locate("It is a relic. Reports say so", text)
        assert quotation.text == "It is a relic. Reports say so"
        assert quotation.grade is Grade.NORMALISED
        assert quotation.reference_marks == ("[1][3]", "[2, 4]")
        assert locate("It is a relic [1][3]. Reports", text).text == "It is a relic. Reports"

    def test_kept_without_the_rule(self) -> None:
        assert locate("a relic [1][3].", source(self.TEXT)).grade is Grade.EXACT
        assert refused("a relic. Reports", source(self.TEXT))


class TestDifference:
    def test_is_marked_word_by_word(self) -> None:
        error = refused("On the other hand, commerce grew 3.5 percent")
        assert "paragraph 4" in error.detail[0]
        assert "On the other hand, [-commerce-] {+trade+} grew 3.5 percent" in error.detail[1]

    def test_cannot_forge_a_message(self) -> None:
        text = source("The evil \u202etext has\u2066 been met by all of us here.")
        assert "\u202e" not in str(refused("The evil text hass been met by", text))

    def test_record_for_programs(self) -> None:
        record = refused("has met the condition").as_record()
        assert record["grade"] == "drifted"
        assert record["line"] == 4

    def test_in_a_long_text(self) -> None:
        filler = "Words of no matter stand here in a row. " * 3_000
        text = source(f"{filler}\n\nThe council shall publish its yearly register.\n\n{filler}")
        error = refused("The council shall publish the yearly register", text)
        assert error.grade is Grade.DRIFTED
        assert "[-the-] {+its+}" in error.detail[1]

    @pytest.mark.parametrize(
        ("text", "advice"),
        [
            ("Our office takes no posi-\ntion on the rule.", "at the end of a line"),
            ("Our office takes no position² on the rule.", "with an ellipsis"),
            ("Our office takes no position [3] on the rule.", "reference_marks: brackets"),
            ("Our office took no position on the rule.", "quote the source's words"),
        ],
    )
    def test_what_stands_in_the_way_has_its_own_advice(self, text: str, advice: str) -> None:
        assert advice in refused("Our office takes no position on the rule", source(text)).hint


class TestInQuotes:
    @pytest.mark.parametrize(
        ("text", "inside"),
        [
            ("plain words", "plain words"),
            ("a “glacial” pace", "a ‘glacial’ pace"),
            ('a "glacial" pace', "a ‘glacial’ pace"),
            ("said “it’s ‘so’ now” twice", "said ‘it’s “so” now’ twice"),
            ("it’s the dogs’ ’90s", "it’s the dogs’ ’90s"),
            ("it's the dogs' bowl", "it's the dogs' bowl"),
            ("the “dogs’ bowl” is", "the ‘dogs’ bowl’ is"),
            ("‘so it’s’ said", "‘so it’s’ said"),
            ("realism” is back", "realism’ is back"),
            ("using “realist means", "using ‘realist means"),
            ("„so“ spricht", "‘so’ spricht"),
            ("«так» сказал", "«так» сказал"),
        ],
    )
    def test_marks_alternate(self, text: str, inside: str) -> None:
        assert in_quotes(text) == inside

    def test_is_proven(self) -> None:
        quotation = found("“The council’s ‘glacial’ progress” is over")
        assert prove(in_quotes(quotation.text), quotation)
        assert not prove(quotation.text.replace("glacial", "Glacial"), quotation)
        assert not prove(quotation.text + ".", quotation)


def test_selectors_name_the_place() -> None:
    chosen = selectors(found("has met … is over"), GAZETTE)
    assert [one["type"] for one in chosen] == ["TextQuoteSelector", "TextPositionSelector"] * 2
    checked = 0
    for quote, position in zip(chosen[::2], chosen[1::2], strict=True):
        start, end = position["start"], position["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert TEXT[start:end] == quote["exact"]
        assert TEXT[:start].endswith(str(quote["prefix"]))
        assert TEXT[end:].startswith(str(quote["suffix"]))
        checked += 1
    assert checked == 2


# --- properties ---------------------------------------------------------------------------------

SHIPPED = Path(__file__).parents[1] / "seeds" / "jackson-vanik" / "texts"


@cache
def texts() -> tuple[Source, ...]:
    """The shipped texts where they are (the wheel leaves them out), and the one above."""
    shipped = [path.read_text("utf-8-sig") for path in sorted(SHIPPED.glob("*.txt"))]
    return tuple(source(text) for text in [TEXT, *shipped])


@st.composite
def passages(draw: st.DrawFn) -> tuple[Source, int, int]:
    """A source and a slice of it that begins and ends at white space."""
    of = draw(st.sampled_from(texts()))
    tokens = [match.span() for match in re.finditer(r"\S+", of.text)]
    first = draw(st.integers(0, len(tokens) - 2))
    last = draw(st.integers(first + 1, min(first + 40, len(tokens) - 1)))
    return of, tokens[first][0], tokens[last][1]


def at(of: Source, start: int, written: str) -> Quotation:
    """The quotation at *start*, chosen by the words before it, for slices that occur twice."""
    before = of.text[max(start - 200, 0) : start]
    return locate(written, of, prefix=before, paragraph=of.paragraph_at(start).number)


def long_enough(text: str) -> bool:
    return sum(any(c.isalnum() for c in word) for word in text.split()) >= 2


@given(passages())
def test_every_slice_is_found_exactly(passage: tuple[Source, int, int]) -> None:
    of, start, end = passage
    written = of.text[start:end]
    assume(long_enough(written))
    quotation = at(of, start, written)
    assert (quotation.start, quotation.end, quotation.grade) == (start, end, Grade.EXACT)
    assert prove(quotation.text, quotation)
    assert prove(in_quotes(quotation.text), quotation)


RETYPED = str.maketrans(
    {
        "“": '"',
        "”": "«",
        "’": "'",
        "‘": "'",
        "–": "-",
        "—": "―",
        "-": "\u2011",
        " ": "\u00a0\n",
        "'": "’",
    }
)


@given(passages())
def test_retyped_prints_the_words_of_the_source(passage: tuple[Source, int, int]) -> None:
    of, start, end = passage
    original = of.text[start:end]
    assume(long_enough(original) and "»" not in original)
    quotation = at(of, start, original.translate(RETYPED))
    retyped = original.translate(RETYPED) != original
    assert quotation.grade is (Grade.NORMALISED if retyped else Grade.EXACT)
    assert (quotation.start, quotation.end) == (start, end)
    assert quotation.text == of.printed(start, end)


@given(passages(), st.data())
def test_a_changed_character_is_never_found_there(
    passage: tuple[Source, int, int], data: st.DataObject
) -> None:
    of, start, end = passage
    original = of.text[start:end]
    places = [index for index, char in enumerate(original) if char.isalnum()]
    assume(places)
    place = data.draw(st.sampled_from(places))
    old = original[place]
    new = data.draw(st.sampled_from([c for c in f"xq7é{old.swapcase()}" if c != old]))
    with pytest.raises(QuotationError):
        at(of, start, original[:place] + new + original[place + 1 :])


@given(passages(), st.data())
def test_a_changed_word_is_never_found_there(
    passage: tuple[Source, int, int], data: st.DataObject
) -> None:
    of, start, end = passage
    words = of.text[start:end].split()
    place = data.draw(st.integers(0, len(words) - 1))
    change = data.draw(st.sampled_from([[], ["not", words[place]], ["quite"]]))
    written = " ".join([*words[:place], *change, *words[place + 1 :]])
    assume(any(c.isalnum() for c in words[place]))
    # Without its first or last word a slice is but a shorter slice: that is another quotation.
    assume(change or 0 < place < len(words) - 1)
    assume(
        written.split() != words and (change or words[place] not in words[place + 1 : place + 2])
    )
    with pytest.raises(QuotationError):
        locate(
            written,
            of,
            prefix=of.text[max(start - 200, 0) : start],
            suffix=of.text[end : end + 200],
        )


@given(passages(), st.data())
def test_composed_quotations_print_their_pieces(
    passage: tuple[Source, int, int], data: st.DataObject
) -> None:
    of, start, end = passage
    words = of.text[start:end].split()
    assume(len(words) >= 6 and not any(sign in of.text[start:end] for sign in ("[", "…", "..")))
    cut = data.draw(st.integers(2, len(words) - 3))
    place = data.draw(st.integers(1, cut - 1))
    head = [*words[:place], "[added]", *words[place:cut]]
    assume(long_enough(" ".join(words[:cut])) and long_enough(" ".join(words[cut + 1 :])))
    written = f"{' '.join(head)} … {' '.join(words[cut + 1 :])}"
    quotation = at(of, start, written)
    assert quotation.grade is Grade.NORMALISED
    assert "".join(piece.text for piece in quotation.pieces) == quotation.text
    assert quotation.text == written
    checked = 0
    for piece in quotation.pieces:
        if isinstance(piece, Span):
            assert of.printed(piece.start, piece.end) == piece.text
            checked += 1
    assert checked == 3


@given(st.text(), st.text())
def test_no_input_breaks_it(text: str, written: str) -> None:
    assume(text.strip() and not any(0xD800 <= ord(char) < 0xE000 for char in text))
    try:
        of = source(text)
        quotation = locate(written, of, unique=False)
    except Exception as error:
        assert type(error).__module__.startswith("briefgen")
        str(error).encode()
        return
    assert prove(quotation.text, quotation)
