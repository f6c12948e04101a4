"""The peers: each makes a file of a `Material`, as people would use it.

In: a `Material`. Out: bytes. What can be set up once (style sheets, fonts, templates, the list of
fonts of Typst) is set up when the peer is made, so that it is as warm as briefgen. A peer whose
tool is not there raises MissingDependencyError, and no figure is made up for it.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from briefgen.errors import BriefgenError, MissingDependencyError

from .content import Material, Page

READER = "markdown-smart-implicit_figures"
"""Pandoc's Markdown as it is written: quotation marks and captions are not to be changed."""
_HINT = "run: python -m pip install -c constraints.txt '.[bench]'"
_PAPER = {"letter": "us-letter", "a4": "a4"}


class Peer(Protocol):
    """One way to make one kind of file."""

    def make(self, material: Material) -> bytes: ...


# tools ----------------------------------------------------------------------------------------


def library(name: str, distribution: str) -> Any:
    """The module *name*. Raises MissingDependencyError."""
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingDependencyError(f"{distribution} is not installed", hint=_HINT) from error


def pandoc_path() -> str:
    """The pandoc that `pypandoc-binary` brings. Raises MissingDependencyError."""
    pypandoc = library("pypandoc", "pypandoc-binary")
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise MissingDependencyError("pandoc is not installed", hint=_HINT) from error


def office_path() -> str:
    """LibreOffice. Raises MissingDependencyError."""
    found = shutil.which("soffice")
    if found is None:
        raise MissingDependencyError(
            "LibreOffice is not installed",
            hint="run: sudo apt-get install libreoffice-writer-nogui",
        )
    return found


def versions() -> dict[str, str]:
    """Every tool of the comparison and its version; “missing” where it is not there."""
    found = {"Python": sys.version.split()[0]}
    for name in ("briefgen", "weasyprint", "python-docx", "docxtpl", "typst", "pypandoc-binary"):
        found[name] = _version_of(name)
    found["pandoc"] = _told(pandoc_path)
    found["LibreOffice"] = _told(office_path)
    return found


def _version_of(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "missing"


def _told(path: Callable[[], str]) -> str:
    """The version that a program tells of itself."""
    try:
        words = run([path(), "--version"]).decode().split()
    except BriefgenError:
        return "missing"
    return next((word for word in words if word[0].isdigit()), "unknown")


def run(command: list[str]) -> bytes:
    """What *command* prints. Raises BriefgenError where it fails."""
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BriefgenError(f"{Path(command[0]).name} failed: {said[-1] if said else 'silently'}")
    return done.stdout


# pandoc and Typst -----------------------------------------------------------------------------


class Pandoc:
    """Markdown to Word."""

    def __init__(self) -> None:
        self.path = pandoc_path()

    def make(self, material: Material) -> bytes:
        with TemporaryDirectory() as folder:
            return self.convert(material.write_markdown(Path(folder))).read_bytes()

    def convert(self, markdown: Path) -> Path:
        """The Word file beside *markdown*."""
        made = markdown.with_suffix(".docx")
        here = f"--resource-path={markdown.parent}"
        run([self.path, "--from", READER, here, str(markdown), "--output", str(made)])
        return made


class PandocTypst:
    """Markdown to Typst to PDF."""

    def __init__(self, paper: str = "letter") -> None:
        self.path = pandoc_path()
        self._typst = library("typst", "typst")
        self._paper = _PAPER[paper]
        self._compiler: Any = None
        self._root = Path()

    def make(self, material: Material) -> bytes:
        with TemporaryDirectory() as folder:
            return self.convert(material.write_markdown(Path(folder))).read_bytes()

    def convert(self, markdown: Path) -> Path:
        """The PDF beside *markdown*."""
        source, made = markdown.with_suffix(".typ"), markdown.with_suffix(".pdf")
        variables = ["--standalone", "--variable", f"papersize={self._paper}"]
        command = [self.path, "--from", READER, "--to", "typst", *variables]
        run([*command, str(markdown), "--output", str(source)])
        self._compiler_in(markdown.parent).compile(
            input=str(source), output=str(made), format="pdf"
        )
        return made

    def _compiler_in(self, folder: Path) -> Any:
        """A compiler for files in *folder*: finding all fonts takes it long, and only once."""
        if self._compiler is None or self._root != folder:
            self._compiler, self._root = self._typst.Compiler(root=str(folder)), folder
        return self._compiler


# docxtpl --------------------------------------------------------------------------------------


class DocxTemplate:
    """A Word template, filled."""

    def __init__(self) -> None:
        from .word_template import template

        self._docxtpl = library("docxtpl", "docxtpl")
        self._template = template()

    def make(self, material: Material) -> bytes:
        document = self._docxtpl.DocxTemplate(io.BytesIO(self._template))
        document.render(dict(material.values), autoescape=True)
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()


class DocxTemplateOffice:
    """A Word template, filled, and converted by LibreOffice to PDF."""

    def __init__(self) -> None:
        self._template = DocxTemplate()
        self._office = office_path()
        # A profile of its own, set up at the first run: nothing of the user's is touched.
        self._profile = TemporaryDirectory()

    def make(self, material: Material) -> bytes:
        with TemporaryDirectory() as folder:
            source = Path(folder) / "edition.docx"
            source.write_bytes(self._template.make(material))
            profile = f"-env:UserInstallation={Path(self._profile.name).as_uri()}"
            command = [self._office, profile, "--headless", "--convert-to", "pdf"]
            run([*command, "--outdir", folder, str(source)])
            return source.with_suffix(".pdf").read_bytes()


# the floor ------------------------------------------------------------------------------------


class BareWeasyPrint:
    """The same pages, PDF variant and attachment through WeasyPrint, with nothing around it."""

    def __init__(self) -> None:
        from briefgen.render.engine import PDF_VARIANT

        self._engine = library("weasyprint", "weasyprint")
        self._fonts = library("weasyprint.text.fonts", "weasyprint").FontConfiguration()
        self._variant = PDF_VARIANT
        self._style_sheets: dict[str, Any] = {}

    def make(self, material: Material) -> bytes:
        return self.write(material.page)

    def write(self, page: Page) -> bytes:
        attachment = self._engine.Attachment(
            string=page.evidence, name="evidence.json", relationship="Data"
        )
        written: bytes = self._engine.HTML(string=page.html).write_pdf(
            stylesheets=[self._style_sheet(page.css)],
            font_config=self._fonts,
            pdf_variant=self._variant,
            attachments=[attachment],
        )
        return written

    def _style_sheet(self, css: str) -> Any:
        if css not in self._style_sheets:
            made = self._engine.CSS(string=css, font_config=self._fonts)
            self._style_sheets[css] = made
        return self._style_sheets[css]


class BareDocx:
    """The same words through python-docx, with nothing around it."""

    def __init__(self) -> None:
        self._bases: dict[str, bytes] = {}

    def make(self, material: Material) -> bytes:
        from . import plain_docx

        layout = material.document.meta.layout
        if layout not in self._bases:
            self._bases[layout] = plain_docx.base_of(material)
        return plain_docx.write(material, self._bases[layout])


PEERS: dict[tuple[str, str], Callable[[], Peer]] = {
    ("pandoc", "docx"): Pandoc,
    ("docxtpl", "docx"): DocxTemplate,
    ("bare python-docx", "docx"): BareDocx,
    ("pandoc + Typst", "pdf"): PandocTypst,
    ("docxtpl + LibreOffice", "pdf"): DocxTemplateOffice,
    ("bare WeasyPrint", "pdf"): BareWeasyPrint,
}
"""Each peer by its name and the format that it makes."""
