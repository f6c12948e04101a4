"""Workshops: what every edition of one dossier shares, set up once per process.

In: the templates of a dossier, the user's before the shipped ones. Out: a `Workshop`, which loads
each part when it is first asked for: checking must not pay for a layout engine.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from briefgen.assembling import assemble
from briefgen.audit import Audit, audit
from briefgen.audit.names import theme_findings
from briefgen.catalog import Audience, Catalog, Length, load_catalog
from briefgen.citations import Whole
from briefgen.compose import Composer, drawn_by
from briefgen.dossier import Known, load
from briefgen.editions import Edition
from briefgen.errors import BriefgenError, printable
from briefgen.fingerprints import file_digest, fingerprint, proven
from briefgen.house import House, load_house
from briefgen.outline import Outline
from briefgen.reading import readable, shown
from briefgen.resources import Templates, templates_for
from briefgen.stamps import dossier_stamp

if TYPE_CHECKING:
    from briefgen.render.presses import AnyPress


_Made = TypeVar("_Made")
_EDITIONS, _DOCUMENTS = 40, 4
"""So many are remembered; documents are bigger, and wanted again at once or not at all."""
_PATIENCE = 4
"""Times that a dossier is read at most until it stays what it was."""


class Memory(Generic[_Made]):
    """What was made of one outline, by what it was made for; another outline ends it."""

    def __init__(self, most: int) -> None:
        """Keeps the *most* recent."""
        self._most = most
        self._outline: Outline | None = None
        self._made: dict[Hashable, _Made] = {}

    def recall(self, outline: Outline, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What was made of *outline* for *key*, or what is made now."""
        if self._outline is not outline:
            self._outline = outline
            self._made.clear()
        made = self._made.pop(key) if key in self._made else make()
        self._made[key] = made
        if len(self._made) > self._most:
            del self._made[next(iter(self._made))]
        return made


class Workshop:
    """What every edition of one dossier shares, set up once per process."""

    def __init__(
        self, templates: Templates, press_for: Callable[[House], AnyPress] | None = None
    ) -> None:
        """*press_for* makes the press; without it, it is one of this process."""
        self.templates = templates
        self._press_for = press_for
        self.catalog: Catalog = load_catalog(templates)
        self.composer = Composer(templates)
        self.editions: Memory[Edition] = Memory(_EDITIONS)
        """The editions of an outline, by their requests."""
        self.documents: Memory[tuple[Edition, Whole]] = Memory(_DOCUMENTS)
        """Their documents with all that they may show, by the identity of the edition beside."""
        self._audits: Memory[Audit] = Memory(1)
        self._proofs: Memory[Mapping[str, str]] = Memory(1)
        self._template_digests: dict[str, Mapping[str, str]] = {}
        self._read: tuple[Path, str, Outline] | None = None

    @classmethod
    def open(
        cls, dossier: Path | None = None, press_for: Callable[[House], AnyPress] | None = None
    ) -> Workshop:
        """The workshop for the dossier in this folder, whose own templates shadow the shipped."""
        with readable():
            return cls(templates_for(dossier), press_for)

    def read(self, dossier: Path) -> Outline:
        """The outline of the dossier in this folder, the same one as long as no file changes.

        Raises `InputErrors` with every mistake, and `BriefgenError` if it changes all the time.
        """
        before = dossier_stamp(dossier)
        for _ in range(_PATIENCE):
            if self._read is not None and self._read[:2] == (dossier, before):
                return self._read[2]
            with readable():
                found = load(dossier, Known(self.catalog.audiences, self.catalog.lengths))
            outline = assemble(found)
            self._read = (dossier, before, outline)
            # What is changed while it is read must not pass for what it was, or will be.
            before = dossier_stamp(dossier)
        raise BriefgenError(
            f"the dossier {printable(dossier)} changes while it is read", hint="try again"
        )

    def audited(self, outline: Outline) -> Audit:
        """The audit of *outline*, made once however many editions show it."""

        def make() -> Audit:
            return audit(outline, theme_findings(outline, self.audiences.values(), self._own()))

        return self._audits.recall(outline, None, make)

    def template_digests(self, name: str) -> Mapping[str, str]:
        """The digests of the template *name* and of all that it may import, by name, taken once.

        A workshop composes by the templates that it has read, whatever becomes of their files.
        """
        if name not in self._template_digests:
            self._template_digests[name] = {
                one: file_digest(self.templates.find(one)) for one in self.composer.reads(name)
            }
        return self._template_digests[name]

    def template_names(self) -> Iterator[str]:
        """The templates that its editions and their figures read, some more than once."""
        for length in self.lengths.values():
            yield from self.composer.reads(length.template)
            yield from map(drawn_by, length.figures)

    def _own(self) -> set[str]:
        """The audiences that the dossier's own templates have."""
        own, *shipped = self.templates.folders
        file = shown(own / "audiences.yaml") if shipped else ""
        return {name for name, one in self.audiences.items() if one.place.file == file}

    def proven(self, outline: Outline) -> Mapping[str, str]:
        """The digests of the excerpts of *outline*, made once."""
        return self._proofs.recall(outline, None, partial(proven, outline))

    @property
    def audiences(self) -> Mapping[str, Audience]:
        return self.catalog.audiences

    @property
    def lengths(self) -> Mapping[str, Length]:
        return self.catalog.lengths

    @cached_property
    def house(self) -> House:
        return load_house(self.templates, self.catalog.lengths.values())

    @cached_property
    def house_digest(self) -> str:
        return fingerprint(self.house)

    @cached_property
    def press(self) -> AnyPress:
        if self._press_for is not None:
            return self._press_for(self.house)
        # Loads WeasyPrint, which neither checking nor planning by words needs.
        from briefgen.render.pdf import Press

        return Press(self.house)
