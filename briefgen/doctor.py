"""What is installed here, what is missing, what that means, and the command that mends it.

In: nothing but the machine. Out: `Finding`s. A finding *stops* the work when something that every
build needs is missing; the others only say what will be lost.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from briefgen import __version__, fonts
from briefgen.errors import BriefgenError, MissingDependencyError

State = Literal["ok", "lacking", "missing"]
_MARKS: dict[State, str] = {"ok": "ok", "lacking": "note", "missing": "MISSING"}
_OLDEST_PYTHON = (3, 11)
_PATIENCE = 30
"""Seconds that a program may take to tell its version."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for.

    *state* is ``ok``, ``lacking`` (briefs come out, but less well) or ``missing`` (they do not).
    """

    name: str
    state: State
    found: str = ""
    meaning: str = ""
    mend: str = ""

    @property
    def stops(self) -> bool:
        return self.state == "missing"

    def as_record(self) -> dict[str, str]:
        """The finding for programs."""
        return asdict(self)


def examine() -> tuple[Finding, ...]:
    """Look for everything that briefgen uses."""
    return (_python(), *_libraries(), *_system_libraries(), *_fonts(), _office(), _pictures())


def as_text(findings: Iterable[Finding]) -> str:
    """The findings as lines; under each that is not in order, what it means and what mends it."""
    listed = tuple(findings)
    width = max(len(finding.name) for finding in listed)
    lines = [f"briefgen {__version__}"]
    for finding in listed:
        lines.append(f"{_MARKS[finding.state]:8}{finding.name:{width}}  {finding.found}".rstrip())
        lines += [f"{'':8}  {finding.meaning}"] if finding.meaning else []
        lines += [f"{'':8}  mend: {finding.mend}"] if finding.mend else []
    return "\n".join([*lines, "", _verdict(listed)])


def _verdict(findings: tuple[Finding, ...]) -> str:
    if stops := [finding.name for finding in findings if finding.stops]:
        return f"Briefs cannot be built until this is mended: {', '.join(stops)}."
    if notes := [finding.name for finding in findings if finding.state == "lacking"]:
        return f"Briefs can be built. Worth mending: {', '.join(notes)}."
    return "Everything is in order."


# Python and its libraries ---------------------------------------------------------------------


def _python() -> Finding:
    found = f"{sys.version.split()[0]} ({sys.executable})"
    if sys.version_info[:2] >= _OLDEST_PYTHON:
        return Finding("Python", "ok", found)
    return Finding(
        "Python", "missing", found, "briefgen needs Python 3.11 or later", _package("python3")
    )


def _libraries() -> Iterator[Finding]:
    for name, least in _requirements():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            meaning = f"briefgen needs {name} {least} or later"
            yield Finding(name, "missing", "", meaning, _pip(name, least))
            continue
        if _numbers(found) < _numbers(least):
            meaning = f"briefgen is tested with {least} and later"
            yield Finding(name, "lacking", found, meaning, _pip(name, least))
        else:
            yield Finding(name, "ok", found)


def _requirements() -> list[tuple[str, str]]:
    """Name and least version of every library that briefgen declares, extras left out."""
    try:
        declared = metadata.requires("briefgen") or []
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return []
    found = (re.match(r"([\w.-]+)[^;]*?>=\s*([\d.]+)[^;]*$", line) for line in declared)
    return [(match[1], match[2]) for match in found if match]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _pip(name: str, least: str) -> str:
    return f"{sys.executable} -m pip install '{name}>={least}'"


# Libraries of the system ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _SystemLibrary:
    name: str
    files: tuple[str, ...]
    package: str
    """Name of the Debian package."""
    meaning: str
    needed: bool = True


_SYSTEM_LIBRARIES = (
    _SystemLibrary(
        "Pango",
        ("libpango-1.0.so.0", "libpango-1.0-0", "pango-1.0", "libpango-1.0.dylib"),
        "libpango-1.0-0",
        "no PDF can be laid out without it",
    ),
    _SystemLibrary(
        "PangoFT2",
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0", "pangoft2-1.0", "libpangoft2-1.0.dylib"),
        "libpangoft2-1.0-0",
        "no PDF can be laid out without it",
    ),
    _SystemLibrary(
        "harfbuzz-subset",
        (
            "libharfbuzz-subset.so.0",
            "libharfbuzz-subset-0",
            "harfbuzz-subset",
            "libharfbuzz-subset.dylib",
        ),
        "libharfbuzz-subset0",
        "PDFs come out, but writing each takes about three times as long",
        needed=False,
    ),
)


def _system_libraries() -> Iterator[Finding]:
    for wanted in _SYSTEM_LIBRARIES:
        library = _opened(wanted.files)
        if library is not None:
            yield Finding(wanted.name, "ok", _pango_version(library))
        else:
            state: State = "missing" if wanted.needed else "lacking"
            yield Finding(wanted.name, state, "", wanted.meaning, _package(wanted.package))


def _opened(files: Iterable[str]) -> ctypes.CDLL | None:
    for file in files:
        try:
            return ctypes.CDLL(file if "." in file else ctypes.util.find_library(file) or file)
        except OSError:
            continue
    return None


def _pango_version(library: ctypes.CDLL) -> str:
    try:
        tell = library.pango_version_string
    except AttributeError:  # one of the other libraries
        return "found"
    tell.restype = ctypes.c_char_p
    return str(tell().decode())


# Fonts ----------------------------------------------------------------------------------------

_FONT_PACKAGES = {
    "Carlito": "fonts-crosextra-carlito",
    "DejaVu Sans": "fonts-dejavu-core",
    "Noto Sans CJK SC": "fonts-noto-cjk",
}
_NOTO = "fonts-noto-core"


def _fonts() -> Iterator[Finding]:
    installed = _font_families()
    if installed is None:
        meaning = "briefgen cannot see which fonts there are"
        yield Finding("fonts", "lacking", "", meaning, _package("fontconfig"))
        return
    if not installed:
        meaning = "no PDF can be laid out without any font"
        yield Finding("fonts", "missing", "", meaning, _package("fonts-crosextra-carlito"))
        return
    for family, meaning in _wanted_fonts():
        if family in installed:
            yield Finding(family, "ok", "font")
        else:
            yield Finding(
                family, "lacking", "", meaning, _package(_FONT_PACKAGES.get(family, _NOTO))
            )


def _wanted_fonts() -> Iterator[tuple[str, str]]:
    """Families of the house style, each with what its absence means."""
    try:
        families = _house_families()
    except (BriefgenError, ImportError, LookupError, TypeError):
        # Reported elsewhere: by the findings on libraries, or by `briefgen check`.
        return
    text, fallbacks = families["text"], families["fallbacks"]
    meaning = f"another font is used, and lines may break differently in Word's {text['word']}"
    yield text["pdf"], meaning
    for fallback in fallbacks:
        scripts = ", ".join(fallback["scripts"])
        yield fallback["pdf"], f"characters of these scripts may have no font: {scripts}"


def _house_families() -> dict[str, Any]:
    from ruamel.yaml import YAML

    from briefgen.resources import templates_for

    return dict(YAML(typ="safe").load(templates_for().read("house.yaml"))["families"])


def _font_families() -> frozenset[str] | None:
    """The families that are installed, or None where nobody can tell."""
    try:
        return fonts.families()
    except MissingDependencyError:
        return None


# Programs -------------------------------------------------------------------------------------


def _office() -> Finding:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        meaning = "Word files are written, but their pages cannot be measured or shown as pictures"
        return Finding("LibreOffice", "lacking", "", meaning, _package("libreoffice-writer-nogui"))
    told = _output(program, "--version") or ""
    version = re.search(r"\d+(\.\d+)+", told)
    return Finding("LibreOffice", "ok", f"{version[0] if version else 'found'} ({program})")


def _pictures() -> Finding:
    program = shutil.which("pdftoppm")
    if program is not None:
        return Finding("pdftoppm", "ok", program)
    meaning = "pages cannot be turned into pictures (make gallery)"
    return Finding("pdftoppm", "lacking", "", meaning, _package("poppler-utils"))


def _output(program: str, *arguments: str) -> str | None:
    """What a program prints, or None where it is not there, fails or takes too long."""
    path = shutil.which(program)
    if path is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs and arguments, no shell
            [path, *arguments], capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace")


# How to install -------------------------------------------------------------------------------

_BREW = {
    "python3": "python",
    "libpango-1.0-0": "pango",
    "libpangoft2-1.0-0": "pango",
    "libharfbuzz-subset0": "harfbuzz",
    "poppler-utils": "poppler",
    "libreoffice-writer-nogui": "--cask libreoffice",
    "fonts-crosextra-carlito": "--cask font-carlito",
    "fonts-noto-core": "--cask font-noto-sans",
    "fonts-noto-cjk": "--cask font-noto-sans-cjk",
    "fonts-dejavu-core": "--cask font-dejavu",
}


def _package(debian: str) -> str:
    """The command that installs a Debian package, or what comes nearest on this system."""
    if Path("/usr/bin/apt-get").exists():
        return f"sudo apt-get install --no-install-recommends {debian}"
    if sys.platform == "darwin":
        return f"brew install {_BREW.get(debian, debian)}"
    return f"install what Debian calls {debian}"
