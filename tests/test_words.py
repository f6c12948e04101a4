"""Sentences that templates make of what a dossier says, and of what it leaves out.

Each test builds a small dossier as its user would and reads the file as its reader would.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from audited import excerpt, source, write_dossier
from conftest import Outcome

TEXT = """\
The canal pilots refuse

The toll rose by 12 percent in March.

Every captain pays it at the lock, and every captain complains.

The pilots of Port Said do not want the new toll.

A second lock would take nine years.

The council votes in June.
"""
LONG_TITLE = (
    "The Toll on the Northern Canal and Its Locks: Legal Authority, Cost to the Public, and Issues"
)
EXCERPTS = (
    excerpt("rose", "The toll rose by 12 percent in March.", "supports:fair", asserts={"rise": 12}),
    excerpt("captain", "Every captain pays it at the lock", "supports:fair", "stakeholder:pilots"),
    excerpt("pilots", "The pilots of Port Said do not want the new toll", "supports:unfair"),
    excerpt("lock", "A second lock would take nine years.", "supports:unfair", "background:lock"),
    excerpt("votes", "The council votes in June", "next-step:vote"),
)
FRAME: dict[str, Any] = {
    "arguments": [
        {"id": "fair", "side": "for", "claim": "Ships pay alike.", "evidence": ["rose"]},
        {"id": "unfair", "side": "against", "claim": "Pilots were not asked."},
    ],
    "stakeholders": [
        {"id": "pilots", "name": "Pilots of Port Said", "position": "opposes"},
        {"id": "council", "name": "Canal council", "position": "undeclared"},
    ],
    "next_steps": [{"id": "vote", "action": "Vote on the toll", "owner": "the canal council"}],
    "facts": [{"id": "rise", "label": "Rise of the toll"}],
    "votes": [{"chamber": "Council", "needed": "5 of 9"}],
}

Read = Callable[..., str]


@pytest.fixture
def read(tmp_path: Path, briefgen: Callable[..., Outcome]) -> Read:
    """The text of an edition of the dossier with *frame* in the place of its own."""

    def read(
        edition: str,
        frame: dict[str, Any] = FRAME,
        excerpts: tuple[Any, ...] = EXCERPTS,
        kinds: str = "txt,docx",
        **record: Any,
    ) -> str:
        other = source("letter", "The toll rose by 11 percent, they say.", kind="op-ed")
        differing = excerpt("less", "rose by 11 percent", "supports:unfair", asserts={"rise": 11})
        of = [source("canal", TEXT, *excerpts, title=LONG_TITLE, **record)]
        if "facts" in frame:
            of.append({**other, "excerpts": [differing]})
        folder = write_dossier(tmp_path / "canal", *of, **frame)
        audience, _, length = edition.partition("/")
        named = ("--audience", audience, "--length", length, "--out", str(tmp_path / "out"))
        built = briefgen("build", str(folder), *named, "--format", kinds)
        assert built.status == 0, built.err
        return (tmp_path / "out" / "canal" / f"{audience}-{length}.txt").read_text("utf-8")

    return read


def test_no_line_ends_inside_a_telephone_number(read: Read) -> None:
    contact = "1 Lock Street · +1 202 555 0142 · +44 (20) 7946 0958"
    issuer = {"name": "Canal desk", "contact": contact}
    told = read("congress/one-pager", {**FRAME, "issuer": issuer})
    for number in ("+1 202 555 0142", "+44 (20) 7946 0958"):
        assert number.replace(" ", "\N{NO-BREAK SPACE}") in told


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("length", ["blurb", "one-pager", "memo"])
def test_an_owner_begins_with_a_capital(read: Read, length: str) -> None:
    assert "The canal council: Vote on the toll" in flat(read(f"congress/{length}"))


def test_votes_without_a_reason_have_one_stop(read: Read) -> None:
    assert "Council: 5 of 9 (as of March 1, 2026)." in flat(read("congress/memo"))
    why = {"chamber": "Council", "needed": "5 of 9", "why": "Its charter says so."}
    told = flat(read("congress/memo", {**FRAME, "votes": [why]}))
    assert "Council: 5 of 9. Its charter says so (as of March 1, 2026)." in told


def test_what_sources_differ_on_is_no_part_of_a_sentence(read: Read) -> None:
    told = flat(read("congress/full"))
    assert "Sources differ: Rise of the toll." in told
    assert "Rise of the toll: 12 (" in told
    # Under a heading that says so already.
    assert "The sources differ." not in told
    assert "Not settled." in told


@pytest.mark.parametrize("interest", ["", "Fewer ships"])
def test_a_column_without_any_words_is_left_out(read: Read, tmp_path: Path, interest: str) -> None:
    holders = [dict(one) for one in FRAME["stakeholders"]]
    holders[0] |= {"interest": interest} if interest else {}
    read("congress/one-pager", {**FRAME, "stakeholders": holders, "facts": []})
    (written,) = (tmp_path / "out").rglob("*.docx")
    heads = [
        [cell.text for cell in table.rows[0].cells]
        for table in docx.Document(str(written)).tables
        if "Stakeholder" in table.rows[0].cells[0].text
    ]
    assert heads == [["Stakeholder", "Position", *(["Interest"] if interest else [])]]


def test_the_subject_of_a_memo_does_not_say_its_title_again(read: Read) -> None:
    told = read("congress/memo")
    assert "Should it be done?\n=" in told
    assert re.search(r"^RE: +Doing it$", told, re.MULTILINE)
    titled = read("congress/memo", {**FRAME, "title": "The toll"})
    assert re.search(r"^RE: +Should it be done\?$", titled, re.MULTILINE)


def test_no_heading_of_the_background_stands_alone(read: Read) -> None:
    # The only quotation of the topic is printed below an argument.
    alone = {**FRAME, "background": [{"id": "lock", "title": "A second lock"}]}
    told = read("congress/full", alone)
    assert "A second lock would take nine years." in told
    assert not re.search(r"^A second lock\b[^.]*$", told, re.MULTILINE)
    with_words = {"id": "lock", "title": "A second lock", "gist": "It would be the last."}
    told = read("congress/full", {**FRAME, "background": [with_words]})
    assert re.search(r"^A second lock$", told, re.MULTILINE)


@pytest.mark.parametrize("length", ["two-pager", "memo", "full"])
def test_a_topic_without_a_gist_shows_its_strongest_quotation(read: Read, length: str) -> None:
    frame = {**FRAME, "background": [{"id": "port", "title": "The port"}]}
    del frame["facts"]  # without which a memo is one page, on which all has room
    said = (
        excerpt("refuse", "The canal pilots refuse", "background:port", weight=1),
        excerpt("nine", "would take nine years", "background:port", weight=5),
    )
    told = flat(read(f"congress/{length}", frame, (*EXCERPTS[:3], EXCERPTS[4], *said)))
    assert re.search(r"The port(\.| ~+) “would take nine years” —", told)
    # One speaks for the topic; more have a place in full briefs only.
    assert length == "full" or "The canal pilots refuse”" not in told


def test_the_plan_says_why_a_topic_is_left_out(
    tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    alone = {**FRAME, "background": [{"id": "lock", "title": "A second lock"}], "facts": []}
    folder = write_dossier(tmp_path / "canal", source("toll", TEXT, *EXCERPTS), **alone)
    said = briefgen("plan", folder, "--audience", "congress", "--length", "memo").out
    assert re.search(r"topic/lock .* it has no gist, and no quotation that may be printed", said)


def test_a_stakeholder_whom_tags_name_repeats_no_quotation(read: Read) -> None:
    both = excerpt("captain", "Every captain pays it", "for:fair", "stakeholder:captains")
    other = excerpt("pilots", "do not want the new toll", "against:unfair")
    own = excerpt("nine", "would take nine years", "stakeholder:captains", weight=1)
    told = flat(read("congress/one-pager", {}, (both, other)))
    assert told.count("Every captain pays it") == 1
    assert re.search(r"Captains( \[[\d, ]+\])? +Undeclared", told)
    told = flat(read("congress/one-pager", {}, (both, other, own)))
    assert told.count("Every captain pays it") == 1
    assert re.search(r"Captains.* +Undeclared.*“would take nine years”", told)


def test_a_speaker_whose_name_the_tag_has_is_written_as_the_speaker_writes_it(read: Read) -> None:
    said = {
        **excerpt("captain", "Every captain pays it at the lock", "for:fair"),
        "tags": ["for:fair", "stakeholder:dr-andre-o-neil", "stakeholder:canal-pilots"],
        "speaker": {"name": "Dr. André O’Neil", "role": "captain"},
    }
    told = read("congress/memo", {}, (said, excerpt("pilots", "The pilots", "against:unfair")))
    assert re.search(r"^Dr\. André O’Neil\s\[\d\] +Undeclared$", told, re.MULTILINE)
    assert re.search(r"^Canal pilots\s\[\d\] +Undeclared$", told, re.MULTILINE)


def test_a_title_that_names_its_source_is_shortened_where_it_comes_again(read: Read) -> None:
    told = flat(read("congress/memo"))
    assert told.count(LONG_TITLE) == 2  # its first note, and the list of sources
    assert told.count("The Toll on the Northern Canal and Its Locks, ¶") >= 2
    assert "— The Toll on the Northern Canal and Its …" in told


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
def test_the_paragraph_of_an_arabic_newspaper_stands_behind_its_name(
    read: Read, tmp_path: Path, kind: str
) -> None:
    """Where nothing parts them, both are drawn as one run from the right: `4 ¶ ,…`."""
    name = "الأيام الجديدة"
    read("congress/memo", kinds="txt,md,html", **{"container-title": name})
    (path,) = (tmp_path / "out").rglob(f"*.{kind}")
    later = re.findall(f"{name}(.?),(?:\N{NO-BREAK SPACE}| |&nbsp;)¶", path.read_text("utf-8"))
    assert later
    assert set(later) == {"\N{LEFT-TO-RIGHT MARK}"}


def test_a_note_on_an_arabic_newspaper_reads_as_it_was_printed(
    read: Read, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    read("congress/memo", kinds="txt,pdf,docx", **{"container-title": "الأيام الجديدة"})
    files = [
        str(path) for kind in ("pdf", "docx") for path in (tmp_path / "out").rglob(f"*.{kind}")
    ]
    assert len(files) == 2
    told = briefgen("verify", *files)
    assert told.status == 0
    assert told.out.count("intact") >= 4
    assert "its note" not in told.out
