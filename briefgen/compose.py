"""Composing: an edition and its template become a proven `Document`.

In: an `Edition` and the `Templates` at hand. Out: a `Document` with every increment that the
edition may show. Templates run in Jinja2's sandbox, with autoescape and StrictUndefined: they can
neither reach beyond the edition nor print what is not there. Every start tag is marked with its
template and line, so that `briefhtml` can say where a mistake stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from types import CodeType, TracebackType
from typing import Any

import jinja2
from jinja2 import meta
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefgen.briefhtml import NO_SOURCES, Pictures
from briefgen.claimed import UNMARKED, invented
from briefgen.counts import many
from briefgen.dates import long_date
from briefgen.document import Document, Labels, Meta
from briefgen.drawings import svg_problem, written_in
from briefgen.editions import Edition
from briefgen.endmarks import colon, comma, full_stop, no_stop
from briefgen.errors import InputErrors, Place, TemplateError, printable
from briefgen.ids import nearest
from briefgen.languages import LANGUAGE, with_languages
from briefgen.reparsing import Parser
from briefgen.resources import Templates
from briefgen.sources import Source
from briefgen.typesetting import typeset, unbroken, upper_first

# A start tag whose name is written out: templates may compute names, these then go unmarked.
_START_TAG = re.compile(r"<([a-z][a-z0-9]*)(?=[\s>/])")
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_PICTURE = ".svg.j2"
_MOST_ATTRIBUTES = 4096
"""Attributes that are remembered: templates may make names up without end."""
_MOST_COMPILED = 64
"""Compiled templates that a process remembers, of all the dossiers that it opened."""
# How Jinja2 names what lacks a field, and the field of an edition that is lacking.
_OF_OURS = re.compile(r"'briefgen\.[\w.]*?(\w+) object'")
_LACKING = re.compile(r"^'briefgen\.editions\.Edition object' has no attribute '(\w+)'")

_IMPORTED = "'jinja2.environment.TemplateModule object'"


def drawn_by(picture: str) -> str:
    """The name of the template that draws *picture*."""
    return f"{picture}{_PICTURE}"


class Composer:
    """The template environment, set up once: templates are parsed when first needed."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._environment = _environment(templates)
        self._parser = Parser()

    def compose(
        self,
        edition: Edition,
        pictures: Pictures | None = None,
        sources: Mapping[str, Source] = NO_SOURCES,
    ) -> Document:
        """The document of *edition*, unpruned and unnumbered.

        Whatever it sets in quotation marks stands in one of *sources*.

        Raises `TemplateError`, or `InputErrors` of them, naming template, line and element.
        """
        if mistakes := tuple(self._invented_words(edition, sources)):
            raise InputErrors(mistakes)
        name = edition.length.template
        html = self.html(edition)
        path = str(self._templates.find(name))
        parsed = self._parser.parse(html, edition.excerpts, pictures or Pictures(), path, sources)
        document = Document(_meta(edition), parsed.body, parsed.header, parsed.footer)
        return with_languages(document, edition.excerpts, edition.records)

    def _invented_words(
        self, edition: Edition, sources: Mapping[str, Source]
    ) -> Iterator[TemplateError]:
        """The templates' own words that are set in quotation marks and stand in no source."""
        own = edition.audience
        for name, text in edition.words.items():
            for flaw in invented(text, sources.values()):
                file = Place(str(self._templates.find("lengths.yaml")))
                place = own.where("words", name) if name in own.words else file
                yield TemplateError(f"words: {printable(name)}: {flaw}", place, UNMARKED)

    def draw(self, name: str, sources: Mapping[str, Source], /, **values: object) -> str:
        """The SVG that the template *name* paints from *values*. Raises `TemplateError`.

        Whatever it sets in quotation marks stands in one of *sources*.
        """
        drawing = self._render(name, **values)
        place = Place(str(self._templates.find(name)))
        if problem := svg_problem(drawing.encode()):
            raise TemplateError(f"the drawing {problem}", place)
        for flaw in invented(written_in(drawing), sources.values()):
            raise TemplateError(f"the drawing: {flaw}", place, UNMARKED)
        return drawing

    def reads(self, name: str) -> tuple[str, ...]:
        """The template *name* and all that it may import, directly or not; sorted."""
        found: set[str] = set()
        due = [name]
        while due:
            one = due.pop()
            if one not in found and (one == name or self._templates.have(one)):  # may be optional
                found.add(one)
                due += self._named_in(one)
        return tuple(sorted(found))

    def _named_in(self, name: str) -> tuple[str, ...]:
        """The templates that the template *name* itself imports; none where it cannot be read.

        What is wrong with it is told where it is composed.
        """
        try:
            named = set(_imported_by(self._templates.read(name)))
        except (jinja2.TemplateSyntaxError, TemplateError):
            return ()
        if None in named:  # one whose name is computed may be any
            named |= {each for each in self._templates.names() if each.endswith(".j2")}
        return tuple(each for each in named if each is not None)

    def html(self, edition: Edition) -> str:
        """The brief HTML that the template of *edition* writes. Raises `TemplateError`."""
        return self._render(edition.length.template, edition=edition)

    def _render(self, name: str, **values: object) -> str:
        path = str(self._templates.find(name))
        try:
            return self._environment.get_template(name).render(**values)
        except jinja2.TemplateSyntaxError as error:
            place = Place(error.filename or path, error.lineno)
            raise TemplateError(printable(error.message or "syntax error"), place) from error
        except jinja2.TemplateNotFound as error:
            place = _last_place(error.__traceback__) or Place(path)
            missing = self._templates.missing(str(error.name))
            raise TemplateError(missing.message, place, missing.hint) from error
        except TemplateError:
            raise
        except Exception as error:
            # A template is the user's own program: whatever it raises is its mistake, never a bug
            # of ours; our frames are not among the template's lines.
            place = _last_place(error.__traceback__) or Place(path)
            raise TemplateError(_in_words(error), place, _hint(error)) from error


def _meta(edition: Edition) -> Meta:
    return Meta(
        identifier=f"{edition.dossier}/{edition.name}",
        title=typeset(edition.title),
        language=LANGUAGE,
        issued=edition.issued,
        author=edition.issuer.name,
        subject=edition.question,
        keywords=(edition.proposal, edition.audience.name, edition.length.name),
        page_size=edition.page_size,
        layout=edition.length.layout,
        note_style=edition.length.notes,
        labels=Labels(**{one.name: edition.words[one.name] for one in fields(Labels)}),
    )


# --- the environment ---------------------------------------------------------------------------


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which asks once for each type what templates may read of it.

    Whether an attribute is safe depends on its name and on what its object is an instance of; a
    page reads some seven hundred.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        asked = (type(obj), attr)
        known = self._safe.get(asked)
        if known is not None:
            return known
        safe = super().is_safe_attribute(obj, attr, value)
        if len(self._safe) < _MOST_ATTRIBUTES:
            self._safe[asked] = safe
        return safe


class _Compiled(jinja2.BytecodeCache):
    """What templates were compiled to in this process, for the workshops of all its dossiers."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{name}\0{filename}"  # Compiled code names both. Paths need not be UTF-8.

    def get_source_checksum(self, source: str) -> str:
        return source

    def load_bytecode(self, bucket: Bucket) -> None:
        source, code = self._codes.get(bucket.key, ("", None))
        bucket.code = code if source == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is None:
            return
        self._codes[bucket.key] = (bucket.checksum, bucket.code)
        if len(self._codes) > _MOST_COMPILED:
            del self._codes[next(iter(self._codes))]


_COMPILED = _Compiled()


@lru_cache(maxsize=_MOST_COMPILED)
def _imported_by(source: str) -> frozenset[str | None]:
    """The names of the templates that *source* imports; None stands for one that is computed.

    Most dossiers are written by the same templates, and each is parsed but once.
    """
    return frozenset(meta.find_referenced_templates(_Sandbox(autoescape=True).parse(source)))


def _environment(templates: Templates) -> jinja2.Environment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if not templates.have(name):
            return None
        path = templates.find(name)
        text = templates.read(name)
        # A picture goes into files as it is: no marks of where its elements were written.
        marked = text if name.endswith(_PICTURE) else _marked(text, str(path))
        return marked, str(path), lambda: True

    environment = _Sandbox(
        loader=jinja2.FunctionLoader(load),
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        upper_first=upper_first,
        full_stop=full_stop,
        no_stop=no_stop,
        colon=colon,
        comma=comma,
        many=many,
        long_date=long_date,
        unbroken=unbroken,
    )
    return environment


def _marked(source: str, path: str) -> str:
    """*source* with ``data-at="path:line"`` in every start tag outside Jinja's own brackets."""
    mark = path.replace("&", "&amp;").replace('"', "&quot;")

    def tag(match: re.Match[str], line: int) -> str:
        return f'<{match[1]} data-at="{mark}:{line}"'

    parts: list[str] = []
    line = 1
    for text, is_markup in _split(source):
        if is_markup:
            position = 0
            for match in _START_TAG.finditer(text):
                parts += [text[position : match.start()]]
                parts += [tag(match, line + text.count("\n", 0, match.start()))]
                position = match.end()
            parts.append(text[position:])
        else:
            parts.append(text)
        line += text.count("\n")
    return "".join(parts)


def _split(source: str) -> Iterator[tuple[str, bool]]:
    """*source* as runs of markup (True) and of Jinja's brackets (False)."""
    position = 0
    for match in _JINJA.finditer(source):
        yield source[position : match.start()], True
        yield match[0], False
        position = match.end()
    yield source[position:], True


# --- errors ------------------------------------------------------------------------------------


def _last_place(traceback: TracebackType | None) -> Place | None:
    """The innermost template line of a traceback (Jinja2 rewrites its frames to the source)."""
    found = None
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            found = Place(name, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def _in_words(error: Exception) -> str:
    if isinstance(error, jinja2.UndefinedError):
        said = _OF_OURS.sub(lambda found: f"the {found[1].lower()}", error.message or "")
        said = said.replace(_IMPORTED, "the imported template")
        return f"unknown variable: {printable(said)}"
    return f"the template failed: {printable(error)}"


def _hint(error: Exception) -> str:
    if isinstance(error, jinja2.UndefinedError):
        names = [field.name for field in fields(Edition)]
        lacking = _LACKING.search(error.message or "")
        if lacking and (meant := nearest(lacking[1], names)):
            return f"did you mean edition.{meant}?"
        if _IMPORTED in (error.message or ""):
            return "the macros of the house are in parts.html.j2"
        return "the fields of an edition are in briefgen/editions.py, class Edition"
    return ""
