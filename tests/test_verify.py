"""Files that come back edited: what was done to quotations is found, what was not is not."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pypdf
import pytest
import shipped
from conftest import HARBOR, SEED, Outcome
from editing import (
    Made,
    Word,
    changed,
    control_with,
    made,
    merge,
    put_for,
    remove,
    run,
    run_of,
    said,
    split_runs,
    w,
    with_evidence,
)
from lxml import etree
from office import SOFFICE, converted
from packages import unzipped, zipped

from briefgen.build import build
from briefgen.document import BlockQuote, Document, Paragraph, Text
from briefgen.errors import NOWHERE, Place
from briefgen.evidence import EvidenceError, as_bytes
from briefgen.folding import fold
from briefgen.marked import marked_passages, unpaired_passages
from briefgen.proof import evidence_of
from briefgen.request import Request
from briefgen.restated import contradictions
from briefgen.returned import Flow, Line, ReturnedFileError, read_returned, returned
from briefgen.rewriting import map_blocks
from briefgen.streams import key, stream, wanted
from briefgen.verdict import Finding, Status, Verdict
from briefgen.verify import judge, verify
from briefgen.workshop import Workshop

Briefgen = Callable[..., Outcome]
Style = Literal["memo", "sheet"]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def memo() -> Made:
    """Footnotes, block quotations, other scripts, ellipses and brackets."""
    return made(HARBOR, "memo")


@pytest.fixture(scope="module")
def short() -> Made:
    """A memo of few pages, for PDFs."""
    return made(HARBOR, "short")


@pytest.fixture(scope="module")
def sheet() -> Made:
    """Numbers of sources as note marks."""
    return made(HARBOR, "sheet")


def checked(data: bytes, dossier: Path | None = None) -> Verdict:
    return judge(returned(data, NOWHERE), "edited.docx", dossier)


def finding(verdict: Verdict, excerpt: str) -> Finding:
    return next(one for one in verdict.findings if one.excerpt == excerpt)


def only(verdict: Verdict, excerpt: str, status: Status) -> Finding:
    """The finding on *excerpt*, which has this status, while all else is intact."""
    found = finding(verdict, excerpt)
    others = [one for one in verdict.findings if one is not found]
    assert found.status is status, found
    assert others
    assert [one for one in others if one.status is not Status.INTACT] == []
    return found


def assert_untouched(verdict: Verdict) -> None:
    wrong = [one for one in verdict.findings if one.status is not Status.INTACT or one.remarks]
    assert wrong == []
    assert verdict.unproven == ()
    assert verdict.unclear == ()
    assert verdict.intact
    assert len(verdict.findings) > 20


# As built --------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["memo", "sheet"])
@pytest.mark.parametrize("dossier", [HARBOR, SEED], ids=lambda path: path.name)
def test_a_word_file_as_made_is_intact(dossier: Path, style: Style) -> None:
    assert_untouched(checked(made(dossier, style).docx, dossier))


def test_a_pdf_as_made_is_intact(short: Made) -> None:
    """Over several pages, with footnotes between the halves of quotations."""
    assert len(pypdf.PdfReader(io.BytesIO(short.pdf)).pages) > 1
    assert_untouched(checked(short.pdf, HARBOR))


@pytest.mark.soak
@pytest.mark.parametrize("style", ["memo", "sheet"])
@pytest.mark.parametrize("dossier", [HARBOR, SEED], ids=lambda path: path.name)
def test_every_pdf_as_made_is_intact(dossier: Path, style: Style) -> None:
    assert_untouched(checked(made(dossier, style).pdf, dossier))


@pytest.mark.parametrize("dossier", [HARBOR, SEED], ids=lambda path: path.name)
def test_an_edition_as_built_is_intact(dossier: Path) -> None:
    """The real templates; blurbs, since they need no layout to be fitted."""
    workshop, outline = shipped.workshop(dossier.name), shipped.outline(dossier.name)
    request = Request("congress", "blurb", formats=("pdf", "docx"))
    for data in build(outline, request, workshop).files.values():
        verdict = checked(data, dossier)
        assert verdict.intact
        assert verdict.findings
        assert not any(finding.remarks for finding in verdict.findings)


BORROWED = [
    "filled most of the public comment",
    "filled most... the public comment",
    "[o]pponents filled most of the [very] public comment",
    "the permit is the only point at which anyone tells a household what smoke does to the",
    "A permit is a conversation before the fire",
    "hears both sides on the leaf-burning ordinance",
]


def borrowing(starter: Path, words: str) -> Made:
    """The starter's newsletter item, whose bottom line has *words* in marks."""
    frame = starter / "dossier.yaml"
    text = frame.read_text(encoding="utf-8")
    said = f'bottom_line: "They say “{words},” and others nothing."\n'
    frame.write_text(re.sub(r"bottom_line:\n(?: .*\n)+", said, text), encoding="utf-8")
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    built = build(outline, Request("public", "blurb", formats=("pdf", "docx")), workshop)
    record = evidence_of(built.document, built.edition, outline, "0")
    return Made(starter, built.document, record, workshop)


@pytest.mark.parametrize("words", BORROWED)
def test_words_of_a_source_that_the_analyst_sets_in_marks_are_proven(
    starter: Path, words: str
) -> None:
    one = borrowing(starter, words)
    for data in (one.docx, one.pdf):
        assert checked(data).intact
        verdict = checked(data, starter)
        assert verdict.intact
        assert verdict.findings


def test_borrowed_words_are_held_against_evidence_and_source(starter: Path) -> None:
    one = borrowing(starter, "filled most of the public comment")
    assert "filled" in (starter / "texts" / "committee-report.txt").read_text(encoding="utf-8")
    for old, new in (("filled most", "filled all"), ("“filled", "“nobody filled")):
        (passage,) = checked(Word(one.docx).replace(old, new).save()).unproven
        assert new.strip("“") in passage.text
    text = starter / "texts" / "committee-report.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("filled most", "filled half"))
    assert checked(one.docx).intact
    (passage,) = checked(one.docx, starter).unproven
    assert "is not in the source “committee-report”" in passage.remark


def test_evidence_without_borrowed_words_is_read(starter: Path) -> None:
    one = borrowing(starter, "filled most of the public comment")
    del one.evidence["borrowed"]
    assert len(checked(one.docx).unproven) == 1


def test_where_quotations_are_found(memo: Made, short: Made) -> None:
    found = finding(checked(memo.docx), "rule-bends")
    assert found.place.startswith("paragraph ")
    number = int(found.place.split()[1])
    paragraphs = [text for one in Word(memo.docx).paragraphs if (text := said(one).strip())]
    assert paragraphs[number - 1] == found.printed
    assert finding(checked(short.pdf), "in-my-ward").place.startswith("page ")


# Altered ---------------------------------------------------------------------------------------

CHANGES = [
    ("rule-bends", "Not one was abused.", "Not one was used.", "[-abused.-] {+used.+}"),
    ("exemptions", "388 exemptions", "389 exemptions", "[-388-] {+389+}"),
    ("exemptions", "all of them", "All of them", "[-all-] {+All+}"),
    ("tired-pilot", "is narrow, …", "is narrow …", "[-narrow,-] {+narrow+}"),
    ("worked-as-one", "I would not call", "I would call", "would [-not-] call"),
    ("two-fifths", "2.3 km²", "2.3 km2", "[-km²,-] {+km2,+}"),
    ("deckhand", "по девять", "по десять", "[-девять-] {+десять+}"),
    ("letter-from-a-line", "难以", "难於", "{+夜间禁航使船期难於预测"),
    ("baker-on-the-night", "لا يدفع", "يدفع", "[-لا-]"),
    ("tired-pilot", "narrow, … and", "narrow, and", "[-…-]"),
    ("owe-an-answer", "[the curfew]", "the curfew", "[-[the curfew],-] {+the curfew,+}"),
    ("by-decibels", "[w]e ask", "We ask", "[-[w]e-] {+We+}"),
    ("operators-filing", "operator’s own", "operators’ own", "[-operator’s-] {+operators’+}"),
    ("operators-filing", "operator’s own", "operator ’s own", "{+operator ’s+}"),
    ("hard-to-cheat", "“the curfew is easy", "“the curfew is not easy", "is {+not+} easy"),
]


@pytest.mark.parametrize(("excerpt", "old", "new", "shown"), CHANGES)
def test_a_changed_word_is_shown(excerpt: str, old: str, new: str, shown: str, memo: Made) -> None:
    verdict = checked(Word(memo.docx).replace(old, new).save())
    found = only(verdict, excerpt, Status.ALTERED)
    assert shown in str(found.as_record()["difference"])
    assert not verdict.intact


EDGES = [
    ("hard-to-cheat", "“the curfew is easy", "“No: the curfew is easy"),
    ("hard-to-cheat", "“the curfew is easy", "“, the curfew is easy"),
    ("hard-to-cheat", "“the curfew is easy", "“”the curfew is easy"),
    ("hard-to-cheat", "“the curfew is easy", "the curfew is easy"),
    ("hard-to-cheat", "hard to cheat”", "hard to cheat not”"),
    ("hard-to-cheat", "hard to cheat”", "hard to cheats”"),
    ("hard-to-cheat", "hard to cheat”", "hard to cheat"),
    ("worked-as-one", "I would not call", "Never. I would not call"),
    ("worked-as-one", "I would not call", "-I would not call"),
    ("worked-as-one", "worked as one.", "worked as one.."),
    ("worked-as-one", "worked as one.", "worked as one. Once."),
    ("worked-as-one", "I would not call", "“I would not call"),
    ("letter-from-a-line", "其他港口。”", "其他港口。吗”"),
]


@pytest.mark.parametrize(("excerpt", "old", "new"), EDGES)
def test_words_slipped_in_at_an_edge_are_found(
    excerpt: str, old: str, new: str, memo: Made
) -> None:
    verdict = checked(Word(memo.docx).replace(old, new).save())
    assert only(verdict, excerpt, Status.ALTERED).found


def test_a_quotation_broken_up_is_altered(memo: Made) -> None:
    word = Word(memo.docx).replace(
        "easy to understand, easy", "easy,” they say, “to understand, easy"
    )
    only(checked(word.save()), "hard-to-cheat", Status.ALTERED)


def test_a_rewritten_quotation_is_not_intact(memo: Made) -> None:
    word = Word(memo.docx).replace(
        "The curfew does not remove noise; it moves it.", "Noise is what any curfew moves about."
    )
    verdict = checked(word.save())
    assert finding(verdict, "moves-it").status in {Status.ALTERED, Status.REMOVED}
    assert verdict.count(Status.INTACT) == len(verdict.findings) - 1


# Removed ---------------------------------------------------------------------------------------


def test_a_quotation_that_is_gone_is_removed(memo: Made) -> None:
    word = Word(memo.docx)
    paragraph = word.paragraph_with("I would not call the curfew a safety rule, but")
    remove(word.after(paragraph))
    remove(paragraph)
    only(checked(word.save()), "worked-as-one", Status.REMOVED)


def test_its_words_in_the_analysts_prose_are_not_the_quotation(memo: Made) -> None:
    words = "the loudest hour in Saltmere is now the hour before school"
    word = Word(memo.docx)
    remove(word.paragraph_with(words))
    word.text_with(
        "other words here, number by number: rule-bends"
    ).text = f"They say that {words}, and sleep."
    only(checked(word.save()), "loudest-hour", Status.REMOVED)


def test_of_two_alike_one_may_be_gone(memo: Made) -> None:
    """The same words printed twice need two places."""

    def twice(record: dict[str, Any]) -> None:
        first = next(one for one in record["quotations"] if one["excerpt"] == "moves-it")
        record["quotations"].append(first | {"number": len(record["quotations"]) + 1})

    verdict = checked(with_evidence(memo.docx, changed(memo.evidence, twice)))
    states = [one.status for one in verdict.findings if one.excerpt == "moves-it"]
    assert states == [Status.INTACT, Status.REMOVED]


# Moved -----------------------------------------------------------------------------------------


def test_swapped_speakers_are_both_found(memo: Made) -> None:
    word = Word(memo.docx)
    first = word.after(word.paragraph_with("Not one was abused."))
    second = word.after(word.paragraph_with("Two hundred and ten homes"))
    texts = [next(one.iter(f"{{{W}}}t")) for one in (first, second)]
    texts[0].text, texts[1].text = texts[1].text, texts[0].text
    verdict = checked(word.save())
    bends, homes = finding(verdict, "rule-bends"), finding(verdict, "homes-approved")
    assert bends.status is homes.status is Status.MOVED
    assert "now attributed to planning director" in bends.reasons[0]
    assert "now attributed to harbor master" in homes.reasons[0]
    assert verdict.count(Status.MOVED) == 2
    assert verdict.count(Status.INTACT) == len(verdict.findings) - 2


def test_another_speaker_in_the_same_paragraph_is_found(memo: Made) -> None:
    word = Word(memo.docx)
    paragraph = word.paragraph_with("hard to cheat”")
    attribution = [one for one in paragraph.iter(f"{{{W}}}t") if "Port Users" in (one.text or "")]
    attribution[0].text = (attribution[0].text or "").replace("Port Users Council", "Harbor pilot")
    found = only(checked(word.save()), "hard-to-cheat", Status.MOVED)
    assert "now attributed to harbor pilot" in found.reasons[0]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("The mayor", "no longer names planning director"), ("", "nothing names planning director")],
)
def test_a_speaker_nobody_knows_is_found(name: str, reason: str, memo: Made) -> None:
    word = Word(memo.docx)
    paragraph = word.after(word.paragraph_with("Two hundred and ten homes"))
    if name:
        text = next(paragraph.iter(f"{{{W}}}t"))
        text.text = (text.text or "").replace("Planning director", name)
    else:
        remove(paragraph)
    found = only(checked(word.save()), "homes-approved", Status.MOVED)
    assert reason in found.reasons[0]


@pytest.mark.parametrize(
    ("introduction", "reason"),
    [
        (
            "As the planning director told us, ",
            "it is now attributed to planning director: “As the",
        ),
        ("The rule bends. Harbor pilot: ", "it is now attributed to Harbor pilot: “Harbor pilot:”"),
        ("As one firm told us, ", "nothing names Port Users Council as the speaker any more"),
        ("The planning director agrees. See ", "nothing names Port Users Council as the speaker"),
    ],
)
def test_an_attribution_put_before_a_quotation_is_read(
    introduction: str, reason: str, memo: Made
) -> None:
    word = Word(memo.docx)
    found = only(checked(_introduced(word, introduction).save()), "hard-to-cheat", Status.MOVED)
    assert reason.casefold() in found.reasons[0].casefold()


def test_a_speaker_named_before_the_quotation_is_only_remarked(memo: Made) -> None:
    word = _introduced(Word(memo.docx), "The Port Users Council wrote: ", keep_note=True)
    found = finding(checked(word.save()), "hard-to-cheat")
    assert found.status is Status.INTACT
    assert found.remarks == ("its attribution now reads “The Port Users Council wrote:”",)


def _introduced(word: Word, introduction: str, *, keep_note: bool = False) -> Word:
    """The quotation *hard to cheat* with words before it instead of its attribution."""
    control = control_with(word, "hard to cheat")
    paragraph = control.getparent()
    assert paragraph is not None
    after = list(paragraph)[paragraph.index(control) + 1 :]
    for one in after:
        if not (keep_note and references(one)):
            remove(one)
    control.addprevious(run(introduction))
    return word


def test_a_shortened_attribution_is_only_remarked(memo: Made) -> None:
    word = Word(memo.docx)
    paragraph = word.after(word.paragraph_with("Two hundred and ten homes"))
    text = next(paragraph.iter(f"{{{W}}}t"))
    text.text = "— Planning director"
    found = finding(checked(word.save()), "homes-approved")
    assert found.status is Status.INTACT
    assert found.remarks == ("its attribution now reads “— Planning director”",)


def test_a_family_name_is_enough() -> None:
    word = Word(made(SEED, "memo").docx)
    paragraph = word.paragraph_with("I believe permanent removal requires legislative action")
    text = next(one for one in paragraph.iter(f"{{{W}}}t") if "Marco" in (one.text or ""))
    text.text = (text.text or "").replace("Marco Rubio", "Rubio")
    verdict = checked(word.save())
    assert verdict.count(Status.INTACT) == len(verdict.findings)
    assert sum(bool(one.remarks) for one in verdict.findings) == 1


@pytest.mark.parametrize(
    ("was", "reads", "reason"),
    [
        ("Harbor pilot", "not the Harbor pilot", "now says “not”"),
        ("Harbor pilot,", "Harbor pilot (who never said so),", "now says “never”"),
        ("Harbor pilot", "Wife of the harbor pilot", "names somebody beside harbor pilot"),
        ("Harbor pilot", "The harbor pilot’s wife", "names somebody beside harbor pilot"),
        ("2026", "2025", "another date: “March 3, 2025”"),
        ("2026", "2026, as alleged", "now says “alleged”"),
        ("March 3", "3 April", "another date: “3 April, 2026”"),
        ("March 3, 2026", "3/4/2026", ""),
        ("March 3, 2026", "13/4/2026", "another date: “13/4/2026”"),
    ],
)
def test_an_attribution_turned_round_is_found(
    was: str, reads: str, reason: str, memo: Made
) -> None:
    found = finding(checked(_attributed(memo, was, reads)), "range-lights")
    assert found.status is (Status.MOVED if reason else Status.INTACT)
    assert reason in " ".join(found.reasons)
    assert found.remarks


@pytest.mark.parametrize(
    ("was", "reads"),
    [
        ("March 3, 2026", "Mar. 3, 2026"),
        ("March 3, 2026", "2026-03-03"),
        ("March 3, 2026", "in March 2026"),
        ("Harbor pilot", "Ann B. Doe, harbor pilot"),
        ("Harbor pilot", "Harbor pilot of Saltmere"),
        ("2026", "2026, since retired"),
        ("Harbor pilot,", "Harbor pilot’s testimony,"),
        ("Harbor pilot", "According to the harbor pilot"),
    ],
)
def test_an_attribution_retyped_is_only_remarked(was: str, reads: str, memo: Made) -> None:
    found = finding(checked(_attributed(memo, was, reads)), "range-lights")
    assert found.status is Status.INTACT, found.reasons
    assert "its attribution now reads" in found.remarks[0]


def _attributed(memo: Made, was: str, reads: str) -> bytes:
    """The attribution of *range lights* with other words."""
    word = Word(memo.docx)
    paragraph = word.after(word.paragraph_with(memo.quotation("range-lights")["text"][:40]))
    text = next(one for one in paragraph.iter(f"{{{W}}}t") if was in (one.text or ""))
    text.text = (text.text or "").replace(was, reads)
    return word.save()


RUBIO = "—\xa0Marco Rubio, senator, quoted in The Platform, Jan. 2025"
SPINCK = "—\xa0Darren G. Spinck, fellow, Henry Jackson Society, Nov. 2024–Jan. 2025"


@pytest.mark.parametrize(
    ("printed", "reads", "wrong"),
    [
        (RUBIO, "— Sen. Rubio, Jan. 2025", ""),
        (RUBIO, "— Marco A. Rubio, Florida Republican, in The Platform, January 2025", ""),
        (RUBIO, "— Secretary of State Marco Rubio, quoted in The Platform", ""),
        (RUBIO, "— Marco Rubio, senator, quoted in The Guardian, Jan. 2025", "“Guardian” instead"),
        (RUBIO, "— Peter Rubio, senator, quoted in The Platform, Jan. 2025", "“Peter” instead"),
        (RUBIO, "— Ann Doe, quoted by Marco Rubio, Jan. 2025", "somebody beside"),
        (SPINCK, "— Darren Spinck, HJS, Nov. 2024–Jan. 2025", ""),
        (SPINCK, "— Darren G. Spinck, Henry Jackson Soc., January 2025", ""),
        (SPINCK, "— Darren G. Spinck, Heritage Foundation, Jan. 2025", "“Heritage Foundation”"),
        (SPINCK, "— Darren G. Spinck, Henry Jackson Society, Nov. 2025", "another date"),
    ],
)
def test_what_a_retyped_attribution_says_otherwise(printed: str, reads: str, wrong: str) -> None:
    name = next(one for one in ("marco rubio", "rubio", "spinck") if one in reads.casefold())
    found = "; ".join(contradictions(key(printed), key(reads), name, introduces=False))
    assert bool(found) == bool(wrong)
    assert wrong in found


# Notes -----------------------------------------------------------------------------------------


def references(paragraph: etree._Element) -> list[etree._Element]:
    return list(paragraph.iter(f"{{{W}}}footnoteReference"))


def test_swapped_footnotes_are_found(memo: Made) -> None:
    word = Word(memo.docx)
    first = references(word.after(word.paragraph_with("Two hundred and ten homes")))[0]
    second = references(word.paragraph_with("hard to cheat”"))[0]
    ids = first.get(f"{{{W}}}id"), second.get(f"{{{W}}}id")
    first.set(f"{{{W}}}id", ids[1] or "")
    second.set(f"{{{W}}}id", ids[0] or "")
    verdict = checked(word.save())
    homes = finding(verdict, "homes-approved")
    assert homes.status is finding(verdict, "hard-to-cheat").status is Status.MOVED
    assert "its note is now another one: “Port Users Council, ¶" in homes.reasons[0]
    assert verdict.count(Status.MOVED) == 2


def test_a_deleted_footnote_is_found(memo: Made) -> None:
    word = Word(memo.docx)
    reference = references(word.after(word.paragraph_with("Two hundred and ten homes")))[0]
    remove(run_of(reference))
    found = only(checked(word.save()), "homes-approved", Status.MOVED)
    (number,) = memo.quotation("homes-approved")["notes"]
    assert found.reasons == (f"its note {number} is gone",)


def test_notes_may_be_renumbered(memo: Made) -> None:
    """Word numbers footnotes by itself: one more at the top changes all numbers and no note."""
    word = Word(memo.docx, "word/footnotes.xml")
    extra = w("footnote", w("p", run("Prepared for the hearing.")), id="900")
    word.root.append(extra)
    again = Word(word.save())
    again.paragraphs[1].append(w("r", w("footnoteReference", id="900")))
    assert_untouched(checked(again.save()))


def test_a_reworded_footnote_is_only_remarked(memo: Made) -> None:
    notes = Word(memo.docx, "word/footnotes.xml")
    verdict = checked(notes.replace("Port Commission of Saltmere", "Commission").save())
    assert verdict.intact
    remarks = [one.remarks[0] for one in verdict.findings if one.remarks]
    assert remarks
    assert all("its note no longer reads" in remark for remark in remarks)


def test_another_source_in_a_footnote_is_found(memo: Made) -> None:
    word = Word(memo.docx)
    (mark,) = references(word.after(word.paragraph_with("Two hundred and ten homes")))
    notes = Word(memo.docx, "word/footnotes.xml")
    (note,) = [one for one in notes.root if one.get(f"{{{W}}}id") == mark.get(f"{{{W}}}id")]
    text = next(one for one in note.iter(f"{{{W}}}t") if "Saltmere" in (one.text or ""))
    text.text = (text.text or "").replace("Commission of Saltmere", "Authority of Nordhaven")
    found = only(checked(notes.save()), "homes-approved", Status.MOVED)
    assert "names “Authority Nordhaven” instead of “Commission Saltmere”" in found.reasons[0]


def test_another_date_in_the_list_of_sources_is_found(sheet: Made) -> None:
    """All quotations of the source are concerned, and no others."""
    word = Word(sheet.docx)
    (entry,) = {one["text"] for one in sheet.evidence["notes"] if one["number"] == 1}
    paragraph = word.paragraph_with(entry[:30])
    text = next(one for one in paragraph.iter(f"{{{W}}}t") if "2026" in (one.text or ""))
    text.text = (text.text or "").replace("2026", "2016", 1)
    verdict = checked(word.save())
    moved = [one.excerpt for one in verdict.findings if one.status is Status.MOVED]
    own = [one["excerpt"] for one in sheet.evidence["quotations"] if one["notes"] == [1]]
    assert moved == own != []


def test_another_source_number_is_found(sheet: Made) -> None:
    word = Word(sheet.docx)
    paragraph = word.paragraph_with("a tired pilot is a dangerous pilot”")
    mark = list(paragraph.iter(f"{{{W}}}t"))[-1]
    assert mark.text == str(sheet.quotation("tired-pilot")["notes"][0])
    mark.text = "2" if mark.text == "1" else "1"
    found = only(checked(word.save()), "tired-pilot", Status.MOVED)
    assert "another one" in found.reasons[0]


def test_a_source_line_in_another_order_changes_nothing(sheet: Made) -> None:
    """Every mark and the source line renumbered alike."""
    other = {"1": "4", "2": "1", "3": "2", "4": "3"}
    word = Word(sheet.docx)
    count = 0
    for text in word.texts:
        style = run_of(text).find(f".//{{{W}}}rStyle")
        is_mark = style is not None and "NoteMark" in str(style.get(f"{{{W}}}val"))
        numbers = (text.text or "").strip()
        if is_mark or numbers in other:
            text.text = "".join(other.get(char, char) for char in text.text or "")
            count += 1
    assert count > 30
    assert_untouched(checked(word.save()))


# Innocent --------------------------------------------------------------------------------------


def retyped(text: str, marks: str) -> str:
    return text.translate(dict(zip(map(ord, "“”‘’"), marks, strict=True)))


@pytest.mark.parametrize("marks", ["\"\"''", "„“‚‘", "””’’", "''''", "«»‘’"], ids=ascii)
def test_retyped_marks_change_nothing(marks: str, memo: Made) -> None:
    word = Word(memo.docx)
    for text in word.texts:
        text.text = retyped(text.text or "", marks)
    verdict = checked(word.save())
    assert [one for one in verdict.findings if one.status is not Status.INTACT] == []


@pytest.mark.parametrize(
    "restyle",
    [
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace("-", "\u2011"),
        lambda text: text.replace("–", "—"),
        lambda text: text.replace("…", "..."),
        lambda text: text.replace("…", ". . ."),
        lambda text: "\u00ad".join(text) if text.isascii() else text,
        lambda text: text.replace("fi", "ﬁ"),
        lambda text: "\u200b".join(text) if text.isascii() else text,
    ],
    ids=[
        *("no-break spaces", "double spaces", "hyphens", "dashes", "dots", "spaced dots"),
        *("soft", "ligatures", "joiners"),
    ],
)
def test_what_folding_folds_changes_nothing(restyle: Callable[[str], str], memo: Made) -> None:
    word = Word(memo.docx)
    for text in word.texts:
        text.text = restyle(text.text or "")
    assert_untouched(checked(word.save()))


def test_fonts_change_nothing(memo: Made) -> None:
    assert_untouched(checked(split_runs(Word(memo.docx)).save()))


def test_controls_are_not_needed(memo: Made) -> None:
    """LibreOffice drops their tags, and people drop them."""
    word = Word(memo.docx)
    controls = list(word.root.iter(f"{{{W}}}sdt"))
    assert len(controls) > 30
    for control in controls:
        content = control.find(f"{{{W}}}sdtContent")
        put_for(control, *(list(content) if content is not None else []))
    assert_untouched(checked(word.save()))


BLOCKS = ["Not one was abused.", "Two hundred and ten homes", "I would not call the curfew a"]


@pytest.mark.parametrize("words", BLOCKS)
def test_merged_paragraphs_change_nothing(words: str, memo: Made) -> None:
    """A quotation with its attribution, and with what stands before it."""
    word = Word(memo.docx)
    quotation = word.paragraph_with(words)
    merge(quotation, word.after(quotation))
    assert_untouched(checked(word.save()))
    merge(word.paragraphs[word.paragraphs.index(quotation) - 1], quotation)
    assert_untouched(checked(word.save()))


def test_all_paragraphs_merged_change_nothing(memo: Made) -> None:
    word = Word(memo.docx)
    paragraphs = [one for one in word.paragraphs if one.getparent() is word.root[0] and said(one)]
    assert len(paragraphs) > 60
    for paragraph in paragraphs[1:]:
        merge(paragraphs[0], paragraph)
    assert_untouched(checked(word.save()))


def test_split_paragraphs_and_line_breaks_change_nothing(memo: Made) -> None:
    word = Word(memo.docx)
    split = 0
    for text in word.texts:
        words = (text.text or "").split(" ")
        if len(words) < 8:
            continue
        first, second = " ".join(words[:5]), " ".join(words[5:])
        ends = split % 2
        if ends:
            put_for(run_of(text), run(first), w("r", w("br")), run(second))
        else:
            put_for(run_of(text), run(f"{first} "), w("r", w("br", type="page")), run(second))
        split += 1
    assert split > 50
    assert_untouched(checked(word.save()))


def test_a_paragraph_split_inside_a_quotation_changes_nothing(memo: Made) -> None:
    word = Word(memo.docx)
    paragraph = word.paragraph_with("I would not call the curfew a safety rule, but")
    text = word.text_with("I would not call the curfew a safety rule, but")
    first, second = (text.text or "").split(", ")
    text.text = f"{first},"
    paragraph.addnext(w("p", run(second)))
    assert_untouched(checked(word.save()))


def test_a_quotation_made_block_or_running_is_intact(memo: Made) -> None:
    word = Word(memo.docx)
    word.replace("I would not call the curfew a", "“I would not call the curfew a")
    word.replace("but it has worked as one.", "but it has worked as one.”")
    word.replace("“the curfew is easy", "the curfew is easy")
    word.replace("hard to cheat”", "hard to cheat")
    verdict = checked(word.save())
    assert verdict.intact
    unmarked = finding(verdict, "hard-to-cheat")
    assert unmarked.remarks == ("it stands without quotation marks",)


def test_a_table_and_a_text_box_are_read(memo: Made) -> None:
    word = Word(memo.docx)
    first = word.paragraph_with("Two hundred and ten homes")
    attribution = word.after(first)
    box = w("p", w("r", w("pict", w("txbxContent"))))
    first.addprevious(box)
    content = box[0][0][0]
    content.extend([first, attribution])
    running = word.paragraph_with("hard to cheat”")
    cell = w("tc")
    running.addprevious(w("tbl", w("tr", cell)))
    cell.append(running)
    verdict = checked(word.save())
    assert_untouched(verdict)
    assert finding(verdict, "homes-approved").place.startswith("text box")


def test_both_forms_of_a_text_box_are_read_once(memo: Made) -> None:
    word = Word(memo.docx)
    choices = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    words = "Nobody has ever said these words in a hearing"
    both = etree.Element(f"{{{choices}}}AlternateContent")
    for name in ("Choice", "Fallback"):
        box = etree.SubElement(both, f"{{{choices}}}{name}")
        box.append(w("pict", w("txbxContent", w("p", run(f"“{words}”")))))
    word.paragraphs[5].append(w("r", both))
    verdict = checked(word.save())
    assert [one.text for one in verdict.unproven] == [words]


SAFETY = "I would not call the curfew a safety rule, but"


def dressed(word: Word, words: str, *properties: etree._Element) -> Word:
    """Gives *words* of a block quotation a run with these properties."""
    text = word.text_with(SAFETY)
    first, second = (text.text or "").split(words)
    put_for(run_of(text), run(first), run(words, *properties), run(second))
    return word


UNSEEN = {
    "hidden": ("vanish", {}),
    "struck": ("strike", {}),
    "struck twice": ("dstrike", {}),
    "tiny": ("sz", {"val": "2"}),
    "white": ("color", {"val": "FFFFFF"}),
}


@pytest.mark.parametrize("look", UNSEEN)
def test_what_nobody_sees_is_not_read(look: str, memo: Made) -> None:
    name, attributes = UNSEEN[look]
    word = dressed(Word(memo.docx), "not ", w(name, **attributes))
    found = only(checked(word.save()), "worked-as-one", Status.ALTERED)
    assert "[-not-]" in str(found.as_record()["difference"])


def test_what_a_style_hides_is_not_read(memo: Made) -> None:
    """Also by way of the style on which it rests."""
    styles = Word(memo.docx, "word/styles.xml")
    hidden = w("style", w("rPr", w("vanish")), styleId="Away", type="character")
    styles.root.extend([hidden, w("style", w("basedOn", val="Away"), styleId="Farther")])
    word = dressed(Word(styles.save()), "not ", w("rStyle", val="Farther"))
    only(checked(word.save()), "worked-as-one", Status.ALTERED)


def test_what_a_style_shows_again_is_read(memo: Made) -> None:
    """What it says goes before what is said by the style on which it rests."""
    styles = Word(memo.docx, "word/styles.xml")
    hidden = w("style", w("rPr", w("vanish")), styleId="Away")
    shown = w("style", w("basedOn", val="Away"), w("rPr", w("vanish", val="0")), styleId="Back")
    styles.root.extend([hidden, shown])
    word = dressed(Word(styles.save()), "not ", w("rStyle", val="Back"))
    assert_untouched(checked(word.save()))


@pytest.mark.parametrize(
    "properties",
    [
        [w("color", val="FFFFFF"), w("shd", fill="1F3864")],
        [w("color", val="FFFFFF"), w("highlight", val="black")],
        [w("vanish", val="0"), w("strike", val="false"), w("color", val="1F3864")],
        [w("sz", val="12")],
    ],
    ids=["shaded", "highlighted", "switched off", "small"],
)
def test_what_can_be_seen_is_read(properties: list[etree._Element], memo: Made) -> None:
    word = dressed(Word(memo.docx), "not ", *(copy.deepcopy(one) for one in properties))
    assert_untouched(checked(word.save()))


def test_words_shown_backwards_are_altered(memo: Made) -> None:
    word = Word(memo.docx).replace("would not call", "would \u202enot\u202c call")
    only(checked(word.save()), "worked-as-one", Status.ALTERED)


def test_a_raised_number_within_a_quotation_is_told(memo: Made) -> None:
    """It looks like the mark of a note, and may be a power."""
    word = Word(memo.docx)
    text = word.text_with("388 exemptions")
    first, second = (text.text or "").split("388")
    raised = run("6", w("vertAlign", val="superscript"))
    put_for(run_of(text), run(f"{first}388"), raised, run(second))
    found = only(checked(word.save()), "exemptions", Status.ALTERED)
    assert found.reasons == ("a raised “6” stands within its words",)


# Tracked changes -------------------------------------------------------------------------------


def tracked(word: Word, words: str, old: str, new: str) -> None:
    """Replaces *old* by *new* as a tracked change in the text node with *words*."""
    text = word.text_with(words)
    before, after = (text.text or "").split(old, 1)
    deleted = w("del", w("r", w("delText", text=old)), id="901", author="A", date="2026-01-01")
    inserted = w("ins", run(new), id="902", author="A", date="2026-01-01")
    put_for(run_of(text), run(before), deleted, inserted, run(after))


def test_pending_changes_are_read_as_accepted_and_told(memo: Made) -> None:
    word = Word(memo.docx)
    tracked(word, "I would not call the curfew a safety rule, but", "safety rule", "comfort")
    verdict = checked(word.save())
    found = only(verdict, "worked-as-one", Status.ALTERED)
    assert "[-safety rule,-] {+comfort,+}" in str(found.as_record()["difference"])
    assert verdict.pending == 2


def test_a_pending_change_back_is_intact(memo: Made) -> None:
    """What somebody altered and somebody else put right again."""
    word = Word(memo.docx).replace("a safety rule, but", "a comfort, but")
    tracked(word, "I would not call the curfew a comfort, but", "comfort", "safety rule")
    verdict = checked(word.save())
    assert_untouched(verdict)
    assert verdict.pending == 2


def test_accepted_changes_are_read(memo: Made) -> None:
    word = Word(memo.docx)
    tracked(word, "I would not call the curfew a safety rule, but", "not ", "")
    for deleted in list(word.root.iter(f"{{{W}}}del")):
        remove(deleted)
    for inserted in list(word.root.iter(f"{{{W}}}ins")):
        put_for(inserted, *inserted)
    verdict = checked(word.save())
    only(verdict, "worked-as-one", Status.ALTERED)
    assert verdict.pending == 0


def test_a_deleted_paragraph_mark_joins_paragraphs(memo: Made) -> None:
    word = Word(memo.docx)
    paragraph = word.paragraph_with("I would not call the curfew a safety rule, but")
    properties = paragraph[0]
    assert properties.tag == f"{{{W}}}pPr"
    properties.append(w("rPr", w("del", id="903", author="A")))
    verdict = checked(word.save())
    assert_untouched(verdict)
    assert verdict.pending == 1


def test_moved_text_is_read_where_it_went(memo: Made) -> None:
    word = Word(memo.docx)
    paragraph = word.paragraph_with("hard to cheat”")
    children = list(paragraph)
    there = w("p", w("moveTo", *(child for child in children if child.tag != f"{{{W}}}pPr")))
    paragraph.addnext(there)
    gone = w(
        "moveFrom", run("“the curfew is easy to understand, easy to police and hard to cheat”")
    )
    paragraph.append(gone)
    verdict = checked(word.save())
    assert_untouched(verdict)
    assert verdict.pending == 2


def test_a_deleted_row_is_gone(sheet: Made) -> None:
    word = Word(sheet.docx)
    (row, _) = [one for one in word.root.iter(f"{{{W}}}tr") if "As the record has it" in said(one)]
    row.insert(0, w("trPr", w("del", id="904", author="A")))
    verdict = checked(word.save())
    (gone,) = [one for one in verdict.findings if one.status is not Status.INTACT]
    assert gone.status is Status.REMOVED
    assert gone.printed in said(row)


# Passages without evidence ---------------------------------------------------------------------

NEW = "nobody in Saltmere ever said such a thing"


@pytest.mark.parametrize(
    "marked",
    ["“{}”", '"{}"', "„{}“", "«{}»", "»{}«", "‘{}’", "'{}'", "「{}」", "”{}”", '“{}"', "“{},”"],
)
def test_a_new_quotation_is_found(marked: str, memo: Made) -> None:
    word = Word(memo.docx)
    word.paragraphs[8].addnext(w("p", run(f"As the mayor put it, {marked.format(NEW)}, and left.")))
    verdict = checked(word.save())
    assert [one.text.rstrip(",") for one in verdict.unproven] == [NEW]
    assert verdict.count(Status.INTACT) == len(verdict.findings)
    assert not verdict.intact


@pytest.mark.parametrize(("after", "count"), [(" Says Mayor", 0), (" says the mayor", 1)])
def test_a_headline_that_quotes_is_no_new_quotation(after: str, count: int, memo: Made) -> None:
    """As long as all of it stands there."""

    def retitle(record: dict[str, Any]) -> None:
        record["sources"][0]["title"] = f"“{NEW},” Says Mayor"

    word = Word(with_evidence(memo.docx, changed(memo.evidence, retitle)))
    word.paragraphs[8].addnext(w("p", run(f"See “{NEW},”{after}, 2026.")))
    assert len(checked(word.save()).unproven) == count


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_new_paragraph_set_off_is_found(where: str, memo: Made) -> None:
    """Before a quotation, it reads as the first half of it; after its attribution, as another."""
    word = Word(memo.docx)
    block = word.paragraph_with(SAFETY)
    new = w("p", copy.deepcopy(block[0]), run(f"{NEW}. Really."))
    if where == "before":
        block.addprevious(new)
    else:
        word.after(block).addnext(new)
    verdict = checked(word.save())
    assert [one.text for one in verdict.unproven] == [f"{NEW}. Really."]
    assert verdict.count(Status.INTACT) == len(verdict.findings)


def test_a_copy_elsewhere_does_not_hide_what_was_altered(memo: Made) -> None:
    word = Word(memo.docx)
    block = word.paragraph_with(SAFETY)
    copies = [copy.deepcopy(one) for one in (block, word.after(block))]
    word.replace("I would not call the curfew", "I would call the curfew")
    for one in copies:
        word.paragraphs[-1].addnext(one)
    verdict = checked(word.save())
    assert [one.text[:12] for one in verdict.unproven] == ["I would call"]


def test_an_attribution_may_be_set_off_as_well(memo: Made) -> None:
    word = Word(memo.docx)
    block = word.paragraph_with(SAFETY)
    put_for(word.after(block)[0], copy.deepcopy(block[0]))
    assert_untouched(checked(word.save()))


@pytest.mark.parametrize("part", ["word/footnotes.xml", "word/footer1.xml"])
def test_new_quotations_are_found_everywhere(part: str, memo: Made) -> None:
    word = Word(memo.docx, part)
    word.paragraphs[-1].append(run(f" “{NEW}” "))
    (passage,) = checked(word.save()).unproven
    assert passage.place.startswith(("footnote", "running foot"))


@pytest.mark.parametrize(("speaker", "count"), [("Port Users Council", 0), ("Harbor pilot", 1)])
def test_a_quotation_repeated_in_anothers_mouth_is_found(
    speaker: str, count: int, memo: Made
) -> None:
    word = Word(memo.docx)
    words = "the curfew is easy to understand"
    word.paragraphs[8].addnext(w("p", run(f"“{words}”, says the {speaker}.")))
    verdict = checked(word.save())
    assert [one.text for one in verdict.unproven] == [words] * count
    assert all("from Port Users Council, not" in one.remark for one in verdict.unproven)


def test_new_quotations_in_other_scripts_are_found(memo: Made) -> None:
    word = Word(memo.docx)
    word.paragraphs[8].addnext(w("p", run("“港口在夜间从不休息也不睡觉”")))
    assert len(checked(word.save()).unproven) == 1


@pytest.mark.parametrize(
    "words",
    [
        "the “so-called leaf rule” of 1978",
        'a 12" pipe and a 14" pipe that lie beside one another',
        "the dockworkers’ wages and the pilots’ hours, which are the council’s affair",
        "as the council says, “the curfew is easy to understand”",
        "rock ’n’ roll in the ’90s, and the sailors’ songs of the ’80s as well",
    ],
)
def test_what_needs_no_evidence_is_let_be(words: str, memo: Made) -> None:
    word = Word(memo.docx)
    word.paragraphs[8].addnext(w("p", run(words)))
    assert_untouched(checked(word.save()))


def test_a_stray_mark_does_not_spoil_the_rest(memo: Made) -> None:
    word = Word(memo.docx)
    word.paragraphs[8].addnext(w("p", run("A stray “ mark that nobody closes.")))
    assert_untouched(checked(word.save()))


@pytest.mark.parametrize(
    "words", ["“nobody has ever asked for this.", "nobody has ever asked for this”, they say."]
)
def test_words_beside_a_mark_without_another_need_evidence(memo: Made, words: str) -> None:
    """Readers take them for quoted, wherever the mark is that an editor forgot."""
    word = Word(memo.docx)
    word.paragraphs[8].addnext(w("p", run(words)))
    verdict = checked(word.save())
    assert not verdict.intact
    (passage,) = verdict.unproven
    assert "nobody has ever asked for this" in passage.text


# Against the sources ---------------------------------------------------------------------------


@pytest.fixture
def harbor(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HARBOR, tmp_path / "harbor-curfew"))


def test_sources_as_they_were(memo: Made, harbor: Path) -> None:
    verdict = checked(memo.docx, harbor)
    assert len(verdict.sources) == 4
    assert verdict.changed_sources == ()


def test_a_source_that_grew_is_told_and_still_bears_out(memo: Made, harbor: Path) -> None:
    text = harbor / "texts" / "pier-gazette.txt"
    text.write_bytes(b"Corrected on April 12.\n\n" + text.read_bytes())
    verdict = checked(memo.docx, harbor)
    assert [one.id for one in verdict.changed_sources] == ["pier-gazette"]
    assert verdict.intact


def test_a_source_that_says_something_else_is_told(memo: Made, harbor: Path) -> None:
    text = harbor / "texts" / "commission-hearing.txt"
    before = text.read_text(encoding="utf-8")
    assert "Not one was abused." in before
    text.write_text(before.replace("Not one was abused.", "One was abused."), encoding="utf-8")
    found = only(checked(memo.docx, harbor), "rule-bends", Status.ALTERED)
    assert "is not in the source “commission-hearing”" in found.reasons[0]


def test_a_source_that_is_gone_is_told(memo: Made, harbor: Path) -> None:
    (harbor / "texts" / "pier-gazette.txt").unlink()
    verdict = checked(memo.docx, harbor)
    assert [one.state.value for one in verdict.changed_sources] == ["missing"]
    assert verdict.count(Status.ALTERED) > 2


@pytest.mark.parametrize("thorough", [False, True])
def test_forged_evidence_is_caught_by_the_sources(thorough: bool, memo: Made) -> None:
    """Quotation and evidence altered together: only the dossier can tell."""

    def forge(record: dict[str, Any]) -> None:
        for one in record["quotations"]:
            one["text"] = one["text"].replace("I would not call", "I would call")
            for piece in one["pieces"] if thorough else ():
                piece["text"] = piece["text"].replace("I would not call", "I would call")
                for selector in piece["selector"]:
                    exact = selector.get("exact", "")
                    if exact:
                        selector["exact"] = exact.replace("I would not call", "I would call")

    word = Word(with_evidence(memo.docx, changed(memo.evidence, forge)))
    data = word.replace("I would not call the", "I would call the").save()
    assert checked(data).intact
    assert only(checked(data, HARBOR), "worked-as-one", Status.ALTERED).reasons


def test_a_new_quotation_from_a_source_is_recognised(memo: Made) -> None:
    word = Word(memo.docx)
    words = "I have brought ships"
    assert words in (HARBOR / "texts" / "commission-hearing.txt").read_text(encoding="utf-8")
    word.paragraphs[8].addnext(w("p", run(f"“{words}” said a pilot.")))
    (passage,) = checked(word.save(), HARBOR).unproven
    assert passage.source == "commission-hearing"


def test_another_dossier_is_told(memo: Made) -> None:
    with pytest.raises(ReturnedFileError, match="none of the file's sources") as caught:
        checked(memo.docx, SEED)
    assert "harbor-curfew" in caught.value.hint


def test_a_folder_without_texts_is_told(memo: Made, tmp_path: Path) -> None:
    with pytest.raises(ReturnedFileError, match="no source texts"):
        checked(memo.docx, tmp_path)


# PDFs ------------------------------------------------------------------------------------------


def with_block(document: Document, excerpt: str, text: str) -> Document:
    """*document* with other words in a block quotation."""

    def change(block: Any) -> Any:
        hit = isinstance(block, BlockQuote) and block.excerpt == excerpt
        return replace(block, text=text) if hit else block

    return replace(document, body=map_blocks(document.body, change))


def test_a_changed_word_in_a_pdf_is_found(short: Made) -> None:
    words = short.quotation("worked-as-one")["text"].replace("would not", "would")
    altered = with_block(short.document, "worked-as-one", words)
    found = only(checked(short.pdf_of(altered)), "worked-as-one", Status.ALTERED)
    assert "would [-not-] call" in str(found.as_record()["difference"])
    assert found.place.startswith("page ")


@pytest.mark.parametrize(
    ("reads", "reasons"),
    [
        ("March 3, 2025", ("its attribution now gives another date: “March 3, 2025”",)),
        ("March 3, 2026, falsely", ("its attribution now says “falsely”",)),
        ("Mar. 3, 2026", ()),
        ("March 3, 2026, since retired", ()),
    ],
)
def test_another_attribution_in_a_pdf_is_found(
    reads: str, reasons: tuple[str, ...], short: Made
) -> None:
    told = "—\xa0Harbor pilot, March 3, 2026"

    def change(block: Any) -> Any:
        if not (isinstance(block, Paragraph) and block.role == "attribution"):
            return block
        first, *rest = block.children
        assert isinstance(first, Text)
        if first.text != told:
            return block
        return replace(block, children=(Text(told.replace("March 3, 2026", reads)), *rest))

    body = map_blocks(short.document.body, change)
    verdict = checked(short.pdf_of(replace(short.document, body=body)))
    changed_ones = [one for one in verdict.findings if one.remarks]
    assert changed_ones
    assert {one.reasons for one in changed_ones} == {reasons}
    assert all(len(one.remarks) == 1 for one in changed_ones)


FROM_RIGHT = [
    "نحن نطبق 12 قاعدة تقول الشيء نفسه منذ عام 1978 ولا أحد يعرف لماذا بقيت 3 منها حتى اليوم.",
    "כל ספינה שמחכה מחוץ לנמל שורפת 11 טון דלק ביום, ובשנת 2025 חיכו 187 ספינות לפני הנמל.",
    "الميناء في Saltmere لا ينام 6 ساعات، وكل سفينة تنتظر خارج Berth 4 تحرق 11 طناً من الوقود.",
]


@pytest.mark.parametrize("words", FROM_RIGHT, ids=["Arabic", "Hebrew", "mixed"])
def test_numbers_among_words_from_right_to_left_are_read_in_their_order(
    words: str, short: Made
) -> None:
    """A page paints each line from its left end, which is not where these begin."""

    def say(record: dict[str, Any], text: str = words) -> None:
        next(one for one in record["quotations"] if one["excerpt"] == "worked-as-one")["text"] = (
            text
        )

    one = replace(
        short,
        document=with_block(short.document, "worked-as-one", words),
        evidence=json.loads(changed(short.evidence, say)),
    )
    assert finding(checked(one.pdf), "worked-as-one").status is Status.INTACT
    other = words.replace("11", "10").replace("12", "10")
    altered = one.pdf_of(with_block(short.document, "worked-as-one", other))
    only(checked(altered), "worked-as-one", Status.ALTERED)


def lines(*texts: str) -> Flow:
    return Flow("body", tuple(Line(text, "page 1", at) for at, text in enumerate(texts, 1)))


LONGEST = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
"""A word of 80 letters, which no column holds."""


@pytest.mark.parametrize(
    "texts",
    [
        ["we enforce two rules", "that say the same thing"],
        ["we en-", "force two rules that say the same thing"],
        ["we en\u00ad", "force two rules that say the same thing"],
        ["we en‐ ", " force two rules that", "say the same thing"],
    ],
)
def test_words_are_found_over_line_ends(texts: list[str]) -> None:
    found = stream(lines(*texts), 0)
    assert found is not None
    assert wanted("we enforce two rules that say the same thing").search(found.text)


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("the Jackson-Vanik law", ["the Jackson-", "Vanik law"]),
        ("and/or both", ["and/", "or both"]),
        ("no—never—again", ["no—", "never", "—again"]),
        ("难以预测，我们可能", ["难以预", "测，我们可能"]),
        (f"the {LONGEST} of it", [f"the {LONGEST[:30]}", LONGEST[30:60], f"{LONGEST[60:]} of it"]),
    ],
)
def test_lines_end_where_they_may(words: str, texts: list[str]) -> None:
    found = stream(lines(*texts), 0)
    assert found is not None
    assert wanted(key(words)).search(found.text)


@pytest.mark.parametrize(
    "texts",
    [
        [f"{LONGEST[:30]}", LONGEST[31:]],
        [f"{LONGEST[:30]}x", LONGEST[30:]],
        [f"{LONGEST[:30]} {LONGEST[30:]}"],
        [f"{LONGEST[:30]}-{LONGEST[30:]}"],
    ],
)
def test_a_long_word_changed_is_not_found_over_line_ends(texts: list[str]) -> None:
    found = stream(lines(*texts), 0)
    assert found is not None
    assert not wanted(LONGEST).search(found.text)


def test_a_word_wider_than_its_column_is_intact_in_a_pdf(short: Made) -> None:
    words = short.quotation("worked-as-one")["text"].replace(
        "would not", f"would {LONGEST * 2} not"
    )
    told = with_block(short.document, "worked-as-one", words)

    def change(record: dict[str, Any]) -> None:
        (one,) = [one for one in record["quotations"] if one["excerpt"] == "worked-as-one"]
        one["text"] = words

    evidence = json.loads(changed(short.evidence, change))
    assert_untouched(checked(replace(short, evidence=evidence).pdf_of(told)))


@pytest.mark.parametrize(
    "texts", [["we en", "force two rules"], ["we en-force two rules"], ["we enforce two-", "rules"]]
)
def test_other_words_are_not_found_over_line_ends(texts: list[str]) -> None:
    found = stream(lines(*texts), 0)
    assert found is not None
    assert not wanted("we enforce two rules").search(found.text)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("“one” and “two”", ["one", "two"]),
        ("« one » and «two»", ["one", "two"]),
        ("“one ‘in’ it”", ["one ‘in’ it"]),
        ("‘the states’ rights are ours’", ["the states’ rights are ours"]),
        ("the states’ rights and the cities’ duties", []),
        ("5' 11\" tall", []),
        ('"one" and "two"', ["one", "two"]),
        ("“open and never closed", []),
        ("closed” and never opened", []),
        ("(“in brackets”)", ["in brackets"]),
        ("❝one❞ and ❛two❜", ["one", "two"]),
        ("``one ‘in’ it'' and ``two''", ["one ‘in’ it", "two"]),
        ("``make brief`` for the clerks' sake", []),
        ("the '74 law and the states' own", []),
        ("‘Tis the states’ own", []),
        ("‘74 percent of states’", ["74 percent of states"]),
    ],
)
def test_passages_in_marks(text: str, passages: list[str]) -> None:
    found = stream(lines(text), 0)
    assert found is not None
    assert [found.shown(one.start, one.end) for one in marked_passages(found)] == passages


@pytest.mark.parametrize(
    ("paragraphs", "beside"),
    [
        (["“one” and “two"], ["two"]),
        (["one” and “two”"], ["one"]),
        (["“one", "“two”"], ["one"]),
        (["“one “in” it"], ["one “in” it"]),
        (["one “ two", "a 12” pipe", "the states’ rights", "one » two » three"], []),
    ],
)
def test_words_beside_a_mark_without_another(paragraphs: list[str], beside: list[str]) -> None:
    found = stream(lines(*paragraphs), 0)
    assert found is not None
    spans = [one.span for one in unpaired_passages(found)]
    assert sorted(found.shown(one.start, one.end) for one in spans) == sorted(beside)


# What cannot be judged -------------------------------------------------------------------------

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
LIGHTS = "until the range lights are rebuilt"


def two_forms(memo: Made, requires: str, *, first: str, other: str) -> bytes:
    """*range lights* in two forms, each with words put before it."""
    word = Word(memo.docx)
    paragraph = word.paragraph_with(LIGHTS)
    forms = etree.Element(f"{{{MC}}}AlternateContent", nsmap={"mc": MC, "p": requires})
    for name, before in (("Choice", first), ("Fallback", other)):
        form = etree.SubElement(forms, f"{{{MC}}}{name}")
        form.append(copy.deepcopy(paragraph))
        text = next(form.iter(f"{{{W}}}t"))
        text.text = before + (text.text or "")
    forms[0].set("Requires", "p")
    put_for(paragraph, forms)
    return word.save()


@pytest.mark.parametrize(
    ("requires", "first", "other", "status"),
    [
        (WPS, "", "Never so: ", Status.INTACT),
        (WPS, "Never so: ", "", Status.ALTERED),
        ("urn:of-tomorrow", "", "Never so: ", Status.ALTERED),
        ("urn:of-tomorrow", "Never so: ", "", Status.INTACT),
    ],
)
def test_of_two_forms_the_one_that_word_shows_is_read_and_both_are_told(
    requires: str, first: str, other: str, status: Status, memo: Made
) -> None:
    verdict = checked(two_forms(memo, requires, first=first, other=other))
    only(verdict, "range-lights", status)
    assert "in some programs" in verdict.unclear[0]
    assert not verdict.intact


def test_two_forms_of_the_same_words_are_clear(memo: Made) -> None:
    assert_untouched(checked(two_forms(memo, "urn:of-tomorrow", first="", other="")))


@pytest.mark.parametrize("name", ["altChunk", "subDoc"])
def test_what_is_put_in_from_elsewhere_is_told(name: str, memo: Made) -> None:
    word = Word(memo.docx)
    word.paragraph_with(LIGHTS).addprevious(w(name))
    verdict = checked(word.save())
    assert name in verdict.unclear[0]
    assert not verdict.intact
    assert verdict.as_record()["unclear"] == list(verdict.unclear)


def test_a_quotation_that_shows_data_is_told(memo: Made) -> None:
    word = Word(memo.docx)
    properties = control_with(word, LIGHTS).find(f"{{{W}}}sdtPr")
    assert properties is not None
    properties.append(w("dataBinding", xpath="/x", storeItemID="{0}"))
    verdict = checked(word.save())
    assert "I would keep it until the range lights" in verdict.unclear[0]
    assert not verdict.intact


def in_a_field(memo: Made, instruction: str, result: str) -> Verdict:
    """A field right before *range lights*, its instruction in a text node as bad programs have it,
    in a paragraph of which this is all before the quotation.
    """
    word = Word(memo.docx)
    text = next(word.paragraph_with(LIGHTS).iter(f"{{{W}}}t"))
    marks = [w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    for one in (marks[0], run(instruction), marks[1], run(result), marks[2]):
        run_of(text).addprevious(one)
    return checked(word.save())


def test_results_of_fields_are_read_and_instructions_are_not(memo: Made) -> None:
    assert_untouched(in_a_field(memo, "QUOTE Never so: ", ""))
    only(in_a_field(memo, "QUOTE x", "Never so: "), "range-lights", Status.ALTERED)


def test_a_quotation_in_an_instruction_is_gone(memo: Made) -> None:
    word = Word(memo.docx)
    control = control_with(word, LIGHTS)
    for kind in ("end", "separate"):
        control.addnext(w("r", w("fldChar", fldCharType=kind)))
    control.addprevious(w("r", w("fldChar", fldCharType="begin")))
    only(checked(word.save()), "range-lights", Status.REMOVED)


def painted(short: Made, before: bytes, after: bytes = b"") -> bytes:
    """The PDF with operators put around all that its first page paints."""
    with pikepdf.open(io.BytesIO(short.pdf)) as pdf:
        page = pdf.pages[0]
        page.contents_add(pikepdf.Stream(pdf, before), prepend=True)
        page.contents_add(pikepdf.Stream(pdf, after))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


ADDED = b" BT /F 9 Tf 50 50 Td (Never so) Tj ET Q"


@pytest.mark.parametrize(
    ("operators", "count"),
    [
        (b"q 3 Tr" + ADDED, 1),
        (b"q 7 Tr" + ADDED, 1),
        (b"q 1 1 1 rg" + ADDED, 1),
        (b"q 1 g" + ADDED, 1),
        (b"q 0 0 0 0 k" + ADDED, 1),
        (b"q 0 0 0.5 rg 40 40 90 30 re f 1 g" + ADDED, 0),
        (b"q 3 Tr Q", 0),
        (b"q 0 Tr 0.2 g" + ADDED, 0),
    ],
)
def test_words_in_a_pdf_that_nobody_sees_are_told(
    operators: bytes, count: int, short: Made
) -> None:
    verdict = checked(painted(short, operators))
    assert len(verdict.unclear) == count
    assert all("page 1: there are words that are not painted" in one for one in verdict.unclear)


@pytest.mark.parametrize(
    ("kind", "flags", "count"),
    [("FreeText", 4, 1), ("StrikeOut", 4, 1), ("FreeText", 2, 0), ("Text", 4, 0), ("Link", 4, 0)],
)
def test_what_is_laid_over_a_page_is_told(kind: str, flags: int, count: int, short: Made) -> None:
    with pikepdf.open(io.BytesIO(short.pdf)) as pdf:
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name(f"/{kind}"),
            Rect=[50, 50, 400, 90],
            Contents="Never so",
            F=flags,
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([annotation]))
        out = io.BytesIO()
        pdf.save(out)
    verdict = checked(out.getvalue())
    assert len(verdict.unclear) == count
    assert verdict.intact is not bool(count)
    assert all(f"page 1: a mark is laid over the page ({kind})" in one for one in verdict.unclear)


# Any edit --------------------------------------------------------------------------------------

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEXYZ0123456789.,;:!?()é—'\""


def random_edit(text: str, at: int, chance: random.Random) -> str:
    """*text* with one character changed, dropped or added at *at*."""
    kind = chance.choice(["change", "drop", "add"])
    new = "" if kind == "drop" else chance.choice(LETTERS)
    return text[:at] + new + text[at + (kind != "add") :]


def survives(text: str, edited: str) -> bool:
    """Whether an edit is one under the rules of the dossier's folding; marks there are alike."""
    bare = [fold(one).text.strip().replace("'", '"') for one in (text, edited)]
    return bare[0] != bare[1]


def edits_inside(docx: bytes, count: int, seed: int) -> list[str]:
    """Random edits inside quotations of a Word file: those that were not reported."""
    chance = random.Random(seed)
    quotations = evidence_in(docx)["quotations"]
    missed, done = [], 0
    while done < count:
        word = Word(docx)
        controls = list(word.root.iter(f"{{{W}}}sdt"))
        assert len(controls) == len(quotations)
        number = chance.randrange(len(controls))
        texts = [text for text in controls[number].iter(f"{{{W}}}t") if text.text]
        before = "".join(text.text or "" for text in texts)
        # The marks around a running quotation are not its words.
        skipped = 0 if quotations[number]["set"] == "block" else 1
        at = chance.randrange(skipped, len(before) - skipped)
        _edit_at(texts, at, chance)
        after = "".join(text.text or "" for text in texts)
        inner = [one[skipped : len(one) - skipped] for one in (before, after)]
        if not survives(*inner):
            continue
        done += 1
        verdict = checked(word.save())
        found = verdict.findings[number]
        if found.status not in {Status.ALTERED, Status.REMOVED} or verdict.intact:
            missed.append(f"{before!r} → {after!r}: {found.status}")
    return missed


def _edit_at(texts: list[etree._Element], at: int, chance: random.Random) -> None:
    """A random edit of the character *at* of what *texts* say together."""
    for text in texts:
        words = text.text or ""
        if at < len(words):
            text.text = random_edit(words, at, chance)
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            return
        at -= len(words)
    raise AssertionError("beyond the end")


def evidence_in(docx: bytes) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(returned(docx, NOWHERE).evidence or b"")
    return record


def edits_outside(docx: bytes, count: int, seed: int) -> list[str]:
    """Random edits outside quotations of a Word file, and outside what attributes them:
    quotations that are not intact after it.
    """
    chance = random.Random(seed)
    places = [
        (part, number, at)
        for part in ("word/document.xml", "word/footnotes.xml")
        for number, text in enumerate(Word(docx, part).texts)
        if _is_prose(text)
        for at in range(len(text.text or ""))
    ]
    assert len(places) > 500
    wrong = []
    for _ in range(count):
        part, number, at = chance.choice(places)
        word = Word(docx, part)
        text = word.texts[number]
        before = text.text or ""
        text.text = random_edit(before, at, chance)
        verdict = checked(word.save())
        hurt = [each.excerpt for each in verdict.findings if each.status is not Status.INTACT]
        if hurt:
            wrong.append(f"{before!r} → {text.text!r}: {hurt}")
    return wrong


def _is_prose(text: etree._Element) -> bool:
    """Whether a text node belongs to no quotation, attribution or note mark."""
    for parent in text.iterancestors():
        if parent.tag == f"{{{W}}}sdt":
            return False
        style = parent.find(f"{{{W}}}pPr/{{{W}}}pStyle")
        if style is not None and style.get(f"{{{W}}}val") in {"BriefQuotation", "BriefAttribution"}:
            return False
        mark = parent.find(f"{{{W}}}rPr/{{{W}}}rStyle")
        if mark is not None and "Note" in str(mark.get(f"{{{W}}}val")):
            return False
        if parent.tag == f"{{{W}}}p" and parent.find(f".//{{{W}}}sdt") is not None:
            return False
    return True


@pytest.mark.parametrize("style", ["memo", "sheet"])
def test_edits_inside_quotations_are_all_reported(style: Style) -> None:
    assert edits_inside(made(HARBOR, style).docx, 20, seed=1) == []


@pytest.mark.parametrize("style", ["memo", "sheet"])
def test_edits_outside_quotations_hurt_none(style: Style) -> None:
    assert edits_outside(made(HARBOR, style).docx, 20, seed=2) == []


@pytest.mark.soak
@pytest.mark.parametrize(("dossier", "style"), [(HARBOR, "memo"), (SEED, "sheet")])
def test_a_thousand_edits_inside_are_all_reported(dossier: Path, style: Style) -> None:
    assert edits_inside(made(dossier, style).docx, 1_000, seed=3) == []


@pytest.mark.soak
@pytest.mark.parametrize(("dossier", "style"), [(HARBOR, "memo"), (SEED, "sheet")])
def test_a_thousand_edits_outside_hurt_none(dossier: Path, style: Style) -> None:
    assert edits_outside(made(dossier, style).docx, 1_000, seed=4) == []


# LibreOffice -----------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_files_saved_by_libreoffice(memo: Made, sheet: Made) -> None:
    """Saved again as they are, after an edit, and with a pending change."""
    altered = Word(memo.docx).replace("388 exemptions", "389 exemptions").save()
    pending = Word(memo.docx)
    tracked(pending, "I would not call the curfew a safety rule, but", "not ", "")
    files = {"memo": memo.docx, "sheet": sheet.docx, "altered": altered, "pending": pending.save()}
    saved = converted(files, "docx")
    assert all(saved[name] != files[name] for name in files)
    assert_untouched(checked(saved["memo"], HARBOR))
    assert_untouched(checked(saved["sheet"], HARBOR))
    only(checked(saved["altered"]), "exemptions", Status.ALTERED)
    verdict = checked(saved["pending"])
    only(verdict, "worked-as-one", Status.ALTERED)
    assert verdict.pending


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_pdf_printed_from_the_word_file(memo: Made, tmp_path: Path) -> None:
    """The evidence is lost on the way; the original has it."""
    altered = Word(memo.docx).replace("388 exemptions", "389 exemptions").save()
    printed = converted({"memo": memo.docx, "altered": altered}, "pdf")
    for name, data in printed.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
    original = tmp_path / "original.docx"
    original.write_bytes(memo.docx)
    with pytest.raises(ReturnedFileError, match="carries no evidence"):
        verify(tmp_path / "memo.pdf")
    verdict = verify(tmp_path / "memo.pdf", original=original)
    backwards = {"baker-on-the-night"}  # LibreOffice's right-to-left words come out in pieces
    hurt = {one.excerpt for one in verdict.findings if one.status is not Status.INTACT}
    assert hurt <= backwards
    found = finding(verify(tmp_path / "altered.pdf", original=original), "exemptions")
    assert found.status is Status.ALTERED


# Files that cannot be checked ------------------------------------------------------------------


def bomb(size: int = 310_000_000) -> bytes:
    """A Word file whose main part unpacks to *size* bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", "<a/>")
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            chunk = b" " * 1_000_000
            for _ in range(size // len(chunk)):
                part.write(chunk)
    return out.getvalue()


def locked_pdf(data: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def protected_pdf(data: bytes, user: str) -> bytes:
    """A PDF as Acrobat protects it today; opened with the password *user*, or without, if empty."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="secret", user=user, R=6))
    return out.getvalue()


def locked_zip(data: bytes) -> bytes:
    """A ZIP whose entries say that they are encrypted."""
    return data.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )


BROKEN: dict[str, tuple[Callable[[Made], bytes], str]] = {
    "empty": (lambda _: b"", "0 bytes"),
    "text": (lambda _: b"Dear colleague,", "neither a PDF nor a Word file"),
    "old Word": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "old Word file"),
    "RTF": (lambda _: b"{\\rtf1 }", "RTF"),
    "other ZIP": (lambda _: zipped({"mimetype": b"x", "content.xml": b"<a/>"}), "no Word file"),
    "cut Word": (lambda one: one.docx[:5_000], "table of contents is missing"),
    "bad XML": (
        lambda one: zipped(unzipped(one.docx) | {"word/document.xml": b"<w:document"}),
        "broken inside",
    ),
    "locked Word": (lambda one: locked_zip(one.docx), "locked by a password"),
    "bomb": (lambda _: bomb(), "unpacks to more than"),
    "cut PDF": (lambda one: one.pdf[:3_000], "the PDF is broken"),
    "no PDF": (lambda _: b"%PDF-1.7\n" + b"x" * 4_000, "the PDF is broken"),
    "locked PDF": (lambda one: locked_pdf(one.pdf), "locked by a password"),
    "protected PDF": (lambda one: protected_pdf(one.pdf, "secret"), "protected in a way"),
    "PDF without printing": (lambda one: protected_pdf(one.pdf, ""), "protected in a way"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_told(name: str, short: Made, tmp_path: Path) -> None:
    make, message = BROKEN[name]
    path = tmp_path / "returned.docx"
    path.write_bytes(make(short))
    with pytest.raises(ReturnedFileError, match=message) as caught:
        verify(path)
    assert caught.value.place == Place(str(path))


def test_an_entity_bomb_does_not_go_off(memo: Made) -> None:
    entities = (
        b'<!DOCTYPE d [<!ENTITY a "'
        + b"x" * 1_000
        + b'">'
        + b"".join(
            b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (name, *[name - 1] * 8)
            for name in range(ord("b"), ord("n"))
        )
        + b"]>"
    )
    parts = unzipped(memo.docx)
    main = parts["word/document.xml"]
    head, root = main.split(b"<w:document", 1)
    text = root.replace(b"</w:t>", b"&m;</w:t>", 1)
    data = zipped(parts | {"word/document.xml": head + entities + b"<w:document" + text})
    with pytest.raises(ReturnedFileError, match="broken inside"):
        checked(data)


def test_entities_are_left_alone(memo: Made) -> None:
    """No file is read, no address opened, no word put in by them."""
    parts = unzipped(memo.docx)
    head, root = parts["word/document.xml"].split(b"<w:document", 1)
    entity = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    text = root.replace(b"</w:t>", b"&a;</w:t>", 1)
    data = zipped(parts | {"word/document.xml": head + entity + b"<w:document" + text})
    assert_untouched(checked(data))


@pytest.mark.parametrize("count", range(40))
def test_damage_anywhere_never_breaks_out(count: int, short: Made) -> None:
    """Random bytes overwritten: an error or a verdict, never another exception."""
    chance = random.Random(count)
    data = bytearray(short.docx if count % 4 else short.pdf)
    for _ in range(chance.choice([1, 5, 50])):
        at = chance.randrange(len(data))
        data[at : at + 4] = chance.randbytes(4)
    try:
        checked(bytes(data))
    except (ReturnedFileError, EvidenceError) as error:
        assert error.message


def test_a_file_without_evidence_is_told(memo: Made) -> None:
    parts = unzipped(memo.docx)
    del parts["customXml/item2.xml"]
    with pytest.raises(ReturnedFileError, match="carries no evidence") as caught:
        checked(zipped(parts))
    assert "briefgen did not make it" in caught.value.hint


def test_damaged_evidence_is_told(memo: Made) -> None:
    with pytest.raises(EvidenceError, match="damaged") as caught:
        checked(with_evidence(memo.docx, b'{"format":"briefgen-evidence-1"}'))
    assert caught.value.place.file == "edited.docx"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file")
def test_a_file_without_an_end_is_told() -> None:
    with pytest.raises(ReturnedFileError, match="the file is too large"):
        verify(Path("/dev/zero"))


def test_absent_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReturnedFileError, match="no such file"):
        read_returned(tmp_path / "nothing.docx")
    with pytest.raises(ReturnedFileError, match="this is a folder"):
        read_returned(tmp_path)


# The command -----------------------------------------------------------------------------------


@pytest.fixture
def files(memo: Made, sheet: Made, tmp_path: Path) -> Path:
    """A folder with files that came back."""
    (tmp_path / "intact.docx").write_bytes(memo.docx)
    (tmp_path / "sheet.docx").write_bytes(sheet.docx)
    altered = Word(memo.docx).replace("388 exemptions", "389 exemptions")
    altered.paragraphs[8].addnext(w("p", run(f"“{NEW}”")))
    (tmp_path / "altered.docx").write_bytes(altered.save())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7")
    return tmp_path


def count_of(one: Made) -> int:
    return len(one.evidence["quotations"])


def test_an_intact_file(files: Path, memo: Made, briefgen: Briefgen) -> None:
    count = count_of(memo)
    outcome = briefgen("verify", "intact.docx", cwd=files)
    assert outcome.status == 0
    assert f"{count} of {count} quotations intact" in outcome.out
    assert "\x1b" not in outcome.out
    assert outcome.err == ""


def test_an_altered_file(files: Path, memo: Made, briefgen: Briefgen) -> None:
    count = count_of(memo)
    outcome = briefgen("verify", "altered.docx", cwd=files)
    assert outcome.status == 1
    assert (
        f"{count - 1} of {count} quotations intact · 1 altered · 1 passage without evidence"
        in outcome.out
    )
    assert "[-388-] {+389+}" in outcome.out
    assert f"“{NEW}”" in outcome.out


def test_a_long_name_is_told_to_its_end(files: Path, briefgen: Briefgen) -> None:
    folder = files / ("a folder of a long name " * 6).strip()
    folder.mkdir()
    shutil.copy(files / "intact.docx", folder / "the-last-of-it.docx")
    outcome = briefgen("verify", f"{folder.name}/the-last-of-it.docx", cwd=files)
    assert outcome.status == 0
    head, _, _ = outcome.out.partition(" quotations intact")
    assert f"{folder.name}/the-last-of-it.docx" in " ".join(head.split())


def test_a_narrow_terminal_shows_the_quotations(
    files: Path, memo: Made, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    outcome = briefgen("verify", "intact.docx", cwd=files)
    assert outcome.out.count("✓ intact  “") == count_of(memo) > 5


def test_a_file_that_cannot_be_judged(files: Path, memo: Made, briefgen: Briefgen) -> None:
    word = Word(memo.docx)
    word.paragraph_with(LIGHTS).addprevious(w("altChunk"))
    (files / "chunk.docx").write_bytes(word.save())
    outcome = briefgen("verify", "chunk.docx", cwd=files)
    assert outcome.status == 1
    assert "not all of the file can be judged" in outcome.out
    assert "words of another file are put in here (w:altChunk)" in outcome.out


def test_several_files_and_a_broken_one(
    files: Path, memo: Made, sheet: Made, briefgen: Briefgen
) -> None:
    count, on_sheet = count_of(memo), count_of(sheet)
    names = ["intact.docx", "altered.docx", "broken.pdf", "sheet.docx"]
    outcome = briefgen("verify", *names, cwd=files)
    assert outcome.status == 1
    table = outcome.out[outcome.out.rindex("unproven") :].splitlines()
    rows = [line.split() for line in table if ".docx" in line]
    assert rows == [
        ["intact.docx", str(count), "0", "0", "0", "0"],
        ["altered.docx", str(count - 1), "1", "0", "0", "1"],
        ["sheet.docx", str(on_sheet), "0", "0", "0", "0"],
    ]
    assert "broken.pdf: the PDF is broken" in outcome.err


def test_for_programs(files: Path, memo: Made, briefgen: Briefgen) -> None:
    count = count_of(memo)
    outcome = briefgen("verify", "altered.docx", "broken.pdf", "--json", cwd=files)
    record = json.loads(outcome.out)
    assert outcome.status == 1
    assert record["intact"] is False
    (file,) = record["files"]
    assert file["counts"] == {"intact": count - 1, "altered": 1, "moved": 0, "removed": 0}
    assert [one["text"] for one in file["unproven"]] == [NEW]
    assert [one["error"] for one in record["errors"]] == ["ReturnedFileError"]


def test_with_the_dossier(files: Path, briefgen: Briefgen) -> None:
    outcome = briefgen("verify", "intact.docx", "--dossier", HARBOR, cwd=files)
    assert outcome.status == 0
    assert "all 4 are as they were" in outcome.out


def test_with_the_original(files: Path, memo: Made, briefgen: Briefgen) -> None:
    parts = unzipped(memo.docx)
    del parts["customXml/item2.xml"]
    (files / "bare.docx").write_bytes(zipped(parts))
    assert briefgen("verify", "bare.docx", cwd=files).status == 1
    assert briefgen("verify", "bare.docx", "--original", "intact.docx", cwd=files).status == 0
    outcome = briefgen("verify", "intact.docx", "--original", "bare.docx", cwd=files)
    assert "bare.docx: the file carries no evidence" in outcome.err


def test_no_file_is_wrong_usage(briefgen: Briefgen) -> None:
    assert briefgen("verify").status == 2


def test_names_of_files_cannot_break_the_terminal(
    memo: Made, tmp_path: Path, briefgen: Briefgen
) -> None:
    name = "a\x1b[2J[bold].docx"
    (tmp_path / name).write_bytes(memo.docx)
    outcome = briefgen("verify", name)
    assert "a\\x1b[2J[bold].docx" in outcome.out
    assert "\x1b" not in outcome.out


def test_reading_and_checking_loads_no_renderer(memo: Made, tmp_path: Path, python: Any) -> None:
    path = tmp_path / "memo.docx"
    path.write_bytes(memo.docx)
    program = (
        "import sys; from briefgen.cli import run; run(['verify', sys.argv[1]])\n"
        "print([name for name in ('weasyprint', 'docx', 'pypdf') if name in sys.modules])"
    )
    assert python("-c", program, path).stdout.splitlines()[-1] == "[]"


def test_evidence_goes_by_its_element_not_its_name(short: Made) -> None:
    parts = unzipped(short.docx)
    parts["customXml/item7.xml"] = parts.pop("customXml/item2.xml")
    assert checked(zipped(parts)).intact
    assert returned(short.docx, NOWHERE).evidence == as_bytes(short.evidence)
    assert returned(short.pdf, NOWHERE).evidence == as_bytes(short.evidence)
