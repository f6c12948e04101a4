"""Workshops: what every edition of one dossier shares, set up once per process.

In: the templates of a dossier, the user's before the shipped ones. Out: a `Workshop`, which loads
each part when it is first asked for: checking must not pay for a layout engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from briefgen.assembling import assemble
from briefgen.audit import Audit, audit
from briefgen.catalog import Audience, Catalog, Length, load_catalog
from briefgen.compose import Composer
from briefgen.dossier import Known, load
from briefgen.fingerprints import fingerprint, proven
from briefgen.house import House, load_house
from briefgen.outline import Outline
from briefgen.resources import Templates, templates_for

if TYPE_CHECKING:
    from briefgen.render.pdf import Press


_Made = TypeVar("_Made")


class _Latest(Generic[_Made]):
    """A function of outlines that remembers what it made of the last one."""

    def __init__(self, make: Callable[[Outline], _Made]) -> None:
        self._make = make
        self._last: tuple[Outline, _Made] | None = None

    def __call__(self, outline: Outline) -> _Made:
        if self._last is None or self._last[0] is not outline:
            self._last = (outline, self._make(outline))
        return self._last[1]


class Workshop:
    """What every edition of one dossier shares, set up once per process."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates
        self.catalog: Catalog = load_catalog(templates)
        self.composer = Composer(templates)
        self.audited: Callable[[Outline], Audit] = _Latest(audit)
        """The audit of an outline, made once however many editions show it."""
        self.proven: Callable[[Outline], Mapping[str, str]] = _Latest(proven)
        """Likewise the digests of its excerpts."""

    @classmethod
    def open(cls, dossier: Path | None = None) -> Workshop:
        """The workshop for the dossier in this folder, whose own templates shadow the shipped."""
        return cls(templates_for(dossier))

    def read(self, dossier: Path) -> Outline:
        """The outline of the dossier in this folder. Raises `InputErrors` with every mistake."""
        return assemble(load(dossier, Known(self.catalog.audiences, self.catalog.lengths)))

    @property
    def audiences(self) -> Mapping[str, Audience]:
        return self.catalog.audiences

    @property
    def lengths(self) -> Mapping[str, Length]:
        return self.catalog.lengths

    @cached_property
    def house(self) -> House:
        return load_house(self.templates)

    @cached_property
    def house_digest(self) -> str:
        return fingerprint(self.house)

    @cached_property
    def press(self) -> Press:
        # WeasyPrint is loaded here and nowhere else: checking and planning by words need it not.
        from briefgen.render.pdf import Press

        return Press(self.house)
