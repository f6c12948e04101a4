"""The shapes of `sources.yaml`: one bibliographic record per source, under CSL-JSON names.

In: the file as a tree. Out: frozen models. Rules that concern one record stand here; those that
compare records stand in `references`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from briefgen.kinds import Kind
from briefgen.values import (
    Date,
    Digest,
    Id,
    Language,
    ParagraphNumber,
    Text,
    Url,
    mistake,
)
from briefgen.yamlshape import Shape


class NameShape(Shape):
    """A person or body under CSL-JSON names."""

    family: Text = ""
    """Family name."""
    given: Text = ""
    """Given names."""
    literal: Text = ""
    """The whole name, where it does not split."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core_schema)]}

    @model_validator(mode="before")
    @classmethod
    def _literal(cls, data: Any) -> Any:
        # a plain string is a name that does not split
        return {"literal": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _named(self) -> NameShape:
        if not (self.family or self.literal):
            raise mistake("the author has no name", "write {family: …, given: …} or {literal: …}")
        return self


class PassedOverShape(Shape):
    """A paragraph that was read and left out on purpose."""

    paragraph: ParagraphNumber
    """Number of the paragraph; the headline counts as one."""
    reason: Text
    """Why nothing of it is quoted."""


class SourceShape(Shape):
    """The bibliographic record of a source, under CSL-JSON names."""

    id: Id
    """Name of the source: its text is texts/<id>.txt, its excerpts are in excerpts/<id>.yaml."""
    kind: Kind | None = None
    """What sort of source it is."""
    type: Text = ""
    """The CSL type, such as article-newspaper."""
    title: Text = ""
    """The title; the first paragraph of the text where missing."""
    author: tuple[NameShape, ...] = ()
    """The authors."""
    container_title: Text = Field("", alias="container-title")
    """The newspaper, journal or site."""
    publisher: Text = ""
    """The publisher."""
    issued: Date | None = None
    """When it was published, as EDTF: 2026-02-15, 2025-11~, 2024-11/2024-12."""
    accessed: Date | None = None
    """When it was read."""
    basis: Text = ""
    """How an uncertain date was inferred."""
    url: Url = Field("", alias="URL")
    """Its address, where it is known; never guessed."""
    language: Language = "en"
    """Its language, as a BCP 47 tag."""
    reliability: Text = ""
    """A remark on how far it can be trusted; printed in source notes."""
    paragraphs: Literal["blocks", "lines"] | None = None
    """How the text is divided: blocks between blank lines, or one paragraph a line."""
    boilerplate: tuple[Text, ...] = ()
    """First words of passages that are not the article; they cannot be quoted."""
    passed_over: tuple[PassedOverShape, ...] = ()
    """Paragraphs that were read and left out on purpose."""
    reference_marks: Literal["brackets"] | None = None
    """brackets: marks such as [1][3] are dropped from the source's words."""
    sha256: Digest | None = None
    """Digest of the text's bytes, written by `briefgen check --record`."""


class SourcesFile(Shape):
    """sources.yaml: one bibliographic record per source."""

    sources: tuple[SourceShape, ...]
    """The records."""
