"""Presses: what lays documents out, in this process (`pdf`) or in another one (`beside`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from briefgen.document import Document
    from briefgen.render.pdf import Attachment

__all__ = ["AnyLaidOut", "AnyPress"]


class AnyLaidOut(Protocol):
    """A document on its pages; see `pdf.LaidOut`."""

    @property
    def pages(self) -> int: ...
    @property
    def heights(self) -> Mapping[str, float]: ...
    @property
    def fills(self) -> tuple[float, ...]: ...
    def pdf(self, *, identifier: bytes | str, attachments: Sequence[Attachment] = ()) -> bytes: ...


class AnyPress(Protocol):
    """A layout engine set up for one house style; see `pdf.Press`."""

    def heights(self, document: Document) -> Mapping[str, float]: ...
    def lay_out(self, document: Document, like: Any = None) -> AnyLaidOut: ...
