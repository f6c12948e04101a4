"""Issues made of several dossiers' items, and the Atom feed beside them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Outcome
from lxml import etree
from newsletters import (
    DOSSIERS,
    html_blocks,
    mail_part,
    markdown_blocks,
    opened,
    parsed_mail,
    passages,
    split_markdown,
    text_blocks,
    texts,
)
from reader import Block, find

from briefgen.build import prepare
from briefgen.digest import FORMATS, Issue, IssueWishes, digest
from briefgen.document import Note
from briefgen.editions import MailLines
from briefgen.errors import BriefgenError, InputErrors
from briefgen.letters import MailWishes
from briefgen.request import Request
from briefgen.resources import templates_for
from briefgen.writing import Prepared

FEED = "https://example.org/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
READERS: dict[str, Callable[[bytes], list[Block]]] = {
    "html": lambda data: html_blocks(data.decode()),
    "txt": lambda data: text_blocks(data.decode()),
    "md": lambda data: markdown_blocks(data.decode()),
    "eml": lambda data: html_blocks(mail_part(data, "html")),
    "atom": lambda data: [
        block
        for content in etree.fromstring(data).iter(f"{ATOM}content")
        for block in html_blocks(content.text or "")
    ],
}


@pytest.fixture(scope="module")
def items() -> list[Prepared]:
    request = Request("public", "blurb")
    return [prepare(opened(name)[0], request, opened(name)[1]) for name in DOSSIERS]


@pytest.fixture(scope="module")
def issue(items: list[Prepared]) -> Issue:
    return digest(items, IssueWishes(feed=FEED))


def feed_of(issue: Issue) -> Any:
    return etree.fromstring(issue.files["atom"])


@pytest.mark.parametrize("form", FORMATS)
def test_every_quotation_is_in_a_source(issue: Issue, form: str) -> None:
    sources = tuple(text for name in DOSSIERS for text in texts(name))
    found = passages(READERS[form](issue.files[form]))
    assert len(found) >= 2
    assert [one for one in found if not find(one, sources)] == []


def test_every_format_has_every_item_in_its_order(items: list[Prepared], issue: Issue) -> None:
    assert tuple(issue.files) == FORMATS
    assert len(items) == 2
    for form, read in READERS.items():
        said = "\n".join(" ".join(block.text.split()) for block in read(issue.files[form]))
        places = [said.rindex(item.edition.title) for item in items]
        assert places == sorted(places), form
        assert form == "atom" or all(said.count(one.edition.title) >= 2 for one in items)


def test_contents_lead_to_the_items(issue: Issue) -> None:
    html = issue.files["html"].decode()
    targets = re.findall(r'<h2[^>]* id="(to-item-[a-z-]+)"', html)
    assert targets == [f"to-item-{name}" for name in DOSSIERS]
    assert re.findall(r'href="#(to-[^"]+)"', html) == targets


def test_notes_are_numbered_through_the_issue(issue: Issue) -> None:
    listed = [int(one) for one in re.findall(r'id="source-(\d+)"', issue.files["html"].decode())]
    assert listed == list(range(1, len(listed) + 1))
    assert len(listed) >= 6
    marks = re.findall(r'href="#source-(\d+)"', issue.files["html"].decode())
    assert {int(one) for one in marks} == set(listed)
    notes = re.findall(r"^\[\^(\d+)\]: ", issue.files["md"].decode(), re.MULTILINE)
    assert [int(one) for one in notes] == listed


def test_the_first_dossier_speaks_for_the_issue(items: list[Prepared], issue: Issue) -> None:
    message = parsed_mail(issue.files["eml"])
    assert message["Subject"] == "briefgen sample desk, April 10, 2026"
    assert message["From"] == "briefgen sample desk <desk@example.org>"
    assert message["List-Unsubscribe"] == "<https://example.org/newsletter/unsubscribe>"
    front, _ = split_markdown(issue.files["md"].decode())
    assert front["title"] == "briefgen sample desk, April 10, 2026"
    assert front["date"] == date(2026, 4, 10)
    wishes = IssueWishes(
        MailWishes("S", "A <a@b.example>", "c@d.example", "https://e.example/9"), "T"
    )
    other = digest(items, wishes, date(2026, 5, 1))
    message = parsed_mail(other.files["eml"])
    assert (message["Subject"], message["Archived-At"]) == ("S", "<https://e.example/9>")
    assert split_markdown(other.files["md"].decode())[0]["title"] == "T"
    assert "May 1, 2026" in other.files["txt"].decode()


def test_equal_input_gives_equal_bytes(items: list[Prepared], issue: Issue) -> None:
    again = digest(items, IssueWishes(feed=FEED))
    assert again.files == issue.files


# --- the feed ----------------------------------------------------------------------------------


def test_the_feed_keeps_to_rfc_4287(issue: Issue) -> None:
    """The demands of sections 4.1 and 4.2 that a feed of this kind can miss."""
    feed = feed_of(issue)
    assert feed.tag == f"{ATOM}feed"
    nodes = [feed, *feed.iter(f"{ATOM}entry")]
    assert len(nodes) == 3
    for node in nodes:
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.findtext(f"{ATOM}updated"))
        assert node.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert node.findtext(f"{ATOM}author/{ATOM}name").strip()
        links = [(link.get("rel"), link.get("type")) for link in node.findall(f"{ATOM}link")]
        assert len(links) == len(set(links)) >= 1
        assert all(link.get("href", "").startswith("https://") for link in node.iter(f"{ATOM}link"))
    ids = [node.findtext(f"{ATOM}id") for node in nodes]
    assert len(set(ids)) == 3
    [own] = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == FEED
    for entry in nodes[1:]:
        assert len(entry.findall(f"{ATOM}content")) == len(entry.findall(f"{ATOM}summary")) == 1
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert all(one.get("term") for one in entry.findall(f"{ATOM}category"))
    known = "author category content generator id link summary title updated name entry feed"
    assert {etree.QName(node).localname for node in feed.iter()} <= set(known.split())


def test_items_and_feed_keep_their_ids(items: list[Prepared], issue: Issue) -> None:
    wishes = IssueWishes(MailWishes(link="https://example.org/issues/7"), "Seven", FEED)
    later = digest(items[::-1], wishes, date(2027, 1, 1))
    before, after = (
        sorted(node.text for node in feed_of(one).iter(f"{ATOM}id")) for one in (issue, later)
    )
    assert before == after
    assert feed_of(later).findtext(f"{ATOM}updated") == "2027-01-01T12:00:00Z"


def test_an_item_in_the_feed_has_its_own_numbers(issue: Issue) -> None:
    contents = [node.text for node in feed_of(issue).iter(f"{ATOM}content")]
    assert len(contents) == 2
    for content in contents:
        assert re.findall(r'<li value="(\d+)"', content)[0] == "1"
        assert not re.search(r"class=|style=|<script", content)


# --- what cannot be an issue -------------------------------------------------------------------


def faults(*items: Prepared, **wishes: Any) -> list[str]:
    with pytest.raises((BriefgenError, InputErrors)) as caught:
        digest(items, IssueWishes(**wishes))
    assert isinstance(caught.value, InputErrors)
    return [error.message for error in caught.value.errors]


def test_mistakes_are_told_at_once(items: list[Prepared]) -> None:
    first, second = items
    bare = replace(second, edition=replace(second.edition, link=""))
    assert set(faults(first, first, bare, feed="no address")) == {
        "--feed cannot be “no address”",
        "harbor-curfew has no canonical link",
        "two dossiers are called jackson-vanik",
    }
    silent = replace(first, edition=replace(first.edition, mail=MailLines()))
    assert faults(silent, second) == ["the newsletter has no address at which to unsubscribe"]
    assert faults(first, second, mail=MailWishes(subject="a\nb"))
    said = "“nobody has ever needed this law”"
    told = f"{said} stands in quotation marks and in no source"
    assert faults(first, second, title=f"He said {said}") == [f"--title: {told}"]
    assert faults(first, second, mail=MailWishes(subject=said)) == [f"--subject: {told}"]


def test_items_must_agree_on_their_notes(items: list[Prepared]) -> None:
    first, second = items
    document = replace(second.document, notes=(Note(1, ()),))
    noted = replace(document, meta=replace(document.meta, note_style="footnotes"))
    other = replace(second, fitted=replace(second.fitted, document=noted))
    assert faults(first, other) == ["some items have footnotes, others a line of sources"]


# --- the command -------------------------------------------------------------------------------


def test_the_command(briefgen: Callable[..., Outcome], seed: Path, tmp_path: Path) -> None:
    harbor = DOSSIERS["harbor-curfew"]
    outcome = briefgen(
        *("digest", seed, harbor / "dossier.yaml", "--audience", "congress"),
        *("--title", "Two questions", "--issued", "2026-05-01", "--out", tmp_path / "o"),
    )
    assert outcome.status == 0, outcome.err
    paths = [Path(line) for line in outcome.out.splitlines()]
    assert [path.name for path in paths] == [f"congress.{form}" for form in FORMATS]
    assert all(path.parent == tmp_path / "o" / "digest" for path in paths)
    assert paths[1].read_text(encoding="utf-8").startswith("Two questions\n=====")


def test_the_command_tells_every_dossiers_mistakes(
    briefgen: Callable[..., Outcome], starter: Path, tmp_path: Path
) -> None:
    broken = shutil.copytree(starter, tmp_path / "broken")
    (broken / "dossier.yaml").write_text("question: [\n")
    twice = shutil.copytree(broken, tmp_path / "twice")
    outcome = briefgen("digest", broken, twice, "--audience", "public")
    assert outcome.status == 1
    assert "broken/dossier.yaml" in outcome.err
    assert "twice/dossier.yaml" in outcome.err
    assert briefgen("digest", starter, "--audience", "publik").status == 2
    assert briefgen("digest", "--audience", "public").status == 2


@pytest.mark.parametrize("command", ["digest", "batch"])
def test_the_dossier_that_lacks_an_audience_is_named(
    briefgen: Callable[..., Outcome], seed: Path, starter: Path, tmp_path: Path, command: str
) -> None:
    own = starter / "templates"
    own.mkdir()
    shipped = (templates_for().folders[0] / "audiences.yaml").read_text(encoding="utf-8")
    assert "- id: public" in shipped
    (own / "audiences.yaml").write_text(shipped.replace("- id: public", "- id: council"))
    outcome = briefgen(command, seed, starter, "--audience", "council", "--out", "out")
    assert outcome.status == 2
    assert f"in {seed} there is no “council”" in " ".join(outcome.err.split())
    assert not list((tmp_path / "out").rglob("*.*"))
