"""Mail: the HTML that mail programs get, and the .eml file that carries it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, Outcome
from newsletters import (
    EVERY,
    HOSTILE,
    edition,
    hostile,
    html_blocks,
    mail_part,
    opened,
    parsed_mail,
    passages,
    simple,
    text_blocks,
    unproven,
)

from briefgen import addresses
from briefgen.build import composed, edition_of
from briefgen.document import Figure, Heading, Link, Paragraph, Quote, Text
from briefgen.editions import MailLines, Worded
from briefgen.errors import BriefgenError, InputErrors, OutputError
from briefgen.freshness import ingredients
from briefgen.house import Sheet
from briefgen.letters import Letter, MailWishes, letter_of, require_complete
from briefgen.recipient import Recipient
from briefgen.render import email, email_css, email_html, text
from briefgen.request import Request
from briefgen.workshop import Workshop

BLURB = ("jackson-vanik", "congress", "blurb")
HARBOR = ("harbor-curfew", "business", "one-pager")
LETTER = Letter(
    subject="Subject",
    preheader="Before",
    sender="Desk <desk@example.org>",
    unsubscribe="mailto:out@example.org",
    link="https://example.org/brief",
    name="public-blurb",
)


def page(name: tuple[str, str, str]) -> str:
    return email_html.write(*edition(*name))


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {key: value or "" for key, value in attrs}))

    def named(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.found if tag in names]


# --- html --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY, ids="-".join)
def test_every_quotation_is_in_a_source(name: tuple[str, str, str]) -> None:
    html = page(name)
    found = html_blocks(html)
    assert len(passages(found)) >= (1 if name[2] == "blurb" else 5)
    assert unproven(found, name[0]) == []
    assert html == page(name)


@pytest.mark.parametrize("name", [BLURB, HARBOR, ("jackson-vanik", "congress", "memo")])
def test_html_is_what_mail_programs_can_show(name: tuple[str, str, str]) -> None:
    html = page(name)
    elements = Elements(html)
    tables = elements.named("table")
    assert len(tables) >= 3
    layout = [one for one in tables if one.get("role") == "presentation"]
    assert all(one.get("cellspacing") == "0" for one in tables)
    assert any("max-width: 600px" in one.get("style", "") for one in layout)
    rows = len(tables) - len(layout)
    assert (rows > 0) == bool(elements.named("th"))
    assert all(one.get("scope") in {"row", "col"} for one in elements.named("th"))
    assert all(one.get("alt") and one.get("width") for one in elements.named("img"))
    [root] = elements.named("html")
    assert root["lang"] == "en-US"
    assert len(elements.named("h1")) == 1
    assert not elements.named("link", "script", "svg", "form", "iframe")
    texts = elements.named("p", "h1", "h2", "h3", "li", "td")
    assert len(texts) > 10
    assert all("style" in one or one.get("class") in {None, "top-name"} for one in texts)
    assert not re.search(r"grid|flex|position:|float:|url\(|background-image|var\(", html)


def test_preheader_and_unsubscribing_come_first() -> None:
    document, letter, house = edition(*BLURB)
    html = email_html.write(document, letter, house)
    words = [block.text for block in html_blocks(html)]
    assert words[0].startswith(letter.preheader[:30])
    assert "Read online · Unsubscribe" in words[2]
    hrefs = [one["href"] for one in Elements(html).named("a")]
    assert hrefs[:2] == [letter.link, letter.unsubscribe]
    short = email_html.write(simple(), replace(LETTER, preheader="Short"), house)
    assert "Short\u034f\u200c&nbsp;" in short


def test_links_lead_somewhere() -> None:
    checked = 0
    for name in (BLURB, HARBOR):
        elements = Elements(page(name))
        ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
        assert len(ids) == len(set(ids))
        for link in elements.named("a"):
            checked += 1
            href = link["href"]
            assert href.startswith(("https://", "mailto:")) or href.removeprefix("#") in ids
    assert checked > 20
    unsafe = simple(Paragraph((Link("javascript:alert(1)", (Text("x"),)), Text(" y"))))
    assert "javascript" not in email_html.write(unsafe, LETTER, edition(*BLURB)[2])


def colours(sheet: Sheet) -> Iterator[str]:
    names = {role.colour for role in sheet.roles.values()}
    yield from (sheet.colour(name) for name in names)
    yield from (sheet.colour(one.colour) for one in sheet.house.spans.values() if one.colour)


@pytest.mark.parametrize("layout", ["sheet", "memo"])
def test_colours_are_legible_by_day_and_night(layout: str) -> None:
    sheet = edition(*BLURB)[2].sheet("letter", layout)
    tint = sheet.colour(sheet.house.callout.fill)
    grounds = {"#ffffff": str, tint: str, "#1a2029": email_css.dark_text}
    grounds[email_css.dark_surface(tint)] = email_css.dark_text
    checked = 0
    for ground, shade in grounds.items():
        for colour in colours(sheet):
            checked += 1
            assert email_css.contrast(shade(colour), ground) >= 4.5, (colour, ground)
    assert checked >= 20
    assert email_css.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert email_css.on("#ffffff") == "#000000"
    assert email_css.dark_text("#ffffff") == "#ffffff"


def test_right_to_left_quotations_say_so() -> None:
    hebrew = next(one for one in HOSTILE if "אין" in one)
    html = email_html.write(
        simple(Paragraph((Quote("e", "full", hebrew),))), LETTER, edition(*BLURB)[2]
    )
    assert f'“<span dir="rtl">{hebrew}</span>”' in html


def test_hostile_text_comes_out_as_itself() -> None:
    html = email_html.write(hostile(), LETTER, edition(*BLURB)[2])
    # Nobody sees the mark that keeps what follows Hebrew words behind them.
    shown = [block.text.replace("\N{LEFT-TO-RIGHT MARK}", "") for block in html_blocks(html)]
    found = [re.sub(r"^“|”$", "", text) for text in shown]
    for one in HOSTILE:
        assert found.count(one) >= 8, one
    assert not re.search(r"\{\{|\{%|\{#|\*\||<script", html)


def test_a_picture_that_is_none_is_an_error() -> None:
    house = edition(*BLURB)[2]
    for picture in (Figure("Alt", 50, png=b"GIF89a"), Figure("Alt", 50, svg="<svg")):
        with pytest.raises(OutputError, match="picture"):
            email_html.write(simple(picture), LETTER, house)


def test_fragments_have_no_style() -> None:
    html = email_html.fragment(simple(Heading(1, (Text('x id="a" class="b"'),)), Figure("Alt", 9)))
    assert html == "<h1>x id=&quot;a&quot; class=&quot;b&quot;</h1><p>[Alt]</p>"


# --- sizes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "warned", "fails"),
    [(92_159, False, False), (92_160, True, False), (104_447, True, False), (104_448, True, True)],
)
def test_what_gmail_would_cut_off_is_told(size: int, warned: bool, fails: bool) -> None:
    html = b"x" * size
    assert bool(email.clipping(html, "public-full", allowed=True)) == warned
    if not fails:
        assert bool(email.clipping(html, "public-full", allowed=False)) == warned
        return
    with pytest.raises(BriefgenError, match="102 KB") as caught:
        email.clipping(html, "public-full", allowed=False)
    assert "--allow-overflow" in caught.value.hint


def test_a_large_logo_is_not_blamed_on_the_length() -> None:
    picture = b'<img src="data:image/png;base64,' + b"A" * 150_000 + b'">'
    with pytest.raises(BriefgenError, match="156 KB") as caught:
        email.clipping(picture + b"x" * 10_000, "public-blurb", allowed=False)
    hint = caught.value.hint
    assert hint.startswith("147 KB of it are pictures: choose a shorter length or a smaller logo")


def test_short_editions_are_far_from_being_cut_off() -> None:
    # Even with all that they may show; what they do show, fitted, is half of it.
    sizes = {one: len(page(one).encode()) for one in EVERY if one[2] not in {"memo", "full"}}
    assert len(sizes) >= 10
    assert max(sizes.values()) < email.NEARLY_CLIPPED


# --- eml ---------------------------------------------------------------------------------------


def mail(name: tuple[str, str, str], pdf: bytes = b"") -> bytes:
    return email.write(*edition(*name), pdf)


@pytest.mark.parametrize("name", [BLURB, HARBOR], ids="-".join)
def test_both_parts_of_a_mail_are_proven(name: tuple[str, str, str]) -> None:
    data = mail(name)
    found = [html_blocks(mail_part(data, "html")), text_blocks(mail_part(data, "plain"))]
    for blocks in found:
        assert len(passages(blocks)) >= 1
        assert unproven(blocks, name[0]) == []
    assert data == mail(name)


def test_a_mail_is_a_draft_with_text_before_html() -> None:
    document, letter, house = edition(*BLURB)
    data = mail(BLURB)
    message = parsed_mail(data)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert message["X-Unsent"] == "1"
    assert message["From"] == "briefgen sample desk <desk@example.org>"
    assert message["Subject"] == "Jackson-Vanik: the decision that only Congress can make"
    assert message["Date"].datetime.date() == document.meta.issued
    assert message["List-Unsubscribe"] == "<https://example.org/newsletter/unsubscribe>"
    assert message["Archived-At"] == "<https://example.org/briefs/jackson-vanik>"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", message["Message-ID"])
    assert message["Content-Language"] == "en-US"
    assert "To" not in message
    assert mail_part(data, "plain") == text.write(document, letter)
    assert mail_part(data, "html") == email_html.write(document, letter, house)
    assert letter.unsubscribe in mail_part(data, "plain")


def test_lines_of_a_mail_are_short_and_end_alike() -> None:
    data = email.write(hostile(), LETTER, edition(*BLURB)[2], b"%PDF" * 999)
    lines = data.split(b"\r\n")
    assert len(lines) > 100
    assert max(map(len, lines)) <= 998
    assert b"\n" not in b"".join(lines)
    assert data.isascii()


def test_pictures_and_the_pdf_travel_along() -> None:
    data = mail(HARBOR, b"%PDF-1.7 of the edition")
    message = parsed_mail(data)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        *["image/png"] * (len(kinds) - 6),
        "application/pdf",
    ]
    sources = [one["src"] for one in Elements(mail_part(data, "html")).named("img")]
    assert sources
    held = {f"cid:{part['Content-ID'][1:-1]}" for part in message.walk() if part["Content-ID"]}
    assert set(sources) == held
    [attached] = message.iter_attachments()
    assert attached.get_filename() == "business-one-pager.pdf"
    assert attached.get_content() == b"%PDF-1.7 of the edition"
    assert "data:image/png" in page(HARBOR)


def test_a_long_address_is_not_encoded() -> None:
    link = "https://example.org/" + "a" * 300
    data = email.write(
        simple(), replace(LETTER, link=link, subject="Über" + " über" * 40), edition(*BLURB)[2]
    )
    assert f"Archived-At: <{link}>\r\n".encode() in data
    assert parsed_mail(data)["Subject"] == "Über" + " über" * 40


def test_the_id_of_a_mail_follows_from_what_it_says() -> None:
    house = edition(*BLURB)[2]
    letters = [
        LETTER,
        replace(LETTER, subject="Other"),
        replace(LETTER, link="https://example.org/"),
    ]
    ids = [parsed_mail(email.write(simple(), one, house))["Message-ID"] for one in letters]
    assert len(set(ids)) == 3


# --- letters -----------------------------------------------------------------------------------


def test_what_is_missing_is_told_at_once() -> None:
    outline, workshop = opened("jackson-vanik")
    made = edition_of(outline, Request("public", "blurb"), workshop)
    bare = replace(made, mail=MailLines())
    lonely = replace(bare, link="", issuer=replace(made.issuer, contact="by phone"))
    letter = letter_of(lonely, MailWishes())
    with pytest.raises(InputErrors) as caught:
        require_complete(letter, outline)
    assert [error.message for error in caught.value.errors] == [
        "the newsletter has no subject",
        "the newsletter has no sender",
        "the newsletter has no address at which to unsubscribe",
        "the newsletter has no canonical link",
    ]
    assert all(error.hint and error.place.file for error in caught.value.errors)
    wishes = MailWishes("S", "a@b.example", "c@d.example", "https://e.example/")
    require_complete(letter_of(lonely, wishes), outline)
    by_issuer = letter_of(bare, MailWishes())
    assert by_issuer.sender == "briefgen sample desk <desk@example.org>"


@pytest.mark.parametrize(
    ("newsletter", "subject"),
    [
        ("", "Of the edition, on one line"),
        ("newsletter: {subject: {default: Of all, public: Of the public}}", "Of the edition, on"),
        ("newsletter: {subject: {default: Of all, public/blurb: Of the mail}}", "Of the mail"),
    ],
)
def test_the_choices_for_one_edition_reach_its_mail(
    starter: Path, newsletter: str, subject: str
) -> None:
    path = starter / "dossier.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + f"""
{newsletter}
editions:
  public/blurb:
    subject: |
      Of the edition,
      on one line
    from: Desk <own@example.org>
    to: Ann Doe <ann@example.org>
  congress/blurb: {{from: The desk, to: Members}}
""",
        encoding="utf-8",
    )
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    public, congress = (
        letter_of(edition_of(outline, Request(name, "blurb"), workshop), MailWishes())
        for name in ("public", "congress")
    )
    assert public.subject.startswith(subject)
    assert "\n" not in public.subject
    assert (public.sender, public.to) == ("Desk <own@example.org>", ("Ann Doe", "ann@example.org"))
    assert congress.sender == "Alder County Policy Desk (invented) <desk@example.org>"
    assert congress.to is None
    # A personal mail is its reader's alone, also where no address of theirs is known.
    anybody = edition_of(outline, Request("public", "blurb"), workshop).made_for(
        Recipient("A. One")
    )
    assert letter_of(anybody, MailWishes()).to is None


def test_a_changed_subject_of_an_edition_makes_its_mail_anew(starter: Path) -> None:
    path = starter / "dossier.yaml"
    text = path.read_text(encoding="utf-8")
    keys = []
    for subject in ("One", "Two", "One"):
        words = f"\neditions: {{public/blurb: {{subject: {subject}}}}}\n"
        path.write_text(text + words, encoding="utf-8")
        workshop = Workshop.open(starter)
        request = Request("public", "blurb", formats=("md",))
        keys.append(ingredients(workshop.read(starter), request, workshop).key)
    assert keys[0] == keys[2] != keys[1]


def test_words_for_the_mails_of_others_make_no_mail_anew(starter: Path) -> None:
    path = starter / "dossier.yaml"
    text = path.read_text(encoding="utf-8")
    keys = []
    for words in ("{default: One}", "{default: One, congress: Two}", "{default: One, public: Two}"):
        path.write_text(f"{text}\nnewsletter: {{subject: {words}}}\n", encoding="utf-8")
        request = Request("public", "blurb", formats=("md",))
        keys.append(
            ingredients(Workshop.open(starter).read(starter), request, Workshop.open(starter)).key
        )
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("option", ["subject", "sender", "unsubscribe", "link"])
@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n", "\x85", "\u2028", "\x0b", "\x00"])
def test_no_option_can_begin_a_header(option: str, mark: str) -> None:
    outline, workshop = opened("jackson-vanik")
    made = edition_of(outline, Request("public", "blurb"), workshop)
    wishes = MailWishes(**{option: f"https://example.org/{mark}Bcc: all@example.org"})
    with pytest.raises(InputErrors, match=f"--{option} has a line break"):
        letter_of(made, wishes)


# Python's library decodes these as soon as they stand in a header: a line break would be one again.
@pytest.mark.parametrize("said", ["=?utf-8?q?a=0D=0ABcc:_all@example.org?=", "x =?x?B?QQ==?= y"])
@pytest.mark.parametrize("option", ["--subject", "--sender", "--title"])
def test_no_encoded_word_can_begin_a_header(
    seed: Path, tmp_path: Path, briefgen: Callable[..., Outcome], option: str, said: str
) -> None:
    given = f"{said} <a@example.org>" if option == "--sender" else said
    digest = ("digest", seed, "--audience", "public", "--out", "out")
    outcome = briefgen(*digest, option, given)
    assert outcome.status == 1
    assert f"{option} has an encoded word (=?…?=)" in outcome.err
    assert not (tmp_path / "out").exists()


def test_blanks_are_no_subject(
    seed: Path, tmp_path: Path, briefgen: Callable[..., Outcome]
) -> None:
    digest = ("digest", seed, "--audience", "public", "--out", "out")
    assert briefgen(*digest, "--title", "  ", "--subject", " ").status == 0
    mail = parsed_mail((tmp_path / "out/digest/public.eml").read_bytes())
    assert mail["Subject"] == "briefgen sample desk, February 15, 2026"


@pytest.mark.parametrize("wording", ['"a\\nBcc: b@example.org"', '{default: x, public: "a\\rb"}'])
def test_no_wording_of_a_dossier_can_begin_a_header(
    starter: Path, briefgen: Callable[..., Outcome], wording: str
) -> None:
    path = starter / "dossier.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"\nnewsletter:\n  subject: {wording}\n")
    outcome = briefgen("check", starter)
    assert outcome.status == 1
    assert re.search(r"dossier\.yaml:\d+:\d+: .* has a line break", outcome.err)


def test_addresses() -> None:
    assert addresses.sender_of("A. Doe <a@b.example>") == ("A. Doe", "a@b.example")
    assert addresses.sender_of('"Doe, A." <a@b.example>') == ("Doe, A.", "a@b.example")
    assert addresses.sender_of("a@b.example") == ("", "a@b.example")
    assert addresses.sender_of('Desk "Q" <a@b.example>') == ('Desk "Q"', "a@b.example")
    assert addresses.sender_of('"A" and "B" <a@b.example>') == ('"A" and "B"', "a@b.example")
    wrong = ("", "A", "a@", "<a@b.example", "A <a@b> <c@d>", "a@b .example", "A <a b@c.example>")
    for one in wrong:
        assert addresses.sender_of(one) is None, one
    assert addresses.web_address("https://exämple.org:8443/") == "https://xn--exmple-cua.org:8443/"
    # By the rules of 2003 it would be another host, fass.de.
    assert addresses.web_address("https://faß.de/b") == "https://xn--fa-hia.de/b"
    assert addresses.web_address("https://u:p@bücher.de/") == "https://u:p@xn--bcher-kva.de/"
    assert addresses.web_address("https://example.org./b") == "https://example.org./b"
    assert addresses.web_address("http://[::1]:80/") == "http://[::1]:80/"
    assert addresses.web_address("https://exämple.org/ä?b=c&d") == (
        "https://xn--exmple-cua.org/%C3%A4?b=c&d"
    )
    for one in (
        "example.org",
        "ftp://a.example/",
        "https://",
        "https://a b/",
        "http://[",
        "x" * 999,
    ):
        assert addresses.web_address(one) is None, one
    assert addresses.web_address("https://a.example/" + "x" * 999) is None
    assert addresses.is_web_address("https://a.example/" + "x" * 999)
    assert not addresses.is_web_address("https://a..b/x")
    assert addresses.unsubscribe_address("a@b.example") == "mailto:a@b.example"
    sound = "mailto:a@b.example?subject=out"
    assert addresses.unsubscribe_address(sound) == sound
    for one in ("mailto:a", "mailto:a@b.example?x=<y>", 'mailto:a@b.example?"'):
        assert addresses.unsubscribe_address(one) is None, one


def test_a_link_s_scheme_may_be_in_capitals(starter: Path) -> None:
    path = starter / "dossier.yaml"
    path.write_text(path.read_text() + "\nlink: HTTPS://example.org/Leaf\n")
    workshop = Workshop.open(starter)
    outline = workshop.read(starter)
    made = edition_of(outline, Request("public", "blurb"), workshop)
    assert made.link == letter_of(made, MailWishes()).link == "https://example.org/Leaf"
    assert composed(outline, made, workshop)


@pytest.mark.parametrize(
    ("gist", "shown"),
    [
        ("Short and whole.", "Short and whole."),
        (
            f"H.R. 5 would end the county's ban on fires. {'More ' * 30}",
            "H.R.\xa05 would end the county’s ban on fires.",
        ),
        (f"No. {'Much more ' * 14}", f"No. {'Much more ' * 13}Much …"),
    ],
)
def test_a_preheader_ends_with_a_sentence_where_it_can(gist: str, shown: str) -> None:
    outline, workshop = opened("jackson-vanik")
    made = edition_of(outline, Request("congress", "blurb"), workshop)
    made = replace(made, bottom_line=Worded("bottom-line", gist))
    assert letter_of(made, MailWishes()).preheader == shown


def test_a_personal_edition_is_addressed() -> None:
    outline, workshop = opened("jackson-vanik")
    made = edition_of(outline, Request("congress", "blurb"), workshop)
    reader = Recipient("Doe, Ann “A”", email="ann@example.org")
    letter = letter_of(replace(made, recipient=reader), MailWishes())
    message = parsed_mail(email.write(simple(), letter, workshop.house))
    [address] = message["To"].addresses
    assert (address.display_name, address.addr_spec) == (reader.name, reader.email)
    for wrong in (
        replace(reader, email="a@b\nBcc: c"),
        replace(reader, name="A\r\nBcc: c@d.example"),
    ):
        with pytest.raises(BriefgenError, match="cannot be reached"):
            letter_of(replace(made, recipient=wrong), MailWishes())


# --- the command -------------------------------------------------------------------------------


def test_the_command_writes_every_newsletter_format(
    seed: Path, briefgen: Callable[..., Outcome], tmp_path: Path
) -> None:
    formats = ("html", "txt", "eml", "md")
    outcome = briefgen(
        *("build", seed, "--audience", "public", "--length", "blurb", "--out", tmp_path),
        *("--format", ",".join(formats), "--subject", "Chosen “here”", "--attach-pdf"),
        *("--unsubscribe", "out@example.org", "--sender", "X <x@example.org>"),
        *("--link", "https://example.org/x"),
    )
    assert outcome.status == 0, outcome.err
    files = {path.suffix[1:]: path.read_bytes() for path in map(Path, outcome.out.splitlines())}
    assert tuple(files) == formats
    message = parsed_mail(files["eml"])
    assert message["Subject"] == "Chosen “here”"
    assert message["List-Unsubscribe"] == "<mailto:out@example.org>"
    assert message["From"] == "X <x@example.org>"
    assert message["Archived-At"] == "<https://example.org/x>"
    [attached] = message.iter_attachments()
    assert attached.get_content().startswith(b"%PDF-")
    assert files["txt"].decode() == mail_part(files["eml"], "plain")
    assert "Chosen “here”" in files["md"].decode()
    assert "<title>Chosen “here”</title>" in files["html"].decode()


def test_a_mail_without_its_lines_is_an_error(
    starter: Path, briefgen: Callable[..., Outcome], tmp_path: Path
) -> None:
    public = ("build", starter, "--audience", "public", "--length", "blurb", "--out", tmp_path)
    outcome = briefgen(*public, "--format", "eml")
    assert outcome.status == 1
    assert "the newsletter has no subject" in outcome.err
    assert "the newsletter has no address at which to unsubscribe" in outcome.err
    assert briefgen(*public, "--format", "html,txt,md").status == 0
    assert briefgen(*public, "--format", "md", "--subject", "a\nb").status == 1


# --- validators --------------------------------------------------------------------------------

NODE = ROOT / ".node" / "node_modules"
INSTALL = "npm install --no-save --prefix .node caniemail@1.0.5 html-validate@10.17"


def needs(package: str) -> pytest.MarkDecorator:
    lacking = "Node" if not shutil.which("node") else package
    there = bool(shutil.which("node")) and (NODE / package).is_dir()
    return pytest.mark.skipif(not there, reason=f"{lacking} is not installed ({INSTALL})")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("mail")
    found = []
    for name in (BLURB, HARBOR, ("jackson-vanik", "congress", "memo")):
        found.append(folder / f"{'-'.join(name)}.html")
        found[-1].write_text(page(name), encoding="utf-8")
    found.append(folder / "hostile.html")
    found[-1].write_text(email_html.write(hostile(), LETTER, edition(*BLURB)[2]), encoding="utf-8")
    return found


@needs("html-validate")
def test_html_validate_finds_nothing(pages: list[Path]) -> None:
    rules = {
        # Style in elements, attributes for layout, comments for Outlook: what mail is made of.
        "no-inline-style": "off",
        "no-deprecated-attr": "off",
        "no-conditional-comment": "off",
    }
    config = pages[0].parent / "rules.json"
    extended = {"root": True, "extends": ["html-validate:recommended"], "rules": rules}
    config.write_text(json.dumps(extended))
    command = ["node", NODE / "html-validate" / "bin" / "html-validate.mjs", "--config", config]
    done = subprocess.run([*command, *pages], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


# What some mail programs lack, and what their readers get instead.
LACKING = {
    "@media": "the colours of the day and the wide margins",
    "<style> element": "the same",
    "<body> element": "its style stands in the outer table, too",
    "display:none": "the preheader above the mail",
    "overflow": "the same",
    "border-radius": "square corners",
    "role attribute": "tables that a screen reader calls tables",
    "Local anchors": "marks and contents that lead nowhere",
    "text-decoration": "links that are not underlined, or note marks that are",
    "lang attribute": "the voice of the screen reader's own language",
    "dir attribute": "the direction that the letters imply",
    "width attribute": "a column as wide as its style says",
    "width property": "a column as wide as the attribute says",
    "height property": "pictures in the height that the file has",
    "max-width": "in Outlook, the width of the table that stands around for it alone",
    "mailto: links": "an address to copy",
    "<img> element": "its words",
    "base64 image format": "its words; a mail brings its pictures as parts of its own",
}
SCRIPT = """
import { caniemail } from 'file://%s';
import { readFileSync } from 'node:fs';
const titles = new Set();
for (const path of process.argv.slice(2)) {
  const { issues } = caniemail({ clients: ['*'], html: readFileSync(path, 'utf8') });
  for (const found of issues.errors.values()) for (const one of found) titles.add(one.title);
}
console.log(JSON.stringify([...titles]));
"""


@needs("caniemail")
def test_what_mail_programs_lack_is_known(pages: list[Path]) -> None:
    script = pages[0].parent / "check.mjs"
    script.write_text(SCRIPT % (NODE / "caniemail" / "dist" / "index.js"))
    done = subprocess.run(
        ["node", script, *pages], capture_output=True, text=True, timeout=120, check=True
    )
    found = set(json.loads(done.stdout))
    assert found
    assert found <= set(LACKING)
