"""One edition from start to finish: files, plan, warnings, and what a request may ask for."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from conftest import put
from reader import blocks, passages
from shipped import outline as outline_of
from shipped import workshop as workshop_of
from tiny import narrow

from briefgen import fonts
from briefgen.build import Built, build, check, edition_of, plan
from briefgen.choosing import NO_ROOM
from briefgen.document import plain
from briefgen.errors import BriefgenError, InputErrors, TemplateError
from briefgen.fit import NO_PLACE, SCRAP
from briefgen.formats import FORMATS, PRINTED
from briefgen.outline import Outline
from briefgen.request import Request
from briefgen.resources import house_templates
from briefgen.workshop import Workshop

ONE_PAGER = Request("congress", "one-pager")
BLURB = Request("congress", "blurb", formats=())
"""An edition that is counted in words, so that nothing need be laid out."""
NEWEST = date(2026, 2, 12)
"""When the newest source of the starter dossier came out."""


@pytest.fixture(scope="module")
def folder(starter_files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(starter_files, tmp_path_factory.mktemp("starter") / "leaf-burning")


@pytest.fixture(scope="module")
def workshop(folder: Path) -> Workshop:
    return Workshop.open(folder)


@pytest.fixture(scope="module")
def outline(folder: Path, workshop: Workshop) -> Outline:
    return workshop.read(folder)


@pytest.fixture(scope="module")
def built(outline: Outline, workshop: Workshop) -> Built:
    return build(outline, ONE_PAGER, workshop)


def media_box(data: bytes) -> tuple[int, int]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, bottom, right, top = (float(one) for one in pdf.pages[0].mediabox)
    return round(right - left), round(top - bottom)


# --- what comes out ----------------------------------------------------------------------------


def test_an_edition_is_its_files_its_plan_and_its_document(built: Built) -> None:
    assert built.name == "congress-one-pager"
    assert tuple(built.files) == PRINTED == ("pdf", "docx")
    assert built.files["pdf"].startswith(b"%PDF-")
    assert built.files["docx"].startswith(b"PK")
    assert (built.plan.edition, built.plan.pages) == ("congress-one-pager", 1)
    assert built.document.meta.identifier == "leaf-burning/congress-one-pager"


def test_the_same_request_gives_the_same_bytes(
    built: Built, outline: Outline, workshop: Workshop, folder: Path
) -> None:
    for again in (
        build(outline, ONE_PAGER, workshop),
        build(Workshop.open(folder).read(folder), ONE_PAGER, Workshop.open(folder)),
    ):
        assert again.files == built.files
        assert again.plan == built.plan


def test_a_plan_is_that_of_the_build(built: Built, outline: Outline, workshop: Workshop) -> None:
    assert plan(outline, ONE_PAGER, workshop) == built.plan


def test_a_plan_tells_what_its_template_has_no_place_for(
    outline: Outline, workshop: Workshop, built: Built
) -> None:
    without = {one.key for one in built.plan.left_out if one.reason == NO_PLACE}
    assert {"point/talking-point-1", "option/repeal-now", "event/event-1"} <= without
    of_memo = plan(outline, Request("congress", "memo", formats=()), workshop)
    reasons = {one.key: one.reason for one in of_memo.left_out}
    assert reasons["option/repeal-now"] == NO_PLACE
    assert reasons.get("point/talking-point-1") != NO_PLACE


def test_nothing_is_written(folder: Path, built: Built, starter_files: Mapping[str, bytes]) -> None:
    assert built.files
    assert {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } == set(starter_files)


def test_progress_is_told(outline: Outline, workshop: Workshop) -> None:
    told: list[str] = []
    build(outline, BLURB, workshop, told.append)
    assert told == ["composing", "fitting", "writing"]


def test_only_what_is_asked_for_is_written(outline: Outline, workshop: Workshop) -> None:
    built = build(outline, replace(BLURB, formats=("docx",)), workshop)
    assert tuple(built.files) == ("docx",)


# --- what may be asked for ---------------------------------------------------------------------


def test_page_size_stance_and_day(outline: Outline, workshop: Workshop, built: Built) -> None:
    request = replace(
        ONE_PAGER, page_size="a4", stance="advocacy", issued=date(2027, 1, 2), formats=("pdf",)
    )
    other = build(outline, request, workshop)
    assert media_box(built.files["pdf"]) == (612, 792)
    assert media_box(other.files["pdf"]) == (595, 842)
    assert (built.edition.stance, other.edition.stance) == ("neutral", "advocacy")
    assert other.document.meta.issued == date(2027, 1, 2)
    assert "January\xa02,\xa02027" in plain(other.document.footer)


@pytest.mark.parametrize(
    ("request_", "message", "hint"),
    [
        (Request("congres", "memo"), "no audience 'congres'", "congress"),
        (Request("congress", "mema"), "no length 'mema'", "memo"),
        (Request("congress", "blurb", formats=("odt",)), "unknown format odt", "pdf, docx"),
    ],
)
def test_unknown_names_are_clear_errors(
    outline: Outline, workshop: Workshop, request_: Request, message: str, hint: str
) -> None:
    with pytest.raises(BriefgenError) as caught:
        build(outline, request_, workshop)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_every_format_can_be_written_of_a_newsletter_item(
    outline: Outline, workshop: Workshop
) -> None:
    # A mail needs a subject and addresses, which the starter dossier has not.
    formats = tuple(form for form in FORMATS if form != "eml")
    built = build(outline, Request("public", "blurb", formats=formats), workshop)
    assert tuple(built.files) == formats
    assert all(built.files.values())


# --- checking ----------------------------------------------------------------------------------


def test_a_sound_dossier_has_no_mistakes(outline: Outline, workshop: Workshop) -> None:
    assert check(outline, workshop) == []


def test_a_mistake_of_a_template_is_told_once(starter: Path) -> None:
    own = starter / "templates"
    own.mkdir()
    (own / "blurb.html.j2").write_text("<article>\n<p>{{ edition.nobody }}</p>\n</article>")
    (own / "memo.html.j2").write_text("<article>\n<h7>x</h7>\n<p>{{ edition.title }}</p></article>")
    workshop = Workshop.open(starter)
    found = check(workshop.read(starter), workshop)
    assert [(type(one), str(one.place)) for one in found] == [
        (TemplateError, f"{own / 'blurb.html.j2'}:2"),
        (TemplateError, f"{own / 'memo.html.j2'}:2"),
    ]


@pytest.mark.parametrize(
    ("words", "refused"),
    [("filled most of the public comment", False), ("nobody has ever needed this rule", True)],
)
def test_words_in_marks_of_a_template_stand_in_a_source(
    starter: Path, words: str, refused: bool
) -> None:
    own = starter / "templates" / "blurb.html.j2"
    own.parent.mkdir()
    own.write_text(f"<article>\n<p>He said ‘{words}’.</p>\n</article>", encoding="utf-8")
    workshop = Workshop.open(starter)
    found = check(workshop.read(starter), workshop)
    assert [str(one.place) for one in found] == [f"{own}:2"] * refused


# --- pins --------------------------------------------------------------------------------------

MORE_POINTS = """talking_points:
  - text: One rule less to know.
    evidence: [code-forbids]
  - text: One form less to write.
    evidence: [code-forbids]
"""


@pytest.mark.parametrize(
    ("edition", "pin", "change", "why", "hint"),
    [
        ("congress/full", "talking-point-1", None, "full.html.j2 has no place for it", "a place"),
        ("congress/one-pager", "repeal-now", None, "one-pager.html.j2 has no place for it", "take"),
        ("congress/blurb", "fire-chief", None, "blurb.html.j2 has no place for it", "take"),
        ("public/full", "repeal-now", None, "not for this audience", "omit: of the audience"),
        ("public/memo", "introduced", None, "it is kept in reserve", "take reserve: out"),
        ("public/memo", "permits-issued", None, "the sources agree on it", "take the pin out"),
        (
            "public/one-pager",
            "distance",
            ("theme: fairness", "theme: fairness\n    audiences: [congress]"),
            "not for this audience",
            "audiences: of the item",
        ),
        (
            "public/one-pager",
            "forty-minutes",
            ("theme: fairness", "theme: fairness\n    audiences: [congress]"),
            "'distance', which it is tagged with, is left out: not for this audience",
            "take the pin out",
        ),
        (
            "congress/memo",
            "talking-point-4",
            ("talking_points:\n", MORE_POINTS),
            "memo.html.j2 prints others of its kind, which come before it",
            "skip one of those",
        ),
        (
            "congress/memo",
            "bare",
            ("background:\n", "background:\n  - {id: bare, title: No more than this}\n"),
            "it has no gist, and no quotation that may be printed here",
            "give it a gist",
        ),
    ],
)
def test_a_pin_that_an_edition_cannot_show_is_a_mistake_of_its_line(
    starter: Path, edition: str, pin: str, change: tuple[str, str] | None, why: str, hint: str
) -> None:
    frame = starter / "dossier.yaml"
    text = frame.read_text(encoding="utf-8")
    if change:
        assert change[0] in text
        text = text.replace(*change)
    text += f"editions:\n  {edition}:\n    pin: [early-contact, {pin}]\n"
    frame.write_text(text, encoding="utf-8")
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    narrow(workshop, edition)
    found = check(outline, workshop)
    assert [one.message for one in found] == [f"{edition} cannot show '{pin}': {why}"]
    [mistake] = found
    line, column = text.count("\n"), len("    pin: [early-contact, ") + 1
    assert str(mistake.place) == f"{frame}:{line}:{column}"
    assert hint in mistake.hint
    for fails in (plan, build):
        with pytest.raises(InputErrors) as caught:
            fails(outline, Request(*edition.split("/"), formats=()), workshop)
        assert list(map(str, caught.value.errors)) == [str(mistake)]


def test_a_neutral_edition_of_a_dossier_that_recommends_is_remarked(starter: Path) -> None:
    """Its bottom line was written to recommend, and no program knows whether it does."""
    frame = starter / "dossier.yaml"
    text = frame.read_text(encoding="utf-8").replace("stance: neutral", "stance: advocacy")
    frame.write_text(text, "utf-8")
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    warned = {
        stance: [
            one
            for one in build(outline, replace(ONE_PAGER, stance=stance), workshop).warnings
            if "recommends" in one
        ]
        for stance in (None, "advocacy", "neutral")
    }
    assert warned[None] == warned["advocacy"] == []
    (warning,) = warned["neutral"]
    assert warning.startswith("congress-one-pager: neutral, but its title")


def test_what_only_the_own_stance_shows_can_be_pinned(starter: Path) -> None:
    frame = starter / "dossier.yaml"
    text = frame.read_text(encoding="utf-8").replace("stance: neutral", "stance: advocacy")
    frame.write_text(text + "editions: {congress/memo: {pin: [talking-point-1]}}\n", "utf-8")
    own = starter / "templates" / "memo.html.j2"
    own.parent.mkdir()
    shipped = house_templates() / "memo.html.j2"
    where = "{% if edition.talking_points %}"
    template = shipped.read_text(encoding="utf-8")
    assert where in template
    only = "{% if edition.talking_points and edition.stance == 'advocacy' %}"
    own.write_text(template.replace(where, only), encoding="utf-8")
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    narrow(workshop, "congress/memo")
    assert check(outline, workshop) == []
    plan(outline, Request("congress", "memo", stance="neutral"), workshop)


def test_what_an_edition_has_a_place_for_can_be_pinned(starter: Path) -> None:
    with (starter / "dossier.yaml").open("a", encoding="utf-8") as frame:
        frame.write(
            "editions:\n"
            "  public/one-pager: {pin: [sheet-works, townships, committee-vote]}\n"
            "  congress/memo: {pin: [talking-point-2, stove-or-leaves, the-ordinance]}\n"
            "  congress/full: {pin: [repeal-now, event-1, question-2]}\n"
        )
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    narrow(workshop, "public/one-pager", "congress/memo", "congress/full")
    assert check(outline, workshop) == []
    kept = [one.key for one in plan(outline, Request("congress", "memo"), workshop).kept]
    assert "point/talking-point-2" in kept
    assert "reply/smoke-and-health/stove-or-leaves" in kept


# --- warnings ----------------------------------------------------------------------------------


def test_a_missing_house_font_is_a_warning(
    outline: Outline, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [one for one in build(outline, BLURB, workshop).warnings if "font" in one]
    monkeypatch.setattr(fonts, "installed", lambda _family: False)
    [warning] = [one for one in build(outline, BLURB, workshop).warnings if "font" in one]
    assert "Carlito is not installed" in warning
    assert "Word" in warning


def test_a_date_of_issue_before_a_source_that_is_cited_is_a_warning(
    outline: Outline, workshop: Workshop
) -> None:
    def told(issued: date | None) -> list[str]:
        request = replace(BLURB, issued=issued)
        return [one for one in build(outline, request, workshop).warnings if "issued" in one]

    assert told(None) == told(NEWEST) == told(date(2027, 1, 2)) == []
    [warning] = told(NEWEST - timedelta(days=1))
    assert f"cites a source of {NEWEST}" in warning


@pytest.mark.parametrize(
    ("inside", "mistake"),
    [
        ("{{ edition.recipient.district }}{{ edition.recipient.columns.get('x').upper() }}", ""),
        ("{% if edition.recipient.state %}<b>x</b>{% endif %}", "<b> is not brief HTML"),
        ("{% if 'x' in edition.recipient.columns %}<b>x</b>{% endif %}", "<b> is not brief HTML"),
        ("{{ edition.recipient.name.first }}", "unknown variable"),
        ("<b>{{ edition.recipient.name }}</b>", "<b> is not brief HTML"),
    ],
)
def test_what_only_recipients_are_shown_is_checked_too(
    starter: Path, inside: str, mistake: str
) -> None:
    shipped = Workshop.open().templates.read("blurb.html.j2")
    only = f"{{% if edition.recipient %}}<p>{inside}</p>{{% endif %}}"
    own = starter / "templates" / "blurb.html.j2"
    own.parent.mkdir()
    own.write_text(shipped.replace("<article>", f"<article>{only}"), encoding="utf-8")
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    narrow(workshop, "public/blurb")
    found = [str(one) for one in check(outline, workshop)]
    assert len(found) == bool(mistake), found
    assert not mistake or mistake in found[0]


def test_a_full_brief_says_why_it_leaves_out_what_it_may_show() -> None:
    """It has as many pages as it needs, and so always room."""
    outline, workshop = outline_of("harbor-curfew"), workshop_of("harbor-curfew")
    found = plan(outline, Request("congress", "full", page_size="a4"), workshop)
    reasons = [one.reason for one in found.left_out]
    assert SCRAP in reasons
    assert NO_ROOM not in reasons


# Begun with tags alone ------------------------------------------------------------------------

TAGGED = {
    "dossier.yaml": "question: Should the rule go?\nproposal: repeal\nas_of: 2026-03-10\n",
    "texts/report.txt": "A Report\n\nHalf of all spaces stand empty.\n\nSome cars would "
    "park in the street.\n\nThe council votes in June.\n\nThe rule dates from 1968.\n\n"
    "Merchants fear for their customers.\n\nA space costs as much as a car.\n",
    "excerpts/report.yaml": """excerpts:
  - {id: empty, quote: Half of all spaces stand empty., tags: ["for:overbuilt"]}
  - {id: cost, quote: A space costs as much as a car., tags: ["for:housing-cost"]}
  - {id: street, quote: Some cars would park in the street., tags: ["against:spillover"]}
  - {id: june, quote: The council votes in June., tags: ["next-step:vote"]}
  - {id: since, quote: The rule dates from 1968., tags: ["background:origin"]}
  - {id: fear, quote: Merchants fear for their customers., tags: ["stakeholder:merchants"]}
""",
}


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    """A dossier that names its arguments, steps and stakeholders by tags alone."""
    for name, text in TAGGED.items():
        path = tmp_path / "tagged" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "tagged"


@pytest.mark.parametrize("length", ["one-pager", "two-pager", "memo", "full"])
def test_what_tags_alone_name_speaks_through_its_strongest_quotation(
    tagged: Path, length: str
) -> None:
    """Tags create items titled from the id and worded by the strongest excerpt.

    All of them are one speaker's, whom a one-pager quotes only once otherwise.
    """
    workshop = Workshop.open(tagged)
    built = build(workshop.read(tagged), Request("congress", length), workshop)
    for kind in ("pdf", "docx"):
        found = passages(built.files[kind], kind)
        _, *lines = filter(None, TAGGED["texts/report.txt"].splitlines())
        missing = [line for line in lines if line not in found]
        assert missing == (["The rule dates from 1968."] if length == "one-pager" else []), kind
        text = " ".join(block.text for block in blocks(built.files[kind], kind))
        assert text.count("Should the rule go?") == 1


def test_to_pin_a_quotation_that_speaks_for_an_item_pins_the_item(tagged: Path) -> None:
    frame = tagged / "dossier.yaml"
    text = "editions: {congress/one-pager: {pin: [fear, cost]}}\n"
    frame.write_text(frame.read_text() + text)
    workshop = Workshop.open(tagged)
    request = Request("congress", "one-pager", formats=("pdf",))
    built = build(workshop.read(tagged), request, workshop)
    pinned = {key for key, one in built.edition.increments.items() if one.floor}
    assert {"argument/housing-cost", "stakeholder/merchants"} <= pinned
    assert {"A space costs as much as a car.", "Merchants fear for their customers."} <= set(
        passages(built.files["pdf"], "pdf")
    )


def retagged(dossier: Path, excerpt: str, tags: str) -> Workshop:
    """The dossier with other tags of one excerpt."""
    path = dossier / "excerpts" / "report.yaml"
    text, count = re.subn(rf"(id: {excerpt},.*tags: )\[.*\]", rf"\1[{tags}]", path.read_text())
    assert count == 1
    path.write_text(text)
    return Workshop.open(dossier)


def test_a_step_has_its_words_whatever_stakeholders_say(tagged: Path) -> None:
    """A blurb has no table of stakeholders, so that these must not take words from what it has."""
    workshop = retagged(tagged, "june", '"next-step:vote", "stakeholder:council"')
    edition = edition_of(workshop.read(tagged), Request("congress", "blurb"), workshop)
    assert [one.stated.id for one in edition.steps if one.stated] == ["june"]


def test_items_rather_take_what_speaks_for_no_argument(tagged: Path) -> None:
    workshop = retagged(tagged, "cost", '"for:housing-cost", "stakeholder:merchants"')
    edition = edition_of(workshop.read(tagged), Request("congress", "memo"), workshop)
    assert [one.stated.id for one in edition.stakeholders if one.stated] == ["fear"]
    assert {one.id: one.stated and one.stated.id for one in edition.arguments_for} == {
        "overbuilt": "empty",
        "housing-cost": "cost",
    }


def test_two_items_with_one_quotation_both_have_it(tagged: Path) -> None:
    """Which of them an edition will show is not known when their words are chosen."""
    workshop = retagged(tagged, "street", '"against:spillover", "against:streets"')
    edition = edition_of(workshop.read(tagged), Request("congress", "memo"), workshop)
    assert [one.stated.id for one in edition.arguments_against if one.stated] == ["street"] * 2


def test_what_stands_for_words_is_counted_as_quoted(tagged: Path) -> None:
    workshop = Workshop.open(tagged)
    balance = plan(workshop.read(tagged), Request("congress", "memo"), workshop).balance
    assert (balance.pro.quotations, balance.con.quotations) == (2, 1)


def test_a_topic_without_any_words_is_left_out(tagged: Path) -> None:
    frame = tagged / "dossier.yaml"
    frame.write_text(frame.read_text() + "editions: {congress/full: {skip: [since]}}\n")
    workshop = Workshop.open(tagged)
    built = build(workshop.read(tagged), Request("congress", "full", formats=()), workshop)
    assert built.edition.background == ()
    reasons = {one.key: one.reason for one in built.plan.left_out}
    assert reasons["topic/origin"] == "none of its quotations may be printed here"


def test_an_item_without_a_quotation_to_speak_for_it_is_only_named(tagged: Path) -> None:
    path = tagged / "excerpts" / "report.yaml"
    path.write_text(path.read_text().replace("id: cost,", "id: cost, audiences: [public],"))
    workshop = Workshop.open(tagged)
    edition = edition_of(workshop.read(tagged), Request("congress", "one-pager"), workshop)
    assert {one.id: one.stated is not None for one in edition.arguments_for} == {
        "overbuilt": True,
        "housing-cost": False,
    }
