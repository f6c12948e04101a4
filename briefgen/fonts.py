"""Fonts: which families are installed, and which characters they can show.

In: what fontconfig lists. Out: answers about families and characters. Nothing here needs
WeasyPrint: `check` and `doctor` ask before anything is laid out. Without any font at all layout
would take the whole process down, so `require` comes first.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from briefgen.errors import MissingDependencyError

__all__ = [
    "Coverage",
    "coverage",
    "families",
    "files",
    "installed",
    "missing",
    "remedy",
    "require",
]

# The Debian packages that show every script the house style names a family for.
_PACKAGES = ("fonts-crosextra-carlito", "fonts-noto-core", "fonts-noto-cjk")

_UNDRAWN = frozenset({"Cc", "Cf", "Zl", "Zp"})
# Control and format characters have no glyph: layout obeys or drops them.


def families() -> frozenset[str]:
    """The names of all installed families. Raises MissingDependencyError without fontconfig."""
    return _families()


def installed(family: str) -> bool:
    """Whether *family* is there under this very name. Raises MissingDependencyError."""
    return family.casefold() in {name.casefold() for name in _families()}


def require() -> None:
    """Raises MissingDependencyError where no font is installed."""
    if not _families():
        raise MissingDependencyError(
            "no font is installed", hint=_install("fonts-crosextra-carlito")
        )


def missing(text: str, family: str = "") -> tuple[str, ...]:
    """The characters of *text* that no installed font shows, each once, in order.

    Control and format characters are passed over: they have no glyph. The fonts of *family*, of
    which most can be hoped for, are asked before all others.
    """
    # What does not break is drawn as a space; many fonts have no glyph of its own for it.
    chars = dict.fromkeys(text.replace("\u00a0", " "))
    drawn = [char for char in chars if unicodedata.category(char) not in _UNDRAWN]
    for shown in (family, ""):
        if drawn:
            drawn = [char for char in drawn if ord(char) not in coverage(shown)]
    return tuple(drawn)


def remedy(otherwise: str = "leave it out") -> str:
    """What to do about a character that is `missing`; *otherwise* without another font."""
    return (
        f"{otherwise}, or install a font that has it; those of most scripts, though not of all"
        f" emoji, come with: sudo apt-get install -y {' '.join(_PACKAGES)}"
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points that fonts show, as ranges: *starts* ascend, *ends* are inclusive."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, code: object) -> bool:
        if not isinstance(code, int):
            return False
        index = bisect_right(self.starts, code) - 1
        return index >= 0 and code <= self.ends[index]


@cache
def coverage(family: str = "") -> Coverage:
    """What the fonts of *family* show, or, without a name, what all fonts show together."""
    # Most fonts show much the same: what they share is read once.
    charsets = set(_list_fonts("%{charset}\n", family).splitlines())
    ordered = sorted(map(_span, {part for charset in charsets for part in charset.split()}))
    # Spans may overlap. Each ends where the farthest so far ends, so that the last one that starts
    # before a code point tells of all.
    ends = tuple(accumulate((end for _, end in ordered), max))
    return Coverage(tuple(start for start, _ in ordered), ends)


@cache
def files() -> tuple[tuple[str, str, int], ...]:
    """Every font file: its name, the version it states and its size, sorted.

    Which of them shows a character is fontconfig's choice, so all of them count.
    """
    lines = set(_list_fonts("%{file}\t%{fontversion}\n").splitlines())
    return tuple(sorted(_file(*line.rsplit("\t", 1)) for line in lines if "\t" in line))


def _file(path: str, version: str) -> tuple[str, str, int]:
    try:
        return Path(path).name, version, Path(path).stat().st_size
    except OSError:
        return Path(path).name, version, 0


def _span(text: str) -> tuple[int, int]:
    """``20-7e`` or ``a9``, hexadecimal, as a pair of inclusive bounds."""
    first, _, last = text.partition("-")
    return int(first, 16), int(last or first, 16)


@cache
def _families() -> frozenset[str]:
    lines = _list_fonts("%{family}\n").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(",") if name.strip())


def _list_fonts(form: str, family: str = "") -> str:
    # A pattern begins with a name, in which these would begin its next part.
    name = re.sub(r"([-:,=\\])", r"\\\1", family)
    command = ["fc-list", f"{name}:scalable=true", "--format", form]
    try:
        listed = subprocess.run(  # noqa: S603 - a fixed program, no shell
            command, capture_output=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingDependencyError(
            "fc-list, which tells what fonts there are, cannot be run", hint=_install("fontconfig")
        ) from error
    return listed.stdout.decode("utf-8", "replace")


def _install(*packages: str) -> str:
    return f"run: sudo apt-get install -y {' '.join(packages)}"
