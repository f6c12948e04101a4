"""What editions show of the audit: appendix, the memo’s line, figures, remarks beside quotes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from audited import excerpt, outlined, source
from lxml import etree
from shipped import outline as outline_of
from shipped import workshop as workshop_of

from briefgen import build
from briefgen.audit import audit_edition, findings_of
from briefgen.audit.sides import balance_of, balance_of_edition
from briefgen.build import _pictures, edition_of, plan
from briefgen.dates import EdtfDate
from briefgen.document import (
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Table,
    plain,
    walk_blocks,
)
from briefgen.editions import Edition, Quoted
from briefgen.figures import BalanceBars, PositionScale, TimeLine, balance_bars, time_line
from briefgen.freshness import ingredients
from briefgen.outline import Outline
from briefgen.request import Request
from briefgen.typesetting import unbroken
from briefgen.workshop import Workshop

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("balance", "timeline", "stakeholders")


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return workshop_of("jackson-vanik")


@pytest.fixture(scope="module")
def shipped() -> Outline:
    return outline_of("jackson-vanik")


@pytest.fixture(scope="module")
def full(shipped: Outline, workshop: Workshop) -> Edition:
    return edition_of(shipped, Request("congress", "full"), workshop)


@pytest.fixture(scope="module")
def pictures(shipped: Outline, full: Edition, workshop: Workshop) -> dict[str, etree._Element]:
    drawn = _pictures(shipped, full, workshop).svg
    return {name: etree.fromstring(drawn[name].encode()) for name in NAMES}


def composed(outline: Outline, edition: Edition, workshop: Workshop) -> Document:
    return workshop.composer.compose(edition, _pictures(outline, edition, workshop))


def test_the_manifest_names_what_drew_the_figures(shipped: Outline, workshop: Workshop) -> None:
    made_from = ingredients(shipped, Request("congress", "full"), workshop)
    named = made_from.as_record("", (), shipped, workshop)["templates"]
    assert isinstance(named, dict)
    assert {"full.html.j2", "parts.html.j2", *(f"{name}.svg.j2" for name in NAMES)} == named.keys()


def words_of(blocks: list[object]) -> list[str]:
    """The words of every paragraph, with what stands in its runs."""
    return [repr(block) for block in blocks if isinstance(block, Paragraph)]


def texts_of(body: tuple[Block, ...]) -> list[str]:
    """The plain words of every paragraph, list item and table cell."""
    found = []
    for block in walk_blocks(body):
        if isinstance(block, Heading | Paragraph):
            found.append(plain(block.children))
        elif isinstance(block, Listing):
            found += [plain(item.children) for item in block.items]
        elif isinstance(block, Table):
            found += [plain(cell.children) for row in block.rows for cell in row.cells]
    return found


# Figures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_pictures_keep_to_themselves(pictures: dict[str, etree._Element], name: str) -> None:
    """Everything stands inside the frame, in the house's typeface and colours, and is text."""
    root = pictures[name]
    width, height = (float(each) for each in root.get("viewBox", "").split()[2:])
    assert root.get("font-family", "").startswith("Carlito")
    texts = root.findall(f"{SVG}text")
    assert len(texts) > 2
    for text in texts:
        assert 0 <= float(text.get("x", "-1")) <= width
        assert 0 <= float(text.get("y", "-1")) <= height
    for box in root.findall(f"{SVG}rect"):
        assert float(box.get("x", "-1")) >= 0
        assert float(box.get("x", "0")) + float(box.get("width", "0")) <= width + 0.01
    assert "data-at" not in etree.tostring(root, encoding="unicode")


def test_the_balance_bar_shows_the_counts(shipped: Outline, full: Edition) -> None:
    bars = full.figures["balance"]
    balance = balance_of(shipped)
    assert isinstance(bars, BalanceBars)
    pro, con = bars.bars
    lengths = [bar.argued.width + bar.reported.width + bar.conceded.width for bar in (pro, con)]
    assert lengths[0] / lengths[1] == pytest.approx(balance.pro.quotations / balance.con.quotations)
    assert con.argued.width == 0 < con.conceded.width  # nobody in the sources argues against
    assert pro.argued.width > pro.reported.width > 0 == pro.conceded.width
    for side in (balance.pro, balance.con):
        assert side.argued + side.reported + side.conceded == side.quotations
        assert f"{side.side}, {side.quotations} quotations" in bars.alt
        assert f"{side.argued} argued, {side.reported} reported" in bars.alt


def test_the_time_line_keeps_the_distances_of_years(shipped: Outline) -> None:
    line = time_line(shipped, "congress")
    assert isinstance(line, TimeLine)
    assert [dot.number for dot in line.dots] == [str(n) for n in range(1, len(line.dots) + 1)]
    assert len(line.dots) == len(shipped.timeline)
    assert [dot.x for dot in line.dots] == sorted(dot.x for dot in line.dots)
    for one in line.dots:
        for other in line.dots[: int(one.number) - 1]:
            apart = abs(one.x - other.x) >= 11.6 or abs(one.y - other.y) >= 11.6
            assert apart, f"{one.number} touches {other.number}"
    assert "18 events from 1974 to 2026" in line.alt
    assert "None begins between 1990 and 2012" in line.alt


def test_a_single_date_makes_no_time_line(shipped: Outline) -> None:
    assert time_line(replace(shipped, timeline=shipped.timeline[:1]), "congress") is None


@pytest.mark.parametrize(
    ("date", "bar"), [("2015/..", True), ("2025-06/..", False), ("../1990", False)]
)
def test_what_has_no_end_or_no_beginning_stands_on_the_same_scale(
    shipped: Outline, date: str, bar: bool
) -> None:
    open_ended = replace(shipped.timeline[0], date=EdtfDate.parse(date))
    whole = time_line(shipped, "congress")
    line = time_line(replace(shipped, timeline=(*shipped.timeline, open_ended)), "congress")
    assert isinstance(line, TimeLine)
    assert isinstance(whole, TimeLine)
    assert [(tick.x, tick.text) for tick in line.ticks] == [
        (tick.x, tick.text) for tick in whole.ticks
    ]
    assert sorted(dot.x for dot in line.dots[:-1]) == sorted(dot.x for dot in whole.dots)
    span = line.dots[-1].span
    assert (span is not None) == bar
    assert span is None or span.x + span.width == pytest.approx(max(dot.x for dot in line.dots))
    assert "19 events from 1974 to 2026" in line.alt


def test_one_voice_is_no_voices(shipped: Outline) -> None:
    balance = balance_of(shipped)
    alone = replace(balance.con, quotations=1, words=1, voices=(("A. Doe", 1),))
    bars = balance_bars(replace(balance, con=alone), {"for_short": "For", "against_short": "Con"})
    assert "against, 1 quotation with 1 word by 1 voice:" in bars.alt
    assert bars.bars[1].numbers.text == "1 quotation · 1 word · 1 voice"


def test_the_scale_names_everybody_once(full: Edition) -> None:
    scale = full.figures["stakeholders"]
    assert isinstance(scale, PositionScale)
    shown = " ".join(line.text for stand in scale.stands for line in stand.names)
    shown += " ".join(line.text for line in scale.undeclared)
    assert len(full.stakeholders) > 10
    for stakeholder in full.stakeholders:
        assert stakeholder.name.split()[-1] in shown
    declared = sum(int(stand.title.text.split("(")[-1][:-1]) for stand in scale.stands)
    silent = sum(one.position == "undeclared" for one in full.stakeholders)
    assert declared + silent == len(full.stakeholders)


def test_word_gets_the_text_of_a_picture(
    shipped: Outline, full: Edition, workshop: Workshop
) -> None:
    """The PNG differs where the words do: its painter finds a typeface."""
    from briefgen.render.raster import png_of

    svg = _pictures(shipped, full, workshop).svg["balance"]
    without = svg.replace("quotations", "")
    assert png_of(svg, 600)[:4] == b"\x89PNG"
    assert png_of(svg, 600) != png_of(without, 600)


# The appendix ------------------------------------------------------------------------------------


def test_the_full_brief_says_how_it_was_made(
    shipped: Outline, full: Edition, workshop: Workshop
) -> None:
    document = composed(shipped, full, workshop)
    blocks = list(walk_blocks(document.body))
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert len(figures) == len(NAMES)
    assert all(len(figure.alt) > 60 and figure.svg for figure in figures)
    assert any("How this brief was made" in repr(b) for b in blocks if isinstance(b, Heading))
    made = full.appendix
    assert made is not None
    assert len(made.sources) == len(shipped.sources)
    # How far to trust each is said once, in the list of sources.
    remarks = {one.record.reliability[:40] for one in shipped.sources.values()}
    assert all(remarks)
    assert not [one for one in texts_of(document.body) if any(words in one for words in remarks)]
    assert len(made.accepted) == len({(one.what, one.why) for one in made.accepted}) > 5
    assert made.open == ()
    assert made.disputed == tuple(one.label for one in shipped.facts if one.disagrees) != ()


def test_the_memo_says_the_essentials_in_one_line(shipped: Outline, workshop: Workshop) -> None:
    edition = edition_of(shipped, Request("congress", "memo"), workshop)
    assert edition.appendix is not None
    line = edition.appendix.line
    assert line.startswith("5 sources (3 op-eds); quotations gathered: ")
    assert line.endswith("none argued)")
    assert len(line) < 105
    assert not edition.figures
    blocks = list(walk_blocks(composed(shipped, edition, workshop).body))
    assert sum(line in words for words in words_of(blocks)) == 1


def test_sheets_have_neither(shipped: Outline, workshop: Workshop) -> None:
    edition = edition_of(shipped, Request("congress", "one-pager"), workshop)
    assert edition.appendix is None
    assert not edition.figures


def differing(tmp_path: Path, values: tuple[str, str], **edition: object) -> Outline:
    """Two sources with a value each of one fact."""
    told = [
        source(name, f"There were {value}.", excerpt(name, f"were {value}", asserts={"n": value}))
        for name, value in zip(("a", "b"), values, strict=True)
    ]
    facts = [{"id": "n", "label": "Fires"}]
    return outlined(tmp_path, *told, facts=facts, editions={"public/full": edition})


@pytest.mark.parametrize(
    ("values", "edition", "sentence"),
    [
        (("412 fires", "412 fires"), {}, ""),
        (
            ("412 fires", "about 400"),
            {},
            "The sources differ on 1 of the facts listed above: Fires. It is not settled.",
        ),
        (
            ("412 fires", "about 400"),
            {"skip": ["n"]},
            "The sources differ on 1 fact: Fires. It is not settled.",
        ),
    ],
)
def test_the_appendix_speaks_of_facts_above_only_where_some_are_listed(
    tmp_path: Path,
    workshop: Workshop,
    values: tuple[str, str],
    edition: dict[str, object],
    sentence: str,
) -> None:
    outline = differing(tmp_path, values, **edition)
    made = edition_of(outline, Request("public", "full"), workshop)
    [opening] = [
        text
        for text in texts_of(composed(outline, made, workshop).body)
        if text.startswith("Every quotation in this brief was found")
    ]
    assert opening.partition("left out.")[2].strip() == sentence


def one_paper(tmp_path: Path) -> Outline:
    """A news item and an op-ed of one paper for, a report against."""
    paper = {"container-title": "Harborview Tribune", "publisher": "Tribune"}
    frame = {
        "arguments": [
            {"id": "pro", "side": "for", "claim": "It saves money."},
            {"id": "too", "side": "for", "claim": "It saves time."},
            {"id": "con", "side": "against", "claim": "It costs lives."},
        ]
    }
    return outlined(
        tmp_path,
        source("item", "It saves money.", excerpt("a", "saves money", "supports:pro"), **paper),
        source("opinion", "It saves time.", excerpt("b", "saves time", "supports:too"), **paper),
        source("report", "It costs lives.", excerpt("c", "costs lives", "supports:con")),
        **frame,
    )


def test_two_texts_of_one_paper_are_two_sources(tmp_path: Path, workshop: Workshop) -> None:
    outline = one_paper(tmp_path)
    edition = edition_of(outline, Request("congress", "full"), workshop)
    assert edition.appendix is not None
    assert [(row.pro, row.con) for row in edition.appendix.balance if row.what == "Sources"] == [
        ("2", "1")
    ]
    assert "2 sources (news 2)" in plan(outline, Request("congress", "full"), workshop).as_text()
    told = [one.message for one in findings_of(outline) if one.rule == "single-source-claim"]
    assert told[0] == "'pro' rests on one source, Harborview Tribune, On item (one quotation)"
    assert told[2] == "'con' rests on one source, On report (one quotation)"


def test_readers_tell_two_texts_of_one_paper_apart(tmp_path: Path, workshop: Workshop) -> None:
    """In the list of sources used, and in every note but the first on each."""
    outline = one_paper(tmp_path)
    edition = edition_of(outline, Request("congress", "full"), workshop)
    assert edition.appendix is not None
    assert [one.name for one in edition.appendix.sources] == [
        "Harborview Tribune, On item",
        "Harborview Tribune, On opinion",
        "On report",
    ]
    whole = build.composed(outline, edition, workshop)
    notes = [plain(note.children) for note in whole.numbered.notes]
    for title in ("On item", "On opinion"):
        [first, *later] = [note for note in notes if title in note]
        assert first == f"{title}, Harborview Tribune, undated,\u00a0¶\u00a01."
        assert later and set(later) == {f"Harborview Tribune, {title},\u00a0¶\u00a01."}


def test_open_findings_are_told_in_words_that_readers_know(
    tmp_path: Path, workshop: Workshop
) -> None:
    text = "They are cheap, and it saves money. It saves time."
    outline = outlined(
        tmp_path,
        source("item", text, excerpt("cheap", "They are cheap", "supports:pro", "background:law")),
        source("other", "It saves time.", excerpt("time", "saves time", "supports:con")),
        arguments=[
            {
                "id": "pro",
                "side": "for",
                "claim": {"default": "It saves money.", "public": "It saves your money."},
                "gist": "It has two uses.",
            },
            {"id": "con", "side": "against", "claim": "It saves time only."},
        ],
        background=[{"id": "law", "title": "The law", "gist": "It is of 1974."}],
        timeline=[{"date": "1974", "event": "It comes."}],
        questions=[{"question": "Since when?", "answer": "Since 1974."}],
        talking_points=[{"text": {"default": "Some 17 of them."}, "id": "some"}],
        title="The rule of 1974",
    )
    edition = edition_of(outline, Request("public", "full"), workshop)
    assert edition.appendix is not None
    told = edition.appendix.open
    for sentence in (
        "The law: no passage cited gives 1974",
        "The event of 1974: no passage is cited for 1974, a year of the chronology",
        "Since when? No passage cited gives 1974",
        "Some 17 of them: no passage cited gives 17",
        "The title: no passage cited gives 1974",
        "On item (¶ 1): begins with “They”, and what that is stands outside",
    ):
        assert sentence in told, told
    of_pro = "rests on one source, On item (one quotation); no passage cited gives two"
    of_con = "rests on one source, On other (one quotation); nothing replies to this"
    assert told[:2] == (f"It saves your money: {of_pro}", f"It saves time only: {of_con}")
    ids = {"pro", "con", "law", "some", "cheap", "event-1", "question-1"}
    assert not [one for one in told for name in ids if f"'{name}'" in one]


# Remarks beside quotations -----------------------------------------------------------------------

TEXT = (
    "“There were 412 fires last year,” said Ann Doe. No bill has come up so far. "
    "There were about 400 fires. Leaves burn."
)


def one_sheet(tmp_path: Path, workshop: Workshop) -> tuple[Edition, str]:
    doe = {"name": "Ann Doe", "role": "clerk"}
    outline = outlined(
        tmp_path,
        source(
            "blog",
            TEXT,
            excerpt(
                "exact", "There were 412 fires last year", speaker=doe, asserts={"fires": "412"}
            ),
            excerpt("round", "about 400 fires", "against:other", asserts={"fires": "about 400"}),
            excerpt("none", "No bill has come up so far.", "against:other", "background:bills"),
            excerpt("came", "Leaves burn.", "background:bills"),
            **{"container-title": "The Blog"},
            kind="op-ed",
            issued="2025-06",
        ),
        timeline=[{"date": "2026-01", "event": "A bill comes up.", "evidence": ["came"]}],
    )
    edition = edition_of(outline, Request("public", "two-pager"), workshop)
    return edition, repr(composed(outline, edition, workshop).body)


def test_editions_say_what_a_reader_must_know(tmp_path: Path, workshop: Workshop) -> None:
    edition, printed = one_sheet(tmp_path, workshop)
    assert "quoted in The Blog" in printed
    assert repr(f"as of {unbroken('June 2025')}")[1:-1] in printed
    assert "sources differ" in printed
    assert [fact.value for fact in edition.facts] == [""]
    quoted = {
        one.id: one
        for argument in (*edition.arguments_for, *edition.arguments_against)
        for one in (*argument.quotations, argument.stated)
        if one is not None
    }
    assert quoted["exact"].second_hand
    assert not quoted["round"].second_hand
    assert quoted["none"].overtaken
    assert not quoted["exact"].overtaken


DIFFERS = "Sources differ: Fires of the year."
USES = {
    "bottom_line": {"default": "There were about 400 fires of late.", "evidence": ["exact"]},
    "arguments": [
        {"id": "pro", "side": "for", "claim": "Fires are many.", "gist": "There were 412 fires."},
        {"id": "con", "side": "against", "claim": "Leaves burn.", "gist": "They burn."},
    ],
    "status": [
        {"measure": "Bill 7", "stage": "counting 412 fires", "evidence": ["exact"]},
        {"measure": "Bill 8", "stage": "held", "evidence": ["leaves"]},
    ],
    "votes": [
        {"chamber": "Council", "needed": "4", "why": "412 fires.", "evidence": ["exact"]},
        {"chamber": "Board", "needed": "5", "why": "A rule.", "evidence": ["leaves"]},
    ],
    "talking_points": [{"text": "The fires of the year were 412."}, {"text": "Leaves burn."}],
    "questions": [
        {"question": "How many?", "answer": "About 400 fires."},
        {"question": "Why?", "answer": "Leaves burn."},
    ],
    "background": [{"id": "bills", "title": "Bills", "gist": "There were 412 fires in a year."}],
    "next_steps": [{"id": "count", "action": "Count.", "evidence": ["round"]}],
}
DISPUTED = {
    "bottom-line",
    "argument/pro",
    "status/status-1",
    "vote/vote-1",
    "point/talking-point-1",
    "question/question-1",
    "topic/bills",
    "step/count",
}


def counted(tmp_path: Path, settled: dict[str, str] | None) -> Outline:
    fact = {
        "id": "fires",
        "label": "Fires of the year",
        **({"settled": settled} if settled else {}),
    }
    text = "There were 412 fires. There were about 400 fires. Leaves burn. No bill."
    made = source(
        "log",
        text,
        excerpt("exact", "There were 412 fires", "supports:pro", asserts={"fires": "412"}),
        excerpt("round", "about 400 fires", "fact:fires", asserts={"fires": "about 400"}),
        excerpt("leaves", "Leaves burn.", "supports:con"),
    )
    return outlined(tmp_path, made, facts=[fact], **USES)


@pytest.mark.parametrize("length", ["blurb", "two-pager", "memo", "full"])
def test_whatever_uses_an_unsettled_fact_says_so(
    tmp_path: Path, workshop: Workshop, length: str
) -> None:
    outline = counted(tmp_path, None)
    edition = edition_of(outline, Request("congress", length), workshop)
    assert set(edition.differs) == DISPUTED
    blocks = composed(outline, edition, workshop).body
    said = sum(DIFFERS in words for words in texts_of(blocks))
    kinds = {key.partition("/")[0] for key in DISPUTED}
    printed = {"blurb": 3, "two-pager": 6, "memo": len(kinds), "full": len(kinds) - 1}
    assert said == printed[length]


def test_what_is_settled_is_said_without_a_remark(tmp_path: Path, workshop: Workshop) -> None:
    outline = counted(tmp_path, {"value": "412", "because": "counted"})
    edition = edition_of(outline, Request("congress", "full"), workshop)
    assert not edition.differs
    assert DIFFERS not in repr(composed(outline, edition, workshop).body)


def test_every_edition_says_as_of_where_it_matters(shipped: Outline, workshop: Workshop) -> None:
    """Beside each statement that is old or overtaken, in each edition that prints it."""
    seen = set()
    for audience in ("congress", "executive", "public"):
        for length in ("one-pager", "two-pager", "memo", "full"):
            edition = edition_of(shipped, Request(audience, length), workshop)
            blocks = composed(shipped, edition, workshop).body
            for quoted in overtaken_in(edition):
                seen.add(quoted.id)
                assert any(
                    f", as of {unbroken(quoted.when)}" in words
                    and (quoted.speaker or quoted.role[1:]) in words
                    for words in texts_of(blocks)
                ), (edition.name, quoted.id)
    assert seen >= {"sp-acknowledgment", "ag-yet-to-reach", "pl-uzbekistan-tajikistan"}


def overtaken_in(edition: Edition) -> list[Quoted]:
    """The quotations that the template of the edition prints and whose date matters."""
    arguments = (*edition.arguments_for, *edition.arguments_against)
    said = [one for each in arguments for one in each.quotations]
    if edition.length.id in {"memo", "full"}:
        said += [one for each in arguments for one in each.replies]
    if edition.length.id == "full":
        said += [one for each in edition.background for one in each.quotations]
        said += [one for each in edition.stakeholders for one in each.voices]
    return [one for one in said if one.overtaken]


def test_the_day_of_the_brief_stands_where_a_stage_has_no_date(
    tmp_path: Path, workshop: Workshop
) -> None:
    outline = counted(tmp_path, None)
    edition = edition_of(outline, Request("congress", "memo"), workshop)
    words = texts_of(composed(outline, edition, workshop).body)
    assert any("Bill 8: held, as of March 1, 2026." in one for one in words)
    assert any("(as of March 1, 2026)" in one for one in words)


# Editions ----------------------------------------------------------------------------------------


def kept_but(edition: Edition, side: str) -> list[str]:
    return [key for key, one in edition.increments.items() if one.side != side]


def test_an_edition_is_audited_by_what_it_keeps(shipped: Outline, workshop: Workshop) -> None:
    edition = edition_of(shipped, Request("congress", "memo"), workshop)
    one_sided = audit_edition(shipped, edition, kept_but(edition, "against"))
    assert {"one-sided-edition"} <= {finding.rule for finding in one_sided}
    assert {finding.about for finding in one_sided} == {"congress/memo"}
    balance = balance_of_edition(shipped, edition, kept_but(edition, "against"))
    assert balance.con.words == 0 < balance.pro.words


def test_a_plan_says_what_each_side_gets(shipped: Outline, workshop: Workshop) -> None:
    made = plan(shipped, Request("public", "blurb"), workshop)
    record = made.as_record()["balance"]
    assert isinstance(record, dict)
    for side in ("for", "against"):
        assert record[side]["words"] > 0
        assert record[side]["arguments"] > 0
    text = made.as_text()
    assert re.search(r"\nBalance:\n  for +\d+ words, \d argument.* sources?.*\n  against ", text)


def test_an_edition_that_leans_on_a_source(shipped: Outline, workshop: Workshop) -> None:
    edition = edition_of(shipped, Request("congress", "memo"), workshop)
    leaning = [
        key
        for key, one in edition.increments.items()
        if one.kind == "argument" or one.source == "rudenshiold-why-congress"
    ]
    rules = [finding.rule for finding in audit_edition(shipped, edition, leaning)]
    assert "leans-on-source" in rules
    whole = audit_edition(shipped, edition, edition.increments)
    assert "leans-on-source" not in {finding.rule for finding in whole}


def test_an_objection_without_its_reply(shipped: Outline, workshop: Workshop) -> None:
    edition = edition_of(shipped, Request("congress", "memo"), workshop)
    alone = ["argument/only-congress", "argument/floor-time"]
    rules = [finding.rule for finding in audit_edition(shipped, edition, alone)]
    assert "unanswered-in-edition" in rules
    answered = [*alone, "argument/window-open"]
    rules = [finding.rule for finding in audit_edition(shipped, edition, answered)]
    assert "unanswered-in-edition" not in rules


def test_the_scale_of_years_is_calendar_true() -> None:
    from briefgen.figures import _Years

    scale = _Years(1974, 2027)
    assert (
        scale.at(dt.date(1974, 1, 1))
        < scale.at(dt.date(1990, 1, 1))
        < scale.at(dt.date(2026, 12, 31))
    )
    assert 3 <= len(scale.marks()) <= 8


def test_long_names_of_a_quotation_are_cut_each_by_itself(
    tmp_path: Path, workshop: Workshop
) -> None:
    board = "Board of Supervisors, Standing Committee on Roads, Rivers and Public Gardens"
    of_doe = excerpt("cheap", "They are cheap", "for:pro", speaker={"name": "A. Doe"})
    text = source("item", "They are cheap.", of_doe, publisher=board)
    edition = edition_of(outlined(tmp_path, text), Request("public", "full"), workshop)
    assert edition.appendix is not None
    named = [one.partition(": ")[0] for one in edition.appendix.open]
    assert "A. Doe (Board of Supervisors, Standing Committee on Roads, Rivers and …, ¶ 1)" in named
