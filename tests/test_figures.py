"""What editions show of the audit: appendix, the memo’s line, figures, remarks beside quotes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from audited import excerpt, outlined, source
from conftest import ROOT
from lxml import etree

from briefgen.audit import audit_edition
from briefgen.audit.balance import balance_of, balance_of_edition
from briefgen.build import Request, Workshop, _pictures, edition_of
from briefgen.document import Document, Figure, Heading, Paragraph, walk_blocks
from briefgen.editions import Edition
from briefgen.figures import BalanceBars, PositionScale, TimeLine, time_line
from briefgen.outline import Outline

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("balance", "timeline", "stakeholders")


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return Workshop.open(ROOT / "seeds" / "jackson-vanik")


@pytest.fixture(scope="module")
def shipped(workshop: Workshop) -> Outline:
    return workshop.read(ROOT / "seeds" / "jackson-vanik")


@pytest.fixture(scope="module")
def full(shipped: Outline, workshop: Workshop) -> Edition:
    return edition_of(shipped, Request("congress", "full"), workshop)


@pytest.fixture(scope="module")
def pictures(shipped: Outline, full: Edition, workshop: Workshop) -> dict[str, etree._Element]:
    drawn = _pictures(shipped, full, workshop).svg
    return {name: etree.fromstring(drawn[name].encode()) for name in NAMES}


def composed(outline: Outline, edition: Edition, workshop: Workshop) -> Document:
    return workshop.composer.compose(edition, _pictures(outline, edition, workshop))


def words_of(blocks: list[object]) -> list[str]:
    """The words of every paragraph, with what stands in its runs."""
    return [repr(block) for block in blocks if isinstance(block, Paragraph)]


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
    lengths = [bar.stated.width + bar.conceded.width for bar in (pro, con)]
    assert lengths[0] / lengths[1] == pytest.approx(balance.pro.quotations / balance.con.quotations)
    assert con.conceded.width > con.stated.width  # nobody in the sources argues against
    for side in (balance.pro, balance.con):
        assert f"{side.quotations} quotations {side.side}" in bars.alt


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


def test_a_single_date_makes_no_time_line(shipped: Outline) -> None:
    assert time_line(replace(shipped, timeline=shipped.timeline[:1]), "congress") is None


def test_the_scale_names_everybody_once(full: Edition) -> None:
    scale = full.figures["stakeholders"]
    assert isinstance(scale, PositionScale)
    shown = " ".join(line.text for stand in scale.stands for line in stand.names)
    shown += " ".join(line.text for line in scale.undeclared)
    assert len(full.stakeholders) > 10
    for stakeholder in full.stakeholders:
        assert stakeholder.name.split()[-1] in shown
    declared = sum(stand.count for stand in scale.stands)
    silent = sum(one.position == "undeclared" for one in full.stakeholders)
    assert declared + silent == len(full.stakeholders)


def test_word_gets_the_text_of_a_picture(
    shipped: Outline, full: Edition, workshop: Workshop
) -> None:
    """The PNG differs where the words do: its painter finds a typeface."""
    from briefgen.render.docx.figures import png_of

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
    assert all(one.reliability for one in made.sources)
    assert len(made.accepted) == len({(one.what, one.why) for one in made.accepted}) > 5
    assert made.open == ()
    assert made.disputed > 0


def test_the_memo_says_the_essentials_in_one_line(shipped: Outline, workshop: Workshop) -> None:
    edition = edition_of(shipped, Request("congress", "memo"), workshop)
    assert edition.appendix is not None
    line = edition.appendix.line
    assert line.startswith("5 sources, 3 op-eds; for: ")
    assert len(line) < 105
    assert not edition.figures
    blocks = list(walk_blocks(composed(shipped, edition, workshop).body))
    assert sum(line in words for words in words_of(blocks)) == 1


def test_sheets_have_neither(shipped: Outline, workshop: Workshop) -> None:
    edition = edition_of(shipped, Request("congress", "one-pager"), workshop)
    assert edition.appendix is None
    assert not edition.figures


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
    assert "as of June 2025" in printed
    assert "sources differ" in printed
    assert [fact.value for fact in edition.facts] == [""]
    quoted = {
        one.id: one
        for argument in (*edition.arguments_for, *edition.arguments_against)
        for one in argument.quotations
    }
    assert quoted["exact"].second_hand
    assert not quoted["round"].second_hand
    assert quoted["none"].overtaken
    assert not quoted["exact"].overtaken


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
