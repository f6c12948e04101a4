"""Reading source texts, their paragraphs and boilerplate, and the dates of records."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from briefgen.errors import DossierError, InputErrors, Place
from briefgen.sources import (
    MAX_TEXT_BYTES,
    EdtfDate,
    Record,
    Source,
    check_digest,
    read_source,
)

HERE = Place("sources.yaml", 3, 5)


def source(text: str | bytes, *boilerplate: str, marks: bool = False, **options: object) -> Source:
    data = text.encode() if isinstance(text, str) else text
    record = Record("gazette", "news", "Title", reference_marks=marks)
    return read_source(record, data, boilerplate=boilerplate, place=HERE, **options)  # type: ignore[arg-type]


def words(of: Source) -> list[str]:
    return [of.text[paragraph.start : paragraph.end] for paragraph in of.paragraphs]


class TestReading:
    @pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_any_line_ending_with_and_without_mark(self, bom: bytes, ending: str) -> None:
        data = bom + ending.join(["Head", "", "One two.", "", "Three."]).encode()
        read = source(data)
        assert words(read) == ["Head", "One two.", "Three."]
        assert read.digest == hashlib.sha256(data).hexdigest()
        assert not read.text.startswith("\ufeff")

    @pytest.mark.parametrize(
        "data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u200b\u00ad\n".encode()]
    )
    def test_empty(self, data: bytes) -> None:
        with pytest.raises(DossierError, match="empty") as caught:
            source(data)
        assert caught.value.place == HERE

    @pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
    def test_undecodable_names_byte_and_line(self, bom: bytes) -> None:
        data = bom + b"one\r\ntwo\nth\xe9ree"
        offset = len(bom) + 11
        with pytest.raises(DossierError, match=rf"byte 0xe9 at offset {offset}\n") as caught:
            source(data)
        assert caught.value.place == Place(HERE.file, 3, 3)

    def test_utf16_and_binary_are_no_texts(self) -> None:
        with pytest.raises(DossierError, match="UTF-16"):
            source("words".encode("utf-16"))
        with pytest.raises(DossierError, match="NUL"):
            source("some words".encode("utf-16-le"))

    def test_too_large(self) -> None:
        with pytest.raises(DossierError, match=r"50\.0 MB, and at most 10 MB"):
            source(b"a" * (5 * MAX_TEXT_BYTES))

    def test_digest(self) -> None:
        read = source("Some words.")
        check_digest(read, read.digest.upper(), HERE)
        with pytest.raises(DossierError, match="digest") as caught:
            check_digest(read, "0" * 64, HERE)
        assert caught.value.place == HERE


class TestParagraphs:
    def test_blocks_where_a_fifth_of_the_lines_is_blank(self) -> None:
        assert words(source("a\nb\nc\nd\n\ne")) == ["a", "b", "c", "d", "e"]
        assert words(source("a\nb\nc\n\nd")) == ["a\nb\nc", "d"]
        assert words(source("a\nb\nc\n \u00a0 \nd")) == ["a\nb\nc", "d"]

    def test_the_record_decides(self) -> None:
        assert words(source("a\n\nb\nc", paragraphs="lines")) == ["a", "b", "c"]
        assert words(source("a\nb\nc\nd\ne\n\nf", paragraphs="blocks")) == ["a\nb\nc\nd\ne", "f"]

    def test_numbers_and_edges(self) -> None:
        read = source("  Head  \n\n\tBody text \n")
        assert [(p.number, p.start, p.end) for p in read.paragraphs] == [(1, 2, 6), (2, 11, 20)]
        numbers = [read.paragraph_at(offset).number for offset in (0, 2, 7, 11, 19, 99)]
        assert numbers == [1, 1, 1, 2, 2, 2]


class TestBoilerplate:
    def test_a_paragraph(self) -> None:
        read = source("Head\n\nphoto: A. Doe\n\nBody of it.", "photo:")
        assert [p.boilerplate for p in read.paragraphs] == [False, True, False]
        assert read.boilerplate == ((6, 19),)
        assert read.in_boilerplate(0, 7)
        assert not read.in_boilerplate(0, 6)
        assert not read.in_boilerplate(19, 25)

    def test_first_words_are_folded(self) -> None:
        assert source("Head\n\n“Photo” – A.\n\nB", '"Photo"  - A').boilerplate == ((6, 18),)

    def test_beginnings_of_paragraphs_go_first(self) -> None:
        read = source("We Share this.\n\nShare\n\nShares rose.", "Share")
        assert [p.boilerplate for p in read.paragraphs] == [False, True, False]

    def test_within_a_paragraph_to_its_end(self) -> None:
        read = source(
            "The title. Topic: trade Tags: a, b\nBody.\nMore.\nAnd more.\nEnd.\n", "Topic:"
        )
        assert read.boilerplate == ((11, 34),)
        assert [p.boilerplate for p in read.paragraphs] == [False] * 5

    def test_a_dropped_mark_before_it_belongs_to_it(self) -> None:
        text = "Head\n\n[1] The Log, 2025.\n\nAs The Log [1] has it.\n\nBody."
        read = source(text, "The Log", marks=True)
        assert [p.boilerplate for p in read.paragraphs] == [False, True, False, False]
        assert read.boilerplate == ((6, 24),)
        assert not source(text, "The Log", marks=False).paragraphs[1].boilerplate

    def test_that_matches_nothing_is_reported_at_its_place(self) -> None:
        with pytest.raises(DossierError, match="“Foto:”") as caught:
            source("Head\n\nBody", "Foto:")
        assert caught.value.place == HERE
        places = [Place("sources.yaml", line) for line in (7, 8)]
        with pytest.raises(InputErrors) as many:
            source("Head\n\nBody", "Foto:", "Legal", boilerplate_places=places)
        assert [error.place for error in many.value.errors] == places


class TestContext:
    TEXT = (
        "Head Line\n\nphoto: X\n\nFirst one. Mr. A. Doe of the U.S. Senate spoke. “It is over.” "
        "Trade grew 3.5 percent. He left.\n\nNext paragraph. The end."
    )

    def around(self, passage: str, n: int) -> tuple[str, str]:
        read = source(self.TEXT, "photo:")
        start = self.TEXT.index(passage)
        return read.sentences_around(start, start + len(passage), n)

    def test_sentences_either_side(self) -> None:
        before, after = self.around("“It is over.”", 2)
        assert before == "First one. Mr. A. Doe of the U.S. Senate spoke."
        assert after == "Trade grew 3.5 percent. He left."

    def test_the_rest_of_its_own_sentences(self) -> None:
        assert self.around("of the U.S. Senate", 1) == (
            "First one. Mr. A. Doe",
            "spoke. “It is over.”",
        )

    def test_over_paragraphs_but_not_boilerplate(self) -> None:
        assert self.around("First one.", 2)[0] == "Head Line"
        assert self.around("He left.", 1)[1] == "Next paragraph."

    def test_the_edges_of_the_article(self) -> None:
        assert self.around("Head Line", 2)[0] == ""
        assert self.around("The end.", 2) == ("He left. Next paragraph.", "")

    def test_reference_marks_are_dropped(self) -> None:
        read = source("One here [1]. Two there [2][3]. Three.", marks=True)
        start = read.text.index("Two")
        assert read.sentences_around(start, start + 3, 1).before == "One here."
        assert read.printed(start, len(read.text)) == "Two there. Three."
        assert read.marks_in(start, len(read.text)) == ("[2][3]",)


DATES = [
    ("2026-02-15", "February 15, 2026", "Feb. 15, 2026", (2026, 2, 15), (2026, 2, 15)),
    ("2026-02", "February 2026", "Feb. 2026", (2026, 2, 1), (2026, 2, 28)),
    ("2024-02", "February 2024", "Feb. 2024", (2024, 2, 1), (2024, 2, 29)),
    ("2024", "2024", "2024", (2024, 1, 1), (2024, 12, 31)),
    ("2025-11~", "about November 2025", "c. Nov. 2025", (2025, 11, 1), (2025, 11, 30)),
    ("2025-12?", "probably December 2025", "Dec. 2025?", (2025, 12, 1), (2025, 12, 31)),
    ("2025-05%", "perhaps about May 2025", "c. May 2025?", (2025, 5, 1), (2025, 5, 31)),
    ("2024-11/2024-12", "November–December 2024", "Nov.–Dec. 2024", (2024, 11, 1), (2024, 12, 31)),
    ("2024/2025", "2024–2025", "2024–2025", (2024, 1, 1), (2025, 12, 31)),
    ("2024-11-05/2024-11-07", "November 5–7, 2024", "Nov. 5–7, 2024", (2024, 11, 5), (2024, 11, 7)),
    (
        "2024-11-05/2025-01-07",
        "November 5, 2024–January 7, 2025",
        "Nov. 5, 2024–Jan. 7, 2025",
        (2024, 11, 5),
        (2025, 1, 7),
    ),
    (
        "2024-11~/2024-12~",
        "about November–December 2024",
        "c. Nov.–Dec. 2024",
        (2024, 11, 1),
        (2024, 12, 31),
    ),
    (
        "2024-11/2025~",
        "November 2024 to about 2025",
        "Nov. 2024 to c. 2025",
        (2024, 11, 1),
        (2025, 12, 31),
    ),
    ("2026-02/..", "since February 2026", "since Feb. 2026", (2026, 2, 1), (9999, 12, 31)),
    ("../1994", "until 1994", "until 1994", (1, 1, 1), (1994, 12, 31)),
    ("9999", "9999", "9999", (9999, 1, 1), (9999, 12, 31)),
]


class TestDates:
    @pytest.mark.parametrize(("text", "display", "short", "first", "last"), DATES)
    def test_worded_and_sorted(
        self,
        text: str,
        display: str,
        short: str,
        first: tuple[int, int, int],
        last: tuple[int, int, int],
    ) -> None:
        date = EdtfDate.parse(text)
        assert (date.display(), date.short()) == (display, short)
        assert (date.earliest(), date.latest()) == (dt.date(*first), dt.date(*last))

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("2026-02-30", "no day 30 in February 2026"),
            ("2025-02-29", "no day 29"),
            ("2026-13", "no month 13"),
            ("2026-00", "no month 00"),
            ("2026-01-00", "no day 00"),
            ("0000", "no year 0"),
            ("Feb. 15, 2026", "not year-month-day"),
            ("2026-2-5", "not year-month-day"),
            ("15/02/2026", "not year-month-day"),
            ("", "not year-month-day"),
            ("２０２６", "not year-month-day"),
            ("2026/2025", "ends before it begins"),
            ("../..", "both ends are open"),
            ("2026-02-15T10:00", "not year-month-day"),
        ],
    )
    def test_no_dates(self, text: str, why: str) -> None:
        with pytest.raises(DossierError, match=why) as caught:
            EdtfDate.parse(text, HERE)
        assert caught.value.place == HERE
        assert "2026-02-15" in caught.value.hint
