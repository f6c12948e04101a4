"""What tests are written with: one tiny source, proven excerpts of it, words, few editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from briefgen.dates import EdtfDate
from briefgen.document import Inline, Text
from briefgen.errors import NOWHERE
from briefgen.excerpts import Excerpt, Manner, Speaker, locate
from briefgen.sources import Name, Record, Source, read_source
from briefgen.workshop import Workshop


def source(text: str, name: str = "gazette", **record: Any) -> Source:
    """A source of one text; *record* holds what differs from a plain news report."""
    known = {"kind": "news", "title": f"Title of {name}", "container_title": "Alder Gazette"}
    if isinstance(issued := record.get("issued", "2026-02-12"), str):
        record["issued"] = EdtfDate.parse(issued)
    return read_source(Record(**{"id": name, **known, **record}), text.encode())


def excerpt(
    name: str, quote: str, of: Source, *, short: str = "", role: str = "chief", **known: Any
) -> Excerpt:
    """A proven excerpt; fails as the loader would where *quote* is not in the source."""
    quotation = locate(quote, of)
    defaults: Mapping[str, Any] = {
        "speaker": Speaker("", role),
        "tags": (),
        "asserts": {},
        "as_of": "",
        "weight": 3,
        "reserve": "",
        "manner": Manner.STATES,
        "quoted_from": "",
        "place": NOWHERE,
    }
    cut = locate(short, of, within=quotation) if short else None
    return Excerpt(id=name, quotation=quotation, short=cut, **{**defaults, **known})


def words(*parts: str | Inline) -> tuple[Inline, ...]:
    """Running text of a document; what is no plain text in it stands as it is."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def narrow(workshop: Workshop, *editions: str) -> None:
    """Leaves *workshop* only the audiences and lengths that *editions* name, for a short check."""
    audiences, lengths = zip(*(one.split("/") for one in editions), strict=True)
    workshop.catalog = replace(
        workshop.catalog,
        audiences={name: workshop.audiences[name] for name in audiences},
        lengths={name: workshop.lengths[name] for name in lengths},
    )


def person(family: str, given: str = "") -> Name:
    return Name(family, given)
