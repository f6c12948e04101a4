"""Exact pages: over invented dossiers and the shipped one, as promised or a clear error."""

from __future__ import annotations

import random
import re
import statistics
from dataclasses import replace
from functools import cache

import pytest
import shipped
from counting import body_words, quoted_words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import Sizes, outline, sizes
from shipped import AUDIENCES, DOSSIERS, LENGTHS

from briefgen.build import Built, build, plan
from briefgen.choosing import NO_ROOM
from briefgen.errors import BriefgenError, FitError
from briefgen.fit import NO_PLACE
from briefgen.measuring import count_words
from briefgen.outline import Outline
from briefgen.plan import Plan
from briefgen.pruning import prune
from briefgen.request import Request
from briefgen.workshop import Workshop

PAGES = {"one-pager": 1, "two-pager": 2, "memo": 4}
LAST = {"one-pager": (0.90, 0.97), "two-pager": (0.90, 0.97), "memo": (1 / 3, 0.97)}
BLURB_WORDS = (90, 150)
MOST_QUOTED = 0.4
SMALL = Sizes(arguments=(4, 4), stakeholders=6)

few = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
many = settings(few, max_examples=300)
SOME_ARGUMENTS = sizes(most_arguments=12, most_quotations=2)


@cache
def bare() -> Workshop:
    return Workshop.open(None)


def made(of: Outline, request: Request) -> Built | FitError:
    """The edition without its files, or the error that says what does not fit."""
    try:
        return build(of, replace(request, formats=()), bare())
    except FitError as error:
        return error


# --- what an edition promises ------------------------------------------------------------------


def promises(built: Built) -> None:
    """Asserts pages, fill, share of quotation and the plan's own arithmetic."""
    length, found = built.edition.length.id, built.plan
    assert quoted_words(built.document) <= MOST_QUOTED * body_words(built.document)
    if length == "blurb":
        words = count_words(built.document)
        assert words <= BLURB_WORDS[1]
        assert words >= BLURB_WORDS[0] or found.gap
    elif length == "full":
        assert found.fill >= 0.15 or found.pages == 1 or found.gap
    else:
        exact = length != "memo"
        low, high = LAST[length]
        assert found.pages <= PAGES[length]
        assert found.pages == PAGES[length] or not exact or found.gap
        assert found.fill <= high + 1e-6 or found.pages < PAGES[length]
        assert found.fill >= low or found.gap or (found.pages == 1 and not exact)
    assert not found.overflow
    reasoned(built)


def reasoned(built: Built) -> None:
    """Asserts that the plan tells of everything that the edition offers, and why it is out."""
    found = built.plan
    kept, left = {one.key for one in found.kept}, {one.key for one in found.left_out}
    excluded = built.edition.excluded
    assert not kept & left
    assert kept | left == {*built.edition.increments, *excluded}
    for one in found.left_out:
        if one.reason == NO_PLACE:
            assert one.key in built.edition.increments
            assert one.size == 0
        elif one.key in built.edition.increments:
            pattern = r"no room|repetition|balance|its \w+ is left out"
            assert re.match(pattern, one.reason), one.reason
            assert one.size > 0
        else:
            assert one.reason == excluded[one.key]
    # An increment comes with the one in which it stands.
    for key in kept:
        kind, _, rest = key.partition("/")
        if kind in {"quotation", "reply"}:
            assert f"argument/{rest.partition('/')[0]}" in kept


def explained(error: FitError) -> None:
    """Asserts that the error says by how much, and what to shorten."""
    assert re.search(r"does not fit: \d+ (lines?|words?) too long", error.message)
    assert re.search(r"shorten|take \d+ (lines?|words?)", error.hint)


# --- invented dossiers -------------------------------------------------------------------------


def judge(wanted: Sizes, request: Request) -> None:
    found = made(outline(wanted), request)
    if isinstance(found, FitError):
        explained(found)
    else:
        promises(found)


def requests(lengths: tuple[str, ...] = LENGTHS) -> st.SearchStrategy[Request]:
    return st.builds(
        Request,
        audience=st.sampled_from(AUDIENCES),
        length=st.sampled_from(lengths),
        page_size=st.sampled_from(("letter", "a4")),
    )


@few
@given(wanted=SOME_ARGUMENTS, request=requests(("one-pager",)))
def test_a_one_pager_of_any_dossier_is_as_promised(wanted: Sizes, request: Request) -> None:
    judge(wanted, request)


@settings(few, max_examples=3)
@given(wanted=SOME_ARGUMENTS, request=requests(("two-pager", "memo")))
def test_longer_editions_of_any_dossier_are_as_promised(wanted: Sizes, request: Request) -> None:
    judge(wanted, request)


@settings(few, max_examples=10)
@given(wanted=SOME_ARGUMENTS, request=requests(("blurb",)))
def test_a_newsletter_item_of_any_dossier_is_as_promised(wanted: Sizes, request: Request) -> None:
    judge(wanted, request)


@pytest.mark.soak
@settings(few, max_examples=1)
@given(wanted=sizes(most_arguments=4, most_quotations=2), request=requests(("full",)))
def test_a_full_brief_of_any_dossier_is_as_promised(wanted: Sizes, request: Request) -> None:
    judge(wanted, request)


@pytest.mark.soak
@many
@given(wanted=sizes(most_arguments=40), request=requests())
def test_every_edition_of_any_dossier_is_as_promised(wanted: Sizes, request: Request) -> None:
    judge(wanted, request)


TINY = Sizes(arguments=(1, 1), quotations=1, stakeholders=0, steps=0, topics=0, sources=1)
LONG = Sizes(arguments=(6, 1), text=(60, 120), stakeholders=30, longest_word=60)
SHORT = Sizes(arguments=(1, 12), text=(5, 6), stakeholders=0, bottom_line=False)
MANY = Sizes(arguments=(40, 40), quotations=1, text=(5, 30), sources=6)


@pytest.mark.parametrize("wanted", [TINY, LONG, SHORT], ids=["tiny", "long", "short"])
@pytest.mark.parametrize("length", ["one-pager", "memo"])
def test_extremes(wanted: Sizes, length: str) -> None:
    judge(wanted, Request("congress", length))


@pytest.mark.parametrize("length", [*LENGTHS[:-1], pytest.param("full", marks=pytest.mark.soak)])
def test_forty_arguments_a_side(length: str) -> None:
    judge(MANY, Request("congress", length))


def test_the_strategy_reaches_both_ends() -> None:
    """So that the properties above are about fitted editions and not about errors only."""
    draw = random.Random(7)
    outcomes = set()
    for fewest in (5, 40, 80, 140):
        arguments = (draw.randint(2, 9), draw.randint(2, 9))
        found = made(
            outline(Sizes(draw.randrange(99), arguments, 2, (fewest, fewest + 20))),
            Request("congress", "one-pager"),
        )
        outcomes.add(type(found).__name__)
    assert outcomes == {"Built", "FitError"}


# --- the same on each run ----------------------------------------------------------------------


@pytest.mark.parametrize("length", ["blurb", "one-pager", "two-pager"])
def test_the_same_selection_on_each_run(length: str) -> None:
    # Written once: findings say where, and every dossier that is written has a folder of its own.
    material, request = outline(SMALL), Request("public", length)
    first, second = (made(material, request) for _ in range(2))
    assert isinstance(first, Built)
    assert isinstance(second, Built)
    assert first.plan == second.plan
    assert first.document == second.document


# --- nothing that fits is left out -------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_what_is_left_out_of_a_one_pager_does_not_fit_in_a_layout(seed: int) -> None:
    built = made(outline(replace(SMALL, seed=seed)), Request("congress", "one-pager"))
    assert isinstance(built, Built)
    kept = {one.key for one in built.plan.kept}
    rest = sorted(
        (one for one in built.plan.left_out if one.reason == NO_ROOM), key=lambda one: one.size
    )
    assert rest
    for one in rest[:4]:
        longer = laid_out_with(outline(replace(SMALL, seed=seed)), built, {*kept, one.key})
        assert longer > LAST["one-pager"][1]


def laid_out_with(of: Outline, built: Built, keep: set[str]) -> float:
    """How full the only page is with *keep*; more than 1 where there are further pages."""
    from briefgen.build import composed, edition_of

    workshop = bare()
    edition = edition_of(of, Request(*built.name.split("-", 1)), workshop)
    whole = composed(of, edition, workshop)
    found = workshop.press.lay_out(whole.number(prune(whole.document, keep)))
    return found.pages - 1 + found.fills[-1]


# --- what a request asks for -------------------------------------------------------------------

BIG = Sizes(arguments=(8, 8), quotations=3, stakeholders=12, topics=4)


@cache
def big() -> Outline:
    return outline(BIG)


@pytest.mark.parametrize(("length", "pages"), [("one-pager", 2), ("memo", 2)])
def test_pages_can_be_asked_for(length: str, pages: int) -> None:
    found = plan(big(), Request("congress", length, pages=pages), bare())
    assert found.pages == pages
    assert found.fill >= bare().catalog.lengths[length].fill[0]
    assert found.budget.exactly


@pytest.mark.parametrize(("length", "words"), [("blurb", 250), ("one-pager", 300), ("memo", 700)])
def test_words_can_be_asked_for(length: str, words: int) -> None:
    built = build(big(), Request("congress", length, words=words, formats=()), bare())
    assert 0.85 * words <= count_words(built.document) <= words
    assert built.plan.budget.unit == "words"
    assert built.plan.layouts == 0


def test_pins_and_skips_are_obeyed() -> None:
    free = plan(big(), Request("congress", "one-pager"), bare())
    weakest = min(
        (one for one in free.left_out if one.key.startswith("stakeholder/") and one.size),
        key=lambda one: one.value,
    ).key
    strongest = next(one.key for one in free.kept if one.key.startswith("argument/for"))
    wishes = {
        "congress/one-pager": {
            "pin": [weakest.partition("/")[2]],
            "skip": [strongest.partition("/")[2]],
        }
    }
    pinned = plan(outline(replace(BIG, wishes=wishes)), Request("congress", "one-pager"), bare())
    kept = {one.key for one in pinned.kept}
    assert weakest in kept
    assert not {key for key in kept if key.startswith(strongest)}
    assert pinned.pages == 1
    assert pinned.fill >= 0.9


# --- a floor that does not fit -----------------------------------------------------------------

TOO_LONG = Sizes(arguments=(3, 3), text=(140, 150), stakeholders=2)


def test_a_floor_that_does_not_fit_is_an_error() -> None:
    found = made(outline(TOO_LONG), Request("congress", "one-pager"))
    assert isinstance(found, FitError)
    explained(found)
    assert found.message.startswith("congress-one-pager: what the edition must have")
    assert len(re.findall(r"argument/(?:for|against)-\d \(\d+ lines\)", found.hint)) == 4
    found = made(outline(TOO_LONG), Request("congress", "one-pager", words=50))
    assert isinstance(found, FitError)
    assert "words too long" in found.message


def test_shortening_by_what_the_error_says_makes_it_fit() -> None:
    found = made(outline(TOO_LONG), Request("congress", "one-pager"))
    assert isinstance(found, FitError)
    shorter = replace(TOO_LONG, text=(20, 30))
    assert isinstance(made(outline(shorter), Request("congress", "one-pager")), Built)


def test_overflow_is_written_when_allowed_and_says_so() -> None:
    request = Request("congress", "one-pager", formats=("pdf",), allow_overflow=True)
    built = build(outline(TOO_LONG), request, bare())
    assert built.files["pdf"].startswith(b"%PDF")
    assert built.plan.pages == 2
    assert re.fullmatch(r"\d+ lines? too long", built.plan.overflow)
    assert any("too long" in one for one in built.warnings)


def test_a_gap_is_named() -> None:
    tiny = Sizes(arguments=(1, 1), quotations=1, text=(5, 8), stakeholders=0, steps=0, topics=0)
    found = plan(outline(tiny), Request("congress", "one-pager"), bare())
    assert found.pages == 1
    assert found.fill < 0.9
    assert found.gap


def test_a_scrap_on_the_last_page_is_taken_back() -> None:
    """A memo whose material would end right after a page break keeps the pages before it."""
    seen = set()
    for seed in range(3):
        found = plan(
            outline(Sizes(seed, (3, 3), 1, (30, 40), stakeholders=4 + seed, topics=2)),
            Request("congress", "memo"),
            bare(),
        )
        assert found.pages == 1 or found.fill >= 0.34 or found.gap
        seen.add(found.pages)
    assert seen


# --- shipped editions --------------------------------------------------------------------------


@cache
def shipped_plan(dossier: str, wanted: Request) -> Plan:
    return plan(shipped.outline(dossier), wanted, shipped.workshop(dossier))


def name_of(one: tuple[str, Request]) -> str:
    dossier, wanted = one
    stance = wanted.stance or "own"
    return f"{dossier} {wanted.audience} {wanted.length} {wanted.page_size} {stance}"


# All editions on letter paper are built by test_editions_end_to_end.
SAMPLE = [
    ("jackson-vanik", Request("congress", "one-pager", page_size="a4")),
    ("jackson-vanik", Request("business", "one-pager", stance="advocacy")),
    ("jackson-vanik", Request("public", "two-pager", "neutral", "a4")),
    ("harbor-curfew", Request("executive", "one-pager", page_size="a4")),
    ("harbor-curfew", Request("business", "memo", "neutral", "a4")),
]
EVERY = [
    (dossier, Request(audience, length, stance, page_size))
    for dossier in DOSSIERS
    for audience in AUDIENCES
    for length in LENGTHS
    for stance in ("neutral", "advocacy")
    for page_size in ("letter", "a4")
]


def as_promised(name: tuple[str, Request]) -> None:
    found, length = shipped_plan(*name), name[1].length
    assert not found.gap
    if length in PAGES:
        assert found.pages == PAGES[length]
        low, high = LAST[length]
        assert low <= found.fill <= high + 1e-6
    if length == "full":
        assert found.fill >= 0.15


@pytest.mark.parametrize("name", SAMPLE, ids=name_of)
def test_a_sample_of_shipped_editions_is_as_promised(name: tuple[str, Request]) -> None:
    as_promised(name)


@pytest.mark.soak
@pytest.mark.parametrize("name", EVERY, ids=name_of)
def test_every_shipped_edition_is_as_promised(name: tuple[str, Request]) -> None:
    as_promised(name)


@pytest.mark.soak
def test_few_layouts_over_all_shipped_editions() -> None:
    counts = [shipped_plan(*name).layouts for name in EVERY]
    assert len(counts) == 160
    assert statistics.median(counts) <= 3


def test_few_layouts_over_the_sample() -> None:
    counts = [shipped_plan(*name).layouts for name in SAMPLE]
    assert len(counts) == 5
    assert min(counts) >= 2
    assert statistics.median(counts) <= 3


def test_an_unknown_audience_is_no_crash() -> None:
    with pytest.raises(BriefgenError):
        plan(big(), Request("nobody", "memo"), bare())
