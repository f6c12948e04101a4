"""Shapes: YAML mappings with a closed set of keys, as frozen models that know their places.

In: a tree as `reading` makes it, every value with its place (`Written`). Out: the base class of all
models of YAML files, the dossier's and the house's. The texts under the fields of a shape are the
help that editors show (`schema` gathers it).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, PrivateAttr, model_validator

from briefgen.errors import Place
from briefgen.yamltree import WrittenMap, where

ITEM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "arguments": "argument",
        "stakeholders": "stakeholder",
        "next_steps": "next step",
        "background": "background topic",
        "timeline": "event",
        "facts": "fact",
        "status": "status entry",
        "votes": "vote",
        "talking_points": "talking point",
        "questions": "question",
        "options": "option",
        "obstacles": "obstacle",
        "sources": "source",
        "excerpts": "excerpt",
        "author": "author",
        "passed_over": "passed-over paragraph",
        "accept": "accepted finding",
    }
)
"""What a record in the list under each key is called in messages."""


class Shape(BaseModel):
    """A YAML mapping with a closed set of keys, which remembers where it was written.

    An optional key with nothing behind it counts as left out.
    """

    # Building is deferred because only the shapes of whole files are ever asked to validate.
    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    _written: WrittenMap | None = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        if not isinstance(data, dict):
            return handler(data)
        model = handler(cls._without_empty_options(data))
        if isinstance(data, WrittenMap):
            model._written = data
        return model

    @classmethod
    def _without_empty_options(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        if None not in data.values():
            return dict(data)
        optional = {
            field.alias or name
            for name, field in cls.model_fields.items()
            if not field.is_required()
        }
        return {
            key: value for key, value in data.items() if value is not None or key not in optional
        }

    @property
    def place(self) -> Place:
        """Where the record begins."""
        return self.where()

    @property
    def written(self) -> WrittenMap | None:
        """The mapping as it stood in the file, with the places of its keys and values."""
        return self._written

    def where(self, *path: int | str) -> Place:
        """The place of the value under *path* (YAML keys and list indexes)."""
        return where(self._written, path)

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The YAML keys of the shape, in the order in which they are documented."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @classmethod
    def required(cls) -> tuple[str, ...]:
        """Those of the keys that may not be left out."""
        fields = cls.model_fields.items()
        return tuple(field.alias or name for name, field in fields if field.is_required())
