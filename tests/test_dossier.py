"""The YAML border: a sound dossier loads; each mistake gives one error, in its place."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.dossier import Known, load
from briefgen.dossier_shapes import numbered
from briefgen.errors import BriefgenError, DossierError, InputErrors, Place
from briefgen.ids import nearest, slug, suggestion
from briefgen.nearest import nearest_passage
from briefgen.reading import parse_yaml, read_mapping
from briefgen.recording import record_digests
from briefgen.yamltree import WrittenMap, where

GAZETTE = """\
Council hears chief on leaf burning

The fire chief told the council that we enforce two rules that say the same thing. He added that
the county issued about 400 permits last year.

State law already covers open burning everywhere, the chief said, and the county adds only paper.

Photo: A. Nyberg
"""

LETTER = """\
Keep the ordinance

Smoke from leaf fires sends children to the clinic every autumn, and the state does not come out.
The clerk counted 412 permits. Repeal would save the clerk two weeks of work.
"""

DOSSIER = """\
question: Should the county repeal the 1978 leaf-burning ordinance?
proposal: repeal
as_of: 2026-03-01
title: Leaf burning
stance: advocacy
bottom_line:
  default: Repeal, and keep the nuisance rule.
  congress: The county need not wait.
  congress/memo: The county need not wait for the state.
  evidence: [chief-two-rules]
ask: Vote yes.
arguments:
  - id: redundant
    side: for
    claim: State law already covers open burning.
    gist: Two rules say the same thing.
    theme: legal-certainty
    weight: 4
    answers: [air-quality]
  - id: air-quality
    side: against
    claim: Smoke harms children.
    evidence: [clinic]
stakeholders:
  - id: fire-chiefs
    name: County Fire Chiefs Association
    position: supports
    interest: Less paper.
next_steps:
  - id: committee-vote
    action: Hold the vote.
    owner: Public Safety Committee
    when: before the April recess
    audiences: [congress]
background:
  - id: history
    title: How it began
facts:
  - id: permits
    label: Permits issued per year
    settled: {value: 412, because: the register is the record of issue, covers: [about 400]}
timeline:
  - date: 1978
    event: The ordinance is passed.
    evidence: [chief-two-rules]
status:
  - measure: Ordinance 7
    stage: in committee
votes:
  - chamber: council
    needed: 5
talking_points:
  - text: Two rules, one fire.
    audiences: {except: [public]}
questions:
  - question: Does the state enforce its law?
    answer: Seldom.
options:
  - id: amend
    title: Amend
    pros: [Keeps a rule.]
    cons:
      - {default: Keeps the paper., congress: Keeps paper.}
obstacles:
  - title: Habit
issuer: {name: Example Institute, logo: logo.svg, URL: https://example.org/}
link: https://example.org/leaf
editions:
  congress/memo:
    pin: [redundant, chief-two-rules, talking-point-1]
    skip: [air-quality]
    to: Members
    from: Staff
"""

SOURCES = """\
sources:
  - id: gazette
    kind: news
    title: Council hears chief on leaf burning
    publisher: The Gazette
    issued: 2025-11~
    basis: The text mentions the autumn session.
    paragraphs: blocks
    boilerplate: ["Photo:"]
    passed_over:
      - {paragraph: 1, reason: The headline.}
  - id: letter
    kind: op-ed
    title: Keep the ordinance
    author: [{family: Roe, given: B.}, C. Poe]
    URL: https://example.org/letter
"""

GAZETTE_EXCERPTS = """\
source: gazette
excerpts:
  - id: chief-two-rules
    quote: we enforce two rules that say the same thing
    speaker: {name: A. Doe, role: fire chief}
    tags: [supports:redundant, stakeholder:fire-chiefs]
    short: two rules that say the same thing
    weight: 5
  - id: about-400
    quote: the county issued about 400 permits last year
    speaker: {role: fire chief}
    tags: [background:history]
    asserts: {permits: about 400}
    as_of: 2025-11
  - id: state-law
    quote: State law already covers open burning everywhere
    tags: [supports:redundant, next-step:committee-vote]
    audiences: [congress, public]
"""

LETTER_EXCERPTS = """\
excerpts:
  - id: clinic
    quote: Smoke from leaf fires sends children to the clinic every autumn
    tags: [supports:air-quality]
  - id: clerk-412
    quote: The clerk counted 412 permits
    tags: [fact:permits]
    asserts:
      permits: 412
    reserve: The register itself is better.
  - id: two-weeks
    quote: Repeal would save the clerk two weeks of work
    tags: [rebuts:air-quality]
    manner: concedes
"""

TINY = {
    "dossier.yaml": DOSSIER,
    "sources.yaml": SOURCES,
    "texts/gazette.txt": GAZETTE,
    "texts/letter.txt": LETTER,
    "excerpts/gazette.yaml": GAZETTE_EXCERPTS,
    "excerpts/letter.yaml": LETTER_EXCERPTS,
    "logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}

MINIMAL = {
    "dossier.yaml": "question: Should it go?\nproposal: repeal\nas_of: 2026-03-01\n",
    "texts/gazette.txt": GAZETTE,
    "texts/letter.txt": LETTER,
    "excerpts/gazette.yaml": """\
excerpts:
  - {id: a, quote: we enforce two rules that say the same thing, tags: ["for:one-law"]}
  - {id: b, quote: State law already covers open burning everywhere, tags: ["for:one-law"]}
  - {id: c, quote: the county adds only paper, tags: ["for:less-paper"]}
  - {id: d, quote: the county issued about 400 permits, tags: ["for:less-paper"]}
  - {id: e, quote: The fire chief told the council, tags: ["background:history"]}
""",
    "excerpts/letter.yaml": """\
excerpts:
  - {id: f, quote: Smoke from leaf fires sends children, tags: ["against:air-quality"]}
  - {id: g, quote: the state does not come out, tags: ["against:air-quality"], weight: 5}
  - {id: h, quote: The clerk counted 412 permits, tags: ["against:register"]}
  - {id: i, quote: Keep the ordinance, tags: ["against:register"]}
  - {id: j, quote: Repeal would save the clerk two weeks of work, tags: ["rebuts:register"]}
""",
}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """*files* in *folder*, byte for byte."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny dossier in the folder `tiny` of the working directory."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "tiny", TINY)
    return Path("tiny")


def mistakes_of(folder: Path) -> tuple[BriefgenError, ...]:
    with pytest.raises(InputErrors) as caught:
        load(folder)
    return caught.value.errors


# What is sound -----------------------------------------------------------------------------


def test_tiny_dossier_loads(tiny: Path) -> None:
    dossier = load(tiny)
    assert dossier.name == "tiny"
    assert list(dossier.sources) == ["gazette", "letter"]
    assert list(dossier.excerpts) == [
        "chief-two-rules",
        "about-400",
        "state-law",
        "clinic",
        "clerk-412",
        "two-weeks",
    ]
    assert dossier.frame.facts[0].settled is not None
    assert dossier.frame.facts[0].settled.value == "412"
    assert dossier.excerpts["about-400"].as_of == "2025-11"
    assert dossier.frame.timeline[0].date.text == "1978"
    assert dossier.frame.arguments[0].claim.place == Place("tiny/dossier.yaml", 15, 12)
    assert dossier.frame.where("bottom_line", "congress") == Place("tiny/dossier.yaml", 8, 13)


def test_speakers_by_default(tiny: Path) -> None:
    excerpts = load(tiny).excerpts
    assert excerpts["state-law"].speaker.name == "The Gazette"
    assert excerpts["clinic"].speaker.name == "B. Roe and C. Poe"
    assert (excerpts["about-400"].speaker.name, excerpts["about-400"].speaker.role) == (
        "",
        "fire chief",
    )


def test_minimal_dossier_loads(tmp_path: Path) -> None:
    dossier = load(write(tmp_path / "My Dossier", dict(MINIMAL)))
    assert dossier.name == "my-dossier"
    assert len(dossier.excerpts) == 10
    assert dossier.sources["letter"].record.title == "Keep the ordinance"


def test_load_is_the_same_from_anywhere(tiny: Path) -> None:
    assert list(load(tiny.absolute()).excerpts) == list(load(tiny).excerpts)


@pytest.mark.parametrize(
    "old, new",
    [
        ("ask: Vote yes.\n", "ask:\n"),
        ("ask: Vote yes.\n", "ask: ~\n"),
        ("ask: Vote yes.\n", "ask: no\n"),
        ("ask: Vote yes.\n", "ask: !!str 5\n"),
        ("ask: Vote yes.\n", "ask: &same Vote yes.\n"),
        ("claim: Smoke harms children.", "claim: {congress: Smoke harms., evidence: [clinic]}"),
        ("question: Should", "%YAML 1.2\n---\nquestion: Should"),
        ("\n", "\r\n"),
        ("question: Should", "\ufeffquestion: Should"),
    ],
)
def test_what_yaml_allows(tiny: Path, old: str, new: str) -> None:
    assert old in DOSSIER
    write(tiny, {"dossier.yaml": DOSSIER.replace(old, new)})
    assert load(tiny).frame.proposal == "repeal"


def test_anchors_and_merges(tiny: Path) -> None:
    text = DOSSIER.replace("  - id: redundant\n", "  - &base\n    id: redundant\n")
    text = text.replace(
        "  - id: air-quality\n    side: against\n",
        "  - <<: *base\n    id: air-quality\n    side: against\n    answers: [redundant]\n",
    )
    write(tiny, {"dossier.yaml": text})
    other = load(tiny).frame.arguments[1]
    assert (other.theme, other.weight, other.side) == ("legal-certainty", 4, "against")


# One mistake, one error --------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Replace *old* by *new* in *file*; expect one error at ¦ in *at* (within *where*)."""

    file: str
    old: str
    new: str
    at: str
    message: str
    hint: str = ""
    where: str = ""


D, S, G, L = "dossier.yaml", "sources.yaml", "excerpts/gazette.yaml", "excerpts/letter.yaml"

CASES = {
    # quotations in the wrong place
    "quotation of another source": Case(
        L,
        "quote: Repeal would save the clerk two weeks of work",
        "quote: the county adds only paper",
        "quote: ¦the county",
        "is not in “letter”",
        "stands in 'gazette', paragraph 3: move the excerpt to excerpts/gazette.yaml",
    ),
    "quotation in curly marks": Case(
        L,
        "quote: The clerk counted 412 permits",
        "quote: “The clerk counted 412 permits”",
        "quote: ¦“The",
        "is not in “letter”",
        "leave out the quotation marks around it: briefs set their own",
    ),
    "short cut in marks": Case(
        G,
        "short: two rules that say the same thing",
        "short: '\"two rules that say the same thing\"'",
        "short: ¦'\"two",
        "is not in “gazette”",
        "leave out the quotation marks around it: briefs set their own",
    ),
    "curly marks around a colon": Case(
        D,
        "claim: Smoke harms children.",
        "claim: “Smoke: it harms children.”",
        "“Smoke¦: it",
        "a colon where no key can stand",
        "curly quotation marks are letters here: put straight ones around the text",
    ),
    # keys and kinds of value
    "unknown key": Case(D, "theme:", "thema:", "    ¦thema:", "unknown key 'thema'", "theme"),
    "unknown top key": Case(D, "ask:", "asks:", "¦asks:", "unknown key 'asks'", "ask"),
    "unknown list key": Case(
        D, "arguments:", "argumnets:", "¦argumnets:", "unknown key", "arguments"
    ),
    "unknown excerpts key": Case(
        L, "excerpts:", "exerpts:", "¦exerpts:", "unknown key", "excerpts"
    ),
    "key in capitals": Case(
        S, "URL:", "url:", "    ¦url:", "unknown key 'url' in source 'letter'", "URL"
    ),
    "date of a source": Case(
        S, "issued: 2025-11~", "date: 2025-11~", "    ¦date:", "unknown key 'date'", "'issued'"
    ),
    "date of a dossier": Case(
        D, "as_of: ", "date: ", "¦date: 2026", "unknown key 'date'", "did you mean 'as_of'?"
    ),
    "outlet of a source": Case(
        S, "publisher:", "outlet:", "    ¦outlet:", "unknown key 'outlet'", "'container-title'"
    ),
    "text of a quotation": Case(
        L,
        "quote: Repeal would",
        "text: Repeal would",
        "    ¦text:",
        "unknown key 'text'",
        "did you mean 'quote'?",
    ),
    "key like no other": Case(
        S, "issued: 2025-11~", "xyzzy: 1", "    ¦xyzzy:", "unknown key 'xyzzy'", "title, type"
    ),
    "required key misspelt": Case(D, "claim: Smoke", "clam: Smoke", "    ¦clam", "'clam'", "claim"),
    "comma in braces": Case(
        S,
        "reason: The headline.}",
        "reason: The headline, that is}",
        "The headline, ¦that is",
        "unknown key 'that is'",
        "quotation marks",
    ),
    "missing question": Case(
        D,
        DOSSIER.splitlines()[0] + "\n",
        "",
        "¦proposal: repeal",
        "'question' is missing",
        "question",
    ),
    "missing claim": Case(
        D,
        "    claim: Smoke harms children.\n",
        "",
        "- ¦id: air-quality",
        "'claim' is missing in argument 'air-quality'",
        "claim",
    ),
    "missing position": Case(
        D, "    position: supports\n", "", "- ¦id: fire-chiefs", "'position' is missing", "position"
    ),
    "missing because": Case(
        D, "because: the register is the record of issue, ", "", "settled: ¦{value", "'because'"
    ),
    "missing id": Case(
        D, "- id: history\n    title", "- title", "- ¦title: How", "'id' is missing"
    ),
    "missing excerpt id": Case(
        G, "- id: about-400\n    quote", "- quote", "- ¦quote: the county", "'id'"
    ),
    "missing quote": Case(
        L,
        "    quote: The clerk counted 412 permits\n",
        "",
        "- ¦id: clerk-412",
        "'quote' is missing",
    ),
    "missing tags": Case(
        L, "    tags: [fact:permits]\n", "", "- ¦id: clerk-412", "'tags' is missing"
    ),
    "missing tags of the only evidence": Case(
        L, "    tags: [supports:air-quality]\n", "", "- ¦id: clinic", "'tags' is missing"
    ),
    "empty tags": Case(L, "[fact:permits]", "[]", "tags: ¦[]", "'tags' is empty"),
    "empty claim": Case(D, "claim: Smoke harms children.", "claim:", "claim:¦\n", "empty"),
    "empty string": Case(
        D, "proposal: repeal", "proposal: ''", "proposal: ¦''", "'proposal' is empty"
    ),
    "no visible text": Case(
        D, "proposal: repeal", "proposal: '\u200b \u2060'", "proposal: ¦'\u200b", "shows nothing"
    ),
    "no visible words": Case(
        D, "claim: Smoke harms children.", "claim: \u00ad", "claim: ¦\u00ad", "shows nothing"
    ),
    "empty in a list": Case(
        G, "[background:history]", "[background:history, ~]", "history, ¦~", "empty"
    ),
    "list for a text": Case(
        D, "owner: Public Safety Committee", "owner: [Committee]", "owner: ¦[", "a list, not a text"
    ),
    "mapping for a text": Case(
        D,
        "owner: Public Safety Committee",
        "owner: {name: Committee}",
        "owner: ¦{",
        "a mapping, not a text",
        "write one text",
    ),
    "text for a list": Case(
        D,
        "answers: [air-quality]",
        "answers: air-quality",
        "answers: ¦air",
        "a text, not a list",
        "[one",
    ),
    "text for a record": Case(
        G,
        "speaker: {name: A. Doe, role: fire chief}",
        "speaker: A. Doe",
        "speaker: ¦A. Doe",
        "a text, not a mapping",
        "name, role",
    ),
    "text for records": Case(
        D,
        "- measure: Ordinance 7\n    stage: in committee",
        "- Ordinance 7",
        "- ¦Ordinance 7",
        "not a mapping",
        "measure",
    ),
    "empty speaker": Case(G, "{role: fire chief}", "{}", "speaker: ¦{}", "neither name nor role"),
    "mapping for a list": Case(
        D,
        "pin: [redundant, chief-two-rules, talking-point-1]",
        "pin: {a: b}",
        "pin: ¦{a",
        "a mapping, not a list",
    ),
    # values
    "position": Case(
        D, "position: supports", "position: suports", "position: ¦suports", "'suports'", "supports"
    ),
    "side": Case(
        D, "side: against", "side: contra", "side: ¦contra", "'side' cannot be 'contra'", "against"
    ),
    "stance": Case(
        D, "stance: advocacy", "stance: advocate", "stance: ¦advocate", "'stance'", "advocacy"
    ),
    "kind": Case(S, "kind: op-ed", "kind: oped", "kind: ¦oped", "'kind' cannot be 'oped'", "op-ed"),
    "manner": Case(
        L, "manner: concedes", "manner: conceeds", "manner: ¦conceeds", "'manner'", "concedes"
    ),
    "paragraph mode": Case(
        S, "paragraphs: blocks", "paragraphs: block", "paragraphs: ¦block", "'paragraphs'", "blocks"
    ),
    "weight 6": Case(
        D, "weight: 4", "weight: 6", "weight: ¦6", "'weight' cannot be '6'", "from 1 to 5"
    ),
    "weight word": Case(G, "weight: 5", "weight: high", "weight: ¦high", "'high'", "from 1 to 5"),
    "weight half": Case(G, "weight: 5", "weight: 2.5", "weight: ¦2.5", "'2.5'", "from 1 to 5"),
    "date": Case(S, "issued: 2025-11~", "issued: 2025-13", "issued: ¦2025-13", "2025-13"),
    "date in words": Case(
        D, "date: 1978", "date: spring 1978", "date: ¦spring", "spring 1978", "2026"
    ),
    "excerpt date": Case(G, "as_of: 2025-11", "as_of: 2025-02-30", "as_of: ¦2025", "2025-02-30"),
    "as_of not a day": Case(
        D, "as_of: 2026-03-01", "as_of: 2026-03", "as_of: ¦2026-03", "not one day", "2026-03-01"
    ),
    "web address": Case(
        D,
        "link: https://example.org/leaf",
        "link: javascript:alert(1)",
        "link: ¦java",
        "not a web address",
        "https",
    ),
    "web address without a host": Case(
        D,
        "link: https://example.org/leaf",
        "link: https://a..b/leaf",
        "link: ¦https://a..b/leaf",
        "not a web address",
        "https",
    ),
    "link too long": Case(
        D,
        "link: https://example.org/leaf",
        f"link: https://example.org/{'leaf' * 230}",
        "link: ¦https://example.org/leaf",
        "too long for the head of a mail",
        "shorter",
    ),
    "digest": Case(
        S,
        "    kind: op-ed\n",
        "    kind: op-ed\n    sha256: abc\n",
        "sha256: ¦abc",
        "SHA-256",
        "--record",
    ),
    # ids
    "id with capitals": Case(
        D,
        "- id: redundant",
        "- id: Redundant",
        "id: ¦Redundant",
        "'Redundant' is not an id",
        "redundant",
    ),
    "passed over without a reason": Case(
        S,
        "    kind: op-ed\n",
        "    kind: op-ed\n    passed_over: [{paragraph: 3}]\n",
        "passed_over: [¦{paragraph: 3}]",
        "'reason' is missing in entry 1 of passed_over",
        "write reason",
    ),
    "id that leaves the folder": Case(
        S, "- id: letter", "- id: ../letter", "id: ¦../letter", "not an id", "letter"
    ),
    "long id": Case(G, "id: about-400", f"id: {'a' * 65}", f"id: ¦{'a' * 65}", "64"),
    "two records run together": Case(
        D,
        "  - id: air-quality\n",
        "",
        "    ¦side: against",
        "'side' stands here again; it is on line 14 already",
        "hyphen",
    ),
    "two sources run together": Case(
        S, "  - id: letter\n", "", "    ¦kind: op-ed", "'kind' stands here again", "hyphen"
    ),
    "records without their heading": Case(
        D,
        "stakeholders:\n",
        "",
        "- ¦id: fire-chiefs",
        "is a stakeholder, not an argument",
        "put it under stakeholders:, or give it the keys of an argument: id, side, claim",
    ),
    "repeated argument": Case(
        D,
        "- id: air-quality",
        "- id: redundant",
        "id: ¦redundant\n    side: against",
        "taken already, on line 13",
    ),
    "argument declared with a typo": Case(
        D,
        "- id: air-quality",
        "- id: air-qualty",
        "answers: [¦air-quality",
        "no argument 'air-quality'",
        "air-qualty",
    ),
    "excerpt id with a typo": Case(
        G,
        "- id: chief-two-rules",
        "- id: chief-two-rule",
        "  evidence: [¦chief-two-rules]\nask",
        "no excerpt 'chief-two-rules'",
        "chief-two-rule",
        where=D,
    ),
    "repeated topic": Case(
        D,
        "background:\n",
        "background:\n  - id: history\n",
        "  - id: history\n  - id: ¦history",
        "taken already, on line 36",
    ),
    "repeated excerpt": Case(
        L,
        "- id: two-weeks",
        "- id: state-law",
        "id: ¦state-law",
        "taken already, on tiny/excerpts/gazette.yaml:15",
    ),
    "repeated key": Case(
        D,
        "ask: Vote yes.",
        "ask: Vote yes.\nask: Vote no.",
        "¦ask: Vote no.",
        "'ask' stands here again; it is on line 11",
    ),
    # tags and references
    "tag role": Case(
        L,
        "supports:air-quality",
        "suports:air-quality",
        "[¦suports",
        "no tag role 'suports'",
        "supports",
    ),
    "tag without role": Case(
        L, "supports:air-quality", "air-quality", "[¦air-quality", "not a tag", "role:target"
    ),
    "tag with a space": Case(
        L,
        "[supports:air-quality]",
        "[supports: air-quality]",
        "[¦supports",
        "no space",
        "supports:air-quality",
    ),
    "tag target": Case(
        L,
        "supports:air-quality",
        "supports:air-qualty",
        "[¦supports:air-qualty",
        "no argument 'air-qualty'",
        "air-quality",
    ),
    "tag target not an id": Case(
        L,
        "supports:air-quality",
        "supports:Air_Quality",
        "[¦supports:Air",
        "not an id",
        "air-quality",
    ),
    "tag for a stakeholder": Case(
        G,
        "stakeholder:fire-chiefs",
        "stakeholder:chiefs",
        ", ¦stakeholder:chiefs",
        "no stakeholder 'chiefs'",
        "fire-chiefs",
    ),
    "tag for a step": Case(
        G,
        "next-step:committee-vote",
        "next-step:vote",
        ", ¦next-step:vote",
        "no next step 'vote'",
        "committee-vote",
    ),
    "tag for a fact": Case(
        L, "[fact:permits]", "[fact:permit]", "[¦fact:permit", "no fact 'permit'", "permits"
    ),
    "asserts": Case(
        L,
        "      permits: 412",
        "      permit: 412",
        "      ¦permit: 412",
        "no fact 'permit'",
        "permits",
    ),
    "side of a tag": Case(
        L,
        "supports:air-quality",
        "for:air-quality",
        "[¦for:air",
        "no argument for the proposal",
        "supports:air-quality",
    ),
    "evidence": Case(
        D,
        "evidence: [clinic]",
        "evidence: [clinics]",
        "[¦clinics]",
        "no excerpt 'clinics'",
        "clinic",
    ),
    "evidence of a wording": Case(
        D,
        "  evidence: [chief-two-rules]\nask",
        "  evidence: [chief]\nask",
        "  evidence: [¦chief]",
        "no excerpt 'chief'",
    ),
    "answers nothing": Case(
        D,
        "answers: [air-quality]",
        "answers: [air-qualty]",
        "answers: [¦air-qualty",
        "no argument 'air-qualty'",
        "air-quality",
    ),
    "answers its own side": Case(
        D,
        "answers: [air-quality]",
        "answers: [redundant]",
        "answers: [¦redundant",
        "speaks for the proposal too",
        "air-quality",
    ),
    "pin": Case(
        D,
        "pin: [redundant,",
        "pin: [redundent,",
        "pin: [¦redundent",
        "nothing named 'redundent'",
        "redundant",
    ),
    "pinned and skipped": Case(
        D,
        "    skip: [air-quality]",
        "    skip: [air-quality, redundant]",
        "pin: [¦redundant",
        "'redundant' is pinned in congress/memo and skipped there, too",
        "take it out of pin or out of skip",
    ),
    "edition name": Case(
        D,
        "  congress/memo:\n    pin",
        "  congress:\n    pin",
        "  ¦congress:\n    pin",
        "does not name an edition",
        "audience/length",
    ),
    "argument without evidence": Case(
        D,
        "  - id: air-quality\n",
        "  - {id: cost, side: for, claim: It costs.}\n  - id: air-quality\n",
        "- ¦{id: cost",
        "argument 'cost' has no evidence",
        "supports:cost",
    ),
    "argument with replies only": Case(
        L,
        "supports:air-quality",
        "rebuts:air-quality",
        "- ¦id: air-quality",
        "has no evidence",
        where=D,
    ),
    "scope": Case(
        D,
        "audiences: [congress]",
        "audiences: congress",
        "audiences: ¦congress",
        "neither a list",
        "[congress]",
    ),
    "empty scope": Case(D, "audiences: [congress]", "audiences: []", "audiences: ¦[]", "empty"),
    "scope with a typo": Case(
        D,
        "{except: [public]}",
        "{exept: [public]}",
        "audiences: ¦{exept",
        "neither a list",
        "except",
    ),
    "name in a scope": Case(
        D,
        "{except: [public]}",
        "{except: [The Public]}",
        "except: [¦The Public",
        "'The Public' is not the name",
    ),
    "wording key": Case(
        D,
        "  congress: The county",
        "  Congress: The county",
        "  ¦Congress: The",
        "'Congress' names no audience",
        "audience/length",
    ),
    "empty wording": Case(
        D, "  congress: The county need not wait.", "  congress:", "  congress:¦\n", "empty"
    ),
    "wording of a list": Case(
        D, "ask: Vote yes.", "ask: [Vote yes.]", "ask: ¦[Vote", "a list, not a text"
    ),
    "wording without words": Case(
        D, "ask: Vote yes.", "ask: {evidence: [clinic]}", "ask: ¦{evid", "no words", "default"
    ),
    "logo outside": Case(D, "logo: logo.svg", "logo: ../logo.svg", "logo: ¦../logo.svg", "outside"),
    "logo elsewhere": Case(D, "logo: logo.svg", "logo: /etc/passwd", "logo: ¦/etc", "outside"),
    "logo missing": Case(
        D, "logo: logo.svg", "logo: logo.png", "logo: ¦logo.png", "no file 'logo.png'", "logo.svg"
    ),
    # sources
    "passed over": Case(
        S,
        "{paragraph: 1,",
        "{paragraph: 9,",
        "paragraph: ¦9",
        "no paragraph 9: 'gazette' has 4",
        "count",
    ),
    "boilerplate": Case(S, '["Photo:"]', '["Foto:"]', '[¦"Foto', "Foto:"),
    "digest of another text": Case(
        S,
        "    kind: op-ed\n",
        f"    kind: op-ed\n    sha256: {'0' * 64}\n",
        "sha256: ¦000",
        "digest was recorded",
        "--record",
    ),
    "author without a name": Case(
        S, "{family: Roe, given: B.}", "{given: B.}", "[¦{given", "no name"
    ),
    "source id misspelt": Case(
        S,
        "- id: letter",
        "- id: lettre",
        "¦",
        "text of source 'lettre' is missing",
        "letter",
        where="texts/lettre.txt",
    ),
    "excerpt file of another source": Case(
        G, "source: gazette", "source: gazete", "source: ¦gazete", "does not agree", "gazette"
    ),
    # quotations
    "quotation not in the source": Case(
        L,
        "quote: The clerk counted 412 permits",
        "quote: The clerk counted 500 boats",
        "quote: ¦The clerk",
        "",
    ),
    "short not in the quotation": Case(
        G, "short: two rules that say", "short: three rules that say", "short: ¦three", ""
    ),
    "paragraph out of range": Case(
        L,
        "tags: [fact:permits]",
        "tags: [fact:permits]\n    paragraph: 12",
        "paragraph: ¦12",
        "no paragraph 12: 'letter' has 2",
    ),
    "paragraph 0": Case(
        L,
        "tags: [fact:permits]",
        "tags: [fact:permits]\n    paragraph: 0",
        "paragraph: ¦0",
        "'0'",
        "from 1",
    ),
    # YAML
    "colon in a text": Case(
        D,
        "claim: Smoke harms",
        "claim: Smoke: harms",
        "claim: Smoke¦: harms",
        "colon",
        "quotation marks",
    ),
    "tab": Case(D, "    claim: Smoke", "\tclaim: Smoke", "¦\tclaim", "", ""),
    "open quotation mark": Case(
        D, "ask: Vote yes.", 'ask: "Vote yes.', 'ask: ¦"Vote', "never closed", "close"
    ),
    "open bracket": Case(
        L, "[rebuts:air-quality]", "[rebuts:air-quality", "tags: ¦[rebuts", "not closed", "["
    ),
    "at sign": Case(
        D, "ask: Vote yes.", "ask: @home", "ask: ¦@home", "cannot begin", "quotation marks"
    ),
    "unknown alias": Case(D, "ask: Vote yes.", "ask: *vote", "ask: ¦*vote", "alias"),
    "python object": Case(
        D,
        "ask: Vote yes.",
        "ask: !!python/name:os.system x",
        "ask: ¦!!",
        "tag !!python/name:os.system",
        "take it out",
    ),
    "own tag": Case(
        D, "ask: Vote yes.", "ask: !vote yes", "ask: ¦!vote", "tag !vote", "take it out"
    ),
    "two documents": Case(
        D, "ask: Vote yes.", "---\nask: Vote yes.", "¦---", "second document", "one document"
    ),
    "control character": Case(
        D, "ask: Vote yes.", "ask: Vote \x07yes.", "ask: Vote ¦\x07", "control character \\x07"
    ),
    "escaped control character": Case(
        D, "ask: Vote yes.", 'ask: "Vote \\ayes."', 'ask: ¦"Vote', "control character \\x07"
    ),
    "lone surrogate": Case(
        D, "ask: Vote yes.", 'ask: "Vote \\ud800yes."', 'ask: ¦"Vote', "\\ud800"
    ),
    "key that is a list": Case(
        D, "ask: Vote yes.", "? [a, b]\n: c", "? ¦[a, b]", "single word", "write key: value"
    ),
}


def place_of(text: str, at: str) -> tuple[int, int]:
    """Line and column of ¦ in *at*, which stands once in *text*; 1, 0 for ¦ alone."""
    if at == "¦":
        return 1, 0
    before, after = at.split("¦")
    assert text.count(before + after) == 1, f"{at!r} stands {text.count(before + after)} times"
    offset = text.index(before + after) + len(before)
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@pytest.mark.parametrize("name", CASES)
def test_one_mistake_one_error(tiny: Path, name: str) -> None:
    case = CASES[name]
    assert case.old in TINY[case.file], "the case changes nothing"
    files = {**TINY, case.file: TINY[case.file].replace(case.old, case.new, 1)}
    write(tiny, files)  # type: ignore[arg-type]
    errors = mistakes_of(tiny)
    assert len(errors) == 1, "\n".join(map(str, errors))
    where_ = case.where or case.file
    line, column = place_of(files.get(where_, ""), case.at)
    assert str(errors[0].place) == str(Place(f"tiny/{where_}", line, column)), str(errors[0])
    assert case.message in errors[0].message
    assert case.hint in errors[0].hint
    assert isinstance(errors[0], DossierError)


def test_the_table_of_mistakes_is_no_shorter_than_it_was() -> None:
    assert len(CASES) >= 90


# Files -------------------------------------------------------------------------------------


def _without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _with(name: str, content: str | bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        write(folder, {name: content})

    return change


def _renamed(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / old).rename(folder / new)

    return change


def _linked_outside(folder: Path) -> None:
    (folder.parent / "elsewhere.txt").write_text(LETTER)
    (folder / "texts/letter.txt").unlink()
    (folder / "texts/letter.txt").symlink_to(folder.parent.absolute() / "elsewhere.txt")


def _folder_for_a_text(folder: Path) -> None:
    (folder / "texts/letter.txt").unlink()
    (folder / "texts/letter.txt").mkdir()


FILES: dict[str, tuple[Callable[[Path], None], str, str, str]] = {
    "no dossier.yaml": (_without(D), "dossier.yaml:1", "dossier.yaml is missing", "init"),
    "empty dossier.yaml": (_with(D, ""), "dossier.yaml:1", "empty", "init"),
    "comments only": (_with(D, "# nothing yet\n"), "dossier.yaml:1", "empty", "init"),
    "a list": (_with(D, "- a\n"), "dossier.yaml:1:1", "a list, not keys", "key: value"),
    "a text": (_with(D, "hello\n"), "dossier.yaml:1:1", "a text, not keys", "key: value"),
    "not UTF-8": (
        _with(D, b"ask: ok\ntitle: caf\xe9\n"),
        "dossier.yaml:2:11",
        "0xe9 is not UTF-8",
        "UTF-8",
    ),
    "UTF-16": (_with(D, "ask: x".encode("utf-16")), "dossier.yaml:1", "is UTF-16", "as UTF-8"),
    "UTF-16 without a mark": (
        _with(D, "ask: x".encode("utf-16-le")),
        "dossier.yaml:1",
        "is UTF-16",
        "as UTF-8",
    ),
    "another YAML": (
        _with(D, "%YAML 9.9\n---\nask: x\n"),
        "dossier.yaml:1:1",
        "begins with %",
        "YAML 1.2",
    ),
    "a tag that does not end": (
        _with(D, "ask: !<x y\n"),
        "dossier.yaml:1:9",
        "this is not YAML",
        "write key: value",
    ),
    "encoded surrogate": (
        _with(D, b"ask: \xed\xa0\x80\n"),
        "dossier.yaml:1:6",
        "not UTF-8",
        "UTF-8",
    ),
    "11 MB of YAML": (_with(D, b"#" * 11_000_000), "dossier.yaml:1", "11.0 MB", "pasted"),
    "no text": (
        _without("texts/letter.txt"),
        "texts/letter.txt:1",
        "text of source 'letter' is missing",
        "sources.yaml",
    ),
    "empty text": (_with("texts/letter.txt", " \n"), "texts/letter.txt:1", "empty", ""),
    "undecodable text": (
        _with("texts/letter.txt", b"one\ncaf\xe9"),
        "texts/letter.txt:2:4",
        "UTF-8",
        "UTF-8",
    ),
    "50 MB text": (
        _with("texts/letter.txt", b"a " * 25_000_000),
        "texts/letter.txt:1",
        "50.0 MB",
        "keep only what is quoted",
    ),
    "broken sources": (_with(S, "sources: {\n"), "sources.yaml:2:1", "missing", "close"),
    "no sources at all": (_with(S, "{}\n"), "sources.yaml:1:1", "'sources' is missing", "sources:"),
    "excerpts under a wrong name": (
        _renamed(L, "excerpts/lettre.yaml"),
        "excerpts/lettre.yaml:1",
        "no record",
        "letter",
    ),
    "text of another kind": (
        _renamed("texts/letter.txt", "texts/letter.md"),
        "texts/letter.txt:1",
        "text of source 'letter' is missing",
        "texts/letter.md is not read: save it as plain text, letter.txt",
    ),
    "excerpts in a .yml file": (
        _renamed(L, "excerpts/letter.yml"),
        "excerpts/letter.yml:1",
        "end in .yaml",
        "rename it letter.yaml",
    ),
    "sources in a .yml file": (
        _renamed(S, "sources.yml"),
        "sources.yml:1",
        "end in .yaml",
        "rename it sources.yaml",
    ),
    "a dossier.yml": (
        _renamed(D, "dossier.yml"),
        "dossier.yml:1",
        "end in .yaml",
        "rename it dossier.yaml",
    ),
    "text and excerpts under a wrong name": (
        _renamed("texts/gazette.txt", "texts/gazete.txt"),
        "texts/gazette.txt:1",
        "missing",
        "texts/gazete.txt",
    ),
    "folder for a text": (_folder_for_a_text, "texts/letter.txt:1", "not a file", ""),
    "link to outside": (_linked_outside, "texts/letter.txt:1", "outside", "link"),
    "text without record": (
        _with("texts/minutes.txt", LETTER),
        "texts/minutes.txt:1",
        "no record",
        "minutes",
    ),
    "text with a bad name": (
        _with("texts/The Minutes.txt", LETTER),
        "texts/The Minutes.txt:1",
        "no record",
        "the-minutes",
    ),
    "excerpts without record": (
        _with("excerpts/lettre.yaml", "excerpts: []\n"),
        "excerpts/lettre.yaml:1",
        "no record",
        "letter",
    ),
    "empty excerpts": (_with(L, ""), "excerpts/letter.yaml:1", "empty", ""),
    "broken excerpts": (_with(L, "excerpts: [\n"), "excerpts/letter.yaml:2:1", "missing", "["),
}


@pytest.mark.parametrize("name", FILES)
def test_mistakes_of_files(tiny: Path, name: str) -> None:
    change, place, message, hint = FILES[name]
    change(tiny)
    errors = mistakes_of(tiny)
    assert len(errors) == 1, "\n".join(map(str, errors))
    assert str(errors[0].place) == f"tiny/{place}"
    assert message in errors[0].message
    assert hint in errors[0].hint


def test_folder_that_is_none(tmp_path: Path) -> None:
    (error,) = mistakes_of(tmp_path / "none")
    assert "no dossier folder" in error.message
    assert "init" in error.hint


def test_file_for_a_folder(tiny: Path) -> None:
    (error,) = mistakes_of(tiny / "dossier.yaml")
    assert "folder" in error.hint


def test_a_runaway_quotation_mark_is_shown_where_it_opens(tiny: Path) -> None:
    runaway = DOSSIER.replace("title: Leaf burning", 'title: "Leaf burning')
    write(tiny, {D: runaway.replace("gist: Two rules", 'gist: "Two" rules')})
    (error,) = mistakes_of(tiny)
    assert str(error.place) == "tiny/dossier.yaml:4:8"
    assert "closed only on line 16" in error.message


def test_the_difference_to_the_nearest_passage_is_of_words(tiny: Path) -> None:
    write(tiny, {"texts/letter.txt": LETTER.replace("Repeal would save", '"Repeal would spare')})
    (error,) = mistakes_of(tiny)
    assert error.detail[1].endswith(": Repeal would [-save-] {+spare+} the clerk two weeks of work")


def test_the_nearest_passage_has_no_word_from_before_a_quotation_mark() -> None:
    words = "A free ferry would take two hundred cars off the bridge every day"
    near = "A free ferry would take two hundred cars off the bridge every morning"
    text = (
        "The council met to discuss whether the fare on the harbor ferry should be abolished. The "
        f'ferry carries 1,900 people a day. "{near}," said Dana Whitlock, who runs the company.'
    )
    passage = nearest_passage(words, text)
    assert passage
    assert text[passage.start : passage.end] == near


def test_no_excerpts_folder_is_one_mistake(tiny: Path) -> None:
    shutil.rmtree(tiny / "excerpts")
    (error,) = mistakes_of(tiny)
    assert "no excerpts" in error.message


def test_a_tag_that_constructs_an_object_is_one_mistake(tiny: Path) -> None:
    call = 'ask: !!python/object/apply:os.getcwd ["."]'
    write(tiny, {D: DOSSIER.replace("ask: Vote yes.", call)})
    (error,) = mistakes_of(tiny)
    assert "!!python/object/apply:os.getcwd is not allowed" in error.message


INVENTED = "nobody has ever needed this rule"


@pytest.mark.parametrize(
    "marks", ["“{}”", "“{},”", '"{}"', "«{}»", "« {} »", "‘{}’", "„{}“", "❝{}❞", "``{}''"]
)
@pytest.mark.parametrize(
    "old", ["Two rules say the same thing.", "Vote yes.", "Less paper.", "Keeps a rule.", "Seldom."]
)
def test_words_that_the_analyst_sets_in_marks_are_in_a_source(
    tiny: Path, old: str, marks: str
) -> None:
    """Readers take what stands in quotation marks for proven, whoever set the marks."""
    said = f"The chief says {marks.format(INVENTED)}, and left."
    write(tiny, {D: DOSSIER.replace(old, "'" + said.replace("'", "''") + "'")})
    (error,) = mistakes_of(tiny)
    assert f"“{INVENTED}" in error.message
    assert "stands in quotation marks and in no source" in error.message
    assert error.place.line == DOSSIER[: DOSSIER.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    "words",
    [
        "“we enforce two rules that say the same thing,” he says",
        "“we enforce … the same thing”",
        "“[W]e enforce two rules”",
        "the “so-called leaf rule” of 1978",
        "the clerks’ hours and the chiefs’ rules",
        "the ’74 law and the states’ own rules of trade",
        "the ‘74 law and the states’ own rules of trade",
        "the '70s' law, which the states' own rules of trade don't know",
        "’Tis the season when ‘em and the county's chiefs' rules apply",
        "rock 'n' roll at the clerks' union, 6' 2\" by 5' 11\" wide",
        "a 12\" pipe, a 14'' pipe and the 16'' pipe of the county",
        "run ``make brief`` and ``make test`` for the clerks' sake",
        "one “open here",
        "the home page » the county » the news » the rules for leaves",
    ],
)
def test_what_a_source_has_may_stand_in_marks(tiny: Path, words: str) -> None:
    written = "'" + words.replace("'", "''") + "'"
    write(tiny, {D: DOSSIER.replace("Two rules say the same thing.", written)})
    assert load(tiny)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (f"The chief says: “{INVENTED}.", f"before “{INVENTED}.” is never closed"),
        (f"The county's chief says: “{INVENTED}.", f"before “{INVENTED}.” is never closed"),
        (f'The chief says: "{INVENTED}.', f"before “{INVENTED}.” is never closed"),
        (f"The chief says: «{INVENTED}.", f"before “{INVENTED}.” is never closed"),
        (f"“No one”, says he, “{INVENTED}.", f"before “{INVENTED}.” is never closed"),
        (f"“{INVENTED}, a “so-called” rule.", "is never closed"),
        (f"{INVENTED}”, says the chief.", f"after “{INVENTED}” is never opened"),
        (f"“No one”, says he, {INVENTED}.”", f"{INVENTED}.” is never opened"),
        (f"“{INVENTED}, {'and so on ' * 150}”", "is never closed"),
        ("“we enforce two rules that say the same thing,", "is never closed"),
    ],
)
def test_a_mark_without_another_stops_the_build(tiny: Path, words: str, told: str) -> None:
    """Readers take the words beside it for quoted, and nothing says how far."""
    written = "'" + words.replace("'", "''") + "'"
    write(tiny, {D: DOSSIER.replace("Two rules say the same thing.", written)})
    error = mistakes_of(tiny)[0]
    assert told in error.message
    assert error.place.line == DOSSIER[: DOSSIER.index("Two rules say the")].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (G, "role: fire chief", "role: 'chief of “{}”'"),
        (S, "The text mentions the autumn session.", "It says “{}”."),
        (S, "The headline.", "It says “{}”."),
        (S, "publisher: The Gazette", "publisher: The “{}” Gazette"),
    ],
)
def test_words_in_marks_are_in_a_source_in_every_file(
    tiny: Path, file: str, old: str, new: str
) -> None:
    text = {G: GAZETTE_EXCERPTS, S: SOURCES}[file]
    assert old in text
    text = text.replace(old, new.replace("{}", INVENTED), 1)
    write(tiny, {file: text})
    (error,) = mistakes_of(tiny)
    assert f"“{INVENTED}" in error.message
    assert error.place.file.endswith(file)


def test_a_senders_name_may_stand_in_marks(tiny: Path) -> None:
    sender = "newsletter: {sender: '\"The Policy Desk of Alder County\" <desk@example.org>'}\n"
    write(tiny, {D: DOSSIER + sender})
    assert load(tiny)
    write(tiny, {D: DOSSIER + sender.replace('"The', f'"A “{INVENTED}”')})
    (error,) = mistakes_of(tiny)
    assert INVENTED in error.message


def test_words_of_a_title_alone_are_invented(tiny: Path) -> None:
    said = {S: SOURCES.replace("title: Keep the ordinance", f"title: “{INVENTED},” says Doe")}
    write(tiny, {D: DOSSIER.replace("Less paper.", f"See “{INVENTED},” says Doe."), **said})
    assert load(tiny)
    write(tiny, {D: DOSSIER.replace("Less paper.", f"See “{INVENTED},” says Roe."), **said})
    (error,) = mistakes_of(tiny)
    assert INVENTED in error.message


def test_the_title_of_a_source_may_stand_in_marks(tiny: Path) -> None:
    title = "The “county paper” rule in this year"
    said = {S: SOURCES.replace("title: Keep the ordinance", f"title: {title}")}
    write(
        tiny, {D: DOSSIER.replace("Less paper.", f"As “{title}” and “Keep the rule” say."), **said}
    )
    assert load(tiny)


def test_marks_are_not_looked_into_where_a_text_is_missing(tiny: Path) -> None:
    write(tiny, {D: DOSSIER.replace("Less paper.", f"“{INVENTED}”")})
    (tiny / "texts" / "letter.txt").unlink()
    assert not any("quotation marks" in error.message for error in mistakes_of(tiny))


def test_a_misquotation_is_reported_beside_other_mistakes_of_its_records(tiny: Path) -> None:
    twice = LETTER_EXCERPTS.replace("412 permits", "999 boats").replace("fact:permits", "fct:p")
    write(tiny, {L: twice, S: SOURCES.replace("kind: op-ed", "kind: oped\n    issued: soon")})
    found = [error.message for error in mistakes_of(tiny)]
    assert len(found) == 4
    for word in ("999 boats", "'fct'", "'oped'", "soon"):
        assert any(word in message for message in found)


def test_empty_dossier(tmp_path: Path) -> None:
    (error,) = mistakes_of(write(tmp_path, {"dossier.yaml": MINIMAL["dossier.yaml"]}))
    assert "no excerpts" in error.message
    assert error.place.line == 1


def test_changed_text_names_the_lost_quotations(tiny: Path) -> None:
    record_digests(tiny)
    write(tiny, {"texts/letter.txt": LETTER.replace("412", "413")})
    (error,) = mistakes_of(tiny)
    assert "digest" in error.message
    assert any("clerk-412" in line for line in error.detail)


def test_what_follows_from_a_changed_text_is_not_reported(tiny: Path) -> None:
    record_digests(tiny)
    write(tiny, {"texts/gazette.txt": "Another text altogether.\n"})
    (error,) = mistakes_of(tiny)
    assert error.place.file == "tiny/sources.yaml"


def test_all_mistakes_in_one_pass_in_order(tiny: Path) -> None:
    write(
        tiny,
        {
            D: DOSSIER.replace("position: supports", "position: pro").replace(
                "[clinic]", "[clinik]"
            ),
            S: SOURCES.replace("kind: news", "kind: newz"),
            L: LETTER_EXCERPTS.replace("412 permits", "999 boats").replace("concedes", "grants"),
            G: GAZETTE_EXCERPTS.replace("background:history", "backgrund:history"),
        },
    )
    errors = mistakes_of(tiny)
    assert [error.place for error in errors] == sorted(error.place for error in errors)
    found = " ".join(error.message for error in errors)
    for word in ("'pro'", "'clinik'", "'newz'", "999", "'grants'", "'backgrund'"):
        assert word in found
    assert len(errors) == 6


def test_one_unknown_name_used_often_is_one_mistake(tiny: Path) -> None:
    write(tiny, {G: GAZETTE_EXCERPTS.replace(":redundant", ":redundnat")})
    (error,) = mistakes_of(tiny)
    assert "redundant" in error.hint
    assert error.detail == ("also at tiny/excerpts/gazette.yaml:17:12",)


def test_no_id_is_suggested_that_was_refused(tiny: Path) -> None:
    text = DOSSIER.replace("- id: redundant", "- id: Redundant Rules")
    (tiny / "dossier.yaml").write_text(text, encoding="utf-8")
    refused, unknown = mistakes_of(tiny)
    assert refused.hint == "write redundant-rules"
    assert unknown.message == "there is no argument 'redundant'"
    assert unknown.hint == "did you mean 'redundant-rules'?"


def test_declared_arguments_make_unknown_names_of_created_ones(tmp_path: Path) -> None:
    files = dict(MINIMAL)
    files[G] = MINIMAL[G].replace("for:less-paper", "supports:less-paper", 1)
    assert load(write(tmp_path / "a", dict(files))).excerpts
    files[G] = MINIMAL[G].replace("for:less-paper", "supports:less-paper")
    (error,) = mistakes_of(write(tmp_path / "b", dict(files)))
    assert "no argument 'less-paper'" in error.message


def test_tags_for_both_sides(tmp_path: Path) -> None:
    files = {**MINIMAL, L: MINIMAL[L].replace("against:register", "for:register", 1)}
    (error,) = mistakes_of(write(tmp_path, files))
    assert "register" in error.message
    assert "supports:register" in error.hint


# YAML that bites ---------------------------------------------------------------------------


def test_repeated_keys_with_braces_are_named() -> None:
    _, (mistake,) = parse_yaml("'{}': 1\n'{0}': 2\n'{}': 3\n'{0}': 4\n", "f")
    assert (mistake.place.line, mistake.place.column) == (3, 1)
    assert "'{}'" in mistake.message
    assert mistake.detail == ("so does '{0}' on line 4, after line 2",)


def test_alias_bomb() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(DossierError, match="aliases"):
        parse_yaml("\n".join(lines), "bomb.yaml")


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}", "a: &a {<<: *a}"])
def test_alias_of_itself(text: str) -> None:
    with pytest.raises(DossierError, match="aliases"):
        parse_yaml(text, "loop.yaml")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text(opening * 100_000)
    tree, mistakes = read_mapping(path)
    assert tree is None
    assert len(mistakes) == 1
    assert "nested" in mistakes[0].message


def test_deep_nesting_by_aliases() -> None:
    lines = [f"a0: &a0 {'[' * 50}{']' * 50}"]
    lines += [f"a{n}: &a{n} {'[' * 50}*a{n - 1}{']' * 50}" for n in range(1, 40)]
    with pytest.raises(DossierError, match="aliases"):
        parse_yaml("\n".join(lines), "deep.yaml")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-?[]{},&*!|>'\"%@`#<~ \n\t\\U0x"), max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        _, mistakes = parse_yaml(text, "any.yaml")
    except DossierError as mistake:
        assert mistake.place.line >= 1
    else:
        assert all(mistake.place.file == "any.yaml" for mistake in mistakes)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_one_character_breaks_the_loader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([D, S, G, L]))
    text = TINY[name]
    at = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.sampled_from([*"a:-[]{}'\"\n #&*!~,0", ""]))
    files = {**TINY, name: text[:at] + char + text[at + 1 :]}
    folder = write(tmp_path_factory.mktemp("mutated"), dict(files))
    try:
        load(folder)
    except InputErrors as errors:
        assert errors.errors
        assert all(error.place.line for error in errors.errors)


# Names that only a catalog knows -----------------------------------------------------------

AUDIENCES = ("congress", "business", "executive", "public")
LENGTHS = ("blurb", "one-pager", "two-pager", "memo", "full")
KNOWN = Known(AUDIENCES, LENGTHS)


def test_names_of_audiences_and_lengths(tiny: Path) -> None:
    assert load(tiny, KNOWN).name == "tiny"


@pytest.mark.parametrize(
    "file, old, new, at, message, hint",
    [
        (
            D,
            "  congress: The",
            "  congres: The",
            "  ¦congres: The",
            "no audience 'congres'",
            "congress",
        ),
        (
            D,
            "  congress/memo: The",
            "  congress/mem: The",
            "  ¦congress/mem: The",
            "no length 'mem'",
            "memo",
        ),
        (
            D,
            "  congress/memo:\n    pin",
            "  congress/mmo:\n    pin",
            "  ¦congress/mmo:",
            "no length 'mmo'",
            "memo",
        ),
        (
            D,
            "audiences: [congress]",
            "audiences: [congres]",
            "[¦congres]",
            "no audience",
            "congress",
        ),
        (
            D,
            "{except: [public]}",
            "{except: [publik]}",
            "[¦publik]",
            "no audience 'publik'",
            "public",
        ),
        (
            D,
            "paper., congress: Keeps",
            "paper., cong: Keeps",
            "paper., ¦cong: Keeps",
            "'cong'",
            "congress",
        ),
        (
            G,
            "[congress, public]",
            "[congress, publik]",
            ", ¦publik]",
            "no audience 'publik'",
            "public",
        ),
        (
            D,
            "ask: Vote yes.",
            "ask: {congress: Vote yes.}",
            "ask: ¦{con",
            "business, executive, public",
            "default",
        ),
    ],
)
def test_unknown_audiences_and_lengths(
    tiny: Path, file: str, old: str, new: str, at: str, message: str, hint: str
) -> None:
    text = TINY[file].replace(old, new, 1)
    assert text != TINY[file]
    write(tiny, {file: text})
    with pytest.raises(InputErrors) as raised:
        load(tiny, KNOWN)
    (error,) = raised.value.errors
    assert error.place == Place(f"tiny/{file}", *place_of(text, at))
    assert message in error.message
    assert hint in error.hint


def test_wording_for_the_only_audience_needs_no_default(tiny: Path) -> None:
    text = DOSSIER.replace("action: Hold the vote.", "action: {congress: Hold the vote.}")
    write(tiny, {D: text})
    step = load(tiny, KNOWN).frame.next_steps[0]
    assert dict(step.action.variants) == {"congress": "Hold the vote."}


# Digests -----------------------------------------------------------------------------------


def test_record_digests_keeps_all_else(tiny: Path) -> None:
    commented = SOURCES.replace("    kind: news", "    kind: news  # a weekly") + "# the end\n"
    write(tiny, {S: commented})
    assert record_digests(tiny) == ["gazette: recorded", "letter: recorded"]
    text = (tiny / S).read_text()
    lines = text.splitlines()
    assert [line for line in lines if "sha256" not in line] == commented.splitlines()
    assert f"    sha256: {hashlib.sha256(LETTER.encode()).hexdigest()}" in lines
    assert load(tiny).sources["letter"].digest in text
    assert record_digests(tiny) == []


def test_record_digests_of_changed_texts(tiny: Path) -> None:
    record_digests(tiny)
    write(tiny, {"texts/letter.txt": LETTER + "One more line.\n"})
    assert record_digests(tiny) == ["letter: changed since it was recorded, recorded anew"]
    assert load(tiny).sources["letter"].text.endswith("One more line.\n")


@pytest.mark.parametrize(
    "sources",
    [
        "sources: [{id: gazette, kind: news}, {id: letter}]\n",
        "sources:\r\n- kind: news\r\n  id: gazette # first\r\n- id: 'letter'\r\n",
        "\ufeffsources:\n  -\n    id: gazette\n    title: >-\n      Two\n  - id: letter",
    ],
)
def test_record_digests_in_other_styles(tiny: Path, sources: str) -> None:
    write(tiny, {S: sources})
    assert len(record_digests(tiny)) == 2
    tree, mistakes = read_mapping(tiny / S)
    assert tree is not None
    assert not mistakes
    assert [len(record["sha256"]) for record in tree["sources"]] == [64, 64]
    assert (b"\r\n" in (tiny / S).read_bytes()) == ("\r\n" in sources)
    assert not list(tiny.glob(".*"))


def test_record_digests_that_cannot_be_written(tiny: Path) -> None:
    write(tiny, {S: "x: &a {id: gazette}\nsources: [*a]\n"})
    before = (tiny / S).read_bytes()
    with pytest.raises(DossierError, match="gazette") as caught:
        record_digests(tiny)
    assert "by hand" in caught.value.hint
    assert (tiny / S).read_bytes() == before


def test_record_digests_of_a_broken_file(tiny: Path) -> None:
    write(tiny, {S: "sources: [\n"})
    with pytest.raises(InputErrors):
        record_digests(tiny)


# The rest ------------------------------------------------------------------------------


def test_names_near_and_far() -> None:
    assert nearest("suports", ["supports", "opposes"]) == "supports"
    assert nearest("xyz", ["supports"]) is None
    assert suggestion("suports", ["supports"]) == "did you mean 'supports'?"
    assert suggestion("q", ["bb", "aa"], what="ids") == "ids: aa, bb"
    assert suggestion("q", []) == ""
    assert slug(" Air Quality! ") == "air-quality"
    assert numbered("votes", 1) == "vote-2"


def test_loading_is_light() -> None:
    code = (
        "import sys, briefgen.audit, briefgen.outline_formats, briefgen.schema, briefgen.recording;"
        "print([name for name in ('weasyprint', 'docx', 'jinja2', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_where_goes_as_deep_as_it_can() -> None:
    tree, _ = parse_yaml("a:\n  - b: 1\n", "f")
    assert isinstance(tree, WrittenMap)
    assert where(tree, ("a", 0, "b")) == Place("f", 2, 8)
    assert where(tree, ("a", 0, "c")) == Place("f", 2, 5)
    assert where(tree, ("a", 7)) == Place("f", 2, 3)
    assert where(None, ("a",)) == Place("")


@pytest.mark.parametrize(("size", "message"), [(2_000_001, "too large"), (0, "an empty file")])
def test_logo_that_is_too_large_or_empty(tiny: Path, size: int, message: str) -> None:
    write(tiny, {"logo.svg": b" " * size})
    (error,) = mistakes_of(tiny)
    assert message in error.message
    assert error.place == Place("tiny/dossier.yaml", *place_of(DOSSIER, "logo: ¦logo.svg"))


def test_unreadable_file(tiny: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (tiny / D).chmod(0)
    (error,) = mistakes_of(tiny)
    assert "cannot be read" in error.message


@pytest.mark.parametrize(("name", "key"), [(S, "sources"), (G, "excerpts")])
def test_a_file_that_is_its_list_is_told_the_key(tiny: Path, name: str, key: str) -> None:
    (tiny / name).write_text("- id: one\n")
    error = mistakes_of(tiny)[0]
    assert error.place.file.endswith(name)
    assert error.hint == f"begin with the line {key}: and set the list below it, two spaces in"
