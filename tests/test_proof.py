"""The evidence record: what it says, that its schema admits it, and that it can be believed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import HARBOR, ROOT, SEED
from editing import Made, made
from test_schema import admits, nodes

from briefgen.document import BlockQuote, Quote, inlines_of, walk_blocks, walk_inlines
from briefgen.evidence import EvidenceError, as_bytes, read_evidence
from briefgen.quotations import in_quotes
from briefgen.schema import published_schemas

EDITIONS = [(HARBOR, "memo"), (HARBOR, "sheet"), (SEED, "sheet")]
every_edition = pytest.mark.parametrize(
    "edition", EDITIONS, ids=lambda edition: f"{edition[0].name}-{edition[1]}"
)


def pieces(evidence: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    for quotation in evidence["quotations"]:
        yield from (piece for piece in quotation["pieces"] if piece["kind"] == kind)


@pytest.fixture(scope="module")
def memo() -> Made:
    return made(HARBOR, "memo")


# What it says ----------------------------------------------------------------------------------


@every_edition
def test_every_printed_quotation_is_recorded_in_order(edition: tuple[Any, str]) -> None:
    one = made(*edition)
    printed = [
        part.text
        for block in walk_blocks(one.document.body)
        for part in (block, *inlines(block))
        if isinstance(part, BlockQuote | Quote)
    ]
    recorded = one.evidence["quotations"]
    assert len(printed) > 30
    assert [quotation["text"] for quotation in recorded] == printed
    assert [quotation["number"] for quotation in recorded] == [*range(1, len(printed) + 1)]


def inlines(block: Any) -> Iterator[Any]:
    return walk_inlines(inlines_of(block))


@every_edition
def test_selectors_lead_to_the_words_in_the_source_files(edition: tuple[Any, str]) -> None:
    """Read from the files as anybody would: no loader of ours in between."""
    one = made(*edition)
    found = 0
    for quotation in one.evidence["quotations"]:
        data = (one.dossier / "texts" / f"{quotation['source']}.txt").read_bytes()
        text = data.decode("utf-8-sig")
        for piece in quotation["pieces"]:
            if piece["kind"] != "words":
                continue
            quote, position = piece["selector"]
            start, end = position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])
            found += 1
    assert found > 30


@every_edition
def test_pieces_add_up_to_what_is_printed(edition: tuple[Any, str]) -> None:
    for quotation in made(*edition).evidence["quotations"]:
        joined = "".join(piece["text"] for piece in quotation["pieces"])
        block = quotation["set"] == "block"
        assert quotation["text"] == (joined if block else in_quotes(joined))


@every_edition
def test_sources_carry_the_digests_of_their_files(edition: tuple[Any, str]) -> None:
    one = made(*edition)
    sources = {source["id"]: source for source in one.evidence["sources"]}
    assert {quotation["source"] for quotation in one.evidence["quotations"]} <= set(sources)
    for name, source in sources.items():
        data = (one.dossier / "texts" / f"{name}.txt").read_bytes()
        assert source["sha256"] == hashlib.sha256(data).hexdigest()
        assert source["title"]


@every_edition
def test_every_quotation_has_its_speaker_and_its_notes(edition: tuple[Any, str]) -> None:
    evidence = made(*edition).evidence
    notes = {note["number"]: note["text"] for note in evidence["notes"]}
    for quotation in evidence["quotations"]:
        attribution = quotation["attribution"]
        assert attribution["position"] == "after"
        assert attribution["text"].startswith("—")
        assert attribution["named"].lower() in attribution["text"].lower()
        assert quotation["notes"]
        assert all(notes[number] for number in quotation["notes"])


def test_an_ellipsis_says_what_it_leaves_out(memo: Made) -> None:
    quotation = memo.quotation("tired-pilot")
    kinds = [piece["kind"] for piece in quotation["pieces"]]
    assert kinds == ["words", "omission", "words"]
    assert quotation["pieces"][1]["omits"] == "the lights of the city stand behind the marks,"
    assert quotation["text"].startswith("The channel is narrow, … and")


def test_a_bracket_says_what_it_stands_for(memo: Made) -> None:
    found = [piece["stands_for"] for piece in pieces(memo.evidence, "insertion")]
    assert {"W", "it"} <= set(found)
    assert memo.quotation("by-decibels")["text"].startswith("[w]e ask")


def test_where_and_how_it_is_printed(memo: Made) -> None:
    block, running = memo.quotation("rule-bends"), memo.quotation("hard-to-cheat")
    assert (block["set"], running["set"]) == ("block", "running")
    assert block["heading"] == "Whoever reads only the claims learns what matters."
    assert running["manner"] == "concedes"
    assert block["after"].startswith("—\xa0Harbor master")


def test_notes_and_quotations_agree_on_one_pagers() -> None:
    evidence = made(HARBOR, "sheet").evidence
    assert evidence["note_style"] == "sources"
    assert len(evidence["notes"]) == len(evidence["sources"]) == 4


# Bytes and schema ------------------------------------------------------------------------------


@every_edition
def test_the_published_schema_admits_it(edition: tuple[Any, str]) -> None:
    schema = published_schemas()["evidence"]
    assert admits(schema, made(*edition).evidence, schema)


def test_the_schema_is_told_in_words() -> None:
    schema = published_schemas()["evidence"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    keys = [
        (name, key, value)
        for name, shape in (("", schema), *schema["$defs"].items())
        for key, value in shape["properties"].items()
        if "const" not in value
    ]
    assert len(keys) > 40
    assert [(name, key) for name, key, value in keys if "description" not in value] == []
    assert not any("$id" in node for node in nodes(schema))


@pytest.mark.parametrize(
    "damage",
    [
        lambda record: record.pop("sources"),
        lambda record: record.update(extra=1),
        lambda record: record["quotations"][0].update(cut="long"),
        lambda record: record["quotations"][0]["pieces"][0].update(kind="words, roughly"),
        lambda record: record["sources"][0].update(sha256="abc"),
        lambda record: record["sources"][0].update(id="../../etc/passwd"),
        lambda record: record["quotations"][0].update(text=""),
    ],
)
def test_what_the_schema_refuses_is_not_read(damage: Any, memo: Made) -> None:
    record = json.loads(as_bytes(memo.evidence))
    damage(record)
    with pytest.raises(EvidenceError, match="the evidence is damaged"):
        read_evidence(as_bytes(record))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_record_is_not_read(data: bytes) -> None:
    with pytest.raises(EvidenceError, match="the evidence is damaged"):
        read_evidence(data)


def test_another_version_is_told_as_such(memo: Made) -> None:
    record = memo.evidence | {"format": "briefgen-evidence-2", "new": True}
    with pytest.raises(EvidenceError, match="another version: briefgen-evidence-2"):
        read_evidence(as_bytes(record))


def test_bytes_are_canonical_and_come_back(memo: Made) -> None:
    data = as_bytes(memo.evidence)
    shuffled = dict(reversed(memo.evidence.items()))
    assert as_bytes(shuffled) == data
    assert json.loads(data) == memo.evidence
    assert read_evidence(data).model_dump(mode="json") == memo.evidence


def test_characters_that_xml_cannot_carry_are_escaped() -> None:
    data = as_bytes({"a": "\ufffe\uffff\x00\r☃"})
    assert data == '{"a":"\\ufffe\\uffff\\u0000\\r☃"}'.encode()
    assert json.loads(data) == {"a": "\ufffe\uffff\x00\r☃"}


def test_another_process_writes_the_same_bytes(memo: Made) -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from conftest import HARBOR\n"
        "from editing import made\n"
        "from briefgen.evidence import as_bytes\n"
        "sys.stdout.buffer.write(as_bytes(made(HARBOR, 'memo').evidence))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert done.stdout == as_bytes(memo.evidence)
