"""Folding: one form for what the eye takes for the same, offsets for all of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.folding import Folded, as_printed, fold, is_word, quotes_alike, spaceless

FOLDED = [
    ("plain words", "plain words"),
    ("two  spaces\nand\r\n\tlines", "two spaces and lines"),
    ("non\u00a0breaking\u202fthin\u2009ideographic\u3000end", "non breaking thin ideographic end"),
    ("“curly” „low“ «guillemets» ‹single›", '"curly" "low" "guillemets" "single"'),
    ("« bonjour » ‹\u00a0un\u202f›", '"bonjour" "un"'),
    ("han sagde »ord« igen", 'han sagde "ord" igen'),
    ("(« mot »), « mot »; x", '("mot"), "mot"; x'),
    ("it’s ‘so’ O＇Neill", "it's 'so' O'Neill"),
    ("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"),
    ("ﬁne oﬀer eﬃcient baﬄe ﬂow", "fine offer efficient baffle flow"),
    ("co\u00adoperation zero\u200bwidth \ufeffmark", "cooperation zerowidth mark"),
    ("bell\x07 and\x00 nul", "bell and nul"),
    ("space \u200b space", "space space"),
    (
        "vertical\x0btab form\x0cfeed unit\x1fsep next\x85line",
        "vertical tab form feed unit sep next line",
    ),
    ("cafe\u0301", "café"),
    ("e\u200b\u0301", "é"),
    ("\u1112\u1161\u11ab", "한"),
    ("\u212b \u2126", "Å Ω"),
    ("\u0958", "\u0915\u093c"),
    ("a\u0323\u0307 a\u0307\u0323", "ạ̇ ạ̇"),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_one_form(text: str, expected: str) -> None:
    assert fold(text).text == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("text", ["Case", "café", "x²", "½", "１", "…", "‰", "5′ 3″", "ﬅ", "ß"])
def test_nothing_else_is_folded(text: str) -> None:
    assert fold(text).text == text


def test_offsets_lead_back_to_the_characters() -> None:
    text = "a \n\u00ad “ﬁn”e\u0301!"
    folded = fold(text)
    assert folded.text == 'a "fin"é!'
    assert origins(folded) == (0, 1, 5, 6, 6, 7, 8, 9, 11)
    assert folded.span(3, 5) == (6, 7)
    assert folded.span(7, 8) == (9, 11)
    assert folded.splits(4)
    assert not folded.splits(3)


def test_reference_marks_go_only_when_told() -> None:
    text = "passed [1][3]. Later[2, 4] on [sic]"
    assert fold(text).text == text
    assert fold(text, reference_marks=True).text == "passed. Later on [sic]"


def test_printed_keeps_what_a_script_needs() -> None:
    assert as_printed("  co\u00adop\n\n by\x07 \u200b me\u200d ") == "coop by me"
    persian, family, hindi = "می\u200cخواهم", "👩\u200d👩\u200d👧", "क्\u200dष"
    assert [as_printed(text) for text in (persian, family, hindi)] == [persian, family, hindi]
    assert as_printed("שלום\u200e 5") == "שלום\u200e 5"
    assert as_printed("plain\u200e 5") == "plain 5"
    assert as_printed("a\u202eb") == "ab"


def test_words() -> None:
    assert is_word("é")
    assert is_word("\u0301")
    assert not is_word("-")
    assert spaceless("中文 abc ไทย") == 5
    assert quotes_alike("the 'inner' dogs' don't") == 'the "inner" dogs" don\'t'


TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(
            " \n\t\u00a0\u00ad\u200b“”‘’«»‹›–—-'\"ﬁﬃe\u0301\u0323\u1100\u1161\u11a8[1]"
        ),
    )
)


def origins(folded: Folded) -> tuple[int, ...]:
    """The original offset of each folded character."""
    return tuple(map(folded.origin_of, range(len(folded.text))))


@given(TEXTS)
def test_offsets_are_in_order_and_cover(text: str) -> None:
    folded = fold(text)
    origin = origins(folded)
    assert list(origin) == sorted(origin)
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert folded.index_of(start) <= index
    if origin:
        start, end = folded.span(0, len(folded.text))
        assert fold(text[start:end]).text.strip() == folded.text.strip()


@given(TEXTS)
def test_folding_is_done_once(text: str) -> None:
    once = fold(text).text
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    # Space inside guillemets that have become marks is not known as such any more.
    assert fold(once).text == once


@given(TEXTS)
def test_composed_and_decomposed_fold_alike(text: str) -> None:
    assert (
        fold(unicodedata.normalize("NFD", text)).text
        == fold(unicodedata.normalize("NFC", text)).text
    )


@given(TEXTS)
def test_printed_words_fold_as_the_source_does(text: str) -> None:
    printed = as_printed(text)
    assert printed == printed.strip()
    assert fold(printed).text.strip() == fold(text).text.strip()
